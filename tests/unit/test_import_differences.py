"""What an import says it did: changed cells old → new, joiners, moves, who is missing, a new year, leavers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from progress_tui.importing.planning.committing import ImportReport
from progress_tui.store import imports
from progress_tui.store.checking import contents
from progress_tui.store.engine import SchoolFile
from progress_tui.store.undoing import undo
from progress_tui.workspace import Workspace

Bring = Callable[..., ImportReport]
Tables = Callable[[SchoolFile], dict[str, list[str]]]
HEAD = (
    "ID,Surname,Forename,DOB,Gender,Year,Class,PP,SEN,Attendance %,"
    "2025-26 Aut2 Reading TA,2025-26 Sum2 Reading Target\n"
)
KHAN = "1,Khan,Ali,1/2/2017,M,4,4A,N,N,97.4,JB,WB\n"
SMITH = "2,Smith,Tom,3/4/2017,M,4,4A,Y,K,91,WB,JB\n"
CHANGED = "1,Khán,Ali,1/3/2017,M,4,4B,Y,K,96.1,WB,JB\n"
LIST = "ID,Surname,Forename,Year,Class\n"


def year(*pupils: str) -> str:
    """A class list of `1 Khan 4 4A`."""
    return LIST + "".join(f"{n},{name},A,{group},{cls}\n" for n, name, group, cls in map(str.split, pupils))


def pointed(report: ImportReport) -> list[tuple[str, str, str, str]]:
    return [(change.column, change.point, change.old, change.new) for change in report.changes]


# -- cells


def test_a_corrected_file_shows_exactly_the_changed_cells(bring: Bring) -> None:
    bring(HEAD + KHAN + SMITH)
    report = bring(HEAD + CHANGED + SMITH)
    assert pointed(report) == [
        ("surname", "", "Khan", "Khán"),
        ("date of birth", "", "2017-02-01", "2017-03-01"),
        ("class", "2025-26", "4A", "4B"),
        ("pupil premium", "2025-26", "no", "yes"),
        ("SEN", "2025-26", "N", "K"),
        ("attendance", "2025-26", "97.4%", "96.1%"),
        ("Reading teacher assessment", "2025-26:Aut2", "JB", "WB"),
        ("target: Reading teacher assessment", "2025-26:Sum2", "WB", "JB"),
    ]
    assert {(change.pupil, change.row) for change in report.changes} == {("Khán, Ali", 2)}
    assert (report.added, report.changed, report.unchanged) == (0, 6, 8)
    assert [(m["pupil"], m["old"], m["new"]) for m in _moves(report)] == [("Khán, Ali", "4A", "4B")]


def _moves(report: ImportReport) -> list[dict[str, object]]:
    moves = report.to_json()["moves"]
    assert isinstance(moves, list)
    return moves


def test_a_dry_run_shows_the_same_changes_and_has_no_number(bring: Bring, school_file: SchoolFile) -> None:
    bring(HEAD + KHAN + SMITH)
    rehearsed = bring(HEAD + CHANGED + SMITH, dry_run=True)
    done = bring(HEAD + CHANGED + SMITH)
    assert rehearsed.changes == done.changes
    assert (rehearsed.number, done.number) == (None, 2)
    assert bring(HEAD + CHANGED + SMITH).changes == ()
    assert school_file.read(contents).imports == 2


def test_a_name_in_capitals_is_no_change(bring: Bring) -> None:
    bring(HEAD + KHAN + SMITH)
    assert bring("ID,Surname,Forename\n1,KHAN,ALI\n2,SMITH,Tom\n").changes == ()


def test_attendance_at_a_point_is_dated_by_the_point(bring: Bring) -> None:
    head = "ID,Surname,Term,Attendance %,Subject,Result\n"
    bring(head + "1,Khan,Autumn 2,90,Reading,At\n")
    assert pointed(bring(head + "1,Khan,Autumn 2,95.5,Reading,At\n")) == [
        ("attendance", "2025-26:Aut2", "90%", "95.5%"),
    ]


def test_the_page_of_an_import_keeps_its_changes_after_later_ones(bring: Bring, school_file: SchoolFile) -> None:
    bring(HEAD + KHAN + SMITH)
    second = bring(HEAD + CHANGED + SMITH)
    bring("ID,2025-26 Aut2 Reading TA\n1,At\n2,At\n")
    page = school_file.read(lambda con: imports.page(con, 2))
    kept = [(change.column, change.old, change.new) for change in page.changes]
    assert kept == [(change.column, change.old, change.new) for change in second.changes]
    assert page.rests == ("import 3 (source.csv)",)
    assert {name: (one.added, one.changed) for name, one in page.tables.items()} == {
        "pupil": (0, 1), "enrolment": (0, 1), "characteristics": (0, 1), "attendance": (0, 1), "result": (0, 1),
        "target": (0, 1),
    }  # fmt: skip
    first = school_file.read(lambda con: imports.page(con, 1))
    assert first.tables["result"].added == 2
    assert (first.head.pupils, first.head.results, first.changes) == (2, 2, ())


# -- class lists


def test_who_joins_moves_and_is_missing(bring: Bring, school_file: SchoolFile, tables: Tables) -> None:
    first = bring(year("1 Khan 4 4A", "2 Smith 4 4A", "3 Ng 4 4A", "4 Begum 4 4B", "5 Lee 5 5A", "6 Cole 4 4A"))
    assert (first.joiners, first.missing) == ((), ()), "nobody joins a school that was not on file"
    before = tables(school_file)["enrolment"]
    report = bring(year("1 Khan 4 4A", "2 Smith 4 4A", "4 Begum 4 4A", "7 Okafor 4 4A", "6 Cole 4 4A"))
    assert [(one.pupil, one.row, one.class_name) for one in report.joiners] == [("Okafor, A", 5, "4A")]
    assert [(move["pupil"], move["old"], move["new"]) for move in _moves(report)] == [("Begum, A", "4B", "4A")]
    assert [(one.pupil, one.class_name, one.academic_year) for one in report.missing] == [("Ng, A", "4A", 2025)]
    after = tables(school_file)["enrolment"]
    assert len(set(before) - set(after)) == 1, "only the move: nobody is taken off the roll"


def test_a_group_across_classes_speaks_for_no_class(bring: Bring) -> None:
    bring(year(*(f"{n} P{n} 4 4{'AB'[n % 2]}" for n in range(1, 21))))
    report = bring(year("1 P1 4 4B", "2 P2 4 4A", "3 P3 4 4B"))
    assert report.missing == ()


def test_a_list_without_classes_speaks_for_year_groups(bring: Bring) -> None:
    bring(year("1 Khan 4 4A", "2 Smith 4 4B", "3 Ng 4 4B", "4 Begum 5 5A"))
    report = bring("ID,Surname,Year\n1,Khan,4\n2,Smith,4\n")
    assert [one.pupil for one in report.missing] == ["Ng, A"]


def test_the_first_class_list_of_a_year_needs_no_command(bring: Bring, school_file: SchoolFile) -> None:
    bring(year("1 Khan 3 3A", "2 Smith 3 3A", "3 Ng 3 3A", "4 Begum 3 3B", "5 Lee 6 6A"))
    report = bring(year("1 Khan 4 4A", "2 Smith 4 4A", "6 Okafor 4 4A"), year=2026)
    assert (report.verdict, report.changed, report.changes) == ("accepted", 0, ())
    assert [one.pupil for one in report.joiners] == ["Okafor, A"]
    # 3B has no list yet, and who was in Year 6 is not looked for in Year 4.
    assert [(one.pupil, one.class_name) for one in report.missing] == [("Ng, A", "3A")]
    again = bring(year("1 Khan 4 4A", "2 Smith 4 4A", "6 Okafor 4 4A"), year=2026, answers={"leavers": "left"})
    assert (again.added, again.changed) == (0, 0), "who has no place in the new year is not on its roll"
    workspace = Workspace(school_file.path)
    listed = workspace.directory()
    workspace.close()
    assert [(entry.academic_year, entry.name, entry.on_roll) for entry in listed.classes] == [
        (2026, "4A", 3), (2025, "3A", 3), (2025, "3B", 1), (2025, "6A", 1),
    ]  # fmt: skip


def test_leavers_are_marked_when_that_is_answered_and_come_back_with_undo(
    bring: Bring, school_file: SchoolFile, tables: Tables
) -> None:
    bring(year("1 Khan 4 4A", "2 Smith 4 4A", "3 Ng 4 4A"))
    before = tables(school_file)
    report = bring(year("1 Khan 4 4A", "2 Smith 4 4A"), answers={"leavers": "left"})
    last = min(date.today(), date(2026, 8, 31)).isoformat()
    assert pointed(report) == [("left", "2025-26", "", last)]
    assert (report.added, report.changed, [one.pupil for one in report.missing]) == (0, 1, ["Ng, A"])
    assert bring(year("1 Khan 4 4A", "2 Smith 4 4A")).missing == (), "who has left is not missing"
    school_file.write(lambda con: undo(con, 2))
    after = tables(school_file)
    assert {name: after[name] for name in after if name not in ("audit", "meta")} == {
        name: before[name] for name in before if name not in ("audit", "meta")
    }


def test_a_child_who_had_left_is_said_to_be_back(bring: Bring) -> None:
    bring(year("1 Khan 4 4A", "2 Smith 4 4A", "3 Ng 4 4A"), year=2024)
    bring(year("1 Khan 4 4A", "2 Smith 4 4A"), year=2024, answers={"leavers": "left"})
    report = bring(year("1 Khan 4 4A", "2 Smith 4 4A", "3 Ng 4 4A"), year=2024)
    assert "On file as having left, and in this file: Ng, A." in report.warnings


# -- undo, by everything the file holds

STATES = {
    "adds": HEAD + KHAN + SMITH + "3,Ng,Mei,5/6/2017,F,4,4B,N,N,99,JB,WB\n",
    "changes": HEAD + CHANGED + SMITH,
    "a new school": "School,ID,Surname,2025-26 Aut2 Reading TA\nElm,1,Ng,JB\n",
    "a new year": LIST + "1,Khan,Ali,5,5A\n2,Smith,Tom,5,5A\n",
    "a UPN": "ID,UPN,Former UPN,Surname,Forename,2025-26 Spr2 Reading TA\n1,B801200005001,R674123101121,Khan,Ali,At\n",
    "part of it": HEAD + CHANGED + "2,Smith,Tom,3/4/2017,M,4,4A,Y,K,191,WB,JB\n",
}


@pytest.mark.parametrize("name", STATES)
def test_undo_leaves_every_table_but_the_audit_as_it_was(
    bring: Bring, school_file: SchoolFile, tables: Tables, name: str
) -> None:
    bring(HEAD + KHAN + SMITH)
    bring("ID,UPN,Surname,Forename\n1,R674123101121,Khan,Ali\n", name="upns.csv")
    # `meta` holds the counters by which other programs notice a change: they go up with the undo as with any other.
    compared = [table for table in tables(school_file) if table not in ("audit", "meta")]
    before = tables(school_file)
    report = bring(STATES[name], year=2026 if name == "a new year" else 2025, accept_partial=True)
    assert report.verdict in ("accepted", "partial")
    assert report.number == 3
    between = tables(school_file)
    assert any(between[table] != before[table] for table in compared)
    school_file.write(lambda con: undo(con, 3))
    after = tables(school_file)
    assert {table: after[table] for table in compared} == {table: before[table] for table in compared}
    assert school_file.read(contents).problems == ()


# -- what a partial import left out


def test_what_is_left_out_is_kept_with_its_row_until_the_import_is_undone(
    bring: Bring, school_file: SchoolFile
) -> None:
    report = bring(HEAD + KHAN + "2,Smith,Tom,3/4/2017,M,4,4A,Y,K,191,WB,JB\n", accept_partial=True)
    (kept,) = school_file.read(lambda con: imports.left_out_of(con, 1))
    assert (kept.source_row, kept.heading, kept.value, kept.pupil) == (3, "Attendance %", "191", "Smith, Tom")
    assert kept.reason == report.rejected[0].reason
    assert '"Surname": "Smith"' in kept.cells
    school_file.write(lambda con: con.execute("UPDATE import_rejected SET import_id = 9"))
    assert school_file.read(contents).problems == (
        "1 rows of the table import_rejected name an import that is not on file.",
    )
    school_file.write(lambda con: con.execute("UPDATE import_rejected SET import_id = 1"))
    school_file.write(lambda con: undo(con, 1))
    assert school_file.read(lambda con: con.execute("SELECT * FROM import_rejected").fetchall()) == []

"""Undo of an import: everything is as it was, or it is refused with what rests on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

import pytest

from progress_tui.domain.errors import NotFoundError, ProgressError
from progress_tui.domain.support import MemberRecord, SupportRecord
from progress_tui.importing.planning.committing import ImportReport
from progress_tui.store import (
    audit,
    directory,
    dismissals,
    notes,
    queried,
    saved_filters,
    strand_grades,
    support,
)
from progress_tui.store.checking import contents
from progress_tui.store.dismissals import FlagKey
from progress_tui.store.engine import SchoolFile
from progress_tui.store.meetings import history
from progress_tui.store.meetings.history import ActionRecord, ItemRecord, MeetingRecord
from progress_tui.store.queried import QueryRecord
from progress_tui.store.strand_grades import GradeRecord
from progress_tui.store.undoing import undo

Bring = Callable[..., ImportReport]
Tables = Callable[[SchoolFile], dict[str, list[str]]]
HEAD = (
    "ID,Surname,Forename,DOB,Gender,Year,Class,PP,SEN,Attendance %,"
    "2025-26 Aut2 Reading TA,2025-26 Sum2 Reading Target\n"
)
FIRST = HEAD + "1,Khan,Ali,1/2/2017,M,4,4A,N,N,97.4,JB,WB\n2,Smith,Tom,3/4/2017,M,4,4A,Y,K,91,WB,JB\n"
SECOND = HEAD + "1,Khan-Lee,Ali,,,4,4B,Y,K,96.1,WB,JB\n2,Smith,Tom,,,4,4A,Y,K,91,WB,JB\n3,Ng,Mei,,F,4,4B,N,N,99,JB,WB\n"


def facts(tables: Tables, file: SchoolFile) -> dict[str, list[str]]:
    """Everything but the audit and the version counters."""
    held = tables(file)
    return {name: rows for name, rows in held.items() if name not in ("audit", "meta")}


def refusal(file: SchoolFile, number: int) -> str:
    with pytest.raises(ProgressError) as caught:
        file.write(lambda con: undo(con, number))
    return str(caught.value)


def test_undo_puts_everything_back(bring: Bring, school_file: SchoolFile, tables: Tables) -> None:
    bring(FIRST)
    before = facts(tables, school_file)
    counted = school_file.read(directory.versions)
    report = bring(SECOND, name="second.csv")
    assert (
        report.changed == 6
    )  # name, class, pupil premium and SEND together, attendance, result and target of one pupil
    assert report.added == 7
    assert facts(tables, school_file) != before
    file, touched = school_file.write(lambda con: undo(con, 2))
    assert file == "second.csv"
    assert touched == report.added + report.changed + 1  # and class 4B
    assert facts(tables, school_file) == before
    assert school_file.read(directory.versions) == (counted[0] + 2, counted[1] + 2)
    lines = school_file.read(lambda con: con.execute("SELECT what FROM audit ORDER BY audit_id").fetchall())
    assert lines == [("import",), ("import",), ("undo import",)]
    assert school_file.read(audit.broken_at) is None
    assert school_file.read(contents).problems == ()


def test_the_same_import_can_follow_its_undo(bring: Bring, school_file: SchoolFile, tables: Tables) -> None:
    bring(FIRST)
    first = bring(SECOND)
    after = facts(tables, school_file)
    school_file.write(lambda con: undo(con, 2))
    assert bring(SECOND) == first
    again = facts(tables, school_file)
    del after["import"], again["import"]  # the time of the import differs
    assert again == after


def test_undo_in_order_empties_the_file(bring: Bring, school_file: SchoolFile, tables: Tables) -> None:
    bring(FIRST)
    bring(SECOND)
    for number in (2, 1):
        school_file.write(partial(undo, number=number))
    assert all(rows == [] for rows in facts(tables, school_file).values())


def test_there_is_no_such_import(bring: Bring, school_file: SchoolFile) -> None:
    bring(FIRST)
    with pytest.raises(NotFoundError, match="There is no import 7"):
        school_file.write(lambda con: undo(con, 7))


@pytest.mark.parametrize(
    "later",
    [
        SECOND,
        "ID,2025-26 Spr2 Maths TA\n1,JB\n2,WB\n",
        "ID,Surname,2025-26 Spr2 Reading TA\n8,New,JB\n9,Newer,WB\n",
        "ID,Surname,Class\n8,New,4A\n",
        "ID,Surname,Class\n8,New,Willow\n",
    ],
    ids=["its-values-changed", "its-pupils", "its-series", "its-class", "its-school"],
)
def test_undo_is_refused_while_a_later_import_rests_on_it(
    bring: Bring, school_file: SchoolFile, tables: Tables, later: str
) -> None:
    bring(FIRST)
    assert bring(later, name="later.csv").verdict == "accepted"
    before = tables(school_file)
    words = refusal(school_file, 1)
    assert "Import 1 (source.csv) cannot be undone." in words
    assert "import 2 (later.csv)" in words
    assert "newest first" in words
    assert tables(school_file) == before
    school_file.write(lambda con: undo(con, 2))
    school_file.write(lambda con: undo(con, 1))
    assert school_file.read(contents).schools == 0


def test_a_later_import_of_other_schools_is_no_obstacle(bring: Bring, school_file: SchoolFile) -> None:
    bring("School,ID,Surname,2025-26 Aut2 Reading TA\nAsh,1,Khan,JB\nAsh,2,Smith,WB\n")
    bring("School,ID,Surname,2025-26 Aut2 Reading TA\nElm,1,Ng,JB\nElm,2,Begum,WB\n")
    school_file.write(lambda con: undo(con, 1))
    held = school_file.read(contents)
    assert (held.schools, held.pupils, held.results, held.problems) == (1, 2, 2, ())


def test_undo_is_refused_while_a_note_rests_on_its_pupils(
    bring: Bring, school_file: SchoolFile, tables: Tables
) -> None:
    bring(FIRST)
    bring(SECOND)
    saved = school_file.write(lambda con: notes.save(con, 1, 3, "New here", ""))
    before = tables(school_file)
    words = refusal(school_file, 2)
    assert "1 note on pupils it brought" in words
    assert "later imports" not in words
    assert tables(school_file) == before
    school_file.write(lambda con: notes.remove(con, 1, saved.note_id))
    school_file.write(lambda con: undo(con, 2))
    assert school_file.read(contents).pupils == 2


def test_undo_is_refused_while_a_meeting_rests_on_it(bring: Bring, school_file: SchoolFile) -> None:
    bring(FIRST)
    bring(SECOND)
    classes = dict(school_file.read(lambda con: con.execute("SELECT name, class_id FROM class").fetchall()))
    action = ActionRecord("Reads daily", "Class teacher", date(2026, 1, 30), "open", "unknown")
    item = ItemRecord(3, "Below target", "Settling in", ("EAL",), "in-class", (action,))
    meeting = MeetingRecord(classes["4B"], 12151, date(2025, 12, 1), 40, "Head", "held", (item,))
    school_file.write(lambda con: history.add(con, 1, [meeting]))
    words = refusal(school_file, 2)
    for part in ("1 meeting record of pupils it brought", "1 action for pupils it brought", "1 meeting of classes"):
        assert part in words


def test_a_note_on_a_pupil_of_an_earlier_import_stays_through_undo(bring: Bring, school_file: SchoolFile) -> None:
    bring(FIRST)
    bring(SECOND)
    school_file.write(lambda con: notes.save(con, 1, 1, "Known before", ""))
    school_file.write(lambda con: undo(con, 2))
    assert [note.body for note in school_file.read(lambda con: notes.of_pupils(con, 1))] == ["Known before"]


def test_undo_is_refused_while_support_and_judgements_rest_on_its_pupils(
    bring: Bring, school_file: SchoolFile, tables: Tables
) -> None:
    bring(FIRST)
    bring(SECOND)
    group = SupportRecord("Phonics catch-up", "reading", date(2025, 11, 3), None, "TA", (MemberRecord(3),))
    key = FlagKey(3, "below", "reading", "0123456789abcdef")
    school_file.write(lambda con: support.add(con, 1, [group]))
    school_file.write(lambda con: dismissals.dismiss(con, 1, [key], "Settling in"))
    school_file.write(lambda con: strand_grades.add(con, 1, [GradeRecord(3, 12151, "effort", 1, "green")]))
    before = tables(school_file)
    words = refusal(school_file, 2)
    for part in (
        "1 place in support groups of pupils it brought", "1 dismissed flag of pupils it brought",
        "1 grade of pupils it brought",
    ):  # fmt: skip
        assert part in words
    assert "schools it brought" not in words, "the school is of the first import"
    assert tables(school_file) == before
    assert "1 support group of schools it brought" in refusal(school_file, 1)


def test_undo_is_refused_while_a_result_it_wrote_is_marked_as_wrong(bring: Bring, school_file: SchoolFile) -> None:
    bring(FIRST)
    bring(SECOND)
    held = school_file.read(
        lambda con: con.execute("SELECT series_id, ordinal, raw FROM result WHERE pupil_id = 1").fetchall()
    )
    assert held == [(1, 12151, "WB")]
    school_file.write(lambda con: queried.add(con, 1, [QueryRecord(1, 1, 12151, "WB", "Wrong child?")]))
    assert "1 result it wrote and somebody marked as wrong" in refusal(school_file, 2)
    # Written anew by a third import: the mark is on a result that is no longer there, and keeps nothing.
    bring("ID,2025-26 Aut2 Reading TA\n1,JB\n2,WB\n", name="third.csv")
    school_file.write(lambda con: undo(con, 3))
    assert "marked as wrong" in refusal(school_file, 2)


def test_a_mark_on_the_result_before_is_no_obstacle(bring: Bring, school_file: SchoolFile) -> None:
    bring(FIRST)
    school_file.write(lambda con: queried.add(con, 1, [QueryRecord(1, 1, 12151, "JB", "Wrong child?")]))
    bring(SECOND)
    school_file.write(lambda con: undo(con, 2))
    assert school_file.read(contents).problems == ()


def test_undo_of_a_school_is_refused_while_filters_are_saved_in_it(bring: Bring, school_file: SchoolFile) -> None:
    bring(FIRST)
    school_file.write(lambda con: saved_filters.save(con, 1, "Focus", "pp"))
    assert "1 saved filter of schools it brought" in refusal(school_file, 1)
    school_file.write(lambda con: saved_filters.remove(con, 1, "Focus"))
    school_file.write(lambda con: undo(con, 1))
    assert school_file.read(contents).problems == ()

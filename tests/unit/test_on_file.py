"""Reports on the data itself: imports and what they left out, scales in use, national figures, meetings and actions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from progress_tui.domain.errors import NotFoundError
from progress_tui.domain.reports import Report
from progress_tui.domain.whom import EVERYBODY, Whom
from progress_tui.importing.planning.committing import Terms
from progress_tui.settings import config_home, scales_home
from progress_tui.workspace import Workspace

HEAD = "Surname,Forename,Year,Class,2026-27 Aut2 Reading TA,2026-27 Aut2 Maths TA\n"
GOOD = "Todd,Di,4,4Q,JB,At\nUrwin,Eve,4,4Q,B,JB\nVeal,Flo,4,4Q,At,At\nWest,Gus,4,4Q,JB,B\n"
SLIPS = f"{HEAD}Quill,Ann,4,4Q,JB,JB\nRusk,Bea,4,4Q,JB?,At\nSwift,Cy,4,4Q,At,Ax\n{GOOD}"


@pytest.fixture(name="school")
def _school(tmp_path: Path, opened: Callable[[Path], Workspace]) -> Workspace:
    workspace = opened(tmp_path / "school.duckdb")
    for name, text in (("slips.csv", SLIPS), ("mended.csv", SLIPS.replace("JB?", "JB").replace("Ax", "At"))):
        (tmp_path / name).write_text(text, "utf-8")
        report = workspace.importing.bring_in(tmp_path / name, Terms(accept_partial=True))
        assert report.verdict in ("accepted", "partial")
    return workspace


def behind(report: Report, row: int, key: str) -> tuple[int, ...] | None:
    found = report.behind(row, key)
    return None if found is None else found.pupil_ids


def test_imports_say_what_they_brought_and_left_out_and_which_were_taken_back(school: Workspace) -> None:
    on_file = school.judging.on_file
    report = on_file.imports()
    assert [(row["file"], row["pupils"], row["rejected"], row["state"]) for row in report.rows] == [
        ("mended.csv", 7, 0, "on file"), ("slips.csv", 7, 2, "on file"),
    ]  # fmt: skip
    past = {one.number: one.touched for one in school.importing.past()}
    assert {row["import"]: row["added_or_changed"] for row in report.rows} == past
    assert len(behind(report, 1, "pupils") or ()) == 7
    assert set(behind(report, 0, "results") or ()) == {
        number for name in ("Rusk", "Swift") for number, _ in school.find_pupils(1, name)
    }
    assert behind(report, 0, "made") is None
    assert report.notes[0] == "2 imports on file; 2 rows and cells were left out."
    school.importing.undo(2)
    report = on_file.imports()
    assert [str(row["state"])[:6] for row in report.rows] == ["on fil", "undone"]
    assert behind(report, 1, "pupils") is None


def test_what_was_not_taken_stands_with_its_whole_row(school: Workspace) -> None:
    report = school.judging.on_file.unmatched()
    assert [(row["file"], row["row"], row["pupil"], row["column"], row["value"]) for row in report.rows] == [
        ("slips.csv", 3, "Rusk, Bea", "2026-27 Aut2 Reading TA", "JB?"),
        ("slips.csv", 4, "Swift, Cy", "2026-27 Aut2 Maths TA", "Ax"),
    ]  # fmt: skip
    cells = report.rows[0]["cells"]
    assert isinstance(cells, dict)
    assert (cells["Surname"], cells["2026-27 Aut2 Maths TA"]) == ("Rusk", "At")
    school.importing.undo(2)
    school.importing.undo(1)
    with pytest.raises(NotFoundError, match="no school on file"):
        school.judging.on_file.unmatched()


def test_scales_in_use_say_what_is_expected_whose_they_are_and_what_is_left_out(school: Workspace) -> None:
    report = school.judging.on_file.scales()
    assert [(row["subject"], row["scale"], row["expected"], row["where"]) for row in report.rows] == [
        ("Reading", "Point-in-time bands", "At", "shipped"), ("Maths", "Point-in-time bands", "At", "shipped"),
    ]  # fmt: skip
    assert [row["results"] for row in report.rows] == [7, 7]
    assert len(behind(report, 0, "pupils") or ()) == 7
    assert behind(report, 0, "unreadable") == ()
    scales_home().mkdir(parents=True)
    (scales_home() / "broken.toml").write_text("id = 3\n", "utf-8")
    assert school.judging.on_file.scales().notes[0].startswith("A scale of your own is left out. broken.toml")


def test_national_figures_say_which_year_is_missing_and_whose_they_are(school: Workspace) -> None:
    report = school.judging.on_file.national()
    (combined,) = (row for row in report.rows if row["id"] == "rwm")
    assert (combined["y2025"], combined["y2026"], combined["taken"]) == ("62 %", "–", "Y6")
    assert report.notes[0].startswith("– 2026: no figure is on file (published July 2026: import it). Write them into ")
    config_home().mkdir(parents=True, exist_ok=True)
    (config_home() / "national.csv").write_text("year,measure,value,source\n2026,rwm,63,DfE\n", "utf-8")
    report = school.judging.on_file.national()
    (combined,) = (row for row in report.rows if row["id"] == "rwm")
    assert (combined["y2026"], combined["source"]) == ("63 %", "DfE")
    assert "9 figures are not on file" in report.notes[0]
    assert report.notes[-1].endswith("They take the place of the shipped ones.")


def test_meetings_and_actions_are_counted_as_the_tables_have_them(demo: Workspace) -> None:
    rows = demo.file.read(
        lambda con: con.execute(
            "SELECT c.name, m.held_on, count(DISTINCT i.pupil_id), count(a.action_id), count(a.action_id) "
            "FILTER (a.status = 'open') FROM meeting m JOIN class c USING (school_id, class_id) "
            "JOIN meeting_item i USING (school_id, meeting_id) LEFT JOIN action a USING (school_id, item_id) "
            "GROUP BY ALL ORDER BY m.held_on DESC, c.name"
        ).fetchall()
    )
    report = demo.judging.meetings(EVERYBODY)
    counted = [tuple(row[key] for key in ("class_name", "held_on", "pupils", "actions", "open")) for row in report.rows]
    assert counted == [(name, str(held), *figures) for name, held, *figures in rows]
    for at, row in enumerate(report.rows):
        assert len(behind(report, at, "pupils") or ()) == row["pupils"]
    owners = demo.file.read(
        lambda con: con.execute(
            "SELECT owner, count(*) FILTER (status = 'open'), count(*), count(DISTINCT pupil_id) FROM action "
            "GROUP BY owner ORDER BY lower(owner)"
        ).fetchall()
    )
    report = demo.judging.action_counts(EVERYBODY, "owner")
    assert [tuple(row[key] for key in ("owner", "open", "actions", "pupils")) for row in report.rows] == owners
    assert [row["class_name"] for row in demo.judging.action_counts(Whom(year_group="4"), "class").rows] == ["4A", "4B"]


def test_every_school_of_a_file_is_counted_at_once(school: Workspace, demo_path: Path) -> None:
    school.adopting.take_in(demo_path)
    counts = school.judging.on_file.school_counts()
    assert {key: (one.pupils, one.classes) for key, one in counts.items()} == {1: (7, 1), 2: (420, 14)}
    assert {row["file"] for row in school.judging.on_file.imports("School").rows} == {"slips.csv", "mended.csv"}
    assert len(school.judging.on_file.imports("Oakfield Primary (fictional)").rows) == 13

"""What changed since the last import, or since the last meeting."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl

from progress_tui.analysis.changes import since_import, since_meeting
from progress_tui.analysis.frames import SchoolFrames
from progress_tui.analysis.school_at_point import SchoolAtPoint
from progress_tui.domain.reports import Report
from progress_tui.domain.whom import EVERYBODY, Whom
from progress_tui.importing.planning.committing import ImportReport, Terms
from progress_tui.store import changes
from progress_tui.store.engine import SchoolFile
from progress_tui.store.frames import load
from progress_tui.workspace import Workspace
from tests.unit.frames_builder import SmallSchool

Bring = Callable[..., ImportReport]
SUM2, AUT1, NOW = "2025-26:Sum2", "2026-27:Aut1", "2026-27:Aut2"
HEAD = "ID,Surname,Forename,DOB,Gender,Year,Class,2026-27 Aut1 Reading TA,2026-27 Aut2 Reading TA\n"
FIRST = HEAD + "1,Khan,Ali,1/2/2018,M,4,4A,At,\n2,Smith,Tom,3/4/2018,M,4,4A,At,\n3,Ng,Mei,5/6/2018,F,4,4A,B,\n"
SECOND = HEAD + "1,Khan,Ali,1/2/2018,M,4,4A,At,JB\n2,Smith,Tom,3/4/2018,M,4,4A,Sec,Sec\n3,Ng,Mei,5/6/2018,F,4,4A,B,At\n"


def said(report: Report) -> list[tuple[object, object, object]]:
    return [(row["what"], row["name"], row["sentence"]) for row in report.rows]


def class_of_two() -> SmallSchool:
    """Child 1 fell from Aut1 to now, child 2 was just below and is at now."""
    school = SmallSchool()
    for before, raw in (("At", "JB"), ("JB", "At")):
        child = school.pupil()
        school.result(child, AUT1, before)
        school.result(child, NOW, raw)
    return school


def without(school: SmallSchool, *keys: tuple[int, str]) -> pl.DataFrame:
    """The results without those of some children at a point."""
    frames = school.frames()
    gone = {(child, school.summary(point).point.ordinal) for child, point in keys}
    kept = [row for row in frames.results.iter_rows() if (row[0], row[2]) not in gone]
    return pl.DataFrame(kept, schema=frames.results.schema, orient="row")


def with_results(school: SmallSchool, results: pl.DataFrame) -> SchoolAtPoint:
    """The school as it was with other results."""
    return school.at().with_facts({"results": results})


def test_flags_that_appeared_and_went_with_the_import() -> None:
    school = class_of_two()
    earlier = with_results(school, without(school, (1, NOW), (2, NOW)))
    report = since_import(school.at(), EVERYBODY, "aut2.csv", "2026-11-20 15:30", earlier)
    assert said(report) == [
        ("new flag", "Child01, A", "Reading fell from At to Just below since Aut1; no live support or action."),
        ("new flag", "Child01, A", "Reading is Just below, one notch under the expected standard at Aut2."),
        ("good news", "Child02, A", "Reading rose from Just below to At since Aut1: now at the expected standard."),
        ("no longer", "Child02, A", "Then: Reading is Just below, one notch under the expected standard at Aut1."),
        ("results added", "", "Reading teacher (bands) at Autumn 2 2026-27: 2 results of 2 children."),
    ]
    assert report.notes[0] == "Since the import of aut2.csv on 2026-11-20 15:30, compared with Autumn 1 2026-27."
    assert report.more["counts"] == {
        "new_flag": 2, "again": 0, "result_changed": 0, "good_news": 1, "no_longer": 1, "results_added": 1,
    }  # fmt: skip


def test_a_result_that_became_another() -> None:
    school = class_of_two()
    before = school.frames().results.with_columns(
        pl.when((pl.col("pupil_id") == 2) & (pl.col("raw") == "At")).then(pl.lit("Sec")).otherwise("raw").alias("raw")
    )
    report = since_import(
        school.at(), EVERYBODY, "late.csv", "2026-11-21 09:00", school.at().with_facts({"results": before})
    )
    assert ("result changed", "Child02, A", "Reading teacher (bands) at Autumn 2 2026-27: Sec became At.") in said(
        report
    )
    assert "results added" not in {row["what"] for row in report.rows}


def test_another_fall_is_raised_again_and_a_standing_question_is_not() -> None:
    school = SmallSchool()
    child = school.pupil()
    for point, raw in ((SUM2, "At"), (AUT1, "JB"), (NOW, "B")):
        school.result(child, point, raw)
    report = since_import(
        school.at(),
        EVERYBODY,
        "a.csv",
        "2026-11-20 15:30",
        school.at().with_facts({"results": without(school, (1, NOW))}),
    )
    whats = {(row["what"], row["flag"]) for row in report.rows if row["flag"]}
    assert ("again", "quiet-decline") in whats
    assert ("new flag", "below") in whats
    assert not {flag for what, flag in whats if what == "new flag"} & {"fell", "quiet-decline"}


def test_nothing_on_file_before() -> None:
    school = class_of_two()
    empty = school.frames().results.clear()
    report = since_import(
        school.at(), EVERYBODY, "first.csv", "2026-11-20 15:30", school.at().with_facts({"results": empty})
    )
    assert report.notes[0].endswith("; nothing was on file before.")
    assert {row["what"] for row in report.rows} == {"new flag", "good news", "results added"}


def test_one_child_and_one_subject_only() -> None:
    school = class_of_two()
    before = with_results(school, school.frames().results.clear())
    named = since_import(school.at(), Whom(filter="name:child02"), "a.csv", "2026-11-20 15:30", before)
    assert {row["name"] for row in named.rows} == {"Child02, A", ""}
    school.result(1, NOW, "At", "maths")
    maths = since_import(school.at(), Whom(subject="maths"), "a.csv", "2026-11-20 15:30", before)
    assert {row["subject"] for row in maths.rows} == {"maths"}


def test_since_the_last_meeting_of_each_class() -> None:
    school = class_of_two()
    other = school.pupil(class_name="4A")
    school.result(other, NOW, "At")
    school.meeting("4B", date(2026, 10, 9), [1], point=AUT1)
    school.meeting("4B", date(2026, 12, 9), [1], point=NOW)
    report = since_meeting(school.at(), EVERYBODY)
    assert report.notes[:2] == (
        "4B: since the meeting of 2026-10-09, compared with Autumn 1 2026-27.",
        "No meeting is on file for 4A.",
    )
    assert {row["name"] for row in report.rows} == {"Child01, A", "Child02, A", ""}
    assert {row["what"] for row in report.rows} == {"new flag", "good news", "no longer", "results added"}


def test_the_frames_before_an_import_are_those_that_were(bring: Bring, school_file: SchoolFile) -> None:
    bring(FIRST)
    first = school_file.read(lambda con: load(con, 1))
    bring(SECOND, name="second.csv")
    entry = school_file.read(lambda con: changes.last_import(con, 1))
    assert entry is not None
    assert (entry.number, entry.file) == (2, "second.csv")
    before = school_file.read(lambda con: changes.frames_before(con, 1, entry.number))
    for name, frame in before.items():
        assert frame.equals(first[name]), name
    SchoolFrames.checked({**first, **before})
    assert school_file.read(lambda con: changes.last_import(con, 2)) is None


def test_changes_of_a_file_through_the_workspace(tmp_path: Path, opened: Callable[[Path], Workspace]) -> None:
    workspace = opened(tmp_path / "school.duckdb")
    terms = Terms(school_name="Oakfield Primary")
    for name, text in (("first.csv", FIRST), ("second.csv", SECOND)):
        (tmp_path / name).write_text(text, "utf-8")
        workspace.importing.bring_in(tmp_path / name, terms)
    report = workspace.judging.changes(EVERYBODY)
    assert report.notes[0].startswith("Since the import of second.csv on ")
    assert [what for what, _, _ in said(report)].count("result changed") == 1
    assert ("new flag", "Khan, Ali") in {(what, name) for what, name, _ in said(report)}
    with_meeting = workspace.judging.changes(EVERYBODY, "meeting")
    assert with_meeting.notes[0] == "No meeting is on file for 4A."

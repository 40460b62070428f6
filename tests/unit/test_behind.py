"""Every figure of every report leads to the children it counts: as many as it says, and the right ones."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from progress_tui.analysis.compare.report import compare_report
from progress_tui.domain.comparison import Comparison, Measure
from progress_tui.domain.flagging import FlagsAsked
from progress_tui.domain.reports import Behind, Report
from progress_tui.domain.whom import EVERYBODY, Whom
from progress_tui.workspace import Workspace
from progress_tui.workspace.saved_filters import list_filters, save_filter

from .frames_builder import SmallSchool

SUM2 = "2025-26:Sum2"
CLASS = Whom(class_name="4B")
PP = Whom(filter="pp")

COUNTS = ("on_roll", "results", "missing", "no_result", "unreadable", "assessed", "n", "k", "expected", "higher",
          "matched", "small_steps", "left_out", "ks1", "eyfsp", "phonics", "first", "previous_summer", "low", "middle",
          "high", "no_group", "no_start", "below", "members", "without_effect", "others", "pupils", "discussed",
          "on_no_list")  # fmt: skip
"""The fields that count children, whichever report they stand in."""

MEASURES: tuple[Measure, ...] = ("higher", "mean", "change", "target", "absence")
DIMENSIONS = ("year-group", "class", "pp", "fsm", "sen", "eal", "term-of-birth", "prior", "support")

COMPARISONS = [
    *(Comparison(by=(by,)) for by in DIMENSIONS),
    *(Comparison(by=("sex",), measure=measure, interval=True) for measure in MEASURES),
    Comparison(by=("support-group",), measure="absence"),
    Comparison(by=("class",), whom=Whom(filter="-sen", year_group="4", subject="rwm")),
    Comparison(sets=("pp", "sen -pp"), measure="target", whom=Whom(subject="reading")),
]

Make = Callable[[Workspace], Report]

REPORTS: dict[str, Make] = {
    "attainment by class": lambda school: school.judging.attainment(EVERYBODY, interval=True),
    "attainment by year group": lambda school: school.judging.attainment(PP, "year-group"),
    "attainment of the school, statutory": lambda school: school.judging.attainment(EVERYBODY, "school", point=SUM2),
    "completeness": lambda school: school.judging.completeness(EVERYBODY, every_point=True),
    "completeness, statutory": lambda school: school.judging.completeness(EVERYBODY, point=SUM2),
    "baselines": lambda school: school.judging.baselines(PP),
    "baselines in one subject": lambda school: school.judging.baselines(Whom(subject="maths"), "ks1"),
    "key stages": lambda school: school.judging.key_stages(EVERYBODY, point=SUM2),
    "support": lambda school: school.judging.support(),
    "effect of support": lambda school: school.judging.effect(support=1),
    "meetings of the year": lambda school: school.judging.meetings_summary(EVERYBODY),
    "progress side by side": lambda school: school.judging.progress(EVERYBODY),
    "progress of a cohort": lambda school: school.judging.progress(Whom(subject="maths"), "cohort"),
    "progress of the year under way": lambda school: school.judging.progress(PP, so_far=True, measure="bands"),
    "progress in places": lambda school: school.judging.progress(EVERYBODY, measure="rank"),
    "compare, statutory": lambda school: school.judging.compare(
        Comparison(by=("disadvantaged",), denominator="dfe"), point=SUM2
    ),
}

OF_PUPILS: dict[str, Make] = {
    "attainment by pupil": lambda school: school.judging.attainment_by_pupil(CLASS),
    "progress of pupils": lambda school: school.judging.progress_of_pupils(CLASS),
    "targets": lambda school: school.judging.targets(CLASS),
    "start points": lambda school: school.judging.baselines(CLASS, pupils=True),
    "flagged": lambda school: school.judging.flagged(CLASS, FlagsAsked(most=5)),
    "agenda": lambda school: school.judging.flagged(CLASS, FlagsAsked(agenda=True)),
    "actions": lambda school: school.judging.actions(EVERYBODY),
    "effect of an action": lambda school: school.judging.effect(action=1),
    "dismissed flags": lambda school: school.flagging.dismissed(school.judging.at()),
}


@pytest.fixture(scope="module")
def school(demo_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The demo school with a dismissed flag and two saved filters."""
    workspace = Workspace(Path(shutil.copy(demo_template, tmp_path_factory.mktemp("behind") / "demo.duckdb")))
    row = workspace.judging.flagged(CLASS, FlagsAsked(severity=2)).rows[0]
    at, listed = workspace.judging.at(), workspace.find_school(None)
    assert listed.school_id is not None
    pupil_id, subject = int(str(row["pupil_id"])), str(row["subject"])
    workspace.flagging.dismiss(at, listed.school_id, pupil_id, str(row["flag"]), "seen", subject)
    save_filter(workspace, "ours", "pp -sen")
    yield workspace
    workspace.close()


def opened(report: Report, row: int, key: str) -> tuple[int, ...]:
    """The children behind a cell: there are some words for them, each child stands once, nobody is named."""
    found = report.behind(row, key)
    assert found is not None, (report.title, row, key)
    assert found.words
    assert len(set(found.pupil_ids)) == len(found.pupil_ids)
    return found.pupil_ids


def check(report: Report) -> int:
    """Every count of a report has that many children behind it; how many counts there were."""
    counted = 0
    for number, row in enumerate(report.rows):
        for key in COUNTS:
            figure = row.get(key)
            if isinstance(figure, int) and not isinstance(figure, bool):
                assert len(opened(report, number, key)) == figure, (report.title, row, key)
                counted += 1
        for field in report.fields:
            # Whatever else is shown leads to somebody, or to nobody because nothing is shown.
            found = report.behind(number, field.key)
            assert found is not None or row.get(field.key) is None, (report.title, field.key)
    for note, behind in report.behind_notes.items():
        assert behind.words, report.notes[note]
        assert len(behind.pupil_ids) == len(set(behind.pupil_ids)), report.notes[note]
    return counted


@pytest.mark.parametrize("name", REPORTS)
def test_as_many_children_are_behind_a_count_as_it_says(name: str, school: Workspace) -> None:
    assert check(REPORTS[name](school)) > 3


@pytest.mark.parametrize("asked", COMPARISONS, ids=lambda asked: f"{asked.by} {asked.measure} {asked.sets}")
def test_as_many_children_are_behind_each_figure_of_a_comparison(asked: Comparison, school: Workspace) -> None:
    report = school.judging.compare(asked)
    assert check(report) > 3
    for number, row in enumerate(report.rows):
        counted, missed = opened(report, number, "n"), opened(report, number, "missed")
        if row["k"] is not None:
            met = opened(report, number, "k")
            assert sorted(met + missed) == sorted(counted)
            assert set(counted) <= set(opened(report, number, "on_roll"))


@pytest.mark.parametrize("name", OF_PUPILS)
def test_a_row_that_is_a_child_leads_to_that_child(name: str, school: Workspace) -> None:
    report = OF_PUPILS[name](school)
    assert report.rows
    for number, row in enumerate(report.rows):
        for field in report.fields:
            assert name == "effect of an action" or opened(report, number, field.key) == (row["pupil_id"],)
        found = report.behind(number, report.fields[0].key)
        assert found is not None
        assert str(row["name" if "name" in row else "pupil"]) not in found.words


@pytest.mark.parametrize("name", [*REPORTS, *OF_PUPILS])
def test_a_note_leads_to_as_many_children_as_it_counts(name: str, school: Workspace) -> None:
    report = {**REPORTS, **OF_PUPILS}[name](school)
    for note, behind in report.behind_notes.items():
        said = re.match(r"(\d+) (?:of \d+ (?:children with|children to|on roll)|more not shown|dismissed)|"
                        r".*: (\d+) of \d+ on roll\.$", report.notes[note])  # fmt: skip
        if said is not None:
            assert str(len(behind.pupil_ids)) in said.groups(), report.notes[note]


@pytest.mark.parametrize("pair", [("reading@Sum2", "reading"), ("", ""), ("support-group", "pp")])
def test_the_cells_of_a_matrix_hold_their_children_and_the_last_line_is_all(
    pair: tuple[str, str], school: Workspace
) -> None:
    report = school.judging.matrix(Whom(subject="maths"), *pair)
    every: set[int] = set()
    columns = report.more["columns"]
    assert isinstance(columns, list)
    for number, row in enumerate(report.rows):
        cells = row["cells"]
        assert isinstance(cells, list)
        for place, cell in enumerate(cells, start=1):
            assert opened(report, number, f"cell_{place}") == tuple(cell["pupil_ids"])
        assert len(opened(report, number, "n")) == row["n"]
        every |= set(opened(report, number, "n"))
    below = len(report.rows)
    assert set(opened(report, below, "n")) == every
    assert len(every) == report.more["both"]
    assert [len(opened(report, below, f"cell_{i}")) for i, _ in enumerate(columns, start=1)] == [
        column["n"] for column in columns
    ]
    lacking = report.more["lacking"]
    assert isinstance(lacking, list)
    behind = [one.pupil_ids for one in report.behind_notes.values()]
    assert all(tuple(one["pupil_ids"]) in behind for one in lacking)


def test_each_list_of_the_venn_holds_its_children_and_together_they_are_everybody(school: Workspace) -> None:
    report = school.judging.venn(CLASS)
    lists = [opened(report, number, "n") for number, _ in enumerate(report.rows)]
    assert lists == [tuple(row["pupil_ids"]) for row in report.rows if isinstance(row["pupil_ids"], list)]
    assert sum(map(len, lists)) == report.more["selected"]


def test_children_who_are_not_shown_are_behind_the_note_that_says_so(school: Workspace) -> None:
    every = school.judging.flagged(CLASS, FlagsAsked())
    few = school.judging.flagged(CLASS, FlagsAsked(most=3))
    left_out = next(few.behind_notes[i] for i in few.behind_notes if few.notes[i].endswith("more not shown."))
    shown = {row["pupil_id"] for row in few.rows}
    assert len(shown) == 3
    assert shown | set(left_out.pupil_ids) == {row["pupil_id"] for row in every.rows}
    assert f"{len(left_out.pupil_ids)} more not shown." in few.notes


def test_changes_and_saved_filters_lead_to_children(school: Workspace) -> None:
    changes = school.judging.changes(CLASS, "meeting")
    for number, row in enumerate(changes.rows):
        found = opened(changes, number, "sentence")
        added = re.search(r"results? of (\d+) children", str(row["sentence"]))
        assert len(found) == (int(added[1]) if row["pupil_id"] is None and added else 1)
    filters = list_filters(school)
    ours = [row["name"] for row in filters.rows].index("ours")
    assert opened(filters, ours, "pupils") == school.judging.at().select("pp -sen").keys


def test_a_gap_leads_to_those_of_the_lower_group_who_missed_the_mark(school: Workspace) -> None:
    report = school.judging.compare(Comparison(by=("pp",), whom=Whom(subject="reading")))
    assert "not pupil premium" in report.notes[0]
    behind = report.behind_notes[0]
    assert behind.words == "pupil premium · reading · not at the expected standard"
    (row,) = (row for row in report.rows if row["group"] == "pupil premium")
    assert len(behind.pupil_ids) == int(str(row["n"])) - int(str(row["k"]))


def test_the_children_are_those_of_the_raw_tables(school: Workspace) -> None:
    """Read from the file itself: the judgement of a class, and the absence of the school."""
    with duckdb.connect(str(school.path), read_only=True) as con:
        at = con.execute(
            "SELECT r.pupil_id FROM result r JOIN series s USING (series_id) "
            "JOIN enrolment e ON e.pupil_id = r.pupil_id AND e.academic_year = 2026 JOIN class c USING (class_id) "
            "WHERE c.name = '4B' AND s.subject = 'reading' AND s.kind = 'teacher' AND r.ordinal = 2026 * 6 + 1 "
            "AND r.raw IN ('At', 'at expected', 'Sec', 'Ab', 'ab') AND e.to_date IS NULL"
        ).fetchall()
        absent = con.execute(
            "SELECT pupil_id FROM attendance WHERE academic_year = 2026 AND ordinal IS NULL AND possible >= 20 "
            "AND 10 * (authorised + unauthorised) >= possible"
        ).fetchall()
    reading = school.judging.attainment(Whom(class_name="4B", subject="reading"))
    assert set(opened(reading, 0, "expected")) == {pupil_id for (pupil_id,) in at}
    school_absence = school.judging.compare(Comparison(by=("school",), measure="absence"))
    assert set(opened(school_absence, 0, "k")) == {pupil_id for (pupil_id,) in absent}


def two_years(name: str) -> SmallSchool:
    school = SmallSchool()
    for number in range(3):
        pupil = school.pupil(f"{name}{number}", "Oak", 4)
        school.enrol(pupil, "2025-26", "Elm", 3)
        for point in ("2025-26:Aut2", "2026-27:Aut2"):
            school.result(pupil, point, "At" if number else "JB")
    return school


def test_pooled_years_list_a_child_once_and_say_of_how_many_results() -> None:
    report = compare_report([two_years("A").at()], Comparison(by=("school",), pool=2))
    found = report.behind(0, "k")
    assert report.rows[0]["k"] == 4
    assert found is not None
    assert found.pupil_ids == (2, 3)
    assert found.words.endswith("4 results of 2 over 2025-26, 2026-27")


def test_with_several_schools_the_children_of_one_school_name_it() -> None:
    schools = [replace(two_years(name).at(), name=name) for name in ("Ash", "Birch")]
    report = compare_report(schools, Comparison(by=("school",)))
    found = [report.behind(number, "n") for number, _ in enumerate(report.rows)]
    assert [one.school for one in found if one is not None] == ["Ash", "Birch"]
    assert all(isinstance(one, Behind) and len(one.pupil_ids) == 3 for one in found)


def test_nothing_is_looked_for_before_somebody_opens_a_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    at = two_years("A").at()
    monkeypatch.setattr("progress_tui.analysis.behind.by_name", pytest.fail)
    monkeypatch.setattr("progress_tui.analysis.compare.behind.by_name", pytest.fail)
    assert compare_report([at], Comparison(by=("sex",))).notes

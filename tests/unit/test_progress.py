"""Differences and where they are refused; the Junior School Project against plain Python from its file."""

from __future__ import annotations

import bz2
import csv
import importlib.util
import io
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest

from progress_tui.analysis.frames import SchoolFrames
from progress_tui.analysis.progress import difference, rank_words, ranks, refusals
from progress_tui.domain.calendar import Point
from progress_tui.domain.card import Refusal
from progress_tui.importing.planning.committing import Terms
from progress_tui.store.frames import load
from progress_tui.workspace import Workspace
from tests.unit.frames_builder import NOW, SmallSchool

SUM2 = "2025-26:Sum2"
ENDS = tuple(Point.of(year, "Sum2").ordinal for year in (1980, 1981, 1982))


def judged(school: SmallSchool, pupil: int = 1) -> pl.DataFrame:
    return school.frames().judged.filter(pl.col("pupil_id") == pupil)


def refused(school: SmallSchool, pupil: int = 1) -> list[tuple[str, str, str]]:
    found = refusals(school.frames(), judged(school, pupil))
    return [(refusal.subject, refusal.reason, refusal.offered) for refusal in found]


def test_inside_a_series_the_difference_is_taken() -> None:
    school = SmallSchool()
    child = school.pupil()
    school.result(child, SUM2, "At")
    school.result(child, NOW, "B")
    before, now = judged(school).sort("ordinal").iter_rows(named=True)
    assert difference(before, now) == -2
    assert refused(school) == []


def test_across_scales_it_is_refused_and_position_is_offered() -> None:
    school = SmallSchool()
    for earlier, later in (("2a", "At"), ("1b", "Ab"), ("3c", "B")):
        child = school.pupil()
        school.enrol(child, "2025-26", "3B", 3)
        school.result(child, SUM2, earlier, scale="nc-levels")
        school.result(child, NOW, later)
    assert refused(school) == [
        (
            "reading",
            "Reading Summer 2 2025-26 (Reading teacher (nc-levels)) and Autumn 2 2026-27 (Reading teacher (bands)) are "
            "on different scales: the numbers cannot be subtracted.",
            "Position within the year group: 2nd of 3, then 2nd of 3.",
        )
    ]


def test_alone_in_the_year_group_there_is_no_position() -> None:
    school = SmallSchool()
    child = school.pupil()
    school.result(child, SUM2, "90", scale="standardised", kind="test")
    school.result(child, NOW, "91", scale="standardised", kind="mock")
    ((_, reason, offered),) = refused(school)
    assert "are separate series, each on its own standardised score scale" in reason
    assert offered == "Position within the year group cannot be given: fewer than two were assessed."


def test_nothing_is_refused_where_any_series_of_now_goes_back() -> None:
    school = SmallSchool()
    child = school.pupil()
    school.result(child, NOW, "91", scale="standardised", kind="test")  # the first test, beside a judgement
    school.result(child, SUM2, "At")
    school.result(child, NOW, "At")
    assert refused(school) == []


def test_without_an_earlier_value_there_is_nothing_to_refuse() -> None:
    school = SmallSchool()
    child = school.pupil()
    school.result(child, SUM2, "A", scale="standardised", kind="test")
    school.result(child, NOW, "At")
    assert refused(school) == []


def test_a_non_result_is_not_subtracted() -> None:
    school = SmallSchool()
    child = school.pupil()
    school.result(child, SUM2, "A")
    school.result(child, NOW, "At")
    before, now = judged(school).sort("ordinal").iter_rows(named=True)
    assert difference(before, now) == Refusal("reading", "One of the two is not a result.", "", "not-a-result")


def test_ranks_share_a_place_and_count_only_values_of_the_own_year_group() -> None:
    school = SmallSchool()
    for year_group, raw in ((4, "Ab"), (4, "At"), (4, "At"), (4, "B"), (4, "A"), (5, "WB"), (None, "Ab")):
        school.result(school.pupil(class_name="Willow", year_group=year_group), NOW, raw)
    held = ranks(school.frames()).sort("pupil_id").select("pupil_id", "rank", "of", "percentile").rows()
    # Of the three others of Year 4 at At one is lower and one equal: 1½ of 3. Alone in Year 5 there is no place.
    assert held == [(1, 1, 4, 100), (2, 2, 4, 50), (3, 2, 4, 50), (4, 4, 4, 0), (6, 1, 1, None)]


@pytest.mark.parametrize(
    ("rank", "of", "words"),
    [
        (1, 30, "1st of 30"), (2, 30, "2nd of 30"), (3, 30, "3rd of 30"), (4, 30, "4th of 30"), (11, 30, "11th of 30"),
        (12, 30, "12th of 30"), (13, 30, "13th of 30"), (21, 30, "21st of 30"), (111, 120, "111th of 120"),
        (101, 120, "101st of 120"), (1, 1, ""), (None, None, ""),
    ],
)  # fmt: skip
def test_positions_in_words(rank: int | None, of: int | None, words: str) -> None:
    assert rank_words(rank, of) == words


# -- the Junior School Project


def project_source() -> Path:
    """The file inside the package, which is located and never imported."""
    found = importlib.util.find_spec("faraway")
    if found is None or not found.submodule_search_locations:
        pytest.fail("the test dependency faraway is not installed")
    return Path(found.submodule_search_locations[0]) / "datasets" / "jsp" / "jsp.csv.bz2"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    workspace = Workspace(tmp_path_factory.mktemp("jsp") / "jsp.duckdb")
    report = workspace.importing.bring_in(project_source(), Terms(), mapping="jsp")
    assert report.verdict == "accepted"
    yield workspace
    workspace.close()


@pytest.fixture(scope="module")
def lines() -> list[dict[str, str]]:
    """The file's rows by heading; the first cell, R's row number, has none."""
    table = csv.reader(io.StringIO(bz2.decompress(project_source().read_bytes()).decode("ascii"), newline=""))
    head = next(table)
    return [dict(zip(head, row[1:], strict=True)) for row in table]


def frames_of(workspace: Workspace, code: str) -> SchoolFrames:
    school_id = workspace.find_school(code).school_id
    assert school_id is not None
    return SchoolFrames.checked(workspace.file.read(lambda con: load(con, school_id)))


def by_source_id(frames: SchoolFrames) -> dict[int, str]:
    return dict(frames.identifiers.filter(pl.col("kind") == "source").select("pupil_id", "value").iter_rows())


def test_pupil_1_has_the_published_marks(project: Workspace) -> None:
    frames = frames_of(project, "1")
    (pupil_id,) = (i for i, value in by_source_id(frames).items() if value == "1")
    own = frames.judged.filter(pl.col("pupil_id") == pupil_id).sort("subject", "ordinal")
    assert own.select("subject", "ordinal", "score").rows() == [
        *(("english", end, score) for end, score in zip(ENDS, (72, 80, 39), strict=True)),
        *(("maths", end, score) for end, score in zip(ENDS, (23, 24, 23), strict=True)),
    ]


def test_english_and_maths_of_two_years_are_not_subtracted(project: Workspace) -> None:
    frames = frames_of(project, "1")
    for pupil_id in frames.pupils["pupil_id"].to_list():
        own = frames.judged.filter(pl.col("pupil_id") == pupil_id)
        years = own["ordinal"].n_unique()
        found = refusals(frames, own)
        assert {refusal.subject for refusal in found} == ({"english", "maths"} if years > 1 else set())
        for refusal in found:
            assert (
                "are separate series, each on its own raw score scale: the numbers cannot be subtracted."
                in refusal.reason
            )
            assert refusal.offered.startswith("Position within the year group: ")
        for subject in ("english", "maths"):
            rows = list(own.filter(pl.col("subject") == subject).sort("ordinal").iter_rows(named=True))
            for before, now in pairwise(rows):
                assert isinstance(difference(before, now), Refusal)


def test_no_child_of_the_project_has_a_change_or_a_fall(project: Workspace) -> None:
    listed = project.find_school("1")
    assert listed.school_id is not None
    for entry in listed.classes:
        view = project.class_view(listed.school_id, entry.class_id, entry.academic_year * 6 + 5)
        for row in view.rows:
            assert {shown.change for shown in row.subjects.values()} <= {""}
            assert not {flag.flag for flag in row.flags} & {"fell", "below", "just-below", "below-target"}


def place(mark: float, marks: list[float]) -> tuple[int, int, float | None]:
    """Rank, how many, and the share of the others that are lower, equal ones counted half."""
    others = len(marks) - 1
    lower, equal = sum(other < mark for other in marks), marks.count(mark) - 1
    percentile = 100 * (lower + equal / 2) / others if others else None
    return 1 + sum(other > mark for other in marks), len(marks), percentile


@pytest.mark.parametrize("code", ["1", "5", "30", "50"])
def test_positions_agree_with_a_count_by_hand(project: Workspace, lines: list[dict[str, str]], code: str) -> None:
    marks: dict[tuple[str, int], list[float]] = defaultdict(list)
    for line in lines:
        if line["school"] == code:
            for column in ("english", "math"):
                marks[column, int(line["year"])].append(float(line[column]))
    expected = {
        (line["id"], column, int(line["year"])): place(float(line[column]), marks[column, int(line["year"])])
        for line in lines
        if line["school"] == code
        for column in ("english", "math")
    }
    frames = frames_of(project, code)
    names, column_of = by_source_id(frames), {"english": "english", "maths": "math"}
    subjects = dict(frames.series.select("series_id", "subject").iter_rows())
    found = {
        (names[pupil_id], column_of[subjects[series_id]], ENDS.index(ordinal)): (rank, of, percentile)
        for pupil_id, series_id, ordinal, rank, of, percentile in ranks(frames).iter_rows()
    }
    assert len(found) > 20
    assert found.keys() == expected.keys()
    for key, (rank, of, percentile) in expected.items():
        assert found[key] == (rank, of, pytest.approx(percentile)), key


def test_real_zeros_are_marks(project: Workspace, lines: list[dict[str, str]]) -> None:
    schools = {line["school"] for line in lines if float(line["english"]) == 0 or float(line["math"]) == 0}
    assert schools
    code = min(schools)
    expected = sum(
        float(line[column]) == 0 for line in lines if line["school"] == code for column in ("english", "math")
    )
    held = frames_of(project, code).judged.filter((pl.col("score") == 0) & (pl.col("kind") == "value"))
    assert held.height == expected

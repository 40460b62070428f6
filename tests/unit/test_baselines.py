"""Start points and prior attainment; the examples stand in docs/judgements.md, “Baselines”."""

from __future__ import annotations

import pytest

from progress_tui.analysis.progress.baselines import (
    BASELINE_SCHEMA,
    PRIOR_SCHEMA,
    StartPoint,
    baseline_frame,
    coverage,
    prior_group,
    used_kinds,
)
from progress_tui.analysis.progress.baselines_report import baseline_pupils_report, baselines_report
from progress_tui.analysis.progress.key_stages import key_stages, key_stages_report
from progress_tui.domain.whom import EVERYBODY, Whom
from tests.unit.frames_builder import NOW, SmallSchool

KS1, EYFSP = "2022-23:Sum2", "2021-22:Sum2"

Rows = list[tuple[object, ...]]


def year_six(*codes: str, scale: str = "ks-ta", point: str = KS1) -> SmallSchool:
    """A child of Year 6 for each text of codes in reading, writing and maths (`EXS WTS EXS`)."""
    school = SmallSchool()
    for own in codes:
        add(school, own, scale, point, "6B", 6)
    return school


def add(school: SmallSchool, codes: str, scale: str, point: str, class_name: str, year_group: int) -> int:
    """A child who is taught all three subjects, with statutory results; `.` is none."""
    child = school.pupil(class_name=class_name, year_group=year_group)
    for subject, code in zip(("reading", "writing", "maths"), codes.split(), strict=True):
        school.result(child, NOW, "At", subject)
        if code != ".":
            school.result(child, point, code, subject, scale, "statutory")
    return child


def starts(school: SmallSchool, kind: StartPoint = "default", *columns: str) -> Rows:
    return baseline_frame(school.at(), kind).select(columns or ("pupil_id", "subject", "kind", "code", "prior")).rows()


def priors(school: SmallSchool, kind: StartPoint = "default") -> list[str | None]:
    return prior_group(school.at(), kind)["prior"].to_list()


# -- which start point


def test_key_stage_1_is_the_start_point_where_half_of_the_year_group_has_it() -> None:
    school = year_six("EXS WTS EXS", ". . .")
    assert used_kinds(school.at()) == {6: "ks1"}
    assert starts(school) == [
        (1, "maths", "ks1", "EXS", "middle"), (1, "reading", "ks1", "EXS", "middle"),
        (1, "writing", "ks1", "WTS", "low"),
    ]  # fmt: skip
    school.pupil(class_name="6B", year_group=6)
    assert used_kinds(school.at()) == {6: "first"}


def test_else_the_profile_and_else_the_first_result_on_file() -> None:
    school = SmallSchool()
    profile = school.pupil(year_group=4)
    older = school.pupil(class_name="5B", year_group=5)
    for child in (profile, older):
        school.result(child, NOW, "At")
        school.result(child, "2025-26:Sum2", "JB")
    school.result(profile, "2022-23:Sum2", "Yes", "gld", "gld", "statutory")
    assert used_kinds(school.at()) == {4: "eyfsp", 5: "first"}
    assert starts(school) == [
        (1, "maths", "eyfsp", "Yes", "middle"), (1, "reading", "eyfsp", "Yes", "middle"),
        (1, "writing", "eyfsp", "Yes", "middle"), (2, "reading", "first", "JB", "low"),
    ]  # fmt: skip


def test_goals_speak_for_their_subjects_before_the_good_level() -> None:
    school = SmallSchool()
    child = school.pupil(year_group=4)
    school.result(child, NOW, "At")
    for subject, goal in (("reading", "2"), ("writing", "1"), ("maths", "3")):
        school.result(child, "2022-23:Sum2", goal, subject, "eyfs", "statutory")
    school.result(child, "2022-23:Sum2", "No", "gld", "gld", "statutory")
    assert starts(school, "eyfsp", "subject", "code", "prior") == [
        ("maths", "3", "high"), ("reading", "2", "middle"), ("writing", "1", "low"),
    ]  # fmt: skip


def test_another_kind_can_be_asked_for() -> None:
    school = year_six("EXS EXS EXS")
    school.result(1, "2021-22:Sum2", "30", "phonics", "phonics", "statutory")
    school.result(1, "2025-26:Sum2", "Sec")
    school.result(1, "2025-26:Aut2", "B")
    assert starts(school, "phonics") == [(1, "reading", "phonics", "30", None)]
    assert starts(school, "previous-summer") == [(1, "reading", "previous-summer", "Sec", "middle")]
    assert ("reading", "first", "EXS") in starts(school, "first", "subject", "kind", "code")


def test_a_start_point_lies_before_the_point_and_a_non_result_is_none() -> None:
    school = year_six("A EXS EXS")
    assert {row[1] for row in starts(school, "ks1")} == {"writing", "maths"}
    assert starts(SmallSchool()) == []
    now = SmallSchool()
    now.result(now.pupil(), NOW, "At")
    assert starts(now, "first") == []


def test_results_of_another_year_or_another_kind_are_no_key_stage_1() -> None:
    school = year_six("EXS EXS EXS", point="2023-24:Sum2")  # Year 3 then
    assert starts(school, "ks1") == []
    school = SmallSchool()
    child = school.pupil(class_name="6B", year_group=6)
    school.result(child, NOW, "At")
    school.result(child, KS1, "EXS", scale="ks-ta")  # teacher assessment of the school's own
    assert starts(school, "ks1") == []


# -- prior attainment


@pytest.mark.parametrize(
    ("scale", "code", "prior"),
    [
        ("ks-ta", "PK3", "low"), ("ks-ta", "WTS", "low"), ("ks-ta", "EXS", "middle"), ("ks-ta", "GDS", "high"),
        ("scaled-ks1", "99", "low"), ("scaled-ks1", "100", "middle"), ("scaled-ks1", "109", "middle"),
        ("scaled-ks1", "110", "high"),
        ("nc-levels", "1a", "low"), ("nc-levels", "2c", "middle"), ("nc-levels", "2a", "middle"),
        ("nc-levels", "3c", "high"),
    ],
)  # fmt: skip
def test_groups_from_key_stage_1(scale: str, code: str, prior: str) -> None:
    assert starts(year_six(f"{code} . .", scale=scale), "ks1", "prior") == [(prior,)]


@pytest.mark.parametrize(
    ("scale", "code", "prior"),
    [
        ("standardised", "84", "low"), ("standardised", "85", "middle"), ("standardised", "114", "middle"),
        ("standardised", "115", "high"), ("standardised", "<85", "low"),
        ("bands", "JB", "low"), ("bands", "At", "middle"), ("bands", "Sec", "middle"), ("bands", "Ab", "high"),
        ("rising3", "Developing", "low"), ("rising3", "Secure", "middle"),
        ("raw", "12", None), ("reading-age", "7:05", None),
    ],
)  # fmt: skip
def test_groups_from_the_first_result_on_file(scale: str, code: str, prior: str | None) -> None:
    school = SmallSchool()
    child = school.pupil()
    school.enrol(child, "2025-26", "3B", 3)
    school.result(child, "2025-26:Sum2", code, scale=scale)
    school.result(child, NOW, "At")
    assert starts(school, "first", "prior") == [(prior,)]


@pytest.mark.parametrize(
    ("codes", "prior"),
    [
        ("WTS WTS GDS", "low"), ("WTS EXS EXS", "middle"), ("WTS GDS GDS", "middle"), ("GDS GDS EXS", "high"),
        ("GDS EXS EXS", "middle"), ("EXS EXS .", "middle"), ("WTS WTS .", "low"), ("GDS . .", None), (". . .", None),
    ],
)  # fmt: skip
def test_one_group_of_a_child(codes: str, prior: str | None) -> None:
    assert priors(year_six(codes), "ks1") == [prior]


def test_frames_have_their_schemas_and_order_of_rows_never_matters() -> None:
    empty = SmallSchool().at()
    assert dict(baseline_frame(empty).schema) == BASELINE_SCHEMA
    assert dict(prior_group(empty).schema) == PRIOR_SCHEMA
    assert coverage(empty).is_empty()
    school = year_six("EXS WTS EXS", "GDS GDS GDS", ". EXS .")
    straight = (starts(school), priors(school))
    school.rows["results"].reverse()
    assert (starts(school), priors(school)) == straight
    assert [row["pupil_id"] for row in baseline_pupils_report(school.at(), EVERYBODY).rows] == [1, 1, 1, 2, 2, 2, 3]


# -- reports


def test_the_report_counts_who_has_none() -> None:
    school = year_six("EXS WTS EXS", "GDS GDS GDS", ". . .")
    add(school, ". . .", "ks-ta", KS1, "R", 0)
    report = baselines_report(school.at(), EVERYBODY)
    keys = ("year", "on_roll", "ks1", "first", "used", "low", "middle", "high", "no_group", "no_start")
    assert [tuple(row[key] for key in keys) for row in report.rows] == [
        ("R", 1, 0, 0, "first", 0, 0, 0, 1, 1), ("Y6", 3, 2, 2, "ks1", 0, 1, 1, 1, 1),
    ]  # fmt: skip
    assert report.notes[2] == "2 without the start point that is used: out of progress from it, and counted here."
    school.result(1, KS1, "EXS", "science", "ks-ta", "statutory")
    only = baselines_report(school.at(), Whom(subject="science"), "ks1").rows
    assert [(row["year"], row["ks1"], row["no_start"]) for row in only] == [("R", 0, 1), ("Y6", 1, 2)]
    one = baselines_report(school.at(), Whom(class_name="6B"), "phonics")
    assert [(row["used"], row["no_start"]) for row in one.rows] == [("phonics", 3)]


def test_a_pupil_without_a_start_point_has_a_row_that_says_so() -> None:
    school = year_six("EXS . .", ". . .")
    rows = baseline_pupils_report(school.at(), EVERYBODY, "ks1").rows
    assert [(row["pupil_id"], row["subject"], row["kind_label"], row["when"]) for row in rows] == [
        (1, "reading", "Key Stage 1", "Sum2 2022-23"), (2, None, "no start point", ""),
    ]  # fmt: skip


# -- Key Stage 1 to Key Stage 2


def leaver(school: SmallSchool, scale1: str, code1: str, scale2: str, code2: str) -> None:
    child = school.pupil(class_name="6B", year_group=6)
    school.result(child, KS1, code1, scale=scale1, kind="statutory")
    school.result(child, "2026-27:Sum2", code2, scale=scale2, kind="statutory")


def test_level_points_are_subtracted_and_nothing_else_is() -> None:
    school = SmallSchool()
    leaver(school, "nc-levels", "2b", "nc-levels", "4b")
    leaver(school, "nc-levels", "2a", "nc-levels", "5c")
    leaver(school, "nc-levels", "P8", "nc-levels", "3c")
    leaver(school, "ks-ta", "EXS", "scaled-ks2", "104")
    at = school.at("2026-27:Sum2")
    assert key_stages(at)["difference"].to_list() == [12, 14, None, None]
    rows = key_stages_report(at, EVERYBODY).rows
    keys = ("prior", "n", "below", "expected", "higher", "matched", "mean")
    # 4b is the age-related line of Year 6, 5c two notches over it; of the low one a P level has no level points.
    assert [tuple(row[key] for key in keys) for row in rows] == [
        ("low", 1, 1, 0, 0, 0, None), ("middle", 3, 0, 3, 0, 2, 13),
    ]  # fmt: skip


def test_without_both_it_is_said() -> None:
    report = key_stages_report(year_six("EXS EXS EXS").at(), EVERYBODY)
    assert report.rows == ()
    assert report.notes[0] == "Nobody of them has both a Key Stage 1 and a Key Stage 2 result on file."

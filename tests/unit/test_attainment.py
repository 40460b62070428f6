"""Counts at the expected standard: worked examples by hand, denominators, all three subjects, nothing across series."""

from __future__ import annotations

import pytest

from progress_tui.analysis.attainment.counting import By
from progress_tui.analysis.attainment.report import attainment_report
from progress_tui.analysis.denominators import Denominator
from progress_tui.domain.errors import NotFoundError, UsageError
from progress_tui.domain.reports import Report
from progress_tui.domain.whom import EVERYBODY, Whom
from tests.unit.frames_builder import NOW, SmallSchool

Row = dict[str, object]


def rows(
    school: SmallSchool,
    by: By = "class",
    denominator: Denominator | None = None,
    point: str = NOW,
    whom: Whom = EVERYBODY,
) -> list[Row]:
    return [dict(row) for row in attainment_report(school.at(point), whom, by, denominator).rows]


def the(found: list[Row], subject: str, kind: str = "teacher") -> Row:
    matching = [row for row in found if row["subject"] == subject and row["kind"] == kind]
    assert len(matching) == 1
    return matching[0]


def picked(row: Row, *keys: str) -> tuple[object, ...]:
    return tuple(row[key] for key in keys)


COUNTS = ("expected", "n", "on_roll")


def class_of_ten() -> SmallSchool:
    """Ten children in 4B: three at, one securely at, two above, one just below, two absent, one without an entry."""
    school = SmallSchool()
    children = [school.pupil() for _ in range(10)]
    for child, raw in zip(children, ("At", "At", "At", "Sec", "Ab", "Ab", "JB", "A", "A"), strict=False):
        school.result(child, NOW, raw)
    return school


def test_k_of_n_of_those_on_roll_with_reasons() -> None:
    row = the(rows(class_of_ten()), "reading")
    assert picked(row, *COUNTS) == (6, 7, 10)
    assert picked(row, "higher", "assessed", "not_assessed", "why") == (2, 7, 3, "2 absent, 1 blank")
    assert row["expected_percent"] == pytest.approx(600 / 7)
    assert row["higher_percent"] == pytest.approx(200 / 7)
    assert picked(row, "size", "denominator", "mean") == ("small group", "assessed", None)


def test_the_interval_is_wilsons() -> None:
    school = SmallSchool()
    for raw in ("At", "At", "At", "B", "B"):
        school.result(school.pupil(), NOW, raw)
    row = the(rows(school), "reading")
    assert picked(row, "interval", "expected", "n") == ("23–88", 3, 5)


def test_under_five_children_have_no_percentage() -> None:
    school = SmallSchool()
    for raw in ("At", "Ab", "B", "At", "A"):
        school.result(school.pupil(), NOW, raw)
    row = the(rows(school), "reading")
    assert picked(row, *COUNTS) == (3, 4, 5)
    assert picked(row, "expected_percent", "higher_percent", "expected_low", "interval", "size") == (
        None, None, None, "", "under 5",
    )  # fmt: skip


def statutory_class() -> SmallSchool:
    """Key Stage 2 reading of 2025: scores 105 and 99, one child each with A B H J N Q U L M."""
    school = SmallSchool()
    for raw in ("105", "99", "A", "B", "H", "J", "N", "Q", "U", "L", "M"):
        child = school.pupil(class_name="6A", year_group=6)
        school.enrol(child, "2024-25", "6A", 6)
        school.result(child, "2024-25:Sum2", raw, scale="scaled-ks2", kind="statutory")
    return school


def test_the_published_denominator_keeps_a_b_h_j_n_q_u_and_drops_l_and_m() -> None:
    row = the(rows(statutory_class(), point="2024-25:Sum2"), "reading", "statutory")
    # 105, 99 and the seven codes; L and M are out.
    assert picked(row, *COUNTS) == (1, 9, 11)
    assert picked(row, "denominator", "assessed", "not_assessed") == ("dfe", 2, 9)
    assert row["mean"] == 102


def test_of_those_assessed_drops_every_code() -> None:
    row = the(rows(statutory_class(), denominator="assessed", point="2024-25:Sum2"), "reading", "statutory")
    assert picked(row, *COUNTS) == (1, 2, 11)
    assert row["mean"] == 102


def test_the_dfe_measure_can_be_asked_of_class_work() -> None:
    row = the(rows(class_of_ten(), denominator="dfe"), "reading")
    # The two absent children stay in as not met; the one without an entry does not.
    assert picked(row, *COUNTS) == (6, 9, 10)
    assert row["national"] == ""


def three_subjects() -> SmallSchool:
    """Six children: all above; two all at or better; one below in maths; one without maths; one with nothing."""
    school = SmallSchool()
    for codes in (
        ("Ab", "Ab", "Ab"),
        ("At", "Sec", "Ab"),
        ("Ab", "Ab", "At"),
        ("At", "At", "JB"),
        ("At", "At", "A"),
        (),
    ):
        child = school.pupil()
        for subject, raw in zip(("reading", "writing", "maths"), codes, strict=False):
            school.result(child, NOW, raw, subject)
    return school


def test_all_three_counts_children_with_a_result_in_all_three() -> None:
    row = the(rows(three_subjects()), "rwm")
    assert picked(row, *COUNTS, "higher", "why") == (3, 4, 6, 1, "2 without all three")


def test_all_three_under_the_dfe_measure_keeps_the_absent_child() -> None:
    row = the(rows(three_subjects(), denominator="dfe"), "rwm")
    assert picked(row, *COUNTS, "higher", "assessed") == (3, 5, 6, 1, 4)


def test_higher_in_all_three_is_110_110_and_greater_depth() -> None:
    school = SmallSchool()
    for reading, writing, maths in (
        ("110", "GDS", "110"),
        ("110", "GDS", "109"),
        ("110", "EXS", "115"),
        ("99", "GDS", "120"),
    ):
        child = school.pupil(class_name="6A", year_group=6)
        school.enrol(child, "2024-25", "6A", 6)
        school.result(child, "2024-25:Sum2", reading, "reading", "scaled-ks2", "statutory")
        school.result(child, "2024-25:Sum2", writing, "writing", "ks-ta", "statutory")
        school.result(child, "2024-25:Sum2", maths, "maths", "scaled-ks2", "statutory")
    row = the(rows(school, point="2024-25:Sum2"), "rwm", "statutory")
    assert picked(row, *COUNTS, "higher") == (3, 4, 4, 1)
    assert picked(row, "national_year", "national_expected", "national_higher") == (2025, 62, 8)


def test_without_one_of_the_three_there_is_no_combined_row() -> None:
    assert [row["subject"] for row in rows(class_of_ten())] == ["reading"]


def test_class_work_and_statutory_results_are_combined_apart() -> None:
    school = SmallSchool()
    child = school.pupil(class_name="6A", year_group=6)
    for subject, scale in (("reading", "scaled-ks2"), ("writing", "ks-ta"), ("maths", "scaled-ks2")):
        school.result(child, "2026-27:Sum2", "At", subject)
        school.result(child, "2026-27:Sum2", "WTS" if scale == "ks-ta" else "100", subject, scale, "statutory")
    found = rows(school, point="2026-27:Sum2")
    assert picked(the(found, "rwm"), "expected", "denominator") == (1, "assessed")
    assert picked(the(found, "rwm", "statutory"), "expected", "denominator") == (0, "dfe")


def test_a_test_stands_beside_teacher_assessment_and_nothing_is_averaged_across_them() -> None:
    school = SmallSchool()
    for teacher, score in (("At", "100"), ("B", "90"), ("At", "A")):
        child = school.pupil()
        school.result(child, NOW, teacher)
        school.result(child, NOW, score, scale="standardised", kind="test")
    found = rows(school)
    assert [picked(row, "kind", "main", "n", "mean") for row in found] == [
        ("teacher", True, 3, None),
        ("test", False, 2, 95),
    ]


def test_two_series_in_one_year_group_are_counted_apart() -> None:
    school = SmallSchool()
    for class_name, scale, codes in (("4A", "bands", ("At", "B")), ("4B", "rising3", ("Em", "Em", "Sec"))):
        for raw in codes:
            school.result(school.pupil(class_name=class_name), NOW, raw, scale=scale)
    report = attainment_report(school.at(), EVERYBODY, "year-group")
    assert [picked(dict(row), "group", "scale", *COUNTS, "why") for row in report.rows] == [
        ("Y4", "bands", 1, 2, 5, "3 in classes without it"),
        ("Y4", "rising3", 3, 3, 5, "2 in classes without it"),
    ]
    assert "Y4: Reading is in 2 series, counted apart: they are never put together." in report.notes


def test_raw_marks_give_a_mean_in_their_series_and_no_percentage() -> None:
    school = SmallSchool()
    for raw in ("10", "13", "Abs"):
        school.result(school.pupil(), NOW, raw, "maths", "raw", "test")
    report = attainment_report(school.at(), EVERYBODY)
    assert picked(dict(report.rows[0]), "assessed", "mean", "mean_of", "n", "expected", "expected_percent") == (
        2, 11.5, "score", None, None, None,
    )  # fmt: skip
    assert "Without a figure under “expected” the scale has no expected standard at this point." in report.notes


def test_level_points_are_judged_at_the_end_of_the_year_only() -> None:
    school = SmallSchool()
    for raw in ("3b", "3c", "2a"):
        child = school.pupil()
        for point in (NOW, "2026-27:Sum2"):
            school.result(child, point, raw, scale="nc-levels")
    autumn, summer = the(rows(school), "reading"), the(rows(school, point="2026-27:Sum2"), "reading")
    assert picked(autumn, "expected", "mean", "mean_of") == (None, 19, "level points")
    # Year 4's line is 21: only 3b (21) is on it.
    assert picked(summer, "expected", "n", "mean") == (1, 3, 19)


def test_the_phonics_check_has_no_higher_standard() -> None:
    school = SmallSchool()
    for raw in ("32", "31", "40", "0", "38"):
        school.result(
            school.pupil(class_name="1A", year_group=1), "2026-27:Sum2", raw, "phonics", "phonics", "statutory"
        )
    row = the(rows(school, point="2026-27:Sum2"), "phonics", "statutory")
    assert picked(row, "expected", "n", "higher", "higher_percent") == (3, 5, None, None)


def test_a_score_at_its_floor_counts_at_its_limit_and_is_said() -> None:
    school = SmallSchool()
    for raw in ("<70", "100"):
        school.result(school.pupil(), NOW, raw, scale="standardised", kind="test")
    report = attainment_report(school.at(), EVERYBODY)
    assert picked(dict(report.rows[0]), "mean", "censored", "n", "expected") == (85, 1, 2, 1)
    assert any("floor or a ceiling" in note for note in report.notes)


def test_statutory_results_are_of_the_year_group_that_has_them() -> None:
    school = SmallSchool()
    for year_group, raw in ((6, "104"), (6, "98"), (5, "")):
        child = school.pupil(class_name="5/6", year_group=year_group)
        school.result(child, "2026-27:Sum2", "At")
        if raw:
            school.result(child, "2026-27:Sum2", raw, scale="scaled-ks2", kind="statutory")
    row = the(rows(school, "school", point="2026-27:Sum2"), "reading", "statutory")
    assert picked(row, "year_group", *COUNTS) == ("Y6", 1, 2, 2)


def test_groups_stand_from_the_youngest_and_filters_leave_whom_they_match() -> None:
    school = SmallSchool()
    for class_name, year_group in (("6A", 6), ("Willow", 0), ("Ash", 10), ("1B", 1)):
        child = school.pupil(class_name=class_name, year_group=year_group)
        school.characteristics(child, pp=class_name != "6A")
        school.result(child, NOW, "At")
    assert [row["group"] for row in rows(school)] == ["Willow", "1B", "6A", "Ash"]
    assert [row["group"] for row in rows(school, whom=Whom(filter="pp"))] == ["Willow", "1B", "Ash"]
    assert [row["group"] for row in rows(school, whom=Whom(class_name="willow"))] == ["Willow"]
    assert [row["group"] for row in rows(school, "year-group", whom=Whom(year_group="6"))] == ["Y6"]


def test_children_in_no_class_are_said_and_stand_in_the_number_on_roll() -> None:
    school = class_of_ten()
    child = school.pupil(class_name="4B")
    school.rows["enrolments"][-1] = (child, 2026, 4, None, None, None, None)
    report = attainment_report(school.at(), EVERYBODY, "school")
    assert picked(dict(report.rows[0]), *COUNTS, "why") == (6, 7, 11, "2 absent, 1 blank, 1 in classes without it")
    assert "1 on roll is in no class: no series is asked of them." in report.notes


@pytest.mark.parametrize(
    ("whom", "error", "words"),
    [
        (Whom(subject="readin"), UsageError, "reading"),
        (Whom(class_name="4A"), NotFoundError, "4B"),
        (Whom(year_group="Y9"), NotFoundError, "Y4"),
        (Whom(filter="flag:felt"), UsageError, "fell"),
    ],
)
def test_unknown_words_are_refused_with_the_nearest(whom: Whom, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        attainment_report(class_of_ten().at(), whom)


def test_nobody_matches_is_an_empty_report() -> None:
    report = attainment_report(class_of_ten().at(), Whom(filter="y6"))
    assert report.rows == ()
    assert report.notes[0].endswith("0 of 10 on roll.")


def test_a_page_without_rows_says_why() -> None:
    school = SmallSchool()
    school.pupil()
    assert "There are no results at Autumn 2 2026-27." in attainment_report(school.at(), Whom()).notes
    before = attainment_report(school.at("2019-20:Aut2"), Whom())
    assert "Nobody was on roll: no class list of 2019-20 is on file." in before.notes


def test_one_subject_and_all_three_can_be_asked_for() -> None:
    assert {row["subject"] for row in rows(three_subjects(), whom=Whom(subject="Maths"))} == {"maths"}
    assert {row["subject"] for row in rows(three_subjects(), whom=Whom(subject="RWM"))} == {"rwm"}


def labels(report: Report) -> list[str]:
    return [field.label for field in report.fields]


def test_columns_that_say_nothing_are_left_to_json() -> None:
    plain = attainment_report(three_subjects().at(), EVERYBODY)
    assert labels(plain) == [
        "class", "subject", "assessment", "scale", "on roll", "n", "expected", "%", "higher", "% higher", "size",
        "no result",
    ]  # fmt: skip
    assert "95 %" in labels(attainment_report(three_subjects().at(), EVERYBODY, interval=True))
    assert all(field.key in row for field in plain.fields for row in plain.rows)


def test_statutory_codes_that_are_not_awarded_are_no_higher_standard() -> None:
    school = SmallSchool()
    child = school.pupil(class_name="6A", year_group=6)
    for subject in ("science", "writing"):
        school.result(child, "2026-27:Sum2", "EXS", subject, "ks-ta", "statutory")
    found = rows(school, point="2026-27:Sum2")
    assert picked(the(found, "science", "statutory"), "expected", "higher") == (1, None)
    assert picked(the(found, "writing", "statutory"), "expected", "higher") == (1, 0)


def test_early_learning_goals_are_not_combined() -> None:
    school = SmallSchool()
    child = school.pupil(class_name="R", year_group=0)
    for subject in ("reading", "writing", "maths"):
        school.result(child, "2026-27:Sum2", "2", subject, "eyfs", "statutory")
    assert [row["subject"] for row in rows(school, point="2026-27:Sum2")] == ["reading", "writing", "maths"]


def test_the_statutory_threshold_of_levels_stands_beside_the_age_related_line() -> None:
    """4c (25) is under the line of Year 6 (27) and reached level 4; 3a (23) did not; 2c is level 2 in Year 2."""
    school = SmallSchool()
    for year_group, raw in ((6, "4c"), (6, "3a"), (6, "4b"), (6, "A"), (2, "2c"), (4, "3b")):
        pupil = school.pupil(class_name=f"{year_group}A", year_group=year_group)
        school.result(pupil, "2026-27:Sum2", raw, "reading", "nc-levels")
    report = attainment_report(school.at("2026-27:Sum2"), EVERYBODY, by="year-group")
    expected = {row["group"]: row["expected"] for row in report.rows}
    assert expected == {"Y2": 0, "Y4": 1, "Y6": 1}
    said = [note for note in report.notes if "threshold" in note]
    assert [note.partition(", the statutory")[0] for note in said] == [
        "Reading, Y2: 1 of 1 assessed reached level 2 at the end of Key Stage 1",
        "Reading, Y6: 2 of 3 assessed reached level 4 at the end of Key Stage 2",
    ]
    assert not [note for note in attainment_report(school.at(), EVERYBODY).notes if "threshold" in note]

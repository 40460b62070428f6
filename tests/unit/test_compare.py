"""Groups side by side: the worked examples of docs/judgements.md, “Groups and comparisons”, by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from progress_tui.analysis.compare.comparing import Figure, compared, measures, members_by, rows_of
from progress_tui.analysis.compare.gaps import gaps, in_both, overlaps, two_groups
from progress_tui.analysis.school_at_point import SchoolAtPoint
from progress_tui.domain.comparison import Comparison, Measure
from progress_tui.domain.errors import NotFoundError, UsageError
from progress_tui.domain.whom import Whom
from tests.unit.frames_builder import NOW, SmallSchool

BEFORE = "2026-27:Aut1"
LAST_YEAR = "2025-26:Aut2"
PAIR = ("pupil premium", "not pupil premium")


def figures(at: SchoolAtPoint, asked: Comparison) -> dict[tuple[str, str], Figure]:
    """(group, subject or series) → what it comes to."""
    found = map(Figure._make, compared([at], asked).figures.iter_rows())
    return {(one.group, one.series or one.subject): one for one in found}


def premium(results: str, others: str, subject: str = "reading") -> SmallSchool:
    """Codes of children with pupil premium, and of children without."""
    school = SmallSchool()
    for listed, codes in ((True, results), (False, others)):
        for code in codes.split():
            pupil = school.pupil()
            school.characteristics(pupil, pp=listed)
            if code != ".":
                school.result(pupil, NOW, code, subject)
    return school


def test_k_of_n_of_those_on_roll() -> None:
    # Five with pupil premium: one at, three not, one absent; seven without: three at or above of five with a result.
    at = premium("At JB B WB A", "At Sec Ab JB B . .").at()
    found = figures(at, Comparison(by=("pp",)))
    assert found["pupil premium", "reading"][7:11] == (5, 4, 4, 1)  # on roll, assessed, n, k
    assert found["not pupil premium", "reading"][7:11] == (7, 5, 5, 3)


def test_above_the_standard_is_counted_apart() -> None:
    at = premium("At Ab", "Ab Ab Sec").at()
    found = figures(at, Comparison(by=("pp",), measure="higher"))
    assert [found[group, "reading"].k for group in PAIR] == [1, 2]


def test_one_of_five_against_three_of_five_is_two_children() -> None:
    at = premium("At JB B WB JB", "At Sec Ab JB B").at()
    figures_of = compared([at], Comparison(by=("pp",))).figures
    assert two_groups(figures_of) == PAIR
    (gap,) = gaps(figures_of, PAIR)
    assert (gap.points, gap.children, gap.figure, gap.sign) == (-40.0, -2, None, -1)
    (back,) = gaps(figures_of, (PAIR[1], PAIR[0]))
    assert (back.points, back.children, back.sign) == (40.0, 2, 1)


def test_under_five_children_the_gap_is_given_in_children_alone() -> None:
    at = premium("At JB B", "At Sec Ab JB B").at()
    (gap,) = gaps(compared([at], Comparison(by=("pp",))).figures, PAIR)
    assert (gap.points, gap.children, gap.sign) == (None, 0, -1)  # 1 of 3 against 3 of 5: 0.8 of a child


def test_a_standard_that_is_not_awarded_is_not_counted() -> None:
    # Science and the early years profile have codes above expected that nobody is given today: none is not “0 of n”.
    school = SmallSchool()
    for raw in ("EXS", "EXS", "HNM"):
        pupil = school.pupil(class_name="6A", year_group=6)
        school.result(pupil, NOW, raw, "science", "ks-ta", "statutory")
        school.result(pupil, NOW, "EXS" if raw == "EXS" else "WTS", "writing", "ks-ta", "statutory")

    def counts(measure: Measure) -> list[tuple[str, int, int]]:
        found = compared([school.at()], Comparison(measure=measure, denominator="dfe")).figures
        return list(found.select("subject", "k", "n").iter_rows())

    assert counts("higher") == [("writing", 0, 3)]
    assert counts("expected") == [("writing", 2, 3), ("science", 2, 3)]


def test_reading_writing_and_maths_need_a_result_in_all_three() -> None:
    school = SmallSchool()
    for codes in ("At At At", "At At JB", "Ab Ab Ab", "At At A"):
        pupil = school.pupil()
        for subject, code in zip(("reading", "writing", "maths"), codes.split(), strict=True):
            school.result(pupil, NOW, code, subject)
    expected = figures(school.at(), Comparison())["Y4", "rwm"]
    assert (expected.on_roll, expected.n, expected.k) == (4, 3, 2)
    higher = figures(school.at(), Comparison(measure="higher"))["Y4", "rwm"]
    assert (higher.n, higher.k) == (3, 1)


def test_what_is_not_known_is_a_row_of_its_own_and_in_no_gap() -> None:
    school = premium("At JB", "At Sec")
    pupil = school.pupil()
    school.result(pupil, NOW, "WB")
    found = compared([school.at()], Comparison(by=("pp",)))
    rows = {row.group: row for row in map(Figure._make, found.figures.iter_rows())}
    assert list(rows) == [*PAIR, "pupil premium: not known"]
    assert not rows["pupil premium: not known"].known
    assert two_groups(found.figures) == PAIR


def test_a_mean_stays_in_one_series() -> None:
    school = SmallSchool()
    for score, other, code in (("90", "20", "At"), ("100", "30", "Ab"), ("110", ".", "At")):
        pupil = school.pupil()
        school.result(pupil, NOW, score, "maths", "standardised", "test")
        school.result(pupil, NOW, code, "maths")
        if other != ".":
            school.result(pupil, NOW, other, "maths", "raw", "test")
    found = figures(school.at(), Comparison(measure="mean"))
    assert {series for _, series in found} == {"maths-standardised-test", "maths-raw-test"}, "codes have no mean"
    test, raw = found["Y4", "maths-standardised-test"], found["Y4", "maths-raw-test"]
    assert (test.mean, test.n, test.on_roll, test.unit, test.k) == (100.0, 3, 3, "points of score", None)
    assert (raw.mean, raw.n, raw.on_roll, raw.unit) == (25.0, 2, 3, "marks")


def test_level_points_are_averaged_as_points() -> None:
    school = SmallSchool()
    for code in ("2b", "3b", "W"):
        school.result(school.pupil(), NOW, code, "maths", "nc-levels")
    found = figures(school.at(), Comparison(measure="mean"))["Y4", "maths-nc-levels-teacher"]
    assert (found.mean, found.unit) == (13.0, "level points")  # (15 + 21 + 3) / 3


def test_a_no_result_code_changes_no_mean() -> None:
    school = SmallSchool()
    for score in ("90", "100", "A", "X"):
        school.result(school.pupil(), NOW, score, "maths", "standardised", "test")
    found = figures(school.at(), Comparison(measure="mean"))["Y4", "maths-standardised-test"]
    assert (found.mean, found.n, found.on_roll) == (95.0, 2, 4)


def test_the_difference_of_two_means_is_taken_inside_a_series() -> None:
    school = SmallSchool()
    for listed, score in ((True, "90"), (True, "95"), (False, "100"), (False, "105")):
        pupil = school.pupil()
        school.characteristics(pupil, pp=listed)
        school.result(pupil, NOW, score, "maths", "standardised", "test")
    found = compared([school.at()], Comparison(by=("pp",), measure="mean")).figures
    (gap,) = gaps(found, PAIR)
    assert (gap.figure, gap.points, gap.children, gap.unit) == (-10.0, None, None, "points of score")


def test_mean_change_is_over_matched_children_of_one_series() -> None:
    school = SmallSchool()
    for before, now in (("At", "Sec"), ("At", "JB"), ("JB", "Sec"), (".", "At"), ("At", "A")):
        pupil = school.pupil()
        if before != ".":
            school.result(pupil, BEFORE, before)
        school.result(pupil, NOW, now)
    found = figures(school.at(), Comparison(measure="change"))["Y4", "reading-bands-teacher"]
    # +1, −1 and +2 notches; one is new to the series, one has no result now.
    assert (found.n, found.assessed, found.on_roll, found.unit) == (3, 4, 5, "notches")
    assert found.mean == pytest.approx(2 / 3)


def test_change_on_levels_is_in_level_points() -> None:
    school = SmallSchool()
    for before, now in (("W", "1c"), ("2b", "3b")):
        pupil = school.pupil()
        school.result(pupil, BEFORE, before, "maths", "nc-levels")
        school.result(pupil, NOW, now, "maths", "nc-levels")
    found = figures(school.at(), Comparison(measure="change"))["Y4", "maths-nc-levels-teacher"]
    assert (found.mean, found.n, found.unit) == (5.0, 2, "level points")  # 4 and 6


def test_a_p_level_is_left_in_small_steps_and_not_in_points() -> None:
    school = SmallSchool()
    for before, now in (("P8", "W"), ("W", "1c")):  # W has fewer points than P8 and stands above it
        pupil = school.pupil()
        school.result(pupil, BEFORE, before, "maths", "nc-levels")
        school.result(pupil, NOW, now, "maths", "nc-levels")
    found = compared([school.at()], Comparison(measure="change")).figures
    assert found.select("unit", "mean", "n").rows() == [("level points", 4.0, 1), ("small steps", 1.0, 1)]


def test_a_change_from_a_floor_or_a_ceiling_is_in_no_mean_and_counted() -> None:
    # −11, −15 and 0: −8.67 of three. “+15 or more” and “−15 or more” are in no mean, here as in progress of pupils.
    school = SmallSchool()
    for before, now in (("100", "89"), ("100", "85"), ("90", "90"), ("<70", "85"), (">130", "115"), ("<70", "65")):
        pupil = school.pupil()
        for point, raw in (("2025-26:Sum2", before), (NOW, now)):
            school.result(pupil, point, raw, "maths", scale="standardised", kind="test")
    (found,) = figures(school.at(), Comparison(measure="change")).values()
    assert found.mean == pytest.approx(-26 / 3)
    assert (found.n, found.assessed, found.special) == (3, 6, 2)


def test_results_of_two_series_are_not_subtracted() -> None:
    school = SmallSchool()
    for _ in range(3):
        pupil = school.pupil()
        school.result(pupil, BEFORE, "20", "maths", "raw", "test")
        school.result(pupil, NOW, "100", "maths", "standardised", "test")
    found = compared([school.at()], Comparison(measure="change"))
    assert (found.figures.height, dict(found.refused)) == (0, {"Maths test (standardised)": 3})


def test_on_target_and_the_expected_standard_where_a_class_has_no_targets() -> None:
    school = SmallSchool()
    for code, target in (("At", "At"), ("JB", "At"), ("Ab", None)):
        pupil = school.pupil(class_name="4A")
        school.result(pupil, NOW, code)
        if target:
            school.target(pupil, "2026-27:Sum2", target)
    for code in ("At", "JB"):
        school.result(school.pupil(class_name="4B"), NOW, code)
    found = figures(school.at(), Comparison(by=("class",), measure="target"))
    with_targets, without = found["4A", "reading"], found["4B", "reading"]
    assert (with_targets.n, with_targets.k, with_targets.special) == (2, 1, 0), "one child of 4A has no target"
    assert (without.n, without.k, without.special) == (2, 1, 2)


def test_absence_is_averaged_and_90_percent_attendance_is_persistent() -> None:
    school = SmallSchool()
    for attendance in (90.0, 98.0, None):
        pupil = school.pupil()
        if attendance is not None:
            school.attendance(pupil, percentage=attendance)
    found = figures(school.at(), Comparison(measure="absence"))["Y4", ""]
    assert (found.mean, found.n, found.k, found.on_roll) == (6.0, 2, 1, 3)


def test_two_sets_may_share_children_and_those_not_known_are_counted() -> None:
    school = SmallSchool()
    for sen, pp in (("K", True), ("N", True), ("K", False), (None, False)):
        pupil = school.pupil()
        school.characteristics(pupil, sen=sen, pp=pp)
        school.result(pupil, NOW, "At")
    found = compared([school.at()], Comparison(sets=("pp", "sen")))
    assert two_groups(found.figures) == ("pupil premium", "SEND")
    assert in_both(found.members, ("pupil premium", "SEND")) == 1
    assert found.unknown == {"SEND": 1}


def test_a_saved_filter_is_a_set_by_its_name() -> None:
    at = replace(premium("At", "At JB").at(), saved_filters={"Ours": "pp"})
    found = compared([at], Comparison(sets=("ours", "-pp")))
    assert two_groups(found.figures) == ("ours", "not pupil premium")


def test_who_missed_the_mark_is_told_with_what_else_they_are() -> None:
    school = premium("At JB B WB", "At")
    for pupil, sen in ((1, "N"), (2, "K"), (3, "E"), (4, "N")):
        school.rows["characteristics"][pupil - 1] = (*school.rows["characteristics"][pupil - 1][:-1], sen)
    found = compared([school.at()], Comparison(by=("pp",)))
    missed = [one for one in overlaps(found, PAIR) if one.missed]
    assert [(one.group, one.subject, one.children, one.also["send"]) for one in missed] == [
        ("pupil premium", "reading", 3, 2)
    ]


def test_a_filter_a_class_and_a_year_group_choose_who_is_compared() -> None:
    school = premium("At JB", "At")
    outside = school.pupil(class_name="3A", year_group=3)
    school.characteristics(outside, pp=True)
    school.result(outside, NOW, "At")

    def on_roll(whom: Whom) -> int:
        return figures(school.at(), Comparison(by=("school",), whom=whom))["Small School", "reading"].on_roll

    assert on_roll(Whom()) == 4
    assert on_roll(Whom(class_name="4B")) == 3
    assert on_roll(Whom(year_group="Y3")) == 1
    assert on_roll(Whom(filter="pp")) == 3
    assert on_roll(Whom(filter="pp", class_name="4b")) == 2


def pooled_school() -> SmallSchool:
    """Three children in two years, pupil premium in the second only for the first of them."""
    school = SmallSchool()
    for place, (before, now) in enumerate((("JB", "At"), ("At", "At"), ("At", "JB"))):
        pupil = school.pupil()
        school.enrol(pupil, "2025-26", "3B", 3)
        school.characteristics(pupil, "2025-26", pp=False)
        school.characteristics(pupil, pp=place == 0)
        school.result(pupil, LAST_YEAR, before)
        school.result(pupil, "2025-26:Sum2", "WB")
        school.result(pupil, NOW, now)
    return school


def test_pooled_years_count_every_result_once_in_its_year_with_the_group_of_that_year() -> None:
    found = compared([pooled_school().at()], Comparison(by=("pp",), pool=3))
    rows = {row.group: row for row in map(Figure._make, found.figures.iter_rows())}
    assert rows["pupil premium"][7:11] == (1, 1, 1, 1)
    assert rows["not pupil premium"][7:11] == (5, 5, 5, 3)
    assert [str(point) for point in found.without] == ["2024-25:Aut2"]


def twin(name: str, codes: str, series: int) -> SchoolAtPoint:
    """A school of its own, whose series has another number than in the other."""
    school = SmallSchool()
    for number in range(series):
        school._series(f"other{number}", "bands", "teacher")
    for code in codes.split():
        pupil = school.pupil()
        school.result(pupil, NOW, code, "maths", "standardised", "test")
    return replace(school.at(), name=name)


def test_schools_meet_in_a_series_by_its_key_and_classes_bear_their_schools_name() -> None:
    schools = [twin("Oak", "90 100", 0), twin("Ash", "110", 3)]
    found = compared(schools, Comparison(by=("year-group",), measure="mean")).figures
    assert [(row.group, row.mean, row.n) for row in map(Figure._make, found.iter_rows())] == [("Y4", 100.0, 3)]
    by_class = compared(schools, Comparison(by=("class",), measure="mean")).figures
    assert by_class["group"].to_list() == ["Oak · 4B", "Ash · 4B"], "in the order of the schools"
    by_school = compared(schools, Comparison(by=("school",), measure="mean")).figures
    assert by_school.select("group", "mean").rows() == [("Oak", 95.0), ("Ash", 110.0)]


def test_a_class_that_only_one_school_has_is_no_error_in_the_other() -> None:
    schools = [twin("Oak", "90", 0), twin("Ash", "110", 0)]
    other = SmallSchool()
    other.result(other.pupil(class_name="Elm"), NOW, "120", "maths", "standardised", "test")
    schools.append(replace(other.at(), name="Elm"))
    asked = Comparison(by=("school",), measure="mean", whom=Whom(class_name="Elm"))
    assert compared(schools, asked).figures.select("group", "mean").rows() == [("Elm", 120.0)]
    with pytest.raises(NotFoundError, match="no class “Oak”"):
        compared(schools, replace(asked, whom=Whom(class_name="Oak")))


def test_statutory_results_are_counted_by_year_group_under_the_dfe_measure() -> None:
    school = SmallSchool()
    for year, codes in ((6, "100 99 B A M"), (2, "EXS WTS")):
        for code in codes.split():
            pupil = school.pupil(class_name=f"{year}A", year_group=year)
            school.result(pupil, "2026-27:Sum2", "At", "maths")
            scale = "scaled-ks2" if year == 6 else "ks-ta"
            school.result(pupil, "2026-27:Sum2", code, "maths", scale, "statutory")
    at = school.at("2026-27:Sum2", date(2027, 7, 12))
    found = figures(at, Comparison(by=("school",), denominator="dfe"))
    # Key Stage 2: 100 is at the standard; 99, B and A stay in as not met; M is out.
    assert found["Small School", "Y6"][7:11] == (5, 2, 4, 1)
    assert found["Small School", "Y2"][7:11] == (2, 2, 2, 1)
    class_work = figures(at, Comparison(by=("school",)))["Small School", "maths"]
    assert (class_work.n, class_work.k) == (7, 7)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (Comparison(sets=("pp",)), "One set alone"),
        (Comparison(sets=("pp", " PP ")), "the same"),
        (Comparison(pool=0), "cannot be pooled"),
        (Comparison(pool=6), "cannot be pooled"),
        (Comparison(by=("support",), pool=2), "Support cannot be pooled"),
        (Comparison(measure="absence", whom=Whom(subject="maths")), "belongs to no subject"),
        (Comparison(measure="mean", denominator="dfe"), "counts children at a standard"),
        (Comparison(by=("pq",)), "cannot be grouped by “pq”"),
        (Comparison(whom=Whom(subject="latin")), "no results in “latin”"),
        (Comparison(sets=("pp", "flag:fel")), "Unknown flag “fel”"),
    ],
)
def test_what_does_not_go_together_is_refused(asked: Comparison, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        compared([premium("At", "JB").at()], asked)


@pytest.mark.parametrize("measure", ["expected", "higher", "mean", "change", "target", "absence"])
def test_a_school_without_results_has_no_figures_and_no_error(measure: Measure) -> None:
    at = SmallSchool().at()
    members = members_by([at], ["pp"])
    assert measures(members, rows_of([at], measure), measure).is_empty()

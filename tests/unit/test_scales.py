from __future__ import annotations

from itertools import pairwise

import pytest

from progress_tui.analysis.catalogue import scales
from progress_tui.domain.calendar import HALF_TERMS, Point
from progress_tui.domain.scales import Scale, code_key
from progress_tui.domain.standing import Standing

SUM2, AUT2 = Point.of(2026, "Sum2"), Point.of(2026, "Aut2")
NC_POINTS = {
    "W": 3, "1c": 7, "1b": 9, "1a": 11, "2c": 13, "2b": 15, "2a": 17, "3c": 19, "3b": 21, "3a": 23, "4c": 25, "4b": 27,
    "4a": 29, "5c": 31, "5b": 33, "5a": 35, "6c": 37, "6b": 39, "6a": 41, "P4": 2, "P5": 3, "P6": 4, "P7": 5, "P8": 6,
}  # fmt: skip


VALUES_ELSEWHERE = {"rising3": ("D", "M"), "gld": ("N",)}
"""Letters that are values on one scale and reasons on the others: developing, mastered, no."""


def standing(scale: str, raw: str, subject: str = "reading", year_group: int | None = 4, point: Point = AUT2) -> str:
    held = scales()[scale]
    found = held.standing(held.read(raw), subject, year_group, point)
    return "" if found is None else found.label


def points(raw: str) -> float | None:
    return scales()["nc-levels"].read(raw).points


# -- bands


@pytest.mark.parametrize(
    ("raw", "code", "label"),
    [
        ("WB", "WB", "well below"), ("well below", "WB", "well below"), ("B", "B", "below"), ("WTS+", "B", "below"),
        ("JB", "JB", "just below"), ("just_below", "JB", "just below"), ("At", "At", "at"), ("Just At", "At", "at"),
        ("ON TRACK", "At", "at"), ("Sec", "Sec", "secure"), ("Securely at", "Sec", "secure"), ("Ab", "Ab", "above"),
        ("Greater Depth", "Ab", "above"),
    ],
)  # fmt: skip
def test_bands_read_codes_and_their_other_spellings(raw: str, code: str, label: str) -> None:
    assert scales()["bands"].read(raw).code == code
    assert standing("bands", raw) == label


def test_bands_mean_the_same_at_every_point_and_in_every_year_group() -> None:
    for half_term in HALF_TERMS:
        for year_group in (None, 0, 1, 6):
            assert standing("bands", "At", year_group=year_group, point=Point.of(2026, half_term)) == "at"


def test_codes_nobody_explained_are_not_guessed() -> None:
    for raw in ("WTS-", "WTS", "EXS", "4b", "100", "?"):
        assert scales()["bands"].read(raw).kind == "unknown", raw


def test_key_stage_teacher_assessment() -> None:
    assert [standing("ks-ta", raw) for raw in ("EM", "PK6", "HNM", "WTS", "EXS", "GDS")] == [
        "well below", "well below", "below", "just below", "at", "above",
    ]  # fmt: skip
    assert {"BLW", "PKF", "PKE", "PKG"} <= {value.code for value in scales()["ks-ta"].values}


# -- non-results


def test_a_letter_belongs_to_its_scale() -> None:
    """A is absent here; B is below, and below the level of the test; W is a level and, elsewhere, nothing known."""
    assert scales()["bands"].reason("A") == "absent"
    assert scales()["bands"].read("B").kind == "value"
    assert scales()["standardised"].reason("B") == "below the level of the test"
    assert scales()["nc-levels"].read("W").points == 3
    assert scales()["bands"].read("W").kind == "unknown"


@pytest.mark.parametrize(
    "raw",
    ["A", "D", "J", "L", "F", "T", "U", "N", "H", "M", "Q", "X", "Z", "NAA", "Abs", "abs", "-", "n/a", "N/A",
     "Not required", "", "  "],
)  # fmt: skip
def test_non_results_are_never_numbers_on_any_scale(raw: str) -> None:
    for scale in scales().values():
        reading = scale.read(raw)
        if raw in VALUES_ELSEWHERE.get(scale.id, ()):
            assert reading.kind == "value", scale.id
            continue
        assert (reading.kind, reading.notch, reading.points, reading.score) == ("non-result", None, None, None), (
            scale.id
        )
        assert scale.standing(reading, "reading", 4, SUM2) is None
        assert scale.to_expected(reading, "reading", 4, SUM2) is None


@pytest.mark.parametrize(
    "scale",
    ["bands", "ks-ta", "nc-levels", "standardised", "raw", "scaled-ks2", "scaled-ks1", "phonics", "mtc", "eyfs"],
)
def test_the_dfe_measure_keeps_some_reasons_as_not_met_and_leaves_others_out(scale: str) -> None:
    held = scales()[scale].non_results
    assert {code: held[code.casefold()].of for code in "AHJNQU"} == dict.fromkeys("AHJNQU", "not_met")
    assert {code: held[code.casefold()].of for code in "LM"} == dict.fromkeys("LM", "excluded")


def test_below_the_test_stays_in_the_dfe_measure() -> None:
    assert scales()["standardised"].non_results["b"].of == "not_met"


# -- level points


def test_the_whole_table_of_level_points() -> None:
    assert {value.code: value.points for value in scales()["nc-levels"].values} == NC_POINTS


def test_a_whole_level_is_six_times_the_level_plus_three() -> None:
    assert [points(str(level)) for level in range(1, 7)] == [6 * level + 3 for level in range(1, 7)]
    assert points("2") == 15


def test_one_sub_level_is_two_points_but_w_to_1c_is_four() -> None:
    ladder = [code for code in NC_POINTS if not code.startswith("P")]
    steps = [NC_POINTS[later] - NC_POINTS[earlier] for earlier, later in pairwise(ladder)]
    assert steps == [4] + [2] * 17


def test_the_average_point_variant_is_not_ours() -> None:
    # There 1a is 9 and 3a is 21.
    assert (points("1a"), points("3a")) == (11, 23)


def test_p8_to_w_is_a_step_up_though_its_points_are_fewer() -> None:
    scale = scales()["nc-levels"]
    p8, w = scale.read("P8"), scale.read("W")
    assert (p8.points, w.points) == (6, 3)
    assert (w.notch or 0) > (p8.notch or 0) > 0


@pytest.mark.parametrize(("year_group", "code"), [(1, "1b"), (2, "2b"), (3, "2a"), (4, "3b"), (5, "3a"), (6, "4b")])
def test_the_age_related_line_is_met_exactly_at_its_code(year_group: int, code: str) -> None:
    scale = scales()["nc-levels"]
    ladder = [value.code for value in scale.values]
    under = ladder[ladder.index(code) - 1]
    assert standing("nc-levels", code, year_group=year_group, point=SUM2) == "at"
    assert standing("nc-levels", under, year_group=year_group, point=SUM2) == "just below"
    assert scale.to_expected(scale.read(under), "reading", year_group, SUM2) == -1


def test_the_line_is_neither_the_even_one_nor_boddys() -> None:
    line = scales()["nc-levels"].line
    assert line is not None
    held = [line.points[year_group] for year_group in (3, 4, 5, 6)]
    assert held == [17, 21, 23, 27]
    # A child on Boddy's curve (16, 18, 21, 27) is −1, −3, −2, 0 points from it.
    assert [boddy - here for boddy, here in zip((16, 18, 21, 27), held, strict=True)] == [-1, -3, -2, 0]


def test_the_line_is_judged_at_the_end_of_the_year_only() -> None:
    scale = scales()["nc-levels"]
    for half_term in HALF_TERMS:
        point = Point.of(2026, half_term)
        assert scale.judged_at(point) == (half_term == "Sum2")
        assert (standing("nc-levels", "1c", year_group=6, point=point) != "") == (half_term == "Sum2")


def test_the_line_has_no_figure_for_other_year_groups() -> None:
    assert standing("nc-levels", "1b", year_group=0, point=SUM2) == ""
    assert standing("nc-levels", "1b", year_group=None, point=SUM2) == ""


def test_far_from_the_line() -> None:
    # Year 4 stands at 21: three sub-levels under is well below, three over is above.
    found = [standing("nc-levels", code, point=SUM2) for code in ("2b", "2a", "3c", "3b", "4c", "4b")]
    assert found == ["well below", "below", "just below", "at", "at", "above"]


# -- scores


@pytest.mark.parametrize(
    ("raw", "subject", "label"),
    [
        ("69", "reading", "well below"), ("70", "reading", "below"), ("84", "reading", "below"),
        ("85", "reading", "just below"), ("89", "reading", "just below"), ("90", "reading", "at"),
        ("106", "reading", "at"), ("107", "reading", "above"), ("109", "maths", "at"), ("110", "maths", "above"),
        ("109", "gps", "at"), ("110", "gps", "above"), ("<70", "reading", "well below"), (">130", "maths", "above"),
    ],
)  # fmt: skip
def test_the_cut_is_90_and_higher_starts_at_107_or_110(raw: str, subject: str, label: str) -> None:
    assert standing("standardised", raw, subject) == label


def test_floors_and_ceilings_are_kept_as_censored() -> None:
    floor, ceiling = scales()["standardised"].read("< 70"), scales()["standardised"].read(">130")
    assert (floor.kind, floor.code, floor.score, floor.censored) == ("value", "<70", 70, "<")
    assert (ceiling.kind, ceiling.code, ceiling.score, ceiling.censored) == ("value", ">130", 130, ">")


@pytest.mark.parametrize(
    ("score", "position"),
    [(40, "very low"), (69, "very low"), (70, "low"), (84, "low"), (85, "below average"), (94, "below average"),
     (95, "average"), (104, "average"), (105, "above average"), (114, "above average"), (115, "high"), (160, "high")],
)  # fmt: skip
def test_positions_are_stretches_and_no_judgements(score: float, position: str) -> None:
    assert scales()["standardised"].position(score) == position


@pytest.mark.parametrize("raw", ["0", "999", "-10", "39", "161", "<39"])
def test_a_sentinel_lies_outside_the_valid_range(raw: str) -> None:
    reading = scales()["standardised"].read(raw)
    assert (reading.kind, reading.score, reading.notch) == ("out-of-range", None, None)
    assert standing("standardised", raw) == ""


@pytest.mark.parametrize("raw", ["40", "160"])
def test_the_ends_of_the_range_are_valid(raw: str) -> None:
    assert scales()["standardised"].read(raw).kind == "value"


def test_the_series_range_decides_what_a_zero_is() -> None:
    raw = scales()["raw"]
    assert raw.read("0", 0, 40).score == 0
    assert raw.read("0", 1, 40).kind == "out-of-range"
    assert raw.read("41", 0, 40).kind == "out-of-range"
    assert raw.read("41").kind == "value", "without a range of the series any mark counts"
    assert not raw.has_expectation
    assert standing("raw", "5") == ""


@pytest.mark.parametrize(
    ("raw", "score"),
    [("97.5", 97.5), ("97,5", 97.5), ("+97", 97), (" 97 ", 97), ("٩٧", 97), ("۹۷", 97), ("100.0", 100)],
)
def test_numbers_as_schools_type_them(raw: str, score: float) -> None:
    assert scales()["standardised"].read(raw).score == score


@pytest.mark.parametrize("raw", ["nan", "inf", "-inf", "1e2", "1_00", "1,000", "97.4.1", "97%", "½", "0x61", "9 7"])
def test_what_is_no_number_is_unknown_and_never_counted(raw: str) -> None:
    for scale in ("standardised", "raw"):
        reading = scales()[scale].read(raw)
        assert (reading.kind, reading.score) == ("unknown", None)


# -- in general


def test_every_value_reads_back_by_code_and_alias_and_describes_itself() -> None:
    for scale in scales().values():
        for value in scale.values:
            for spelling in (value.code, value.code.upper(), f" {value.code} ", *value.aliases):
                assert scale.read(spelling).code == value.code, (scale.id, spelling)
            assert scale.describe(scale.read(value.code)) == value.label


def test_expected_distance_is_zero_exactly_where_the_standing_is_first_met() -> None:
    for scale in (scales()["bands"], scales()["ks-ta"]):
        at = [value for value in scale.values if scale.to_expected(scale.read(value.code), "reading", 4, AUT2) == 0]
        assert [value.standing for value in at] == [Standing.AT]
    assert distance(scales()["standardised"], "84") == -6
    assert distance(scales()["standardised"], "<70") == -20
    assert distance(scales()["raw"], "84") is None


def distance(scale: Scale, raw: str) -> float | None:
    return scale.to_expected(scale.read(raw), "reading", 4, AUT2)


def test_codes_are_compared_without_case_spaces_and_joints() -> None:
    assert code_key("Just  Below") == code_key("just_below") == code_key("JUST-BELOW")
    assert code_key("WTS-") != code_key("WTS") != code_key("WTS+")

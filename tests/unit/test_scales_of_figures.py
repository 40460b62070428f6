"""Scaled and raw scores, reading ages, early years, and the error of a score. Worked by hand."""

from __future__ import annotations

import math
import tomllib

import pytest

from progress_tui.analysis.catalogue import load_scale, scales
from progress_tui.domain.ages import age_label, is_ambiguous_age, parse_age
from progress_tui.domain.calendar import HALF_TERMS, Point
from progress_tui.domain.early_years import GLD_GOALS, good_level_of_development
from progress_tui.domain.scale_files import scale_from_mapping
from progress_tui.domain.standing import Standing
from progress_tui.resources import data_folder

POINTS = [Point.of(2026, half_term) for half_term in HALF_TERMS]


def standing(scale: str, raw: str, subject: str = "reading", year_group: int | None = 6) -> str:
    held = scales()[scale]
    found = held.standing(held.read(raw), subject, year_group, POINTS[5])
    return "" if found is None else found.label


def test_there_are_no_fewer_marks_than_none() -> None:
    raw = scales()["raw"]
    assert [raw.read(mark).kind for mark in ("-10", "0", "38")] == ["out-of-range", "value", "value"]
    assert raw.papers_differ


# -- scaled


@pytest.mark.parametrize(
    ("scale", "raw", "label"),
    [
        ("scaled-ks2", "80", "below"), ("scaled-ks2", "94", "below"), ("scaled-ks2", "95", "just below"),
        ("scaled-ks2", "99", "just below"), ("scaled-ks2", "100", "at"), ("scaled-ks2", "109", "at"),
        ("scaled-ks2", "110", "above"), ("scaled-ks2", "120", "above"), ("scaled-ks1", "85", "below"),
        ("scaled-ks1", "95", "just below"), ("scaled-ks1", "100", "at"), ("scaled-ks1", "115", "at"),
        ("phonics", "0", "below"), ("phonics", "30", "below"), ("phonics", "31", "just below"),
        ("phonics", "32", "at"), ("phonics", "40", "at"), ("mtc", "0", ""), ("mtc", "25", ""),
    ],
)  # fmt: skip
def test_scores_against_their_standard(scale: str, raw: str, label: str) -> None:
    assert standing(scale, raw) == label


@pytest.mark.parametrize(
    ("scale", "raw"),
    [("scaled-ks2", "0"), ("scaled-ks2", "79"), ("scaled-ks2", "121"), ("scaled-ks1", "84"), ("scaled-ks1", "116"),
     ("phonics", "41"), ("phonics", "-1"), ("mtc", "26"), ("reading-age", "3:11"), ("reading-age", "19:01")],
)  # fmt: skip
def test_a_figure_outside_the_range_is_no_score(scale: str, raw: str) -> None:
    reading = scales()[scale].read(raw)
    assert (reading.kind, reading.score, reading.notch) == ("out-of-range", None, None)


def test_zero_is_a_mark_in_checks_and_no_scaled_score() -> None:
    assert scales()["phonics"].read("0").score == scales()["mtc"].read("0").score == 0
    assert scales()["scaled-ks2"].read("0").kind == "out-of-range"


def test_standardised_is_not_scaled() -> None:
    """A scaled 100 is about a standardised 90, a scaled 110 about 107 in reading and 110 in maths."""
    scaled, standardised = scales()["scaled-ks2"], scales()["standardised"]
    assert scaled.expected_notch("reading", 6, POINTS[5]) == 100
    assert standardised.expected_notch("reading", 6, POINTS[5]) == 90
    assert (standing("scaled-ks2", "95"), standing("standardised", "95")) == ("just below", "at")
    assert [standing(scale, "107") for scale in ("scaled-ks2", "standardised")] == ["at", "above"]
    assert [standing(scale, "110", "maths") for scale in ("scaled-ks2", "standardised")] == ["above", "above"]
    assert standing("standardised", "109", "maths") == "at"


def test_scores_are_expected_alike_at_every_point_in_every_year_group() -> None:
    expected = {"scaled-ks2": 100, "scaled-ks1": 100, "phonics": 32, "standardised": 90, "mtc": None, "raw": None}
    for scale, notch in expected.items():
        found = {scales()[scale].expected_notch("maths", group, point) for group in (None, 0, 6) for point in POINTS}
        assert found == {notch}, scale


# -- reading ages


@pytest.mark.parametrize(
    ("raw", "months"),
    [("7:5", 89), ("7:05", 89), ("12:04", 148), ("8y 9m", 105), ("8Y9M", 105), ("8 years 9 months", 105),
     ("8 yrs", 96), ("105m", 105), ("105 months", 105), ("<5:00", 60), ("> 16:00", 192), ("٧:٥", 89)],
)  # fmt: skip
def test_reading_ages_are_kept_in_months(raw: str, months: int) -> None:
    reading = scales()["reading-age"].read(raw)
    assert (reading.kind, reading.score, reading.notch) == ("value", months, months)
    assert scales()["reading-age"].read(reading.code) == reading


def test_a_reading_age_is_shown_in_years_and_months() -> None:
    assert [scales()["reading-age"].read(raw).code for raw in ("89m", "12:4", "<5:0")] == ["7:05", "12:04", "<5:00"]
    assert age_label(96) == "8:00"


@pytest.mark.parametrize("raw", ["7.11", "7.5", "7,11", "12.04", "<7.11"])
def test_a_dot_is_ambiguous_and_never_read(raw: str) -> None:
    reading = scales()["reading-age"].read(raw)
    assert (reading.kind, reading.reason, reading.score) == ("unknown", "ambiguous", None)


@pytest.mark.parametrize("raw", ["105", "7", "7:12", "8y 12m", "7-5", "y", ":5", "7:", "8 9", "nine"])
def test_what_is_no_age_is_unknown_for_no_known_reason(raw: str) -> None:
    reading = scales()["reading-age"].read(raw)
    assert (reading.kind, reading.reason) == ("unknown", "")


def test_ages_alone() -> None:
    assert parse_age("") is None
    assert parse_age("7:11") == 95
    assert is_ambiguous_age("7.11")
    assert not is_ambiguous_age("7:11")
    assert not scales()["reading-age"].has_expectation
    assert scales()["standardised"].read("7.11").reason == ""


# -- error


def test_the_error_of_a_score_and_of_a_difference() -> None:
    """15·√(1 − 0.90) = 15·0.3162 = 4.743; √2 times that is 6.708."""
    scale = scales()["standardised"]
    score, difference = scale.error_of_score(), scale.error_of_difference("PiRA")
    assert score is not None
    assert difference is not None
    assert round(score, 3) == 4.743
    assert round(difference, 3) == 6.708
    assert (scales()["raw"].error_of_score(), scales()["bands"].error_of_difference()) == (None, None)


def test_a_test_may_have_a_reliability_of_its_own() -> None:
    """With 0.84 a difference is off by 15·√0.16·√2 = 8.485, 1.265 times 6.708: 7, 11 and 15 become 9, 14 and 19."""
    content = tomllib.loads((data_folder() / "scales" / "standardised.toml").read_text("utf-8"))
    content["error"]["tests"] = {"NTS": 0.84}
    content.pop("non_results")
    scale = scale_from_mapping(content, "standardised.toml")
    assert scale.error_of_score(" nts ") == pytest.approx(6.0)
    assert scale.error_of_difference("NTS") == pytest.approx(6 * math.sqrt(2))
    own, usual = scale.fall_of("NTS"), scale.fall_of("PUMA")
    assert own is not None
    assert usual is not None
    assert (own.watch, own.notable, own.marked) == (-9, -14, -19)
    assert (usual.watch, usual.notable, usual.marked) == (-7, -11, -15)


# -- statutory thresholds


def test_statutory_thresholds_are_not_the_age_related_line() -> None:
    scale = scales()["nc-levels"]
    level = {raw: scale.read(raw) for raw in ("1a", "2c", "2b", "3a", "4c", "4b", "A")}
    assert [scale.meets_threshold(level[raw], 2) for raw in ("1a", "2c", "2b")] == [False, True, True]
    assert [scale.meets_threshold(level[raw], 6) for raw in ("3a", "4c", "4b")] == [False, True, True]
    assert scale.meets_threshold(level["4c"], 5) is None
    assert scale.meets_threshold(level["A"], 6) is None
    # 4c met the threshold of its time, and is one notch under the age-related line of Year 6.
    assert scale.standing(level["4c"], "maths", 6, POINTS[5]) is Standing.JUST_BELOW
    assert standing("nc-levels", "2c", year_group=2) == "just below"


# -- early years


def test_early_learning_goals() -> None:
    assert [standing("eyfs", raw, year_group=0) for raw in ("1", "2", "3", "Expected")] == [
        "below",
        "at",
        "above",
        "at",
    ]
    assert [standing("gld", raw, year_group=0) for raw in ("Yes", "✓", "y", "No", "✗", "N")] == ["at"] * 3 + [
        "below"
    ] * 3
    assert scales()["eyfs"].reason("N") == "no score"


def test_a_good_level_of_development_takes_twelve_goals() -> None:
    assert len(GLD_GOALS) == 12
    assert (GLD_GOALS[0], GLD_GOALS[-1]) == ("E01", "E12")
    met = dict.fromkeys(GLD_GOALS, 2)
    assert good_level_of_development(met) is True
    assert good_level_of_development({**met, "E07": 3}) is True
    assert good_level_of_development({**met, "E07": 1}) is False
    assert good_level_of_development({**met, "E13": 1, "E17": 1}) is True, "E13 to E17 do not count"
    assert good_level_of_development({goal.lower(): 2 for goal in GLD_GOALS}) is True


def test_a_missing_goal_leaves_it_open() -> None:
    held = dict.fromkeys(GLD_GOALS[:-1], 2)
    assert good_level_of_development(held) is None
    assert good_level_of_development({**held, "E01": 1}) is None
    assert good_level_of_development({}) is None


def test_own_marks_may_have_a_line_by_year_group() -> None:
    content = {
        "id": "words", "title": "Words a minute", "kind": "raw", "source": "policy", "date": "2026-09-01",
        "range": {"low": 0, "high": 250},
        "expectation": {"rule": "line", "points": {"2": 70, "3": 90}, "judged_at": ["Sum2"], "notch": 10,
                        "well_below": -40, "above": 30},
    }  # fmt: skip
    scale = scale_from_mapping(content, "words.toml")
    found = [scale.standing(scale.read(raw), "reading", 3, POINTS[5]) for raw in ("50", "70", "80", "90", "120")]
    assert found == [Standing.WELL_BELOW, Standing.BELOW, Standing.JUST_BELOW, Standing.AT, Standing.ABOVE]
    assert scale.expected_notch("reading", 3, POINTS[5]) == 90
    assert scale.expected_notch("reading", 3, POINTS[4]) is None
    assert scale.to_expected(scale.read("70"), "reading", 3, POINTS[5]) == -2
    assert load_scale(data_folder() / "scales" / "raw.toml").papers_differ
    assert not scale.papers_differ

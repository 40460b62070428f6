"""Each rule on schools of one or a few children: when it fires, when it does not, how pressing it is, what it says."""

from __future__ import annotations

import pytest

from progress_tui.analysis.flags import RULES
from tests.unit.frames_builder import SmallSchool

SUM2, NOW = "2025-26:Sum2", "2026-27:Aut2"


def one(
    *results: tuple[str, str], scale: str = "bands", kind: str = "teacher", subject: str = "reading"
) -> SmallSchool:
    """A school of one child with results in one series."""
    school = SmallSchool()
    child = school.pupil()
    for point, raw in results:
        school.result(child, point, raw, subject, scale, kind)
    return school


# -- below and just below


def test_below_expectation_is_one_to_look_at() -> None:
    assert one((NOW, "B")).flag(1, "below") == [
        ("reading", 1, "Reading is Below, below the expected standard at Aut2.")
    ]  # fmt: skip


def test_well_below_is_one_to_discuss() -> None:
    assert one((NOW, "WB")).flag(1, "below") == [
        ("reading", 2, "Reading is Well below, below the expected standard at Aut2.")
    ]


def test_one_notch_under_is_within_reach_and_not_below() -> None:
    school = one((NOW, "JB"))
    assert school.flag(1, "just-below") == [
        ("reading", 1, "Reading is Just below, one notch under the expected standard at Aut2.")
    ]
    assert school.flag(1, "below") == []


@pytest.mark.parametrize("raw", ["At", "Sec", "Ab", "A", "", "nonsense"])
def test_at_the_standard_or_without_a_result_nothing_is_below(raw: str) -> None:
    found = one((NOW, raw)).flags()
    assert not {flag.flag for flags in found.values() for flag in flags} & {"below", "just-below"}


@pytest.mark.parametrize(
    ("raw", "flag", "severity", "words"),
    [
        ("89", "just-below", 1, "Reading test is 89, 1 under the expected standard at Aut2."),
        ("85", "just-below", 1, "Reading test is 85, 5 under the expected standard at Aut2."),
        ("84", "below", 1, "Reading test is 84, below the expected standard at Aut2."),
        ("70", "below", 1, "Reading test is 70, below the expected standard at Aut2."),
        ("69", "below", 2, "Reading test is 69, below the expected standard at Aut2."),
        ("<70", "below", 2, "Reading test is <70, below the expected standard at Aut2."),
    ],
)
def test_scores_under_the_cut(raw: str, flag: str, severity: int, words: str) -> None:
    school = one((NOW, raw), scale="standardised", kind="test")
    assert school.flag(1, flag) == [("reading", severity, words)]
    assert len(school.flags()[1]) == 1


@pytest.mark.parametrize("raw", ["90", "999", "0"])
def test_a_score_at_the_cut_or_a_sentinel_is_not_below(raw: str) -> None:
    assert one((NOW, raw), scale="standardised", kind="test").flag(1, "below") == []


@pytest.mark.parametrize(
    ("raw", "flags"), [("3b", []), ("3c", [("just-below", 1)]), ("2a", [("below", 1)]), ("2b", [("below", 2)])]
)
def test_level_points_are_judged_against_the_line_at_the_end_of_the_year(
    raw: str, flags: list[tuple[str, int]]
) -> None:
    for point, expected in (("2026-27:Sum2", flags), ("2026-27:Sum1", []), (NOW, [])):
        found = one((point, raw), scale="nc-levels").flags(point)
        assert [(flag.flag, flag.severity) for flag in found.get(1, ())] == expected, point


def test_raw_marks_have_no_expectation() -> None:
    assert one((NOW, "3"), scale="raw", kind="test").flags() == {}


# -- below target


def targeted(raw: str, target: str, scale: str = "bands", due: str = "2026-27:Sum2") -> SmallSchool:
    school = one((NOW, raw), scale=scale)
    school.target(1, due, target, scale=scale)
    return school


def test_one_notch_below_target_is_to_discuss() -> None:
    assert targeted("At", "Sec").flag(1, "below-target") == [
        ("reading", 2, "Reading is 1 notch below target: At against Securely at.")
    ]


def test_two_notches_below_target_is_a_priority() -> None:
    assert targeted("At", "Ab").flag(1, "below-target") == [
        ("reading", 3, "Reading is 2 notches below target: At against Above.")
    ]


def test_at_the_target_without_a_target_or_without_a_result_there_is_no_flag() -> None:
    assert targeted("Sec", "Sec").flag(1, "below-target") == []
    assert targeted("Ab", "Sec").flag(1, "below-target") == []
    assert targeted("A", "Sec").flag(1, "below-target") == []
    assert one((NOW, "WB")).flag(1, "below-target") == []


def test_a_target_that_was_due_does_not_count_any_more() -> None:
    assert targeted("At", "Ab", due=SUM2).flag(1, "below-target") == []
    assert len(targeted("At", "Ab", due=NOW).flag(1, "below-target")) == 1


@pytest.mark.parametrize(
    ("raw", "severity", "unit"), [("99", 2, "1 point"), ("90", 2, "10 points"), ("89", 3, "11 points")]
)
def test_scores_below_target_are_counted_in_points_of_score(raw: str, severity: int, unit: str) -> None:
    assert targeted(raw, "100", "standardised").flag(1, "below-target") == [
        ("reading", severity, f"Reading test is {unit} of score below target: {raw} against 100.")
    ]


def test_raw_marks_below_target_are_marks() -> None:
    assert targeted("17", "20", "raw").flag(1, "below-target") == [
        ("reading", 2, "Reading test is 3 marks below target: 17 against 20.")
    ]


def test_level_points_are_below_target_at_the_end_of_the_year_only() -> None:
    school = one((SUM2, "2b"), (NOW, "1b"), ("2026-27:Sum2", "1b"), scale="nc-levels")
    school.target(1, "2026-27:Sum2", "2a", scale="nc-levels")
    assert school.flag(1, "below-target", NOW) == []
    assert school.flag(1, "below-target", "2026-27:Sum2") == [
        ("reading", 3, "Reading is 4 notches below target: 1b against 2a.")
    ]


# -- fell


def test_one_band_down_is_to_discuss() -> None:
    assert one((SUM2, "Sec"), (NOW, "At")).flag(1, "fell") == [
        ("reading", 2, "Reading fell from Securely at to At since Sum2.")
    ]


def test_two_bands_down_is_a_priority() -> None:
    assert one((SUM2, "At"), (NOW, "B")).flag(1, "fell") == [
        ("reading", 3, "Reading fell from At to Below since Sum2.")
    ]


@pytest.mark.parametrize(("before", "now"), [("At", "At"), ("At", "Sec"), ("A", "B"), ("At", "A"), ("At", "999")])
def test_no_fall_without_two_values_and_a_lower_one(before: str, now: str) -> None:
    assert one((SUM2, before), (NOW, now)).flag(1, "fell") == []


def test_the_fall_is_from_the_latest_earlier_value_not_from_a_blank() -> None:
    school = one((SUM2, "At"), ("2026-27:Aut1", "A"), (NOW, "JB"))
    assert school.flag(1, "fell") == [("reading", 2, "Reading fell from At to Just below since Sum2.")]
    assert one((SUM2, "Sec"), ("2026-27:Aut1", "JB"), (NOW, "JB")).flag(1, "fell") == []


def test_earlier_is_at_most_a_year_ago_and_then_named_with_its_year() -> None:
    assert one(("2025-26:Aut2", "At"), (NOW, "JB")).flag(1, "fell") == [
        ("reading", 2, "Reading fell from At to Just below since Aut2 2025-26.")
    ]
    assert one(("2025-26:Aut1", "At"), (NOW, "JB")).flag(1, "fell") == []


def test_later_results_do_not_change_what_was_seen_then() -> None:
    school = one((SUM2, "At"), ("2026-27:Aut1", "JB"), (NOW, "Ab"))
    assert len(school.flag(1, "fell", "2026-27:Aut1")) == 1
    assert school.flag(1, "fell", NOW) == []


@pytest.mark.parametrize(
    ("now", "severity", "words"),
    [
        ("94", None, ""),
        ("93", 1, "Reading test fell from 100 to 93 (by 7: watch) since Sum2."),
        ("90", 1, "Reading test fell from 100 to 90 (by 10: watch) since Sum2."),
        ("89", 1, "Reading test fell from 100 to 89 (by 11: notable) since Sum2."),
        ("86", 1, "Reading test fell from 100 to 86 (by 14: notable) since Sum2."),
        ("85", 2, "Reading test fell from 100 to 85 (by 15: notable) since Sum2."),
        ("<70", 2, "Reading test fell from 100 to <70 (by 30 or more: notable) since Sum2."),
    ],
)
def test_a_fall_of_scores_against_its_error(now: str, severity: int | None, words: str) -> None:
    found = one((SUM2, "100"), (NOW, now), scale="standardised", kind="test").flag(1, "fell")
    assert found == ([] if severity is None else [("reading", severity, words)])


def scored(falls: dict[str, tuple[str, str]]) -> SmallSchool:
    school = SmallSchool()
    child = school.pupil()
    for subject, (before, now) in falls.items():
        school.result(child, SUM2, before, subject, "standardised", "test")
        school.result(child, NOW, now, subject, "standardised", "test")
    return school


def test_notable_in_two_subjects_is_to_discuss_in_both() -> None:
    both = scored({"reading": ("100", "89"), "maths": ("110", "98")})
    assert [(subject, severity) for subject, severity, _ in both.flag(1, "fell")] == [("maths", 2), ("reading", 2)]
    watch = scored({"reading": ("100", "89"), "maths": ("110", "100")})
    assert [(subject, severity) for subject, severity, _ in watch.flag(1, "fell")] == [("maths", 1), ("reading", 1)]


def test_a_notable_test_counts_beside_a_fallen_judgement_in_the_same_subject() -> None:
    school = scored({"reading": ("100", "89"), "maths": ("110", "98")})
    school.result(1, SUM2, "At", "reading")
    school.result(1, NOW, "JB", "reading")
    found = {subject: (severity, words) for subject, severity, words in school.flag(1, "fell")}
    assert found["reading"] == (2, "Reading fell from At to Just below since Sum2."), "once per subject"
    assert found["maths"] == (2, "Maths test fell from 110 to 98 (by 12: notable) since Sum2.")


def test_level_points_fall_at_the_end_of_the_year_only() -> None:
    school = one((SUM2, "2a"), (NOW, "2b"), ("2026-27:Sum2", "2b"), scale="nc-levels")
    assert school.flag(1, "fell", NOW) == []
    school = one((SUM2, "2a"), ("2026-27:Sum2", "2c"), scale="nc-levels")
    assert school.flag(1, "fell", "2026-27:Sum2") == [("reading", 3, "Reading fell from 2a to 2c since Sum2 2025-26.")]


def test_p8_to_w_is_no_fall() -> None:
    assert one((SUM2, "P8"), ("2026-27:Sum2", "W"), scale="nc-levels").flag(1, "fell", "2026-27:Sum2") == []


def test_nothing_falls_from_one_series_to_another() -> None:
    school = SmallSchool()
    child = school.pupil()
    school.result(child, SUM2, "6a", scale="nc-levels")
    school.result(child, SUM2, "120", scale="standardised", kind="test")
    school.result(child, NOW, "WB")
    school.result(child, NOW, "90", scale="standardised", kind="mock")
    assert school.flag(child, "fell") == []


def test_raw_marks_are_never_said_to_fall() -> None:
    assert one((SUM2, "40"), (NOW, "3"), scale="raw", kind="test").flag(1, "fell") == []


# -- no data


def two(*results: tuple[str, str]) -> SmallSchool:
    """Two children in a class; the first has a result now, the second the given ones."""
    school = SmallSchool()
    first, second = school.pupil(), school.pupil()
    school.result(first, NOW, "At")
    for point, raw in results:
        school.result(second, point, raw)
    return school


def test_no_result_now_names_the_last_one() -> None:
    assert two((SUM2, "JB")).flag(2, "no-data") == [
        ("reading", 1, "No reading result at Aut2; the last was Just below at Sum2.")
    ]


def test_nothing_for_a_year_is_to_discuss() -> None:
    assert two(("2025-26:Spr1", "At")).flag(2, "no-data")[0][:2] == ("reading", 1)
    assert two(("2025-26:Aut2", "At")).flag(2, "no-data") == [
        ("reading", 2, "No reading result at Aut2; the last was At at Aut2 2025-26.")
    ]
    assert two().flag(2, "no-data") == [("reading", 2, "No reading result at Aut2, and none before.")]


@pytest.mark.parametrize(
    ("raw", "why"), [("A", " (absent)"), ("Abs", " (absent)"), ("999", " (“999” is not a result)"), ("", "")]
)
def test_the_reason_for_no_result_is_said(raw: str, why: str) -> None:
    assert two((SUM2, "At"), (NOW, raw)).flag(2, "no-data") == [
        ("reading", 1, f"No reading result at Aut2{why}; the last was At at Sum2.")
    ]


def test_a_result_beside_is_not_called_nothing() -> None:
    school = two((SUM2, "At"))
    school.result(2, NOW, "97", scale="standardised", kind="test")
    assert school.flag(2, "no-data") == [
        ("reading", 1, "Reading teacher (bands) has no result at Aut2; Reading test (standardised) has 97.")
    ]


def test_who_has_a_result_has_no_such_flag() -> None:
    assert two((SUM2, "At")).flag(1, "no-data") == []
    assert two((NOW, "WB")).flag(2, "no-data") == []


def test_a_class_without_results_in_a_subject_is_not_flagged_child_by_child() -> None:
    school = SmallSchool()
    for child in (school.pupil(), school.pupil()):
        school.result(child, SUM2, "At")
        school.result(child, NOW, "A")
    assert school.flags() == {}
    other = school.pupil(class_name="4A")
    school.result(other, NOW, "At")
    assert school.flags() == {}, "another class's results do not count"


# -- all together


def test_the_most_pressing_flag_comes_first() -> None:
    school = SmallSchool()
    child, other = school.pupil(), school.pupil()
    school.result(other, NOW, "At", "maths")
    school.result(child, SUM2, "At", "reading")
    school.result(child, NOW, "B", "reading")
    school.target(child, "2026-27:Sum2", "JB", "reading")
    assert [(flag.flag, flag.subject, flag.severity) for flag in school.flags()[child]] == [
        ("quiet-decline", "reading", 3),
        ("fell", "reading", 3),
        ("below-target", "reading", 2),
        ("no-data", "maths", 2),
        ("below", "reading", 1),
    ]


def test_every_rule_of_the_registry_has_a_name_for_people() -> None:
    assert [rule.flag for rule in RULES] == [
        "below", "just-below", "below-target", "fell", "drifting", "quiet-decline", "stalled-below", "behind-start",
        "subject-gap", "test-vs-teacher", "rwm-near", "depth-near", "attendance", "no-data", "several", "attitude",
        "support-not-working", "action-overdue", "queried", "new", "not-discussed", "biggest-rise", "now-at",
    ]  # fmt: skip
    assert all(rule.title and rule.fires and rule.example for rule in RULES)


def test_evidence_changes_with_the_result_and_not_with_the_point() -> None:
    first = one((SUM2, "At"), (NOW, "B")).flags()[1]
    again = one((SUM2, "At"), (NOW, "B")).flags()[1]
    other = one((SUM2, "At"), (NOW, "WB")).flags()[1]
    assert [flag.evidence for flag in first] == [flag.evidence for flag in again]
    assert not {flag.evidence for flag in first} & {flag.evidence for flag in other}


def test_only_children_on_roll_now_are_flagged() -> None:
    school = one((NOW, "WB"))
    leaver = school.pupil()
    school.rows["enrolments"].pop()
    school.enrol(leaver, "2025-26", "3B", 3)
    school.result(leaver, SUM2, "WB")
    assert list(school.flags()) == [1]
    assert list(school.flags(SUM2)) == [leaver]

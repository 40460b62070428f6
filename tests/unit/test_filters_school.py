"""Filters asked of a school: targets class by class, actions, support, prior attainment, severity, saved filters."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from progress_tui.analysis.choosing import chosen
from progress_tui.analysis.flags import RULES, counted
from progress_tui.analysis.flags.agenda import agenda
from progress_tui.analysis.school_at_point import Selection
from progress_tui.domain.errors import UsageError
from progress_tui.domain.whom import Whom
from tests.unit.frames_builder import NOW, TODAY, SmallSchool

DAY = timedelta(days=1)


@pytest.fixture
def school() -> SmallSchool:
    """The worked example of docs/filters.md: 4A has reading targets, 3A has none."""
    made = SmallSchool()
    for name, class_name, year_group, raw in (
        ("Tobi", "4A", 4, "At"),
        ("Ben", "4A", 4, "At"),
        ("Zoe", "3A", 3, "JB"),
        ("Amy", "3A", 3, "At"),
        ("Dan", "3A", 3, "Abs"),
    ):
        made.result(made.pupil(name, class_name, year_group), NOW, raw)
    made.target(TOBI, NOW, "Sec")
    return made


TOBI, BEN, ZOE, AMY, DAN = range(1, 6)


def ids(found: Selection) -> tuple[list[int], list[int]]:
    return sorted(found.keys), sorted(found.unknown_keys)


def test_target_is_asked_class_by_class(school: SmallSchool) -> None:
    at = school.at()
    whole = at.select("target<0:reading")
    assert ids(whole) == ([TOBI, ZOE], [BEN, DAN])
    assert whole.unknown == 2
    assert whole.description == "below target in reading (against the expected standard where no targets are on file)"
    classes = dict(at.summary.roll.select("class_name", "class_id").iter_rows())
    alone = {name: at.select("target<0:reading", None, number) for name, number in classes.items()}
    assert ids(alone["4A"]) == ([TOBI], [BEN])
    assert alone["4A"].description == "below target in reading"
    assert ids(alone["3A"]) == ([ZOE], [DAN])
    assert alone["3A"].description == "below the expected standard in reading (no targets on file)"
    assert at.select("target<0:reading y3").description.startswith("below target in reading (against the expected")


def test_a_class_is_asked_only_where_it_has_what_is_asked_about(school: SmallSchool) -> None:
    """4A has a maths score for nobody, 3A for Zoe alone: 4A is not unknown for it."""
    for pupil in (TOBI, BEN, ZOE, AMY, DAN):
        school.result(pupil, NOW, "90" if pupil == ZOE else "Abs", "maths", "standardised", "test")
    at = school.at()
    assert ids(at.select("score<100")) == ([ZOE], [TOBI, BEN, AMY, DAN])
    assert ids(at.select("missing")) == ([AMY, DAN], [])
    assert ids(at.select("missing:maths")) == ([TOBI, BEN, AMY, DAN], [])


def test_actions_are_those_of_today(school: SmallSchool) -> None:
    school.action(TOBI, TODAY - 30 * DAY, TODAY - DAY)
    school.action(BEN, TODAY - 30 * DAY, TODAY)
    school.action(BEN, TODAY - 30 * DAY, TODAY - DAY, status="done")
    school.action(ZOE, TODAY - 30 * DAY, TODAY - DAY, status="carried")
    at = school.at()
    assert ids(at.select("action:open")) == ([TOBI, BEN], [])
    assert ids(at.select("action:overdue")) == ([TOBI], [])
    assert ids(at.select("action:none")) == ([ZOE, AMY, DAN], [])
    assert ids(at.select("flag:action-overdue")) == ([TOBI], [])


def test_support_runs_from_its_first_day_to_its_last(school: SmallSchool) -> None:
    school.support("Book club", {TOBI: "unknown", BEN: "some"}, TODAY, TODAY)
    school.support("Book club", {DAN: "none"}, TODAY - 90 * DAY, TODAY - DAY)
    school.support("Sums", {BEN: "unknown"}, TODAY - 9 * DAY)
    school.support("Later", {ZOE: "unknown"}, TODAY + DAY)
    at = school.at()
    assert ids(at.select("support:live")) == ([TOBI, BEN], [])
    assert ids(at.select("support:none")) == ([ZOE, AMY, DAN], [])
    assert ids(at.select('support:"book club"')) == ([TOBI, BEN], [])
    assert ids(at.select("support:Later")) == ([], [])
    with pytest.raises(UsageError, match=r"Unknown support group “Sum” .* Did you mean “Sums”"):
        at.select("support:Sum")


def test_prior_attainment_is_that_of_the_start_point() -> None:
    made = SmallSchool()
    low, high, new = (made.pupil(name, "6A", 6) for name in ("Low", "High", "New"))
    for pupil, raw in ((low, "WTS"), (high, "GDS")):
        made.enrol(pupil, "2022-23", "2A", 2)
        for subject in ("reading", "writing", "maths"):
            made.result(pupil, "2022-23:Sum2", raw, subject, "ks-ta", "statutory")
    for pupil in (low, high, new):
        made.result(pupil, NOW, "At")
    at = made.at()
    assert ids(at.select("prior:low")) == ([low], [new])
    assert ids(at.select("-prior:low")) == ([high], [new])
    assert ids(at.select("prior:high")) == ([high], [new])
    assert ids(at.select("unknown:prior")) == ([new], [])


def test_severity_is_that_of_the_most_pressing_flag_and_good_news_is_none() -> None:
    made = SmallSchool()
    fell, rose = made.pupil("Fell"), made.pupil("Rose")
    for pupil, before, now in ((fell, "Sec", "JB"), (rose, "JB", "At")):
        made.enrol(pupil, "2025-26", "3A", 3)
        made.result(pupil, "2025-26:Sum2", before)
        made.result(pupil, NOW, now)
    at = made.at()
    assert max(flag.severity for flag in at.flags[fell]) == 3
    assert ids(at.select("severity>=3")) == ([fell], [])
    good = [flag for flag in at.flags[rose] if flag.severity == 0]
    assert good
    assert rose in at.select(f"flags={counted(at.flags[rose])}").keys


def test_a_subject_counts_once_in_a_family_as_on_an_agenda() -> None:
    made = SmallSchool()
    fell = made.pupil("Fell")
    made.enrol(fell, "2025-26", "3A", 3)
    for point, raw in (("2025-26:Sum1", "Sec"), ("2025-26:Sum2", "At"), (NOW, "JB")):
        made.result(fell, point, raw)
    at = made.at()
    assert [flag.flag for flag in at.flags[fell]] == ["quiet-decline", "fell", "drifting", "just-below"]
    (item,) = agenda(at, [fell]).items
    assert item.count == 2, "change and expectation"
    assert ids(at.select("flags=2")) == ([fell], [])
    assert ids(at.select("flags>=3")) == ([], [])


def test_the_words_of_flags_are_those_of_the_registry(school: SmallSchool) -> None:
    at = school.at()
    assert [at.select(f"flag:{rule.flag}").description for rule in RULES] == [f"flag: {rule.title}" for rule in RULES]


def test_saved_filters_are_those_of_the_school(school: SmallSchool) -> None:
    at = replace(school.at(), saved_filters={"Focus": "target<0", "gone": "class:9Z"})
    assert ids(at.select("focus y3")) == ([ZOE], [DAN])
    assert at.select("saved:focus", "reading").description.startswith("below target in reading (against")
    with pytest.raises(UsageError, match=r"The saved filter “gone” at character 7 cannot be read. Unknown class “9Z”"):
        at.select("saved:gone")


def test_another_class_may_be_named_while_one_is_looked_at(school: SmallSchool) -> None:
    at = school.at()
    class_id = int(at.summary.roll.filter(at.summary.roll["class_name"] == "4A")["class_id"][0])
    assert at.select("class:3A", None, class_id) == Selection((), "class 3A", 0)


def test_the_unknown_are_counted_among_those_who_are_looked_at(school: SmallSchool) -> None:
    at = school.at()
    found = chosen(at, Whom(filter="target<0:reading", year_group="3"))
    assert (found.keys, found.unknown, found.unknown_keys) == ((ZOE,), 1, (DAN,))


def test_overdue_is_judged_on_the_day_that_is_given(school: SmallSchool) -> None:
    school.action(AMY, TODAY, TODAY + 7 * DAY)
    assert ids(school.at(today=date(2027, 1, 4)).select("action:overdue")) == ([AMY], [])
    assert ids(school.at().select("action:overdue")) == ([], [])


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", False),
        ("target<0:reading pp -sen (y4 or 3A)", False),
        ("saved:pressing", False),
        ("ben", True),
        ("-(pp or name:zz)", True),
        ('saved:"one child"', True),
        ("one child", True),
        ('support:"Zoe and friends"', True),
        ("target<", True),
    ],
)
def test_whether_a_filter_may_name_a_pupil(text: str, names: bool, school: SmallSchool) -> None:
    school.support("Zoe and friends", {ZOE: "unknown"}, TODAY)
    at = replace(school.at(), saved_filters={"pressing": "below target<0", "one child": "name:zoe"})
    assert at.names_people(text) is names

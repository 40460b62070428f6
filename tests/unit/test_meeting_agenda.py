"""The agenda a meeting begins with, by hand: actions of last time, then flags; doing well; the quiet middle."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from progress_tui.analysis.class_view import class_view
from progress_tui.analysis.meeting.agenda import auto_agenda
from progress_tui.domain.agenda import AutoAgenda, Candidate
from progress_tui.domain.meetings import MeetingKind
from tests.unit.frames_builder import SmallSchool, start_year

AUT1, NOW = "2026-27:Aut1", "2026-27:Aut2"
LAST, LATER, PAST = date(2026, 10, 5), date(2026, 12, 1), date(2026, 11, 20)
SUBJECTS = ("reading", "writing", "maths")


def child(school: SmallSchool, *now: str, before: str = "At") -> int:
    """A child of 4B with one band a subject now (reading, writing, maths), and the same band in each before."""
    number = school.pupil()
    for subject, code in zip(SUBJECTS, now, strict=True):
        school.result(number, AUT1, before, subject)
        school.result(number, NOW, code, subject)
    return number


def proposed(school: SmallSchool, kind: MeetingKind = "progress", noted: Collection[int] = ()) -> AutoAgenda:
    at = school.at()
    view = class_view(at.summary, at.flags, school.classes[start_year("2026-27"), "4B"], 1, at.name, False)
    return auto_agenda(at, view, kind, noted)


def ids(group: tuple[Candidate, ...]) -> list[int]:
    return [one.pupil.pupil_id for one in group]


def test_last_times_actions_come_first_overdue_ones_before_others_and_then_the_flags() -> None:
    school = SmallSchool()
    steady, once, late, twice, _ = (
        child(school, "At", "At", "At"),
        child(school, "JB", "At", "At"),
        child(school, "At", "At", "At"),
        child(school, "JB", "JB", "At"),
        child(school, "At", "At", "At"),
    )
    school.action(steady, LAST, LATER)
    school.action(late, LAST, PAST)
    school.action(late, LAST, LATER)
    made = proposed(school)
    assert ids(made.first) == [late, steady, twice, once]
    assert [one.why for one in made.first] == ["action", "action", "flag", "flag"]
    # Of the two actions one is past its due date, which is a question too.
    assert made.first[0].words == "2 actions open, 1 overdue · 1 question"
    assert made.first[1].words == "1 action open"
    assert made.more == ()
    assert made.rest[0].pupil.pupil_id == 5


def test_an_action_that_was_done_or_goes_on_as_another_puts_nobody_on_the_agenda_twice() -> None:
    school = SmallSchool()
    done, carried, waiting = (child(school, "At", "At", "At") for _ in range(3))
    school.action(done, LAST, PAST, "done")
    first = school.action(carried, LAST, PAST, "carried")
    school.action(carried, LAST, LATER, carried_from=first)
    school.action(waiting, LAST, PAST, "carried")
    made = proposed(school)
    # The last was carried and nothing goes on with it yet: something is still to be done.
    assert [(one.pupil.pupil_id, one.actions, one.overdue) for one in made.first] == [(carried, 1, 0), (waiting, 1, 0)]


def test_eight_to_start_with_and_who_is_left_out_is_known() -> None:
    school = SmallSchool()
    fallen = [child(school, "JB", "At", "At") for _ in range(10)]
    helped = child(school, "At", "At", "At")
    school.action(helped, LAST, LATER)
    made = proposed(school)
    assert ids(made.first) == [helped, *fallen[:7]]
    assert ids(made.more) == fallen[7:]
    assert made.rest == ()


def test_a_hand_over_speaks_of_every_child_of_those_first_for_whom_something_is_under_way() -> None:
    school = SmallSchool()
    fallen = [child(school, "JB", "At", "At") for _ in range(9)]
    supported, agreed, quiet = (child(school, "At", "At", "At") for _ in range(3))
    school.support("Book talk", {supported: "some"}, date(2026, 9, 20))
    school.action(agreed, LAST, LATER)
    made = proposed(school, "hand-over")
    assert ids(made.first) == [agreed, supported, *fallen, quiet]
    assert [one.why for one in made.first[:3]] == ["action", "support", "flag"]
    assert made.first[1].words == "in support"
    assert [one.asked for one in made.first] == [*[True] * 11, False]
    assert (made.more, made.rest) == ((), ())
    # At a progress meeting support alone is no reason: it is asked about by its own flag when it does not help.
    assert supported in ids(proposed(school).rest)


def test_doing_well_is_good_news_or_above_throughout_whoever_else_asks() -> None:
    school = SmallSchool()
    risen = child(school, "At", "At", "At", before="JB")
    above = child(school, "Ab", "Ab", "Ab", before="Ab")
    mostly = child(school, "Ab", "Ab", "Sec", before="Sec")
    only = school.pupil()
    school.result(only, NOW, "Ab")
    made = proposed(school)
    assert ids(made.well) == [risen, above]
    assert [one.words.split(" · ")[-1] for one in made.well] == ["good news", "above the expected standard throughout"]
    assert not {mostly, only} & set(ids(made.well))


def test_the_quiet_middle_is_asked_about_nowhere() -> None:
    school = SmallSchool()
    quiet, asked, spoken, noted, helped, active, well = (
        child(school, "At", "At", "At"),
        child(school, "JB", "At", "At"),
        child(school, "At", "At", "At"),
        child(school, "At", "At", "At"),
        child(school, "At", "At", "At"),
        child(school, "At", "At", "At"),
        child(school, "Ab", "Ab", "Ab", before="Ab"),
    )
    school.meeting("4B", LAST, [spoken], AUT1)
    school.support("Book talk", {helped: "some"}, date(2026, 9, 20))
    school.action(active, LAST, LATER)
    made = proposed(school, noted=[noted])
    assert ids(made.middle) == [quiet]
    assert next(one for one in made.rest if one.pupil.pupil_id == quiet).why == "middle"
    assert {asked, spoken, noted, helped, active, well}.isdisjoint(ids(made.middle))


def test_a_meeting_that_is_only_planned_has_spoken_of_nobody() -> None:
    school = SmallSchool()
    quiet = child(school, "At", "At", "At")
    school.meeting("4B", LAST, [quiet], AUT1, status="planned")
    assert ids(proposed(school).middle) == [quiet]

"""What happened since last time, by hand: which actions are gone through, in which order, and the class beside."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from progress_tui.analysis.class_view import class_view
from progress_tui.analysis.meeting.handing_over import hand_over
from progress_tui.analysis.meeting.previous import previous
from progress_tui.analysis.school_at_point import SchoolAtPoint
from progress_tui.domain.agenda import Previous, Worked
from progress_tui.domain.card import SinceShown
from progress_tui.domain.meetings import Action, ActionStatus, Effect
from progress_tui.domain.views import ClassView, NoteShown
from tests.unit.frames_builder import SmallSchool, start_year

YEAR, BEFORE = "2026-27", "2025-26"
SUM2, AUT1, NOW = "2025-26:Sum2", "2026-27:Aut1", "2026-27:Aut2"
LAST, LATER, PAST, SETTLED = date(2026, 10, 5), date(2026, 12, 1), date(2026, 11, 20), date(2026, 11, 6)


@dataclass
class Meetings(SmallSchool):
    """A small school whose actions are kept as plain values too, as the store hands them over."""

    values: list[Action] = field(default_factory=list)

    def agreed(
        self,
        pupil: int | None,
        *,
        day: date = LAST,
        due: date = LATER,
        status: ActionStatus = "open",
        effect: Effect = "unknown",
        class_name: str = "4B",
        year: str = YEAR,
        closed: date | None = None,
        carried_from: int | None = None,
        meeting: int | None = None,
    ) -> int:
        class_id = self.classes[start_year(year), class_name]
        more: dict[str, int | str | date] = {"class_id": class_id}
        more |= {"carried_from": carried_from} if carried_from else {}
        more |= {"meeting_id": meeting} if meeting else {}
        number = self.action(pupil, day, due, status, effect, "TA", "", **more)
        self.values.append(
            Action(
                number, pupil, class_id, None, f"Action {number}", "TA", day.isoformat(), due.isoformat(),
                status=status, closed=closed.isoformat() if closed else "", effect=effect, carried_from=carried_from,
            )
        )  # fmt: skip
        return number

    def look(self, class_name: str = "4B") -> tuple[SchoolAtPoint, ClassView]:
        at = self.at()
        return at, class_view(at.summary, at.flags, self.classes[start_year(YEAR), class_name], 1, at.name, False)

    def since(self, class_name: str = "4B", but: int | None = None) -> Previous:
        return previous(*self.look(class_name), self.values, but)


def numbers(found: Previous) -> list[int]:
    return [one.action.action_id for one in found.actions]


def test_overdue_first_then_by_due_date_then_what_was_settled_since_the_last_meeting() -> None:
    school = Meetings()
    one, two = school.pupil(), school.pupil()
    school.meeting("4B", date(2026, 11, 23), [one], NOW, status="planned")
    school.meeting("4B", LAST, [one, two], AUT1)
    later = school.agreed(one)
    done = school.agreed(two, due=PAST, status="done", closed=SETTLED)
    late = school.agreed(two, due=PAST)
    today = school.agreed(one, due=date(2026, 11, 23))
    school.agreed(one, day=date(2026, 9, 10), due=SETTLED, status="done", closed=date(2026, 9, 30))
    stopped = school.agreed(two, status="stopped", closed=SETTLED)
    found = school.since()
    # What was done before the last meeting was gone through then. On the day it is due an action is not overdue.
    assert numbers(found) == [late, today, later, done, stopped]
    assert [(one.overdue, one.days_over) for one in found.actions[:2]] == [(True, 3), (False, 0)]
    assert found.words == (
        "The meeting of 4B on 5 October 2026 spoke of 2 of the 2 children now in the class.",
        "3 of 5 actions are open, 1 of them past the due date; 1 done, 1 stopped.",
    )


def test_results_since_stand_beside_the_class_over_the_same_time() -> None:
    """The child rose from JB to At (+1); the others went At → At (0) and Sec → At (−1): −0.5 in the mean of two."""
    school = Meetings()
    child, same, lower, new = (school.pupil() for _ in range(4))
    for number, before in ((child, "JB"), (same, "At"), (lower, "Sec")):
        school.result(number, AUT1, before)
        school.result(number, NOW, "At")
    school.result(new, NOW, "At")
    school.agreed(child)
    (found,) = school.since().actions
    (beside,) = found.since
    assert beside.own == SinceShown("reading", beside.own.series, "JB", AUT1, "At", NOW, "+1 notch")
    assert (beside.others, beside.others_words) == (2, "−0.5 notches")
    assert found.class_name == "4B"


def test_work_that_was_carried_on_is_gone_through_once_from_the_day_it_was_agreed_first() -> None:
    school = Meetings()
    child = school.pupil()
    school.result(child, SUM2, "JB")
    school.result(child, AUT1, "At")
    school.result(child, NOW, "At")
    first = school.agreed(child, day=date(2026, 7, 6), due=LAST, status="carried")
    onward = school.agreed(child, carried_from=first)
    waiting = school.agreed(child, due=SETTLED, status="carried")
    found = school.since()
    assert numbers(found) == [waiting, onward]
    # From July: the last result up to summer 2 is JB. From October it would be At.
    assert [one.since[0].own.before for one in found.actions] == ["At", "JB"]
    assert found.words[-1] == "2 of 2 actions are open, 0 of them past the due date."


def test_what_is_agreed_in_the_meeting_that_runs_is_not_what_was_agreed_before() -> None:
    school = Meetings()
    child = school.pupil()
    before = school.meeting("4B", LAST, [child], AUT1)
    now = school.meeting("4B", date(2026, 11, 23), [child], NOW, status="running")
    old = school.agreed(child, meeting=before)
    school.agreed(child, day=date(2026, 11, 23), meeting=now)
    found = school.since(but=now)
    assert numbers(found) == [old]
    assert found.words[-1] == "1 of 1 action is open, 0 of them past the due date."
    # Carried on in this meeting: it stays to be seen, and is open no longer.
    school.rows["actions"] = [
        (*row[:6], "carried", *row[7:]) if row[0] == old else row for row in school.rows["actions"]
    ]
    school.values = [one._replace(status="carried") if one.action_id == old else one for one in school.values]
    school.agreed(child, day=date(2026, 11, 23), meeting=now, carried_from=old)
    found = school.since(but=now)
    assert numbers(found) == [old]
    assert found.words[-1] == "0 of 1 action is open, 0 of them past the due date; 1 carried on."
    assert [one.meeting_id for one in found.meetings] == [before]


def test_actions_follow_the_children_and_those_of_a_class_stay() -> None:
    """4B of last year became 5B: its children bring their actions along, its own action stays with 4B."""
    school = Meetings()
    child, joined = school.pupil(class_name="5B", year_group=5), school.pupil(class_name="5B", year_group=5)
    other = school.pupil(class_name="5A", year_group=5)
    for number in (child, other):
        school.enrol(number, BEFORE, "4B", 4)
    school.meeting("4B", date(2026, 7, 6), [child, other], SUM2)
    own = school.agreed(child, day=date(2026, 7, 6), year=BEFORE)
    school.agreed(None, day=date(2026, 7, 6), year=BEFORE)
    school.agreed(other, day=date(2026, 7, 6), year=BEFORE)
    of_class = school.agreed(None, class_name="5B")
    found = school.since("5B")
    assert numbers(found) == [own, of_class]
    assert [one.class_name for one in found.actions] == ["4B 2025-26", "5B"]
    assert [(one.class_name, one.own, one.children) for one in found.meetings] == [("4B 2025-26", False, 1)]
    assert found.of_pupil(joined) == ()
    assert [one.action.action_id for one in found.of_pupil(None)] == [of_class]
    assert found.words[0] == "The meeting of 4B 2025-26 on 6 July 2026 spoke of 1 of the 2 children now in the class."


def test_a_child_who_moved_to_another_class_is_counted_and_not_gone_through() -> None:
    school = Meetings()
    stays = school.pupil()
    moved = school.pupil(class_name="4A")
    school.meeting("4B", LAST, [stays, moved], AUT1)
    school.agreed(moved)
    found = school.since()
    assert (found.actions, found.left) == ((), 1)
    assert found.words == (
        "The meeting of 4B on 5 October 2026 spoke of 1 of the 1 child now in the class.",
        "No action is open, and none was settled since.",
        "1 open action of it is of a child no longer in this class.",
    )
    # There it is gone through: it follows the child.
    assert [one.class_name for one in school.since("4A").actions] == ["4B"]


def test_nothing_before_is_said() -> None:
    school = Meetings()
    school.pupil()
    assert school.since() == Previous(words=("No earlier meeting spoke of these children.",))


def test_a_class_is_handed_over_with_what_is_under_way_and_what_helped() -> None:
    school = Meetings()
    helped, other = school.pupil(), school.pupil()
    school.agreed(helped, status="done", effect="clear", closed=SETTLED)
    opened = school.agreed(helped)
    school.agreed(helped, status="done", effect="none", closed=SETTLED)
    school.support("Book talk", {helped: "some"}, date(2026, 9, 20))
    school.support("Number club", {other: "none"}, date(2026, 9, 20), date(2026, 10, 20))
    note = NoteShown(1, other, "reads at home", "2026-09-30 09:00", "2026-09-30 09:00", 1)
    at, view = school.look()
    first, second = hand_over(at, view, school.values, [note])
    assert [one.action.action_id for one in first.actions] == [opened]
    assert (first.support, first.notes) == (("Book talk",), 0)
    assert first.worked == (
        Worked("Action 1", "clear", "", "2026-10-05"),
        Worked("Book talk", "some", "", "2026-09-20"),
    )
    assert (second.actions, second.support, second.worked, second.notes) == ((), (), (), 1)

"""Groups of support as people change them: by two programs at once, with children who come and go, and back again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from progress_tui.analysis.half_terms import half_terms
from progress_tui.domain.errors import ChangedSinceError, NotFoundError, ProgressError, UsageError
from progress_tui.domain.support import MemberRecord, SupportRecord, merged, read_day
from progress_tui.workspace import Workspace

STARTS = date(2026, 9, 14)
GROUP = SupportRecord("Book talk", "reading", STARTS, None, "TA", (MemberRecord(1, "JB"), MemberRecord(2)))


def test_two_people_who_change_different_things_both_keep_their_change() -> None:
    mine = replace(GROUP, ends=date(2026, 12, 18)).with_member(MemberRecord(1, "JB", effect="some"))
    theirs = replace(GROUP, staff="SENCO").without_member(2).with_member(MemberRecord(3))
    found = merged(GROUP, mine, theirs)
    assert found.clashes == ()
    assert (found.record.ends, found.record.staff) == (date(2026, 12, 18), "SENCO")
    assert {one.pupil_id: one.effect for one in found.record.members} == {1: "some", 3: "unknown"}


def test_what_both_changed_to_something_else_is_told() -> None:
    mine = replace(GROUP, name="Reading club").with_member(MemberRecord(1, effect="none"))
    theirs = replace(GROUP, name="Book club").with_member(MemberRecord(1, effect="clear"))
    found = merged(GROUP, mine, theirs)
    assert found.clashes == ("the name", "a child in it")
    assert found.record == theirs
    assert merged(GROUP, mine, mine).clashes == ()


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("", date(2026, 11, 23)),
        ("today", date(2026, 11, 23)),
        ("14 sep", STARTS),
        ("14/9", STARTS),
        ("14/9/27", date(2027, 9, 14)),
        ("3 weeks ago", date(2026, 11, 2)),
        ("a day ago", date(2026, 11, 22)),
        ("12 jan", date(2027, 1, 12)),
        ("10 weeks", date(2027, 2, 1)),
    ],
)
def test_a_first_day_may_be_past(typed: str, day: date) -> None:
    assert read_day(typed, date(2026, 11, 23), half_terms().school_year).day == day


@pytest.fixture(name="place")
def _place(demo: Workspace) -> tuple[int, int, int]:
    """School, point and the number of “Book talk”."""
    directory = demo.directory()
    assert directory.school is not None
    school_id = directory.school.school_id
    (number,) = (number for number, one in demo.supporting.groups(school_id).items() if one.name == "Book talk")
    return school_id, directory.school.points[-1], number


def test_children_come_and_go_and_every_step_can_be_taken_back(demo: Workspace, place: tuple[int, int, int]) -> None:
    school_id, point, number = place
    supporting = demo.supporting
    before = supporting.group(school_id, number)
    free = [one.pupil_id for one in supporting.roll(school_id, point) if one.class_name == "4B"]
    new = next(key for key in free if before.member(key) is None)

    came = supporting.put_in(school_id, point, number, [new], date(2026, 11, 16))
    held = supporting.group(school_id, number).member(new)
    assert held is not None
    assert held.joined == date(2026, 11, 16)
    assert held.entry.endswith("(Aut2 2026-27)")
    with pytest.raises(UsageError, match="in “Book talk” already"):
        supporting.put_in(school_id, point, number, [new])

    left = supporting.leave(school_id, point, number, new, date(2026, 11, 20))
    gone = supporting.group(school_id, number).member(new)
    assert gone is not None
    assert (gone.left, gone.exit) == (date(2026, 11, 20), held.entry)
    noted = supporting.note(school_id, number, replace(gone, effect="some", effect_note="reads on"))
    ended = supporting.end(school_id, point, number, date(2026, 11, 23))
    group = supporting.group(school_id, number)
    assert group.ends == date(2026, 11, 23)
    assert all(one.exit for one in group.members)

    assert ended.words == "“Book talk” was ended"
    for change in (ended, noted, left, came):
        supporting.take_back(change)
    assert supporting.group(school_id, number) == before


def test_a_group_is_begun_and_removed_and_comes_back_whole(demo: Workspace, place: tuple[int, int, int]) -> None:
    school_id, _, number = place
    supporting = demo.supporting
    held = supporting.group(school_id, number)
    gone = supporting.remove(school_id, number)
    with pytest.raises(NotFoundError):
        supporting.group(school_id, number)
    supporting.take_back(gone)
    assert supporting.group(school_id, number) == held

    new = supporting.begin(school_id, SupportRecord(" Fluency ", "reading", STARTS, None, "TA", (), 480.0))
    assert supporting.group(school_id, new.number).name == "Fluency"
    assert supporting.costs(school_id)[new.number] == 480.0
    assert next(iter(supporting.open_groups(school_id, "maths").values())).subject == "maths"
    supporting.take_back(new)
    assert new.number not in supporting.groups(school_id)


def test_two_programs_on_one_file(demo_path: Path, opened: Callable[[Path], Workspace]) -> None:
    first, second = opened(demo_path), opened(demo_path)
    groups = first.supporting.groups(1)
    number, read = next((number, one) for number, one in groups.items() if one.name == "Book talk")
    second.supporting.change(1, number, read, replace(read, staff="SENCO", cost=300.0))
    first.supporting.change(1, number, read, replace(read, note="twice a week"))
    held = first.supporting.group(1, number)
    assert (held.staff, held.cost, held.note) == ("SENCO", 300.0, "twice a week")
    with pytest.raises(ProgressError, match="changed by another program meanwhile"):
        first.supporting.change(1, number, read, replace(read, staff="deputy"))
    assert first.supporting.group(1, number) == held


@pytest.mark.parametrize(
    ("group", "said"),
    [
        (replace(GROUP, name="  ", members=()), "has no name"),
        (replace(GROUP, cost=-1.0, members=()), "The cost is no cost"),
        (
            replace(GROUP, members=(MemberRecord(1, joined=date(2026, 11, 2), left=date(2026, 10, 2)),)),
            "left the support “Book talk” before joining it",
        ),
    ],
)
def test_a_group_that_cannot_be_is_refused(demo: Workspace, group: SupportRecord, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        demo.supporting.begin(1, group)


def test_a_group_that_somebody_else_put_a_child_in_is_not_taken_back(
    demo_path: Path, opened: Callable[[Path], Workspace]
) -> None:
    mine, theirs = opened(demo_path).supporting, opened(demo_path).supporting
    begun = mine.begin(1, replace(GROUP, members=(MemberRecord(2), MemberRecord(1))))
    theirs.change(1, begun.number, held := theirs.group(1, begun.number), held.with_member(MemberRecord(3)))
    with pytest.raises(ChangedSinceError, match="“Book talk” was changed since it was begun"):
        mine.take_back(begun)
    again = theirs.group(1, begun.number)
    theirs.change(1, begun.number, again, again.without_member(3))
    mine.take_back(begun)
    assert begun.number not in mine.groups(1)
    assert mine.begin(1, GROUP).number > begun.number

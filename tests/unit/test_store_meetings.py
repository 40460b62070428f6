"""Meetings in the school file: nothing that two people write at the same time is lost, nothing is numbered twice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from duckdb import DuckDBPyConnection

from progress_tui.domain.errors import ChangedSinceError, ExistsError, NotFoundError, ProgressError
from progress_tui.domain.meetings import PARTED, Meeting, NewAction, NewItem, NewMeeting, Text, merged, saved_over
from progress_tui.importing.planning.committing import Terms
from progress_tui.importing.service import bring_in
from progress_tui.store import checking
from progress_tui.store.engine import SchoolFile
from progress_tui.store.meetings import actions, agenda, history, reading, saying, snapshots

AUT2 = 12157


@pytest.fixture
def file(tmp_path: Path) -> Iterator[SchoolFile]:
    """A school with one class of four."""
    with closing(SchoolFile(tmp_path / "school.duckdb")) as made:
        source = tmp_path / "class.csv"
        source.write_text(
            "UPN,Surname,Forename,Class,Year Group,Reading Aut2\n"
            "A801200000001,Begum,Aisha,4B,4,At\nH801200000008,Shaw,Mia,4B,4,JB\n"
            "T801200000017,Pope,Ben,4B,4,At\nQ801200000025,Lund,Ida,4B,4,B\n",
            "utf-8",
        )
        answers = Terms(school_name="Oakfield", fictional=True)
        report = bring_in(made, source, answers, year=2026)
        assert report.verdict == "accepted", report
        yield made


@pytest.fixture
def planned(file: SchoolFile) -> int:
    """A meeting on two of them and a question of the class."""
    items = [NewItem("class", question="What next?"), NewItem("pupil", 1, seen="Fell"), NewItem("pupil", 2)]
    return file.write(lambda con: agenda.plan(con, 1, NewMeeting(1, AUT2, "2026-11-23"), items))


def held(file: SchoolFile, number: int) -> Meeting:
    return file.read(lambda con: reading.meeting(con, 1, number))


def order(file: SchoolFile, number: int) -> list[tuple[int | None, int]]:
    return [(item.pupil_id, item.place) for item in held(file, number).items]


def save(file: SchoolFile, number: int, item: int, body: str, known: Text) -> tuple[Text, bool]:
    return file.write(lambda con: saying.save_text(con, 1, number, item, "note", body, known))


def test_a_second_meeting_on_a_class_and_point_is_refused_until_the_first_was_held(
    file: SchoolFile, planned: int
) -> None:
    again = NewMeeting(1, AUT2, "2026-12-01")
    with pytest.raises(ExistsError, match="planned"):
        file.write(lambda con: agenda.plan(con, 1, again, []))
    file.write(lambda con: saying.start(con, 1, planned))
    file.write(lambda con: saying.finish(con, 1, planned))
    second = file.write(lambda con: agenda.plan(con, 1, again, []))
    assert [entry.status for entry in file.read(lambda con: reading.listed(con, 1, [1]))] == ["planned", "held"]
    assert second != planned


def test_items_are_moved_taken_off_and_come_back_with_what_was_written(file: SchoolFile, planned: int) -> None:
    question, first, second = (item.item_id for item in held(file, planned).items)
    file.write(lambda con: agenda.move(con, 1, planned, second, 1))
    assert order(file, planned) == [(2, 1), (None, 2), (1, 3)]
    assert file.write(lambda con: agenda.remove_item(con, 1, planned, first)) == 3
    assert order(file, planned) == [(2, 1), (None, 2)]
    third = NewItem("pupil", 3)
    file.write(lambda con: agenda.add_items(con, 1, planned, [third, NewItem("pupil", 1)], after=second))
    assert order(file, planned) == [(2, 1), (3, 2), (1, 3), (None, 4)]
    back = held(file, planned).item(first)
    assert back is not None
    assert back.text("seen").body == "Fell"
    file.write(lambda con: agenda.add_items(con, 1, planned, [third]))
    assert order(file, planned) == [(2, 1), (3, 2), (1, 3), (None, 4)], "who is on it stays in place"
    assert question in [item.item_id for item in held(file, planned).items]


def test_writing_on_an_item_that_was_taken_off_brings_it_back(file: SchoolFile, planned: int) -> None:
    first = held(file, planned).items[1].item_id
    file.write(lambda con: agenda.remove_item(con, 1, planned, first))
    save(file, planned, first, "Reads at home", Text())
    assert [(item.pupil_id, item.text("note").body) for item in held(file, planned).items][-1] == (1, "Reads at home")


def test_two_writers_of_one_note_both_stand_in_it(file: SchoolFile, planned: int) -> None:
    item = held(file, planned).items[1].item_id
    begun, parted = save(file, planned, item, "Reads daily.", Text())
    assert not parted
    theirs, _ = save(file, planned, item, "Reads daily. Mum helps.", begun)
    mine, parted = save(file, planned, item, "Reads daily. New glasses.", begun)
    assert parted
    assert mine.body == f"Reads daily. Mum helps.\n{PARTED}\nNew glasses."
    assert mine.revision == theirs.revision + 1
    assert save(file, planned, item, mine.body + " Good.", mine) == (
        Text(mine.body + " Good.", mine.revision + 1, held(file, planned).items[1].text("note").changed), False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "both"),
    [
        ("", "a", "", "a"),
        ("a", "ab", "a", "ab"),
        ("a", "a", "ab", "ab"),
        ("", "one", "two", f"two\n{PARTED}\none"),
        ("x", "x one", "y", f"y\n{PARTED}\nx one"),
        ("x", "", "x y", "x y"),
    ],
)
def test_merged_holds_both(base: str, mine: str, theirs: str, both: str) -> None:
    assert merged(base, mine, theirs) == both


def test_a_text_that_holds_the_other_one_already_is_not_parted() -> None:
    known, theirs = Text("Reads", 1), Text("Reads daily.", 2)
    assert saved_over(theirs, known, "Reads daily. Good.", "now") == (("Reads daily. Good.", 3, "now"), False)
    assert saved_over(theirs, known, "Reads at home.", "now").parted
    assert saved_over(Text("Reads", 2), known, "", "now") == (("", 3, "now"), False), "saved again with the same words"


def test_barriers_toggle_and_a_decision_ticks_the_item_off(file: SchoolFile, planned: int) -> None:
    item = held(file, planned).items[1].item_id
    for barrier, now in (("home", True), ("EAL", True), ("home", False)):
        assert file.write(partial(toggle, planned, item, barrier)) is now
    assert file.write(lambda con: saying.decide(con, 1, planned, item, "group")) == ""
    assert file.write(lambda con: saying.decide(con, 1, planned, item, "monitor")) == "group"
    found = held(file, planned).items[1]
    assert (found.barriers, found.decision, found.discussed) == (("EAL",), "monitor", True)


def test_a_way_back_leaves_what_another_program_chose_since(file: SchoolFile, planned: int) -> None:
    item = held(file, planned).items[1].item_id
    file.write(lambda con: saying.decide(con, 1, planned, item, "group"))
    file.write(lambda con: saying.decide(con, 1, planned, item, "SENCO"))
    with pytest.raises(ChangedSinceError):
        file.write(lambda con: saying.take_decision_back(con, 1, planned, item, "group", ""))
    assert held(file, planned).items[1].decision == "SENCO"
    file.write(lambda con: saying.take_decision_back(con, 1, planned, item, "SENCO", "group"))
    for _ in range(2):
        file.write(lambda con: saying.set_barrier(con, 1, planned, item, "home", True))
    found = held(file, planned).items[1]
    assert (found.decision, found.barriers) == ("group", ("home",))


def test_what_is_chosen_for_an_item_that_was_taken_off_brings_it_back(file: SchoolFile, planned: int) -> None:
    item = held(file, planned).items[1].item_id
    file.write(lambda con: agenda.remove_item(con, 1, planned, item))
    file.write(partial(toggle, planned, item, "home"))
    found = held(file, planned).items[-1]
    assert (found.item_id, found.place, found.barriers) == (item, len(held(file, planned).items), ("home",))


def test_two_people_change_the_details_of_a_meeting(file: SchoolFile, planned: int) -> None:
    read = held(file, planned).details
    file.write(lambda con: agenda.change(con, 1, planned, read, read._replace(attendees="the head")))
    file.write(lambda con: agenda.change(con, 1, planned, read, read._replace(minutes=55)))
    now = held(file, planned).details
    assert now == (read.held_on, 55, "the head")
    with pytest.raises(ChangedSinceError, match="changed by another program meanwhile"):
        file.write(lambda con: agenda.change(con, 1, planned, read, read._replace(minutes=30)))
    file.write(lambda con: agenda.change(con, 1, planned, read._replace(minutes=55), read))
    assert held(file, planned).details == (read.held_on, read.minutes, "the head")


def test_a_meeting_that_another_program_deleted_does_not_begin(file: SchoolFile, planned: int) -> None:
    file.write(lambda con: agenda.delete(con, 1, planned))
    with pytest.raises(NotFoundError):
        file.write(lambda con: saying.start(con, 1, planned))


def test_the_course_of_a_meeting_is_kept_and_times_add_up(file: SchoolFile, planned: int) -> None:
    item = held(file, planned).items[1].item_id
    file.write(lambda con: saying.start(con, 1, planned))
    for seconds in (40, 20):
        file.write(partial(spend, planned, item, seconds))
    found = held(file, planned)
    assert (found.status, found.place, found.seconds, found.items[1].seconds) == ("running", item, 60, 60)
    assert found.started


def test_what_was_shown_is_replaced_while_it_runs_and_frozen_once_held(file: SchoolFile, planned: int) -> None:
    for text in ("first", "second"):
        assert file.write(partial(keep, planned, text))
    file.write(lambda con: saying.finish(con, 1, planned))
    assert not file.write(lambda con: snapshots.keep(con, 1, planned, "third", {1: "third"}))
    file.write(lambda con: saying.reopen(con, 1, planned))
    assert not file.write(lambda con: snapshots.keep(con, 1, planned, "third", {1: "third"}))
    kept = file.read(lambda con: snapshots.of_meeting(con, 1, planned))
    assert (kept.whole, kept.pupils) == ("second", {1: "second"})


def toggle(number: int, item: int, barrier: str, con: DuckDBPyConnection) -> bool:
    return saying.toggle_barrier(con, 1, number, item, barrier)


def spend(number: int, item: int, seconds: int, con: DuckDBPyConnection) -> None:
    saying.go_to(con, 1, number, item, item, seconds)


def keep(number: int, words: str, con: DuckDBPyConnection) -> bool:
    return snapshots.keep(con, 1, number, words, {1: words})


def new_action(pupil: int | None, item: int | None = None) -> NewAction:
    return NewAction(pupil, 1, item, "Reads daily", "TA", "2026-11-23", "2026-12-18")


def test_an_action_that_is_carried_goes_on_as_another_and_counts_once(file: SchoolFile, planned: int) -> None:
    item = held(file, planned).items[1].item_id
    first = file.write(lambda con: actions.add(con, 1, [new_action(1, item), new_action(None)]))
    onward = file.write(lambda con: actions.carry(con, 1, first[0], new_action(1)))
    found = file.read(lambda con: actions.of_pupils(con, 1, [1]))
    assert [(one.action_id, one.status, one.carried_from) for one in found] == [
        (first[0], "carried", None), (onward, "open", first[0]),
    ]  # fmt: skip
    with pytest.raises(ProgressError, match="not open"):
        file.write(lambda con: actions.carry(con, 1, first[0], new_action(1)))
    gone = file.write(lambda con: actions.remove(con, 1, onward))
    assert [one.status for one in file.read(lambda con: actions.of_pupils(con, 1, [1]))] == ["open"]
    file.write(lambda con: actions.put_back(con, 1, gone))
    assert [one.status for one in file.read(lambda con: actions.of_pupils(con, 1, [1]))] == ["carried", "open"]
    assert [one.pupil_id for one in file.read(lambda con: actions.of_class(con, 1, 1))] == [None]
    assert file.read(lambda con: actions.owners(con, 1)) == ["TA"]


def test_a_removed_number_is_never_given_out_again(file: SchoolFile) -> None:
    first = file.write(lambda con: actions.add(con, 1, [new_action(1)]))[0]
    file.write(lambda con: actions.remove(con, 1, first))
    assert file.write(lambda con: actions.add(con, 1, [new_action(1)])) == [first + 1]


def test_an_action_changed_by_somebody_else_is_not_overwritten(file: SchoolFile) -> None:
    number = file.write(lambda con: actions.add(con, 1, [new_action(1)]))[0]
    file.write(lambda con: actions.change(con, 1, number, "Reads to a volunteer", "TA", "2026-12-18", "", 1))
    with pytest.raises(ProgressError, match="Reads to a volunteer"):
        file.write(lambda con: actions.change(con, 1, number, "Reads at home", "TA", "2026-12-18", "", 1))


def test_settling_and_effect_give_back_what_was(file: SchoolFile) -> None:
    number = file.write(lambda con: actions.add(con, 1, [new_action(1)]))[0]
    assert file.write(lambda con: actions.settle(con, 1, number, "done", "2026-12-01")).status == "open"
    assert file.write(lambda con: actions.note_effect(con, 1, number, "some", "Reads more")).effect == "unknown"
    found = file.read(lambda con: actions.one(con, 1, number))
    assert (found.status, found.closed, found.effect, found.effect_note) == ("done", "2026-12-01", "some", "Reads more")


def test_only_a_planned_meeting_is_deleted_and_its_actions_stay(file: SchoolFile, planned: int) -> None:
    item = held(file, planned).items[1].item_id
    number = file.write(lambda con: actions.add(con, 1, [new_action(1, item)]))[0]
    file.write(lambda con: agenda.delete(con, 1, planned))
    assert file.read(lambda con: actions.one(con, 1, number)).item_id is None
    with pytest.raises(NotFoundError):
        held(file, planned)
    assert file.read(checking.contents).problems == ()
    begun = file.write(lambda con: agenda.plan(con, 1, NewMeeting(1, AUT2, "2026-11-23"), []))
    file.write(lambda con: saying.start(con, 1, begun))
    with pytest.raises(NotFoundError, match="no planned meeting"):
        file.write(lambda con: agenda.delete(con, 1, begun))


def test_a_plan_in_which_somebody_wrote_is_not_taken_back(file: SchoolFile, planned: int) -> None:
    item = held(file, planned).items[1].item_id
    take_back = partial(agenda.delete, school_id=1, meeting_id=planned, unwritten=True)
    file.write(lambda con: saying.save_text(con, 1, planned, item, "prep", "Reads at home.", Text()))
    with pytest.raises(ChangedSinceError, match="text under 1 item of its agenda"):
        file.write(take_back)
    known = held(file, planned).items[1].text("prep")
    file.write(lambda con: saying.save_text(con, 1, planned, item, "prep", "", known))
    file.write(take_back)  # what the plan itself proposed as seen is nobody's text
    with pytest.raises(NotFoundError):
        held(file, planned)


def test_a_meeting_is_not_reopened_beside_another_one_of_its_class(file: SchoolFile, planned: int) -> None:
    file.write(lambda con: saying.start(con, 1, planned))
    file.write(lambda con: saying.finish(con, 1, planned))
    second = file.write(lambda con: agenda.plan(con, 1, NewMeeting(1, AUT2, "2026-11-23"), []))
    with pytest.raises(ExistsError, match="It is planned"):
        file.write(lambda con: saying.reopen(con, 1, planned))
    assert held(file, planned).status == "held"
    file.write(lambda con: agenda.delete(con, 1, second))
    file.write(lambda con: saying.reopen(con, 1, planned))
    assert held(file, planned).status == "running"


def test_the_card_tells_of_meetings_that_were_begun(file: SchoolFile, planned: int) -> None:
    assert file.read(lambda con: history.of_pupil(con, 1, 1)) == ()
    file.write(lambda con: saying.start(con, 1, planned))
    assert [one.seen for one in file.read(lambda con: history.of_pupil(con, 1, 1))] == ["Fell"]

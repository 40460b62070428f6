"""Meetings through the workspace: planned, begun, their figures kept whatever is imported, handed over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from progress_tui.domain import clock
from progress_tui.domain.agenda import Snapshot, Worked
from progress_tui.domain.calendar import Point
from progress_tui.domain.errors import ExistsError, NotFoundError, ProgressError
from progress_tui.domain.meetings import Meeting, NewAction, NewItem, NewMeeting, Text
from progress_tui.importing.planning.committing import Terms
from progress_tui.workspace import Workspace
from progress_tui.workspace.meetings import Planned

Open = Callable[[Path], Workspace]

NOW, SUM2 = Point.of(2026, "Aut2").ordinal, Point.of(2026, "Sum2").ordinal
TODAY = date(2026, 11, 23)
HEAD = "UPN,Surname,Forename,DOB,Year,Class,2026-27 Aut1 Reading TA,2026-27 Aut2 Reading TA\n"
ROWS = (
    "B801200005001,Khan,Ali,03/10/2017,4,4B,At,JB\n"
    ",Smith,Tom,12/01/2018,4,4B,At,At\n"
    ",Vane,Ida,30/05/2018,4,4B,JB,At\n"
    ",Wu,Li,02/02/2017,5,5A,At,At\n"
)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: TODAY)


@pytest.fixture
def school(tmp_path: Path, opened: Open) -> Workspace:
    """Two classes; Ali fell from At to Just below, Ida rose."""
    workspace = opened(tmp_path / "school.duckdb")
    bring(workspace, HEAD + ROWS)
    return workspace


def bring(workspace: Workspace, text: str, year: int = 2026) -> None:
    path = workspace.path.with_name("source.csv")
    path.write_text(text, "utf-8")
    assert workspace.importing.bring_in(path, Terms(school_name="Oakfield"), year=year).verdict == "accepted"


def class_id(workspace: Workspace, name: str = "4B", year: int = 2026) -> int:
    return next(one.class_id for one in workspace.directory(1).classes if (one.name, one.academic_year) == (name, year))


def planned(workspace: Workspace) -> Meeting:
    return workspace.meetings.plan(1, NewMeeting(class_id(workspace), NOW, "2026-12-04", attendees=" head,\tSENCO "))


def pupil(workspace: Workspace, surname: str) -> int:
    return workspace.find_pupils(1, surname)[0][0]


def agree(workspace: Workspace, pupil_id: int, what: str, meeting: Meeting | None = None) -> int:
    item = next((one.item_id for one in meeting.items if one.pupil_id == pupil_id), None) if meeting else None
    new = NewAction(pupil_id, class_id(workspace), item, what, "TA", TODAY.isoformat(), "2026-12-18")
    made = workspace.actions.add(1, new).after
    assert made is not None
    return made.action_id


def codes(snapshot: Snapshot) -> list[str]:
    return [row.subjects["reading"].results[-1].code for row in snapshot.shown.view.rows]


def test_a_plan_begins_with_what_the_figures_propose(school: Workspace) -> None:
    agree(school, pupil(school, "Vane"), "Read aloud daily")
    meeting = planned(school)
    names = {pupil(school, name): name for name in ("Khan", "Smith", "Vane")}
    assert [names.get(item.pupil_id or 0, item.kind) for item in meeting.items] == [
        "Vane", "class", "Khan", "well", "middle",
    ]  # fmt: skip
    assert (meeting.attendees, meeting.status, meeting.held_on) == ("head, SENCO", "planned", "2026-12-04")
    with pytest.raises(ExistsError, match="planned"):
        planned(school)
    found = school.meetings.latest(1, class_id(school))
    assert found is not None
    assert found.meeting_id == meeting.meeting_id
    own = school.meetings.plan(1, NewMeeting(class_id(school), SUM2, "2027-07-05"), [NewItem("middle")])
    assert [item.kind for item in own.items] == ["middle"]


def test_a_meeting_shows_what_it_showed_whatever_is_imported_after_it(
    school: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting = planned(school)
    with pytest.raises(NotFoundError, match="kept no figures"):
        school.meetings.snapshot(1, meeting.meeting_id)
    shown = school.meetings.start(1, meeting.meeting_id).snapshot
    assert (codes(shown), shown.frozen) == (["JB", "At", "At"], False)
    view, khan = school.class_view(1, class_id(school), NOW), pupil(school, "Khan")
    assert shown.shown.view == view
    card = school.pupil_view(view, khan)
    assert (card.dob, len(card.identifiers)) == ("03/10/2017", 1)
    # The meeting that runs is no earlier meeting of its own child.
    assert shown.cards[khan] == card._replace(dob="", identifiers=(), meetings=())
    # While it runs other figures are shown when they are asked for, and not before.
    bring(school, HEAD + ROWS.replace("At,JB", "At,B"))
    assert school.meetings.start(1, meeting.meeting_id).snapshot == shown
    now = school.meetings.refresh(1, meeting.meeting_id)
    assert codes(now) == ["B", "At", "At"]
    school.meetings.finish(1, meeting.meeting_id)
    # A year later: other results, other classes, another day.
    bring(school, HEAD + ROWS.replace("At,JB", "At,Ab").replace("Vane", "Vane-Hill"))
    bring(school, HEAD.replace("2026-27", "2027-28") + ROWS.replace("4,4B", "5,5B").replace("5,5A", "6,6A"), 2027)
    monkeypatch.setattr(clock, "today", lambda: date(2027, 11, 22))
    assert school.meetings.snapshot(1, meeting.meeting_id) == now._replace(frozen=True)
    assert school.meetings.refresh(1, meeting.meeting_id) == now._replace(frozen=True)
    assert school.class_view(1, class_id(school), NOW).rows[0].subjects["reading"].results[-1].code == "Ab"
    with pytest.raises(ProgressError, match="was held already"):
        school.meetings.start(1, meeting.meeting_id)
    # Opened again it goes on, and still shows what it showed.
    school.meetings.reopen(1, meeting.meeting_id)
    assert codes(school.meetings.start(1, meeting.meeting_id).snapshot) == ["B", "At", "At"]


def test_what_happened_since_stays_as_it_stood_and_what_the_meeting_agrees_is_not_in_it(school: Workspace) -> None:
    before = agree(school, pupil(school, "Khan"), "Read aloud daily")
    meeting = planned(school)
    shown = school.meetings.start(1, meeting.meeting_id).snapshot
    agree(school, pupil(school, "Khan"), "Six words a week", school.meetings.get(1, meeting.meeting_id))
    assert [one.action.action_id for one in shown.shown.previous.actions] == [before]
    again = school.meetings.refresh(1, meeting.meeting_id)
    assert [one.action.action_id for one in again.shown.previous.of_pupil(pupil(school, "Khan"))] == [before]
    assert again.shown.asked == (pupil(school, "Khan"),)


def test_of_two_meetings_on_one_day_each_shows_what_was_settled_in_it(school: Workspace) -> None:
    khan = pupil(school, "Khan")
    first, second = agree(school, khan, "Read aloud daily"), agree(school, khan, "Six words a week")

    def settle_in_a_meeting(action: int) -> list[tuple[int, str]]:
        meeting = planned(school)
        school.meetings.start(1, meeting.meeting_id)
        school.actions.done(1, action)
        held = school.meetings.refresh(1, meeting.meeting_id)
        school.meetings.finish(1, meeting.meeting_id)
        return [(one.action.action_id, one.action.status) for one in held.shown.previous.actions]

    assert settle_in_a_meeting(first) == [(second, "open"), (first, "done")]
    assert settle_in_a_meeting(second) == [(second, "done")]


def test_nothing_private_is_kept_and_an_erased_child_leaves_the_counts(school: Workspace) -> None:
    khan = pupil(school, "Khan")
    school.save_note(1, khan, "Sleeps badly.").result()
    agree(school, khan, "Read aloud daily")
    meeting = planned(school)
    school.meetings.start(1, meeting.meeting_id)
    kept = "\n".join(
        str(row[0]) for row in school.file.read(lambda con: con.sql("SELECT content FROM snapshot").fetchall())
    )
    assert "Khan" in kept
    for private in ("Sleeps badly", "B801200005001", "03/10/2017", "2017-10-03"):
        assert private not in kept
    school.file.write(lambda con: con.execute("DELETE FROM snapshot WHERE pupil_id = ?", [khan]).fetchall())
    left = school.meetings.snapshot(1, meeting.meeting_id)
    rest = "\n".join(
        str(row[0]) for row in school.file.read(lambda con: con.sql("SELECT content FROM snapshot").fetchall())
    )
    assert "Khan" not in rest
    assert "Read aloud" not in rest
    assert [row.surname for row in left.shown.view.rows] == ["Smith", "Vane"]
    heading = left.shown.view.heading("reading")
    assert heading is not None
    assert (left.shown.on_roll, heading.assessed, left.pupil(khan)) == (3, 3, None)
    assert left.shown.previous.actions == ()
    assert khan not in left.shown.asked


def test_a_school_taken_into_another_file_shows_its_meetings_as_they_were(
    school: Workspace, tmp_path: Path, opened: Open
) -> None:
    khan = pupil(school, "Khan")
    changed = agree(school, khan, "Read aloud daily")
    agree(school, khan, "Six words a week")
    meeting = planned(school)
    shown = school.meetings.start(1, meeting.meeting_id).snapshot
    school.meetings.finish(1, meeting.meeting_id)
    before = school.actions.one(1, changed)
    school.actions.change(1, before, before._replace(what="Read aloud at home"))
    trust = opened(tmp_path / "trust.duckdb")
    path = tmp_path / "other.csv"
    path.write_text(HEAD + ",Ash,Ann,01/01/2018,4,Elm,At,At\n,Oak,Ben,01/01/2018,4,Elm,At,At\n", "utf-8")
    assert trust.importing.bring_in(path, Terms(school_name="Beech Lane"), year=2026).verdict == "accepted"
    agree_there = NewAction(1, None, None, "Something else", "TA", TODAY.isoformat(), "2026-12-18")
    trust.actions.add(1, agree_there)
    trust.adopting.take_in(school.path)
    taken = trust.find_school("Oakfield").school_id
    assert taken is not None
    (number,) = [one.meeting_id for one in trust.meetings.listed(taken)]
    found = trust.meetings.snapshot(taken, number)
    moved = trust.find_pupils(taken, "Khan")[0][0]
    assert moved != khan
    row = shown.pupil(khan)
    assert row is not None
    assert found.pupil(moved) == row._replace(pupil_id=moved)
    assert found.shown.asked == (moved,)
    assert {one.action.pupil_id for one in found.shown.previous.actions} == {moved}
    held = {one.what: one.action_id for one in trust.actions.still_open(taken, found.shown.view.class_id)}
    assert [one.action.action_id for one in found.shown.previous.actions] == [
        held["Read aloud at home"], held["Six words a week"],
    ]  # fmt: skip


def test_all_classes_are_planned_in_one_go_and_twice_adds_nothing(school: Workspace) -> None:
    running = planned(school)
    school.meetings.start(1, running.meeting_id)
    made = school.meetings.plan_all(1, NOW, "2026-12-04")
    assert [(one.class_name, one.status, one.made) for one in made] == [
        ("4B", "running", False),
        ("5A", "planned", True),
    ]
    assert made[0].meeting_id == running.meeting_id
    again = school.meetings.plan_all(1, NOW, "2026-12-11")
    assert again == [made[0], made[1]._replace(made=False)]
    # A hand-over is another meeting, at another point.
    over = school.meetings.plan_all(1, SUM2, "2027-07-05", kind="hand-over")
    assert over == [
        Planned(over[0].meeting_id, "4B", "planned", True),
        Planned(over[1].meeting_id, "5A", "planned", True),
    ]
    assert len(school.meetings.listed(1)) == 4


def test_in_july_a_class_is_handed_over_and_in_september_all_is_with_the_children(
    school: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    khan = pupil(school, "Khan")
    monkeypatch.setattr(clock, "today", lambda: date(2027, 7, 5))
    bring(school, HEAD.replace("Aut2", "Sum2") + ROWS)
    number = agree(school, khan, "Read aloud daily")
    helped = agree(school, khan, "Six words a week")
    school.actions.done(1, helped)
    school.actions.note_effect(1, helped, "clear", "uses them")
    school.save_note(1, khan, "Loves football.").result()
    meeting = school.meetings.plan(1, NewMeeting(class_id(school), SUM2, "2027-07-05", kind="hand-over"))
    assert next(item.pupil_id for item in meeting.items if item.kind == "pupil") == khan
    children = school.meetings.hand_over(1, class_id(school), SUM2)
    assert [(one.pupil.surname, len(one.actions), one.notes) for one in children] == [
        ("Khan", 1, 1),
        ("Smith", 0, 0),
        ("Vane", 0, 0),
    ]
    shown = school.meetings.start(1, meeting.meeting_id).snapshot
    assert shown.worked == {khan: (Worked("Six words a week", "clear", "uses them", TODAY.isoformat()),)}
    item = next(one for one in meeting.items if one.pupil_id == khan)
    school.meetings.save_text(1, meeting.meeting_id, item.item_id, "note", "Sit him near the front.", Text()).result()
    school.meetings.finish(1, meeting.meeting_id)
    bring(
        school,
        "UPN,Surname,Forename,DOB,Year,Class,2027-28 Aut1 Reading TA\nB801200005001,Khan,Ali,03/10/2017,5,5B,At\n",
        2027,
    )
    monkeypatch.setattr(clock, "today", lambda: date(2027, 10, 4))
    found = school.meetings.previous(1, class_id(school, "5B", 2027), Point.of(2027, "Aut1").ordinal)
    assert [one.action.action_id for one in found.actions] == [number]
    assert (
        found.words[0]
        == "The hand-over meeting of 4B 2026-27 on 5 July 2027 spoke of 1 of the 1 child now in the class."
    )
    card = school.pupil_view(school.class_of_pupil(1, khan), khan)
    assert [(note.body, card.class_name) for note in card.notes] == [("Loves football.", "5B")]
    assert [one.class_name for one in card.meetings if one.class_name] == ["4B"]


def test_a_meeting_is_found_by_its_number_or_its_class(school: Workspace) -> None:
    with pytest.raises(NotFoundError, match="No meeting of this class"):
        school.meetings.find(1, class_id(school))
    meeting = planned(school)
    assert school.meetings.find(1, class_id(school)).meeting_id == meeting.meeting_id
    assert school.meetings.find(1, number=meeting.meeting_id).class_name == "4B"
    with pytest.raises(NotFoundError, match="no meeting 99"):
        school.meetings.find(1, number=99)
    school.meetings.finish(1, meeting.meeting_id)
    # One that was held without having been begun on screen keeps the figures of that moment.
    assert school.meetings.find(1, class_id(school)).status == "held"
    assert codes(school.meetings.snapshot(1, meeting.meeting_id)) == ["JB", "At", "At"]
    school.meetings.plan(1, NewMeeting(class_id(school), NOW, "2026-12-18"))
    assert school.meetings.find(1, class_id(school)).status == "planned"

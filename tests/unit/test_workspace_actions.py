"""Actions in the file: agreed, changed, settled, carried on, their effect noted, and every way back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from progress_tui.domain import clock
from progress_tui.domain.errors import NotFoundError, ProgressError, UsageError
from progress_tui.domain.meetings import Action, NewAction
from progress_tui.store import schema
from progress_tui.workspace import Workspace

TODAY = "2026-11-23"
WORDS = NewAction(7, 1, None, "Read with the TA", "TA", TODAY, "2026-12-18")


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    """Pupil 7, who was in class 1 and is in class 2 now, and pupil 8, who left class 2; nothing is agreed yet."""
    monkeypatch.setattr(clock, "today", lambda: date(2026, 11, 23))
    workspace = Workspace(tmp_path / "school.duckdb")
    enrolments = [(7, 2025, 1, None), (7, 2026, 2, None), (8, 2026, 2, date(2026, 10, 1))]

    def fill(con: object) -> None:
        from duckdb import DuckDBPyConnection

        assert isinstance(con, DuckDBPyConnection)
        schema.migrate(con)
        for pupil_id, year, class_id, left in enrolments:
            con.execute("INSERT INTO enrolment VALUES (1, ?, ?, 4, ?, NULL, ?, NULL)", [pupil_id, year, class_id, left])

    workspace.file.write(fill)
    yield workspace
    workspace.close()


def agreed(workspace: Workspace, new: NewAction = WORDS) -> Action:
    after = workspace.actions.add(1, new).after
    assert after is not None
    return after


def test_what_is_agreed_is_on_file_and_goes_again(workspace: Workspace) -> None:
    change = workspace.actions.add(1, WORDS._replace(what="  Read with\tthe TA ", review="2027-02-12"))
    assert change.after is not None
    assert change.after[1:] == (
        7, 1, None, "Read with the TA", "TA", TODAY, "2026-12-18", "2027-02-12", "open", "", "unknown", "", None, 1,
    )  # fmt: skip
    assert (change.words, workspace.actions.owners(1)) == ("an action was agreed", ("TA",))
    workspace.actions.take_back(change)
    with pytest.raises(NotFoundError, match="There is no action"):
        workspace.actions.one(1, change.after.action_id)


@pytest.mark.parametrize(
    ("new", "said"),
    [
        (WORDS._replace(what=" \t"), "Say what"),
        (WORDS._replace(owner=" "), "Say who does it"),
        (WORDS._replace(due=""), "Say by when"),
    ],
)
def test_it_says_what_who_and_by_when(workspace: Workspace, new: NewAction, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        workspace.actions.add(1, new)
    assert workspace.actions.owners(1) == ()


def test_without_a_class_it_is_of_the_childs_class_now(workspace: Workspace) -> None:
    assert agreed(workspace, WORDS._replace(class_id=None)).class_id == 2
    assert agreed(workspace, WORDS._replace(class_id=None, pupil_id=99)).class_id is None


def test_a_change_keeps_out_of_the_way_of_another_program(workspace: Workspace) -> None:
    actions, first = workspace.actions, agreed(workspace)
    change = actions.change(1, first, first._replace(owner="SENCO", due="2027-01-08"))
    assert change.after == first._replace(owner="SENCO", due="2027-01-08", revision=2)
    with pytest.raises(ProgressError, match="changed by another program") as caught:
        actions.change(1, first, first._replace(what="Something else"))
    assert "SENCO, by 2027-01-08" in str(caught.value)
    actions.take_back(change)
    assert actions.one(1, first.action_id) == first._replace(revision=3)


def test_settled_and_opened_again(workspace: Workspace) -> None:
    actions, number = workspace.actions, agreed(workspace).action_id
    done = actions.done(1, number).after
    assert done is not None
    assert (done.status, done.closed) == ("done", TODAY)
    stopped = actions.stop(1, number)
    assert actions.one(1, number).status == "stopped"
    actions.take_back(stopped)
    assert actions.one(1, number).status == "done"
    opened = actions.reopen(1, number).after
    assert opened is not None
    assert (opened.status, opened.closed) == ("open", "")


def test_ways_back_one_after_another_and_never_over_what_somebody_changed_since(workspace: Workspace) -> None:
    actions, first = workspace.actions, agreed(workspace)
    done = actions.done(1, first.action_id)
    noted = actions.note_effect(1, first.action_id, "some", " reads  more ")
    assert (actions.one(1, first.action_id).effect, actions.one(1, first.action_id).effect_note) == (
        "some",
        "reads more",
    )
    with pytest.raises(ProgressError, match="changed again since"):
        actions.take_back(done)
    actions.take_back(noted)
    actions.take_back(done)
    assert actions.one(1, first.action_id)._replace(revision=1) == first


def test_carried_on_it_goes_on_as_another_one(workspace: Workspace) -> None:
    actions, first = workspace.actions, agreed(workspace)
    change = actions.carry(1, first.action_id, "2027-02-12", item_id=5, owner="SENCO")
    onward = change.after
    assert onward is not None
    assert onward == first._replace(
        action_id=onward.action_id, item_id=5, owner="SENCO", due="2027-02-12", carried_from=first.action_id, revision=1
    )
    assert actions.one(1, first.action_id).status == "carried"
    for settle in (actions.done, actions.stop, actions.reopen, actions.remove):
        with pytest.raises(ProgressError, match="was carried on"):
            settle(1, first.action_id)
    with pytest.raises(ProgressError, match="not open any more"):
        actions.carry(1, first.action_id, "2027-02-12")
    actions.take_back(change)
    assert actions.one(1, first.action_id).status == "open"
    with pytest.raises(NotFoundError):
        actions.one(1, onward.action_id)


def test_carried_on_further_the_first_step_is_not_taken_back(workspace: Workspace) -> None:
    actions, first = workspace.actions, agreed(workspace)
    once = actions.carry(1, first.action_id, "2027-02-12")
    assert once.after is not None
    twice = actions.carry(1, once.after.action_id, "2027-03-26")
    with pytest.raises(ProgressError, match="changed again since"):
        actions.take_back(once)
    assert twice.after is not None
    gone = actions.remove(1, twice.after.action_id)
    assert actions.one(1, once.after.action_id).status == "open"
    actions.take_back(gone)
    assert [actions.one(1, n).status for n in (once.after.action_id, twice.after.action_id)] == ["carried", "open"]


def test_what_is_open_for_a_class_comes_along_with_its_children(workspace: Workspace) -> None:
    brought = agreed(workspace)  # of 7, agreed in class 1
    of_class = agreed(workspace, WORDS._replace(pupil_id=None, class_id=2, due="2026-12-01"))
    agreed(workspace, WORDS._replace(pupil_id=8, class_id=2))  # has left
    agreed(workspace, WORDS._replace(pupil_id=None, class_id=1))
    workspace.actions.done(1, agreed(workspace).action_id)
    assert [one.action_id for one in workspace.actions.still_open(1, 2)] == [of_class.action_id, brought.action_id]


def test_what_is_half_typed_is_kept_until_it_is_agreed(workspace: Workspace) -> None:
    actions = workspace.actions
    actions.keep_draft("action:1", '{"what": "Rea"}').result()
    actions.keep_draft("action:1", '{"what": "Read"}').result()
    actions.keep_draft("action:2", "other").result()
    assert actions.draft("action:1") == '{"what": "Read"}'
    actions.add(1, WORDS, "action:1")
    assert (actions.draft("action:1"), actions.draft("action:2")) == ("", "other")


@pytest.mark.parametrize(
    ("today", "proposed", "day"),
    [
        (date(2026, 11, 9), "4 weeks", date(2026, 12, 7)),
        (date(2026, 11, 24), "end of half-term", date(2026, 12, 18)),  # four weeks on is in the holidays
    ],
)
def test_the_due_date_proposed_is_none_in_the_holidays(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, today: date, proposed: str, day: date
) -> None:
    monkeypatch.setattr(clock, "today", lambda: today)
    assert workspace.actions.due_proposed() == proposed
    assert workspace.actions.read_due(proposed).day == day

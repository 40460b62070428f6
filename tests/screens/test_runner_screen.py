"""A meeting on its screen: a child in a dozen keys, all of it on file at once, nothing lost, nothing hidden shown."""

from __future__ import annotations

from collections.abc import AsyncIterator
from concurrent.futures import Future
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

import pytest
from textual.widgets import Static

from progress_tui.domain.errors import LockedError
from progress_tui.domain.meetings import PARTED, Item, Meeting, NewAction, NewMeeting, Text
from progress_tui.store.engine import SchoolFile, Work
from progress_tui.tui.habits import saving
from progress_tui.tui.meeting.desk import MeetingAt
from progress_tui.tui.screens.held_screen import HeldScreen
from progress_tui.tui.screens.meetings_screen import MeetingsScreen
from progress_tui.tui.screens.read_back_screen import ReadBackScreen
from progress_tui.tui.screens.runner_screen import RunnerScreen
from progress_tui.tui.widgets.agenda_list import AgendaList
from progress_tui.tui.widgets.field_editor import FieldArea
from progress_tui.workspace import Workspace
from tests.screens.stage import Stage, stage

T = TypeVar("T")
LOCKED = LockedError("Another program is using demo.duckdb", "It holds the file.", "Close it there.")


class Running:
    """A meeting of 4B on the stage."""

    def __init__(self, on_stage: Stage, screen: RunnerScreen) -> None:
        self.on_stage, self.screen = on_stage, screen

    @property
    def meeting(self) -> Meeting:
        """As it is on file."""
        return self.on_stage.workspace.meetings.get(*self.screen.at)

    @property
    def item(self) -> Item:
        """As it is on file, the one that is spoken of."""
        assert self.screen.item is not None
        found = self.meeting.item(self.screen.item.item_id)
        assert found is not None
        return found

    @property
    def mark(self) -> str:
        return str(self.screen.query_one(".status", Static).render())

    async def saved(self) -> None:
        await self.on_stage.until(lambda: self.mark.startswith("✓ Saved at"), "the text is saved")

    async def to_child(self) -> None:
        """On to the next child."""
        await self.on_stage.press("space")
        while self.item.kind != "pupil":
            await self.on_stage.press("space")


def _flag_of(meeting: Running, item: Item) -> str:
    """The rule of the first flag of a child as the meeting shows it, "" for none."""
    snapshot = meeting.screen.snapshot
    pupil = snapshot.pupil(item.pupil_id) if snapshot is not None and item.pupil_id is not None else None
    return pupil.flags[0].flag if pupil is not None and pupil.flags else ""


def _begun(workspace: Workspace) -> MeetingAt:
    view = workspace.open(None, "4B").view
    assert view is not None
    new = NewMeeting(view.class_id, view.point, "2026-11-23", 45, "Ms Lee")
    meeting = workspace.meetings.plan(view.school_id, new)
    workspace.meetings.start(view.school_id, meeting.meeting_id)
    return MeetingAt(view.school_id, meeting.meeting_id)


@asynccontextmanager
async def running(path: Path, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Running]:
    async with stage(path, "4B", size) as on_stage:
        held = on_stage.workspace.meetings.latest(on_stage.view.school_id, on_stage.view.class_id)
        at = MeetingAt(on_stage.view.school_id, held.meeting_id) if held else _begun(on_stage.workspace)
        screen = RunnerScreen(at)
        on_stage.app.push_screen(screen)
        await on_stage.settle()
        await on_stage.until(lambda: screen.item is not None, "the meeting is here")
        await on_stage.settle()
        yield Running(on_stage, screen)


async def test_a_typical_child_takes_a_dozen_keys_beside_the_words(demo_path: Path) -> None:
    async with running(demo_path) as meeting:
        on_stage, item = meeting.on_stage, meeting.item
        assert item.kind == "pupil"
        keys = 0

        async def press(*pressed: str) -> None:
            nonlocal keys
            keys += len(pressed)
            await on_stage.press(*pressed)

        await press("n")
        await on_stage.type("Reads at home now.")
        await press("escape", "b", "v", "enter", "o", "g", "a")
        await on_stage.type("Book talk in a group")
        await press("enter", "enter", "enter")
        await on_stage.until(lambda: on_stage.top == "RunnerScreen", "the action is agreed")
        await on_stage.settle()
        shown = on_stage.words
        for words in ("Barriers vocabulary", "Decision group", "→ Book talk in a group", "Reads at home now."):
            assert words in shown, words
        await press("space")
        assert keys <= 12
        await on_stage.until(lambda: bool(meeting.meeting.items[0].text("note").body), "the note is on file")
        held = meeting.meeting.items[0]
        assert held.text("note").body == "Reads at home now."
        assert (held.barriers, held.decision, held.discussed) == (("vocabulary",), "group", True)
        (action,) = held.actions
        assert (action.what, action.pupil_id, action.item_id) == ("Book talk in a group", item.pupil_id, item.item_id)
        assert action.owner
        assert meeting.meeting.place == meeting.meeting.items[1].item_id, "where the meeting is, is on file"
        assert on_stage.lines()[1].startswith("✓ "), "what was written ticks the item"


async def test_texts_keys_and_ticks(demo_path: Path) -> None:
    async with running(demo_path, (120, 40)) as meeting:
        on_stage = meeting.on_stage
        await on_stage.press("v")
        assert "as if the child's parent will read it. No safeguarding detail here." in meeting.mark
        await on_stage.type("bno")
        assert on_stage.top == "RunnerScreen", "letters are letters while a text is written"
        last = on_stage.lines()[-1]
        assert "Keys" in last
        assert "Barriers" not in last, "the footer shows what works while a text is written"
        await on_stage.press("tab")
        await on_stage.type("Sits at the front")
        await on_stage.press("f2", "1", "escape")
        await meeting.saved()
        held = meeting.item
        assert held.text("teacher_view").body == "bno"
        assert held.text("in_class").body.startswith("Sits at the front\nWhat do you know that the numbers don't show?")
        assert held.discussed
        await on_stage.press("x")
        unticked = meeting.item
        assert not unticked.discussed
        await on_stage.press("x", "G")
        assert meeting.item.kind == "middle"
        await on_stage.press("w")
        assert not isinstance(on_stage.app.focused, FieldArea), "of several children nothing is seen in one text"
        await on_stage.press("b")
        assert on_stage.top == "RunnerScreen", "barriers are a child's"
        await on_stage.press("space")
        assert any("last item" in toast for toast in on_stage.toasts)
        await on_stage.press("escape")
        await on_stage.until(lambda: on_stage.top == "ClassScreen", "it is paused")
        assert any("m goes on" in toast for toast in on_stage.toasts)
        assert meeting.meeting.status == "running"
        await on_stage.press("m")
        await on_stage.until(lambda: on_stage.top == "RunnerScreen", "it goes on")
        await on_stage.settle()
        assert "Quiet middle" in on_stage.lines()[1][30:], "where it was left"


async def test_on_a_few_lines_the_text_is_seen_while_it_is_written(demo_path: Path) -> None:
    async with running(demo_path, (40, 10)) as meeting:
        on_stage = meeting.on_stage
        await on_stage.press("n")
        await on_stage.type("Reads at home now.")
        assert "Reads at home now." in on_stage.words
        assert not meeting.screen.query_one(AgendaList).display
        await on_stage.press("tab")
        assert "Teacher's view" in on_stage.words
        await on_stage.press("escape")
        assert on_stage.app.focused is meeting.screen.query_one(AgendaList), "keys act again"


async def test_two_programs_write_on_one_child_and_neither_text_is_lost(demo_path: Path) -> None:
    async with running(demo_path) as meeting:
        on_stage, at = meeting.on_stage, meeting.screen.at
        other = Workspace(demo_path)
        item = meeting.item
        other.meetings.save_text(*at, item.item_id, "teacher_view", "Says more in class.", Text()).result()
        meeting.screen.renew()
        await on_stage.settle()
        assert "Says more in class." in on_stage.words, "what another program saved is shown"
        await on_stage.press("n")
        other.meetings.save_text(*at, item.item_id, "note", "Theirs.", Text()).result()
        other.close()
        await on_stage.type("Mine")
        await on_stage.until(lambda: "both texts stand" in meeting.mark, "it is said")
        area = on_stage.app.focused
        assert isinstance(area, FieldArea)
        assert area.text == f"Theirs.\n{PARTED}\nMine"
        await on_stage.type(" too.")
        await meeting.saved()
        assert meeting.item.text("note").body == f"Theirs.\n{PARTED}\nMine too."


class _Lock:
    """Another program that holds the file until it is let go."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.on = True
        real = SchoolFile.submit_write

        def submit_write(file: SchoolFile, work: Work[T]) -> Future[T]:
            if not self.on:
                return real(file, work)
            failed: Future[T] = Future()
            failed.set_exception(LOCKED)
            return failed

        monkeypatch.setattr(SchoolFile, "submit_write", submit_write)


async def test_a_text_that_cannot_be_saved_is_kept_whatever_is_shown(
    demo_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saving, "RETRY", 0.05)
    async with running(demo_path) as meeting:
        on_stage, first = meeting.on_stage, meeting.item
        lock = _Lock(monkeypatch)
        await on_stage.press("n")
        await on_stage.type("Dear.")
        await on_stage.until(lambda: meeting.mark.startswith("NOT SAVED: Another program"), "it is said")
        monkeypatch.setattr(SchoolFile, "write", lambda *_: (_ for _ in ()).throw(LOCKED))
        await on_stage.press("escape")
        await on_stage.pilot.press("space")
        await on_stage.until(lambda: meeting.screen.item is not None and meeting.screen.item != first, "on to the next")
        assert meeting.mark.startswith("NOT SAVED"), "it is said whoever is spoken of"
        await on_stage.pilot.press("2")
        await on_stage.until(lambda: any("it stays open" in toast for toast in on_stage.toasts), "it is not left")
        assert on_stage.top == "RunnerScreen"
        lock.on = False
        await on_stage.until(lambda: not meeting.screen.keeper.unsaved, "it is saved by itself")
        monkeypatch.undo()
        held = meeting.meeting.item(first.item_id)
        assert held is not None
        assert held.text("note").body == "Dear."


async def test_in_projector_mode_nobody_is_named_and_nothing_written_is_shown(demo_path: Path) -> None:
    async with running(demo_path, (120, 40)) as meeting:
        on_stage, pupil = meeting.on_stage, meeting.screen.pupil
        assert pupil is not None
        assert pupil.name in on_stage.text
        await on_stage.press("n")
        await on_stage.type(f"{pupil.forename} reads.")
        await on_stage.press("escape")
        await meeting.saved()
        await on_stage.press("p")
        names = [name for row in on_stage.view.rows for name in (row.surname, row.forename) if len(name) > 3]
        shown = on_stage.text
        assert [name for name in names if name in shown] == []
        assert pupil.initials in shown
        await on_stage.press("n")
        await on_stage.type("And talks.")
        await meeting.saved()
        assert meeting.item.text("note").body == f"{pupil.forename} reads.\nAnd talks."
        await on_stage.press("escape", "space", "p")
        await on_stage.press("left_square_bracket")
        assert f"{pupil.forename} reads." in on_stage.text
        assert "And talks." in on_stage.text


async def test_a_child_of_another_class_who_was_written_of_is_named_nowhere(demo_path: Path) -> None:
    async with running(demo_path, (120, 40)) as meeting:
        on_stage, workspace, at = meeting.on_stage, meeting.on_stage.workspace, meeting.screen.at
        item, forenames = meeting.item, {row.forename for row in on_stage.view.rows}
        school = workspace.school_at(at.school_id, on_stage.view.point).frames
        other = next(name for name in school.pupils["forename"] if len(name) > 5 and name not in forenames)
        said = f"Argued with {other.lower()} again"
        workspace.meetings.save_text(*at, item.item_id, "note", said, item.text("note")).result()
        workspace.meetings.save_text(*at, item.item_id, "in_class", said, item.text("in_class")).result()
        new = NewAction(item.pupil_id, on_stage.view.class_id, item.item_id, said, "TA", "2026-11-23", "2026-12-18")
        workspace.actions.add(at.school_id, new)
        workspace.meetings.discussed(*at, item.item_id, True)
        on_stage.app.names_hidden = True
        meeting.screen.renew()
        await on_stage.settle()
        assert other.lower() not in on_stage.text.lower(), "the runner"
        back = ReadBackScreen(*at)
        on_stage.app.push_screen(back)
        await on_stage.until(lambda: "Argued with a pupil" in back.text, "the meeting is read back")
        assert other.lower() not in back.text.lower()
        workspace.meetings.finish(*at)
        record = HeldScreen(meeting.meeting)
        on_stage.app.push_screen(record)
        await on_stage.until(lambda: "Argued with a pupil" in record.text, "the record is there")
        assert other.lower() not in record.text.lower()
        log = MeetingsScreen()
        on_stage.app.push_screen(log)
        await on_stage.settle()
        log.show_part("all")
        await on_stage.until(lambda: "Argued with a pupil" in on_stage.text, "the log is there")
        assert other.lower() not in on_stage.text.lower()


async def test_flags_last_time_and_the_way_out(demo_path: Path) -> None:
    async with running(demo_path, (120, 40)) as meeting:
        on_stage = meeting.on_stage
        pupil, snapshot = meeting.screen.pupil, meeting.screen.snapshot
        assert pupil is not None
        assert snapshot is not None
        first, others = pupil.flags[0], len(pupil.flags)
        assert others > 1
        await on_stage.press("d", "1", "k")
        await on_stage.until(lambda: meeting.screen.pupil != pupil, "the child is shown without the flag")
        now = meeting.screen.pupil
        assert now is not None
        assert first.sentence not in [flag.sentence for flag in now.flags]
        spoken_of = meeting.item
        assert spoken_of.discussed, "a flag that is dismissed was spoken of"
        await on_stage.press("o", "m", "b", "h", "enter")
        assert (meeting.item.decision, meeting.item.barriers) == ("monitor", ("home",))
        await on_stage.press("u", "u")
        assert (meeting.item.decision, meeting.item.barriers) == ("", ())
        before = snapshot.shown.previous.of_pupil(pupil.pupil_id)
        assert before, "the demo has something agreed for the first child"
        await on_stage.press("x")
        unticked = meeting.item
        assert not unticked.discussed
        await on_stage.press("l", *(["1"] if len(before) > 1 else []), "d", "c")
        await on_stage.until(
            lambda: (
                on_stage.workspace.actions.one(meeting.screen.at.school_id, before[0].action.action_id).effect
                == "clear"
            ),
            "it is noted",
        )
        await on_stage.settle()
        assert "done, clear effect" in on_stage.words
        assert meeting.item.discussed, "what was agreed last time was spoken of"
        await on_stage.press("u")
        await on_stage.until(lambda: "done, clear effect" not in on_stage.words, "it is taken back")
        drifting = next(item for item in meeting.meeting.items if _flag_of(meeting, item) == "quiet-decline")
        meeting.screen.go_to(drifting.item_id)
        await on_stage.press("a")
        await on_stage.type("Reads with the TA")
        await on_stage.press("enter", "enter", "enter")
        await on_stage.until(lambda: on_stage.top == "RunnerScreen", "the action is agreed")
        await on_stage.settle()
        await on_stage.press("d", "1", "k")
        await on_stage.until(lambda: any("not raised any more" in toast for toast in on_stage.toasts), "it is said")
        assert on_stage.top == "RunnerScreen"
        await on_stage.press("r")
        await on_stage.until(lambda: on_stage.top == "ReadBackScreen", "it is read back")
        await on_stage.press("escape")
        assert on_stage.top == "RunnerScreen"

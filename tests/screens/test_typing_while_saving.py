"""A key that is typed in the moment a save comes back stays: its message is on its way when the mark is painted."""

from __future__ import annotations

from concurrent.futures import Future
from pathlib import Path

from progress_tui.domain.meetings import Text, TextSaved
from progress_tui.tui.meeting.pad import Pad
from progress_tui.workspace import Workspace
from tests.screens.test_runner_screen import running


def a_save_comes_back(pad: Pad, number: int) -> None:
    """The save of what is known of a text by now is done; nothing that was typed since has been told."""
    draft = pad._draft(pad.rows[number])
    assert draft is not None
    answer: Future[TextSaved] = Future()
    draft.sent, draft.answer = draft.text, answer
    answer.set_result(TextSaved(draft.known._replace(body=draft.text), parted=False))
    pad.saver._done(draft, answer, None)


async def test_what_is_typed_while_a_save_comes_back_stays(demo_path: Path) -> None:
    async with running(demo_path) as meeting:
        on_stage, pad = meeting.on_stage, meeting.screen.pad
        await on_stage.press("n")
        await on_stage.type("First")
        await meeting.saved()
        area = meeting.screen.writing
        assert area is not None
        area.insert(", and on")
        a_save_comes_back(pad, 0)
        assert area.text == "First, and on"
        await on_stage.settle()
        await meeting.saved()
        assert meeting.item.text("note").body == "First, and on"


async def test_what_is_typed_while_another_program_is_noticed_stays(demo_path: Path) -> None:
    async with running(demo_path) as meeting:
        on_stage, at, item = meeting.on_stage, meeting.screen.at, meeting.item
        await on_stage.press("n")
        other = Workspace(demo_path)
        other.meetings.save_text(*at, item.item_id, "note", "Theirs.", Text()).result()
        other.close()
        area = meeting.screen.writing
        assert area is not None
        area.insert("Mine.")
        meeting.screen.pad.take(meeting.meeting.items)
        assert area.text == "Mine."
        await on_stage.until(lambda: "both texts stand" in meeting.mark, "it is said")
        body = meeting.item.text("note").body
        assert "Theirs." in body
        assert "Mine." in body

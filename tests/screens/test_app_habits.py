"""Habits of the whole app: what it remembers, keys of one's own, the lock, undoing, copying, the window's title."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

import pytest
from textual.widgets import Static

from progress_tui.domain.errors import ChangedSinceError, StoreError
from progress_tui.domain.reports import Behind
from progress_tui.settings import SchoolMemory, config_file, remember_looks, remembered, school_memory
from progress_tui.tui.habits import clipboard, session
from progress_tui.tui.habits.themes import CONTRAST, LIGHT
from progress_tui.tui.messages import PeopleFound, PlaceFound, Trouble
from progress_tui.tui.people import Person
from progress_tui.tui.screens.moving import in_class
from tests.screens.contract import footer
from tests.screens.stage import Stage, stage


def seen(on_stage: Stage) -> str:
    """Screen, toasts and window title."""
    return "\n".join([on_stage.text, *on_stage.toasts, on_stage.app.window_title.words])


# -- from one session to the next


async def test_the_next_session_begins_where_this_one_ended(demo_path: Path) -> None:
    async with stage(demo_path, "5A") as on_stage:
        await on_stage.press("t", "b", "T")
        on_stage.table.sort_by("absence", reverse=True)
        subject = on_stage.app.place.subject if on_stage.app.place else ""
        shown, theme = on_stage.shown, on_stage.app.theme
        kept = session.memory_of(on_stage.grid, on_stage.view.school_id)
        session.keep(on_stage.grid, replace(kept, columns=None))
        await on_stage.pilot.press("q")
        await on_stage.until(lambda: on_stage.app._exit, "the program ends")
    held = school_memory(demo_path)
    assert held is not None
    assert (held.class_name, held.subject, held.filter) == ("5A", subject, "target<0")
    assert held.sort == ("absence", True)
    assert theme == LIGHT.name == remembered().theme
    async with stage(demo_path, "5A") as on_stage:
        assert on_stage.app.theme == theme
        assert on_stage.app.place is not None
        assert (on_stage.app.place.subject, on_stage.app.place.filter) == (subject, "target<0")
        assert on_stage.shown == shown
        assert on_stage.table.sort == ("absence", True)
    async with stage(demo_path, "5B") as on_stage:
        assert len(on_stage.shown) == on_stage.view.on_roll, "the filter was on another class"


async def test_a_filter_that_names_a_child_is_not_kept(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        name = on_stage.rows()[0].surname
        await on_stage.filter("pp")
        on_stage.app.memory.write()
        assert school_memory(demo_path) == SchoolMemory(str(demo_path), 1, "4B", "reading", "pp")
        for text in (name, f"pp name:{name[:3]}"):
            on_stage.grid.apply_filter(text)
            await on_stage.settle()
            on_stage.app.memory.write()
            held = school_memory(demo_path)
            assert held is not None
            assert held.filter == ""


async def test_a_memory_of_what_is_gone_is_no_trouble(demo_path: Path) -> None:
    gone = SchoolMemory(str(demo_path), 1, "4B", "klingon", "class:9Z", ("nothing", True), ("nothing",))
    remember_looks("progress-gone", [gone])
    async with stage(demo_path, "4B") as on_stage:
        assert on_stage.top == "ClassScreen"
        assert on_stage.app.place is not None
        assert on_stage.app.place.subject == "reading"
        assert on_stage.table.sort is None
        assert len(on_stage.shown) == on_stage.view.on_roll


# -- keys of one's own


async def test_moved_keys_work_and_are_shown_everywhere(demo_path: Path, home: Path) -> None:
    config_file().write_text(
        '[keys]\n"view.filter" = "ctrl+f"\n"app.projector" = "V"\n"app.help" = "ctrl+h"\n'
        '"table.down" = ["down", "N"]\n',
        "utf-8",
    )
    assert home == config_file().parent
    async with stage(demo_path, "4B") as on_stage:
        await on_stage.until(lambda: bool(on_stage.toasts), "what cannot hold is said")
        assert on_stage.toasts == ["Keys: app.help keeps its key: “ctrl+h” reaches the program as backspace."]
        await on_stage.press("slash")
        assert on_stage.app.focused is on_stage.table
        (shown,) = (offer.shown for offer in footer(on_stage) if offer.words == "Filter")
        assert shown == "^f"
        await on_stage.press("V")
        assert on_stage.app.names_hidden
        assert on_stage.toasts[-1].endswith("V shows them again.")
        await on_stage.press("question_mark")
        rows = [" ".join(str(part.render()) for part in row.query(Static)) for row in on_stage.app.screen.query(".row")]
        assert any(row.startswith("ctrl+f Filter.") for row in rows)
        assert any(row.startswith("↓ N ↑ k ") and row.endswith("Move the cursor.") for row in rows)
        assert [str(part.render()) for part in on_stage.app.screen.query(".part").results(Static)] == [
            "On this screen", "Moving in a table", "On every screen",
        ]  # fmt: skip


# -- the lock


async def test_the_lock_covers_everything_and_stores_what_is_typed(demo_path: Path) -> None:
    async with stage(demo_path, "4B", size=(100, 30)) as on_stage:
        names = [part for row in on_stage.view.rows for part in (row.surname, row.forename) if len(part) > 3]
        pupil = on_stage.pupil
        await on_stage.press("n")
        await on_stage.pilot.press("h", "i")
        await on_stage.press("ctrl+l")
        assert on_stage.top == "LockScreen"
        assert "Blank screen only: not protected." in on_stage.words
        notes = on_stage.workspace.notes_of(on_stage.view.school_id, [pupil.pupil_id])
        assert notes[-1].body == "hi"
        on_stage.app.say(f"1 note on {pupil.name}")
        on_stage.app.post_message(Trouble(StoreError(pupil.name)))
        grid = on_stage.grid
        grid.post_message(PeopleFound(Behind("x", ()), [Person(on_stage.view, pupil)], -1))
        for key in ("p", "T", "2", "question_mark", "colon", "slash", "u", "ctrl+l", "tab"):
            await on_stage.press(key)
            assert on_stage.top == "LockScreen", key
            assert not [name for name in names if name in seen(on_stage)], key
        assert on_stage.app.window_title.words == "progress-tui"
        await on_stage.press("enter")
        await on_stage.until(lambda: on_stage.top == "TroubleDialog", "what waited is shown")
        assert on_stage.toasts == [f"1 note on {pupil.name}"]
        assert "4B" in on_stage.app.window_title.words
        await on_stage.press("escape", "escape", "escape")
        assert on_stage.top == "ClassScreen"


async def test_q_ends_the_program_from_the_lock_and_asks_when_a_note_is_not_stored(
    demo_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with stage(demo_path, "4B") as on_stage:

        def full(*_: object, **__: object) -> Future[None]:
            failed: Future[None] = Future()
            failed.set_exception(StoreError("The disk is full"))
            return failed

        await on_stage.press("n")
        monkeypatch.setattr(on_stage.workspace, "save_note", full)
        await on_stage.pilot.press("h", "ctrl+l")
        await on_stage.until(lambda: "could not be stored yet" in on_stage.words, "it is said")
        await on_stage.pilot.press("q")
        await on_stage.until(lambda: on_stage.top == "UnsavedDialog", "it asks")
        await on_stage.pilot.press("n")
        await on_stage.until(lambda: on_stage.top == "LockScreen", "back under the lock")
        monkeypatch.undo()
        await on_stage.pilot.press("q")
        await on_stage.until(lambda: on_stage.app._exit, "the program ends")
    assert on_stage.app.workspace is not None


# -- undo


async def test_u_takes_changes_back_the_latest_first_and_then_the_import(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        done: list[str] = []

        def refused() -> None:
            raise StoreError("It is held by another program")

        on_stage.app.changes.add("the first for 1 pupil", lambda: done.append("first"))
        on_stage.app.changes.add("the second for 2 pupils", lambda: done.append("second"))
        await on_stage.press("u")
        assert (done, on_stage.toasts) == (["second"], ["Undone: the second for 2 pupils."])
        await on_stage.press("2", "u")
        assert done == ["second", "first"]
        await on_stage.press("1")
        on_stage.app.changes.add("the third", refused)
        await on_stage.press("u")
        assert on_stage.top == "TroubleDialog"
        await on_stage.press("escape")
        third = on_stage.app.changes.last(on_stage.workspace)
        assert third is not None, "it can be tried again"

        def changed() -> None:
            raise ChangedSinceError("The action was changed again since")

        on_stage.app.changes.add("the fourth", changed)
        await on_stage.press("u", "escape")
        assert on_stage.app.changes.last(on_stage.workspace) == third, "what can never be taken back stands in no way"
        on_stage.app.changes.drop(on_stage.workspace, third)
        await on_stage.press("u")
        assert on_stage.top == "ConfirmDialog"
        assert "Undo the import of" in on_stage.text
        await on_stage.press("n")


# -- copying, themes, the title, the mouse


async def test_rows_are_copied_as_cells_and_counted(demo_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clipboard, "helper_for", lambda *_: None)
    async with stage(demo_path, "4B") as on_stage:
        clipboard.copy(on_stage.app, [["Pupil", "Now"], ["=1+1", "At"]])
        assert on_stage.app.clipboard == "Pupil\tNow\n'=1+1\tAt"
        await on_stage.settle()
        assert on_stage.toasts[-1] == "Copied: 2 rows."
        clipboard.copy(on_stage.app, [["x" * 100]] * 1000, "1,000 rows")
        await on_stage.settle()
        assert "1,000 rows are too much" in on_stage.toasts[-1]
        assert on_stage.app.clipboard.startswith("Pupil"), "the clipboard is left alone"
        given: list[str] = []

        def take(_: object, text: str) -> bool:
            given.append(text)
            return True

        monkeypatch.setattr(clipboard, "helper_for", lambda *_: ("wl-copy",))
        monkeypatch.setattr(clipboard, "give", take)
        clipboard.copy(on_stage.app, [["x" * 100]] * 1000, "1,000 rows")
        await on_stage.settle()
        assert on_stage.toasts[-1] == "Copied: 1,000 rows."
        assert len(given[0]) == 100_999


async def test_themes_go_round_and_say_their_names(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        said = []
        for _ in range(4):
            await on_stage.press("T")
            said.append(on_stage.toasts[-1].partition(".")[0])
        assert said == [
            "Theme: Light", "Theme: High contrast", "Theme: The terminal's own 16 colours", "Theme: Dark",
        ]  # fmt: skip
        on_stage.app.theme = CONTRAST.name
        await on_stage.settle()
        painted = on_stage.table._painter._style("", "", "")
        assert painted.color is not None
        assert painted.color.triplet == (255, 255, 255)


async def test_the_title_follows_the_class_and_hides_with_the_names(
    demo_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    async with stage(demo_path, "4B") as on_stage:
        school = on_stage.view.school
        assert on_stage.app.window_title.words == f"progress-tui – 4B, {school}"
        await on_stage.press("right_square_bracket")
        assert on_stage.app.window_title.words == f"progress-tui – 5A, {school}"
        await on_stage.press("p")
        assert on_stage.app.window_title.words == "progress-tui"
        await on_stage.press("p")
        assert "5A" in on_stage.app.window_title.words


# -- another school


async def test_a_place_that_was_looked_up_is_shown_whatever_lies_above(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        app = on_stage.app
        assert app.directory is not None
        await on_stage.press("enter")
        other = next(one for one in app.directory.classes if one.on_roll and one.class_id != on_stage.view.class_id)
        assert app.place is not None
        app.post_message(PlaceFound(in_class(app.place, other), app.directory))
        await on_stage.until(lambda: on_stage.view.class_id == other.class_id, "the class below the card is the other")
        assert on_stage.top == "PupilScreen"

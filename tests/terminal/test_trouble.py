"""What goes wrong is said in words, nothing typed is lost, and the terminal is left as it was."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from progress_tui.store import schema
from progress_tui.store.engine import SchoolFile
from terminal import Terminal
from tests.terminal.conftest import PROGRAM, Start

_HOLD = """
import duckdb, sys, time
con = duckdb.connect()
while True:
    try:
        con.execute("ATTACH '" + sys.argv[1] + "' AS held")
        break
    except duckdb.IOException:  # the program has it this moment
        time.sleep(0.01)
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Another program that has the file open for writing."""
    command = [sys.executable, "-c", _HOLD, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdin is not None
        assert other.stdout.readline() == "held\n"
        yield
        other.stdin.close()


@pytest.fixture
def school(demo_home: Path) -> Path:
    """A school file with classes in it."""
    return demo_home / "demo.duckdb"


def open_note(terminal: Terminal) -> None:
    terminal.wait_for("at expected")
    terminal.press("n")
    terminal.wait_for("Nothing written yet")


def assert_refused(terminal: Terminal, words: str, key: str = "enter") -> None:
    """The words are on the screen; `key` ends the program with 1."""
    terminal.wait_for(words)
    terminal.wait_for("enter: quit")
    terminal.press(key)
    assert terminal.wait_end() == 1
    assert terminal.left_over() == []


# -- a file that another program holds


@pytest.mark.parametrize("key", ["enter", "q"])
def test_a_file_held_at_the_start_is_explained(start: Start, school: Path, key: str) -> None:
    with held(school):
        terminal = start(str(school))
        terminal.wait_for("Close that program, or wait and try again")
        assert_refused(terminal, "demo.duckdb is being written by another program", key)


def test_a_file_held_for_a_moment_only_is_waited_for(start: Start, school: Path) -> None:
    with held(school):
        terminal = start(str(school))
        terminal.wait_for("Opening the school file")
        terminal.pump(0.4)
    terminal.wait_for("at expected")


def test_a_note_is_saved_by_itself_once_the_file_is_free(
    start: Start, school: Path, notes_in: Callable[[Path], list[str]]
) -> None:
    terminal = start(str(school), "--class", "4B")
    open_note(terminal)
    terminal.type("Before.")
    terminal.wait_for("✓ Saved")
    with held(school):
        terminal.type(" During.")
        terminal.wait_for("NOT SAVED: demo.duckdb is being written by another program")
        terminal.press("escape")
        terminal.pump(1.0)
        assert "Note on" in terminal.text
    # The escape may still be waiting for the save: then the note closes with it, and its mark is not to be seen.
    give_up = time.monotonic() + 15
    while "Before. During." not in "\n".join(notes_in(school)):
        assert time.monotonic() < give_up, "it is saved by itself"
        terminal.pump(0.2)


def test_quitting_with_an_unsaved_note_asks(start: Start, school: Path, notes_in: Callable[[Path], list[str]]) -> None:
    terminal = start(str(school), "--class", "4B")
    open_note(terminal)
    with held(school):
        terminal.type("Held.")
        terminal.wait_for("NOT SAVED")
        terminal.press("ctrl+q")
        terminal.wait_for("The note is not saved")
        terminal.wait_for("being written by another program")
        terminal.press("n")
        terminal.wait_gone("The note is not saved")
        terminal.wait_for("Held.")
    terminal.wait_for("✓ Saved")
    terminal.press("ctrl+q")
    assert terminal.wait_end() == 0
    assert "Held." in "\n".join(notes_in(school))


# -- files that are none


def damaged(kind: str, school: Path) -> None:
    """Put something else in the place of a school file."""
    whole = school.read_bytes()
    pieces = {
        "noise": bytes(number * 89 % 251 for number in range(40_000)),
        "empty": b"",
        "text": b"Surname,Forename\nA,B\n" * 50,
        "head only": whole[:20],
        "two pages": whole[:8192],
        "half": whole[: len(whole) // 2],
        "zeros inside": whole[:12_288] + bytes(len(whole) - 12_288),
        "noise inside": whole[:12_288] + bytes(n * 89 % 251 for n in range(len(whole) - 12_288)),
    }
    school.unlink()
    if kind == "folder":
        school.mkdir()
    elif kind != "missing":
        school.write_bytes(pieces[kind])


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("noise", "is not a school file"),
        ("empty", "is not a school file"),
        ("text", "is not a school file"),
        ("folder", "demo.duckdb cannot be read"),
        ("missing", "demo.duckdb is not there"),
        ("head only", "demo.duckdb is damaged or incomplete"),
        ("two pages", "demo.duckdb is damaged or incomplete"),
        ("half", "demo.duckdb is damaged or incomplete|The school file could not be used"),
        ("zeros inside", "demo.duckdb is damaged or incomplete"),
        ("noise inside", "demo.duckdb is damaged or incomplete"),
    ],
)
def test_what_is_no_school_file_is_refused_in_words(start: Start, school: Path, kind: str, words: str) -> None:
    damaged(kind, school)
    assert_refused(start(str(school)), words)


def test_the_last_file_may_have_gone(start: Start, school: Path) -> None:
    first = start(str(school))
    first.wait_for("at expected")
    first.press("q")
    assert first.wait_end() == 0
    again = start()
    again.wait_for("at expected")
    again.press("q")
    assert again.wait_end() == 0
    school.unlink()
    # It was not asked for, so that its absence is told and the way to begin is open.
    then = start()
    then.wait_for("The school file that was open last is not there")
    then.wait_for("Begin with your own school")
    then.press("q")
    assert then.wait_end() == 0
    assert_refused(start(str(school)), "demo.duckdb is not there")


def test_an_unknown_class_is_refused_in_words(start: Start, school: Path) -> None:
    assert_refused(start(str(school), "--class", "9Z"), "There is no class “9Z”")


# -- nothing to show yet


def test_without_a_file_the_welcome_screen_leads_on(start: Start) -> None:
    terminal = start()
    terminal.wait_for("No school file is open")
    terminal.wait_for("Look around in a fictional school")
    terminal.press("q")
    assert terminal.wait_end() == 0
    assert terminal.left_over() == []


def test_a_file_without_classes_says_so_and_shows_what_is_imported_then(start: Start, tmp_path: Path) -> None:
    empty = SchoolFile(tmp_path / "school.duckdb")
    empty.write(schema.migrate)
    empty.close()
    terminal = start(str(empty.path))
    terminal.wait_for("school.duckdb holds no classes yet")
    terminal.wait_for("Begin with your own school")
    pupils = tmp_path / "pupils.csv"
    pupils.write_text("Surname,Forename,Class,Year group\nNg,Ada,4B,4\n", "utf-8")
    command = [*PROGRAM, "import", str(pupils), "--into", str(empty.path), "--year", "2026-27"]
    assert subprocess.run(command, check=False, capture_output=True).returncode == 0
    terminal.wait_for("Ng, Ada")
    terminal.press("q")
    assert terminal.wait_end() == 0


# -- rights


def test_a_file_that_may_not_be_read(start: Start, school: Path, bound_program: Sequence[str]) -> None:
    school.chmod(0)
    assert_refused(start(str(school), program=bound_program), "demo.duckdb cannot be read")


def test_a_folder_that_may_not_be_entered(
    start: Start, school: Path, tmp_path: Path, bound_program: Sequence[str]
) -> None:
    folder = tmp_path / "closed"
    folder.mkdir()
    shutil.copy(school, folder / "s.duckdb")
    folder.chmod(0)
    try:
        assert_refused(start(str(folder / "s.duckdb"), program=bound_program), "cannot be (read|opened)")
    finally:
        folder.chmod(0o700)


def forget_prepared_rows(path: Path) -> None:
    """Let the program want to write at once: it keeps judged classes in the file for the next start."""
    file = SchoolFile(path)
    file.write(lambda con: con.execute("DELETE FROM prepared").fetchall())
    file.close()


@pytest.mark.parametrize("what", ["file", "folder"])
def test_what_may_only_be_read_is_shown_and_a_note_is_not_marked_saved(
    start: Start, school: Path, tmp_path: Path, bound_program: Sequence[str], what: str
) -> None:
    folder = tmp_path / "readable"
    folder.mkdir()
    path = Path(shutil.copy(school, folder / "s.duckdb"))
    forget_prepared_rows(path)
    closed = path if what == "file" else folder
    closed.chmod(0o500)
    try:
        terminal = start(str(path), "--class", "4B", program=bound_program)
        open_note(terminal)
        terminal.type("Kept?")
        terminal.wait_for("NOT SAVED: ")
        assert "✓ Saved" not in bytes(terminal.raw).decode(errors="replace")
        terminal.press("ctrl+q")
        terminal.wait_for("The note is not saved")
        terminal.press("y")
        assert terminal.wait_end() == 0
    finally:
        closed.chmod(0o700)


def test_a_home_that_cannot_be_written_is_explained(start: Start, home: Path, bound_program: Sequence[str]) -> None:
    home.chmod(0o500)
    try:
        assert_refused(start("demo", program=bound_program), "demo.duckdb.* cannot be|could not be|cannot be opened")
    finally:
        home.chmod(0o700)


# -- a stick that is pulled


def pull(school: Path, stick: Path) -> Path:
    """A school file on a stick; where the stick is when it is not there."""
    stick.mkdir()
    shutil.move(school, stick / "s.duckdb")
    return stick.with_name("pulled")


def test_text_typed_after_a_stick_was_pulled_is_written_elsewhere(
    start: Start, home: Path, school: Path, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    away = pull(school, stick)
    terminal = start(str(stick / "s.duckdb"), "--class", "4B")
    open_note(terminal)
    stick.rename(away)
    terminal.type("Typed without a stick.")
    terminal.wait_for("Typed without a stick.")
    terminal.wait_for("NOT SAVED: s.duckdb is not there any more")
    terminal.press("ctrl+q")
    terminal.wait_for("w: write it to a file elsewhere")
    terminal.press("w")
    terminal.wait_for("The text is in")
    terminal.press("y")
    assert terminal.wait_end() == 0
    (kept,) = (home / "exports").glob("Not saved *.txt")
    assert kept.read_text("utf-8") == "Typed without a stick.\n"
    assert kept.stat().st_mode & 0o077 == 0


def test_text_typed_before_the_stick_is_back_is_saved_then(
    start: Start, school: Path, tmp_path: Path, notes_in: Callable[..., list[str]]
) -> None:
    stick = tmp_path / "stick"
    away = pull(school, stick)
    terminal = start(str(stick / "s.duckdb"), "--class", "4B")
    open_note(terminal)
    # What the start still reads is read by then: its own trouble would be told in a dialog over the note.
    terminal.type("First. ")
    terminal.wait_for("✓ Saved")
    terminal.settle()
    stick.rename(away)
    terminal.type("Typed meanwhile.")
    terminal.wait_for("Typed meanwhile.")
    terminal.wait_for("NOT SAVED: s.duckdb is not there any more")
    assert not stick.exists()
    away.rename(stick)
    terminal.wait_for("✓ Saved")
    assert "Typed meanwhile." in "\n".join(notes_in(stick / "s.duckdb"))


@pytest.mark.usefixtures("school")
def test_an_encrypted_schools_text_is_written_elsewhere_only_after_a_warning(
    start: Start, home: Path, locked_demo: str
) -> None:
    terminal = start(str(home / "demo.duckdb"), "--class", "4B", PROGRESS_TUI_PASSPHRASE=locked_demo)
    open_note(terminal)
    path = home / "demo.duckdb"
    path.rename(home / "pulled.duckdb")
    if not path.exists():
        terminal.type("Not in the clear.")
        terminal.wait_for("Not in the clear.")
        terminal.wait_for("NOT SAVED")
        terminal.press("ctrl+q")
        terminal.wait_for("w: write it to a file elsewhere", 20)
        terminal.press("w")
        terminal.wait_for("That file is NOT encrypted")
        assert not (home / "exports").exists()
        terminal.press("w")
        terminal.wait_for("The text is in")
        terminal.press("y")
        assert terminal.wait_end() == 0
    (kept,) = (home / "exports").glob("Not saved *.txt")
    assert kept.read_text("utf-8") == "Not in the clear.\n"

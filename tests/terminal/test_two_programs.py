"""Two programs on one file lose nothing; what was acknowledged before a kill −9 is there after it."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from progress_tui.domain.views import NoteShown
from progress_tui.importing.planning.committing import ImportReport
from progress_tui.store.engine import SchoolFile
from progress_tui.workspace import Workspace

WRITES = 200
WRITER = """
import sys
from contextlib import closing
from pathlib import Path
from progress_tui.workspace import Workspace

with closing(Workspace(Path(sys.argv[1]))) as workspace:
    print("ready", flush=True)
    sys.stdin.readline()
    for number in range(int(sys.argv[3])):
        workspace.save_note(1, 1, f"{sys.argv[2]} {number}").result()
        print(number, flush=True)
"""
LIST = "ID,Surname,2025-26 Aut2 Reading TA\n1,Khan,JB\n2,Smith,WB\n"


@pytest.fixture
def path(bring: Callable[..., ImportReport], school_file: SchoolFile) -> Path:
    """A small school file that nobody holds."""
    assert bring(LIST).verdict == "accepted"
    return school_file.path


def writer(path: Path, name: str, writes: int) -> subprocess.Popen[str]:
    """Another program, which waits for a line before it writes and says the number of every note stored."""
    command = [sys.executable, "-c", WRITER, str(path), name, str(writes)]
    program = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert program.stdout is not None
    assert program.stdout.readline() == "ready\n"
    return program


def begin(program: subprocess.Popen[str]) -> None:
    assert program.stdin is not None
    program.stdin.write("\n")
    program.stdin.flush()


def notes_of(path: Path, opened: Callable[[Path], Workspace]) -> tuple[NoteShown, ...]:
    workspace = opened(path)
    assert workspace.check().problems == ()
    return workspace.notes_of(1, [1])


def test_two_programs_write_at_once_and_lose_nothing(path: Path, opened: Callable[[Path], Workspace]) -> None:
    programs = [writer(path, name, WRITES) for name in ("left", "right")]
    for program in programs:
        begin(program)
    for program in programs:
        said, _ = program.communicate(timeout=120)
        assert program.returncode == 0
        assert said.split() == [str(number) for number in range(WRITES)]
    held = notes_of(path, opened)
    assert sorted(note.body for note in held) == sorted(f"{n} {i}" for n in ("left", "right") for i in range(WRITES))
    assert len({note.note_id for note in held}) == 2 * WRITES
    assert {note.revision for note in held} == {1}


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_what_was_acknowledged_survives_a_kill(path: Path, opened: Callable[[Path], Workspace]) -> None:
    acknowledged: set[str] = set()
    for turn, notes in enumerate((1, 2, 7, 15)):
        with writer(path, f"turn {turn}", 10_000) as program:
            begin(program)
            assert program.stdout is not None
            for _ in range(notes):
                program.stdout.readline()
            program.kill()
            # What it said up to its end counts as well: it was stored before it was said.
            said = program.stdout.read().split("\n")[:-1]
            assert program.wait() == -signal.SIGKILL
        acknowledged |= {f"turn {turn} {number}" for number in range(notes + len(said))}
        bodies = [note.body for note in notes_of(path, opened)]
        assert acknowledged <= set(bodies)
        assert len(bodies) == len(set(bodies))
        assert len(bodies) <= len(acknowledged) + turn + 1  # at most the note under way when it was killed

"""The program in a pseudo-terminal of its own, on a copy of the demo school; none may ever show a traceback."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Protocol

import pytest

from progress_tui.store import notes
from progress_tui.workspace import Workspace
from terminal import Terminal

PROGRAM = (sys.executable, "-m", "progress_tui")
_DROP_AND_RUN = """
import ctypes, os, sys
libc = ctypes.CDLL(None)
for capability in (1, 2):  # what lets root pass by the permissions of files
    if libc.prctl(24, capability, 0, 0, 0):
        sys.exit(99)
os.execv(sys.argv[1], sys.argv[1:])
"""


class Start(Protocol):
    """Starts the program with some arguments in a terminal."""

    def __call__(
        self, *arguments: str, columns: int = 80, lines: int = 24, program: Sequence[str] = PROGRAM, **env: str
    ) -> Terminal: ...


@pytest.fixture
def demo_home(home: Path, demo_template: Path) -> Path:
    """The program's home with the demo school in it."""
    shutil.copy(demo_template, home / "demo.duckdb")
    return home


@pytest.fixture
def locked_demo(demo_home: Path) -> str:
    """The demo school in the program's home, under a passphrase; the passphrase."""
    words = "four plain words here"
    with closing(Workspace(demo_home / "demo.duckdb")) as workspace:
        workspace.protecting.begin("Head", words)
    return words


@pytest.fixture
def start(home: Path) -> Iterator[Start]:
    """Starts programs; at the end they are closed, and none of them may have written a traceback."""
    started: list[Terminal] = []

    def begin(
        *arguments: str, columns: int = 80, lines: int = 24, program: Sequence[str] = PROGRAM, **env: str
    ) -> Terminal:
        started.append(Terminal([*program, *arguments], columns, lines, {"PROGRESS_TUI_HOME": str(home), **env}))
        return started[-1]

    yield begin
    for terminal in started:
        terminal.close()
        assert b"Traceback" not in terminal.raw
    log = home / "errors.log"
    assert not log.exists(), log.read_text("utf-8")


@pytest.fixture(scope="session")
def bound_program(tmp_path_factory: pytest.TempPathFactory) -> Sequence[str]:
    """The program as a user whom file permissions bind, for tests that run as root."""
    if os.name != "posix" or os.geteuid() != 0:
        return PROGRAM
    wrapped = (sys.executable, "-c", _DROP_AND_RUN, *PROGRAM)
    locked = tmp_path_factory.mktemp("bound") / "locked"
    locked.write_text("x", "utf-8")
    locked.chmod(0)
    check = (sys.executable, "-c", _DROP_AND_RUN, sys.executable, "-c", f"open({str(locked)!r})")
    with Terminal(check) as terminal:
        if terminal.wait_end() != 1:
            pytest.skip("root cannot give up its rights over files here")
    return wrapped


@pytest.fixture
def notes_in() -> Callable[..., list[str]]:
    """Reads the text of every note of a school file, as another program would."""

    def read(path: Path, secret: str = "") -> list[str]:
        workspace = Workspace(path)
        try:
            if secret:
                workspace.protecting.unlock(secret)
            return [note.body for note in workspace.file.read(lambda con: notes.of_pupils(con, 1))]
        finally:
            workspace.close()

    return read

"""The faults themselves: each is there while a `with` block runs, and is lifted at its end."""

from __future__ import annotations

import ctypes
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

import pytest

from progress_tui.domain import clock
from progress_tui.store import engine
from progress_tui.store.file import copying
from tests.faults.work import School, backup_folder

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Fault: TypeAlias = Callable[[School, pytest.MonkeyPatch], AbstractContextManager[None]]
Moment: TypeAlias = Literal["before the commit", "before the copy"]

_CAPABILITIES_V3: Final = 0x20080522
_DAC: Final = 0b110
"""What lets root pass by the permissions of files (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH)."""

_HOLD: Final = """
import fcntl, sys
with open(sys.argv[1], "rb+") as stream:
    fcntl.lockf(stream, fcntl.LOCK_EX)
    print("held", flush=True)
    sys.stdin.readline()
"""


def disk_full(room: int) -> Fault:
    """No file can grow beyond `room` bytes: what a full disk or a quota does, at another moment of the work each."""

    @contextmanager
    def full(_: School, __: pytest.MonkeyPatch) -> Iterator[None]:
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, before[1]))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)

    return full


@contextmanager
def read_only_file(school: School, _: pytest.MonkeyPatch) -> Iterator[None]:
    """The file may only be read."""
    with _mode(school.path, 0o400):
        yield


@contextmanager
def read_only_folder(school: School, _: pytest.MonkeyPatch) -> Iterator[None]:
    """The folder may only be read; so is that of the backup."""
    with _mode(school.path.parent, 0o500), _mode(backup_folder(school.path), 0o500):
        yield


@contextmanager
def read_only_backups(school: School, _: pytest.MonkeyPatch) -> Iterator[None]:
    """The folder that backups go to may only be read."""
    with _mode(backup_folder(school.path), 0o500):
        yield


@contextmanager
def _mode(path: Path, mode: int) -> Iterator[None]:
    before = path.stat().st_mode
    path.chmod(mode)
    try:
        yield
    finally:
        path.chmod(before)


@contextmanager
def bound_by_permissions() -> Iterator[None]:
    """File permissions bind this thread, and those that it begins meanwhile, though root runs the tests."""
    if sys.platform != "linux" or os.geteuid() != 0:
        yield
        return
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(_CAPABILITIES_V3, 0)
    held = (ctypes.c_uint32 * 6)()
    assert libc.capget(header, held) == 0
    bound = (ctypes.c_uint32 * 6)(*held)
    bound[0] &= ~_DAC
    assert libc.capset(header, bound) == 0
    try:
        yield
    finally:
        assert libc.capset(header, held) == 0


@contextmanager
def held_by_another(school: School, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Another program holds the file for longer than anybody waits."""
    monkeypatch.setattr(engine, "PATIENCE", 0.05)
    words = [sys.executable, "-c", _HOLD, str(school.path)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        try:
            yield
        finally:
            other.kill()


@contextmanager
def vanished(school: School, _: pytest.MonkeyPatch) -> Iterator[None]:
    """The stick is pulled; it is put back afterwards."""
    away = school.path.parent.with_name("away")
    school.path.parent.rename(away)
    try:
        yield
    finally:
        away.rename(school.path.parent)


@contextmanager
def mount_point_left(school: School, _: pytest.MonkeyPatch) -> Iterator[None]:
    """The stick is pulled, and the empty folder that it was mounted on stays."""
    away = school.path.parent.with_name("away")
    school.path.parent.rename(away)
    school.path.parent.mkdir()
    try:
        yield
    finally:
        # Fails where anything was made in the place of the school.
        school.path.parent.rmdir()
        away.rename(school.path.parent)


def vanishing(moment: Moment) -> Fault:
    """The stick is pulled when all is done but the commit, or when a copy for a backup begins."""

    @contextmanager
    def vanish(school: School, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        away = school.path.parent.with_name("away")

        def pull(con: DuckDBPyConnection) -> None:
            con.execute("SELECT 1 AS one").fetchall()
            if not away.exists():
                school.path.parent.rename(away)

        strike_at(moment, monkeypatch, pull)
        try:
            yield
        finally:
            monkeypatch.undo()
            if away.exists():
                away.rename(school.path.parent)

    return vanish


def strike_at(moment: Moment, monkeypatch: pytest.MonkeyPatch, strike: Callable[[DuckDBPyConnection], None]) -> None:
    """Have something happen between the work and its commit, or before a copy is made."""
    transaction, copy = engine._in_transaction, copying.copy_all

    def struck(con: DuckDBPyConnection, work: Callable[[DuckDBPyConnection], object], commit: bool) -> object:
        def whole(inner: DuckDBPyConnection) -> object:
            outcome = work(inner)
            strike(inner)
            return outcome

        return transaction(con, whole, commit)

    def copied(con: DuckDBPyConnection) -> None:
        strike(con)
        copy(con)

    if moment == "before the commit":
        monkeypatch.setattr(engine, "_in_transaction", struck)
    else:
        monkeypatch.setattr(engine, "copy_all", copied)


@contextmanager
def clock_back(_: School, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The computer believes that it is another year."""
    with monkeypatch.context() as patch:
        patch.setattr(clock, "today", lambda: date(2019, 1, 1))
        yield

"""A checkpoint cut off after any page that it writes: the file opens, and everything that was stored is there.

A kill cuts a write between two pages of memory, and a checkpoint writes a block of 64 of them over one that the file
needs until the checkpoint is done. Here every such state is made, for each page; tests/faults/test_kills.py kills.
"""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from subprocess import PIPE
from typing import Final, NamedTuple

import pytest

from progress_tui import new_files
from progress_tui.domain.errors import LockedError, StoreError
from progress_tui.store import engine, notes
from progress_tui.store.engine import SchoolFile
from progress_tui.store.file import attaching, checkpointing
from progress_tui.store.file.checkpointing import undo_file
from progress_tui.store.salvaging import salvage
from tests.faults.conftest import KINDS, Give
from tests.faults.work import School, assert_whole

PAGE: Final = 4096
HEADS: Final = 3 * PAGE
PAGES: Final = 64
BLOCK: Final = PAGES * PAGE
HOLDS: Final = """
import fcntl, sys
stream = open(sys.argv[1], "rb+")
fcntl.lockf(stream, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
"""
LAST: Final = "What only the log held when the checkpoint was cut off."


class Cut(NamedTuple):
    """A school as its checkpoint began, everything kept, and as it was at its end."""

    before: School
    after: School

    @property
    def written(self) -> list[int]:
        """Where the blocks begin that were there before and written over."""
        old, new = self.before.path.read_bytes(), self.after.path.read_bytes()
        starts = range(HEADS, min(len(old), len(new)), BLOCK)
        return [at for at in starts if old[at : at + BLOCK] != new[at : at + BLOCK]]

    @property
    def overwritten(self) -> list[int]:
        """Those of them that are kept: the file needs them until the new header is there."""
        kept, old = undo_file(self.before.path).read_bytes(), self.before.path.read_bytes()
        return [at for at in self.written if old[at : at + BLOCK] in kept]

    def after_pages(self, folder: Path, pages: int, *, keep: bool = True) -> School:
        """The school when the checkpoint had written so many pages of those blocks, and all of the free ones before."""
        shutil.copytree(self.before.path.parent, folder, dirs_exist_ok=True)
        school = School(folder / self.before.path.name, self.before.key)
        new, needed = self.after.path.read_bytes(), self.overwritten
        made = bytearray(self.before.path.read_bytes())
        made[HEADS : len(new)] = b"".join(
            made[at : at + BLOCK] if at in needed else new[at : at + BLOCK] for at in range(HEADS, len(new), BLOCK)
        )
        for at, written in zip(needed, (pages - n * PAGES for n in range(len(needed))), strict=True):
            end = at + min(max(written, 0), PAGES) * PAGE
            made[at:end] = new[at:end]
        school.path.write_bytes(made)
        if not keep:
            undo_file(school.path).unlink()
        return school


@pytest.fixture
def cut(school_of: Give, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cut:
    """A note that was stored, at the beginning and at the end of its checkpoint."""
    school, flush = school_of(kind), os.fsync
    before = tmp_path / "before"

    def copying(place: int) -> None:
        flush(place)
        if undo_file(school.path).exists():
            shutil.copytree(school.path.parent, before, dirs_exist_ok=True)

    with closing(school.open()) as workspace:
        for number in range(3):
            workspace.save_note(1, 1, f"Note {number}.").result()
        monkeypatch.setattr(os, "fsync", copying)
        workspace.save_note(1, 1, LAST).result()
    monkeypatch.setattr(os, "fsync", flush)
    assert not undo_file(school.path).exists()
    return Cut(School(before / school.path.name, school.key), school)


def _bodies(school: School) -> set[str]:
    with closing(SchoolFile(school.path, school.key)) as file:
        return {note.body for note in file.read(lambda con: notes.of_pupils(con, 1))}


def _opens(school: School) -> bool:
    try:
        return LAST in _bodies(school)
    except StoreError:
        return False


@pytest.mark.parametrize("kind", KINDS)
def test_a_checkpoint_cut_off_after_any_page_loses_nothing(cut: Cut, tmp_path: Path) -> None:
    most = len(cut.overwritten) * PAGES
    for pages in range(most + 1):
        school = cut.after_pages(tmp_path / "cut", pages)
        assert {"Note 0.", "Note 2.", LAST} <= _bodies(school), pages
        assert not undo_file(school.path).exists()
    assert_whole(school)
    # Without what was kept the file would be lost: else there was nothing to prove.
    assert not all(_opens(cut.after_pages(tmp_path / "bare", pages, keep=False)) for pages in range(1, most, 6))


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_needs_the_blocks_that_are_not_kept(cut: Cut, tmp_path: Path) -> None:
    free = [at for at in cut.written if at not in cut.overwritten]
    assert free
    school = cut.after_pages(tmp_path / "cut", 0, keep=False)
    made = bytearray(cut.before.path.read_bytes())
    for at in free:
        made[at : at + BLOCK] = bytes(BLOCK)
    school.path.write_bytes(made)
    assert LAST in _bodies(school)
    assert_whole(school)


@pytest.mark.parametrize("at", ["after_free_list_write", "before_header", "before_truncate", "before_wal_finish"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_checkpoint_that_duckdb_gives_up_is_undone_unless_its_header_is_there(
    school_of: Give, kind: str, at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    school = _given_up(school_of(kind), at, monkeypatch)
    given_up = school.path.read_bytes()
    assert undo_file(school.path).exists()
    assert {"Note 0.", LAST} <= _bodies(school)
    assert not undo_file(school.path).exists()
    if at in ("before_truncate", "before_wal_finish"):
        assert school.path.read_bytes() == given_up
    assert_whole(school)


def _given_up(school: School, at: str, monkeypatch: pytest.MonkeyPatch) -> School:
    """The school after two notes; DuckDB gave the last checkpoint up by itself."""
    with closing(school.open()) as workspace:
        workspace.save_note(1, 1, "Note 0.").result()
    with monkeypatch.context() as patch, closing(school.open()) as workspace:
        patch.setattr(engine, "lock_down", lambda con: con.execute(f"SET debug_checkpoint_abort = '{at}'"))
        workspace.save_note(1, 1, LAST).result()
    return school


@pytest.mark.parametrize("written", [0, 64, 512, PAGE - 1, PAGE])
@pytest.mark.parametrize("kind", KINDS)
def test_a_header_cut_off_by_a_power_cut_loses_nothing(
    school_of: Give, kind: str, written: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    school = _given_up(school_of(kind), "before_truncate", monkeypatch)
    made, kept = bytearray(school.path.read_bytes()), undo_file(school.path).read_bytes()
    old = kept[kept.index(made[:PAGE]) :][:HEADS]
    (changed,) = [at for at in range(0, HEADS, PAGE) if made[at : at + PAGE] != old[at : at + PAGE]]
    made[changed + written : changed + PAGE] = old[changed + written : changed + PAGE]
    school.path.write_bytes(made)
    assert {"Note 0.", LAST} <= _bodies(school)
    assert_whole(school)


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_kept_by_halves_is_not_put_back(cut: Cut) -> None:
    undo = undo_file(cut.before.path)
    content = undo.read_bytes()
    for half in (b"", content[:10], content[: HEADS + 40], content[:-1], bytes(len(content))):
        undo.write_bytes(half)
        assert LAST in _bodies(cut.before)
        assert not undo.exists()


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_kept_of_a_copy_that_went_its_own_way_is_not_put_back(
    school_of: Give, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    school = school_of(kind)
    twin = School(shutil.copytree(school.path.parent, tmp_path / "twin") / school.path.name, school.key)
    with closing(twin.open()) as workspace:
        workspace.save_note(1, 1, "Note 2.").result()
    _given_up(school, "before_header", monkeypatch)
    shutil.copy(undo_file(school.path), undo_file(twin.path))
    held = twin.path.read_bytes()
    assert (held[:HEADS] in undo_file(twin.path).read_bytes()) == (kind == "plain"), "nothing else tells them apart"
    assert "Note 2." in _bodies(twin)
    assert twin.path.read_bytes() == held
    assert not undo_file(twin.path).exists()


def _with_a_log_left(school: School) -> Path:
    """The log of a school with three notes in it, as nothing could be kept while they were written."""
    undo_file(school.path).mkdir()
    log = school.path.with_name(f"{school.path.name}.wal")
    with closing(school.open()) as workspace:
        for number in range(3):
            workspace.save_note(1, 1, f"Note {number}.").result()
    assert log.stat().st_size > 0
    undo_file(school.path).rmdir()
    return log


@pytest.mark.parametrize("kind", KINDS)
def test_where_nothing_can_be_kept_the_log_stays_and_nothing_is_lost(school_of: Give, kind: str) -> None:
    school = school_of(kind)
    log = _with_a_log_left(school)
    with closing(school.open()) as workspace:
        workspace.save_note(1, 1, LAST).result()
    assert not log.exists()
    assert {"Note 0.", "Note 1.", "Note 2.", LAST} <= _bodies(school)


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_cut_off_that_may_only_be_read_is_said(cut: Cut, tmp_path: Path) -> None:
    school = cut.after_pages(tmp_path / "cut", 3)
    school.path.chmod(0o400)
    with pytest.raises(StoreError, match="Permission is denied: the file or its folder can only be read"):
        _bodies(school)
    assert undo_file(school.path).exists()
    school.path.chmod(0o600)
    assert LAST in _bodies(school)


@pytest.mark.parametrize("mode", [0o600, 0o400])
@pytest.mark.parametrize("kind", KINDS)
def test_a_checkpoint_under_way_elsewhere_is_left_alone(
    cut: Cut, tmp_path: Path, mode: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "PATIENCE", 0.05)
    school = cut.after_pages(tmp_path / "cut", 3)
    held = school.path.read_bytes()
    with subprocess.Popen([sys.executable, "-c", HOLDS, school.path], stdin=PIPE, stdout=PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        school.path.chmod(mode)
        with pytest.raises(LockedError):
            _bodies(school)
        assert (school.path.read_bytes(), undo_file(school.path).exists()) == (held, True)
        other.kill()
    school.path.chmod(0o600)
    assert LAST in _bodies(school)


@pytest.mark.parametrize("kind", KINDS)
def test_a_program_killed_while_it_was_waited_for_costs_nothing(
    cut: Cut, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    school, asked = cut.after_pages(tmp_path / "cut", 3), list[bool]()

    def first_it_is_held(path: Path, *, damaged: bool) -> bool:
        asked.append(damaged)
        return len(asked) > 1 and checkpointing.put_back(path, damaged=damaged)

    monkeypatch.setattr(attaching, "put_back", first_it_is_held)
    assert LAST in _bodies(school)
    assert asked == [False, True]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_saved_of_a_file_that_was_cut_off_is_all_of_it(cut: Cut, tmp_path: Path) -> None:
    school = cut.after_pages(tmp_path / "cut", 3)
    held = school.path.read_bytes()
    folder = tmp_path / "saved"
    folder.mkdir()
    found = salvage(school.path, (school.key,), folder)
    assert (found.problems, found.log, found.disk) == ((), "", "")
    assert LAST in str(found.tables["note"])
    assert (school.path.read_bytes(), list(folder.iterdir())) == (held, [])
    assert undo_file(school.path).exists()


def _refuse_to_take_place(monkeypatch: pytest.MonkeyPatch, refused: Path) -> None:
    take_place = new_files.take_place

    def refusing(making: Path, path: Path) -> None:
        if path == refused:
            raise OSError(errno.EPERM, os.strerror(errno.EPERM))
        take_place(making, path)

    monkeypatch.setattr(new_files, "take_place", refusing)


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_that_cannot_be_written_anew_keeps_what_its_log_held(
    school_of: Give, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    school = school_of(kind)
    _with_a_log_left(school)

    _refuse_to_take_place(monkeypatch, school.path)
    with closing(SchoolFile(school.path, school.key)) as file, pytest.raises(StoreError):
        file.rewrite(lambda con: con.execute("DELETE FROM note"), school.key)
    assert {"Note 0.", "Note 1.", "Note 2."} <= _bodies(school)
    assert_whole(school)


@pytest.mark.parametrize("kind", KINDS)
def test_a_restore_that_fails_keeps_what_the_log_held(
    school_of: Give, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    school = school_of(kind)
    with closing(school.open()) as workspace:
        workspace.backing_up.make()
    _with_a_log_left(school)
    with closing(school.open()) as workspace:
        choice = workspace.backing_up.choose("")
        _refuse_to_take_place(monkeypatch, school.path)
        with pytest.raises(StoreError, match="It is as it was"):
            workspace.backing_up.restore(choice, "")
    assert {"Note 0.", "Note 1.", "Note 2."} <= _bodies(school)
    assert_whole(school)

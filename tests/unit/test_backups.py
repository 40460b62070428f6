"""Backups are whole, private, few and known; nothing of one that could not be made is left."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from progress_tui.domain import clock
from progress_tui.domain.errors import StoreError
from progress_tui.store import audit, backups, drafts, engine, notes, rekeying, schema
from progress_tui.store.checking import contents
from progress_tui.store.engine import SchoolFile
from progress_tui.store.file import copying
from progress_tui.store.protection import key_file
from progress_tui.store.protection.recognising import is_encrypted

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

KEY = bytes(range(32))
ON_A_SMALL_DISK = """
import resource, signal, sys
from pathlib import Path
from progress_tui.domain.errors import StoreError
from progress_tui.store import backups
from progress_tui.store.engine import SchoolFile
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
file = SchoolFile(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
try:
    backups.take(file, backups.BY_HAND)
except StoreError as error:
    print(error)
file.close()
"""


class Moment:
    """The time it is."""

    now = datetime(2026, 11, 23, 9, 15)


@pytest.fixture(autouse=True)
def time(monkeypatch: pytest.MonkeyPatch) -> type[Moment]:
    """Set by `Moment.now`."""
    Moment.now = datetime(2026, 11, 23, 9, 15)
    monkeypatch.setattr(clock, "now", lambda: Moment.now)
    monkeypatch.setattr(clock, "today", lambda: date(2026, 11, 23))
    return Moment


@pytest.fixture
def demo_file(demo_path: Path) -> Iterator[SchoolFile]:
    """The demo school, as a file."""
    file = SchoolFile(demo_path)
    yield file
    file.close()


@pytest.fixture
def encrypted(tmp_path: Path) -> Iterator[tuple[SchoolFile, key_file.KeyFile]]:
    """An encrypted school file with its key file; its passphrase is stretched by little, so that a test is quick."""
    held = key_file.KeyFile("a" * 32, b"s" * 16, 2, ()).with_slot(KEY, "Head", "three random words")
    path = tmp_path / "school.duckdb"
    file = SchoolFile(path, KEY)
    file.write(schema.migrate)
    key_file.write(path, held)
    yield file, held
    file.close()


def names(path: Path) -> list[str]:
    return sorted(one.name for one in backups.home(path).iterdir())


def test_a_backup_holds_what_the_file_holds_and_is_its_owners_alone(demo_file: SchoolFile) -> None:
    made = backups.take(demo_file, backups.BEFORE_IMPORT)
    assert made == demo_file.path.parent / "demo.duckdb.backups" / "2026-11-23-0915-before-import.duckdb"
    with closing(SchoolFile(made)) as copy:
        assert copy.read(contents) == demo_file.read(contents)
    assert names(demo_file.path) == [made.name]
    if sys.platform != "win32":
        assert stat.S_IMODE(made.stat().st_mode) == 0o600
        assert stat.S_IMODE(made.parent.stat().st_mode) == 0o700


def test_two_of_one_minute_are_two_files(fresh_file: SchoolFile) -> None:
    first, second = (backups.take(fresh_file, backups.BY_HAND) for _ in range(2))
    assert second.name == "2026-11-23-0915-by-hand-2.duckdb"
    assert [one.path for one in backups.known(fresh_file.path).backups] == [second, first]


def test_an_encrypted_one_has_its_key_file_beside_it(encrypted: tuple[SchoolFile, key_file.KeyFile]) -> None:
    file, held = encrypted
    made = backups.take(file, backups.AFTER_MEETING)
    assert is_encrypted(made)
    assert key_file.read(made) == held
    assert key_file.read(made).unwrap("three random words") == KEY
    with closing(SchoolFile(made, KEY)) as copy:
        assert copy.read(schema.version_of) == max(schema.migrations())
    key_file.key_path(file.path).unlink()
    with pytest.raises(StoreError, match="is not there"):
        backups.take(file, backups.BY_HAND)
    assert names(file.path) == [made.name, f"{made.name}.keys"]


def test_automatic_ones_rotate_and_others_stay(fresh_file: SchoolFile) -> None:
    by_hand = backups.take(fresh_file, backups.BY_HAND)
    for minute in range(13):
        Moment.now = datetime(2026, 11, 23, 10, minute)
        backups.take(fresh_file, backups.AUTOMATIC[minute % 2])
        backups.rotate(fresh_file.path)
    held = backups.known(fresh_file.path).backups
    assert [one.made.minute for one in held if one.automatic] == [12, 11, 10, 9, 8, 7, 6, 5, 4, 3]
    assert held[-1].path == by_hand
    backups.rotate(fresh_file.path, keep=2)
    assert [one.made.minute for one in backups.known(fresh_file.path).backups if one.automatic] == [12, 11]


def test_a_key_file_goes_with_its_backup(encrypted: tuple[SchoolFile, key_file.KeyFile]) -> None:
    file, _ = encrypted
    for _ in range(3):
        backups.take(file, backups.BEFORE_IMPORT)
    backups.rotate(file.path, keep=1)
    assert names(file.path) == ["2026-11-23-0915-before-import-3.duckdb", "2026-11-23-0915-before-import-3.duckdb.keys"]


def _note(con: DuckDBPyConnection) -> None:
    notes.save(con, 1, 1, "Reads at home.", "")


def _draft(con: DuckDBPyConnection) -> None:
    drafts.keep(con, "action:1:None:1:None:", "Reads with")


def _export(con: DuckDBPyConnection) -> None:
    audit.append(con, "export notes", {"files": 1})


@pytest.mark.parametrize("write", [_note, _draft, _export])
def test_there_is_news_after_any_write_and_not_without_one(demo_file: SchoolFile, write: engine.Work[None]) -> None:
    assert backups.is_news(demo_file)
    backups.take(demo_file, backups.BEFORE_IMPORT)
    assert not backups.is_news(demo_file)
    demo_file.write(write)
    assert backups.is_news(demo_file)


def test_that_a_backup_was_made_is_no_news(fresh_file: SchoolFile, tmp_path: Path) -> None:
    backups.take(fresh_file, backups.BEFORE_IMPORT)
    fresh_file.write(lambda con: backups.remember_folder(con, tmp_path))
    fresh_file.write(lambda con: audit.append(con, backups.BACKUP, {}))
    assert not backups.is_news(fresh_file)
    backups.known(fresh_file.path).backups[0].path.write_bytes(b"\0" * 8 + b"DUCK" + b"\xff" * 90)
    assert backups.is_news(fresh_file), "a damaged one is none"


def test_folders_that_were_named_are_known_with_what_lies_there(fresh_file: SchoolFile, tmp_path: Path) -> None:
    stick, gone = tmp_path / "stick", tmp_path / "gone"
    stick.mkdir()
    for folder in (stick, gone, stick):
        fresh_file.write(partial(backups.remember_folder, folder=folder))
    assert fresh_file.read(backups.folders) == (stick, gone)
    there = backups.take(fresh_file, backups.BY_HAND, stick)
    assert there == stick / "school-2026-11-23-0915-by-hand.duckdb"
    (stick / "other-2026-11-23-0915-by-hand.duckdb").write_bytes(there.read_bytes())
    (stick / "school-2026-99-99-0915-by-hand.txt").write_text("no backup")
    (stick / "holiday.duckdb").write_bytes(there.read_bytes())
    known = backups.known(fresh_file.path, fresh_file.read(backups.folders))
    assert ([one.path for one in known.backups], known.out_of_reach) == ([there], (gone,))


def test_one_that_was_renamed_in_its_own_folder_is_still_known(fresh_file: SchoolFile) -> None:
    made = backups.take(fresh_file, backups.BEFORE_IMPORT)
    renamed = made.rename(made.with_name("keep this.duckdb"))
    (known,) = backups.known(fresh_file.path).backups
    assert (known.path, known.automatic) == (renamed, False)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no limits of this kind")
def test_a_full_disk_is_told_and_nothing_is_left(demo_path: Path) -> None:
    before = demo_path.read_bytes()
    ran = subprocess.run(
        [sys.executable, "-c", ON_A_SMALL_DISK, str(demo_path)], check=True, capture_output=True, text=True
    )
    assert ran.stdout.strip(), "it was refused"
    assert (ran.stderr, names(demo_path), demo_path.read_bytes()) == ("", [], before)


def test_a_folder_that_cannot_be_made_is_told(fresh_file: SchoolFile) -> None:
    backups.home(fresh_file.path).write_text("in the way")
    with pytest.raises(StoreError, match=r"The folder school\.duckdb\.backups cannot be made"):
        backups.take(fresh_file, backups.BY_HAND)


# -- when ways in change


def test_a_way_in_that_was_taken_away_is_gone_beside_the_backups_too(
    encrypted: tuple[SchoolFile, key_file.KeyFile], tmp_path: Path
) -> None:
    file, held = encrypted
    made = backups.take(file, backups.BY_HAND)
    foreign = backups.take(file, backups.BY_HAND)
    other = key_file.KeyFile("b" * 32, b"t" * 16, 2, held.slots)
    key_file.write(foreign, other)
    changed = held.with_slot(KEY, "Head", "other random words")
    passed = rekeying.renew_key_files(file.path, [tmp_path / "gone"], changed)
    assert passed.done == (made,)
    assert passed.left == ((tmp_path / "gone", "It cannot be reached now."),)
    assert key_file.read(made).unwrap("three random words") is None
    assert key_file.read(foreign) == other


def test_plain_backups_are_written_anew_under_the_first_passphrase(fresh_file: SchoolFile, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    made = (backups.take(fresh_file, backups.BY_HAND), backups.take(fresh_file, backups.BY_HAND, stick))
    damaged = backups.home(fresh_file.path) / "damaged.duckdb"
    damaged.write_bytes(b"\0" * 8 + b"DUCK" + b"\xff" * 90)
    held = key_file.KeyFile("a" * 32, b"s" * 16, 2, ()).with_slot(KEY, "Head", "three random words")
    fresh_file.rewrite(lambda _: None, KEY)
    passed = rekeying.encrypt_all(fresh_file, [stick, tmp_path / "gone"], None, held)
    assert set(passed.done) == set(made)
    assert {path for path, _ in passed.left} == {damaged, tmp_path / "gone"}
    for path in made:
        assert is_encrypted(path)
        assert key_file.read(path) == held
        with closing(SchoolFile(path, KEY)) as copy:
            assert copy.read(schema.version_of) == max(schema.migrations())


def test_a_new_data_key_is_that_of_the_backups_too(encrypted: tuple[SchoolFile, key_file.KeyFile]) -> None:
    file, _ = encrypted
    made, new = backups.take(file, backups.BY_HAND), bytes(reversed(range(32)))
    held = key_file.KeyFile("c" * 32, b"s" * 16, 2, ()).with_slot(new, "Head", "three random words")
    file.rewrite(lambda _: None, new)
    assert rekeying.encrypt_all(file, [], KEY, held).done == (made,)
    assert key_file.read(made).unwrap("three random words") == new
    with closing(SchoolFile(made, new)) as copy:
        assert copy.read(schema.version_of) == max(schema.migrations())
    assert rekeying.encrypt_all(file, [], KEY, held) == rekeying.Passed((made,), ()), "once more, nothing to do"


@pytest.mark.parametrize("before", [KEY, None])
def test_a_backup_whose_new_key_file_cannot_be_written_stays_as_it_was(
    encrypted: tuple[SchoolFile, key_file.KeyFile], monkeypatch: pytest.MonkeyPatch, before: bytes | None
) -> None:
    file, old = encrypted
    if before is None:
        file.rewrite(lambda _: None, None)
    made, new = backups.take(file, backups.BY_HAND), bytes(reversed(range(32)))
    held = key_file.KeyFile("c" * 32, b"s" * 16, 2, ()).with_slot(new, "Head", "three random words")
    file.rewrite(lambda _: None, new)

    def full(path: Path, *_: object, **__: object) -> None:
        raise StoreError(f"{path.name}.keys cannot be written")

    monkeypatch.setattr(key_file, "write", full)
    assert [path for path, _ in rekeying.encrypt_all(file, [], before, held).left] == [made]
    assert (is_encrypted(made), before is None or key_file.read(made) == old) == (before is not None, True)
    with closing(SchoolFile(made, before)) as copy:
        assert copy.read(schema.version_of) == max(schema.migrations())
    monkeypatch.undo()
    assert rekeying.encrypt_all(file, [], before, held).done == (made,)
    backups.delete(made)
    assert not any(backups.home(file.path).iterdir())


def test_a_disk_that_can_only_be_read_is_no_matter_of_permission(tmp_path: Path) -> None:
    with (
        pytest.raises(
            StoreError, match=r"The disk, stick or drive of the folder .* can only be read.*backup --to FOLDER"
        ),
        copying.of_the_target(tmp_path / "copy.duckdb"),
    ):
        raise StoreError("No key file") from OSError(errno.EROFS, os.strerror(errno.EROFS))


def test_one_dated_ahead_neither_goes_nor_counts_and_none_is_chosen_for_it(fresh_file: SchoolFile) -> None:
    for minute in range(3):
        Moment.now = datetime(2036, 1, 1, 10, minute)
        backups.take(fresh_file, backups.BEFORE_IMPORT)
    Moment.now = datetime(2026, 11, 23, 9, 15)
    for minute in range(20, 23):
        Moment.now = datetime(2026, 11, 23, 9, minute)
        newest = backups.take(fresh_file, backups.BEFORE_IMPORT)
        assert not backups.is_news(fresh_file), "the newest of now is compared"
        backups.rotate(fresh_file.path, keep=1)
    held = backups.known(fresh_file.path)
    assert [one.made.year for one in held.backups] == [2036, 2036, 2036, 2026]
    assert held.backups[-1].path == newest
    assert held.ahead == held.backups[0]
    with pytest.raises(StoreError, match=r"is dated 2036-01-01 10:02, and this computer says it is 2026-11-23 09:22"):
        backups.refuse_ahead(held)
    Moment.now = datetime(2036, 1, 1, 10, 1)
    assert backups.known(fresh_file.path).ahead is None, "two computers are never quite alike"

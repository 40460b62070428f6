"""Backups of a school file: whole copies made while it is in use, each with the key file it opens with.

They lie in a folder beside the file, and in folders that somebody named (a USB stick, a network drive). The file
remembers both, so that erasing reaches the copies there when it has been renamed, too.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from progress_tui.domain import clock
from progress_tui.domain.errors import StoreError
from progress_tui.domain.text import visible
from progress_tui.store import audit, schema
from progress_tui.store.engine import SchoolFile
from progress_tui.store.file import copying, sweeping
from progress_tui.store.protection import key_file
from progress_tui.store.protection.recognising import is_encrypted

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

KEEP: Final = 10
"""Automatic backups that stay; the oldest goes when another one comes."""

BEFORE_IMPORT: Final = "before-import"
AFTER_MEETING: Final = "after-meeting"
BY_HAND: Final = "by-hand"
BEFORE_RESTORE: Final = "before-restore"
AUTOMATIC: Final = (BEFORE_IMPORT, AFTER_MEETING)
"""Reasons of the backups that rotate; the others stay until somebody takes them away."""

_NEVER_QUITE_ALIKE: Final = timedelta(minutes=5)
"""By how much the clocks of two computers differ without a word."""

FOLDERS: Final = "backup_folders"
"""The key of the `meta` table under which the folders that were named are kept, a JSON list."""

BESIDE: Final = (".wal", ".undo", ".keys", ".keys.next")
"""What belongs to a school file and lies beside it, by what is added to its name."""

BACKUP: Final = "backup"
RESTORE: Final = "restore"
"""The audit's words for a backup by hand, and for a file that was put in place from one."""

_REASONS: Final = (*AUTOMATIC, BY_HAND, BEFORE_RESTORE)
_NAME: Final = re.compile(
    rf"(?:(?P<school>.+)-)?(?P<made>\d{{4}}-\d\d-\d\d-\d{{4}})-(?P<reason>{'|'.join(_REASONS)})(?:-(?P<again>\d+))?\.duckdb"
)


class Backup(NamedTuple):
    """A backup on disk: where it is, when it was made (local time), why, and the how manieth of that minute.

    Attributes:
        named: whether its place or its name says that it is of this file; in a folder of several schools others lie.
    """

    path: Path
    made: datetime
    reason: str
    again: int = 1
    named: bool = True

    @property
    def automatic(self) -> bool:
        """Whether it goes when newer ones come."""
        return self.reason in AUTOMATIC


class Known(NamedTuple):
    """Every backup that can be reached, the newest first, and the folders that cannot be reached now.

    Attributes:
        folders_known: whether the file could say in which other folders there are any.
    """

    backups: tuple[Backup, ...]
    out_of_reach: tuple[Path, ...]
    folders_known: bool = True

    @property
    def newest(self) -> Backup | None:
        """The newest that was not made by a restore."""
        return next((one for one in self.backups if one.reason != BEFORE_RESTORE), None)

    @property
    def ahead(self) -> Backup | None:
        """`newest` where its date is still to come: which one is the newest cannot be told then."""
        newest = self.newest
        return newest if newest is not None and newest.made - clock.now() > _NEVER_QUITE_ALIKE else None


class Origin(NamedTuple):
    """Where a file comes from: when its school file was begun, and the codes of its schools."""

    begun: str
    schools: frozenset[str]

    def is_foreign(self, other: Origin) -> bool:
        """Whether another file is neither a copy of this one nor of one of its schools."""
        return self.begun != other.begun and not self.schools & other.schools


def home(path: Path) -> Path:
    """The folder of the backups that are made without naming one."""
    return path.with_name(path.name + ".backups")


def folders(con: DuckDBPyConnection) -> tuple[Path, ...]:
    """The folders that backups of this file were made in by name."""
    try:
        held = json.loads(schema.get_meta(con, FOLDERS, "[]"))
    except ValueError:
        return ()
    return tuple(Path(one) for one in held if isinstance(one, str)) if isinstance(held, list) else ()


def remember_folder(con: DuckDBPyConnection, folder: Path) -> None:
    """Keep that backups are made in `folder`, inside the caller's transaction."""
    held = folders(con)
    if folder not in held:
        schema.put_meta(con, FOLDERS, json.dumps([*map(str, held), str(folder)]))


def origin(con: DuckDBPyConnection) -> Origin:
    """Where the current database comes from."""
    codes = con.execute("SELECT DISTINCT code FROM school").fetchall()
    return Origin(schema.get_meta(con, "made", ""), frozenset(str(code) for (code,) in codes))


def left_half_made(path: Path, others: Iterable[Path]) -> tuple[tuple[Path, str], ...]:
    """Take away the copies that ended programs left half made; those that stay, since they may come to be, and why.

    Such a copy holds what the file held, and is no backup that anybody could find.

    Args:
        path: the school file.
        others: the folders that it remembers.
    """
    folders = _places(path, others)
    sweeping.sweep(path, folders)
    why = "Another program is making this copy, or was ended a moment ago. Wait a minute, or delete it."
    return tuple((left, why) for left in sweeping.half_made(path, folders))


def known(path: Path, others: Iterable[Path] | None = (), *, any_name: bool = False) -> Known:
    """The backups of a school file.

    Args:
        path: the school file; it need not be there.
        others: the folders that the file remembers (`folders`); None where it cannot say.
        any_name: those in its folders that have the name of another school file as well.
    """
    remembered, found, lost = tuple(others or ()), list[Backup](), list[Path]()
    # A folder for backups tells what the file beside it was called; if that is still there, it was copied.
    homes = (one.with_suffix("") for one in remembered if _is_home(one, path))
    called = {path.stem, *(one.stem for one in homes if not one.exists())}
    for folder in _places(path, remembered):
        try:
            names = sorted(folder.iterdir())
        except OSError:
            if folder != home(path) or folder.exists():
                lost.append(folder)
            continue
        backups = filter(None, (_recognised(one, path, called) for one in names))
        found += (one for one in backups if one.named or any_name)
    found.sort(key=lambda one: (one.made, one.again), reverse=True)
    return Known(tuple(found), tuple(lost), others is not None)


def refuse_ahead(known: Known) -> None:
    """Refuse to choose the newest where that cannot be told.

    Raises:
        StoreError: the date of one is still to come.
    """
    if (ahead := known.ahead) is not None:
        raise StoreError(
            "Which backup is the newest cannot be told",
            f"{visible(ahead.path.name)} is dated {ahead.made:%Y-%m-%d %H:%M}, and this computer says it is "
            f"{clock.now():%Y-%m-%d %H:%M}.",
            "Set the clock; or, if it is right, name the backup: “progress-tui backup --list” shows them.",
        )


def reach(
    file: SchoolFile, others: Iterable[Path], keys: Iterable[bytes | None] = (), *, any_name: bool = False
) -> Known:
    """The backups that hold what the file holds or held, as what is in them tells.

    In its own folder those of one of its schools; elsewhere, where others keep theirs, those of which the school file
    was begun when this one was. What cannot be opened counts by its place and its name.

    Args:
        file: the school file.
        others: the folders that it remembers.
        keys: data keys that it had before.
        any_name: as for `known`: a copy of the file may have made them.
    """
    own, every = file.read(origin), dict.fromkeys((file.key, *keys))
    found = known(file.path, others, any_name=any_name)
    return found._replace(backups=tuple(one for one in found.backups if _is_of(one, file.path, own, every)))


def _is_of(backup: Backup, path: Path, own: Origin, keys: Iterable[bytes | None]) -> bool:
    for key in keys if is_encrypted(backup.path) else (None,):
        with suppress(StoreError), closing(SchoolFile(backup.path, key)) as copy:
            found = copy.read(origin)
            at_home = backup.path.parent == home(path)
            return not own.is_foreign(found) if at_home else own.begun == found.begun
    return backup.named


def _is_home(folder: Path, path: Path) -> bool:
    """Whether a folder is the one beside the school file `path`, or beside one of another name."""
    return folder == home(path) or folder.name.endswith(".duckdb.backups")


def _places(path: Path, remembered: Iterable[Path]) -> list[Path]:
    """The folders in which backups may lie, each once, however it is named."""
    found = dict[str, Path]()
    for folder in (home(path), *remembered):
        place = _now(folder, path) if _is_home(folder, path) else folder
        if place is not None:
            found.setdefault(os.path.realpath(place), place)
    return list(found.values())


def _now(folder: Path, path: Path) -> Path | None:
    """Where a folder beside a school file is by now; None where it is not there any more, or is another file's."""
    beside = path.with_name(folder.name)
    if not folder.is_dir() and beside.is_dir():
        folder = beside  # It was moved together with the file.
    if folder != home(path) and folder.with_suffix("").exists():
        return None  # The file was not renamed but copied, and the folder is that of the other one.
    return folder if folder.is_dir() or not folder.parent.is_dir() else None


def _recognised(place: Path, path: Path, called: Collection[str]) -> Backup | None:
    """A file as a backup: in a folder beside a school file every one is, elsewhere those that are named as backups."""
    at_home, match = _is_home(place.parent, path), _NAME.fullmatch(place.name)
    if place.suffix != ".duckdb" or not place.is_file():
        return None
    if match is None:
        return of_any_name(place) if at_home else None
    try:
        made = datetime.strptime(match["made"], "%Y-%m-%d-%H%M")
    except ValueError:
        return of_any_name(place)
    return Backup(place, made, match["reason"], int(match["again"] or 1), at_home or match["school"] in called)


def of_any_name(place: Path) -> Backup:
    """A file that somebody named as a backup: it was made when the system says."""
    try:
        moment = place.stat().st_mtime
    except OSError:
        moment = 0.0
    return Backup(place, datetime.fromtimestamp(moment).replace(microsecond=0), "")


def place_for(path: Path, reason: str, folder: Path | None = None) -> Path:
    """The name of the next backup: date, time and reason; outside the file's own folder its name first."""
    into = folder or home(path)
    stem = f"{f'{path.stem}-' if folder else ''}{clock.now():%Y-%m-%d-%H%M}-{reason}"
    numbers = (f"-{number}" if number > 1 else "" for number in range(1, 1000))
    return next(place for number in numbers if not os.path.lexists(place := into / f"{stem}{number}.duckdb"))


def take(file: SchoolFile, reason: str, folder: Path | None = None) -> Path:
    """Make a backup of the file as it is now; others may go on using it.

    Args:
        file: the school file.
        reason: one of the reasons of this module.
        folder: where to, which must be there; the file's own folder without it.

    Raises:
        StoreError: it could not be made, and nothing is left of it.
    """
    if folder is None:
        make_home(file.path)
    else:
        sweeping.sweep(file.path, [folder])
    if reason != BEFORE_RESTORE:
        _remember_home(file)
    target = place_for(file.path, reason, folder)
    try:
        if file.encrypted:
            held = key_file.read(file.path)
            with copying.of_the_target(target):
                key_file.write(target, held)
        file.copy_to(target)
    except StoreError:
        with suppress(OSError):
            key_file.key_path(target).unlink(missing_ok=True)
        raise
    return target


def _remember_home(file: SchoolFile) -> None:
    """Have the file remember the folder beside it, and so its name: neither is known any more once it is renamed.

    As long as it keeps its name that is no matter, and no backup fails for it.
    """
    folder = home(file.path.absolute())
    with suppress(StoreError):
        if folder not in file.read(folders):
            file.write(lambda con: remember_folder(con, folder))


def make_home(path: Path) -> None:
    """Make the folder of the backups, for its owner alone.

    Raises:
        StoreError: it cannot be made.
    """
    folder = home(path)
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"The folder {folder.name} cannot be made", f"{error.strerror}.", "Check the folder of the school file."
        ) from error


def is_news(file: SchoolFile) -> bool:
    """Whether the file holds something that its newest backup does not; an audit line about a backup is no news."""
    newest = next(_dated_by_now(file.path), None)
    if newest is None or is_encrypted(newest.path) != file.encrypted:
        return True
    try:
        with closing(SchoolFile(newest.path, file.key)) as backup:
            return backup.read(_state) != file.read(_state)
    except StoreError:
        return True


def _state(con: DuckDBPyConnection) -> tuple[int, dict[str, str]]:
    """What is another after every write: every change is counted, written into the audit, or half typed in `meta`."""
    row = con.execute("SELECT count(*) FROM audit WHERE what <> ?", [BACKUP]).fetchone()
    meta = schema.read_meta(con)
    for key in (FOLDERS, audit.NEWEST):
        meta.pop(key, None)
    return (int(row[0]) if row else 0), meta


def rotate(path: Path, keep: int = KEEP) -> None:
    """Take the oldest automatic backups away; one that cannot be taken away now goes the next time.

    Those whose date is still to come neither go nor count: the clock is wrong now, or was when they were made, and the
    one that was just made must not be taken for the oldest.
    """
    for gone in [one.path for one in _dated_by_now(path) if one.automatic][max(keep, 1) :]:
        with suppress(OSError):
            delete(gone)


def _dated_by_now(path: Path) -> Iterator[Backup]:
    """The backups in the file's own folder, the newest first, without those whose date is still to come."""
    now = clock.now()
    return (one for one in known(path).backups if one.made <= now)


def delete(backup: Path) -> None:
    """Take a backup away with what belongs to it.

    Raises:
        OSError: the system refuses.
    """
    backup.unlink(missing_ok=True)
    for ending in BESIDE:
        backup.with_name(backup.name + ending).unlink(missing_ok=True)

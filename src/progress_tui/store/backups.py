"""Backups of a school file: whole copies made while it is in use, each with the key file it opens with.

They lie in a folder beside the file, and in folders that somebody named (a USB stick, a network drive), which the file
remembers so that erasing reaches the copies there.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from progress_tui.domain import clock
from progress_tui.domain.errors import StoreError
from progress_tui.domain.text import visible
from progress_tui.store import audit, copying, schema, sweeping
from progress_tui.store.engine import SchoolFile
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

BACKUP: Final = "backup"
RESTORE: Final = "restore"
"""The audit's words for a backup by hand, and for a file that was put in place from one."""

_REASONS: Final = (*AUTOMATIC, BY_HAND, BEFORE_RESTORE)
_NAME: Final = re.compile(
    rf"(?:(?P<school>.+)-)?(?P<made>\d{{4}}-\d\d-\d\d-\d{{4}})-(?P<reason>{'|'.join(_REASONS)})(?:-(?P<again>\d+))?\.duckdb"
)


class Backup(NamedTuple):
    """A backup on disk: where it is, when it was made (local time), why, and the how manieth of that minute."""

    path: Path
    made: datetime
    reason: str
    again: int = 1

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


class Passed(NamedTuple):
    """What became of every backup: those that are done, and those (or folders) that are not, with the reason."""

    done: tuple[Path, ...]
    left: tuple[tuple[Path, str], ...]


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
    folders = tuple(others)
    sweeping.sweep(path, folders)
    why = "Another program is making this copy, or was ended a moment ago. Wait a minute, or delete it."
    return tuple((left, why) for left in sweeping.half_made(path, folders))


def known(path: Path, others: Iterable[Path] | None = ()) -> Known:
    """The backups of a school file.

    Args:
        path: the school file; it need not be there.
        others: the folders that the file remembers (`folders`); None where it cannot say.
    """
    found, lost = list[Backup](), list[Path]()
    for folder in (home(path), *(others or ())):
        try:
            names = sorted(folder.iterdir())
        except OSError:
            if folder != home(path) or folder.exists():
                lost.append(folder)
            continue
        found += filter(None, (_recognised(one, path) for one in names))
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


def _recognised(place: Path, path: Path) -> Backup | None:
    """A file as a backup of `path`: in its own folder every school file is one, elsewhere those that carry its name."""
    own = place.parent == home(path)
    if place.suffix != ".duckdb" or not place.is_file():
        return None
    match = _NAME.fullmatch(place.name)
    if match is None or (not own and match["school"] != path.stem):
        return of_any_name(place) if own else None
    try:
        made = datetime.strptime(match["made"], "%Y-%m-%d-%H%M")
    except ValueError:
        return of_any_name(place)
    return Backup(place, made, match["reason"], int(match["again"] or 1))


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
    """Take a backup away with its key files and its log.

    Raises:
        OSError: the system refuses.
    """
    backup.unlink(missing_ok=True)
    for part in (backup.with_name(backup.name + ".wal"), key_file.key_path(backup), key_file.coming_path(backup)):
        part.unlink(missing_ok=True)


# -- when ways in change


def renew_key_files(path: Path, others: Iterable[Path], held: key_file.KeyFile) -> Passed:
    """Put the key file beside every backup under the same data key, so that a way in that was taken away is gone there.

    Backups under another data key stay as they are. Copies out of reach keep their old key file: whoever has such a
    copy and an old passphrase can still open it; they are given back, to be told.
    """
    reach = known(path, others)
    done, left = list[Path](), [(folder, "It cannot be reached now.") for folder in reach.out_of_reach]
    for backup in reach.backups:
        if not is_encrypted(backup.path):
            continue
        try:
            if key_file.read(backup.path).key_id == held.key_id:
                key_file.write(backup.path, held)
                done.append(backup.path)
        except StoreError as error:
            left.append((backup.path, str(error)))
    return Passed(tuple(done), tuple(left))


def encrypt_all(file: SchoolFile, others: Iterable[Path], before: bytes | None, held: key_file.KeyFile) -> Passed:
    """Write every backup anew under a new data key, as its school file was.

    Copies out of reach stay as they are, readable as before: they are given back, to be told; so are backups under a
    data key that is neither of the two.

    Args:
        file: the school file, under the data key that it has now.
        others: the folders that it remembers.
        before: the data key it had; None where it had none.
        held: the key file of the data key it has now.
    """
    folders = tuple(others)
    # Of a file that is locked meanwhile no key is held: its backups must not be written without one.
    reach, key, own = known(file.path, folders), file.key, file.read(origin)
    done, left = list[Path](), [(folder, "It cannot be reached now.") for folder in reach.out_of_reach]
    left += left_half_made(file.path, folders)
    for backup in reach.backups:
        try:
            if _under(backup.path, own, before if is_encrypted(backup.path) else None, key, held):
                done.append(backup.path)
        except StoreError as error:
            left.append((backup.path, str(error)))
    return Passed(tuple(done), tuple(left))


def _under(backup: Path, own: Origin, before: bytes | None, key: bytes | None, held: key_file.KeyFile) -> bool:
    """Whether it is under the key now; the backup of another school, which has the same name by chance, is not."""
    if is_encrypted(backup) and key_file.read(backup).key_id == held.key_id:
        return True
    with closing(SchoolFile(backup, before)) as copy:
        if own.is_foreign(copy.read(origin)):
            return False
        copy.rewrite(_as_it_is, key, held)
    return True


def _as_it_is(con: DuckDBPyConnection) -> None:
    """Change nothing."""

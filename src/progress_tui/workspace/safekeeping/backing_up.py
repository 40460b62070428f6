"""Backups of a school file: made before an import, after a meeting and when asked for; listed, and put back."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from progress_tui.domain.errors import DataFileError, LockedError, LockedUpError, NotFoundError, StoreError
from progress_tui.domain.remedies import command
from progress_tui.domain.text import visible

if TYPE_CHECKING:
    from progress_tui.domain.reports import Report
    from progress_tui.store.backups import Backup, Known
    from progress_tui.store.engine import SchoolFile
    from progress_tui.store.protection.key_file import KeyFile
    from progress_tui.store.restoring import Held, Keys
    from progress_tui.workspace.safekeeping.protecting import Protecting

ENVIRONMENT: Final = "PROGRESS_TUI_BACKUPS"
"""`off` makes no automatic backups, whatever the settings say."""

_REASONS: Final = {
    "before-import": "before an import",
    "after-meeting": "after a meeting",
    "by-hand": "by hand",
    "before-restore": "before a restore",
    "": "",
}

Needs = Literal["nothing", "passphrase of the backup", "passphrase of the file"]


class Made(NamedTuple):
    """A backup that was made.

    Attributes:
        path: where it lies.
        size: bytes.
        encrypted: whether it is.
        unrecorded: why the audit does not tell of it; empty where it does.
    """

    path: Path
    size: int
    encrypted: bool
    unrecorded: str = ""


class Choice(NamedTuple):
    """A backup that may be restored.

    Attributes:
        backup: the file.
        needs: the passphrase without which it cannot be put in place.
        notes: where a newer one may lie; none where a name said which.
    """

    backup: Backup
    needs: Needs
    notes: tuple[str, ...] = ()


class Restored(NamedTuple):
    """A backup that was put in place: what it holds, and where the file that was there is kept."""

    backup: Path
    held: Held
    kept: Path | None


class BackingUp:
    """Makes, lists and restores the backups of one school file."""

    def __init__(
        self,
        file: SchoolFile,
        protecting: Protecting,
        bring_up_to_date: Callable[[], None],
        replaced: Callable[[], None],
    ) -> None:
        """Work on `file`.

        Args:
            file: the school file.
            protecting: its ways in.
            bring_up_to_date: migrates an older file before something is written to it.
            replaced: drops what was loaded from a file that another one took the place of.
        """
        self._file, self._protecting = file, protecting
        self._bring_up_to_date, self._replaced = bring_up_to_date, replaced
        self._switched_off = False
        self._imported = False

    # -- by itself

    def switch_off(self) -> None:
        """Make no automatic backup while this file is open."""
        self._switched_off = True

    def before_import(self, once: bool = False) -> None:
        """Make a backup before something is imported, unless there is nothing that the last one does not hold.

        Args:
            once: only before the first import since the file was opened: for scripts with many sources.

        Raises:
            StoreError: it could not be made; nothing must be imported then.
        """
        from progress_tui.store import backups

        if self._imported and once:
            return
        try:
            self._by_itself(backups.BEFORE_IMPORT)
        except (LockedError, LockedUpError):
            raise
        except StoreError as error:
            raise StoreError(
                "No backup could be made, so nothing was imported",
                str(error),
                "On the command line “import --no-backup” goes on without one.",
            ) from error
        self._imported = True

    def after_meeting(self) -> str:
        """Make a backup after a meeting was finished; what to tell when that failed, else ""."""
        from progress_tui.store import backups

        try:
            self._by_itself(backups.AFTER_MEETING)
        except (StoreError, DataFileError) as error:
            return f"No backup could be made: {error} The meeting itself is stored."
        return ""

    def _by_itself(self, reason: str) -> None:
        from progress_tui.store import backups
        from progress_tui.workspace.safekeeping.backup_settings import wished

        if self._switched_off or not self._file.path.exists() or os.environ.get(ENVIRONMENT) == "off":
            return
        wishes = wished()
        if wishes.automatic and backups.is_news(self._file):
            backups.take(self._file, reason)
            backups.rotate(self._file.path, wishes.keep)

    # -- when asked for

    def make(self, folder: Path | None = None) -> Made:
        """Make a backup now, and read it once more from where it lies; it stays until somebody takes it away.

        Args:
            folder: where to, which must be there and is remembered; the file's own folder without it.

        Raises:
            StoreError: it could not be made.
        """
        from progress_tui.store import audit, backups, restoring

        to = None if folder is None or _is_same(folder, backups.home(self._file.path)) else folder.absolute()
        if to is not None and not to.is_dir():
            raise StoreError(
                f"There is no folder {visible(str(folder))}", "Nothing was written.", "Plug it in, or make it."
            )
        self._bring_up_to_date()
        if to is not None:
            # Before there is a copy: one that nobody knows of could not be erased.
            self._file.write(lambda con: backups.remember_folder(con, to))
        path = backups.take(self._file, backups.BY_HAND, to)
        restoring.look(path, self._file.key)
        made = Made(path, path.stat().st_size, self._file.encrypted)
        detail = {"backup": path.name, "folder": path.parent.name if to is None else str(to)}
        try:
            self._file.write(lambda con: audit.append(con, backups.BACKUP, detail))
        except StoreError as error:
            # The stick was pulled, the disk is full now: the backup is all the more wanted.
            return made._replace(unrecorded=str(error))
        return made

    def known(self) -> Known:
        """Every backup that can be reached, the newest first, and the folders that cannot be reached now.

        Of a file that is gone, damaged or locked the folders are not known, and only those beside it are found.
        """
        from progress_tui.store import backups

        folders: tuple[Path, ...] | None = None
        try:
            folders = self._file.read(backups.folders)
        except LockedError:
            raise
        except StoreError:
            pass
        return backups.known(self._file.path, folders)

    def report(self) -> Report:
        """The backups as a report, the newest first."""
        from progress_tui.domain.reports import Field, Report
        from progress_tui.store.protection.recognising import is_encrypted

        known = self.known()
        fields = (
            Field("made", "made"), Field("reason", "reason"), Field("size", "size"),
            Field("encrypted", "encrypted"), Field("file", "file"), Field("folder", "folder"),
        )  # fmt: skip
        rows = tuple(
            {
                "made": one.made.isoformat(" ", "minutes"),
                "reason": _REASONS[one.reason],
                "size": size_words(_size(one.path)),
                "bytes": _size(one.path),
                "encrypted": is_encrypted(one.path),
                "file": visible(one.path.name),
                "folder": visible(str(one.path.parent)),
            }
            for one in known.backups
        )
        notes = self._elsewhere(known)
        if not rows and known.folders_known:
            notes = (f"There is no backup yet: {command('backup', self._file.path)} makes one.", *notes)
        return Report("Backups", "", fields, rows, notes)

    def _elsewhere(self, known: Known) -> tuple[str, ...]:
        """Where there may be backups that were not found."""
        notes = [f"Not reachable now: {visible(str(folder))}." for folder in known.out_of_reach]
        if not known.folders_known:
            notes.append(
                f"Where else backups lie could not be read from {visible(self._file.path.name)}. If one is on a stick "
                f"or a drive: {command('restore PATH', self._file.path)}."
            )
        return tuple(notes)

    # -- put back

    def choose(self, name: str = "") -> Choice:
        """The backup of a name or a path; without one the newest that was not made by a restore.

        Raises:
            NotFoundError: there is none.
            StoreError: which is the newest cannot be told, since one is dated ahead.
        """
        from progress_tui.store import backups

        known = self.known()
        if not name:
            backups.refuse_ahead(known)
        found = _named(known, name) if name else known.newest
        if found is None:
            remedy = self._where_to_look(known)
            if name:
                raise NotFoundError(f"There is no backup {visible(name)}", remedy=remedy)
            where = " ".join(self._elsewhere(known))
            raise NotFoundError(f"There is no backup{'' if known.folders_known else ' beside it'}", where, remedy)
        needs: Needs = "nothing"
        if not _opens(found.path, self._file.key):
            needs = "passphrase of the backup"
        elif self._is_locked():
            needs = "passphrase of the file"
        return Choice(found, needs, () if name else self._elsewhere(known))

    def _where_to_look(self, known: Known) -> str:
        """How another backup than the one asked for is found; nothing where `_elsewhere` says it already."""
        if known.backups:
            return f"{command('backup --list', self._file.path)} shows those there are."
        if known.folders_known:
            return f"Name the path of a copy: {command('restore PATH', self._file.path)}."
        return ""

    def _is_locked(self) -> bool:
        """Whether the file has a passphrase that was not given: of one gone or damaged its key file tells."""
        from progress_tui.store import restoring
        from progress_tui.store.protection import key_file

        state, path = self._protecting.state(), self._file.path
        if state in ("open", "locked"):
            return state == "locked"
        named = key_file.key_path(path).exists() or key_file.coming_path(path).exists()
        return named and (state == "absent" or restoring.begun(self._file) is None)

    def restore(self, choice: Choice, secret: str = "") -> Restored:
        """Put a backup in the place of the school file, whatever became of that.

        Args:
            choice: the backup.
            secret: the passphrase or recovery key that `choice.needs` speaks of.

        Raises:
            WrongPassphraseError: it opens nothing.
            StoreError: the backup is damaged, of another school or does not hold together, or something could not be
                written; the file is as it was.
        """
        from progress_tui.store import restoring

        keys = self._keys(choice, secret)
        held = restoring.look(choice.backup.path, keys.opens)
        begun = restoring.begun(self._file) if self._file.path.exists() else None
        if begun not in (None, held.begun):
            raise StoreError(
                f"{choice.backup.path.name} is a backup of another school file",
                f"It holds {', '.join(map(visible, held.schools)) or 'no school'}.",
                "Restore it under another name with --file. Nothing was changed.",
            )
        kept = restoring.restore(self._file, choice.backup.path, keys)
        self._protecting.take_over(keys.to)
        self._replaced()
        return Restored(choice.backup.path, held, kept)

    def _keys(self, choice: Choice, secret: str) -> Keys:
        """How the backup is opened, and how the restored file is to be: never less protected than the one there is."""
        from progress_tui.store import restoring
        from progress_tui.store.protection import key_file
        from progress_tui.store.protection.recognising import is_encrypted

        own, path = self._file.key, choice.backup.path
        if choice.needs == "nothing":
            held = None if own is None else key_file.read(self._file.path)
            return restoring.Keys(own if is_encrypted(path) else None, own, held)
        of_backup = choice.needs == "passphrase of the backup"
        candidates = _key_files(path, self._file.path) if of_backup else key_file.candidates(self._file.path)
        found = self._protecting.opened_by(secret, candidates)
        held, key = next((one for one in found if of_backup and _opens(path, one[1])), found[0])
        return restoring.Keys(key if of_backup else None, key, held)


def _is_same(folder: Path, other: Path) -> bool:
    return os.path.realpath(folder) == os.path.realpath(other)


def _named(known: Known, name: str) -> Backup | None:
    """The backup of a name or at a path; None where there is none."""
    from progress_tui.store import backups

    by_name = next((one for one in known.backups if one.path.name == name), None)
    return by_name or (backups.of_any_name(Path(name)) if Path(name).is_file() else None)


def _opens(backup: Path, key: bytes | None) -> bool:
    """Whether a backup opens without a passphrase: it is not encrypted, or the data key `key` opens it."""
    from progress_tui.store import schema
    from progress_tui.store.engine import SchoolFile
    from progress_tui.store.protection.recognising import is_encrypted

    if not is_encrypted(backup):
        return True
    if key is None:
        return False
    file = SchoolFile(backup, key)
    try:
        file.read(schema.version_of)
    except StoreError:
        return False
    finally:
        file.close()
    return True


def _key_files(backup: Path, path: Path) -> tuple[KeyFile, ...]:
    """The key files that a backup may open with: that of the school file for one of the same data key, being the newer.

    Two, where the backup was being given a new data key when the program was ended. A backup without a key file is
    tried with that of the school file.
    """
    from progress_tui.store.protection import key_file

    try:
        own: KeyFile | None = key_file.read(path)
    except StoreError:
        own = None
    if own is not None and not (key_file.key_path(backup).exists() or key_file.coming_path(backup).exists()):
        return (own,)
    found = key_file.candidates(backup)
    return tuple(own if own is not None and own.key_id == held.key_id else held for held in found)


def size_words(size: int | None) -> str:
    """`3.9 MB`; empty where nobody knows."""
    if size is None:
        return ""
    return f"{size / 1e6:.1f} MB" if size >= 100_000 else f"{size / 1e3:.1f} kB"


def _size(path: Path) -> int | None:
    """Bytes; None where the file has gone meanwhile."""
    try:
        return path.stat().st_size
    except OSError:
        return None

"""The passphrase of a school: opening and shutting its file, and who has a way in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from math import ceil
from typing import TYPE_CHECKING, Final, Literal

from progress_tui.domain.errors import (
    ExistsError,
    LockedUpError,
    OtherKeyError,
    StoreError,
    TooSoonError,
    UsageError,
    WrongPassphraseError,
)
from progress_tui.domain.text import clean, counted, fold
from progress_tui.store.protection.recognising import is_encrypted

if TYPE_CHECKING:
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from progress_tui.store.engine import SchoolFile
    from progress_tui.store.protection.key_file import KeyFile, Slot

State = Literal["absent", "plain", "locked", "open"]

UNLOCK_FAILURES: Final = "unlock failures"
"""The audit's word for wrong passphrases, counted beside the file until it was unlocked."""


class Protecting:
    """Unlocks and locks one school file and keeps its key file."""

    def __init__(
        self,
        file: SchoolFile,
        key: bytes | None,
        bring_up_to_date: Callable[[], None],
        forget: Callable[[], None],
    ) -> None:
        """Begin with the data key that `file` was made with.

        Args:
            file: the school file.
            key: its data key (32 bytes), None where it is plain or not unlocked yet.
            bring_up_to_date: migrates an older file before something is written to it.
            forget: drops everything that was loaded from the file.
        """
        self._file, self._key = file, key
        self._bring_up_to_date, self._forget = bring_up_to_date, forget
        self.left_behind: tuple[tuple[Path, str], ...] = ()
        """After a change of the ways in: backups, and folders of backups, that still open as before, with the reason.

        Copies out of reach keep what they were: plain ones stay plain, and an old passphrase still opens the others."""

    def state(self) -> State:
        """Whether there is a file, and whether it has a passphrase and was unlocked."""
        if self._key is not None:
            return "open"
        if not self._file.path.exists():
            return "absent"
        return "locked" if is_encrypted(self._file.path) else "plain"

    def seconds_to_wait(self) -> float:
        """Seconds until the next passphrase is looked at, after wrong ones; 0 at most times."""
        from progress_tui.store.protection import tries

        return tries.seconds_to_wait(self._file.path)

    def unlock(self, secret: str) -> None:
        """Open the file by a passphrase or the recovery key; takes about half a second.

        Wrong passphrases since the last time go into the audit.

        Raises:
            TooSoonError: wrong passphrases have to be waited out first; this one was not looked at.
            WrongPassphraseError: it opens none of the ways in; it was counted.
            StoreError: the key file is missing or damaged, or does not belong to the file.
        """
        from progress_tui.store.protection import key_file

        # Two, where a new data key was being put in place when the program was ended.
        self._use_the_right_one(self.opened_by(secret, key_file.candidates(self._file.path)))
        self._fold_tries_into_the_audit()

    def opened_by(self, secret: str, candidates: tuple[KeyFile, ...]) -> list[tuple[KeyFile, bytes]]:
        """Which of some key files a passphrase or the recovery key opens, with their data keys: at least one.

        Raises:
            TooSoonError: wrong passphrases have to be waited out first; this one was not looked at.
            WrongPassphraseError: it opens none; it was counted, unless it is a recovery key that was misread.
        """
        from progress_tui.domain import recovery_key
        from progress_tui.store.protection import tries

        path, waiting = self._file.path, self.seconds_to_wait()
        if waiting > 0:
            raise _too_soon(waiting)
        found = [(held, held.unwrap(secret)) for held in candidates]
        keys = [(held, key) for held, key in found if key is not None]
        if not keys and recovery_key.has_slip(secret):
            raise _misread()
        if not keys:
            tries.add(path)
            raise _wrong(tries.seconds_to_wait(path))
        return keys

    def take_over(self, key: bytes | None) -> None:
        """Go on under this data key, None for none: another file was put in the place of the one there was."""
        self._take(key)

    def _use_the_right_one(self, keys: list[tuple[KeyFile, bytes]]) -> None:
        """Take the data key that opens the file; of two key files the right one stays."""
        for held, key in keys:
            self._take(key)
            try:
                self._file.read(partial(self._proved, held))
            except StoreError as error:
                self._take(None)
                if held is keys[-1][0]:
                    if isinstance(error, OtherKeyError):
                        raise _of_another_school(self._file.path) from error
                    raise
            else:
                return

    def _proved(self, held: KeyFile, con: DuckDBPyConnection) -> None:
        """While the file is held: it opens, so its key file is the one that stays."""
        from progress_tui.store import schema
        from progress_tui.store.protection import key_file

        schema.version_of(con)
        key_file.settle(self._file.path, held)

    def _fold_tries_into_the_audit(self) -> None:
        """Where nothing can be written now they stay counted, and are added the next time."""
        from progress_tui.store.protection import tries

        wrong = tries.read(self._file.path)
        if wrong.number == 0:
            return
        detail: dict[str, object] = {"number": wrong.number}
        if wrong.first is not None and wrong.last is not None:
            detail |= {"first": wrong.first.isoformat(" "), "last": wrong.last.isoformat(" ")}
        with suppress(StoreError):
            self._write_line(UNLOCK_FAILURES, detail)
            tries.clear(self._file.path, wrong)

    def lock(self) -> None:
        """Drop the data key and all that was loaded; work under way is done first. A plain file stays as it is."""
        if self._key is not None:
            self._take(None)
            self._forget()

    def take_back(self) -> None:
        """After `begin` of an absent file: forget the passphrase where nothing was stored, and let its key file go."""
        from progress_tui.store.protection import key_file

        if self._key is not None and not self._file.path.exists():
            self._take(None)
            with suppress(OSError):
                key_file.key_path(self._file.path).unlink(missing_ok=True)

    # -- ways in

    def slots(self) -> tuple[Slot, ...]:
        """Who has a way in, in the order they were added; nobody where there is no passphrase.

        Raises:
            StoreError: the key file is missing or damaged.
        """
        from progress_tui.store.protection import key_file

        if self.state() in ("absent", "plain"):
            return ()
        return key_file.read(self._file.path).slots

    def begin(self, label: str, passphrase: str) -> str:
        """Give the school a first passphrase: from now on its file is encrypted; a plain one is written anew.

        Args:
            label: whose passphrase it is.
            passphrase: at least 12 letters.

        Returns:
            The recovery key, to be printed; it is shown this once.

        Raises:
            ExistsError: it has a passphrase, or a key file of another file is in the way.
            StoreError: the passphrase is too easy, or something could not be written; the file is as it was.
        """
        from progress_tui.store.protection import key_file

        path, state = self._file.path, self.state()
        if state in ("locked", "open"):
            raise ExistsError(f"{path.name} has a passphrase already", remedy="Change it, or add another person's.")
        place = key_file.key_path(path)
        if state == "absent" and place.exists():
            raise ExistsError(
                f"{place.name} is there already",
                "It is the key file of a school file that is gone; with it a backup could be opened.",
                "Move it to a safe place, or choose another name.",
            )
        held, key, printed = key_file.begin(label, passphrase)
        if state == "absent":
            key_file.write(path, held)
            self._take(key)
            return printed
        self._rewrite(held, key, "passphrase set")
        self._carry_to_backups(held, None)
        return printed

    def refuse_unless(self, label: str, there: bool) -> None:
        """Before a new passphrase is asked for: refuse a name as `add` would, or as `change` where it is `there`."""
        from progress_tui.store.protection import key_file

        _refuse_unless(key_file.read(self._file.path), label, there)

    def add(self, label: str, passphrase: str) -> None:
        """Give another person a way in.

        Raises:
            ExistsError: somebody of that name has one.
            StoreError: the passphrase is too easy, or the key file could not be written.
        """

        def added(held: KeyFile, key: bytes) -> KeyFile:
            _refuse_unless(held, label, there=False)
            return held.with_slot(key, label, passphrase)

        self._change_slots(added, "passphrase added", label)

    def change(self, label: str, passphrase: str) -> None:
        """Change the passphrase of one person; raises as `add` does, and `UsageError` where nobody has that name."""

        def changed(held: KeyFile, key: bytes) -> KeyFile:
            _refuse_unless(held, label, there=True)
            return held.with_slot(key, label, passphrase)

        self._change_slots(changed, "passphrase changed", label)

    def remove(self, label: str) -> None:
        """Take a person's way in away; what copies of file and key file they kept still open.

        Raises:
            UsageError: nobody has that name, or it is the recovery key.
            StoreError: no passphrase would be left.
        """

        def left(held: KeyFile, _: bytes) -> KeyFile:
            _refuse_unless(held, label, there=True)
            return held.without_slot(label)

        self._change_slots(left, "passphrase removed", label)

    def new_recovery_key(self) -> str:
        """Another recovery key, to be printed; the old one opens nothing any more."""
        from progress_tui.domain import recovery_key
        from progress_tui.store.protection import key_file

        printed = recovery_key.new()
        self._change_slots(
            lambda held, key: held.with_slot(key, key_file.RECOVERY, printed, "recovery"), "recovery key renewed", ""
        )
        return printed

    def renew(self, label: str, passphrase: str) -> str:
        """Write the file anew under a new data key: this passphrase and the recovery key given back are the ways in.

        Raises:
            StoreError: the passphrase is too easy, or something could not be written; the file is as it was.
        """
        from progress_tui.store.protection import key_file

        before = self._opened()
        held, key, printed = key_file.begin(label, passphrase)
        self._rewrite(held, key, "data key renewed")
        self._carry_to_backups(held, before)
        return printed

    # -- within

    def _opened(self) -> bytes:
        if self._key is None:
            if self.state() == "locked":
                raise LockedUpError(f"{self._file.path.name} is locked", "It opens with its passphrase.")
            raise UsageError(
                f"{self._file.path.name} has no passphrase", remedy="Set one: “progress-tui passphrase set”."
            )
        return self._key

    def _change_slots(self, change: Callable[[KeyFile, bytes], KeyFile], what: str, label: str) -> None:
        """Change who has a way in; `change` is called once more where another program has changed the key file.

        The line in the audit comes first: a way in that nobody knows of is worse than a line too many. The key file is
        written while the school file is held: the data key is then the one that opens the file, no other program can
        renew it or change the ways in, and nothing is asked of the file afterwards that another program could hold up.
        """
        from progress_tui.store import backups, rekeying
        from progress_tui.store.protection import key_file

        key, path = self._opened(), self._file.path
        before = key_file.read(path)
        ready = change(before, key)
        self._write_line(what, {"name": label} if label else {})

        def put(con: DuckDBPyConnection) -> tuple[KeyFile, tuple[Path, ...]]:
            now = key_file.read(path)
            written, folders = ready if now == before else change(now, key), backups.folders(con)
            key_file.write(path, written)
            return written, folders

        held, folders = self._file.write(put)
        self.left_behind = rekeying.renew_key_files(path, folders, held).left

    def _carry_to_backups(self, held: KeyFile, before: bytes | None) -> None:
        """Write every backup anew under the data key there is now; `before` is the one there was.

        Nothing is raised: the file has its new data key, and whoever asked for it has to see the recovery key.
        """
        from progress_tui.store import backups, rekeying

        try:
            folders = self._file.read(backups.folders)
            self.left_behind = rekeying.encrypt_all(self._file, folders, before, held).left
        except StoreError as error:
            self.left_behind = ((backups.home(self._file.path), str(error)),)

    def _rewrite(self, held: KeyFile, key: bytes, what: str) -> None:
        from progress_tui.store import audit

        def told(con: DuckDBPyConnection) -> None:
            audit.append(con, what, {"name": held.slots[0].label})

        self._bring_up_to_date()
        self._file.rewrite(told, key, held)
        self._key = key

    def _write_line(self, what: str, detail: Mapping[str, object]) -> None:
        from progress_tui.store import audit

        self._bring_up_to_date()
        self._file.write(lambda con: audit.append(con, what, detail))

    def _take(self, key: bytes | None) -> None:
        self._file.use_key(key)
        self._key = key


def _refuse_unless(held: KeyFile, label: str, there: bool) -> None:
    """Refuse the recovery key, and a person who has a passphrase already, or has none where it is to be `there`."""
    name = clean(label).strip()
    named = next((slot for slot in held.slots if fold(slot.label) == fold(name)), None)
    if named is None:
        if there:
            known = ", ".join(slot.label for slot in held.slots)
            raise UsageError(f"Nobody called “{name}” has a passphrase", f"Known: {known}.")
    elif not there:
        raise ExistsError(f"“{named.label}” has a passphrase already", remedy="Change it instead.")
    elif named.kind == "recovery":
        raise UsageError("The recovery key is not a passphrase", remedy="Make a new one instead.")


def _of_another_school(path: Path) -> StoreError:
    return StoreError(
        f"{path.name} could not be unlocked",
        f"The passphrase opens {path.name}.keys, but that key file is not the one of this school file, or it is an old "
        "one. The file was not touched.",
        "Put the key file that belongs to it beside it: every backup of the program has a copy of one.",
    )


def _too_soon(seconds: float) -> TooSoonError:
    return TooSoonError(
        seconds,
        "That was too soon",
        f"Wrong passphrases were given. The next one is looked at in {counted(ceil(seconds), 'second')}.",
        "Wait a moment.",
    )


def _misread() -> WrongPassphraseError:
    return WrongPassphraseError(
        "A letter or figure of the recovery key is not as it was printed",
        "The file was not touched.",
        "Compare what you typed with the paper.",
    )


def _wrong(seconds: float) -> WrongPassphraseError:
    wait = f"Wait {counted(ceil(seconds), 'second')}, then try again." if seconds > 0 else "Try again."
    return WrongPassphraseError("That passphrase does not open the file", "The file was not touched.", wait)

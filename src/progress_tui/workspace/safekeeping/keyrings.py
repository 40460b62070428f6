"""The system's keyring (the optional library `keyring`): asked only for files whose passphrase somebody put there."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING, Final

from progress_tui.domain.errors import StoreError, UsageError
from progress_tui.settings import in_keyring, remember_in_keyring

if TYPE_CHECKING:
    from types import ModuleType

SERVICE: Final = "progress-tui"
"""The name under which it is kept; the user of an entry is the path of the school file."""

_RECOMMENDED: Final = 1
"""The lowest priority of a keyring that its library recommends: below are those that keep passwords in plain files."""


def recall(path: Path) -> str | None:
    """The passphrase that was put into the keyring for a school file; None without one, or where it cannot be had."""
    if not in_keyring(path) or not _installed():
        return None
    library, errors = _library()
    try:
        found = library.get_password(SERVICE, _user(path))
    except errors.KeyringError:
        return None
    return str(found) if found else None


def keep(path: Path, passphrase: str) -> None:
    """Put the passphrase of a school file into the keyring.

    Raises:
        UsageError: the library is not installed.
        StoreError: the system has no safe keyring, or it refused.
    """
    if not _installed():
        raise UsageError(
            "The keyring cannot be used",
            "The library keyring is not installed.",
            "Install progress-tui with its extra: progress-tui[keyring].",
        )
    library, errors = _library()
    try:
        if library.get_keyring().priority < _RECOMMENDED:
            raise StoreError("This computer has no safe keyring", "Nothing was kept.", "Type the passphrase as before.")
        library.set_password(SERVICE, _user(path), passphrase)
    except errors.KeyringError as error:
        raise StoreError("The keyring refused", f"It says: {str(error).rstrip('.')}. Nothing was kept.") from error
    remember_in_keyring(path, True)


def drop(path: Path) -> bool:
    """Take the passphrase of a school file out of the keyring; whether one was there.

    Raises:
        StoreError: the keyring refused, and it may still be there.
    """
    if not in_keyring(path):
        return False
    if _installed():
        library, errors = _library()
        try:
            library.delete_password(SERVICE, _user(path))
        except errors.PasswordDeleteError:
            # It is not there any more: somebody took it out by other means.
            pass
        except errors.KeyringError as error:
            raise StoreError(
                "The keyring refused",
                f"It says: {str(error).rstrip('.')}. The passphrase may still be in it.",
                f"Take the entry “{SERVICE}” out with the program of your system.",
            ) from error
    remember_in_keyring(path, False)
    return True


def _installed() -> bool:
    return importlib.util.find_spec("keyring") is not None


def _library() -> tuple[ModuleType, ModuleType]:
    import keyring
    import keyring.errors

    return keyring, keyring.errors


def _user(path: Path) -> str:
    return str(path.absolute())

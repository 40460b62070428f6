"""The key file beside an encrypted school file: its random data key, wrapped once for each who may open it.

Each leader's passphrase and the printed recovery key has a slot. A passphrase is stretched by scrypt with the salt of
the file, once whatever the number of slots, and opens its slot by AES-GCM, which also proves that nobody changed it.
With every slot lost the data is lost: there is no other way in.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final, Literal

from progress_tui import new_files, private
from progress_tui.domain import clock, recovery_key
from progress_tui.domain.errors import StoreError
from progress_tui.domain.passphrases import refuse_weak
from progress_tui.domain.text import clean, fold

KEY_BYTES: Final = 32
COST: Final = 2**17
"""scrypt's N with r = 8 and p = 1, which takes 128 MiB: OWASP's password storage advice."""

_HIGHEST_COST: Final = 2**20
_FORM: Final = 1
_SUM: Final = "sum"
_NONCE_BYTES: Final = 12
RECOVERY: Final = "Recovery key"
"""The label of its slot."""

Kind = Literal["passphrase", "recovery"]


@dataclass(frozen=True, slots=True)
class Slot:
    """One way in.

    Attributes:
        label: whose passphrase it is, as they call themselves.
        kind: a passphrase, or the recovery key.
        made: local time, to the second.
        nonce: 12 bytes.
        wrapped: the data key under the stretched passphrase, 48 bytes.
    """

    label: str
    kind: Kind
    made: datetime
    nonce: bytes
    wrapped: bytes


@dataclass(frozen=True, slots=True)
class KeyFile:
    """What a key file holds.

    Attributes:
        key_id: which data key it wraps; a file that was given a new data key has another.
        salt: 16 bytes, of every slot.
        cost: scrypt's N.
        slots: in the order they were added.
    """

    key_id: str
    salt: bytes
    cost: int
    slots: tuple[Slot, ...]

    def with_slot(self, key: bytes, label: str, secret: str, kind: Kind = "passphrase") -> KeyFile:
        """The same with a further way in to `key`, in the place of the one with this label.

        Raises:
            StoreError: the passphrase is too short, or the label is empty or that of the recovery key.
        """
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        name = clean(label).strip()
        if not name:
            raise StoreError("A passphrase needs a name", "It says whose passphrase it is.", "Give your name or post.")
        if kind == "passphrase":
            refuse_weak(secret)
            if fold(name) == fold(RECOVERY):
                raise StoreError(f"“{RECOVERY}” is nobody's name", "It is what the printed key is called.")
        nonce = secrets.token_bytes(_NONCE_BYTES)
        stretched = _stretch(secret, self.salt, self.cost)
        wrapped = AESGCM(stretched).encrypt(nonce, key, _bound(self.key_id, kind, name))
        slot = Slot(name, kind, clock.now().replace(microsecond=0), nonce, wrapped)
        others = tuple(held for held in self.slots if fold(held.label) != fold(name))
        return replace(self, slots=(*others, slot))

    def without_slot(self, label: str) -> KeyFile:
        """The same without one way in.

        Raises:
            StoreError: no passphrase would be left.
        """
        left = tuple(slot for slot in self.slots if fold(slot.label) != fold(clean(label).strip()))
        if not any(slot.kind == "passphrase" for slot in left):
            raise StoreError(
                "The last passphrase cannot be taken away", "Nobody could open the file.", "Add another one first."
            )
        return replace(self, slots=left)

    def unwrap(self, secret: str) -> bytes | None:
        """The data key that a passphrase or the recovery key opens, or None. Takes about half a second."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        stretched = AESGCM(_stretch(secret, self.salt, self.cost))
        for slot in self.slots:
            try:
                return stretched.decrypt(slot.nonce, slot.wrapped, _bound(self.key_id, slot.kind, slot.label))
            except InvalidTag:
                continue
        return None


def begin(label: str, passphrase: str) -> tuple[KeyFile, bytes, str]:
    """A new data key with a first passphrase: the key file to write, the data key, and the recovery key to print.

    Raises:
        StoreError: the passphrase is too short.
    """
    key, printed = secrets.token_bytes(KEY_BYTES), recovery_key.new()
    empty = KeyFile(secrets.token_hex(16), secrets.token_bytes(16), COST, ())
    held = empty.with_slot(key, label, passphrase).with_slot(key, RECOVERY, printed, "recovery")
    return held, key, printed


def key_path(path: Path) -> Path:
    """Where the key file of a school file lies."""
    return path.with_name(path.name + ".keys")


def coming_path(path: Path) -> Path:
    """Where the next key file lies while the school file is written anew under another data key."""
    return path.with_name(path.name + ".keys.next")


def candidates(path: Path) -> tuple[KeyFile, ...]:
    """The key file of `path`, and the next one where a new data key was being put in place: one of them at least.

    Raises:
        StoreError: as `read` does.
    """
    coming = coming_path(path)
    if not coming.exists():
        return (read(path),)
    found = list[KeyFile]()
    for place in (key_path(path), coming):
        with suppress(StoreError):
            found.append(_read(path, place))
    return tuple(found) or (read(path),)


def settle(path: Path, held: KeyFile) -> None:
    """Of two key files keep the one that opens the file, at the name of the key file.

    Called only while the school file is held, so that no other program is about to give it another data key. A folder
    that cannot be written now keeps both, and either is found again.
    """
    coming = coming_path(path)
    if not coming.exists():
        return
    try:
        counts = held == _read(path, coming)
    except StoreError:
        counts = False
    with suppress(OSError):
        if counts:
            coming.replace(key_path(path))
        else:
            coming.unlink(missing_ok=True)


@contextmanager
def put_in_place(path: Path, held: KeyFile) -> Iterator[None]:
    """Around the moment in which the school file gets another data key, while no other program can use it.

    Ended at any moment it leaves a key file that opens the school file: the next one waits beside the one there is
    until the school file is in place. Written before that moment, two programs that do the same could each take the
    other's away.

    Raises:
        StoreError: it cannot be written; everything is as it was.
    """
    write(path, held, coming=True)
    try:
        yield
    except OSError:
        with suppress(OSError):
            coming_path(path).unlink(missing_ok=True)
        raise
    # Written once more, not moved: where nothing keeps other programs out (Windows), one that unlocked the old file in
    # that moment has taken the waiting one away. What cannot be written waits, and is found there.
    with suppress(StoreError, OSError):
        write(path, held)
        coming_path(path).unlink(missing_ok=True)


def read(path: Path) -> KeyFile:
    """The key file of the school file `path`.

    Raises:
        StoreError: it is not there, cannot be read, or is damaged.
    """
    return _read(path, key_path(path))


def _read(path: Path, place: Path) -> KeyFile:
    try:
        return _parse(json.loads(place.read_text("utf-8")))
    except FileNotFoundError as error:
        raise StoreError(
            f"The key file of {path.name} is not there",
            f"Without {place.name} no passphrase opens it.",
            "Put it back beside the school file; every backup has a copy.",
        ) from error
    except OSError as error:
        raise StoreError(f"{place.name} cannot be read", f"{error.strerror}.", "Check its permissions.") from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise StoreError(
            f"{place.name} is damaged",
            "It is not as this program wrote it, or it was written by a newer one.",
            "Put the copy in its place that lies beside a backup. The school file was not touched.",
        ) from error


def write(path: Path, held: KeyFile, *, coming: bool = False) -> None:
    """Put the key file of `path` in place in one step, for its owner alone, and on disk before this returns.

    Args:
        path: the school file.
        held: what to write.
        coming: write it as the next one (`coming_path`), which counts once the school file was written anew.

    Raises:
        StoreError: it cannot be written; the one that was there stays.
    """
    place = coming_path(path) if coming else key_path(path)
    making = new_files.making_of(place)
    try:
        private.write_text(making, json.dumps(_spell(held), indent=1) + "\n")
        new_files.write_down(making)
        new_files.take_place(making, place)
    except OSError as error:
        new_files.sweep(making)
        raise StoreError(
            f"{place.name} cannot be written",
            f"{error.strerror}. Nothing was changed.",
            "Check the disk and try again.",
        ) from error


def _stretch(secret: str, salt: bytes, cost: int) -> bytes:
    """The key that a passphrase gives; a recovery key gives the same however it was typed.

    Raises:
        StoreError: there is not enough memory for it.
    """
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    plain = recovery_key.parse(secret) or unicodedata.normalize("NFKC", secret)
    try:
        return Scrypt(salt=salt, length=KEY_BYTES, n=cost, r=8, p=1).derive(plain.encode("utf-8", "surrogatepass"))
    except MemoryError as error:
        raise StoreError(
            "There is not enough memory to look at a passphrase",
            f"It takes {cost * 8 * 128 // 2**20} MiB. Nothing was changed.",
            "Close other programs and try again.",
        ) from error


def _bound(key_id: str, kind: str, label: str) -> bytes:
    """What a slot is bound to: it opens in no other key file and under no other name."""
    return json.dumps([_FORM, key_id, kind, label]).encode()


def _spell(held: KeyFile) -> dict[str, object]:
    content: dict[str, object] = {
        "progress-tui key file": _FORM,
        "key_id": held.key_id,
        "salt": _text(held.salt),
        "scrypt": {"n": held.cost, "r": 8, "p": 1},
        "slots": [
            {
                "label": slot.label,
                "kind": slot.kind,
                "made": slot.made.isoformat(),
                "nonce": _text(slot.nonce),
                "wrapped": _text(slot.wrapped),
            }
            for slot in held.slots
        ],
    }
    return content | {_SUM: _sum(content)}


def _sum(content: dict[str, object]) -> str:
    """Shows damage, which would be taken for a wrong passphrase; against whoever means harm each slot proves itself."""
    held = {key: value for key, value in content.items() if key != _SUM}
    return hashlib.sha256(json.dumps(held, sort_keys=True).encode()).hexdigest()


def _parse(content: dict[str, object]) -> KeyFile:
    """Raises ValueError, KeyError or TypeError for what is no key file of this form."""
    # One that was made before there was a sum has none.
    if _SUM in content and content[_SUM] != _sum(content):
        raise ValueError(_SUM)
    match content:
        case {
            "progress-tui key file": 1,
            "key_id": str(key_id),
            "salt": str(salt),
            "scrypt": {"n": int(cost), "r": 8, "p": 1},
            "slots": [*slots],
        }:
            # A cost of somebody's own making must not be able to take all memory.
            if not 2 <= cost <= _HIGHEST_COST or cost & (cost - 1):
                raise ValueError(cost)
            return KeyFile(key_id, _bytes(salt), cost, tuple(map(_slot, slots)))
    raise ValueError


def _slot(content: object) -> Slot:
    match content:
        case {
            "label": str(label),
            "kind": "passphrase" | "recovery" as kind,
            "made": str(made),
            "nonce": str(nonce),
            "wrapped": str(wrapped),
        }:
            plain = _bytes(nonce)
            if len(plain) != _NONCE_BYTES:
                raise ValueError(len(plain))
            return Slot(label, kind, datetime.fromisoformat(made), plain, _bytes(wrapped))
    raise ValueError


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)

"""The error tree. An error is something to read: a title, what happened, what to do."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class ProgressError(Exception):
    """A refusal in words that a head can act on.

    Attributes:
        title: what went wrong, in a few words.
        detail: what happened, one or two sentences.
        remedy: what to do now; may be empty.
        exit_code: the process exit code when the command line ends on it.
    """

    exit_code = 1

    def __init__(self, title: str, detail: str = "", remedy: str = "") -> None:
        self.title = title
        self.detail = detail
        self.remedy = remedy
        super().__init__(title)

    def __str__(self) -> str:
        return " ".join(part for part in (self.title.rstrip(".") + ".", self.detail, self.remedy) if part)


class SourceError(ProgressError):
    """A source cannot be read further than a certain row.

    Attributes:
        row: as a spreadsheet shows it.
    """

    def __init__(self, row: int, title: str, detail: str = "", remedy: str = "") -> None:
        super().__init__(title, detail, remedy)
        self.row = row


class UsageError(ProgressError):
    """The words of the command or of a filter are off (exit code 2)."""

    exit_code = 2


class FilterError(UsageError):
    """A text that is no filter.

    Attributes:
        position: 1-based character the message is about.
        incomplete: more typing may mend it, so a bar need not alarm while typing goes on.
    """

    def __init__(
        self, title: str, detail: str = "", remedy: str = "", *, position: int, incomplete: bool = False
    ) -> None:
        super().__init__(title, detail, remedy)
        self.position = position
        self.incomplete = incomplete


class StoreError(ProgressError):
    """The school file cannot be read or written now."""


class LockedError(StoreError):
    """Another program holds the school file for writing."""


class LockedUpError(StoreError):
    """An encrypted file is used without its passphrase."""


class OtherKeyError(LockedUpError):
    """The key that is held is not the one of the file: it got another one meanwhile, or another file its place."""


class WrongPassphraseError(StoreError):
    """A passphrase opens none of the ways into a file."""


class TooSoonError(StoreError):
    """Wrong passphrases have to be waited out.

    Attributes:
        seconds: until the next passphrase is looked at.
    """

    def __init__(self, seconds: float, title: str, detail: str = "", remedy: str = "") -> None:
        super().__init__(title, detail, remedy)
        self.seconds = seconds


class CancelledError(StoreError):
    """Somebody stopped the work under way; all of it was taken back."""

    def __init__(self) -> None:
        super().__init__("Cancelled", "Nothing was stored.")


class DataFileError(ProgressError):
    """A data file (scale, mapping, vocabulary) is not valid."""


class ExistsError(ProgressError):
    """Files of these names are there already; told to, the same work would replace them."""


class ChangedSinceError(ProgressError):
    """What was to be changed or taken back was changed since, here or by another program: that change stays."""


class NotFoundError(ProgressError):
    """What was named is not in this school."""


def nearest(word: str, known: Iterable[str], most: int = 3) -> list[str]:
    """The known words nearest to `word`, best first; empty when none is near.

    Args:
        word: what was typed.
        known: the words that would have been right.
        most: how many to give at the most.
    """
    options = {option.casefold(): option for option in known}
    found = difflib.get_close_matches(word.casefold(), options, n=most, cutoff=0.5)
    return [options[key] for key in found]


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A sentence that offers the nearest known words, or lists a few of them."""
    options = sorted(set(known))
    near = nearest(word, options)
    if near:
        return "Did you mean " + " or ".join(f"“{option}”" for option in near) + "?"
    shown = ", ".join(options[:12])
    return f"Known: {shown}{' …' if len(options) > 12 else ''}." if shown else ""

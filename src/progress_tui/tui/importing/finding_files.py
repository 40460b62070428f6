"""Finds the file to import: completes what is typed, searches where downloads land, reads what a terminal pastes."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Literal
from urllib.parse import unquote, urlsplit

from progress_tui.domain.text import fold

IMPORTABLE: Final = frozenset(
    (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".xml", ".zip", ".gz", ".bz2", ".htm", ".html")
)
"""Ends of names that are shown as importable. What a file is, its content says; any other can be chosen too."""

MOST: Final = 300
"""Files and folders that are listed."""
_LONGEST_PASTE: Final = 4096
_PLACES: Final = ("Downloads", "Documents", "Desktop")
_SEPARATORS: Final = tuple(filter(None, (os.sep, os.altsep)))


@dataclass(frozen=True, slots=True)
class Found:
    """A file or folder on offer.

    Attributes:
        kind: `recent` and `file` can be imported, `other` is a file of a kind that is not.
        size: in bytes; `changed` seconds since the epoch; both 0 for folders and recent files.
    """

    path: Path
    kind: Literal["recent", "folder", "file", "other"]
    size: int = 0
    changed: float = 0.0


@dataclass(frozen=True, slots=True)
class Finding:
    """What there is to what was typed.

    Attributes:
        completed: what was typed, as far as all that is found goes on alike.
        left_off: how many more there are.
        problem: why there is nothing, `""` otherwise.
    """

    typed: str
    found: tuple[Found, ...]
    completed: str
    left_off: int = 0
    problem: str = ""


def find(typed: str, recent: Sequence[Path], home: Path, here: Path, ends: Collection[str] = IMPORTABLE) -> Finding:
    """Files and folders for what is typed: a path is completed, a bare word searched where files usually are.

    Args:
        typed: as typed; `~` is the home folder.
        recent: files imported before, newest first.
        home: the home folder.
        here: the folder in which the program was started.
        ends: of the names of files that can be taken.
    """
    text = typed.strip().strip("\"'")
    if text.startswith("~") or any(separator in text for separator in _SEPARATORS):
        return _completed(typed, text, home, ends)
    return _searched(typed, text, recent, home, here, ends)


def _completed(typed: str, text: str, home: Path, ends: Collection[str]) -> Finding:
    """A path: what is in its folder and begins with its last part; else what holds it."""
    if text == "~":
        text = "~" + os.sep
    whole = str(home) + text[1:] if text[:2] in {"~" + separator for separator in _SEPARATORS} else text
    at = max(text.rfind(separator) for separator in _SEPARATORS) + 1 if text else 0
    folder, stem = Path(whole[: len(whole) - len(text) + at] or os.sep), text[at:]
    try:
        held = [
            entry for entry in _entries(folder, ends) if stem.startswith(".") or not entry.path.name.startswith(".")
        ]
    except OSError as error:
        return Finding(typed, (), typed, problem=f"{folder} cannot be opened: {error.strerror}.")
    begun = [entry for entry in held if entry.path.name.casefold().startswith(stem.casefold())]
    chosen = begun or [entry for entry in held if fold(stem) in fold(entry.path.name)]
    chosen.sort(key=lambda entry: (entry.kind != "folder", fold(entry.path.name)))
    problem = "" if chosen else (f"Nothing in {folder} is called “{stem}”." if stem else f"{folder} is empty.")
    alike = _alike([entry.path.name for entry in begun])
    completed = text[:at] + alike + (os.sep if len(begun) == 1 and begun[0].kind == "folder" else "")
    longer = len(completed) > len(text)
    return Finding(typed, tuple(chosen[:MOST]), completed if longer else typed, max(0, len(chosen) - MOST), problem)


def _searched(typed: str, text: str, recent: Sequence[Path], home: Path, here: Path, ends: Collection[str]) -> Finding:
    """A word, or nothing yet: files imported before, importable ones where downloads land (newest first), folders."""
    words = fold(text).split()
    found = [Found(path, "recent") for path in recent if _holds(path, words)]
    folders = list(dict.fromkeys([here, *(home / name for name in _PLACES), home]))
    files: list[Found] = []
    for folder in folders:
        try:
            files += [entry for entry in _entries(folder, ends) if entry.kind == "file" and _holds(entry.path, words)]
        except OSError:
            continue
    seen = {entry.path for entry in found}
    files = [entry for entry in files if entry.path not in seen and not entry.path.name.startswith(".")]
    found += sorted(files, key=lambda entry: -entry.changed)
    found += [Found(folder, "folder") for folder in folders if folder.is_dir() and _holds(folder, words)]
    unique = list({entry.path: entry for entry in reversed(found)}.values())[::-1]
    problem = "" if unique else f"No file called “{text}” in Downloads, Documents, Desktop or the home folder."
    return Finding(typed, tuple(unique[:MOST]), typed, max(0, len(unique) - MOST), problem)


def _holds(path: Path, words: Iterable[str]) -> bool:
    name = fold(path.name)
    return all(word in name for word in words)


def _entries(folder: Path, ends: Collection[str]) -> list[Found]:
    found = []
    with os.scandir(folder) as entries:
        for entry in entries:
            try:
                if entry.is_dir():
                    found.append(Found(Path(entry.path), "folder"))
                elif entry.is_file():
                    about = entry.stat()
                    kind: Literal["file", "other"] = "file" if importable(entry.name, ends) else "other"
                    found.append(Found(Path(entry.path), kind, about.st_size, about.st_mtime))
            except OSError:
                continue  # gone, or a link that leads nowhere
    return found


def importable(name: str, ends: Collection[str] = IMPORTABLE) -> bool:
    """Whether a file of this name is of a kind that is read."""
    return Path(name).suffix.casefold() in ends


def _alike(names: Sequence[str]) -> str:
    """What all names begin with whatever the case of letters, in the first one's spelling."""
    length = 0
    for letters in zip(*names, strict=False):
        if len({letter.casefold() for letter in letters}) > 1:
            break
        length += 1
    return names[0][:length] if names else ""


# -- what a terminal pastes


def pasted_file(text: str) -> Path | None:
    """The file whose path was pasted or dropped onto the terminal, None when the text is no path of a file.

    Terminals quote a dropped path, escape its spaces or write it as a `file://` address.
    """
    text = text.strip()
    if not text or len(text) > _LONGEST_PASTE or not text.isprintable():
        return None
    for reading in _readings(text):
        path = Path(reading).expanduser() if reading.startswith("~") else Path(reading)
        try:
            if path.is_absolute() and path.is_file():
                return path
        except (OSError, ValueError):
            continue
    return None


def _readings(text: str) -> list[str]:
    """The ways in which a terminal may have meant it."""
    bare = text[1:-1] if len(text) > 2 and text[0] == text[-1] and text[0] in "\"'" else text
    if bare.casefold().startswith("file://"):
        path = unquote(urlsplit(bare.replace("#", "%23").replace("?", "%3F")).path)
        return [path, path.lstrip("/")] if os.name == "nt" else [path]
    escaped = re.sub(r"\\(.)", r"\1", bare)
    # Inside single quotes a shell writes an apostrophe as '\''.
    return [bare, bare.replace("'\\''", "'"), escaped]


# -- in words


def short_path(path: Path, home: Path) -> str:
    """The path with `~` for the home folder."""
    try:
        inside = path.relative_to(home)
    except ValueError:
        return str(path)
    return str(Path("~") / inside)


def about(found: Found) -> str:
    """`12 KB · 28 November 2026`; `folder`; `imported before`."""
    if found.kind == "folder":
        return "folder"
    if found.kind == "recent":
        return "imported before"
    changed = datetime.fromtimestamp(found.changed)
    return f"{_size(found.size)} · {changed.day} {changed:%b %Y}"


def _size(size: int) -> str:
    if size < 1000:
        return f"{size} bytes"
    return f"{size / 1000:,.0f} KB" if size < 1_000_000 else f"{size / 1_000_000:,.1f} MB"

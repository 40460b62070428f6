"""What the Flagged screen can show: its views with their letters, and how a report's rows fall into groups."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, Literal, NamedTuple

from progress_tui.domain.reports import Report

View = Literal["severity", "kind", "class", "import", "meeting", "good", "silent", "dismissed"]
"""A view of the flags of a school."""

VIEWS: Final[Mapping[str, tuple[View, str]]] = {
    "s": ("severity", "the children, by severity"),
    "c": ("class", "the children, by class"),
    "k": ("kind", "the flags, by kind"),
    "i": ("import", "what changed since the last import"),
    "m": ("meeting", "what changed since the last meeting"),
    "g": ("good", "good news"),
    "n": ("silent", "not discussed in three meetings"),
    "d": ("dismissed", "dismissed, with the reasons"),
}
"""Letter → view and its words."""

LEAST: Final[Mapping[str, tuple[int, str]]] = {
    "1": (1, "every severity"),
    "2": (2, "discuss and priority only"),
    "3": (3, "priority only"),
}
"""Letter → the least severity shown and its words."""

ONE_KIND: Final = "f"
"""The letter that leads to the kinds of flags."""
ONE_SUBJECT: Final = "t"
"""The letter that keeps to the subject shown, and back."""

LIMITED: Final = ("severity", "class", "kind")
"""The views that a kind, a severity or a subject narrows."""

AT_FIRST: Final = 12
"""Lines of a group in sight at first."""

_SEVERITIES: Final = {3: "Priority", 2: "Discuss", 1: "Look", 0: "Good news"}
_CHANGES: Final = {
    "new flag": "New flags", "again": "Again, on new figures", "result changed": "Results that changed",
    "good news": "Good news", "no longer": "No longer raised", "results added": "Results that were added",
}  # fmt: skip

LineOf = Mapping[str, object]


class Options(NamedTuple):
    """What is shown: a view, and within some views only one kind of flag, the more pressing ones, one subject."""

    view: View = "severity"
    flag: str = ""
    severity: int = 1
    one_subject: bool = False


class Group(NamedTuple):
    """Lines under one heading.

    Attributes:
        name: tells it from the others; `words` are its heading.
        lines: indices into the report's rows, in order.
        pupils: their ids, each once.
    """

    name: str
    words: str
    lines: tuple[int, ...]
    pupils: tuple[int, ...]

    @property
    def heading(self) -> str:
        """`Priority: 34 pupils`, with the number of lines where it is another."""
        if not self.pupils:
            return self.words
        pupils = f"{len(self.pupils)} pupil{'' if len(self.pupils) == 1 else 's'}"
        lines = f", {len(self.lines)} lines" if len(self.lines) != len(self.pupils) else ""
        return f"{self.words}: {pupils}{lines}"


def groups_of(view: View, report: Report, kept: Callable[[LineOf], bool], titles: Mapping[str, str]) -> list[Group]:
    """The rows of a report under headings, in the order in which they come.

    Args:
        view: what is shown.
        report: its rows.
        kept: whether a row is shown at all.
        titles: flag → its words.
    """
    found: dict[str, list[int]] = {}
    for number, row in enumerate(report.rows):
        if kept(row):
            found.setdefault(_name(view, row), []).append(number)
    names = sorted(found) if view in ("class", "silent", "dismissed") else list(found)
    return [
        Group(name, _words(view, name, titles), tuple(found[name]), _pupils(report.rows, found[name])) for name in names
    ]


def _name(view: View, row: LineOf) -> str:
    field = {"severity": "severity", "kind": "flag", "good": "flag", "import": "what", "meeting": "what"}
    return str(row[field.get(view, "class")])


def _words(view: View, name: str, titles: Mapping[str, str]) -> str:
    if view == "severity":
        return _SEVERITIES[int(name)]
    if view in ("kind", "good"):
        title = titles.get(name, name)
        return title[:1].upper() + title[1:]
    return _CHANGES.get(name, name) if view in ("import", "meeting") else name or "In no class"


def _pupils(rows: Sequence[LineOf], lines: Sequence[int]) -> tuple[int, ...]:
    ids = (rows[number].get("pupil_id") for number in lines)
    return tuple(dict.fromkeys(one for one in ids if isinstance(one, int)))


def limits_words(chosen: Options, titles: Mapping[str, str], subject: str) -> str:
    """What of the flags is left out by choice, in words behind the count; "" where nothing is."""
    if chosen.view not in LIMITED:
        return ""
    parts = [f"only: {titles.get(chosen.flag, chosen.flag)}"] if chosen.flag else []
    parts += [words for least, words in LEAST.values() if least == chosen.severity > 1]
    parts += [f"only in {subject}"] if chosen.one_subject and subject else []
    return "".join(f" · {part}" for part in parts)

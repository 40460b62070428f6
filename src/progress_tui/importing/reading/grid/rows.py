"""Which rows of a grid are pupils and which are something else: each kind is left out with one note that counts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from progress_tui.domain.text import fold
from progress_tui.importing.reading.cleaning import Cleaner
from progress_tui.importing.reading.grid.head import IDENTITY
from progress_tui.importing.reading.grid.titles import titles_say
from progress_tui.importing.reading.grid.words import ends_as_summary, is_date, is_remark, is_summary_text, section_of
from progress_tui.importing.reading.table import Row
from progress_tui.importing.recognising.headings import read_heading, read_phrase

Kind = Literal["pupil", "blank", "heading", "title", "section", "summary", "remark"]

_UPN_LIKE = re.compile(r"[A-Z]\d{11}[0-9A-Z]", re.ASCII | re.IGNORECASE)
_FIGURE = re.compile(r"[<>]?[-+]?\d[\d.,]*\s?%?(?:\s?(?:/|of)\s?\d+)?", re.ASCII)
_SHOWN = 8
_SHOWN_TEXTS = 3


@dataclass(slots=True)
class Sorted:
    """What became of the rows below the headings.

    Attributes:
        rows: those that may be pupils, as they stand.
        added: headings that the lines in the table gave (`Class`, `Year Group`).
        given: row number → the cells under them.
        notes: what was left out.
    """

    rows: list[Row]
    added: list[str]
    given: dict[int, list[str]]
    notes: list[str]


@dataclass(slots=True)
class Sorter:
    """Sorts the rows below the headings.

    Attributes:
        headings: clean; `heads` the rows they were made of and `titles` the rows above, as they stand.
    """

    headings: Sequence[str]
    heads: Sequence[Row] = ()
    titles: Sequence[Row] = ()
    _names: dict[str, list[int]] = field(default_factory=dict)
    _repeats: set[tuple[str, ...]] = field(default_factory=set)
    _title_texts: set[str] = field(default_factory=set)

    def sort(self, rows: Sequence[Row]) -> Sorted:
        """Set apart the rows that are no pupils."""
        for at, heading in enumerate(self.headings):
            said = read_heading(heading) if heading else None
            if said is not None and said.role == "field":
                self._names.setdefault(said.name, []).append(at)
        self.heads, self.titles, plain = _clean(self.heads), _clean(self.titles), _clean(rows)
        self._repeats = {_text_of(cells) for _, cells in self.heads}
        self._title_texts = {" ".join(_text_of(cells)) for _, cells in self.titles}
        kinds = [self._kind(cells) for _, cells in plain]
        self._first_lines(plain, kinds)
        self._below(plain, kinds)
        return self._sorted(rows, plain, kinds)

    @property
    def _identity(self) -> list[int]:
        return sorted(at for name in IDENTITY for at in self._names.get(name, ()))

    def _kind(self, cells: list[str]) -> Kind:
        filled = [at for at, cell in enumerate(cells) if cell]
        if not filled:
            return "blank"
        if len(filled) > 1 and _text_of(cells) in self._repeats:
            return "heading"
        if self._is_summary(cells, filled):
            return "summary"
        if len(filled) > 1:
            return "pupil"
        text = cells[filled[0]]
        if text in self._title_texts:
            return "title"
        if self._is_known(cells, filled[0]):
            return "pupil"
        if section_of(text)[0] and self._may_head(filled[0]):
            return "section"
        return "remark" if is_remark(text) else "pupil"

    def _may_head(self, at: int) -> bool:
        """Whether a line that heads a part of the table can stand in a column: in the first or where names are."""
        return at == 0 or at in self._identity

    def _is_known(self, cells: list[str], first: int) -> bool:
        """Whether a row holds what only a pupil has: a UPN, a date of birth, an id."""
        upns = any(_UPN_LIKE.fullmatch(cells[at]) for at in self._names.get("upn", ()) if at < len(cells))
        born = any(
            is_date(cells[at]) or re.fullmatch(r"\d{5}", cells[at])
            for at in self._names.get("dob", ())
            if at < len(cells)
        )
        ids = any(cells[at] and at != first for at in self._names.get("source_id", ()) if at < len(cells))
        return upns or born or (ids and first in self._names.get("source_id", ()))

    def _is_summary(self, cells: list[str], filled: list[int]) -> bool:
        """Whether the name or the first cell says so and nothing else in the row names a pupil."""
        words = [at for at in self._identity if at < len(cells) and cells[at] and not _FIGURE.fullmatch(cells[at])]
        first = filled[0]
        if words:
            said = " ".join(cells[at] for at in words)
            if not is_summary_text(said) or (len(words) > 1 and not _whole(cells[words[0]], said)):
                return False
            held = [at for at in self._names.get("source_id", ()) if at < words[0] and at < len(cells) and cells[at]]
            return not self._is_known(cells, first) and not held
        if self._is_known(cells, first):
            return False
        groups = [at for name in ("class", "year_group", "school") for at in self._names.get(name, ())]
        ends = any(at < len(cells) and ends_as_summary(cells[at]) for at in groups)
        stands_first = is_summary_text(cells[first]) and not any(at < len(cells) and cells[at] for at in self._identity)
        return (bool(self._identity) and (ends or stands_first)) or (
            not self._identity and len(filled) > 1 and is_summary_text(cells[first])
        )

    def _first_lines(self, plain: Sequence[Row], kinds: list[Kind]) -> None:
        """Where the first row below the headings is a name and nothing else, such rows head the parts of the table."""
        lone = [at for at, (_, cells) in enumerate(plain) if kinds[at] == "pupil" and len(_text_of(cells)) == 1]
        begun = next((at for at, kind in enumerate(kinds) if kind != "blank"), None)
        if begun is None or begun not in lone or len(self._said(plain, kinds)) < 2 or len(lone) > len(plain) // 2:
            return
        column = next(at for at, cell in enumerate(plain[begun][1]) if cell)
        for at in lone:
            cells = plain[at][1]
            last = at + 1 == len(plain) or kinds[at + 1] != "pupil"
            if self._may_head(column) and _has(cells, column) and not last and not self._is_known(cells, column):
                kinds[at] = "section"

    def _below(self, plain: Sequence[Row], kinds: list[Kind]) -> None:
        """What stands below the last pupil, parted from the table by a blank row or a remark, is a remark too."""
        said = self._said(plain, kinds)
        seen = [set[str]() for _ in self.headings]
        below: list[int] = []
        another = False  # a second table has begun: only what is a pupil for certain belongs to the first
        for at, (row, cells) in enumerate(plain):
            if kinds[at] not in ("pupil", "section"):
                continue
            parted = at > 0 and (row - plain[at - 1][0] > 1 or kinds[at - 1] in ("summary", "remark", "blank"))
            another = another or (parted and _names_columns(cells))
            if (another and not self._may_be_pupil(cells)) or (
                (parted or below) and not self._is_whole(cells, said, seen)
            ):
                below.append(at)
                continue
            below, another = [], False
            for column, cell in zip(seen, cells, strict=False):
                column.add(cell)
        for at in below:
            kinds[at] = "remark"

    def _said(self, plain: Sequence[Row], kinds: Sequence[Kind]) -> list[int]:
        """The columns that tell who a pupil is and in which most rows of more than one cell have something."""
        body = [
            cells for (_, cells), kind in zip(plain, kinds, strict=True) if kind == "pupil" and len(_text_of(cells)) > 1
        ]
        return [at for at in self._identity if 5 * sum(_has(cells, at) for cells in body) >= 4 * len(body) > 0]

    def _is_whole(self, cells: list[str], said: Sequence[int], seen: Sequence[set[str]]) -> bool:
        """Whether a row that something parts from the table says as much of a pupil as the rows above it."""
        filled = [at for at, cell in enumerate(cells) if cell]
        if self._may_be_pupil(cells) or len(filled) == len(self.headings):
            return True
        typed = [
            at
            for at in said
            if _has(cells, at) and at not in (*self._names.get("upn", ()), *self._names.get("dob", ()))
        ]
        if len(said) > 1 and len(typed) < 2:
            return 2 * len(filled) > len(self.headings)
        others = [at for at in filled if at not in self._identity]
        alike = any(at < len(seen) and (cells[at] in seen[at] or _FIGURE.fullmatch(cells[at])) for at in others)
        return len(filled) > 2 or alike or not others

    def _may_be_pupil(self, cells: list[str]) -> bool:
        return any(self._is_known(cells, at) for at, cell in enumerate(cells) if cell)

    def _sorted(self, rows: Sequence[Row], plain: Sequence[Row], kinds: Sequence[Kind]) -> Sorted:
        found: dict[Kind, list[tuple[int, str]]] = {}
        for (row, cells), kind in zip(plain, kinds, strict=True):
            if kind not in ("pupil", "blank"):
                found.setdefault(kind, []).append((row, " ".join(_text_of(cells)[:1])))
        added = self._added(found.get("section", []))
        titled = self._titled(added)
        held = dict.fromkeys(added, "") | titled
        kept: list[Row] = []
        given: dict[int, list[str]] = {}
        for raw, (row, texts), kind in zip(rows, plain, kinds, strict=True):
            if kind == "pupil":
                kept.append(raw)
                given[row] = list(held.values())
            elif kind == "section":
                self._enter(held, _text_of(texts)[0])
        notes = [
            f"No column says the {heading.casefold()}; the title does: “{name}”." for heading, name in titled.items()
        ]
        return Sorted(kept, list(held), given, _notes(found, added) + notes)

    def _titled(self, added: Sequence[str]) -> dict[str, str]:
        """What the titles say of every row, where neither a column nor a line in the table does."""
        said = titles_say(" ".join(_text_of(cells)) for _, cells in self.titles)
        names = {"Class": "class", "Year Group": "year_group"}
        return {h: name for h, name in said.items() if h not in added and names[h] not in self._names}

    def _added(self, sections: Sequence[tuple[int, str]]) -> list[str]:
        """The headings that the lines in the table stand for, where the table has no such column."""
        said = {section_of(text)[0] for _, text in sections}
        columns = [("year", "year_group", "Year Group"), ("class", "class", "Class")]
        added = [heading for kind, name, heading in columns if kind in said and name not in self._names]
        unnamed = bool(sections) and said == {""} and "class" not in self._names
        return [*added, "Class"] if unnamed else added

    @staticmethod
    def _enter(held: dict[str, str], text: str) -> None:
        kind, name = section_of(text)
        if kind == "year" and "Year Group" in held:
            held.update(dict.fromkeys(held, "") | {"Year Group": name})
        elif kind != "year" and "Class" in held:
            held["Class"] = name or text


def _whole(surname: str, said: str) -> bool:
    """Whether surname and forename are together one phrase, such as `Class` `average`, and no name."""
    return fold(surname) != "" and is_summary_text(said) and not is_summary_text(surname)


def _names_columns(cells: Sequence[str]) -> bool:
    """Whether every cell of a row is a word of a heading."""
    texts = _text_of(cells)
    return len(texts) > 1 and all(read_phrase(text).role != "unknown" for text in texts)


def _has(cells: Sequence[str], at: int) -> bool:
    return at < len(cells) and bool(cells[at])


def _clean(rows: Sequence[Row]) -> list[Row]:
    cleaner = Cleaner()
    return [(row, cleaner.cells(cells, row)) for row, cells in rows]


def _text_of(cells: Sequence[str]) -> tuple[str, ...]:
    """What stands in cells that are clean."""
    return tuple(filter(None, cells))


def _notes(found: dict[Kind, list[tuple[int, str]]], added: Sequence[str]) -> list[str]:
    became = f"became the column {' and '.join(added)}" if added else "were left out"
    sentences: dict[Kind, str] = {
        "heading": "{rows} {s} the headings and {was} left out.",
        "title": "{rows} {s} a title and {was} left out{texts}.",
        "section": "{rows} {head} a part of the table and " + became + "{texts}.",
        "summary": "{rows} {hold} totals or averages and {was} left out{texts}.",
        "remark": "{rows} {hold} remarks and {was} left out{texts}.",
    }
    return [_sentence(sentences[kind], found[kind]) for kind in sentences if kind in found]


def _sentence(pattern: str, found: Sequence[tuple[int, str]]) -> str:
    many = len(found) > 1
    texts = list(dict.fromkeys(text[:60] for _, text in found))
    shown = ", ".join(f"“{text}”" for text in texts[:_SHOWN_TEXTS]) + (" …" if len(texts) > _SHOWN_TEXTS else "")
    words = {"s": "repeat", "head": "head", "hold": "hold", "was": "were"} if many else {
        "s": "repeats", "head": "heads", "hold": "holds", "was": "was",
    }  # fmt: skip
    if not many:
        pattern = pattern.replace(" were left out", " {was} left out")
    return pattern.format(rows=rows_said([row for row, _ in found]), texts=f": {shown}" if shown else "", **words)


def rows_said(rows: Sequence[int], word: str = "row") -> str:
    """`Row 7`, `Rows 7, 8 and 9`, or `12 rows (4, 5, …)`: the beginning of a note on rows or on columns."""
    if len(rows) == 1:
        return f"{word.capitalize()} {rows[0]}"
    if len(rows) <= _SHOWN:
        return f"{word.capitalize()}s {', '.join(map(str, rows[:-1]))} and {rows[-1]}"
    return f"{len(rows):,} {word}s ({', '.join(map(str, rows[:_SHOWN]))}, …)"

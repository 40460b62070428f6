"""Where the headings of a raw grid stand: titles above them, headings in two or three rows, none at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from progress_tui.domain.errors import ProgressError
from progress_tui.domain.text import clean, fold
from progress_tui.importing.reading.grid.words import is_date, is_upn
from progress_tui.importing.reading.table import Row
from progress_tui.importing.recognising.headings import Heading, read_heading, read_phrase, vocabulary

SAMPLE = 60
"""Rows in which the headings are looked for."""

IDENTITY = ("upn", "source_id", "surname", "forename", "name", "dob")
"""The fields of which a row of headings names one at least."""

_MOST_BANDS = 3


@dataclass(frozen=True, slots=True)
class Band:
    """A merged cell: the rows (as a spreadsheet numbers them) and columns (from 0) it covers, ends included."""

    top: int
    bottom: int
    left: int
    right: int


@dataclass(frozen=True, slots=True)
class Head:
    """The headings of a grid.

    Attributes:
        start: place of the first row of headings in the records; what is before are titles.
        end: place of the first row after them.
        headings: clean, joined over their rows, blank where a column has none.
    """

    start: int
    end: int
    headings: list[str]


def heading_place(records: Sequence[Row]) -> int:
    """The place in `records` of the (last) row of headings; the first rows of a huge table are enough."""
    return max(find_head(records).end - 1, 0)


def find_head(records: Sequence[Row], bands: Sequence[Band] | None = None) -> Head:
    """The headings among the first rows of a grid, none of them blank."""
    sample = [(row, [clean(cell) for cell in cells]) for row, cells in records[:SAMPLE]]
    if not sample:
        return Head(0, 0, [])
    place = _place(sample)
    leaf = sample[place][1]
    end = place + 1
    above = [place]
    if end < len(sample) and _goes_on(leaf, sample[end][1]):
        leaf, end = sample[end][1], end + 1
    else:
        above = []
    start = place
    joined = _joined([sample[at] for at in above], leaf, bands)
    while start > 0 and place - start < _MOST_BANDS and _is_band(sample[start - 1], joined, bands):
        if sample[start][0] - sample[start - 1][0] > 1:  # what a blank row parts from the table is a title
            break
        start -= 1
        above.insert(0, start)
        joined = _joined([sample[at] for at in above], leaf, bands)
    return Head(start, end, joined)


def check_head(head: Head, records: Sequence[Row], file: str) -> None:
    """Refuse a table whose first row is a pupil.

    Raises:
        ProgressError: the row taken for headings holds a UPN or a date.
    """
    dates = sum(_identity(heading) for heading in head.headings) < 2
    for heading in head.headings:
        if is_upn(heading) or (dates and is_date(heading)):
            raise ProgressError(
                f"{file} has no line of headings",
                f"Row {records[head.end - 1][0]}, where they should be, holds a pupil: “{heading}”.",
                "Put a line that names the columns (UPN, Surname, …) above it.",
            )


def is_field(heading: str) -> bool:
    """Whether a heading as a whole names something about the pupil, useful or not."""
    return bool(heading) and read_heading(heading).role in ("field", "unwanted")


@lru_cache(maxsize=4096)
def _identity(text: str) -> bool:
    role, name, _ = vocabulary().whole.get(fold(text), ("unknown", "", 0))
    return role == "field" and name in IDENTITY


def _filled(cells: Sequence[str]) -> list[int]:
    return [at for at, cell in enumerate(cells) if cell]


def _place(sample: list[Row]) -> int:
    """The row that names most columns, one of them a pupil's; without such a row the first that is as wide as most."""
    best, best_score = -1, (0, 0)
    for at, (_, cells) in enumerate(sample):
        names = [cell for cell in cells if cell]
        pupil = sum(map(_identity, names))
        if not pupil or any(map(is_upn, names)) or (pupil < 2 and any(map(is_date, names))):
            continue
        score = (sum(read_heading(name).role != "unknown" for name in names), len(names))
        if score > best_score:
            best, best_score = at, score
    if best >= 0:
        return best
    widths = Counter(len(_filled(cells)) for _, cells in sample)
    usual = max(widths, key=lambda width: (widths[width], width))
    if usual < 3:
        return 0
    return next((at for at, (_, cells) in enumerate(sample) if 2 * len(_filled(cells)) > usual), 0)


def _goes_on(leaf: list[str], below: list[str]) -> bool:
    """Whether the row below names columns too, under headings that stand over several of them."""
    filled = _filled(below)
    if any(cell and is_field(cell) and at < len(below) and below[at] not in ("", cell) for at, cell in enumerate(leaf)):
        return False
    under = [at for at in filled if at >= len(leaf) or below[at] != leaf[at]]
    said = sum(read_phrase(below[at]).role != "unknown" for at in under)
    gaps = sum(at >= len(leaf) or not leaf[at] for at in under)
    return len(under) >= 2 and gaps >= 1 and 2 * said >= len(under) and any(map(_identity, leaf))


def _is_band(record: Row, leaf: list[str], bands: Sequence[Band] | None) -> bool:
    """Whether a row above the headings stands over groups of their columns, and is no title."""
    row, cells = record
    filled = [at for at in _filled(cells) if at >= len(leaf) or cells[at] != leaf[at]]
    if not filled or any(cells[at].endswith(":") or is_date(cells[at]) or is_upn(cells[at]) for at in filled):
        return False
    over = [at for at in filled if at < len(leaf) and not is_field(leaf[at])]
    if not over or (len(filled) == 1 and over[0] == _filled(leaf)[0]) or len(filled) - len(over) > 2:
        return False
    ends = {band.left: band.right for band in bands or () if band.top <= row <= band.bottom}
    width = len(_filled(leaf))
    if any(right - left + 1 >= width for left, right in ends.items()):
        return False
    if ends and all(ends.get(at, at) > at for at in over):
        return True
    named = [fold(heading) for heading in leaf if heading]
    if any(":" in cells[at] for at in filled) and len(set(named)) == len(named):
        return False  # "Term: Autumn 2" says something about the whole table
    said = sum(read_phrase(cells[at]).role != "unknown" for at in over)
    return len(set(named)) < len(named) or 2 * said >= len(over)


def _joined(above: Sequence[Row], leaf: list[str], bands: Sequence[Band] | None) -> list[str]:
    """One heading for each column: `Reading` over `Aut2` is `Reading Aut2`."""
    width = max([len(leaf), *(len(cells) for _, cells in above)])
    leaf = leaf + [""] * (width - len(leaf))
    counts = Counter(fold(heading) for heading in leaf if heading)
    said = [read_heading(heading) if heading else None for heading in leaf]
    is_long = any(heading is not None and heading.role == "long" and heading.name == "subject" for heading in said)
    whole = [
        heading is not None and counts[fold(heading.text)] == 1 and _stands_alone(heading, is_long) for heading in said
    ]
    labels = [_spread(record, width, whole, leaf, bands) for record in above]
    return [join_words([row[at] for row in labels], leaf[at]) for at in range(width)]


def _stands_alone(heading: Heading, is_long: bool) -> bool:
    """Whether a heading says all by itself, so that the one above it is a mere group."""
    return heading.role in ("field", "unwanted") or (is_long and heading.role == "long")


def _spread(
    record: Row, width: int, whole: Sequence[bool], leaf: Sequence[str], bands: Sequence[Band] | None
) -> list[str]:
    """A row of headings over several columns each, written out over every column it covers."""
    row, cells = record
    cells = [*cells, *[""] * (width - len(cells))]
    spans = {band.left: band.right for band in bands or () if band.top <= row <= band.bottom and band.right > band.left}
    spread, label, last = [], "", width
    for at in range(width):
        if cells[at]:
            label = cells[at]
            last = spans.get(at, at) if spans or is_field(label) else width
        if whole[at] or at > last or (not leaf[at] and not cells[at]):
            if whole[at]:
                label = ""
            spread.append("")
        else:
            spread.append(label)
    return spread


def join_words(labels: Sequence[str], leaf: str) -> str:
    """The labels above a heading and the heading as one; what is said already is not said twice."""
    parts: list[str] = []
    for part in filter(None, (*labels, leaf)):
        said = set(fold(part).split()) or {part}
        if not said <= {*parts, *fold(" ".join(parts)).split()}:
            parts = [*(held for held in parts if not set(fold(held).split()) <= said), part]
    return " ".join(parts)

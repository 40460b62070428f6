"""Lays a table out as lines of text, and folds what is too wide for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Final

from rich.cells import cell_len, chop_cells

BETWEEN: Final = "  "

NARROWEST: Final = 10
"""A column of text is folded to no less."""


def table_lines(
    columns: Sequence[str], texts: Sequence[Sequence[str]], numbers: frozenset[str], room: int | None = None
) -> Iterator[str]:
    """The lines of a table: headings, a rule, and the rows.

    Args:
        columns: the headings.
        texts: the rows.
        numbers: the columns that stand flush right; they are never folded.
        room: how many terminal cells a line may have. Columns of text are folded, the widest first, until the table
            fits. None, or a table of too many columns to fit, folds nothing.
    """
    if not columns:
        return
    lines = [columns, *texts]
    # In terminal cells, so that wide characters keep the columns aligned.
    widths = [max(cell_len(line[place]) for line in lines) for place in range(len(columns))]
    if room is not None:
        _narrow(widths, [place for place, column in enumerate(columns) if column not in numbers], room)

    def laid(line: Sequence[str]) -> Iterator[str]:
        folded = [folded_to(text, width) for text, width in zip(line, widths, strict=True)]
        for parts in zip_longest(*folded, fillvalue=""):
            yield BETWEEN.join(
                " " * (width - cell_len(text)) + text if column in numbers else text + " " * (width - cell_len(text))
                for column, text, width in zip(columns, parts, widths, strict=True)
            ).rstrip()

    yield from laid(columns)
    yield BETWEEN.join("─" * width for width in widths)
    for line in texts:
        yield from laid(line)


def _narrow(widths: list[int], places: Sequence[int], room: int) -> None:
    """Take from the widest of the columns at `places` until the line fits; nothing where it cannot be made to fit."""
    over = sum(widths) + len(BETWEEN) * (len(widths) - 1) - room
    if over > sum(max(0, widths[place] - NARROWEST) for place in places):
        return
    for _ in range(over):
        widths[max(places, key=lambda place: widths[place])] -= 1


def folded_to(text: str, width: int) -> list[str]:
    """A text in lines of at most `width` terminal cells, broken between words where that is possible."""
    if cell_len(text) <= width:
        return [text]
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if cell_len(longer) <= width:
            lines[-1] = longer
            continue
        first, *others = chop_cells(word, width) or [""]
        if lines[-1]:
            lines.append(first)
        else:
            lines[-1] = first
        lines.extend(others)
    return lines

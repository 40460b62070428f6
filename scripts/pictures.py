"""What is on a terminal's screen, drawn as SVG."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from pyte.screens import Char

CELL_WIDTH: Final = 8.4
CELL_HEIGHT: Final = 18
FONT_SIZE: Final = 14
MARGIN: Final = 10
FONTS: Final = "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, 'Liberation Mono', monospace"
"""Fonts of the reader's own machine, so that a picture loads nothing."""

FOREGROUND: Final = "#e6eaf0"
BACKGROUND: Final = "#12161c"
"""Of cells without colours of their own."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a cell is painted; colours as `#rrggbb`."""

    fg: str
    bg: str
    bold: bool
    italic: bool
    underlined: bool


@dataclass(frozen=True, slots=True)
class Run:
    """Characters side by side with one look.

    Attributes:
        column: of the first character; `width` in cells.
    """

    column: int
    width: int
    text: str
    look: Look


_NAMED: Final = {
    "black": "#000000", "red": "#cd3131", "green": "#0dbc79", "brown": "#e5e510", "blue": "#2472c8",
    "magenta": "#bc3fbc", "cyan": "#11a8cd", "white": "#e5e5e5",
}  # fmt: skip


def _colour(name: str, default: str) -> str:
    if len(name) == 6 and all(digit in "0123456789abcdefABCDEF" for digit in name):
        return f"#{name.lower()}"
    return _NAMED.get(name, default)


def look_of(cell: Char) -> Look:
    """How a cell is painted."""
    fg, bg = _colour(cell.fg, FOREGROUND), _colour(cell.bg, BACKGROUND)
    if cell.reverse:
        fg, bg = bg, fg
    return Look(fg, bg, cell.bold, cell.italics, cell.underscore)


def _is_plain(text: str) -> bool:
    """Whether every monospaced font has these characters at their own width (Latin letters, digits, punctuation)."""
    return all(ord(character) < 0x250 for character in text)


def runs(cells: Sequence[Char]) -> Iterator[Run]:
    """One line of the screen as runs. A sign that fonts draw in widths of their own is a run by itself.

    Args:
        cells: one a column; the second cell of a wide character holds an empty text.
    """
    placed = [(column, cell, look_of(cell)) for column, cell in enumerate(cells)]
    alone = iter(range(1, len(placed) + 1))
    for (look, _), group in groupby(placed, key=lambda one: (one[2], 0 if _is_plain(one[1].data) else next(alone))):
        held = list(group)
        text = unicodedata.normalize("NFC", "".join(cell.data for _, cell, _ in held))
        yield Run(held[0][0], len(held), text, look)


def svg(lines: Sequence[Sequence[Char]], words: str) -> str:
    """A screen as the text of an SVG file.

    Args:
        lines: the cells of every line.
        words: what the picture shows, for readers who cannot see it.
    """
    rows = [list(runs(cells)) for cells in lines]
    painted = Counter[str]()
    for run in (run for row in rows for run in row):
        painted[run.look.bg] += run.width
    background = painted.most_common(1)[0][0]
    width = round(len(lines[0]) * CELL_WIDTH + 2 * MARGIN, 1)
    height = len(lines) * CELL_HEIGHT + 2 * MARGIN
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height}" width="{width:g}" height="{height}" '
        f'role="img" aria-label={quoteattr(words)} font-family="{FONTS}" font-size="{FONT_SIZE}" '
        f'fill="{FOREGROUND}" xml:space="preserve">',
        f"<title>{escape(words)}</title>",
        f'<rect width="100%" height="100%" rx="6" fill="{background}"/>',
    ]
    for number, row in enumerate(rows):
        top = MARGIN + number * CELL_HEIGHT
        parts += [box for box in _boxes(row, top) if background not in box]
        parts += [part for run in row for part in _words(run, top)]
    return "\n".join([*parts, "</svg>", ""])


def _boxes(row: Sequence[Run], top: int) -> Iterator[str]:
    """The backgrounds of a line, each as wide as its colour reaches."""
    for colour, group in groupby(row, key=lambda run: run.look.bg):
        held = list(group)
        width = sum(run.width for run in held) * CELL_WIDTH
        yield (f'<rect x="{_x(held[0].column)}" y="{top}" width="{width:.6g}" height="{CELL_HEIGHT}" fill="{colour}"/>')


def _words(run: Run, top: int) -> Iterator[str]:
    """The text of a run, set to the width of its cells so that columns hold in any font; nothing where it is blank."""
    text = run.text.strip()
    if not text:
        return
    plain = _is_plain(text)
    column = run.column + len(run.text) - len(run.text.lstrip())
    style = "".join(
        words
        for held, words in (
            (run.look.fg != FOREGROUND, f' fill="{run.look.fg}"'),
            (run.look.bold, ' font-weight="bold"'),
            (run.look.italic, ' font-style="italic"'),
            (run.look.underlined, ' text-decoration="underline"'),
            # Signs keep the shape their font gives them: stretched to a cell they would be hard to know again.
            (plain, f' textLength="{len(text) * CELL_WIDTH:.6g}" lengthAdjust="spacingAndGlyphs"'),
        )
        if held
    )
    yield f'<text x="{_x(column)}" y="{top + 13}"{style}>{escape(text)}</text>'


def _x(column: int) -> str:
    return f"{MARGIN + column * CELL_WIDTH:.6g}"

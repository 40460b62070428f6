"""What is wrong with a picture of the screen that can be told without eyes.

Each check takes the cells of a screen and says what it found. None of them proves a picture good: what they leave is
looked at.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import groupby
from typing import Final

from pictures import Look, look_of
from pyte.screens import Char
from textual.binding import Binding

import progress_tui.tui
from progress_tui.tui.commands.base import Command

Cells = Sequence[Sequence[Char]]

LEAST_CONTRAST: Final = 3.0
"""Of text against what it stands on (WCAG 2 asks 3 of large text; a screen across a table is none the easier)."""
_EDGE: Final = frozenset("…>›▸│┃▏▕█▎▌▐─━┐┘┤╮╯▇▆▅▄▃▂▁▔▊▋▉ ▲▼■╴╶┓┛" + "’”.?!»)")
"""Characters that may stand at the right edge: borders, marks of more, the end of a sentence."""
_SHOWN: Final = {"escape": "esc", "tab": "tab", "enter": "⏎"}
_UNREADY: Final = ("Traceback", "judging …", "Opening the school file", "Error ")


def faults(cells: Cells, names: Iterable[str] = (), grey: bool = False, over: bool = False) -> list[str]:
    """What is wrong.

    Args:
        cells: the lines of the screen.
        names: forenames and surnames that must not be on it.
        grey: whether there may be no colour (NO_COLOR).
        over: whether a dialog stands over a screen, which is dimmed on purpose.
    """
    lines = ["".join(cell.data for cell in line) for line in cells]
    looks = [[look_of(cell) for cell in line] for line in cells]
    text = "\n".join(lines)
    found = [f"“{word.strip()}” is on the screen" for word in _UNREADY if word in text]
    found += [*_names(text, names), *_footer(lines, over), *_edges(lines)]
    found += [] if over else [*_faint(cells, looks), *_blank(lines, looks)]
    return [*found, *(_coloured(looks) if grey else ())]


def _names(text: str, names: Iterable[str]) -> Iterator[str]:
    words = set(re.findall(r"[^\W\d_][\w'’-]*", text))
    hit = sorted(words & set(names))
    if hit:
        yield f"names on the screen: {', '.join(hit)}"


@cache
def _footer_words() -> tuple[str, ...]:
    """Every key and label that a footer may hold, longest first: of commands, and of the bindings of dialogs."""
    held = set[str]()
    for module in pkgutil.walk_packages(progress_tui.tui.__path__, "progress_tui.tui."):
        for found in vars(importlib.import_module(module.name)).values():
            if not isinstance(found, type):
                continue
            if issubclass(found, Command) and found is not Command and found.footer:
                held.add(f"{found.key_words().partition(' or ')[0]} {found.label}")
            for binding in vars(found).get("BINDINGS", ()):
                if isinstance(binding, Binding) and binding.show:
                    key = binding.key_display or _SHOWN.get(binding.key, binding.key)
                    held.add(f"{key} {binding.description}")
    return tuple(sorted(held, key=len, reverse=True))


def _footer(lines: Sequence[str], over: bool) -> Iterator[str]:
    """The last line holds whole keys and nothing else, where it is a footer at all; the last one is that of help."""
    last = lines[-1]
    rest, hits = last, 0
    for words in _footer_words():
        if words in rest:
            rest, hits = rest.replace(words, " ", 1), hits + 1
    if hits and rest.strip():
        yield f"the footer is cut or has a key of its own: “{' '.join(rest.split())}” in “{last.strip()}”"
    if hits and not over and "? Help" not in last:
        yield f"the footer ends before “? Help”: “{last.strip()}”"
    if hits > 8:
        yield f"{hits} keys in the footer"
    if hits and sum(words in lines[-2] for words in _footer_words()) >= 3:
        yield "the footer is wrapped"


def _edges(lines: Sequence[str]) -> Iterator[str]:
    """A cell of a table at the right edge may be cut: our own cuts end in “…”. Sentences may reach it, and wrap."""
    for number, line in enumerate(lines[:-1]):
        if re.search(r"\S(?:  +|│)\S", line) and line[-1] not in _EDGE:
            yield f"line {number + 1} runs to the edge: “…{line[-30:].strip()}”"


def _faint(cells: Cells, looks: Sequence[Sequence[Look]]) -> Iterator[str]:
    """Text that hardly differs from what it stands on."""
    found = Counter[tuple[str, str]]()
    example: dict[tuple[str, str], str] = {}
    for line, row in zip(cells, looks, strict=True):
        for look, group in groupby(zip(line, row, strict=True), key=lambda one: one[1]):
            words = "".join(cell.data for cell, _ in group).strip()
            if re.search(r"\w", words) and contrast(look.fg, look.bg) < LEAST_CONTRAST:
                found[look.fg, look.bg] += len(words)
                example.setdefault((look.fg, look.bg), words)
    for pair, count in found.most_common():
        yield f"{count} letters of contrast {contrast(*pair):.1f} ({pair[0]} on {pair[1]}): “{example[pair][:40]}”"


def _blank(lines: Sequence[str], looks: Sequence[Sequence[Look]]) -> Iterator[str]:
    """A coloured patch without a sign in it, inside a line of text: its colour alone would say something."""
    patches = list[tuple[int, int, int, str]]()
    for number, (line, row) in enumerate(zip(lines, looks, strict=True)):
        usual = Counter(look.bg for look in row).most_common(1)[0][0]
        lettered = {look.bg for letter, look in zip(line, row, strict=False) if letter.strip()}
        at = 0
        for ground, group in groupby(row, key=lambda look: look.bg):
            width = len(list(group))
            words = line[at : at + width]
            if ground not in (usual, *lettered) and 2 <= width <= 20 and not words.strip() and len(line.strip()) > 10:
                patches.append((number, at, width, ground))
            at += width
    upright = Counter((at, width) for _, at, width, _ in patches)
    for number, at, width, ground in patches:
        # The same patch in many lines is a margin, one at the right edge a scroll bar.
        if upright[at, width] < 3 and at + width < len(lines[number]):
            yield f"line {number + 1}, column {at + 1}: a patch of {ground} without a sign, {width} wide"


def _coloured(looks: Sequence[Sequence[Look]]) -> Iterator[str]:
    colours = {colour for row in looks for look in row for colour in (look.fg, look.bg) if not is_grey(colour)}
    if colours:
        yield f"colours in spite of NO_COLOR: {', '.join(sorted(colours)[:5])}"


def is_grey(colour: str) -> bool:
    """Whether a colour has no hue to speak of."""
    red, green, blue = _parts(colour)
    return max(red, green, blue) - min(red, green, blue) <= 26


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG 2 reckons it, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    def linear(part: int) -> float:
        share = part / 255
        return float(share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4)

    red, green, blue = _parts(colour)
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)

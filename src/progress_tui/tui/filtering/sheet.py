"""The facets of the filter builder as a page of text: a heading a line, each facet with its letter and its mark."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from rich.cells import cell_len, set_cell_size
from textual.content import Content
from textual.style import Style

from progress_tui.domain.filtering import SavedFilter
from progress_tui.domain.text import visible
from progress_tui.tui.filtering.draft import Draft, State
from progress_tui.tui.filtering.facets import FACETS, Facet

MARKS: Final[dict[State, str]] = {"off": " ", "with": "✓", "without": "✗"}
"""Before a letter: not asked, asked for, ruled out. Told by the sign; the colour only helps."""

_LABEL: Final = 11
_APART: Final = "  "
_LONGEST_SAVED: Final = 30

Piece = tuple[str, State, str]
"""Letter, state, words."""


def sheet(
    draft: Draft, menus: Iterable[tuple[str, str]], saved: Sequence[SavedFilter], width: int, hidden: bool
) -> Content:
    """Every facet with its letter, flowing within `width` cells.

    Args:
        draft: the filter as it stands.
        menus: (letter, words) of what opens another list.
        saved: the saved filters; nine are shown.
        width: cells.
        hidden: whether names are hidden.
    """
    sections: list[tuple[str, list[Piece]]] = [(label, _pieces(draft, facets)) for label, facets in FACETS]
    sections.append(("More", [(key, "off", words) for key, words in menus]))
    if saved:
        listed: list[Piece] = [(str(n), "off", _saved(one, hidden)) for n, one in enumerate(saved[:9], start=1)]
        if len(saved) > len(listed):
            listed.append(("0", "off", "more …"))
        sections.append(("Saved", listed))
    return Content("\n").join([line for row in _paired(sections, width) for line in _lines(row, width)])


def _pieces(draft: Draft, facets: Iterable[Facet]) -> list[Piece]:
    return [(facet.key, draft.state(facet), facet.words) for facet in facets]


def _saved(one: SavedFilter, hidden: bool) -> str:
    name = set_cell_size(visible(one.hidden_name if hidden else one.name), _LONGEST_SAVED).rstrip()
    return f"{name} ({'?' if one.pupils is None else one.pupils})"


def _paired(sections: list[tuple[str, list[Piece]]], width: int) -> list[list[tuple[str, list[Piece]]]]:
    """Sections that fit beside the one before share its line, so that all of them are in sight on a small screen."""
    rows: list[list[tuple[str, list[Piece]]]] = []
    room = 0
    for section in sections:
        needed = _LABEL + sum(_cells(piece) for piece in section[1])
        if rows and len(rows[-1]) < 2 and len(_APART) + needed <= room:
            rows[-1].append(section)
        else:
            rows.append([section])
            room = width
        room -= needed
    return rows


def _cells(piece: Piece) -> int:
    return cell_len(piece[0]) + cell_len(piece[2]) + 3


def _lines(row: list[tuple[str, list[Piece]]], width: int) -> list[Content]:
    lines, line, used = [], Content(""), 0
    for label, pieces in row:
        apart = _APART if used else ""
        line, used = line + f"{apart}{label:<{_LABEL}}", used + len(apart) + _LABEL
        for piece in pieces:
            if used + _cells(piece) > width and used > _LABEL:
                lines.append(line)
                line, used = Content(" " * _LABEL), _LABEL
            line, used = line + _shown(piece), used + _cells(piece)
    return [*lines, line]


def _shown(piece: Piece) -> Content:
    key, state, words = piece
    click = Style.from_meta({"@click": f"screen.press({key!r})"})
    chosen = "" if state == "off" else "bold"
    text = Content.assemble(
        (MARKS[state], "bold $text-warning" if state == "without" else "bold $text-accent"),
        (key, "bold $text-accent"),
        " ",
        (words, chosen),
    )
    return text.stylize(click) + Content(" ")

"""Contrast as WCAG counts it, of what is painted: 4.5 to 1 for text, 3 to 1 for what is muted on purpose.

In high contrast it is 7 to 1 for everything. The theme in the terminal's own colours uses its sixteen and no other.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.color import Color, ColorType
from rich.style import Style
from textual.geometry import Region
from textual.widgets import Input

from progress_tui.tui.widgets.table_look import STYLES
from tests.screens.stage import Stage, stage

LEAST = {"progress-dark": (4.5, 3.0), "progress-light": (4.5, 3.0), "progress-contrast": (7.0, 7.0)}
"""Theme → contrast of text, and of what is muted."""

MUTED_STYLES = {"band", "empty", "muted", "missing", "cursor-mark"}
NOT_TEXT = {"rule"}
MUTED_WORDS = {"Reading", "Writing", "Maths", "0", "ype"}
"""Group labels, no distance from the target, and `type to narrow` behind the cursor on its first letter."""


def _luminance(colour: Color) -> float:
    """Relative luminance, 0 black to 1 white."""
    parts = [part / 255 for part in colour.get_truecolor()]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(style: Style) -> float:
    """The ratio of a style's colour to its background, 1 to 21."""
    assert style.color is not None
    assert style.bgcolor is not None
    low, high = sorted((_luminance(style.color), _luminance(style.bgcolor)))
    return (high + 0.05) / (low + 0.05)


def test_the_measure() -> None:
    assert contrast(Style(color="#ffffff", bgcolor="#000000")) == pytest.approx(21)
    assert contrast(Style(color="#777777", bgcolor="#ffffff")) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", LEAST)
async def test_every_style_of_the_grid_can_be_read(theme: str, demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        on_stage.app.theme = theme
        await on_stage.settle()
        style_of = on_stage.table._painter._style
        text, muted = LEAST[theme]
        for name in STYLES:
            if name in NOT_TEXT or name.startswith("cursor"):
                continue
            least = muted if name in MUTED_STYLES else text
            for cursor in ("", "cursor-row", "cursor-cell"):
                if name in ("heading", "band", "sorted", "more", "empty") and cursor:
                    continue
                row = "heading" if name in ("sorted", "more") else ""
                assert contrast(style_of(row, name, cursor)) >= least, (theme, name, cursor)
        assert contrast(style_of("", "cursor-mark", "cursor-row")) >= muted


def _front(on_stage: Stage) -> Region:
    """Where the screen or dialog on top has its text; what a dialog leaves visible behind it is dimmed on purpose."""
    dialogs = on_stage.app.screen.query(".dialog, CommandPalette > Vertical")
    return dialogs.first().region if dialogs else on_stage.app.screen.region


def _faint(on_stage: Stage, least: float) -> list[str]:
    """What is painted with less contrast than that."""
    front, found = _front(on_stage), []
    for y, line in enumerate(on_stage.segments()):
        x = 0
        for segment in line:
            inside = front.contains(x, y)
            x += segment.cell_length
            if inside and segment.style and any(letter.isalnum() for letter in segment.text):
                ratio = contrast(segment.style)
                if ratio < least:
                    found.append(f"{ratio:.2f} {segment.text.strip()}")
    return found


OPENED = [
    (),
    ("b",),
    ("slash", "x", "colon"),
    ("s",),
    ("enter",),
    ("e",),
    ("c",),
    ("f",),
    ("n", "x"),
    ("question_mark",),
    ("colon",),
    ("ctrl+l",),
    ("p",),
]
VIEWS = [(key,) for key in "234567"]


async def _back(on_stage: Stage) -> None:
    while on_stage.app.screen is not on_stage.grid:
        await on_stage.press("escape")
    await on_stage.press("escape", "escape", "S")
    on_stage.app.names_hidden = False
    on_stage.app.clear_notifications()


@pytest.mark.parametrize("theme", LEAST)
async def test_every_screen_can_be_read(theme: str, demo_path: Path) -> None:
    text, muted = LEAST[theme]
    async with stage(demo_path, "RA", size=(120, 40)) as on_stage:
        on_stage.app.theme = theme
        # The views are drawn in the same styles: the theme that asks most of them speaks for the others.
        for keys in [*OPENED, *(VIEWS if theme == "progress-contrast" else [])]:
            await on_stage.press(*keys)
            assert _faint(on_stage, muted) == [], (theme, keys)
            faint = _faint(on_stage, text)
            assert all(words.split()[1] in MUTED_WORDS for words in faint), (theme, keys, faint)
            await _back(on_stage)


def _painted(on_stage: Stage) -> list[tuple[str, Style]]:
    return [(segment.text, segment.style) for line in on_stage.segments() for segment in line if segment.style]


async def test_the_terminals_own_colours_are_its_sixteen(demo_path: Path) -> None:
    async with stage(demo_path, "RA", size=(120, 40)) as on_stage:
        on_stage.app.theme = "progress-ansi"
        for keys in [(), ("enter",), ("c",), ("f",), ("n", "x"), ("colon",), *VIEWS[1:3]]:
            await on_stage.press(*keys)
            for text, style in _painted(on_stage):
                seen = [style.bgcolor, *([style.color] if text.strip() else [])]
                own = (ColorType.DEFAULT, ColorType.STANDARD)
                assert all(colour is None or colour.type in own for colour in seen), (keys, text, style)
                if text.strip() and style.color and not style.color.is_default:
                    assert style.color != style.bgcolor, (keys, text)
            await _back(on_stage)
        await on_stage.press("down")
        cursor = on_stage.table._painter._style("", "", "cursor-cell")
        assert cursor.reverse, "whatever the terminal's colours are, the cursor can be seen"


@pytest.mark.parametrize("theme", ["progress-contrast", "progress-ansi"])
async def test_a_line_to_type_in_can_be_seen_where_the_theme_has_no_shades(theme: str, demo_path: Path) -> None:
    async with stage(demo_path, "RA") as on_stage:
        on_stage.app.theme = theme
        for keys in (("slash",), ("escape", "a"), ("escape", "I")):
            await on_stage.press(*keys)
            lines = [line for line in on_stage.app.screen.query(Input) if line.size and not line.disabled]
            assert lines
            for line in lines:
                x, y = line.content_region.offset
                assert on_stage.app.screen.get_style_at(x + line.content_size.width - 2, y).underline, (keys, line)


async def test_without_colour_the_letters_stay(demo_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with stage(demo_path, "RA") as on_stage:
        coloured = on_stage.text
    monkeypatch.setenv("NO_COLOR", "1")
    async with stage(demo_path, "RA") as on_stage:
        assert on_stage.text == coloured
        style_of = on_stage.table._painter._style
        plain = style_of("", "", "")
        for name in ("well-below", "below", "just-below", "severity-2", "severity-3"):
            assert style_of("", name, "").color == plain.color, "what presses is not fainter than the rest"
            assert style_of("", name, "").bold
        rows = [on_stage.table._table.row_at(position) for position in range(on_stage.view.on_roll)]
        said: dict[str, set[str]] = {}
        for row in rows:
            for cell in row.cells:
                if cell.style in ("well-below", "below", "just-below", "above"):
                    said.setdefault(cell.style, set()).add(cell.text.rstrip("▲▼"))
        assert {"WB"} <= said["well-below"]
        assert "JB" in said["just-below"]
        assert said["above"] == {"Ab"}, "every colour says what the letters say already"

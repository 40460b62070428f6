"""How the pupil table looks and which keys move in it: component styles in terms of the theme, bindings with ids."""

from __future__ import annotations

from rich.style import Style
from textual.binding import Binding
from textual.widget import Widget

STYLES = (
    *("heading", "band", "sorted", "more", "rule", "empty", "cursor-row", "cursor-cell", "cursor-mark"),
    *("well-below", "below", "just-below", "at", "secure", "above"),
    *("muted", "missing", "severity-1", "severity-2", "severity-3", "summary"),
)
"""Suffixes of the component classes: the table's own parts, standing, and what else a cell or a row can be."""

# Orange against blue rather than red against green: the pair most colour-blind readers can tell apart. The steps below
# differ in weight too, and every cell says in letters what its colour says. Without colour the orange would be a
# grey fainter than plain text, so there weight alone tells.
CSS = """
PupilTable {
    background: $surface;
    color: $foreground;
    overflow-x: hidden;
    overflow-y: auto;
    scrollbar-size-vertical: 1;

    & > .pupil-table--heading { background: $panel; text-style: bold; }
    & > .pupil-table--band { background: $panel; color: $foreground-muted; }
    & > .pupil-table--sorted { color: $text-accent; }
    & > .pupil-table--more { color: $text-accent; text-style: bold; }
    & > .pupil-table--rule { color: $foreground 30%; }
    & > .pupil-table--empty { color: $foreground-muted; }
    & > .pupil-table--cursor-row { background: $foreground 8%; }
    & > .pupil-table--cursor-mark { color: $foreground-muted; }
    & > .pupil-table--cursor-cell { background: $foreground 25%; }
    &:focus > .pupil-table--cursor-row { background: $foreground 14%; }
    &:focus > .pupil-table--cursor-mark { color: $text-accent; }
    &:focus > .pupil-table--cursor-cell { background: $foreground; color: $background; text-style: bold; }

    & > .pupil-table--well-below { color: $text-warning; text-style: bold underline; }
    & > .pupil-table--below { color: $text-warning; text-style: bold; }
    & > .pupil-table--just-below { color: $text-warning; }
    & > .pupil-table--above { color: $text-primary; text-style: bold; }
    & > .pupil-table--muted { color: $foreground-muted; }
    & > .pupil-table--missing { color: $foreground-muted; text-style: italic; }
    & > .pupil-table--summary { background: $panel; text-style: bold; }
    & > .pupil-table--severity-2 { color: $text-warning; }
    & > .pupil-table--severity-3 { color: $text-warning; text-style: bold; }

    &:nocolor > .pupil-table--well-below { color: $foreground; }
    &:nocolor > .pupil-table--below { color: $foreground; }
    &:nocolor > .pupil-table--just-below { color: $foreground; text-style: bold; }
    &:nocolor > .pupil-table--above { color: $foreground; text-style: none; }
    &:nocolor > .pupil-table--severity-2 { color: $foreground; text-style: bold; }
    &:nocolor > .pupil-table--severity-3 { color: $foreground; text-style: bold underline; }
}
"""


def component_style(table: Widget, name: str) -> Style:
    """What a component class sets, with transparent colours already mixed; the table's own style for ""."""
    if not name:
        return table.rich_style
    if name not in STYLES:
        return Style.null()
    component = f"pupil-table--{name}"
    mixed = table.get_component_rich_style(component)
    own = table.get_component_rich_style(component, partial=True)
    colours = Style(color=mixed.color if own.color else None, bgcolor=mixed.bgcolor if own.bgcolor else None)
    return own + colours


def _key(keys: str, action: str, description: str, name: str) -> Binding:
    return Binding(keys, action, description, show=False, id=f"table.{name}")


KEYS = (
    _key("down,j", "move_rows(1)", "Next row", "down"),
    _key("up,k", "move_rows(-1)", "Row before", "up"),
    _key("right,l", "move_columns(1)", "Next column", "right"),
    _key("left,h", "move_columns(-1)", "Column before", "left"),
    _key("g", "row_edge(-1)", "First row", "first-row"),
    _key("G", "row_edge(1)", "Last row", "last-row"),
    _key("home", "column_edge(-1)", "First column", "first-column"),
    _key("end", "column_edge(1)", "Last column", "last-column"),
    _key("pagedown", "move_pages(1)", "Page down", "page-down"),
    _key("pageup", "move_pages(-1)", "Page up", "page-up"),
    _key("ctrl+d", "move_pages(0.5)", "Half a page down", "half-page-down"),
    _key("ctrl+u", "move_pages(-0.5)", "Half a page up", "half-page-up"),
    _key("enter", "open", "Open", "open"),
)
"""Bindings of the table; none shows in the footer."""

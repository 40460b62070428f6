"""The floors: a Textual app that says hello, and one with Textual's DataTable of given rows and the same keys as ours.

Usage: python benchmarks/hello.py [ROWS.json | --screens]

ROWS.json holds `columns` (key, heading, width) and `rows`, each a list of cells (text, colour); `s` sorts by name and
reverses, `/` opens a filter on the name, `down` leaves it. With `--screens` there are two screens of two lines: `1` and
`2` switch between them, `down` counts in the second line.
"""

from __future__ import annotations

import sys
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static


class Hello(App[None]):
    """One word: what Textual itself costs."""

    def compose(self) -> ComposeResult:
        """The word."""
        yield Static("Hello, world!")


def table_app(path: str) -> App[None]:
    """The same rows in a DataTable; sorted, filtered and moved in by the same keys."""
    import json
    from pathlib import Path

    from rich.text import Text
    from textual import on
    from textual.widgets import DataTable, Input

    content = json.loads(Path(path).read_text("utf-8"))
    rows = [[Text(text, colour) for text, colour in row] for row in content["rows"]]
    places = {name: place for place, name in enumerate(content["by_name"])}

    class FilterInput(Input):
        """Left by `down`, as ours."""

        BINDINGS: ClassVar[list[BindingType]] = [Binding("down", "app.leave", "Leave")]

    class TableApp(App[None]):
        """A table and a filter line."""

        CSS = "Input { height: 1; border: none; } DataTable { height: 1fr; }"
        BINDINGS: ClassVar[list[BindingType]] = [
            Binding("s", "sort", "Sort"),
            Binding("slash", "filter", "Filter"),
        ]
        reverse = True

        def compose(self) -> ComposeResult:
            yield FilterInput(compact=True, select_on_focus=False)
            yield DataTable[Text](cursor_type="row", fixed_columns=1)

        def on_mount(self) -> None:
            table = self.query_one(DataTable)
            for key, heading, width in content["columns"]:
                table.add_column(heading, key=key, width=width)
            self.fill("")
            table.focus()

        def fill(self, part: str) -> None:
            table = self.query_one(DataTable)
            table.clear()
            for place, row in enumerate(rows):
                if part in content["folded"][place]:
                    table.add_row(*row, key=str(place))

        @on(Input.Changed)
        def typed(self, event: Input.Changed) -> None:
            self.fill(event.value)

        def action_sort(self) -> None:
            self.reverse = not self.reverse
            self.query_one(DataTable).sort("name", key=lambda cell: places[cell.plain], reverse=self.reverse)

        def action_filter(self) -> None:
            self.query_one(Input).focus()

        def action_leave(self) -> None:
            self.query_one(DataTable).focus()

    return TableApp()


def screens_app() -> App[None]:
    """Two screens that say which they are."""
    from textual.screen import Screen
    from textual.widgets import Static

    class Lines(Screen[None]):
        """Which screen this is, and how often `down` was pressed."""

        BINDINGS: ClassVar[list[BindingType]] = [Binding("down", "count", "Count")]

        def __init__(self, words: str) -> None:
            super().__init__()
            self._words, self._count = words, 0

        def compose(self) -> ComposeResult:
            yield Static(self._words)
            yield Static("line 0 ", id="count")

        def action_count(self) -> None:
            self._count += 1
            self.query_one("#count", Static).update(f"line {self._count} ")

    class ScreensApp(App[None]):
        """Two screens, kept, as ours are."""

        BINDINGS: ClassVar[list[BindingType]] = [
            Binding("1", "show('one')", "One"),
            Binding("2", "show('two')", "Two"),
        ]

        def on_mount(self) -> None:
            self.install_screen(Lines("screen 1"), "one")
            self.install_screen(Lines("screen 2"), "two")
            self.push_screen("one")

        def action_show(self, name: str) -> None:
            self.switch_screen(name)

    return ScreensApp()


if __name__ == "__main__":
    given = sys.argv[1:]
    (screens_app() if given == ["--screens"] else table_app(given[0]) if given else Hello()).run()

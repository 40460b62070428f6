"""One line that names the lists of a table, the one that is shown marked; a click shows another."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from progress_tui.domain.text import visible


class ListTabs(Horizontal):
    """The names of the lists, with brackets around the one that is shown: colour alone would not say it."""

    class Wanted(Message):
        """Another list is wanted, by its place."""

        def __init__(self, place: int) -> None:
            super().__init__()
            self.place = place

    class _Tab(Static):
        def __init__(self, place: int) -> None:
            super().__init__("", classes="tab", markup=False)
            self._place = place

        def on_click(self, event: events.Click) -> None:
            event.stop()
            self.post_message(ListTabs.Wanted(self._place))

    def __init__(self, most: int = 6) -> None:
        """Room for `most` lists."""
        super().__init__()
        self._most = most

    def compose(self) -> ComposeResult:
        """A label for each list."""
        for place in range(self._most):
            yield self._Tab(place)

    def show(self, labels: Sequence[str], current: int) -> None:
        """Name the lists and mark one."""
        for place, tab in enumerate(self.query(self._Tab)):
            tab.display = place < len(labels)
            if place < len(labels):
                marked = place == current
                label = f"[{labels[place]}]" if marked else f" {labels[place]} "
                tab.update(Content.styled(visible(label), "bold $text-accent" if marked else ""))

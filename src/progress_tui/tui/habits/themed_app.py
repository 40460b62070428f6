"""How the app looks: it begins with one of our themes, parses its style sheets once for it, and knows its sizes.

Its toasts stand at the top, the newest command's alone.
"""

from __future__ import annotations

from textual.app import App, SystemCommand
from textual.screen import Screen
from textual.widgets._toast import ToastRack

from progress_tui.tui.habits.plain_output import PlainOutput
from progress_tui.tui.habits.themes import DARK, THEMES, WORDS, classes_of, next_theme


class ThemedApp(App[None]):
    """Knows our themes and sizes; what is Textual's own is left out of the palette."""

    def __init__(self) -> None:
        """Begin in the dark theme."""
        super().__init__()
        self._filters.append(PlainOutput())
        self.HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (80, "-medium"), (120, "-wide")]
        self.VERTICAL_BREAKPOINTS = [(0, "-tiny"), (16, "-low"), (24, "-tall")]
        for theme in THEMES.values():
            self.register_theme(theme)
        self._styled_for = ""
        self.begin_with_theme(DARK.name)

    def begin_with_theme(self, name: str) -> None:
        """Before the app runs: show a theme, past its watcher, so that the style sheets are parsed with its colours."""
        self._styled_for = name if name in THEMES else DARK.name
        self.set_reactive(ThemedApp.theme, self._styled_for)
        self.stylesheet.set_variables(self.get_css_variables())
        self.set_classes(classes_of(self.current_theme))
        self._refresh_truecolor_filter(self.ansi_theme)

    def refresh_css(self, animate: bool = True) -> None:
        """Parse and apply the style sheets for another theme; Textual also asks for it at the start, for none."""
        if self.theme != self._styled_for:
            self._styled_for = self.theme
            super().refresh_css(animate)

    def clear_notifications(self) -> None:
        """Forget what toasts said, with the holders of the toasts, which Textual would leave: a row for each."""
        for screen in self.screen_stack:
            for rack in screen.query_children(ToastRack):
                rack.remove_children()
        super().clear_notifications()

    def get_system_commands(self, screen: Screen[object]) -> list[SystemCommand]:  # noqa: ARG002 – Textual's signature
        """None of Textual's own: the palette holds our commands only."""
        return []

    def go_to_next_theme(self) -> str:
        """Show the next theme; what it is called."""
        self.theme = next_theme(self.theme)
        return WORDS[self.theme]

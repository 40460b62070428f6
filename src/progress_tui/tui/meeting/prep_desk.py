"""The prep sheet of a planned meeting: written for the teacher, and read in when it comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from progress_tui.tui.dialogs.key_menu import Choice, KeyMenu
from progress_tui.tui.within import progress_app, workspace_of

if TYPE_CHECKING:
    from progress_tui.tui.screens.plan_screen import PlanScreen
    from progress_tui.workspace.prep_sheets import Taken


class PrepDesk:
    """Works for one plan screen."""

    def __init__(self, screen: PlanScreen) -> None:
        """Work for `screen`."""
        self._screen = screen

    def ask(self) -> None:
        """Ask which way the sheet goes."""
        choices = [
            Choice("w", "write the sheet for the teacher to fill in", "write"),
            Choice("r", "read a filled sheet in", "read"),
        ]
        self._screen.app.push_screen(KeyMenu("The prep sheet", choices), self._chosen)

    def _chosen(self, way: str | None) -> None:
        if way == "write":
            self._write()
        elif way == "read":
            self._read()

    def _write(self) -> None:
        from progress_tui.tui.meeting.exporting import export_meeting

        export_meeting(self._screen, self._screen.meeting, "prep")

    def _read(self) -> None:
        from progress_tui.tui.screens.prep_in_screen import PrepInScreen

        screen, agenda = self._screen, self._screen.agenda
        rows = agenda.view.rows if agenda is not None else ()
        screen.app.push_screen(PrepInScreen(screen.meeting, rows), self._stored)

    def _stored(self, taken: Taken | None) -> None:
        if taken is None:
            return
        from progress_tui.workspace.prep_sheets import take_back

        app, workspace = progress_app(self._screen), workspace_of(self._screen)
        app.changes.add("a prep sheet was read in", lambda: take_back(workspace, taken))
        app.say(f"{taken.words} u takes it back.")
        self._screen.desk.read()

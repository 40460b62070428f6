"""One import on file: what it left out, which cells it changed, what keeps it from being undone."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.events import Resize
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Static

from progress_tui.domain.errors import ProgressError
from progress_tui.domain.reports import Report
from progress_tui.domain.text import counted, file_name_part, visible
from progress_tui.settings import export_home
from progress_tui.tui.commands import data as do
from progress_tui.tui.commands.base import Command, OffersCommands, bindings
from progress_tui.tui.commands.common import CloseList
from progress_tui.tui.commands.importing import NextList
from progress_tui.tui.importing.finding_files import short_path
from progress_tui.tui.importing.tables import Listed, page_lists
from progress_tui.tui.messages import Trouble
from progress_tui.tui.widgets.class_table import ClassTable
from progress_tui.tui.widgets.footer_line import FooterLine
from progress_tui.tui.widgets.heading import Heading
from progress_tui.tui.widgets.list_tabs import ListTabs
from progress_tui.tui.within import progress_app, workspace_of


class ImportPageScreen(Screen[None], OffersCommands):
    """The page of one import: its lists by `v`, undo by `u`."""

    AUTO_FOCUS = "PupilTable"
    OFFERED: ClassVar[tuple[type[Command], ...]] = do.PAGE
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(do.PAGE)]

    class Found(Message):
        """The page is read."""

        def __init__(self, page: Report) -> None:
            super().__init__()
            self.page = page

    class Written(Message):
        """What was left out is written to a file; None where there was nothing."""

        def __init__(self, path: Path | None, rows: int) -> None:
            super().__init__()
            self.path, self.rows = path, rows

    def __init__(self, number: int) -> None:
        """Show the import of this number."""
        super().__init__()
        self._number = number
        self._page: Report | None = None
        self._lists: tuple[Listed, ...] = ()
        self._list = 0

    def compose(self) -> ComposeResult:
        """Heading, the lists, the one that is shown, the row under the cursor in words, footer."""
        yield Heading("data")
        yield ListTabs()
        yield ClassTable()
        yield Static("", classes="detail", markup=False)
        yield FooterLine()

    def on_mount(self) -> None:
        """Read the page."""
        self.table.empty_text = "One moment …"
        self.watch(self.app, "names_hidden", self._show, init=False)
        self.watch(self.table, "place", self._show_detail, init=False)
        workspace = workspace_of(self)

        def work() -> None:
            try:
                self.post_message(self.Found(workspace.importing.page(self._number)))
            except ProgressError as error:
                self.post_message(Trouble(error))

        self.run_worker(work, thread=True, group="page")

    @property
    def table(self) -> ClassTable:
        """The list."""
        return self.query_one(ClassTable)

    @on(Found)
    def _found(self, message: Found) -> None:
        self._page = message.page
        self._show()

    def on_resize(self, event: Resize) -> None:
        """Columns depend on the width."""
        if event.size.width:
            self._show()

    def _show(self) -> None:
        if self._page is None:
            return
        hidden = progress_app(self).names_hidden
        self._lists = page_lists(self._page, self.size.width, hidden)
        self._list = min(self._list, len(self._lists) - 1)
        self.query_one(Heading).show(f"{self._page.title}{'   names hidden' if hidden else ''}")
        self.query_one(ListTabs).show([listed.label for listed in self._lists], self._list)
        listed = self._lists[self._list]
        self.table.set_data(listed.columns, listed.rows)
        self._show_detail()

    def _show_detail(self) -> None:
        key = self.table.cursor_key
        details = self._lists[self._list].details if self._lists else ()
        text = details[key] if key is not None and key < len(details) else ""
        self.query_one(".detail", Static).update(Content("\n".join(map(visible, text.splitlines()))), layout=False)

    @on(NextList)
    def _next_list(self) -> None:
        self._list = (self._list + 1) % max(1, len(self._lists))
        self._show()

    @on(ListTabs.Wanted)
    def _wanted(self, message: ListTabs.Wanted) -> None:
        self._list = message.place
        self._show()

    def undo_here(self) -> bool:
        """`u` takes this import back, and asks first."""
        progress_app(self).desk.ask_undo_of(self._number)
        return True

    @on(do.WriteForOffice)
    def _write(self) -> None:
        """Write what was left out as a file that is corrected and imported again."""
        if self._page is None:
            return
        workspace, source = workspace_of(self), str(self._page.more["file"])

        def work() -> None:
            stem = f"{file_name_part(source.partition('.')[0], 'file')}-to-correct"
            folder = export_home()
            names = (f"{stem}{ending}.csv" for ending in ("", *(f"-{number}" for number in range(2, 1000))))
            path = folder / next((name for name in names if not (folder / name).exists()), f"{stem}.csv")
            try:
                rows = workspace.importing.write_left_out(self._number, path)
            except ProgressError as error:
                self.post_message(Trouble(error))
            else:
                self.post_message(self.Written(path if rows else None, rows))

        self.run_worker(work, thread=True, group="writing")

    @on(Written)
    def _written(self, message: Written) -> None:
        if message.path is None:
            progress_app(self).say("Nothing was left out: there is nothing to write.")
            return
        what = counted(message.rows, "row or cell", "rows and cells")
        where = short_path(message.path, Path.home())
        progress_app(self).say(f"{what} left out written to {where}: correct them there and import that file.")

    @on(CloseList)
    def _close(self) -> None:
        self.dismiss()

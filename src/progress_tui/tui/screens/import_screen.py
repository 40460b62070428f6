"""The import screen: choose a file, see what it says, answer what is unsure, import it. It always says what is next."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Static

from progress_tui.domain.text import visible
from progress_tui.settings import export_home, schools_home
from progress_tui.tui.commands import importing as do
from progress_tui.tui.commands.base import Command, OffersCommands, bindings
from progress_tui.tui.importing import steps
from progress_tui.tui.importing.encrypting import ask_for_passphrase
from progress_tui.tui.importing.finding_files import pasted_file, short_path
from progress_tui.tui.importing.flow import ImportFlow, Next
from progress_tui.tui.importing.possible import Now, Step
from progress_tui.tui.importing.runner import ImportRunner, recent_sources
from progress_tui.tui.importing.tables import Listed, lists_of
from progress_tui.tui.messages import ImportStopped, PastFound, PreviewReady, RejectedWritten, StageBegun
from progress_tui.tui.widgets.choices import ChoicePanel
from progress_tui.tui.widgets.class_table import ClassTable
from progress_tui.tui.widgets.file_finder import FileFinder
from progress_tui.tui.widgets.footer_line import FooterLine
from progress_tui.tui.widgets.list_tabs import ListTabs
from progress_tui.tui.within import progress_app
from progress_tui.workspace import Workspace
from progress_tui.workspace.importing import PastImport

if TYPE_CHECKING:
    from progress_tui.importing.planning.preview import Preview
    from progress_tui.tui.dialogs.new_passphrase import NewPassphrase


class ImportScreen(Screen[None], OffersCommands, inherit_bindings=False):
    """One file on its way in. `Imported` and `Undone`, which its workers post, go on to the app."""

    AUTO_FOCUS = ""
    OFFERED: ClassVar[tuple[type[Command], ...]] = do.IMPORTING
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(do.IMPORTING)]

    def __init__(
        self, workspace: Workspace | None, into: str = "", source: Path | None = None, *, nameless: bool = False
    ) -> None:
        """Import into the file that is open, or into that of a new school.

        Args:
            workspace: the file that is open; None makes one.
            into: what the school or its file is called, `""` without one.
            source: the file to begin with; without it one is chosen.
            nameless: whether the file that is open holds no school yet.
        """
        super().__init__()
        self._runner = ImportRunner(self, workspace or Workspace(steps.proposed_place("", schools_home())))
        self.flow = ImportFlow(into, nameless)
        self._source = source
        self.step: Step = "file"
        self._storing = False
        self._lists: tuple[Listed, ...] = ()
        self._list = 0
        self._past: list[PastImport] = []
        self._timer: Timer | None = None
        self._begun = 0.0
        self._doing = ""

    def compose(self) -> ComposeResult:
        """Where one is; the file finder, or what is asked above the lists; footer."""
        yield Static("", classes="crumb", markup=False)
        yield FileFinder()
        yield ChoicePanel()
        yield ListTabs()
        yield ClassTable()
        yield Static("", classes="detail", markup=False)
        yield FooterLine()

    def on_mount(self) -> None:
        """Look at the file that was dropped, or choose one."""
        self.watch(self.app, "names_hidden", self._names_changed, init=False)
        self.watch(self.table, "place", self._show_detail, init=False)
        if self._source is not None:
            self.begin(self._source)
        else:
            self._choose_file()

    def on_unmount(self) -> None:
        """What is under way stops, and the file of a school that was not made is let go."""
        if self.step == "work":
            self._runner.cancel()
        if self._runner.workspace is not progress_app(self).workspace:
            self._runner.let_go()

    @property
    def table(self) -> ClassTable:
        """The lists."""
        return self.query_one(ClassTable)

    @property
    def panel(self) -> ChoicePanel:
        """What is asked."""
        return self.query_one(ChoicePanel)

    @property
    def hidden(self) -> bool:
        """Whether names are hidden (projector mode)."""
        return progress_app(self).names_hidden

    # -- the steps

    def begin(self, source: Path) -> None:
        """Look at a file."""
        self.flow.begin(source)
        self._look()

    def _choose_file(self) -> None:
        self._enter("file")
        # The file at hand comes first: it may have been corrected meanwhile.
        at_hand = () if self.flow.source is None else (self.flow.source,)
        self.query_one(FileFinder).begin(tuple(dict.fromkeys((*at_hand, *recent_sources()))))

    def _look(self) -> None:
        flow = self.flow
        if flow.source is None:
            return
        if flow.new and flow.place is not None:
            self._runner.move_to(flow.place)
        self._work(f"Looking at “{flow.source.name}” …")
        self._runner.look(flow.source, dict(flow.answers), flow.name)

    def _ask(self) -> None:
        """Ask what is next, above the lists of what was understood."""
        self._enter("ask")
        self.panel.show(self.flow.panel(self.hidden))
        self._show_lists()
        # While something is asked the columns are what it is about; afterwards what has to be seen to comes first.
        names = [listed.name for listed in self._lists]
        self._list = names.index("columns") if "columns" in names and not self.flow.ready else 0
        self._show_lists()
        about = self.flow.column_in_question
        if about is not None:
            self.table.move_to(about)

    def _follow(self, following: Next) -> None:
        {"look": self._look, "ask": self._ask, "file": self._choose_file}[following]()

    def _enter(self, step: Step) -> None:
        """Show the parts that a step has."""
        self.step = step
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        self.query_one(FileFinder).display = step == "file"
        self.panel.display = step != "file"
        for part in (ListTabs, ClassTable):
            self.query_one(part).display = step == "ask"
        self.query_one(".detail").display = step == "ask"
        source = self.flow.source
        parts = ["Import", source.name if source is not None and step != "earlier" else "", self._goal(step)]
        crumb = " ▸ ".join(part for part in parts if part) + ("   names hidden" if self.hidden else "")
        self.query_one(".crumb", Static).update(Content(visible(crumb)), layout=False)
        self.refresh_bindings()

    def _goal(self, step: Step) -> str:
        if step == "earlier":
            return "earlier imports"
        return f"into {self.flow.goal or 'a new school file'}"

    # -- work under way

    def _work(self, words: str, storing: bool = False) -> None:
        self._storing = storing
        self._begun, self._doing = time.monotonic(), ""
        self._enter("work")
        self.panel.show(steps.Panel(words))
        # A short piece of work is over before anybody could read how far it is.
        self._timer = self.set_interval(0.5, self._show_progress)

    @on(StageBegun)
    def _stage_begun(self, message: StageBegun) -> None:
        self._doing = message.stage

    def _show_progress(self) -> None:
        if self.step == "work" and self.flow.source is not None:
            self.panel.show(steps.work_panel(self.flow.source.name, self._doing, time.monotonic() - self._begun))

    @on(PreviewReady)
    def _preview_ready(self, message: PreviewReady) -> None:
        self.flow.take(message.preview)
        self._ask()

    @on(ImportStopped)
    def _stopped(self, message: ImportStopped) -> None:
        from progress_tui.importing.planning.preview import OutdatedError
        from progress_tui.tui.dialogs.trouble import TroubleDialog

        flow, error = self.flow, message.error
        if isinstance(error, OutdatedError):
            flow.note = str(error)
            self._look()
            return
        if self._storing:
            flow.note = "Nothing was stored."
        if self.step == "work":
            # What was answered last waits for another try; without anything to show a file is chosen.
            self._follow("ask" if flow.preview is not None and self._storing else flow.back_from_stopped())
        if error is not None:
            self.app.push_screen(TroubleDialog(error))

    # -- the lists

    def _show_lists(self) -> None:
        preview = self.flow.preview
        self._lists = lists_of(preview, self.size.width, self.hidden) if preview is not None else ()
        self._list = min(self._list, max(0, len(self._lists) - 1))
        self.query_one(ListTabs).show([listed.label for listed in self._lists], self._list)
        if self._lists:
            listed = self._lists[self._list]
            self.table.set_data(listed.columns, listed.rows)
            if listed.rows:
                self.table.move_to(listed.rows[0].key)
        else:
            self.table.set_data((), ())
        for part in (self.query_one(ListTabs), self.table, self.query_one(".detail")):
            part.display = bool(self._lists) and self.step == "ask"
        self._show_detail()
        self.refresh_bindings()

    def _show_detail(self) -> None:
        key, text = self.table.cursor_key, ""
        if self._lists and key is not None and key < len(self._lists[self._list].details):
            text = self._lists[self._list].details[key]
        lines = "\n".join(visible(line) for line in text.splitlines())
        self.query_one(".detail", Static).update(Content(lines), layout=False)

    def _names_changed(self) -> None:
        self._enter(self.step)
        if self.step == "ask":
            self.panel.show(self.flow.panel(self.hidden))
            self._show_lists()

    def on_resize(self, event: events.Resize) -> None:
        """Columns depend on the width."""
        if self.step == "ask" and event.size.width:
            self._show_lists()

    @on(ListTabs.Wanted)
    def _list_wanted(self, message: ListTabs.Wanted) -> None:
        self._list = message.place
        self._show_lists()

    # -- commands

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The footer shows what has something to do now; while something is typed letters are letters."""
        if action != "issue":
            return super().check_action(action, parameters)
        return parameters[0] in self._possible()

    def _possible(self) -> set[str]:
        report = self.flow.preview.report if self.flow.preview is not None else None
        rejected = report is not None and bool(report.rejected)
        return Now(self.step, len(self._lists), self.panel.typing, self.panel.can_type, rejected).possible()

    def action_issue(self, name: str) -> None:
        """From the palette any command comes at any time."""
        if name in self._possible():
            super().action_issue(name)
        else:
            progress_app(self).say("That has nothing to do at this step.")

    @on(do.Accept)
    def _accept(self) -> None:
        if self.step == "file":
            self.query_one(FileFinder).accept()
        elif self.table.has_focus:
            self.panel.take_keys()
        else:
            self.panel.accept()

    @on(do.StepBack)
    def _step_back(self) -> None:
        if self.step == "work":
            self._runner.cancel()
            self.panel.show(steps.Panel("Stopping …"))
        elif self.step == "file":
            self.dismiss()
        elif self.step == "earlier":
            self._follow("ask" if self.flow.preview is not None else "file")
        elif self.table.has_focus:
            self.panel.take_keys()
        elif not self.panel.close_line():
            self._follow(self.flow.back())
        self.refresh_bindings()

    @on(do.OtherPart)
    def _other_part(self) -> None:
        if self.table.has_focus:
            self.panel.take_keys()
        elif self._lists:
            self.table.focus()

    @on(do.NextList)
    def _next_list(self) -> None:
        self._list = (self._list + 1) % max(1, len(self._lists))
        self._show_lists()

    @on(do.TypeAnswer)
    def _type_answer(self) -> None:
        self.panel.type()
        self.refresh_bindings()

    @on(do.AnotherFile)
    def _another_file(self) -> None:
        self._choose_file()

    @on(do.EarlierImports)
    def _earlier_imports(self) -> None:
        self._runner.find_past()

    @on(do.SaveRejected)
    def _save_rejected(self) -> None:
        preview = self.flow.preview
        if preview is not None and preview.report is not None:
            self._runner.write_rejected(preview.report, export_home())

    # -- what was chosen or typed

    @on(FileFinder.Picked)
    def _picked(self, message: FileFinder.Picked) -> None:
        self.begin(message.path)

    def on_paste(self, event: events.Paste) -> None:
        """Another file dropped onto the screen takes the place of this one, as long as nothing is being stored."""
        path = pasted_file(event.text)
        if path is not None and self.step != "work":
            event.stop()
            self.begin(path)

    @on(ChoicePanel.Taken)
    def _taken(self, message: ChoicePanel.Taken) -> None:
        preview, key = self.flow.preview, message.key
        if self.step == "earlier":
            self._confirm_undo(key)
        elif key == steps.TYPE_IT:
            self._type_answer()
        elif preview is None or (preview.error is None and not self.flow.ready):
            self._follow(self.flow.answer(key))
        elif key in ("import", "partial"):
            self._store(preview, key == "partial")
        elif key == "rejected":
            self._save_rejected()
        elif key == "leave":
            self.dismiss()
        else:
            self._follow("look" if key == "again" else self.flow.back() if key == "back" else "file")

    def _store(self, preview: Preview, partial: bool) -> None:
        """Store it; whether the file of a new school gets a passphrase is asked before anything of it is on disk."""

        def store(new: NewPassphrase | None) -> None:
            self._work(f"Storing “{preview.path.name}” …", storing=True)
            self._runner.store(preview, partial, new)

        if self.flow.new:
            ask_for_passphrase(self.app, self.flow.name, store)
        else:
            store(None)

    @on(ChoicePanel.Typed)
    def _typed(self, message: ChoicePanel.Typed) -> None:
        self._follow(self.flow.answer(message.text))

    @on(RejectedWritten)
    def _rejected_written(self, message: RejectedWritten) -> None:
        self.flow.note = f"Written to {short_path(message.path, Path.home())}"
        self._ask()

    # -- earlier imports

    @on(PastFound)
    def _past_found(self, message: PastFound) -> None:
        self._past = message.past
        self._enter("earlier")
        self.panel.show(steps.earlier_panel(message.past))
        self._show_lists()

    def _confirm_undo(self, key: str) -> None:
        from progress_tui.tui.dialogs.confirm import undo_dialog

        chosen = next((one for one in self._past if str(one.number) == key), None)
        if chosen is not None:
            self.app.push_screen(undo_dialog(chosen), lambda sure: self._runner.undo(chosen.number) if sure else None)

"""Export: how names are written is asked each time, initials first; files that are there are not replaced unasked."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from progress_tui.domain.errors import ExistsError, ProgressError
from progress_tui.domain.pupils import NameMode
from progress_tui.domain.text import visible
from progress_tui.domain.views import ClassView
from progress_tui.settings import export_home
from progress_tui.tui.within import progress_app
from progress_tui.workspace import Filtered, Workspace

_CHOICES: Final[tuple[tuple[NameMode, str], ...]] = (
    ("initials", "Initials: names are written as initials, in the notes too"),
    ("full", "Full names: keep such a file as safe as the register"),
    ("none", "No names: pupils are numbered"),
)


class ExportDialog(ModalScreen[None]):
    """Writes the notes on the pupils shown, with the figures shown, to Markdown and CSV."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Cancel", id="export.cancel"),
        Binding("ctrl+r", "replace", "Replace", id="export.replace"),
    ]

    class Done(Message):
        """The files are written, or it was refused and why."""

        def __init__(self, paths: list[Path], error: ProgressError | None) -> None:
            super().__init__()
            self.paths, self.error = paths, error

    def __init__(self, view: ClassView, filtered: Filtered, shown: tuple[int, ...], subject: str) -> None:
        """Export what is on screen: `shown` are pupil ids in the order of the screen."""
        super().__init__()
        self._view, self._filtered, self._shown, self._subject = view, filtered, shown, subject
        self._refused = False

    def compose(self) -> ComposeResult:
        """What is written, how names are, and where to."""
        hidden = progress_app(self).names_hidden
        asked = self._filtered.hidden_description if hidden else self._filtered.description
        count = f"{len(self._shown)} of {self._view.on_roll} pupils: {asked}"
        with Vertical(classes="dialog"):
            yield Static(Content(f"Export notes · {visible(self._view.class_label)}"), classes="title")
            yield Static(Content(visible(count)), classes="hint")
            yield Input(value=str(export_home()), compact=True)
            yield OptionList(*(Option(words, id=mode) for mode, words in _CHOICES), compact=True, markup=False)
            yield Static("enter: write Markdown and CSV · tab: folder · esc: cancel", classes="status", markup=False)

    def on_mount(self) -> None:
        """The choice of names has the keys."""
        options = self.query_one(OptionList)
        options.highlighted = 0
        options.focus()

    @on(OptionList.OptionSelected)
    def _chosen(self) -> None:
        self._write(overwrite=False)

    @on(Input.Submitted)
    def _folder_given(self) -> None:
        self.query_one(OptionList).focus()

    def action_replace(self) -> None:
        """Write over the files that are there, once that was said."""
        if self._refused:
            self._write(overwrite=True)

    def action_cancel(self) -> None:
        """Write nothing."""
        self.dismiss()

    def _write(self, overwrite: bool) -> None:
        workspace = progress_app(self).workspace
        if workspace is None:
            return
        names = _CHOICES[self.query_one(OptionList).highlighted or 0][0]
        typed = self.query_one(Input).value.strip()
        if not typed:
            self._say_wrong("Name a folder to write to. tab: folder · esc: cancel")
            return
        folder = Path(typed).expanduser()
        self.run_worker(lambda: self._work(workspace, folder, names, overwrite), thread=True, exclusive=True)

    def _work(self, workspace: Workspace, folder: Path, names: NameMode, overwrite: bool) -> None:
        try:
            paths = workspace.export_notes(
                self._view, self._filtered, self._shown, self._subject, folder, names=names, overwrite=overwrite
            )
        except ProgressError as error:
            self.post_message(self.Done([], error))
        else:
            self.post_message(self.Done(paths, None))

    def _say_wrong(self, words: str) -> None:
        status = self.query_one(".status", Static)
        status.add_class("wrong")
        status.update(Content(visible(words)))

    @on(Done)
    def _done(self, message: Done) -> None:
        if message.error is not None:
            self._refused = isinstance(message.error, ExistsError)
            told = f"{message.error.title}. {message.error.detail} ctrl+r: replace" if self._refused else message.error
            self._say_wrong(f"{told} · tab: folder · esc: cancel")
            return
        kinds = " and ".join(path.suffix for path in message.paths)
        progress_app(self).say(f"Exported {message.paths[0].stem} ({kinds}) to {message.paths[0].parent}")
        self.dismiss()

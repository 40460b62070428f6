"""Export: which document, how names are written, which files, where to; what is hidden can be looked through first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar

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
from progress_tui.domain.text import counted, visible
from progress_tui.settings import export_home
from progress_tui.tui.exporting.choices import Choices
from progress_tui.tui.within import progress_app, workspace_of
from progress_tui.workspace import Workspace
from progress_tui.workspace.exports import ExportPlace, Offer, Replacement, Request

_KEYS = "enter: write · n: names · 1–5: files · v: look first · tab: folder · esc"


class ExportDialog(ModalScreen[None]):
    """Writes one document about where one is to a folder, in the formats chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Cancel", id="export.cancel"),
        Binding("n", "names", "Names", id="export.names"),
        *(
            Binding(str(number), f"format({number})", show=False, id=f"export.format-{number}")
            for number in range(1, 6)
        ),
        Binding("v", "preview", "What is hidden", id="export.preview"),
        Binding("ctrl+r", "replace", "Replace", id="export.replace"),
    ]

    class Done(Message):
        """The files are written, or it was refused and why."""

        def __init__(self, paths: list[Path], error: ProgressError | None) -> None:
            super().__init__()
            self.paths, self.error = paths, error

    class LookedThrough(Message):
        """What a document hides in free text, or why it cannot be made."""

        def __init__(self, offer: Offer, found: Sequence[Replacement], error: ProgressError | None) -> None:
            super().__init__()
            self.offer, self.found, self.error = offer, found, error

    def __init__(self, place: ExportPlace, offers: Sequence[Offer], title: str, count: str = "") -> None:
        """Offer documents.

        Args:
            place: what they would be about.
            offers: the documents, the likeliest first.
            title: where one is; without a name while names are hidden.
            count: which pupils are shown, for documents about those on screen.
        """
        super().__init__()
        self._place, self._title, self._count = place, title, count
        self._choices = Choices(offers)
        self._refused = False

    def compose(self) -> ComposeResult:
        """The documents, how names are written, the files, the folder."""
        offers = self._choices.offers
        with Vertical(classes="dialog"):
            yield Static(Content(visible(f"Export · {self._title}")), classes="title")
            if self._count:
                yield Static(Content(visible(self._count)), classes="hint")
            yield OptionList(*(Option(Content(visible(offer.label))) for offer in offers), compact=True, markup=False)
            yield Static("", classes="whom", markup=False)
            yield Static("", classes="chosen names", markup=False)
            yield Static("", classes="chosen files", markup=False)
            yield Input(value=str(export_home()), compact=True)
            yield Static(_KEYS, classes="status", markup=False)

    def on_mount(self) -> None:
        """The choice of documents has the keys."""
        options = self.query_one(OptionList)
        options.highlighted = 0
        options.focus()
        self._show()

    def _show(self) -> None:
        choices = self._choices
        self.query_one(".whom", Static).update(Content(visible(choices.offer.whom)))
        self.query_one(".names", Static).update(Content(choices.names_line()))
        self.query_one(".files", Static).update(Content(choices.files_line()))

    @on(OptionList.OptionHighlighted)
    def _moved(self, event: OptionList.OptionHighlighted) -> None:
        self._choices.at, self._refused = event.option_index, False
        self._show()
        self._say(_KEYS)

    @on(OptionList.OptionSelected)
    def _chosen(self) -> None:
        self._write(overwrite=False)

    @on(Input.Submitted)
    def _folder_given(self) -> None:
        self.query_one(OptionList).focus()

    def action_names(self) -> None:
        """Write names in another way."""
        self._choices.next_names()
        self._show()

    def action_format(self, number: int) -> None:
        """Put a format in or out."""
        self._choices.toggle(number)
        self._show()

    def action_replace(self) -> None:
        """Write over the files that are there, once that was said."""
        if self._refused:
            self._write(overwrite=True)

    def action_cancel(self) -> None:
        """Write nothing."""
        self.dismiss()

    def action_preview(self) -> None:
        """Show every name that would be hidden in free text."""
        if progress_app(self).names_hidden:
            self._say("What is hidden are names: it can be looked through when projector mode is off (p).", wrong=True)
        elif self._choices.names == "full":
            self._say("Names are written in full: nothing is hidden. n: write them in another way", wrong=True)
        else:
            workspace, offer, request = workspace_of(self), self._choices.offer, self._request()
            self.run_worker(lambda: self._look(workspace, offer, request), thread=True, exclusive=True)

    def _look(self, workspace: Workspace, offer: Offer, request: Request) -> None:
        try:
            found = workspace.exports.replacements(request)
        except ProgressError as error:
            self.post_message(self.LookedThrough(offer, (), error))
        else:
            self.post_message(self.LookedThrough(offer, found, None))

    @on(LookedThrough)
    def _looked(self, message: LookedThrough) -> None:
        if message.offer is not self._choices.offer or not self.is_current:
            return
        if message.error is not None:
            self._say(str(message.error), wrong=True)
        elif not message.found:
            self._say("No name stands in the free text of this document. enter: write · esc: leave")
        else:
            from progress_tui.tui.dialogs.export_preview import ExportPreview

            self.app.push_screen(ExportPreview(message.offer.label, message.found))

    def _request(self) -> Request:
        return Request(self._choices.offer.kind, self._choices.names, self._place)

    def _write(self, overwrite: bool) -> None:
        typed = self.query_one(Input).value.strip()
        if not typed:
            self._say("Name a folder to write to. tab: folder · esc: leave", wrong=True)
        elif not self._choices.formats:
            self._say("Choose at least one file with 1 to 5.", wrong=True)
        else:
            workspace, request, formats = workspace_of(self), self._request(), self._choices.formats
            folder = Path(typed).expanduser()
            self._say("Writing …")
            self.run_worker(
                lambda: self._work(lambda: workspace.exports.write(request, folder, formats, overwrite=overwrite)),
                thread=True,
                exclusive=True,
            )

    def _work(self, write: Callable[[], list[Path]]) -> None:
        try:
            paths = write()
        except ProgressError as error:
            self.post_message(self.Done([], error))
        else:
            self.post_message(self.Done(paths, None))

    def _say(self, words: str, wrong: bool = False) -> None:
        status = self.query_one(".status", Static)
        status.set_class(wrong, "wrong")
        status.update(Content(visible(words)))

    @on(Done)
    def _done(self, message: Done) -> None:
        # A file is named after the child it is about where names are written in full.
        nameless = progress_app(self).names_hidden and self._choices.names == "full"
        if message.error is not None:
            self._refused = isinstance(message.error, ExistsError)
            detail = "A file of that name is there already." if nameless else message.error.detail
            told = f"{message.error.title}. {detail} ctrl+r: replace" if self._refused else message.error
            self._say(f"{told} · tab: folder · esc: leave", wrong=True)
            return
        first, stems = message.paths[0], {path.stem for path in message.paths}
        kinds = " and ".join(dict.fromkeys(path.suffix for path in message.paths))
        what = first.stem if len(stems) == 1 and not nameless else counted(len(message.paths), "file")
        progress_app(self).say(f"Exported {what} ({kinds}) to {first.parent}")
        self.dismiss()

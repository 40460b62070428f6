"""What went wrong, in words, and the question whether to leave with something unsaved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from progress_tui.domain.errors import ProgressError
from progress_tui.domain.text import visible
from progress_tui.settings import export_home
from progress_tui.tui.within import progress_app


class TroubleDialog(ModalScreen[None]):
    """An error as a title, what happened, what to do. A fatal one ends the program when it is closed."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,enter,q", "close", "Close", id="trouble.close")]

    def __init__(self, error: ProgressError, fatal: bool = False) -> None:
        """Show `error`; `fatal` when nothing can be shown without what failed."""
        super().__init__()
        self._error, self._fatal = error, fatal

    def says(self, error: ProgressError) -> bool:
        """Whether its words are those of `error`."""
        return str(self._error) == str(error)

    def compose(self) -> ComposeResult:
        """Title, detail, remedy, key."""
        with Vertical(classes="dialog"):
            yield Static(Content(visible(self._error.title)), classes="title")
            for part in (self._error.detail, self._error.remedy):
                if part:
                    yield Static(Content(visible(part)))
            yield Static("enter: quit" if self._fatal else "enter: close", classes="hint", markup=False)

    def on_mount(self) -> None:
        """Keys that were held back for another screen are meant for this one now."""
        progress_app(self).release_keys()

    def action_close(self) -> None:
        """Close, or end the program."""
        if self._fatal:
            self.app.exit(return_code=self._error.exit_code)
        else:
            self.dismiss()


def show_trouble(app: App[None], error: ProgressError, fatal: bool) -> None:
    """Open a dialog about an error; see `TroubleDialog`.

    Not where one that says the same is open, for several screens may have asked, nor over the question about what is
    not saved: that one says already what is wrong, and its keys are waited for.
    """
    told = any(isinstance(open_, TroubleDialog) and open_.says(error) for open_ in app.screen_stack)
    if not told and not isinstance(app.screen, UnsavedDialog):
        app.push_screen(TroubleDialog(error, fatal))


class UnsavedDialog(ModalScreen[None]):
    """Asks before a text that could not be saved is given up."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,n", "stay", "Stay", id="unsaved.stay"),
        Binding("w", "write", "Write elsewhere", id="unsaved.write"),
        Binding("y", "leave", "Quit", id="unsaved.leave"),
    ]

    def __init__(self, problem: str, texts: Callable[[], Sequence[str]] = tuple, encrypted: bool = False) -> None:
        """Ask.

        Args:
            problem: why it could not be saved.
            texts: gives what is not saved, to be written elsewhere.
            encrypted: whether the school is encrypted, and the text elsewhere would not be.
        """
        super().__init__()
        self._problem, self._texts, self._encrypted = problem, texts, encrypted
        self._asked = self._written = False

    def compose(self) -> ComposeResult:
        """The reason and the two ways on."""
        with Vertical(classes="dialog"):
            yield Static("The note is not saved", classes="title", markup=False)
            yield Static(Content(visible(self._problem)))
            yield Static("", classes="said", markup=False)
            ways = ["n: stay and keep the text", "y: quit and lose it"]
            if self._texts():
                ways.insert(1, "w: write it to a file elsewhere")
            yield Static("\n".join(ways), classes="hint", markup=False)

    def action_stay(self) -> None:
        """Back to the note."""
        self.dismiss()

    def action_write(self) -> None:
        """Write the text to a file in another folder; for an encrypted school only after a warning."""
        from progress_tui.tui.habits.rescuing import write_down

        said, folder = self.query_one(".said", Static), export_home()
        texts = self._texts()
        if not texts or self._written:
            return
        if self._encrypted and not self._asked:
            self._asked = True
            said.update(
                Content(
                    f"That file is NOT encrypted: whoever opens {visible(str(folder))} can read it. w: write it all "
                    "the same; delete it once the text is in the school."
                )
            )
            return
        try:
            path = write_down(texts, folder)
        except ProgressError as error:
            said.update(Content(visible(str(error))))
            return
        self._written = True
        said.update(Content(f"The text is in {visible(str(path))}. Once it is in the school, delete that file."))
        self.query_one(".hint", Static).update("n: stay     y: quit")

    def action_leave(self) -> None:
        """Give the text up."""
        self.app.exit()

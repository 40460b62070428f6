"""Finding a file by typing: what fits is listed as it is typed, `tab` completes, `enter` takes what is marked."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import ClassVar, Final, NamedTuple

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from progress_tui.domain.text import visible
from progress_tui.tui.importing.finding_files import IMPORTABLE, Finding, Found, about, find, pasted_file, short_path
from progress_tui.tui.widgets.choices import Choices, Line


class Wanted(NamedTuple):
    """What kind of file is looked for.

    Attributes:
        title: asks for it; `kinds` says what it may be, `example` what may be typed.
        recent: what those that are offered first are.
        ends: of the names of such files.
    """

    title: str
    kinds: str
    example: str
    recent: str
    ends: Collection[str]


TABLES: Final = Wanted(
    "Which file do you want to bring in?",
    "CSV or Excel, from any system.",
    "autumn results, or ~/Downloads/…",
    "imported before",
    IMPORTABLE,
)
"""A table of results or pupils."""

SCHOOL_FILES: Final = Wanted(
    "Which school file do you want to take in?",
    "A file of this program.",
    "oakfield.duckdb, or ~/Documents/…",
    "school file",
    (".duckdb",),
)
"""The file of another school."""


class PathLine(Line):
    """An input that takes a path dropped or pasted onto it as a whole."""

    def on_paste(self, event: events.Paste) -> None:
        """A file is chosen at once; any other text is inserted as usual."""
        path = pasted_file(event.text)
        if path is not None:
            event.stop()
            event.prevent_default()
            self.post_message(FileFinder.Picked(path))


class FileFinder(Vertical):
    """A line for the path and the files and folders that fit it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "complete", "Complete", key_display="tab", id="finder.complete"),
        Binding("down", "move(1)", show=False, id="finder.down"),
        Binding("up", "move(-1)", show=False, id="finder.up"),
        Binding("pagedown", "page(1)", show=False, id="finder.page-down"),
        Binding("pageup", "page(-1)", show=False, id="finder.page-up"),
    ]

    class Picked(Message):
        """A file was chosen."""

        def __init__(self, path: Path) -> None:
            super().__init__()
            self.path = path

    class Listed(Message):
        """What there is to what was typed; only the latest typing counts."""

        def __init__(self, finding: Finding) -> None:
            super().__init__()
            self.finding = finding

        def can_replace(self, message: Message) -> bool:
            """Only the latest typing counts."""
            return isinstance(message, FileFinder.Listed)

    def __init__(self, wanted: Wanted = TABLES) -> None:
        """Begin with nothing typed; `wanted` says what is looked for."""
        super().__init__()
        self._wanted = wanted
        self._recent: tuple[Path, ...] = ()
        self._finding = Finding("", (), "")

    def compose(self) -> ComposeResult:
        """What to do, the line, what fits."""
        yield Static(self._wanted.title, classes="title", markup=False)
        yield Static(
            f"Type a part of its name or its path, or drag the file onto this window. {self._wanted.kinds}",
            classes="hint",
            markup=False,
        )
        yield PathLine(placeholder=self._wanted.example, compact=True, select_on_focus=False)
        yield Choices(compact=True, markup=False)
        yield Static("", classes="hint below", markup=False)

    def begin(self, recent: Sequence[Path], typed: str | None = None) -> None:
        """Take the keys and list what there is."""
        self._recent = tuple(recent)
        line = self.query_one(PathLine)
        if typed is not None:
            line.value = typed
            line.cursor_position = len(typed)
        line.focus()
        self._look()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._look()

    def _look(self) -> None:
        """List on a thread: a folder may be on a slow network drive."""
        typed, recent, wanted = self.query_one(PathLine).value, self._recent, self._wanted

        def work() -> None:
            self.post_message(self.Listed(find(typed, recent, Path.home(), Path.cwd(), wanted.ends)))

        self.run_worker(work, thread=True, exclusive=True, group="finding")

    @on(Listed)
    def _listed(self, message: Listed) -> None:
        if message.finding.typed != self.query_one(PathLine).value:
            return
        self._finding = message.finding
        choices, home = self.query_one(Choices), Path.home()
        choices.clear_options()
        choices.add_options(Option(_words(found, home, self._wanted.recent)) for found in message.finding.found)
        choices.highlighted = 0 if message.finding.found else None
        more = f"{message.finding.left_off:,} more: type a part of the name" if message.finding.left_off else ""
        self.query_one(".below", Static).update(Content(visible(message.finding.problem or more)))

    @property
    def _marked(self) -> Found | None:
        at = self.query_one(Choices).highlighted
        return self._finding.found[at] if at is not None and at < len(self._finding.found) else None

    def accept(self) -> None:
        """Take the marked file, or step into the marked folder."""
        found = self._marked
        if found is None:
            return
        if found.kind == "folder":
            self._write(short_path(found.path, Path.home()) + os.sep)
        else:
            self.post_message(self.Picked(found.path))

    def action_complete(self) -> None:
        """Complete as far as all that fits goes on alike; after that, take over what is marked."""
        finding, found = self._finding, self._marked
        if len(finding.completed) > len(finding.typed):
            self._write(finding.completed)
        elif found is not None:
            self._write(short_path(found.path, Path.home()) + (os.sep if found.kind == "folder" else ""))

    def _write(self, text: str) -> None:
        line = self.query_one(PathLine)
        line.value = text
        line.cursor_position = len(text)

    def action_move(self, step: int) -> None:
        """Move in the list while the line has the keys."""
        choices = self.query_one(Choices)
        if step > 0:
            choices.action_cursor_down()
        else:
            choices.action_cursor_up()

    def action_page(self, step: int) -> None:
        """Move a page in the list."""
        choices = self.query_one(Choices)
        if choices.highlighted is not None:
            wanted = choices.highlighted + step * max(1, choices.size.height - 1)
            choices.highlighted = max(0, min(wanted, choices.option_count - 1))

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.accept()


def _words(found: Found, home: Path, recent: str) -> Content:
    """One line of the list: importable files stand out in weight, folders by their slash."""
    name = visible(short_path(found.path, home)) + (os.sep if found.kind == "folder" else "")
    style = {"recent": "bold", "file": "bold", "folder": "", "other": "dim"}[found.kind]
    kind = " · not a kind that is read" if found.kind == "other" else ""
    return Content.assemble((name, style), f"   {recent if found.kind == 'recent' else about(found)}{kind}")

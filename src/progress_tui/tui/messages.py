"""What workers tell the screens: they do the I/O, never touch a widget, and post one of these."""

from __future__ import annotations

from textual.message import Message

from progress_tui.domain.errors import ProgressError
from progress_tui.domain.views import ClassView, PupilView
from progress_tui.store.directory import Directory
from progress_tui.workspace import Filtered, Opened


class FileOpened(Message):
    """The school file is open and the first class is here."""

    def __init__(self, opened: Opened) -> None:
        super().__init__()
        self.opened = opened


class ViewReady(Message):
    """A class is judged; only the latest one asked for counts."""

    def __init__(self, view: ClassView, directory: Directory) -> None:
        super().__init__()
        self.view, self.directory = view, directory

    def can_replace(self, message: Message) -> bool:
        """A newer view makes an older one needless."""
        return isinstance(message, ViewReady)


class FilterReady(Message):
    """A filter that could not be applied at once is applied (`filtered`), or is not a filter (`error`)."""

    def __init__(self, filtered: Filtered | None, error: ProgressError | None) -> None:
        super().__init__()
        self.filtered, self.error = filtered, error

    def can_replace(self, message: Message) -> bool:
        """Only the latest typing counts."""
        return isinstance(message, FilterReady)


class NotesFound(Message):
    """Which pupils of the class have notes."""

    def __init__(self, pupil_ids: frozenset[int]) -> None:
        super().__init__()
        self.pupil_ids = pupil_ids


class CardReady(Message):
    """A pupil's card is here."""

    def __init__(self, card: PupilView) -> None:
        super().__init__()
        self.card = card

    def can_replace(self, message: Message) -> bool:
        """Only the latest card asked for counts."""
        return isinstance(message, CardReady)


class Trouble(Message):
    """Something was refused or failed, in words."""

    def __init__(self, error: ProgressError) -> None:
        super().__init__()
        self.error = error

"""What workers tell the screens: they do the I/O, never touch a widget, and post one of these."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from textual.message import Message

from progress_tui.domain.errors import ProgressError
from progress_tui.domain.views import ClassView
from progress_tui.store.directory import Directory
from progress_tui.tui.people import Person
from progress_tui.tui.place import Place
from progress_tui.workspace import Filtered, Opened, Workspace

if TYPE_CHECKING:
    from progress_tui.domain.card import PupilView
    from progress_tui.domain.meetings import Meeting
    from progress_tui.domain.reports import Behind
    from progress_tui.importing.planning.committing import ImportReport
    from progress_tui.importing.planning.preview import Preview, Stage
    from progress_tui.tui.habits.undo import Change
    from progress_tui.workspace.importing import PastImport


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


class ParallelReady(Message):
    """The other classes of the year group of a place are judged."""

    def __init__(self, place: Place, views: list[ClassView]) -> None:
        super().__init__()
        self.place, self.views = place, views


class FilterReady(Message):
    """A filter that could not be applied at once is applied (`filtered`), or is not a filter (`error`).

    `asked` is the text and the view it was asked of: an answer to an older question is not shown.
    """

    def __init__(self, asked: tuple[str, ClassView], filtered: Filtered | None, error: ProgressError | None) -> None:
        super().__init__()
        self.asked, self.filtered, self.error = asked, filtered, error

    def can_replace(self, message: Message) -> bool:
        """Only the latest typing counts."""
        return isinstance(message, FilterReady)


class PlaceFound(Message):
    """A school was looked up: where it opens; for the app, whatever screen is shown."""

    def __init__(self, place: Place, directory: Directory) -> None:
        super().__init__()
        self.place, self.directory = place, directory


class PeopleFound(Message):
    """The pupils behind a figure, and the one whose card to open at once; -1 lists them."""

    def __init__(self, behind: Behind, people: list[Person], at: int) -> None:
        super().__init__()
        self.behind, self.people, self.at = behind, people, at


class MeetingFound(Message):
    """A meeting to open.

    Attributes:
        made: it was planned just now.
        chosen: it was chosen itself, so that one which was held is shown without asking whether to plan another.
    """

    def __init__(self, meeting: Meeting, made: bool = False, chosen: bool = False) -> None:
        super().__init__()
        self.meeting, self.made, self.chosen = meeting, made, chosen


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
        """A newer card of the same pupil counts; one of another pupil may be the card asked for."""
        return isinstance(message, CardReady) and message.card.pupil.pupil_id == self.card.pupil.pupil_id


class Trouble(Message):
    """Something was refused or failed, in words."""

    def __init__(self, error: ProgressError) -> None:
        super().__init__()
        self.error = error


class StageBegun(Message):
    """An import goes on: reading, understanding, checking or storing begins."""

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self.stage = stage


class PreviewReady(Message):
    """A source was looked at."""

    def __init__(self, preview: Preview) -> None:
        super().__init__()
        self.preview = preview


class ImportStopped(Message):
    """The work was stopped (`error` is None), or could not be done and why."""

    def __init__(self, error: ProgressError | None) -> None:
        super().__init__()
        self.error = error


class Imported(Message):
    """A file is stored: what came in, and the class to show it in.

    Attributes:
        opened: None where the file could not be read any more once it was stored.
        recovery_key: of a new school file that has a passphrase, to be shown once; "" where there is none.
    """

    def __init__(
        self, workspace: Workspace, report: ImportReport, opened: Opened | None, note: str, recovery_key: str = ""
    ) -> None:
        super().__init__()
        self.workspace, self.report, self.opened, self.note = workspace, report, opened, note
        self.recovery_key = recovery_key


class PastFound(Message):
    """The imports on file, newest first."""

    def __init__(self, past: list[PastImport]) -> None:
        super().__init__()
        self.past = past


class Undone(Message):
    """An import was taken back; what the file opens on now, None where it could not be read any more."""

    def __init__(self, file: str, rows: int, opened: Opened | None) -> None:
        super().__init__()
        self.file, self.rows, self.opened = file, rows, opened


class RejectedWritten(Message):
    """The rows with problems were written to a file."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path


class ChangeUndone(Message):
    """A change of this session was taken back, or could not be and why."""

    def __init__(self, workspace: Workspace, change: Change, error: ProgressError | None) -> None:
        super().__init__()
        self.workspace, self.change, self.error = workspace, change, error

"""What a view asks of the workspace and what it is told: both are values, so that a late answer is known as such."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from pathlib import Path
from typing import NamedTuple

from textual.message import Message

from progress_tui.domain.calendar import Point
from progress_tui.domain.errors import ProgressError
from progress_tui.domain.reports import Report
from progress_tui.domain.views import ClassView
from progress_tui.domain.whom import Whom
from progress_tui.tui.place import Place
from progress_tui.workspace import Filtered, Workspace
from progress_tui.workspace.hiding import Hiding, hiding


class Asked(NamedTuple):
    """What a screen shows or waits for. `options` are the screen's own choices."""

    place: Place
    wide: bool
    options: Hashable

    def whom(self, subject: str = "") -> Whom:
        """The pupils asked about, for a view of one subject or of all ("")."""
        return Whom(
            filter=self.place.filter,
            class_name="" if self.wide else self.place.class_name,
            subject=subject,
            speaks_of=self.place.subject,
        )

    @property
    def point(self) -> str:
        """The point as commands name it."""
        return str(Point(self.place.point))


class Answer(NamedTuple):
    """What the workspace said.

    Attributes:
        report: the view.
        filtered: the pupils the filter leaves; `on_roll` of how many.
        view: the class of the place, for its subjects and for initials; None when nobody is on roll in it.
        hiding: what puts names away in the report's texts while they are hidden.
        state: the file and the version of its facts that were answered from.
    """

    report: Report
    filtered: Filtered
    on_roll: int
    view: ClassView | None
    hiding: Hiding
    state: tuple[Path, int]


class Answered(Message):
    """A question is answered (`answer`), or cannot be (`error`); an answer to an older question is not shown."""

    def __init__(self, asked: Asked, answer: Answer | None, error: ProgressError | None) -> None:
        super().__init__()
        self.asked, self.answer, self.error = asked, answer, error

    def can_replace(self, message: Message) -> bool:
        """Only the latest counts."""
        return isinstance(message, Answered) and message.asked == self.asked


class FileChanged(Message):
    """Another program wrote facts to the file: what is shown is asked for anew."""

    def can_replace(self, message: Message) -> bool:
        """Once is enough."""
        return isinstance(message, FileChanged)


def answered(workspace: Workspace, asked: Asked, question: Callable[[Workspace], Report]) -> Answer:
    """The answer to a screen's question; on a thread.

    Raises:
        ProgressError: it cannot be answered, with the reason.
    """
    place = asked.place
    class_id = None if asked.wide else place.class_id
    filtered, on_roll = workspace.select(place.school_id, place.point, place.filter, place.subject or None, class_id)
    # Told before the rest is asked: a change that comes between makes the screen ask again, not take a mixture for new.
    state = workspace.state
    try:
        view = workspace.class_view(place.school_id, place.class_id, place.point)
    except ProgressError:
        view = None
    put_away = hiding(workspace, place.school_id, place.point, view)
    return Answer(question(workspace), filtered, on_roll, view, put_away, state)

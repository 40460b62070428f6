"""What the mentoring record does on threads: what is on file of a child, and changes with the way back."""

from __future__ import annotations

from collections.abc import Callable

from textual.message import Message
from textual.screen import Screen

from progress_tui.domain.mentoring import HalfTermRecord, MentoringWords
from progress_tui.tui.habits.in_turn import InTurn
from progress_tui.tui.within import workspace_of
from progress_tui.workspace.mentoring import Mentoring, MentoringChange


class RecordRead(Message):
    """What is on file of a child; `problem` says why the school's own strands are left out."""

    def __init__(self, pupil_id: int, history: tuple[HalfTermRecord, ...], words: MentoringWords, problem: str) -> None:
        super().__init__()
        self.pupil_id, self.history, self.words, self.problem = pupil_id, history, words, problem

    def can_replace(self, message: Message) -> bool:
        """A newer record of the same child counts."""
        return isinstance(message, RecordRead) and message.pupil_id == self.pupil_id


class RecordChanged(Message):
    """A change is stored, and said where it is not seen at once."""

    def __init__(self, change: MentoringChange, said: bool) -> None:
        super().__init__()
        self.change, self.said = change, said


class RecordDesk:
    """Works for the record of one screen, one piece after the other; every answer comes as a message to it."""

    def __init__(self, screen: Screen[int]) -> None:
        """Work for `screen`."""
        self._screen = screen
        self._turns = InTurn(screen)

    def load(self, school_id: int, pupil_id: int) -> None:
        """Read what is on file of a child."""
        mentoring = workspace_of(self._screen).mentoring
        self._turns.do(
            lambda: RecordRead(pupil_id, mentoring.history(school_id, pupil_id), mentoring.words, mentoring.problem)
        )

    def change(self, what: Callable[[Mentoring], MentoringChange], said: bool = True) -> None:
        """Do a change; `said` tells it in a toast."""
        mentoring = workspace_of(self._screen).mentoring
        self._turns.do(lambda: RecordChanged(what(mentoring), said))

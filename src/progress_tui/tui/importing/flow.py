"""Where one import stands: what was answered, what was understood, what is asked next. No widget in here."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from progress_tui.domain.errors import ProgressError, StoreError, UsageError
from progress_tui.domain.text import clean
from progress_tui.settings import schools_home
from progress_tui.tui.importing import steps
from progress_tui.tui.importing.steps import Panel

if TYPE_CHECKING:
    from progress_tui.importing.planning.preview import Preview

Next = Literal["look", "ask", "file"]
"""What follows an answer or a step back: look at the source again, ask what `panel` says, or choose a file."""

_NAME, _PLACE = "\0name", "\0place"
"""What a new school is asked, among the ids of questions; no question of a source can have a NUL in its id."""


@dataclass(slots=True)
class ImportFlow:
    """One file on its way in.

    Attributes:
        into: what the school is called that it goes into; `""` for a new school, which is asked for name and place.
        nameless: whether the school has still to be named, its file being there.
        source: the file, None while it is being chosen.
        answers: question id → answer; `answered` their ids in order, with those of a new school.
        preview: the latest that could be understood, or why the source cannot be.
        name, place: of a new school.
        note: a sentence for the next panel.
    """

    into: str
    nameless: bool = False
    source: Path | None = None
    answers: dict[str, str] = field(default_factory=dict)
    answered: list[str] = field(default_factory=list)
    preview: Preview | None = None
    name: str = "Our school"
    place: Path | None = None
    note: str = ""
    _wrong: ProgressError | None = None
    _told: Path | None = None

    @property
    def new(self) -> bool:
        """Whether the school file has still to be made."""
        return not self.into

    def begin(self, source: Path) -> None:
        """Begin with a file."""
        self.source, self.preview, self.note, self._wrong = source, None, "", None
        self.answers.clear()
        self.answered.clear()

    def take(self, preview: Preview) -> None:
        """What looking at the source gave. An answer that will not do is taken back, and the panel says why."""
        error, last = preview.error, self.answered[-1] if self.answered else ""
        unfit = isinstance(error, UsageError) and last in self.answers
        if self.preview is not None and (unfit or (isinstance(error, StoreError) and last == _PLACE)):
            self._wrong = error
            self._take_back()
        else:
            self._wrong, self.preview = None, preview

    def panel(self, names_hidden: bool) -> Panel:
        """What is asked now."""
        preview, wrong, note = self.preview, str(self._wrong) if self._wrong else "", self.note
        self.note = ""
        if preview is None:
            return Panel("Choose a file.")
        if preview.error is not None:
            return steps.error_panel(preview, bool(self.answers))
        report = preview.report
        asked = self._asked()
        number, total = len(self.answered) + 1, len(self.answered) + len(asked)
        if asked[:1] == [_NAME]:
            notes = report.warnings if report is not None else ()
            return steps.name_panel(steps.proposed_name(preview.path, notes), number, total)
        if asked[:1] == [_PLACE]:
            place = self.place or steps.proposed_place(self.name, schools_home())
            return steps.place_panel(str(place), number, total, wrong, told=place == self._told)
        if asked:
            return steps.question_panel(preview.questions[0], number, total, names_hidden, wrong)
        return steps.ready_panel(preview, self.goal or self.name, note)

    @property
    def goal(self) -> str:
        """What it goes into: the school that is open, or the new one once it has a name."""
        return self.name if _NAME in self.answered else self.into

    def _asked(self) -> list[str]:
        """The ids of what is still open, in order: first what the source leaves open, then a new school's own."""
        preview = self.preview
        if preview is None:
            return []
        own = [_NAME] if (self.new or self.nameless) and not preview.school_named else []
        own += [_PLACE] if self.new else []
        return [*(question.id for question in preview.questions), *(one for one in own if one not in self.answered)]

    @property
    def column_in_question(self) -> int | None:
        """The place of the column that is asked about, None when it is about something else."""
        asked = self._asked()
        heading = asked[0].partition(":")[2] if asked else ""
        columns = self.preview.columns if self.preview is not None else ()
        return next((at for at, column in enumerate(columns) if heading and column.heading == heading), None)

    @property
    def ready(self) -> bool:
        """Whether nothing is left to be asked."""
        preview = self.preview
        return preview is not None and preview.error is None and not self._asked()

    def answer(self, text: str) -> Next:
        """Take the answer to what the panel asks."""
        asked = self._asked()
        if not asked:
            return "ask"
        self._wrong = None
        if asked[0] == _NAME:
            self.name, self.place = clean(text) or self.name, None
            self.answered.append(_NAME)
            # A new school's file is asked about next, and only then looked at again.
            return "ask" if self.new else "look"
        if asked[0] == _PLACE and self._told_of(steps.school_path(text)):
            return "ask"
        self.answered.append(asked[0])
        if asked[0] == _PLACE:
            self.place = steps.school_path(text)
        else:
            self.answers[asked[0]] = text
        return "look"

    def _told_of(self, path: Path) -> bool:
        """Whether something speaks against keeping a new school at `path`: said once, and taken when it stays so."""
        from progress_tui.workspace.safekeeping.places import words_against

        words = words_against(path) if path != self._told else ""
        if words:
            self.place = self._told = path
            self._wrong = StoreError(words)
        return bool(words)

    def back(self) -> Next:
        """One step back: the last answer is open again, or there was none and another file is chosen."""
        self._wrong = None
        if not self.answered:
            return "file"
        return "ask" if self._take_back() in (_NAME, _PLACE) else "look"

    def back_from_stopped(self) -> Next:
        """What follows when looking at the source was stopped: the answer it waited for is open again."""
        if self.preview is None:
            return "file"
        if self.answered:
            self._take_back()
        return "ask"

    def _take_back(self) -> str:
        last = self.answered.pop()
        self.answers.pop(last, None)
        return last

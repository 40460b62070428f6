"""Classes, year groups, groups, schools or two saved filters side by side: k of n, the gap in children, who they are.

Nothing ranks teachers: groups stand in the order of the lists, and no figure of a group is coloured.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.message import Message

from progress_tui.domain.errors import ProgressError
from progress_tui.domain.filtering import SavedFilter
from progress_tui.domain.reports import Behind, Report
from progress_tui.tui.commands import common as do
from progress_tui.tui.commands.base import Command, bindings
from progress_tui.tui.commands.figures import COMPARE, ChooseMeasure, ToggleIntervals, TogglePooled
from progress_tui.tui.dialogs.key_menu import Choice, KeyMenu
from progress_tui.tui.screens.view_screen import Answer, Asked, ViewScreen
from progress_tui.tui.views.compare_choices import MEASURES, ROWS, SETS, YEARS, Options
from progress_tui.tui.views.compare_layout import GAP, columns, room_of, rows
from progress_tui.tui.widgets.filter_line import FilterLine
from progress_tui.tui.widgets.table_model import Column, Row
from progress_tui.tui.within import progress_app, workspace_of
from progress_tui.workspace import Workspace


class SetsFound(Message):
    """The saved filters that can be compared."""

    def __init__(self, saved: Sequence[SavedFilter]) -> None:
        super().__init__()
        self.saved = saved


class CompareScreen(ViewScreen):
    """Groups side by side."""

    NAME: ClassVar[str] = "compare"
    TITLE_WORDS: ClassVar[str] = "Compare"
    OFFERED: ClassVar[tuple[type[Command], ...]] = (*do.VIEW, *COMPARE)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(COMPARE)]

    def __init__(self) -> None:
        """Begin with the classes beside the one that was looked at."""
        super().__init__()
        self._chosen = Options()
        self._naming: frozenset[str] = frozenset()
        """Saved filters that may name a pupil: while names are hidden they are no rows."""

    @property
    def chosen(self) -> Options:
        """What is compared now; while names are hidden neither other schools nor sets that may name a pupil."""
        if self.hidden and (self._chosen.what.schools or self._naming.intersection(self._chosen.sets)):
            return self._chosen._replace(rows="c", sets=())
        return self._chosen

    def options(self) -> Hashable:
        """What the rows are and what by."""
        return self.chosen

    def question(self, asked: Asked) -> Callable[[Workspace], Report]:
        """The comparison."""
        chosen, place = self.chosen, asked.place
        comparison = chosen.comparison(asked.whom(), place.class_name)
        every = chosen.what.schools
        return lambda workspace: workspace.judging.compare(
            comparison, None if every else place.school, asked.point, every_school=every
        )

    def lay_out(self, answer: Answer) -> tuple[list[Column], list[Row]]:
        """A line a group, the subject of the place first."""
        held = columns(answer.report, self.chosen, self.size.width)
        subject = self.place.subject if self.place is not None else ""
        room = room_of(held, self.size.width)
        return held, rows(answer.report, self.chosen, held, subject, room, self.without_names)

    def behind(self, row: int, column: str) -> Behind | None:
        """The children of a figure; of a gap those of the lower group who missed the mark."""
        if self.answer is None:
            return None
        report = self.answer.report
        if row >= GAP:
            # The gaps are the first notes that speak of children, in their order.
            return report.behind_notes[sorted(report.behind_notes)[row - GAP]]
        return report.behind(row, "n" if column in ("bar", "subject_label") else column) or report.behind(row, "n")

    @property
    def rows_are_pupils(self) -> bool:
        """Rows are groups, even one of a single child."""
        return False

    def title_words(self) -> str:
        """What stands side by side."""
        years = f", {YEARS} years together" if self.chosen.pooled else ""
        return f"{self.TITLE_WORDS} {self.chosen.what.words}{years}"

    def describe(self) -> None:
        """The filter in words, or everybody: of one school, or of all."""
        super().describe()
        if self.answer is not None and self.filtered is None and self.chosen.what.schools:
            self.query_one(FilterLine).describe(f"Every pupil{self.more_words()}", filtered=False)

    def more_words(self) -> str:
        """What is compared."""
        return f" · {self.chosen.what.words} · {self.chosen.words}"

    # -- choosing

    def choose_view(self) -> None:
        """Offer what the rows can be."""
        directory = progress_app(self).directory
        several = directory is not None and len(directory.schools) > 1 and not self.hidden
        offered = [Choice(one.key, one.words, one.key) for one in ROWS.values() if several or not one.schools]
        self.app.push_screen(KeyMenu("What stands side by side", offered, self.chosen.rows), self._rows_chosen)

    def _rows_chosen(self, key: str | None) -> None:
        if key == SETS:
            self._look_for_sets()
        elif key is not None:
            self._choose(self.chosen._replace(rows=key, sets=()))

    def _look_for_sets(self) -> None:
        """Find the saved filters; some of them may ask for every flag of the school."""
        place, workspace = self.place, workspace_of(self)
        if place is None:
            return

        def work() -> None:
            try:
                saved = workspace.choosing.saved(place.school_id, place.point)
            except ProgressError as error:
                self.trouble(error)
            else:
                self.post_message(SetsFound([one for one in saved if one.pupils is not None]))

        self.run_worker(work, thread=True, exclusive=True, group="saved")

    @on(SetsFound)
    def _offer_sets(self, message: SetsFound) -> None:
        """Two saved filters, one after the other; not over a screen that was opened meanwhile."""
        if not self.is_current:
            return
        saved = message.saved
        self._naming = frozenset(
            one.name for one in saved if (one.name, one.words) != (one.hidden_name, one.hidden_words)
        )
        named = [one.name for one in saved if not (self.hidden and one.name in self._naming)]
        if len(named) < 2:
            progress_app(self).say("Fewer than two filters are saved. f puts one together and saves it.")
            return

        def menu(title: str, left: list[str]) -> KeyMenu[str]:
            letters = "abcdefghijklmnopqrstuvwxyz"
            return KeyMenu(title, [Choice(letters[place : place + 1], name, name) for place, name in enumerate(left)])

        def second(first: str | None) -> None:
            if first is not None:
                others = [name for name in named if name != first]
                self.app.push_screen(menu(f"{first} beside", others), lambda name: both(first, name))

        def both(first: str, name: str | None) -> None:
            if name is not None:
                self._choose(self.chosen._replace(rows=SETS, sets=(first, name)))

        self.app.push_screen(menu("Which saved filter first", named), second)

    @on(ChooseMeasure)
    def _choose_measure(self) -> None:
        offered = [Choice(one.key, one.words, one.key) for one in MEASURES.values()]
        self.app.push_screen(KeyMenu("Compared by", offered, self.chosen.measure), self._measure_chosen)

    def _measure_chosen(self, key: str | None) -> None:
        if key is not None:
            self._choose(self.chosen._replace(measure=key))

    @on(ToggleIntervals)
    def _intervals(self) -> None:
        self._choose(self.chosen._replace(interval=not self.chosen.interval))

    @on(TogglePooled)
    def _pooled(self) -> None:
        self._choose(self.chosen._replace(pooled=not self.chosen.pooled))
        progress_app(self).say(
            f"{YEARS} years together: every result counts once in its year." if self.chosen.pooled else "This year."
        )

    def _choose(self, chosen: Options) -> None:
        self._chosen = chosen
        self.ask()

"""Gains by year group beside trajectories, as a chart and a table; or progress pupil by pupil.

Always with the sentence that it describes children's results and not teaching.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from progress_tui.domain.reports import Report
from progress_tui.domain.text import visible
from progress_tui.tui.dialogs.key_menu import CURRENT, Choice, KeyMenu
from progress_tui.tui.screens.view_screen import Answer, Asked, ViewScreen
from progress_tui.tui.views.gain_chart import chart, headline
from progress_tui.tui.views.progress_choices import MEASURES, OTHER_COHORT, VIEWS, Options, cohorts
from progress_tui.tui.views.progress_layout import columns, one_subject, rows
from progress_tui.tui.widgets.class_table import ClassTable
from progress_tui.tui.widgets.table_model import Column, Row
from progress_tui.workspace import Workspace

_TALL_FROM = 34
"""Lines of the screen from which a bar takes two of them."""


class ProgressScreen(ViewScreen):
    """Gains by year group beside trajectories."""

    NAME: ClassVar[str] = "progress"
    TITLE_WORDS: ClassVar[str] = "Progress"

    def __init__(self) -> None:
        """Begin with this school's years side by side."""
        super().__init__()
        self.chosen = Options()

    def body(self) -> ComposeResult:
        """The share of Year 6, the chart, the table, the caveat."""
        yield Static("", classes="gains", markup=False)
        yield ClassTable()
        yield Static("", classes="caveat", markup=False)

    def options(self) -> Hashable:
        """What is shown."""
        return self.chosen

    def question(self, asked: Asked) -> Callable[[Workspace], Report]:
        """The gains, or the progress of the pupils."""
        view, measure, cohort = self.chosen
        school, point = asked.place.school, asked.point
        if view == "pupils":
            of_pupils = asked.whom(asked.place.subject)
            return lambda workspace: workspace.judging.progress_of_pupils(of_pupils, school=school, point=point)
        followed = str(cohort) if view == "cohort" and cohort is not None else ""
        whom = replace(asked.whom(), year_group=followed)
        return lambda workspace: workspace.judging.progress(
            whom, "cohort" if view == "cohort" else "classes", measure, view == "so far", school, point
        )

    @property
    def by_year(self) -> bool:
        """Whether what is shown are gains by year group."""
        return self.answer is not None and "trajectories" in self.answer.report.more

    def show(self) -> None:
        """Table and chart."""
        super().show()
        gains, caveat = self.query_one(".gains", Static), self.query_one(".caveat", Static)
        gains.display = caveat.display = self.by_year
        if self.answer is None or not self.by_year:
            return
        report = self.answer.report
        subject = self.place.subject if self.place is not None else ""
        drawn = chart(report, subject, self.size.width - 2, tall=self.size.height >= _TALL_FROM)
        said = headline(report, subject)
        parts = [Content.styled(f" {said}", "bold")] if said else []
        gains.update(Content("\n").join([*parts, drawn]))
        gains.display = bool(report.rows)
        caveat.update(Content(visible(report.notes[-1])))

    def lay_out(self, answer: Answer) -> tuple[list[Column], list[Row]]:
        """A line a subject and year group, the subject of the place first."""
        if "trajectories" not in answer.report.more:
            return one_subject(*super().lay_out(answer), self.size.width)
        held = columns(answer.report, self.size.width)
        return held, rows(answer.report, held, self.place.subject if self.place is not None else "")

    @property
    def rows_are_pupils(self) -> bool:
        """Rows of gains are year groups."""
        return not self.by_year

    def notes(self, report: Report) -> list[str]:
        """All but the last of those on gains, which always stands above them."""
        told = super().notes(report)
        return told[:-1] if self.by_year else told

    def more_words(self) -> str:
        """What is shown."""
        words = next(words for view, words in VIEWS.values() if view == self.chosen.view)
        return f" · {words}"

    # -- choosing

    def choose_view(self) -> None:
        """Offer the views, and what is gained."""
        view, measure, _ = self.chosen
        offered = [Choice(key, words, key, CURRENT if own == view else "") for key, (own, words) in VIEWS.items()]
        offered.insert(2, Choice(OTHER_COHORT, "another cohort …", OTHER_COHORT))
        offered += [
            Choice(key, words, key, CURRENT if own == measure else "") for key, (own, words) in MEASURES.items()
        ]
        self.app.push_screen(KeyMenu("Progress", offered), self._chosen)

    def _chosen(self, key: str | None) -> None:
        if key is None:
            return
        if key == OTHER_COHORT:
            offered = [Choice(letter, words, year) for letter, words, year in cohorts()]
            self.app.push_screen(KeyMenu("Which cohort", offered, self.chosen.cohort), self._cohort_chosen)
        elif key in VIEWS:
            self._choose(self.chosen._replace(view=VIEWS[key][0], cohort=None))
        elif key in MEASURES:
            view = "classes" if self.chosen.view == "pupils" else self.chosen.view
            self._choose(self.chosen._replace(measure=MEASURES[key][0], view=view))

    def _cohort_chosen(self, year: int | None) -> None:
        if year is not None:
            self._choose(self.chosen._replace(view="cohort", cohort=year))

    def _choose(self, chosen: Options) -> None:
        self.chosen = chosen
        self.ask()

"""Answers about a whole school, or about every school of a file: one thin method a view."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from progress_tui.domain.calendar import Point
from progress_tui.domain.errors import NotFoundError, UsageError

if TYPE_CHECKING:
    from progress_tui.analysis.attainment.counting import By
    from progress_tui.analysis.changes import Since
    from progress_tui.analysis.denominators import Denominator
    from progress_tui.analysis.effect.actions import State
    from progress_tui.analysis.effect.meetings import By as ActionsBy
    from progress_tui.analysis.progress.baselines import StartPoint
    from progress_tui.analysis.progress.by_year import Measure as ProgressMeasure
    from progress_tui.analysis.progress.by_year_report import View as ProgressView
    from progress_tui.analysis.school_at_point import SchoolAtPoint
    from progress_tui.domain.comparison import Comparison
    from progress_tui.domain.flagging import FlagsAsked
    from progress_tui.domain.reports import Report
    from progress_tui.domain.whom import Whom
    from progress_tui.store.directory import Directory
    from progress_tui.workspace.loaded import Loaded
    from progress_tui.workspace.on_file import OnFile


class Judging:
    """Views of schools. Methods may be called from worker threads."""

    def __init__(self, loaded: Loaded, find_school: Callable[[str | None], Directory]) -> None:
        """Answer from what `loaded` holds; `find_school` is the workspace's."""
        self._loaded = loaded
        self._find_school = find_school

    def at(self, school: str | None = None, point: str | None = None) -> SchoolAtPoint:
        """A school at a point.

        Args:
            school: code or name; without one the only (or first) school.
            point: `2026-27:Aut2` or `Aut2`; without one the latest with results.

        Raises:
            NotFoundError: no such school, or nothing on file.
            UsageError: the point is not one.
        """
        listed = self._find_school(school)
        entry = listed.school
        if entry is None or listed.school_id is None or not listed.classes:
            raise NotFoundError(
                "There are no pupils on file", remedy="Bring a pupil list or results in with “progress-tui import”."
            )
        last = Point(entry.points[-1] if entry.points else listed.classes[0].academic_year * 6)
        return self._loaded.at(listed.school_id, chosen_point(point, last).ordinal)

    def names_people(self, text: str, school_id: int, ordinal: int) -> bool:
        """Whether a filter may name a pupil of a school: then it is kept nowhere but in the school's file."""
        return self._loaded.at(school_id, ordinal).names_people(text)

    def attainment(
        self,
        whom: Whom,
        by: By = "class",
        denominator: Denominator | None = None,
        interval: bool = False,
        school: str | None = None,
        point: str | None = None,
    ) -> Report:
        """How many are at the expected standard and above it (see `analysis.attainment.report`)."""
        from progress_tui.analysis.attainment.report import attainment_report

        return attainment_report(self.at(school, point), whom, by, denominator, interval)

    def attainment_by_pupil(self, whom: Whom, school: str | None = None, point: str | None = None) -> Report:
        """Every pupil's result, or the last one with its age (see `analysis.attainment.latest`)."""
        from progress_tui.analysis.attainment.latest import pupils_report

        return pupils_report(self.at(school, point), whom)

    def compare(
        self, asked: Comparison, school: str | None = None, point: str | None = None, *, every_school: bool = False
    ) -> Report:
        """Groups side by side, of one school or of every school of the file (see `analysis.compare.report`)."""
        from progress_tui.analysis.compare.report import compare_report

        return compare_report(self.every_school(point) if every_school else [self.at(school, point)], asked)

    def targets(
        self, whom: Whom, everybody: bool = False, school: str | None = None, point: str | None = None
    ) -> Report:
        """Who is below target (see `analysis.target_list`)."""
        from progress_tui.analysis.target_list import targets_report

        return targets_report(self.at(school, point), whom, everybody)

    def completeness(
        self, whom: Whom, every_point: bool = False, school: str | None = None, point: str | None = None
    ) -> Report:
        """Which results are there and which are missing (see `analysis.attainment.completeness`)."""
        from progress_tui.analysis.attainment.completeness import completeness_report

        at = self.at(school, point)
        imports = self._loaded.imports_of(self._find_school(school).school_id, at.point.start_year)
        return completeness_report(at, whom, every_point, imports)

    @cached_property
    def on_file(self) -> OnFile:
        """Reports on the data itself; made when they are first asked for."""
        from progress_tui.workspace.on_file import OnFile

        return OnFile(self._loaded, self._find_school, self.at)

    def matrix(
        self,
        whom: Whom,
        a: str = "",
        b: str = "",
        names: bool = False,
        school: str | None = None,
        point: str | None = None,
    ) -> Report:
        """Any A against any B, with the children in the cells (see `analysis.matrix.report`)."""
        from progress_tui.analysis.matrix.report import matrix_report

        return matrix_report(self.at(school, point), whom, a, b, names)

    def venn(self, whom: Whom, names: bool = False, school: str | None = None, point: str | None = None) -> Report:
        """Who is at the expected standard in which of reading, writing and maths (see `analysis.matrix.venn`)."""
        from progress_tui.analysis.matrix.venn import venn_report

        return venn_report(self.at(school, point), whom, names)

    def actions(
        self, whom: Whom, state: State = "all", owner: str = "", school: str | None = None, point: str | None = None
    ) -> Report:
        """What was agreed for children, and their results since (see `analysis.effect.actions`)."""
        from progress_tui.analysis.effect.actions import actions_report

        return actions_report(self.at(school, point), whom, state, owner)

    def meetings(self, whom: Whom, school: str | None = None, point: str | None = None) -> Report:
        """Earlier meetings and what became of their actions (see `analysis.effect.meetings`)."""
        from progress_tui.analysis.effect.meetings import meetings_report

        return meetings_report(self.at(school, point), whom)

    def meetings_summary(self, whom: Whom, school: str | None = None, point: str | None = None) -> Report:
        """The round of meetings of the year by class, for senior leaders (see `analysis.meeting.roll_up`)."""
        from progress_tui.analysis.meeting.roll_up import meetings_summary

        return meetings_summary(self.at(school, point), whom)

    def action_counts(self, whom: Whom, by: ActionsBy, school: str | None = None, point: str | None = None) -> Report:
        """Actions counted by who does them or by class (see `analysis.effect.meetings`)."""
        from progress_tui.analysis.effect.meetings import action_counts_report

        return action_counts_report(self.at(school, point), whom, by)

    def support(
        self,
        running: bool = False,
        school: str | None = None,
        point: str | None = None,
        *,
        whom: Whom | None = None,
        costs: Mapping[int, float | None] | None = None,
    ) -> Report:
        """Support groups, and their children's results since (see `analysis.effect.support`).

        Args:
            running: only those that run today.
            school: as in `at`.
            point: as in `at`.
            whom: only groups with any of these children.
            costs: from `workspace.supporting.costs`, for senior leaders alone.
        """
        from progress_tui.analysis.effect.support import support_report
        from progress_tui.domain.whom import EVERYBODY

        return support_report(self.at(school, point), running, whom or EVERYBODY, costs)

    def provision(self, whom: Whom, school: str | None = None, point: str | None = None) -> Report:
        """Children by the support groups of the year (see `analysis.effect.provision`)."""
        from progress_tui.analysis.effect.provision import provision_report

        return provision_report(self.at(school, point), whom)

    def effect(
        self,
        action: int | None = None,
        support: int | None = None,
        school: str | None = None,
        point: str | None = None,
    ) -> Report:
        """Results before and since an action or a support group, beside the class's (see `analysis.effect.report`)."""
        from progress_tui.analysis.effect.report import effect_report

        return effect_report(self.at(school, point), action, support)

    def progress(
        self,
        whom: Whom,
        view: ProgressView = "classes",
        measure: ProgressMeasure | None = None,
        so_far: bool = False,
        school: str | None = None,
        point: str | None = None,
    ) -> Report:
        """Mean gains by year group beside trajectories (see `analysis.progress.by_year_report`)."""
        from progress_tui.analysis.progress.by_year_report import progress_by_year

        return progress_by_year(self.at(school, point), whom, view, measure, so_far)

    def progress_of_pupils(
        self,
        whom: Whom,
        since: str | None = None,
        beside: bool = False,
        school: str | None = None,
        point: str | None = None,
    ) -> Report:
        """Progress pupil by pupil (see `analysis.progress.report`)."""
        from progress_tui.analysis.progress.report import progress_report

        at = self.at(school, point)
        return progress_report(at, whom, None if since is None else earlier_point(since, at.point), beside)

    def trajectories(self, school: str | None = None, point: str | None = None) -> Report:
        """The trajectories, and how far they stand from each other (see `analysis.progress.trajectories`)."""
        from progress_tui.analysis.progress.by_year_report import trajectories_report

        return trajectories_report(self.at(school, point))

    def baselines(
        self,
        whom: Whom,
        kind: StartPoint = "default",
        pupils: bool = False,
        school: str | None = None,
        point: str | None = None,
    ) -> Report:
        """Start points by year group, or pupil by pupil (see `analysis.progress.baselines_report`)."""
        from progress_tui.analysis.progress.baselines_report import baseline_pupils_report, baselines_report

        return (baseline_pupils_report if pupils else baselines_report)(self.at(school, point), whom, kind)

    def key_stages(self, whom: Whom, school: str | None = None, point: str | None = None) -> Report:
        """Key Stage 1 beside Key Stage 2 (see `analysis.progress.key_stages`)."""
        from progress_tui.analysis.progress.key_stages import key_stages_report

        return key_stages_report(self.at(school, point), whom)

    def flagged(self, whom: Whom, asked: FlagsAsked, school: str | None = None, point: str | None = None) -> Report:
        """The flagged children, or the agenda of a meeting (see `analysis.flags.report`)."""
        from progress_tui.analysis.flags.report import flagged_report

        return flagged_report(self.at(school, point), whom, asked)

    def changes(
        self, whom: Whom, since: Since = "import", school: str | None = None, point: str | None = None
    ) -> Report:
        """What changed since the last import, or since the last meeting of each class (see `analysis.changes`).

        Raises:
            NotFoundError: nothing was imported yet.
        """
        from progress_tui.analysis.changes import since_import, since_meeting

        at = self.at(school, point)
        if since == "meeting":
            return since_meeting(at, whom)
        school_id = self._find_school(school).school_id
        if school_id is None:
            raise NotFoundError("There is no school on file", remedy="Bring one in with “progress-tui import”.")
        entry, earlier = self._loaded.before_last_import(school_id, at.point.ordinal)
        return since_import(at, whom, entry.file, entry.made, earlier)

    def every_school(self, point: str | None = None) -> list[SchoolAtPoint]:
        """Every school of the file at one point: the one named, else the latest any of them has results at.

        Raises:
            NotFoundError: nothing on file.
            UsageError: the point is not one.
        """
        self._find_school(None)
        named = None
        if point is not None:
            # A point without a year is of the year of the latest one.
            latest = self._loaded.every(None)
            named = chosen_point(point, latest[0].point).ordinal if latest else None
        schools = self._loaded.every(named)
        if not schools:
            raise NotFoundError("There are no results on file", remedy="Bring some in with “progress-tui import”.")
        return schools


def chosen_point(text: str | None, last: Point) -> Point:
    """The point a command names, `last` without one; a point without a year is of the year of `last`.

    Raises:
        UsageError: the text is not a point.
    """
    if text is None:
        return last
    found = Point.parse(text, last.start_year)
    if found is None:
        raise UsageError(f"“{text}” is not a point", remedy="Write it as 2026-27:Aut2 or Aut2.")
    return found


def earlier_point(text: str, now: Point) -> Point:
    """The point a comparison begins at; one without a year is the last of that name before `now`.

    Raises:
        UsageError: the text is not a point, or it does not lie before `now`.
    """
    found = Point.parse(text, now.start_year)
    if found is None:
        raise UsageError(f"“{text}” is not a point", remedy="Write it as 2025-26:Sum2 or Sum2.")
    if found >= now and Point.parse(text) is None:
        found = Point(found.ordinal - 6)
    if found >= now:
        raise UsageError(f"{found.label} does not lie before {now.label}", remedy="Name an earlier point.")
    return found

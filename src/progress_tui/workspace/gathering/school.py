"""The records of documents about a whole school."""

from __future__ import annotations

from typing import TYPE_CHECKING

from progress_tui.domain import clock
from progress_tui.exporting.documents.records import ActionsRecord, GovernorsRecord, SencoRecord
from progress_tui.workspace.gathering import people

if TYPE_CHECKING:
    from progress_tui.analysis.school_at_point import SchoolAtPoint
    from progress_tui.domain.agenda import ActionSince
    from progress_tui.domain.meetings import Action
    from progress_tui.domain.views import ClassView
    from progress_tui.workspace.exporting import Asked, Sources


def actions_record(sources: Sources, asked: Asked) -> ActionsRecord:
    """Actions of the children that are asked for, and of their classes; one that was carried on is told by its last.

    Raises:
        UsageError: the filter is not one.
        NotFoundError: the school, the class or the year group is not on file.
    """
    from progress_tui.analysis.choosing import chosen
    from progress_tui.analysis.meeting.previous import actions_since
    from progress_tui.store.meetings import actions

    at = sources.loaded.at(asked.school_id, asked.ordinal)
    every = sources.file.read(lambda con: actions.of_school(con, asked.school_id))
    gone_on = {one.carried_from for one in every}
    held, words = [one for one in every if one.action_id not in gone_on], ""
    if asked.whom.filter.strip() or asked.whom.class_name or asked.whom.year_group:
        selection = chosen(at, asked.whom, asked.whom.speaks_of or None)
        ids, words = set(selection.keys), selection.description
        classes = _class_ids(at, asked.whom.class_name) if not asked.whom.filter.strip() else set()
        held = [one for one in held if one.pupil_id in ids or (one.pupil_id is None and one.class_id in classes)]
    if asked.owner:
        held = [one for one in held if one.owner.casefold() == asked.owner.casefold()]
    if asked.only_open:
        held = [one for one in held if one.status == "open"]
    said = " · ".join(part for part in (words, asked.owner, "open" if asked.only_open else "") if part)
    return ActionsRecord(
        school=at.name,
        fictional=at.fictional,
        point_label=at.point.label,
        point_code=str(at.point),
        asked=said,
        actions=tuple(sorted(actions_since(at, held), key=_by_due)),
        people=people.of_school(sources, asked.school_id, asked.ordinal),
        made=clock.now(),
        today=clock.today(),
    )


def _by_due(one: ActionSince) -> tuple[str, int]:
    action: Action = one.action
    return action.due, action.action_id


def _by_year(view: ClassView) -> tuple[int, str]:
    """The youngest class first, then by name."""
    return min((row.year_group for row in view.rows if row.year_group is not None), default=99), view.class_name


def _class_ids(at: SchoolAtPoint, name: str) -> set[int]:
    roll = at.summary.roll
    named = roll.filter(roll["class_name"] == name)["class_id"].drop_nulls() if name else roll["class_id"].drop_nulls()
    return set(named.unique().to_list())


def senco_record(sources: Sources, asked: Asked) -> SencoRecord:
    """The children for support, in the classes that are asked for.

    Raises:
        UsageError: the filter is not one.
        NotFoundError: the school, the class or the year group is not on file.
    """
    from progress_tui.store.meetings import actions
    from progress_tui.workspace.gathering.senco import for_support

    at = sources.loaded.at(asked.school_id, asked.ordinal)
    views = sorted(sources.loaded.class_views(asked.school_id, asked.ordinal).values(), key=_by_year)
    held = sources.file.read(lambda con: actions.of_school(con, asked.school_id))
    return SencoRecord(
        school=at.name,
        fictional=at.fictional,
        point_label=at.point.label,
        point_code=str(at.point),
        on_roll=at.summary.roll.height,
        children=for_support(at, views, held, asked.whom),
        people=people.of_school(sources, asked.school_id, asked.ordinal),
        made=clock.now(),
        today=clock.today(),
    )


def governors_record(sources: Sources, asked: Asked) -> GovernorsRecord:
    """Counts of the school at the point.

    Raises:
        NotFoundError: the school is not on file.
    """
    from progress_tui.workspace.gathering.governors import counts

    at = sources.loaded.at(asked.school_id, asked.ordinal)
    views = list(sources.loaded.class_views(asked.school_id, asked.ordinal).values())
    return counts(at, views, clock.now())

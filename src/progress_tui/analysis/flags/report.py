"""The flagged children as a report: a line a flag, or a line a child in the order of a meeting."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from progress_tui.analysis.behind import Said, not_known, one_each, those, told
from progress_tui.analysis.choosing import chosen, subject_named
from progress_tui.analysis.flags.agenda import AgendaItem, agenda, in_order, items_of
from progress_tui.analysis.flags.rules import BY_ID
from progress_tui.domain.errors import UsageError, did_you_mean
from progress_tui.domain.flagging import FlagsAsked
from progress_tui.domain.reports import Field, Report
from progress_tui.domain.subjects import subject_label
from progress_tui.domain.views import FlagShown
from progress_tui.domain.whom import Whom

if TYPE_CHECKING:
    from progress_tui.analysis.school_at_point import SchoolAtPoint, Selection

SEVERITIES: Final = "Severity: 1 look, 2 discuss, 3 priority."

_FLAG_FIELDS: Final = (
    Field("severity", "⚑", "count"), Field("name", "pupil"), Field("class", "class"), Field("flag", "flag"),
    Field("sentence", "reason"),
)  # fmt: skip
_CHILD_FIELDS: Final = (
    Field("severity", "⚑", "count"), Field("name", "pupil"), Field("class", "class"),
    Field("flags", "flags", "count"), Field("sentence", "reason"),
)  # fmt: skip
_AGENDA_FIELDS: Final = (
    Field("place", "", "count"), Field("severity", "⚑", "count"), Field("name", "pupil"), Field("class", "class"),
    Field("flags", "flags", "count"), Field("reason", "reason"),
)  # fmt: skip


def flagged_report(at: SchoolAtPoint, whom: Whom, asked: FlagsAsked) -> Report:
    """The flagged children of a school.

    Args:
        at: the school at a point.
        whom: which of them; a subject keeps the flags of that subject only.
        asked: which flags.

    Raises:
        NotFoundError: no such class or year group.
        UsageError: the filter is not one, no such flag, or no such subject has results.
    """
    if asked.flag and asked.flag not in BY_ID:
        raise UsageError(f"There is no flag “{asked.flag}”", remedy=did_you_mean(asked.flag, BY_ID))
    subject = subject_named(at, whom.subject)
    selection = chosen(at, whom, subject)
    if asked.agenda:
        return _agenda_report(at, selection, asked)
    if asked.children:
        return _children_report(at, selection, asked, subject)
    good = asked.good or (bool(asked.flag) and BY_ID[asked.flag].severities == (0,))
    held = []
    for item in in_order(items_of(at, selection.keys, good)):
        kept = [flag for flag in _wanted(at, item, asked, good) if subject in (None, flag.subject)]
        held += [(item, flag) for flag in kept]
    held.sort(key=lambda pair: -pair[1].severity)
    children = list(dict.fromkeys(item.pupil_id for item, _ in held))
    left_out = len(children) - asked.most if asked.most else 0
    shown = set(children[: asked.most or None])
    rows = tuple(_flag_row(item, flag) for item, flag in held if item.pupil_id in shown)
    kind = "good news" if good else "a flag"
    flagged = f"{len(children)} of {_counted(selection)} with {kind}{_limits(asked, subject)}"
    notes: list[Said] = [
        (
            f"{flagged}: {selection.description}.",
            partial(those, at.frames, children, selection.description, f"with {kind}{_limits(asked, subject)}"),
        )
    ]
    if left_out > 0:
        rest = children[asked.most or 0 :]
        notes.append((f"{left_out} more not shown.", partial(those, at.frames, rest, "flagged, not shown here")))
    said = told([*notes, *_about(at, selection, good=good, below=not good and asked.flag in ("", "below"))])
    return Report(
        title=at.title("Good news" if good else "Flagged"),
        point=str(at.point),
        fields=_FLAG_FIELDS,
        rows=rows,
        notes=said.notes,
        more={"pupils": len(children), "not_shown": max(0, left_out), **_figures(at, selection)},
        behind=one_each(rows),
        behind_notes=said.behind,
    )


def _wanted(at: SchoolAtPoint, item: AgendaItem, asked: FlagsAsked, good: bool) -> list[FlagShown]:
    """A flag that is asked for by name is shown even where another is shown in its place otherwise."""
    if not asked.flag:
        return [flag for flag in item.flags if good or flag.severity >= asked.severity]
    own = at.flags.get(item.pupil_id, ())
    return [flag for flag in own if flag.flag == asked.flag and (good or flag.severity >= asked.severity)]


def _counted(selection: Selection) -> str:
    return f"{len(selection.keys)} {'child' if len(selection.keys) == 1 else 'children'}"


def _limits(asked: FlagsAsked, subject: str | None) -> str:
    parts = [f"“{asked.flag}”"] if asked.flag else []
    parts += [f"of severity {asked.severity} or more"] if asked.severity > 1 else []
    parts += [f"in {subject_label(subject)}"] if subject else []
    return "".join(f" {part}" for part in parts)


def _flag_row(item: AgendaItem, flag: FlagShown) -> dict[str, object]:
    return {
        "severity": flag.severity,
        "name": item.name,
        "class": item.class_name,
        "flag": flag.flag,
        "sentence": flag.sentence,
        "subject": flag.subject,
        "pupil_id": item.pupil_id,
        "year_group": item.year_group,
        "evidence": [row._asdict() for row in flag.rows],
    }


def _children_report(at: SchoolAtPoint, selection: Selection, asked: FlagsAsked, subject: str | None) -> Report:
    """Every flagged child once, with its questions; `each` holds them as flags for whom wants to dismiss one."""
    rows = []
    for item in in_order(items_of(at, selection.keys)):
        kept = [flag for flag in _wanted(at, item, asked, good=False) if subject in (None, flag.subject)]
        if kept:
            row = {**_flag_row(item, kept[0]), "flags": item.count, "each": [flag._asdict() for flag in kept]}
            rows.append((kept[0].severity, row))
    rows.sort(key=lambda pair: -pair[0])
    children = [int(str(row["pupil_id"])) for _, row in rows]
    limits = f"with a flag{_limits(asked, subject)}"
    flagged = f"{len(rows)} of {_counted(selection)} {limits}: {selection.description}."
    notes: list[Said] = [(flagged, partial(those, at.frames, children, selection.description, limits))]
    said = told([*notes, *_about(at, selection, below=asked.flag in ("", "below"))])
    return Report(
        title=at.title("Flagged"),
        point=str(at.point),
        fields=_CHILD_FIELDS,
        rows=tuple(row for _, row in rows),
        notes=said.notes,
        more={"pupils": len(rows), "not_shown": 0, **_figures(at, selection)},
        behind=one_each([row for _, row in rows]),
        behind_notes=said.behind,
    )


def _agenda_report(at: SchoolAtPoint, selection: Selection, asked: FlagsAsked) -> Report:
    made = agenda(at, selection.keys, asked.most)
    rows = tuple(
        {
            "place": place,
            "severity": item.severity,
            "name": item.name,
            "class": item.class_name,
            "flags": item.count,
            "reason": item.flags[0].sentence,
            "pupil_id": item.pupil_id,
            "year_group": item.year_group,
            "reasons": [flag.sentence for flag in item.flags],
        }
        for place, item in enumerate(made.items, start=1)
    )
    shown, silent = [item.pupil_id for item in made.items], [pupil_id for pupil_id, _ in made.not_discussed]
    start = f"{len(rows)} of {_counted(selection)} to start with: {selection.description}."
    notes: list[Said] = [(start, partial(those, at.frames, shown, selection.description, "to start with"))]
    if made.more:
        notes.append(
            (f"{made.more} more not shown.", partial(those, at.frames, made.others, "flagged, not on the agenda"))
        )
    if made.not_discussed:
        names = f"Not discussed for several meetings: {'; '.join(name for _, name in made.not_discussed)}."
        notes.append((names, partial(those, at.frames, silent, "not discussed for several meetings")))
    said = told([*notes, *_about(at, selection)])
    return Report(
        title=at.title("Agenda"),
        point=str(at.point),
        fields=_AGENDA_FIELDS,
        rows=rows,
        notes=said.notes,
        more={
            "not_shown": made.more,
            "not_discussed": [{"pupil_id": pupil_id, "name": name} for pupil_id, name in made.not_discussed],
            **_figures(at, selection),
        },
        behind=one_each(rows),
        behind_notes=said.behind,
    )


def _about(at: SchoolAtPoint, selection: Selection, *, good: bool = False, below: bool = True) -> list[Said]:
    """What the rows do not show: dismissed and ongoing flags, and whom the filter could not tell of."""
    figures = _figures(at, selection)
    own = set(selection.keys)
    notes: list[Said] = [] if good else [SEVERITIES]
    if figures["ongoing"] and below:
        words = (
            f"Ongoing, so not flagged as below the expected standard: {figures['ongoing']} (for the third point, "
            "with a live action; by child and subject)."
        )
        ongoing = own & {pupil_id for pupil_id, _ in at.raised.ongoing}
        notes.append((words, partial(those, at.frames, ongoing, "ongoing, with a live action")))
    if figures["dismissed"]:
        where = "“progress-tui flags list --dismissed”"
        words = f"Dismissed with a reason and left out: {figures['dismissed']} ({where})."
        dismissed = own & {one.pupil_id for one in at.raised.dismissed}
        notes.append((words, partial(those, at.frames, dismissed, "with a dismissed flag")))
    if selection.unknown:
        words = f"Left out of the filter because it is not known: {selection.unknown}."
        notes.append((words, not_known(at, selection)))
    return [*notes, selection.hint]


def _figures(at: SchoolAtPoint, selection: Selection) -> dict[str, int]:
    own = set(selection.keys)
    return {
        "on_roll": at.summary.roll.height,
        "asked": len(own),
        "unknown": selection.unknown,
        "dismissed": sum(one.pupil_id in own for one in at.raised.dismissed),
        "ongoing": sum(pupil_id in own for pupil_id, _ in at.raised.ongoing),
    }

"""Who is spoken of first: the order of an agenda, and what it leaves out. Rules: docs/judgements.md, “Flags”."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from progress_tui.analysis.flags.raising import concerns, counted
from progress_tui.analysis.flags.thresholds import thresholds
from progress_tui.domain.pupils import display_name
from progress_tui.domain.views import FlagShown

if TYPE_CHECKING:
    from progress_tui.analysis.school_at_point import SchoolAtPoint


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """A child with the questions about it.

    Attributes:
        class_name: empty for a child in no class; `year_group` None where it is not known.
        flags: as they are shown, the most pressing first; at least one.
        count: how many questions they are, each subject once in a family.
    """

    pupil_id: int
    name: str
    class_name: str
    year_group: int | None
    flags: tuple[FlagShown, ...]
    count: int

    @property
    def severity(self) -> int:
        """The highest severity, 1–3; 0 where there is good news only."""
        return self.flags[0].severity


@dataclass(frozen=True, slots=True)
class Agenda:
    """The children a meeting starts with.

    Attributes:
        items: in order.
        others: pupil ids of the candidates who are not among them, in order; `more` is how many.
        not_discussed: (pupil_id, name) of children on roll whom the last meetings did not speak of, by name.
    """

    items: tuple[AgendaItem, ...]
    others: tuple[int, ...]
    not_discussed: tuple[tuple[int, str], ...]

    @property
    def more(self) -> int:
        """How many candidates are not among the items."""
        return len(self.others)


def items_of(at: SchoolAtPoint, pupils: Iterable[int], good: bool = False) -> list[AgendaItem]:
    """The flagged ones of some pupils, in the order of the roll.

    Args:
        at: the school at a point.
        pupils: pupil ids on roll.
        good: good news in place of questions.
    """
    wanted = set(pupils)
    found = []
    for pupil_id, surname, forename, fallback, class_name, year_group in at.summary.roll.select(
        "pupil_id", "surname", "forename", "fallback", "class_name", "year_group"
    ).iter_rows():
        own = at.flags.get(pupil_id, ()) if pupil_id in wanted else ()
        shown = tuple(flag for flag in own if flag.severity == 0) if good else concerns(own)
        if shown:
            name = display_name(surname, forename, fallback)
            found.append(AgendaItem(pupil_id, name, class_name or "", year_group, shown, counted(own)))
    return found


def in_order(items: Iterable[AgendaItem]) -> list[AgendaItem]:
    """By severity, then number of questions, then quiet decline first, then as they came."""
    return sorted(
        items,
        key=lambda item: (-item.severity, -item.count, all(flag.flag != "quiet-decline" for flag in item.flags)),
    )


def agenda(at: SchoolAtPoint, pupils: Iterable[int], most: int | None = None) -> Agenda:
    """The agenda of a meeting on some pupils, such as those of one class.

    Args:
        at: the school at a point.
        pupils: pupil ids on roll.
        most: how many to start with; the threshold `agenda.most` without it, 0 for all candidates.
    """
    limits, wanted = thresholds(), list(pupils)
    least = limits.number("agenda", "severity")
    candidates = in_order(item for item in items_of(at, wanted) if item.severity >= least)
    room = int(limits.number("agenda", "most")) if most is None else most or len(candidates)
    silent = tuple(
        (item.pupil_id, item.name)
        for item in items_of(at, wanted)
        if any(flag.flag == "not-discussed" for flag in item.flags)
    )
    return Agenda(tuple(candidates[:room]), tuple(item.pupil_id for item in candidates[room:]), silent)

"""What the class grid says in words: the order or the filter above the grid, the pupil under the cursor below it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from textual.content import Content

from progress_tui.domain.subjects import subject_letter
from progress_tui.domain.text import visible
from progress_tui.domain.views import ClassView, FlagShown, PupilShown
from progress_tui.tui.classroom.layout import MEDIUM, flags_in_order, name_of
from progress_tui.tui.widgets.table_model import Column
from progress_tui.workspace import Filtered

_DETAIL_FLAGS: Final = {False: 2, True: 4}
"""How many flags the lines under the grid say in full, on narrow and on wide screens."""


def crumb(view: ClassView, hidden: bool, beside: str = "") -> str:
    """Where one is: school, class with those beside it, point; and that names are hidden, for as long as they are."""
    place = f"{view.school} ▸ {view.class_label}{beside} ▸ {view.point_label}"
    return f"{place}   names hidden" if hidden else place


def sort_words(columns: Sequence[Column], held: tuple[str, bool] | None) -> str:
    """The column that the pupils are sorted by, with the way (`Reading ± ▲`); empty in the default order."""
    if held is None:
        return ""
    found = next((column for column in columns if column.key == held[0]), None)
    return f"{found.group} {found.heading} {'▼' if held[1] else '▲'}".strip() if found is not None else ""


def everybody(number: int) -> str:
    """`All 30 pupils`."""
    return f"All {number} pupils" if number != 1 else "1 pupil"


def order_words(view: ClassView, subject: str, sorted_by: str) -> str:
    """All pupils of the class: how many are below, and in which order they stand.

    Args:
        view: the class.
        subject: the subject shown in full.
        sorted_by: see `sort_words`.
    """
    everyone = everybody(view.on_roll)
    heading = view.heading(subject)
    if heading is None:
        return f"{everyone}, sorted by {sorted_by} · S: by name" if sorted_by else f"{everyone}, by name"
    other = "" if all(point.comparable for point in heading.points) else " · * another test"
    if not heading.has_targets and not heading.has_expectation:
        order = f"sorted by {sorted_by} · S" if sorted_by else "by name"
        return f"{everyone} {order}: no targets, no expected standard{other}"
    distances = [row.subjects[subject].distance for row in view.rows if subject in row.subjects]
    below = sum(distance is not None and distance < 0 for distance in distances)
    against = "target" if heading.has_targets else "expected"
    order = f"sorted by {sorted_by} · S: furthest first" if sorted_by else "furthest first"
    why = "" if heading.has_targets or sorted_by else " (no targets on file)"
    return f"{everyone}: {below} below {against} in {heading.label}, {order}{why}{other}"


def nobody_words(view: ClassView, filtered: Filtered | None, hidden: bool = False) -> str:
    """What stands in an empty grid; a hint may hold a name that was typed, and is not given while names are hidden."""
    if not view.rows:
        return "Nobody is on roll in this class."
    return "No pupil matches." if filtered is None else nobody_found(filtered, hidden)


def nobody_found(filtered: Filtered, hidden: bool) -> str:
    """What stands in place of pupils when a filter finds none."""
    if filtered.unknown:
        return f"No pupil matches; of {filtered.unknown} it is not known whether they do. escape shows all."
    hint = f" {filtered.hint}" if filtered.hint and not hidden else ""
    return f"No pupil matches.{hint} escape shows all."


def detail_words(pupil: PupilShown, view: ClassView, subject: str, hidden: bool, width: int) -> Content:
    """The pupil under the cursor, in words that can be read from two metres."""
    parts: list[str | tuple[str, str]] = [(visible(name_of(pupil, hidden)), "bold")]
    flags: list[FlagShown] = flags_in_order(pupil, subject)
    room = _DETAIL_FLAGS[width >= MEDIUM]
    for flag in flags[:room]:
        parts.append((f"  ⚑{flag.severity} ", "bold $text-warning" if flag.severity > 1 else "bold"))
        parts.append(visible(flag.sentence))
    if len(flags) > room:
        parts.append((f"  +{len(flags) - room} more: enter", "bold"))
    if not flags and view.complete:
        parts.append("  no flags")
    return Content.assemble(*parts)


def counts_line(view: ClassView, width: int) -> str:
    """`30 on roll · at expected: Reading 19 of 28 …`, letters for subjects where room is short."""
    parts = []
    for heading in view.subjects:
        label = heading.label if width >= MEDIUM else subject_letter(heading.subject)
        if heading.has_expectation:
            parts.append(f"{label} {heading.expected} of {heading.judged}")
        else:
            parts.append(f"{label} {heading.assessed} assessed")
    if view.combines:
        parts.append("RWM {} of {}".format(*view.combined))
    if not parts:
        return f"{view.on_roll} on roll"
    judged = any(heading.has_expectation for heading in view.subjects)
    lead = "at expected: " if judged else "no expected standard on this scale: "
    return f"{view.on_roll} on roll · {lead}" + "  ".join(parts)

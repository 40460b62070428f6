"""Whom the last meetings spoke of. The rule of three meetings (`not-discussed`) and the quiet middle ask here."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import polars as pl

from progress_tui.analysis.frames import SchoolFrames

Held = tuple[date, int]
"""The day a meeting was held, and its number."""


def held_meetings(frames: SchoolFrames, ordinal: int, today: date) -> pl.DataFrame:
    """The meetings that were held by a day, at points up to one: columns as `meetings`."""
    return frames.meetings.filter(
        (pl.col("status") == "held") & (pl.col("ordinal") <= ordinal) & (pl.col("held_on") <= today)
    )


def last_meetings(
    frames: SchoolFrames, ordinal: int, today: date, pupils: Collection[int], many: int
) -> dict[int, tuple[list[Held], bool]]:
    """The last meetings of the classes a child was in, and whether any of them spoke of the child.

    Args:
        frames: the school.
        ordinal: the latest point a meeting may look at.
        today: the latest day.
        pupils: whom to ask about.
        many: how many meetings back.

    Returns:
        pupil_id → (at most `many` meetings, the oldest first; whether one of them spoke of the child), for those whose
        classes had any.
    """
    of_class: dict[int, list[Held]] = {}
    for class_id, held_on, meeting_id in (
        held_meetings(frames, ordinal, today).select("class_id", "held_on", "meeting_id").iter_rows()
    ):
        of_class.setdefault(class_id, []).append((held_on, meeting_id))
    spoken = set(frames.meeting_items.filter("discussed").select("meeting_id", "pupil_id").iter_rows())
    places = frames.enrolments.select("pupil_id", "class_id").filter(pl.col("class_id").is_in(list(of_class)))
    about: dict[int, list[Held]] = {}
    for pupil_id, class_id in places.iter_rows():
        if pupil_id in pupils:
            about.setdefault(pupil_id, []).extend(of_class[class_id])
    found = {}
    for pupil_id in sorted(about):
        last = sorted(about[pupil_id])[-many:]
        found[pupil_id] = last, any((meeting_id, pupil_id) in spoken for _, meeting_id in last)
    return found

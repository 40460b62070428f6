"""The mentoring record of a pupil as `show pupil` prints it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from progress_tui.domain.calendar import Point
from progress_tui.domain.subjects import subject_label

if TYPE_CHECKING:
    from progress_tui.domain.mentoring import HalfTermRecord


def record_fields(history: Sequence[HalfTermRecord], until: Point) -> list[dict[str, object]]:
    """Targets and comments of each half-term up to a point, the oldest first, for JSON."""
    return [
        {
            "point": str(Point(one.ordinal)),
            "targets": [
                {"subject": target.subject, "place": target.place, "body": target.body, "status": target.status}
                for target in one.targets
            ],
            "child": one.comments["child"].body if "child" in one.comments else "",
            "mentor": one.comments["mentor"].body if "mentor" in one.comments else "",
        }
        for one in _told(history, until)
    ]


def record_lines(history: Sequence[HalfTermRecord], until: Point) -> Iterator[str]:
    """The same in sentences, the latest half-term first."""
    for one in reversed(_told(history, until)):
        when = Point(one.ordinal).label
        for target in one.targets:
            about = subject_label(target.subject) if target.subject else "Personal"
            yield f"Target {when}, {about}: {target.body} ({target.status})"
        for who, text in one.comments.items():
            if text.body:
                yield f"{who.capitalize()} {when}: {' / '.join(text.body.splitlines())}"


def _told(history: Sequence[HalfTermRecord], until: Point) -> list[HalfTermRecord]:
    """The half-terms with targets or comments; grades are printed by themselves."""
    return [
        one
        for one in history
        if one.ordinal <= until.ordinal and (one.targets or any(text.body for text in one.comments.values()))
    ]

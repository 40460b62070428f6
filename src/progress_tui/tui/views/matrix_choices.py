"""What the matrix screen can set against what: the pairs behind `v`, and the sides for a pair of one's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from progress_tui.domain.calendar import Point
from progress_tui.domain.subjects import subject_label
from progress_tui.domain.views import ClassView
from progress_tui.tui.views.compare_choices import ROWS


class Pair(NamedTuple):
    """Two sides.

    Attributes:
        key: the letter that chooses it.
        words: in the menu.
        a, b: down the side and along the top, as `show matrix` takes them; `{subject}` is the subject of the place,
            `{before}` the point with results before the one shown, `{summer}` the end of the year before. Both empty
            for the lists of reading, writing and maths.
    """

    key: str
    words: str
    a: str = ""
    b: str = ""

    def side(self, text: str, subject: str, point: int, before: int | None) -> str:
        """A side for a place."""
        now = Point(point)
        earlier = Point(before) if before is not None else Point(point - 1)
        return text.format(subject=subject, before=earlier, summer=Point.of(now.start_year - 1, "Sum2"))


OTHER: Final = "o"
"""The letter for two sides of one's own."""
LISTS: Final = "r"
"""The letter for the lists of reading, writing and maths."""

PAIRS: Final[Mapping[str, Pair]] = {
    one.key: one
    for one in (
        Pair("t", "teacher × test of the subject", "{subject}:teacher", "{subject}:test"),
        Pair("n", "the point before × now", "{subject}@{before}", "{subject}"),
        Pair("y", "last summer × now", "{subject}@{summer}", "{subject}"),
        Pair("w", "reading × writing", "reading", "writing"),
        Pair("m", "reading × maths", "reading", "maths"),
        Pair("x", "writing × maths", "writing", "maths"),
        Pair(LISTS, "reading, writing and maths as seven lists"),
        Pair("b", "start point × now", "prior", "{subject}"),
        Pair("p", "the subject × pupil premium", "{subject}", "pp"),
        Pair("s", "the subject × SEND", "{subject}", "sen"),
        Pair("g", "the subject × support groups", "{subject}", "support-group"),
        Pair(OTHER, "anything × anything …"),
    )
}
"""Letter → pair, in the order of the menu."""


def sides(view: ClassView | None) -> list[tuple[str, str]]:
    """Words and text of everything that can be a side: subjects now, by kind and earlier, and groups of pupils."""
    found: list[tuple[str, str]] = []
    for heading in view.subjects if view is not None else ():
        named = subject_label(heading.subject)
        found += [
            (f"{named} now", heading.subject),
            (f"{named}, teacher assessment", f"{heading.subject}:teacher"),
            (f"{named}, test", f"{heading.subject}:test"),
        ]
        earlier = sorted({point.ordinal for point in heading.points[:-1]}, reverse=True)
        found += [(f"{named} at {Point(ordinal).label}", f"{heading.subject}@{Point(ordinal)}") for ordinal in earlier]
    groups = {rows.by[0]: rows.words for rows in ROWS.values() if len(rows.by) == 1 and not rows.beside}
    return [*found, *((words[:1].upper() + words[1:], by) for by, words in groups.items() if by != "school")]

"""Which columns the class grid has, and which of them stand before the flags at a width.

Every column that is chosen is there: what finds no room comes after the flags, where the cursor and `›` lead. So a
width decides about the order and never about what can be seen.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final, Literal, NamedTuple, Self

from progress_tui.domain.calendar import Point
from progress_tui.domain.subjects import CORE
from progress_tui.domain.views import USUAL_POINTS, BesideHeading, ClassView, PointHeading, SubjectHeading
from progress_tui.tui.widgets.table_layout import GAP, MARGIN, RULE
from progress_tui.tui.widgets.table_model import Column

_BORDERS: Final = 1 + MARGIN
"""Cells at the right that no column takes: the scrollbar and the `›`."""

_NAMES: Final = (16, 18, 24, 28)
_FLAGS: Final = (15, 20, 34)
"""Widths of the name and of the flags: the least, and what they grow to where there is room."""

_WIDEST: Final = 7
"""Cells of a result, whatever was typed into it."""

_MOST_POINTS: Final = 9
"""Past points that can be chosen: each has a digit."""

Align = Literal["left", "right", "center"]


class Group(NamedTuple):
    """Columns that are chosen together.

    Attributes:
        key: the letter that chooses them; `words` what they are.
        usual: whether they are there unless chosen otherwise.
    """

    id: str
    key: str
    words: str
    usual: bool = True


GROUPS: Final = (
    Group("year", "y", "Year group"),
    Group("characteristics", "c", "Pupil premium, SEND, EAL"),
    Group("absence", "a", "Absence"),
    Group("history", "h", "Good level of development, phonics, tables check"),
    Group("stages", "k", "Early learning goals, Key Stage results"),
    Group("tests", "e", "Latest test beside the judgement"),
    Group("targets", "g", "Target"),
    Group("distances", "d", "Distance from target or from the expected standard"),
    Group("others", "o", "The other subjects"),
    Group("rwm", "r", "Reading, writing and maths together"),
    Group("flags", "f", "Flags"),
)
"""In the order of the chooser; the past points follow them, each under a digit."""


class Chosen(NamedTuple):
    """What was chosen otherwise than usual: id of a group, or a point as `2025-26:Sum2` → whether it is shown."""

    changed: Mapping[str, bool] = MappingProxyType({})

    @classmethod
    def remembered(cls, words: Collection[str] | None) -> Self:
        """From `+tests -absence`; what says neither is left out."""
        return cls({word[1:]: word[0] == "+" for word in words or () if word[:1] in ("+", "-")})

    def words(self) -> tuple[str, ...] | None:
        """To be remembered; None where nothing was changed."""
        return tuple(f"{'+' if on else '-'}{name}" for name, on in sorted(self.changed.items())) or None

    def on(self, name: str, usual: bool = True) -> bool:
        """Whether a group or a point is shown."""
        return self.changed.get(name, usual)

    def toggled(self, group: Group) -> Chosen:
        """The other way round."""
        changed = {name: on for name, on in self.changed.items() if name != group.id}
        if self.on(group.id, group.usual) == group.usual:
            changed[group.id] = not group.usual
        return Chosen(changed)


_Wish = tuple[float, Column]
"""A column that wants to stand before the flags: of lower steps first, those of one step together or not at all."""


def groups_of(view: ClassView) -> list[Group]:
    """The groups and past points a class has columns for, in the order of the chooser."""
    rows, headings, beside = view.rows, view.subjects, view.beside
    there = {
        "year": len(view.year_groups) > 1,
        "characteristics": _has_characteristics(view),
        "absence": any(row.absence is not None for row in rows),
        "history": any(held.kind == "history" and not held.subject for held in beside),
        "stages": any(held.kind == "history" and held.subject for held in beside),
        "tests": any(held.kind == "test" for held in beside),
        "targets": any(heading.has_targets for heading in headings),
        "distances": any(heading.has_targets or heading.has_expectation for heading in headings),
        "others": len(headings) > 1,
        "rwm": view.combines,
        "flags": True,
    }
    points = {point.ordinal for heading in headings for point in heading.points[:-1]}
    usual = {point.ordinal for heading in headings for point in heading.points[-USUAL_POINTS:-1]}
    past = sorted(points, reverse=True)[:_MOST_POINTS]
    return [
        *(group for group in GROUPS if there[group.id]),
        *(
            Group(str(Point(ordinal)), str(place), f"Results at {Point(ordinal).label}", ordinal in usual)
            for place, ordinal in enumerate(past, 1)
        ),
    ]


def group_of(view: ClassView, key: str) -> str:
    """The id of the group, or the point, that a column belongs to; "" for one that is always there."""
    if key in _ALONE:
        return _ALONE[key]
    for held in view.beside:
        if held.key == key:
            return "tests" if held.kind == "test" else "stages" if held.subject else "history"
    subject, _, part = key.partition(":")
    if part in ("target", "distance"):
        return f"{part}s"
    heading = view.heading(subject)
    if heading is None or int(part) == heading.points[-1].ordinal:
        return "others" if heading is not None else ""
    return str(Point(int(part)))


_ALONE: Final = {
    "name": "", "note": "", "class": "", "year": "year", "pp": "characteristics", "sen": "characteristics",
    "eal": "characteristics", "absence": "absence", "rwm": "rwm", "flags": "flags",
}  # fmt: skip
"""Key of a column of no subject → its group."""


def columns_for(
    view: ClassView,
    subject: str,
    width: int,
    chosen: Chosen | None = None,
    longest: Callable[[str], int] = lambda _: 0,
    parallel: bool = False,
) -> list[Column]:
    """The columns of a screen of `width` cells, in order.

    Args:
        view: the class.
        subject: the one that is shown in full.
        width: of the screen.
        chosen: which columns are wanted; the usual ones without it.
        longest: cells of the longest entry of a column, by key; 0 where it is not known.
        parallel: whether other classes stand in the same grid, so that a column says the class.
    """
    chosen = chosen or Chosen()
    wishes = [*_of_pupils(view, chosen, parallel), *_of_history(view, chosen, longest)]
    for heading in view.subjects:
        if heading.subject == subject or chosen.on("others"):
            wishes += _of_subject(view, heading, chosen, longest, full=heading.subject == subject)
    if view.combines and chosen.on("rwm"):
        wishes.append((9.7, Column("rwm", "RWM", 3, "center")))
    flags = [Column("flags", "Flags", _FLAGS[0], flexible=True)] if chosen.on("flags") else []
    longest_name = longest("name") or _NAMES[-1]
    growth = [(step, key, min(size, longest_name) if key == "name" else size) for step, key, size in _GROWTH]
    taken, grown = _fitted(wishes, flags, growth, width - _BORDERS)
    front = [column for place, (_, column) in enumerate(wishes) if place in taken]
    rest = [column for place, (_, column) in enumerate(wishes) if place not in taken]
    return [*(_grown(column, grown) for column in (*front, *flags)), *rest]


# -- what there is, and how much it is wanted


def _has_characteristics(view: ClassView) -> bool:
    return any(row.pp is not None or row.sen is not None or row.eal is not None for row in view.rows)


def _of_pupils(view: ClassView, chosen: Chosen, parallel: bool) -> Iterator[_Wish]:
    yield 0, Column("name", "Pupil", 1, frozen=True)
    yield 0, Column("note", "✎", 1, frozen=True)
    if parallel:
        yield 0, Column("class", "Class", 5)
    if len(view.year_groups) > 1 and chosen.on("year"):
        yield 0, Column("year", "Yr", 2)
    if _has_characteristics(view) and chosen.on("characteristics"):
        yield 3, Column("pp", "PP", 2, "center")
        yield 3, Column("sen", "SEN", 3, "center")
        yield 3, Column("eal", "EAL", 3, "center")
    if any(row.absence is not None for row in view.rows) and chosen.on("absence"):
        yield 4, Column("absence", "Abs", 4, "right")


def _of_history(view: ClassView, chosen: Chosen, longest: Callable[[str], int]) -> Iterator[_Wish]:
    held = [one for one in view.beside if one.kind == "history" and not one.subject and chosen.on("history")]
    for one in held:
        # Over a single narrow column the label would be cut to two letters.
        yield 7, _beside_column(one, "History" if len(held) > 1 else "", longest)


def _of_subject(
    view: ClassView, heading: SubjectHeading, chosen: Chosen, longest: Callable[[str], int], *, full: bool
) -> Iterator[_Wish]:
    subject, label = heading.subject, heading.label
    for held in view.beside:
        if held.kind == "history" and held.subject == subject and chosen.on("stages"):
            early = held.key.endswith(":eyfs")
            step = (9.5 if early else 9) if full else (18.5 if early else 14)
            yield step, _beside_column(held, label, longest)
    points = _points_shown(heading, chosen)
    for left, (point, name) in enumerate(zip(points, _names(points), strict=True)):
        back = len(points) - 1 - left
        key = f"{subject}:{point.ordinal}"
        yield _step(back, subject, full), Column(key, name, _width(name, 4, longest(key)), group=label)
    for held in view.beside:
        if held.kind == "test" and held.subject == subject and chosen.on("tests"):
            yield 5.5 if full else 10, _beside_column(held, label, longest)
    beside_now = 0.0 if full else _step(0, subject, full)
    if heading.has_targets and chosen.on("targets"):
        key = f"{subject}:target"
        yield 0.0 if full else 17, Column(key, "Tgt", _width("Tgt", 3, longest(key)), group=label)
    if (heading.has_targets or heading.has_expectation) and chosen.on("distances"):
        key = f"{subject}:distance"
        yield beside_now, Column(key, "±", _width("±", 2, longest(key)), "right", group=label)


def _step(back: int, subject: str, full: bool) -> float:
    """How much the result so many points back is wanted."""
    if full:
        return _STEPS_IN_FULL[min(back, len(_STEPS_IN_FULL) - 1)]
    now = 8.0 if subject in CORE else 12.5
    return (now, 17.0, 18.0, 19.0)[min(back, 3)]


_STEPS_IN_FULL: Final = (0.0, 1.0, 5.0, 12.0)


def _points_shown(heading: SubjectHeading, chosen: Chosen) -> list[PointHeading]:
    """The current point, and the past ones that are chosen."""
    past, usual = heading.points[:-1], heading.points[-USUAL_POINTS:-1]
    return [
        *(point for point in past if chosen.on(str(Point(point.ordinal)), point in usual)),
        *heading.points[-1:],
    ]  # fmt: skip


def _names(points: Sequence[PointHeading]) -> Iterator[str]:
    """`Sum2`; `Aut2’25` where a later column is called the same; `Sum2*` for another series."""
    for place, point in enumerate(points):
        when = Point(point.ordinal)
        again = any(later.code == point.code for later in points[place + 1 :])
        year = f"’{(when.start_year + (when.half_term >= 2)) % 100:02d}" if again else ""
        yield f"{point.code}{year}{'' if point.comparable else '*'}"


def _beside_column(held: BesideHeading, label: str, longest: Callable[[str], int]) -> Column:
    align: Align = "center" if held.scale == "gld" else "left"
    return Column(held.key, held.heading, _width(held.heading, 3, longest(held.key)), align, group=label)


def _width(heading: str, least: int, longest: int) -> int:
    return max(len(heading), least, min(longest, _WIDEST))


# -- what finds room


def _fitted(
    wishes: Sequence[_Wish], flags: Sequence[Column], growth: Sequence[tuple[float, str, int]], limit: int
) -> tuple[set[int], dict[str, int]]:
    """Which wishes stand before the flags, and which columns grow to which width."""
    taken = {place for place, (step, _) in enumerate(wishes) if step == 0}
    grown = {key: size for step, key, size in growth if step == 0}
    for step in sorted({step for step, _ in wishes if step} | {step for step, _, _ in growth if step}):
        more = taken | {place for place, (at, _) in enumerate(wishes) if at == step}
        larger = grown | {key: size for at, key, size in growth if at == step}
        if _length([*(wishes[place][1] for place in sorted(more)), *flags], larger) <= limit:
            taken, grown = more, larger
    return taken, grown


_GROWTH: Final = (
    (0.0, "name", _NAMES[0]), (6.0, "name", _NAMES[1]), (11.0, "flags", _FLAGS[1]), (13.0, "flags", _FLAGS[2]),
    (15.0, "sen", 4), (16.0, "name", _NAMES[2]), (20.0, "name", _NAMES[3]),
)  # fmt: skip
"""Step, column and the width it grows to where there is room."""


def _length(columns: Sequence[Column], grown: Mapping[str, int]) -> int:
    """Cells from the left edge to the end of the last column, as `table_layout` places them."""
    length, before = MARGIN, ""
    for place, column in enumerate(columns):
        gap = 0 if place == 0 else len(GAP if column.group == before else RULE)
        length, before = length + gap + max(column.width, grown.get(column.key, 0)), column.group
    return length


def _grown(column: Column, grown: Mapping[str, int]) -> Column:
    width = max(column.width, grown.get(column.key, 0))
    heading = "SEND" if column.key == "sen" and width > len("SEN") else column.heading
    return column._replace(width=width, heading=heading)

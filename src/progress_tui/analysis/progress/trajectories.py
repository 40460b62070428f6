"""Trajectories: named pictures of progress in level points a year. They stand beside a figure and judge nobody.

Rule and worked figures: docs/judgements.md, “Progress by year group”. Data: `data/trajectories.toml` and the school's
own `trajectories.toml` in its configuration folder.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from progress_tui.analysis.catalogue import scales
from progress_tui.domain.data_files import DataTable
from progress_tui.resources import data_folder, read_toml
from progress_tui.settings import config_home

FILE: Final = "trajectories.toml"
KEY_STAGE_2: Final = (3, 4, 5, 6)
"""The year groups a trajectory speaks of, and those that make up the total of a share."""

_ID: Final = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
_LEVELS: Final = "nc-levels"


@dataclass(frozen=True, slots=True)
class Trajectory:
    """A named trajectory.

    Attributes:
        id: a short name (small letters, digits, underscores); `title` in words.
        source: where it comes from.
        points: year group → level points gained in that year.
    """

    id: str
    title: str
    source: str
    points: Mapping[int, float]

    def share(self, year_group: int) -> float | None:
        """What part of its gains falls in a year group, in percent; None where they add up to nothing."""
        total = sum(self.points.get(one, 0.0) for one in KEY_STAGE_2)
        return 100 * self.points.get(year_group, 0.0) / total if total > 0 else None

    def at_end_of(self, start: float) -> dict[int, float]:
        """Year group → level points at its end, for a child with `start` level points at the end of Year 2."""
        held, ends = start, {}
        for year_group in KEY_STAGE_2:
            held += self.points.get(year_group, 0.0)
            ends[year_group] = held
        return ends


@dataclass(frozen=True, slots=True)
class Apart:
    """How far a trajectory stands from another line at the end of a year group.

    Attributes:
        gain: level points of that year; `at_end` level points at its end.
        apart: id of the other line (`age_related` for the age-related line) → level points above (+) or under (−) it.
    """

    trajectory: Trajectory
    year_group: int
    gain: float
    at_end: float
    apart: Mapping[str, float]


def trajectories() -> tuple[Trajectory, ...]:
    """The trajectories that ship with the program, then the school's own, in the order of the files.

    Raises:
        DataFileError: a file is not valid, or an own trajectory takes an id that is taken.
    """
    found = _read(data_folder() / FILE, ())
    own = config_home() / FILE
    return found + _read(own, tuple(one.id for one in found)) if own.is_file() else found


def _read(path: Path, taken: tuple[str, ...]) -> tuple[Trajectory, ...]:
    top = DataTable(path.name, "", read_toml(path))
    top.only("source", "date", "trajectories")
    found: list[Trajectory] = []
    for table in top.tables("trajectories"):
        table.only("id", "title", "source", "points")
        name = table.text("id")
        if not _ID.fullmatch(name) or name in ("age_related", "share"):
            raise table.fail("id", f"is “{name}”", "Use small letters, digits and underscores, such as our_own.")
        if name in (*taken, *(one.id for one in found)):
            raise table.fail("id", f"is “{name}”, which another trajectory has already", "Choose another id.")
        found.append(Trajectory(name, table.text("title"), table.text("source"), _points(table)))
    return tuple(found)


def _points(table: DataTable) -> dict[int, float]:
    points = table.table("points")
    if points is None:
        raise table.fail("points", "is missing", "It must be a table: year group = level points, such as { 3 = 3 }.")
    points.only(*map(str, KEY_STAGE_2))
    if missing := [year for year in KEY_STAGE_2 if str(year) not in points.content]:
        raise points.fail(str(missing[0]), "is missing", "Each of the years 3 to 6 needs its level points.")
    return {year: points.number(str(year)) for year in KEY_STAGE_2}


def age_related() -> dict[int, float]:
    """Year group → level points of the age-related line at its end; empty where the scale has no line."""
    scale = scales().get(_LEVELS)
    return dict(scale.line.points) if scale is not None and scale.line is not None else {}


def apart(known: tuple[Trajectory, ...], line: Mapping[int, float]) -> list[Apart]:
    """Each trajectory against each other one and against the age-related line, at the end of Years 3 to 6.

    All start from the age-related line at the end of Year 2 (15 level points).

    Args:
        known: the trajectories.
        line: `age_related()`.
    """
    start = line.get(2, 15.0)
    ends = {one.id: one.at_end_of(start) for one in known}
    found = []
    for one in known:
        for year_group in KEY_STAGE_2:
            here = ends[one.id][year_group]
            others = {other.id: here - ends[other.id][year_group] for other in known if other is not one}
            if year_group in line:
                others["age_related"] = here - line[year_group]
            found.append(Apart(one, year_group, one.points[year_group], here, others))
    return found

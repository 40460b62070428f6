"""What stands between two groups: the gap in points and in children, and what else the children have in common.

A gap is described, never tested: there are no significance stars. Rules: docs/judgements.md, “Groups and comparisons”.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from progress_tui.analysis.compare.comparing import Compared
from progress_tui.analysis.school_at_point import SchoolAtPoint
from progress_tui.analysis.statistics import HIDE_UNDER, gap_in_children, gap_in_points

PAIR: Final = 2

LENSES: Final = {"send": "SEND", "pp": "pupil premium", "eal": "EAL"}
"""What overlaps are told of: key → words."""


@dataclass(frozen=True, slots=True)
class Gap:
    """First group minus second in one subject or series; turned round, every figure changes its sign and no more.

    Attributes:
        subject, series: of what; `unit` of `figure`.
        first, second: the groups.
        points: percentage points, unrounded; None where children are not counted, and with fewer than five in a group.
        children: children of the smaller group, towards 0; None where children are not counted.
        figure: difference of two means, unrounded; None where nothing is averaged.
        sign: −1 where the first share (or mean) is the lower one, 0 where they are the same, else 1; never rounded.
    """

    subject: str
    series: str
    unit: str
    first: str
    second: str
    points: float | None
    children: int | None
    figure: float | None
    sign: int


@dataclass(frozen=True, slots=True)
class Overlap:
    """What the children of a group are besides.

    Attributes:
        group: whose.
        missed: whether they are those who count and missed the mark in `subject` and `series`, or everybody on roll.
        children: how many they are; `also` lens → how many of them are that too, as far as it is known.
    """

    group: str
    missed: bool
    subject: str
    series: str
    children: int
    also: dict[str, int]


def two_groups(figures: pl.DataFrame) -> tuple[str, str] | None:
    """The two groups there are, in their order; None where there are more or fewer (those not known stay aside)."""
    known = figures.filter("known").select("group", "order").unique().sort("order", "group")["group"].to_list()
    return (known[0], known[1]) if len(known) == PAIR else None


def gaps(figures: pl.DataFrame, pair: tuple[str, str]) -> list[Gap]:
    """The gap between two groups in every subject (or series) in which both have a child who counts.

    Args:
        figures: `compare.FIGURE_SCHEMA`.
        pair: the groups, first minus second.
    """
    columns = ["subject", "series", "unit", "n", "k", "mean"]
    first, second = (figures.filter(pl.col("group") == group).select(columns) for group in pair)
    both = first.join(second, on=["subject", "series", "unit"], how="inner", suffix="_2", maintain_order="left")
    return [
        _gap(pair, (subject, series, unit), (n1, k1, mean1), (n2, k2, mean2))
        for subject, series, unit, n1, k1, mean1, n2, k2, mean2 in both.iter_rows()
        if n1 and n2
    ]


def _gap(
    pair: tuple[str, str],
    what: tuple[str, str, str],
    one: tuple[int, int | None, float | None],
    two: tuple[int, int | None, float | None],
) -> Gap:
    (n1, k1, mean1), (n2, k2, mean2) = one, two
    if mean1 is not None and mean2 is not None:
        return Gap(*what, *pair, None, None, mean1 - mean2, _sign(mean1 - mean2))
    if k1 is None or k2 is None:
        return Gap(*what, *pair, None, None, None, 0)
    points = gap_in_points(k1, n1, k2, n2) if min(n1, n2) >= HIDE_UNDER else None
    return Gap(*what, *pair, points, gap_in_children(k1, n1, k2, n2), None, _sign(k1 * n2 - k2 * n1))


def _sign(difference: float) -> int:
    return (difference > 0) - (difference < 0)


def in_both(members: pl.DataFrame, pair: tuple[str, str]) -> int:
    """How many pupils are in both groups."""
    pupil = ["place", "pupil_id"]
    first, second = (members.filter(pl.col("group") == group).select(pupil).unique() for group in pair)
    return first.join(second, on=pupil, how="semi").height


def overlaps(found: Compared, pair: tuple[str, str], *, missed: bool = True) -> list[Overlap]:
    """What else the children of two groups are: everybody on roll, and those who missed the mark in each subject.

    Args:
        found: the groups.
        pair: which two.
        missed: whether the measure has a mark to miss.
    """
    pupil, what = ["place", "pupil_id"], ["missed", "subject", "series"]
    everyone = found.members.filter(pl.col("group").is_in(pair)).select(*pupil, "group").unique()
    parts = [everyone.with_columns(missed=pl.lit(value=False), subject=pl.lit(""), series=pl.lit(""))]
    if missed:
        without = found.rows.filter(pl.col("counts") & ~pl.col("hit")).select(*pupil, "subject", "series")
        held = everyone.join(without, on=pupil, how="inner").with_columns(missed=pl.lit(value=True))
        parts.append(held.select(parts[0].columns))
    counted = (
        pl.concat(parts)
        .join(besides(found.places), on=pupil, how="left")
        .group_by("group", *what)
        .agg(pl.len().alias("children"), *(pl.col(lens).sum() for lens in LENSES))
        .sort(pl.col("group").replace_strict(list(pair), [0, 1]), *what)
    )
    return [
        Overlap(group, is_missed, subject, series, children, dict(zip(LENSES, also, strict=True)))
        for group, is_missed, subject, series, children, *also in counted.iter_rows()
    ]


def besides(places: Sequence[SchoolAtPoint]) -> pl.DataFrame:
    """Pupils on roll with a Boolean for each lens, null where it is not known."""
    frames = [
        at.summary.roll.select(
            pl.lit(number, dtype=pl.Int32()).alias("place"),
            "pupil_id",
            (pl.col("sen") != "N").alias("send"),
            "pp",
            "eal",
        )
        for number, at in enumerate(places)
    ]
    return pl.concat(frames)

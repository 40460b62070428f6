"""National figures beside a comparison: disadvantaged children and all others, in reading, writing and maths combined.

They stand beside the DfE measure of statutory Key Stage 2 results and nowhere else. Rule: docs/judgements.md, “Groups
and comparisons”; the figures are those of “Attainment”.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from progress_tui.analysis.attainment.national import Figure as Published
from progress_tui.analysis.attainment.national import national_figures
from progress_tui.analysis.compare.comparing import Compared, Figure
from progress_tui.analysis.groups import UNKNOWN_ORDER
from progress_tui.domain.comparison import Comparison

_MEASURES: Final = {0: "rwm_disadvantaged", 1: "rwm_other"}
"""The order of a group of the dimension `disadvantaged` → the figure that stands beside it."""


def national_beside(found: Compared, asked: Comparison, figure: Figure) -> float | None:
    """The national percentage (0–100) beside one row; None where none may stand there or none is on file."""
    if not _comparable(found, asked) or (figure.subject, figure.series) != ("rwm", "Y6"):
        return None
    published = _published(found, figure.order)
    return published.value if published is not None else None


def national_notes(found: Compared, asked: Comparison) -> Iterator[str]:
    """Which figures stand beside, of which year, from where."""
    if not _comparable(found, asked) or not _has_combined(found):
        return
    first, second = (_published(found, order) for order in _MEASURES)
    year = found.places[0].point.start_year + 1
    if first is None or second is None or first.value is None or second.value is None:
        yield f"National figures of {year} for disadvantaged children are not on file."
        return
    weak = " † rests on one weak source." if first.weak or second.weak else ""
    yield (
        f"National (England {year}, DfE measure, RWM): disadvantaged children {first.shown}, all others "
        f"{second.shown}. {first.source}.{weak}"
    )


def _comparable(found: Compared, asked: Comparison) -> bool:
    """Whether the groups are those of the national figures: one summer, the DfE measure, nothing else mixed in."""
    one_summer = len({at.point for at in found.places}) == 1 and found.places[0].point.code == "Sum2"
    groups = not asked.sets and [name.casefold() for name in asked.by] == ["disadvantaged"]
    return one_summer and groups and asked.denominator == "dfe" and asked.measure == "expected"


def _has_combined(found: Compared) -> bool:
    rows = map(Figure._make, found.figures.iter_rows())
    return any((row.subject, row.series) == ("rwm", "Y6") and row.order < UNKNOWN_ORDER for row in rows)


def _published(found: Compared, order: int) -> Published | None:
    measure = _MEASURES.get(order)
    return national_figures().get((found.places[0].point.start_year + 1, measure)) if measure is not None else None

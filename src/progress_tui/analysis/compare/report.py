"""Groups side by side, in words: the rows of `show compare` and the sentences under them."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from progress_tui.analysis.behind import told
from progress_tui.analysis.compare.behind import Groups
from progress_tui.analysis.compare.comparing import Compared, Figure, compared
from progress_tui.analysis.compare.gaps import Gap, Overlap, gaps, overlaps, two_groups
from progress_tui.analysis.compare.national import national_beside, national_notes
from progress_tui.analysis.compare.notes import notes
from progress_tui.analysis.compare.rows import MEASURES
from progress_tui.analysis.denominators import DENOMINATORS
from progress_tui.analysis.school_at_point import SchoolAtPoint
from progress_tui.analysis.statistics import SIZE_WORDS, percentage, size_of, wilson
from progress_tui.domain.comparison import Comparison, Measure
from progress_tui.domain.reports import Field, Report
from progress_tui.domain.subjects import subject_label

_COUNTS: dict[Measure, str] = {"expected": "at expected", "higher": "above", "target": "on target"}


def compare_report(schools: Sequence[SchoolAtPoint], asked: Comparison) -> Report:
    """Groups side by side as a report.

    Args:
        schools: one school at the point, or several at one point.
        asked: what is compared.

    Raises:
        UsageError, NotFoundError: as `compare.compared`.
    """
    found = compared(schools, asked)
    pair = two_groups(found.figures)
    between = gaps(found.figures, pair) if pair else []
    besides = overlaps(found, pair, missed=bool(MEASURES[asked.measure].missed)) if pair else []
    title = schools[0].title("Compare") if len(schools) == 1 else " ▸ ".join(
        (f"{len(schools)} schools", "Compare", schools[0].point.label)
    )  # fmt: skip
    rows = tuple(
        _row(asked, figure, national_beside(found, asked, figure))
        for figure in map(Figure._make, found.figures.iter_rows())
    )
    more = {
        "measure": asked.measure,
        "by": [] if asked.sets else list(asked.by),
        "sets": list(asked.sets),
        "denominator": DENOMINATORS[asked.denominator] if asked.measure in ("expected", "higher") else "",
        "points": sorted({str(at.point) for at in found.places}),
        "schools": len(schools),
        "fictional": any(at.fictional for at in schools),
        **_between(found, between, besides),
    }
    groups = Groups(found, asked)
    said = told([*notes(found, asked, groups, pair, between, besides), *national_notes(found, asked)])
    fields = _fields(asked, found.figures)
    return Report(title, str(schools[0].point), fields, rows, said.notes, more, groups.find, said.behind)


def _between(found: Compared, between: Sequence[Gap], besides: Sequence[Overlap]) -> dict[str, object]:
    """What is said between groups, for JSON: refusals, gaps and overlaps."""
    return {
        "refused": [
            {"series_label": label, "assessed": assessed, "reason": "no earlier result in the same series"}
            for label, assessed in found.refused.items()
        ],
        "gaps": [
            {"subject": gap.subject, "series": gap.series, "unit": gap.unit, "first": gap.first, "second": gap.second,
             "percentage_points": gap.points, "children": gap.children, "difference": gap.figure}
            for gap in between
        ],
        "overlaps": [
            {"group": one.group, "of": "not met" if one.missed else "on roll", "subject": one.subject,
             "series": one.series, "children": one.children, **one.also}
            for one in besides
        ],
    }  # fmt: skip


def _fields(asked: Comparison, figures: pl.DataFrame) -> tuple[Field, ...]:
    """The columns of the table: what a measure has no figure for is not shown."""
    rule = MEASURES[asked.measure]
    fields = [Field("group", "group")]
    if asked.measure == "absence":
        fields += [Field("mean", "absence %", "number"), Field("k", "persistent", "count"), Field("n", "of", "count")]
    elif rule.mean:
        figure = Field("mean", "change", "signed") if asked.measure == "change" else Field("mean", "mean", "number")
        count = "matched" if asked.measure == "change" else "of"
        fields += [Field("series_label", "series"), figure, Field("unit", "unit"), Field("n", count, "count")]
        fields += [Field("assessed", "assessed", "count")] if asked.measure == "change" else []
    else:
        fields += [Field("subject_label", "subject"), Field("k", _COUNTS[asked.measure], "count")]
        fields += [Field("n", "of", "count")]
    fields += [Field("on_roll", "on roll", "count")]
    if rule.hit:
        fields += [Field("percent", "%", "percent")]
        fields += [Field("interval", "95 %")] if asked.interval else []
    if any(size_of(n) != "full" for n in figures["n"]):
        fields += [Field("size", "size")]
    return tuple(fields)


def _row(asked: Comparison, figure: Figure, national: float | None) -> dict[str, object]:
    """One figure as a row of the report."""
    k, n = figure.k, figure.n
    percent = None if k is None else percentage(k, n)
    ends = wilson(k, n) if asked.interval and k is not None and percent is not None else None
    subject = subject_label(figure.subject) if figure.subject else ""
    return {
        "group": figure.group,
        "known": figure.known,
        "subject": figure.subject,
        "subject_label": f"{subject} {figure.series}".strip() if figure.k is not None else subject,
        "series": figure.series,
        "series_label": figure.label,
        "on_roll": figure.on_roll,
        "assessed": figure.assessed,
        "n": n,
        "k": k,
        "percent": percent,
        "low": ends[0] if ends else None,
        "high": ends[1] if ends else None,
        "interval": f"{ends[0]:.0f}–{ends[1]:.0f} %" if ends else "",
        "mean": figure.mean,
        "unit": figure.unit,
        "size": SIZE_WORDS[size_of(n)],
        "national": national,
    }

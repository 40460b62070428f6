"""The results of a child over time as charts of a document: one for each series, on its own scale."""

from __future__ import annotations

from collections.abc import Iterator

from progress_tui.domain.calendar import Point
from progress_tui.domain.card import PupilView, SeriesShown
from progress_tui.domain.subjects import subject_label
from progress_tui.exporting.documents.document import Chart, ChartLine, ChartPoint
from progress_tui.exporting.redactor import Redactor

_LONGEST = 8
"""Points a chart shows at most, the latest ones."""


def charts_of(card: PupilView, subjects: tuple[str, ...], redactor: Redactor) -> Iterator[Chart]:
    """A chart of class work and one of tests: series on the scale in use stand together, as lines of one chart."""
    shared: dict[str, list[SeriesShown]] = {}
    for series in card.series:
        if series.subject in subjects and series.kind != "statutory" and _drawn(series) >= 2:
            shared.setdefault(f"{series.kind} {series.scale}", []).append(series)
    newest: dict[str, list[SeriesShown]] = {}
    for group in shared.values():
        kind = group[0].kind
        # A scale the school has left behind would only stand beside the one in use.
        if kind not in newest or _latest(group) > _latest(newest[kind]):
            newest[kind] = group
    for group in newest.values():
        yield _chart(group[:4], card.pupil.pupil_id, redactor)


def _latest(group: list[SeriesShown]) -> int:
    return max(one.ordinal for series in group for one in series.results)


def _drawn(series: SeriesShown) -> int:
    return sum(one.result.notch is not None for one in series.results)


def _chart(group: list[SeriesShown], pupil_id: int, redactor: Redactor) -> Chart:
    first = max(group, key=_drawn)
    ordinals = sorted({one.ordinal for series in group for one in series.results})[-_LONGEST:]
    lines = tuple(_line(series, ordinals, pupil_id, redactor) for series in group)
    now = max((one for one in first.expected), key=lambda one: one.ordinal, default=None)
    kind = {"teacher": "Teacher assessment", "test": "Tests"}.get(first.kind, first.series)
    words = f"expected standard ({now.code})" if now is not None and now.code else "expected standard"
    named = {rung.notch: rung.label or rung.code for series in group for rung in series.rungs}
    return Chart(
        title=f"{kind}: {', '.join(dict.fromkeys(subject_label(series.subject) for series in group)).lower()}",
        lines=lines,
        expected=now.notch if now is not None else None,
        expected_words=words if now is not None and now.notch is not None else "",
        ticks=tuple(sorted(named.items())),
    )


def _line(series: SeriesShown, ordinals: list[int], pupil_id: int, redactor: Redactor) -> ChartLine:
    held = {one.ordinal: one for one in series.results}
    points = []
    for ordinal in ordinals:
        point, one = Point(ordinal), held.get(ordinal)
        label = f"{point.code}’{(point.start_year + (point.half_term >= 2)) % 100:02d}"
        if one is None:
            points.append(ChartPoint(label, None, "none"))
            continue
        words = redactor.line(one.result.code or "no result", pupil_id, where="result")
        points.append(
            ChartPoint(label, one.result.notch, words, series.error if one.result.notch is not None else None)
        )
    return ChartLine(subject_label(series.subject), tuple(points))

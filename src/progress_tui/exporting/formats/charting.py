"""Where everything of a chart stands, in shares of its width and height, and the chart in words."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from math import ceil, floor, log10
from typing import Final, TypeAlias

from progress_tui.exporting.documents.document import Chart, ChartPoint, figure_words

_Height: TypeAlias = Callable[[float], float]
_TICKS: Final = 5
_MARGIN: Final = 0.08


def layout(chart: Chart) -> dict[str, object]:
    """What is drawn: ticks, labels, lines and the expected standard; x and y run from 0 (left, bottom) to 1."""
    ticks = chart.ticks or _number_ticks(chart)
    low, high = _range(chart, ticks)
    labels = list(dict.fromkeys(point.label for line in chart.lines for point in line.points))
    across = {label: place / max(1, len(labels) - 1) for place, label in enumerate(labels)}

    def height(value: float) -> float:
        return _MARGIN + (value - low) / (high - low) * (1 - 2 * _MARGIN)

    lines = []
    for line in chart.lines:
        places = [_point(point, across[point.label], height) for point in line.points]
        joined = [pair for pair in pairwise(places) if all(pair)]
        lines.append({"label": line.label, "points": list(filter(None, places)), "joined": joined})
    kept = [(value, words) for value, words in ticks if low <= value <= high]
    return {
        "ticks": [{"at": height(value), "words": words} for value, words in kept],
        "labels": [{"at": across[label], "words": label} for label in labels],
        "lines": lines,
        "expected": None if chart.expected is None else height(chart.expected),
        "expected_words": chart.expected_words,
        # Room at the left for the longest word of the scale.
        "left": 10 + 4.2 * max((len(words) for _, words in kept), default=2),
    }


def alt_text(chart: Chart) -> str:
    """The chart in one sentence a line, for those who cannot see it."""
    lines = [
        f"{line.label}: {', '.join(f'{point.label} {figure_words(point)}' for point in line.points) or 'no results'}."
        for line in chart.lines
    ]
    expected = f" Dashed line: {chart.expected_words}." if chart.expected_words else ""
    return f"{chart.title}. {' '.join(lines)}{expected}"


def can_be_drawn(chart: Chart) -> bool:
    """Whether there is a point to draw."""
    return any(point.value is not None for line in chart.lines for point in line.points)


def _point(point: ChartPoint, x: float, height: _Height) -> dict[str, object] | None:
    """Where a point stands; None for a gap."""
    value, error = point.value, point.error
    if value is None:
        return None
    return {
        "x": x,
        "y": height(value),
        "words": point.words or f"{round(value, 1) + 0.0:g}",
        "low": None if error is None else height(value - error),
        "high": None if error is None else height(value + error),
    }


def _range(chart: Chart, ticks: tuple[tuple[float, str], ...]) -> tuple[float, float]:
    values = [chart.expected] if chart.expected is not None else []
    for line in chart.lines:
        for point in line.points:
            if point.value is not None:
                values += [point.value - (point.error or 0), point.value + (point.error or 0)]
    if chart.ticks and values:
        # Of a long scale only the stretch that is used, with a step around it.
        below = [value for value, _ in ticks if value < min(values)]
        above = [value for value, _ in ticks if value > max(values)]
        values += [*below[-1:], *above[:1]]
    elif ticks:
        values += [ticks[0][0], ticks[-1][0]]
    low, high = min(values, default=0.0), max(values, default=1.0)
    return (low, high) if high > low else (low - 1, high + 1)


def _number_ticks(chart: Chart) -> tuple[tuple[float, str], ...]:
    """Round numbers over the range of the values."""
    values = [point.value for line in chart.lines for point in line.points if point.value is not None]
    values += [chart.expected] if chart.expected is not None else []
    if not values:
        return ()
    low, high = min(values), max(values)
    rough = max((high - low) / (_TICKS - 1), 1e-9) if high > low else 1.0
    power = 10.0 ** floor(log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough)
    first, last = floor(low / step), ceil(high / step)
    return tuple((place * step, f"{place * step:g}") for place in range(first, last + 1))

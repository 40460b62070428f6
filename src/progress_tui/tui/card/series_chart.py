"""One panel of the pupil card's chart: the results of one series over time, on its own scale.

Places are characters of the terminal: a column is part of a half-term, a line a stretch of the scale. Everything that
colour says stands there as a sign as well.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor

from textual.content import Content

from progress_tui.domain.ages import age_label
from progress_tui.domain.calendar import Point, academic_year_label
from progress_tui.domain.card import SeriesResult, SeriesShown
from progress_tui.domain.standing import Standing
from progress_tui.domain.text import visible

MOST_LINES = 13
"""Lines of a scale, at most: a line a code, or even steps of a score; with more codes several share a line."""

_STEPS = (1, 2, 5, 10, 20, 25, 50, 100)
_AGE_STEPS = (1, 3, 6, 12, 24, 48)
_WIDEST = 4
"""Columns a half-term takes at most."""

RESULT, TARGET, EXPECTED, NO_RESULT, NOW = "●", "◇", "┄", "×", "▲"
_STYLES = {
    RESULT: "bold", TARGET: "bold $text-success", EXPECTED: "$text-accent", NO_RESULT: "bold", NOW: "$text-accent",
    "│": "$text-muted", "┬": "$text-muted", "┴": "$text-muted",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Times:
    """The columns of a chart: half-terms `first` to `last`, `wide` columns each; `now` is the point looked at."""

    first: int
    last: int
    wide: int
    now: int

    @property
    def width(self) -> int:
        """Columns in all."""
        return (self.last - self.first + 1) * self.wide

    def column(self, ordinal: int) -> int:
        """The column of a half-term, counted from the left edge of the plot."""
        return (ordinal - self.first) * self.wide


@dataclass(frozen=True, slots=True)
class Levels:
    """The lines of a chart, the lowest first: what each is called, and which one holds a place on the scale.

    Attributes:
        labels: a label a line, "" for none.
        codes: the notches of a scale of codes, lowest first; empty on scales of numbers.
        low, step: of a scale of numbers: what the lowest line stands for, and how much a line is; of a scale of codes
            `step` is the codes in a line.
    """

    labels: tuple[str, ...]
    codes: tuple[float, ...]
    low: float
    step: float

    def line(self, notch: float) -> int:
        """The line of a notch or score, counted from the lowest; outside the chart the nearest."""
        if self.codes:
            place = (bisect_right(self.codes, notch) - 1) // int(self.step)
        else:
            place = floor((notch - self.low) / self.step + 0.5)
        return max(0, min(place, len(self.labels) - 1))


def times_of(series: Sequence[SeriesShown], now: int, room: int) -> Times:
    """The half-terms of some panels, which share them: from the first result to now or the last target.

    Args:
        series: those that are charted.
        now: ordinal of the point that is looked at.
        room: columns there are; where all half-terms do not fit, the oldest are left out.
    """
    first = min(one.results[0].ordinal for one in series)
    last = max([now, *(target.ordinal for one in series for target in one.targets)])
    wide = max(1, min(_WIDEST, room // (last - first + 1)))
    return Times(max(first, last + 1 - room // wide), last, wide, now)


def levels_of(series: SeriesShown, times: Times, most: int = MOST_LINES) -> Levels:
    """The lines of one panel, at most so many: a line a code, or even steps that hold every score with its error."""
    if series.rungs:
        step = ceil(len(series.rungs) / most)
        held = series.rungs[::step]
        return Levels(tuple(visible(rung.code) for rung in held), tuple(r.notch for r in series.rungs), 0, step)
    error = series.error or 0
    shown = [one.result.notch for one in _values(series, times)]
    notches = [notch + by for notch in shown if notch is not None for by in (-error, error)]
    notches += [one.notch for one in series.targets if one.notch is not None]
    notches += [span.notch for span in _expected(series, times)]
    low, high = min(notches, default=0), max(notches, default=1)
    aged = any(":" in one.result.code for one in series.results)
    steps = _AGE_STEPS if aged else _STEPS
    step = next((step for step in steps if floor(high / step) - floor(low / step) + 2 <= most), steps[-1])
    bottom = floor(low / step) * step
    values = [bottom + step * i for i in range(ceil(high / step) - floor(low / step) + 1)]
    return Levels(tuple(age_label(value) if aged else str(value) for value in values), (), bottom, step)


def _values(series: SeriesShown, times: Times) -> list[SeriesResult]:
    return [one for one in series.results if one.result.notch is not None and one.ordinal >= times.first]


def _expected(series: SeriesShown, times: Times) -> list[_Span]:
    """Stretches of one expectation, as far as they are on the chart."""
    ends = [one.ordinal - 1 for one in series.expected[1:]] + [times.last]
    return [
        _Span(max(one.ordinal, times.first), end, one.notch)
        for one, end in zip(series.expected, ends, strict=False)
        if one.notch is not None and end >= times.first
    ]


@dataclass(frozen=True, slots=True)
class _Span:
    first: int
    last: int
    notch: float


class Plot:
    """A rectangle of characters, each with a style; line 0 is the lowest."""

    def __init__(self, width: int, height: int) -> None:
        """Begin blank."""
        self.width, self.height = width, height
        self._cells = [[(" ", "")] * width for _ in range(height)]

    def put(self, column: int, line: int, sign: str, style: str | None = None, *, over: str | None = None) -> None:
        """Put a sign; with `over` only where one of these stands. Outside the rectangle nothing happens."""
        if 0 <= column < self.width and 0 <= line < self.height:
            held = self._cells[line][column][0]
            if over is None or held in over:
                self._cells[line][column] = (sign, _STYLES.get(sign, "") if style is None else style)

    def text(self, column: int, line: int, text: str) -> None:
        """Write a text where it fits on blanks and connecting lines; else nothing is written."""
        cells = self._cells[line][column : column + len(text)] if 0 <= line < self.height else []
        if len(cells) == len(text) and all(sign in f" ─{EXPECTED}" for sign, _ in cells):
            for place, sign in enumerate(text):
                self._cells[line][column + place] = (sign, "")

    def line(self, line: int) -> list[tuple[str, str]]:
        """The cells of a line, runs of one style put together."""
        runs: list[tuple[str, str]] = []
        for sign, style in self._cells[line]:
            if runs and runs[-1][1] == style:
                runs[-1] = (runs[-1][0] + sign, style)
            else:
                runs.append((sign, style))
        return runs


def plotted(series: SeriesShown, times: Times, levels: Levels) -> Plot:
    """The plot of a panel without its axes: expectation, connecting lines, error, results, targets."""
    plot = Plot(times.width, len(levels.labels))
    for span in _expected(series, times):
        for column in range(times.column(span.first), times.column(span.last) + times.wide):
            plot.put(column, levels.line(span.notch), EXPECTED)
    placed = [
        (times.column(one.ordinal), levels.line(one.result.notch), one)
        for one in _values(series, times)
        if one.result.notch is not None
    ]
    for (left, low, _), (right, high, _) in pairwise(placed):
        _connect(plot, (left, low), (right, high))
    for column, _, one in placed:
        if series.error is not None and one.result.notch is not None:
            ends = [levels.line(one.result.notch + by) for by in (-series.error, series.error)]
            _error(plot, column, *ends)
    for column, line, one in placed:
        plot.put(column, line, RESULT, _style(one))
    for target in series.targets:
        if target.notch is not None:
            plot.put(times.column(target.ordinal), levels.line(target.notch), TARGET)
    if not levels.codes:
        for column, line, one in placed:
            plot.text(column + 1, line, visible(one.result.code))
    return plot


def _style(one: SeriesResult) -> str:
    standing = one.result.standing
    if standing is None:
        return "bold"
    if standing < Standing.AT:
        return "bold $text-warning"
    return "bold $text-primary" if standing == Standing.ABOVE else "bold"


def _connect(plot: Plot, start: tuple[int, int], end: tuple[int, int]) -> None:
    """A line between two results: level until the later one, then up or down to its line."""
    (left, low), (right, high) = start, end
    turn = right - 1
    for column in range(left + 1, right):
        line = low if column < turn else high
        plot.put(column, line, "─", over=f" {EXPECTED}─")
    if low == high or turn == left:
        return
    up = high > low
    plot.put(turn, low, "╯" if up else "╮")
    plot.put(turn, high, "╭" if up else "╰")
    for line in range(min(low, high) + 1, max(low, high)):
        plot.put(turn, line, "│", "")


def _error(plot: Plot, column: int, low: int, high: int) -> None:
    for line in range(low, high + 1):
        sign = "┴" if line == low else "┬" if line == high else "│"
        plot.put(column, line, sign)


def panel(series: SeriesShown, times: Times, label_width: int, most: int) -> list[list[tuple[str, str]]]:
    """The lines of a panel from top to bottom: the plot with its scale, the axis, terms and years."""
    levels = levels_of(series, times, most)
    plot = plotted(series, times, levels)
    beside = _beside(series, times, levels)
    lines: list[list[tuple[str, str]]] = []
    for line in reversed(range(plot.height)):
        words = beside.get(line, "")
        edge = [(f"{levels.labels[line]:>{label_width}} ", ""), ("┤", "$text-muted")]
        lines.append([*edge, *plot.line(line), (words, "$text-accent")])
    lines += [
        [(f"{' ' * label_width} ", ""), *row]
        for row in (_axis(series, times), [(_terms(times), "$text-muted")], [(_years(times), "")])
    ]
    return lines


def _beside(series: SeriesShown, times: Times, levels: Levels) -> dict[int, str]:
    """What stands at the right edge of a line: the expectation now or next, and the last target."""
    words: dict[int, list[str]] = {}
    spans = _expected(series, times)
    if spans:
        nearest = next((span for span in spans if span.last >= times.now), spans[-1])
        code = "" if levels.codes else next((o.code for o in series.expected if o.notch == nearest.notch), "")
        words.setdefault(levels.line(nearest.notch), []).append(f"expected {code}".rstrip())
    if series.targets and series.targets[-1].notch is not None:
        last = series.targets[-1]
        words.setdefault(levels.line(last.notch or 0), []).append(f"target {visible(last.code)}")
    both = "exp., target"
    return {line: f" {held[0] if len(held) == 1 else both}" for line, held in words.items()}


def _axis(series: SeriesShown, times: Times) -> list[tuple[str, str]]:
    plot = Plot(times.width, 1)
    for column in range(times.width):
        plot.put(column, 0, "─", "$text-muted")
    for ordinal in range(times.first, times.last + 1):
        if ordinal % 6 == 0:
            plot.put(times.column(ordinal), 0, "┬", "$text-muted")
    plot.put(times.column(times.now), 0, NOW)
    for one in series.results:
        if one.result.kind != "value" and one.ordinal >= times.first:
            plot.put(times.column(one.ordinal), 0, NO_RESULT)
    return [("└", "$text-muted"), *plot.line(0)]


def _terms(times: Times) -> str:
    """The term under its first half-term: `Aut Spr Sum`, or their letters where a term is too narrow."""
    room = 2 * times.wide
    named = ("Aut", "Spr", "Sum") if room >= 4 else ("A", "S", "S")
    return " " + _written(times, ((o, named[o % 6 // 2]) for o in range(times.first, times.last + 1) if o % 2 == 0))


def _years(times: Times) -> str:
    """The academic year under its first half-term, written shorter where it is narrow."""
    room = 6 * times.wide
    starts = [o for o in range(times.first, times.last + 1) if o % 6 == 0 or o == times.first]
    named = []
    for start in starts:
        label = academic_year_label(Point(start).start_year)
        own = min(room, (6 - start % 6) * times.wide)
        named.append((start, label if own > len(label) else label[2:] if own > len(label) - 2 else ""))
    return " " + _written(times, named)


def _written(times: Times, named: Iterable[tuple[int, str]]) -> str:
    text = ""
    for ordinal, words in named:
        text = text.ljust(times.column(ordinal)) + words
    return text


def label_width(series: Iterable[SeriesShown], times: Times) -> int:
    """Columns of the widest label of the scales of some panels."""
    return max((len(label) for one in series for label in levels_of(one, times).labels), default=0)


def panel_content(series: SeriesShown, times: Times, width: int, most: int = MOST_LINES) -> Content:
    """A panel with its title, as text.

    Args:
        series: what is drawn.
        times: the columns, which all panels of a chart share.
        width: columns of the labels of the scales.
        most: lines of the plot, at most.
    """
    parts: list[tuple[str, str]] = [(visible(series.series), "bold")]
    for line in panel(series, times, width, most):
        parts += [("\n", ""), *line]
    return Content.assemble(*parts)


def legend(series: Iterable[SeriesShown]) -> str:
    """What the signs of some panels mean; only those that are there."""
    shown = list(series)
    errors = sorted({one.error for one in shown if one.error is not None})
    words = [f"{RESULT} result", *(f"│ ± {error:.1f}, the standard error of one score" for error in errors)]
    if any(one.expected for one in shown):
        words.append(f"{EXPECTED}{EXPECTED} expected standard")
    if any(one.targets for one in shown):
        words.append(f"{TARGET} target")
    if any(result.result.kind != "value" for one in shown for result in one.results):
        words.append(f"{NO_RESULT} no result")
    return " · ".join([*words, f"{NOW} now"])

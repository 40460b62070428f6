"""Which scale the cells of a column are on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from progress_tui.domain.scales import Scale, digits
from progress_tui.importing.parsing.values import parse_date

ENOUGH = 0.8
"""Share of the cells that a scale must read before a column with slips of the pen is taken to be on it."""

MIXED = 0.1
"""Share of the cells that only another kind of scale reads from which a column holds results of two kinds."""

_MOST = 3000
"""Distinct cells that are judged, the commonest: no scale has so many codes, and remarks can be a million."""

_NUMBER = re.compile(r"[<>]?\s*[+-]?\d+(?:[.,]\d+)?", re.ASCII)
_PERCENTAGE = re.compile(r"\d+(?:[.,]\d+)?\s*%", re.ASCII)
_DATED = re.compile(r".*[-/. ].*[-/. ].*")
_YES_NO = frozenset(("y", "n", "yes", "no", "true", "false", "t", "f", "✓", "✗", "✔", "✘"))
_SENTENCE = 3
"""Words from which a cell is a remark."""


@dataclass(frozen=True, slots=True)
class Detection:
    """The scale of a column, or what to ask.

    Attributes:
        scale: the one scale, None when the school must say.
        options: scale ids that could be meant, likeliest first.
    """

    scale: str | None
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Fit:
    """How well a scale reads the cells: how many are values, how many neither value nor non-result.

    Attributes:
        certain: whether any cell read as a value is no reason for having no result on another scale of codes (D is
            developing on one, disapplied on the others).
    """

    scale: Scale
    values: int
    misses: int
    certain: bool

    @property
    def full(self) -> bool:
        return self.values > 0 and self.misses == 0

    @property
    def share(self) -> float:
        return self.values / (self.values + self.misses) if self.values else 0.0


def detect(
    cells: Iterable[str] | Counter[str],
    hints: Sequence[str],
    scales: Mapping[str, Scale],
    beside: Collection[str] = (),
) -> Detection:
    """The scale of the cells.

    Args:
        cells: the non-blank cells, or how often each distinct one occurs.
        hints: what the heading says: `codes`, `numbers` or scale ids; empty when it says nothing.
        scales: every loaded scale, by id.
        beside: scales that other columns of the same assessment in the file are on; of several that fit, that one.
    """
    counts = judged(Counter(cells))
    named = _named(counts, hints, scales)
    if named is not None:
        return named
    open_to_all = [scale for scale in scales.values() if scale.by_cells or scale.id in hints]
    pool = [scale for scale in open_to_all if _admitted(scale, hints)]
    fits = sorted((_fit(counts, scale, scales) for scale in pool), key=_order)
    if not any(fit.values for fit in fits):
        fits = sorted((_fit(counts, scale, scales) for scale in open_to_all), key=_order)
    full = [fit for fit in fits if fit.full]
    if not _are_numbers(counts, scales):
        same = [fit for fit in full if fit.scale.id in beside]
        likely = same if len(same) == 1 else full
        if len(likely) == 1 and (likely[0].certain or same):
            return Detection(likely[0].scale.id)
        if not full and fits and fits[0].share >= ENOUGH and (len(fits) == 1 or fits[1].values < fits[0].values):
            return Detection(fits[0].scale.id)
    return Detection(None, tuple(fit.scale.id for fit in full or fits))


def _named(counts: Counter[str], hints: Sequence[str], scales: Mapping[str, Scale]) -> Detection | None:
    """What a heading that names scales decides; None where it names none that reads a cell.

    A heading that names one decides even where most cells are off it. Two that read as much, as scaled scores of both
    key stages do, are all that is left to ask.
    """
    # In the order of the heading's words, which is how likely they are.
    fits = sorted((_fit(counts, scales[hint], scales) for hint in hints if hint in scales), key=lambda fit: -fit.values)
    if not fits:
        return None
    best, tied = fits[0], [fit for fit in fits if fit.values == fits[0].values]
    if len(tied) > 1:
        figures = best.values > 0 and all(fit.scale.numeric for fit in tied)
        return Detection(None, tuple(fit.scale.id for fit in tied)) if figures else None
    decides = best.share >= 0.5 if len(fits) > 1 else best.values > 0 or _reads_badly(counts, best.scale)
    return Detection(best.scale.id) if decides or best.misses == 0 else None


def _reads_badly(counts: Counter[str], scale: Scale) -> bool:
    """Whether a cell is on the scale but can be read in two ways: the age 7.11."""
    return any(scale.read(raw).reason for raw in counts)


def full_fits(cells: Iterable[str] | Counter[str], scales: Mapping[str, Scale]) -> tuple[str, ...]:
    """The scales that read every cell, at least half of them as values of which two differ; likeliest first."""
    counts = judged(Counter(cells))
    found = []
    for fit in sorted((_fit(counts, scale, scales) for scale in scales.values() if scale.by_cells), key=_order):
        codes = {reading.code for reading in map(fit.scale.read, counts) if reading.kind == "value"}
        if fit.full and fit.values * 2 >= counts.total() and len(codes) >= 2:
            found.append(fit.scale.id)
    return tuple(found)


def judged(counts: Counter[str]) -> Counter[str]:
    """The cells by which a column is judged: all, or the commonest of very many."""
    return counts if len(counts) <= _MOST else Counter(dict(counts.most_common(_MOST)))


def of_another_kind(counts: Counter[str], scale: Scale, scales: Mapping[str, Scale]) -> dict[str, Counter[str]]:
    """The cells that `scale` cannot read and another kind of scale can, by the scale that reads most of them.

    Numbers are one kind, ages and every scale of codes one each.
    """
    read = {raw: scale.read(raw) for raw in judged(counts)}
    # "7.11" on a scale of ages is an age written badly, and no mark.
    strange = Counter({raw: counts[raw] for raw, said in read.items() if said.kind == "unknown" and not said.reason})
    others = [other for other in scales.values() if other.by_cells and _kind(other) != _kind(scale)]
    found: dict[str, Counter[str]] = {}
    for other in others:
        taken = Counter({raw: count for raw, count in strange.items() if other.read(raw).kind == "value"})
        if taken:
            found[other.id] = taken

    def order(item: tuple[str, Counter[str]]) -> tuple[int, bool, str]:
        scale_id, taken = item
        return -taken.total(), scales[scale_id].numeric and scales[scale_id].high is None, scale_id

    return dict(sorted(found.items(), key=order))


def _kind(scale: Scale) -> str:
    return scale.id if not scale.numeric or scale.kind == "age" else "numbers"


def reads_none(counts: Counter[str], hints: Sequence[str], scales: Mapping[str, Scale]) -> bool:
    """Whether no scale that is open to the column reads any of its cells as a value, and not all are reasons."""
    pool = [scale for scale in scales.values() if scale.by_cells or scale.id in hints]
    kinds = {scale.read(raw).kind for raw in judged(counts) for scale in pool}
    reasons = all(any(scale.read(raw).kind == "non-result" for scale in pool) for raw in judged(counts))
    return not kinds & {"value", "out-of-range"} and not reasons


def nature(counts: Counter[str]) -> str:
    """What cells that are no results look like: `dates`, `percentages`, `yes and no`, `remarks`, or `""`."""
    cells = list(judged(counts))
    most = len(cells) * ENOUGH
    if sum(looks_dated(cell) for cell in cells) >= most:
        return "dates"
    if sum(bool(_PERCENTAGE.fullmatch(digits(cell))) for cell in cells) >= most:
        return "percentages"
    if all(cell.casefold() in _YES_NO for cell in cells):
        return "yes and no"
    return "remarks" if sum(len(cell.split()) >= _SENTENCE for cell in cells) * 2 >= len(cells) else ""


def looks_dated(cell: str) -> bool:
    """Whether a cell is a date with its marks; a bare number may be the serial of one and says nothing."""
    return bool(_DATED.fullmatch(cell)) and parse_date(cell) is not None


def _fit(counts: Counter[str], scale: Scale, scales: Mapping[str, Scale]) -> _Fit:
    values = misses = 0
    certain = scale.numeric
    for raw, count in counts.items():
        kind = scale.read(raw).kind
        if kind == "value":
            values += count
            certain = certain or not _is_reason_elsewhere(raw, scale, scales)
        elif kind != "non-result":
            misses += count
    return _Fit(scale, values, misses, certain)


def _is_reason_elsewhere(raw: str, scale: Scale, scales: Mapping[str, Scale]) -> bool:
    others = (other for other in scales.values() if other is not scale and other.by_cells and not other.numeric)
    return any(other.non_result(raw) is not None for other in others)


def _order(fit: _Fit) -> tuple[bool, int, bool, str]:
    """Full fits first, then by values read; among numbers the scale with the narrower promise, one with a range."""
    return (not fit.full, -fit.values, fit.scale.numeric and fit.scale.high is None, fit.scale.id)


def _admitted(scale: Scale, hints: Sequence[str]) -> bool:
    if "codes" in hints:
        return not scale.numeric
    return scale.numeric if "numbers" in hints else True


def _are_numbers(counts: Counter[str], scales: Mapping[str, Scale]) -> bool:
    """Whether every cell that is a result is a plain number, which by itself says no scale."""
    numeric = [scale for scale in scales.values() if scale.numeric]
    reasons = {raw for raw in counts if any(scale.read(raw).kind == "non-result" for scale in numeric)}
    judged_ones = [raw for raw in counts if raw not in reasons]
    return bool(judged_ones) and all(_NUMBER.fullmatch(digits(raw)) for raw in judged_ones)

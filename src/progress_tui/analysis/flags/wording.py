"""How the reasons of flags are put: one plain sentence with the figures in it, and the lines of evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from progress_tui.analysis.catalogue import scales
from progress_tui.analysis.summary import YEAR
from progress_tui.domain.calendar import MONTHS, Point
from progress_tui.domain.scales import Scale
from progress_tui.domain.subjects import subject_label, subject_order
from progress_tui.domain.views import EvidenceRow


class Wording:
    """Words for a school at a point; what was put into words once is kept."""

    def __init__(self, point: Point, series: Mapping[int, tuple[str, str]]) -> None:
        """Speak from `point`; `series` is series_id → (key, label)."""
        self.point = point
        self._series = series
        self._scales = scales()
        self._codes: dict[tuple[str, str], str] = {}
        self._names: dict[tuple[str, str], str] = {}
        self._points: dict[int, str] = {}
        self._times: dict[int, str] = {}
        self._lines: dict[tuple[int, int, str], EvidenceRow] = {}

    def scale(self, scale: str) -> Scale | None:
        """The scale with this id, None for one that is not known."""
        return self._scales.get(scale)

    def numeric(self, scale: str) -> bool:
        """Whether results on a scale are scores; not on one that is not known."""
        found = self._scales.get(scale)
        return found is not None and found.numeric

    def result(self, scale: str, code: str) -> str:
        """A code in words: `Just below`, or the score."""
        words = self._codes.get((scale, code))
        if words is None:
            found = self._scales.get(scale)
            words = self._codes[scale, code] = code if found is None else found.describe(found.read(code))
        return words

    def named(self, subject: str, scale: str) -> str:
        """The subject, with the word test where the result is a score: `Reading test`."""
        name = self._names.get((subject, scale))
        if name is None:
            label = subject_label(subject)
            name = self._names[subject, scale] = f"{label} test" if self.numeric(scale) else label
        return name

    def when(self, ordinal: int) -> str:
        """A point's code, with its year where the code alone could be taken for another point."""
        words = self._times.get(ordinal)
        if words is None:
            then, near = Point(ordinal), self.point.ordinal - ordinal < YEAR
            words = self._times[ordinal] = then.code if near else f"{then.code} {then.year_label}"
        return words

    def at(self, ordinal: int) -> str:
        """`2025-26:Sum2`."""
        words = self._points.get(ordinal)
        if words is None:
            words = self._points[ordinal] = str(Point(ordinal))
        return words

    def key(self, series_id: int) -> str:
        """A series' own key, which an undone import that is brought in again keeps."""
        return self._series[series_id][0]

    def line(self, series_id: int, ordinal: int, code: str) -> EvidenceRow:
        """One result as evidence."""
        line = self._lines.get((series_id, ordinal, code))
        if line is None:
            line = EvidenceRow(self._series[series_id][1], self.at(ordinal), code)
            self._lines[series_id, ordinal, code] = line
        return line

    def trail(self, series_id: int, *results: tuple[int | None, str | None]) -> tuple[str, tuple[EvidenceRow, ...]]:
        """Evidence of results of one series: as a text to hash, and as lines.

        Args:
            series_id: the series.
            results: ordinal and code, the newest first; those that are None are left out.
        """
        text, lines = self._series[series_id][0], []
        for ordinal, code in results:
            if ordinal is not None and code is not None:
                lines.append(self.line(series_id, ordinal, code))
                text += f"|{self.at(ordinal)}={code}"
        return text, tuple(lines)


def together(*trails: tuple[str, tuple[EvidenceRow, ...]]) -> tuple[str, tuple[EvidenceRow, ...]]:
    """Several pieces of evidence as one; their order does not matter."""
    return " & ".join(sorted(text for text, _ in trails)), tuple(row for _, rows in trails for row in rows)


def amount(scale: Scale | None, count: float) -> str:
    """`1 notch`, `8 points of score`, `3 marks`."""
    if scale is None or not scale.numeric:
        return f"{count:g} {'notch' if count == 1 else 'notches'}"
    if scale.kind == "raw":
        return f"{count:g} {'mark' if count == 1 else 'marks'}"
    return f"{count:g} {'point' if count == 1 else 'points'} of score"


def subjects_in_words(subjects: Sequence[str]) -> str:
    """`reading, writing and maths`, in order of show."""
    words = [in_sentence(subject) for subject in sorted(subjects, key=subject_order)]
    return " and ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)


def in_sentence(subject: str) -> str:
    """A subject within a sentence: `reading`, `GPS`."""
    label = subject_label(subject)
    return label if label.isupper() else label[:1].lower() + label[1:]


def day_words(day: date) -> str:
    """`5 November`, in English wherever the program runs; the year is in the evidence."""
    return f"{day.day} {MONTHS[day.month - 1]}"


def percent_words(figure: float) -> str:
    """`11.1 %`: one decimal place, none where it is whole."""
    return f"{round(figure, 1):g} %"

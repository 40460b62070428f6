"""From a table and a mapping to the facts of a file; `read_source` does it from the path."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from progress_tui.domain.calendar import HALF_TERMS, Point
from progress_tui.domain.errors import DataFileError, ProgressError, UsageError, did_you_mean, nearest
from progress_tui.domain.scales import Reading, Scale
from progress_tui.domain.subjects import subject_label
from progress_tui.domain.text import fold
from progress_tui.importing.facts import ParsedFile, Rejection, ResultFact, SeriesFact, TargetFact
from progress_tui.importing.parsing.identities import gather
from progress_tui.importing.parsing.times import RowTime, RowTimes, cell_point, form_of
from progress_tui.importing.parsing.yearly import yearly_facts
from progress_tui.importing.reading.delimited import read_table
from progress_tui.importing.reading.table import Row, SourceTable
from progress_tui.importing.recognising.asking import Asking, settle
from progress_tui.importing.recognising.headings import read_heading
from progress_tui.importing.recognising.mapping import ImportMapping, ResultRule
from progress_tui.importing.recognising.recognise import recognise
from progress_tui.importing.tally import Tally

PLAIN_SCALE = "bands"
"""The scale of a school's own teacher assessment unless a label says otherwise."""


def read_source(
    path: Path,
    scales: Mapping[str, Scale],
    mapping: ImportMapping | None = None,
    *,
    year: int | None = None,
    point: str | None = None,
    answers: Mapping[str, str] | None = None,
) -> ParsedFile:
    """Read a file from bytes to facts.

    Args:
        path: a CSV, TSV or semicolon file, plain or packed.
        scales: every loaded scale, by id.
        mapping: how its columns are to be understood; recognised from headings and cells when not given.
        year: start year of whatever the file does not date.
        point: half-term of the same (`Aut2`, `Autumn 2`, or with its year `2026-27:Aut2`).
        answers: question id → answer.

    Raises:
        ProgressError: the file cannot be read, or lacks a column of the mapping.
        DataFileError: the mapping names a scale that is not there.
        UsageError: the point or an answer is not one.
    """
    asking = Asking(year=year, answers=answers or {})
    if point is not None:
        given = Point.parse(point, default_year=0 if year is None else year)
        if given is None:
            raise UsageError(f"“{point}” is not a point", remedy=f"Give one of {', '.join(HALF_TERMS)}.")
        asking.point = given.code
        asking.year = asking.year if year is not None or not given.start_year else given.start_year
    table = read_table(path)
    if mapping is None:
        mapping = replace(recognise(table, scales, asking), name=table.file.split(".")[0])
    check(table, mapping, scales)
    mapping = settle(table, mapping, asking)
    answered = tuple(rule for rule in mapping.results if rule.column not in asking.pending)
    return parse(table, replace(mapping, results=answered), scales, asking)


def check(table: SourceTable, mapping: ImportMapping, scales: Mapping[str, Scale]) -> None:
    """Whether the mapping fits the file and the scales.

    Raises:
        ProgressError: it names a column that the file does not have.
        DataFileError: it names a scale that is not there.
    """
    for heading in sorted(mapping.headings):
        if heading not in table.headings:
            near = nearest(heading, table.headings)
            raise ProgressError(
                f"{table.file} has no column “{heading}”",
                f"The mapping “{mapping.name}” reads it.",
                f"Did you mean “{near[0]}”? Change the mapping." if near else "Change the mapping, or give another.",
            )
    for rule in mapping.results:
        if rule.scale not in scales:
            remedy = did_you_mean(rule.scale, scales)
            raise DataFileError(f"{mapping.name}: key “results.scale” is “{rule.scale}”", remedy=remedy)


def parse(table: SourceTable, mapping: ImportMapping, scales: Mapping[str, Scale], asking: Asking) -> ParsedFile:
    """The facts of a table under a settled mapping.

    Args:
        table: the file.
        mapping: every heading in it must be in the table (`check`).
        scales: every loaded scale, by id.
        asking: the questions that are open and the warnings so far.
    """
    times_of, tally = RowTimes(table, mapping), Tally()
    times = {row[0]: times_of.of(row) for row in table.rows}
    gathered = gather(table, mapping, tally, {row: time.academic_year for row, time in times.items()})
    yearly = yearly_facts(table, mapping, gathered.refs, times, tally)
    cells = _Cells(mapping, scales, tally)
    cells.read(table, gathered.refs, times)
    results, targets = cells.distinct(False), cells.distinct(True)
    unread = [problem for row in gathered.refs for problem in times[row].problems]
    rejected = {*table.rejected, *gathered.rejected, *yearly.rejected, *unread, *cells.rejected}
    return ParsedFile(
        file=table.file,
        sha256=table.sha256,
        rows=len(table.rows) + len(table.rejected),
        pupils=gathered.pupils,
        enrolments=tuple(yearly.enrolments),
        characteristics=tuple(yearly.characteristics),
        attendance=tuple(yearly.attendance),
        series=tuple(cells.series.values()),
        results=tuple(ResultFact(*cell.place, cell.series, cell.ordinal, cell.raw) for cell in results),
        targets=tuple(TargetFact(*cell.place, cell.series, cell.ordinal, cell.raw) for cell in targets),
        rejected=tuple(sorted(rejected, key=lambda r: (r.row, r.column, r.value, r.reason))),
        warnings=(*table.notes, *asking.warnings, *_not_stored(table, mapping, asking), *tally.warnings()),
        questions=tuple(asking.questions),
        mapping=mapping,
    )


@lru_cache(maxsize=4096)
def series_key(assessment: str, subject: str, scale: str, form: str = "") -> str:
    """The stable key of a series, such as `teacher-reading-bands`; words said twice are said once."""
    words = [word for word in fold(assessment).split() if word != "assessment"]
    for part in (subject, scale):
        words += [word for word in fold(part).split() if word not in words]
    return "-".join([*words, *fold(form).split()])


def series_label(assessment: str, subject: str, scale: Scale, form: str = "") -> str:
    """The label of a series, such as `Reading teacher assessment` or `Maths test (Standardised score)`."""
    name = subject_label(subject)
    label = assessment if fold(name) in fold(assessment) else f"{name} {assessment}"
    label = label[:1].upper() + label[1:]
    if scale.id != PLAIN_SCALE and fold(scale.title) not in fold(label):
        label += f" ({scale.title})"
    return f"{label}, {form}" if form else label


@dataclass(frozen=True, slots=True)
class _Cell:
    """A result or target cell as read; `code` is what its scale makes of `raw`."""

    place: tuple[int, int, str]
    series: str
    ordinal: int
    raw: str
    code: str


@dataclass(slots=True)
class _Cells:
    """Reads the result and target cells of a table."""

    mapping: ImportMapping
    scales: Mapping[str, Scale]
    tally: Tally
    series: dict[str, SeriesFact] = field(default_factory=dict)
    rejected: list[Rejection] = field(default_factory=list)
    _found: dict[tuple[bool, int, str, int], list[_Cell]] = field(default_factory=lambda: defaultdict(list))
    _readings: dict[tuple[str, float | None, float | None, str], Reading] = field(default_factory=dict)

    def read(self, table: SourceTable, refs: Mapping[int, int], times: Mapping[int, RowTime]) -> None:
        """Read every cell of every rule, in order of rows."""
        places = {heading: at for at, heading in enumerate(table.headings)}
        chosen = _Choice(self.mapping.results, places)
        for row in table.rows:
            ref = refs.get(row[0])
            if ref is not None:
                for rule in chosen.rules(row, self.tally):
                    raw = row[1][places[rule.column]]
                    if raw:
                        self._read_cell(rule, ref, row[0], raw, times[row[0]])

    def _read_cell(self, rule: ResultRule, ref: int, row: int, raw: str, time: RowTime) -> None:
        point = cell_point(rule, time)
        if point is None:
            # Otherwise a question is open, or the cell of time is rejected already.
            if rule.year_group is not None and time.academic_year is not None and not time.problems:
                reason = "The heading names a year group, and the pupil's own year group is not given to date it by."
                self.rejected.append(Rejection(row, rule.column, raw, reason))
            return
        scale = self.scales[rule.scale]
        reading = self._reading(rule, scale, raw)
        if reading.kind == "unknown":
            self.rejected.append(Rejection(row, rule.column, raw, _not_on(scale, raw, reading)))
            return
        if reading.kind == "out-of-range":
            outside = f"{rule.column}: outside the valid range, kept as typed and left out of every figure"
            self.tally.add("Valid range", outside, row)
        key = self._series(rule, form_of(rule, time, point), scale)
        cell = _Cell((ref, row, rule.column), key, point.ordinal, raw, reading.code)
        self._found[rule.target, ref, key, point.ordinal].append(cell)

    def _reading(self, rule: ResultRule, scale: Scale, raw: str) -> Reading:
        key = (scale.id, rule.low, rule.high, raw)
        if key not in self._readings:
            self._readings[key] = scale.read(raw, rule.low, rule.high)
        return self._readings[key]

    def _series(self, rule: ResultRule, form: str, scale: Scale) -> str:
        """The key of the series a cell belongs to, noted on its first cell."""
        key = series_key(rule.assessment, rule.subject, scale.id, form)
        if key not in self.series:
            label = series_label(rule.assessment, rule.subject, scale, form)
            self.series[key] = SeriesFact(
                key, rule.subject, rule.assessment, rule.kind, scale.id, form, label, rule.low, rule.high
            )
        return key

    def distinct(self, target: bool) -> list[_Cell]:
        """One cell for each pupil, series and point. Where two say different things both are rejected."""
        kept = []
        for (is_target, *_), cells in self._found.items():
            if is_target != target:
                continue
            if len({cell.code for cell in cells}) == 1:
                kept.append(min(cells, key=lambda cell: (cell.place[1], cell.raw)))
                continue
            others = "; ".join(f"“{cell.raw}” in row {cell.place[1]}" for cell in cells[:5])
            for cell in cells:
                _, row, column = cell.place
                what = "targets" if target else "results"
                reason = f"One pupil has different {what} for one series and point: {others}."
                self.rejected.append(Rejection(row, column, cell.raw, reason))
        return kept


class _Choice:
    """Which rules hold for a row: all without a condition, and those whose cells are as they say."""

    def __init__(self, rules: Sequence[ResultRule], places: Mapping[str, int]) -> None:
        self._always = [rule for rule in rules if not rule.where]
        self._places = places
        self._by_cells: dict[tuple[str, ...], dict[tuple[str, ...], list[ResultRule]]] = {}
        for rule in rules:
            if rule.where:
                of_columns = self._by_cells.setdefault(tuple(rule.where), {})
                of_columns.setdefault(tuple(rule.where.values()), []).append(rule)

    def rules(self, row: Row, tally: Tally) -> list[ResultRule]:
        """The rules for a row; a row of a long layout that no rule takes is warned of."""
        found = list(self._always)
        for columns, choices in self._by_cells.items():
            cells = tuple(row[1][self._places[column]] for column in columns)
            taken = choices.get(cells)
            if taken is not None:
                found += taken
            elif not self._always:
                said = ", ".join(f"{column} “{cell}”" for column, cell in zip(columns, cells, strict=True))
                tally.add("Not stored", f"Not stored, as nothing says what it is: {said}", row[0])
        return found


def _not_on(scale: Scale, raw: str, reading: Reading) -> str:
    """Why a cell is rejected, with the nearest code of the scale."""
    if reading.reason == "ambiguous":
        return f"“{raw[:40]}” could be years and months or a decimal: write it as 7:11 or 7y 11m."
    codes = {spelling: value.code for value in scale.values for spelling in (value.code, *value.aliases)}
    near = nearest(raw, codes, most=1)
    hint = f" The nearest code is {codes[near[0]]}." if near else ""
    return f"“{raw[:40]}” is not on the scale {scale.title}.{hint}"


def _not_stored(table: SourceTable, mapping: ImportMapping, asking: Asking) -> list[str]:
    """Sentences that name the columns left out, the unwanted ones with their category."""
    left = [h for h in table.headings if h not in mapping.headings and h not in asking.pending]
    filled = [heading for heading in left if any(cell for _, cell in table.column(heading))]
    told: dict[str, list[str]] = defaultdict(list)
    for heading in filled:
        said = read_heading(heading)
        if heading in mapping.ignore:
            told["the mapping leaves it out"].append(heading)
        elif said.role == "unwanted":
            name = heading if said.name == "other" else f"{heading} ({said.name})"
            told["the app has no use for it"].append(name)
        elif said.role == "unstored":
            told["progress and effort are neither results nor targets"].append(heading)
        else:
            told["not recognised"].append(heading)
    return [f"Not stored ({why}): {', '.join(names)}." for why, names in told.items()]

"""From a table and a mapping to the facts of a file; `read_source` does it from the path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import polars as pl

from progress_tui.domain.calendar import HALF_TERMS, Point
from progress_tui.domain.errors import DataFileError, ProgressError, UsageError, did_you_mean, nearest
from progress_tui.domain.scales import Scale
from progress_tui.importing.facts import FRAMES, ParsedFile, PupilFact, Question, Rejection
from progress_tui.importing.parsing.identities import Namesakes, gather, named
from progress_tui.importing.parsing.one_class import answered_class, in_latest_year, with_class
from progress_tui.importing.parsing.originals import originals_of
from progress_tui.importing.parsing.results import ResultCells
from progress_tui.importing.parsing.rows import Rows
from progress_tui.importing.parsing.times import times_of
from progress_tui.importing.parsing.yearly import yearly_facts
from progress_tui.importing.reading.described import Described
from progress_tui.importing.reading.source import read_any
from progress_tui.importing.reading.table import SourceTable
from progress_tui.importing.recognising.ages import settle_ages
from progress_tui.importing.recognising.asking import Asking, settle
from progress_tui.importing.recognising.leaving import not_stored
from progress_tui.importing.recognising.mapping import ImportMapping
from progress_tui.importing.recognising.recognise import recognise
from progress_tui.importing.recognising.remembering import lasting, remembered_mapping
from progress_tui.importing.tally import Tally

_DETAILS: Final = (
    "dob", "sex", "pp", "fsm", "fsm6", "lac", "plac", "service", "eal", "first_language", "sen", "joined", "left",
)  # fmt: skip
"""Fields of which a cell that cannot be read is unknown, and no reason to leave anything else out."""


NAMESAKES: Final = "namesakes"
"""The question whether rows of one name are different children."""

KINDS_OF_NAMESAKES: Final[tuple[Namesakes, ...]] = ("different", "leave out")
_SHOWN: Final = 5


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
    return facts_of(read_any(path, answers), scales, mapping, year=year, point=point, answers=answers)


def facts_of(
    source: Described,
    scales: Mapping[str, Scale],
    mapping: ImportMapping | None = None,
    *,
    year: int | None = None,
    point: str | None = None,
    answers: Mapping[str, str] | None = None,
) -> ParsedFile:
    """The facts of a source that was read; arguments and errors as for `read_source`.

    What a source says of its own columns holds unless a mapping is given.
    """
    if not len(source.table) and not source.table.rejected:
        raise ProgressError(
            f"{source.table.file} holds headings and no rows", "There is nothing to import.", "Export it again."
        )
    asking = Asking(year=year, answers=answers or {}, questions=list(source.questions))
    if point is not None:
        given = Point.parse(point, default_year=0 if year is None else year)
        if given is None:
            raise UsageError(f"“{point}” is not a point", remedy=f"Give one of {', '.join(HALF_TERMS)}.")
        asking.point = given.code
        asking.year = asking.year if year is not None or not given.start_year else given.start_year
    table, mapping = source.table, mapping or source.mapping or _remembered(source.table, asking)
    if mapping is None:
        mapping = replace(recognise(table, scales, asking), name=table.file.split(".")[0])
    check(table, mapping, scales)
    recognised, in_class = mapping, answered_class(asking.answers, mapping)
    if in_class:
        table, mapping = with_class(table, mapping, in_class)
        asking.warnings.append(f"As answered, the pupils are in class {in_class}.")
    mapping = settle_ages(table, settle(table, mapping, asking), scales, asking)
    if in_class:
        table = in_latest_year(table, mapping)
    answered = tuple(rule for rule in mapping.results if rule.column not in asking.pending)
    parsed = parse(table, replace(mapping, results=answered), scales, asking)
    # The class is this file's alone: what is kept of the mapping must fit a file without such a column.
    kept = replace(parsed.mapping, pupil=recognised.pupil)
    return replace(parsed, mapping=kept, lasting=lasting(recognised, mapping))


def _remembered(table: SourceTable, asking: Asking) -> ImportMapping | None:
    """How a file with the same headings was understood before, as it was answered then."""
    mapping = remembered_mapping(table)
    if mapping is not None:
        asking.warnings.append(f"Its columns are understood as they were answered before (mapping “{mapping.name}”).")
    return mapping


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
    tally, times = Tally(), times_of(table, mapping)
    years = [time.academic_year for time in times.of if time.academic_year is not None]
    latest, answer = max(years, default=None), asking.answers.get(NAMESAKES, "")
    gathered = gather(table, mapping, tally, latest, next((one for one in KINDS_OF_NAMESAKES if one == answer), ""))
    if gathered.namesakes:
        asking.ask(_namesakes_question(gathered.namesakes))
    rows = Rows(table, gathered.refs, times, {pupil.ref: named(pupil) for pupil in gathered.pupils})
    yearly = yearly_facts(rows, mapping, tally)
    cells = ResultCells(rows, mapping, scales, tally)
    frames = {
        "pupil": _pupil_frame(gathered.pupils),
        "enrolment": yearly.enrolments,
        "characteristics": yearly.characteristics,
        "attendance": yearly.attendance,
        **cells.frames(),
    }
    unread = [rows.reject(at, *problem) for at, problem in times.problems() if rows.used[at]]
    found = {
        *_without_details(table.rejected, mapping, tally),
        *gathered.rejected,
        *yearly.rejected,
        *unread,
        *cells.rejected,
    }
    rejected = tuple(sorted(found, key=lambda r: (r.sheet, r.row, r.column, r.value, r.reason)))
    return ParsedFile(
        file=table.file,
        sha256=table.sha256,
        rows=len(table)
        + len({(rejection.sheet, rejection.row) for rejection in table.rejected if not rejection.column}),
        headings=tuple(table.headings),
        frames=frames,
        rejected=rejected,
        warnings=(*table.notes, *asking.warnings, *not_stored(table, mapping, asking), *tally.warnings()),
        questions=tuple(asking.questions),
        mapping=mapping,
        originals=originals_of(table, mapping, rejected),
    )


def _namesakes_question(namesakes: Sequence[str]) -> Question:
    shown = "; ".join(namesakes[:_SHOWN]) + (" …" if len(namesakes) > _SHOWN else "")
    text = (
        f"Some rows have one name, and neither UPN nor date of birth says whether they are one child: {shown}. "
        "Are they different children?"
    )
    return Question(NAMESAKES, text, tuple(KINDS_OF_NAMESAKES), KINDS_OF_NAMESAKES[0])


def _without_details(rejected: Sequence[Rejection], mapping: ImportMapping, tally: Tally) -> Iterator[Rejection]:
    """The cells that reading could not take, without those of details: a bad date of birth loses the date alone."""
    details = {mapping.pupil[name]: name for name in _DETAILS if name in mapping.pupil}
    for one in rejected:
        if one.column in details:
            tally.add(one.column, f"{one.column}: {one.reason.rstrip('.')}; it is taken as unknown", [one.row])
        else:
            yield one


def _pupil_frame(pupils: Sequence[PupilFact]) -> pl.DataFrame:
    shape = FRAMES["pupil"]
    return pl.DataFrame({name: [getattr(pupil, name) for pupil in pupils] for name in shape}, schema=dict(shape))

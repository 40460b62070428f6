"""From the facts of a file to the school file: match, compare, merge; all of it or nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

import polars as pl

from progress_tui.domain import clock
from progress_tui.domain.text import fold
from progress_tui.importing.facts import ParsedFile, Question, Rejection
from progress_tui.importing.planning.doubts import settle
from progress_tui.importing.planning.report import EXIT_CODES, ImportReport, Verdict, YearReport, report_of
from progress_tui.importing.planning.schools import schools_of
from progress_tui.importing.recognising.mapping import mapping_text
from progress_tui.store import differences, imports, matching, merging, roll, schema
from progress_tui.store.engine import SchoolFile
from progress_tui.store.imports import ImportHead, LeftOut
from progress_tui.store.staging import stage

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = ["EXIT_CODES", "ImportReport", "Terms", "Verdict", "YearReport", "commit"]

LEFT: Final = "left"
"""The answer to `leavers` that marks pupils who are missing from a class list as left."""


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms a file is brought in.

    Attributes:
        dry_run: do all the work and store nothing.
        accept_partial: store the good rows of a file with rejected ones.
        answers: answers to questions, by id.
        school_name: the school's name where neither the source nor the school file names one.
        fictional: whether that school is made up.
    """

    dry_run: bool = False
    accept_partial: bool = False
    answers: Mapping[str, str] | None = None
    school_name: str = "School"
    fictional: bool = False


class _StopError(Exception):
    """Inside the transaction: the import must not go on; carries the report and rolls everything back."""

    def __init__(self, report: ImportReport) -> None:
        self.report = report
        super().__init__(report.verdict)


def commit(file: SchoolFile, parsed: ParsedFile, terms: Terms) -> ImportReport:
    """Bring one parsed file into the school file. `file.interrupt` stops it.

    Args:
        file: the school file; it is created when it is not there.
        parsed: what the source says.
        terms: dry run, partial, answers.

    Returns:
        The report. Verdict `ask`, `refused`: nothing was stored. `partial`: the rejected rows were left out.

    Raises:
        CancelledError: it was stopped; nothing was stored.
        StoreError: the school file cannot be used; nothing was stored.
    """
    report = report_of(parsed, terms.accept_partial, terms.dry_run)
    if report.verdict in ("ask", "refused"):
        return report
    work = _Work(file, parsed, terms, report)
    try:
        return file.rehearse(work, stoppable=True) if terms.dry_run else file.write(work, stoppable=True)
    except _StopError as stopped:
        return stopped.report


@dataclass(slots=True)
class _Work:
    """The import inside its transaction."""

    file: SchoolFile
    parsed: ParsedFile
    terms: Terms
    report: ImportReport

    def __call__(self, con: DuckDBPyConnection) -> ImportReport:
        schema.migrate(con)
        number = merging.next_number(con)
        self._place(con, number)
        self.file.raise_if_interrupted()
        renamed = matching.renamed(con)
        tables = merging.merge(con, number, self.parsed.frames)
        self.file.raise_if_interrupted()
        joined, missing = roll.joiners(con, number), roll.missing(con, number)
        back = roll.returned(con, clock.today())
        if missing and self._answers.get("leavers") == LEFT:
            marked = roll.leave(con, number, clock.today())
            held = tables["enrolment"]
            tables["enrolment"] = replace(held, changed=held.changed + marked)
        pupils, results, targets = self._contributed(con)
        mapping = mapping_text(self.parsed.mapping)
        head = ImportHead(self.parsed.file, self.parsed.sha256, mapping, pupils, results, targets)
        kept = imports.keep(con, number, head, tables, self._left_out())
        classes = roll.classes_to_choose(con, _latest_year(self.parsed.frames))
        rows = con.execute("SELECT m.pupil_id, s.row FROM m JOIN s_pupil s USING (ref) WHERE NOT m.is_new").fetchall()
        changed = sum(one.changed for one in tables.values())
        changes = differences.changes_of(con, number, dict(rows)) if changed else []
        return replace(
            self.report,
            pupils=pupils,
            results=results,
            targets=targets,
            warnings=(*self.report.warnings, *_told(con, renamed, back)),
            added=sum(one.added for one in tables.values()),
            changed=changed,
            unchanged=sum(one.same for one in tables.values()),
            number=None if self.terms.dry_run else kept,
            changes=tuple(changes),
            joiners=tuple(joined),
            missing=tuple(missing),
            classes=None if classes is None else tuple(classes),
        )

    @property
    def _answers(self) -> Mapping[str, str]:
        return self.terms.answers or {}

    def _place(self, con: DuckDBPyConnection, number: int) -> None:
        """Stage the facts and find out who everybody is; stop where that needs an answer."""
        frames = self.parsed.frames
        found = schools_of(con, self.parsed, self._answers, self.terms.school_name, self.terms.fictional)
        if isinstance(found, Question):
            raise _StopError(replace(self.report, verdict="ask", questions=(found,)))
        schools, placed = found
        small = {name: frames[name] for name in ("enrolment", "characteristics", "attendance", "series")}
        pupils = _pupils(placed)
        stage(con, {**small, "pupil": pupils, "identifier": _identifiers(frames["pupil"]), "school": schools})
        merging.add_schools(con, number)
        settled = settle(matching.match(con), self._answers)
        if settled.questions:
            raise _StopError(replace(self.report, verdict="ask", questions=settled.questions))
        left_out = {doubt.ref for doubt in settled.left_out}
        matching.place(con, settled.chosen, left_out)
        if settled.left_out:
            named = ", ".join(f"row {doubt.row} {doubt.label}" for doubt in settled.left_out)
            self._warn(f"Left out, as answered: {named}.")
        doubles = matching.matched_twice(con)
        if doubles:
            self._reject(doubles)
            matching.place(con, settled.chosen, left_out | {ref for ref, _, _ in doubles})
        for row, label, value in matching.drop_foreign_upns(con):
            self._warn(f"Row {row}: the UPN {value} is another pupil's on file and is not stored for {label}.")

    def _reject(self, doubles: Sequence[tuple[int, int, str]]) -> None:
        """Rows that are one pupil on file are rejected together."""
        rows = tuple(
            Rejection(row, "", label, "This row and another one are the same pupil on file.", pupil=label)
            for _, row, label in doubles
        )
        verdict: Verdict = "partial" if self.terms.accept_partial else "refused"
        self.report = replace(self.report, verdict=verdict, rejected=(*self.report.rejected, *rows))
        if verdict == "refused":
            raise _StopError(self.report)

    def _warn(self, sentence: str) -> None:
        self.report = replace(self.report, warnings=(*self.report.warnings, sentence))

    def _contributed(self, con: DuckDBPyConnection) -> tuple[int, int, int]:
        """Pupils, results and targets of the source, without those of pupils who were left out."""
        placed = [ref for (ref,) in con.execute("SELECT ref FROM m").fetchall()]
        frames = self.parsed.frames
        if len(placed) == len(frames["pupil"]):
            return len(placed), len(frames["result"]), len(frames["target"])
        results, targets = (int(frames[name]["ref"].is_in(placed).sum()) for name in ("result", "target"))
        return len(placed), results, targets

    def _left_out(self) -> list[LeftOut]:
        """The rejected rows and cells as they are kept for the office."""
        return [
            LeftOut(
                one.row, one.sheet, one.column, one.value, one.reason, one.pupil,
                json.dumps(cells, ensure_ascii=False) if cells else "",
            )
            for one, cells in zip_longest(self.report.rejected, self.report.originals)
        ]  # fmt: skip


def _pupils(frame: pl.DataFrame) -> pl.DataFrame:
    """The pupils with their names for comparing, and what they are called where they have none."""
    surnames, forenames = frame["surname"].to_list(), frame["forename"].to_list()
    folded = [fold(f"{surname} {forename}") for surname, forename in zip(surnames, forenames, strict=True)]
    known = pl.when(pl.col("source_id") != "").then("source_id").otherwise("upn")
    nameless = (pl.col("surname") == "") & (pl.col("forename") == "")
    return frame.select(
        "ref", "row", "school", "surname", "forename", pl.Series("folded", folded, dtype=pl.String),
        pl.when(nameless).then(pl.lit("Pupil ") + known).otherwise(pl.lit("")).alias("fallback"), "dob", "sex",
    )  # fmt: skip


def _identifiers(frame: pl.DataFrame) -> pl.DataFrame:
    """(ref, kind, value) of every identifier; a former UPN that is the present one says nothing."""
    kinds = (("upn", "upn"), ("former_upn", "former-upn"), ("source_id", "source"))
    return pl.concat(
        frame.filter(
            (pl.col(column) != "") & ((pl.col(column) != pl.col("upn")) if column == "former_upn" else pl.lit(True))
        ).select("ref", pl.lit(kind).alias("kind"), pl.col(column).alias("value"))
        for column, kind in kinds
    )


def _latest_year(frames: Mapping[str, pl.DataFrame]) -> int | None:
    """The start year of the latest results and class lists of a source."""
    found = (frames["result"]["ordinal"].max(), frames["enrolment"]["academic_year"].max())
    ordinal, year = (value if isinstance(value, int) else None for value in found)
    years = [value for value in (None if ordinal is None else ordinal // 6, year) if value is not None]
    return max(years, default=None)


def _told(con: DuckDBPyConnection, renamed: Sequence[tuple[int, str, str]], back: Sequence[str]) -> list[str]:
    """What people should look at once more, in sentences."""
    told = [
        f"Row {row}: {label} was on file as {held}; UPN, ID or date of birth say that it is the same child."
        for row, label, held in renamed
    ]
    told += [
        f"Row {row}: {label} has the name and date of birth of a pupil on file and another UPN, and is another pupil."
        for row, label in matching.namesakes(con)
    ]
    if back:
        told.append(f"On file as having left, and in this file: {', '.join(back)}.")
    return told

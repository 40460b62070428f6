"""From the facts of a file to the school file: match, compare, merge; all of it or nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

import polars as pl

from progress_tui.domain.calendar import academic_year_label
from progress_tui.domain.text import fold
from progress_tui.importing.facts import ParsedFile, Question, Rejection
from progress_tui.importing.recognising.mapping import mapping_text
from progress_tui.store import merging, schema
from progress_tui.store.engine import SchoolFile

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Verdict = Literal["accepted", "partial", "refused", "ask"]

EXIT_CODES: Final[Mapping[Verdict, int]] = {"accepted": 0, "refused": 1, "partial": 3, "ask": 4}
"""The exit code of each verdict; of several sources the first present of 4, 1, 3, 0 counts."""


@dataclass(frozen=True, slots=True)
class YearReport:
    """Pupils with results, schools and school × class groups of a source in one academic year."""

    academic_year: str
    pupils: int
    schools: int
    classes: int


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of one source; `to_json` is the documented report.

    Attributes:
        pupils, results, targets: what the source now contributes to the school file, or would.
        rows: rows of the source below its heading; `schools` how many schools they name; `years` by academic year.
        added, changed: rows of the school file that are new or have another value.
    """

    file: str
    verdict: Verdict
    pupils: int
    results: int
    targets: int
    rejected: tuple[Rejection, ...]
    warnings: tuple[str, ...]
    questions: tuple[Question, ...]
    rows: int
    schools: int
    years: tuple[YearReport, ...]
    added: int = 0
    changed: int = 0
    dry_run: bool = False

    @property
    def exit_code(self) -> int:
        """The exit code this source asks for."""
        return EXIT_CODES[self.verdict]

    def to_json(self) -> dict[str, object]:
        """Plain lists and dictionaries, as in docs/command-line.md."""
        return asdict(self)


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
    """Bring one parsed file into the school file.

    Args:
        file: the school file; it is created when it is not there.
        parsed: what the source says.
        terms: dry run, partial, answers.

    Returns:
        The report. Verdict `ask`, `refused`: nothing was stored. `partial`: the rejected rows were left out.

    Raises:
        StoreError: the school file cannot be used; nothing was stored.
    """
    report = _report(parsed, terms)
    if report.verdict in ("ask", "refused"):
        return report
    frames = _frames(parsed)

    def work(con: DuckDBPyConnection) -> ImportReport:
        schema.migrate(con)
        staged = {**frames, "school": _schools(con, parsed, terms, report)}
        staged["pupil"] = _placed(staged["pupil"], staged["school"])
        merging.stage(con, staged)
        number = merging.match(con)
        _stop_if_unsure(con, report, terms)
        head = merging.ImportHead(
            parsed.file, parsed.sha256, mapping_text(parsed.mapping), report.pupils, report.results, report.targets
        )
        outcome = merging.merge(con, head, number)
        added = sum(changes.added for changes in outcome.values())
        return replace(report, added=added, changed=sum(changes.changed for changes in outcome.values()))

    try:
        return file.rehearse(work) if terms.dry_run else file.write(work)
    except _StopError as stopped:
        return stopped.report


def _report(parsed: ParsedFile, terms: Terms) -> ImportReport:
    verdict: Verdict = "accepted"
    if parsed.questions:
        verdict = "ask"
    elif parsed.rejected:
        verdict = "partial" if terms.accept_partial else "refused"
    return ImportReport(
        file=parsed.file,
        verdict=verdict,
        pupils=len(parsed.pupils),
        results=len(parsed.results),
        targets=len(parsed.targets),
        rejected=parsed.rejected,
        warnings=parsed.warnings,
        questions=parsed.questions,
        rows=parsed.rows,
        schools=len({pupil.school for pupil in parsed.pupils}),
        years=_years(parsed),
        dry_run=terms.dry_run,
    )


def _years(parsed: ParsedFile) -> tuple[YearReport, ...]:
    schools = {pupil.ref: pupil.school for pupil in parsed.pupils}
    classes = {(fact.ref, fact.academic_year): fact.class_name for fact in parsed.enrolments if fact.class_name}
    pupils: dict[int, set[int]] = defaultdict(set)
    for result in parsed.results:
        pupils[result.ordinal // 6].add(result.ref)
    return tuple(
        YearReport(
            academic_year_label(year),
            len(refs),
            len({schools[ref] for ref in refs}),
            len({(schools[ref], classes[ref, year]) for ref in refs if (ref, year) in classes}),
        )
        for year, refs in sorted(pupils.items())
    )


_I, _S, _B, _F, _D = pl.Int32, pl.String, pl.Boolean, pl.Float64, pl.Date
_FRAMES: Final[Mapping[str, Mapping[str, type[pl.DataType]]]] = {
    "pupil": {"ref": _I, "row": _I, "school": _S, "surname": _S, "forename": _S, "folded": _S, "fallback": _S,
              "dob": _D, "sex": _S},
    "identifier": {"ref": _I, "kind": _S, "value": _S},
    "enrolment": {"ref": _I, "academic_year": _I, "year_group": _I, "class_name": _S},
    "characteristics": {"ref": _I, "academic_year": _I, "fsm": _B, "fsm6": _B, "lac": _B, "plac": _B, "service": _B,
                        "pp": _B, "eal": _B, "sen": _S},
    "attendance": {"ref": _I, "academic_year": _I, "ordinal": _I, "possible": _I, "authorised": _I, "unauthorised": _I,
                   "percentage": _F},
    "series": {"key": _S, "subject": _S, "assessment": _S, "kind": _S, "scale": _S, "form": _S, "label": _S, "low": _F,
               "high": _F},
    "result": {"ref": _I, "row": _I, "series": _S, "ordinal": _I, "raw": _S},
    "target": {"ref": _I, "row": _I, "series": _S, "ordinal": _I, "raw": _S},
}  # fmt: skip


def _frames(parsed: ParsedFile) -> dict[str, pl.DataFrame]:
    """The staged frames (`_FRAMES`), columns named as the facts' fields."""
    facts: dict[str, tuple[object, ...]] = {
        "enrolment": parsed.enrolments,
        "characteristics": parsed.characteristics,
        "attendance": parsed.attendance,
        "series": parsed.series,
        "result": parsed.results,
        "target": parsed.targets,
    }
    frames = {
        name: pl.DataFrame(
            {column: [getattr(fact, column) for fact in rows] for column in _FRAMES[name]}, schema=dict(_FRAMES[name])
        )
        for name, rows in facts.items()
    }
    pupils = [
        (p.ref, p.row, p.school, p.surname, p.forename, fold(f"{p.surname} {p.forename}"),
         "" if p.surname or p.forename else f"Pupil {p.source_id or p.upn}", p.dob, p.sex)
        for p in parsed.pupils
    ]  # fmt: skip
    identifiers = [
        (pupil.ref, kind, value)
        for pupil in parsed.pupils
        for kind, value in (("upn", pupil.upn), ("source", pupil.source_id))
        if value
    ]
    frames["pupil"] = pl.DataFrame(pupils, schema=dict(_FRAMES["pupil"]), orient="row")
    frames["identifier"] = pl.DataFrame(identifiers, schema=dict(_FRAMES["identifier"]), orient="row")
    return frames


def _schools(con: DuckDBPyConnection, parsed: ParsedFile, terms: Terms, report: ImportReport) -> pl.DataFrame:
    """The schools the source speaks of: as it names them, else the one on file, else a new one."""
    named = list(dict.fromkeys(pupil.school for pupil in parsed.pupils))
    shape = {"place": pl.Int32, "code": pl.String, "name": pl.String, "fictional": pl.Boolean}
    if "" not in named:
        rows = [
            (i, code, f"School {code}" if code.isdigit() else code, False)
            for i, code in enumerate(sorted(named, key=_natural))
        ]
        return pl.DataFrame(rows, schema=shape, orient="row")
    held = con.execute("SELECT code, name FROM school ORDER BY school_id").fetchall()
    answer = (terms.answers or {}).get("school", "")
    if len(held) > 1:
        held = [(code, name) for code, name in held if answer in (code, name)]
    if len(held) == 1:
        return pl.DataFrame([(0, held[0][0], held[0][1], False)], schema=shape, orient="row")
    known = con.execute("SELECT name FROM school ORDER BY school_id").fetchall()
    if known:
        options = tuple(str(name) for (name,) in known)
        question = Question(
            "school", "The source names no school and the school file holds several. Which is it?", options, ""
        )
        raise _StopError(replace(report, verdict="ask", questions=(question,)))
    return pl.DataFrame([(0, terms.school_name, terms.school_name, terms.fictional)], schema=shape, orient="row")


def _natural(text: str) -> tuple[int, str]:
    return (int(text) if text.isdigit() else 10**9, text)


def _placed(pupils: pl.DataFrame, schools: pl.DataFrame) -> pl.DataFrame:
    """Pupils of a source without a school column belong to its one school."""
    only = schools["code"][0]
    return pupils.with_columns(pl.when(pl.col("school") == "").then(pl.lit(only)).otherwise("school").alias("school"))


def _stop_if_unsure(con: DuckDBPyConnection, report: ImportReport, terms: Terms) -> None:
    doubles = merging.matched_twice(con)
    if doubles:
        rejected = tuple(
            Rejection(row, "", name, "This row and another one are the same pupil on file.") for row, name in doubles
        )
        raise _StopError(replace(report, verdict="refused", rejected=(*report.rejected, *rejected)))
    unsure = merging.unplaced_names(con)
    if unsure and (terms.answers or {}).get("names") != "new":
        names = "; ".join(f"row {row} {name}" for row, name in unsure[:5]) + (" …" if len(unsure) > 5 else "")
        question = Question(
            "names",
            f"{len(unsure)} pupils have the name of a pupil on file, and neither UPN nor date of birth says whether "
            f"they are the same ({names}). Add a UPN or date of birth column to the source; or are they new pupils?",
            ("new",),
            "",
        )
        raise _StopError(replace(report, verdict="ask", questions=(question,)))

"""The report of one source: what became of it, or would."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Final, Literal

import polars as pl

from progress_tui.domain.calendar import academic_year_label
from progress_tui.importing.facts import ParsedFile, Question, Rejection
from progress_tui.store.differences import Change
from progress_tui.store.roll import Listed

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
        number: the number of the import, None when nothing was stored.
        unchanged: rows of the school file that the source says as they stand.
        changes: the cells that have another value, `store.differences.MOST` of a kind at the most.
        originals: for each of `rejected` the cells of its row by heading, as far as they are known; not in the JSON.
        joiners: new pupils of a school that had pupils on file; `missing` pupils whom a class list might name and does
            not, who stay as they are.
        classes: the classes on file, where no pupil of the source is in one in its latest year, else None; not in the
            JSON.
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
    number: int | None = None
    unchanged: int = 0
    changes: tuple[Change, ...] = ()
    joiners: tuple[Listed, ...] = ()
    missing: tuple[Listed, ...] = ()
    originals: tuple[Mapping[str, str], ...] = ()
    classes: tuple[str, ...] | None = None

    @property
    def exit_code(self) -> int:
        """The exit code this source asks for."""
        return EXIT_CODES[self.verdict]

    @property
    def moves(self) -> tuple[Change, ...]:
        """The changes of class within a year."""
        return tuple(change for change in self.changes if change.column == "class" and change.old and change.new)

    def to_json(self) -> dict[str, object]:
        """Plain lists and dictionaries, as in docs/command-line.md."""
        content = asdict(replace(self, originals=()))
        del content["originals"], content["classes"]
        for name in ("joiners", "missing"):
            content[name] = [_listed(one) for one in getattr(self, name)]
        missing = content.pop("missing")
        moves = [
            {"pupil": move.pupil, "row": move.row, "academic_year": move.point, "old": move.old, "new": move.new}
            for move in self.moves
        ]
        return {**content, "moves": moves, "missing": missing}


def _listed(one: Listed) -> dict[str, object]:
    year = None if one.academic_year is None else academic_year_label(one.academic_year)
    return {
        "pupil": one.pupil, "row": one.row, "academic_year": year, "class": one.class_name,
        "year_group": one.year_group,
    }  # fmt: skip


_NOBODY: Final = Rejection(0, "", "", "The file has headings, and no row below them names a pupil: export it again.")


def report_of(parsed: ParsedFile, accept_partial: bool, dry_run: bool) -> ImportReport:
    """The report of a source before it is matched with what is on file."""
    verdict: Verdict = "accepted"
    if parsed.questions:
        verdict = "ask"
    elif parsed.rejected:
        verdict = "partial" if accept_partial else "refused"
    frames, rejected = parsed.frames, parsed.rejected
    if not len(frames["pupil"]) and verdict != "ask":
        # Somebody expected pupils: a file without any is no success, and there is nothing to store.
        verdict, rejected = "refused", rejected or (_NOBODY,)
    return ImportReport(
        file=parsed.file,
        verdict=verdict,
        pupils=len(frames["pupil"]),
        results=len(frames["result"]),
        targets=len(frames["target"]),
        rejected=rejected,
        warnings=parsed.warnings,
        questions=parsed.questions,
        rows=parsed.rows,
        schools=frames["pupil"]["school"].n_unique(),
        years=_years(frames),
        dry_run=dry_run,
        originals=parsed.originals,
    )


def _years(frames: Mapping[str, pl.DataFrame]) -> tuple[YearReport, ...]:
    """By academic year: distinct pupils with results, their schools, and their classes school by school."""
    year = (pl.col("ordinal") // 6).alias("academic_year")
    seen = frames["result"].select("ref", year).unique()
    classes = frames["enrolment"].filter(pl.col("class_name") != "").select("ref", "academic_year", "class_name")
    counted = (
        seen.join(frames["pupil"].select("ref", "school"), on="ref", how="inner")
        .join(classes.unique(["ref", "academic_year"]), on=["ref", "academic_year"], how="left")
        .group_by("academic_year")
        .agg(
            pl.len().alias("pupils"),
            pl.col("school").n_unique().alias("schools"),
            pl.struct("school", "class_name").filter(pl.col("class_name").is_not_null()).n_unique().alias("classes"),
        )
        .sort("academic_year")
    )
    return tuple(YearReport(academic_year_label(start), *counts) for start, *counts in counted.iter_rows())

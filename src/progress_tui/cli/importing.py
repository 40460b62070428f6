"""`import` and `imports`: sources in, what became of them, one of them in full, and taken back."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from progress_tui.cli.advising import look_at_new_place
from progress_tui.cli.new_school import protected_when_new
from progress_tui.cli.opening import other_school, workspace_of
from progress_tui.cli.parser import school_file
from progress_tui.cli.printing import Format, emit, emit_json, emit_report, emit_rows, say
from progress_tui.domain.calendar import Point
from progress_tui.domain.errors import ExistsError, ProgressError, SourceError, UsageError
from progress_tui.domain.text import clean, counted, visible
from progress_tui.settings import remember_file
from progress_tui.workspace import Workspace
from progress_tui.workspace.adopting import is_school_file

if TYPE_CHECKING:
    from progress_tui.importing.facts import Rejection
    from progress_tui.importing.planning.committing import ImportReport, Terms

_MOST: Final = 20
"""Lines of a list that are printed for people; JSON has them all."""

_HEADS: Final = {
    "accepted": "imported",
    "partial": "imported in part",
    "refused": "refused, nothing stored",
    "ask": "needs an answer, nothing stored",
}


def run(args: argparse.Namespace) -> int:
    """`import`; the exit code is the first present of 4, 1, 3, 0."""
    path = school_file(args)
    year, point = _when(args)
    terms = _terms(args, path)
    _refuse_rejected(args.rejected, args.overwrite, len(args.sources))
    look_at_new_place(path, args)
    codes, unread = [], set[Path]()
    with workspace_of(args) as workspace, protected_when_new(workspace, args):
        if args.no_backup:
            workspace.backing_up.switch_off()
        for source in args.sources:
            try:
                if is_school_file(source):
                    report = _adopted(workspace, source, args)
                else:
                    report = workspace.importing.bring_in(source, terms, mapping=args.mapping, year=year, point=point)
            except UsageError:
                raise
            except ProgressError as error:
                # One source that cannot be read is refused; the others are still looked at.
                report = _refused(source, error)
                unread.add(source)
            _print(report, args.format)
            codes.append(report.exit_code)
            if args.rejected is not None:
                _write_rejected(report, args.rejected, args.overwrite)
        if args.save_map is not None and args.sources[0] not in unread:
            workspace.importing.save_mapping(
                args.sources[0], args.save_map, terms, mapping=args.mapping, year=year, point=point
            )
            say(f"How {args.sources[0].name} was understood is written in {args.save_map.name}.")
    if {0, 3} & set(codes) and not args.dry_run:
        remember_file(path)
    return next(code for code in (4, 1, 3, 0) if code in codes)


def _adopted(workspace: Workspace, source: Path, args: argparse.Namespace) -> ImportReport:
    """The schools of another school file, taken in as a whole with their history and records."""
    from progress_tui.domain.calendar import academic_year_label
    from progress_tui.importing.planning.report import ImportReport, YearReport

    with other_school(source, args) as other:
        adopting = workspace.adopting
        taken = adopting.look(source, other.file) if args.dry_run else adopting.take_in(source, other.file)
    held = taken.held
    told = [
        f"{one.name}: {counted(one.pupils, 'pupil')}, {counted(one.results, 'result')}, "
        f"{counted(one.records, 'note or record', 'notes and records')}."
        for one in taken.schools
    ]
    years = tuple(YearReport(academic_year_label(y.academic_year), y.pupils, y.schools, y.classes) for y in held.years)
    return ImportReport(
        visible(source.name), "accepted", held.pupils, held.results, held.targets, (), tuple(told), (), taken.rows,
        len(taken.schools), years, added=taken.rows, dry_run=args.dry_run,
    )  # fmt: skip


def run_past(args: argparse.Namespace) -> int:
    """`imports list`, `show` and `undo`."""
    if args.what != "list" and args.number is None:
        raise UsageError(f"No import was named to {args.what}", remedy="“progress-tui imports list” shows the numbers.")
    with workspace_of(args) as workspace:
        if args.what == "undo":
            file, touched = workspace.importing.undo(args.number)
            say(f"Import {args.number} ({file}) is undone: {counted(touched, 'row')} went or are as they were.")
        elif args.what == "show":
            _show(workspace, args)
        else:
            _list(workspace, args.format)
    return 0


def _list(workspace: Workspace, form: Format) -> None:
    rows = [
        {"import": number, "made": made, "file": file, "results": results, "added_or_changed": touched}
        for number, made, file, results, touched in workspace.importing.past()
    ]
    if form == "json":
        emit_json({"title": "Imports", "point": "", "n": len(rows), "rows": rows})
    else:
        emit_rows(rows, form, "Imports", frozenset(("import", "results", "added_or_changed")))


def _show(workspace: Workspace, args: argparse.Namespace) -> None:
    page = workspace.importing.page(args.number)
    if args.rejected is not None:
        written = workspace.importing.write_left_out(args.number, args.rejected, args.overwrite)
        say(f"{counted(written, 'row or cell', 'rows and cells')} left out {_where(args.rejected, written)}.")
    emit_report(page, args.format)
    if args.format == "table":
        emit("How its columns were understood:")
        emit("\n".join(visible(line) for line in str(page.more["mapping"]).splitlines()))


def _when(args: argparse.Namespace) -> tuple[int | None, Point | None]:
    """Start year and point of whatever the sources do not date."""
    if args.point is None:
        return args.year, None
    point = Point.parse(args.point, args.year)
    if point is None:
        raise UsageError(f"The point “{args.point}” needs an academic year", remedy="Write 2026-27:Aut2 or add --year.")
    return (point.start_year if args.year is None else args.year), point


def _terms(args: argparse.Namespace, path: Path) -> Terms:
    from progress_tui.importing.planning.committing import Terms
    from progress_tui.importing.service import read_answers

    return Terms(
        dry_run=args.dry_run,
        accept_partial=args.accept_partial,
        answers=read_answers(args.answers) if args.answers else {},
        school_name=clean(path.stem.replace("-", " ").replace("_", " ")).title() or "School",
    )


def _refuse_rejected(path: Path | None, overwrite: bool, sources: int) -> None:
    """Before anything is stored: whether the rejected rows can go where they are to go."""
    if path is None:
        return
    if sources > 1:
        raise UsageError("--rejected takes the rows of one source", remedy="Import the sources one by one.")
    if os.path.lexists(path) and not overwrite:
        raise ExistsError(
            f"{path.name} is there already", "Nothing was imported.", "Choose another name, or add --overwrite."
        )


def _write_rejected(report: ImportReport, path: Path, overwrite: bool) -> None:
    from progress_tui.exporting.rejections import write_rejections_to

    if report.rejected:
        write_rejections_to(path, report.rejected, report.originals, overwrite)
    count = len(report.rejected)
    say(f"{counted(count, 'rejected row or cell', 'rejected rows and cells')} {_where(path, count)}.")


def _where(path: Path, count: int) -> str:
    return f"written to {path.name}; correct them there and import that file" if count else "to write"


def _refused(source: Path, error: ProgressError) -> ImportReport:
    """The report of a source that could not even be read."""
    from progress_tui.importing.facts import Rejection
    from progress_tui.importing.planning.committing import ImportReport

    reason = Rejection(error.row if isinstance(error, SourceError) else 0, "", "", str(error))
    return ImportReport(visible(source.name or str(source)), "refused", 0, 0, 0, (reason,), (), (), 0, 0, ())


def _print(report: ImportReport, form: Format) -> None:
    """Print the report of one source: JSON on one line, or words."""
    if form == "json":
        emit_json(report.to_json())
        return
    stored = report.verdict in ("accepted", "partial")
    dry = " (dry run: nothing stored)" if report.dry_run and stored else ""
    emit(f"{visible(report.file)}: {_HEADS[report.verdict]}{dry}")
    emit(f"  {report.pupils:,} pupils, {report.results:,} results, {report.targets:,} targets in {report.rows:,} rows")
    if stored:
        for line in _differences(report):
            emit(f"  {visible(line)}")
    _some([_rejection_line(one) for one in report.rejected])
    _some([f"note: {warning}" for warning in report.warnings])
    for question in report.questions[:_MOST]:
        options = f" [{' | '.join(question.options)}]" if question.options else ""
        proposed = f" proposed: {question.proposal}" if question.proposal else ""
        say(f"  question {question.id}: {question.text}{options}{proposed}")
    if len(report.questions) > _MOST:
        say(f"  {len(report.questions) - _MOST:,} more questions")
    if report.questions:
        say('  Answer in a TOML file, such as "' + report.questions[0].id + '" = "…", and add --answers FILE.')


def _differences(report: ImportReport) -> Iterator[str]:
    """What is new and what has changed, in lines."""
    if not report.added and not report.changed:
        yield "nothing new"
    else:
        number = f" (import {report.number})" if report.number is not None else ""
        same = f", {report.unchanged:,} as they were" if report.unchanged else ""
        yield f"{report.added:,} rows added, {report.changed:,} changed{same}{number}"
    lines = [
        f"{change.pupil}, {change.column}{f' {change.point}' if change.point else ''}: "
        f"{change.old or 'nothing'} → {change.new or 'nothing'}"
        for change in report.changes
    ]
    yield from _first(lines)
    if report.joiners:
        yield f"new pupils: {'; '.join(_first([_listed(one.pupil, one.class_name) for one in report.joiners]))}"
    here = [_listed(one.pupil, one.class_name) for one in report.missing if one.on_roll]
    before = [_listed(one.pupil, one.class_name) for one in report.missing if not one.on_roll]
    if here:
        yield f"on roll and not in it: {'; '.join(_first(here))}"
        if not any(change.column == "left" for change in report.changes):
            yield 'They stay on roll. If they have left, import it again with the answer leavers = "left".'
    if before:
        yield f"in a class of the year before and not in it: {'; '.join(_first(before))}"


def _listed(pupil: str, class_name: str) -> str:
    return f"{pupil} ({class_name})" if class_name else pupil


def _rejection_line(one: Rejection) -> str:
    where = (f"{one.sheet}, " if one.sheet else "") + (f"row {one.row}" if one.row else "the file")
    column = f", {one.column}" if one.column else ""
    value = f" “{one.value}”" if one.value else ""
    return f"{where}{column}{value}: {one.reason}"


def _first(lines: Sequence[str]) -> list[str]:
    """The first lines, and how many more there are."""
    more = len(lines) - _MOST
    return [*lines[:_MOST], f"{more:,} more"] if more > 0 else list(lines)


def _some(lines: Sequence[str]) -> None:
    for line in lines:
        say(f"  {line}")

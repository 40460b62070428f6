"""One function a command; each is thin over `workspace`."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import asdict, replace

from progress_tui.cli import filters, flags, scales, showing
from progress_tui.cli.parser import school_file
from progress_tui.cli.printing import emit, emit_json, emit_report, emit_rows, say
from progress_tui.cli.views import VIEWS
from progress_tui.domain.calendar import Point, academic_year_label
from progress_tui.domain.errors import ProgressError, UsageError
from progress_tui.domain.text import clean
from progress_tui.settings import remember, remembered
from progress_tui.workspace import Workspace


def run(args: argparse.Namespace) -> int:
    """Run the command that was parsed; the exit code."""
    commands: Mapping[str, Callable[[argparse.Namespace], int]] = {
        "import": _import,
        "imports": _imports,
        "show": _show,
        "export": _export,
        "flags": flags.run,
        "filters": filters.run,
        "scales": scales.run,
        "check": _check,
    }
    if args.command in ("import", "show", "export"):
        scales.say_left_out()
    return commands[args.command](args)


def _import(args: argparse.Namespace) -> int:
    from progress_tui.importing.planning.committing import Terms
    from progress_tui.importing.service import read_answers

    path = school_file(args)
    year, point = args.year, None
    if args.point is not None:
        point = Point.parse(args.point, year)
        if point is None:
            raise UsageError(
                f"The point “{args.point}” needs an academic year", remedy="Write 2026-27:Aut2 or add --year."
            )
        year = point.start_year if year is None else year
    terms = Terms(
        dry_run=args.dry_run,
        accept_partial=args.accept_partial,
        answers=read_answers(args.answers) if args.answers else {},
        school_name=clean(path.stem.replace("-", " ").replace("_", " ")).title() or "School",
    )
    codes = []
    with closing(Workspace(path)) as workspace:
        for source in args.sources:
            try:
                report = workspace.importing.bring_in(source, terms, mapping=args.mapping, year=year, point=point)
            except UsageError:
                raise
            except ProgressError as error:
                # One source that cannot be read is refused; the others are still looked at.
                report = showing.refused(source, error)
            showing.import_report(report, args.format)
            codes.append(report.exit_code)
        if args.save_map is not None:
            workspace.importing.save_mapping(
                args.sources[0], args.save_map, terms, mapping=args.mapping, year=year, point=point
            )
            say(f"How {args.sources[0].name} was understood is written in {args.save_map.name}.")
    if {0, 3} & set(codes) and not args.dry_run:
        remember(replace(remembered(), last_file=str(path.absolute())))
    return next(code for code in (4, 1, 3, 0) if code in codes)


def _imports(args: argparse.Namespace) -> int:
    with closing(Workspace(school_file(args))) as workspace:
        if args.what == "undo":
            if args.number is None:
                raise UsageError("No import was named to undo", remedy="“progress-tui imports list” shows the numbers.")
            file, touched = workspace.importing.undo(args.number)
            say(f"Import {args.number} ({file}) is undone: {touched} rows went or are as they were.")
            return 0
        rows = [
            {"import": number, "made": made, "file": file, "results": results, "added_or_changed": touched}
            for number, made, file, results, touched in workspace.importing.past()
        ]
    if args.format == "json":
        emit_json({"title": "Imports", "point": "", "n": len(rows), "rows": rows})
    else:
        emit_rows(rows, args.format, "Imports", frozenset(("import", "results", "added_or_changed")))
    return 0


def _show(args: argparse.Namespace) -> int:
    with closing(Workspace(school_file(args))) as workspace:
        if args.what in VIEWS:
            emit_report(VIEWS[args.what].report(workspace.judging, args), args.format)
        elif args.what == "class":
            view = showing.class_of(workspace, args.class_name, args.school, args.point)
            subject = showing.subject_of(view, args.subject)
            filtered = workspace.filter(args.filter, view, subject)
            showing.show_class(view, filtered, subject, args.format)
        else:
            card, when = showing.pupil_of(workspace, args.pupil, args.school, args.point)
            showing.show_pupil(card, when, args.format)
    return 0


def _export(args: argparse.Namespace) -> int:
    with closing(Workspace(school_file(args))) as workspace:
        written = []
        for view in showing.classes_of(workspace, args.class_name, args.school, args.point):
            subject = showing.subject_of(view, args.subject)
            filtered = workspace.filter(args.filter, view, subject)
            if args.class_name is None and not workspace.notes_of(view.school_id, filtered.keys):
                continue
            written += workspace.export_notes(
                view,
                filtered,
                filtered.keys,
                subject or "",
                args.to,
                formats=tuple(dict.fromkeys(args.formats or ("md", "csv"))),
                names=args.names,
                overwrite=args.overwrite,
            )
    for path in written:
        emit(str(path))
    if not written:
        say("No class has notes: nothing was written.")
    return 0


def _check(args: argparse.Namespace) -> int:
    with closing(Workspace(school_file(args))) as workspace:
        held = workspace.check()
    if args.format == "json":
        emit_json(
            {
                **asdict(held),
                "years": [
                    {**asdict(year), "academic_year": academic_year_label(year.academic_year)} for year in held.years
                ],
            }
        )
    else:
        for name in ("schools", "pupils", "results", "targets", "notes", "imports"):
            emit(f"{name:10}{getattr(held, name):>8,}")
        for year in held.years:
            emit(
                f"{academic_year_label(year.academic_year)}   {year.pupils:,} pupils with {year.results:,} results in "
                f"{year.schools} schools, {year.classes} classes"
            )
        emit("\n".join(held.problems) if held.problems else "Everything holds together.")
    return 1 if held.problems else 0

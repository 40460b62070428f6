"""One function a command; each is thin over `workspace`."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from dataclasses import asdict

from progress_tui.cli import (
    actions,
    auditing,
    backing_up,
    doctoring,
    erasing,
    exporting,
    filters,
    flags,
    importing,
    meetings,
    passphrase,
    prep_sheets,
    results,
    salvaging,
    scales,
    showing,
    support,
)
from progress_tui.cli.opening import workspace_of
from progress_tui.cli.printing import emit, emit_json, emit_report
from progress_tui.cli.views import VIEWS
from progress_tui.domain.calendar import academic_year_label
from progress_tui.domain.text import counted
from progress_tui.settings import usual_file


def run(args: argparse.Namespace) -> int:
    """Run the command that was parsed; the exit code."""
    commands: Mapping[str, Callable[[argparse.Namespace], int]] = {
        "import": importing.run,
        "imports": importing.run_past,
        "show": _show,
        "export": exporting.run,
        "results": results.run,
        "flags": flags.run,
        "filters": filters.run,
        "meeting": meetings.run,
        "actions": actions.run,
        "support": support.run,
        "prep-in": prep_sheets.run,
        "scales": scales.run,
        "audit": auditing.run,
        "check": _check,
        "doctor": doctoring.run,
        "erase": erasing.run_erase,
        "purge": erasing.run_purge,
        "passphrase": passphrase.run,
        "backup": backing_up.run,
        "restore": backing_up.run_restore,
        "salvage": salvaging.run,
    }
    if args.command in ("import", "show", "export"):
        scales.say_left_out()
    code = commands[args.command](args)
    if args.command != "doctor":
        _advise(args)
    return code


def _advise(args: argparse.Namespace) -> None:
    """What is to be said of the place of the school file that was used; a command without one has no `file`."""
    path = (args.file or usual_file()) if "file" in args else None
    if path is not None and path.exists():
        from progress_tui.cli.advising import advise

        advise(path)


def _show(args: argparse.Namespace) -> int:
    with workspace_of(args) as workspace:
        if args.what in VIEWS:
            emit_report(VIEWS[args.what].report(workspace.judging, args), args.format)
        elif args.what == "class":
            view = showing.class_of(workspace, args.class_name, args.school, args.point)
            subject = showing.subject_of(view, args.subject)
            filtered = workspace.filter(args.filter, view, subject)
            showing.show_class(view, filtered, subject, args.format)
        else:
            card, when = showing.pupil_of(workspace, args.pupil, args.school, args.point)
            school_id = workspace.find_school(args.school).school_id or 0
            showing.show_pupil(card, when, args.format, workspace.mentoring.history(school_id, card.pupil.pupil_id))
    return 0


def _check(args: argparse.Namespace) -> int:
    with workspace_of(args) as workspace:
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
                f"{academic_year_label(year.academic_year)}   {counted(year.pupils, 'pupil')} with "
                f"{counted(year.results, 'result')} in {counted(year.schools, 'school')}, "
                f"{counted(year.classes, 'class', 'classes')}"
            )
        emit("\n".join(held.problems) if held.problems else "Everything holds together.")
    return 1 if held.problems else 0

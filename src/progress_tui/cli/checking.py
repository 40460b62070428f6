"""`progress-tui check`: what a school file holds, and whether it holds together."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from progress_tui.cli.opening import workspace_of
from progress_tui.cli.printing import emit, emit_json
from progress_tui.domain.calendar import academic_year_label
from progress_tui.domain.text import counted


def run(args: argparse.Namespace) -> int:
    """Count and prove what the file holds; 1 where something does not hold."""
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

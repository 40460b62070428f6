"""`progress-tui show`: a class, a pupil, or one of the views, printed."""

from __future__ import annotations

import argparse

from progress_tui.cli import showing
from progress_tui.cli.opening import workspace_of
from progress_tui.cli.printing import emit_report
from progress_tui.cli.views import VIEWS


def run(args: argparse.Namespace) -> int:
    """Print what was asked for; the exit code."""
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

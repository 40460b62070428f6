"""`progress-tui flags`: the rules, one of them in full, and flags dismissed and reopened."""

from __future__ import annotations

import argparse

from progress_tui.cli.opening import workspace_of
from progress_tui.cli.printing import emit_report, say
from progress_tui.cli.pupils import one_pupil
from progress_tui.domain.errors import NotFoundError, UsageError


def run(args: argparse.Namespace) -> int:
    """List, explain, dismiss or reopen; the exit code."""
    from progress_tui.analysis.flags.explaining import explained, rules_report

    if args.what == "explain":
        (flag,) = _names(args, "the flag to explain", "progress-tui flags explain fell")
        emit_report(explained(flag), args.format)
    elif args.what == "list" and not args.dismissed:
        _names(args, "", "progress-tui flags list")
        emit_report(rules_report(), args.format)
    elif args.what == "list":
        with workspace_of(args) as workspace:
            emit_report(workspace.flagging.dismissed(workspace.judging.at(args.school, args.point)), args.format)
    else:
        _change(args)
    return 0


def _change(args: argparse.Namespace) -> None:
    """Dismiss or reopen a flag of the one pupil that is named."""
    pupil, flag = _names(args, "a pupil and a flag", f"progress-tui flags {args.what} “Begum, Aisha” fell")
    if args.what == "dismiss" and not args.reason.strip():
        raise UsageError("A flag is dismissed with a reason only", remedy="Add --reason “…”.")
    with workspace_of(args) as workspace:
        school_id = workspace.find_school(args.school).school_id
        at = workspace.judging.at(args.school, args.point)
        if school_id is None:
            raise NotFoundError("There are no pupils on file", remedy="Bring some in with “progress-tui import”.")
        pupil_id, name = one_pupil(workspace, school_id, pupil)
        if args.what == "dismiss":
            gone = workspace.flagging.dismiss(at, school_id, pupil_id, flag, args.reason, args.subject or None)
            for one in gone:
                say(f"Dismissed for {name}: {one.sentence}")
        else:
            count = workspace.flagging.reopen(at, school_id, pupil_id, flag, args.subject or None)
            say(f"Reopened for {name}: {count} {'flag' if count == 1 else 'flags'}.")


def _names(args: argparse.Namespace, what: str, example: str) -> list[str]:
    """The words after the command; as many as its example has."""
    wanted = {"explain": 1, "dismiss": 2, "reopen": 2}.get(args.what, 0)
    names: list[str] = args.names
    if len(names) != wanted:
        named = f"needs {what}" if what else "takes no names"
        raise UsageError(f"“flags {args.what}” {named}", remedy=f"Write it as {example}.")
    return names

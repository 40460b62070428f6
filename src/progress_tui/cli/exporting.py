"""`export`: documents to files, for scripts and for those who would rather type."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final, cast

from progress_tui.cli import showing
from progress_tui.cli.opening import workspace_of
from progress_tui.cli.printing import emit, emit_rows, say
from progress_tui.domain.errors import UsageError, did_you_mean
from progress_tui.domain.whom import Whom
from progress_tui.workspace import Workspace
from progress_tui.workspace.exports import ExportPlace, Format, NotesShown, Offer, Request

_FORMATS: Final = ("md", "docx", "pdf", "xlsx", "csv")
_NOTHING: Final = {"notes": "No class has notes", "meeting": "No class has a meeting on file"}


def run(args: argparse.Namespace) -> int:
    """Write what was asked for, or print what it would hide."""
    formats = _formats(args.formats)
    with workspace_of(args) as workspace:
        offer = workspace.exports.offer(args.what)
        _check(args, offer)
        names = args.names or offer.names
        requests = [Request(offer.kind, names, place) for place in _PLACES[offer.about](workspace, args)]
        if not requests:
            say(f"{_NOTHING[offer.about]}: nothing was written.")
        elif args.preview:
            _preview(workspace, requests)
        else:
            folder: Path = args.to
            for path in workspace.exports.write_all(
                requests, folder, formats or offer.formats, overwrite=args.overwrite
            ):
                emit(str(path))
    return 0


def _preview(workspace: Workspace, requests: list[Request]) -> None:
    found = [one for request in requests for one in workspace.exports.replacements(request)]
    if not found:
        say("Nothing is hidden in free text.")
        return
    rows = [{"where": one.where, "written": " ".join(one.was.split()), "becomes": one.now} for one in found]
    emit_rows(rows, "table", "What is hidden in free text")


def _formats(asked: list[str] | None) -> tuple[Format, ...]:
    """`--as docx,pdf` or `--as docx --as pdf`; each once, in the order asked.

    Raises:
        UsageError: a word is no format.
    """
    words = [word.strip().casefold() for one in asked or () for word in one.split(",") if word.strip()]
    for word in words:
        if word not in _FORMATS:
            raise UsageError(f"“{word}” is not a file format", remedy=f"Choose from {', '.join(_FORMATS)}.")
    return tuple(cast(Format, word) for word in dict.fromkeys(words))


def _check(args: argparse.Namespace, offer: Offer) -> None:
    """Refuse what does not go together before the file is looked at."""
    if offer.about == "pupil" and not args.pupil:
        raise UsageError("It is not said on which pupil", remedy="Add --pupil with a name or a UPN.")
    if args.names and args.names not in offer.modes:
        raise UsageError(
            f"{offer.label} cannot be written with names “{args.names}”", remedy=f"Choose {' or '.join(offer.modes)}."
        )


def _notes(workspace: Workspace, args: argparse.Namespace) -> Iterator[ExportPlace]:
    """The class that is named, or every class that has notes."""
    for view in showing.classes_of(workspace, args.class_name, args.school, args.point):
        subject = showing.subject_of(view, args.subject)
        filtered = workspace.filter(args.filter, view, subject)
        if args.class_name is None and not workspace.notes_of(view.school_id, filtered.keys):
            continue
        shown = NotesShown(view, filtered, tuple(filtered.keys), subject or "")
        yield ExportPlace(view.school_id, view.point, view.class_id, notes=shown)


def _meetings(workspace: Workspace, args: argparse.Namespace) -> Iterator[ExportPlace]:
    """The meeting that is named, the latest of a class, or the latest of every class that has one."""
    if args.meeting is not None:
        school_id, ordinal = _school(workspace, args)
        listed = [one.meeting_id for one in workspace.meetings.listed(school_id)]
        if args.meeting not in listed:
            raise UsageError(
                f"There is no meeting {args.meeting}",
                remedy=did_you_mean(str(args.meeting), [str(one) for one in listed]) or "“meeting list” shows them.",
            )
        yield ExportPlace(school_id, ordinal, meeting_id=args.meeting)
        return
    for view in showing.classes_of(workspace, args.class_name, args.school, args.point):
        if args.class_name is not None or workspace.meetings.listed(view.school_id, [view.class_id]):
            yield ExportPlace(view.school_id, view.point, view.class_id)


def _of_school(workspace: Workspace, args: argparse.Namespace) -> Iterator[ExportPlace]:
    school_id, ordinal = _school(workspace, args)
    whom = Whom(filter=args.filter, class_name=args.class_name or "", subject=args.subject)
    yield ExportPlace(school_id, ordinal, whom=whom, owner=args.owner, only_open=args.open)


def _pupil(workspace: Workspace, args: argparse.Namespace) -> Iterator[ExportPlace]:
    view, pupil_id = showing.pupil_in_class(workspace, args.pupil, args.school, args.point)
    yield ExportPlace(view.school_id, view.point, view.class_id, pupil_id=pupil_id)


def _school(workspace: Workspace, args: argparse.Namespace) -> tuple[int, int]:
    """The school and the point."""
    _, school_id, when = showing.school_and_point(workspace, args.school, args.point)
    return school_id, when.ordinal


_PLACES: Final[Mapping[str, Callable[[Workspace, argparse.Namespace], Iterator[ExportPlace]]]] = {
    "notes": _notes,
    "meeting": _meetings,
    "school": _of_school,
    "pupil": _pupil,
}

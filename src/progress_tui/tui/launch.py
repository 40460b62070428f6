"""Starting: the file is opened on a thread of its own while Textual is imported and the shell is painted."""

from __future__ import annotations

import argparse
import os
import sys
import threading
from concurrent.futures import Future
from dataclasses import replace
from functools import partial
from pathlib import Path

from progress_tui.domain.calendar import Point
from progress_tui.domain.errors import LockedUpError, NotFoundError, ProgressError, StoreError, UsageError
from progress_tui.settings import demo_file, remember_file, remembered, school_memory, usual_file
from progress_tui.workspace import Opened, Workspace


def launch(args: argparse.Namespace) -> int:
    """Open the screens on what the arguments name; the exit code."""
    if not sys.stdin.isatty() or not sys.stdout.isatty():
        instead = "meeting show" if args.command == "meeting" else "show"
        raise UsageError("The screens need a terminal", remedy=f"For scripts use “progress-tui {instead} …”.")
    path, gone = _path(args), ""
    if path is not None and str(path) == remembered().last_file and not (_names_file(args) or path.exists()):
        # Nobody asked for it now: what was remembered and has gone is told, and no reason to end.
        path, gone = None, str(path)
    if path is None and args.command == "meeting":
        raise UsageError("No school file was named", remedy="Add --file FILE, or try “progress-tui demo”.")
    opening: Future[Opened] | None = None
    workspace = opens = None
    if path is not None:
        workspace = Workspace(path)
        opening = Future()
        opens = partial(_unlocked, workspace, args)
        if args.command == "meeting":
            # Begun before anything is painted: what stands in the way is said on the command line.
            _begin(workspace, args, opening)
        else:
            threading.Thread(target=_open, args=(workspace, args, opening), daemon=True).start()
    # Textual paints at most every 17 ms unless told before it is imported; a second frame for one key would wait that
    # long. At rest it paints nothing.
    os.environ.setdefault("TEXTUAL_FPS", "250")
    # A lone escape is told from the beginning of another key by what does not follow it; Textual would wait 100 ms.
    os.environ.setdefault("ESCDELAY", "25")
    from progress_tui.tui import ending
    from progress_tui.tui.app import ProgressApp

    app = ProgressApp(workspace, opening, gone, opens)
    try:
        return ending.run(app)
    finally:
        if not ending.terminal_gone():
            app.window_title.put_back()
        # The file of a school that was imported meanwhile is not the one that was opened at the start.
        if app.workspace is not None:
            app.workspace.close()


def _path(args: argparse.Namespace) -> Path | None:
    """The file to open; None shows the welcome screen."""
    if args.command == "demo":
        path = demo_file()
        if args.reset:
            for ending in ("", ".wal", ".keys", ".keys.next", ".tries", ".count", ".undo"):
                path.with_name(path.name + ending).unlink(missing_ok=True)
        return path
    named: Path | None = args.path or args.file
    return named or usual_file()


def _names_file(args: argparse.Namespace) -> bool:
    """Whether a file was named, or the demo school."""
    return args.command == "demo" or bool(args.path or args.file or os.environ.get("PROGRESS_TUI_FILE"))


def _open(workspace: Workspace, args: argparse.Namespace, opening: Future[Opened]) -> None:
    """On the opening thread: make the demo school when it is not there, then open."""
    try:
        if args.command == "demo" and not workspace.path.exists():
            workspace.make_demo()
        _unlock(workspace, args)
        opening.set_result(_opened(workspace, args))
    except ProgressError as error:
        opening.set_exception(error)
    except OSError as error:
        opening.set_exception(StoreError(f"{workspace.path.name} cannot be opened", f"{error.strerror}."))
    except BaseException as error:  # as an executor does: whoever waits for the file raises it
        opening.set_exception(error)
    else:
        if args.command != "demo":
            remember_file(workspace.path)


def _unlock(workspace: Workspace, args: argparse.Namespace) -> None:
    """Unlock an encrypted file with the passphrase that was given for it.

    Raises:
        LockedUpError: none was given, so the screens ask for it.
        StoreError: it is not the one of the file, or there is no key file that could tell.
    """
    if workspace.protecting.state() != "locked":
        return
    from progress_tui.workspace.safekeeping.passphrases import refuse_without_key_file, use_given

    try:
        given = use_given(args, workspace.path, workspace.protecting.unlock)
    finally:
        # The arguments stay with the screens, and once those are locked no passphrase must.
        args.passphrase_fd = None
    if given.passphrase is None:
        refuse_without_key_file(workspace.path)
        raise LockedUpError(f"{workspace.path.name} is encrypted", "It opens with its passphrase.")


def _unlocked(workspace: Workspace, args: argparse.Namespace) -> Opened:
    """On a thread of the screens: open what the arguments name, in a file that was unlocked there."""
    opened = _meeting(workspace, args) if args.command == "meeting" else _opened(workspace, args)
    remember_file(workspace.path)
    return opened


def _begin(workspace: Workspace, args: argparse.Namespace, opening: Future[Opened]) -> None:
    """Begin a meeting, or have the screens ask for the passphrase first; the file is let go where it cannot be."""
    try:
        _unlock(workspace, args)
        opening.set_result(_meeting(workspace, args))
    except LockedUpError as error:
        opening.set_exception(error)
    except ProgressError:
        workspace.close()
        raise


def _meeting(workspace: Workspace, args: argparse.Namespace) -> Opened:
    """A meeting that was begun, or that goes on, with its class beneath it."""
    from progress_tui.workspace.naming_meetings import meeting_named

    meeting = meeting_named(workspace, args.school, args.class_name, args.meeting)
    workspace.meetings.start(meeting.school_id, meeting.meeting_id)
    opened = workspace.open(meeting.school_id, meeting.class_name, Point(meeting.ordinal))
    return replace(opened, meeting=workspace.meetings.get(meeting.school_id, meeting.meeting_id))


def _opened(workspace: Workspace, args: argparse.Namespace) -> Opened:
    school_id = None
    if getattr(args, "school", None):
        school_id = workspace.find_school(args.school).school_id
    point = None
    if getattr(args, "point", None):
        points = workspace.directory(school_id).school
        year = Point(points.points[-1]).start_year if points and points.points else None
        point = Point.parse(args.point, year)
        if point is None:
            raise UsageError(f"“{args.point}” is not a point", remedy="Write it as 2026-27:Aut2 or Aut2.")
    left = _as_left(workspace, school_id, point) if args.class_name is None else None
    return left or workspace.open(school_id, args.class_name, point)


def _as_left(workspace: Workspace, school_id: int | None, point: Point | None) -> Opened | None:
    """The class that was looked at last, at the latest point; None where it is not there any more."""
    held = school_memory(workspace.path, school_id)
    if held is None or not held.class_name:
        return None
    try:
        opened = workspace.open(held.school_id, held.class_name, point)
    except NotFoundError:
        return None
    return opened if opened.view is not None else None

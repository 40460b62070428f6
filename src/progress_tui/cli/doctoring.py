"""`progress-tui doctor`: what the program finds about itself, this computer and a school file, to be sent for help."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final

from progress_tui.cli.printing import emit_report
from progress_tui.settings import usual_file

if TYPE_CHECKING:
    from progress_tui.workspace import Workspace
    from progress_tui.workspace.safekeeping.doctoring import Finding

_FORMATS: Final = ("table", "csv", "json", "markdown")
_LEAST: Final = (80, 24)
"""The smallest window the screens are made for."""

_File = Callable[[argparse.ArgumentParser], None]


def describe(parser: argparse.ArgumentParser, file: _File) -> None:
    """Describe the arguments."""
    file(parser)
    parser.add_argument("--format", choices=_FORMATS, default="table", help="how it is printed; table without it")


def run(args: argparse.Namespace) -> int:
    """Print the report; 0 when all is well, 1 when something is to be looked at."""
    from progress_tui.workspace import Workspace
    from progress_tui.workspace.safekeeping import doctoring

    path: Path | None = args.file or usual_file()
    if path is None:
        told, well = doctoring.report([*terminal(), *doctoring.findings(None)])
    else:
        with closing(Workspace(path)) as workspace:
            _unlock_if_given(workspace, args)
            told, well = doctoring.report([*terminal(), *doctoring.findings(workspace)])
    emit_report(told, args.format)
    return 0 if well else 1


def _unlock_if_given(workspace: Workspace, args: argparse.Namespace) -> None:
    """Nobody is asked for a passphrase: what is wrong may be just that it is not known."""
    if workspace.protecting.state() == "locked":
        from progress_tui.workspace.safekeeping.doctoring import unlock_to_look
        from progress_tui.workspace.safekeeping.passphrases import given_passphrase

        given = given_passphrase(args, workspace.path)
        if given is not None:
            unlock_to_look(workspace, given)


def terminal() -> Iterator[Finding]:
    """The window the program runs in, as far as it shows."""
    from progress_tui.workspace.safekeeping.doctoring import Finding

    if not sys.stdout.isatty() and not sys.stderr.isatty():
        yield Finding("terminal", "none: what is printed goes elsewhere")
        return
    columns, lines = shutil.get_terminal_size()
    small = columns < _LEAST[0] or lines < _LEAST[1]
    remedy = f"Make the window larger: {_LEAST[0]} columns and {_LEAST[1]} lines are needed." if small else ""
    yield Finding("terminal", f"{columns} columns, {lines} lines, {colours(os.environ.get)}", remedy)
    encoding = (sys.stdout.encoding or "").casefold()
    needed = "" if encoding.replace("-", "") == "utf8" else "Set the terminal to UTF-8 (docs/terminals.md)."
    yield Finding("letters", encoding or "not known", needed)


def colours(told: Callable[[str], str | None]) -> str:
    """How many colours the environment promises, as the screens understand it.

    Args:
        told: what the environment says under a name.
    """
    if told("NO_COLOR"):
        return "greys (NO_COLOR)"
    if (told("COLORTERM") or "").casefold() in ("truecolor", "24bit"):
        return "all colours"
    return "256 colours" if "256color" in (told("TERM") or "") else "few colours"

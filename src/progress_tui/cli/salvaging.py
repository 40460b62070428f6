"""`progress-tui salvage`: what people typed, saved from a damaged school file."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from progress_tui.cli.opening import unlock
from progress_tui.cli.parser import school_file
from progress_tui.cli.printing import emit, say
from progress_tui.domain.text import visible
from progress_tui.workspace import Workspace


def describe(parser: argparse.ArgumentParser, file: Callable[[argparse.ArgumentParser], None]) -> None:
    """Describe the arguments.

    Args:
        parser: the parser of the command.
        file: adds `--file`.
    """
    parser.add_argument(
        "--to", type=Path, required=True, metavar="FOLDER", help="an empty or a new folder; what is written is readable"
    )
    file(parser)


def run(args: argparse.Namespace) -> int:
    """`salvage`; the exit code: 0 where everything was read, 1 where something is lost."""
    from progress_tui.workspace.salvaging import Salvaging, told

    with closing(Workspace(school_file(args))) as workspace:
        salvaging = Salvaging(workspace.path, workspace.protecting)
        # The passphrase is held against the key file alone: the file need not be sound for that.
        unlock(workspace, args, salvaging.unlock)
        saved = salvaging.save(args.to)
    for path in saved.paths:
        emit(visible(str(path)))
    for sentence in told(saved):
        say(sentence)
    return 0 if saved.complete else 1

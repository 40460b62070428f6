"""`progress-tui salvage`: what people typed, saved from a damaged school file."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import FrameType

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
    from progress_tui.workspace.safekeeping.salvaging import Salvaging, told

    with closing(Workspace(school_file(args))) as workspace:
        salvaging = Salvaging(workspace.path, workspace.protecting)
        # The passphrase is held against the key file alone: the file need not be sound for that.
        unlock(workspace, args, salvaging.unlock)
        say("This can take a while: what cannot be read is tried value by value.")
        with _ended_in_order():
            saved = salvaging.save(args.to)
    for path in saved.paths:
        emit(visible(str(path)))
    for sentence in told(saved, workspace.path):
        say(sentence)
    return 0 if saved.complete else 1


@contextmanager
def _ended_in_order() -> Iterator[None]:
    """Have a closed window or the end of the computer's session take the copy away too, as ctrl+c does."""

    def end(number: int, _: FrameType | None) -> None:
        sys.exit(128 + number)

    numbers = (signal.SIGTERM,) if sys.platform == "win32" else (signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, end) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

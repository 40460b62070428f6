"""The end that somebody asked for, and others: an unexpected error, a signal, a terminal whose window was closed.

The terminal is put back, what was typed is stored, one sentence is said, and what is written down about an error holds
no pupil data.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final

from progress_tui import __version__, private
from progress_tui.settings import data_home

if TYPE_CHECKING:
    from progress_tui.tui.app import ProgressApp
    from progress_tui.workspace import Workspace

PATIENCE: Final = 6.0
"""Seconds after which the program ends for certain once a signal asked it to."""

_LONGEST_LOG: Final = 200_000
"""Bytes from which on the log begins anew."""


def log_file() -> Path:
    """Where unexpected errors are written down."""
    return data_home() / "errors.log"


def run(app: ProgressApp) -> int:
    """Run the app to its end, whatever ends it; the exit code."""
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread
    asyncio.run(_guarded(app))
    if app.failure is not None:
        _say(app.failure)
        return 1
    return app.return_code or 0


async def _guarded(app: ProgressApp) -> None:
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(_uncaught_in_task)
    if sys.platform != "win32":
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            loop.add_signal_handler(number, app.end, number)
    await app.run_async()


def end_for_certain(workspace: Workspace | None, exit_code: int) -> None:
    """End the process after `PATIENCE` seconds at the latest: a terminal that has gone can block Textual for ever."""
    timer = threading.Timer(PATIENCE, end_now, (workspace, exit_code))
    timer.daemon = True
    timer.start()


def terminal_gone() -> bool:
    """Whether the terminal was closed under us: then nothing can be written to it, and Textual would wait for that."""
    return sys.__stdin__ is None or not sys.__stdin__.isatty()


def end_now(workspace: Workspace | None, exit_code: int) -> None:
    """End the process without a word, once the writes under way are stored."""
    if workspace is not None:
        workspace.close()
    os._exit(exit_code)


def write_down(error: BaseException) -> Path | None:
    """Append where `error` was raised, and its kind, to the log; None when it could not be written.

    Neither messages nor values are written: both may hold names of pupils.
    """
    path = log_file()
    about = (
        f"{datetime.now():%Y-%m-%d %H:%M:%S} progress-tui {__version__} Python {sys.version.split()[0]} {sys.platform}"
    )
    try:
        private.make_folder(path.parent)
        begin_anew = path.exists() and path.stat().st_size > _LONGEST_LOG
        with open(path, "w" if begin_anew else "a", encoding="utf-8", opener=private.opener) as log:
            log.write("\n".join([about, *_places(error), ""]) + "\n")
    except OSError:
        return None
    return path


def _places(error: BaseException) -> list[str]:
    """The traceback without messages, the first cause first."""
    import traceback

    chain: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and current not in chain:
        chain.append(current)
        inner = getattr(current, "error", None)  # a failed worker holds what failed it there
        hidden = None if current.__suppress_context__ else current.__context__
        current = inner if isinstance(inner, BaseException) else current.__cause__ or hidden
    return [
        f"{type(one).__module__}.{type(one).__qualname__}\n"
        + "".join(traceback.format_tb(one.__traceback__)).rstrip("\n")
        for one in reversed(chain)
    ]


def _say(error: BaseException) -> None:
    path = write_down(error)
    noted = f"; where it happened is noted, without pupil data, in {path}" if path else ""
    print(  # noqa: T201 – stderr is narration
        f"progress-tui: An unexpected error ended the program; what was marked as saved is on disk{noted}.",
        file=sys.stderr,
    )


def _uncaught(_: type[BaseException], error: BaseException, __: TracebackType | None) -> None:
    """In place of Python's own traceback on the user's terminal; Python ends with exit code 1 after it."""
    _say(error)


def _uncaught_in_thread(arguments: threading.ExceptHookArgs) -> None:
    # Textual's writing thread fails when the terminal has gone, which is no error of ours.
    if arguments.exc_value is not None and not terminal_gone():
        write_down(arguments.exc_value)


def _uncaught_in_task(_: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
    error = context.get("exception")
    if isinstance(error, BaseException):
        write_down(error)


async def leave(app: ProgressApp) -> None:
    """End as somebody asked: what is typed and every change under way is stored first, or it is said why not."""
    from progress_tui.tui.dialogs.trouble import UnsavedDialog
    from progress_tui.tui.habits.in_turn import all_done
    from progress_tui.tui.habits.saving import keepers, unsaved

    if isinstance(app.screen, UnsavedDialog) or app.recovery_keys.refuse_leaving():
        return
    if problem := await unsaved(app.screen_stack):
        # Nobody who finds the screen locked may take the text out of it.
        held = [] if app.lock.on else keepers(app.screen_stack)
        encrypted = app.workspace is not None and app.workspace.file.encrypted
        app.push_screen(UnsavedDialog(problem, lambda: [text for one in held for text in one.unsaved_texts], encrypted))
        return
    await all_done(app)
    app.memory.take()
    app.exit()

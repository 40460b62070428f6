"""Copying: a table as text that a spreadsheet takes apart into cells, by the terminal or by a helper of the desktop.

A terminal takes a text by OSC 52, also over SSH and through tmux; not all do, and none says so. Where the program runs
on the desktop itself a helper of it (`wl-copy`, `xclip` …) is given the same text.
"""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from shutil import which
from typing import TYPE_CHECKING, Final

from progress_tui.domain.errors import ProgressError
from progress_tui.domain.text import clean, counted, spreadsheet_safe

if TYPE_CHECKING:
    from progress_tui.tui.app import ProgressApp

LONGEST: Final = 74_000
"""Bytes that terminals are known to take by OSC 52: what is longer some of them drop without a word."""

PATIENCE: Final = 3.0
"""Seconds a helper is given."""

_REMOTE: Final = ("SSH_CONNECTION", "SSH_TTY", "TMUX", "STY")
"""Set where the desktop may be another computer's, or was that of an earlier login."""

_HELPERS: Final = (
    ("WAYLAND_DISPLAY", ("wl-copy",)),
    ("DISPLAY", ("xclip", "-selection", "clipboard")),
    ("DISPLAY", ("xsel", "--clipboard", "--input")),
    ("WSL_DISTRO_NAME", ("clip.exe",)),
)
"""The variable without which a helper has no desktop to copy to, and how it is called."""

_OF_SYSTEMS: Final = {"darwin": ("pbcopy",), "win32": ("clip.exe",)}


def tsv(rows: Iterable[Sequence[str]]) -> str:
    """Rows as tab-separated text, one line a row, no cell of which a spreadsheet program takes for a formula."""
    return "\n".join("\t".join(spreadsheet_safe(clean(cell)) for cell in row) for row in rows)


def helper_for(environment: Mapping[str, str], system: str) -> tuple[str, ...] | None:
    """The desktop's own program that copies what it is given; None where there is none, or the desktop is elsewhere.

    Args:
        environment: of the process.
        system: as `sys.platform` names it.
    """
    if any(environment.get(name) for name in _REMOTE):
        return None
    candidates = [call for name, call in _HELPERS if environment.get(name)]
    if system in _OF_SYSTEMS:
        candidates.append(_OF_SYSTEMS[system])
    return next(((found, *call[1:]) for call in candidates if (found := which(call[0]))), None)


def give(helper: Sequence[str], text: str) -> bool:
    """Hand a text to a helper, by its standard input and without a shell; whether it took it."""
    # clip.exe takes UTF-16 for what it is by its byte order mark, and UTF-8 for a code page.
    encoded = text.encode("utf-16" if helper[0].endswith("clip.exe") else "utf-8")
    try:
        # Helpers stay behind to serve what they hold: with a pipe to read from they would be waited for.
        done = subprocess.run(  # noqa: S603 – one of the calls above, found in the search path
            list(helper),
            input=encoded,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


def through_tmux(text: str) -> str:
    """OSC 52 in the envelope by which tmux hands a sequence on (`allow-passthrough`)."""
    copied = base64.b64encode(text.encode("utf-8")).decode("ascii")
    return f"\x1bPtmux;\x1b\x1b]52;c;{copied}\x07\x1b\\"


def copy(app: ProgressApp, rows: Sequence[Sequence[str]], what: str = "", kind: str = "rows") -> None:
    """Copy rows of cells, and say in a toast how many; that they left the file is noted in its audit.

    Args:
        app: writes to the terminal and shows the toast.
        rows: the cells as they are on screen: with initials where names are hidden.
        what: what the toast calls them (`30 rows and their headings`, `the cell`); the number of rows without it.
        kind: what the audit calls them.
    """
    text, what = tsv(rows), what or counted(len(rows), "row")
    fits = len(text.encode("utf-8")) <= LONGEST
    if fits:
        app.copy_to_clipboard(text)
        if os.environ.get("TMUX"):
            # tmux takes the sequence only where it is told to; wrapped it is handed on to the terminal around it.
            app.write_to_terminal(through_tmux(text))
    helper = helper_for(os.environ, sys.platform)
    if fits or helper is not None:
        _note(app, kind, len(rows))
    if helper is None:
        _say(app, what, fits)
    else:
        app.run_worker(
            lambda: app.call_later(_say, app, what, give(helper, text) or fits),
            thread=True,
            exclusive=True,
            group="copying",
        )


def _note(app: ProgressApp, kind: str, rows: int) -> None:
    """Note it in the audit, on a thread. A copy is not held up by an audit that cannot be written; that is said."""
    workspace = app.workspace
    if workspace is None:
        return

    def work() -> None:
        try:
            workspace.auditing.copied(kind, rows)
        except ProgressError as error:
            app.call_later(app.say, f"It is copied, but could not be noted in the audit: {error.title}.", warning=True)

    app.run_worker(work, thread=True, group="auditing")


def _say(app: ProgressApp, what: str, copied: bool) -> None:
    if copied:
        app.say(f"Copied: {what}.")
    else:
        app.say(f"{what} are too much for this terminal to copy. Filter the table, or write it with e.", warning=True)

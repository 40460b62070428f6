"""Commands that are named as a way out: each names its school file, for the one that was open last may be another's."""

from __future__ import annotations

import shlex
from pathlib import Path

from progress_tui.domain.text import visible


def command(words: str, path: Path) -> str:
    """A command as it is typed: `“progress-tui restore --file oak.duckdb”`."""
    return f"“progress-tui {words} --file {visible(shlex.quote(str(path)))}”"


def go_back(path: Path) -> str:
    """How a backup is put in the place of a school file."""
    return command("restore", path)


def save_what_can_be_read(path: Path) -> str:
    """How what people typed is saved from a damaged school file."""
    return command("salvage --to FOLDER", path)

"""The fictional demo school, made in the place of a file."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from progress_tui import new_files


def make_demo(path: Path) -> None:
    """Make the demo school at `path`; nothing is left behind when it fails.

    Raises:
        StoreError: the file cannot be written.
    """
    from progress_tui.demo.building import build_demo
    from progress_tui.workspace.core import Workspace

    making = new_files.making_of(path)
    try:
        build_demo(making)
        with closing(Workspace(making)) as made:
            made.prepare_latest()
        new_files.take_place(making, path)
    finally:
        new_files.sweep(making)

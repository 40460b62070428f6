"""The fictional demo school, made in the place of a file."""

from __future__ import annotations

from pathlib import Path


def make_demo(path: Path) -> None:
    """Make the demo school at `path`; nothing is left behind when it fails.

    Raises:
        StoreError: the file cannot be written.
    """
    from progress_tui.demo.building import build_demo
    from progress_tui.workspace.core import Workspace

    making = path.with_name(path.name + ".making")
    making.unlink(missing_ok=True)
    build_demo(making)
    made = Workspace(making)
    try:
        made.prepare_latest()
    finally:
        made.close()
    making.replace(path)

"""From any screen to the app and the file it belongs to, by their own types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.dom import DOMNode

from progress_tui.workspace import Workspace

if TYPE_CHECKING:
    from progress_tui.tui.app import ProgressApp


def progress_app(node: DOMNode) -> ProgressApp:
    """The app a screen belongs to."""
    from progress_tui.tui.app import ProgressApp

    if not isinstance(node.app, ProgressApp):
        raise TypeError(f"{type(node).__name__} belongs to ProgressApp")
    return node.app


def workspace_of(node: DOMNode) -> Workspace:
    """The school file that is open."""
    workspace = progress_app(node).workspace
    if workspace is None:
        raise LookupError("no file is open")
    return workspace

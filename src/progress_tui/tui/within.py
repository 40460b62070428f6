"""From any screen to the app and the file it belongs to, by their own types."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.dom import DOMNode

from progress_tui.workspace import Workspace

if TYPE_CHECKING:
    from progress_tui.tui.app import ProgressApp


class Renewed:
    """A screen above the grid and the views that shows what is on file: it is told when that changed."""

    @abstractmethod
    def renew(self) -> None:
        """Show what is on file now."""


def renew(nodes: Iterable[object]) -> None:
    """Tell those among the nodes that show what is on file."""
    for node in nodes:
        if isinstance(node, Renewed):
            node.renew()


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

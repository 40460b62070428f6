"""Where the export dialog is opened from: one way for every screen."""

from __future__ import annotations

from textual.dom import DOMNode

from progress_tui.tui.within import workspace_of
from progress_tui.workspace.exports import ExportPlace


def open_export(node: DOMNode, place: ExportPlace, title: str, first: str = "", count: str = "") -> None:
    """Offer the documents that can be written where somebody is.

    Args:
        node: a screen.
        place: what they would be about.
        title: where that is; without a name while names are hidden.
        first: the document to begin on.
        count: which pupils are shown, for documents about those on screen.
    """
    from progress_tui.tui.dialogs.export import ExportDialog

    offers = workspace_of(node).exports.offers(place, first)
    node.app.push_screen(ExportDialog(place, offers, title, count))

"""Where the export dialog is opened from: one way for every screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.dom import DOMNode

from progress_tui.domain.calendar import Point
from progress_tui.tui.within import workspace_of
from progress_tui.workspace.exports import ExportPlace

if TYPE_CHECKING:
    from progress_tui.domain.views import ClassView
    from progress_tui.tui.screens.view_asking import Asked

_FIRST: Final = {"flagged": "senco", "compare": "governors", "meetings": "actions"}
"""Screen → the document that is asked for most there."""


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


def export_of_view(node: DOMNode, asked: Asked, screen: str) -> None:
    """Offer what can be written of the school, or of the class where a view shows only that.

    Args:
        node: the view.
        asked: what it shows.
        screen: its name.
    """
    place = asked.place
    where = ExportPlace(place.school_id, place.point, place.class_id, place.class_name, whom=asked.whom())
    who = place.school if asked.wide else place.class_name
    open_export(node, where, f"{who} · {Point(place.point).label}", _FIRST.get(screen, ""))


def export_of_pupil(node: DOMNode, view: ClassView, pupil_id: int, who: str) -> None:
    """Offer what can be written of a pupil, who is called `who` on the screen."""
    place = ExportPlace(view.school_id, view.point, pupil_id=pupil_id)
    open_export(node, place, f"{who} · {view.point_label}", "conference")

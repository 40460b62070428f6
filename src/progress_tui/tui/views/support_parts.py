"""The parts of the Meetings screen that are about support."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from progress_tui.tui.commands.of_part import OfPart
from progress_tui.tui.commands.support import BeginGroup
from progress_tui.tui.screens.parts_screen import Ask
from progress_tui.tui.views.part import Part, PartDesk
from progress_tui.workspace.supporting import SupportChange

_SAID: Final = ("effect noted", "results since", "to ask")


class SupportDesk(PartDesk):
    """What is done with support."""

    costs = False
    """Whether what groups cost is shown: for senior leaders alone."""

    def words(self, row: Mapping[str, object], cells: Mapping[str, object]) -> str:
        """The support, with what is known of its effect."""
        parts = [f"{name}: {text}" for name, text in cells.items() if text and name in _SAID]
        return f"{row['name']} (enter opens it) · {' · '.join(parts)}"

    def opens(self, row: Mapping[str, object], column: str) -> bool:
        """The name of a group opens its page."""
        if column == "name":
            self._open(int(str(row["support_id"])))
        return column == "name"

    def do(self, command: OfPart) -> None:
        """Begin a group."""
        if isinstance(command, BeginGroup):
            self._begin()

    def _open(self, number: int) -> None:
        from progress_tui.tui.screens.support_screen import SupportScreen
        from progress_tui.tui.support.desk import GroupAt

        place = self.screen.place
        if place is not None:
            at = GroupAt(place.school_id, place.point, place.class_id, number)
            self.screen.app.push_screen(SupportScreen(at, self.costs and not self.screen.hidden))

    def _begin(self) -> None:
        from progress_tui.tui.dialogs.support_form import SupportForm
        from progress_tui.tui.support.asked import SupportAsked

        place = self.screen.place
        if place is None:
            return
        asked = SupportAsked(place.school_id, place.point, place.subject, (), "")

        def begun(change: SupportChange | None) -> None:
            if change is not None:
                self._open(change.number)

        self.screen.app.push_screen(SupportForm(asked, costs=self.costs and not self.screen.hidden), begun)


class CostsDesk(SupportDesk):
    """What is done where senior leaders look."""

    costs = True


class ProvisionDesk(PartDesk):
    """What is done on the provision map."""

    def words(self, row: Mapping[str, object], cells: Mapping[str, object]) -> str:  # noqa: ARG002 – as the base
        """The child's support of the year, and whether there are flags without any."""
        words = "; ".join(_told(row)) or "in no support group this year"
        flags = row["flags"]
        question = f" · ⚑ {flags} to discuss" if flags else ""
        return f"{row['pupil']}: {words}{question}{' and no support now' if row['asked'] else ''}"

    def do(self, command: OfPart) -> None:
        """Offer support for the child under the cursor, about the subject that is looked at."""
        row, place = self.screen.row, self.screen.place
        if not isinstance(command, BeginGroup) or place is None:
            return
        from progress_tui.tui.support.starting import PupilsHere, offer_support, once

        report = self.screen.answer.report if self.screen.answer is not None else None
        ids = [int(str(one["pupil_id"])) for one in report.rows] if report is not None else []
        under = int(str(row["pupil_id"])) if row is not None else None
        name = (self.screen.called(row) or str(row["pupil"])) if row is not None else ""
        here = PupilsHere(under, name, once(ids), place.subject)
        offer_support(self.screen, place.school_id, place.point, here, bool(place.filter), self.screen.ask)


def _told(row: Mapping[str, object]) -> Iterator[str]:
    """`Book talk since 2026-10-12, JB → …, effect some`."""
    support = row["support"]
    for one in support if isinstance(support, list) else ():
        days = {"runs": f"since {one['starts']}", "to come": f"from {one['starts']}"}
        when = days.get(one["state"], f"{one['starts']} to {one['ends']}")
        noted = "" if one["effect"] == "unknown" else f", effect {one['effect']}"
        measured = f", {one['entry']} → {one['exit'] or '…'}" if one["entry"] else ""
        yield f"{one['name']} {when}{measured}{noted}"


def _support(running: bool, costs: bool = False) -> Ask:
    return lambda workspace, asked: workspace.judging.support(
        running,
        asked.place.school,
        asked.point,
        whom=asked.whom(),
        costs=workspace.supporting.costs(asked.place.school_id) if costs else None,
    )


_SUPPORT: Final = ("name", "subject", "staff", "starts", "ends", "members", "change", "effects", "asked")
_COSTS: Final = ("name", "cost", "cost_per_child", "members", "staff", "starts", "ends", "effects", "change", "asked")

SUPPORT_PARTS: Final[Mapping[str, Part]] = {
    "running": Part(
        "s", "Support that runs today, and its effect", "Support", _support(running=True), _SUPPORT, "change",
        "No support runs today. + begins a group.", SupportDesk,
    ),
    "support": Part(
        "e", "All support, with entry, exit and effect", "All support", _support(running=False), _SUPPORT, "change",
        "No support is on file. + begins a group.", SupportDesk,
    ),
    "costs": Part(
        "x", "All support with what it costs, for senior leaders only", "What support costs",
        _support(running=False, costs=True), _COSTS, "change", "No support is on file. + begins a group.", CostsDesk,
    ),
    "provision": Part(
        "p", "Provision map: children by their support this year", "Provision map",
        lambda workspace, asked: workspace.judging.provision(asked.whom(), asked.place.school, asked.point),
        empty="Nobody is on roll.", desk=ProvisionDesk, widths={"pupil": 20, "support_": 14},
    ),
}  # fmt: skip
"""Name → part, in the order of the menu."""

OF_A_CLASS: Final = frozenset({"provision"})
"""Parts that begin with the class, not with the whole school."""

FOR_LEADERS: Final = {"costs": "support"}
"""Part that shows costs → the one that stands for it in projector mode."""

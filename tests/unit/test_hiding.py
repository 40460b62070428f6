"""What somebody typed stands on a projector without the names of the class, however they were typed."""

from __future__ import annotations

from progress_tui.domain.views import ClassView
from progress_tui.workspace.hiding import Hiding
from tests.unit.test_read_back import AISHA, TOBI

VIEW = ClassView(1, "Oakfield", True, 1, "4B", 1, "Autumn 2", (), (TOBI, AISHA))
PUT_AWAY = Hiding(["Adeyemi, Tobi", "Begum, Aisha", "Stone, Will"], VIEW)


def test_names_typed_in_haste_are_put_away_and_lines_stay() -> None:
    said = "aisha begum sits with TOBI.\ntOBI's mum came.\nStone, Will: next week"
    assert PUT_AWAY.hide_typed(said) == "AB sits with TA.\nTA's mum came.\na pupil of another class: next week"
    assert PUT_AWAY.hide("We will ask Aisha") == "We will ask AB"

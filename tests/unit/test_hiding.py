"""What somebody typed stands on a projector without the names of the class, however they were typed."""

from __future__ import annotations

from progress_tui.domain.views import ClassView
from progress_tui.workspace.hiding import Hiding, OnFile
from tests.unit.test_read_back import AISHA, TOBI

VIEW = ClassView(1, "Oakfield", True, 1, "4B", 1, "Autumn 2", (), (TOBI, AISHA))
SCHOOL = [
    OnFile(301, "Adeyemi", "Tobi", ""), OnFile(302, "Begum", "Aisha", ""), OnFile(401, "Stone", "Jago", ""),
    OnFile(402, "White", "Aisha", ""),
]  # fmt: skip
PUT_AWAY = Hiding(SCHOOL, VIEW)


def test_names_typed_in_haste_are_put_away_and_lines_stay() -> None:
    said = "aisha begum sits with TOBI.\ntOBI's mum came.\nStone, Jago: next week"
    assert PUT_AWAY.hide_typed(said) == "AB sits with TA.\nTA's mum came.\na pupil of another class: next week"
    assert PUT_AWAY.hide("We will ask Aisha") == "We will ask AB"


def test_a_name_of_another_class_is_put_away_where_it_was_typed() -> None:
    said = "Argued with jago, and with Aisha White.\nStone's mum; Aisha sat with Tobi"
    other = "a pupil of another class"
    assert PUT_AWAY.hide_typed(said) == f"Argued with {other}, and with {other}.\n{other}'s mum; AB sat with TA"
    assert Hiding(SCHOOL, None).hide_typed("Ask Jago") == f"Ask {other}"
    assert PUT_AWAY.hide("White British: 3 of 30") == "White British: 3 of 30", "the program's own words stay"

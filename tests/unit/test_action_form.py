"""What is typed of an action, and who is proposed for it."""

from __future__ import annotations

from progress_tui.domain.meetings import Action
from progress_tui.tui.dialogs.action_form import ActionAsked, Fields, proposals

OWNERS = ("class teacher", "TA", "SENCO", "attendance lead", "deputy")
ACTION = Action(3, 7, 1, None, "Read", "TA", "2026-11-23", "2026-12-08", "2027-02-12")


def offered(typed: str) -> list[str]:
    return [one.owner for one in proposals(typed, OWNERS)]


def test_those_who_do_most_are_proposed_first_and_a_few_letters_find_the_others() -> None:
    assert offered("") == ["class teacher", "TA", "SENCO", "attendance lead"]
    assert offered("d") == ["deputy", "attendance lead", "d"]
    assert offered("se") == ["SENCO", "se"]
    # Where the name begins so comes before where it only holds it.
    assert offered("tea") == ["class teacher", "tea"]
    assert offered("ta") == ["TA"]
    assert offered(" Ms Shah ") == ["Ms Shah"]
    assert proposals("Ms Shah", OWNERS)[0].words == "“Ms Shah”, as typed"
    assert proposals("", ()) == []


def test_the_lines_survive_as_a_text() -> None:
    fields = Fields("Read “aloud”", "TA", "4 weeks", "")
    assert Fields.from_text(fields.to_text()) == fields
    assert (Fields("", " ", "", "").to_text(), Fields.from_text(""), Fields.from_text("[1]")) == ("", None, None)


def test_an_action_is_changed_in_the_words_people_write() -> None:
    assert Fields.of(ACTION) == Fields("Read", "TA", "8/12/2026", "12/2/2027")
    asked = ActionAsked(1, 1, 7, "Begum, Aisha", "4B", action=ACTION)
    assert (asked.title, asked.begun.due) == ("Change an action for Begum, Aisha · 4B", "8/12/2026")
    carried = asked._replace(carry=True)
    assert (carried.title, carried.begun) == ("Carry on an action for Begum, Aisha · 4B", Fields("Read", "TA"))
    assert len({asked.key, carried.key, asked._replace(action=None).key, asked._replace(item_id=2).key}) == 4
    assert ActionAsked(1, 1, None, "", "4B").title == "Action for the whole class 4B"
    assert ActionAsked(1, None, 7, "AB", "").title == "Action for AB"

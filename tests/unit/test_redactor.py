"""One redactor for several classes: whom a name stands for, how children are told apart, and what was replaced."""

from __future__ import annotations

import pytest

from progress_tui.domain.pupils import NameMode
from progress_tui.exporting.redactor import Person, Redactor, Replacement

PEOPLE = (
    Person(1, "Khan", "Aisha", "", "AK", "4A"),
    Person(2, "Khan", "Adam", "", "AK", "4B"),
    Person(3, "Green", "Aisha", "", "AG", "4B"),
    Person(4, "", "", "Pupil 17", "Pupil 17", "4B"),
)


@pytest.mark.parametrize(
    ("names", "about", "hidden"),
    [
        ("full", 2, "Aisha Khan, Khan and Aisha; Green reads."),
        ("initials", 2, "AK (4A), AK (4B) and AG; AG reads."),
        ("initials", 1, "AK (4A), AK (4A) and AK (4A); AG reads."),
        ("initials", None, "AK (4A), a pupil and a pupil; AG reads."),
        ("none", 2, "another pupil, the pupil and another pupil; another pupil reads."),
        ("none", None, "a pupil, a pupil and a pupil; a pupil reads."),
    ],
)
def test_a_name_that_classes_share_is_the_one_of_the_class_a_text_is_about(
    names: NameMode, about: int | None, hidden: str
) -> None:
    redactor = Redactor(PEOPLE, names)
    assert redactor.text("Aisha Khan, Khan and Aisha; Green reads.", about) == hidden


def test_children_are_told_apart_across_classes_and_numbered_as_they_are_met() -> None:
    initials, none = Redactor(PEOPLE, "initials"), Redactor(PEOPLE, "none")
    assert [initials.name(number) for number in (1, 2, 3, 4)] == ["AK (4A)", "AK (4B)", "AG", "Pupil 17"]
    assert [none.name(number) for number in (3, 1, 3, 99)] == ["Pupil 1", "Pupil 2", "Pupil 1", "a pupil"]
    assert (none.named, Redactor(PEOPLE, "full").name(3)) == (2, "Green, Aisha")


def test_every_replacement_says_where_what_and_by_what() -> None:
    redactor = Redactor(PEOPLE, "initials")
    redactor.line("Sit\nwith Green", 2, where="action")
    redactor.text("Mrs Brown and green ink", 2, where="note")
    redactor.text("Aisha’s plan", None, where="support")
    assert redactor.replacements == (
        Replacement("AK (4B), action", "Green", "AG"),
        Replacement("support", "Aisha", "a pupil"),
    )

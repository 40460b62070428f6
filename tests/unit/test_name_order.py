"""Names in one column: what is clear is seen, what is assumed is said, what contradicts itself is asked."""

from __future__ import annotations

import pytest

from progress_tui.analysis.catalogue import scales
from progress_tui.importing.parsing.values import is_capitals, split_name
from progress_tui.importing.reading.table import SourceTable
from progress_tui.importing.recognising.asking import Asking
from progress_tui.importing.recognising.recognise import recognise


def order(*names: str, **answers: str) -> tuple[str, list[str], list[str]]:
    """(order, notes of names, questions) of a column."""
    rows = [(at, [name]) for at, name in enumerate(names, start=2)]
    asking = Asking(answers=answers)
    mapping = recognise(SourceTable.of_rows("f.csv", "", ["Name"], rows), scales(), asking)
    notes = [warning for warning in asking.warnings if warning.startswith("Names are read")]
    return mapping.names, notes, [question.id for question in asking.questions]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Smith, Tom", ("Smith", "Tom")),
        ("van der Berg, Anna", ("van der Berg", "Anna")),
        ("Smith, Tom (Tommy)", ("Smith", "Tom")),
        ("Smith,", ("Smith", "")),
        ("Tom Smith", ("Smith", "Tom")),
        ("Aoife Mary O'Brien", ("O'Brien", "Aoife Mary")),
        ("Anna van der Berg", ("van der Berg", "Anna")),
        ("Ali bin Yusuf", ("bin Yusuf", "Ali")),
        ("Omar Al-Hassan", ("Al-Hassan", "Omar")),
        ("Maria de la Cruz", ("de la Cruz", "Maria")),
        ("Van Nguyen", ("Nguyen", "Van")),
        ("Suharto", ("Suharto", "")),
        ("", ("", "")),
    ],
)
def test_a_name_is_split_at_its_comma_or_before_its_surname(text: str, expected: tuple[str, str]) -> None:
    assert split_name(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SMITH Tom", ("SMITH", "Tom")),
        ("SMITH JONES Tom James", ("SMITH JONES", "Tom James")),
        ("Smith Tom James", ("Smith", "Tom James")),
        ("van der Berg Anna", ("van der Berg", "Anna")),
        ("Smith, Tom", ("Smith", "Tom")),
        ("SMITH TOM", ("SMITH", "TOM")),
    ],
)
def test_a_name_that_begins_with_the_surname(text: str, expected: tuple[str, str]) -> None:
    assert split_name(text, "surname first") == expected


def test_capitals() -> None:
    assert [is_capitals(word) for word in ("SMITH", "O'BRIEN", "McDONALD", "Tom", "J.", "")] == [
        True, True, True, False, False, False
    ]  # fmt: skip


def test_commas_need_no_note() -> None:
    assert order("Smith, Tom", "Jones, Ann", "Suharto") == ("", [], [])


def test_without_a_comma_the_forename_comes_first_and_that_is_said() -> None:
    found, notes, questions = order("Tom Smith", "Xanthe Quill")
    assert (found, questions) == ("forename first", [])
    assert notes == ["Names are read as forename then surname: Tom Smith is Smith, Tom."]


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (("SMITH Tom", "O'BRIEN Ann", "de VRIES Jan"), "surname first"),
        (("Tom SMITH", "Ann O'BRIEN", "Jan de VRIES"), "forename first"),
        (("Smith Oliver", "Jones Amelia", "Taylor Noah", "Brown Isla"), "surname first"),
        (("Oliver Smith", "Amelia Jones", "Noah Taylor", "Isla Brown"), "forename first"),
    ],
)
def test_capitals_and_well_known_forenames_over_the_whole_column_decide(names: tuple[str, ...], found: str) -> None:
    assert order(*names)[0] == found
    assert order(*names)[2] == []


def test_names_in_both_orders_are_asked() -> None:
    names = ("Smith Oliver", "Jones Amelia", "Taylor Noah", "Isla Brown", "Leo Ward", "Ava Hill")
    assert order(*names)[2] == ["names:Name"]
    found, _, questions = order(*names, **{"names:Name": "surname first"})
    assert (found, questions) == ("surname first", [])

from __future__ import annotations

import itertools

import pytest

from progress_tui.domain.pupils import (
    Flag,
    Sen,
    disadvantaged,
    display_name,
    ever6,
    parse_flag,
    parse_sen,
    parse_sex,
    pupil_premium,
    unique_initials,
)


@pytest.mark.parametrize(
    "text", ["Y", "yes", "T", "1", "TRUE", "✓", "✅", "tick", "Ever 6", "Ever 6 FSM", "1.0", "１", "PP", " y "]
)
def test_yes(text: str) -> None:
    assert parse_flag(text) == (True, True)


@pytest.mark.parametrize("text", ["N", "no", "F", "0", "0.0", "false", "None", "✗", "❌", "Not eligible"])
def test_no(text: str) -> None:
    assert parse_flag(text) == (False, True)


@pytest.mark.parametrize("text", ["", "  ", "?", "-", "unknown", "Not known", "n/a"])
def test_blank_is_unknown_and_never_no(text: str) -> None:
    assert parse_flag(text) == (None, True)


def test_what_is_not_understood_is_said() -> None:
    assert parse_flag("maybe") == (None, False)
    assert parse_sex("X") == (None, False)
    assert parse_sen("Q") == (None, False)


def test_sex_and_send() -> None:
    assert [parse_sex(text)[0] for text in ("F", "girl", "M", "Boy", "", "U")] == ["F", "F", "M", "M", None, None]
    assert [parse_sen(text)[0] for text in ("N", "K", "SEN support", "E", "EHCP", "")] == [
        Sen.NONE, Sen.SUPPORT, Sen.SUPPORT, Sen.EHCP, Sen.EHCP, None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [("SEN Support", Sen.SUPPORT), ("K - SEN Support", Sen.SUPPORT), ("EHC Plan", Sen.EHCP), ("No SEN", Sen.NONE),
     ("Education, Health and Care Plan", Sen.EHCP), ("Education Health & Care Plan", Sen.EHCP),
     ("School Action Plus", Sen.SCHOOL_ACTION_PLUS), ("N - No special educational need", Sen.NONE),
     ("K - EHC Plan", None), ("Yes", None)],
)  # fmt: skip
def test_send_in_words(text: str, expected: Sen | None) -> None:
    assert parse_sen(text) == (expected, expected is not None)


def test_free_meals_now_mean_ever_6() -> None:
    assert ever6(fsm=True, fsm6=None) is True
    assert ever6(fsm=True, fsm6=False) is True
    assert ever6(fsm=False, fsm6=None) is None
    assert ever6(fsm=None, fsm6=False) is False


@pytest.mark.parametrize(
    ("fsm6", "lac", "plac", "is_so"),
    [
        (True, None, None, True),
        (None, True, None, True),
        (False, False, True, True),
        (False, False, False, False),
        # A school that lists only FSM6 means no by the silence of the other two.
        (False, None, None, False),
        (None, False, False, None),
        (None, None, None, None),
    ],
)
def test_disadvantaged_is_fsm6_or_looked_after_or_previously(fsm6: Flag, lac: Flag, plac: Flag, is_so: Flag) -> None:
    assert disadvantaged(fsm6, lac, plac) is is_so


def test_pupil_premium_counts_service_children_too_and_the_listing_wins() -> None:
    assert pupil_premium(None, fsm6=False, lac=False, plac=False, service=True) is True
    assert disadvantaged(False, False, False) is False
    for fsm6, service in itertools.product((True, False, None), repeat=2):
        assert pupil_premium(False, fsm6, None, None, service) is False
        assert pupil_premium(True, fsm6, None, None, service) is True
    assert pupil_premium(None, None, None, None, None) is None


def test_names_as_shown() -> None:
    assert display_name("Okafor", "Ada") == "Okafor, Ada"
    assert display_name("王小明", "") == "王小明"
    assert display_name("", "", "Pupil 17") == "Pupil 17"


def test_initials_tell_a_class_apart() -> None:
    names = [
        ("Okafor", "Ada", ""),
        ("O'Brien", "Aoife", ""),
        ("Łuczak", "Éva", ""),
        ("Ng", "", ""),
        ("", "", "Pupil 17"),
    ]
    assert unique_initials(names) == ["AO1", "AO2", "EL", "N", "Pupil 17"]


def test_a_mononym_shows_its_first_character_only() -> None:
    assert unique_initials([("王小明", "", "Pupil 3"), ("", "王小明", "Pupil 4"), ("李", "小", "")]) == [
        "王1",
        "王2",
        "小李",
    ]


def test_a_number_in_a_name_cannot_make_two_pupils_one() -> None:
    found = unique_initials([("", "A", ""), ("1", "A", ""), ("", "A", "")])
    assert len(set(found)) == 3

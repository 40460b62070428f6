from __future__ import annotations

import pytest

from progress_tui.domain.upn import CHECK_LETTERS, check_letter, upn_problem

VALID = ["B801200005001", "R674123101121", "P207000016049"]


@pytest.mark.parametrize("upn", VALID)
def test_published_numbers_hold(upn: str) -> None:
    assert check_letter(upn[1:]) == upn[0]
    assert upn_problem(upn) is None


@pytest.mark.parametrize("upn", VALID)
def test_every_other_letter_is_reported_with_the_one_the_digits_give(upn: str) -> None:
    for letter in CHECK_LETTERS.replace(upn[0], ""):
        assert upn_problem(letter + upn[1:]) == f"has the check letter {letter} where its digits give {upn[0]}"


@pytest.mark.parametrize("upn", VALID)
def test_one_wrong_digit_is_always_found(upn: str) -> None:
    for place in range(1, 13):
        for digit in set("0123456789") - {upn[place]}:
            assert upn_problem(upn[:place] + digit + upn[place + 1 :]) is not None


def test_a_letter_at_the_end_counts_as_its_place() -> None:
    # 12 zeros and the last character X, which is the 21st letter (index 20): 13 · 20 = 260 = 11 · 23 + 7 → H.
    assert CHECK_LETTERS.index("X") == 20
    assert check_letter("00000000000X") == "H"
    assert upn_problem("H00000000000X") is None


@pytest.mark.parametrize(
    "text", ["", "B80120000500", "B8012000050011", "I801200005001", "b801200005001", "B80120000500I", "B٨01200005001"]
)
def test_what_cannot_be_a_number(text: str) -> None:
    assert "is not a letter and 12 digits" in (upn_problem(text) or "")


def test_the_check_letter_needs_twelve_characters() -> None:
    with pytest.raises(ValueError, match="12 characters"):
        check_letter("801200005")

from __future__ import annotations

import pytest

from progress_tui.domain.text import (
    clean,
    file_name_part,
    fold,
    is_clean,
    spreadsheet_safe,
    visible,
    without_safety_mark,
)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  Ada \t Okafor\n", "Ada Okafor"),
        ("Ada\x1b[31m Okafor\x07", "Ada[31m Okafor"),
        ("Ada\u202eOkafor", "AdaOkafor"),
        ("A\u200bd\u200da\ufeff", "Ada"),
        ("Ze\u0301", "Z\u00e9"),
        ("e\u200b\u0301", "\u00e9"),
        ("Ada\ue000\U000e0041", "Ada"),
        ("Ada\ufffe\u0378", "Ada"),
        ("Ada\ud800", "Ada"),
        ("Ada\u3164\u115f\u034f", "Ada"),
        ("one\u2028two\x0bthree\x85four", "one two three four"),
        ("王小明", "王小明"),
        ("[red]x", "[red]x"),
    ],
)
def test_one_line_of_text_is_cleaned(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


def test_notes_keep_their_lines() -> None:
    assert clean("One\r\ntwo\rthree\u2029four\x0bfive\tsix\x00", keep_lines=True) == "One\ntwo\nthree\nfour\nfive\tsix"


def test_is_clean_says_whether_a_character_would_go() -> None:
    assert is_clean("Zoé  Okafor\r\nsecond\u2028third")
    assert not is_clean("Ada\u200b")
    assert not is_clean("Ada\x1b")
    assert not is_clean("Ada\u0378")


def test_the_screen_shows_a_mark_for_what_is_no_text() -> None:
    assert visible("Ada\x1b[2J\n\u202ex\ue000\u3164\u0378\ud800") == "Ada�[2J��x����"
    assert visible("O'Brien-Smith [red] 王小明") == "O'Brien-Smith [red] 王小明"


@pytest.mark.parametrize(
    "text",
    [
        "=cmd|' /C calc'!A0", "+1+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "-inf", "+nan", "-1_0", "-", "+",
        "-1e5", "＝1", "－1", "+44 7700 900123", "-٣",
    ],
)  # fmt: skip
def test_formulas_become_text(text: str) -> None:
    assert spreadsheet_safe(text) == "'" + text


@pytest.mark.parametrize("text", ["", "-1", "+2", "-0.5", "+3,5", "4B", "At", "1=1", "'=1", "−1"])
def test_plain_text_and_signed_numbers_stay(text: str) -> None:
    assert spreadsheet_safe(text) == text


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("O'Brien-Smith", "obrien smith"),
        ("O’Brien", "obrien"),
        ("Łukasz", "lukasz"),
        ("Søren Đức", "soren duc"),
        ("Æthel Þór", "aethel thor"),
        ("Straße", "strasse"),
        ("Işık", "isik"),
        ("Ọlátúnjí", "olatunji"),
        ("王小明", "王小明"),
        ("  (Noor)  ", "noor"),
    ],
)
def test_names_are_compared_without_accents_strokes_case_and_punctuation(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_vowel_signs_tell_names_apart() -> None:
    assert fold("रीना") != fold("रानी")
    assert " " not in fold("प्रिया")


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("4B", "4b"),
        ("../../etc/passwd", "etc-passwd"),
        ("Łódź Primary", "lodz-primary"),
        ("王小明", "export"),
        ("", "export"),
        ("a" * 59 + " b", "a" * 59),
    ],
)
def test_file_names_are_built_from_safe_characters(text: str, part: str) -> None:
    assert file_name_part(text) == part


@pytest.mark.parametrize(
    ("text", "plain"),
    [("'=Ali", "=Ali"), ("'-1", "-1"), ("'Abd", "'Abd"), ('="97"', "97"), ('="012345"', "012345"), ('=""', ""),
     ('="a"&"b"', '="a"&"b"'), ("=1+1", "=1+1")],
)  # fmt: skip
def test_what_keeps_a_text_from_being_a_formula_is_taken_off_again(text: str, plain: str) -> None:
    assert without_safety_mark(text) == plain

"""Rules of the domain that hold for everything that can be typed."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from progress_tui.analysis.catalogue import scales
from progress_tui.domain.calendar import (
    HALF_TERMS,
    Point,
    academic_year_label,
    academic_year_of,
    parse_academic_year,
    year_group_of,
)
from progress_tui.domain.pupils import Flag, disadvantaged, parse_flag, pupil_premium, unique_initials
from progress_tui.domain.scales import code_key
from progress_tui.domain.standing import Standing
from progress_tui.domain.text import clean, file_name_part, fold, is_clean, plain_letters, spreadsheet_safe, visible
from progress_tui.domain.upn import CHECK_LETTERS, check_letter, upn_problem

HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
# Letters, marks and signs of every kind, lone surrogates included.
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=40)
NAMES = st.text(st.sampled_from("ABCÉŁaeioł'’- 1ß王小ǆ\u0301"), max_size=12)
FLAGS = st.sampled_from([True, False, None])
BIRTHS = st.dates(date(1990, 1, 1), date(2030, 12, 31))
POINTS = st.integers(1950 * 6, 2100 * 6 + 5).map(Point)


# -- text


@given(ANY_TEXT, st.booleans())
@example("e\u200b\u0301", False)
@example("\u1100\u3164\u1161", True)
@example(" \u0301", False)
@example("a\u2028\u0338=", True)
def test_clean_leaves_nothing_hidden_and_is_done_after_once(text: str, keep_lines: bool) -> None:
    once = clean(text, keep_lines=keep_lines)
    assert {unicodedata.category(c) for c in once if c not in "\n\t"} & HIDDEN == set()
    assert clean(once, keep_lines=keep_lines) == once
    assert unicodedata.is_normalized("NFC", once)
    assert is_clean(once)
    if not keep_lines:
        assert "\n" not in once
        assert once == once.strip()


@given(st.text(st.characters(categories=["L", "N", "P", "S"]), max_size=30))
def test_clean_takes_no_letter_away(text: str) -> None:
    assume(is_clean(text))
    assert clean(text) == unicodedata.normalize("NFC", text)


@given(ANY_TEXT)
def test_what_is_visible_is_one_plain_line(text: str) -> None:
    shown = visible(text)
    assert len(shown) == len(text)
    assert {unicodedata.category(c) for c in shown} & HIDDEN == set()
    assert visible(shown) == shown
    assert shown.encode().decode() == shown


@given(st.text(max_size=3), ANY_TEXT)
@example("=", "1+1")
@example("-", "inf")
@example("+", "nan")
@example("-", "1_0")
def test_nothing_starts_a_formula(start: str, rest: str) -> None:
    safe = spreadsheet_safe(start + rest)
    assert safe in (start + rest, "'" + start + rest)
    if safe[:1] in tuple("=+-@\t\r\n"):
        digits = safe[1:].replace(".", "", 1).replace(",", "", 1)
        assert safe[0] in "+-"
        assert digits.isascii()
        assert digits.isdigit()


@given(ANY_TEXT)
def test_folding_is_done_after_once_and_forgets_case_and_accents(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert folded == " ".join(folded.split())
    assert fold(text.casefold()) == folded
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text)) == folded
    assert plain_letters(plain_letters(text)) == plain_letters(text)


@given(ANY_TEXT)
def test_file_names_hold_safe_characters_only(text: str) -> None:
    part = file_name_part(text)
    assert 0 < len(part) <= 60
    assert set(part) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert not part.startswith("-")
    assert not part.endswith("-")


# -- pupils


@given(st.lists(st.tuples(NAMES, NAMES), max_size=20))
def test_initials_are_unique_in_a_class_and_keep_their_order(names: list[tuple[str, str]]) -> None:
    rows = [(clean(last), clean(first), f"Pupil {n}") for n, (last, first) in enumerate(names, start=1)]
    found = unique_initials(rows)
    assert len(found) == len(rows)
    assert len(set(found)) == len(found)
    assert all(found)


@given(ANY_TEXT)
def test_no_text_is_both_yes_and_not_understood(text: str) -> None:
    flag, understood = parse_flag(text)
    assert understood or flag is None
    assert not (text.strip() == "" and flag is not None)


@given(FLAGS, FLAGS, FLAGS, FLAGS)
def test_disadvantaged_children_have_pupil_premium(fsm6: Flag, lac: Flag, plac: Flag, service: Flag) -> None:
    held = disadvantaged(fsm6, lac, plac)
    assert held is not True or pupil_premium(None, fsm6, lac, plac, service) is True
    assert held is not None or pupil_premium(None, fsm6, lac, plac, service) in (None, True)
    if held is False:
        assert not any((fsm6, lac, plac))


# -- time


@given(POINTS)
def test_points_read_back_and_order(point: Point) -> None:
    assert Point.parse(str(point)) == point
    assert Point.parse(point.code, point.start_year) == point
    assert Point.of(point.start_year, HALF_TERMS[point.half_term]) == point
    assert Point(point.ordinal + 1) > point
    assert parse_academic_year(academic_year_label(point.start_year)) == point.start_year


@given(ANY_TEXT)
def test_no_text_breaks_the_reading_of_points_and_years(text: str) -> None:
    point, year = Point.parse(text, 2026), parse_academic_year(text)
    assert point is None or 1900 <= point.start_year <= 2100
    assert year is None or 1900 <= year <= 2100


@given(BIRTHS, st.integers(1995, 2045))
def test_a_year_group_is_one_school_year_of_births(birth: date, start_year: int) -> None:
    group = year_group_of(birth, start_year)
    assert year_group_of(birth, start_year + 1) == group + 1
    first = date(start_year - group - 5, 9, 1)
    assert first <= birth <= date(first.year + 1, 8, 31)
    assert academic_year_of(birth) == first.year


# -- UPN


@given(st.from_regex(rf"\A[0-9]{{11}}[0-9{CHECK_LETTERS}]\Z"))
def test_exactly_one_letter_checks_a_number(body: str) -> None:
    right = [letter for letter in CHECK_LETTERS if upn_problem(letter + body) is None]
    assert right == [check_letter(body)]


@given(st.from_regex(r"\A[0-9]{12}\Z"), st.integers(0, 10))
def test_two_neighbouring_digits_the_wrong_way_round_are_found(body: str, place: int) -> None:
    assume(body[place] != body[place + 1])
    turned = body[:place] + body[place + 1] + body[place] + body[place + 2 :]
    assert upn_problem(check_letter(body) + turned) is not None


@given(ANY_TEXT)
def test_no_text_breaks_the_check_of_a_number(text: str) -> None:
    assert (
        upn_problem(text) is None or "check letter" in str(upn_problem(text)) or "12 digits" in str(upn_problem(text))
    )


# -- scales


@pytest.mark.parametrize("scale_id", ["bands", "ks-ta", "nc-levels", "standardised", "raw"])
@given(raw=st.one_of(ANY_TEXT, st.from_regex(r"\A[<>]? ?[-+]?[0-9]{1,4}([.,][0-9]{1,3})?\Z")), point=POINTS)
def test_every_text_is_a_value_or_says_what_it_is(scale_id: str, raw: str, point: Point) -> None:
    scale = scales()[scale_id]
    reading = scale.read(raw)
    standing = scale.standing(reading, "reading", 4, point)
    assert (reading.notch is not None) == (reading.kind == "value")
    if reading.kind == "value":
        assert scale.read(reading.code) == reading, "a code means the same when it is read again"
        assert scale.read(f" {raw.upper()} ").code == reading.code
    else:
        assert reading.score is None
        assert standing is None
    assert (scale.to_expected(reading, "reading", 4, point) is None) == (standing is None)
    if reading.score is not None and scale.low is not None and scale.high is not None:
        assert scale.low <= reading.score <= scale.high


@given(st.integers(40, 160), st.integers(40, 160), st.sampled_from(["reading", "maths", "gps"]))
def test_a_higher_score_never_stands_lower(one: int, other: int, subject: str) -> None:
    scale, point = scales()["standardised"], Point.of(2026, "Aut2")
    low, high = (scale.standing(scale.read(str(score)), subject, 4, point) for score in sorted((one, other)))
    assert low is not None
    assert high is not None
    assert low <= high
    assert high.met == (max(one, other) >= 90)


@given(st.integers(1, 6), st.sampled_from(range(24)), st.sampled_from(range(24)))
def test_level_points_stand_by_their_points(year_group: int, one: int, other: int) -> None:
    scale, point = scales()["nc-levels"], Point.of(2026, "Sum2")
    readings = sorted((scale.read(scale.values[place].code) for place in (one, other)), key=lambda r: r.points or 0)
    low, high = (scale.standing(reading, "reading", year_group, point) for reading in readings)
    assert isinstance(low, Standing)
    assert isinstance(high, Standing)
    assert low <= high


@given(ANY_TEXT)
def test_code_keys_forget_case_and_spaces_once_and_for_all(text: str) -> None:
    assert code_key(f" {text} ") == code_key(text)
    assert " " not in code_key(text)

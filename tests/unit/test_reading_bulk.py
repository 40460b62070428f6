"""Large regular text read by columns: the same table as the careful way, or left to it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from progress_tui.importing.reading.table import SourceTable
from progress_tui.importing.reading.text import bulk, delimited

HEAD = "UPN,Surname,Subject,Term,Result"
LINES = [f"B{n:012d},Surname{n % 7},{'Reading' if n % 2 else 'Maths'},Aut2,{'At' if n % 3 else ''}" for n in range(90)]


def both(text: str, mark: str = ",") -> tuple[SourceTable, SourceTable | None]:
    """The table read the careful way and by columns."""
    content = text.encode()
    return delimited.read_text(content, "f.csv", lambda: "h"), bulk.read_bulk(content, mark, "f.csv", lambda: "h", [])


def same(careful: SourceTable, fast: SourceTable | None) -> bool:
    assert fast is not None
    return (careful.headings, careful.rows, careful.notes) == (fast.headings, fast.rows, fast.notes)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("last", ["", "end"])
def test_a_regular_file_is_read_by_columns_with_the_same_outcome(mark: str, end: str, last: str) -> None:
    text = end.join([HEAD, *LINES]).replace(",", mark) + (end if last else "")
    careful, fast = both(text, mark)
    assert same(careful, fast)
    assert len(careful.rows) == 90


def test_a_title_keeps_the_row_numbers() -> None:
    careful, fast = both("\n".join(["Autumn results,,,,", HEAD, *LINES]))
    assert same(careful, fast)
    assert careful.rows[0][0] == 3


def test_white_space_and_accents_are_cleaned_alike() -> None:
    lines = [line.replace("Surname1", "  Brontë   Smith ").replace("Surname2", "Brontë Smith") for line in LINES]
    careful, fast = both("\n".join([HEAD, *lines]))
    assert same(careful, fast)
    assert {"Brontë Smith"} < set(careful["Surname"].texts)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda lines: [*lines[:70], '"B1","O""Neil",Reading,Aut2,At', *lines[70:]],
        lambda lines: [*lines[:70], "B1,Short,Reading", *lines[70:]],
        lambda lines: [*lines[:70], "B1,Long,Reading,Aut2,At,more", "B2,Short,Reading,Aut2", *lines[70:]],
        lambda lines: [*lines[:70], "", *lines[70:]],
        lambda lines: [*lines[:70], ",,,,", *lines[70:]],
        lambda lines: [*lines[:70], HEAD, *lines[70:]],
        lambda lines: [*lines, "Total,,,,45"],
        lambda lines: [*lines, "* = absent,,,,"],
        lambda lines: [*lines[:70], "B1,Zero\u200bwidth,Reading,Aut2,At", *lines[70:]],
        lambda lines: lines[:40],
    ],
)
def test_whatever_needs_a_second_look_is_left_to_the_careful_way(spoil: Callable[[list[str]], list[str]]) -> None:
    text = "\n".join([HEAD, *spoil(LINES)])
    assert both(text)[1] is None


CELL = st.text(st.sampled_from("ab é|'#<%.5"), max_size=5)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(CELL, CELL, CELL, CELL), min_size=60, max_size=75), st.sampled_from(["\n", "\r\n"]))
def test_any_text_is_read_alike_or_left(rows: list[tuple[str, str, str, str]], end: str) -> None:
    lines = ["UPN,Surname,Forename,Maths Test,Class", *(f"{n}," + ",".join(row) for n, row in enumerate(rows))]
    careful, fast = both(end.join(lines))
    assert fast is None or same(careful, fast)

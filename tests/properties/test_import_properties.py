"""One set of results gives the same facts however the file is laid out, ordered, delimited or encoded."""

from __future__ import annotations

import csv
import io
import random
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from progress_tui.analysis.catalogue import scales
from progress_tui.domain.upn import check_letter, upn_problem
from progress_tui.importing.facts import ParsedFile
from progress_tui.importing.parsing.parse import read_source
from progress_tui.importing.recognising.mapping import load_mapping, save_mapping

COLUMNS = [
    ("Reading", "2024-25", "Sum2", "TA"),
    ("Reading", "2025-26", "Aut2", "TA"),
    ("Maths", "2025-26", "Aut2", "TA"),
    ("Maths", "2025-26", "Aut2", "SS"),
    ("Reading", "2026-27", "Sum2", "Target"),
]
BANDS = ["WB", "B", "JB", "At", "Sec", "Ab"]
NAMES = ["O’Brien", "Brontë", "Müller", "Smith", "de la Cruz", "Señor; Pérez", "Khan, Jr", 'Roe "Ro"']

Cells = dict[tuple[int, int], str]
Fact = tuple[object, ...]


def upn(number: int) -> str:
    body = f"80120000{number:04d}"
    return check_letter(body) + body


@st.composite
def classes(draw: st.DrawFn) -> tuple[list[list[str]], Cells]:
    """Pupils (UPN, surname, forename) and their non-blank cells by (pupil, column)."""
    count = draw(st.integers(2, 7))
    pupils = [
        [upn(n), draw(st.sampled_from(NAMES)), draw(st.sampled_from(["Aoife", "Zoë", "Tom"]))] for n in range(count)
    ]
    cells: Cells = {}
    for column, (*_, kind) in enumerate(COLUMNS):
        values = st.integers(70, 130).map(str) if kind == "SS" else st.sampled_from(BANDS)
        for pupil in range(count):
            raw = draw(st.one_of(values, st.sampled_from(["", "A", "-"])))
            if raw:
                cells[pupil, column] = raw
        # Two bands that only this scale has, so that every layout can tell the scale.
        cells[0, column], cells[1, column] = ("70", "<70") if kind == "SS" else ("WB", "JB")
    for pupil in range(count):
        cells.setdefault((pupil, 0), "At")  # a pupil without any result has no row in a long file
    return pupils, cells


def wide(pupils: list[list[str]], cells: Cells) -> list[list[str]]:
    head = [
        "UPN",
        "Surname",
        "Forename",
        *(f"{year} {point} {subject} {kind}" for subject, year, point, kind in COLUMNS),
    ]
    rows = [[*who, *(cells.get((n, c), "") for c in range(len(COLUMNS)))] for n, who in enumerate(pupils)]
    return [head, *rows]


def long(pupils: list[list[str]], cells: Cells) -> list[list[str]]:
    head = ["UPN", "Surname", "Forename", "Subject", "Academic Year", "Term", "Result Type", "Result"]
    rows = [[*pupils[n], *COLUMNS[c], raw] for (n, c), raw in cells.items()]
    return [head, *rows]


def read(rows: list[list[str]], mark: str = ",", encoding: str = "utf-8", end: str = "\n") -> ParsedFile:
    text = io.StringIO()
    csv.writer(text, delimiter=mark, lineterminator=end).writerows(rows)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "f.csv"
        path.write_bytes(text.getvalue().encode(encoding))
        return read_source(path, scales())


def facts(found: ParsedFile) -> tuple[set[Fact], set[Fact], set[Fact], set[object]]:
    """Pupils, results, targets and series, without row numbers, columns and order."""
    assert (found.questions, found.rejected) == ((), ())
    name = {p.ref: p.upn for p in found.pupils}
    return (
        {(p.upn, p.surname, p.forename, p.dob, p.sex, p.school) for p in found.pupils},
        {(name[r.ref], r.series, r.ordinal, r.raw) for r in found.results},
        {(name[t.ref], t.series, t.ordinal, t.raw) for t in found.targets},
        set(found.series),
    )


@settings(max_examples=25, deadline=None)
@given(classes())
def test_long_and_wide_say_the_same(made: tuple[list[list[str]], Cells]) -> None:
    pupils, cells = made
    plain = facts(read(wide(pupils, cells)))
    assert facts(read(long(pupils, cells))) == plain
    assert len(plain[1]) + len(plain[2]) == len(cells)


@settings(max_examples=25, deadline=None)
@given(classes(), st.randoms(use_true_random=False), st.booleans())
def test_the_order_of_rows_and_columns_does_not_matter(
    made: tuple[list[list[str]], Cells], rng: random.Random, is_long: bool
) -> None:
    head, *rows = (long if is_long else wide)(*made)
    rng.shuffle(rows)
    order = rng.sample(range(len(head)), len(head))
    shuffled = [[row[at] for at in order] for row in (head, *rows)]
    assert facts(read(shuffled)) == facts(read([head, *rows]))


@settings(max_examples=25, deadline=None)
@given(
    classes(),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_delimiter_encoding_and_line_ends_do_not_matter(
    made: tuple[list[list[str]], Cells], mark: str, encoding: str, end: str
) -> None:
    rows = wide(*made)
    assert facts(read(rows, mark, encoding, end)) == facts(read(rows))


@settings(max_examples=15, deadline=None)
@given(classes())
def test_reading_again_with_the_saved_mapping_says_the_same(made: tuple[list[list[str]], Cells]) -> None:
    rows = long(*made)
    first = read(rows)
    with tempfile.TemporaryDirectory() as folder:
        saved, path = Path(folder) / "ours.toml", Path(folder) / "f.csv"
        save_mapping(first.mapping, saved)
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
        again = read_source(path, scales(), load_mapping(saved))
    assert facts(again) == facts(first)


@given(st.integers(0, 9999))
def test_the_made_upns_are_valid(number: int) -> None:
    assert upn_problem(upn(number)) is None

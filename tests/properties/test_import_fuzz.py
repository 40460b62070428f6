"""Whatever is handed over, an import ends in a report: the short version of `scripts/fuzz_imports.py`."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import shutil
import tempfile
from pathlib import Path
from typing import Literal

import fuzz_imports
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.import_corpus import FILES, bring
from tests.store_hash import store_hash

CASES = int(os.environ.get("PROGRESS_TUI_FUZZ", "250"))
EACH = 25
"""Of the broken files one in so many goes as far as the school file."""

SUBJECTS = ("Reading", "Re", "Writing", "W", "Mathematics", "Ma", "GPS", "Sc", "Phonics", "RWM", "Geography", "")
TERMS = ("Aut1", "Autumn", "Spring 2", "HT3", "EOY", "Baseline", "Spring End of Term", "Winter", "")
YEARS = ("2025/26", "2025-26", "25/26", "202526", "Y4", "Year 4", "4", "2026", "Yr R", "")
KINDS = (
    "TA",
    "Main Assessment",
    "Std Score",
    "Scaled Score",
    "Raw",
    "Age",
    "Target",
    "Progress",
    "Level",
    "Effort",
    "",
)
QUOTING: tuple[Literal[0], Literal[1]] = (csv.QUOTE_MINIMAL, csv.QUOTE_ALL)
MARKS = (" ", "_", "-", "$", ":", " | ", "/")
FIELDS = (
    "UPN", "Surname", "Forename", "Name", "DOB", "Gender", "Year Group", "Year", "Class", "PP", "SEN", "EAL",
    "Attendance %", "Possible", "Authorised absences", "School", "Academic Year", "Subject", "Term", "Result Type",
    "Result", "Postcode",
)  # fmt: skip
CELLS = (
    "", " ", "-", "?", "A", "At", "JB", "Sec", "EXS", "GDS", "4b", "4b+", "2a", "W", "7:5", "7.11", "104", "<70",
    ">130", "0", "999", "-10", "97.4%", "97,4", "0.995", "nan", "inf", "1e999", "9" * 40, "٩٧", "2/11/16",
    "31/02/2017", "42676", "Y", "N", "Ever 6", "=1+1", "[red]x", "\x1b[2J", "\u202e", "\u200b", "a" * 300, "Khan",
    "Khan, Ali", "O'Brien", "Zoë", "2026-27", "Aut2", "Reading", "Target", "Y4", "R", "N801200022001",
    "C801200022002", "'; DROP TABLE pupil;--", "\ud800", "é\u0301",
)  # fmt: skip


@st.composite
def headings(draw: st.DrawFn) -> str:
    """A result heading from the grammar, in any order, or one of a pupil's, or nonsense."""
    which = draw(st.integers(0, 9))
    if which < 5:
        return draw(st.sampled_from(FIELDS))
    if which == 9:
        return draw(st.text(max_size=12))
    parts = [draw(st.sampled_from(words)) for words in (SUBJECTS, TERMS, YEARS, KINDS)]
    return draw(st.sampled_from(MARKS)).join(part for part in draw(st.permutations(parts)) if part)


@st.composite
def tables(draw: st.DrawFn) -> bytes:
    """A delimited file of such headings and hostile cells, in some dialect, sometimes ragged."""
    width = draw(st.integers(1, 8))
    rows = [[draw(headings()) for _ in range(width)]]
    cells = st.one_of(st.sampled_from(CELLS), st.text(max_size=8))
    widths = draw(st.lists(st.sampled_from((0, 0, 0, 0, 0, 0, 1, -1)), max_size=8))
    rows += [[draw(cells) for _ in range(width + more)] for more in widths]
    text = io.StringIO()
    mark, end = draw(st.sampled_from((",", ";", "\t"))), draw(st.sampled_from(("\n", "\r\n", "\r")))
    csv.writer(text, delimiter=mark, quoting=draw(st.sampled_from(QUOTING)), lineterminator=end).writerows(rows)
    encoding = draw(st.sampled_from(("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "cp850")))
    return text.getvalue().encode(encoding, errors="replace")


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(tables())
def test_any_table_is_understood_or_refused_in_words(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        path.write_bytes(content)
        assert fuzz_imports.understand(path) in ("accepted", "partial", "refused", "ask")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A school file that holds a class list."""
    school = tmp_path_factory.mktemp("fuzz") / "base.duckdb"
    assert bring(school, FILES / fuzz_imports.BASE, "--year", "2026-27").code == 0
    return school


def test_files_broken_at_random_are_refused_in_words_or_taken(base: Path, tmp_path: Path) -> None:
    seeds = fuzz_imports.seeds()
    for number in range(CASES):
        name, content = fuzz_imports.case(number, seeds)
        path = tmp_path / name
        path.write_bytes(content)
        if number % EACH:
            fuzz_imports.understand(path)
        else:
            school = Path(shutil.copy(base, tmp_path / "school.duckdb"))
            fuzz_imports.store(path, school)
        path.unlink()


@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(content=tables())
def test_a_school_file_changes_only_when_the_source_is_taken(base: Path, content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path, school = Path(folder) / "table.csv", Path(folder) / "school.duckdb"
        path.write_bytes(content)
        shutil.copy(base, school)
        before, facts = hashlib.sha256(school.read_bytes()).digest(), store_hash(school)
        report = bring(school, path, "--year", "2026-27", "--point", "Aut2")
        if report.verdict == "accepted":
            again = bring(school, path, "--year", "2026-27", "--point", "Aut2")
            assert (again.verdict, again.changed) == ("accepted", 0)
        else:
            assert hashlib.sha256(school.read_bytes()).digest() == before
            assert store_hash(school) == facts


def test_a_finding_can_be_made_again_from_its_number() -> None:
    seeds = fuzz_imports.seeds()
    assert [fuzz_imports.case(number, seeds) for number in (3, 44)] == [
        fuzz_imports.case(number, seeds) for number in (3, 44)
    ]
    assert len({fuzz_imports.case(number, seeds)[1] for number in range(60)}) > 50

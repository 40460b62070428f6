"""From bytes to a table: what a file is, how it is encoded and delimited, what is odd in it."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from progress_tui.domain.errors import ProgressError, SourceError
from progress_tui.importing.reading import sniffing
from progress_tui.importing.reading.source import read_any
from progress_tui.importing.reading.table import SourceTable
from progress_tui.importing.reading.text import delimited

PLAIN = "UPN,Surname,Maths\nB801200005001,Smith,72\nR674123101121,Jones,80\n"


def read(tmp_path: Path, content: str | bytes, name: str = "class.csv") -> SourceTable:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_any(path).table


def refusal(tmp_path: Path, content: str | bytes) -> str:
    with pytest.raises(ProgressError) as caught:
        read(tmp_path, content)
    return str(caught.value)


def zipped(name: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(name, "x")
    return held.getvalue()


def test_a_plain_file_gives_headings_rows_with_their_numbers_and_the_hash(tmp_path: Path) -> None:
    table = read(tmp_path, PLAIN)
    assert table.file == "class.csv"
    assert table.sha256 == hashlib.sha256(PLAIN.encode()).hexdigest()
    assert table.headings == ["UPN", "Surname", "Maths"]
    assert table.rows == [(2, ["B801200005001", "Smith", "72"]), (3, ["R674123101121", "Jones", "80"])]
    assert (table.notes, table.rejected) == ([], [])
    assert table.column("Maths") == [(2, "72"), (3, "80")]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (b"\x89PNG\r\n\x1a\n....", "PNG picture"),
        (b"%PDF-1.7 ...", "is a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "old Excel workbook or one locked with a password"),
        (zipped("xl/workbook.xml"), "is damaged. In a part of it: It is not XML as it should be."),
        (zipped("word/document.xml"), "Office document"),
        (zipped("pupils.csv"), "is a zip file"),
        (b"PK\x03\x04broken", "damaged zip"),
        (b"<html><table><tr><td>UPN", "web page (HTML)"),
        (b'\xef\xbb\xbf<?xml version="1.0"?><CTfile/>', "holds no pupils"),
        (b"12345678DUCK....", "is a database"),
        (b"UPN,Name\nA,B\x00C\n", "Line 2 holds a NUL byte"),
        (b"\x1f\x8b\x08damaged", "is damaged"),
        (gzip.compress(gzip.compress(PLAIN.encode())), "packed twice"),
        (PLAIN.encode("utf-16")[:-1], "breaks off"),
        ('UPN,Name\n"A","B"\n"C","D\nE,F\n', "Row 3 of class.csv cannot be read"),
        ("UPN,Name,upn\n1,2,3\n", "two columns headed “upn”. They are columns 1 and 3."),
        ("B801200005001,Smith,4\nR674123101121,Jones,4\n", "has no line of headings"),
        ("Smith,Tom,02/11/2016\n", "has no line of headings"),
    ],
)
def test_what_is_not_a_table_is_named_with_a_remedy(tmp_path: Path, content: str | bytes, said: str) -> None:
    assert said in refusal(tmp_path, content)


def test_a_missing_file_and_a_folder_are_said_so(tmp_path: Path) -> None:
    with pytest.raises(ProgressError, match=r"There is no file none\.csv"):
        read_any(tmp_path / "none.csv")
    with pytest.raises(ProgressError, match="is a folder"):
        read_any(tmp_path)


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress])
def test_packed_text_is_read_whatever_the_name_says(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    assert read(tmp_path, pack(PLAIN.encode()), "class.dat").rows == read(tmp_path, PLAIN).rows


def test_a_bomb_is_refused_at_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sniffing, "RATIO_FREE", 1024)
    assert "too large" in refusal(tmp_path, bz2.compress(b"a,b\n" * 1_000_000))
    monkeypatch.setattr(sniffing, "MAX_BYTES", 20)
    assert "too large" in refusal(tmp_path, PLAIN)
    assert "too large" in refusal(tmp_path, gzip.compress(PLAIN.encode()))


@pytest.mark.parametrize(
    ("encoding", "guessed"),
    [("utf-8", False), ("utf-8-sig", False), ("utf-16", False), ("cp1252", True), ("cp850", True)],
)
def test_encodings(tmp_path: Path, encoding: str, guessed: bool) -> None:
    table = read(tmp_path, "UPN,Surname\n1,Brontë\n2,René\n".encode(encoding))
    assert [row[1][1] for row in table.rows] == ["Brontë", "René"]
    assert table.headings[0] == "UPN"
    assert bool(table.notes) == guessed
    if guessed:
        assert "a guess" in table.notes[0]
        assert "“Brontë”, line 2" in table.notes[0]


def test_a_windows_apostrophe_is_not_taken_for_dos_text(tmp_path: Path) -> None:
    table = read(tmp_path, "UPN,Surname\n1,O’Brien\n".encode("cp1252"))
    assert table.rows[0][1][1] == "O’Brien"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_delimiters_and_line_ends(tmp_path: Path, mark: str, end: str) -> None:
    table = read(tmp_path, PLAIN.replace(",", mark).replace("\n", end))
    assert table.rows == read(tmp_path, PLAIN).rows


def test_a_decimal_comma_and_quoted_delimiters_do_not_mislead(tmp_path: Path) -> None:
    table = read(tmp_path, 'Name;Attendance %;Note\n"Smith, Tom";97,4;"a;b"\nJones;96,1;x\n')
    assert table.rows[0] == (2, ["Smith, Tom", "97,4", "a;b"])


def test_blank_rows_are_skipped_and_counted_and_a_cell_may_hold_lines(tmp_path: Path) -> None:
    table = read(tmp_path, 'UPN,Note\n1,"two\nlines"\n\n,\n2,x\n')
    assert table.rows == [(2, ["1", "two lines"]), (5, ["2", "x"])]


def test_rows_of_invisible_characters_alone_are_blank(tmp_path: Path) -> None:
    table = read(tmp_path, "UPN,Surname\n1,Smith\n\u200b,\u200b\n\x1a")
    assert ([row for row, _ in table.rows], table.rejected) == ([2], [])


def test_ragged_rows_are_rejected_with_their_row(tmp_path: Path) -> None:
    table = read(tmp_path, "UPN,Surname,Maths\n1,Smith,72\n2,Jones\n3,Brown,70,extra\n4,Green,71,\n")
    assert [row for row, _ in table.rows] == [2, 5]
    assert [(r.row, r.reason) for r in table.rejected] == [
        (3, "The row has 2 cells where the headings are 3."),
        (4, "The row has 4 cells where the headings are 3."),
    ]


@pytest.mark.parametrize("head", ["id,english", '"",id,english'])
def test_both_forms_of_an_unnamed_index_column_are_left_out(tmp_path: Path, head: str) -> None:
    table = read(tmp_path, f'{head}\n"2",23,72\n"1",24,80\n')
    assert table.headings == ["id", "english"]
    assert table.rows == [(2, ["23", "72"]), (3, ["24", "80"])]
    assert "numbers the rows" in table.notes[0]


def test_a_delimiter_after_every_row_is_no_index_column(tmp_path: Path) -> None:
    assert read(tmp_path, "id,english\na,72,\nb,80,\n").rows == [(2, ["a", "72"]), (3, ["b", "80"])]


def test_columns_without_a_heading_are_left_out_and_named_when_filled(tmp_path: Path) -> None:
    table = read(tmp_path, "UPN,,Maths,\nx,7,72,\ny,8,80,\n")
    assert table.headings == ["UPN", "Maths"]
    assert table.notes == ["Column 2 has no heading; it was not stored."]


def test_a_title_above_the_headings_is_left_out(tmp_path: Path) -> None:
    table = read(tmp_path, "Class list 2026,,\n" + PLAIN)
    assert table.headings == ["UPN", "Surname", "Maths"]
    assert table.rows[0][0] == 3
    assert "“Class list 2026”" in table.notes[0]


def test_invisible_characters_are_taken_out_and_counted(tmp_path: Path) -> None:
    table = read(tmp_path, "UPN,Surname\n1,Sm\u200bith\n2,\u202eJones\n3,  Brown  [red] \n")
    assert [cells[1] for _, cells in table.rows] == ["Smith", "Jones", "Brown [red]"]
    assert table.notes == ["2 cells had invisible characters, which were taken out (first: row 2)."]


@pytest.mark.parametrize(
    ("limit", "content", "said"),
    [("MAX_COLUMNS", "a,b,c,d\n1,2,3,4\n", "Row 1 of class.csv has more than 3 columns"),
     ("MAX_CELL", "a,b\nlong,2\n", "A cell in row 2"), ("MAX_ROWS", "a\n1\n2\n3\n", "more than 3 rows"),
     ("MAX_CELLS", "a,b\n1,2\n", "more than 3 cells"), ("_MAX_LINE", "abcdef\n", "a line too long")],
)  # fmt: skip
def test_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, content: str, said: str) -> None:
    monkeypatch.setattr(delimited, limit, 3)
    assert said in refusal(tmp_path, content)


def test_an_unclosed_quote_in_a_large_file_is_named_and_not_swallowed(tmp_path: Path) -> None:
    assert "Row 2 of class.csv" in refusal(tmp_path, 'a,b\n"x,1\n' + "y,2\n" * 50_000)


@pytest.mark.parametrize("after", ["", "x", "<", "<!--"])
def test_a_file_of_comments_is_looked_at_once(tmp_path: Path, after: str) -> None:
    # Ways to part these into comments: 2 to the 500th.
    assert read(tmp_path, "<!---->" * 500 + after + "\nUPN,Name\n1,Ada\n").file == "class.csv"


def test_columns_without_a_heading_are_told_in_one_sentence(tmp_path: Path) -> None:
    table = read(tmp_path, "UPN,,Surname,,\nx,a,Smith,,b\ny,c,Jones,,d\n")
    assert table.headings == ["UPN", "Surname"]
    assert table.notes == ["Columns 2 and 5 have no heading; they were not stored."]


def test_a_cell_beyond_what_python_reads_may_be_too_long(tmp_path: Path) -> None:
    said = refusal(tmp_path, f"a,b\n{'x' * 200_000},1\n")
    assert "Row 2 of class.csv cannot be read" in said
    assert "or the cell is longer than 10,000 characters" in said


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_row_of_a_nul_is_counted_by_any_line_end(tmp_path: Path, end: str) -> None:
    with pytest.raises(SourceError) as caught:
        read(tmp_path, end.join(["UPN,Name", "A,B", "C,\0D"]))
    assert caught.value.row == 3

"""Web pages that call themselves Excel: their tables as tables, however broken the page is."""

from __future__ import annotations

import pytest

from progress_tui.domain.errors import ProgressError
from progress_tui.importing.reading.table import SourceTable
from progress_tui.importing.reading.workbook import html_table
from progress_tui.importing.reading.workbook.html_table import read_html

HEAD = "<tr><th>UPN<th>Name<th>Maths Aut2</tr>"
ADA = "<tr><td>x</td><td>Smith, Ada</td><td>EXS</td></tr>"
NOTE = "The file is a web page (HTML), whatever its name says; its table was read."


def read(page: str | bytes) -> SourceTable:
    return read_html(page.encode() if isinstance(page, str) else page, "class.xls", "hash")


def refusal(page: str) -> str:
    with pytest.raises(ProgressError) as caught:
        read(page)
    return str(caught.value)


def test_the_table_of_pupils_is_read_and_the_page_is_named_as_what_it_is() -> None:
    table = read(f"<html><body><h1>Class list</h1><table>{HEAD}{ADA}</table></body></html>")
    assert (table.file, table.sha256) == ("class.xls", "hash")
    assert table.headings == ["UPN", "Name", "Maths Aut2"]
    assert table.rows == [(2, ["x", "Smith, Ada", "EXS"])]
    assert table.notes == [NOTE]


@pytest.mark.parametrize(
    "page",
    [
        f"<table>{HEAD}{ADA}",
        "<TABLE><TR><TD>UPN<TD>Name<TD>Maths Aut2<TR><TD>x<TD>Smith, Ada<TD>EXS</TABLE>",
        f"<table><thead>{HEAD}</thead><tbody>{ADA}</tbody></table>",
        f"<table><tr><td><table>{HEAD}{ADA}</table></td></tr></table>",
        f"<table><tr><td>Home</td></tr></table><table>{HEAD}{ADA}</table>",
        f"<style>td > a {{}}</style><script>if (a<b) '<table>'</script><table>{HEAD}{ADA}</table>",
        f"<table>{HEAD}<!-- <tr><td>no</td></tr> -->{ADA}</table>",
        f"<!DOCTYPE html><?xml version='1.0'?><table border=1 a='x'>{HEAD}{ADA}</table></html>",
        f"<table>{HEAD.replace('<th>', '</td><td>')}{ADA.replace('EXS', '<font color=red>E</font>X<b>S</b>')}</table>",
        f"<table>{HEAD}{ADA.replace('Smith, Ada', '<p>Smith,<br>&nbsp;Ada</p>')}</table>",
    ],
)
def test_pages_as_systems_write_them(page: str) -> None:
    table = read(page)
    assert [cells for _, cells in table.rows] == [["x", "Smith, Ada", "EXS"]]


def test_cells_over_several_columns_and_rows() -> None:
    table = read(
        "<table><tr><td colspan=6>Autumn 2026</td></tr>"
        "<tr><td rowspan=2>UPN</td><td rowspan='2'>Name</td><td rowspan=2>Class</td><td colspan=\"2\">Reading</td></tr>"
        "<tr><td>Aut2</td><td>Target</td></tr>"
        "<tr><td>x</td><td>Ada</td><td rowspan=2>4B</td><td>a</td><td>b</td></tr>"
        "<tr><td>y</td><td>Ben</td><td>c</td><td>d</td></tr></table>"
    )
    assert table.headings == ["UPN", "Name", "Class", "Reading Aut2", "Reading Target"]
    assert table.rows == [(4, ["x", "Ada", "4B", "a", "b"]), (5, ["y", "Ben", "4B", "c", "d"])]


def test_entities_and_a_text_format_of_excel() -> None:
    table = read(
        f"<table>{HEAD}{ADA.replace('Smith, Ada', 'O&#39;Neill &amp; Zo&euml;').replace('EXS', '&lt;70')}</table>"
    )
    assert table.rows[0][1][1:] == ["O'Neill & Zoë", "<70"]


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", ""), ("utf-8-sig", ""), ("utf-16", ""), ("cp1252", "windows-1252"), ("iso8859-1", "iso-8859-1"),
        ("utf-8", "iso-8859-1"), ("utf-8", "utf-8"),
    ],
)  # fmt: skip
def test_the_text_is_read_as_the_page_says_and_better_where_it_errs(encoding: str, declared: str) -> None:
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">' if declared else ""
    table = read(f"<html>{meta}<table>{HEAD}{ADA.replace('Ada', 'Zoë')}</table>".encode(encoding))
    assert table.rows[0][1][1] == "Smith, Zoë"
    assert table.notes == [NOTE]


def test_a_guessed_code_page_is_said() -> None:
    assert "a guess" in read(f"<table>{HEAD}{ADA.replace('Ada', 'Zoë')}</table>".encode("cp1252")).notes[0]


def test_rows_that_are_not_shown_are_read_and_named() -> None:
    unseen = ADA.replace("<tr>", "<tr style='display: none'>").replace("Ada", "Ben")
    table = read(f"<table>{HEAD}{ADA}{unseen}</table>")
    assert [row for row, _ in table.rows] == [2, 3]
    assert table.notes[1] == "Row 3 is hidden and was read all the same."


def test_several_tables_of_pupils_are_put_together() -> None:
    table = read(f"<table>{HEAD}{ADA}</table><p>page 2<table>{HEAD}{ADA.replace('Ada', 'Ben')}</table>")
    assert [cells[1] for _, cells in table.rows] == ["Smith, Ada", "Smith, Ben"]
    assert "Class" not in table.headings


@pytest.mark.parametrize(
    "page",
    [
        "<html><body>Please log in</body></html>",
        "<html><table><tr><td>Code</td><td>Meaning</td></tr><tr><td>EXS</td><td>expected</td></tr></table>",
        "<table></table>", "<table", "<!--", "<script>", "<frameset><frame src='sheet001.htm'></frameset>",
    ],
)  # fmt: skip
def test_a_page_without_pupils_is_named_with_the_remedy(page: str) -> None:
    assert refusal(page) == (
        "class.xls is a web page (HTML), whatever its name says. No table in it names pupils. "
        "Open it in Excel or LibreOffice, save it as .xlsx or CSV and import that."
    )


@pytest.mark.parametrize(
    "page",
    ["<!--" * 300_000, "<" * 1_000_000, "<a " * 300_000, "<table>" + "<td" * 300_000, "<script>" * 200_000,
     "&" * 500_000, "<a b='" * 200_000, "</" * 400_000, "<table>" + "<tr>" * 200_000],
)  # fmt: skip
def test_broken_pages_end(page: str) -> None:
    refusal(page)


def test_spans_and_tables_beyond_all_measure(monkeypatch: pytest.MonkeyPatch) -> None:
    wide = "<td colspan=999999>x</td>"
    assert "more than 1,000 columns" in refusal(f"<table><tr>{wide}{wide}</tr></table>")
    assert "inside one another" in refusal("<table>" * 40)
    assert "more than 500 tables" in refusal("<table></table>" * 501)
    assert "more than 10,000 characters" in refusal(f"<table>{HEAD}{ADA.replace('EXS', 'x' * 10_001)}</table>")
    monkeypatch.setattr(html_table, "MAX_CELLS", 3)
    assert "more than 3 cells" in refusal(f"<table>{HEAD}{ADA}</table>")
    tall = f"<table>{HEAD}<tr><td rowspan=999999>x</td></tr></table>"
    monkeypatch.setattr(html_table, "MAX_CELLS", 30)
    assert len(read(tall)) == 1

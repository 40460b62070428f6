"""Reports: what a view says, and how the command line prints it in every format."""

from __future__ import annotations

import csv
import io
import json
import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from progress_tui.cli.printing import Format, emit_report
from progress_tui.domain.reports import Field, FieldKind, Report, shown

FIELDS = (
    Field("class_name", "class"),
    Field("met", "at expected", "count"),
    Field("share", "%", "percent"),
    Field("mean", "mean", "number"),
    Field("change", "±", "signed"),
    Field("names", "pupils"),
)
ROWS = (
    {
        "class_id": 3,
        "class_name": "4B",
        "met": 19,
        "share": 67.857,
        "mean": 101.25,
        "change": -1.5,
        "names": ("Begum, Aisha", "王小明"),
        "on": date(2026, 11, 23),
    },
    {"class_id": 4, "class_name": "Willow", "met": 0, "share": None, "mean": None, "change": 0.0, "names": ()},
)
REPORT = Report(
    "Oakfield Primary ▸ Compare ▸ Autumn 2 2026-27",
    "2026-27:Aut2",
    FIELDS,
    ROWS,
    ("19 of 28 assessed (of 30 on roll).", "Willow has nobody assessed."),
    {"by": ["class"]},
)


@pytest.mark.parametrize(("key", "label"), [("met", "level"), ("level", "at expected")])
def test_fields_that_would_hide_each_other_are_refused(key: str, label: str) -> None:
    with pytest.raises(ValueError, match="Two fields of “Compare” are called"):
        Report("Compare", "", (*FIELDS, Field(key, label)), ())


def printed(capsys: pytest.CaptureFixture[str], report: Report, form: Format) -> tuple[str, str]:
    emit_report(report, form)
    said = capsys.readouterr()
    return said.out, said.err


def test_a_table_has_a_title_the_cells_and_the_notes(capsys: pytest.CaptureFixture[str]) -> None:
    out, err = printed(capsys, REPORT, "table")
    assert out.splitlines() == [
        "Oakfield Primary ▸ Compare ▸ Autumn 2 2026-27",
        "class   at expected     %    mean     ±  pupils",
        "──────  ───────────  ────  ──────  ────  ────────────────────",
        "4B               19  68 %  101.25  -1.5  Begum, Aisha; 王小明",
        "Willow            0                   0",
        "19 of 28 assessed (of 30 on roll).",
        "Willow has nobody assessed.",
    ]
    assert err == ""


def test_csv_has_only_rows_and_its_notes_stand_beside(capsys: pytest.CaptureFixture[str]) -> None:
    out, err = printed(capsys, REPORT, "csv")
    assert list(csv.reader(io.StringIO(out))) == [
        ["class", "at expected", "%", "mean", "±", "pupils"],
        ["4B", "19", "68 %", "101.25", "-1.5", "Begum, Aisha; 王小明"],
        ["Willow", "0", "", "", "0", ""],
    ]
    assert err.splitlines() == list(REPORT.notes)


def test_json_holds_every_value_unrounded_and_what_no_table_shows(capsys: pytest.CaptureFixture[str]) -> None:
    out, _ = printed(capsys, REPORT, "json")
    assert out.count("\n") == 1
    content = json.loads(out)
    assert list(content) == ["title", "point", "n", "by", "rows", "notes"]
    assert (content["point"], content["n"], content["by"]) == ("2026-27:Aut2", 2, ["class"])
    assert content["rows"][0] == {
        "class_id": 3,
        "class_name": "4B",
        "met": 19,
        "share": 67.857,
        "mean": 101.25,
        "change": -1.5,
        "names": ["Begum, Aisha", "王小明"],
        "on": "2026-11-23",
    }
    assert content["rows"][1]["share"] is None
    assert content["notes"] == list(REPORT.notes)


def test_markdown_is_a_heading_a_table_and_paragraphs(capsys: pytest.CaptureFixture[str]) -> None:
    out, _ = printed(capsys, REPORT, "markdown")
    assert out.splitlines() == [
        "# Oakfield Primary ▸ Compare ▸ Autumn 2 2026-27",
        "",
        "| class | at expected | % | mean | ± | pupils |",
        "| --- | --- | --- | --- | --- | --- |",
        "| 4B | 19 | 68 % | 101.25 | -1.5 | Begum, Aisha; 王小明 |",
        "| Willow | 0 |  |  | 0 |  |",
        "",
        "19 of 28 assessed (of 30 on roll).",
        "",
        "Willow has nobody assessed.",
    ]


@pytest.mark.parametrize("form", ["table", "csv", "json", "markdown"])
def test_a_report_without_rows_says_why_and_names_its_columns_to_programs(
    capsys: pytest.CaptureFixture[str], form: Format
) -> None:
    out, err = printed(capsys, Report("Empty", "", FIELDS, (), ("Nobody is on roll.",)), form)
    if form == "json":
        assert json.loads(out) == {"title": "Empty", "point": "", "n": 0, "rows": [], "notes": ["Nobody is on roll."]}
    else:
        assert [field.label in out for field in FIELDS] == [form != "table"] * len(FIELDS)
        assert "Nobody is on roll." in out + err


HOSTILE = (
    "=HYPERLINK(1)",
    "a\x1b[31mb",
    "x\u202ey",
    "| <b>*n*</b> |",
    "[red]rot[/red]",
    "two\nlines",
    "@SUM",
    "王小明",
)


@pytest.mark.parametrize("form", ["table", "csv", "json", "markdown"])
def test_hostile_names_stay_plain_text_wherever_they_stand(capsys: pytest.CaptureFixture[str], form: Format) -> None:
    fields = (Field("pupil", "pupil"), Field("n", "n", "count"))
    rows = tuple({"pupil": name, "n": number} for number, name in enumerate(HOSTILE))
    out, err = printed(capsys, Report("\x1b]0;t\x07", "", fields, rows, HOSTILE), form)
    assert not {"\x1b", "\x07"} & set(out + err)
    if form == "json":
        assert [row["pupil"] for row in json.loads(out)["rows"]] == list(HOSTILE)
        return
    assert "\u202e" not in out + err
    if form == "table":
        lines = out.splitlines()
        assert len(lines) == 3 + 2 * len(HOSTILE), "a line break in a name makes no line"
        assert len({cell_len(line) for line in lines[1 : 3 + len(HOSTILE)]}) == 1
        assert "[red]rot[/red]" in out
    elif form == "csv":
        cells = [line[0] for line in csv.reader(io.StringIO(out))][1:]
        assert cells[0] == "'=HYPERLINK(1)"
        assert cells[6] == "'@SUM"
        assert cells[5] == "two�lines"
    else:
        table = [line for line in out.splitlines() if line.startswith("| ")]
        assert len(table) == 2 + len(HOSTILE)
        assert "<b>" not in out
        assert table[5].startswith("| \\| &lt;b&gt;")


@pytest.mark.parametrize(
    ("value", "kind", "cell"),
    [
        (None, "percent", None),
        (66.5001, "percent", "67 %"),
        (0, "percent", "0 %"),
        (12, "count", "12"),
        (2.0, "number", "2"),
        (2.345, "number", "2.35"),
        (100.0, "number", "100"),
        (-0.001, "number", "0"),
        (-0.001, "signed", "0"),
        (0.004, "signed", "0"),
        (2, "signed", "+2"),
        (-10.0, "signed", "-10"),
        (12.5, "signed", "+12.5"),
        (True, "text", True),
        ("At", "number", "At"),
        (["a", 2], "text", "a; 2"),
    ],
)
def test_a_value_as_a_table_shows_it(value: object, kind: FieldKind, cell: object) -> None:
    assert shown(value, kind) == cell


@given(st.floats(-1e6, 1e6), st.sampled_from(("number", "signed")))
def test_a_figure_shown_is_the_figure_to_two_decimals(value: float, kind: FieldKind) -> None:
    cell = shown(value, kind)
    assert isinstance(cell, str)
    assert math.isclose(float(cell), value, abs_tol=0.005 + 1e-9)
    assert cell not in ("-0", "+0")
    assert "." not in cell or not cell.endswith(("0", "."))


def test_only_text_stands_flush_left() -> None:
    assert REPORT.numbers() == {"at expected", "%", "mean", "±"}
    assert REPORT.n == 2

"""Filled prep sheets: read from Word and CSV, each answer under its item, what cannot be placed said in words."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import docx
import pytest

from progress_tui.domain.errors import ProgressError
from progress_tui.domain.meetings import Item, ItemKind, Meeting, Text
from progress_tui.domain.prep_sheets import ANSWERS, MISSING, REFERENCE, as_reference, reference_of
from progress_tui.importing.prep_sheet.placing import Placement, place
from progress_tui.importing.prep_sheet.reading import read_sheet
from progress_tui.importing.prep_sheet.word import word_rows

SCHOOL = "Oakfield Primary"
SHOWS, STOPS, ANSWER = (one.label for one in ANSWERS)
HEAD = ["Pupil", "What we see", SHOWS, STOPS, REFERENCE]
CLASS_HEAD = ["Question", ANSWER, REFERENCE]


def item(item_id: int, pupil_id: int | None, prep: str = "") -> Item:
    texts = {"prep": Text(prep, 1)} if prep else {}
    kind: ItemKind = "class" if pupil_id is None else "pupil"
    return Item(item_id, item_id, kind, pupil_id, "" if pupil_id else "How is the class?", False, 0, (), "", texts)


def meeting(*items: Item, meeting_id: int = 12, class_name: str = "4B") -> Meeting:
    held = items or (item(1, 301), item(2, 302), item(3, None))
    return Meeting(
        meeting_id, 1, 7, class_name, 121, "progress", "2026-11-23", 45, "Head", "planned", None, 0, "", "", held
    )


def ref(of: Meeting, item_id: int) -> str:
    return str(reference_of(SCHOOL, of, of.item(item_id) if item_id else None))


def rows_of(of: Meeting, first: str = "", second: str = "", whole: str = "", missing: str = "") -> list[list[str]]:
    """A sheet of two children, a question of the class, and who is missing."""
    return [
        HEAD,
        ["TA", "fell from At to Just below", first, "", ref(of, 1)],
        ["AB", "absence 11.1 %", "", second, ref(of, 2)],
        CLASS_HEAD,
        ["How is the class?", whole, ref(of, 3)],
        [MISSING, missing, ref(of, 0)],
    ]


def as_csv(path: Path, rows: Sequence[Sequence[str]], sign: str = ",", encoding: str = "utf-8-sig") -> Path:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=sign).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def as_long_csv(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    """As documents are written to CSV: a line a cell, the title before the tables."""
    cells = [["section", "row", "column", "value"], ["Before our meeting", "", "title", "Before our meeting"]]
    section, heads, number = "", [""], 0
    for row in rows:
        if REFERENCE in row:
            section, heads, number = f"Table {row[0]}", list(row), 0
        else:
            number += 1
            cells += [[section, str(number), head, text] for head, text in zip(heads, row, strict=True)]
    return as_csv(path, cells)


def as_docx(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    """Each heading line begins a table of its own."""
    made = docx.Document()
    made.add_heading("Prep sheet", 1)
    made.add_paragraph("For the class teacher.")
    table = None
    for row in rows:
        if REFERENCE in row or table is None:
            table = made.add_table(0, len(row))
        cells = table.add_row().cells
        for cell, text in zip(cells, row, strict=False):
            cell.text = text
    made.save(str(path))
    return path


def placed(path: Path, of: Meeting) -> Placement:
    return place(read_sheet(path), of, SCHOOL)


def said(of: Placement) -> dict[int, tuple[str, str]]:
    return {one.item.item_id: (one.outcome, one.body) for one in of.comments}


@pytest.mark.parametrize("form", ["docx", "csv", "long", "semicolon", "windows", "utf-16"])
def test_answers_go_to_their_items_whatever_form_they_come_in(tmp_path: Path, form: str) -> None:
    of = meeting()
    rows = rows_of(of, "Reads daily at home – loves it\nsince June", "Tired; late twice", "Calm, “settled”", "Zoë")
    if form == "docx":
        path = as_docx(tmp_path / "sheet.docx", rows)
    elif form == "long":
        path = as_long_csv(tmp_path / "sheet.csv", rows)
    else:
        sign, encoding = {
            "csv": (",", "utf-8-sig"), "semicolon": (";", "utf-8"), "windows": (",", "cp1252"),
            "utf-16": ("\t", "utf-16"),
        }[form]  # fmt: skip
        path = as_csv(tmp_path / "sheet.csv", rows, sign, encoding)
    found = placed(path, of)
    assert said(found) == {
        1: ("new", "Reads daily at home – loves it\nsince June"),
        2: ("new", "What stops them, what was tried: Tired; late twice"),
        3: ("new", f"Calm, “settled”\n{MISSING} Zoë"),
    }
    assert found.not_placed == ()
    assert found.empty == 0


def test_the_same_sheet_again_changes_nothing_and_a_changed_one_only_what_it_changed(tmp_path: Path) -> None:
    first = meeting()
    path = as_docx(tmp_path / "sheet.docx", rows_of(first, "Reads daily", "Tired"))
    bodies = {one.item.item_id: one.body for one in placed(path, first).comments}
    after = meeting(item(1, 301, bodies[1]), item(2, 302, bodies[2]), item(3, None))
    again = placed(path, after)
    assert {outcome for outcome, _ in said(again).values()} == {"same"}
    assert again.changes == ()
    changed = placed(as_docx(tmp_path / "changed.docx", rows_of(first, "Reads daily", "Tired, glasses now")), after)
    assert [(one.item.item_id, one.outcome, one.before) for one in changed.changes] == [(2, "changed", bodies[2])]
    blank = placed(as_docx(tmp_path / "blank.docx", rows_of(first)), after)
    assert blank.comments == ()
    assert blank.empty == 3, "an empty line takes nothing away"


def test_columns_may_stand_in_another_order_and_lines_may_go_or_come_twice(tmp_path: Path) -> None:
    of = meeting()
    rows = rows_of(of, "Reads daily", "Tired")
    turned = [[row[-1], *row[:-1]] for row in rows[:3]]
    assert {one: text for one, (_, text) in said(placed(as_csv(tmp_path / "a.csv", turned), of)).items()} == {
        1: "Reads daily",
        2: "What stops them, what was tried: Tired",
    }
    one_gone = placed(as_csv(tmp_path / "b.csv", [rows[0], rows[2]]), of)
    assert list(said(one_gone)) == [2]
    assert one_gone.notes == (
        "1 child on the agenda has no line in the sheet: deleted there, or put on the agenda later.",
    )
    twice = placed(as_csv(tmp_path / "c.csv", [*rows[:3], rows[1]]), of)
    assert said(twice)[1] == ("new", "Reads daily")
    two_texts = placed(as_csv(tmp_path / "d.csv", [*rows[:3], [*rows[1][:2], "Never reads", *rows[1][3:]]]), of)
    assert list(said(two_texts)) == [2]
    assert [(one.row, one.body) for one in two_texts.not_placed] == [(2, "Reads daily"), (4, "Never reads")]
    assert "different texts" in two_texts.not_placed[0].why


def test_what_cannot_be_placed_is_told_with_its_text(tmp_path: Path) -> None:
    of = meeting()
    rows = rows_of(of, "Reads daily", "Tired")
    wrong = f"M12-2-{'0' * 6}"
    edited = placed(as_csv(tmp_path / "a.csv", [*rows[:2], [*rows[2][:-1], wrong]]), of)
    assert [(one.row, one.why) for one in edited.not_placed] == [
        (3, "Its reference was changed: it is not known whom it is about.")
    ]
    assert edited.not_placed[0].body.endswith("Tired")
    taken_off = meeting(item(1, 301), item(3, None))
    gone = placed(as_csv(tmp_path / "b.csv", rows), taken_off)
    assert [one.why for one in gone.not_placed] == ["Its child or question is not on the agenda any more."]
    headless = placed(as_csv(tmp_path / "c.csv", [rows[3], ["How?", "Well", ref(of, 3)], *rows[1:3]]), of)
    assert list(said(headless)) == [3]
    assert ["heading line" in one.why for one in headless.not_placed] == [True, True]
    assert "Reads daily" in headless.not_placed[0].body
    long = placed(as_csv(tmp_path / "d.csv", rows_of(of, "x" * 4_001, "Tired")), of)
    assert [one.why for one in long.not_placed] == ["It has more than 4,000 characters; shorten it."]
    assert list(said(long)) == [2]
    no_class = meeting(item(1, 301))
    missing = placed(
        as_csv(
            tmp_path / "e.csv",
            [
                *rows_of(no_class_rows(no_class), "Fine", missing="Zoë")[:2],
                CLASS_HEAD,
                [MISSING, "Zoë", ref(no_class, 0)],
            ],
        ),
        no_class,
    )
    assert [(one.row, one.body) for one in missing.not_placed] == [(0, "Zoë")]


def no_class_rows(of: Meeting) -> Meeting:
    """A meeting of the same number whose other items exist, for the rows of a whole sheet."""
    return of._replace(items=(*of.items, item(2, 302), item(3, None)))


@pytest.mark.parametrize(
    ("other", "school"),
    [
        (meeting(meeting_id=13), SCHOOL),
        (meeting(class_name="4A"), SCHOOL),
        (meeting(), "Elm Park Primary"),
        (meeting(item(1, 401), item(2, 402)), SCHOOL),
    ],
    ids=["meeting", "class", "school", "children"],
)
def test_the_sheet_of_another_meeting_is_refused_whole(tmp_path: Path, other: Meeting, school: str) -> None:
    path = as_docx(tmp_path / "sheet.docx", rows_of(meeting(), "Reads daily")[:3])
    with pytest.raises(ProgressError, match="sheet of another meeting") as refused:
        place(read_sheet(path), other, school)
    assert "Nothing was stored" in refused.value.detail
    with pytest.raises(ProgressError, match="was held already"):
        placed(path, meeting()._replace(status="held"))
    both = as_csv(tmp_path / "both.csv", [*rows_of(meeting(), "a")[:3], *rows_of(meeting(meeting_id=13), "b")[:3]])
    with pytest.raises(ProgressError, match="lines of 2 meetings"):
        placed(both, meeting())


def test_a_formula_is_a_text_and_invisible_characters_go(tmp_path: Path) -> None:
    of = meeting()
    rows = rows_of(of, '=HYPERLINK("http://x","y")', "\u202eTired\u200b")
    found = placed(as_csv(tmp_path / "sheet.csv", rows), of)
    assert said(found)[1] == ("new", '=HYPERLINK("http://x","y")')
    assert said(found)[2] == ("new", "What stops them, what was tried: Tired")
    assert found.notes == ("1 line holds what looks like a formula; it is kept as plain text (first: row 2).",)
    safe = placed(as_csv(tmp_path / "safe.csv", rows_of(of, "'-1 since June", "______\n\n")), of)
    assert said(safe) == {1: ("new", "-1 since June")}
    assert safe.empty == 2


def _word(body: str, name: str = "word/document.xml") -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, body)
    return content.getvalue()


def _p(inner: str) -> str:
    return f"<w:p>{inner}</w:p>"


def test_the_visible_text_of_a_document_is_read() -> None:
    cell = (
        _p("<w:r><w:t>Reads</w:t><w:tab/><w:t xml:space='preserve'> well</w:t></w:r>")
        + _p("<w:ins><w:r><w:t>typed later</w:t></w:r></w:ins><w:del><w:r><w:delText>was</w:delText></w:r></w:del>")
        + _p("<w:r><w:instrText>HYPERLINK x</w:instrText></w:r><w:r><w:t>a</w:t><w:br/><w:t>b</w:t></w:r>")
    )
    inner = f"<w:tbl><w:tr><w:tc>{_p('<w:r><w:t>inside</w:t></w:r>')}</w:tc></w:tr></w:tbl>"
    sdt = f"<w:sdt><w:sdtContent><w:tc>{_p('<w:r><w:t>held</w:t></w:r>')}</w:tc></w:sdtContent></w:sdt>"
    body = (
        "<w:document xmlns:w='w'><w:body>"
        f"{_p('<w:r><w:t>Title</w:t></w:r>')}<w:tbl><w:tr><w:tc>{cell}</w:tc><w:tc>{inner}{_p('')}</w:tc>{sdt}</w:tr>"
        "</w:tbl></w:body></w:document>"
    )
    assert word_rows(_word(body), "s.docx") == [
        ["Title"],
        ["inside"],
        ["Reads\t well\ntyped later\na\nb", "", "held"],
    ]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is empty"),
        (b"%PDF-1.7", "is a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "older Word"),
        (b"{\\rtf1 x}", "RTF"),
        (b"PK\x03\x04broken", "damaged"),
        (_word("<a/>", "xl/workbook.xml"), "is no Word document"),
        (_word("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), "DOCTYPE"),
        (_word("<w><t>" + "x" * 70_000_000 + "</t></w>"), "too large"),
        (_word("<t>" * 100 + "</t>" * 100), "inside one another"),
        (_word("<w:d xmlns:w='w'>" + "<w:p/>" * 6_000 + "</w:d>"), "more than 5,000 rows"),
        (_word("<w:d xmlns:w='w'>" + _p("<w:t>Dear all</w:t>") + "</w:d>"), "is no prep sheet"),
        (b"Pupil,Reading\nTobi,At\n", "is no prep sheet"),
        (b'Pupil,Reference\n"open,M1-2-abcdef\n', "cannot be read"),
        (b"Reference\n" + b"M12-1-abcdef\n" * 201, "more than 200 lines"),
        (b"\0\1\2\3\0\0\0", "is not a text file"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_prep_sheet_is_refused_in_words(tmp_path: Path, content: bytes, why: str) -> None:
    path = tmp_path / "sheet.docx"
    path.write_bytes(content)
    with pytest.raises(ProgressError) as refused:
        read_sheet(path)
    assert why in str(refused.value)
    assert refused.value.remedy


def test_a_reference_names_nobody_and_survives_a_word_processor() -> None:
    of = meeting()
    text = ref(of, 1)
    assert as_reference(text) == reference_of(SCHOOL, of, of.items[0])
    assert as_reference(f" {text.replace('-', '–').lower()} ") == reference_of(SCHOOL, of, of.items[0])
    assert as_reference(f"see {text}") is None
    others = [meeting(class_name="4A"), meeting()._replace(ordinal=122), meeting(meeting_id=13)]
    assert len({text, *(ref(other, 1) for other in others)}) == 4

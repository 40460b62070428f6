"""Writes workbooks part by part, so that they can hold what no library would write."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from xml.sax.saxutils import escape, quoteattr

MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
DECLARED: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

DATE, PERCENT, RED, OWN_DATE = 1, 2, 3, 4
"""Places in the list of formats below."""

STYLES: Final = (
    f'{DECLARED}<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="dd\\-mmm\\-yyyy"/>'
    '</numFmts><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts><fills count="3">'
    '<fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFFF0000"/></patternFill></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="5">'
    '<xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/><xf numFmtId="10" applyNumberFormat="1"/>'
    '<xf numFmtId="0" fillId="2" applyFill="1"/><xf numFmtId="164" applyNumberFormat="1"/></cellXfs></styleSheet>'
)


@dataclass(frozen=True, slots=True)
class Raw:
    """A cell as the file has it.

    Attributes:
        inside: the XML inside it; `kind` its type (`e` error, `str` text of a formula, `b` yes or no, `inlineStr`).
        style: the place of its format.
    """

    inside: str = ""
    kind: str = ""
    style: int = 0


Cell = str | int | float | Raw | None
"""Text is shared, a number is a number, None is no cell."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet.

    Attributes:
        rows: row number → cells from column A on, or a plain list from row 1 on.
        merged: ranges; `hidden_rows` numbers; `hidden_columns` numbers from 1.
        state: `hidden` or `veryHidden`; `dimension` what the sheet claims to hold.
        before: XML put before the sheet itself.
    """

    name: str
    rows: Sequence[Sequence[Cell]] | Mapping[int, Sequence[Cell]]
    merged: Sequence[str] = ()
    hidden_rows: Sequence[int] = ()
    hidden_columns: Sequence[int] = ()
    state: str = "visible"
    dimension: str = ""
    before: str = ""

    def numbered(self) -> dict[int, Sequence[Cell]]:
        """Row number → cells."""
        return dict(self.rows) if isinstance(self.rows, Mapping) else dict(enumerate(self.rows, start=1))


def number(value: float, style: int = 0) -> Raw:
    """A number in a format."""
    return Raw(f"<v>{value!r}</v>", style=style)


def serial(day: date, *, since_1904: bool = False, style: int = DATE) -> Raw:
    """A real date."""
    return number((day - (date(1904, 1, 1) if since_1904 else date(1899, 12, 30))).days, style)


def formula(text: str, worked_out: str | None = None) -> Raw:
    """A formula with the text it came to, or never worked out."""
    value = "" if worked_out is None else f"<v>{escape(worked_out)}</v>"
    return Raw(f"<f>{escape(text)}</f>{value}", "" if worked_out is None else "str")


def error(name: str) -> Raw:
    """An error cell such as `#N/A`."""
    return Raw(f"<v>{name}</v>", "e")


def column(place: int) -> str:
    """The letters of a column, from 1."""
    letters = ""
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def workbook(*sheets: Sheet, since_1904: bool = False, packed: bool = False) -> bytes:
    """The bytes of a workbook; not packed without need, so that they are the same wherever they are made."""
    return archive(parts(*sheets, since_1904=since_1904), packed=packed)


def parts(*sheets: Sheet, since_1904: bool = False) -> dict[str, str]:
    """Name → content of every part of a workbook."""
    strings: dict[str, int] = {}
    pages = {f"xl/worksheets/sheet{at}.xml": _sheet(sheet, strings) for at, sheet in enumerate(sheets, start=1)}
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    overrides = {"xl/workbook.xml": "sheet.main", "xl/styles.xml": "styles", "xl/sharedStrings.xml": "sharedStrings"}
    overrides |= dict.fromkeys(pages, "worksheet")
    types = "".join(
        f'<Override PartName="/{part}" ContentType="{kind}.{what}+xml"/>' for part, what in overrides.items()
    )
    listed = "".join(
        f'<sheet name={quoteattr(sheet.name)} sheetId="{at}" state="{sheet.state}" r:id="rId{at}"/>'
        for at, sheet in enumerate(sheets, start=1)
    )
    links = "".join(
        f'<Relationship Id="rId{at}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{at}.xml"/>'
        for at in range(1, len(sheets) + 1)
    )
    links += f'<Relationship Id="rIdS" Type="{RELATIONS}/styles" Target="styles.xml"/>'
    links += f'<Relationship Id="rIdT" Type="{RELATIONS}/sharedStrings" Target="sharedStrings.xml"/>'
    era = '<workbookPr date1904="1"/>' if since_1904 else "<workbookPr/>"
    held = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in strings)
    return {
        "[Content_Types].xml": f'{DECLARED}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{types}</Types>',
        "_rels/.rels": f'{DECLARED}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{DECLARED}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">{era}<sheets>{listed}</sheets>'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": f'{DECLARED}<Relationships xmlns="{PACKAGE}/relationships">{links}'
        "</Relationships>",
        **pages,
        "xl/styles.xml": STYLES,
        "xl/sharedStrings.xml": f'{DECLARED}<sst xmlns="{MAIN}" uniqueCount="{len(strings)}">{held}</sst>',
    }


def archive(held: Mapping[str, str | bytes], *, packed: bool = False) -> bytes:
    """A zip without the time of day."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as zipped:
        for name, part in held.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
            zipped.writestr(entry, part)
    return content.getvalue()


def _sheet(sheet: Sheet, strings: dict[str, int]) -> str:
    numbered = sheet.numbered()
    rows = "".join(_row(at, cells, sheet, strings) for at, cells in numbered.items())
    widest = max((len(cells) for cells in numbered.values()), default=1)
    dimension = sheet.dimension or f"A1:{column(max(widest, 1))}{max(numbered, default=1)}"
    hidden = "".join(
        f'<col min="{at}" max="{at}" width="0" hidden="1" customWidth="1"/>' for at in sheet.hidden_columns
    )
    merged = "".join(f'<mergeCell ref="{span}"/>' for span in sheet.merged)
    merged = f'<mergeCells count="{len(sheet.merged)}">{merged}</mergeCells>' if merged else ""
    return (
        f'{DECLARED}{sheet.before}<worksheet xmlns="{MAIN}"><dimension ref="{dimension}"/>'
        f"{f'<cols>{hidden}</cols>' if hidden else ''}<sheetData>{rows}</sheetData>"
        f"{merged}</worksheet>"
    )


def _row(at: int, cells: Sequence[Cell], sheet: Sheet, strings: dict[str, int]) -> str:
    written = "".join(_cell(f"{column(place)}{at}", cell, strings) for place, cell in enumerate(cells, start=1))
    hidden = ' hidden="1"' if at in sheet.hidden_rows else ""
    return f'<row r="{at}"{hidden}>{written}</row>'


def _cell(place: str, cell: Cell, strings: dict[str, int]) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Raw):
        kind = f' t="{cell.kind}"' if cell.kind else ""
        style = f' s="{cell.style}"' if cell.style else ""
        return f'<c r="{place}"{style}{kind}>{cell.inside}</c>'
    if isinstance(cell, str):
        return f'<c r="{place}" t="s"><v>{strings.setdefault(cell, len(strings))}</v></c>' if cell else ""
    return f'<c r="{place}"><v>{cell!r}</v></c>'

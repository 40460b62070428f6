"""What a workbook says beside its cells: its sheets, its texts, its formats."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field

from progress_tui.domain.errors import ProgressError
from progress_tui.importing.reading.guarded.limits import more_than
from progress_tui.importing.reading.guarded.xml_events import Events, nothing
from progress_tui.importing.reading.guarded.zipped import Parts
from progress_tui.importing.reading.workbook.cells import Shape, shape_of, string_text

MAX_SHEETS = 500
"""Most sheets of a workbook."""
MAX_TEXTS = 3_000_000
"""Most distinct texts of a workbook."""
MAX_CHARACTERS = 100_000_000
"""Most characters of all of them."""
MAX_FORMATS = 100_000
"""Most cell formats of a workbook; Excel itself stops at 65,490."""

_TRUE = ("1", "true", "on")


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """A sheet as the workbook lists it: `state` is `visible`, `hidden` or `veryHidden`, `part` where its cells are."""

    name: str
    state: str
    part: str
    is_worksheet: bool


@dataclass(slots=True)
class Format:
    """A cell format: how numbers are shown, how many digits zeros fill up, and its fill (0: none)."""

    shape: Shape = "plain"
    zeros: int = 0
    fill: int = 0


@dataclass(slots=True)
class Contents:
    """The workbook without its cells.

    Attributes:
        since_1904: days are counted from 1904.
        calculate_first: the program that wrote it leaves the formulas to be worked out when it is opened.
    """

    sheets: list[SheetEntry] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    formats: list[Format] = field(default_factory=list)
    since_1904: bool = False
    calculate_first: bool = False


def read_contents(parts: Parts, file: str) -> Contents:
    """The sheets, texts and formats of a workbook.

    Raises:
        ProgressError: a part is missing, damaged or beyond the limits.
    """
    main = next(iter(_relations(parts, "_rels/.rels", file, "/officeDocument").values()), ("xl/workbook.xml", ""))[0]
    folder, name = posixpath.split(main)
    relations = _relations(parts, f"{folder}/_rels/{name}.rels", file)
    contents = Contents()
    _read_workbook(parts, main, relations, contents, file)
    for target, kind in relations.values():
        if kind.endswith("/sharedStrings") and not contents.texts and target in parts:
            contents.texts = _texts(parts, target, file)
        elif kind.endswith("/styles") and not contents.formats and target in parts:
            contents.formats = _formats(parts, target, file)
    return contents


def _relations(parts: Parts, part: str, file: str, only: str = "") -> dict[str, tuple[str, str]]:
    """Id → (part, kind) of what a part refers to inside the workbook."""
    found: dict[str, tuple[str, str]] = {}
    folder = posixpath.dirname(posixpath.dirname(part))

    def start(name: str, said: dict[str, str]) -> None:
        if name == "Relationship" and said.get("TargetMode") != "External" and said.get("Type", "").endswith(only):
            target = posixpath.normpath(posixpath.join("/", folder, said.get("Target", ""))).lstrip("/")
            found[said.get("Id", "")] = (target, said.get("Type", ""))

    if part in parts:
        Events(file, start, nothing).run(parts.chunks(part))
    return found


def _read_workbook(
    parts: Parts, part: str, relations: dict[str, tuple[str, str]], contents: Contents, file: str
) -> None:
    def start(name: str, said: dict[str, str]) -> None:
        if name == "workbookPr":
            contents.since_1904 = said.get("date1904", "").lower() in _TRUE
        elif name == "calcPr":
            contents.calculate_first = said.get("fullCalcOnLoad", "").lower() in _TRUE
        elif name == "sheet":
            link = next((value for key, value in said.items() if key.rpartition(":")[2] == "id"), "")
            target, kind = relations.get(link, ("", ""))
            if len(contents.sheets) >= MAX_SHEETS:
                raise more_than(MAX_SHEETS, "sheets", file)
            state = said.get("state", "visible")
            contents.sheets.append(
                SheetEntry(said.get("name", ""), state, target, kind.rpartition("/")[2] == "worksheet")
            )

    Events(file, start, nothing).run(parts.chunks(part))


def _texts(parts: Parts, part: str, file: str) -> list[str]:
    """The shared texts, with the runs of rich text put together and readings (phonetic) left out."""
    texts: list[str] = []
    runs: list[str] = []
    aside = held = 0

    def start(name: str, _: dict[str, str]) -> None:
        nonlocal aside
        if name == "si":
            runs.clear()
        elif name == "rPh":
            aside += 1

    def end(name: str, text: str) -> None:
        nonlocal aside, held
        if name == "t" and not aside:
            runs.append(text)
            held += len(text)
        elif name == "rPh":
            aside -= 1
        elif name == "si":
            texts.append(string_text("".join(runs)))
            if len(texts) > MAX_TEXTS or held > MAX_CHARACTERS:
                raise ProgressError(f"{file} holds too much text", f"More than {MAX_TEXTS:,} texts.", "Split it.")

    Events(file, start, end).run(parts.chunks(part))
    return texts


@dataclass(slots=True)
class _Styles:
    """The styles part as far as it is needed."""

    file: str
    codes: dict[str, str] = field(default_factory=dict)
    fills: list[bool] = field(default_factory=list)
    formats: list[Format] = field(default_factory=list)
    inside: str = ""

    def start(self, name: str, said: dict[str, str]) -> None:
        """Note an element; only what stands in `cellXfs` is a format of cells."""
        if name in ("cellXfs", "cellStyleXfs", "dxfs", "fills"):
            self.inside = name
        elif name == "numFmt":
            self.codes[said.get("numFmtId", "")] = said.get("formatCode", "")
        elif name == "patternFill" and self.inside == "fills":
            self.fills.append(said.get("patternType", "none") not in ("none", "gray125"))
        elif name == "gradientFill" and self.inside == "fills":
            self.fills.append(True)
        elif name == "xf" and self.inside == "cellXfs":
            self._format(said)

    def _format(self, said: dict[str, str]) -> None:
        if len(self.formats) >= MAX_FORMATS:
            raise more_than(MAX_FORMATS, "cell formats", self.file)
        number, fill = said.get("numFmtId", "0"), said.get("fillId", "0")
        known = int(number) if number.isdecimal() and len(number) < 6 else 0
        shape, zeros = shape_of(known, self.codes.get(number, ""))
        at = int(fill) if fill.isdecimal() and len(fill) < 7 else 0
        self.formats.append(Format(shape, zeros, at if at < len(self.fills) and self.fills[at] else 0))

    def end(self, name: str, _: str) -> None:
        """Leave a list."""
        if name == self.inside:
            self.inside = ""


def _formats(parts: Parts, part: str, file: str) -> list[Format]:
    styles = _Styles(file)
    Events(file, styles.start, styles.end).run(parts.chunks(part))
    return styles.formats

"""A document as Markdown: a page to read, print or paste.

`_Page` is the safe-text step of this format: every string that reaches the page, ours or the school's, goes through
`escape` or `escape_line`, so that data is literal in Markdown and in the HTML made from it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from progress_tui.domain.text import clean
from progress_tui.exporting.documents.document import (
    Answer,
    Block,
    Bullets,
    Chart,
    Document,
    Facts,
    Heading,
    PageBreak,
    Paragraph,
    Table,
    closing,
)
from progress_tui.exporting.formats.words import as_table, captioned, cell_words, is_figure, lead_lines

_MARKED = re.compile(r"[\\`*_\[\]|~$#]")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_JOINT = re.compile(r":(?=//)|(?<=www)\.|:(?=[\w+-]+:)", re.IGNORECASE)
_LINE_START = re.compile(r"(?=[+=:%-])|\d+(?=[.)](?:\s|$))", re.ASCII)


def escape(text: str) -> str:
    """`text` as a piece of one line of Markdown that shows exactly `text`; white space is folded.

    Angle brackets and ampersands become entities, because not every program takes a backslash before them; links and
    `:emoji:` are kept from coming alive too.
    """
    line = _ENTITY.sub("&amp;", clean(text)).replace("<", "&lt;").replace(">", "&gt;")
    line = _MARKED.sub(r"\\\g<0>", line)
    return _JOINT.sub(r"\\\g<0>", line)


def escape_line(text: str) -> str:
    """The same for a whole line, whose start must not become a list, a rule, a definition or a heading underline."""
    return _LINE_START.sub(r"\g<0>\\", line, count=1) if _LINE_START.match(line := escape(text)) else line


def render(document: Document) -> bytes:
    """The document in UTF-8 with line feeds; a chart is its figures."""
    page = _Page()
    page.heading(1, document.title)
    for line in lead_lines(document):
        page.paragraph(line)
    for block, caption in captioned(document):
        _write(page, block, caption)
    page.rule()
    for line in closing(document):
        page.paragraph(line)
    return page.text().encode("utf-8")


def _fact(label: str, words: str) -> str:
    """A label and what stands for it; several lines are a list below the label."""
    lines = [line for line in clean(words, keep_lines=True).split("\n") if line.strip()]
    if len(lines) < 2:
        return f"- **{escape(label)}:** {escape(words)}"
    return "\n".join([f"- **{escape(label)}:**", *(f"  - {escape_line(line)}" for line in lines)])


def _cell(text: str) -> str:
    """A cell of a table; a line feed is a break, which Markdown has no sign of its own for."""
    return "<br>".join(escape(line) for line in text.split("\n") if line.strip())


class _Page:
    """Blocks of Markdown, made from plain text."""

    def __init__(self) -> None:
        self._blocks: list[str] = []

    def heading(self, level: int, text: str) -> None:
        self._blocks.append(f"{'#' * level} {escape(text)}")

    def paragraph(self, text: str, before: str = "") -> None:
        """One block; line feeds in `text` stay line breaks, empty lines part paragraphs; `before` opens each line."""
        for part in re.split(r"\n\s*\n", clean(text, keep_lines=True)):
            lines = [before + escape_line(line) for line in part.split("\n") if line.strip()]
            if lines:
                self._blocks.append("\\\n".join(lines))

    def bold(self, text: str, after: str = "") -> None:
        if text.strip():
            self._blocks.append(f"**{escape(text)}**" + (f" {escape(after)}" if after else ""))

    def bullets(self, items: Sequence[str], numbered: bool = False) -> None:
        marks = (f"{number}." if numbered else "-" for number in range(1, len(items) + 1))
        self._blocks.append("\n".join(f"{mark} {escape_line(item)}" for mark, item in zip(marks, items, strict=True)))

    def facts(self, pairs: Sequence[tuple[str, str]]) -> None:
        self._blocks.append("\n".join(_fact(label, words) for label, words in pairs))

    def table(self, table: Table) -> None:
        lines = [[column.label for column in table.columns]]
        lines += [
            [cell_words(cell, column) for cell, column in zip(row, table.columns, strict=True)] for row in table.rows
        ]
        cells = ["| " + " | ".join(map(_cell, line)) + " |" for line in lines]
        marks = ["---:" if is_figure(column) else "---" for column in table.columns]
        self._blocks.append("\n".join([cells[0], f"| {' | '.join(marks)} |", *cells[1:]]))

    def rule(self) -> None:
        self._blocks.append("---")

    def text(self) -> str:
        return "\n\n".join(self._blocks) + "\n"


def _write(page: _Page, block: Block, caption: str) -> None:
    match block:
        case Heading(text, level):
            page.heading(level + 1, text)
        case Paragraph(text, manner):
            page.paragraph(text, "> " if manner == "quote" else "")
        case Bullets(items, numbered):
            if items:
                page.bullets(items, numbered)
        case Facts(pairs):
            if pairs:
                page.facts(pairs)
        case Table() | Chart():
            _write_table(page, as_table(block), caption)
        case Answer(label, reference, _, text):
            page.bold(label, f"({reference})" if reference else "")
            page.paragraph(text or "…" * 24)
        case PageBreak():
            page.rule()


def _write_table(page: _Page, table: Table, caption: str) -> None:
    if caption:
        page.bold(caption)
    if table.rows:
        page.table(table)
    else:
        page.paragraph(table.empty)

"""A document as PDF: A4, set by typst on this machine, with fonts of our own, tagged for those who listen to it.

The safe-text step of this format: the page is a program that never changes (`data/documents/document.typ`), and the
document reaches it as JSON. Every string is set as text, so that `#`, `$`, `@` and the like are literal.
"""

from __future__ import annotations

import json
import re
from calendar import timegm
from typing import Final, assert_never

from progress_tui.domain.errors import ProgressError
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
from progress_tui.exporting.formats.charting import alt_text, can_be_drawn
from progress_tui.exporting.formats.charting import layout as drawing
from progress_tui.exporting.formats.words import (
    as_table,
    captioned,
    cell_words,
    is_figure,
    is_wide,
    laid_out,
    lead_lines,
    type_size,
)
from progress_tui.resources import data_folder

_LONG_WORD: Final = re.compile(r"\S{28}(?=\S)")
_OTHER_SCRIPTS: Final = re.compile(r"[\u0700-\u10ff\u1100-\u1cff\u2e80-\uabff\uac00-\ufaff\U00010000-\U0010ffff]")
"""Characters that the fonts we carry have not."""
_LINE: Final = 100
"""Characters that stand on one line of a page."""
_POINTS: Final = {"png": 200.0}


def render(document: Document) -> bytes:
    """The document as PDF; made anew it is the same to the byte.

    Raises:
        ProgressError: it cannot be set.
    """
    wide = is_wide(document)
    data = {
        "title": _text(document.title),
        "lead": [_text(line) for line in lead_lines(document)],
        "blocks": _blocks(document, wide),
        "closing": [_text(line) for line in closing(document)],
        "footer": _text(" · ".join(part for part in (document.title, document.scope, document.audience) if part)),
        "landscape": wide,
        "scale": type_size(document),
        "made": {
            "year": document.made.year, "month": document.made.month, "day": document.made.day,
            "hour": document.made.hour, "minute": document.made.minute, "second": 0,
        },
    }  # fmt: skip
    return _set(data, "pdf", timegm(document.made.timetuple()))


def picture(chart: Chart) -> bytes:
    """A chart as PNG, for formats that cannot draw."""
    return _set({"chart": drawing(chart)}, "png", 0)


def _set(data: dict[str, object], form: str, made: int) -> bytes:
    import typst

    folder, text = data_folder(), json.dumps(data, ensure_ascii=False)
    try:
        made_of = typst.compile(
            folder / "documents" / "document.typ",
            root=folder / "documents",
            font_paths=[folder / "fonts"],
            # Our own fonts make a page look the same everywhere; only scripts they lack are sought on the machine.
            ignore_system_fonts=_OTHER_SCRIPTS.search(text) is None,
            format="png" if form == "png" else "pdf",
            ppi=_POINTS.get(form),
            sys_inputs={"data": text},
            timestamp=made,
        )
    except (RuntimeError, OSError) as error:
        raise ProgressError(
            "Nothing was exported", f"The page could not be set: {error}", "Choose another format, such as docx."
        ) from error
    if not isinstance(made_of, bytes):
        raise ProgressError("Nothing was exported", "The page could not be set.", "Choose another format.")
    return made_of


def _text(text: str) -> str:
    """Plain text in which even a word as long as a line can be broken."""
    return _LONG_WORD.sub("\\g<0>\u200b", clean(text, keep_lines=True).strip())


def _blocks(document: Document, wide: bool) -> list[dict[str, object]]:
    made: list[dict[str, object]] = []
    held, sticky = list(captioned(document)), False
    for (block, caption), below in zip(held, [*(block for block, _ in held[1:]), None], strict=True):
        # Lines between a heading and what it is of stay with both, so that it never ends a page with them alone.
        hangs = sticky or (bool(made) and made[-1]["type"] == "heading")
        sticky = hangs and _is_line(block) and below is not None and not isinstance(below, Heading | PageBreak)
        made.append({**_block(block, caption, wide), "sticky": sticky})
    return made


def _is_line(block: Block) -> bool:
    return isinstance(block, Paragraph) and (
        block.manner == "small" or (block.manner == "normal" and len(block.text) <= _LINE)
    )


def _block(block: Block, caption: str, wide: bool) -> dict[str, object]:
    match block:
        case Heading(text, level):
            return {"type": "heading", "level": level, "text": _text(text)}
        case Paragraph(text, manner):
            return {"type": "paragraph", "manner": manner, "parts": _parts(text)}
        case Bullets(items, numbered):
            return {"type": "bullets", "numbered": numbered, "items": [_text(item) for item in items]}
        case Facts(pairs):
            long = max((len(label) for label, _ in pairs), default=0) > 32
            return {"type": "facts", "long": long, "pairs": [[_text(label), _text(words)] for label, words in pairs]}
        case Table():
            return {"type": "table", **_table(block, caption, wide)}
        case Chart():
            table = _table(as_table(block), caption, wide)
            if not can_be_drawn(block):
                return {"type": "table", **table}
            return {"type": "chart", **table, "chart": drawing(block), "alt": _text(alt_text(block))}
        case Answer(label, reference, lines, text):
            room = max(0, lines - text.count("\n") - 1) if text else lines
            words = {"label": _text(label), "reference": reference, "text": _text(text)}
            return {"type": "answer", "lines": room, **words}
        case PageBreak():
            return {"type": "break"}
        case _:
            assert_never(block)


def _parts(text: str) -> list[list[str]]:
    """Paragraphs, each as its lines."""
    parts = re.split(r"\n\s*\n", _text(text))
    return [[line for line in part.split("\n") if line.strip()] for part in parts if part.strip()]


def _table(table: Table, caption: str, wide: bool) -> dict[str, object]:
    words: dict[str, object] = {"caption": _text(caption), "empty": _text(table.empty), "rows": []}
    if not table.rows:
        return words
    layout = laid_out(table, wide)
    return words | {
        "head": [_text(column.label) for column in table.columns],
        "figures": [is_figure(column) for column in table.columns],
        "rows": [
            [_text(cell_words(cell, column)) for cell, column in zip(row, table.columns, strict=True)]
            for row in table.rows
        ],
        **layout._asdict(),
    }

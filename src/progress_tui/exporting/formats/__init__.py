"""One document in every file format, alike in content: each module makes the bytes of one format.

The libraries behind DOCX, PDF and XLSX are loaded when a file of that kind is made, never before.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Final, Literal, TypeAlias, cast

from progress_tui.exporting.documents.document import Document

Format = Literal["md", "docx", "pdf", "xlsx", "csv"]
"""The file formats of an export, named by their file extension."""

_Renderer: TypeAlias = Callable[[Document], bytes]

FORMATS: Final[dict[Format, str]] = {
    "docx": "Word (DOCX)",
    "pdf": "PDF",
    "xlsx": "Excel (XLSX)",
    "csv": "CSV",
    "md": "Markdown",
}
"""Every format and what it is called, in the order they are offered."""

_MODULES: Final[dict[Format, str]] = {
    "md": "markdown", "csv": "csv_text", "docx": "docx", "pdf": "pdf", "xlsx": "xlsx",
}  # fmt: skip


def render(document: Document, form: Format) -> bytes:
    """The document as a file of one format."""
    module = import_module(f"{__name__}.{_MODULES[form]}")
    return cast(_Renderer, module.render)(document)

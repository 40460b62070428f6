"""Everything on screen can be left: records become documents through one redaction step, documents become files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from progress_tui.domain.errors import ProgressError, UsageError
from progress_tui.domain.pupils import NameMode
from progress_tui.exporting.documents import notes
from progress_tui.exporting.documents.document import Document
from progress_tui.exporting.formats import Format, render
from progress_tui.exporting.names import Replacement
from progress_tui.exporting.record import NotesRecord
from progress_tui.exporting.redaction import RedactedRecord, redact
from progress_tui.exporting.writing import file_stem, write_files

__all__ = [
    "Format", "NotesRecord", "RedactedRecord", "export_document", "export_documents", "file_contents",
    "notes_document", "redact", "render", "write_files",
]  # fmt: skip


def export_document(document: Document, folder: Path, formats: Sequence[Format], overwrite: bool = False) -> list[Path]:
    """Write a document into `folder`, a file for each format, all of the same name.

    Args:
        document: what is written.
        folder: where to; made when it is not there.
        formats: at least one.
        overwrite: replace files of the same names.

    Returns:
        The paths written, in the order of `formats`.

    Raises:
        UsageError: no format is given.
        ProgressError: a file exists already, or the disk refuses; `ExistsError` is the first of these.
    """
    return export_documents([document], folder, formats, overwrite)


def export_documents(
    documents: Sequence[Document], folder: Path, formats: Sequence[Format], overwrite: bool = False
) -> list[Path]:
    """Write several documents as `export_document` does: all of them or, where one cannot be, none.

    Raises:
        UsageError: no format is given.
        ProgressError: there is no document, a file exists already, or the disk refuses.
    """
    if not formats:
        raise UsageError("Nothing was exported", "No file format was chosen.", "Choose at least one, such as docx.")
    if not documents:
        raise ProgressError("Nothing was exported", "There is nothing of that kind to export.")
    return write_files(folder, file_contents(documents, formats), overwrite=overwrite)


def file_contents(documents: Sequence[Document], formats: Sequence[Format]) -> dict[str, bytes]:
    """File name → bytes of every document in every format."""
    contents: dict[str, bytes] = {}
    for document in documents:
        stem = _unused(file_stem(document), contents)
        contents |= {f"{stem}.{form}": render(document, form) for form in dict.fromkeys(formats)}
    return contents


def _unused(stem: str, taken: Mapping[str, bytes]) -> str:
    """The stem, or with a number where another document of the same export has it (two children `AB`)."""
    stems = {name.rpartition(".")[0] for name in taken}
    numbered = (f"{stem}-{number}" for number in range(2, len(stems) + 3))
    return stem if stem not in stems else next(one for one in numbered if one not in stems)


def notes_document(record: NotesRecord, names: NameMode, replaced: list[Replacement] | None = None) -> Document:
    """The notes of a class, with the figures that were on screen.

    Args:
        record: what was on screen.
        names: how names are hidden.
        replaced: where given, every name hidden in free text is added to it.

    Raises:
        ProgressError: flags are still being worked out.
    """
    if not record.view.complete:
        # An outline has no flags yet, and a page without them would read as if there were none.
        raise ProgressError(
            "Nothing was exported", "The flags of this class are still being worked out.", "Try again in a moment."
        )
    return notes.build(redact(record, names, replaced))

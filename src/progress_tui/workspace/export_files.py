"""Documents on their way out: written all or none, and told in the audit without a name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from progress_tui.domain import clock
from progress_tui.domain.errors import NotFoundError, UsageError

if TYPE_CHECKING:
    from progress_tui.exporting import Format
    from progress_tui.exporting.documents.document import Document
    from progress_tui.store.engine import SchoolFile

DATA_FORMATS: Final[tuple[Format, ...]] = ("csv", "xlsx")
"""How everything of a school is written: as tables."""


def write_documents(
    file: SchoolFile,
    documents: Sequence[Document],
    folder: Path,
    formats: Sequence[Format],
    *,
    children: int = 0,
    pupils: Sequence[int] = (),
    overwrite: bool = False,
) -> list[Path]:
    """Write documents of one kind and add a line to the audit.

    Args:
        file: the school file they are of.
        documents: at least one, all of one kind and with names written alike.
        folder: where to; made when it is not there.
        formats: at least one.
        children: how many children they are about, for the audit.
        pupils: ids of children that a document is about alone, for the audit: the name stands in no line of it.
        overwrite: replace files of the same names.

    Raises:
        UsageError: no format is given.
        ProgressError: nothing to write, a file is there already (`ExistsError`), or it cannot be written.
    """
    from progress_tui.exporting import export_documents

    paths = export_documents(documents, folder, formats, overwrite)
    _tell(file, documents[0], formats, len(paths), children, pupils)
    return paths


def write_data(
    file: SchoolFile, school_id: int, folder: Path, formats: Sequence[Format] = ("csv",), overwrite: bool = False
) -> list[Path]:
    """Write everything on file of a school: a CSV file for each table, or a workbook with a sheet for each.

    Raises:
        UsageError: a format that holds no tables, or none.
        NotFoundError: the school is not on file.
        ProgressError: a file is there already (`ExistsError`), or it cannot be written.
    """
    from progress_tui.exporting import file_contents, write_files
    from progress_tui.exporting.documents.data import apart

    others = [form for form in formats if form not in DATA_FORMATS]
    if others or not formats:
        raise UsageError(
            "Nothing was exported", "Everything of a school is written as tables.", "Choose csv, xlsx or both."
        )
    document, pupils = _everything(file, school_id)
    contents: dict[str, bytes] = {}
    if "csv" in formats:
        contents |= file_contents(apart(document), ["csv"])
    if "xlsx" in formats:
        contents |= file_contents([document], ["xlsx"])
    paths = write_files(folder, contents, overwrite=overwrite)
    _tell(file, document, formats, len(paths), pupils)
    return paths


def _everything(file: SchoolFile, school_id: int) -> tuple[Document, int]:
    """The document of everything, and how many pupils it holds."""
    from progress_tui.exporting.documents.data import HeldRows, build
    from progress_tui.store import dumping

    held = file.read(lambda con: dumping.of_school(con, school_id))
    by_name = {table.name: table for table in held}
    if "school" not in by_name:
        raise NotFoundError("Nothing was exported", "That school is not on file.")
    school = dict(zip(by_name["school"].columns, by_name["school"].rows[0], strict=True))
    made = clock.now()
    tables = [HeldRows(table.name, table.columns, table.rows) for table in held]
    pupils = len(by_name["pupil"].rows) if "pupil" in by_name else 0
    return build(str(school["name"]), bool(school["fictional"]), tables, made), pupils


def _tell(
    file: SchoolFile,
    document: Document,
    formats: Sequence[Format],
    files: int,
    children: int,
    pupils: Sequence[int] = (),
) -> None:
    from progress_tui.store import audit

    detail: Mapping[str, object] = {
        "names": document.names, "formats": list(formats), "files": files, "children": children,
    } | ({"pupils": list(pupils)} if pupils else {})  # fmt: skip
    file.write(lambda con: audit.append(con, f"export {document.kind}", detail))

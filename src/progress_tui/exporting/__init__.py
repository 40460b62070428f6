"""Everything on screen can be left: records → Markdown and CSV, through one redaction step and one safe-text step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from progress_tui.domain.errors import ProgressError, UsageError
from progress_tui.domain.pupils import NameMode
from progress_tui.exporting.csv_text import render_csv
from progress_tui.exporting.markdown import render_markdown
from progress_tui.exporting.record import Format, NotesRecord
from progress_tui.exporting.redaction import RedactedRecord, redact
from progress_tui.exporting.writing import file_stem, write_files

__all__ = ["Format", "NotesRecord", "RedactedRecord", "export_notes", "redact", "render_csv", "render_markdown"]

_RENDERERS: dict[Format, Callable[[RedactedRecord], bytes]] = {"md": render_markdown, "csv": render_csv}


def export_notes(
    record: NotesRecord,
    folder: Path,
    formats: Sequence[Format],
    names: NameMode,
    overwrite: bool = False,
) -> list[Path]:
    """Write the notes of a class, with the figures that were on screen, into `folder`.

    Args:
        record: what was on screen.
        folder: where to; made when it is not there.
        formats: one file for each, at least one.
        names: how names are hidden; the caller's default is `initials`.
        overwrite: replace files of the same names.

    Returns:
        The paths written, in the order of `formats`.

    Raises:
        UsageError: no format is given.
        ProgressError: flags are still being worked out, a file exists already, or the disk refuses.
    """
    if not formats:
        raise UsageError("Nothing was exported", "No file format was chosen.", "Choose md, csv or both.")
    if not record.view.complete:
        # An outline has no flags yet, and a page without them would read as if there were none.
        raise ProgressError(
            "Nothing was exported", "The flags of this class are still being worked out.", "Try again in a moment."
        )
    redacted, stem = redact(record, names), file_stem(record.view, "notes")
    contents = {f"{stem}.{suffix}": _RENDERERS[suffix](redacted) for suffix in dict.fromkeys(formats)}
    return write_files(folder, contents, overwrite=overwrite)

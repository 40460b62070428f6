"""Files of an export: safe names, all checked before the first is written, each put in place in one step."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from progress_tui import private
from progress_tui.domain.errors import ExistsError, ProgressError
from progress_tui.domain.text import file_name_part
from progress_tui.exporting.documents.document import Document

_LONGEST: Final = 150

_REASONS = {
    errno.ENOSPC: ("The disk is full.", "Free some space or choose another folder, then export again."),
    errno.EDQUOT: ("Your share of the disk is full.", "Free some space or choose another folder, then export again."),
    errno.EACCES: (
        "Writing there is not permitted, or another program has the file open.",
        "Close the file in other programs, or choose a folder of your own.",
    ),
    errno.EROFS: ("That disk can only be read.", "Choose a folder on another disk."),
    errno.ENOTDIR: ("Part of that path is a file, not a folder.", "Choose a folder."),
    errno.EEXIST: ("That path is a file, not a folder.", "Choose a folder."),
    errno.ENAMETOOLONG: ("The path is too long for this disk.", "Choose a folder with a shorter path."),
}
_REASONS[errno.EPERM] = _REASONS[errno.EACCES]


def file_stem(document: Document) -> str:
    """`oakfield-primary-4b-2026-27-aut2-notes`, from ASCII letters, digits and hyphens only.

    The kind of document stands at the end, so that no name of a device (`con`, `aux`) can be the whole of it.
    """
    parts = [file_name_part(document.school, "school"), *(file_name_part(part, "x") for part in document.file_parts)]
    return f"{'-'.join(parts)[:_LONGEST].strip('-')}-{file_name_part(document.kind)}"


def write_files(folder: Path, contents: Mapping[str, bytes], *, overwrite: bool = False) -> list[Path]:
    """Write files into `folder`, which is made when it is not there; readable by their owner only (POSIX).

    Everything is written beside its place first and then moved, so that a full disk leaves neither half a file nor a
    damaged older one.

    Args:
        folder: where to.
        contents: file name → bytes.
        overwrite: replace files of these names.

    Returns:
        The paths, in the order of `contents`.

    Raises:
        ExistsError: a file exists already; nothing is written then.
        ProgressError: the disk refuses.
    """
    targets = [folder / name for name in contents]
    staged: list[Path] = []
    placed: list[Path] = []
    try:
        private.make_folder(folder)
        _refuse_existing(targets, overwrite)
        for content in contents.values():
            staged.append(_reserve(folder))
            _fill(staged[-1], content)
        for source, target in zip(staged, targets, strict=True):
            source.replace(target)
            placed.append(target)
    except OSError as error:
        raise _refusal(folder, placed, error) from error
    finally:
        for left in staged[len(placed) :]:
            with suppress(OSError):
                left.unlink()
    return targets


def _refuse_existing(targets: list[Path], overwrite: bool) -> None:
    folders = [target.name for target in targets if target.is_dir()]
    if folders:
        raise ProgressError(
            "Nothing was exported", f"{folders[0]} is the name of a folder there.", "Choose another folder."
        )
    existing = [target.name for target in targets if os.path.lexists(target)]
    if existing and not overwrite:
        raise ExistsError(
            "Nothing was exported",
            f"{' and '.join(existing)} {'is' if len(existing) == 1 else 'are'} already in {targets[0].parent}.",
            "Choose another folder, or say that files there may be replaced (--overwrite).",
        )


def _reserve(folder: Path) -> Path:
    """An empty file in the folder of the target, as a move is one step only within a disk; mode 0600."""
    handle, name = tempfile.mkstemp(dir=folder, prefix=".export-", suffix=".tmp")
    os.close(handle)
    return Path(name)


def _fill(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        # Without this a power cut after the move could leave an empty file under the final name.
        os.fsync(file.fileno())


def _refusal(folder: Path, placed: list[Path], error: OSError) -> ProgressError:
    fallback = (f"The system says: {error.strerror or error}.", "Choose another folder, then export again.")
    reason, remedy = _REASONS.get(error.errno or 0, fallback)
    title = "The export is not complete" if placed else "Nothing was exported"
    written = f" Already written: {', '.join(path.name for path in placed)}." if placed else ""
    return ProgressError(title, f"{folder} did not take the files. {reason}{written}", remedy)

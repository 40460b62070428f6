"""What people typed, saved from a damaged school file into tables for a person to read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from progress_tui.domain import clock
from progress_tui.domain.errors import ExistsError, StoreError, UsageError
from progress_tui.domain.remedies import command, go_back
from progress_tui.domain.text import counted, visible

if TYPE_CHECKING:
    from progress_tui.store.salvaging import Cell, Salvaged, SavedTable
    from progress_tui.workspace.safekeeping.protecting import Protecting

    _Row = Mapping[str, Cell]

LOST_WORDS: Final = "(could not be read)"
REPORT: Final = "What was saved and what was not.md"

_FILES: Final = {
    "note": "notes",
    "meeting": "meetings",
    "meeting_item": "meeting items",
    "meeting_text": "meeting texts",
    "action": "actions",
    "support": "support groups",
    "support_member": "support children",
    "mentoring_target": "mentoring targets",
    "mentoring_comment": "mentoring comments",
    "strand_grade": "mentoring grades",
    "dismissal": "dismissed flags",
    "queried": "results in doubt",
    "saved_filter": "saved filters",
    "meta": "drafts",
}
"""Table → the name of its file."""

_TEXT: Final = {
    "note": "body",
    "meeting_text": "body",
    "action": "what",
    "support": "name",
    "mentoring_target": "body",
    "mentoring_comment": "body",
    "dismissal": "reason",
    "queried": "reason",
    "saved_filter": "text",
}
"""Table → the column without which a row is as good as lost."""

_HEADS: Final = ("pupil", "class", "meeting_day", "group")

_Names = Mapping[tuple[str, str], str]


class Line(NamedTuple):
    """What became of one table.

    Attributes:
        what: what it holds.
        read: rows of which all was read.
        in_part: rows of which something beside their text could not be read.
        lost: rows of which nothing, or not their text, could be read; None where it is not known how many there were.
        why: what stood in the way; empty where nothing did.
    """

    what: str
    read: int
    in_part: int
    lost: int | None
    why: str


class Saved(NamedTuple):
    """What was written, and what of it is lost.

    Attributes:
        paths: the files.
        lines: what became of each table that people typed into.
        said: what is to be said beside them, in sentences.
        damaged: the other tables that could not be read to their end.
        unnamed: those of them that say whom and what the others are about.
        complete: whether nothing of what people typed, and of whom it is about, is known to be lost.
    """

    paths: tuple[Path, ...]
    lines: tuple[Line, ...]
    said: tuple[str, ...]
    damaged: tuple[str, ...]
    unnamed: tuple[str, ...]
    complete: bool


class Salvaging:
    """Saves what can be read of one school file."""

    def __init__(self, path: Path, protecting: Protecting) -> None:
        """Work on the file at `path`, which is only read; `protecting` counts wrong passphrases."""
        self._path, self._protecting = path, protecting
        self._keys: tuple[bytes | None, ...] = (None,)

    def unlock(self, secret: str) -> None:
        """Find the data key by a passphrase or the recovery key; the file itself is not asked.

        Raises:
            TooSoonError: wrong passphrases have to be waited out first.
            WrongPassphraseError: it opens none of the ways in; it was counted.
            StoreError: the key file is missing or damaged.
        """
        from progress_tui.store.protection import key_file

        found = self._protecting.opened_by(secret, key_file.candidates(self._path))
        self._keys = tuple(key for _, key in found)

    def save(self, folder: Path) -> Saved:
        """Write what can be read into `folder`, which is made when it is not there and must be empty.

        A copy that an ended program left there is not counted, and goes.

        Raises:
            ExistsError: there is something in the folder.
            UsageError: nothing is wrong with the file.
            StoreError: nothing of the file can be read.
            ProgressError: something could not be written; then nothing is left in the folder.
        """
        from progress_tui import private
        from progress_tui.exporting import write_files
        from progress_tui.exporting.formats.csv_text import csv_lines
        from progress_tui.store.salvaging import salvage

        folder = folder.absolute()
        made = not folder.exists()
        try:
            _empty(folder)
            private.make_folder(folder)
        except OSError as error:
            raise StoreError(
                f"{visible(folder.name)} cannot be written", f"{error.strerror or error}.", "Choose another folder."
            ) from error
        try:
            found = salvage(self._path, self._keys, folder)
            if found.healthy:
                raise _not_needed(self._path)
            held = {title: found.tables[name] for name, title in _FILES.items() if name in found.tables}
            lines = [_line(title, table) for title, table in held.items()]
            laid = {title: _laid_out(table, found.tables) for title, table in held.items()}
            contents = {f"{title}.csv": csv_lines(rows).encode("utf-8-sig") for title, rows in laid.items() if rows[1:]}
            contents[REPORT] = _report(self._path, lines, found).encode("utf-8")
            said, unnamed = _said(found), tuple(found.unnamed)
            complete = not (said or unnamed or any(line.why for line in lines))
            paths = tuple(write_files(folder, contents))
            return Saved(paths, tuple(lines), said, found.damaged, unnamed, complete)
        finally:
            if made and not any(folder.iterdir()):
                folder.rmdir()


def _empty(folder: Path) -> None:
    """Have nothing in the folder, where it is there; raises OSError where the system refuses."""
    from progress_tui.store.file.sweeping import abandoned

    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{visible(str(folder))} is a file", remedy="Name a folder with --to.")
    there = list(folder.iterdir()) if folder.is_dir() else []
    left = abandoned(there)
    if len(left) < len(there):
        raise ExistsError(
            f"There is something in {visible(str(folder))}", "Nothing was written.", "Name an empty or a new folder."
        )
    for copy in left:
        copy.unlink()


def _not_needed(path: Path) -> UsageError:
    return UsageError(
        f"Nothing is wrong with {path.name}",
        "All of it can be read, so nothing was salvaged: such copies are not encrypted and stand in no audit.",
        f"{command('export data', path)} writes everything on file; {go_back(path)} goes back to a backup.",
    )


def _line(title: str, table: SavedTable) -> Line:
    if table.name != "meta":
        read, textless = len(table.rows) - table.in_part, table.without(_TEXT[table.name]) if table.name in _TEXT else 0
        lost = None if table.known is None else table.known - len(table.rows) + textless
        return Line(title, read, table.in_part - textless, lost, table.why)
    rows = _drafts(table).rows
    # Of what could not be read nobody knows whether it was a draft.
    return Line(title, len(rows), 0, None if table.why else 0, table.why)


def _drafts(table: SavedTable) -> SavedTable:
    """Of the file's own memory what was half typed."""
    from progress_tui.store.salvaging import DRAFTS

    at = table.columns.index("key")
    return table._replace(rows=tuple(row for row in table.rows if str(row[at]).startswith(DRAFTS)))


def _laid_out(table: SavedTable, tables: Mapping[str, SavedTable]) -> list[list[str]]:
    """Headings and rows, whom and what it is about first."""
    if table.name == "meta":
        table = _drafts(table)
    names = {
        "pupil": _named(tables.get("pupil"), "pupil_id", _pupil_name),
        "class": _named(tables.get("class"), "class_id", lambda row: _text(row.get("name"))),
        "meeting": _named(tables.get("meeting"), "meeting_id", lambda row: _text(row.get("held_on"))),
        "support": _named(tables.get("support"), "support_id", lambda row: _text(row.get("name"))),
        "item": _named(tables.get("meeting_item"), "item_id", lambda row: _text(row.get("pupil_id"))),
        "of": _named(tables.get("meeting"), "meeting_id", lambda row: _text(row.get("class_id"))),
    }
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    heads = [_about(table.name, row, names) for row in rows]
    shown = [head for head in _HEADS if any(one.get(head) for one in heads)]
    laid = [[*shown, *table.columns]]
    laid += [
        [*(one.get(head, "") for head in shown), *map(_text, row.values())]
        for one, row in zip(heads, rows, strict=True)
    ]
    return laid


def _about(table: str, row: _Row, names: Mapping[str, _Names]) -> dict[str, str]:
    """Pupil, class, day of the meeting and group of a row, as far as they are known."""
    school = _text(row.get("school_id"))
    pupil, class_, meeting = (_text(row.get(f"{one}_id")) for one in ("pupil", "class", "meeting"))
    if table == "meta":
        # draft:kind:school:class:pupil:item:action
        parts = [*_text(row.get("key")).split(":"), *[""] * 5]
        school, class_, pupil = (part if part.isdecimal() else "" for part in parts[2:5])
    pupil = pupil or names["item"].get((school, _text(row.get("item_id"))), "")
    class_ = class_ or names["of"].get((school, meeting), "")
    numbers = {"pupil": pupil, "class": class_, "meeting": meeting, "support": _text(row.get("support_id"))}
    words = {what: names[what].get((school, number), "") for what, number in numbers.items()}
    return {
        "pupil": words["pupil"] or (f"pupil {pupil}" if pupil and pupil != LOST_WORDS else ""),
        "class": words["class"],
        "meeting_day": words["meeting"],
        "group": words["support"] if table == "support_member" else "",
    }


def _named(table: SavedTable | None, key: str, name: Callable[[_Row], str]) -> dict[tuple[str, str], str]:
    """(school, number) → what `name` makes of the row; rows that cannot be placed are passed over."""
    if table is None:
        return {}
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    named = {(_text(row["school_id"]), _text(row[key])): name(row) for row in rows}
    return {place: words for place, words in named.items() if LOST_WORDS not in (*place, words) and words}


def _pupil_name(row: _Row) -> str:
    surname, forename = _text(row.get("surname")), _text(row.get("forename"))
    if LOST_WORDS in (surname, forename):
        known = [word for word in (surname, forename) if word != LOST_WORDS]
        return f"{known[0]} (part of the name)" if known and known[0] else ""
    return ", ".join(word for word in (surname, forename) if word) or _text(row.get("fallback"))


def _text(cell: Cell) -> str:
    """A cell as it is written; `LOST_WORDS` where it could not be read."""
    from progress_tui.store.salvaging import Lost

    if isinstance(cell, Lost):
        return LOST_WORDS
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return "" if cell is None else str(cell)


# -- the report


def _said(found: Salvaged) -> tuple[str, ...]:
    """What is to be said beside the tables."""
    log = f"The log beside the file is damaged. {found.log}" if found.log else ""
    return tuple(words for words in (found.disk, log, found.warning, *found.problems) if words)


def _report(path: Path, lines: Sequence[Line], found: Salvaged) -> str:
    """What was saved and what was not, in Markdown."""
    from progress_tui.exporting.formats.markdown import escape

    name = escape(visible(path.name))
    parts = [
        "# What was saved and what was not",
        f"From {name}, on {clock.now():%Y-%m-%d at %H:%M}, by progress-tui salvage. The damaged file was only read.",
        "**These copies are not encrypted.** They hold what was typed about children. Keep them where nobody else can "
        "get at them, and delete them once they are no longer needed; erasing a child does not reach them.",
        "The damaged file cannot take a line in its audit, so this page is the only record that the copies were made.",
        *map(escape, _said(found)),
        "\n".join(
            [
                "| what | rows read | read in part | rows lost |",
                "| --- | ---: | ---: | ---: |",
                *(f"| {one.what} | {one.read} | {one.in_part} | {_lost(one)} |" for one in lines),
            ]
        ),
        f"{escape(LOST_WORDS)} stands for what was lost of a row; one without its text counts as lost.",
        "Results, targets and lists of pupils are not here: import them again from where they came from. "
        + (_damaged(found.damaged) or "The rest of the file can be read."),
        f"To go on working, go back to a backup: {escape(go_back(Path(path.name)))}. What was typed since it was made "
        "is in the files beside this one.",
        *_reasons({**{line.what: line.why for line in lines}, **found.unnamed}),
    ]
    return "\n\n".join(parts) + "\n"


def _damaged(tables: Sequence[str]) -> str:
    return f"Damaged of the rest of the file: {', '.join(tables)}." if tables else ""


def _reasons(told: Mapping[str, str]) -> Iterator[str]:
    """For whoever helps."""
    from progress_tui.exporting.formats.markdown import escape

    reasons = [f"- {what}: {escape(why)}" for what, why in told.items() if why]
    if reasons:
        yield "What DuckDB said, for whoever helps you:"
        yield "\n".join(reasons)


def _lost(line: Line) -> str:
    return "not known" if line.lost is None else str(line.lost)


def told(saved: Saved, path: Path) -> tuple[str, ...]:
    """What happened to the school file at `path`, in sentences."""
    rows = sum(line.read for line in saved.lines)
    parts = sum(line.in_part for line in saved.lines)
    lost = [line.lost for line in saved.lines if line.lost]
    unknown = [line.what for line in saved.lines if line.lost is None]
    losses = [f"{counted(parts, 'row')} in part"] if parts else []
    losses += [f"{counted(sum(lost), 'row')} lost"] if lost else []
    losses += [f"of {', '.join(unknown)} nobody knows how much is lost"] if unknown else []
    losses += [f"of {' and '.join(saved.unnamed)} something is lost"] if saved.unnamed else []
    first = f"{counted(rows, 'row')} read whole" + (f"; {'; '.join(losses)}" if losses else "; none is lost") + "."
    return (
        first,
        *saved.said,
        *((_damaged(saved.damaged),) if saved.damaged else ()),
        f"“{REPORT}” says what was saved and what was not.",
        "These copies are NOT encrypted, and no audit tells of them, as the damaged file cannot be written.",
        f"To go on working, go back to a backup: {go_back(path)}.",
    )

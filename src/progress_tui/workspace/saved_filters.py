"""The filters a school has named: listing, saving and forgetting them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from progress_tui.domain.errors import UsageError
from progress_tui.domain.reports import Behind, Field, Report
from progress_tui.domain.text import clean

if TYPE_CHECKING:
    from progress_tui.analysis.school_at_point import SchoolAtPoint
    from progress_tui.workspace.core import Workspace

LONGEST_NAME: Final = 60
"""Characters of a name: more do not fit beside the filter line."""

_FIELDS: Final = (
    Field("name", "name"),
    Field("filter", "filter"),
    Field("pupils", "pupils", "count"),
    Field("description", "in words"),
)


def list_filters(workspace: Workspace, school: str | None = None, point: str | None = None) -> Report:
    """Every saved filter of a school with the pupils it finds now; one that no longer holds says why.

    Raises:
        NotFoundError: no such school, or nothing on file.
    """
    at = workspace.judging.at(school, point)
    rows = tuple(_row(at, name, text) for name, text in sorted(at.saved_filters.items()))
    notes = () if rows else ("No filter is saved. Save one with “progress-tui filters save NAME FILTER”.",)
    more = {"on_roll": at.summary.roll.height}

    def behind(row: int, key: str) -> Behind | None:
        if rows[row]["pupils"] is None:
            return None
        found = at.select(str(rows[row]["filter"]))
        keys = found.unknown_keys if key == "unknown" else found.keys
        return Behind(str(rows[row]["name"]), keys)

    return Report(at.title("Saved filters"), str(at.point), _FIELDS, rows, notes, more, behind)


def _row(at: SchoolAtPoint, name: str, text: str) -> dict[str, object]:
    try:
        found = at.select(text)
    except UsageError as error:
        # A class or support group it names may be gone; the name is still there to be mended or removed.
        return {"name": name, "filter": text, "pupils": None, "unknown": None, "description": str(error)}
    return {
        "name": name,
        "filter": text,
        "pupils": len(found.keys),
        "unknown": found.unknown,
        "description": found.description,
    }


def save_filter(workspace: Workspace, name: str, text: str, school: str | None = None) -> str:
    """Keep a filter under a name in the school's file; one of that name, in any case, is replaced.

    Returns:
        The filter in words.

    Raises:
        UsageError: the name or the text will not do; nothing was stored.
        NotFoundError: no such school, or nothing on file.
    """
    from progress_tui.store import saved_filters

    at = workspace.judging.at(school)
    name, text = _checked_name(name), clean(text)
    if not text:
        raise UsageError("There is no filter to save", remedy="Write it behind the name, such as “pp target<0”.")
    held = next((one for one in at.saved_filters if one.casefold() == name.casefold()), name)
    # Asked as it will be: a filter that names itself is found out before it is stored.
    description = replace(at, saved_filters={**at.saved_filters, held: text}).select(text).description
    school_id = _school_id(workspace, school)
    workspace.file.write(lambda con: saved_filters.save(con, school_id, held, text))
    workspace.refresh()
    return description


def remove_filter(workspace: Workspace, name: str, school: str | None = None) -> None:
    """Forget a saved filter; the name is taken in any case.

    Raises:
        NotFoundError: no such school, or no filter of that name.
    """
    from progress_tui.store import saved_filters

    school_id = _school_id(workspace, school)
    known = workspace.file.read(lambda con: saved_filters.of_school(con, school_id))
    held = next((one for one in known if one.casefold() == clean(name).casefold()), clean(name))
    workspace.file.write(lambda con: saved_filters.remove(con, school_id, held))
    workspace.refresh()


def _school_id(workspace: Workspace, school: str | None) -> int:
    listed = workspace.find_school(school)
    if listed.school_id is None:
        raise UsageError("There is no school on file", remedy="Bring a pupil list in with “progress-tui import”.")
    return listed.school_id


def _checked_name(name: str) -> str:
    """The name as it is kept.

    Raises:
        UsageError: it is empty or too long, or a filter could not tell it from its own words.
    """
    from progress_tui.analysis.filters.keys import keyword

    name = clean(name)
    if not name or len(name) > LONGEST_NAME:
        raise UsageError(
            "A saved filter needs a name", f"It may have up to {LONGEST_NAME} characters.", "Write one before the text."
        )
    if any(mark in name for mark in '"“”:()<>='):
        raise UsageError(f"“{name}” cannot be the name of a filter", remedy="Leave out quotation marks and signs.")
    if keyword(name) is not None:
        raise UsageError(f"“{name}” is a word of the filter language", remedy="Choose a name that means nothing yet.")
    return name

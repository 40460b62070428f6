"""Who a child is, as far as texts and other files can tell: number, names now and before, identifiers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from progress_tui.domain.errors import NotFoundError
from progress_tui.domain.text import fold
from progress_tui.store.erasing.finding import Spelling

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_SHORTEST_IDENTIFIER: Final = 5
"""Characters from which an identifier is looked for in texts: a shorter one is any number."""

_SHORTEST_PART: Final = 3


class Identity(NamedTuple):
    """A child that is to be erased.

    Attributes:
        school_id: the school, by the number it has in the file; `school` its code.
        pupil_id: its number in the file.
        names: (surname, forename) as they are on file, and as they were before an import changed them.
        dob: the date of birth; None when it is not on file.
        identifiers: UPNs now and former, and source ids.
        shown: initials for lists that give no name.
    """

    school_id: int
    school: str
    pupil_id: int
    names: tuple[tuple[str, str], ...]
    dob: date | None
    identifiers: tuple[str, ...]
    shown: str

    def whole(self) -> set[Spelling]:
        """The whole name in either order, with and without the further parts of a double name, and identifiers."""
        found = {
            (*one, *other)
            for surname, forename in self.names
            for last in _with_parts(surname)
            for first in _with_parts(forename)
            for one, other in ((last, first), (first, last))
        }
        return found | {
            tuple(fold(one).split()) for one in self.identifiers if len(one.strip()) >= _SHORTEST_IDENTIFIER
        }

    def alone(self) -> set[Spelling]:
        """The surname and the forename, each alone, and the parts of a double name."""
        texts = (text for pair in self.names for text in pair)
        found = {tuple(part) for text in texts for part in _with_parts(text)}
        return {one for one in found if sum(map(len, one)) > 1}

    def words(self) -> set[str]:
        """Every folded word of the names and the identifiers."""
        return {word for one in (*self.whole(), *self.alone()) for word in one}


def _with_parts(name: str) -> list[list[str]]:
    """The folded words of a name, and of a name of several words the first and the last alone."""
    words = fold(name).split()
    ends = (words[:1], words[-1:]) if len(words) > 1 else ()
    # “de”, “al” and “van” are no names of anybody.
    return [part for part in (words, *(end for end in ends if len(end[0]) >= _SHORTEST_PART)) if part]


def identity_of(con: DuckDBPyConnection, school_id: int, pupil_id: int) -> Identity:
    """A child of a file.

    Raises:
        NotFoundError: the child is not on file.
    """
    row = con.execute(
        "SELECT s.code, p.surname, p.forename, p.dob FROM pupil p JOIN school s USING (school_id) "
        "WHERE p.school_id = ? AND p.pupil_id = ?",
        [school_id, pupil_id],
    ).fetchone()
    if row is None:
        raise NotFoundError("That pupil is not on file", "Nothing was changed.")
    code, surname, forename, dob = row
    held = con.execute(
        "SELECT DISTINCT value FROM identifier WHERE school_id = ? AND pupil_id = ? ORDER BY value",
        [school_id, pupil_id],
    ).fetchall()
    before = list(_before(con, school_id, pupil_id))
    names = dict.fromkeys([(str(surname), str(forename)), *(name for kind, name in before if kind == "name")])
    former = [name[0] for kind, name in before if kind == "value"]
    identifiers = dict.fromkeys([*(str(value) for (value,) in held), *former])
    initials = "".join(f"{part[:1].upper()}." for part in (forename, surname) if part)
    return Identity(
        school_id, str(code), pupil_id, tuple(one for one in names if any(one)), dob, tuple(identifiers), initials
    )


def _before(con: DuckDBPyConnection, school_id: int, pupil_id: int) -> Iterator[tuple[str, tuple[str, str]]]:
    """Names and identifiers the child had before an import changed them."""
    rows = con.execute(
        "SELECT table_name, content FROM before_image WHERE table_name IN ('pupil', 'identifier') "
        "AND CAST(json_extract(content, '$.school_id') AS INTEGER) = ? "
        "AND CAST(json_extract(content, '$.pupil_id') AS INTEGER) = ? ORDER BY ALL",
        [school_id, pupil_id],
    ).fetchall()
    for table, content in rows:
        held = json.loads(content)
        if table == "pupil":
            yield "name", (str(held.get("surname") or ""), str(held.get("forename") or ""))
        else:
            yield "value", (str(held.get("value") or ""), "")


def same_child(con: DuckDBPyConnection, child: Identity) -> Identity | None:
    """The child in another file of the same school, such as an older backup; None where it is not in it.

    An identifier settles it; else the number together with a name or the date of birth, since numbers of a file that
    was made anew mean other children.
    """
    schools = [int(number) for (number,) in con.execute(
        "SELECT school_id FROM school WHERE code = ? ORDER BY school_id", [child.school]
    ).fetchall()]  # fmt: skip
    for school_id in schools:
        rows = con.execute(
            "SELECT DISTINCT pupil_id FROM identifier WHERE school_id = ? AND list_contains(?, value) ORDER BY ALL",
            [school_id, list(child.identifiers)],
        ).fetchall()
        by_identifier = [int(number) for (number,) in rows]
        for number in dict.fromkeys([*(n for n in by_identifier if n == child.pupil_id), *by_identifier]):
            found = _there(con, school_id, number)
            if found is not None and (number == child.pupil_id or _alike(found, child)):
                return found
        found = _there(con, school_id, child.pupil_id)
        if found is not None and _alike(found, child):
            return found
    return None


def _there(con: DuckDBPyConnection, school_id: int, pupil_id: int) -> Identity | None:
    try:
        return identity_of(con, school_id, pupil_id)
    except NotFoundError:
        return None


def _alike(one: Identity, other: Identity) -> bool:
    """Whether two share a name, or without names a date of birth."""
    names = _folded(one.names) & _folded(other.names)
    return bool(names) or (one.dob is not None and one.dob == other.dob)


def _folded(names: Iterable[tuple[str, str]]) -> set[str]:
    return {fold(" ".join(pair)) for pair in names}

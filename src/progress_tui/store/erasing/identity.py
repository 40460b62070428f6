"""Who a child is, as far as texts and other files can tell: number, names now and before, identifiers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from progress_tui.domain.errors import NotFoundError, StoreError
from progress_tui.domain.text import fold
from progress_tui.store.erasing.finding import Spelling
from progress_tui.store.subject_access import number_in

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
        upns: those of the identifiers that are its UPNs by what the file says now, former ones included.
    """

    school_id: int
    school: str
    pupil_id: int
    names: tuple[tuple[str, str], ...]
    dob: date | None
    identifiers: tuple[str, ...]
    shown: str
    upns: frozenset[str] = frozenset()

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
        "SELECT DISTINCT value, kind <> 'source' FROM identifier WHERE school_id = ? AND pupil_id = ? ORDER BY value",
        [school_id, pupil_id],
    ).fetchall()
    before = list(_before(con, school_id, pupil_id))
    names = dict.fromkeys([(str(surname), str(forename)), *(name for kind, name in before if kind == "name")])
    former = [name[0] for kind, name in before if kind == "value"]
    identifiers = dict.fromkeys([*(str(value) for value, _ in held), *former])
    initials = "".join(f"{part[:1].upper()}." for part in (forename, surname) if part)
    return Identity(
        school_id,
        str(code),
        pupil_id,
        tuple(one for one in names if any(one)),
        dob,
        tuple(identifiers),
        initials,
        frozenset(str(value) for value, is_upn in held if is_upn),
    )


def _before(con: DuckDBPyConnection, school_id: int, pupil_id: int) -> Iterator[tuple[str, tuple[str, str]]]:
    """Names and identifiers the child had before an import changed them."""
    rows = con.execute(
        "SELECT table_name, content FROM before_image WHERE table_name IN ('pupil', 'identifier') "
        f"AND {number_in('content', 'school_id')} = ? AND {number_in('content', 'pupil_id')} = ? ORDER BY ALL",
        [school_id, pupil_id],
    ).fetchall()
    for table, content in rows:
        held = json.loads(content)
        if table == "pupil":
            yield "name", (str(held.get("surname") or ""), str(held.get("forename") or ""))
        else:
            yield "value", (str(held.get("value") or ""), "")


def namesakes(con: DuckDBPyConnection, child: Identity) -> list[Identity]:
    """The other children of its school who bear, or bore, a name or an identifier of a child."""
    numbers = _bearers(con, child.school_id, child) - {child.pupil_id}
    return [identity_of(con, child.school_id, number) for number in sorted(numbers)]


def same_children(con: DuckDBPyConnection, child: Identity, others: Sequence[Identity] = ()) -> list[Identity]:
    """The child in another file of the same school, such as an older backup: under every number it has there.

    Numbers of a file that was made anew, or in which an import was taken back and brought in again, mean other
    children. A UPN settles it, else what `_same` weighs, and at last a name that nobody else bears.

    Args:
        con: the other file.
        child: as the school file has it.
        others: its namesakes in the school file (`namesakes`).

    Raises:
        StoreError: somebody there bears the name or an identifier, and nothing tells whether it is the child.
    """
    schools = con.execute("SELECT school_id FROM school WHERE code = ? ORDER BY school_id", [child.school]).fetchall()
    found, unsure = list[Identity](), list[Identity]()
    for (school_id,) in schools:
        for number in sorted(_bearers(con, int(school_id), child)):
            one = identity_of(con, int(school_id), number)
            same = _same(one, child)
            if same:
                found.append(one)
            elif same is None and not any(_same(one, other) for other in others):
                unsure.append(one)
    if len(unsure) == 1 and not found and not others and not _speaks_against(unsure[0], child):
        return unsure
    if unsure:
        raise StoreError(
            "A pupil in it has the same name or identifier, and may be the same child",
            "UPN, date of birth and number do not settle it.",
        )
    return found


def _bearers(con: DuckDBPyConnection, school_id: int, child: Identity) -> set[int]:
    """The numbers of all who bear, or bore, the number, a name or an identifier of a child."""
    names = _folded(child.names)
    rows = con.execute(
        f"""
        SELECT p.pupil_id, p.surname, p.forename,
            p.pupil_id = $2 OR EXISTS (FROM identifier i WHERE i.school_id = p.school_id AND i.pupil_id = p.pupil_id
                AND list_contains($3::VARCHAR[], i.value))
        FROM pupil p WHERE p.school_id = $1
        UNION ALL
        SELECT p.pupil_id, coalesce(json_extract_string(b.content, '$.surname'), ''),
            coalesce(json_extract_string(b.content, '$.forename'), ''),
            coalesce(list_contains($3::VARCHAR[], json_extract_string(b.content, '$.value')), false)
        FROM before_image b JOIN pupil p ON p.school_id = {number_in("b.content", "school_id")}
            AND p.pupil_id = {number_in("b.content", "pupil_id")}
        WHERE p.school_id = $1 AND b.table_name IN ('pupil', 'identifier')
        """,
        [school_id, child.pupil_id, list(child.identifiers)],
    ).fetchall()
    return {int(number) for number, surname, forename, bears in rows if bears or fold(f"{surname} {forename}") in names}


def _same(one: Identity, other: Identity) -> bool | None:
    """Whether two are the same child; None where they bear the same name or identifier and that does not settle it."""
    if one.upns & other.upns:
        return True
    named = bool(_folded(one.names) & _folded(other.names))
    born = one.dob is not None and one.dob == other.dob
    against = _speaks_against(one, other)
    if one.pupil_id == other.pupil_id and (named or (born and not against)):
        return True
    if set(one.identifiers) & set(other.identifiers):
        return True if named or born or not against else None
    if named:
        return True if born and not against else None
    return False


def _speaks_against(one: Identity, other: Identity) -> bool:
    """Whether both have UPNs, or dates of birth, and not the same."""
    return bool(one.upns and other.upns and not one.upns & other.upns) or (
        one.dob is not None and other.dob is not None and one.dob != other.dob
    )


def _folded(names: Iterable[tuple[str, str]]) -> set[str]:
    return {name for pair in names if (name := fold(" ".join(pair)))}

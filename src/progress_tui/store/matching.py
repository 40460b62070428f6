"""Who on file the pupils of an import are: by UPN, source id, or name and date of birth, always within one school.

What the evidence settles is matched; whatever it leaves open is handed to people, never guessed. Rules:
docs/importing.md, “Who is who”.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Final, Literal

from progress_tui.domain.text import fold
from progress_tui.store.labels import labels_of
from progress_tui.store.staging import stage

if TYPE_CHECKING:
    import polars as pl
    from duckdb import DuckDBPyConnection

DoubtKind = Literal["clash", "upn", "source", "name"]
"""`clash`: the identifier is one pupil's, name and date of birth are another's. `upn`: it is on file under another
name; `source`: so is the source id. `name`: the name is on file, and nothing says whether it is the same child."""

Alike = Literal["same", "forename", "other", "unknown"]
"""How two names compare: `forename` when no forename contradicts another, but the surname does or a part is missing."""

_KINDS: Final[tuple[DoubtKind, ...]] = ("clash", "upn", "source", "name")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A pupil on file who may be meant; `taken` when another row of the source surely is that pupil."""

    pupil_id: int
    label: str
    taken: bool


@dataclass(frozen=True, slots=True)
class Doubt:
    """A pupil of the source of whom it is not sure who on file it is, if anybody.

    Attributes:
        label: the name, or else the identifier.
        candidates: likeliest first.
    """

    ref: int
    row: int
    label: str
    kind: DoubtKind
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """What speaks for and against a pupil of the source being one on file.

    Attributes:
        by_upn, by_source: an identifier is the same (of UPNs a former one counts too).
        dob: whether the dates of birth agree; None when either is not known.
        upn_apart, source_apart: both have such identifiers, and none is the same.
        renewed: the UPN on file is a temporary one and that of the source is not; `stale` the other way round.
        bare: neither side has anything but a name.
    """

    ref: int
    pupil_id: int
    by_upn: bool
    by_source: bool
    alike: Alike
    dob: bool | None
    upn_apart: bool
    source_apart: bool
    renewed: bool
    stale: bool
    bare: bool

    @property
    def whole_name(self) -> bool:
        """Name and date of birth both agree."""
        return self.alike == "same" and self.dob is True

    @property
    def strength(self) -> int | None:
        """How surely it is the same child, 1 the surest; None when it is not sure."""
        if self.by_upn and (
            self.dob
            or self.alike in ("same", "unknown")
            or (self.dob is None and (self.alike == "forename" or self.by_source))
        ):
            return 1
        if self.by_source and (
            self.whole_name
            or (not self.upn_apart and (self.alike == "same" or (self.alike != "other" and self.dob is not False)))
        ):
            return 2
        if self.whole_name and (not self.upn_apart or self.renewed) and not self.source_apart:
            return 3
        return 4 if self.bare and self.alike == "same" else None

    @property
    def doubt(self) -> DoubtKind | None:
        """Why it may be the same child, where that is not sure; None when it surely is another."""
        if self.by_upn:
            return "upn"
        if self.upn_apart and not (self.whole_name and self.stale) and not (self.by_source and self.alike == "same"):
            return None
        if self.by_source:
            return None if self.alike == "other" and self.dob is False else "source"
        return None if self.dob is False else "name"


def known_pupils(con: DuckDBPyConnection, pupils: pl.DataFrame) -> int:
    """How many pupils have a UPN or the name and date of birth (as far as both are known) of one on file, anywhere.

    Args:
        con: the school file.
        pupils: with upn, surname, forename and dob.
    """
    import polars as pl

    names = zip(pupils["surname"], pupils["forename"], strict=True)
    folded = pl.Series("folded", [fold(f"{surname} {forename}") for surname, forename in names], dtype=pl.String)
    stage(con, {"known": pupils.select("upn", "dob", folded)})
    row = con.execute(
        "SELECT count(*) FROM s_known k WHERE EXISTS (FROM identifier i WHERE i.kind <> 'source' AND i.value = k.upn) "
        "OR EXISTS (FROM pupil o WHERE o.folded = k.folded AND k.folded <> '' AND coalesce(o.dob = k.dob, true))"
    ).fetchone()
    return int(row[0]) if row else 0


def match(con: DuckDBPyConnection) -> list[Doubt]:
    """Compare the staged pupils with those on file; what the evidence settles is kept for `place`.

    Returns:
        The pupils of whom it is not sure, by row.
    """
    _pair(con)
    _compare_names(con)
    con.execute(
        "CREATE OR REPLACE TEMP TABLE settled AS SELECT ref, any_value(pupil_id) AS pupil_id FROM pair "
        "GROUP BY ref HAVING count(*) = 1 AND bool_and(plain)"
    )
    chosen: list[tuple[int, int]] = []
    open_pairs = []
    for _, group in groupby(_open_pairs(con), key=attrgetter("ref")):
        pairs = list(group)
        found = _decided(pairs)
        if isinstance(found, Pair):
            chosen.append((found.ref, found.pupil_id))
        elif found:
            open_pairs.append(found)
    _stage_pairs(con, "chosen", chosen)
    con.execute("INSERT INTO settled FROM s_chosen")
    return _doubts(con, open_pairs)


def place(con: DuckDBPyConnection, chosen: Mapping[int, int | None], left_out: Collection[int]) -> None:
    """Make `m` (ref, school_id, pupil_id, is_new): every staged pupil with the number it has on file or gets.

    Args:
        con: after `match`.
        chosen: ref → pupil on file, None for a new one, as people answered.
        left_out: refs that are not brought in.
    """
    _stage_pairs(con, "answered", list(chosen.items()))
    _stage_pairs(con, "left", [(ref, None) for ref in left_out])
    con.execute(
        """
        CREATE OR REPLACE TEMP TABLE m AS
        WITH found AS (
            SELECT p.ref, p.school_id, coalesce(a.pupil_id, s.pupil_id) AS pupil_id FROM placed p
            LEFT JOIN settled s USING (ref) LEFT JOIN s_answered a USING (ref) ANTI JOIN s_left USING (ref)
        ), highest AS (
            SELECT greatest(
                (SELECT coalesce(max(pupil_id), 0) FROM pupil),
                (SELECT coalesce(max(CAST(value AS INTEGER)), 0) FROM meta WHERE key = 'highest_pupil')
            ) AS pupil_id
        )
        SELECT ref, school_id, pupil_id, false AS is_new FROM found WHERE pupil_id IS NOT NULL
        UNION ALL
        SELECT ref, school_id,
            CAST((SELECT pupil_id FROM highest) + row_number() OVER (ORDER BY school_id, ref) AS INTEGER), true
        FROM found WHERE pupil_id IS NULL
        """
    )


def drop_foreign_upns(con: DuckDBPyConnection) -> list[tuple[int, str, str]]:
    """Take UPNs out of the staged identifiers that are another pupil's on file: (row, label, UPN).

    So it is where people said that a row is not the child whose UPN it bears.
    """
    con.execute(
        """
        CREATE OR REPLACE TEMP TABLE d AS
        SELECT DISTINCT k.ref, k.value FROM s_identifier k JOIN m USING (ref)
        JOIN identifier i ON i.school_id = m.school_id AND i.value = k.value AND i.pupil_id <> m.pupil_id
        WHERE k.kind IN ('upn', 'former-upn') AND i.kind IN ('upn', 'former-upn')
        """
    )
    con.execute("DELETE FROM s_identifier WHERE kind <> 'source' AND (ref, value) IN (SELECT ref, value FROM d)")
    rows = con.execute("SELECT s.row, s.label, d.value FROM d JOIN placed s USING (ref) ORDER BY s.row").fetchall()
    return [(int(row), str(label), str(value)) for row, label, value in rows]


def matched_twice(con: DuckDBPyConnection) -> list[tuple[int, int, str]]:
    """Placed pupils of whom several were found to be one pupil on file: (ref, row, label)."""
    rows = con.execute(
        "SELECT s.ref, s.row, s.label FROM placed s JOIN m USING (ref) "
        "WHERE m.pupil_id IN (SELECT pupil_id FROM m GROUP BY pupil_id HAVING count(*) > 1) ORDER BY s.row, s.ref"
    ).fetchall()
    return [(int(ref), int(row), str(label)) for ref, row, label in rows]


def renamed(con: DuckDBPyConnection) -> list[tuple[int, str, str]]:
    """Pupils who were found by UPN or date of birth under quite another name: (row, label, label on file)."""
    rows = con.execute(
        "SELECT s.row, s.label, concat_ws(', ', nullif(o.surname, ''), nullif(o.forename, '')) FROM pair p "
        "JOIN m USING (ref, pupil_id) JOIN placed s USING (ref) JOIN pupil o ON o.school_id = m.school_id "
        "AND o.pupil_id = m.pupil_id WHERE p.alike = 'other' AND NOT m.is_new ORDER BY s.row"
    ).fetchall()
    return [(int(row), str(label), str(held)) for row, label, held in rows]


def namesakes(con: DuckDBPyConnection) -> list[tuple[int, str]]:
    """New pupils with the name and date of birth of one on file who has another UPN: (row, label)."""
    rows = con.execute(
        "SELECT DISTINCT s.row, s.label FROM pair p JOIN m USING (ref) JOIN placed s USING (ref) "
        "WHERE m.is_new AND p.upn_apart AND p.alike = 'same' AND p.dob_agrees ORDER BY s.row"
    ).fetchall()
    return [(int(row), str(label)) for row, label in rows]


def _pair(con: DuckDBPyConnection) -> None:
    """Make `placed` (the staged pupils with their schools) and `pair` (everybody on file who may be one of them)."""
    con.execute(
        "CREATE OR REPLACE TEMP TABLE placed AS SELECT s.*, o.school_id, "
        "coalesce(nullif(concat_ws(', ', nullif(s.surname, ''), nullif(s.forename, '')), ''), s.fallback) AS label "
        "FROM s_pupil s JOIN school o ON o.code = s.school"
    )
    con.execute(
        """
        CREATE OR REPLACE TEMP TABLE pair AS
        WITH linked AS (
            SELECT p.ref, p.school_id, i.pupil_id, k.kind <> 'source' AS upn, k.kind = 'source' AS source
            FROM placed p JOIN s_identifier k USING (ref)
            JOIN identifier i ON i.school_id = p.school_id AND i.value = k.value
                AND (i.kind = k.kind OR (i.kind IN ('upn', 'former-upn') AND k.kind IN ('upn', 'former-upn')))
            UNION ALL
            SELECT p.ref, p.school_id, o.pupil_id, false, false
            FROM placed p JOIN pupil o ON o.school_id = p.school_id AND o.folded = p.folded WHERE p.folded <> ''
            UNION ALL
            SELECT p.ref, p.school_id, o.pupil_id, false, false
            FROM placed p JOIN pupil o ON o.school_id = p.school_id AND o.dob = p.dob
            WHERE p.folded <> '' AND o.folded <> '' AND o.folded <> p.folded AND (
                starts_with(o.folded, p.folded) OR starts_with(p.folded, o.folded))
            UNION ALL
            SELECT p.ref, p.school_id, o.pupil_id, false, false FROM placed p JOIN pupil o ON o.school_id = p.school_id
                AND list_sort(string_split(o.folded, ' ')) = list_sort(string_split(p.folded, ' '))
            WHERE p.folded <> '' AND o.folded <> p.folded AND (o.dob = p.dob OR o.dob IS NULL OR p.dob IS NULL)
        ), one AS (
            SELECT ref, school_id, pupil_id, bool_or(upn) AS by_upn, bool_or(source) AS by_source
            FROM linked GROUP BY ALL
        ), theirs AS (
            SELECT ref, bool_or(kind = 'upn') AS upn, bool_or(kind = 'source') AS source,
                bool_or(kind = 'upn' AND value SIMILAR TO '.*[A-Z]') AS temporary FROM s_identifier GROUP BY ref
        ), ours AS (
            SELECT i.school_id, i.pupil_id, bool_or(kind = 'upn') AS upn, bool_or(kind = 'source') AS source,
                bool_or(kind = 'upn' AND value SIMILAR TO '.*[0-9]') AS lasting
            FROM identifier i SEMI JOIN one USING (school_id, pupil_id) GROUP BY ALL
        )
        SELECT one.*,
            CASE WHEN p.folded = '' OR o.folded = '' THEN 'unknown' WHEN o.folded = p.folded THEN 'same' ELSE 'other'
                END AS alike,
            o.dob = p.dob AS dob_agrees, coalesce(t.upn AND u.upn, false) AND NOT by_upn AS upn_apart,
            coalesce(t.source AND u.source, false) AND NOT by_source AS source_apart,
            coalesce(NOT t.temporary AND NOT u.lasting, false) AS renewed,
            coalesce(t.temporary AND u.lasting, false) AS stale,
            p.dob IS NULL AND o.dob IS NULL AND t.ref IS NULL AND u.pupil_id IS NULL AS bare,
            (by_upn AND o.folded = p.folded) OR (by_source AND NOT upn_apart AND coalesce(dob_agrees, true)
                AND (o.folded = p.folded OR alike = 'unknown')) AS plain
        FROM one JOIN placed p USING (ref) JOIN pupil o ON o.school_id = one.school_id AND o.pupil_id = one.pupil_id
        LEFT JOIN theirs t USING (ref) LEFT JOIN ours u ON u.school_id = one.school_id AND u.pupil_id = one.pupil_id
        """
    )


def _compare_names(con: DuckDBPyConnection) -> None:
    """Tell of names that are not the same whether their forenames are."""
    rows = con.execute(
        "SELECT p.ref, p.pupil_id, s.surname, s.forename, o.surname, o.forename FROM pair p JOIN placed s USING (ref) "
        "JOIN pupil o ON o.school_id = p.school_id AND o.pupil_id = p.pupil_id WHERE p.alike = 'other'"
    ).fetchall()
    alike = [
        (ref, pupil_id) for ref, pupil_id, *names in rows if _forenames_agree(*(fold(str(name)) for name in names))
    ]
    if alike:
        _stage_pairs(con, "alike", alike)
        con.execute(
            "UPDATE pair SET alike = 'forename' FROM s_alike a WHERE a.ref = pair.ref AND a.pupil_id = pair.pupil_id"
        )


def _stage_pairs(con: DuckDBPyConnection, name: str, pairs: Sequence[tuple[int, int | None]]) -> None:
    """Make the in-memory table `s_<name>` (ref, pupil_id)."""
    import polars as pl

    shape = {"ref": pl.Int32(), "pupil_id": pl.Int32()}
    stage(con, {name: pl.DataFrame(list(pairs), schema=shape, orient="row")})


def _forenames_agree(surname: str, forename: str, other_surname: str, other_forename: str) -> bool:
    """Whether one child may have both names: the forenames agree, or one is missing and the surnames agree."""
    if not forename or not other_forename:
        return not surname or not other_surname or surname == other_surname
    shorter, longer = sorted((forename, other_forename), key=len)
    return f"{longer} ".startswith(f"{shorter} ")


def _open_pairs(con: DuckDBPyConnection) -> list[Pair]:
    """The pairs of every staged pupil whom one plain look does not settle, by pupil."""
    rows = con.execute(
        "SELECT ref, pupil_id, by_upn, by_source, alike, dob_agrees, upn_apart, source_apart, renewed, stale, bare "
        "FROM pair WHERE ref NOT IN (SELECT ref FROM settled) ORDER BY ref, pupil_id"
    ).fetchall()
    return [Pair(*row) for row in rows]


def _decided(pairs: Sequence[Pair]) -> Pair | list[tuple[Pair, DoubtKind]]:
    """The one on file whom the pairs of a pupil speak for, or those of whom it is not sure (nobody: a new pupil)."""
    sure = [pair for pair in pairs if pair.strength is not None]
    if not sure:
        contested = any(pair.doubt == "upn" for pair in pairs) and any(pair.whole_name for pair in pairs)
        kinds = [(pair, "clash" if contested and pair.whole_name else pair.doubt) for pair in pairs]
        return [(pair, kind) for pair, kind in kinds if kind is not None]
    best = min(sure, key=lambda pair: pair.strength or 9)
    against = [
        pair
        for pair in pairs
        if pair is not best
        and (pair.strength == best.strength or (not best.whole_name and (pair.whole_name or (pair.strength or 9) <= 2)))
    ]
    if not against:
        return best
    kind: DoubtKind = "name" if (best.strength or 9) >= 3 else "clash"
    return [(pair, kind) for pair in (best, *against)]


def _doubts(con: DuckDBPyConnection, found: Sequence[Sequence[tuple[Pair, DoubtKind]]]) -> list[Doubt]:
    if not found:
        return []
    staged = {
        int(ref): (int(row), str(label), int(school_id))
        for ref, row, label, school_id in con.execute("SELECT ref, row, label, school_id FROM placed").fetchall()
    }
    taken = {int(pupil_id) for (pupil_id,) in con.execute("SELECT pupil_id FROM settled").fetchall()}
    labels = labels_of(con, {pair.pupil_id for pairs in found for pair, _ in pairs})
    doubts = []
    for pairs in found:
        ref = pairs[0][0].ref
        row, label, _ = staged[ref]
        kind = min((kind for _, kind in pairs), key=_KINDS.index)
        candidates = tuple(Candidate(p.pupil_id, labels[p.pupil_id], p.pupil_id in taken) for p, _ in pairs)
        doubts.append(Doubt(ref, row, label, kind, candidates))
    return sorted(doubts, key=attrgetter("row", "ref"))

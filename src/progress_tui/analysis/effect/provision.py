"""The provision map of a class: its children by the support groups of the year, and who is flagged without any support.

Rules and worked examples: docs/judgements.md, “Effect”.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Final

import polars as pl

from progress_tui.analysis.behind import Find, Said, selected, those, told, worded
from progress_tui.analysis.choosing import chosen
from progress_tui.analysis.flags.thresholds import thresholds
from progress_tui.analysis.half_terms import half_terms
from progress_tui.analysis.laid_report import LaidReport
from progress_tui.analysis.school_at_point import SchoolAtPoint, Selection
from progress_tui.analysis.under_way import memberships, runs_on
from progress_tui.domain.calendar import academic_year_label
from progress_tui.domain.pupils import display_name
from progress_tui.domain.reports import Behind, Field, Report
from progress_tui.domain.subjects import subject_label
from progress_tui.domain.whom import EVERYBODY, Whom

_GROUP: Final = "support_"
_SIGNS: Final = {"runs": "●", "ended": "○", "to come": "·"}


def provision_report(at: SchoolAtPoint, whom: Whom = EVERYBODY) -> Report:
    """Children by the support groups that ran in the year of the point, as of today.

    A row a child: whether there are flags to discuss (as the agenda has it) and no support, how many such flags, how
    many groups the child is in today; then a column a group with any of them in it, by first day, with whether the
    child is in it today (`●`), was (`○`) or will be (`·`), and the effect noted.

    Raises:
        NotFoundError: no such class or year group.
        UsageError: the filter is not one.
    """
    found = chosen(at, whom, whom.speaks_of or None)
    year = at.point.start_year
    held = _of_year(at, year).filter(pl.col("pupil_id").is_in(list(found.keys)))
    groups = held.select("support_id", "name", "subject", "staff", "group_starts").unique(maintain_order=True)
    groups = groups.sort("group_starts", "support_id")
    least = int(thresholds().number("agenda", "severity"))
    first = _first(least)
    fields = (*first, *_columns(groups, {one.label for one in first}))
    rows = tuple(_rows(at, found, held, groups, least))
    said = told(_notes(at, found, rows, held, groups, least))
    return LaidReport(
        title=at.title("Provision map", academic_year_label(year)),
        point=str(at.point),
        fields=fields,
        rows=rows,
        notes=said.notes,
        more={"today": at.today.isoformat(), "groups": _listed(groups, held)},
        lines=tuple({one.label: _cell(row, one) for one in fields} for row in rows),
        behind=_behind(rows, held, groups),
        behind_notes=said.behind,
    )


def _of_year(at: SchoolAtPoint, year: int) -> pl.DataFrame:
    """Memberships of groups that ran at any time of an academic year, with runs (today) and group_starts."""
    first, after = half_terms().of_year(year)[0], half_terms().of_year(year + 1)[0]
    starts = at.frames.support.select("support_id", pl.col("starts").alias("group_starts"))
    return (
        memberships(at.frames)
        .filter((pl.col("starts") < after) & (pl.col("ends").is_null() | (pl.col("ends") >= first)))
        .join(starts, on="support_id", how="left", maintain_order="left")
        .with_columns(runs_on(at.today).alias("runs"), (pl.col("starts") > at.today).alias("to_come"))
    )


def _first(least: int) -> tuple[Field, ...]:
    return (
        Field("pupil", "pupil"),
        Field("class_name", "class"),
        Field("asked", "to ask"),
        Field("flags", f"flags ≥ {least}", "count"),
        Field("running", "groups now", "count"),
    )


def _columns(groups: pl.DataFrame, taken: set[str]) -> tuple[Field, ...]:
    """A field a group under its name; of two of one name, or of one that is `taken`, the later carry their number."""
    fields: list[Field] = []
    for number, name in groups.select("support_id", "name").iter_rows():
        label = name if name not in taken else f"{name} ({number})"
        taken.add(label)
        fields.append(Field(f"{_GROUP}{number}", label))
    return tuple(fields)


def _rows(
    at: SchoolAtPoint, found: Selection, held: pl.DataFrame, groups: pl.DataFrame, least: int
) -> Iterator[dict[str, object]]:
    """A row a child, in the order of the roll."""
    named = at.summary.roll.select("pupil_id", "class_name", "surname", "forename", "fallback")
    roll = {key: (where, display_name(*name)) for key, where, *name in named.iter_rows()}
    own: dict[int, list[dict[str, object]]] = defaultdict(list)
    for row in held.iter_rows(named=True):
        own[row["pupil_id"]].append(
            {
                "support_id": row["support_id"],
                "name": row["name"],
                "state": "runs" if row["runs"] else "to come" if row["to_come"] else "ended",
                "effect": row["effect"] or "unknown",
                "entry": row["entry"],
                "exit": row["exit"],
                "starts": row["starts"].isoformat(),
                "ends": None if row["ends"] is None else row["ends"].isoformat(),
            }
        )
    numbers, flags = groups["support_id"].to_list(), at.flags
    for key in found.keys:
        states = {one["support_id"]: one["state"] for one in own[key]}
        running = sum(state == "runs" for state in states.values())
        discussed = sum(one.severity >= least for one in flags.get(key, ()))
        where, name = roll[key]
        yield {
            "pupil_id": key,
            "pupil": name,
            "class_name": where,
            **{f"{_GROUP}{number}": states.get(number) for number in numbers},
            "support": own[key],
            "running": running,
            "flags": discussed,
            "asked": discussed > 0 and not running,
        }


def _cell(row: Mapping[str, object], one: Field) -> object:
    value, support = row[one.key], row["support"]
    if one.key == "asked":
        return "no support" if value else ""
    if one.key in ("running", "flags"):
        return value or ""
    if not one.key.startswith(_GROUP) or value is None or not isinstance(support, list):
        return value or ""
    noted = [held["effect"] for held in support if f"{_GROUP}{held['support_id']}" == one.key]
    return " ".join([_SIGNS[str(value)], *(effect for effect in noted if effect != "unknown")])


def _listed(groups: pl.DataFrame, held: pl.DataFrame) -> list[dict[str, object]]:
    """The groups of the columns, for JSON."""
    inside = dict(held.group_by("support_id").len().iter_rows())
    return [
        {"support_id": number, "name": name, "subject": subject, "staff": staff, "n": inside[number]}
        for number, name, subject, staff, _ in groups.iter_rows()
    ]


def _notes(
    at: SchoolAtPoint,
    found: Selection,
    rows: Sequence[Mapping[str, object]],
    held: pl.DataFrame,
    groups: pl.DataFrame,
    least: int,
) -> Iterator[Said]:
    """Who is looked at, how many are in support, who is flagged and in none, and what each column is."""
    n, on_roll, words = len(rows), at.summary.roll.height, found.description
    yield f"{words}: {n} of {on_roll} on roll.", selected(at, found)
    yield found.hint
    inside, asked = ([int(str(row["pupil_id"])) for row in rows if row[key]] for key in ("running", "asked"))
    today = at.today.isoformat()
    yield f"{len(inside)} of {n} are in support on {today}.", partial(those, at.frames, inside, words, "in support now")
    yield (
        f"No support but flagged: {len(asked)} of {n} have a flag of severity {least} or more and are in no support "
        "now.",
        partial(those, at.frames, asked, words, "flagged, in no support"),
    )
    for number, name, subject, staff, starts in groups.iter_rows():
        about = f" ({subject_label(subject)})" if subject else ""
        own = held.filter(pl.col("support_id") == number)
        yield (
            f"{name}{about}: {own.height} of {n}, {staff or 'nobody named'}, from {starts.isoformat()}.",
            partial(those, at.frames, own, words, name),
        )
    yield "● in it today, ○ ended, · to come; behind it the effect noted, where any is."


def _behind(rows: Sequence[Mapping[str, object]], held: pl.DataFrame, groups: pl.DataFrame) -> Find:
    """The child of a row; in the column of a group the child, where it is in it."""
    names = {f"{_GROUP}{number}": name for number, name in groups.select("support_id", "name").iter_rows()}
    inside = set(held.select("pupil_id", "support_id").iter_rows())

    def find(row: int, key: str) -> Behind | None:
        one = rows[row]
        pupil_id, where = int(str(one["pupil_id"])), str(one["class_name"] or "")
        if key.startswith(_GROUP) and (pupil_id, int(key.removeprefix(_GROUP))) not in inside:
            return None
        return Behind(worded(where, names.get(key, ""), "1 child"), (pupil_id,))

    return find

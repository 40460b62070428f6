"""Support groups: since when, by whom, with what effect noted, and the children's results since.

Rules and worked examples: docs/judgements.md, “Effect”.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Final

import polars as pl

from progress_tui.analysis.behind import Find, Said, those, told
from progress_tui.analysis.choosing import chosen
from progress_tui.analysis.effect.effects import CASES, effects, together
from progress_tui.analysis.effect.report import mean_words, names_of, together_fields
from progress_tui.analysis.flags.thresholds import thresholds
from progress_tui.analysis.laid_report import LaidReport
from progress_tui.analysis.school_at_point import SchoolAtPoint
from progress_tui.analysis.under_way import memberships, runs_on
from progress_tui.domain.reports import Behind, Field, Report, shown
from progress_tui.domain.subjects import subject_label, subject_letter
from progress_tui.domain.text import fold
from progress_tui.domain.whom import EVERYBODY, Whom

_WITHOUT: Final = ("none", "unknown", "")

SUPPORT_FIELDS: Final = (
    Field("support_id", "no", "count"),
    Field("name", "support"),
    Field("subject", "subject"),
    Field("staff", "who"),
    Field("starts", "from"),
    Field("ends", "to"),
    Field("weeks", "weeks", "count"),
    Field("members", "children", "count"),
    Field("effects", "effect noted"),
    Field("change", "results since"),
    Field("asked", "to ask"),
)


COST_FIELDS: Final = (Field("cost", "cost £", "number"), Field("cost_per_child", "£ a child", "number"))
"""Shown to senior leaders alone, where they ask for them."""


def support_report(
    at: SchoolAtPoint,
    running: bool = False,
    whom: Whom = EVERYBODY,
    costs: Mapping[int, float | None] | None = None,
) -> Report:
    """The support groups of a school as `show support` prints them: by first day, as of today.

    Args:
        at: the school at a point; results since are those up to it.
        running: only those that run today, first and last day included.
        whom: only groups with any of these children; each is counted whole.
        costs: what each group costs, for senior leaders; they stand in no frame, so that nothing else can show them.

    Raises:
        NotFoundError: no such class or year group.
        UsageError: the filter is not one.
    """
    held = at.frames.support.with_columns(
        runs_on(at.today).alias("runs"),
        (pl.col("ends") < at.today).fill_null(value=False).alias("ended"),
        (pl.min_horizontal(pl.col("ends").fill_null(at.today), pl.lit(at.today)) - pl.col("starts"))
        .dt.total_days()
        .floordiv(7)
        .clip(lower_bound=0)
        .alias("weeks"),
    )
    if running:
        held = held.filter("runs")
    words = ""
    if whom.filter.strip() or whom.class_name or whom.year_group:
        selection = chosen(at, whom, whom.speaks_of or None)
        own = at.frames.support_members.filter(pl.col("pupil_id").is_in(list(selection.keys)))
        held, words = held.join(own, on="support_id", how="semi"), selection.description
    rows = _support_rows(at, held.sort("starts", "support_id"))
    fields = SUPPORT_FIELDS if costs is None else (*SUPPORT_FIELDS, *COST_FIELDS)
    if costs is not None:
        rows = [{**row, **_cost(row, costs)} for row in rows]
    weeks = int(thresholds().number("support-not-working", "weeks"))
    whose = f"Groups with children of: {words}. Each is counted whole." if words else ""
    said = told([whose, *_notes(at, rows, weeks), *(_cost_notes(rows) if costs is not None else ())])
    lines = [{one.label: _support_cell(row, one.key, weeks) for one in fields} for row in rows]
    return LaidReport(
        title=at.title("Support"),
        point=str(at.point),
        fields=fields,
        rows=tuple(rows),
        notes=said.notes,
        more={"today": at.today.isoformat(), "weeks_asked": weeks},
        lines=tuple(lines),
        behind=_behind(at, rows),
        behind_notes=said.behind,
    )


def _notes(at: SchoolAtPoint, rows: Sequence[Mapping[str, object]], weeks: int) -> Iterator[Said]:
    """How many run, of how many there is something to ask, and what the figures are."""
    running, asked = ([row for row in rows if row[key]] for key in ("runs", "asked"))
    yield (
        f"{len(running)} of {len(rows)} run on {at.today.isoformat()}.",
        lambda: _members(at, running, "in support that runs"),
    )
    yield (
        f"To ask: {len(asked)} ended or have run for {weeks} weeks or more, and for some of the children no effect is "
        "noted.",
        lambda: _asked_of(at, asked),
    )
    yield (
        "Results since: the mean change of the children with results before and since, beside the other children of "
        "their classes. A description, not proof: “show effect” has it child by child."
    )


def _cost(row: Mapping[str, object], costs: Mapping[int, float | None]) -> dict[str, object]:
    """What a group costs in pounds, whole and for each child in it."""
    number, members = row["support_id"], row["members"]
    cost = costs.get(number) if isinstance(number, int) else None
    each = cost / members if cost is not None and isinstance(members, int) and members else None
    return {"cost": cost, "cost_per_child": None if each is None else round(each, 2)}


def _cost_notes(rows: Sequence[Mapping[str, object]]) -> Iterator[Said]:
    """What they cost together, and of how many it is not on file."""
    known = [cost for row in rows if isinstance(cost := row["cost"], float)]
    without = f"; of {len(rows) - len(known)} no cost is on file" if len(known) < len(rows) else ""
    yield f"Costs are for senior leaders only. Together £{sum(known):,.0f} for {len(known)} of {len(rows)}{without}."


def _members(at: SchoolAtPoint, rows: Sequence[Mapping[str, object]], words: str, noted: Sequence[str] = ()) -> Behind:
    """The children of some groups; only those with one of these effects noted, where any are named."""
    held = at.frames.support_members.filter(pl.col("support_id").is_in([row["support_id"] for row in rows]))
    if noted:
        held = held.filter(pl.col("effect").is_in(list(noted)))
    return those(at.frames, held, str(rows[0]["name"]) if len(rows) == 1 else "", words)


def _asked_of(at: SchoolAtPoint, rows: Sequence[Mapping[str, object]]) -> Behind:
    """The children of some groups of whom somebody has to say what came of it."""
    ids = [key for row in rows if isinstance(own := row["asked_ids"], list) for key in own]
    return those(at.frames, ids, str(rows[0]["name"]) if len(rows) == 1 else "", "no effect noted")


def _behind(at: SchoolAtPoint, rows: Sequence[Mapping[str, object]]) -> Find:
    """The children of a support group; under “to ask” those it is to be asked of."""

    def find(row: int, key: str) -> Behind:
        if key == "asked":
            return _asked_of(at, [rows[row]])
        if key == "without_effect":
            return _members(at, [rows[row]], "no effect noted", _WITHOUT)
        return _members(at, [rows[row]], "children")

    return find


def _support_rows(at: SchoolAtPoint, held: pl.DataFrame) -> list[dict[str, object]]:
    every = memberships(at.frames)
    members = held.select("support_id").join(every, on="support_id", how="inner", maintain_order="left_right")
    cases = members.select(pl.col("support_id").alias("case_id"), "pupil_id", "subject", "starts", "ends")
    found = effects(at, cases.cast(pl.Schema(CASES)))
    to_ask = _to_ask(at, members)
    grouped = together(found)
    noted: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for support_id, effect, count in members.group_by("support_id", "effect").len().sort("effect").iter_rows():
        noted[support_id].append((effect, count))
    names = names_of(at, members["pupil_id"].to_list())
    listed: dict[int, list[int]] = defaultdict(list)
    for support_id, pupil_id in members.select("support_id", "pupil_id").iter_rows():
        listed[support_id].append(pupil_id)
    return [
        {
            "support_id": number,
            "name": name,
            "subject": subject,
            "staff": staff,
            "starts": starts.isoformat(),
            "ends": None if ends is None else ends.isoformat(),
            "runs": runs,
            "weeks": weeks,
            "members": len(listed[number]),
            "pupil_ids": sorted(listed[number], key=lambda key: fold(names[key][0])),
            "names": sorted((names[key][0] for key in listed[number]), key=fold),
            "effects": [{"effect": effect, "n": n} for effect, n in noted[number]],
            "change": [together_fields(one) for one in grouped if one.case_id == number],
            "without_effect": sum(n for effect, n in noted[number] if effect in _WITHOUT),
            "asked": bool(to_ask[number]),
            "asked_ids": to_ask[number],
        }
        for number, name, subject, starts, ends, staff, runs, _, weeks in held.iter_rows()
    ]


def _to_ask(at: SchoolAtPoint, members: pl.DataFrame) -> dict[int, list[int]]:
    """Group → its children of whom no effect is noted though they have had weeks enough of it, or it has ended."""
    weeks = timedelta(weeks=thresholds().number("support-not-working", "weeks"))
    enough = (pl.col("ends") < at.today).fill_null(value=False) | (pl.col("starts") <= at.today - weeks)
    asked: dict[int, list[int]] = defaultdict(list)
    for number, pupil_id in (
        members.filter(pl.col("effect").is_in(list(_WITHOUT)) & enough).select("support_id", "pupil_id").iter_rows()
    ):
        asked[number].append(pupil_id)
    return asked


def _support_cell(row: Mapping[str, object], key: str, weeks: int) -> object:
    value = row[key]
    if key == "asked":
        since, asked = f"≥ {weeks} weeks" if row["runs"] else "ended", row["asked_ids"]
        return f"{since}, {len(asked)} without effect" if isinstance(asked, list) and asked else ""
    if key == "effects" and isinstance(value, list):
        return ", ".join(f"{one['effect']} {one['n']}" for one in value)
    if key in ("cost", "cost_per_child"):
        return shown(value, "number")
    if key == "subject":
        return subject_label(str(value)) if value else "every"
    if key == "ends":
        return value or ("runs" if row["runs"] else "")
    if key == "change" and isinstance(value, list):
        return "; ".join(
            (f"{subject_letter(one['subject'])} " if len(value) > 1 else "")
            + f"{mean_words(one['change'], one['unit'])} (n {one['n']})"
            + (f", others {mean_words(one['others_change'], one['unit'])} (n {one['others']})" if one["others"] else "")
            for one in value
        )
    return value

"""Actions: what was agreed for a child or a class, by whom and by when, what became of it, and the results since.

Rules and worked examples: docs/judgements.md, “Effect”.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final, Literal

import polars as pl

from progress_tui.analysis.behind import Find, Said, one_each, those, told
from progress_tui.analysis.choosing import subject_named
from progress_tui.analysis.effect.agreed import agreed
from progress_tui.analysis.effect.effects import CASES, EffectShown, effects
from progress_tui.analysis.effect.report import beside_fields, names_of, result_fields
from progress_tui.analysis.laid_report import LaidReport
from progress_tui.analysis.school_at_point import SchoolAtPoint
from progress_tui.analysis.under_way import is_open
from progress_tui.domain.errors import NotFoundError, did_you_mean
from progress_tui.domain.reports import Behind, Field, Report
from progress_tui.domain.subjects import subject_letter, subject_order
from progress_tui.domain.text import fold
from progress_tui.domain.whom import Whom

State = Literal["all", "open", "overdue"]

WHOLE_CLASS: Final = "(whole class)"
"""Stands where an action of a class names no child."""

ACTION_FIELDS: Final = (
    Field("action_id", "no", "count"),
    Field("pupil", "pupil"),
    Field("class_name", "class"),
    Field("what", "what"),
    Field("owner", "who"),
    Field("agreed", "agreed"),
    Field("due", "due"),
    Field("status", "status"),
    Field("effect", "effect"),
    Field("results", "results before → since"),
)


def actions_report(at: SchoolAtPoint, whom: Whom, state: State = "all", owner: str = "") -> Report:
    """The actions of a school as `show actions` prints them: by due date, open ones as of today.

    One that was carried to the next meeting is told by the one that goes on with it.

    Args:
        at: the school at a point; results since are those up to it.
        whom: whose actions; its subject is the one whose results stand beside.
        state: every action, the open ones, or those open past their due date.
        owner: who was to do it, or a part of the name, case and accents ignored; empty for everybody.

    Raises:
        NotFoundError: no such class or year group, or nobody of that name owns an action.
        UsageError: the filter or the subject is not known.
    """
    subject = subject_named(at, whom.subject)
    held, whose = agreed(at, whom, subject)
    if owner:
        held = held.filter(pl.col("owner").is_in(_owners(at.frames.actions["owner"], owner)))
    wanted = {"all": pl.lit(value=True), "open": is_open(), "overdue": pl.col("overdue")}
    rows = _action_rows(at, held.filter(wanted[state]).sort("due", "action_id"), subject)
    said = told(_action_notes(at, held, whose))
    return LaidReport(
        title=at.title("Actions"),
        point=str(at.point),
        fields=ACTION_FIELDS,
        rows=tuple(rows),
        notes=said.notes,
        more={
            "today": at.today.isoformat(),
            "on_file": held.height,
            "open": int((held["status"] == "open").sum()),
            "overdue": int(held["overdue"].sum()),
        },
        lines=tuple({one.label: _action_cell(row, one.key) for one in ACTION_FIELDS} for row in rows),
        behind=_behind(at, rows),
        behind_notes=said.behind,
    )


def _owners(known: pl.Series, wanted: str) -> list[str]:
    owners = known.unique().sort().to_list()
    whole = [owner for owner in owners if fold(wanted) == fold(owner)]
    found = whole or [owner for owner in owners if fold(wanted) in fold(owner)]
    if not found:
        raise NotFoundError(f"No action is owned by “{wanted}”", remedy=did_you_mean(wanted, owners))
    return found


def _action_rows(at: SchoolAtPoint, held: pl.DataFrame, subject: str | None) -> list[dict[str, object]]:
    of_children = held.filter(pl.col("pupil_id").is_not_null())
    cases = of_children.select(
        pl.col("action_id").alias("case_id"), "pupil_id", pl.lit(subject or "").alias("subject"),
        pl.col("first_agreed").alias("starts"), pl.lit(None, dtype=pl.Date()).alias("ends"),
    ).cast(pl.Schema(CASES))  # fmt: skip
    results: Mapping[int, list[EffectShown]] = _by_case(effects(at, cases).rows)
    names = names_of(at, of_children["pupil_id"].to_list())
    return [_action_row(row, names, results[row["action_id"]]) for row in held.iter_rows(named=True)]


def _action_row(
    row: Mapping[str, object], names: Mapping[int, tuple[str, str | None]], results: Sequence[EffectShown]
) -> dict[str, object]:
    pupil_id = row["pupil_id"]
    return {
        "action_id": row["action_id"],
        "pupil_id": pupil_id,
        "class_id": row["class_id"],
        "pupil": names[pupil_id][0] if isinstance(pupil_id, int) else WHOLE_CLASS,
        **{key: row[key] for key in ("class_name", "what", "owner")},
        **{key: _day(row[key]) for key in ("agreed", "first_agreed", "due", "review", "closed")},
        **{
            key: row[key]
            for key in ("status", "overdue", "effect", "effect_note", "carried_from", "item_id", "revision")
        },
        "results": [{**result_fields(one), **beside_fields(one)} for one in results],
    }


def _day(day: object) -> str | None:
    return None if day is None else str(day)


def _behind(at: SchoolAtPoint, rows: Sequence[Mapping[str, object]]) -> Find:
    """The child of a row, and of an action of a class the children on roll in it."""
    single = one_each(rows)

    def find(row: int, key: str) -> Behind | None:
        if rows[row]["pupil_id"] is not None:
            return single(row, key)
        own = at.summary.roll.filter(pl.col("class_id") == pl.lit(rows[row]["class_id"], pl.Int32()))
        return those(at.frames, own, str(rows[row]["class_name"] or ""), "on roll")

    return find


def _by_case(rows: pl.DataFrame) -> defaultdict[int, list[EffectShown]]:
    found: defaultdict[int, list[EffectShown]] = defaultdict(list)
    for row in rows.iter_rows():
        one = EffectShown(*row)
        found[one.case_id].append(one)
    for own in found.values():
        own.sort(key=lambda one: subject_order(one.subject))
    return found


def _action_cell(row: Mapping[str, object], key: str) -> object:
    if key == "status" and row["overdue"]:
        return "open, overdue"
    if key == "effect" and row["effect_note"]:
        return f"{row['effect']}: {row['effect_note']}"
    results = row["results"]
    if key != "results" or not isinstance(results, list):
        return row[key]
    return " · ".join(
        f"{subject_letter(one['subject'])} {one['before']}→{one['after']}"
        for one in results
        if one["after"] is not None
    )


def _action_notes(at: SchoolAtPoint, held: pl.DataFrame, whose: str) -> list[Said]:
    opened, overdue = int((held["status"] == "open").sum()), int(held["overdue"].sum())
    return [
        (
            f"{opened} of {held.height} actions are open{whose}, {overdue} of them past their due date.",
            lambda: those(at.frames, held.filter(pl.col("status") == "open"), "with an open action"),
        ),
        "Results: the last up to the half-term in which it was agreed and the latest since, in one series; empty where "
        "no series has both. A description, not proof: “show effect” sets the class beside it.",
    ]

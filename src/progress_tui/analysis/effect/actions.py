"""Actions: what was agreed for a child, by whom and by when, what became of it, and the results before and since.

Rules and worked examples: docs/judgements.md, “Effect”.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Final, Literal

import polars as pl

from progress_tui.analysis.behind import Said, one_each, those, told
from progress_tui.analysis.choosing import chosen, subject_named
from progress_tui.analysis.effect.effects import EffectShown, effects
from progress_tui.analysis.effect.report import names_of, result_fields
from progress_tui.analysis.laid_report import LaidReport
from progress_tui.analysis.school_at_point import SchoolAtPoint
from progress_tui.analysis.under_way import is_open, is_overdue
from progress_tui.domain.errors import NotFoundError, did_you_mean
from progress_tui.domain.reports import Field, Report
from progress_tui.domain.subjects import subject_letter, subject_order
from progress_tui.domain.text import fold
from progress_tui.domain.whom import Whom

State = Literal["all", "open", "overdue"]

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

    Args:
        at: the school at a point; results since are those up to it.
        whom: whose actions; its subject is the one whose results stand beside.
        state: every action, the open ones, or those open past their due date.
        owner: part of who was to do it, case and accents ignored; empty for everybody.

    Raises:
        NotFoundError: no such class or year group, or nobody of that name owns an action.
        UsageError: the filter or the subject is not known.
    """
    subject = subject_named(at, whom.subject)
    everybody = not (whom.filter.strip() or whom.class_name or whom.year_group)
    selection = None if everybody else chosen(at, whom, subject)
    held = at.frames.actions.with_columns(is_overdue(at.today).alias("overdue"))
    if owner:
        held = held.filter(pl.col("owner").is_in(_owners(held["owner"], owner)))
    if selection is not None:
        held = held.filter(pl.col("pupil_id").is_in(list(selection.keys)))
    wanted = {"all": pl.lit(value=True), "open": is_open(), "overdue": pl.col("overdue")}
    asked = held.filter(wanted[state])
    rows = _action_rows(at, asked.sort("due", "action_id"), subject)
    said = told(_action_notes(at, held, "" if selection is None else f" ({selection.description})"))
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
        behind=one_each(rows),
        behind_notes=said.behind,
    )


def _owners(known: pl.Series, wanted: str) -> list[str]:
    owners = known.unique().sort().to_list()
    found = [owner for owner in owners if fold(wanted) in fold(owner)]
    if not found:
        raise NotFoundError(f"No action is owned by “{wanted}”", remedy=did_you_mean(wanted, owners))
    return found


def _action_rows(at: SchoolAtPoint, held: pl.DataFrame, subject: str | None) -> list[dict[str, object]]:
    cases = held.select(
        pl.col("action_id").alias("case_id"), "pupil_id", pl.lit(subject or "").alias("subject"),
        pl.col("agreed").alias("starts"), pl.lit(None, dtype=pl.Date()).alias("ends"),
    )  # fmt: skip
    results: Mapping[int, list[EffectShown]] = _by_case(effects(at, cases, beside=False).rows)
    names = names_of(at, held["pupil_id"].to_list())
    return [
        {
            "action_id": action_id,
            "pupil_id": pupil_id,
            "pupil": names[pupil_id][0],
            "class_name": names[pupil_id][1],
            "what": what,
            "owner": owner,
            "agreed": agreed.isoformat(),
            "due": due.isoformat(),
            "status": status,
            "overdue": overdue,
            "effect": effect,
            "results": [result_fields(one) for one in results[action_id]],
        }
        for action_id, pupil_id, what, owner, agreed, due, status, effect, overdue in held.iter_rows()
    ]


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

"""Earlier meetings and what was agreed at them, and the actions of a school counted by who does them or by class.

Counted to help children: nothing here is in the order of who has most.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, Literal

import polars as pl

from progress_tui.analysis.behind import Said, those, told
from progress_tui.analysis.choosing import chosen
from progress_tui.analysis.effect.agreed import agreed
from progress_tui.analysis.school_at_point import SchoolAtPoint
from progress_tui.analysis.under_way import is_open, is_overdue
from progress_tui.domain.calendar import Point
from progress_tui.domain.reports import Behind, Field, Report
from progress_tui.domain.text import counted, fold
from progress_tui.domain.whom import Whom

By = Literal["owner", "class"]

_MEETINGS: Final = (
    Field("class_name", "class"), Field("held_on", "held on"), Field("point", "looked at"), Field("status", "status"),
    Field("agenda", "agenda", "count"), Field("pupils", "discussed", "count"), Field("actions", "actions", "count"),
    Field("open", "open", "count"), Field("overdue", "overdue", "count"),
)  # fmt: skip
_COUNTS: Final = (
    Field("open", "open", "count"), Field("overdue", "overdue", "count"), Field("carried", "carried", "count"),
    Field("done", "done", "count"), Field("stopped", "stopped", "count"), Field("actions", "all", "count"),
    Field("pupils", "children", "count"),
)  # fmt: skip
_HEADS: Final[Mapping[By, Field]] = {"owner": Field("owner", "who"), "class": Field("class_name", "class")}
_STATES: Final = ("open", "carried", "done", "stopped")


def meetings_report(at: SchoolAtPoint, whom: Whom) -> Report:
    """The meetings on file, the latest first, with the children discussed and what became of the actions.

    Args:
        at: the school at the point.
        whom: whose meetings: those at which any of these children were discussed, counted with these alone.

    Raises:
        NotFoundError: no such class or year group.
        UsageError: the filter is not one.
    """
    items, held = _of(at, whom)
    made = _agreed(at, items, everybody=held is None)
    meetings = at.frames.meetings.join(held, on="meeting_id", how="semi") if held is not None else at.frames.meetings
    classes = _class_names(at)
    rows = [_meeting_row(at, row, items, made, classes) for row in meetings.sort("meeting_id").iter_rows(named=True)]
    rows.sort(key=lambda row: fold(str(row["class_name"])))
    rows.sort(key=lambda row: str(row["held_on"]), reverse=True)

    def behind(row: int, key: str) -> Behind:
        one = rows[row]
        where = f"{one['class_name']} · meeting of {one['held_on']}"
        if key not in ("actions", "open", "overdue"):
            listed = items.filter(pl.col("meeting_id") == one["meeting_id"])
            spoken = listed.filter("discussed") if key == "pupils" else listed
            return those(at.frames, spoken, where, "discussed" if key == "pupils" else "on the agenda")
        words = {"actions": "an action agreed", "open": "an action open", "overdue": "an action overdue"}[key]
        return those(at.frames, _only(made, key).filter(pl.col("meeting_id") == one["meeting_id"]), where, words)

    said = told(_meeting_notes(at, rows, everybody=held is None))
    return Report(
        at.title("Meetings"), str(at.point), _MEETINGS, tuple(rows), said.notes, behind=behind, behind_notes=said.behind
    )


def _of(at: SchoolAtPoint, whom: Whom) -> tuple[pl.DataFrame, pl.DataFrame | None]:
    """The items of the children asked about, and the meetings they are of; None for every meeting."""
    items = at.frames.meeting_items
    if not (whom.filter.strip() or whom.class_name or whom.year_group):
        return items, None
    keys = chosen(at, whom, whom.speaks_of or None).keys
    own = items.filter(pl.col("pupil_id").is_in(list(keys)))
    return own, own.select("meeting_id").unique()


def _agreed(at: SchoolAtPoint, items: pl.DataFrame, everybody: bool) -> pl.DataFrame:
    """What was agreed at meetings: for everybody and the classes, or for the children of some items alone."""
    actions = at.frames.actions.filter(pl.col("meeting_id").is_not_null())
    own = actions if everybody else actions.join(items, on="pupil_id", how="semi", maintain_order="left")
    return own.with_columns(is_overdue(at.today).alias("overdue"))


def _only(actions: pl.DataFrame, key: str) -> pl.DataFrame:
    """The actions that a column counts."""
    if key == "open":
        return actions.filter(is_open())
    if key == "overdue":
        return actions.filter("overdue")
    if key == "carried":
        return actions.filter((pl.col("status") == "carried") | pl.col("carried_from").is_not_null())
    return actions.filter(pl.col("status") == key) if key in _STATES else actions


def _of_classes(actions: pl.DataFrame) -> str:
    """How many of some actions are of a class and name no child; "" for none."""
    number = actions["pupil_id"].null_count()
    return f"; {number} of them {'is' if number == 1 else 'are'} of a whole class" if number else ""


def _class_names(at: SchoolAtPoint) -> dict[int, str]:
    named = at.frames.enrolments.select("class_id", "class_name").drop_nulls().unique("class_id")
    return dict(named.iter_rows())


def _meeting_row(
    at: SchoolAtPoint, row: Mapping[str, object], items: pl.DataFrame, made: pl.DataFrame, classes: Mapping[int, str]
) -> dict[str, object]:
    number = row["meeting_id"]
    own = made.filter(pl.col("meeting_id") == number)
    ordinal, class_id = row["ordinal"], row["class_id"]
    held = items.filter(pl.col("meeting_id") == number)
    return {
        "meeting_id": number,
        "class_name": classes.get(class_id, "") if isinstance(class_id, int) else "",
        "held_on": str(row["held_on"]),
        "point": str(Point(ordinal)) if isinstance(ordinal, int) else str(at.point),
        "status": row["status"],
        "agenda": held["pupil_id"].n_unique(),
        "pupils": held.filter("discussed")["pupil_id"].n_unique(),
        "actions": own.height,
        "open": _only(own, "open").height,
        "overdue": _only(own, "overdue").height,
    }


def _meeting_notes(at: SchoolAtPoint, rows: Sequence[Mapping[str, object]], everybody: bool) -> Iterator[Said]:
    if not rows:
        yield "No meeting is on file."
        return
    last = {str(row["class_name"]): str(row["held_on"]) for row in reversed(rows)}
    yield f"{counted(len(rows), 'meeting')} on file, the last on {max(last.values())}."
    year = [row for row in rows if str(row["point"]) >= f"{at.point.start_year}-"]
    met = {str(row["class_name"]) for row in year}
    roll = at.summary.roll.filter(pl.col("class_name").is_not_null())
    without = sorted(set(roll["class_name"].unique()) - met, key=fold)
    if without and everybody:
        yield (
            f"No meeting in {at.point.year_label} yet: {', '.join(without)}.",
            lambda: those(at.frames, roll.filter(pl.col("class_name").is_in(without)), "no meeting this year"),
        )


def action_counts_report(at: SchoolAtPoint, whom: Whom, by: By) -> Report:
    """The actions of a school, counted by who does them or by the children's class at the point, by name.

    One piece of work counts once, however often it was carried to a next meeting; `carried` counts those that were.

    Args:
        at: the school at the point.
        whom: whose actions.
        by: what the rows are.

    Raises:
        NotFoundError: no such class or year group.
        UsageError: the filter is not one.
    """
    actions = agreed(at, whom, whom.speaks_of or None).frame
    column = "owner" if by == "owner" else "class_name"
    groups = sorted(actions[column].unique().to_list(), key=lambda name: (name is None, fold(name or "")))
    parts = [actions.filter(pl.col(column).eq_missing(pl.lit(name, pl.String))) for name in groups]
    head = _HEADS[by]
    rows = tuple(
        {
            head.key: name or ("not on roll" if by == "class" else "nobody named"),
            **{one.key: _only(part, one.key).height for one in _COUNTS if one.key != "pupils"},
            "pupils": part["pupil_id"].drop_nulls().n_unique(),
        }
        for name, part in zip(groups, parts, strict=True)
    )

    def behind(row: int, key: str) -> Behind:
        words = f"{key} actions" if key in (*_STATES, "overdue") else "actions"
        return those(at.frames, _only(parts[row], key), str(rows[row][head.key]), words)

    opened, late = actions.filter(is_open()), actions.filter("overdue")
    said = told(
        [
            (
                f"{opened.height} of {counted(actions.height, 'action')} are open, of "
                f"{counted(opened['pupil_id'].drop_nulls().n_unique(), 'child', 'children')}{_of_classes(opened)}.",
                lambda: those(at.frames, opened, "an action open"),
            ),
            (
                f"{late.height} {'is' if late.height == 1 else 'are'} past the due date on {at.today.isoformat()}.",
                lambda: those(at.frames, late, "an action overdue"),
            ),
        ]
    )
    title = at.title("Actions", "by who does them" if by == "owner" else "by class")
    return Report(
        title, str(at.point), (head, *_COUNTS), rows, said.notes, behind=behind, behind_notes=said.behind
    )  # fmt: skip

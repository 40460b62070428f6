"""The effect of one action or one support group in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial

import polars as pl

from progress_tui.analysis.behind import Find, one_each, subject_said, those, told
from progress_tui.analysis.effect.agreed import first_agreed
from progress_tui.analysis.effect.effects import CASES, REASONS, Effects, EffectShown, Together, effects, together
from progress_tui.analysis.half_terms import half_terms, point_of
from progress_tui.analysis.laid_report import LaidReport
from progress_tui.analysis.progress import progress_words
from progress_tui.analysis.progress.measure import REFUSALS
from progress_tui.analysis.school_at_point import SchoolAtPoint
from progress_tui.analysis.statistics import SMALL_UNDER
from progress_tui.analysis.under_way import memberships
from progress_tui.domain.calendar import Point
from progress_tui.domain.errors import NotFoundError, UsageError, did_you_mean
from progress_tui.domain.pupils import display_name
from progress_tui.domain.reports import Behind, Field, Report

FIELDS = (
    Field("pupil", "pupil"),
    Field("class_name", "class"),
    Field("subject", "subject"),
    Field("before", "before"),
    Field("after", "after"),
    Field("words", "change"),
    Field("others_words", "other children of the class"),
)


def effect_report(at: SchoolAtPoint, action: int | None = None, support: int | None = None) -> Report:
    """The effect of one action or one support group as `show effect` prints it.

    Args:
        at: the school at a point; results since are those up to it.
        action: number of the action, or None.
        support: number of the support group, or None.

    Raises:
        UsageError: neither is named, or both.
        NotFoundError: there is none of that number.
    """
    if action is not None and support is None:
        return action_effect(at, action)
    if support is not None and action is None:
        return support_effect(at, support)
    raise UsageError("Name one action or one support group", remedy="“show actions” and “show support” number them.")


def action_effect(at: SchoolAtPoint, number: int) -> Report:
    """What became of the child of an action: every subject of the class, before and since.

    For one that was carried on, since the first of them was agreed.

    Raises:
        NotFoundError: there is no such action; the sentence offers the nearest number.
    """
    every = at.frames.actions
    held = every.filter(pl.col("action_id") == number)
    _found(held, number, "action", every["action_id"])
    row, first = held.row(0, named=True), first_agreed(every, number)
    asked = [(number, row["pupil_id"], "", first, None)] if row["pupil_id"] is not None else []
    cases = pl.DataFrame(asked, schema=CASES, orient="row")
    carried = "" if first == row["agreed"] else f" (first {first.isoformat()})"
    said = (
        f"{row['what']}: {row['owner']}, agreed {row['agreed'].isoformat()}{carried}, due {row['due'].isoformat()}, "
        f"{row['status']}; effect noted: {row['effect']}{': ' + row['effect_note'] if row['effect_note'] else ''}."
    )
    more = {"kind": "action", "number": number, "what": row["what"], "starts": first.isoformat(), "ends": None}
    return _report(at, f"Effect of action {number}", cases, said, more)


def support_effect(at: SchoolAtPoint, number: int) -> Report:
    """What became of the children of a support group, in its subject.

    Raises:
        NotFoundError: there is no such group; the sentence offers the nearest number.
    """
    held = at.frames.support.filter(pl.col("support_id") == number)
    _found(held, number, "support group", at.frames.support["support_id"])
    _, name, _, starts, ends, staff = held.row(0)
    members = memberships(at.frames).filter(pl.col("support_id") == number)
    cases = members.select(pl.col("support_id").alias("case_id"), "pupil_id", "subject", "starts", "ends")
    cases = cases.cast(pl.Schema(CASES))
    run = f"from {starts.isoformat()}" + (f" to {ends.isoformat()}" if ends is not None else ", still running")
    noted = members["effect"].value_counts(sort=True).sort("effect")
    counts = ", ".join(f"{effect} {n}" for effect, n in noted.iter_rows())
    said = f"{name}: {staff}, {run}; effect noted: {counts or 'for nobody'}."
    end = None if ends is None else ends.isoformat()
    more = {"kind": "support", "number": number, "what": name, "starts": starts.isoformat(), "ends": end}
    return _report(at, f"Effect of support {number}", cases, said, more)


def _found(held: pl.DataFrame, number: int, what: str, known: pl.Series) -> None:
    if not held.height:
        raise NotFoundError(f"There is no {what} {number}", remedy=did_you_mean(str(number), map(str, known)))


def _report(at: SchoolAtPoint, head: str, cases: pl.DataFrame, said: str, more: dict[str, object]) -> Report:
    found = effects(at, cases)
    names = names_of(at, cases["pupil_id"].to_list())
    rows = tuple(_row(names, EffectShown(*row)) for row in found.rows.iter_rows())
    groups = together(found)
    earliest = cases["starts"].min()
    start = earliest if isinstance(earliest, date) else None
    parts = told(
        [
            (said, partial(those, at.frames, cases, "in it")),
            *[(_group_words(group), partial(_together, at, found, group)) for group in groups],
            *_caution(found, start),
        ]
    )
    return LaidReport(
        title=at.title(head),
        point=str(at.point),
        fields=FIELDS,
        rows=rows,
        notes=parts.notes,
        more={
            **more,
            "children": cases["pupil_id"].n_unique(),
            "together": [together_fields(group) for group in groups],
        },
        lines=tuple(map(_line, rows)),
        behind=_behind(at, found, rows),
        behind_notes=parts.behind,
    )


def _together(at: SchoolAtPoint, found: Effects, group: Together) -> Behind:
    """The children a mean of a case is of."""
    own = (pl.col("subject") == group.subject) & (pl.col("label") == group.series) & (pl.col("unit") == group.unit)
    return those(at.frames, found.rows.filter(own & ~pl.col("open_ended")), group.series, "with both results")


def _behind(at: SchoolAtPoint, found: Effects, rows: Sequence[Mapping[str, object]]) -> Find:
    """The child of a row; under the figure of the others of the class those others."""
    single = one_each(rows)

    def find(row: int, key: str) -> Behind | None:
        if key not in ("others", "others_words", "others_change"):
            return single(row, key)
        one = EffectShown(*found.rows.row(row))
        same = ("class_id", "subject", "series_id", "from_ordinal", "to_ordinal", "unit")
        own = pl.all_horizontal(pl.col(name).eq_missing(getattr(one, name)) for name in same)
        others = found.others.filter(own & (pl.col("case_id") == one.case_id))
        return those(at.frames, others, subject_said(one.subject), "other children of the class")

    return find


def _row(names: Mapping[int, tuple[str, str | None]], one: EffectShown) -> dict[str, object]:
    name, class_name = names[one.pupil_id]
    return {
        "pupil_id": one.pupil_id,
        "pupil": name,
        "class_name": class_name,
        **result_fields(one),
        **beside_fields(one),
    }


def _line(row: Mapping[str, object]) -> dict[str, object]:
    """A table's line: results with the point they are of."""
    dated = {side: f"{row[side]} ({row[f'{side}_point']})" for side in ("before", "after") if row[side] is not None}
    return {one.label: dated.get(one.key, row[one.key]) for one in FIELDS}


def result_fields(one: EffectShown) -> dict[str, object]:
    """One subject's results before and since, as JSON has them in every view that shows an effect."""
    return {
        "subject": one.subject,
        "series": one.label,
        "before": one.from_code,
        "before_point": point_text(one.from_ordinal),
        "after": one.to_code,
        "after_point": point_text(one.to_ordinal),
        "change": one.progress,
        "unit": one.unit,
        "words": effect_words(one),
        "refusal": one.refusal,
    }


def beside_fields(one: EffectShown) -> dict[str, object]:
    """The change of the other children of the class over the same time, as JSON has it."""
    others = mean_words(one.others_progress, one.unit)
    return {
        "others": one.others,
        "others_change": one.others_progress,
        "others_words": f"{others} (n {one.others})" if others else "",
    }


def point_text(ordinal: int | None) -> str | None:
    """`2026-27:Aut2`, None without a point."""
    return None if ordinal is None else str(Point(ordinal))


def effect_words(one: EffectShown) -> str:
    """`+1 notch`, `−8, watch`, or why there is no change."""
    if one.refusal is not None:
        return REASONS.get(one.refusal) or REFUSALS[one.refusal]
    return progress_words(one.progress, one.unit, one.meaning or "", one.open_ended)


def mean_words(mean: float | None, unit: str | None) -> str:
    """A mean change with its unit, `+0.25 notches`; empty without one."""
    return "" if mean is None else progress_words(round(mean, 2), unit, "", open_ended=False)


def names_of(at: SchoolAtPoint, pupil_ids: Sequence[int]) -> dict[int, tuple[str, str | None]]:
    """Pupil id → name and class at the point (None for a child not in a class then)."""
    classes = dict(at.summary.roll.select("pupil_id", "class_name").iter_rows())
    own = at.frames.pupils.filter(pl.col("pupil_id").is_in(list(pupil_ids)))
    return {
        pupil_id: (display_name(*names), classes.get(pupil_id))
        for pupil_id, *names in own.select("pupil_id", "surname", "forename", "fallback").iter_rows()
    }


def together_fields(one: Together) -> dict[str, object]:
    """The fields of `Together` as JSON holds them: all but the number of the case."""
    return {name: value for name, value in one._asdict().items() if name != "case_id"}


def _group_words(one: Together) -> str:
    beside = (
        f"; the other children of the class over the same time {mean_words(one.others_change, one.unit)} "
        f"(n {one.others})"
        if one.others
        else "; nobody else of the class has both results"
    )
    return f"{one.series}: {mean_words(one.change, one.unit)} in the mean (n {one.n}){beside}."


def _caution(found: Effects, start: date | None) -> list[str]:
    if start is None:
        return ["There is no child in it."]
    then = point_of(start, half_terms())
    counted = found.rows.filter(pl.col("refusal").is_null())["pupil_id"].n_unique()
    few = f" Of {counted} {'child' if counted == 1 else 'children'} chance alone can make as much."
    return [
        f"Before is the last result up to {then.label}, the half-term of the start; a result of that half-term counts "
        "as before. Half-terms begin on the usual days unless the school sets its own.",
        f"This is a description, not proof.{few if 0 < counted < SMALL_UNDER else ''}",
    ]

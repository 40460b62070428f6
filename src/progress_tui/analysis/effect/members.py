"""The children of one support group: what was measured, what effect is noted, and their results before and since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Final

import polars as pl

from progress_tui.analysis.behind import Said, one_each, those, told
from progress_tui.analysis.effect.effects import CASES, EffectShown, Together, effects, together
from progress_tui.analysis.effect.report import beside_fields, mean_words, names_of, result_fields
from progress_tui.analysis.flags.thresholds import thresholds
from progress_tui.analysis.laid_report import LaidReport
from progress_tui.analysis.school_at_point import SchoolAtPoint
from progress_tui.analysis.under_way import memberships, runs_on
from progress_tui.domain.calendar import Point
from progress_tui.domain.errors import NotFoundError, did_you_mean
from progress_tui.domain.reports import Field, Report
from progress_tui.domain.subjects import subject_label, subject_letter, subject_order
from progress_tui.domain.text import fold

FIELDS: Final = (
    Field("pupil", "pupil"),
    Field("class_name", "class"),
    Field("entry", "at entry"),
    Field("exit", "at exit"),
    Field("effect", "effect"),
    Field("results", "results since"),
    Field("beside", "others of the class"),
    Field("effect_note", "note"),
    Field("days", "days"),
)


def members_report(at: SchoolAtPoint, number: int) -> Report:
    """The children of a support group, by name.

    Args:
        at: the school at a point; results since are those up to it.
        number: of the group.

    Raises:
        NotFoundError: there is no such group; the sentence offers the nearest number.
    """
    known = at.frames.support["support_id"]
    if number not in known:
        raise NotFoundError(f"There is no support group {number}", remedy=did_you_mean(str(number), map(str, known)))
    ((name, subject),) = at.frames.support.filter(pl.col("support_id") == number).select("name", "subject").iter_rows()
    own = memberships(at.frames).filter(pl.col("support_id") == number).with_columns(runs_on(at.today).alias("runs"))
    cases = own.select(pl.col("support_id").alias("case_id"), "pupil_id", "subject", "starts", "ends")
    found = effects(at, cases.cast(pl.Schema(CASES)))
    results: dict[int, list[EffectShown]] = defaultdict(list)
    for one in sorted(
        (EffectShown(*row) for row in found.rows.iter_rows()), key=lambda one: subject_order(one.subject)
    ):
        results[one.pupil_id].append(one)
    rows = tuple(_rows(at, own, results))
    said = told(_notes(at, rows, together(found), own))
    return LaidReport(
        title=at.title("Support", name),
        point=str(at.point),
        fields=FIELDS,
        rows=rows,
        notes=said.notes,
        more={"support_id": number, "name": name, "subject": subject},
        lines=tuple({one.label: _cell(row, one.key) for one in FIELDS} for row in rows),
        behind=one_each(rows),
        behind_notes=said.behind,
    )


def _rows(
    at: SchoolAtPoint, own: pl.DataFrame, results: Mapping[int, Sequence[EffectShown]]
) -> Iterator[dict[str, object]]:
    names = names_of(at, own["pupil_id"].to_list())
    groups = {key: (starts, ends) for key, starts, ends in at.frames.support.select(
        "support_id", "starts", "ends").iter_rows()}  # fmt: skip
    for row in sorted(own.iter_rows(named=True), key=lambda row: fold(names[row["pupil_id"]][0])):
        starts, ends = groups[row["support_id"]]
        name, class_name = names[row["pupil_id"]]
        yield {
            "pupil_id": row["pupil_id"],
            "pupil": name,
            "class_name": class_name or "",
            "entry": row["entry"],
            "exit": row["exit"],
            "effect": row["effect"] or "unknown",
            "effect_note": row["effect_note"],
            "running": row["runs"],
            "joined": row["starts"].isoformat() if row["starts"] != starts else None,
            "left": row["ends"].isoformat() if row["ends"] is not None and row["ends"] != ends else None,
            "results": [{**result_fields(one), **beside_fields(one)} for one in results[row["pupil_id"]]],
        }


def _cell(row: Mapping[str, object], key: str) -> object:
    if key == "days":
        parts = (f"{word} {row[side]}" for side, word in (("joined", "from"), ("left", "to")) if row[side])
        return " ".join(parts)
    if key not in ("results", "beside"):
        return row[key]
    held = row["results"]
    each = [one for one in held if isinstance(one, dict)] if isinstance(held, list) else []
    mark = len(each) > 1
    if key == "beside":
        told_of = [(one, str(one["others_words"])) for one in each if one["others_words"]]
    else:
        told_of = [(one, _since(one)) for one in each if one["after"] is not None]
        if not told_of and each:
            return str(each[0]["words"])
    return "; ".join(f"{subject_letter(str(one['subject']))} {words}" if mark else words for one, words in told_of)


def _since(one: Mapping[str, object]) -> str:
    """`JB Aut1 → At Aut2, +1 notch`."""
    sides = (f"{one[side]} {_code(one[f'{side}_point'])}" for side in ("before", "after"))
    return f"{' → '.join(sides)}{f', {words}' if (words := one['words']) else ''}"


def _code(point: object) -> str:
    found = Point.parse(str(point))
    return found.code if found is not None else ""


def _notes(
    at: SchoolAtPoint, rows: Sequence[Mapping[str, object]], groups: Sequence[Together], own: pl.DataFrame
) -> Iterator[Said]:
    """How many have an effect noted, and the means beside the class."""
    n = len(rows)
    without = [int(str(row["pupil_id"])) for row in rows if row["effect"] in ("none", "unknown")]
    weeks = int(thresholds().number("support-not-working", "weeks"))
    if not n:
        yield "No child is in it yet: + puts children in."
        return
    yield (
        f"{len(without)} of {n} have no effect noted; from {weeks} weeks on that is a question of its own.",
        partial(those, at.frames, without, "no effect noted"),
    )
    for one in sorted(groups, key=lambda one: subject_order(one.subject)):
        beside = (
            f"; the {one.others} other children of their classes: {mean_words(one.others_change, one.unit)}"
            if one.others
            else "; nobody else of their classes has both results"
        )
        mean = mean_words(one.change, one.unit)
        yield f"{subject_label(one.subject)}, {one.n} of {n} with both results: {mean} on average{beside}."
    if own.height:
        yield "The change is beside that of the class over the same time: with few children a description, not proof."

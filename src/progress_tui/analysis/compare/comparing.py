"""Groups side by side: who is in them, how each measures, and the gap where there are two.

Pure Polars in and out; the words are in `compare_report`. Rules: docs/judgements.md, “Groups and comparisons”.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

import polars as pl

from progress_tui.analysis.choosing import chosen, class_named, subject_named
from progress_tui.analysis.compare.rows import MEASURES, ROW_SCHEMA
from progress_tui.analysis.denominators import Denominator
from progress_tui.analysis.groups import GROUP_SCHEMA, combined_frame, find_dimension, parallel
from progress_tui.analysis.school_at_point import SchoolAtPoint, Selection
from progress_tui.analysis.summary import YEAR
from progress_tui.domain.calendar import Point
from progress_tui.domain.comparison import Comparison, Measure
from progress_tui.domain.errors import NotFoundError, ProgressError, UsageError
from progress_tui.domain.subjects import subject_order

MOST_YEARS: Final = 5
"""How many academic years may be pooled: older ones are other children under other rules."""

_SCHOOL_STEP: Final = 10**15
"""More than any order of `combined_frame`, so that the groups of one school stay together."""

MEMBER_SCHEMA: Final = pl.Schema({"place": pl.Int32(), **GROUP_SCHEMA})
"""One row a pupil and group; `place` numbers the school and year the pupil is looked at in."""

FIGURE_SCHEMA: Final = pl.Schema(
    {
        "subject": pl.String(), "series": pl.String(), "label": pl.String(), "unit": pl.String(), "group": pl.String(),
        "order": pl.Int64(), "known": pl.Boolean(), "on_roll": pl.Int64(), "assessed": pl.Int64(), "n": pl.Int64(),
        "k": pl.Int64(), "mean": pl.Float64(), "special": pl.Int64(),
    }
)  # fmt: skip
"""One row a group and subject (or series): k ≤ n ≤ on_roll. `mean` is null for n = 0 and where nothing is averaged."""


class Figure(NamedTuple):
    """One row of `FIGURE_SCHEMA`."""

    subject: str
    series: str
    label: str
    unit: str
    group: str
    order: int
    known: bool
    on_roll: int
    assessed: int
    n: int
    k: int | None
    mean: float | None
    special: int


@dataclass(frozen=True, slots=True)
class Compared:
    """Groups side by side.

    Attributes:
        places: the schools and years that are looked at; `without` are points of pooling without results.
        members: `MEMBER_SCHEMA`.
        rows: `ROW_SCHEMA` with `place` before it: the pupils that the figures are made of.
        figures: `FIGURE_SCHEMA`, by subject, series and group.
        unknown: label of a set → of how many pupils it is not known whether they are in it; only where there are any.
        left_out: those pupils, as `MEMBER_SCHEMA`, in the group they may belong to.
        hints: words of help on filters that match nobody.
        refused: series in which no difference can be taken: label → how many have a result now.
    """

    places: tuple[SchoolAtPoint, ...]
    without: tuple[Point, ...]
    members: pl.DataFrame
    rows: pl.DataFrame
    figures: pl.DataFrame
    unknown: Mapping[str, int]
    left_out: pl.DataFrame
    hints: tuple[str, ...]
    refused: Mapping[str, int]


def compared(schools: Sequence[SchoolAtPoint], asked: Comparison) -> Compared:
    """Groups of the pupils of some schools at one point, side by side.

    Args:
        schools: the schools, each at the point; one for a view of one school.
        asked: what is compared.

    Raises:
        UsageError: a dimension, filter or subject is not known, or what is asked does not go together.
        NotFoundError: no such class, year group or saved filter.
    """
    _check(asked)
    places, without = _over_years(_sharing_filters(schools), asked.pool)
    subject = _subject(places, asked)
    members, left_out, hints = _members(places, asked, subject)
    counts = left_out.group_by("group").len().sort("group").iter_rows()
    unknown = {str(label): int(number) for label, number in counts}
    rows = rows_of(places, asked.measure, asked.denominator)
    if subject is not None:
        rows = rows.filter(pl.col("subject") == subject)
    figures, refused = measures(members, rows, asked.measure), dict[str, int]()
    if asked.measure == "change":
        figures, refused = _without_pairs(figures)
    return Compared(places, without, members, rows, figures, unknown, left_out, hints, refused)


def _without_pairs(figures: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, int]]:
    """The figures without the series in which nobody has two results, and those: label → how many have one."""
    alone = (
        figures.group_by("series", maintain_order=True)
        .agg(pl.col("label").first(), pl.col("n", "assessed").sum())
        .filter(pl.col("n") == 0)
    )
    held = {str(label): int(assessed) for label, assessed in alone.select("label", "assessed").iter_rows()}
    return figures.filter(~pl.col("series").is_in(alone["series"].to_list())), held


def rows_of(places: Sequence[SchoolAtPoint], measure: Measure, denominator: Denominator = "assessed") -> pl.DataFrame:
    """The measure's rows of every place: `ROW_SCHEMA` with `place` (Int32) before it."""
    found = [
        MEASURES[measure].rows(at, denominator).select(pl.lit(number, dtype=pl.Int32()).alias("place"), pl.all())
        for number, at in enumerate(places)
    ]
    return pl.concat(found) if found else pl.DataFrame(schema={"place": pl.Int32(), **ROW_SCHEMA})


def members_by(places: Sequence[SchoolAtPoint], by: Sequence[str]) -> pl.DataFrame:
    """The pupils of every place by some dimensions: `MEMBER_SCHEMA`.

    Across schools the groups that each school has for itself (classes) bear its name and stay together.
    """
    schools = list(dict.fromkeys(id(at.frames) for at in places))
    own = len(schools) > 1 and any(find_dimension(name).own_school for name in by) and "school" not in by
    apart = own or "school" in by
    found = []
    for number, at in enumerate(places):
        frame = combined_frame(at, by)
        if own:
            frame = frame.with_columns(pl.concat_str(pl.lit(f"{at.name} · "), "group").alias("group"))
        if apart:
            step = schools.index(id(at.frames)) * _SCHOOL_STEP
            frame = frame.with_columns((pl.col("order") + step).alias("order"))
        found.append(frame.select(pl.lit(number, dtype=pl.Int32()).alias("place"), pl.all()))
    return pl.concat(found) if found else pl.DataFrame(schema=MEMBER_SCHEMA)


def measures(members: pl.DataFrame, rows: pl.DataFrame, measure: Measure) -> pl.DataFrame:
    """What each group comes to in each subject, or in each series where figures are averaged.

    Args:
        members: `MEMBER_SCHEMA`.
        rows: as `rows_of` gives them.
        measure: what they are rows of.

    Returns:
        `FIGURE_SCHEMA`. A group nobody of which is asked in a subject has no row there.
    """
    pupil = ["place", "pupil_id"]
    groups = members.group_by("group").agg(
        pl.col("order").min(), pl.col("known").all(), pl.struct(pupil).n_unique().alias("on_roll")
    )
    in_it = pl.col("counts")
    values = pl.col("value").filter(in_it)
    found = (
        members.select(*pupil, "group")
        .join(rows, on=pupil, how="inner")
        .sort("value", nulls_last=True)  # a mean must not depend on the order of rows, to the last digit
        .group_by("group", "subject", "series", "unit")
        .agg(
            pl.col("label").unique().sort().str.join("; "),
            pl.col("assessed").sum(),
            in_it.sum().alias("n"),
            (pl.col("hit") & in_it).sum().alias("k"),
            (values.mean() if MEASURES[measure].mean else pl.lit(None, dtype=pl.Float64())).alias("mean"),
            pl.col("special").sum().alias("special"),
            pl.len().alias("asked"),
            pl.col("of_asked").all(),
        )
        .join(groups, on="group", how="left")
        .with_columns(pl.when("of_asked").then("asked").otherwise("on_roll").alias("on_roll"))
    )
    if not MEASURES[measure].hit:
        found = found.with_columns(pl.lit(None, dtype=pl.Int64()).alias("k"))
    places = {subject: place for place, subject in enumerate(sorted(found["subject"].unique(), key=subject_order))}
    by_subject = pl.col("subject").replace_strict(places, return_dtype=pl.Int64())
    return found.sort(by_subject, "series", "unit", "order", "group").select(FIGURE_SCHEMA.names()).cast(FIGURE_SCHEMA)


def _check(asked: Comparison) -> None:
    if asked.sets:
        if len(asked.sets) < 2:
            raise UsageError("One set alone cannot be compared", remedy="Give --set twice, such as pp and -pp.")
        if len({text.strip().casefold() for text in asked.sets}) < len(asked.sets):
            raise UsageError("Two of the sets are the same", remedy="Give --set two different filters.")
    if not 1 <= asked.pool <= MOST_YEARS:
        raise UsageError(f"{asked.pool} years cannot be pooled", remedy=f"Take 1 to {MOST_YEARS} academic years.")
    if asked.pool > 1 and not asked.sets and any(name.startswith("support") for name in asked.by):
        raise UsageError(
            "Support cannot be pooled over years", "Who is on support is known for today.", "Leave --pool out."
        )
    if asked.measure == "absence" and asked.whom.subject:
        raise UsageError("Absence belongs to no subject", remedy="Leave --subject out.")
    if asked.denominator == "dfe" and asked.measure not in ("expected", "higher"):
        raise UsageError(
            "The DfE measure counts children at a standard", remedy="Take --measure expected or higher with it."
        )


def _sharing_filters(schools: Sequence[SchoolAtPoint]) -> list[SchoolAtPoint]:
    """Schools side by side with the saved filters of any of them: a question is put to all in the same words."""
    saved = {name: text for at in reversed(schools) for name, text in at.saved_filters.items()}
    return [at if dict(at.saved_filters) == saved else replace(at, saved_filters=saved) for at in schools]


def _over_years(schools: Sequence[SchoolAtPoint], years: int) -> tuple[tuple[SchoolAtPoint, ...], tuple[Point, ...]]:
    """The schools at the same half-term of each year, latest first, and the points at which none has a result."""
    held = [set(at.frames.results["ordinal"].unique()) for at in schools]
    places, without = list(schools), []
    for back in range(1, years):
        earlier = [
            replace(at, point=Point(at.point.ordinal - back * YEAR))
            for at, ordinals in zip(schools, held, strict=True)
            if at.point.ordinal - back * YEAR in ordinals
        ]
        places += earlier
        if not earlier and schools:
            without.append(Point(schools[0].point.ordinal - back * YEAR))
    return tuple(places), tuple(without)


def _subject(places: Sequence[SchoolAtPoint], asked: Comparison) -> str | None:
    """The subject that is meant; RWM combined is one too where children are counted at a standard."""
    if asked.whom.subject.strip().casefold() == "rwm" and asked.measure in ("expected", "higher"):
        return "rwm"
    return _first(places, lambda at: subject_named(at, asked.whom.subject)) if asked.whom.subject else None


def _members(
    places: Sequence[SchoolAtPoint], asked: Comparison, subject: str | None
) -> tuple[pl.DataFrame, pl.DataFrame, tuple[str, ...]]:
    """Groups of the pupils that are asked about, those of whom a set is not known (both `MEMBER_SCHEMA`), and hints."""
    hints: list[str] = []
    kept = _parallel(places, asked.beside, hints) if asked.beside and not asked.whom.class_name else None
    if asked.whom.filter.strip() or asked.whom.class_name or asked.whom.year_group:
        picked = _each(places, lambda at: chosen(at, asked.whom, subject))
        found = _of_keys(picked)
        kept = found if kept is None else found.join(kept, on=["place", "pupil_id"], how="semi", maintain_order="left")
        hints += [one.hint for one in picked if one.hint and kept.is_empty()]
    if asked.sets:
        members, unknown = _sets(places, asked, subject, hints)
    else:
        members, unknown = members_by(places, asked.by), pl.DataFrame(schema=MEMBER_SCHEMA)
    if kept is not None:
        members = members.join(kept, on=["place", "pupil_id"], how="semi", maintain_order="left")
        unknown = unknown.join(kept, on=["place", "pupil_id"], how="semi", maintain_order="left")
    return members, unknown, tuple(dict.fromkeys(hints))


def _parallel(places: Sequence[SchoolAtPoint], class_name: str, hints: list[str]) -> pl.DataFrame | None:
    """place, pupil_id of the children in classes that share a year group with the one of that name.

    None, and a word of it in `hints`, where there is no such class beside it: then all classes stand side by side.
    """
    found: list[pl.DataFrame] = []
    error: ProgressError | None = None
    for number, at in enumerate(places):
        try:
            own = parallel(at, class_named(at, class_name))
        except NotFoundError as refused:
            error = refused
            continue
        found.append(own.select(pl.lit(number, dtype=pl.Int32()).alias("place"), "pupil_id", "class_id"))
    if error is not None and not found:
        raise error
    if all(one["class_id"].n_unique() < 2 for one in found):
        hints.append(f"No other class shares a year group with “{class_name}”: all classes stand side by side.")
        return None
    return pl.concat(found).select("place", "pupil_id")


def _sets(
    places: Sequence[SchoolAtPoint], asked: Comparison, subject: str | None, hints: list[str]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The members of each set, and the pupils of whom it is not known; both `MEMBER_SCHEMA`."""
    inside, unknown, labels = [], [], set[str]()

    def pick(text: str) -> list[Selection]:
        return _each(places, lambda at: at.select(text, subject, _class_id(at, asked.whom.class_name)))

    for number, typed in enumerate(asked.sets):
        text = _meaning(places, typed)
        picked = pick(text)
        label = typed if text != typed else _description(picked, typed)
        label = label if label not in labels else typed
        labels.add(label)
        hints += [one.hint for one in picked if one.hint and not any(other.keys for other in picked)]
        inside.append(_group(_of_keys(picked), label, number))
        unknown.append(_group(_of_keys(picked, unknown=True), label, number))
    return pl.concat(inside), pl.concat(unknown)


def _class_id(at: SchoolAtPoint, name: str) -> int | None:
    return class_named(at, name) if name else None


def _group(keys: pl.DataFrame, label: str, number: int) -> pl.DataFrame:
    return keys.with_columns(
        pl.lit(label).alias("group"), pl.lit(number, dtype=pl.Int64()).alias("order"), pl.lit(value=True).alias("known")
    )


def _meaning(places: Sequence[SchoolAtPoint], typed: str) -> str:
    """The text of the saved filter of that name, else what was typed."""
    for name, text in places[0].saved_filters.items():
        if name.casefold() == typed.strip().casefold():
            return text
    return typed


def _description(picked: Sequence[Selection], typed: str) -> str:
    """The words for a set; what was typed where the schools put it in different words."""
    words = {one.description for one in picked if one.keys or len(picked) == 1}
    return words.pop() if len(words) == 1 else typed


def _of_keys(picked: Sequence[Selection], *, unknown: bool = False) -> pl.DataFrame:
    """place, pupil_id (both Int32) of those who match, or of those of whom it is not known."""
    rows = [(place, key) for place, one in enumerate(picked) for key in (one.unknown_keys if unknown else one.keys)]
    return pl.DataFrame(rows, schema={"place": pl.Int32(), "pupil_id": pl.Int32()}, orient="row")


def _each(places: Sequence[SchoolAtPoint], ask: Callable[[SchoolAtPoint], Selection]) -> list[Selection]:
    """The answer of every place; a place that does not know a class or word of the question has nobody in it.

    Raises:
        ProgressError: no place knows it.
    """
    found: list[Selection] = []
    error: ProgressError | None = None
    for at in places:
        try:
            found.append(ask(at))
        except (NotFoundError, UsageError) as refused:
            error = error or refused
            found.append(Selection((), "", 0))
    if error is not None and not any(one.description for one in found):
        raise error
    return found


def _first(places: Sequence[SchoolAtPoint], ask: Callable[[SchoolAtPoint], str | None]) -> str | None:
    """The first answer there is.

    Raises:
        ProgressError: no place has one.
    """
    error: ProgressError | None = None
    for at in places:
        try:
            return ask(at)
        except (NotFoundError, UsageError) as refused:
            error = error or refused
    if error is not None:
        raise error
    return None

"""Groups of pupils: every way to look at a roll, kept in a registry.

A group is a lens and never a judgement: what is not known of a pupil puts them in a group of their own, never in the
other one. Rules: docs/judgements.md, “Groups and comparisons”.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from progress_tui.analysis.progress.baselines import prior_group
from progress_tui.analysis.school_at_point import SchoolAtPoint
from progress_tui.analysis.under_way import supported
from progress_tui.domain.calendar import year_group_label
from progress_tui.domain.errors import NotFoundError, UsageError, did_you_mean

GROUP_SCHEMA: Final = pl.Schema(
    {"pupil_id": pl.Int32(), "group": pl.String(), "order": pl.Int64(), "known": pl.Boolean()}
)
"""One row a pupil and group. `order` sorts the groups as people expect them; `known` is false where nothing is."""

UNKNOWN_ORDER: Final = 99_999
"""The order of the group of those of whom it is not known: after every other."""

MOST_DIMENSIONS: Final = 3
"""More dimensions at once leave groups of one child."""

_SAVED: Final = "saved:"


@dataclass(frozen=True, slots=True)
class Dimension:
    """A way to part a roll into groups.

    Attributes:
        id: what is typed.
        title: in words, for headings and help.
        frame: a school at a point → a frame of `GROUP_SCHEMA` that holds every pupil on roll at least once.
        note: the definition where the word alone would not tell it; may be empty.
        own_school: the groups of one school are not those of another, so the school's name goes before them.
    """

    id: str
    title: str
    frame: Callable[[SchoolAtPoint], pl.DataFrame]
    note: str = ""
    own_school: bool = False


def group_frame(at: SchoolAtPoint, dimension: str) -> pl.DataFrame:
    """The pupils on roll by one dimension.

    Args:
        at: the school at a point; a dated characteristic is that of the point's academic year.
        dimension: an id of `DIMENSIONS`, or `saved:NAME` for a filter the school has saved.

    Returns:
        `GROUP_SCHEMA`, every pupil on roll at least once (a child in two support groups stands in both).

    Raises:
        UsageError: there is no such dimension.
        NotFoundError: there is no saved filter of that name.
    """
    if is_saved(dimension):
        return _by_filter(at, saved_name(dimension))
    return find_dimension(dimension).frame(at).select(GROUP_SCHEMA.names()).cast(GROUP_SCHEMA)


def is_saved(dimension: str) -> bool:
    """Whether it is a saved filter: `saved:NAME`."""
    return dimension.casefold().startswith(_SAVED)


def saved_name(dimension: str) -> str:
    """The name in `saved:NAME`, without quotation marks around it."""
    return dimension[len(_SAVED) :].strip().strip('"“”')


def find_dimension(name: str) -> Dimension:
    """The dimension of that id, or the one that a `saved:NAME` makes.

    Raises:
        UsageError: there is none.
    """
    if is_saved(name):
        own = saved_name(name)
        return Dimension(name, f"saved filter {own}", lambda at: _by_filter(at, own))
    found = DIMENSIONS.get(name.casefold())
    if found is None:
        raise UsageError(f"Pupils cannot be grouped by “{name}”", remedy=did_you_mean(name, [*DIMENSIONS, _SAVED]))
    return found


def combined_frame(at: SchoolAtPoint, dimensions: Sequence[str]) -> pl.DataFrame:
    """The pupils on roll by several dimensions at once: `pupil premium · girls`.

    Returns:
        `GROUP_SCHEMA`; a group is known where each of its parts is.

    Raises:
        UsageError: no dimension, one twice, too many, or one that is not known.
    """
    names = [find_dimension(name).id for name in dimensions]
    if not 1 <= len(names) <= MOST_DIMENSIONS or len(set(names)) != len(names):
        raise UsageError(
            "Pupils can be grouped by one to three different dimensions", remedy="Write for example --by pp,sex."
        )
    found = group_frame(at, names[0])
    for name in names[1:]:
        found = (
            found.join(group_frame(at, name), on="pupil_id", how="inner", suffix="_too", maintain_order="left_right")
            .with_columns(
                pl.concat_str("group", "group_too", separator=" · ").alias("group"),
                (pl.col("order") * (UNKNOWN_ORDER + 1) + pl.col("order_too")).alias("order"),
                (pl.col("known") & pl.col("known_too")).alias("known"),
            )
            .select(GROUP_SCHEMA.names())
        )
    return found


def parallel(at: SchoolAtPoint, class_id: int) -> pl.DataFrame:
    """The pupils of the classes that share a year group with a class, its own among them: pupil_id, class_id."""
    roll = at.summary.roll
    years = roll.filter(pl.col("class_id") == class_id)["year_group"].drop_nulls().unique().to_list()
    shared = roll.filter(pl.col("year_group").is_in(years))["class_id"].drop_nulls().unique().to_list()
    return roll.filter(pl.col("class_id").is_in([class_id, *shared])).select("pupil_id", "class_id")


def saved_filter(saved: Mapping[str, str], name: str) -> tuple[str, str]:
    """A saved filter by its name in any case: the name as it was saved, and the text.

    Raises:
        NotFoundError: there is none of that name.
    """
    for held, text in saved.items():
        if held.casefold() == name.strip().casefold():
            return held, text
    known = did_you_mean(name, saved) or "Save one with “progress-tui filters save”."
    raise NotFoundError(f"There is no saved filter “{name}”", remedy=known)


def _by_filter(at: SchoolAtPoint, name: str) -> pl.DataFrame:
    """Those a saved filter picks, the others, and those of whom it cannot be said."""
    name, text = saved_filter(at.saved_filters, name)
    picked = at.select(text)
    places = {**dict.fromkeys(picked.unknown_keys), **dict.fromkeys(picked.keys, 0)}
    place = pl.col("pupil_id").replace_strict(places, default=1, return_dtype=pl.Int64())
    return _placed(at, place, [name, f"not {name}"], f"{name}: not known")


def _placed(at: SchoolAtPoint, place: pl.Expr, labels: Sequence[str], unknown: str) -> pl.DataFrame:
    """Pupils on roll with the label at `place` (null: not known)."""
    order = place.cast(pl.Int64)
    return at.summary.roll.select("pupil_id", order.alias("order")).select(
        "pupil_id",
        pl.col("order")
        .replace_strict(range(len(labels)), list(labels), default=unknown, return_dtype=pl.String())
        .alias("group"),
        pl.col("order").fill_null(UNKNOWN_ORDER).alias("order"),
        pl.col("order").is_not_null().alias("known"),
    )


def _codes(place: pl.Expr, *labels: str, unknown: str) -> Callable[[SchoolAtPoint], pl.DataFrame]:
    """A dimension whose groups are always the same."""
    return lambda at: _placed(at, place, labels, unknown)


def _yes_no(column: str, words: str) -> Callable[[SchoolAtPoint], pl.DataFrame]:
    """A dimension on a three-valued characteristic."""
    return _codes(1 - pl.col(column).cast(pl.Int64), words, f"not {words}", unknown=f"{words}: not known")


def _class(at: SchoolAtPoint) -> pl.DataFrame:
    """By year group, then by name: the order of a school's own lists."""
    roll = at.summary.roll
    classes = (
        roll.filter(pl.col("class_name").is_not_null())
        .group_by("class_name")
        .agg(pl.col("year_group").min())
        .sort("year_group", "class_name", nulls_last=True)["class_name"]
        .to_list()
    )
    place = pl.col("class_name").replace_strict(classes, range(len(classes)), default=None, return_dtype=pl.Int64())
    return _placed(at, place, classes, "no class")


def _year_group(at: SchoolAtPoint) -> pl.DataFrame:
    """Nursery to the oldest year group; the order is the year group itself, so that schools line up."""
    labels = {year: year_group_label(year) for year in at.summary.roll["year_group"].drop_nulls().unique()}
    group = pl.col("year_group").replace_strict(
        labels, default="year group not known", return_dtype=pl.String()
    )  # fmt: skip
    return at.summary.roll.select(
        "pupil_id",
        group.alias("group"),
        pl.col("year_group").cast(pl.Int64).fill_null(UNKNOWN_ORDER).alias("order"),
        pl.col("year_group").is_not_null().alias("known"),
    )


def _school(at: SchoolAtPoint) -> pl.DataFrame:
    return _placed(at, pl.lit(0), [at.name], "")


def _support(at: SchoolAtPoint) -> pl.DataFrame:
    members = supported(at.frames, at.today)["pupil_id"].unique().to_list()
    place = pl.when(pl.col("pupil_id").is_in(members)).then(0).otherwise(1)
    return _placed(at, place, ["on support", "not on support"], "")


def _support_group(at: SchoolAtPoint) -> pl.DataFrame:
    members = supported(at.frames, at.today)
    names = members["name"].unique().sort().to_list()
    labels = [*names, "not on support"]
    place = pl.col("name").replace_strict(names, range(len(names)), default=len(names), return_dtype=pl.Int64())
    return (
        at.summary.roll.select("pupil_id")
        .join(members, on="pupil_id", how="left", maintain_order="left_right")
        .select("pupil_id", place.alias("order"))
        .with_columns(
            pl.col("order").replace_strict(range(len(labels)), labels, return_dtype=pl.String()).alias("group"),
            pl.lit(value=True).alias("known"),
        )
    )


def _prior(at: SchoolAtPoint) -> pl.DataFrame:
    """Each pupil's own start point; which one is by year group (`analysis.progress.baselines`)."""
    names = {"low": 0, "middle": 1, "high": 2}
    held = prior_group(at).with_columns(
        pl.col("prior").replace_strict(names, default=None, return_dtype=pl.Int64()).alias("order")
    )
    places = dict(held.select("pupil_id", "order").iter_rows())
    place = pl.col("pupil_id").replace_strict(places, default=None, return_dtype=pl.Int64())
    return _placed(at, place, [f"{name} start" for name in names], "start point not known")


_SEN: Final = {"N": 0, "K": 1, "E": 2, "S": 3, "A": 3, "P": 3}
_BORN: Final = {month: (0 if month >= 9 else 1 if month <= 4 else 2) for month in range(1, 13)}
_NO_DOB: Final = "date of birth not known"


def _coded(column: pl.Expr, places: Mapping[str, int] | Mapping[int, int]) -> pl.Expr:
    return column.replace_strict(places, default=None, return_dtype=pl.Int64())


def _list() -> Sequence[Dimension]:
    sen, sex = _coded(pl.col("sen"), _SEN), _coded(pl.col("sex"), {"F": 0, "M": 1})
    born = _coded(pl.col("dob").dt.month(), _BORN)
    return (
        Dimension("year-group", "year group", _year_group),
        Dimension("class", "class", _class, own_school=True),
        Dimension("school", "school", _school),
        Dimension("pp", "pupil premium", _yes_no("pp", "pupil premium"),
            "Pupil premium: as the school lists it, else disadvantaged or service children."),
        Dimension(
            "disadvantaged", "disadvantaged", _yes_no("disadvantaged", "disadvantaged"),
            "Disadvantaged: free school meals within six years, looked after, or previously looked after.",
        ),
        Dimension("fsm", "free school meals", _yes_no("fsm", "free school meals")),
        Dimension(
            "sen", "SEND",
            _codes(sen, "no SEND", "SEND support", "EHC plan", "SEND status in use to 2014", unknown="SEND not known"),
        ),
        Dimension("eal", "EAL", _yes_no("eal", "EAL")),
        Dimension("sex", "sex", _codes(sex, "girls", "boys", unknown="sex not known")),
        Dimension(
            "term-of-birth", "term of birth",
            _codes(born, "born Sep–Dec", "born Jan–Apr", "born May–Aug", unknown=_NO_DOB),
            "Term of birth: autumn September to December, spring January to April, summer May to August.",
        ),
        Dimension(
            "summer-born", "summer-born",
            _codes((born != 2).cast(pl.Int64), "summer-born", "not summer-born", unknown=_NO_DOB),
            "Summer-born: May to August (school admissions count from April).",
        ),
        Dimension(
            "prior", "start point", _prior,
            "Start point: prior attainment, by the baseline of each year group (see show baselines).",
        ),
        Dimension(
            "support", "support", _support, "Support is that of today, whatever point is looked at."
        ),
        Dimension(
            "support-group", "support group", _support_group,
            "Support is that of today, whatever point is looked at; a child in two groups counts in both.",
            own_school=True,
        ),
    )  # fmt: skip


DIMENSIONS: Final[dict[str, Dimension]] = {one.id: one for one in _list()}
"""Id → dimension, in the order of help; `saved:NAME` comes beside them."""

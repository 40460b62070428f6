"""Start points of pupils, chosen by year group, and the prior-attainment groups that follow from them.

Rules: docs/judgements.md, “Baselines”. The lines between groups: `data/prior-attainment.toml`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Final, Literal, get_args

import polars as pl

from progress_tui.analysis.summary import KIND_ORDER, Summary
from progress_tui.domain.data_files import DataTable
from progress_tui.domain.standing import Standing
from progress_tui.resources import data_folder, read_toml

if TYPE_CHECKING:
    from progress_tui.analysis.school_at_point import SchoolAtPoint

Kind = Literal["ks1", "eyfsp", "phonics", "first", "previous-summer"]
StartPoint = Kind | Literal["default"]
"""A kind, or the one a year group has by itself."""


KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
KIND_WORDS: Final = {
    "ks1": "Key Stage 1", "eyfsp": "EYFS profile", "phonics": "phonics check", "first": "first result on file",
    "previous-summer": "previous summer",
}  # fmt: skip
"""Kind of start point → its name in a sentence."""

BASELINE_SCHEMA: Final = {
    "pupil_id": pl.Int32(), "year_group": pl.Int32(), "subject": pl.String(), "kind": pl.String(),
    "series_id": pl.Int32(), "scale": pl.String(), "ordinal": pl.Int32(), "code": pl.String(), "notch": pl.Float64(),
    "points": pl.Float64(), "score": pl.Float64(),
    "standing": pl.Int8(), "prior": pl.String(),
}  # fmt: skip
"""One row a pupil on roll and subject that has a start point. year_group is that of the point that is looked at; prior
is low, middle, high or null; score is one under a floor such as `<70`."""

PRIOR_SCHEMA: Final = {"pupil_id": pl.Int32(), "prior": pl.String()}
CORE: Final = ("reading", "writing", "maths", "english")
"""The subjects a prior-attainment group of a child rests on."""

_STATUTORY: Final[tuple[Kind, ...]] = ("ks1", "eyfsp")
"""The start points that are taken by default where a year group has them, the first before the second."""

_SUM2: Final = 5
_GOALS: Final = {"E08": "reading", "E09": "reading", "E10": "writing", "E11": "maths", "E12": "maths"}
_READ: Final = (
    "pupil_id", "class_id", "year_group", "subject", "series_id", "series_kind", "scale", "label", "ordinal", "kind",
    "code", "notch", "points", "score", "censored", "standing",
)  # fmt: skip
"""The columns of a judged result that a start point is chosen by and shows."""

_KS1_SCALES: Final = ("ks-ta", "nc-levels", "scaled-ks1")
"""The scales of Key Stage 1 results; of several results the first of them counts."""


@dataclass(frozen=True, slots=True)
class Cuts:
    """The lines between prior-attainment groups on one scale: under `low_under` low, from `high_from` high.

    Attributes:
        kind: the kind of start point they hold for; empty for every kind.
    """

    scale: str
    kind: str
    low_under: float
    high_from: float


@cache
def _rules() -> tuple[tuple[Cuts, ...], tuple[str, ...]]:
    """The cuts, and the scales that make no group.

    Raises:
        DataFileError: the file is not valid.
    """
    path = data_folder() / "prior-attainment.toml"
    top = DataTable(path.name, "", read_toml(path))
    top.only("source", "date", "cuts", "none")
    cuts = []
    for table in top.tables("cuts"):
        table.only("scale", "kind", "low_under", "high_from")
        kind = table.choice("kind", KINDS) if "kind" in table.content else ""
        cuts.append(Cuts(table.text("scale"), kind, table.number("low_under"), table.number("high_from")))
        if cuts[-1].low_under >= cuts[-1].high_from:
            raise table.fail("low_under", "must be under “high_from”")
    none = top.table("none")
    return tuple(cuts), none.texts("scales") if none is not None else ()


def baseline_frame(at: SchoolAtPoint | Summary, kind: StartPoint = "default") -> pl.DataFrame:
    """The start point of every pupil on roll that has one, subject by subject.

    Args:
        at: the school at a point; a start point always lies before it.
        kind: which start point; `default` takes for each year group Key Stage 1 where at least half of it has results
            of it, else the EYFS profile by the same rule, else the first result on file.

    Returns:
        `BASELINE_SCHEMA`, by pupil in the order of the roll, then by subject. The EYFS profile stands for reading,
        writing and maths: the goals where they are on file, else the good level of development. The phonics check
        stands for reading.
    """
    return _starts(at).frame(kind)


def used_kinds(at: SchoolAtPoint | Summary) -> dict[int, str]:
    """Year group on roll → the kind of start point it has by default."""
    starts = _starts(at)
    years = starts.summary.roll["year_group"].drop_nulls().unique().sort().to_list()
    return {year: starts.used.get(year, "first") for year in years}


def coverage(
    at: SchoolAtPoint | Summary, pupils: Collection[int] | None = None, subject: str | None = None
) -> pl.DataFrame:
    """How many have which start point, in at least one subject or in the one that is named.

    Args:
        at: the school at a point.
        pupils: only these; everybody on roll without it.
        subject: a subject id; any without it.

    Returns:
        year_group, kind, on_roll, pupils; one row a year group and kind.
    """
    starts = _starts(at)
    found = pl.concat([starts.rows(kind) for kind in KINDS])
    if subject is not None:
        found = found.filter(pl.col("subject") == subject)
    roll = starts.summary.roll
    if pupils is not None:
        found, roll = (frame.filter(pl.col("pupil_id").is_in(list(pupils))) for frame in (found, roll))
    counted = found.group_by("year_group", "kind").agg(pl.col("pupil_id").n_unique().alias("pupils"))
    every = roll.group_by("year_group").agg(pl.len().alias("on_roll")).join(pl.DataFrame({"kind": KINDS}), how="cross")
    return (
        every.join(counted, on=["year_group", "kind"], how="left", nulls_equal=True)
        .with_columns(pl.col("pupils").fill_null(0))
        .sort("year_group", pl.col("kind").cast(pl.Enum(KINDS)), nulls_last=True)
    )


def prior_group(at: SchoolAtPoint | Summary, kind: StartPoint = "default") -> pl.DataFrame:
    """The prior-attainment group of every pupil on roll.

    Low when at least two of reading, writing and maths (English where a school has no two of them) are low; high when
    at least two are high and none is low; else middle; unknown with fewer than two subjects known.

    Returns:
        `PRIOR_SCHEMA`, in the order of the roll; prior is low, middle, high, or null where it is not known.
    """
    starts = _starts(at)
    known = starts.frame(kind).filter(pl.col("subject").is_in(CORE) & pl.col("prior").is_not_null())
    low, high = (pl.col("prior") == "low").sum(), (pl.col("prior") == "high").sum()
    group = (
        pl.when(pl.len() < 2)
        .then(None)
        .when(low >= 2)
        .then(pl.lit("low"))
        .when((high >= 2) & (low == 0))
        .then(pl.lit("high"))
        .otherwise(pl.lit("middle"))
    )
    groups = known.group_by("pupil_id").agg(group.alias("prior"))
    roll = starts.summary.roll.select("pupil_id")
    found = roll.join(groups, on="pupil_id", how="left", maintain_order="left")
    return found.select(pl.col(name).cast(dtype) for name, dtype in PRIOR_SCHEMA.items())


def _starts(at: SchoolAtPoint | Summary) -> StartPoints:
    return (at if isinstance(at, Summary) else at.summary).start_points


class StartPoints:
    """The start points of a school at a point; each kind is made when it is asked for, and kept."""

    def __init__(self, summary: Summary) -> None:
        """Make nothing yet."""
        self.summary = summary
        self._rows: dict[Kind, pl.DataFrame] = {}
        self._frames: dict[StartPoint, pl.DataFrame] = {}

    def _earlier(self, wanted: pl.Expr) -> pl.DataFrame:
        """Values before the point of the pupils on roll, with the year group now (`now`) and then (`then`).

        Args:
            wanted: which of them, by the columns of `Summary.values`.
        """
        point = self.summary.point
        roll = self.summary.roll.select("pupil_id", pl.col("year_group").alias("now"))
        since = point.start_year - pl.col("ordinal") // 6
        return (
            self.summary.values.select(_READ)
            .filter((pl.col("ordinal") < point.ordinal) & wanted)
            .join(roll, on="pupil_id", how="inner", maintain_order="left")
            .with_columns(pl.coalesce("year_group", pl.col("now") - since).alias("then"))
        )

    @cached_property
    def used(self) -> dict[int, Kind]:
        """Year group → the first of the statutory kinds that at least half of its pupils on roll have."""
        on_roll = dict(self.summary.roll.group_by("year_group").agg(pl.len()).drop_nulls().iter_rows())
        used: dict[int, Kind] = {}
        for kind in _STATUTORY:
            found = set(self.rows(kind).select("year_group", "pupil_id").iter_rows())
            for year, count in Counter(year for year, _ in found if year is not None).items():
                if 2 * count >= on_roll[year]:
                    used.setdefault(year, kind)
        return used

    def rows(self, kind: Kind) -> pl.DataFrame:
        """Rows of one kind of start point, one a pupil and subject: `BASELINE_SCHEMA` without prior, in no order."""
        if kind not in self._rows:
            self._rows[kind] = self._of_kind(kind, pl.lit(value=True))
        return self._rows[kind]

    def frame(self, kind: StartPoint) -> pl.DataFrame:
        """As `baseline_frame`."""
        if kind not in self._frames:
            rows = self._default() if kind == "default" else self.rows(kind)
            self._frames[kind] = _finished(self.summary, rows)
        return self._frames[kind]

    def _default(self) -> pl.DataFrame:
        of = {kind: [year for year, one in self.used.items() if one == kind] for kind in _STATUTORY}
        parts = [self.rows(kind).filter(pl.col("year_group").is_in(years)) for kind, years in of.items()]
        roll = self.summary.roll
        others = roll.filter(~pl.col("year_group").is_in(list(self.used)).fill_null(value=False))["pupil_id"]
        parts.append(self._of_kind("first", pl.col("pupil_id").is_in(others.to_list())))
        return pl.concat(parts)

    def _on(self, scales: Collection[str], wanted: pl.Expr) -> pl.DataFrame:
        """The wanted values on some scales: found by the number of their series, of which there are few."""
        series = self.summary.frames.series.select("series_id", "scale").iter_rows()
        return self._earlier(
            pl.col("series_id").is_in([number for number, scale in series if scale in scales]) & wanted
        )

    def _of_kind(self, kind: Kind, wanted: pl.Expr) -> pl.DataFrame:
        """As `rows`; of the first results only those that are wanted, by the columns of `Summary.values`."""
        summer = pl.col("ordinal") % 6 == _SUM2
        if kind == "ks1":
            place = pl.col("scale").replace_strict({s: i for i, s in enumerate(_KS1_SCALES)}, default=None)
            rows = self._on(_KS1_SCALES, summer & (pl.col("series_kind") == "statutory"))
            rows = rows.filter(pl.col("then") == 2).sort(place, "series_id", maintain_order=True)
        elif kind == "eyfsp":
            rows = _profile(self._on(("gld", "eyfs"), summer).filter(pl.col("then") == 0))
        elif kind == "phonics":
            rows = self._on(("phonics",), pl.lit(value=True)).sort("ordinal", "series_id", maintain_order=True)
            rows = rows.with_columns(pl.lit("reading").alias("subject"))
        else:
            rows = _on_file(self.summary, self._earlier(wanted), kind)
        return rows.unique(["pupil_id", "subject"], keep="first", maintain_order=True).select(
            "pupil_id", pl.col("now").alias("year_group"), "subject", pl.lit(kind).alias("kind"), "series_id", "scale",
            "ordinal", "code", "notch", "points", pl.col("score") - (pl.col("censored") == "<").cast(pl.Float64),
            "standing",
        )  # fmt: skip


def _on_file(summary: Summary, earlier: pl.DataFrame, kind: Kind) -> pl.DataFrame:
    """The first result of a subject that is taught now, or that of last summer; the series in use now goes first."""
    taught = summary.main.select("class_id", "subject", pl.col("series_id").alias("main"))
    held = pl.col("ordinal")
    rows = earlier.join(taught, on=["class_id", "subject"], how="inner", maintain_order="left")
    if kind == "previous-summer":
        rows = rows.filter(held == summary.point.start_year * 6 - 1)
    else:
        rows = rows.filter(held == held.min().over("pupil_id", "subject"))
    order = pl.col("series_kind").replace_strict(KIND_ORDER, default=9, return_dtype=pl.Int8())
    return rows.sort(pl.col("series_id") != pl.col("main"), order, "series_id", maintain_order=True)


def _profile(rows: pl.DataFrame) -> pl.DataFrame:
    """Early learning goals by subject, the weakest of a subject's; where none is on file the good level for all."""
    goal = pl.col("label").str.extract(r"\b(E\d\d)\b").replace_strict(_GOALS, default=None, return_dtype=pl.String())
    goals = (
        rows.filter(pl.col("scale") == "eyfs")
        .with_columns(pl.coalesce(goal, "subject").alias("subject"))
        .filter(pl.col("subject").is_in(CORE))
        .sort("notch", "series_id", maintain_order=True)
    )
    level = rows.filter(pl.col("scale") == "gld").sort("series_id", maintain_order=True)
    parts = [level.with_columns(pl.lit(subject).alias("subject")) for subject in ("reading", "writing", "maths")]
    return pl.concat([goals, *parts])


def _finished(summary: Summary, rows: pl.DataFrame) -> pl.DataFrame:
    """The columns of the schema, in the order of the roll, with the prior-attainment group."""
    cuts, none = _rules()
    standing = pl.col("standing")
    by_standing = (
        pl.when(standing.is_null() | pl.col("scale").is_in([*none, *(cut.scale for cut in cuts if not cut.kind)]))
        .then(None)
        .when(standing < int(Standing.AT))
        .then(pl.lit("low"))
        .when(standing >= int(Standing.ABOVE))
        .then(pl.lit("high"))
        .otherwise(pl.lit("middle"))
    )
    prior = pl.coalesce(*(_cut(cut) for cut in cuts), by_standing)
    judged = rows.with_columns(prior.alias("prior")).sort("subject", maintain_order=True)
    return (
        summary.roll.select("pupil_id")
        .join(judged, on="pupil_id", how="inner", maintain_order="left_right")
        .select(pl.col(name).cast(dtype) for name, dtype in BASELINE_SCHEMA.items())
    )


def _cut(cut: Cuts) -> pl.Expr:
    """The group by figures, null where the lines do not hold."""
    figure = pl.coalesce("points", "score")
    here = (pl.col("scale") == cut.scale) & (pl.lit(cut.kind == "") | (pl.col("kind") == cut.kind))
    return (
        pl.when(~here | figure.is_null())
        .then(None)
        .when(figure < cut.low_under)
        .then(pl.lit("low"))
        .when(figure >= cut.high_from)
        .then(pl.lit("high"))
        .otherwise(pl.lit("middle"))
    )

"""Results and targets of an import, which may be millions, from places in frames to rows of the school file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

from progress_tui.domain.errors import ProgressError
from progress_tui.store.staging import Handover

if TYPE_CHECKING:
    import polars as pl
    from duckdb import DuckDBPyConnection

CELLS: Final = ("result", "target")
"""The tables whose rows are placed here."""

_CHUNK: Final = 122_880
"""Rows handed over at once: a row group of the file, so that both sides work on several at a time."""


@dataclass(frozen=True)
class Places:
    """Where the cells of an import belong.

    Attributes:
        pupils: (school_id, pupil_id) of every placed pupil, in the order in which rows lie in the file.
        rank_of: UInt32, by ref: the pupil's place in `pupils`, `len(pupils)` for one who is left out.
        schools: UInt32, by place in `pupils`: the school's place among the schools of the import.
        used: (school_id, place): the series that cells of each school belong to.
        texts: by place; `series` how many series there are.
    """

    pupils: pl.DataFrame
    rank_of: pl.Series
    schools: pl.Series
    used: pl.DataFrame
    texts: pl.Series
    series: int

    @classmethod
    def of(cls, con: DuckDBPyConnection, frames: Mapping[str, pl.DataFrame]) -> Self:
        """The places for the pupils in `m`.

        Args:
            con: with `m`.
            frames: `pupil`, `series`, `text`, `result` and `target`.
        """
        import polars as pl

        placed = pl.DataFrame(
            Handover(con.sql("SELECT ref, school_id, pupil_id FROM m ORDER BY school_id, pupil_id, ref"))
        )
        rank_of = pl.repeat(len(placed), (_highest(frames["pupil"]["ref"]) or 0) + 1, dtype=pl.UInt32, eager=True)
        rank_of = rank_of.scatter(placed["ref"], pl.int_range(len(placed), dtype=pl.UInt32, eager=True))
        schools = placed["school_id"].rank("dense").cast(pl.UInt32) - 1
        series = len(frames["series"])
        places = cls(placed.drop("ref"), rank_of, schools, pl.DataFrame(), frames["text"]["text"], series)
        slots = pl.concat([places._slots(places._with_ranks(frames[name])).unique() for name in CELLS]).unique()
        ids = placed["school_id"].unique().sort()
        used = pl.DataFrame(
            {"school_id": ids.gather(slots // max(series, 1)), "place": (slots % max(series, 1)).cast(pl.UInt32)}
        )
        return cls(places.pupils, rank_of, schools, used, places.texts, series)

    def cells(self, con: DuckDBPyConnection, frame: pl.DataFrame) -> pl.DataFrame:
        """Rows of the school file (school_id, pupil_id, series_id, ordinal, raw, source_row), in order of pupils.

        Args:
            con: with `s_used` and the series on file.
            frame: `result` or `target`.

        Raises:
            ProgressError: two cells of one pupil, series and point (a fault of the program: it is found before).
        """
        import polars as pl

        ranked = self._with_ranks(frame)
        _refuse_doubles(ranked, self.series)
        if not ranked["rank"].is_sorted():
            ranked = ranked.sort("rank", "series", "ordinal")
        held = con.execute(
            "SELECT u.school_id, u.place, e.series_id FROM s_used u JOIN s_series s USING (place) "
            "JOIN series e ON e.school_id = u.school_id AND e.key = s.key"
        ).fetchall()
        school_of = {school_id: at for at, school_id in enumerate(self.pupils["school_id"].unique().sort().to_list())}
        ids = [0] * (len(school_of) * self.series)
        for school_id, place, series_id in held:
            ids[school_of[school_id] * self.series + place] = series_id
        rows = pl.DataFrame(
            {
                "school_id": self.pupils["school_id"].gather(ranked["rank"]),
                "pupil_id": self.pupils["pupil_id"].gather(ranked["rank"]),
                "series_id": pl.Series(ids, dtype=pl.Int32).gather(self._slots(ranked)),
                "ordinal": ranked["ordinal"],
                "raw": self.texts.gather(ranked["raw"]),
                "source_row": ranked["row"].cast(pl.Int32),
            }
        )
        return pl.concat(list(rows.iter_slices(_CHUNK)), rechunk=False) if len(rows) else rows

    def _with_ranks(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The cells of placed pupils, with the pupil's `rank`."""
        import polars as pl

        ranked = frame.with_columns(self.rank_of.gather(frame["ref"].cast(pl.UInt32)).alias("rank"))
        everybody = len(self.pupils) == len(self.rank_of) - 1
        return ranked if everybody else ranked.filter(pl.col("rank") < len(self.pupils))

    def _slots(self, ranked: pl.DataFrame) -> pl.Series:
        """UInt32, by cell: the place of its series among all series of all schools of the import."""
        return self.schools.gather(ranked["rank"]) * self.series + ranked["series"]


def _refuse_doubles(ranked: pl.DataFrame, series: int) -> None:
    import polars as pl

    low, high = _lowest(ranked["ordinal"]) or 0, _highest(ranked["ordinal"]) or 0
    keys = ranked.select(
        (pl.col("rank").cast(pl.Int64) * series + pl.col("series")) * (high - low + 1) + pl.col("ordinal") - low
    ).to_series()
    if keys.n_unique() < len(keys):
        raise ProgressError("The source says two things of one pupil, series and point", "Nothing was stored.")


def _lowest(numbers: pl.Series) -> int | None:
    found = numbers.min()
    return found if isinstance(found, int) else None


def _highest(numbers: pl.Series) -> int | None:
    found = numbers.max()
    return found if isinstance(found, int) else None

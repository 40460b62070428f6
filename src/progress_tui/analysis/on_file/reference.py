"""What results are held against: the scale of every series, and the national figures on file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from progress_tui.analysis import catalogue
from progress_tui.analysis.attainment.counting import assessment_name
from progress_tui.analysis.attainment.national import MEASURES, Figure, national_figures
from progress_tui.analysis.behind import those
from progress_tui.analysis.school_at_point import SchoolAtPoint
from progress_tui.domain.calendar import Point, year_group_label
from progress_tui.domain.reports import Behind, Field, Report
from progress_tui.domain.scale_words import expectation_sentences
from progress_tui.domain.subjects import subject_label, subject_order

_SCALES: Final = (
    Field("subject", "subject"), Field("assessment", "assessment"), Field("scale", "scale"),
    Field("expected", "expected"), Field("results", "results", "count"), Field("pupils", "pupils", "count"),
    Field("unreadable", "unreadable", "count"), Field("first", "first"), Field("last", "last"),
    Field("where", "whose"),
)  # fmt: skip


def scales_report(at: SchoolAtPoint) -> Report:
    """The scale that each series of a school is read on, and what is expected on it.

    Args:
        at: the school at a point: series with results up to it.
    """
    own, known = catalogue.own_scales(), catalogue.scales()
    past = at.frames.judged.filter(pl.col("ordinal") <= at.point.ordinal)
    odd = pl.col("kind").is_in(["unknown", "out-of-range"])
    held = past.group_by("series_id", "subject", "label", "scale", "series_kind").agg(
        (pl.col("kind") == "value").sum().alias("results"),
        pl.col("pupil_id").filter(pl.col("kind") == "value").n_unique().alias("pupils"),
        odd.sum().alias("unreadable"),
        pl.col("ordinal").min().alias("first"),
        pl.col("ordinal").max().alias("last"),
    )
    found = sorted(held.iter_rows(named=True), key=lambda row: (subject_order(row["subject"]), row["label"]))
    rows = tuple(
        {
            "subject": subject_label(row["subject"]),
            "series": row["label"],
            "assessment": assessment_name(row["label"], row["subject"], row["scale"]),
            "scale": known[row["scale"]].title,
            "scale_id": row["scale"],
            "results": row["results"],
            "pupils": row["pupils"],
            "unreadable": row["unreadable"],
            "first": str(Point(row["first"])),
            "last": str(Point(row["last"])),
            "expected": _expected(row["scale"]),
            "where": f"own: {own[row['scale']]}" if row["scale"] in own else _whose(row["scale"]),
        }
        for row in found
    )

    def behind(row: int, key: str) -> Behind | None:
        if key not in ("results", "pupils", "unreadable"):
            return None
        wanted = odd if key == "unreadable" else pl.col("kind") == "value"
        held = past.filter((pl.col("series_id") == found[row]["series_id"]) & wanted)
        words = "not on the scale" if key == "unreadable" else "with a result"
        return those(at.frames, held, str(found[row]["label"]), words)

    return Report(at.title("Scales in use"), str(at.point), _SCALES, rows, _scale_notes(), behind=behind)


def _expected(scale_id: str) -> str:
    """What is just met, in short: `At`, `2 Expected`, or that it differs by year group."""
    scale = catalogue.scales()[scale_id]
    if not scale.has_expectation:
        return "no expectation"
    first, *others = expectation_sentences(scale)
    if others:
        return "by year group"
    short = first.removeprefix("Just met in every year group: ").rstrip(".").removesuffix(", at every point")
    meant = next((value.label for value in scale.values if value.code == short), short)
    return short if meant == short else f"{short} {meant}"


def _whose(scale_id: str) -> str:
    return "shipped" if scale_id in catalogue.shipped_ids() else "not on file: results are read as unknown"


def _scale_notes() -> tuple[str, ...]:
    from progress_tui.settings import scales_home

    notes = [f"A scale of your own is left out. {problem.sentence}" for problem in catalogue.problems()]
    own = len(catalogue.own_scales())
    notes.append(f"{own or 'No'} scale file{'' if own == 1 else 's'} of your own in {scales_home()}.")
    notes.append("Unreadable: not on the scale, or out of its range; in no count of results.")
    notes.append("“progress-tui scales show ID” prints a scale with what is expected in every year group.")
    return tuple(notes)


def national_report() -> Report:
    """The national figures on file: a row for each measure, a column for each year; which are missing is said.

    Raises:
        DataFileError: the school's own file is not valid; the sentence names file, row and column.
    """
    figures = national_figures()
    years = sorted({year for year, _ in figures})
    rows = tuple(_national_row(figures, years, measure) for measure in MEASURES)
    fields = (
        Field("measure", "measure"), Field("taken", "taken in"),
        *(Field(f"y{year}", str(year)) for year in years),
        Field("source", "source"), Field("noted", "noted"),
    )  # fmt: skip
    return Report("National figures for England", "", fields, rows, _national_notes(figures, years))


def _national_row(figures: Mapping[tuple[int, str], Figure], years: list[int], measure: str) -> dict[str, object]:
    held = [figures[year, measure] for year in years if (year, measure) in figures]
    last = next((one for one in reversed(held) if one.value is not None), held[-1] if held else None)
    cells = {f"y{year}": _figure(figures.get((year, measure))) for year in years}
    return {
        "measure": MEASURES[measure].label, "id": measure,
        "taken": year_group_label(MEASURES[measure].year_group), **cells,
        "source": last.source if last else "", "noted": last.noted if last else "",
    }  # fmt: skip


def _figure(figure: Figure | None) -> str:
    """`62 %`, `80 % †`; `–` where it is published but not on file, empty where nothing is known of it."""
    if figure is None:
        return ""
    return figure.shown or "–"


def _national_notes(figures: Mapping[tuple[int, str], Figure], years: list[int]) -> tuple[str, ...]:
    from progress_tui.settings import config_home

    own = config_home() / "national.csv"
    noted = sorted({one.noted for one in figures.values() if one.noted})
    notes = []
    for year in years:
        empty = [one for (when, _), one in figures.items() if when == year and one.value is None]
        if empty:
            why = next((one.note for one in empty if one.note), "not on file")
            every = all(one.value is None for (when, _), one in figures.items() if when == year)
            what = "no figure is on file" if every else f"{len(empty)} figures are not on file"
            notes.append(f"– {year}: {what} ({why}). Write them into {own}.")
    if noted:
        notes.append(f"Written down on {noted[-1]}. † rests on memory or one weak source.")
    where = "They take the place of the shipped ones." if own.is_file() else "There is none: the shipped figures hold."
    notes.append(f"Figures of your own: {own}. {where}")
    return tuple(notes)

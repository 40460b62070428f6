"""Attainment in words: the counts of `analysis.attainment` with the national figure where one may stand beside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl

from progress_tui.analysis.attainment.behind import behind_counts
from progress_tui.analysis.attainment.counting import (
    By,
    Counted,
    asked_results,
    assessment_name,
    combined,
    counts,
    grouped_roll,
    marked,
)
from progress_tui.analysis.attainment.national import Figure, Figures, awards_higher, figure_beside, national_figures
from progress_tui.analysis.attainment.thresholds import threshold_notes
from progress_tui.analysis.behind import Said, not_known, selected, those, told
from progress_tui.analysis.catalogue import scales
from progress_tui.analysis.choosing import chosen, subject_named
from progress_tui.analysis.denominators import DENOMINATORS, Denominator
from progress_tui.analysis.school_at_point import SchoolAtPoint, Selection
from progress_tui.analysis.statistics import HIDE_UNDER, SIZE_WORDS, SMALL_UNDER, percentage, size_of, wilson
from progress_tui.domain.calendar import Point, year_group_label
from progress_tui.domain.reports import Field, Report
from progress_tui.domain.subjects import subject_label
from progress_tui.domain.whom import Whom

Reasons = Mapping[tuple[object, ...], str]

_DFE: Final = (
    "DfE measure: some codes stay in n as not met, such as absent or below the level of the test; left, missing and "
    "blanks are out of it. The mean is over awarded scores only."
)
_UNITS: Final = {"points": "level points", "age": "months"}
_KINDS: Final = {"missing": "blank", "unknown": "unreadable", "out-of-range": "out of range"}


def attainment_report(
    at: SchoolAtPoint, whom: Whom, by: By = "class", denominator: Denominator | None = None, interval: bool = False
) -> Report:
    """Counts at the expected standard and above it, by group, subject and series.

    Args:
        at: the school at the point.
        whom: which pupils and which subject.
        by: what is counted together.
        denominator: one rule for every row; None takes the DfE measure on statutory results, else of those assessed.
        interval: whether the table shows the 95 % interval of the expected percentage.

    Raises:
        DataFileError: a statutory result is shown and the school's own national figures are not valid.
        NotFoundError: no such class or year group.
        UsageError: no such subject, or the text is not a filter.
    """
    subject = subject_named(at, whom.subject, "rwm")
    found = chosen(at, whom, subject)
    roll = grouped_roll(at.summary, found.keys, by, at.name)
    rows = marked(asked_results(at.summary, roll), denominator)
    counted = pl.concat([counts(rows, roll, at.summary), combined(rows, roll, at.summary)])
    if subject is not None:
        counted = counted.filter(pl.col("subject") == subject)
    order = roll.select("group", "group_order").unique()
    counted = counted.join(order, on="group", how="left", maintain_order="left").sort(
        "group_order", maintain_order=True
    )
    statutory = not counted.filter((pl.col("series_kind") == "statutory") & (pl.col("denominator") == "dfe")).is_empty()
    figures = national_figures() if statutory else {}
    reasons = _reasons(rows)
    cells = _tuples(counted)
    shown = tuple(_row(one, at.point, reasons, figures) for one in cells)
    said = told([*_notes(at, shown, found, figures), *threshold_notes(at, _of(rows, subject), roll)])
    return Report(
        title=at.title("Attainment"),
        point=str(at.point),
        fields=_fields(shown, by, interval),
        rows=shown,
        notes=said.notes,
        more={"filter": found.description, "on_roll": len(found.keys), "of_school": at.summary.roll.height},
        behind=behind_counts(at, roll, rows, cells, shown),
        behind_notes=said.behind,
    )


def _of(rows: pl.DataFrame, subject: str | None) -> pl.DataFrame:
    return rows if subject is None else rows.filter(pl.col("subject") == subject)


def _tuples(counted: pl.DataFrame) -> list[Counted]:
    return [Counted(*cells) for cells in counted.drop("group_order").iter_rows()]


def _reasons(rows: pl.DataFrame) -> Reasons:
    """(group, year_group, series_id) → why there is no result, counted: `2 absent, 1 blank`."""
    held: dict[tuple[object, ...], Counter[str]] = {}
    without = rows.filter(pl.col("kind") != "value")
    groups = without.group_by("group", "year_group", "series_id", "scale", "raw", "kind").agg(pl.len())
    for group, year_group, series_id, scale, raw, kind, number in groups.iter_rows():
        word = _KINDS.get(kind) or (scales()[scale].reason(raw) if scale in scales() else "") or "blank"
        held.setdefault((group, year_group, series_id), Counter())[word] += number
    return {key: _listed(counter) for key, counter in held.items()}


def _listed(counter: Counter[str]) -> str:
    """The most frequent reason first; blanks, which say the least, last."""
    order = sorted(counter.items(), key=lambda item: (item[0] == "blank", -item[1], item[0]))
    return ", ".join(f"{number} {word}" for word, number in order)


def _row(cells: Counted, point: Point, reasons: Reasons, figures: Figures) -> dict[str, object]:
    awards = awards_higher(scales().get(cells.scale), cells.series_kind, cells.subject, cells.year_group)
    has_higher = cells.judged and (awards or cells.higher > 0)
    interval = wilson(cells.expected, cells.n) if cells.judged and cells.n >= HIDE_UNDER else None
    return {
        "group": cells.group,
        "year_group": "" if cells.series_kind != "statutory" else year_group_label(cells.year_group),
        "subject": cells.subject,
        "series": cells.series or f"All three, {_kind_words(cells)}",
        "assessment": assessment_name(cells.series, cells.subject, cells.scale)
        if cells.series
        else f"all three, {_kind_words(cells)}",
        "scale": cells.scale,
        "kind": cells.series_kind,
        "main": cells.main,
        "denominator": cells.denominator,
        "on_roll": cells.on_roll,
        "assessed": cells.assessed,
        "n": cells.n if cells.judged else None,
        "expected": cells.expected if cells.judged else None,
        "expected_percent": percentage(cells.expected, cells.n) if cells.judged else None,
        "expected_low": interval[0] if interval else None,
        "expected_high": interval[1] if interval else None,
        "interval": f"{interval[0]:.0f}–{interval[1]:.0f}" if interval else "",
        "higher": cells.higher if has_higher else None,
        "higher_percent": percentage(cells.higher, cells.n) if has_higher else None,
        "mean": cells.mean,
        "mean_of": None if cells.mean is None else _UNITS.get(scales()[cells.scale].kind, "score"),
        "censored": cells.censored,
        "not_assessed": cells.on_roll - cells.assessed,
        "why": _why(cells, reasons),
        "size": SIZE_WORDS[size_of(cells.n if cells.judged else cells.assessed)],
        **_beside(cells, point, figures),
    }


def _kind_words(cells: Counted) -> str:
    return "statutory" if cells.series_kind == "statutory" else "class work"


def _why(cells: Counted, reasons: Reasons) -> str:
    """Everybody on roll without a result, by reason."""
    parts = []
    if cells.series_id is None:
        lacking = cells.asked - cells.assessed
        parts.append(f"{lacking} without all three" if lacking else "")
        elsewhere = "in classes without all three"
    else:
        parts.append(reasons.get((cells.group, cells.year_group, cells.series_id), ""))
        elsewhere = "in classes without it"
    outside = cells.on_roll - cells.asked
    parts.append(f"{outside} {elsewhere}" if outside else "")
    return ", ".join(part for part in parts if part)


def _beside(cells: Counted, point: Point, figures: Figures) -> dict[str, object]:
    """The national figures that may stand beside: under the DfE measure on statutory results only."""
    found: dict[str, Figure | None] = {"expected": None, "higher": None, "mean": None}
    if cells.series_kind == "statutory" and cells.denominator == "dfe":
        scale = cells.scale or None
        found = {
            "expected": figure_beside(figures, cells.subject, scale, cells.year_group, point, "expected"),
            "higher": figure_beside(figures, cells.subject, scale, cells.year_group, point, "higher"),
            "mean": figure_beside(figures, cells.subject, scale, cells.year_group, point, "mean"),
        }
    held = [figure for figure in found.values() if figure is not None]
    return {
        "national_year": held[0].year if held else None,
        "national_expected": _value(found["expected"]),
        "national_higher": _value(found["higher"]),
        "national_mean": _value(found["mean"]),
        "national_weak": any(figure.weak for figure in held),
        "national_source": "; ".join(dict.fromkeys(figure.source for figure in held)),
        "national": ", ".join(
            f"{part if part != 'expected' else ''} {figure.shown}".strip()
            for part, figure in found.items()
            if figure is not None and figure.shown
        ),
    }


def _value(figure: Figure | None) -> float | None:
    return None if figure is None else figure.value


def _fields(rows: Sequence[Mapping[str, object]], by: By, interval: bool) -> tuple[Field, ...]:
    """The columns of the table: those that say nothing here are left to JSON."""

    def any_of(key: str) -> bool:
        return any(row[key] not in (None, "") for row in rows)

    fields = [Field("group", {"class": "class", "year-group": "year", "school": "school"}[by])]
    if any_of("year_group") and by != "year-group":
        fields.append(Field("year_group", "year"))
    fields += [Field("subject", "subject"), Field("assessment", "assessment"), Field("scale", "scale")]
    fields.append(Field("on_roll", "on roll", "count"))
    if any(row["expected"] is None for row in rows):
        fields.append(Field("assessed", "assessed", "count"))
    fields += [Field("n", "n", "count"), Field("expected", "expected", "count")]
    fields.append(Field("expected_percent", "%", "percent"))
    if interval:
        fields.append(Field("interval", "95 %"))
    fields += [Field("higher", "higher", "count"), Field("higher_percent", "% higher", "percent")]
    if any_of("mean"):
        fields.append(Field("mean", "mean", "number"))
    if any_of("national"):
        fields.append(Field("national", "national"))
    if any_of("size"):
        fields.append(Field("size", "size"))
    return (*fields, Field("why", "no result"))


def _notes(at: SchoolAtPoint, rows: Sequence[Mapping[str, object]], found: Selection, figures: Figures) -> list[Said]:
    """What belongs under the table, each sentence only where it speaks of a row."""
    notes: list[Said] = [
        (f"{found.description}: {len(found.keys)} of {at.summary.roll.height} on roll.", selected(at, found))
    ]
    if found.unknown:
        notes.append((f"{found.unknown} left out: what the filter asks is not known of them.", not_known(at, found)))
    notes.append(found.hint)
    if not at.summary.roll.height:
        notes.append(f"Nobody was on roll: no class list of {at.point.year_label} is on file.")
    elif found.keys and not rows:
        notes.append(f"There are no results at {at.point.label}.")
    used = {str(row["denominator"]) for row in rows}
    if "assessed" in used:
        notes.append(f"n is {DENOMINATORS['assessed']}: codes for “no result” and blanks are out of it.")
    if "dfe" in used:
        notes.append(_DFE)
    if rows:
        notes += _national_notes(rows, at.point, figures)
    if any(row["expected"] is None for row in rows):
        notes.append("Without a figure under “expected” the scale has no expected standard at this point.")
    notes += _series_notes(rows)
    if any(row["size"] for row in rows):
        notes.append(
            f"Of fewer than {HIDE_UNDER} children no percentage is given; under {SMALL_UNDER} is a small group."
        )
    if any(row["censored"] for row in rows):
        notes.append("Scores that are a floor or a ceiling, such as <70, count in a mean at their limit.")
    roll = at.summary.roll.filter(pl.col("pupil_id").is_in(list(found.keys)))
    if classless := roll["class_id"].null_count():
        words = f"{classless} on roll {'is' if classless == 1 else 'are'} in no class: no series is asked of them."
        notes.append((words, lambda: those(at.frames, roll.filter(pl.col("class_id").is_null()), "in no class")))
    return notes


def _series_notes(rows: Sequence[Mapping[str, object]]) -> list[str]:
    """Where two series speak for one subject of a group, that they are apart."""
    several = Counter((row["group"], row["subject"]) for row in rows if row["main"] and row["kind"] != "statutory")
    return [
        f"{group}: {subject_label(str(subject))} is in {number} series, counted apart: they are never put together."
        for (group, subject), number in several.items()
        if number > 1
    ]


def _national_notes(rows: Sequence[Mapping[str, object]], point: Point, figures: Figures) -> list[str]:
    """Which national figures stand beside and where they are from, or why none does."""
    notes = []
    beside = [row for row in rows if row["national"]]
    if beside:
        sources = "; ".join(dict.fromkeys(str(row["national_source"]) for row in beside))
        weak = " † rests on one weak source." if any(row["national_weak"] for row in beside) else ""
        notes.append(f"National: England {beside[0]['national_year']}, DfE measure. {sources}.{weak}")
    known = [row["national_year"] for row in rows if row["national_year"] and not row["national"]]
    if known:
        words = {figure.note for figure in figures.values() if figure.year == known[0] and figure.note}
        notes.append(
            f"National figures of {known[0]} are not on file ({'; '.join(sorted(words)) or 'empty'}): a national.csv "
            "in the settings folder adds them."
        )
    pair = [figures.get((point.start_year + 1, f"rwm_{part}")) for part in ("disadvantaged", "other")]
    if any(row["subject"] == "rwm" and row["national"] for row in rows) and all(pair):
        first, second = (figure.shown for figure in pair if figure is not None)
        notes.append(f"National, all three together: disadvantaged children {first}, all others {second}.")
    if any(row["kind"] != "statutory" for row in rows):
        notes.append(
            "No national figure stands beside class work: it is judged at other times, by other rules and over those "
            "assessed."
        )
    return notes

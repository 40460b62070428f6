"""Flags: each rule is a small function from a school at a point to rows of flags, kept in a registry.

A flag opens a question. Its sentence states the reason with the figures in it; its evidence is what a dismissal
rests on.
Rules and thresholds: docs/judgements.md; the lines of a fall are in the scale files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from progress_tui.analysis.catalogue import scales
from progress_tui.analysis.summary import YEAR, Summary
from progress_tui.domain.calendar import Point
from progress_tui.domain.scales import Scale
from progress_tui.domain.standing import Standing
from progress_tui.domain.subjects import subject_label
from progress_tui.domain.views import FlagShown

Found = tuple[int, FlagShown]
Rule = Callable[[Summary], Iterator[Found]]

FLAG_SCHEMA: Final = {"pupil_id": pl.Int32(), "flag": pl.String(), "subject": pl.String(), "severity": pl.Int8()}


@dataclass(frozen=True, slots=True)
class FlagRule:
    """A rule with what is said of it in help and in the filter language."""

    flag: str
    title: str
    rule: Rule


def _judged(summary: Summary, condition: pl.Expr) -> Iterator[dict[str, Any]]:
    return summary.subjects.filter(condition).iter_rows(named=True)


def _figures(row: dict[str, Any], *names: str) -> str:
    return "|".join(str(row[name]) for name in ("subject", "series_id", *names))


def _below(summary: Summary) -> Iterator[Found]:
    """Below expectation; a result one notch under is `just-below` in its place."""
    for row in _judged(summary, pl.col("standing") < int(Standing.JUST_BELOW)):
        severity = 2 if row["standing"] == Standing.WELL_BELOW else 1
        yield (
            row["pupil_id"],
            FlagShown(
                "below",
                row["subject"],
                severity,
                f"{_named(row)} is {_words(row)}, below the expected standard at {summary.point.code}.",
                _figures(row, "raw", "standing"),
            ),
        )


def _just_below(summary: Summary) -> Iterator[Found]:
    for row in _judged(summary, pl.col("standing") == int(Standing.JUST_BELOW)):
        yield (
            row["pupil_id"],
            FlagShown(
                "just-below",
                row["subject"],
                1,
                f"{_named(row)} is {_words(row)}, {_reach(row)} the expected standard at {summary.point.code}.",
                _figures(row, "raw", "standing"),
            ),
        )


def _below_target(summary: Summary) -> Iterator[Found]:
    """Below target; on level points at the end of the year only, as their target is a line until then."""
    for row in _judged(summary, pl.col("distance") < 0):
        scale, short = scales()[row["scale"]], -row["distance"]
        fall = scale.fall
        if fall is not None and fall.judged_at and summary.point.code not in fall.judged_at:
            continue
        far = fall is not None and -short <= (fall.notable if fall.unit == "score" else fall.marked)
        yield (
            row["pupil_id"],
            FlagShown(
                "below-target",
                row["subject"],
                3 if far else 2,
                f"{_named(row)} is {_many(scale, short)} below target: {_words(row)} against {_target_words(row)}.",
                _figures(row, "raw", "target_code"),
            ),
        )


def _fell(summary: Summary) -> Iterator[Found]:
    """A fall inside one series since its latest earlier result; one flag a subject, the most pressing.

    On scores, a notable fall (−11) in two subjects is severity 2 in both.
    """
    worst: dict[tuple[int, str], tuple[int, dict[str, Any]]] = {}
    notable: dict[int, set[str]] = {}
    for frame in (summary.subjects, summary.beside):
        for row in frame.filter(pl.col("change") < 0).iter_rows(named=True):
            severity, is_notable = _fall_severity(scales()[row["scale"]], row["change"], summary.point)
            key = (row["pupil_id"], row["subject"])
            if is_notable:
                notable.setdefault(row["pupil_id"], set()).add(row["subject"])
            if severity and (key not in worst or severity > worst[key][0]):
                worst[key] = (severity, row)
    for (pupil_id, subject), (severity, row) in worst.items():
        several = notable.get(pupil_id, set())
        pressing = max(severity, 2) if len(several) >= 2 and subject in several else severity
        sentence = _fell_sentence(row, summary.point)
        yield pupil_id, FlagShown("fell", subject, pressing, sentence, _figures(row, "raw", "previous_code"))


def _fall_severity(scale: Scale, change: float, point: Point) -> tuple[int, bool]:
    """Severity of a fall (0: none, within error or not judged here), and whether it is a notable one on scores."""
    fall = scale.fall
    if fall is None or (fall.judged_at and point.code not in fall.judged_at) or change > fall.watch:
        return 0, False
    if fall.unit == "notch":
        return (3 if change <= fall.marked else 2), False
    return (2 if change <= fall.marked else 1), change <= fall.notable


def _fell_sentence(row: dict[str, Any], point: Point) -> str:
    scale, since = scales()[row["scale"]], _when(row["previous_ordinal"], point)
    before, now = _code_words(scale, row["previous_code"]), _code_words(scale, row["code"])
    by = f" (by {_fall_words(scale, row)})" if scale.numeric else ""
    return f"{_named(row)} fell from {before} to {now}{by} since {since}."


def _fall_words(scale: Scale, row: dict[str, Any]) -> str:
    """`8: watch`, `12: notable`; a floor or ceiling (`<70`) leaves open how much it was."""
    open_ended = any(code[:1] in "<>" for code in (row["code"], row["previous_code"]))
    size = f"{-row['change']:g}{' or more' if open_ended else ''}"
    if scale.fall is None:
        return size
    return f"{size}: {'notable' if row['change'] <= scale.fall.notable else 'watch'}"


def _no_data(summary: Summary) -> Iterator[Found]:
    """No result now in a subject in which the class has results."""
    assessed = summary.subjects.filter(pl.col("kind") == "value").select("class_id", "subject").unique()
    missing = summary.subjects.filter(pl.col("kind") != "value").join(
        assessed, on=["class_id", "subject"], how="semi", maintain_order="left"
    )
    latest = (
        summary.past.filter(pl.col("kind") == "value")
        .sort("ordinal", maintain_order=True)
        .unique(["pupil_id", "subject"], keep="last", maintain_order=True)
        .select(
            "pupil_id", "subject", pl.col("ordinal").alias("last_ordinal"), pl.col("code").alias("last_code"),
            pl.col("scale").alias("last_scale"), pl.col("label").alias("last_label"),
        )
    )  # fmt: skip
    rows = missing.join(latest, on=["pupil_id", "subject"], how="left", maintain_order="left")
    for row in rows.iter_rows(named=True):
        last = row["last_ordinal"]
        severity = 2 if last is None or summary.point.ordinal - last >= YEAR else 1
        sentence = _no_data_sentence(row, summary.point)
        yield (
            row["pupil_id"],
            FlagShown("no-data", row["subject"], severity, sentence, _figures(row, "raw", "last_ordinal")),
        )


def _no_data_sentence(row: dict[str, Any], point: Point) -> str:
    reason = scales()[row["scale"]].reason(row["raw"]) if row["scale"] in scales() else ""
    why = f" ({reason})" if reason else (f" (“{row['raw']}” is not a result)" if row["raw"] else "")
    subject = subject_label(row["subject"]).lower()
    if row["last_ordinal"] is None:
        return f"No {subject} result at {point.code}{why}, and none before."
    last = _code_words(scales()[row["last_scale"]], row["last_code"])
    if row["last_ordinal"] == point.ordinal:
        return f"{row['label']} has no result at {point.code}{why}; {row['last_label']} has {last}."
    return f"No {subject} result at {point.code}{why}; the last was {last} at {_when(row['last_ordinal'], point)}."


def _when(ordinal: int, point: Point) -> str:
    """A point's code, with its year where the code alone could be taken for another point."""
    then = Point(ordinal)
    return then.code if point.ordinal - ordinal < YEAR else f"{then.code} {then.year_label}"


def _many(scale: Scale, count: float) -> str:
    """`1 notch`, `8 points of score`, `3 marks`."""
    if not scale.numeric:
        return f"{count:g} {'notch' if count == 1 else 'notches'}"
    if scale.kind == "raw":
        return f"{count:g} {'mark' if count == 1 else 'marks'}"
    return f"{count:g} {'point' if count == 1 else 'points'} of score"


def _named(row: dict[str, Any]) -> str:
    """The subject, with the word test where the result is a score."""
    label = subject_label(row["subject"])
    return f"{label} test" if scales()[row["scale"]].numeric else label


def _words(row: dict[str, Any]) -> str:
    return _code_words(scales()[row["scale"]], row["code"])


def _code_words(scale: Scale, code: str) -> str:
    return scale.describe(scale.read(code))


def _target_words(row: dict[str, Any]) -> str:
    return _code_words(scales()[row["scale"]], row["target_code"])


def _reach(row: dict[str, Any]) -> str:
    if scales()[row["scale"]].numeric:
        return f"{-row['to_expected']:g} under"
    return "one notch under"


RULES: Final = (
    FlagRule("below", "below expectation", _below),
    FlagRule("just-below", "within reach of the expected standard", _just_below),
    FlagRule("below-target", "below target", _below_target),
    FlagRule("fell", "fell since last time", _fell),
    FlagRule("no-data", "no result now", _no_data),
)
"""The registry."""

_PRESSING: Final = {
    flag: place for place, flag in enumerate(("fell", "below-target", "below", "no-data", "just-below"))
}


def flags_of(summary: Summary) -> dict[int, tuple[FlagShown, ...]]:
    """pupil_id → flags, most pressing first (severity, then change before target before expectation)."""
    found: dict[int, list[FlagShown]] = {}
    for rule in RULES:
        for pupil_id, flag in rule.rule(summary):
            found.setdefault(pupil_id, []).append(flag)
    return {
        pupil_id: tuple(sorted(flags, key=lambda flag: (-flag.severity, _PRESSING[flag.flag], flag.subject)))
        for pupil_id, flags in found.items()
    }


def flags_frame(flags: dict[int, tuple[FlagShown, ...]]) -> pl.DataFrame:
    """The flags as a frame (`FLAG_SCHEMA`), for filters."""
    rows = [(pupil_id, flag.flag, flag.subject, flag.severity) for pupil_id, own in flags.items() for flag in own]
    return pl.DataFrame(rows, schema=FLAG_SCHEMA, orient="row")

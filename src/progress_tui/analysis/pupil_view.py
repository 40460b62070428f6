"""The pupil card: every result by series, what changed, where a difference is refused, attendance and targets."""

from __future__ import annotations

from typing import Any

import polars as pl

from progress_tui.analysis.catalogue import scales
from progress_tui.analysis.frames import SchoolFrames
from progress_tui.analysis.progress import changes, rank_words, refusals
from progress_tui.domain.calendar import Point, academic_year_label
from progress_tui.domain.standing import Standing
from progress_tui.domain.subjects import subject_order
from progress_tui.domain.views import ClassView, PupilShown, PupilView, ResultShown, SeriesResult, SeriesShown

_YES_NO = {True: "yes", False: "no", None: "unknown"}


def pupil_view(frames: SchoolFrames, view: ClassView, pupil: PupilShown) -> PupilView:
    """The card of one pupil, without notes and meetings (they are read from the file when the card opens).

    Args:
        frames: the school.
        view: the class the pupil is shown in.
        pupil: the pupil's row there.
    """
    own = frames.judged.filter((pl.col("pupil_id") == pupil.pupil_id) & (pl.col("ordinal") <= view.point))
    person = frames.pupils.filter(pl.col("pupil_id") == pupil.pupil_id).row(0, named=True)
    return PupilView(
        pupil=pupil,
        school=view.school,
        class_name=view.class_label,
        point_label=view.point_label,
        dob=person["dob"].strftime("%d/%m/%Y") if person["dob"] else "",
        identifiers=_identifiers(frames, pupil.pupil_id),
        characteristics=_characteristics(pupil),
        series=_series(frames, own),
        refusals=refusals(frames, own),
        attendance=_attendance(frames, pupil.pupil_id, view.point),
        targets=_targets(frames, pupil.pupil_id, view.point),
    )


def _identifiers(frames: SchoolFrames, pupil_id: int) -> tuple[tuple[str, str], ...]:
    names = {"upn": "UPN", "former-upn": "Former UPN", "source": "Source id", "admission": "Admission number"}
    held = frames.identifiers.filter(pl.col("pupil_id") == pupil_id)
    return tuple((names.get(kind, kind), value) for _, kind, value in held.iter_rows())


def _characteristics(pupil: PupilShown) -> tuple[tuple[str, str], ...]:
    sen = {"N": "no", "K": "SEN support", "E": "EHC plan", None: "unknown"}
    return (
        ("Pupil premium", _YES_NO[pupil.pp]),
        ("SEND", sen.get(pupil.sen, f"{pupil.sen} (historic)")),
        ("EAL", _YES_NO[pupil.eal]),
        ("Sex", pupil.sex or "unknown"),
    )


def _series(frames: SchoolFrames, own: pl.DataFrame) -> tuple[SeriesShown, ...]:
    key = ["pupil_id", "series_id", "ordinal"]
    held = frames.positions.filter(pl.col("pupil_id").is_in(own["pupil_id"].unique().to_list()))
    placed = own.join(held, on=key, how="left", maintain_order="left")
    placed = placed.join(changes(own, frames.series), on=key, how="left", maintain_order="left")
    shown = []
    for _, rows in placed.sort("series_id", "ordinal").group_by("series_id", maintain_order=True):
        first = rows.row(0, named=True)
        shown.append(
            SeriesShown(
                first["label"],
                first["subject"],
                first["scale"],
                first["series_kind"],
                tuple(_results(list(rows.iter_rows(named=True)))),
            )
        )
    return tuple(
        sorted(shown, key=lambda series: (subject_order(series.subject), series.kind != "teacher", series.series))
    )


def _results(rows: list[dict[str, Any]]) -> list[SeriesResult]:
    return [
        SeriesResult(
            row["ordinal"],
            Point(row["ordinal"]).label,
            ResultShown(row["code"], row["kind"], row["standing"], row["notch"]),
            _words(row),
            row["change"] or "",
            rank_words(row["rank"], row["of"]),
        )
        for row in rows
    ]


def _words(row: dict[str, Any]) -> str:
    """A result in words: its label, and where it stands."""
    scale = scales()[row["scale"]]
    if row["kind"] == "non-result":
        return f"no result: {scale.reason(row['raw']) or 'blank'}"
    if row["kind"] != "value":
        return "not a value of this scale" if row["kind"] == "unknown" else "outside the valid range, not counted"
    label = scale.describe(scale.read(row["raw"]))
    parts = [label] if label != row["code"] else []
    if row["score"] is not None:
        # `<70` is under 70, as in the standing.
        position = scale.position(row["score"] - (1 if row["censored"] == "<" else 0))
        parts += [position] if position else []
    if row["standing"] is not None:
        standing = Standing(row["standing"])
        words = "at the expected standard" if standing.met else f"{standing.label} the expected standard"
        words = "above the expected standard" if standing == Standing.ABOVE else words
        parts.append(words)
    return "; ".join(parts)


def _attendance(frames: SchoolFrames, pupil_id: int, point: int) -> tuple[tuple[str, str], ...]:
    held = frames.attendance.filter((pl.col("pupil_id") == pupil_id) & (pl.col("academic_year") <= point // 6))
    return tuple(
        (
            Point(row["ordinal"]).label if row["ordinal"] is not None else academic_year_label(row["academic_year"]),
            _attendance_words(row),
        )
        for row in held.iter_rows(named=True)
    )


def _attendance_words(row: dict[str, Any]) -> str:
    """From sessions when given, else the percentage; under 20 possible sessions no percentage."""
    possible, counts = row["possible"], [n for n in (row["authorised"], row["unauthorised"]) if n is not None]
    missed = f"{sum(counts)} of {possible} sessions missed" if possible is not None and counts else ""
    if possible is not None and possible < 20:
        return missed or f"{possible} sessions possible"
    if missed:
        return f"{100 - sum(counts) * 100 / possible:.1f} % ({missed})"
    return f"{row['percentage']:.1f} %" if row["percentage"] is not None else "unknown"


def _targets(frames: SchoolFrames, pupil_id: int, point: int) -> tuple[tuple[str, str], ...]:
    held = frames.judged_targets.filter((pl.col("pupil_id") == pupil_id) & (pl.col("ordinal") >= point))
    return tuple(
        (
            f"{row['label']}, {Point(row['ordinal']).label}",
            scales()[row["scale"]].describe(scales()[row["scale"]].read(row["raw"])),
        )
        for row in held.iter_rows(named=True)
        if row["scale"] in scales()
    )

"""The pupil card: every result by series with what was expected then, attendance, targets, support, what was agreed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any

import polars as pl

from progress_tui.analysis.card_records import actions_since, dismissed_of, grades_of, support_of
from progress_tui.analysis.card_series import expected_over, rungs_around, target_shown
from progress_tui.analysis.catalogue import scales
from progress_tui.analysis.frames import SchoolFrames
from progress_tui.analysis.progress import changes, rank_words, refusals
from progress_tui.analysis.school_at_point import SchoolAtPoint
from progress_tui.domain.calendar import Point, academic_year_label, year_group_label
from progress_tui.domain.card import PupilView, Records, SeriesResult, SeriesShown
from progress_tui.domain.reports import Behind
from progress_tui.domain.standing import Standing
from progress_tui.domain.subjects import subject_order
from progress_tui.domain.views import ClassView, PupilShown, ResultShown

_YES_NO = {True: "yes", False: "no", None: "unknown"}

_Row = dict[str, Any]


def pupil_view(
    at: SchoolAtPoint, view: ClassView, pupil: PupilShown, records: Callable[[], Records] = Records
) -> PupilView:
    """The card of one pupil.

    Args:
        at: the school at the point of the view.
        view: the class the pupil is shown in.
        pupil: the pupil's row there.
        records: gives notes and meetings, which are read from the file when a card opens; asked for last.
    """
    return pupil_views(at, view, [pupil], lambda: {pupil.pupil_id: records()})[0]


def pupil_views(
    at: SchoolAtPoint,
    view: ClassView,
    pupils: Sequence[PupilShown],
    records: Callable[[], Mapping[int, Records]] = dict,
) -> list[PupilView]:
    """The cards of some pupils, in their order; what is worked out by frames is worked out once for all of them.

    Args:
        at: the school at the point of the view.
        view: the class the pupils are shown in.
        pupils: their rows there.
        records: as in `pupil_view`, by pupil id; who is not there has none.
    """
    ids = [pupil.pupil_id for pupil in pupils]
    own = at.frames.judged.filter(pl.col("pupil_id").is_in(ids) & (pl.col("ordinal") <= view.point))
    placed = _placed(at.frames, own)
    support, since = support_of(at, ids), actions_since(at, ids)
    cards = [
        _card(at, view, pupil, own.filter(pl.col("pupil_id") == pupil.pupil_id), placed.get(pupil.pupil_id, []))
        for pupil in pupils
    ]
    held = records()
    return [
        card._replace(
            support=support[card.pupil.pupil_id],
            notes=found.notes,
            meetings=tuple(since(item) for item in found.meetings),
        )
        for card in cards
        for found in [held.get(card.pupil.pupil_id, Records())]
    ]


def _card(at: SchoolAtPoint, view: ClassView, pupil: PupilShown, own: pl.DataFrame, placed: list[_Row]) -> PupilView:
    frames = at.frames
    targets = _targets(frames, pupil.pupil_id, view.point)
    person = frames.pupils.row(by_predicate=pl.col("pupil_id") == pupil.pupil_id, named=True)
    attended = _attended(frames, pupil.pupil_id, view.point)
    return PupilView(
        pupil=pupil,
        school=view.school,
        class_name=view.class_label,
        point=view.point,
        point_label=view.point_label,
        dob=person["dob"].strftime("%d/%m/%Y") if person["dob"] else "",
        identifiers=_identifiers(frames, pupil.pupil_id),
        characteristics=_characteristics(pupil),
        series=_series(placed, targets, pupil.year_group, view.point),
        refusals=refusals(frames, own),
        attendance=tuple((_when(row), _attendance_words(row)) for row in attended),
        attended=tuple(map(_attended_percent, attended)),
        targets=tuple((f"{row['label']}, {Point(row['ordinal']).label}", _target_words(row)) for row in targets),
        dismissed=dismissed_of(at, pupil.pupil_id),
        grades=grades_of(at, pupil.pupil_id),
    )


def cohort_of(at: SchoolAtPoint, pupil_id: int, series_id: int, ordinal: int) -> Behind | None:
    """The children a position such as `31st of 58` is among: the pupil's year group with a result of that series then.

    Returns:
        The children, the highest result first; None where the pupil has no result there.
    """
    here = at.frames.judged.filter(
        (pl.col("series_id") == series_id) & (pl.col("ordinal") == ordinal) & (pl.col("kind") == "value")
    )
    mine = here.filter(pl.col("pupil_id") == pupil_id)
    if not mine.height:
        return None
    row = mine.row(0, named=True)
    names = at.frames.pupils.select("pupil_id").with_row_index("place")
    listed = (
        here.filter(pl.col("year_group") == row["year_group"])
        .join(names, on="pupil_id", how="left")
        .sort("notch", "place", descending=[True, False])
    )
    group = year_group_label(row["year_group"])
    words = f"{row['label']} · {Point(ordinal).label} · {group}, the highest first"
    return Behind(words, tuple(listed["pupil_id"]))


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


def _placed(frames: SchoolFrames, own: pl.DataFrame) -> dict[int, list[_Row]]:
    """Pupil id → results with position, change and mark, by series and then by time."""
    key = ["pupil_id", "series_id", "ordinal"]
    held = frames.positions.filter(pl.col("pupil_id").is_in(own["pupil_id"].unique().to_list()))
    queried = frames.queried.select(*key, "raw", pl.col("reason").alias("queried"))
    rows = (
        own.join(held, on=key, how="left")
        .join(changes(own, frames.series), on=key, how="left")
        .join(queried, on=[*key, "raw"], how="left")
        .join(frames.series.select("series_id", "assessment"), on="series_id", how="left")
        .sort(key)
    )
    found: dict[int, list[_Row]] = {}
    for row in rows.iter_rows(named=True):
        found.setdefault(row["pupil_id"], []).append(row)
    return found


def _series(placed: list[_Row], targets: list[_Row], year_group: int | None, point: int) -> tuple[SeriesShown, ...]:
    groups = groupby(placed, key=lambda row: int(row["series_id"]))
    shown = [_one_series(list(rows), targets, year_group, point) for _, rows in groups]
    return tuple(
        sorted(shown, key=lambda series: (subject_order(series.subject), series.kind != "teacher", series.series))
    )


def _one_series(rows: list[_Row], targets: list[_Row], year_group: int | None, point: int) -> SeriesShown:
    first, scale = rows[0], scales()[rows[0]["scale"]]
    due = tuple(target_shown(row) for row in targets if row["series_id"] == first["series_id"])
    years = {row["ordinal"] // 6: row["year_group"] for row in rows}
    last = max([point, *(target.ordinal for target in due)])
    expected = expected_over(scale, first["subject"], (first["ordinal"], last), years, (point, year_group))
    notches = [*(row["notch"] for row in rows), *(one.notch for one in due), *(one.notch for one in expected)]
    return SeriesShown(
        series=first["label"],
        subject=first["subject"],
        scale=first["scale"],
        kind=first["series_kind"],
        results=tuple(map(_result, rows)),
        series_id=first["series_id"],
        error=scale.error_of_score(first["assessment"] or ""),
        rungs=rungs_around(scale, notches, {row["notch"]: row["code"] for row in rows if row["notch"] is not None}),
        expected=expected,
        targets=due,
    )


def _result(row: _Row) -> SeriesResult:
    return SeriesResult(
        row["ordinal"],
        Point(row["ordinal"]).label,
        ResultShown(row["code"], row["kind"], row["standing"], row["notch"]),
        _words(row),
        row["change"] or "",
        rank_words(row["rank"], row["of"]),
        row["queried"] or "",
    )


def _words(row: _Row) -> str:
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


def _attended(frames: SchoolFrames, pupil_id: int, point: int) -> list[_Row]:
    held = frames.attendance.filter((pl.col("pupil_id") == pupil_id) & (pl.col("academic_year") <= point // 6))
    return list(held.iter_rows(named=True))


def _when(row: Mapping[str, Any]) -> str:
    return Point(row["ordinal"]).label if row["ordinal"] is not None else academic_year_label(row["academic_year"])


def _missed(row: Mapping[str, Any]) -> int | None:
    """Sessions missed, None where they are not given."""
    counts = [n for n in (row["authorised"], row["unauthorised"]) if n is not None]
    return sum(counts) if row["possible"] is not None and counts else None


def _attended_percent(row: Mapping[str, Any]) -> float | None:
    """From sessions when given, else the percentage; under 20 possible sessions no percentage."""
    possible, missed = row["possible"], _missed(row)
    if possible is not None and possible < 20:
        return None
    percentage: float | None = row["percentage"] if missed is None else 100 - missed * 100 / possible
    return percentage


def _attendance_words(row: Mapping[str, Any]) -> str:
    possible, missed, percent = row["possible"], _missed(row), _attended_percent(row)
    sessions = "" if missed is None else f"{missed} of {possible} sessions missed"
    if percent is None:
        return sessions or (f"{possible} sessions possible" if possible is not None and possible < 20 else "unknown")
    return f"{percent:.1f} % ({sessions})" if sessions else f"{percent:.1f} %"


def _targets(frames: SchoolFrames, pupil_id: int, point: int) -> list[_Row]:
    """The targets due now or later on scales that are known, in the order of the file."""
    held = frames.judged_targets.filter((pl.col("pupil_id") == pupil_id) & (pl.col("ordinal") >= point))
    return [row for row in held.iter_rows(named=True) if row["scale"] in scales()]


def _target_words(row: Mapping[str, Any]) -> str:
    scale = scales()[row["scale"]]
    return scale.describe(scale.read(row["raw"]))

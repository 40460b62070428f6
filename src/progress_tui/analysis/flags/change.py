"""Change inside one series: fell, drifting, and the quiet decline of which nobody has charge.

Each is raised once a subject, on the series where it is most pressing. Rules: docs/judgements.md, “Flags”; the lines of
a fall are in the scale files.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import polars as pl

from progress_tui.analysis.flags.ground import Ground
from progress_tui.analysis.flags.registry import Found
from progress_tui.domain.views import FlagShown

_TRAIL: Final = ("code", "ordinal", "previous_code", "previous_ordinal", "before_code", "before_ordinal")
_COLUMNS: Final = ("pupil_id", "subject", "series_id", "scale", "is_main", "change", *_TRAIL)


def falls(ground: Ground) -> pl.DataFrame:
    """Every fall of a result now that is more than error, and judged at this point.

    Returns:
        Columns of `Ground.recent` with severity (1–3) and is_notable (of a score), by pupil and subject, the most
        pressing first, then that of the series which speaks for the subject.
    """
    change, marked = pl.col("change"), pl.col("change") <= pl.col("marked")
    by_score = pl.when(marked).then(2).otherwise(1)
    by_notch = pl.when(marked).then(3).otherwise(2)
    order = ("pupil_id", "subject", "severity", "is_main", "series_id")
    return (
        ground.recent.select(*_COLUMNS, "watch", "notable", "marked", "unit", "fall_judged")
        .filter((change < 0) & pl.col("fall_judged") & (change <= pl.col("watch")))
        .with_columns(
            pl.when(pl.col("unit") == "notch").then(by_notch).otherwise(by_score).alias("severity"),
            ((pl.col("unit") == "score") & (change <= pl.col("notable"))).alias("is_notable"),
        )
        .sort(order, descending=[False, False, True, True, False])
    )


def fell(ground: Ground) -> Iterator[Found]:
    """A fall since last time, once a subject; on scores a notable fall in two subjects is severity 2 in both."""
    say, rows = ground.say, falls(ground)
    notable_in: dict[int, set[str]] = {}
    for pupil_id, subject in rows.filter("is_notable").select("pupil_id", "subject").iter_rows():
        notable_in.setdefault(pupil_id, set()).add(subject)
    seen: set[tuple[int, str]] = set()
    for pupil_id, subject, series_id, scale, severity, change, notable, *trail in rows.select(
        "pupil_id", "subject", "series_id", "scale", "severity", "change", "notable", *_TRAIL
    ).iter_rows():
        if (pupil_id, subject) in seen:
            continue
        seen.add((pupil_id, subject))
        both = notable_in.get(pupil_id, ())
        pressing = max(severity, 2) if len(both) >= 2 and subject in both else severity
        code, _, previous_code, previous, *_ = trail
        by = f" (by {_size(change, notable, code, previous_code)})" if say.numeric(scale) else ""
        sentence = (
            f"{say.named(subject, scale)} fell from {say.result(scale, previous_code)} to {say.result(scale, code)}"
            f"{by} since {say.when(previous)}."
        )
        yield pupil_id, FlagShown("fell", subject, pressing, sentence, *say.trail(series_id, *_pairs(trail)))


def _size(change: float, notable: float, *codes: str) -> str:
    """`8: watch`, `12: notable`; a floor or ceiling (`<70`) leaves open how much it was."""
    size = f"{-change:g}{' or more' if any(code[:1] in '<>' for code in codes) else ''}"
    return f"{size}: {'notable' if change <= notable else 'watch'}"


def _pairs(trail: list[object]) -> Iterator[tuple[int | None, str | None]]:
    """(ordinal, code) of the three results of a series, the newest first."""
    for code, ordinal in zip(trail[::2], trail[1::2], strict=True):
        yield (ordinal if isinstance(ordinal, int) else None), (code if isinstance(code, str) else None)


def drifts(ground: Ground) -> pl.DataFrame:
    """Who went down over three results of a series and never up, one row a pupil and subject.

    On codes one step down is enough; on scores the fall in all must be as large as the threshold `drifting.fall`.

    Returns:
        Columns of `Ground.recent`, sorted by pupil and subject.
    """
    last, earlier = pl.col("change"), pl.col("earlier_change")
    enough = (
        pl.when(pl.col("scale_kind").is_in(["bands", "rising", "steps"]))
        .then(pl.lit(value=True))
        .when(pl.col("scale_kind").is_in(["standardised", "scaled"]))
        .then(last + earlier <= -ground.limits.number("drifting", "fall"))
        .otherwise(pl.lit(value=False))
    )
    return (
        ground.recent.select(*_COLUMNS, "earlier_change", "scale_kind")
        .filter((last <= 0) & (earlier <= 0) & (last + earlier < 0) & enough)
        .sort("pupil_id", "subject", "is_main", "series_id", descending=[False, False, True, False])
        .unique(["pupil_id", "subject"], keep="first", maintain_order=True)
    )


def drifting(ground: Ground) -> Iterator[Found]:
    """Three results, never up and at least once down."""
    say = ground.say
    for pupil_id, subject, series_id, scale, *trail in (
        drifts(ground).select("pupil_id", "subject", "series_id", "scale", *_TRAIL).iter_rows()
    ):
        code, _, previous_code, previous, before_code, before = trail
        first, second, last = (say.result(scale, one) for one in (before_code, previous_code, code))
        sentence = (
            f"{say.named(subject, scale)} drifted down: {first} ({say.when(before)}), {second} ({say.when(previous)}), "
            f"{last} now."
        )
        yield pupil_id, FlagShown("drifting", subject, 2, sentence, *say.trail(series_id, *_pairs(trail)))


def quiet_decline(ground: Ground) -> Iterator[Found]:
    """A fall of severity 2 or more, or drifting, of a child for whom nothing is under way, whatever the SEND status.

    Once a subject: the fall, else the drifting.
    """
    for pupil_id, flags in ground.raised.items():
        if pupil_id in ground.helped:
            continue
        causes = [flag for flag in flags if going_down(flag)]
        causes.sort(key=lambda flag: flag.flag == "drifting")
        for subject, cause in {flag.subject: flag for flag in reversed(causes)}.items():
            sentence = f"{cause.sentence.removesuffix('.')}; no live support or action."
            yield pupil_id, FlagShown("quiet-decline", subject, 3, sentence, cause.evidence, cause.rows)


def going_down(flag: FlagShown) -> bool:
    """Whether a flag is a fall to discuss or a drift."""
    return flag.flag == "drifting" or (flag.flag == "fell" and flag.severity >= 2)

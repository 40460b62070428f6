"""What is not on file, is in doubt, or has only just begun. Rules: docs/judgements.md, “Flags”."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from progress_tui.analysis.flags.expectation import CORE
from progress_tui.analysis.flags.ground import Ground
from progress_tui.analysis.flags.registry import Found
from progress_tui.analysis.flags.starts import start_points
from progress_tui.analysis.flags.wording import in_sentence, subjects_in_words, together
from progress_tui.analysis.half_terms import half_terms, point_of
from progress_tui.analysis.summary import YEAR
from progress_tui.domain.scales import Scale
from progress_tui.domain.views import EvidenceRow, FlagShown


def no_data(ground: Ground) -> Iterator[Found]:
    """No result now, a stale one, or no start point."""
    yield from _no_result(ground)
    yield from _no_start(ground)


def latest(ground: Ground) -> pl.DataFrame:
    """Every pupil on roll in every subject of the class without a value now, with the last one there is.

    Returns:
        The columns of `Summary.subjects`, assessed (whether the class has a value now), class_last (ordinal of the
        class's latest value in the subject, null without one), and last_series, last_scale, last_label, last_code,
        last_ordinal of the pupil's.
    """
    held = ["class_id", "subject"]
    every = ground.summary.subjects.with_columns((pl.col("kind") == "value").any().over(held).alias("assessed"))
    missing = every.filter(pl.col("kind") != "value")
    values = ground.values.select("pupil_id", *held, "series_id", "scale", "label", "code", "ordinal")
    # Few classes and few children: only their history is looked through.
    idle = missing.filter(~pl.col("assessed"))["class_id"].unique().to_list()
    of_class = (
        values.filter(pl.col("class_id").is_in(idle)).group_by(held).agg(pl.col("ordinal").max().alias("class_last"))
    )
    named = ("scale", "label", "code", "ordinal")
    own = (
        values.filter(pl.col("pupil_id").is_in(missing["pupil_id"].unique().to_list()))
        .sort("ordinal", maintain_order=True)
        .unique(["pupil_id", "subject"], keep="last", maintain_order=True)
        .select(
            "pupil_id",
            "subject",
            pl.col("series_id").alias("last_series"),
            *(pl.col(column).alias(f"last_{column}") for column in named),
        )
    )
    return missing.join(of_class, on=held, how="left", maintain_order="left").join(
        own, on=["pupil_id", "subject"], how="left", maintain_order="left"
    )


def _no_result(ground: Ground) -> Iterator[Found]:
    """No value where classmates have one now; or, where nobody has one now, a last one that is older than theirs."""
    say, now = ground.say, ground.summary.point.ordinal
    last, of_class = pl.col("last_ordinal"), pl.col("class_last")
    stale = (now - last > int(ground.limits.number("no-data", "half_terms"))) & (last < of_class)
    rows = (
        ground.made(latest)
        .filter(pl.col("assessed") | (of_class.is_not_null() & (last.is_null() | stale)))
        .with_columns((last.is_null() | (now - last >= YEAR)).alias("long"))
    )  # fmt: skip
    for pupil_id, subject, series_id, scale, raw, label, long, assessed, *held in rows.select(
        "pupil_id", "subject", "series_id", "scale", "raw", "label", "long", "assessed", "class_last", "last_series",
        "last_scale", "last_label", "last_code", "last_ordinal",
    ).iter_rows():  # fmt: skip
        class_last, last_series, last_scale, last_label, last_code, last_ordinal = held
        why = _reason(say.scale(scale), raw)
        missing = f"No {in_sentence(subject)} result at {say.when(now)}{why}"
        if last_ordinal is None:
            sentence = f"{missing}, and none before."
        elif last_ordinal == now:
            sentence = (
                f"{label} has no result at {say.when(now)}{why}; {last_label} has {say.result(last_scale, last_code)}."
            )
        else:
            sentence = f"{missing}; the last was {say.result(last_scale, last_code)} at {say.when(last_ordinal)}."
        asked = now if assessed else class_last
        evidence: list[tuple[str, tuple[EvidenceRow, ...]]] = [
            (f"{say.key(series_id)}|{say.at(asked)}=?{raw}", (say.line(series_id, asked, raw or "no result"),))
        ]
        if last_ordinal is not None:
            evidence.append(say.trail(last_series, (last_ordinal, last_code)))
        yield pupil_id, FlagShown("no-data", subject, 2 if long else 1, sentence, *together(*evidence))


def _reason(scale: Scale | None, raw: str) -> str:
    """` (absent)`, ` (“999” is not a result)`, or nothing for an empty cell."""
    reason = scale.reason(raw) if scale is not None else ""
    return f" ({reason})" if reason else (f" (“{raw}” is not a result)" if raw else "")


def _no_start(ground: Ground) -> Iterator[Found]:
    """No start point in a subject in which most of the class have one, so in no figure of progress; once a pupil."""
    share = ground.limits.number("no-data", "start_share")
    started = ground.made(start_points).select("pupil_id", "subject", pl.lit(True).alias("started"))
    rows = (
        ground.summary.subjects.filter(pl.col("subject").is_in(CORE))
        .select("pupil_id", "class_id", "subject")
        .join(started, on=["pupil_id", "subject"], how="left", maintain_order="left")
        .with_columns(pl.col("started").fill_null(value=False))
    )
    usual = rows.group_by("class_id", "subject").agg((pl.col("started").mean() * 100).alias("share"))
    lacking = (
        rows.filter(~pl.col("started"))
        .join(
            usual.filter(pl.col("share") > share), on=["class_id", "subject"], how="semi",
            maintain_order="left",
        )
        .group_by("pupil_id", maintain_order=True)
        .agg(pl.col("subject").sort())
    )  # fmt: skip
    for pupil_id, subjects in lacking.iter_rows():
        sentence = f"No start point in {subjects_in_words(subjects)}: progress cannot be said."
        text = f"start|{'|'.join(subjects)}"
        lines = tuple(EvidenceRow("Start point", "", f"none in {in_sentence(subject)}") for subject in subjects)
        yield pupil_id, FlagShown("no-data", "", 1, sentence, text, lines)


def queried(ground: Ground) -> Iterator[Found]:
    """A result is marked as wrong and still on file as it was."""
    say = ground.say
    marked = ground.summary.frames.queried.select("pupil_id", "series_id", "ordinal", "raw", "reason")
    rows = ground.summary.past.join(
        marked, on=["pupil_id", "series_id", "ordinal", "raw"], how="inner", maintain_order="left"
    ).sort("pupil_id", "series_id", "ordinal")
    for pupil_id, subject, series_id, scale, ordinal, raw, reason in rows.select(
        "pupil_id", "subject", "series_id", "scale", "ordinal", "raw", "reason"
    ).iter_rows():
        why = f": {reason.strip().rstrip('.')}" if reason.strip() else ""
        end = "" if why.endswith(("?", "!")) else "."
        named = f"{say.named(subject, scale)} {raw} at {say.when(ordinal)}"
        sentence = f"{named} is marked as wrong, for the office to mend{why}{end}"
        yield pupil_id, FlagShown("queried", subject, 1, sentence, *say.trail(series_id, (ordinal, raw)))


def new(ground: Ground) -> Iterator[Found]:
    """Joined since the previous point with results."""
    say, now = ground.say, ground.summary.point.ordinal
    before = ground.values.select("pupil_id", "ordinal").filter(pl.col("ordinal") < now)
    previous = before["ordinal"].max()
    if not isinstance(previous, int):
        return
    starts, year = half_terms(), ground.summary.point.start_year
    lately = pl.col("joined_late") & (pl.col("first_year") == year)
    roll = ground.summary.roll.select("pupil_id", "from_date", lately.alias("lately"), "first_year", "class_name")
    roll = roll.filter(pl.col("from_date").is_not_null() | pl.col("lately"))
    seen = frozenset(before["pupil_id"].to_list()) if roll.height else frozenset()
    for pupil_id, from_date, joined_lately, first_year, class_name in roll.iter_rows():
        if from_date is not None:
            joined = previous < point_of(from_date, starts).ordinal <= now
            when = f" on {from_date.isoformat()}"
        else:
            joined = joined_lately and pupil_id not in seen
            when = ""
        if joined:
            sentence = (
                f"Joined since {say.when(previous)}{f' ({from_date.day:02}/{from_date.month:02})' if when else ''}."
            )
            text = f"new|{from_date or first_year}"
            yield (
                pupil_id,
                FlagShown("new", "", 1, sentence, text, (EvidenceRow("On roll", f"from{when}", class_name or ""),)),
            )

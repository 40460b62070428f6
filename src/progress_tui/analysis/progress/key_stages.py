"""From Key Stage 1 to Key Stage 2, where a pupil has both. Rule: docs/judgements.md, “Baselines”.

Level points are subtracted. Teacher assessment and scaled scores are not: they are counted in groups, KS1 against KS2.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

import polars as pl

from progress_tui.analysis.behind import Find, subject_said, those, told
from progress_tui.analysis.choosing import chosen, subject_named
from progress_tui.analysis.progress.baselines import baseline_frame
from progress_tui.analysis.progress.measure import is_p_level, kind_of
from progress_tui.analysis.school_at_point import SchoolAtPoint
from progress_tui.analysis.summary import Summary
from progress_tui.domain.reports import Behind, Field, Report
from progress_tui.domain.standing import Standing
from progress_tui.domain.subjects import subject_order
from progress_tui.domain.whom import Whom

KEY_STAGE_SCHEMA: Final = {
    "pupil_id": pl.Int32(), "subject": pl.String(), "ks1_code": pl.String(), "prior": pl.String(),
    "ks2_code": pl.String(), "ks2_standing": pl.Int8(), "difference": pl.Float64(),
}  # fmt: skip
"""One row a pupil and subject with both results; difference in level points, null off them and with a P level."""

_SUM2: Final = 5
_BELOW: Final = pl.col("ks2_standing") < int(Standing.AT)
_ABOVE: Final = pl.col("ks2_standing") >= int(Standing.ABOVE)
_AT: Final = pl.col("ks2_standing").is_between(int(Standing.AT), int(Standing.ABOVE), closed="left")
_MATCHED: Final = pl.col("difference").is_not_null()
_WHICH: Final = {
    "below": (_BELOW, "below at Key Stage 2"),
    "expected": (_AT, "at the expected standard at Key Stage 2"),
    "higher": (_ABOVE, "above the expected standard at Key Stage 2"),
    **dict.fromkeys(("mean", "sd", "matched"), (_MATCHED, "with level points at both")),
}
"""Field → whom it counts, and the words for them; other fields count all of a row."""

_GROUPS: Final = {"low": "low", "middle": "middle", "high": "high", None: "not known"}


def key_stages(at: SchoolAtPoint | Summary) -> pl.DataFrame:
    """Statutory results at the end of Year 2 and of Year 6 of the pupils on roll at the point.

    Returns:
        `KEY_STAGE_SCHEMA`, in the order of the roll.
    """
    summary = at if isinstance(at, Summary) else at.summary
    first = baseline_frame(summary, "ks1").select(
        "pupil_id", "subject", pl.col("code").alias("ks1_code"), "prior", pl.col("scale").alias("_ks1_scale"),
        pl.when(~is_p_level("scale", "notch")).then(pl.col("points")).alias("_ks1_points"),
    )  # fmt: skip
    on_points = kind_of("scale") == "points"
    last = (
        summary.past.filter(
            (pl.col("kind") == "value") & (pl.col("ordinal") % 6 == _SUM2) & (pl.col("year_group") == 6)
            & (pl.col("series_kind") == "statutory")
        )
        .sort(~on_points, "series_id", maintain_order=True)
        .unique(["pupil_id", "subject"], keep="first", maintain_order=True)
        .select(
            "pupil_id", "subject", pl.col("code").alias("ks2_code"), pl.col("standing").alias("ks2_standing"),
            pl.when(on_points & ~is_p_level("scale", "notch")).then(pl.col("points")).alias("_ks2_points"),
            pl.col("scale").alias("_ks2_scale"),
        )
    )  # fmt: skip
    same = pl.col("_ks1_scale") == pl.col("_ks2_scale")
    difference = pl.when(same).then(pl.col("_ks2_points") - pl.col("_ks1_points"))
    return (
        first.join(last, on=["pupil_id", "subject"], how="inner", maintain_order="left")
        .with_columns(difference.alias("difference"))
        .select(pl.col(name).cast(dtype) for name, dtype in KEY_STAGE_SCHEMA.items())
    )


def key_stages_report(at: SchoolAtPoint, whom: Whom) -> Report:
    """Prior-attainment group against the result at the end of Key Stage 2, with the difference in level points.

    Args:
        at: the school at a point.
        whom: which pupils on roll, and which subject.

    Raises:
        NotFoundError: no such class or year group.
        UsageError: no such subject, or the text is not a filter.
    """
    subject = subject_named(at, whom.subject)
    selection = chosen(at, whom, subject)
    held = key_stages(at).filter(pl.col("pupil_id").is_in(list(selection.keys)))
    if subject is not None:
        held = held.filter(pl.col("subject") == subject)
    counts = held.group_by("subject", "prior", maintain_order=True).agg(
        pl.len().alias("n"), _BELOW.sum().alias("below"), _AT.sum().alias("expected"),
        _ABOVE.sum().alias("higher"), pl.col("difference").count().alias("matched"),
        pl.col("difference").mean().alias("mean"), pl.col("difference").std().alias("sd"),
    )  # fmt: skip
    order = list(_GROUPS)
    keys = ("subject", "prior", "n", "below", "expected", "higher", "matched", "mean", "sd")
    rows = sorted(
        (dict(zip(keys, row, strict=True)) for row in counts.select(keys).iter_rows()),
        key=lambda row: (subject_order(str(row["subject"])), order.index(row["prior"])),
    )
    none = "Nobody of them has both a Key Stage 1 and a Key Stage 2 result on file."
    shown = tuple({**row, "group": _GROUPS[row["prior"]]} for row in rows)
    both = f"{held['pupil_id'].n_unique()} of {len(selection.keys)} on roll ({selection.description}) have both."
    have = partial(those, at.frames, held, selection.description, "with Key Stage 1 and Key Stage 2")
    said = told(
        [
            (both, have) if held.height else none,
            "Level points are subtracted; teacher assessment and scaled scores are only counted in groups.",
        ]
    )
    return Report(
        title=at.title("Key Stage 1 to Key Stage 2"),
        point=str(at.point),
        fields=(
            Field("subject", "subject"),
            Field("group", "at Key Stage 1"),
            Field("n", "pupils", "count"),
            Field("below", "KS2 below", "count"),
            Field("expected", "KS2 at", "count"),
            Field("higher", "KS2 above", "count"),
            Field("mean", "level points", "signed"),
            Field("sd", "sd", "number"),
            Field("matched", "of", "count"),
        ),
        rows=shown,
        notes=said.notes,
        more={"filter": selection.description, "on_roll": len(selection.keys)},
        behind=_behind(at, shown, held),
        behind_notes=said.behind,
    )


def _behind(at: SchoolAtPoint, rows: Sequence[Mapping[str, object]], held: pl.DataFrame) -> Find:
    """The children of a subject and prior-attainment group, all of them or those who stand somewhere at the end."""

    def find(row: int, key: str) -> Behind | None:
        shown = rows[row]
        if shown.get(key, "") is None:
            return None
        own = held.filter((pl.col("subject") == shown["subject"]) & pl.col("prior").eq_missing(shown["prior"]))
        which, words = _WHICH.get(key, (pl.lit(value=True), ""))
        who = subject_said(str(shown["subject"])), f"{shown['group']} start"
        return those(at.frames, own.filter(which), *who, words)

    return find

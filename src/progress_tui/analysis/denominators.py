"""Who counts in “k of n”: one of two named denominators, the same everywhere.

*Of those assessed* is for class work: every “no result” is out. The *DfE measure* is for statutory results and stands
wherever national figures stand beside: some “no result” codes stay in as not met. Rule: docs/judgements.md, “Numbers”.
"""

from __future__ import annotations

from typing import Final, Literal

import polars as pl

from progress_tui.analysis.catalogue import scales
from progress_tui.domain.scales import code_key
from progress_tui.domain.standing import Standing

Denominator = Literal["assessed", "dfe"]

DENOMINATORS: Final[dict[Denominator, str]] = {"assessed": "of those assessed", "dfe": "DfE measure"}
"""Denominator → its name in words."""


def counted(rows: pl.DataFrame, denominator: Denominator) -> pl.DataFrame:
    """Mark who counts, who met the expected standard and who the higher one.

    Args:
        rows: with kind (String), scale, raw, standing (Int8, null where the scale does not judge at this point), such
            as `Summary.subjects`.
        denominator: which rule.

    Returns:
        `rows` with Boolean columns `counts`, `met` and `higher`, never null; met and higher imply counts.
    """
    judged = (pl.col("kind") == "value") & pl.col("standing").is_not_null()
    marked = rows.with_columns(
        (judged & (pl.col("standing") >= int(Standing.AT))).fill_null(value=False).alias("met"),
        (judged & (pl.col("standing") >= int(Standing.ABOVE))).fill_null(value=False).alias("higher"),
    )
    if denominator == "assessed":
        return marked.with_columns(judged.fill_null(value=False).alias("counts"))
    reasons = rows.filter(pl.col("kind") == "non-result").select("scale", "raw").unique()
    stays = reasons.with_columns(
        pl.Series("stays", [_stays_in(scale, raw) for scale, raw in reasons.iter_rows()], dtype=pl.Boolean)
    )
    return (
        marked.join(stays, on=["scale", "raw"], how="left", maintain_order="left")
        .with_columns((judged | pl.col("stays")).fill_null(value=False).alias("counts"))
        .drop("stays")
    )


def _stays_in(scale_id: str, raw: str) -> bool:
    """Whether a code for “no result” stays in the DfE measure as not met."""
    scale = scales().get(scale_id)
    reason = scale.non_results.get(code_key(raw)) if scale is not None else None
    return reason is not None and reason.of == "not_met"

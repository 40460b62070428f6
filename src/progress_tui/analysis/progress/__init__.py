"""Progress: differences inside a series by the kind of its scale; elsewhere a refusal and the position instead."""

from __future__ import annotations

from progress_tui.analysis.progress.measure import MEASURED, changes, measured, progress_words
from progress_tui.analysis.progress.positions import rank_words, ranks
from progress_tui.analysis.progress.refusals import difference, refusals

__all__ = [
    "MEASURED",
    "changes",
    "difference",
    "measured",
    "progress_words",
    "rank_words",
    "ranks",
    "refusals",
]

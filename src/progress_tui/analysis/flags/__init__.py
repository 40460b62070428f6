"""Flags: each rule is a small function from a school at a point to rows of flags, kept in a registry.

A flag opens a question. Its sentence states the reason with the figures in it; its evidence is what a dismissal rests
on. Rules and thresholds: docs/judgements.md, “Flags”; data/flags.toml; the lines of a fall are in the scale files.
"""

from __future__ import annotations

from progress_tui.analysis.flags.raising import (
    Dismissed,
    Flags,
    Raised,
    concerns,
    counted,
    covered,
    evidence_key,
    flags_frame,
    flags_of,
    good_news,
    raised,
)
from progress_tui.analysis.flags.registry import FlagRule
from progress_tui.analysis.flags.rules import BY_ID, RULES

__all__ = [
    "BY_ID",
    "RULES",
    "Dismissed",
    "FlagRule",
    "Flags",
    "Raised",
    "concerns",
    "counted",
    "covered",
    "evidence_key",
    "flags_frame",
    "flags_of",
    "good_news",
    "raised",
]

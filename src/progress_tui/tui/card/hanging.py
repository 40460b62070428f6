"""Text on lines that fit, those after the first set in as what they belong to."""

from __future__ import annotations

from textwrap import wrap
from typing import Final

from progress_tui.domain.text import visible

INDENT: Final = "   "
"""What lines are set in by."""
_NARROWEST: Final = 20


def hung(text: str, width: int) -> str:
    """A text on lines of at most `width` columns with what they are set in by; the first line is not set in."""
    lines = wrap(visible(text), max(_NARROWEST, width - len(INDENT)), break_long_words=False, break_on_hyphens=False)
    return f"\n{INDENT}".join(lines)

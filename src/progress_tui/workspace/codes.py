"""What codes of results mean, in the words of their scales."""

from __future__ import annotations


def code_words(scale_id: str, code: str) -> str:
    """A code that its scale knows: `JB: Just below`; a score by itself."""
    from progress_tui.analysis.catalogue import scales

    scale = scales()[scale_id]
    label = scale.describe(scale.read(code))
    return code if label == code else f"{code}: {label}"


def no_result_words(scale_id: str, code: str) -> str:
    """Why there is no result, from the code that stands in its place."""
    from progress_tui.analysis.catalogue import scales

    return scales()[scale_id].reason(code) or code or "blank"

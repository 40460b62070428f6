"""Days and times as documents write them."""

from __future__ import annotations

from datetime import date

from progress_tui.domain.calendar import MONTHS


def day(iso: str) -> date | None:
    """A day on file; None for none, and for what is none."""
    try:
        return date.fromisoformat(iso[:10]) if iso else None
    except ValueError:
        return None


def day_words(value: date | None) -> str:
    """`23 Nov 2026`, in English wherever the program runs; `""` for None."""
    return "" if value is None else f"{value.day} {MONTHS[value.month - 1][:3]} {value.year}"


def minutes(seconds: int) -> str:
    """`4 min`, rounded up: what was spoken of took some time."""
    return f"{-(-seconds // 60)} min" if seconds else ""

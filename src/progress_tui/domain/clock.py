"""What day and what time it is: asked in one place, so that a test can say it."""

from __future__ import annotations

from datetime import date, datetime


def today() -> date:
    """The day it is here."""
    return date.today()


def now() -> datetime:
    """The time it is here, to the second, on the day that `today` says."""
    return datetime.combine(today(), datetime.now().time().replace(microsecond=0))

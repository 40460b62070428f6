"""What day it is: asked in one place, so that a test can say it."""

from __future__ import annotations

from datetime import date


def today() -> date:
    """The day it is here."""
    return date.today()

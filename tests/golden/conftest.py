"""Golden files are of one day: whether an action is overdue depends on it."""

from __future__ import annotations

from datetime import date

import pytest

from progress_tui.domain import clock


@pytest.fixture(autouse=True)
def _one_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: date(2026, 11, 23))

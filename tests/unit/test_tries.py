"""Wrong passphrases are counted beside the file, and each makes the next wait longer."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from progress_tui.domain import clock
from progress_tui.store.protection import tries

START = datetime(2026, 11, 23, 8, 30, 0)


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.at = START

    def now(self) -> datetime:
        return self.at


@pytest.fixture
def hand(monkeypatch: pytest.MonkeyPatch) -> Clock:
    hand = Clock()
    monkeypatch.setattr(clock, "now", hand.now)
    return hand


@pytest.fixture
def school(tmp_path: Path) -> Path:
    return tmp_path / "oakfield.duckdb"


@pytest.mark.usefixtures("hand")
def test_nobody_waits_who_mistyped_twice(school: Path) -> None:
    assert tries.seconds_to_wait(school) == 0
    for _ in range(2):
        tries.add(school)
    assert tries.seconds_to_wait(school) == 0
    assert tries.read(school) == (2, START, START)


@pytest.mark.usefixtures("hand")
def test_the_wait_doubles_up_to_a_minute(school: Path) -> None:
    waits = []
    for _ in range(12):
        tries.add(school)
        waits.append(tries.seconds_to_wait(school))
    assert waits == [0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60, 60]


def test_time_that_passed_counts_and_a_clock_put_back_does_not_shut_anybody_out(school: Path, hand: Clock) -> None:
    for _ in range(7):
        tries.add(school)
    assert tries.seconds_to_wait(school) == 16
    hand.at = START + timedelta(seconds=10)
    assert tries.seconds_to_wait(school) == 6
    hand.at = START + timedelta(days=1)
    assert tries.seconds_to_wait(school) == 0
    hand.at = START - timedelta(days=400)
    assert tries.seconds_to_wait(school) == 16


@pytest.mark.usefixtures("hand")
def test_a_line_that_cannot_be_read_counts(school: Path) -> None:
    tries.add(school)
    with tries.tries_file(school).open("ab") as log:
        log.write(b"\xff\xfe nonsense\n\n")
    tries.add(school)
    assert tries.read(school) == (3, START, START)
    tries.clear(school)
    assert tries.read(school) == (0, None, None)
    tries.clear(school)


@pytest.mark.usefixtures("hand")
def test_a_folder_that_is_not_there_is_no_reason_to_fail(tmp_path: Path) -> None:
    school = tmp_path / "gone" / "oakfield.duckdb"
    tries.add(school)
    assert tries.seconds_to_wait(school) == 0

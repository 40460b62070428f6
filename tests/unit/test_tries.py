"""Wrong passphrases are counted beside the file, and each makes the next wait longer."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from progress_tui import private
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
    assert tries.read(school)[:4] == (2, START, START, START)


@pytest.mark.usefixtures("hand")
def test_the_wait_doubles_up_to_a_minute(school: Path) -> None:
    waits = []
    for _ in range(12):
        tries.add(school)
        waits.append(tries.seconds_to_wait(school))
    assert waits == [0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60, 60]
    tries.tries_file(school).write_text(f"{START.isoformat()}\n" * 2000)
    assert tries.seconds_to_wait(school) == 60


def test_time_that_passed_counts(school: Path, hand: Clock) -> None:
    for _ in range(7):
        tries.add(school)
    assert tries.seconds_to_wait(school) == 16
    hand.at = START + timedelta(seconds=10)
    assert tries.seconds_to_wait(school) == 6
    hand.at = START + timedelta(days=1)
    assert tries.seconds_to_wait(school) == 0


def test_a_clock_put_back_costs_the_wait_once_more_and_shuts_nobody_out(school: Path, hand: Clock) -> None:
    for _ in range(7):
        tries.add(school)
    back = hand.at = START - timedelta(hours=1)
    assert tries.seconds_to_wait(school) == 16, "nobody is let off by it"
    for passed, left in ((1, 15), (10, 6), (16, 0), (3500, 0)):
        hand.at = back + timedelta(seconds=passed)
        assert tries.seconds_to_wait(school) == left
    assert tries.read(school)[:3] == (7, START, START), "it is not counted as a try"
    hand.at = back
    tries.add(school)
    assert tries.seconds_to_wait(school) == 32, "what comes after it counts from its own moment"


def test_moments_that_nobody_can_read_are_waited_out_all_the_same(school: Path, hand: Clock) -> None:
    tries.tries_file(school).write_text("x\ny\n2026-11-23T08:30:00+01:00 z\n")
    assert tries.seconds_to_wait(school) == 1
    hand.at = START + timedelta(seconds=1)
    assert tries.seconds_to_wait(school) == 0


def test_where_nothing_can_be_written_a_clock_put_back_is_not_waited_for(
    school: Path, hand: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        tries.add(school)
    hand.at = START - timedelta(hours=1)

    def refused(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(private, "opener", refused)
    assert tries.seconds_to_wait(school) == 0


@pytest.mark.usefixtures("hand")
def test_what_another_program_counted_meanwhile_is_not_forgotten(school: Path) -> None:
    tries.add(school)
    told = tries.read(school)
    tries.add(school)
    tries.clear(school, told)
    assert tries.read(school).number == 1
    tries.clear(school, tries.read(school))
    tries.add(school)
    tries.add(school)
    tries.clear(school, told._replace(lines=("another day",)))
    assert tries.read(school).number == 2, "another program has put those into the audit that were told"
    assert len(list(school.parent.iterdir())) == 1


@pytest.mark.usefixtures("hand")
def test_a_line_that_cannot_be_read_counts(school: Path) -> None:
    tries.add(school)
    with tries.tries_file(school).open("ab") as log:
        log.write(b"\xff\xfe nonsense\n\n")
    tries.add(school)
    told = tries.read(school)
    assert told[:4] == (3, START, START, START)
    tries.clear(school, told)
    assert tries.read(school) == (0, None, None, None, ())
    tries.clear(school, told)


@pytest.mark.usefixtures("hand")
def test_a_folder_that_is_not_there_is_no_reason_to_fail(tmp_path: Path) -> None:
    school = tmp_path / "gone" / "oakfield.duckdb"
    tries.add(school)
    assert tries.seconds_to_wait(school) == 0

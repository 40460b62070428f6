"""An import that is killed at any moment has stored everything or nothing.

`PROGRESS_TUI_KILLS` sets how often the program is killed: 30 times without it.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from itertools import product
from pathlib import Path

import pytest
from import_corpus.kit import BANDS, upn

from progress_tui.workspace import Workspace
from tests.store_hash import store_hash

KILLS = int(os.environ.get("PROGRESS_TUI_KILLS", "30"))
GOLDEN = 0.618
"""Multiples of it, taken within a span, fall all over it."""

PUPILS = 400
HEAD = "UPN,Surname,Forename,Class,Year Group,Academic Year,Term,Subject,Result\n"
YEARS = ("2023-24", "2024-25", "2025-26")
POINTS = ("Aut1", "Aut2", "Spr1", "Spr2", "Sum1", "Sum2")
SUBJECTS = ("Reading", "Writing", "Maths")


def results(years: tuple[str, ...], turn: int) -> str:
    """A long file: every pupil has a result in every subject at every point of some years."""
    rows = [
        f"{upn(pupil)},Surname{pupil},Forename,{pupil % 6 + 1}A,{pupil % 6 + 1},{year},{point},{subject},"
        f"{BANDS[(pupil + at + turn) % 6]}\n"
        for pupil in range(PUPILS)
        for at, (year, point, subject) in enumerate(product(years, POINTS, SUBJECTS))
    ]
    return HEAD + "".join(rows)


def start(source: Path, school: Path) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-m", "progress_tui", "import", str(source), "--into", str(school)]
    return subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def finish(source: Path, school: Path) -> float:
    """Import without a kill; the seconds it took."""
    began = time.perf_counter()
    process = start(source, school)
    _, err = process.communicate()
    assert process.returncode == 0, err.decode()
    return time.perf_counter() - began


def problems_of(school: Path) -> tuple[str, ...]:
    workspace = Workspace(school)
    try:
        return tuple(workspace.check().problems)
    finally:
        workspace.close()


@pytest.fixture
def school(tmp_path: Path) -> Path:
    """A school file that already holds a year of results."""
    source, path = tmp_path / "before.csv", tmp_path / "before.duckdb"
    source.write_text(results(YEARS[:1], 0), "utf-8")
    finish(source, path)
    return path


def test_an_import_killed_at_any_moment_stores_all_or_nothing(school: Path, tmp_path: Path) -> None:
    source, whole, killed = tmp_path / "big.csv", tmp_path / "whole.duckdb", tmp_path / "killed.duckdb"
    # It changes what is on file and adds two years to it.
    source.write_text(results(YEARS, 1), "utf-8")
    shutil.copy(school, whole)
    span = min(finish(source, whole), finish(source, Path(shutil.copy(school, tmp_path / "again.duckdb"))))
    before, after = store_hash(school), store_hash(whole)
    assert before != after
    outcomes: list[str] = []
    for number in range(KILLS):
        for stale in (killed, killed.with_name(killed.name + ".wal")):
            stale.unlink(missing_ok=True)
        shutil.copy(school, killed)
        process = start(source, killed)
        # From the first moment to a little past the usual end.
        time.sleep(number * GOLDEN % 1.0 * 1.1 * span)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert problems_of(killed) == ()
        outcomes.append({before: "nothing", after: "all"}.get(store_hash(killed), "something between"))
    split = {outcome: outcomes.count(outcome) for outcome in ("nothing", "all", "something between")}
    print(f"{KILLS} kills within {span:.1f} s: {split}")  # noqa: T201
    assert split["something between"] == 0
    assert split["nothing"] > 0
    assert split["all"] > 0

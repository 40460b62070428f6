"""An import that is killed at any moment has stored everything or nothing.

`PROGRESS_TUI_KILLS` sets how often the program is killed: 30 times without it; half of them on an encrypted school.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import closing
from itertools import product
from pathlib import Path

import pytest
from import_corpus.kit import BANDS, upn

from progress_tui.store.file.counting import count_file
from progress_tui.store.protection.key_file import key_path
from progress_tui.workspace import Workspace
from tests.store_hash import store_hash

KILLS = int(os.environ.get("PROGRESS_TUI_KILLS", "30"))
WORDS = "four plain words here"
SOON = 0.02
"""Seconds after the commit within which every third kill falls; the others fall anywhere in an import."""
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
    given = {**os.environ, "PROGRESS_TUI_PASSPHRASE": WORDS if key_path(school).exists() else ""}
    return subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=given)


def finish(source: Path, school: Path) -> float:
    """Import without a kill; the seconds it took."""
    began = time.perf_counter()
    process = start(source, school)
    _, err = process.communicate()
    assert process.returncode == 0, err.decode()
    return time.perf_counter() - began


def until_committed(process: subprocess.Popen[bytes], school: Path) -> None:
    """Wait for the first thing that is written after the commit, while the file is held: the count beside it."""
    while process.poll() is None and not count_file(school).exists():
        time.sleep(0.0005)


def problems_of(school: Path, key: bytes | None) -> tuple[str, ...]:
    workspace = Workspace(school, key)
    try:
        return tuple(workspace.check().problems)
    finally:
        workspace.close()


def copied(school: Path, place: Path) -> Path:
    """A copy with its key file, in the place of what was there."""
    for stale in (place, *(place.with_name(place.name + end) for end in (".wal", ".count", ".keys"))):
        stale.unlink(missing_ok=True)
    if key_path(school).exists():
        shutil.copy(key_path(school), key_path(place))
    return Path(shutil.copy(school, place))


@pytest.fixture
def school(tmp_path: Path) -> Path:
    """A school file that already holds a year of results."""
    source, path = tmp_path / "before.csv", tmp_path / "before.duckdb"
    source.write_text(results(YEARS[:1], 0), "utf-8")
    finish(source, path)
    return path


def encrypt(school: Path) -> bytes | None:
    """Give the school its passphrase; the data key."""
    with closing(Workspace(school)) as workspace:
        workspace.protecting.begin("Head", WORDS)
        return workspace.file.key


@pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "encrypted"])
def test_an_import_killed_at_any_moment_stores_all_or_nothing(school: Path, tmp_path: Path, encrypted: bool) -> None:
    key = encrypt(school) if encrypted else None
    source, killed = tmp_path / "big.csv", tmp_path / "killed.duckdb"
    # It changes what is on file and adds two years to it.
    source.write_text(results(YEARS, 1), "utf-8")
    whole = copied(school, tmp_path / "whole.duckdb")
    span = max(finish(source, whole), finish(source, copied(school, tmp_path / "again.duckdb")))
    before, after = store_hash(school, key=key), store_hash(whole, key=key)
    assert before != after
    outcomes: list[str] = []
    for number in range(KILLS // 2):
        process = start(source, copied(school, killed))
        if number % 3 == 2:
            until_committed(process, killed)
            time.sleep(number * GOLDEN % 1.0 * SOON)
        else:
            time.sleep(number * GOLDEN % 1.0 * span)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert problems_of(killed, key) == ()
        outcomes.append({before: "nothing", after: "all"}.get(store_hash(killed, key=key), "something between"))
    split = {outcome: outcomes.count(outcome) for outcome in ("nothing", "all", "something between")}
    print(f"{len(outcomes)} kills within {span:.1f} s: {split}")  # noqa: T201
    assert split["something between"] == 0
    assert split["nothing"] > 0
    assert split["all"] > 0

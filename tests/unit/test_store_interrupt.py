"""Stopping long work: what was under way is taken back, what was not is left alone."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from progress_tui.domain.errors import CancelledError
from progress_tui.store import directory, schema
from progress_tui.store.engine import SchoolFile

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def test_an_interrupt_stops_a_long_query_and_nothing_is_stored(fresh_file: SchoolFile) -> None:
    begun = threading.Event()

    def work(con: DuckDBPyConnection) -> None:
        con.execute("UPDATE meta SET value = '99' WHERE key = 'version'")
        begun.set()
        con.execute("SELECT count(*) FROM range(1000000) a, range(1000000) b").fetchone()

    under_way = fresh_file.submit_write(work, stoppable=True)
    assert begun.wait(20)
    while not under_way.done():
        fresh_file.interrupt()
    with pytest.raises(CancelledError, match="Nothing was stored"):
        under_way.result()
    assert fresh_file.read(directory.versions)[0] == 0
    fresh_file.write(lambda con: schema.bump(con, facts=False))
    assert fresh_file.read(directory.versions)[0] == 1


def test_an_interrupt_between_two_queries_is_not_lost(fresh_file: SchoolFile) -> None:
    def work(con: DuckDBPyConnection) -> None:
        schema.bump(con, facts=True)
        fresh_file.interrupt()
        con.execute("SELECT 1").fetchone()

    for run in (fresh_file.write, fresh_file.rehearse):
        with pytest.raises(CancelledError):
            run(work, stoppable=True)
    assert fresh_file.read(directory.versions) == (0, 0)


def test_an_interrupt_is_harmless_when_nothing_stoppable_runs(fresh_file: SchoolFile) -> None:
    def work(con: DuckDBPyConnection) -> None:
        fresh_file.interrupt()
        schema.bump(con, facts=True)

    fresh_file.interrupt()
    fresh_file.write(work)
    fresh_file.write(lambda con: schema.bump(con, facts=True), stoppable=True)
    fresh_file.interrupt()
    assert fresh_file.read(directory.versions) == (2, 2)

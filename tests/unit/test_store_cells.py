"""Results on their way into the file: where they lie, and that no two have one key."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from progress_tui.domain.errors import ProgressError
from progress_tui.importing.planning.committing import ImportReport, Terms, commit
from progress_tui.importing.service import understand
from progress_tui.store.checking import contents
from progress_tui.store.engine import SchoolFile

Bring = Callable[..., ImportReport]
HEAD = "School,ID,Surname,Subject,Term,Result\n"
SCHOOLS = ("Ash", "Beech", "Elm")
SUBJECTS = ("Reading", "Writing", "Maths")


def long_file(seed: int, terms: tuple[str, ...] = ("Aut2", "Spr2")) -> str:
    """Six pupils in each of three schools, rows in any order."""
    rows = [
        f"{school},{pupil},Name{pupil},{subject},{term},{'At' if pupil % 2 else 'JB'}\n"
        for school in SCHOOLS
        for pupil in range(1, 7)
        for subject in SUBJECTS
        for term in terms
    ]
    random.Random(seed).shuffle(rows)  # noqa: S311 – a mixed order, the same in every run
    return HEAD + "".join(rows)


def placed(file: SchoolFile) -> list[tuple[str, int, str, int, str]]:
    """School, pupil, series, ordinal and code of every result, as they lie in the file."""
    return file.read(
        lambda con: con.execute(
            "SELECT s.code, r.pupil_id, e.key, r.ordinal, r.raw FROM result r JOIN school s USING (school_id) "
            "JOIN series e USING (school_id, series_id) ORDER BY r.rowid"
        ).fetchall()
    )


def test_rows_of_one_school_lie_together_whatever_the_order_of_the_file(bring: Bring, school_file: SchoolFile) -> None:
    report = bring(long_file(1))
    assert (report.verdict, report.pupils, report.results) == ("accepted", 18, 108)
    rows = placed(school_file)
    assert [row[:2] for row in rows] == sorted(row[:2] for row in rows)
    assert {row[0] for row in rows} == set(SCHOOLS)
    again = bring(long_file(2))
    assert (again.added, again.changed) == (0, 0)
    assert again.unchanged == report.added
    assert placed(school_file) == rows


def test_what_is_new_beside_what_is_on_file_lies_together_too(bring: Bring, school_file: SchoolFile) -> None:
    bring(long_file(1))
    before = placed(school_file)
    report = bring(long_file(3, ("Aut2", "Sum2")).replace("Name", "NAME"))
    assert (report.added, report.changed) == (54, 0)
    rows = placed(school_file)
    assert rows[: len(before)] == before
    added = rows[len(before) :]
    assert [row[:2] for row in added] == sorted(row[:2] for row in added)
    assert school_file.read(contents).problems == ()


def test_each_school_has_the_series_it_uses(bring: Bring, school_file: SchoolFile) -> None:
    bring(HEAD + "Ash,1,Khan,Reading,Aut2,At\nElm,1,Ng,Maths,Aut2,JB\nElm,2,Lee,Reading,Aut2,JB\n")
    held = school_file.read(
        lambda con: con.execute(
            "SELECT s.code, e.subject FROM series e JOIN school s USING (school_id) ORDER BY ALL"
        ).fetchall()
    )
    assert held == [("Ash", "reading"), ("Elm", "maths"), ("Elm", "reading")]


def test_two_cells_of_one_key_are_never_stored(school_file: SchoolFile, tmp_path: Path) -> None:
    source = tmp_path / "long.csv"
    source.write_text(long_file(1), "utf-8")
    parsed = understand(source, Terms(), year=2025)
    results = parsed.frames["result"]
    doubled = replace(parsed, frames={**parsed.frames, "result": pl.concat([results, results.tail(1)])})
    with pytest.raises(ProgressError, match="two things of one pupil"):
        commit(school_file, doubled, Terms())
    assert not school_file.path.exists()


def test_a_source_without_results_is_stored(bring: Bring, school_file: SchoolFile) -> None:
    report = bring("ID,Surname,Class\n1,Khan,4A\n")
    assert (report.verdict, report.results, school_file.read(contents).pupils) == ("accepted", 0, 1)

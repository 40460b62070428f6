"""Which schools a source speaks of, beside those on file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import polars as pl

from progress_tui.domain.text import fold
from progress_tui.importing.facts import ParsedFile, Question
from progress_tui.store.matching import known_pupils

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ANOTHER: Final = "another school"
"""The answer to `school` that adds a school beside the only one on file."""

_SHAPE: Final = {"place": pl.Int32, "code": pl.String, "name": pl.String, "fictional": pl.Boolean}

Held = list[tuple[str, str]]
"""(code, name) of the schools on file."""


def schools_of(
    con: DuckDBPyConnection, parsed: ParsedFile, answers: Mapping[str, str], name: str, fictional: bool
) -> tuple[pl.DataFrame, pl.DataFrame] | Question:
    """The schools of a source, and its pupils each with the code of one of them; or what has to be asked.

    Args:
        con: the school file.
        parsed: the source.
        answers: question id → answer.
        name: of the school where neither the source nor the school file names one.
        fictional: whether that school is made up.

    Returns:
        (place, code, name, fictional) of each school, and the pupils.
    """
    pupils = parsed.frames["pupil"]
    rows = con.execute("SELECT code, name FROM school ORDER BY school_id").fetchall()
    held: Held = [(str(code), str(name)) for code, name in rows]
    named = [school for school in pupils["school"].unique(maintain_order=True).to_list() if school]
    if named:
        strange = len(held) == 1 == len(named) and fold(named[0]) not in map(fold, held[0])
        asked = strange and known_pupils(con, pupils) * 2 >= len(pupils)
        return _named(pupils, named, held, answers.get("school", ""), asked)
    if not held:
        return _only(pupils, name, name, fictional)
    if len(held) > 1:
        answer = answers.get("school", "")
        options = tuple(name for _, name in held)
        held = [one for one in held if answer in one]
        if len(held) != 1:
            text = "The source names no school and the school file holds several. Which is it?"
            return Question("school", text, options, "")
    return _only(pupils, *held[0], False)


def _only(pupils: pl.DataFrame, code: str, name: str, fictional: bool) -> tuple[pl.DataFrame, pl.DataFrame]:
    schools = pl.DataFrame([(0, code, name, fictional)], schema=_SHAPE, orient="row")
    return schools, pupils.with_columns(pl.lit(code).alias("school"))


def _named(
    pupils: pl.DataFrame, named: list[str], held: Held, answer: str, asked: bool
) -> tuple[pl.DataFrame, pl.DataFrame] | Question:
    """Schools as the source names them, in whatever spelling; `asked`: whether the one it names may be that on file."""
    on_file = {fold(text): code for code, name in reversed(held) for text in (name, code)}
    codes = {school: on_file.get(fold(school), school) for school in named}
    if asked:
        code, name = held[0]
        if answer in (code, name):
            codes = {named[0]: code}
        elif answer != ANOTHER:
            text = f"The source is of “{named[0]}”, and on file is “{name}”. Is it the same school?"
            return Question("school", text, (name, ANOTHER), name)
    rows = [
        (place, code, f"School {code}" if code.isdigit() else code, False)
        for place, code in enumerate(sorted(set(codes.values()), key=_natural))
    ]
    schools = pl.DataFrame(rows, schema=_SHAPE, orient="row")
    return schools, pupils.with_columns(pl.col("school").replace(codes))


def _natural(text: str) -> tuple[int, str]:
    return (int(text) if text.isdigit() else 10**9, text)

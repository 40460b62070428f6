"""Import by the command, as a user starts it, from files to a school file.

Three things are measured, each beside a floor in the same run:

- a long CSV of five million results, against DuckDB alone reading the same file into a table of a new database, both as
  processes of their own, with the most memory each of them took (goals: 1.5 times the time, 1.5 GB);
- a wide workbook of 420 pupils, against Python importing Polars and DuckDB (goal: 1.5 seconds);
- the Junior School Project, first and again, against Python's csv module reading it.

Usage: python benchmarks/importing.py [--rounds 3] [--results 5000000] [--only long|book|study]
"""

from __future__ import annotations

import argparse
import bz2
import csv
import importlib.util
import io
import json
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import Final

from timing import OURS, Results, Table, goal, machine, p50, process_of, rounds, scratch

HEAD: Final = "School,UPN,Surname,Forename,Academic Year,Term,Subject,Result\n"
YEARS: Final = ("2019-20", "2020-21", "2021-22", "2022-23", "2023-24", "2024-25", "2025-26")
POINTS: Final = ("Aut1", "Aut2", "Spr1", "Spr2", "Sum1", "Sum2")
SUBJECTS: Final = ("Reading", "Writing", "Maths", "Science")
BANDS: Final = ("Below", "Just below", "At", "Securely at", "Above")
EACH: Final = len(YEARS) * len(POINTS) * len(SUBJECTS)
"""Results of one pupil."""
ROLL: Final = 420
LETTERS: Final = "ABCDEFGHJKLMNPQRTUVWXYZ"

MOST_TIMES: Final = 1.5
MOST_MEMORY: Final = 1500.0
MOST_SECONDS: Final = 1.5

FLOOR: Final = """
import duckdb, sys
duckdb.connect(sys.argv[2]).execute("CREATE TABLE t AS SELECT * FROM read_csv(?)", [sys.argv[1]])
"""


def upn(school: int, serial_number: int) -> str:
    """A UPN with a right check letter."""
    body = f"{201 + school % 100:03d}{1000 + school:04d}19{serial_number:03d}"
    return LETTERS[sum(weight * int(sign) for weight, sign in enumerate(body, start=2)) % 23] + body


def long_lines(count: int) -> Iterator[str]:
    """`count` results in long layout, pupil by pupil: 168 of each, 420 pupils a school; always the same ones."""
    chance = random.Random(count)
    when = [f"{year},{point},{subject}" for year, point, subject in product(YEARS, POINTS, SUBJECTS)]
    for pupil in range(-(-count // EACH)):
        school, place = divmod(pupil, ROLL)
        name = f"Surname{chr(65 + place % 26)}{chr(97 + place // 26)},Forename{chr(65 + chance.randrange(26))}"
        who = f"Oak{school} Primary,{upn(school, place)},{name}"
        held = when[: count - pupil * EACH]
        yield "".join(f"{who},{then},{code}\n" for then, code in zip(held, chance.choices(BANDS, k=EACH), strict=False))


def long_results(folder: Path, count: int) -> Path:
    """The long CSV on disk."""
    path = folder / "long.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.write(HEAD)
        stream.writelines(long_lines(count))
    return path


def wide_book(folder: Path) -> Path:
    """420 pupils of 14 classes: who they are, six points in three subjects, targets."""
    from import_corpus.spreadsheet import Cell, Sheet, serial, workbook  # `timing` has made scripts importable

    chance, subjects = random.Random(ROLL), SUBJECTS[:3]
    head: list[Cell] = [
        "UPN",
        "Surname",
        "Forename",
        "DOB",
        "Sex",
        "Year Group",
        "Class",
        "PP",
        "SEN",
        "EAL",
        "Attendance %",
    ]
    head += [f"{point} {subject} TA" for point, subject in product(POINTS, subjects)]
    head += [f"2026-27 Sum2 {subject} Target" for subject in subjects]
    rows: list[list[Cell]] = [head]
    for pupil in range(ROLL):
        group = pupil // 60
        born = date(2021 - group, 9, 1) + timedelta(days=chance.randrange(365))
        about: list[Cell] = [upn(0, pupil), f"Surname{pupil}", f"Forename{pupil % 90}", serial(born), "FM"[pupil % 2]]
        about += [group, f"{group}{'AB'[pupil // 30 % 2]}", "YN"[pupil % 3 > 0], "NNNNK"[pupil % 5], "YNNN"[pupil % 4]]
        rows.append([*about, 90 + pupil % 10, *chance.choices(BANDS, k=len(head) - 11)])
    path = folder / "wide.xlsx"
    path.write_bytes(workbook(Sheet("Pupils", rows), packed=True))
    return path


def study() -> Path:
    """The real data of the package faraway, which is not imported."""
    spec = importlib.util.find_spec("faraway")
    folders = list(spec.submodule_search_locations or []) if spec else []
    if not folders:
        raise SystemExit("The package faraway is missing: install the development extras.")
    return Path(folders[0]) / "datasets" / "jsp" / "jsp.csv.bz2"


def read_rows(path: Path) -> list[list[str]]:
    """The csv module reads every row of the packed text."""
    return list(csv.reader(io.StringIO(bz2.decompress(path.read_bytes()).decode("utf-8"), newline="")))


def timed(
    name: str, words: Callable[[Path], Sequence[str]], folder: Path, *, again: bool = False, holds: int | None = None
) -> Callable[[], Results]:
    """A part of a round: a process that fills a new school file or database.

    Args:
        name: of the measurements.
        words: the command for the file to fill.
        folder: where that is.
        again: whether it runs once more into the same file.
        holds: how many results the school file must hold then.
    """

    def part() -> Results:
        made = folder / "made.duckdb"
        for stale in (made, made.with_name(made.name + ".wal")):
            stale.unlink(missing_ok=True)
        first = process_of(words(made))
        if holds is not None:
            check_holds(made, holds)
        found = {name: [first.seconds], f"{name} processor": [first.processor], f"{name} MB": [first.peak]}
        return {**found, f"{name} again": [process_of(words(made)).seconds]} if again else found

    return part


def check_holds(school: Path, count: int) -> None:
    """Stop unless a school file holds so many results and nothing in it is wrong.

    Raises:
        SystemExit: it does not.
    """
    words = [*OURS, "check", "--file", str(school), "--format", "json"]
    held = json.loads(subprocess.run(words, capture_output=True, check=True).stdout)
    if (held["results"], held["problems"]) != (count, []):
        raise SystemExit(f"{school.name} holds {held['results']:,} results: {held['problems'][:3]}")


def ours(source: Path, *options: str) -> Callable[[Path], Sequence[str]]:
    """The command that imports a source."""
    return lambda made: [*OURS, "import", str(source), "--into", str(made), *options]


def measure_long(folder: Path, count: int, times: int) -> None:
    """Print the figures of the long CSV."""
    path = long_results(folder, count)
    floor = timed("floor", lambda made: [sys.executable, "-c", FLOOR, str(path), str(made)], folder)
    results = rounds(times, [floor, timed("ours", ours(path), folder, holds=count)], warm_up=False)
    table = Table(("", "seconds", "results/s", "ratio", "processor s", "ratio", "peak MB"), (30, 10, 13, 9, 13, 9, 10))
    table.head(f"Long CSV of {count:,} results ({path.stat().st_size / 1e6:,.0f} MB)")
    least, worked, peak = p50(results["floor"]), p50(results["floor processor"]), max(results["ours MB"])
    for what, title in (("floor", "DuckDB read_csv into a table"), ("ours", "progress-tui import")):
        seconds, processor = p50(results[what]), p50(results[f"{what} processor"])
        speed, most = f"{count / seconds:,.0f}", f"{max(results[f'{what} MB']):,.0f}"
        ratios = f"{seconds / least:.2f}×", f"{processor:.2f}", f"{processor / worked:.2f}×"
        table.row(title, f"{seconds:.2f}", speed, *ratios, most)
    seconds = p50(results["ours"])
    print(f"goals: {MOST_TIMES}× {goal(seconds / least, MOST_TIMES)}, {MOST_MEMORY:,.0f} MB {goal(peak, MOST_MEMORY)}")
    path.unlink()


def measure_book(folder: Path, times: int) -> None:
    """Print the figures of the workbook."""
    path = wide_book(folder)
    floor = timed("floor", lambda _: [sys.executable, "-c", "import polars, duckdb"], folder)
    results = rounds(times, [floor, timed("ours", ours(path, "--year", "2026-27"), folder, again=True)])
    table = Table(("", "seconds", "ratio", "processor s", "peak MB", "again, s"), (31, 10, 9, 13, 10, 11))
    table.head(f"Wide workbook of {ROLL} pupils, 21 result columns ({path.stat().st_size / 1e3:,.0f} KB)")
    seconds, least = p50(results["ours"]), p50(results["floor"])
    for what, title in (("floor", "python -c import polars, duckdb"), ("ours", "progress-tui import")):
        took, worked = p50(results[what]), f"{p50(results[f'{what} processor']):.2f}"
        again = f"{p50(results[f'{what} again']):.2f}" if what == "ours" else ""
        table.row(title, f"{took:.2f}", f"{took / least:.1f}×", worked, f"{max(results[f'{what} MB']):,.0f}", again)
    print(f"goal: {MOST_SECONDS} s {goal(seconds, MOST_SECONDS)}")


def measure_study(folder: Path, times: int) -> None:
    """Print the figures of the Junior School Project."""
    path = study()

    def floor() -> Results:
        began = time.perf_counter()
        read_rows(path)
        return {"floor": [time.perf_counter() - began]}

    results = rounds(times, [floor, timed("ours", ours(path, "--map", "jsp"), folder, again=True)])
    table = Table(("", "seconds", "rows/s", "again, s"), (30, 10, 13, 11))
    count = len(read_rows(path)) - 1
    table.head(f"Junior School Project, {count:,} rows")
    table.row("csv module", f"{p50(results['floor']):.3f}", f"{count / p50(results['floor']):,.0f}", "")
    seconds = p50(results["ours"])
    table.row("progress-tui import", f"{seconds:.2f}", f"{count / seconds:,.0f}", f"{p50(results['ours again']):.2f}")


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--results", type=int, default=5_000_000)
    parser.add_argument("--only", choices=("long", "book", "study"))
    options = parser.parse_args()
    print(machine())
    with scratch() as folder:
        if options.only in (None, "book"):
            measure_book(folder, options.rounds)
        if options.only in (None, "study"):
            measure_study(folder, options.rounds)
        if options.only in (None, "long"):
            measure_long(folder, options.results, options.rounds)


if __name__ == "__main__":
    main()

"""Import speed: the Junior School Project and a long CSV of 50,000 results, against Python's csv module reading them.

An import reads, recognises, checks, stores and prepares the first screen; a second import of the same file changes
nothing and is timed apart. Starting the program is not part of it.

Usage: python benchmarks/importing.py [--rounds 2] [--rows 50000]
"""

from __future__ import annotations

import argparse
import bz2
import csv
import importlib.util
import io
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from timing import Results, Table, machine, p50, rounds, scratch

from progress_tui.importing.planning.committing import Terms
from progress_tui.workspace import Workspace

SUBJECTS = ("Reading", "Writing", "Maths")
POINTS = ("Aut1", "Aut2", "Spr1", "Spr2", "Sum1", "Sum2")
CODES = ("WB", "B", "JB", "At", "Sec", "Ab")
HEADINGS = ("Surname", "Forename", "DOB", "Year", "Class", "Subject", "Term", "Result")


@dataclass(frozen=True, slots=True)
class Source:
    """A file to import: `rows` without the heading line, `mapping` a shipped one or None."""

    title: str
    path: Path
    rows: int
    mapping: str | None
    year: int | None


def junior_school_project() -> Source:
    """The real data of the package faraway, which is not imported."""
    spec = importlib.util.find_spec("faraway")
    folders = list(spec.submodule_search_locations or []) if spec else []
    if not folders:
        raise SystemExit("The package faraway is missing: install the development extras.")
    path = Path(folders[0]) / "datasets" / "jsp" / "jsp.csv.bz2"
    return Source("Junior School Project", path, len(read_rows(path)) - 1, "jsp", None)


def long_results(folder: Path, count: int) -> Source:
    """`count` results in long layout: a row a pupil, subject and term; always the same ones."""
    chance, path = random.Random(count), folder / "long.csv"
    each = len(SUBJECTS) * len(POINTS)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADINGS)
        for row in range(count):
            pupil, part = divmod(row, each)
            group = pupil % 6 + 1
            writer.writerow(
                (
                    f"Pupil{pupil}", f"Number{pupil}", f"{pupil % 28 + 1:02}/{pupil % 12 + 1:02}/{2021 - group}",
                    group, f"{group}{'ABCD'[pupil // 6 % 4]}", SUBJECTS[part % 3], POINTS[part // 3],
                    chance.choice(CODES),
                )
            )  # fmt: skip
    return Source(f"long CSV, {count:,} rows", path, count, None, 2025)


def read_rows(path: Path) -> list[list[str]]:
    """The floor: the csv module reads every row of the text."""
    content = path.read_bytes()
    text = (bz2.decompress(content) if path.suffix == ".bz2" else content).decode("utf-8")
    return list(csv.reader(io.StringIO(text, newline="")))


def parts(source: Source, folder: Path) -> Sequence[Callable[[], Results]]:
    """The floor and ours for one source."""

    def floor() -> Results:
        start = time.perf_counter()
        read_rows(source.path)
        return {f"{source.title} csv": [time.perf_counter() - start]}

    def ours() -> Results:
        school = folder / "import.duckdb"
        school.unlink(missing_ok=True)
        workspace, taken = Workspace(school), []
        for _ in range(2):
            start = time.perf_counter()
            report = workspace.importing.bring_in(source.path, Terms(), mapping=source.mapping, year=source.year)
            taken.append(time.perf_counter() - start)
            if report.verdict != "accepted":
                raise SystemExit(f"{source.path.name}: {report.verdict}, {report.rejected[:3]} {report.questions[:3]}")
        workspace.close()
        return {f"{source.title} import": taken[:1], f"{source.title} again": taken[1:]}

    return floor, ours


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--rows", type=int, default=50_000)
    options = parser.parse_args()
    with scratch() as folder:
        sources = [junior_school_project(), long_results(folder, options.rows)]
        every = [part for source in sources for part in parts(source, folder)]
        results = rounds(options.rounds, every)
    print(machine())
    table = Table(("", "seconds", "rows/s", "csv rows/s", "ratio", "again, s"), (26, 10, 12, 14, 9, 11))
    table.head("Import, against the csv module reading the same file")
    for source in sources:
        taken, again, floor = (p50(results[f"{source.title} {what}"]) for what in ("import", "again", "csv"))
        speeds = (f"{taken:.2f}", f"{source.rows / taken:,.0f}", f"{source.rows / floor:,.0f}")
        table.row(source.title, *speeds, f"{taken / floor:.0f}×", f"{again:.2f}")


if __name__ == "__main__":
    main()

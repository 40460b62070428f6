"""Import speed: the Junior School Project and a made long file, against Python's csv module reading the same bytes.

Usage: python benchmarks/importing.py [--rows 50000] [--rounds 3]
"""

from __future__ import annotations

import argparse
import bz2
import csv
import importlib.util
import io
import random
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from timing import Table, bring_in, machine, p50, rounds, scratch

SUBJECTS = ("Reading", "Writing", "Maths")
POINTS = ("Aut2", "Spr2", "Sum2")
CODES = ("WB", "B", "JB", "At", "Sec", "Ab")


def junior_school_project() -> Path:
    """The file inside the test dependency, which is not imported."""
    spec = importlib.util.find_spec("faraway")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("faraway is not installed: make test installs it")
    return Path(spec.submodule_search_locations[0]) / "datasets" / "jsp" / "jsp.csv.bz2"


def long_file(folder: Path, rows: int) -> Path:
    """A long layout: a result a row, pupils with a name and a date of birth."""
    chance = random.Random(1)
    path = folder / "long.csv"
    keys = [(subject, point) for subject in SUBJECTS for point in POINTS]
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(("Surname", "Forename", "DOB", "Subject", "Term", "Academic Year", "Result"))
        for row in range(rows):
            pupil, (subject, point) = row // len(keys), keys[row % len(keys)]
            born = f"{1 + pupil % 28:02d}/{1 + pupil % 12:02d}/{2015 + pupil % 5}"
            writer.writerow((f"Surname{pupil}", "Fore", born, subject, point, "2025-26", chance.choice(CODES)))
    return path


def timed(name: str, rows: int, work: Callable[[], object]) -> Callable[[], Mapping[str, Sequence[float]]]:
    """A part for `rounds`: rows a second."""

    def part() -> Mapping[str, Sequence[float]]:
        since = time.perf_counter()
        work()
        return {name: [rows / (time.perf_counter() - since)]}

    return part


def parsed(path: Path) -> int:
    """The floor: Python's csv module over the same bytes."""
    data = path.read_bytes()
    text = (bz2.decompress(data) if path.suffix == ".bz2" else data).decode("utf-8")
    return sum(1 for _ in csv.reader(io.StringIO(text)))


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with scratch() as folder:
        school = folder / "import.duckdb"

        def brought_in(source: Path, *words: str) -> Callable[[], None]:
            def work() -> None:
                school.unlink(missing_ok=True)
                bring_in(source, school, *words)

            return work

        jsp, long = junior_school_project(), long_file(folder, options.rows)
        results = rounds(
            options.rounds,
            [
                timed("Junior School Project", 3236, brought_in(jsp, "--map", "jsp")),
                timed("Junior School Project, csv module", 3236, lambda: parsed(jsp)),
                timed("long file", options.rows, brought_in(long)),
                timed("long file, csv module", options.rows, lambda: parsed(long)),
            ],
            warm_up=False,
        )
    print(machine())
    table = Table(("", "rows/s"), (38, 14))
    table.head(f"Whole command, from start to stored (medians; 3,236 and {options.rows:,} rows)")
    for name in sorted(results):
        table.row(name, f"{p50(results[name]):,.0f}")


if __name__ == "__main__":
    main()

"""What every file of the import corpus costs: the command as a user starts it, one process a file.

No file may take over two seconds or 500 MB. The floor is Python importing Polars and DuckDB.

Usage: python benchmarks/corpus.py [--shown 8]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Final

from timing import OURS, ROOT, Process, Table, goal, machine, p50, process_of, scratch

MOST_SECONDS: Final = 2.0
MOST_MEMORY: Final = 500.0
FILES: Final = ROOT / "tests" / "data" / "imports" / "files"


def cost(source: Path) -> Process:
    """Import a file into a school file that is not there yet; a refusal is as good as any other outcome."""
    with tempfile.TemporaryDirectory() as folder:
        words = [*OURS, "import", str(source), "--into", str(Path(folder) / "school.duckdb"), "--year", "2026-27"]
        return process_of([*words, "--accept-partial"], ends=(0, 1, 3, 4))


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shown", type=int, default=8, help="how many of the slowest files are shown")
    shown: int = parser.parse_args().shown
    print(machine())
    with scratch():
        floor = [process_of([sys.executable, "-c", "import polars, duckdb"]) for _ in range(3)]
        found = {path.name: cost(path) for path in sorted(FILES.iterdir())}
    slowest = sorted(found.items(), key=lambda item: -item[1].seconds)
    table = Table(("", "seconds", "processor s", "peak MB"), (52, 10, 13, 10))
    table.head(f"Import corpus, {len(found)} files: the slowest")
    for name, one in slowest[:shown]:
        table.row(name, f"{one.seconds:.2f}", f"{one.processor:.2f}", f"{one.peak:,.0f}")
    half = [p50([getattr(one, what) for one in found.values()]) for what in ("seconds", "processor", "peak")]
    table.row("median of all files", *(f"{figure:.2f}" for figure in half[:2]), f"{half[2]:,.0f}")
    least = [p50([getattr(one, what) for one in floor]) for what in ("seconds", "processor", "peak")]
    table.row("python -c import polars, duckdb", *(f"{figure:.2f}" for figure in least[:2]), f"{least[2]:,.0f}")
    longest, largest = slowest[0][1].seconds, max(one.peak for one in found.values())
    print(f"the longest took {longest:.2f} s: {MOST_SECONDS:g} s {goal(longest, MOST_SECONDS)}")
    print(f"the largest took {largest:,.0f} MB: {MOST_MEMORY:,.0f} MB {goal(largest, MOST_MEMORY)}")


if __name__ == "__main__":
    main()

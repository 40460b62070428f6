"""Hands broken files to the import until the time is up: `python scripts/fuzz_imports.py --minutes 10`.

Seeds are the files of the import corpus. Cases run in a process of its own under a limit of memory; one that takes over
five seconds of processor time, or a minute by the clock, is ended. Whatever is no plain refusal is a finding: its file
is kept, with what the program said. A case follows from its number alone, so that a finding can be made again:
`--from NUMBER --cases 1`.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import io
import os
import random
import resource
import select
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import psutil
from import_mutating import broken

SEEDS: Final = Path(__file__).resolve().parent.parent / "tests" / "data" / "imports" / "files"
LARGEST_SEED: Final = 60_000
LONGEST: Final = 5.0
"""Seconds of processor time after which a case hangs."""

PATIENCE: Final = 60.0
"""Seconds by the clock after which it does, however busy the machine is."""

MEMORY: Final = 500 * 1024 * 1024
"""Bytes that a case may add to what the process had before."""

ADDRESSES: Final = 6 * 1024**3
"""Bytes of addresses for the process; libraries reserve many that they never use."""

STORED_EACH: Final = 8
"""One case in so many goes as far as the school file."""

BASE: Final = "text-comma.csv"


class BrokenPromiseError(Exception):
    """The program did what it must never do."""


def demand(held: bool, words: str) -> None:
    """Raise `BrokenPromiseError` unless a promise was held."""
    if not held:
        raise BrokenPromiseError(words)


def seeds() -> list[tuple[str, bytes]]:
    """Name and content of the files that cases are made of."""
    found = [(path.name, path.read_bytes()) for path in sorted(SEEDS.iterdir())]
    return [(name, content) for name, content in found if len(content) <= LARGEST_SEED]


def case(number: int, held: list[tuple[str, bytes]]) -> tuple[str, bytes]:
    """The name and the bytes of a case."""
    chance = random.Random(number)  # noqa: S311 - a case follows from its number
    name, content = chance.choice(held)
    return name, broken(content, [chance.choice(held)[1] for _ in range(3)], chance)


def understand(path: Path) -> str:
    """Read a source as far as its facts; the verdict, or what refused it."""
    from progress_tui.domain.errors import ProgressError
    from progress_tui.importing.planning.committing import Terms
    from progress_tui.importing.service import understand as understood

    try:
        found = understood(path, Terms(), year=2026)
    except ProgressError as error:
        demand(str(error).isprintable(), "what is said to people is plain text")
        return "refused"
    return "ask" if found.questions else "partial" if found.rejected else "accepted"


def store(path: Path, school: Path) -> str:
    """Import a source by the command; the school file stays as it was unless the source is taken.

    Raises:
        BrokenPromiseError: it did not stay, or what was stored does not hold together.
    """
    from progress_tui.__main__ import main

    before = hashlib.sha256(school.read_bytes()).digest()
    out, err = io.StringIO(), io.StringIO()
    words = ["import", str(path), "--into", str(school), "--year", "2026-27", "--format", "json"]
    words += ["--accept-partial"] if path.stat().st_size % 2 else []
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(words)
        if code in (0, 3):
            demand(main(["check", "--file", str(school)]) == 0, out.getvalue())
    demand(code in (0, 1, 3, 4), f"it ended with {code}")
    demand(code in (0, 3) or hashlib.sha256(school.read_bytes()).digest() == before, "changed by a refused file")
    return {0: "stored", 3: "stored in part"}.get(code, "not stored")


def child(first: int, folder: Path) -> None:
    """Run cases from a number on, saying each before it runs and its outcome after."""
    from progress_tui.__main__ import main

    resource.setrlimit(resource.RLIMIT_AS, (ADDRESSES, ADDRESSES))
    os.environ["PROGRESS_TUI_HOME"] = str(folder / "home")
    base, school, held = folder / "base.duckdb", folder / "school.duckdb", seeds()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        main(["import", str(SEEDS / BASE), "--into", str(base), "--year", "2026-27"])
    for number in range(first, sys.maxsize):
        name, content = case(number, held)
        path = folder / name
        path.write_bytes(content)
        before = _peak()  # making a case takes memory too
        print(f"case {number}", flush=True)
        if number % STORED_EACH == 0:
            shutil.copy(base, school)
            outcome = store(path, school)
        else:
            outcome = understand(path)
        path.unlink()
        demand(_peak() - before < MEMORY, f"{(_peak() - before) / 1e6:,.0f} MB of memory")
        print(f"{outcome}", flush=True)


def _peak() -> int:
    """The most bytes of memory this process has taken (Linux counts in KB)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _worked(pid: int) -> float:
    """Seconds of processor time that a process has taken."""
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)


def _hangs(pid: int, began: float, worked: float) -> bool:
    """Whether the case that began then has taken too long."""
    return _worked(pid) - worked > LONGEST or time.monotonic() - began > PATIENCE


@dataclass
class Watch:
    """Starts children, watches them and keeps what they fall over.

    Attributes:
        keep: the folder for findings; `outcomes` how cases ended; `findings` last line of what was said → numbers.
    """

    keep: Path
    outcomes: Counter[str] = field(default_factory=Counter)
    findings: dict[str, list[int]] = field(default_factory=dict)
    slowest: tuple[float, int] = (0.0, 0)

    def run(self, first: int, count: int, until: float) -> int:
        """Run cases until their number or the time is up; the number after the last one."""
        number = first
        while number < first + count and time.monotonic() < until:
            with tempfile.TemporaryDirectory() as folder:
                number = self._watch(number, first + count, until, Path(folder))
        return number

    def _watch(self, first: int, end: int, until: float, folder: Path) -> int:
        """Watch one child from its start to its end, or till it must be ended; the number to go on with."""
        words = [sys.executable, __file__, "--child", str(first), "--folder", str(folder)]
        said = (folder / "said.txt").open("w+b")
        process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=said)
        assert process.stdout is not None  # noqa: S101 - a pipe was asked for
        number, began, worked = first, time.monotonic(), 0.0
        try:
            while True:
                ready = select.select([process.stdout], [], [], 1.0)[0]
                if not ready and not _hangs(process.pid, began, worked):
                    continue
                line = process.stdout.readline().decode().strip() if ready else ""
                if not line:
                    process.kill()
                    process.wait()
                    said.seek(0)
                    words_said = (
                        said.read().decode(errors="replace")
                        if ready
                        else f"over {LONGEST:g} s of processor time or {PATIENCE:g} s by the clock"
                    )
                    self._keep(number, words_said or f"ended with {process.returncode}")
                    return number + 1
                if line.startswith("case "):
                    number, began, worked = int(line[5:]), time.monotonic(), _worked(process.pid)
                else:
                    self.slowest = max(self.slowest, (_worked(process.pid) - worked, number))
                    self.outcomes[line] += 1
                    if number + 1 >= end or time.monotonic() > until:
                        return number + 1
        finally:
            process.kill()
            process.communicate()
            said.close()

    def _keep(self, number: int, said: str) -> None:
        lines = said.strip().splitlines() or [""]
        place = next(
            (line.strip() for line in reversed(lines) if line.startswith("  File ") and "progress_tui" in line), ""
        )
        key = f"{lines[-1][:200]} {place}"
        self.outcomes["finding"] += 1
        self.findings.setdefault(key, []).append(number)
        if len(self.findings[key]) == 1:
            name, content = case(number, seeds())
            self.keep.mkdir(parents=True, exist_ok=True)
            (self.keep / f"{number}-{name}").write_bytes(content)
            (self.keep / f"{number}.txt").write_text(said, "utf-8")
            print(f"finding {number} ({name}): {key}", flush=True)


def main() -> int:
    """Run it; 1 when something was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--cases", type=int, default=sys.maxsize)
    parser.add_argument("--from", dest="first", type=int, default=0, help="the number of the first case")
    parser.add_argument("--keep", type=Path, default=Path("fuzz-findings"), help="the folder for findings")
    parser.add_argument("--child", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child is not None:
        child(options.child, options.folder)
        return 0
    watch = Watch(options.keep)
    end = watch.run(options.first, options.cases, time.monotonic() + options.minutes * 60)
    print(f"cases {options.first} to {end - 1}: {dict(watch.outcomes.most_common())}")
    print(f"the slowest took {watch.slowest[0]:.2f} s of processor time (case {watch.slowest[1]})")
    for key, numbers in sorted(watch.findings.items(), key=lambda item: -len(item[1])):
        print(f"{len(numbers)} ×: {key} (case {numbers[0]})")
    return 1 if watch.findings else 0


if __name__ == "__main__":
    sys.exit(main())

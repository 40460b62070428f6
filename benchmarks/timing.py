"""What the benchmarks share: programs timed in a pseudo-terminal, rounds in random order, medians and ratios."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyte

ROOT: Final = Path(__file__).resolve().parents[1]
# The driver of a pseudo-terminal is shared with the tests; it is no part of the installed program.
sys.path.insert(0, str(ROOT / "scripts"))
from terminal import Terminal  # noqa: E402

COLUMNS: Final = 120
LINES: Final = 40
HELLO: Final = (sys.executable, str(Path(__file__).with_name("hello.py")))
"""The floor: Textual saying one word."""
OURS: Final = (str(Path(sys.executable).with_name("progress-tui")),)
"""The program as a user starts it."""

Seen = Callable[[pyte.Screen], bool]
"""Whether a screen shows what is waited for."""


class Program(Terminal):
    """A program in a pseudo-terminal whose frames are timed.

    Output is only collected while the program is at work and drawn afterwards, chunk by chunk: so drawing takes no
    processor from the program, and every chunk keeps the moment at which it came.
    """

    def __init__(self, command: Sequence[str], env: Mapping[str, str] | None = None) -> None:
        """Start `command` with `env` added, 120 columns by 40 lines."""
        super().__init__(command, COLUMNS, LINES, env)

    def until(self, seen: Seen, since: float, *, hint: bytes = b"", quiet: float = 0.05, most: float = 30.0) -> float:
        """Milliseconds from `since` (a `perf_counter`) to the chunk that completed what is waited for.

        Args:
            seen: whether the screen shows it.
            since: where the clock starts.
            hint: bytes that come with it; nothing is drawn before they came.
            quiet: seconds without output after which is looked.
            most: seconds after which to give up.

        Raises:
            SystemExit: it did not come; the message holds the screen.
        """
        waiting: list[tuple[float, bytes]] = []
        raw = bytearray()
        while True:
            data = self.read(quiet)
            if data:
                waiting.append((self.last_output, data))
                raw += data
            elif data is None or time.perf_counter() - since > most or hint in raw:
                for moment, chunk in waiting:
                    self.feed(chunk)
                    if seen(self.screen):
                        self._finish(waiting, moment)
                        return (moment - since) * 1000
                waiting.clear()
                if data is None or time.perf_counter() - since > most:
                    raise SystemExit(f"what was waited for never came:\n{self.text}")

    def _finish(self, waiting: list[tuple[float, bytes]], moment: float) -> None:
        """Draw what came after the chunk that was waited for."""
        for other, chunk in waiting:
            if other > moment:
                self.feed(chunk)

    def press_until(self, key: str, seen: Seen) -> float:
        """Milliseconds from a key to the right content on the screen."""
        self.settle(quiet=0.03)
        since = time.perf_counter()
        self.press(key)
        return self.until(seen, since)


@dataclass(frozen=True, slots=True)
class Process:
    """One process from its start to its end: seconds, seconds of processor time, and its most memory in MB."""

    seconds: float
    processor: float
    peak: float


def process_of(words: Sequence[str], ends: Sequence[int] = (0,)) -> Process:
    """Run a process to its end, silently.

    Raises:
        SystemExit: its exit code is none of `ends`; the message holds what it wrote.
    """
    began = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(words, stdout=said, stderr=subprocess.STDOUT)
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in ends:
            said.seek(0)
            raise SystemExit(f"{words[:3]} ended with {process.returncode}: {said.read().decode()[:2000]}")
    # Linux counts in KB, macOS in bytes.
    peak = used.ru_maxrss / (1024 if sys.platform.startswith("linux") else 1024 * 1024)
    return Process(seconds, used.ru_utime + used.ru_stime, peak)


@contextlib.contextmanager
def scratch() -> Iterator[Path]:
    """A folder that is gone afterwards; the programs keep their own things in it too."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PROGRESS_TUI_HOME"] = folder
        yield Path(folder)


def demo_school(folder: Path) -> Path:
    """The demo school, made once for a benchmark."""
    from progress_tui.workspace import Workspace

    path = folder / "school.duckdb"
    workspace = Workspace(path)
    workspace.make_demo()
    workspace.close()
    return path


def copied(school: Path, name: str = "copy.duckdb") -> Path:
    """A fresh copy of a school file."""
    copy = school.with_name(name)
    for stale in (copy, copy.with_name(copy.name + ".wal")):
        stale.unlink(missing_ok=True)
    shutil.copyfile(school, copy)
    return copy


def bring_in(source: Path, school: Path, *options: str) -> None:
    """Import a file by the command line, as a user does."""
    command = [*OURS, "import", str(source), "--into", str(school), *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"import failed ({done.returncode}): {done.stdout}{done.stderr}")


Results = dict[str, list[float]]
"""Measurements by what was measured."""


def rounds(
    count: int, parts: Sequence[Callable[[], Mapping[str, Sequence[float]]]], seed: int = 7, *, warm_up: bool = True
) -> Results:
    """Run every part once a round, each round in another random order: drift of a shared machine then hits all alike.

    Args:
        count: rounds that are kept.
        parts: each returns measurements by name.
        seed: of the order.
        warm_up: run one round more, first, and throw it away: it fills caches and compiles.
    """
    chance, results = random.Random(seed), Results()
    for number in range(-1 if warm_up else 0, count):
        order = list(parts)
        chance.shuffle(order)
        for part in order:
            for name, values in part().items():
                if number >= 0:
                    results.setdefault(name, []).extend(values)
    return results


def p50(values: Sequence[float]) -> float:
    """The median."""
    return statistics.median(values)


def p95(values: Sequence[float]) -> float:
    """The value that one in twenty exceeds."""
    return sorted(values)[min(len(values) - 1, int(len(values) * 0.95))]


@dataclass(frozen=True, slots=True)
class Table:
    """A table on standard output: the first column to the left, figures to the right."""

    headings: tuple[str, ...]
    widths: tuple[int, ...]

    def head(self, title: str) -> None:
        """Print the title and the headings."""
        print(f"\n{title}")
        self.row(*self.headings)

    def row(self, first: str, *others: str) -> None:
        """Print one row."""
        cells = [f"{cell:>{width}}" for cell, width in zip(others, self.widths[1:], strict=False)]
        print(f"{first:<{self.widths[0]}}" + "".join(cells), flush=True)


def goal(value: float, limit: float) -> str:
    """Whether a goal is met, in a word."""
    return "met" if value <= limit else "missed"


def machine() -> str:
    """What the figures depend on, in one line."""
    import platform

    busy = f"load {os.getloadavg()[0]:.1f}"
    return f"{platform.python_implementation()} {platform.python_version()}, {os.cpu_count()} processors, {busy}"

"""Memory and idle processor time on the demo school's class grid, against hello-world in the same run.

Usage: python benchmarks/idle.py [--rounds 3] [--seconds 5]
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import psutil
from timing import HELLO, OURS, Program, Table, demo_school, machine, p50, rounds, scratch

MEBIBYTE = 1024 * 1024
SETTLE = 3.0
"""Seconds after the first paint in which what the next keys need is loaded."""


def measured(
    name: str, command: Sequence[str], seen: str, seconds: float
) -> Callable[[], Mapping[str, Sequence[float]]]:
    """A part for `rounds`: start, settle, then look at memory and at the processor time of `seconds` without a key."""

    def part() -> Mapping[str, Sequence[float]]:
        with Program(command) as program:
            program.wait_for(seen)
            program.pump(SETTLE)
            process = psutil.Process(program.pid)
            memory = process.memory_full_info()
            before = process.cpu_times()
            program.pump(seconds)
            after = process.cpu_times()
            used = after.user + after.system - before.user - before.system
            return {
                f"{name} rss": [memory.rss / MEBIBYTE],
                f"{name} pss": [getattr(memory, "pss", memory.rss) / MEBIBYTE],
                f"{name} idle": [used / seconds * 100],
            }

    return part


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=5.0)
    options = parser.parse_args()
    with scratch() as folder:
        school: Path = demo_school(folder)
        parts = [
            measured("hello-world", HELLO, "Hello", options.seconds),
            measured("class grid", [*OURS, "open", str(school), "--class", "4B"], "at expected", options.seconds),
        ]
        results = rounds(options.rounds, parts, warm_up=False)
    print(machine())
    table = Table(("", "RSS MiB", "PSS MiB", "idle CPU %"), (16, 10, 10, 12))
    table.head(f"After {SETTLE:g} s, then {options.seconds:g} s without a key (medians)")
    for name in ("hello-world", "class grid"):
        figures = [p50(results[f"{name} {what}"]) for what in ("rss", "pss", "idle")]
        table.row(name, *(f"{figure:.1f}" for figure in figures))
    ratio = p50(results["class grid pss"]) / p50(results["hello-world pss"])
    table.row("ratio", "", f"{ratio:.2f}×", "")


if __name__ == "__main__":
    main()

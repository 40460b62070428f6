"""What the program takes when nobody touches it: memory after settling, and processor time over five seconds.

Usage: python benchmarks/idle.py [--rounds 3] [--seconds 5]
"""

from __future__ import annotations

import argparse
from collections.abc import Callable

import psutil
from timing import HELLO, OURS, Program, Results, Table, demo_school, machine, p50, rounds, scratch

SETTLING = 4.0
"""Seconds given to what is loaded in the background after the first paint."""
MIB = 2**20


def measured(name: str, command: list[str], seconds: float) -> Callable[[], Results]:
    """A part that starts a program, lets it settle and watches it."""

    def part() -> Results:
        with Program(command) as program:
            program.pump(SETTLING)
            process = psutil.Process(program.pid)
            before = process.cpu_times()
            program.pump(seconds)
            after = process.cpu_times()
            memory = process.memory_full_info()
        spent = after.user + after.system - before.user - before.system
        return {
            f"{name} rss": [memory.rss / MIB],
            f"{name} pss": [memory.pss / MIB],
            f"{name} cpu": [spent / seconds * 100],
        }

    return part


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=5.0)
    options = parser.parse_args()
    with scratch() as folder:
        commands = {
            "hello-world, the floor": list(HELLO),
            "progress-tui, a class of 30": [*OURS, "open", str(demo_school(folder)), "--class", "4B"],
        }
        parts = [measured(name, command, options.seconds) for name, command in commands.items()]
        results = rounds(options.rounds, parts, warm_up=False)
    print(machine())
    table = Table(("", "RSS MiB", "PSS MiB", "ratio", "CPU %"), (32, 10, 10, 9, 8))
    table.head(f"At rest: memory after {SETTLING:.0f} seconds, processor over {options.seconds:.0f} seconds")
    floor = p50(results[f"{next(iter(commands))} pss"])
    for name in commands:
        rss, pss, cpu = (p50(results[f"{name} {what}"]) for what in ("rss", "pss", "cpu"))
        table.row(name, f"{rss:.0f}", f"{pss:.0f}", f"{pss / floor:.1f}×", f"{cpu:.1f}")


if __name__ == "__main__":
    main()

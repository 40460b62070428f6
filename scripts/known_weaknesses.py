"""Asks whether a pinned package has a publicly known weakness, by pip-audit. Ends with 1 when one has.

The list of weaknesses lies on the network. Where it cannot be reached that is said in one line, and the end is 0: a
check that works offline must not fail for it. Whatever else keeps pip-audit from answering is a fault and ends with 1.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

PINS: Final = Path("constraints.txt")
"""Exact versions of everything that is installed, for use and for work."""

LONGEST: Final = 90
"""Seconds after which the list counts as out of reach."""

_PATIENCE: Final = "5"
"""Seconds pip-audit waits for one answer."""

_OUT_OF_REACH: Final = re.compile(
    r"requests\.exceptions\.|urllib3\.exceptions\.|ServiceError|VulnServiceConnectionError"
    r"|vulnerability feed|not redirecting properly"
)
"""What pip-audit writes when the list does not answer."""


def main() -> int:
    """Ask about every pinned package and print what came of it."""
    code, words = ask([sys.executable, "-m", "pip_audit"], PINS)
    print(words)
    return code


def ask(program: Sequence[str], pins: Path) -> tuple[int, str]:
    """Whether the packages in `pins` are without a known weakness: how to end, and the words for it.

    Args:
        program: the words that start pip-audit.
        pins: a file of lines `name==version`.
    """
    options = ("--no-deps", "--disable-pip", "--format", "json", "--desc", "off", "--progress-spinner", "off")
    command = [*program, "--requirement", str(pins), *options, "--timeout", _PATIENCE]
    try:
        ran = subprocess.run(command, check=False, capture_output=True, text=True, timeout=LONGEST)
    except subprocess.TimeoutExpired:
        return 0, _unreached()
    try:
        packages = json.loads(ran.stdout)["dependencies"]
    except (ValueError, KeyError, TypeError):
        if _OUT_OF_REACH.search(ran.stderr):
            return 0, _unreached()
        said = ran.stderr.strip().splitlines() or [f"it ended with {ran.returncode} and said nothing"]
        return 1, f"Known weaknesses: pip-audit did not answer: {said[-1]}"
    return _judge(packages)


def _judge(packages: list[dict[str, object]]) -> tuple[int, str]:
    weak: list[str] = []
    known = 0
    for package in packages:
        found = package.get("vulns")
        if not isinstance(found, list):
            continue
        known += 1
        for one in found:
            mended = ", ".join(one["fix_versions"]) or "no version yet"
            weak.append(f"  {package['name']} {package['version']}: {one['id']}, mended in {mended}")
    if not known:
        return 0, _unreached()
    if weak:
        return 1, "\n".join((f"Known weaknesses: {len(weak)} in {known} packages.", *weak))
    unknown = f"; {len(packages) - known} are not on the list" if known < len(packages) else ""
    return 0, f"Known weaknesses: none in {known} packages{unknown}."


def _unreached() -> str:
    return (
        "Known weaknesses: not looked up, the list cannot be reached from here. Run `make check` again with a network."
    )


if __name__ == "__main__":
    sys.exit(main())

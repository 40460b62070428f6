"""Writes the software bill of materials (CycloneDX 1.6, JSON) of the program and all it needs to run.

It tells what is installed beside this Python, not what another system would choose nor what only development needs.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from datetime import UTC, datetime
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Final
from urllib.parse import quote

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROGRAM: Final = "progress-tui"

LONGEST_LICENCE: Final = 100
"""Characters; some projects put the whole text of their licence where its name belongs."""


def main() -> int:
    """Write the file that is named; 0 when it is written, 1 when something the program needs is not installed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("output", type=Path, help="the file to write, such as dist/progress-tui.cdx.json")
    output: Path = parser.parse_args().output
    try:
        bill = bill_of_materials(os.environ.get("SOURCE_DATE_EPOCH"))
    except PackageNotFoundError as missing:
        print(f"{missing.name} is needed and not installed; `make test` sets everything up.", file=sys.stderr)
        return 1
    output.write_text(json.dumps(bill, indent=2, ensure_ascii=False) + "\n", "utf-8")
    return 0


def bill_of_materials(epoch: str | None = None) -> dict[str, object]:
    """The bill as JSON holds it; `epoch` is the day of the build in seconds since 1970, without which none is named.

    Raises:
        PackageNotFoundError: Something the program needs is not installed; it is named.
    """
    needed = needs_of(PROGRAM)
    parts = {name: distribution(name) for name in sorted(needed)}
    references = {name: package_url(name, part.version) for name, part in parts.items()}
    metadata: dict[str, object] = {
        "lifecycles": [{"phase": "build"}],
        "component": _component(PROGRAM, parts[PROGRAM], "application"),
    }
    if epoch is not None:
        metadata["timestamp"] = datetime.fromtimestamp(int(epoch), UTC).isoformat()
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": metadata,
        "components": [_component(name, part, "library") for name, part in parts.items() if name != PROGRAM],
        "dependencies": [
            {"ref": references[name], "dependsOn": [references[other] for other in sorted(needed[name])]}
            for name in parts
        ],
    }


def needs_of(program: str) -> dict[str, set[str]]:
    """Every package that `program` needs here, itself included → the packages it needs directly, by extras too.

    Raises:
        PackageNotFoundError: One of them is not installed.
    """
    needed: dict[str, set[str]] = {}
    walked: set[tuple[str, str]] = set()
    waiting = [(program, "")]
    while waiting:
        name, extra = waiting.pop()
        if (name, extra) in walked:
            continue
        walked.add((name, extra))
        direct = needed.setdefault(name, set())
        for text in distribution(name).requires or ():
            requirement = Requirement(text)
            if requirement.marker is None or requirement.marker.evaluate({"extra": extra}):
                other = canonicalize_name(requirement.name)
                direct.add(other)
                waiting += [(other, wanted) for wanted in ("", *requirement.extras)]
    return needed


def package_url(name: str, version: str) -> str:
    """The package as every list of weaknesses names it."""
    return f"pkg:pypi/{canonicalize_name(name)}@{quote(version, safe='')}"


def licences_of(part: Distribution) -> list[dict[str, object]]:
    """What `part` says of its licence: the expression, else the name, else its classifiers; may be empty."""
    fields = part.metadata
    for expression in fields.get_all("License-Expression") or ():
        return [{"expression": expression}]
    for name in fields.get_all("License") or ():
        if "\n" not in name and 0 < len(name) <= LONGEST_LICENCE and name != "UNKNOWN":
            return [{"license": {"name": name}}]
    classifiers = [text for text in fields.get_all("Classifier") or () if text.startswith("License :: ")]
    return [{"license": {"name": text.rpartition(" :: ")[2]}} for text in sorted(classifiers)]


def _component(name: str, part: Distribution, kind: str) -> dict[str, object]:
    url = package_url(name, part.version)
    component: dict[str, object] = {"type": kind, "bom-ref": url, "name": name, "version": part.version, "purl": url}
    if licences := licences_of(part):
        component["licenses"] = licences
    return component


if __name__ == "__main__":
    sys.exit(main())

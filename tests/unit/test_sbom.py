"""The bill of materials names what the program needs to run, all of it and nothing else, always in the same bytes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from email.message import Message
from email.parser import HeaderParser
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest
from packaging.markers import Marker
from sbom import bill_of_materials, needs_of, package_url

ROOT = Path(__file__).resolve().parents[2]

REQUIREMENT = re.compile(r"^([A-Za-z0-9._-]+)\s*(?:\[([^\]]*)\])?[^;]*(?:;\s*(.+))?$")


def key(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.fixture(scope="module")
def installed() -> dict[str, Message]:
    """The metadata of every installed package, read from the files themselves."""
    found: dict[str, Message] = {}
    for folder in sys.path:
        for path in Path(folder).glob("*.dist-info/METADATA"):
            fields = HeaderParser().parsestr(path.read_text("utf-8"))
            found.setdefault(key(str(fields["Name"])), fields)
    return found


def needed(installed: dict[str, Message]) -> set[str]:
    """What the program needs: a set of (package, extra) that grows until nothing more comes to it."""
    known = {("progress-tui", "")}
    while True:
        grown = set(known)
        for name, extra in known:
            for text in installed[name].get_all("Requires-Dist") or ():
                parts = REQUIREMENT.match(text)
                assert parts is not None, text
                other, extras, marker = parts.groups()
                if marker is None or Marker(marker).evaluate({"extra": extra}):
                    grown.add((key(other), ""))
                    grown.update((key(other), wanted.strip()) for wanted in (extras or "").split(",") if wanted.strip())
        if grown == known:
            return {name for name, _ in known}
        known = grown


def write(folder: Path, **more: str) -> bytes:
    output = folder / "bill.json"
    command = [sys.executable, str(ROOT / "scripts" / "sbom.py"), str(output)]
    environment = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"} | more
    ran = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    return output.read_bytes()


def test_all_that_is_needed_is_named_once_with_its_version_and_nothing_else(
    tmp_path: Path, installed: dict[str, Message]
) -> None:
    bill = json.loads(write(tmp_path))
    named = [(part["name"], part["version"]) for part in bill["components"]]
    assert named == sorted((name, str(installed[name]["Version"])) for name in needed(installed) - {"progress-tui"})
    assert bill["metadata"]["component"]["name"] == "progress-tui"
    names = {name for name, _ in named}
    # linkify-it-py comes only by an extra that Textual asks of markdown-it-py; the others are of the dev extra.
    assert {"duckdb", "textual", "polars-runtime-32", "linkify-it-py"} <= names
    assert not {"pytest", "mypy", "ruff", "hypothesis", "faraway", "openpyxl"} & names


def test_what_the_program_needs_directly_is_what_the_project_file_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = [REQUIREMENT.match(text) for text in project["dependencies"]]
    here = {key(parts[1]) for parts in asked if parts and (parts[3] is None or Marker(parts[3]).evaluate())}
    assert needs_of("progress-tui")["progress-tui"] == here


def test_versions_are_those_of_the_constraints(tmp_path: Path) -> None:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pinned = {key(name): version for name, _, version in (line.partition("==") for line in lines) if version}
    parts = json.loads(write(tmp_path))["components"]
    assert {part["name"]: part["version"] for part in parts}.items() <= pinned.items()


def test_the_graph_holds_every_part_and_leads_from_the_program_to_all(tmp_path: Path) -> None:
    bill = json.loads(write(tmp_path))
    references = {part["bom-ref"] for part in bill["components"]} | {bill["metadata"]["component"]["bom-ref"]}
    graph = {entry["ref"]: entry["dependsOn"] for entry in bill["dependencies"]}
    assert graph.keys() == references
    reached: set[str] = set()
    waiting = [bill["metadata"]["component"]["bom-ref"]]
    while waiting:
        one = waiting.pop()
        if one not in reached:
            reached.add(one)
            waiting += graph[one]
    assert reached == references


def test_every_part_says_its_licence_where_its_metadata_does(tmp_path: Path, installed: dict[str, Message]) -> None:
    bill = json.loads(write(tmp_path))
    assert bill["metadata"]["component"]["licenses"] == [{"expression": "MIT"}]
    for part in bill["components"]:
        fields = installed[part["name"]]
        classified = any(text.startswith("License :: ") for text in fields.get_all("Classifier") or ())
        says = classified or "License" in fields or "License-Expression" in fields
        assert ("licenses" in part) == says, part["name"]
        if "License-Expression" in fields:
            assert part["licenses"] == [{"expression": fields["License-Expression"]}]


def test_the_same_installation_gives_the_same_bytes_without_time_host_or_path(tmp_path: Path) -> None:
    first = write(tmp_path, PYTHONHASHSEED="1")
    assert write(tmp_path, PYTHONHASHSEED="2") == first
    assert b"timestamp" not in first
    assert b"://" not in first
    assert str(ROOT).encode() not in first
    assert sys.prefix.encode() not in first


def test_the_day_of_the_build_is_named_where_it_is_given(tmp_path: Path) -> None:
    bill = json.loads(write(tmp_path, SOURCE_DATE_EPOCH="1795392000"))
    assert bill["metadata"].pop("timestamp") == "2026-11-23T00:00:00+00:00"
    assert bill == json.loads(json.dumps(bill_of_materials()))


def test_a_version_is_written_as_an_address_needs_it() -> None:
    assert package_url("Typing_Extensions", "4.16.0+a") == "pkg:pypi/typing-extensions@4.16.0%2Ba"


def test_what_is_not_installed_is_named() -> None:
    with pytest.raises(PackageNotFoundError, match="no-such-package"):
        needs_of("no-such-package")

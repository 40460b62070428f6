"""The file of hashes names what the program needs, in the versions of the constraints, and no address."""

from __future__ import annotations

import re
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from sbom import needs_of

ROOT = Path(__file__).resolve().parents[2]


def pinned() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    return {
        canonicalize_name(name): version for name, _, version in (line.partition("==") for line in lines) if version
    }


def hashed() -> list[tuple[Requirement, list[str]]]:
    """Each requirement of the file with what follows it."""
    lines = (ROOT / "requirements-hashes.txt").read_text("utf-8").splitlines()
    joined = "\n".join(line for line in lines if not line.startswith("#")).replace("\\\n", " ")
    found = []
    for line in joined.splitlines():
        named, *hashes = line.split(" --hash=")
        found.append((Requirement(named.strip()), [text.strip() for text in hashes]))
    return found


def test_versions_are_those_of_the_constraints() -> None:
    known = pinned()
    for requirement, _ in hashed():
        assert str(requirement.specifier) == f"=={known[canonicalize_name(requirement.name)]}", requirement.name


def test_all_that_the_program_needs_here_is_named_and_nothing_else() -> None:
    here = {canonicalize_name(one.name) for one, _ in hashed() if one.marker is None or one.marker.evaluate()}
    assert here == needs_of("progress-tui").keys() - {"progress-tui"}


def test_every_requirement_has_the_hashes_of_its_files_and_no_address() -> None:
    requirements = hashed()
    assert len({one.name for one, _ in requirements}) == len(requirements)
    for requirement, hashes in requirements:
        assert requirement.url is None
        assert hashes, requirement.name
        assert all(re.fullmatch("sha256:[0-9a-f]{64}", text) for text in hashes), requirement.name
    assert "://" not in (ROOT / "requirements-hashes.txt").read_text("utf-8")


def test_an_encrypted_file_can_be_written_wherever_there_is_code_for_it() -> None:
    """The library that encrypts is left out on the two systems it does not exist for, and only there."""
    (marker,) = (one.marker for one, _ in hashed() if one.name == "duckdb-extension-httpfs")
    assert marker is not None
    systems = [("linux", "x86_64"), ("linux", "aarch64"), ("darwin", "arm64"), ("darwin", "x86_64")]
    systems += [("win32", "AMD64"), ("win32", "ARM64")]
    with_it = [pair for pair in systems if marker.evaluate({"sys_platform": pair[0], "platform_machine": pair[1]})]
    assert with_it == [("linux", "x86_64"), ("linux", "aarch64"), ("darwin", "arm64"), ("win32", "AMD64")]

"""The scales that ship with the program, read once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from progress_tui.domain.scale_files import scale_from_mapping
from progress_tui.domain.scales import Scale
from progress_tui.resources import data_folder, read_toml

RULES_VERSION = 1
"""Raised with every change of a rule in code, so that views prepared under the old rule are not shown."""


def load_scale(path: Path) -> Scale:
    """One scale file.

    Raises:
        DataFileError: it is not valid; the sentence names file, key and nearest valid key.
    """
    return scale_from_mapping(read_toml(path), path.name)


@cache
def scales() -> Mapping[str, Scale]:
    """Scale id → scale, by id."""
    found = [load_scale(path) for path in sorted((data_folder() / "scales").glob("*.toml"))]
    return {scale.id: scale for scale in found}


@cache
def rules_stamp() -> str:
    """A short hash of everything judgements rest on but the results: the rules' version and the scale files."""
    digest = hashlib.sha256(str(RULES_VERSION).encode())
    for path in sorted((data_folder() / "scales").glob("*.toml")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]

"""The scales that ship with the program, read once."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from progress_tui.domain.errors import DataFileError
from progress_tui.resources import data_folder, read_toml

if TYPE_CHECKING:
    from progress_tui.domain.scales import Scale

RULES_VERSION = 3
"""Raised with every change of a rule in code, so that views prepared under the old rule are not shown."""


def load_scale(path: Path) -> Scale:
    """One scale file.

    Raises:
        DataFileError: it is not valid; the sentence names file, key and nearest valid key.
    """
    # The first screen asks for the stamp below and for no scale.
    from progress_tui.domain.scale_files import scale_from_mapping

    return scale_from_mapping(read_toml(path), path.name)


@cache
def scales() -> Mapping[str, Scale]:
    """Scale id → scale, by id."""
    return scales_in(data_folder() / "scales")


def scales_in(folder: Path) -> Mapping[str, Scale]:
    """The scales of a folder by id.

    Raises:
        DataFileError: a file is not valid, or two files give one id.
    """
    found: dict[str, Scale] = {}
    for path in sorted(folder.glob("*.toml")):
        scale = load_scale(path)
        if scale.id in found:
            raise DataFileError(f"{path.name}: key “id” is “{scale.id}”, which another scale file has already")
        found[scale.id] = scale
    return found


@cache
def rules_stamp() -> str:
    """A short hash of everything judgements rest on but the results: the rules' version and the scale files."""
    total = 0
    for path in sorted((data_folder() / "scales").glob("*.toml")):
        total = zlib.crc32(path.name.encode() + path.read_bytes(), total)
    return f"{RULES_VERSION}-{total:08x}"

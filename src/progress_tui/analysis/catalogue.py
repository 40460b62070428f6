"""The scales that ship with the program and a school's own, read once.

A school's own file with the id of a shipped scale replaces it. An own file that is not valid is left out, and
`problems` says why: it never keeps a school from being opened.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from progress_tui.domain.errors import DataFileError
from progress_tui.domain.views import VIEW_FORM
from progress_tui.resources import data_folder, read_toml
from progress_tui.settings import config_file, config_home, scales_home

if TYPE_CHECKING:
    from progress_tui.domain.scale_files import NonResults
    from progress_tui.domain.scales import Scale

RULES_VERSION = 9
"""Raised with every change of a rule in code, so that views prepared under the old rule are not shown."""


@dataclass(frozen=True, slots=True)
class ScaleProblem:
    """A school's own scale file that is left out, and why.

    Attributes:
        file: its name; `sentence` says what is wrong and what to do.
    """

    file: str
    sentence: str


class _Scales(dict[str, "Scale"]):
    """Scales by id. A school file may name one whose file is gone or left out: its results are read as unknown."""

    def __missing__(self, scale_id: str) -> Scale:
        from progress_tui.domain.scales import Scale

        return Scale(scale_id, f"unknown scale {scale_id}", "bands", "", "")


@dataclass(frozen=True, slots=True)
class _Catalogue:
    """Everything read: scales by id, ids of own files → file name, and what was left out."""

    scales: Mapping[str, Scale]
    own: Mapping[str, str]
    problems: tuple[ScaleProblem, ...]


def load_scale(path: Path) -> Scale:
    """One scale file.

    Raises:
        DataFileError: it is not valid; the sentence names file, key and nearest valid key.
    """
    # The first screen asks for the stamp below and for no scale.
    from progress_tui.domain.scale_files import scale_from_mapping

    return scale_from_mapping(read_toml(path), path.name, _non_results())


def load_shipped(scale_id: str) -> Scale:
    """A scale as it ships, whatever the school has of its own."""
    return _shipped()[scale_id]


def scales() -> Mapping[str, Scale]:
    """Scale id → scale, by id: the shipped ones, and the school's own beside or in place of them.

    Looked up by an id that is not there, it gives a scale without values, on which nothing is expected.
    """
    return _catalogue(_home()).scales


def own_scales() -> Mapping[str, str]:
    """Ids of the school's own scales → name of the file."""
    return _catalogue(_home()).own


def shipped_ids() -> Collection[str]:
    """Ids of the scales that ship with the program."""
    return _shipped().keys()


def problems() -> tuple[ScaleProblem, ...]:
    """The school's own scale files that are left out, by name."""
    return _catalogue(_home()).problems


def scales_in(folder: Path) -> Mapping[str, Scale]:
    """The scales of a folder by id.

    Raises:
        DataFileError: a file is not valid, or two files give one id.
    """
    found: dict[str, Scale] = {}
    for path in sorted(folder.glob("*.toml")):
        scale = load_scale(path)
        if scale.id in found:
            raise _twice(path, scale)
        found[scale.id] = scale
    return found


def rules_stamp() -> str:
    """A short hash of all that judgements rest on but the results, and of the form they are kept in.

    The rules' version, the form of a view, the shipped data files, the school's settings, and its own scale files,
    looked at anew.
    """
    settings = _stamp_of([config_file(), config_home() / "half-terms.toml"])
    return f"{RULES_VERSION}-{VIEW_FORM}-{zlib.crc32(f'{settings} {look_again()}'.encode(), _shipped_stamp()):08x}"


def look_again() -> str:
    """Forget what was read of the school's own files where one of them has changed since; their stamp now."""
    home, stamp = _home(), _stamp_of(_own_files())
    if _seen.get(home, stamp) != stamp:
        _catalogue.cache_clear()
    _seen[home] = stamp
    return stamp


_seen: dict[str, str] = {}
"""Place of the own files → their stamp when they were last looked at."""


def _home() -> str:
    # The cheapest thing that tells one place from another: scales are asked for with every cell.
    return os.environ.get("PROGRESS_TUI_HOME", "")


def _stamp_of(files: Iterable[Path]) -> str:
    parts = []
    for path in files:
        try:
            parts.append(f"{path.name}:{zlib.crc32(path.read_bytes()):08x}")
        except OSError:
            # What is not there or cannot be read has no say in the judgements either.
            continue
    return " ".join(parts)


@cache
def _catalogue(home: str) -> _Catalogue:
    """Everything, for one place of the school's own files."""
    _seen[home] = _stamp_of(_own_files())
    found, own, left_out = dict(_shipped()), dict[str, str](), []
    for path in _own_files():
        try:
            scale = load_scale(path)
            if scale.id in own:
                raise _twice(path, scale)
        except DataFileError as error:
            left_out.append(ScaleProblem(path.name, str(error)))
            continue
        found[scale.id], own[scale.id] = scale, path.name
    return _Catalogue(_Scales(sorted(found.items())), own, tuple(left_out))


@cache
def _shipped() -> Mapping[str, Scale]:
    return scales_in(data_folder() / "scales")


@cache
def _non_results() -> NonResults:
    from progress_tui.domain.scale_files import non_results_from_mapping

    path = data_folder() / "non-results.toml"
    return non_results_from_mapping(read_toml(path), path.name)


@cache
def _shipped_stamp() -> int:
    total = 0
    for path in (*sorted(data_folder().glob("*.toml")), *sorted((data_folder() / "scales").glob("*.toml"))):
        total = zlib.crc32(path.name.encode() + path.read_bytes(), total)
    return total


def _own_files() -> list[Path]:
    folder = scales_home()
    return sorted(folder.glob("*.toml")) if folder.is_dir() else []


def _twice(path: Path, scale: Scale) -> DataFileError:
    return DataFileError(f"{path.name}: key “id” is “{scale.id}”, which another scale file has already")

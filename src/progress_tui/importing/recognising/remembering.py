"""Mappings that the school keeps: a file with the headings of an earlier one is understood as that one was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from progress_tui import private
from progress_tui.domain.errors import DataFileError
from progress_tui.domain.text import file_name_part
from progress_tui.importing.reading.table import SourceTable
from progress_tui.importing.recognising.mapping import (
    ImportMapping,
    ResultRule,
    WhenRule,
    load_mapping,
    mappings_home,
    save_mapping,
)
from progress_tui.resources import read_toml


def remembered_mapping(table: SourceTable) -> ImportMapping | None:
    """The saved mapping of a file with the same headings, in whatever order and case; None without one.

    Raises:
        DataFileError: that mapping was edited and is not valid any more.
    """
    wanted = _fingerprint(table.headings)
    for path in sorted(mappings_home().glob("*.toml")):
        if _headings_of(path) == wanted:
            return _fitted(load_mapping(path), table)
    return None


def remember(mapping: ImportMapping, name: str) -> Path:
    """Keep a mapping for files with the same headings; year and point, which change from file to file, are not kept.

    Args:
        mapping: as recognised and answered; it must know the headings of its file.
        name: what the school calls it; a mapping of files with the same headings is replaced.

    Returns:
        Where it was written.

    Raises:
        DataFileError: it cannot be written.
    """
    folder = mappings_home()
    same = [path for path in sorted(folder.glob("*.toml")) if _headings_of(path) == _fingerprint(mapping.file_headings)]
    path = same[0] if same else _free(folder / f"{file_name_part(name, 'mapping')}.toml")
    try:
        private.make_folder(folder)
    except OSError as error:
        raise DataFileError(f"The folder {folder.name} cannot be made", str(error.strerror or error)) from error
    save_mapping(replace(mapping, name=name), path)
    return path


def lasting(recognised: ImportMapping, settled: ImportMapping) -> ImportMapping:
    """What of a settled mapping holds for the next file of its kind: all but the times the school gave for this one.

    Args:
        recognised: the mapping before the questions of time were settled.
        settled: the mapping after that.
    """
    when = replace(recognised.when, academic_year=None, point="")
    return replace(recognised, when=when, attendance_as=settled.attendance_as, ages_as=settled.ages_as)


def _free(path: Path) -> Path:
    """A path of this name that is not taken."""
    number, free = 2, path
    while free.exists():
        free = path.with_stem(f"{path.stem}-{number}")
        number += 1
    return free


def _fingerprint(headings: Iterable[str]) -> frozenset[str]:
    return frozenset(" ".join(heading.split()).casefold() for heading in headings)


def _headings_of(path: Path) -> frozenset[str]:
    """The headings a mapping was made from; none where the file cannot be read, which is no reason to stop here."""
    try:
        headings = read_toml(path).get("headings")
    except DataFileError:
        return frozenset()
    return (
        _fingerprint(text for text in headings if isinstance(text, str)) if isinstance(headings, list) else frozenset()
    )


def _fitted(mapping: ImportMapping, table: SourceTable) -> ImportMapping:
    """The mapping with its headings spelt as this file spells them."""
    spelt = {heading.casefold(): heading for heading in table.headings}

    def own(heading: str) -> str:
        return spelt.get(heading.casefold(), heading)

    def owned(where: Mapping[str, str]) -> dict[str, str]:
        return {own(heading): cell for heading, cell in where.items()}

    def rule(one: ResultRule) -> ResultRule:
        return replace(one, column=own(one.column), reasons=own(one.reasons), where=owned(one.where))

    when: WhenRule = mapping.when
    return replace(
        mapping,
        pupil={name: own(heading) for name, heading in mapping.pupil.items()},
        when=replace(when, column=own(when.column), point_column=own(when.point_column)),
        results=tuple(rule(one) for one in mapping.results),
        ignore=tuple(own(heading) for heading in mapping.ignore),
        skip=tuple(owned(where) for where in mapping.skip),
    )

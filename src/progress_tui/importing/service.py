"""One source from path to school file: read, understand, commit."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from progress_tui.analysis.catalogue import scales
from progress_tui.domain.calendar import Point
from progress_tui.domain.errors import DataFileError
from progress_tui.importing.facts import ParsedFile
from progress_tui.importing.parsing.parse import facts_of
from progress_tui.importing.planning.committing import ImportReport, Terms, commit
from progress_tui.importing.reading.described import Described
from progress_tui.importing.reading.source import read_any
from progress_tui.importing.recognising.mapping import find_mapping, save_mapping
from progress_tui.resources import read_toml
from progress_tui.store.engine import SchoolFile


def understand(
    path: Path, terms: Terms, mapping: str | None = None, year: int | None = None, point: Point | None = None
) -> ParsedFile:
    """What a source says.

    Args:
        path: the source.
        terms: for the answers.
        mapping: a mapping file or the name of a shipped one; without it columns are recognised by their headings.
        year: the academic year where the source does not say.
        point: the point where the source does not say.

    Raises:
        ProgressError: it cannot be read; the sentence says what it is and what to do.
    """
    return facts(read_any(path, terms.answers), terms, mapping, year, point)


def facts(
    source: Described, terms: Terms, mapping: str | None = None, year: int | None = None, point: Point | None = None
) -> ParsedFile:
    """What a source says that was read; arguments and errors as for `understand`."""
    chosen = find_mapping(mapping) if mapping else None
    code = point.code if point else None
    return facts_of(source, scales(), chosen, year=year, point=code, answers=terms.answers or {})


def bring_in(
    file: SchoolFile,
    path: Path,
    terms: Terms,
    mapping: str | None = None,
    year: int | None = None,
    point: Point | None = None,
) -> ImportReport:
    """Bring one source into the school file; arguments as for `understand`, outcome as for `commit`."""
    return commit(file, understand(path, terms, mapping, year, point), terms)


def save_understanding(
    path: Path,
    to: Path,
    terms: Terms,
    mapping: str | None = None,
    year: int | None = None,
    point: Point | None = None,
) -> None:
    """Write down how a source is understood, as a mapping that can be edited and used again."""
    save_mapping(understand(path, terms, mapping, year, point).mapping, to)


def read_answers(path: Path) -> Mapping[str, str]:
    """Answers to questions: a TOML file of `id = "answer"`.

    Raises:
        DataFileError: it is not TOML or holds something else than texts.
    """
    content = read_toml(path)
    for key, value in content.items():
        if not isinstance(value, str):
            raise DataFileError(f"{path.name}: the answer to “{key}” must be a text", remedy=f'Write "{key}" = "…".')
    return {key: str(value) for key, value in content.items()}

"""The code tables of Common Transfer Files (`data/ctf`): what codes mean, what a file is, what is never stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from progress_tui.domain.data_files import DataTable
from progress_tui.importing.recognising.mapping import ResultRule
from progress_tui.resources import data_folder, read_toml

_CODES = ("stage", "subject", "method", "component", "qualifier")
_KEYS = (*_CODES, "of", "scale", "label", "from", "to", "by_year", "leave", "caveat")
_NO_YEAR = 9999
_SUMMER = "Sum2"  # statutory results stand at the end of the year

Codes = tuple[str, str, str, str, str]
"""Stage, subject, method, component and qualifier of a StageAssessment, in capitals."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """A statutory assessment of the code table.

    Attributes:
        codes: for stage, subject, method, component and qualifier the codes that mean it; empty where any does.
        subject: the program's subject, or `component`.
        scale, label: as in a mapping; `by_year` where every year has a form of its own.
        first, last: end years in which the codes mean this.
        leave: results that are left out because another row says more.
        caveat: what is not certain, else `""`.
    """

    codes: tuple[frozenset[str], ...]
    subject: str
    scale: str
    label: str
    first: int
    last: int
    by_year: bool
    leave: frozenset[str]
    caveat: str

    def means(self, codes: Codes, year: int) -> bool:
        """Whether these codes of this end year mean it."""
        told = zip(self.codes, codes, strict=True)
        return self.first <= year <= self.last and all(not known or code in known for known, code in told)

    def named(self, codes: Codes) -> str:
        """How the table of the file names it: its codes, and the years where they mean another thing in others."""
        *first, qualifier = codes
        words = [*first, *([qualifier] if self.codes[-1] else [])]
        if self.last != _NO_YEAR:
            words.append(f"(to {self.last})")
        return " ".join(filter(None, words))

    def rule(self, codes: Codes, column: str, where: Mapping[str, str]) -> ResultRule:
        """The rule of a mapping that takes its results."""
        return ResultRule(
            column=column,
            subject=codes[3].casefold() if self.subject == "component" else self.subject,
            scale=self.scale,
            assessment=self.label,
            kind="statutory",
            where=where,
            point=_SUMMER,
            form_by_time=self.by_year,
        )


@dataclass(frozen=True)
class CodeTable:
    """What the codes of assessments mean.

    Attributes:
        results: ResultStatus codes of results; `not_results` of anything else → what it is.
        locales: countries whose results are taken.
    """

    assessments: tuple[Assessment, ...]
    results: frozenset[str]
    not_results: Mapping[str, str]
    locales: frozenset[str]
    _found: dict[tuple[Codes, int], Assessment | None] = field(default_factory=dict)

    def find(self, codes: Codes, year: int) -> Assessment | None:
        """The assessment that codes mean in an end year; None when the table does not know."""
        key = codes, year
        if key not in self._found:
            self._found[key] = next((known for known in self.assessments if known.means(codes, year)), None)
        return self._found[key]


@dataclass(frozen=True)
class Kinds:
    """What other XML files are (`collections`: the Collection in their header, `roots`), and what is never stored."""

    collections: Mapping[str, str]
    roots: Mapping[str, str]
    never: Mapping[str, str]


def code_table() -> CodeTable:
    """The shipped code table.

    Raises:
        DataFileError: it is missing, or a key is unknown, missing or of the wrong type.
    """
    top = _top("statutory.toml")
    top.only("source", "date", "results", "not_results", "locales", "assessments")
    return CodeTable(
        tuple(_assessment(table) for table in top.tables("assessments")),
        frozenset(top.texts("results")),
        _texts(top, "not_results"),
        frozenset(top.texts("locales")),
    )


@cache
def kinds() -> Kinds:
    """What XML files of schools are, and what of a Common Transfer File is never stored.

    Raises:
        DataFileError: as for `code_table`.
    """
    top = _top("kinds.toml")
    top.only("source", "date", "collections", "roots", "never")
    return Kinds(_texts(top, "collections"), _texts(top, "roots"), _texts(top, "never"))


def _top(name: str) -> DataTable:
    return DataTable(f"ctf/{name}", "", read_toml(data_folder() / "ctf" / name))


def _texts(top: DataTable, key: str) -> dict[str, str]:
    table = top.table(key)
    return {name: table.text(name) for name in table.content} if table is not None else {}


def _assessment(table: DataTable) -> Assessment:
    table.only(*_KEYS)
    years = {key: table.get(key, int, "a year") for key in ("from", "to")}
    return Assessment(
        codes=tuple(frozenset(table.texts(key)) for key in _CODES),
        subject=table.text("of"),
        scale=table.text("scale"),
        label=table.text("label"),
        first=years["from"] or 0,
        last=years["to"] or _NO_YEAR,
        by_year=table.get("by_year", bool, "true or false") or False,
        leave=frozenset(table.texts("leave")),
        caveat=table.get("caveat", str, "a text") or "",
    )

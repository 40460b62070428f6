"""The words that tell a pupil's row from what else stands in a table: totals, remarks, lines that head a part of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from progress_tui.domain.data_files import DataTable
from progress_tui.domain.text import fold
from progress_tui.domain.upn import upn_problem
from progress_tui.resources import data_folder, read_toml

Phrases = frozenset[tuple[str, ...]]
SectionKind = Literal["class", "year", ""]

_CLASS_LIKE = re.compile(r"(?:y|yr|year)?\s?(?:r|rec|n|\d{1,2})[\s-]?[a-z]{1,3}\d?|[a-z]\d", re.IGNORECASE | re.ASCII)
_YEAR_LIKE = re.compile(r"(?:r|n|\d{1,2})(?: ?\d{1,2})*", re.ASCII)
_DATE = re.compile(r"\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|\d{4}-\d{2}-\d{2}(?:[T ]\d.*)?", re.ASCII)
_PAGE = re.compile(r"page \d+(?: of \d+)?|\d+ of \d+", re.ASCII)
_MARK = re.compile(r"[*†‡§¹²³#^]\s?\S|\(\d\)\s|\S{1,12}\s?=\s?\S")
_LONG = 80  # no name is as long, and no cell but a remark


@dataclass(frozen=True, slots=True)
class TableWords:
    """The words of `data/table-words.toml`, folded and parted.

    Attributes:
        whole, first, last, groups: of rows that count or average.
        remarks: beginnings of lines that are no row.
        classes, years: beginnings of lines that name a class or a year group; `names` year groups in one word.
        no_classes: what stands beside the word class and is the name of none.
    """

    whole: Phrases
    first: Phrases
    last: Phrases
    groups: Phrases
    remarks: Phrases
    classes: Phrases
    years: Phrases
    names: Phrases
    no_classes: Phrases


@cache
def table_words() -> TableWords:
    """The shipped words.

    Raises:
        DataFileError: the file is damaged.
    """
    path = data_folder() / "table-words.toml"
    top = DataTable(path.name, "", read_toml(path))
    top.only("source", "date", "summary", "remarks", "sections")
    top.text("source")
    summary, remarks, sections = (_table(top, key) for key in ("summary", "remarks", "sections"))
    summary.only("whole", "first", "last", "groups")
    remarks.only("first")
    sections.only("class", "year", "names", "no_class")
    return TableWords(
        whole=_phrases(summary, "whole"),
        first=_phrases(summary, "first"),
        last=_phrases(summary, "last"),
        groups=_phrases(summary, "groups"),
        remarks=_phrases(remarks, "first"),
        classes=_phrases(sections, "class"),
        years=_phrases(sections, "year"),
        names=_phrases(sections, "names"),
        no_classes=_phrases(sections, "no_class"),
    )


def _table(top: DataTable, key: str) -> DataTable:
    found = top.table(key)
    if found is None:
        raise top.fail(key, "is missing")
    return found


def _phrases(table: DataTable, key: str) -> Phrases:
    return frozenset(tuple(fold(text).split()) for text in table.texts(key))


def is_date(text: str) -> bool:
    """Whether a clean cell is a date and nothing else."""
    return bool(_DATE.fullmatch(text))


def is_upn(text: str) -> bool:
    """Whether a clean cell is a UPN with the right check letter."""
    return len(text) == 13 and upn_problem(text) is None


@lru_cache(maxsize=65536)
def is_summary_text(text: str) -> bool:
    """Whether a clean cell says that its row counts, adds up or averages, such as `Class average` or `% at ARE`.

    A surname may say the same: the caller looks at what else the row holds.
    """
    said = tuple(fold(text).split())
    if not said:
        return False
    words = table_words()
    if said in words.whole or (text.startswith("%") and any(map(str.isalpha, text))):
        return True
    if "," in text:  # a surname before its forename
        return False
    if "%" in text and not text[0].isdigit():
        return True
    if _starts(said, words.first):
        return True
    head = next((said[:-size] for size in (1, 2) if said[-size:] in words.last), None)
    return bool(head) and head is not None and _is_group(head, words)


def ends_as_summary(text: str) -> bool:
    """Whether a clean cell of a class or group column ends as Excel's subtotals do: `Oak Total`."""
    said = tuple(fold(text).split())
    return len(said) > 1 and any(said[-size:] in table_words().last for size in (1, 2))


def _is_group(said: tuple[str, ...], words: TableWords) -> bool:
    """Whether what stands before “average” or “total” is a class or a group and no forename."""
    return any((word,) in words.groups for word in said) or section_of(" ".join(said))[0] != ""


def _starts(said: tuple[str, ...], phrases: Phrases) -> bool:
    return any(said[:size] in phrases for size in range(1, min(len(said), 4)))


def is_remark(text: str) -> bool:
    """Whether a clean cell that stands alone in its row is a remark: `* = absent`, `Key: …`, `Page 2 of 3`."""
    said = tuple(fold(text).split())
    if _MARK.match(text) or len(text) > _LONG or _PAGE.fullmatch(" ".join(said)):
        return True
    words = table_words().remarks
    return said in words or _starts(said, words)


@lru_cache(maxsize=4096)
def section_of(text: str) -> tuple[SectionKind, str]:
    """What a clean cell that stands alone in its row heads: (`class` or `year`, its name), or `("", "")`.

    `Class 4B` and `4B` name the class 4B, `Year 4` and `Reception` a year group, `Oak Class` the class Oak.
    """
    said = tuple(fold(text).split())
    words = table_words()
    if not said or len(text) > _LONG:
        return "", ""
    if said in words.names:
        return "year", text
    labels = ((words.years, "year"), (words.classes, "class"))
    for size in (3, 2, 1):
        for phrases, kind in labels:
            if len(said) > size and said[:size] in phrases:
                rest = _after(text, size)
                if kind == "year" and _YEAR_LIKE.fullmatch(fold(rest)):
                    return "year", rest
                return "class", rest if kind == "class" or _CLASS_LIKE.fullmatch(rest) else text
    if len(said) in (2, 3) and said[-1:] in words.classes:
        return "class", text[: text.rfind(" ")].strip()
    compact = re.fullmatch(r"y(?:r|ear)?\s?(r|\d{1,2})", text, re.IGNORECASE | re.ASCII)
    if compact is not None:
        return "year", compact[1]
    return ("class", text) if _CLASS_LIKE.fullmatch(text) else ("", "")


def _after(text: str, size: int) -> str:
    """`text` without its first words and what parts them from the rest."""
    return re.sub(rf"^\W*(?:\w+[\W_]+){{{size}}}", "", text, count=1).strip() or text

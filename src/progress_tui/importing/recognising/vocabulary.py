"""The words that headings are made of: `data/headings.toml`, and what a profile adds to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, cast

from progress_tui.domain.calendar import HALF_TERMS
from progress_tui.domain.data_files import DataTable
from progress_tui.domain.errors import DataFileError
from progress_tui.domain.text import fold
from progress_tui.importing.recognising.mapping import PUPIL_FIELDS
from progress_tui.importing.recognising.stages import stages
from progress_tui.resources import data_folder, read_toml

Role = Literal["field", "long", "result", "target", "unstored", "unwanted", "unknown"]
SeriesKind = Literal["teacher", "test", "statutory"]
Meaning = tuple[str, object]
"""What a phrase inside a heading stands for: (slot, value)."""

LONG_COLUMNS = ("subject", "point", "assessment", "measure", "result")
PARTS = (
    "fields", "long", "subjects", "terms", "year_groups", "assessments", "scores", "statutory", "stages", "words",
    "unwanted", "reasons",
)  # fmt: skip
"""The tables of a vocabulary."""

_MARKS = ("target", "progress", "effort", "derived", "filler")
_UNWANTED = ("address", "medical", "contacts", "ethnicity", "other")
_KINDS = ("teacher", "test", "statutory")


@dataclass(frozen=True, slots=True)
class Assessment:
    """Who or what assessed, or how the result is put.

    Attributes:
        label: the assessment in words; `kind` who judged.
        scales: what can stand in such a column: `codes`, `numbers` or scale ids.
        subject: what it is of where a heading names no subject, `""` where it can be of any.
        adds: said beside the assessment that a heading names, such as `age-standardised`.
        reasons: of a DfE column, the headings of which one may say beside it why there is no result.
    """

    label: str
    kind: SeriesKind
    scales: tuple[str, ...]
    subject: str = ""
    adds: str = ""
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """Words and what they mean.

    Attributes:
        whole: squeezed heading → (role, name, priority).
        statutory: folded heading → what a DfE column is.
        phrases: folded words → meaning inside a result heading.
        longest: words in the longest phrase.
        words: every word of a phrase.
        joined: a phrase written as one word → its words.
        reasons: folded heading of a DfE column that says why there is no result.
        outcomes: words that name such a column in the heading of a school.
        closed: whether headings that are not named as a whole are left out (downloads of a hundred columns).
    """

    whole: dict[str, tuple[Role, str, int]]
    statutory: dict[str, Assessment]
    phrases: dict[tuple[str, ...], Meaning]
    longest: int
    words: frozenset[str]
    joined: dict[str, tuple[str, ...]]
    reasons: frozenset[str] = frozenset()
    outcomes: frozenset[str] = frozenset()
    closed: bool = False


def squeeze(text: str) -> str:
    """A heading for comparing as a whole: folded, without spaces."""
    return fold(text).replace(" ", "")


@cache
def vocabulary() -> Vocabulary:
    """The shipped vocabulary.

    Raises:
        DataFileError: the file is damaged.
    """
    found = load_vocabulary(data_folder() / "headings.toml")
    if not found.phrases:
        raise DataFileError("headings.toml holds no words", remedy="Reinstall progress-tui.")
    return found


def load_vocabulary(path: Path) -> Vocabulary:
    """Read and check a vocabulary.

    Raises:
        DataFileError: a key is unknown or missing, or one word has two meanings.
    """
    top = DataTable(path.name, "", read_toml(path))
    top.only("source", "date", *PARTS)
    top.text("source")
    if "date" not in top.content:
        raise top.fail("date", "is missing")
    for key in PARTS:
        if key not in top.content:
            raise top.fail(key, "is missing")
    return vocabulary_of(top)


def vocabulary_of(top: DataTable, base: Vocabulary | None = None, *, closed: bool = False) -> Vocabulary:
    """The vocabulary that the tables of a file make; their words win over those of `base`.

    Raises:
        DataFileError: a key is unknown, or one word has two meanings in the file.
    """
    whole = _whole(top)
    phrases: dict[tuple[str, ...], Meaning] = {}
    for word, meaning in _phrases(top):
        if phrases.setdefault(tuple(fold(word).split()), meaning) != meaning:
            raise top.fail("", f"gives “{word}” two meanings inside a heading")
    statutory = {fold(table.text("heading")): _statutory(table) for table in top.tables("statutory")}
    reasons = frozenset(fold(text) for said in statutory.values() for text in said.reasons)
    outcomes = frozenset(fold(word) for _, _, word in _words(top, "reasons", ("words",)))
    if base is not None:
        whole, phrases = {**base.whole, **whole}, {**base.phrases, **phrases}
        statutory = {**base.statutory, **statutory}
        reasons, outcomes = base.reasons | reasons, base.outcomes | outcomes
    return Vocabulary(
        whole,
        statutory,
        phrases,
        longest=max(map(len, phrases), default=0),
        words=frozenset(word for phrase in phrases for word in phrase),
        joined={"".join(phrase): phrase for phrase in phrases},
        reasons=reasons,
        outcomes=outcomes,
        closed=closed,
    )


def _whole(top: DataTable) -> dict[str, tuple[Role, str, int]]:
    whole: dict[str, tuple[Role, str, int]] = {}
    groups: tuple[tuple[Role, str, tuple[str, ...]], ...] = (
        ("field", "fields", PUPIL_FIELDS),
        ("long", "long", LONG_COLUMNS),
        ("unwanted", "unwanted", _UNWANTED),
    )
    for role, key, known in groups:
        for name, place, word in _words(top, key, known):
            if whole.setdefault(squeeze(word), (role, name, place))[:2] != (role, name):
                raise top.fail(f"{key}.{name}", f"gives “{word}” a second meaning")
    return whole


def _words(top: DataTable, key: str, known: tuple[str, ...] | None) -> Iterator[tuple[str, int, str]]:
    """(name, place, word) of a table of lists of words."""
    table = top.table(key)
    if table is None:
        return
    if known is not None:
        table.only(*known)
    for name in table.content:
        for place, word in enumerate(table.texts(name)):
            yield name, place, word


def _phrases(top: DataTable) -> Iterator[tuple[str, Meaning]]:
    for subject, _, word in _words(top, "subjects", None):
        yield word, ("subject", subject)
    for term, _, word in _words(top, "terms", HALF_TERMS):
        # "Autumn Term" is the term as a whole: beside "HT1" it is the first half, alone the second.
        whole = term.endswith("2") and not any(sign in word.casefold() for sign in "12") and "Half" not in word
        yield word, ("term" if whole else "half_term", HALF_TERMS.index(term))
    for group, _, word in _words(top, "year_groups", ("-2", "-1", "0", "1", "2", "3", "4", "5", "6")):
        yield word, ("year_group", int(group))
    for mark, _, word in _words(top, "words", _MARKS):
        yield word, (mark, True)
    for word, stage in stages(top):
        yield word, ("stage", stage)
    for key, slot in (("assessments", "assessment"), ("scores", "score")):
        for table in top.tables(key):
            table.only("label", "kind", "scales", "words", "subject", "adds")
            kind = cast(SeriesKind, table.choice("kind", _KINDS))
            subject, adds = (table.get(name, str, "a text") or "" for name in ("subject", "adds"))
            for word in table.texts("words"):
                yield word, (slot, Assessment(table.text("label"), kind, table.texts("scales"), subject, adds))


def _statutory(table: DataTable) -> Assessment:
    table.only("heading", "subject", "label", "scales", "reasons")
    label, subject = table.text("label"), table.text("subject")
    return Assessment(label, "statutory", table.texts("scales"), subject, reasons=table.texts("reasons"))

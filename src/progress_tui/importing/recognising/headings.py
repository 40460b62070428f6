"""What one column heading says: a field of the pupil, or a result with its subject, time and assessment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal, cast

from progress_tui.domain.calendar import HALF_TERMS, parse_academic_year, parse_half_term
from progress_tui.domain.data_files import DataTable
from progress_tui.domain.errors import DataFileError
from progress_tui.domain.text import fold
from progress_tui.importing.facts import SeriesKind
from progress_tui.importing.recognising.mapping import PUPIL_FIELDS
from progress_tui.importing.recognising.stages import Stage, stages
from progress_tui.resources import data_folder, read_toml

Role = Literal["field", "long", "result", "target", "unstored", "unwanted", "unknown"]
LONG_COLUMNS = ("subject", "point", "assessment", "result")
_MARKS = ("target", "progress", "effort", "filler")
_KINDS = ("teacher", "test", "statutory")
_GENERIC = ("teacher assessment", "test")
_END_OF_YEAR = HALF_TERMS.index("Sum2")
"""Where statutory results stand in their year."""

# A pair of years, and not a piece of a date such as 01/02/2025.
_YEAR = re.compile(
    r"(?<!\d)(?<!\d\d[-/.])(?:(?:\d{4}|\d{2})\s?[-/–]\s?(?:\d{4}|\d{2})|20\d{4})(?!\d)(?![-/.]\d\d)", re.ASCII
)
_STRONG = re.compile(r"[$|:/\\]")
_WORD = re.compile(r"[^\W_]+")
_PIECE = re.compile(r"[A-Z]{2,}(?![a-z])\d*|[A-Z][a-z]*\d*|[a-z]+\d*|\d+")
_YEAR_GROUP = re.compile(r"(?:y|yr|year|ncyear)(r|\d{1,2})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Assessment:
    """Who or what assessed, or how the result is put.

    Attributes:
        label: the assessment in words; `kind` who judged.
        scales: what can stand in such a column: `codes`, `numbers` or scale ids.
        subject: on statutory headings only.
    """

    label: str
    kind: SeriesKind
    scales: tuple[str, ...]
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """One heading as read.

    Attributes:
        role: `field` of the pupil, `long` (a column of a long layout), `result`, `target`, `unstored` (progress,
            effort), `unwanted` (what the app has no use for) or `unknown`.
        name: which field, long column, or category of unwanted data.
        priority: among words for one field, 0 is the first choice.
        subject: subject id, `""` when the heading names none.
        half_term: 0–5; `academic_year` its start year; `year_group` Reception 0.
        assessment: label, `""` when not named; `kind` and `scales` as in `Assessment`.
        unread: the words that were not understood.
    """

    text: str
    role: Role
    name: str = ""
    priority: int = 0
    subject: str = ""
    half_term: int | None = None
    academic_year: int | None = None
    year_group: int | None = None
    assessment: str = ""
    kind: SeriesKind | None = None
    scales: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()

    @property
    def point(self) -> str:
        """The half-term code, `""` when the heading names none."""
        return "" if self.half_term is None else HALF_TERMS[self.half_term]


Meaning = tuple[str, object]
"""What a phrase inside a heading stands for: (slot, value)."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of `data/headings.toml`.

    Attributes:
        whole: folded heading → (role, name, priority).
        statutory: folded heading → what a DfE column is.
        phrases: folded words → meaning inside a result heading.
        longest: words in the longest phrase.
    """

    whole: dict[str, tuple[Role, str, int]]
    statutory: dict[str, Assessment]
    phrases: dict[tuple[str, ...], Meaning]
    longest: int


def load_vocabulary(path: Path) -> Vocabulary:
    """Read and check a vocabulary.

    Raises:
        DataFileError: a key is unknown or missing, or one word has two meanings.
    """
    top = DataTable(path.name, "", read_toml(path))
    top.only(
        "source", "date", "fields", "long", "subjects", "terms", "assessments", "scores", "statutory", "stages",
        "words", "unwanted",
    )  # fmt: skip
    top.text("source")
    if "date" not in top.content:
        raise top.fail("date", "is missing")
    whole: dict[str, tuple[Role, str, int]] = {}
    groups: tuple[tuple[Role, str, tuple[str, ...]], ...] = (
        ("field", "fields", PUPIL_FIELDS),
        ("long", "long", LONG_COLUMNS),
        ("unwanted", "unwanted", ("address", "medical", "contacts", "ethnicity", "other")),
    )
    for role, key, known in groups:
        for name, place, word in _words(top, key, known):
            if whole.setdefault(fold(word), (role, name, place))[:2] != (role, name):
                raise top.fail(f"{key}.{name}", f"gives “{word}” a second meaning")
    phrases: dict[tuple[str, ...], Meaning] = {}
    for word, meaning in _phrases(top):
        if phrases.setdefault(tuple(fold(word).split()), meaning) != meaning:
            raise top.fail("", f"gives “{word}” two meanings inside a heading")
    statutory = {fold(table.text("heading")): _statutory(table) for table in top.tables("statutory")}
    return Vocabulary(whole, statutory, phrases, max(map(len, phrases)))


def _words(top: DataTable, key: str, known: tuple[str, ...] | None) -> Iterator[tuple[str, int, str]]:
    """(name, place, word) of a table of lists of words."""
    table = top.table(key)
    if table is None:
        raise top.fail(key, "is missing")
    if known is not None:
        table.only(*known)
    for name in table.content:
        for place, word in enumerate(table.texts(name)):
            yield name, place, word


def _phrases(top: DataTable) -> Iterator[tuple[str, Meaning]]:
    for subject, _, word in _words(top, "subjects", None):
        yield word, ("subject", subject)
    for term, _, word in _words(top, "terms", HALF_TERMS):
        yield word, ("half_term", HALF_TERMS.index(term))
    for mark, _, word in _words(top, "words", _MARKS):
        yield word, (mark, True)
    for word, stage in stages(top):
        yield word, ("stage", stage)
    for key, slot in (("assessments", "assessment"), ("scores", "score")):
        for table in top.tables(key):
            table.only("label", "kind", "scales", "words")
            kind = cast(SeriesKind, table.choice("kind", _KINDS))
            for word in table.texts("words"):
                yield word, (slot, Assessment(table.text("label"), kind, table.texts("scales")))


def _statutory(table: DataTable) -> Assessment:
    table.only("heading", "subject", "label", "scales")
    return Assessment(table.text("label"), "statutory", table.texts("scales"), table.text("subject"))


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


@dataclass(slots=True)
class _Parts:
    """What has been read of a result heading so far."""

    words: Vocabulary
    slots: dict[str, object] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)

    def put(self, slot: str, value: object, word: str) -> None:
        """Note a meaning; a second, different one for the slot leaves the word unread."""
        if slot == "filler":
            return
        held = self.slots.get(slot)
        if slot == "subject" and held is not None and held != value:
            self._second_subject(value, word)
        elif isinstance(held, Stage) and isinstance(value, Stage) and (held.narrows(value) or value.narrows(held)):
            self.slots[slot] = held if held.narrows(value) else value
        elif slot in ("assessment", "score") and isinstance(held, Assessment) and isinstance(value, Assessment):
            self._second_assessment(slot, held, value, word)
        elif held is None or held == value:
            self.slots[slot] = value
        else:
            self.unread.append(word)

    def _second_subject(self, value: object, word: str) -> None:
        # Beside another subject a lone R is Reception, as in "R Aut Maths".
        if word == "r":
            self.put("year_group", 0, word)
        elif self.slots.get("lone r"):
            self.slots.update({"subject": value, "year_group": 0})
        else:
            self.unread.append(word)

    def _second_assessment(self, slot: str, held: Assessment, value: Assessment, word: str) -> None:
        # "NTS test" is NTS: the particular name wins over the general word.
        if held.label in _GENERIC and value.label not in _GENERIC:
            self.slots[slot] = value
        elif held.label != value.label and value.label not in _GENERIC:
            self.unread.append(word)


@lru_cache(maxsize=4096)
def read_heading(text: str) -> Heading:
    """What a heading says.

    Args:
        text: a cleaned heading, such as `2025-26 Aut2 Reading TA` or `Summative Assessment$Spring End of Term$3$Maths`.
    """
    words, key = vocabulary(), fold(text)
    statutory = words.statutory.get(key)
    if statutory is not None:
        said = (statutory.label, statutory.kind, statutory.scales)
        return Heading(text, "result", "", 0, statutory.subject, _END_OF_YEAR, None, None, *said)
    if key in words.whole:
        role, name, priority = words.whole[key]
        return Heading(text, role, name, priority)
    return _staged(_read_parts(text), text)


@lru_cache(maxsize=4096)
def read_phrase(text: str) -> Heading:
    """What a text says as words of a result heading, such as a cell of a `Subject`, `Term` or `Result Type` column."""
    return _heading(text, _read_parts(text))


def _read_parts(text: str) -> _Parts:
    words = vocabulary()
    parts = _Parts(words)
    rest = _YEAR.sub(lambda match: _take_year(match[0], parts), text)
    for segment in _STRONG.split(rest):
        _read_segment(_tokens(segment, words), parts)
    stage = parts.slots.get("stage")
    if isinstance(stage, Stage) and stage.subject:
        parts.put("subject", stage.subject, stage.label)
    return parts


def _take_year(text: str, parts: _Parts) -> str:
    """Note an academic year and blank it out; anything else of its shape stays in the text."""
    year = parse_academic_year(text)
    if year is None:
        return text
    parts.put("academic_year", year, text)
    return " "


def _tokens(segment: str, words: Vocabulary) -> list[str]:
    """The folded words of a segment; `ReadingTA` is two when both parts are known."""
    tokens: list[str] = []
    for word in _WORD.findall(segment.replace("'", "").replace("’", "")):
        pieces = _PIECE.findall(word)
        split = len(pieces) > 1 and not _known(fold(word), words) and all(_known(fold(p), words) for p in pieces)
        tokens.extend(fold(piece) for piece in (pieces if split else [word]))
    return tokens


def _known(word: str, words: Vocabulary) -> bool:
    return (word,) in words.phrases or parse_half_term(word) is not None or bool(_YEAR_GROUP.fullmatch(word))


def _read_segment(tokens: list[str], parts: _Parts) -> None:
    at = 0
    while at < len(tokens):
        size, (slot, value) = _next(tokens, at, parts)
        word = " ".join(tokens[at : at + size])
        if slot == "unread":
            parts.unread.append(word)
        else:
            if word == "r" and "subject" not in parts.slots:
                parts.slots["lone r"] = True
            parts.put(slot, value, word)
        at += size


def _next(tokens: list[str], at: int, parts: _Parts) -> tuple[int, Meaning]:
    """The longest thing that starts at `at`: (words taken, meaning)."""
    for size in range(min(parts.words.longest, len(tokens) - at), 0, -1):
        meaning = parts.words.phrases.get(tuple(tokens[at : at + size]))
        if meaning is not None and not (size == 1 and _timed(tokens, at)):
            return size, meaning
        if size <= 2:
            joined = "".join(tokens[at : at + size])
            half_term = parse_half_term(joined)
            if half_term is not None:
                return size, ("half_term", half_term)
            group = _YEAR_GROUP.fullmatch(joined)
            if group is not None:
                return size, ("year_group", 0 if group[1] == "r" else int(group[1]))
    token = tokens[at]
    # A bare figure is a year group only where it stands alone or first: "Maths Test 2" is not Year 2.
    stands_alone = len(tokens) == 1 or (at == 0 and not parts.slots)
    if re.fullmatch(r"[1-9]", token) and stands_alone:
        return 1, ("year_group", int(token))
    return 1, ("unread", None)


def _timed(tokens: list[str], at: int) -> bool:
    """Whether a single word belongs with the figure after it, as in `A 1`."""
    return at + 1 < len(tokens) and parse_half_term(tokens[at] + tokens[at + 1]) is not None


def _staged(parts: _Parts, text: str) -> Heading:
    """A heading that names a statutory assessment stands at the end of its year, unless it names another time."""
    said, stage = _heading(text, parts), parts.slots.get("stage")
    if not isinstance(stage, Stage) or said.kind != "statutory" or said.role not in ("result", "target"):
        return said
    dated = said.academic_year is not None or said.year_group is not None
    year_group = said.year_group if dated else stage.year_group
    return replace(said, half_term=_END_OF_YEAR, year_group=year_group)


def _assessed(slots: dict[str, object]) -> tuple[str, SeriesKind | None, tuple[str, ...]]:
    """Who assessed (label and kind) and on which scales, as far as a heading says."""
    named, score, stage = slots.get("assessment"), slots.get("score"), slots.get("stage")
    who = named if isinstance(named, Assessment) else score
    how = score if isinstance(score, Assessment) else named
    label, kind = (who.label, who.kind) if isinstance(who, Assessment) else ("", None)
    hints = how.scales if isinstance(how, Assessment) else ()
    if isinstance(stage, Stage):
        # A mock, another test, or another time in the year is practice; so is what a teacher says of phonics.
        taken = label in ("", "test") or (label == "teacher assessment" and not stage.subject)
        if taken and slots.get("half_term", _END_OF_YEAR) == _END_OF_YEAR:
            label, hints = stage.named(hints, in_words=who is not None)
            return label, "statutory", hints
        return label, kind, hints or (*stage.codes, *stage.numbers)
    return label, kind, hints


def _heading(text: str, parts: _Parts) -> Heading:
    slots = parts.slots
    assessment, kind, scales = _assessed(slots)
    told = any(slot in slots for slot in ("subject", "half_term", "academic_year", "assessment", "score", "stage"))
    role: Role = "result" if told else "unknown"
    if "target" in slots:
        role = "target"
    if "progress" in slots or "effort" in slots:
        role = "unstored"
    elif parts.unread:
        role = "unknown"
    return Heading(
        text=text,
        role=role,
        subject=cast(str, slots.get("subject", "")),
        half_term=cast("int | None", slots.get("half_term")),
        academic_year=cast("int | None", slots.get("academic_year")),
        year_group=cast("int | None", slots.get("year_group")),
        assessment=assessment,
        kind=kind,
        scales=scales,
        unread=tuple(parts.unread),
    )

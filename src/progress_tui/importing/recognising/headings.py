"""What one column heading says: a field of the pupil, or a result with its subject, time and assessment."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from progress_tui.domain.calendar import HALF_TERMS
from progress_tui.domain.text import fold
from progress_tui.importing.recognising.phrases import END_OF_YEAR, Parts, read_parts
from progress_tui.importing.recognising.stages import Stage
from progress_tui.importing.recognising.vocabulary import (
    LONG_COLUMNS,
    Assessment,
    Role,
    SeriesKind,
    Vocabulary,
    load_vocabulary,
    squeeze,
    vocabulary,
)

__all__ = [
    "LONG_COLUMNS", "Assessment", "Heading", "Role", "Vocabulary", "load_vocabulary", "read_heading", "read_phrase",
    "vocabulary",
]  # fmt: skip

_BRACKETS = re.compile(r"\s*[(\[{][^)\]}]*[)\]}]\s*")
_PREFIXED = re.compile(r"(?:phonics|ks1|ks2|mtc|eyfsp|eyfs)_(.+)", re.IGNORECASE)
_OWNERS = frozenset(
    ("pupil", "pupils", "student", "students", "child", "childs", "children", "childrens", "learner", "learners",
     "is", "has", "current", "currently")
)  # fmt: skip
_TAILS = frozenset(("status", "flag", "indicator", "code", "codes", "y", "n", "yn", "yes", "no", "number"))


@dataclass(frozen=True, slots=True)
class Heading:
    """One heading as read.

    Attributes:
        role: `field` of the pupil, `long` (a column of a long layout), `result`, `target`, `unstored` (progress,
            effort, figures worked out from others), `unwanted` (what the app has no use for) or `unknown`.
        name: which field, long column, or category of what is unwanted or unstored.
        priority: among words for one field, 0 is the first choice.
        subject: subject id, `""` when the heading names none.
        half_term: 0–5; `academic_year` its start year; `year_group` Reception 0.
        assessment: label, `""` when not named; `kind` and `scales` as in `Assessment`.
        unread: the words that were not understood.
        calendar: the calendar year that the academic year was worked out from (`Summer 2026` is 2025-26), else `""`.
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
    calendar: str = ""

    @property
    def point(self) -> str:
        """The half-term code, `""` when the heading names none."""
        return "" if self.half_term is None else HALF_TERMS[self.half_term]

    @property
    def told(self) -> bool:
        """Whether it says anything of a result."""
        parts = (self.half_term, self.academic_year, self.year_group)
        return bool(self.subject or self.assessment or self.scales) or any(part is not None for part in parts)

    @property
    def is_result(self) -> bool:
        """Whether such a column holds results or targets."""
        return self.role in ("result", "target") or (self.role, self.name) == ("long", "result")


@lru_cache(maxsize=8192)
def read_heading(text: str, words: Vocabulary | None = None) -> Heading:
    """What a heading says.

    Args:
        text: a cleaned heading, such as `2025-26 Aut2 Reading TA` or `Summative Assessment$Spring End of Term$3$Maths`.
        words: the vocabulary, the shipped one when not given.
    """
    words = words or vocabulary()
    statutory = words.statutory.get(fold(text))
    if statutory is not None:
        said = (statutory.label, statutory.kind, statutory.scales)
        return Heading(text, "result", "", 0, statutory.subject, END_OF_YEAR, None, None, *said)
    if fold(text) in words.reasons:
        return Heading(text, "unstored", "reasons")
    whole = _whole(text, words)
    if whole is not None:
        role, name, priority = whole
        return Heading(text, role, name, priority)
    if words.closed:
        return Heading(text, "unstored", "closed")
    return _staged(read_parts(text, words), text)


@lru_cache(maxsize=8192)
def read_phrase(text: str, words: Vocabulary | None = None) -> Heading:
    """What a text says as words of a result heading, such as a cell of a `Subject`, `Term` or `Result Type` column."""
    return _heading(text, read_parts(text, words or vocabulary()))


def _whole(text: str, words: Vocabulary) -> tuple[Role, str, int] | None:
    """What a heading means as a whole, also with words around it that say nothing: `Pupil's DOB (dd/mm/yyyy)`."""
    bare = [text, _BRACKETS.sub(" ", text)]
    for spelling in bare:
        found = words.whole.get(squeeze(spelling))
        if found is not None:
            return found
    prefixed = _PREFIXED.fullmatch(text)
    found = words.whole.get(squeeze(prefixed[1])) if prefixed is not None else None
    # The prefix of MTC_SCORE says of what the score is: it is no column of a long layout.
    if found is not None and found[0] != "long":
        return found
    left = fold(bare[1]).split()
    while left and left[0] in _OWNERS:
        del left[0]
    for end in range(len(left), 0, -1):
        found = words.whole.get("".join(left[:end]))
        if found is not None and found[0] in ("field", "unwanted"):
            return found
        if left[end - 1] not in _TAILS:
            return None
    return None


def _staged(parts: Parts, text: str) -> Heading:
    """A heading that names a statutory assessment stands at the end of its year, unless it names another time."""
    said, stage = _heading(text, parts), parts.slots.get("stage")
    if not isinstance(stage, Stage) or said.kind != "statutory" or said.role not in ("result", "target"):
        return said
    dated = said.academic_year is not None or said.year_group is not None
    year_group = said.year_group if dated else stage.year_group
    return replace(said, half_term=END_OF_YEAR, year_group=year_group)


def _assessed(parts: Parts) -> tuple[str, SeriesKind | None, tuple[str, ...]]:
    """Who assessed (label and kind) and on which scales, as far as a heading says."""
    named, score, stage = (parts.slots.get(slot) for slot in ("assessment", "score", "stage"))
    who = named if isinstance(named, Assessment) else score
    how = score if isinstance(score, Assessment) else named
    label, kind = (who.label, who.kind) if isinstance(who, Assessment) else ("", None)
    hints = how.scales if isinstance(how, Assessment) else ()
    adds = how.adds if isinstance(how, Assessment) else ""
    if isinstance(stage, Stage):
        # A mock, another test, or another time in the year is practice; so is what a teacher says of phonics.
        # "MTC result" is what the check gave, not what a teacher says.
        plain = named is None and hints == ("codes",)
        taken = not adds and (label in ("", "test") or (label == "teacher assessment" and (plain or not stage.subject)))
        if taken and parts.half_term in (None, END_OF_YEAR):
            label, hints = stage.named(hints, in_words=who is not None)
            return label, "statutory", hints
        return _added(label, adds), kind, hints or (*stage.codes, *stage.numbers)
    return _added(label, adds), kind, hints


def _added(label: str, adds: str) -> str:
    return f"{label} {adds}".strip()


def _heading(text: str, parts: Parts) -> Heading:
    slots = parts.slots
    assessment, kind, scales = _assessed(parts)
    timed = parts.half_term is not None or parts.academic_year is not None
    told = timed or parts.subject or any(slot in slots for slot in ("assessment", "score", "stage"))
    role: Role = "result" if told else "unknown"
    name = ""
    if "target" in slots:
        role = "target"
    if any(mark in slots for mark in ("progress", "effort", "derived")):
        role = "unstored"
        name = "" if "progress" in slots or "effort" in slots else "derived"
    elif parts.unread:
        role = "unknown"
    return Heading(
        text=text,
        role=role,
        name=name,
        subject=parts.subject,
        half_term=parts.half_term,
        academic_year=parts.academic_year,
        year_group=parts.year_group,
        assessment=assessment,
        kind=kind,
        scales=scales,
        unread=tuple(parts.unread),
        calendar=parts.calendar,
    )

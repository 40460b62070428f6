"""The grammar inside a result heading: subject, time, year group and assessment in any order."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from progress_tui.domain.calendar import HALF_TERMS, parse_academic_year, parse_half_term
from progress_tui.importing.recognising.splitting import YEAR_GROUP, tokens
from progress_tui.importing.recognising.stages import Stage
from progress_tui.importing.recognising.vocabulary import Assessment, Meaning, Vocabulary

END_OF_YEAR = HALF_TERMS.index("Sum2")
"""Where statutory results stand in their year."""

_GENERIC = ("teacher assessment", "test")
_OF_ENGLISH = {"reading", "writing", "gps"}
_TOGETHER = {"reading", "writing", "maths"}
_FIRST_OF_SPRING = 2

# A pair of years, and not a piece of a date such as 01/02/2025.
_YEAR = re.compile(
    r"(?<!\d)(?<!\d\d[-/.])(?:(?:\d{4}|\d{2})\s?[-/–]\s?(?:\d{4}|\d{2})|20\d{2}[ _]\d{2}|20\d{4})(?!\d)(?![-/.]\d\d)",
    re.ASCII,
)
_OUT_OF = re.compile(r"(?<!\d)\s*(?:/|\bout of|\bmax(?:imum)?)\s*\d{2,3}(?![\d/.-])", re.ASCII | re.IGNORECASE)
_STRONG = re.compile(r"[$|:/\\]")
_CALENDAR = re.compile(r"20[0-4]\d", re.ASCII)
_SHORT_CALENDAR = re.compile(r"[1-4]\d", re.ASCII)


@dataclass(slots=True)
class Parts:
    """What has been read of a result heading.

    Attributes:
        words: the vocabulary.
        slots: slot → meaning: `assessment`, `score`, `stage` and the marks.
        unread: the words that were not understood.
        subject, half_term, academic_year, year_group: settled by `settle`.
        calendar: the calendar year that the academic year was worked out from.
    """

    words: Vocabulary
    slots: dict[str, object] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)
    subject: str = ""
    half_term: int | None = None
    academic_year: int | None = None
    year_group: int | None = None
    calendar: str = ""
    _subjects: dict[str, str] = field(default_factory=dict)
    _terms: dict[str, int] = field(default_factory=dict)
    _halves: dict[str, int] = field(default_factory=dict)
    _groups: dict[int, str] = field(default_factory=dict)
    _figures: list[str] = field(default_factory=list)
    _calendars: list[str] = field(default_factory=list)

    def put(self, slot: str, value: object, word: str) -> None:
        """Note a meaning; a second, different one for the slot leaves the word unread."""
        held = self.slots.get(slot)
        if slot == "subject":
            self._subjects.setdefault(str(value), word)
        elif slot in ("term", "half_term") and isinstance(value, int):
            (self._terms if slot == "term" else self._halves)[word] = value
        elif slot == "year_group" and isinstance(value, int):
            self._groups.setdefault(value, word)
        elif slot == "figure":
            self._figures.append(word)
        elif slot == "calendar":
            self._calendars.append(word)
        elif isinstance(held, Stage) and isinstance(value, Stage) and (held.narrows(value) or value.narrows(held)):
            self.slots[slot] = held if held.narrows(value) else value
        elif isinstance(held, Assessment) and isinstance(value, Assessment):
            self._second_assessment(slot, held, value, word)
        elif held is None or held == value:
            self.slots[slot] = value
        else:
            self.unread.append(word)

    def _second_assessment(self, slot: str, held: Assessment, value: Assessment, word: str) -> None:
        # "NTS test" is NTS: the particular name wins over the general word.
        if held.label in _GENERIC and value.label not in _GENERIC:
            self.slots[slot] = value
        elif held.label == value.label and len(value.scales) == 1 and "codes" not in value.scales:
            self.slots[slot] = value if held.scales in (("numbers",), ("codes",)) else held
        elif held.label != value.label and value.label not in _GENERIC:
            self.unread.append(word)

    def settle(self) -> None:
        """Put together what the words say of subject and time."""
        stage = self.slots.get("stage")
        if isinstance(stage, Stage) and stage.subject:
            self._subjects.setdefault(stage.subject, stage.label)
        self._settle_subject()
        self._settle_groups()
        self._settle_term()
        self._settle_calendar(stage)

    def _settle_subject(self) -> None:
        names = dict(self._subjects)
        if set(names) == _TOGETHER or ("rwm" in names and set(names) <= {"rwm", *_TOGETHER}):
            self.subject = "rwm"
            return
        if "english" in names and _OF_ENGLISH & set(names):
            del names["english"]
        # Beside another subject a lone R is Reception, as in "R Aut Maths".
        if len(names) == 2 and names.get("reading") == "r":
            del names["reading"]
            self._groups.setdefault(0, "r")
        self.subject = next(iter(names), "")
        self.unread.extend(list(names.values())[1:])
        if not self.subject:
            said = [self.slots.get(slot) for slot in ("assessment", "score")]
            self.subject = next((one.subject for one in said if isinstance(one, Assessment) and one.subject), "")

    def _settle_groups(self) -> None:
        """A bare figure is a year group where no other word is: `4 Aut Re`, `Re 4`."""
        for figure in self._figures:
            if self._groups and int(figure) not in self._groups:
                self.unread.append(figure)
            else:
                self._groups.setdefault(int(figure), figure)
        self.year_group = next(iter(self._groups), None)
        self.unread.extend(list(self._groups.values())[1:])

    def _settle_term(self) -> None:
        """`Spring HT2` and `Spring 2` are one half-term, and `HT4` beside `Spring` says the same."""
        term, half = next(iter(self._terms.values()), None), next(iter(self._halves.values()), None)
        others = [*list(self._terms.items())[1:], *list(self._halves.items())[1:]]
        self.unread.extend(word for word, value in others if value not in (term, half))
        if term is None or half is None:
            self.half_term = half if term is None else term
        elif term // 2 == half // 2:
            self.half_term = half
        elif half < _FIRST_OF_SPRING and next(iter(self._halves)).replace(" ", "").startswith(("ht", "halfterm")):
            self.half_term = term - 1 + half
        else:
            self.half_term = term
            self.unread.append(next(iter(self._halves)))

    def _settle_calendar(self, stage: object) -> None:
        """A calendar year beside a term says the academic year: `Summer 2026` is 2025-26."""
        half_term = self.half_term if self.half_term is not None or not isinstance(stage, Stage) else END_OF_YEAR
        for word in self._calendars:
            year = int(word) if len(word) == 4 else 2000 + int(word)
            start = year - (half_term is not None and half_term >= _FIRST_OF_SPRING)
            if half_term is None or self.academic_year not in (None, start):
                self.unread.append(word)
            else:
                self.academic_year, self.calendar = start, str(year)


def read_parts(text: str, words: Vocabulary) -> Parts:
    """Read a text as the words of a result heading."""
    parts = Parts(words)
    rest = _YEAR.sub(lambda match: _take_year(match[0], parts), text)
    for segment in _STRONG.split(_OUT_OF.sub(" ", rest)):
        _read_segment(tokens(segment, words), parts)
    parts.settle()
    return parts


def _take_year(text: str, parts: Parts) -> str:
    """Note an academic year and blank it out; anything else of its shape stays in the text."""
    year = parse_academic_year(re.sub(r"[ _](?=\d\d$)", "-", text))
    if year is None or parts.academic_year not in (None, year):
        return text
    parts.academic_year = year
    return " "


def _read_segment(found: list[str], parts: Parts) -> None:
    at, before = 0, ""
    while at < len(found):
        size, (slot, value) = _next(found, at, parts.words, before)
        word = " ".join(found[at : at + size])
        if slot == "unread":
            parts.unread.append(word)
        elif slot != "filler":
            parts.put(slot, value, word)
        before = "generic" if isinstance(value, Assessment) and not _names_a_year(value) else slot
        at += size


def _names_a_year(value: Assessment) -> bool:
    """Whether a figure after it is a year group: `PUMA 4` is the test of Year 4, `Test 4` the fourth test."""
    return value.kind == "teacher" or value.label not in ("test", "mock")


def _next(found: list[str], at: int, words: Vocabulary, before: str) -> tuple[int, Meaning]:
    """The longest thing that starts at `at`: (words taken, meaning)."""
    for size in range(min(max(words.longest, 3), len(found) - at), 0, -1):
        meaning = words.phrases.get(tuple(found[at : at + size]))
        if meaning is not None and not (size == 1 and _timed(found, at)):
            return size, meaning
        timed = _time("".join(found[at : at + size])) if size <= 3 else None
        if timed is not None:
            return size, timed
    return 1, _figure(found[at], words, before)


def _time(joined: str) -> Meaning | None:
    half_term = parse_half_term(joined)
    if half_term is not None:
        exact = any(char.isdecimal() for char in joined) or half_term == 0
        return "half_term" if exact else "term", half_term
    group = YEAR_GROUP.fullmatch(joined)
    return None if group is None else ("year_group", 0 if group[1] == "r" else int(group[1]))


def _figure(word: str, words: Vocabulary, before: str) -> Meaning:
    """What a word that is not known is: a calendar year, perhaps a year group, or unread."""
    if word == "%":
        return words.phrases.get(("percentage",), ("unread", None))
    if _CALENDAR.fullmatch(word) or (_SHORT_CALENDAR.fullmatch(word) and before in ("term", "half_term")):
        return "calendar", None
    # "Maths Test 2", "Paper 1" and "Term 1" are no year groups.
    if re.fullmatch(r"[1-6]", word) and before not in ("generic", "unread", "target", "filler"):
        return "figure", None
    return "unread", None


def _timed(found: list[str], at: int) -> bool:
    """Whether a single word belongs with the figure after it, as in `A 1`."""
    return at + 1 < len(found) and parse_half_term(found[at] + found[at + 1]) is not None

"""Finding the names of a class in free text, as people write them, and putting stand-ins for them.

A name counts as a whole word with a capital: with or without its accents and apostrophes, alone, with the rest of the
name in either order, or as a part of a double name. A text is cleaned *before* names are looked for: a zero-width
character inside a name must not hide it.

The search runs on a *plain* text (no accents, no case, one kind of apostrophe) that knows its places in the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple, Protocol

from progress_tui.domain.pupils import NameMode
from progress_tui.domain.text import clean, fold, plain_letters

_NO_LETTER_AFTER = r"(?![^\W\d_])"
_APOSTROPHES = frozenset("'’‘ʼ`´")
_HYPHENS = frozenset("-‐‑‒–")
_PARTICLES = frozenset([
    "al", "and", "bin", "bint", "da", "de", "del", "den", "der", "di", "do", "dos",
    "du", "el", "ibn", "la", "le", "of", "ter", "the", "ul", "van", "von",
])  # fmt: skip
_MOST_PARTS = 4  # a "name" of fifty words must not make thousands of pairs
_QUOTED = re.compile(r"([“\"])([^“”\"]+)([”\"])")


class Named(Protocol):
    """A pupil, as far as names go: `PupilShown`, `Person` and others are."""

    @property
    def pupil_id(self) -> int:
        """Id of the pupil."""
        ...

    @property
    def surname(self) -> str:
        """As on file, `""` when not."""
        ...

    @property
    def forename(self) -> str:
        """As on file, `""` when not."""
        ...

    @property
    def fallback(self) -> str:
        """Such as `Pupil 17`, for a pupil without a name."""
        ...

    @property
    def initials(self) -> str:
        """Unique within the class."""
        ...

    @property
    def name(self) -> str:
        """As lists have it, `Surname, Forename`."""
        ...


class _Found(NamedTuple):
    """A name in a cleaned text: where it stands, whose it may be, and what is put for it."""

    start: int
    end: int
    stand_in: str


class Replacement(NamedTuple):
    """A name that was hidden: where, the words as written, and what stands there now."""

    where: str
    was: str
    now: str


@dataclass(slots=True)
class _Spelling:
    """One way in which a name may be written.

    Attributes:
        bare: its bare text, from which the pattern is made once it is needed: of a whole school few ever are.
        owners: pupil ids it may stand for.
        written: as it is on file, which counts as the name even without a capital.
    """

    bare: str
    owners: set[int] = field(default_factory=set)
    written: set[str] = field(default_factory=set)


class NameHider:
    """Hides the names of one class, or of several.

    Args:
        rows: every pupil of the class, shown or not.
        names: `full` hides nothing; `initials` puts a pupil's initials, or "a pupil" for a name several share; `none`
            puts "the pupil" for the one a text is about, "another pupil", or "a pupil" where it cannot tell.
        classes: pupil id → class, when there are several: a name that pupils of several classes share is taken for
            the one in the class of the pupil a text is about.
    """

    def __init__(self, rows: Sequence[Named], names: NameMode, classes: Mapping[int, str] | None = None) -> None:
        self.names = names
        self.replaced: list[Replacement] = []
        self._classes = classes or {}
        self._initials = {row.pupil_id: clean(row.initials or row.fallback) for row in rows}
        self._folded = [fold(f"{row.forename} {row.surname} {row.forename}") for row in rows]
        # By how they start, as one pattern of a thousand spellings takes a second for a page.
        self._by_start: dict[str, list[_Spelling]] = {}
        for bare, spelling in ({} if names == "full" else _collect(rows)).items():
            self._by_start.setdefault(bare[:3], []).append(spelling)
        for spellings in self._by_start.values():
            spellings.sort(key=lambda spelling: -len(spelling.bare))

    def name(self, row: Named, number: int) -> str:
        """How the pupil is called in the export; `number` counts from 1 in the order shown."""
        if self.names == "full":
            return clean(row.name)
        return self._initials[row.pupil_id] if self.names == "initials" else f"Pupil {number}"

    def hide(
        self, text: str, own: int | None, *, keep_lines: bool = False, any_case: bool = False, where: str = ""
    ) -> str:
        """`text`, cleaned, with a stand-in for every name; what was replaced is added to `replaced`.

        Args:
            text: free text.
            own: id of the pupil the text is about, None when it is about no single one.
            keep_lines: keep line feeds.
            any_case: a name counts without a capital too.
            where: what the text is, for those who look through what was replaced.
        """
        text = clean(text, keep_lines=keep_lines)
        pieces, done = [], 0
        for found in self._find(text, own, any_case=any_case):
            self.replaced.append(Replacement(where, text[found.start : found.end], found.stand_in))
            pieces += [text[done : found.start], found.stand_in]
            done = found.end
        return "".join([*pieces, text[done:]])

    def _find(self, text: str, own: int | None, *, any_case: bool = False) -> Iterator[_Found]:
        """Every name in a cleaned text, from its start; none when names are given in full."""
        if self.names == "full":
            return
        plain, places = _plain(text)
        at = 0
        while at < len(plain):
            end_at, owners = self._name_at(at, plain, places, text, any_case)
            if end_at == at:
                at += 1
                continue
            yield _Found(places[at], _end(text, places, end_at), self._stand_in(owners, own))
            at = end_at

    def _name_at(self, at: int, plain: str, places: list[int], text: str, any_case: bool) -> tuple[int, set[int]]:
        """Where the longest name that starts at `at` ends in `plain` (`at` without one), and whose it may be."""
        best, owners = at, set[int]()
        if at and plain[at - 1].isalpha() and not _is_wide(plain[at]):
            return best, owners
        ahead = _bare(plain[at : at + 6])
        for start in (ahead[:3], ahead[:2], ahead[:1]):
            for spelling in self._by_start.get(start, ()):
                match = _compiled(spelling.bare).match(plain, at)
                if match is None or match.end() <= best:
                    continue
                as_written = text[places[at] : _end(text, places, match.end())]
                # A word without a capital is a word ("will", "mark"), unless the name is on file like that.
                if any_case or not as_written[0].islower() or as_written in spelling.written:
                    best, owners = match.end(), spelling.owners
                    break
        return best, owners

    def hide_in_filter(self, description: str) -> str:
        """A filter in words; people type names into it in any case and only in part (`“aish”`)."""
        description = clean(description)
        if self.names == "full":
            return description
        parts = _QUOTED.sub(lambda m: f"{m[1]}…{m[3]}" if self._in_a_name(m[2]) else m[0], description)
        return self.hide(parts, None, any_case=True)

    def _in_a_name(self, piece: str) -> bool:
        wanted = fold(piece)
        return bool(wanted) and any(wanted in name for name in self._folded)

    def _stand_in(self, owners: set[int], own: int | None) -> str:
        if own is not None and len(owners) > 1:
            class_name = self._classes.get(own)
            owners = {one for one in owners if self._classes.get(one) == class_name} or owners
        if self.names == "initials":
            return self._initials[next(iter(owners))] if len(owners) == 1 else "a pupil"
        if own is None:
            return "a pupil"
        if own not in owners:
            return "another pupil"
        return "the pupil" if len(owners) == 1 else "a pupil"


def _collect(rows: Sequence[Named]) -> dict[str, _Spelling]:
    """Bare text of a name → its spelling, over the whole class."""
    found: dict[str, _Spelling] = {}
    for row in rows:
        for words in _spellings(clean(row.surname), clean(row.forename), clean(row.fallback)):
            bare = _bare(_plain(words)[0]).strip()
            if not bare:
                continue
            if bare not in found:
                found[bare] = _Spelling(bare)
            found[bare].owners.add(row.pupil_id)
            found[bare].written.add(words)
    return found


def _end(text: str, places: list[int], plain_end: int) -> int:
    """Where in `text` the stretch ends that ends at `plain_end` in its plain form, loose accents included."""
    end = places[plain_end - 1] + 1
    while end < len(text) and unicodedata.category(text[end]) == "Mn":
        end += 1
    return end


def _spellings(surname: str, forename: str, fallback: str) -> Iterator[str]:
    """The ways in which one pupil may be named in a note."""
    if not surname and not forename:
        yield from [fallback] if fallback else []
        return
    first, last = _with_parts(forename), _with_parts(surname)
    yield from (name for name in (*first, *last) if _letters(name) > 1)
    for one in first[:_MOST_PARTS]:
        for other in last[:_MOST_PARTS]:
            yield from (f"{one} {other}", f"{other}, {one}", f"{other} {one}")
            if _is_wide(other[-1]) and _is_wide(one[0]):
                yield other + one
        # "May I" and "Will A" are more often words than a forename and an initial.
        if surname and surname[0].isalpha() and surname[0].upper() not in "AI" and _letters(one) > 1:
            yield f"{one} {surname[0].upper()}"


def _with_parts(name: str) -> list[str]:
    """A name and, of a double name, its parts; `van` and `de` are no parts."""
    parts = [_trimmed(part) for part in re.split(rf"[\s{re.escape(''.join(_HYPHENS))}]+", name)]
    kept = [part for part in parts if part and part != name and part not in _PARTICLES]
    return [name, *dict.fromkeys(kept)] if name else []


def _trimmed(part: str) -> str:
    """A part of a name without the brackets or quotes around it (`(Noor)`)."""
    places = [place for place, char in enumerate(part) if char.isalnum()]
    return part[places[0] : places[-1] + 1] if places else ""


def _letters(name: str) -> int:
    return sum(char.isalpha() for char in name)


def _is_wide(char: str) -> bool:
    """Whether the script of `char` puts no space between words, so that a name has no edge to look for."""
    return unicodedata.east_asian_width(char) == "W"


def _plain(text: str) -> tuple[str, list[int]]:
    """`text` without accents, case and kinds of apostrophe, and for each character its place in `text`."""
    plain: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        for one in _plain_char(char):
            plain.append(one)
            places.append(place)
    return "".join(plain), places


def _plain_char(char: str) -> str:
    if char in _APOSTROPHES:
        return "'"
    if char in _HYPHENS:
        return "-"
    if char.isascii():
        return char.lower()
    return "".join(c for c in plain_letters(char) if unicodedata.category(c) != "Mn")


def _bare(plain: str) -> str:
    """Plain text without apostrophes, and with a space for a hyphen or a line feed: people leave both out."""
    return plain.replace("'", "").replace("-", " ").replace("\n", " ")


@lru_cache(maxsize=4096)
def _compiled(bare: str) -> re.Pattern[str]:
    """Matches a bare name in plain text, up to an edge after it."""
    return re.compile(_pattern(bare))


def _pattern(bare: str) -> str:
    """A pattern for a bare name: an apostrophe may stand between its letters, and a hyphen for a space."""
    pieces = [r"[\s\-]+" if char == " " else re.escape(char) for char in bare]
    body = "'?".join(pieces)
    if _is_wide(bare[-1]):
        return body
    if bare[-1].isdigit():
        return body + r"(?!\d)" + _NO_LETTER_AFTER
    # Hurried notes leave the apostrophe of a possessive out: "Aishas reading".
    plural = "s?" if _letters(bare) > 2 else ""
    return f"{body}(?={plural}{_NO_LETTER_AFTER})"

"""What a heading with a slip of the pen is nearest to."""

from __future__ import annotations

import re
from dataclasses import replace

from progress_tui.domain.text import fold
from progress_tui.importing.recognising.headings import Heading, read_heading
from progress_tui.importing.recognising.vocabulary import Vocabulary, squeeze

_NEAR = 0.75
_SHORT = 4
"""Letters up to which a word may have one slip only."""

_ANY = ("class", "school", "source_id", "subject", "point", "assessment", "measure", "result")
"""Fields that any text can be: nothing but the heading speaks for them, so three letters are too few."""

_TERMS = ("autumn", "spring", "summer", "baseline", "year")


def nearest_whole(text: str, words: Vocabulary) -> list[str]:
    """The fields and long columns whose words a heading nearly is, nearest first."""
    from rapidfuzz.distance import OSA  # only a heading that is not understood needs it

    key = squeeze(text)
    if len(key) < 3:
        return []
    found: dict[str, float] = {}
    for word, (role, name, _) in words.whole.items():
        if role not in ("field", "long") or abs(len(word) - len(key)) > 2 or len(word) < 3:
            continue
        if len(word) < _SHORT and name in _ANY:
            continue
        slips, near = OSA.distance(key, word), OSA.normalized_similarity(key, word)
        if slips == 1 if min(len(key), len(word)) <= _SHORT else near >= _NEAR:
            found[name] = max(near, found.get(name, 0.0))
    return sorted(found, key=lambda name: (-found[name], name))[:3]


def corrected(heading: Heading, words: Vocabulary) -> Heading | None:
    """A heading read as if every word that is not known were the nearest known one; None when that makes no sense."""
    if not heading.unread:
        return None
    text = fold(heading.text)
    for word in heading.unread:
        near = _nearest_word(word, words)
        if near is None:
            return None
        text = re.sub(rf"{re.escape(word)}", near, text)
    said = read_heading(text, words)
    return None if said.unread or said.role not in ("result", "target") else replace(said, text=heading.text)


def _nearest_word(word: str, words: Vocabulary) -> str | None:
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    if len(word) < _SHORT or not word.isalpha():
        return None
    known = [*_TERMS, *(one for one in sorted(words.words) if len(one) >= _SHORT and one.isalpha())]
    best = process.extractOne(word, known, scorer=OSA.distance, score_cutoff=1 if len(word) <= 5 else 2)
    return str(best[0]) if best is not None else None

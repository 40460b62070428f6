"""Why a text is no filter, in a sentence: what stands where, and what is expected there."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lark import Token, UnexpectedInput, UnexpectedToken

from progress_tui.analysis.filters.keys import KEYS, NumberKey, ValueKey, keyword
from progress_tui.domain.errors import FilterError, did_you_mean
from progress_tui.domain.text import visible

_EXAMPLES = "such as a name, “pp”, “y4” or “target<0”"
_KEY_BEFORE = re.compile(r"([^\s()\"“”<>=≤≥≠:]*)\s*(?::\s*[^\s()<>=≤≥≠:]+\s*)?(<=|>=|!=|==|[<>=≤≥≠:])$")


def explain(text: str, error: UnexpectedInput) -> FilterError:
    """The refusal of the grammar in words.

    Args:
        text: what was typed.
        error: what the parser raised on it.
    """
    token = error.token if isinstance(error, UnexpectedToken) else None
    if token is None:
        return _stray(text, int(vars(error)["pos_in_stream"]))
    at = len(text) if token.type == "$END" else token.start_pos or 0
    before, ended = text[:at].rstrip(), token.type == "$END"
    if match := _KEY_BEFORE.search(before):
        return _value_expected(match, at, text[at:].strip()[:1])
    if ended and _open_groups(before) and not _wants_term(before):
        return _incomplete("A closing “)” is expected", f"The “(” at character {_open_groups(before)[-1]} is open.", at)
    if token.type == "RPAR" and not _open_groups(before):
        return _refused(f"The “)” at character {at + 1} has no “(” before it.", at)
    if _wants_term(before):
        return _term_expected(before, token, at, ended)
    return _refused(
        f"“{visible(token)}” at character {at + 1} does not fit there; a key such as “target” goes before it.", at
    )


def _value_expected(match: re.Match[str], at: int, found: str) -> FilterError:
    name, sign = match[1].lstrip("-"), match[2]
    place = match.end(1) - len(name) + 1
    if not name:
        return _refused(
            f"“{sign}” ends at character {len(match.string)} and has no key before it, as in “target<0”.", at
        )
    key = KEYS.get(name.casefold())
    if key is None and keyword(name) is None:
        return unknown("key", name, place, KEYS, "")
    if key is None:
        return _refused(f"“{name}” at character {place} is a term by itself and takes nothing after it.", at)
    kind, example = _wanted(key, name, sign)
    instead = f", not “{found}”" if found else ""
    detail = f"“{visible(match[0].lstrip('-'))}” before character {at + 1} expects {kind} after it{instead}{example}."
    return _incomplete(f"{kind.capitalize()} is expected", detail, at)


def _wanted(key: ValueKey | NumberKey, name: str, sign: str) -> tuple[str, str]:
    """What follows `sign`, with an example."""
    if isinstance(key, ValueKey):
        return f"a {key.noun}", f", as in “{key.example}”"
    if sign == ":" and key.takes_subject:
        return "a subject", f", as in “{key.example.replace(name.casefold(), f'{name.casefold()}:reading')}”"
    return "a number", f", as in “{key.example}”"


def _term_expected(before: str, token: Token, at: int, ended: bool) -> FilterError:
    last = re.search(r"[^\s(]+$|\($", before)
    after = f"after “{visible(last[0])}”" if last else "first"
    found = "" if ended else f", not “{visible(token)}”"
    detail = f"At character {at + 1} a term is expected {after}{found}: {_EXAMPLES}."
    return _incomplete("A term is expected", detail, at) if ended else _refused(detail, at)


def _stray(text: str, at: int) -> FilterError:
    if text[at : at + 1] in ('"', "“"):
        detail = f"The quotation mark at character {at + 1} has no other that closes it."
        return _incomplete("A closing quotation mark is expected", detail, at)
    return _refused(f"“{visible(text[at : at + 1])}” at character {at + 1} does not fit there.", at)


def unknown(noun: str, word: str, place: int, choices: Iterable[str], where: str) -> FilterError:
    """The refusal of a word nobody knows.

    Args:
        noun: what it should have been: `key`, `subject`, `flag`, `class`.
        word: as typed, without quotation marks.
        place: 1-based character where it stands.
        choices: what would have been right.
        where: what goes before "at character …" in the sentence, with a space after it.
    """
    title = f"Unknown {noun} “{visible(word)}{':' if noun == 'key' else ''}” in the filter"
    remedy = did_you_mean(word, choices) or f"This school has no {noun} to name."
    return FilterError(title, f"It stands {where}at character {place}.", remedy, position=place)


def _wants_term(before: str) -> bool:
    return re.search(r"(^|[\s()\"“”])(or|and|not)$|(^|[\s()\"“”-])-$|\($|^$", before, re.IGNORECASE) is not None


def _open_groups(before: str) -> list[int]:
    """1-based positions of the “(” that are still open; those in quotation marks do not count."""
    places: list[int] = []
    for match in re.finditer(r"\"[^\"]*\"|“[^“”]*”|[()]", before):
        if match[0] == "(":
            places.append(match.start() + 1)
        elif match[0] == ")" and places:
            places.pop()
    return places


def _incomplete(title: str, detail: str, at: int) -> FilterError:
    return FilterError(
        f"The filter is not finished: {title[:1].lower()}{title[1:]}", detail, position=at + 1, incomplete=True
    )


def _refused(detail: str, at: int) -> FilterError:
    return FilterError("The filter cannot be read", detail, position=at + 1)

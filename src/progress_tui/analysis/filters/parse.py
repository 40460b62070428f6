"""Text → filter. Whatever is typed gives a filter or a `FilterError` that says where and what is expected."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from lark import Lark, Token, Tree, UnexpectedInput

from progress_tui.analysis.filters.connectives import AllOf, AnyOf, Negation
from progress_tui.analysis.filters.evaluate import BareWord, Filter
from progress_tui.analysis.filters.explain import explain, unknown
from progress_tui.analysis.filters.facts import Vocabulary
from progress_tui.analysis.filters.keys import KEYS, NumberKey, ValueKey, class_term, find, keyword, subjects_of
from progress_tui.analysis.filters.reading_back import read_back
from progress_tui.analysis.filters.terms import NameTerm, SavedTerm, Term
from progress_tui.domain.errors import FilterError
from progress_tui.domain.text import visible

MOST_CHARACTERS = 1000
MOST_DEPTH = 50
MOST_TERMS = 300

_SIGNS = {"≤": "<=", "≥": ">=", "≠": "!=", "==": "="}
_NUMBER = re.compile(r"[+-]?(\d{1,9}(\.\d{0,9})?|\.\d{1,9})%?", re.ASCII)


@cache
def _parser() -> Lark:
    grammar = Path(__file__).with_name("grammar.lark").read_text("utf-8")
    return Lark(grammar, parser="lalr", lexer="contextual", maybe_placeholders=False)


def parse_filter(text: str, known: Vocabulary) -> Filter:
    """Read a filter.

    Args:
        text: what was typed in the bar or given to `--filter`; at most 1,000 characters: a filter of this language, the
            name of a saved filter, or the words by which a filter says itself. Empty matches all pupils.
        known: the school's subjects, classes, flags, support groups and saved filters.

    Raises:
        FilterError: a `UsageError` that names the word, its position (1-based character) and the nearest known words,
            or what an unfinished text still needs.
    """
    reader = _Reader(known)
    root = reader.whole(text)
    return Filter(text.strip(), root, tuple(reader.words), known)


class _CircleError(FilterError):
    """A saved filter that leads back to itself."""


class _Reader:
    """Turns a text into terms.

    Attributes:
        known: the words of the school.
        within: names of the saved filters that are being read, the outermost first.
        words: the bare words of the text itself.
        count: how many terms were read, those of saved filters too.
    """

    def __init__(self, known: Vocabulary, within: tuple[str, ...] = (), count: int = 0) -> None:
        self.known = known
        self.within = within
        self.words: list[BareWord] = []
        self.count = count

    def whole(self, text: str) -> Term:
        """The term for a whole text; no part at all for an empty one."""
        if len(text) > MOST_CHARACTERS:
            raise FilterError(
                "The filter is too long", f"It has {len(text)} characters; {MOST_CHARACTERS} is the most.", position=1
            )
        if (name := self._saved_name(text.strip())) is not None:
            return self._saved(name, 1)
        tree = _tree_of_words(text, self.known)
        if tree is None:
            try:
                tree = _parser().parse(text)
            except UnexpectedInput as error:
                raise explain(text, error) from None
        parts = [self.read(part, 1) for part in _branches(tree)]
        return parts[0] if parts else AllOf(())

    def read(self, tree: Tree[Token], depth: int) -> Term:
        """The term for one rule of the grammar, `depth` levels down."""
        if depth > MOST_DEPTH:
            raise FilterError("The filter is nested too deeply", f"At most {MOST_DEPTH} levels are read.", position=1)
        parts = tuple(self.read(part, depth + 1) for part in _branches(tree))
        match str(tree.data):
            case "all_of":
                return AllOf(parts)
            case "any_of":
                return AnyOf(parts)
            case "negation":
                return Negation(parts[0])
            case rule:
                return self._leaf(rule, [token for token in tree.children if isinstance(token, Token)])

    def _leaf(self, rule: str, tokens: Sequence[Token]) -> Term:
        self.count += 1
        if self.count > MOST_TERMS:
            raise FilterError(
                "The filter is too long",
                f"With its saved filters it has more than {MOST_TERMS} terms.",
                position=_place(tokens[0]),
            )
        match rule, tokens:
            case "plain", [word]:
                return self._plain(word)
            case "quoted", [word]:
                return NameTerm(_unquoted(word))
            case "keyed", [key, value]:
                return self._keyed(key, value)
            case "measured_last", [key, op, number, subject]:
                return self._measured(key, op, number, subject)
            case _, [key, op, number]:
                return self._measured(key, op, number, None)
            case _:
                key, subject, op, number = tokens
                return self._measured(key, op, number, subject)

    def _plain(self, word: Token) -> Term:
        if term := keyword(word):
            self.words.append(BareWord(str(word), is_keyword=True))
            return term
        if name := find(word, sorted(self.known.classes)):
            self.words.append(BareWord(str(word), is_keyword=True))
            return class_term(name)
        if (name := self._saved_name(word)) is not None:
            return self._saved(name, _place(word))
        self.words.append(BareWord(str(word), is_keyword=False))
        return NameTerm(str(word))

    def _keyed(self, name: Token, value: Token) -> Term:
        key = _key(name)
        if isinstance(key, NumberKey):
            raise _wrong(name, f"expects a comparison, as in “{key.example}”", incomplete=True)
        return self._valued(key, name, value)

    def _valued(self, key: ValueKey, name: Token, value: Token) -> Term:
        typed = _unquoted(value)
        choices = None if key.choices is None else key.choices(self.known)
        found = typed if choices is None else find(typed, choices)
        if found is None:
            raise unknown(key.noun, typed, _place(value), choices or (), f"after “{visible(name)}” ")
        return key.make(found, self.known) if key.make else self._saved(found, _place(value))

    def _saved_name(self, typed: str) -> str | None:
        """The saved filter that `typed` names without its key: no keyword, no class, not the one it stands in."""
        if not typed or keyword(typed) or find(typed, sorted(self.known.classes)):
            return None
        name = find(typed, sorted(self.known.saved))
        # A search for a name may be saved under that name; a longer way round is refused where it closes.
        return None if name in self.within[-1:] else name

    def _saved(self, name: str, place: int) -> Term:
        """What a saved filter says."""
        title = f"The saved filter “{visible(name)}” at character {place} cannot be read"
        if name in self.within:
            chain = " → ".join(f"“{visible(one)}”" for one in (*self.within[self.within.index(name) :], name))
            remedy = "Save one of them without the other."
            raise _CircleError(title, f"It leads round in a circle: {chain}.", remedy, position=place)
        inner = _Reader(self.known, (*self.within, name), self.count)
        try:
            root = inner.whole(self.known.saved[name])
        except _CircleError as error:
            raise _CircleError(title, error.detail, error.remedy, position=place) from None
        except FilterError as error:
            raise FilterError(title, str(error), position=place) from None
        if isinstance(root, AllOf) and not root.parts:
            raise FilterError(f"The saved filter “{visible(name)}” at character {place} is empty", position=place)
        self.count = inner.count
        return SavedTerm(name, root)

    def _measured(self, name: Token, op: Token, number: Token, subject: Token | None) -> Term:
        key = _key(name)
        sign = _SIGNS.get(op, str(op))
        if isinstance(key, ValueKey):
            if sign not in ("=", "!=") or subject is not None:
                raise _wrong(name, f"takes a {key.noun} after a colon, as in “{key.example}”")
            term = self._valued(key, name, number)
            return Negation(term) if sign == "!=" else term
        if subject is None:
            return key.make(sign, _number(name, op, number, key), None)
        if not key.takes_subject:
            raise _wrong(name, f"takes no subject; write “{key.example}”")
        choices = subjects_of(self.known)
        if (found := find(_unquoted(subject), choices)) is None:
            raise unknown("subject", _unquoted(subject), _place(subject), choices, f"with “{visible(name)}” ")
        return key.make(sign, _number(name, op, number, key), found)


def _tree_of_words(text: str, known: Vocabulary) -> Tree[Token] | None:
    """The tree of a text that is a filter in words, None of any other."""
    typed = read_back(text, known)
    if typed is None:
        return None
    try:
        return _parser().parse(typed)
    except UnexpectedInput:
        return None


def _branches(tree: Tree[Token]) -> list[Tree[Token]]:
    return [part for part in tree.children if isinstance(part, Tree)]


def _key(name: Token) -> ValueKey | NumberKey:
    if key := KEYS.get(name.casefold()):
        return key
    if keyword(name):
        raise _wrong(name, "is a term by itself and takes nothing after it")
    raise unknown("key", name, _place(name), KEYS, "")


def _number(name: Token, op: Token, typed: Token, key: NumberKey) -> float:
    text = typed.replace("−", "-")
    if not _NUMBER.fullmatch(text):
        incomplete = text in ("-", "+")
        raise _wrong(typed, f"is not a number; “{visible(name)}{op}” expects one, as in “{key.example}”", incomplete)
    return float(text.rstrip("%"))


def _unquoted(token: Token) -> str:
    return token[1:-1] if token.type == "QUOTED" else str(token)


def _place(token: Token) -> int:
    return (token.start_pos or 0) + 1


def _wrong(token: Token, what: str, incomplete: bool = False) -> FilterError:
    place = _place(token)
    title = "The filter is not finished" if incomplete else "The filter cannot be read"
    detail = f"“{visible(token)}” at character {place} {what}."
    return FilterError(title, detail, position=place, incomplete=incomplete)

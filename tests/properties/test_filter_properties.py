"""Laws of the filter language: Kleene's logic under every spelling, and no text that does more than be refused."""

from __future__ import annotations

import random

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from progress_tui.analysis.filters import (
    FLAG_SCHEMA,
    PUPIL_SCHEMA,
    SUBJECT_SCHEMA,
    FilterError,
    PupilFacts,
    Vocabulary,
    complete,
    parse_filter,
    word_start,
)
from progress_tui.domain.text import visible

KNOWN = Vocabulary(("reading", "maths"), ("4B", "Willow"), ("fell", "new"))
SHOWN = "reading"


def _facts(size: int) -> PupilFacts:
    chance = random.Random(7)  # noqa: S311
    maybe = (True, False, None)
    pupils = [
        {
            "pupil_id": key,
            "folded_name": chance.choice(("adeyemi tobi", "begum aisha")),
            "class_name": chance.choice(("4B", "Willow", None)),
            "year_group": chance.choice((3, 4, None)),
            "sex": chance.choice(("F", "M", None)),
            "joined_late": chance.choice((True, False)),
            **{column: chance.choice(maybe) for column in ("pp", "disadvantaged", "fsm", "eal")},
            "sen": chance.choice(("N", "K", "E", None)),
            "absence": chance.choice((3.0, 10.0, 60.0, None)),
            "flags": chance.randrange(3),
        }
        for key in range(size)
    ]
    results = [
        {
            "pupil_id": key,
            "subject": subject,
            "kind": chance.choice(("value", "non-result")),
            **{column: chance.choice((-2, 0, 1, None)) for column in ("distance", "to_expected", "change", "score")},
            "standing": chance.choice((1, 3, 4, 6, None)),
        }
        for key in range(size)
        for subject in KNOWN.subjects
        if chance.random() < 0.8
    ]
    raised = [{"pupil_id": key, "flag": "fell", "subject": "", "severity": 1} for key in range(0, size, 3)]
    return PupilFacts(
        pl.DataFrame(pupils, schema=PUPIL_SCHEMA),
        pl.DataFrame(results, schema=SUBJECT_SCHEMA),
        pl.DataFrame(raised, schema=FLAG_SCHEMA),
    )


FACTS = _facts(40)
ATOMS = st.sampled_from(
    [
        *("pp", "eal", "fsm", "sen", "ehcp", "boys", "y4", "4B", "class:Willow", "joined", "ade", "absence>=10"),
        *("below", "below:maths", "at", "above", "missing", "missing:maths", "target<0", "change>=0", "score:maths<0"),
        *("flag:fell", "flags>=2", "unknown:pp", "unknown:sen"),
    ]
)
FILTERS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.builds("({} {})".format, inner, inner),
        st.builds("({} or {})".format, inner, inner),
        st.builds("not {}".format, inner),
        st.builds("-({})".format, inner),
    ),
    max_leaves=5,
)
PIECES = st.sampled_from(
    [
        *'()<>=!-:"“”≤ ',
        "or",
        "and",
        "not",
        "pp",
        "target",
        "class:",
        "flag:fell",
        "below:",
        "4B",
        "reading",
        "-2",
        "y4",
        "é",
    ]
)
Answer = tuple[frozenset[int], frozenset[int]]


def answer(text: str) -> Answer:
    """The pupils for whom the filter is true, and those for whom it is false; the others are unknown."""
    yes, no = (parse_filter(spelling, KNOWN).evaluate(FACTS, SHOWN) for spelling in (text, f"not ({text})"))
    assert yes.unknown == no.unknown == 40 - len(yes.keys) - len(no.keys)
    return frozenset(yes.keys), frozenset(no.keys)


@given(FILTERS, FILTERS)
@settings(max_examples=60, deadline=None)
def test_connectives_follow_kleene(left: str, right: str) -> None:
    (left_yes, left_no), (right_yes, right_no) = answer(left), answer(right)
    assert answer(f"({left}) or ({right})") == (left_yes | right_yes, left_no & right_no)
    assert answer(f"({left}) ({right})") == (left_yes & right_yes, left_no | right_no)
    assert answer(f"-({left})") == (left_no, left_yes)


@given(FILTERS, FILTERS)
@settings(max_examples=30, deadline=None)
def test_de_morgan(left: str, right: str) -> None:
    assert answer(f"not (({left}) or ({right}))") == answer(f"not ({left}) not ({right})")
    assert answer(f"not (({left}) and ({right}))") == answer(f"not ({left}) or not ({right})")


@given(ATOMS, ATOMS, ATOMS)
@settings(max_examples=40, deadline=None)
def test_spelling_does_not_change_the_meaning(a: str, b: str, c: str) -> None:
    assert answer(f"{a} {b} or {c}") == answer(f"(({a}) and {b}) OR ( {c} )")
    assert answer(f"{a} or {b} {c}") == answer(f"{a} or ({b} {c})")
    assert answer(f"-{a} {b}") == answer(f"(not {a}) {b}")
    assert answer(f"{a} ({b} {c})") == answer(f"({a} {b}) {c}") == answer(f"{c} {b} {a}")


@given(st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=12).map("".join)))
@settings(max_examples=300, deadline=None)
def test_any_text_is_a_filter_or_a_refusal_in_words(text: str) -> None:
    try:
        result = parse_filter(text, KNOWN).evaluate(FACTS, SHOWN)
    except FilterError as error:
        said, position = str(error), error.position
    else:
        said, position = result.description, 1
        assert len(result.keys) + result.unknown <= 40
    assert said
    assert said == visible(said)
    assert 1 <= position <= len(text) + 1


@given(st.one_of(st.text(max_size=40), st.lists(PIECES, max_size=8).map("".join)), st.integers(-2, 50))
@settings(max_examples=150, deadline=None)
def test_completion_goes_on_from_what_is_typed(text: str, cursor: int) -> None:
    start = word_start(text, cursor)
    assert 0 <= start <= len(text)
    typed = text[start : max(0, cursor)].replace('"', "").casefold()
    for option in complete(text, cursor, KNOWN):
        assert option.replace('"', "").casefold().startswith(typed)

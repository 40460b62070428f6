"""Laws of the filter language: Kleene's logic under every spelling, and no text that does more than be refused."""

from __future__ import annotations

import random
import re

import polars as pl
import pytest
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
from progress_tui.analysis.filters.keys import KEYS
from progress_tui.analysis.flags import RULES
from progress_tui.domain.text import visible

SAVED = {"watch": "target<0 -fsm", "Focus group": "pp or not saved:watch"}
KNOWN = Vocabulary(
    ("reading", "maths"),
    ("4B", "Willow Class"),
    {rule.flag: rule.title for rule in RULES},
    ("Reading club", "Sums"),
    SAVED,
)
SHOWN = "reading"
CLASSES = {1: "4B", 2: "Willow Class", None: None}


def _facts(size: int) -> PupilFacts:
    chance = random.Random(7)  # noqa: S311
    maybe = (True, False, None)
    pupils = [
        {
            "pupil_id": key,
            "folded_name": chance.choice(("adeyemi tobi", "begum aisha")),
            "class_id": (class_id := chance.choice(list(CLASSES))),
            "class_name": CLASSES[class_id],
            "year_group": chance.choice((3, 4, None)),
            "sex": chance.choice(("F", "M", None)),
            "joined_late": chance.choice((True, False)),
            **{column: chance.choice(maybe) for column in ("pp", "disadvantaged", "fsm", "eal")},
            "sen": chance.choice(("N", "K", "E", None)),
            "absence": chance.choice((3.0, 10.0, 60.0, None)),
            "prior": chance.choice(("low", "middle", "high", None)),
            **{column: chance.randrange(3) for column in ("open_actions", "overdue_actions")},
            "support": chance.choice((None, [], ["Sums"], ["Reading club", "Sums"])),
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
            # One class has targets in one subject, another in none.
            "target": subject == "reading" and pupils[key]["class_id"] == 1 and chance.random() < 0.5,
        }
        for key in range(size)
        for subject in KNOWN.subjects
        if chance.random() < 0.8
    ]
    flags = [
        {
            "pupil_id": chance.randrange(size),
            "flag": flag,
            "subject": "",
            "severity": severity,
            "question": flag if severity else None,
        }
        for flag in (*KNOWN.flags, *KNOWN.flags)
        for severity in [chance.randrange(4)]
    ]
    raised = pl.DataFrame(flags, schema=FLAG_SCHEMA)
    return PupilFacts(
        pl.DataFrame(pupils, schema=PUPIL_SCHEMA),
        pl.DataFrame(results, schema=SUBJECT_SCHEMA),
        lambda: raised,
    )


FACTS = _facts(40)
OPS = st.sampled_from(("<", "<=", ">", ">=", "=", "!="))
NUMBERS = st.one_of(st.integers(-12, 120), st.integers(-50, 50).map(lambda number: number / 8))
WORDS = st.sampled_from(
    [
        *("pp", "eal", "fsm", "sen", "ehcp", "boys", "y4", "4B", 'class:"Willow Class"', "joined", "ade", '"a; b"'),
        *("below", "below:maths", "at", "above", "missing", "missing:maths", "target<0", "change>=0", "score:maths<0"),
        *("absence>=10", "pa", "flags>=2", "severity>=2", "unknown:pp", "unknown:sen", "summer-born", "school:oak"),
        *("action:open", "action:overdue", "action:none", "support:live", "support:none", 'support:"Reading club"'),
        *("prior:low", "unknown:prior", "watch", 'saved:"Focus group"'),
        *(f"flag:{flag}" for flag in KNOWN.flags),
    ]
)
FIGURES = st.builds(
    "{}{}{}".format,
    st.sampled_from(("target", "target:reading", "change", "score:maths", "absence", "flags", "year", "severity")),
    OPS,
    NUMBERS,
)
ATOMS = st.one_of(WORDS, FIGURES)
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
        "; ",
        ", or ",
        "not (",
        "pupil premium",
        "below target in reading",
        "watch",
        "saved:",
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


@given(FILTERS)
@settings(max_examples=60, deadline=None)
def test_a_filter_and_its_opposite_part_the_pupils(text: str) -> None:
    everybody = set(FACTS.pupils["pupil_id"].to_list())
    both = parse_filter(f"({text}) and not ({text})", KNOWN).evaluate(FACTS, SHOWN)
    either = parse_filter(f"({text}) or not ({text})", KNOWN).evaluate(FACTS, SHOWN)
    assert both.keys == []
    assert set(either.keys) | set(either.unknown_keys) == everybody
    assert set(either.keys).isdisjoint(either.unknown_keys)
    assert both.unknown_keys == either.unknown_keys


@given(FILTERS, st.sampled_from((None, "reading", "maths")))
@settings(max_examples=150, deadline=None)
def test_the_spelling_of_a_filter_is_the_same_filter(text: str, subject: str | None) -> None:
    typed = parse_filter(text, KNOWN)
    again = parse_filter(typed.spelling(), KNOWN)
    assert again.root == typed.root
    assert again.spelling() == typed.spelling()
    one, other = typed.evaluate(FACTS, subject), again.evaluate(FACTS, subject)
    assert one == other


@given(FILTERS, st.sampled_from((None, "reading", "maths")))
@settings(max_examples=150, deadline=None)
def test_the_words_of_a_filter_are_the_same_filter(text: str, subject: str | None) -> None:
    said = parse_filter(text, KNOWN).evaluate(FACTS, subject)
    again = parse_filter(said.description, KNOWN).evaluate(FACTS, subject)
    assert again == said


@given(FILTERS, st.sampled_from((None, "reading")), st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_the_order_of_rows_never_matters(text: str, subject: str | None, chance: random.Random) -> None:
    frames = (FACTS.pupils, FACTS.subjects, FACTS.flags())
    pupils, subjects, flags = (frame[chance.sample(range(frame.height), frame.height)] for frame in frames)
    mixed = PupilFacts(pupils, subjects, lambda: flags)
    asked = parse_filter(text, KNOWN)
    one, other = asked.evaluate(FACTS, subject), asked.evaluate(mixed, subject)
    assert sorted(one.keys) == sorted(other.keys)
    assert sorted(one.unknown_keys) == sorted(other.unknown_keys)
    assert one.description == other.description
    assert other.keys == [key for key in mixed.pupils["pupil_id"] if key in set(one.keys)]


@given(FILTERS, st.sampled_from((None, "reading", "maths")))
@settings(max_examples=40, deadline=None)
def test_a_school_answers_as_its_classes_do(text: str, subject: str | None) -> None:
    asked = parse_filter(text, KNOWN)
    whole = asked.evaluate(FACTS, subject)
    own = pl.col("class_id")
    alone = [
        asked.evaluate(PupilFacts(part.pupils, part.subjects, part.flags), subject)
        for part in (FACTS.part(own == 1), FACTS.part(own == 2), FACTS.part(own.is_null()))
    ]
    assert sorted(whole.keys) == sorted(key for part in alone for key in part.keys)
    assert sorted(whole.unknown_keys) == sorted(key for part in alone for key in part.unknown_keys)


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


def _misspelt(word: str, place: int, letter: str) -> str:
    return word[:place] + letter + word[place:]


@given(
    st.sampled_from(("pp ", "not ", "-", "boys or ")),
    st.sampled_from((*KEYS,)),
    st.integers(1, 20),
    st.sampled_from("qxz"),
)
@settings(max_examples=60, deadline=None)
def test_an_unknown_key_is_refused_with_its_place_and_the_nearest(start: str, key: str, place: int, odd: str) -> None:
    wrong = _misspelt(key, place, odd)
    with pytest.raises(FilterError) as caught:
        parse_filter(f"{start}{wrong}:x", KNOWN)
    assert f"Unknown key “{wrong}:”" in str(caught.value)
    assert f"at character {len(start) + 1}." in str(caught.value)
    assert caught.value.position == len(start) + 1
    assert set(re.findall("“([a-z]+)”", caught.value.remedy)) <= set(KEYS)
    assert key in caught.value.remedy


@given(
    st.sampled_from([("flag", flag) for flag in KNOWN.flags] + [("below", "maths"), ("support", "Sums")]),
    st.integers(1, 30),
    st.sampled_from("qxz"),
)
@settings(max_examples=60, deadline=None)
def test_an_unknown_value_is_refused_with_its_place_and_the_nearest(
    known: tuple[str, str], place: int, odd: str
) -> None:
    key, value = known
    wrong = _misspelt(value, place, odd)
    with pytest.raises(FilterError) as caught:
        parse_filter(f'girls {key}:"{wrong}"', KNOWN)
    assert f"“{wrong}” in the filter. It stands after “{key}” at character {len(key) + 8}." in str(caught.value)
    assert f"“{value}”" in caught.value.remedy


@given(st.one_of(st.text(max_size=40), st.lists(PIECES, max_size=8).map("".join)), st.integers(-2, 50))
@settings(max_examples=150, deadline=None)
def test_completion_goes_on_from_what_is_typed(text: str, cursor: int) -> None:
    start = word_start(text, cursor)
    assert 0 <= start <= len(text)
    typed = text[start : max(0, cursor)].replace('"', "").casefold()
    for option in complete(text, cursor, KNOWN):
        assert option.replace('"', "").casefold().startswith(typed)

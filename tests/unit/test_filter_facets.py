"""The facets of the filter builder as data: one key each, a filter in its one spelling each, and what a draft does."""

from __future__ import annotations

import pytest

from progress_tui.analysis.filters import Vocabulary, parse_filter, parts_of
from progress_tui.analysis.flags import RULES
from progress_tui.tui.filtering.draft import Draft, opposite
from progress_tui.tui.filtering.facets import (
    FACETS,
    FLAG_KEYS,
    UNKNOWN,
    Facet,
    flag_facets,
    listed_facets,
    year_facets,
)

KNOWN = Vocabulary(
    subjects=("reading", "writing", "maths"),
    classes=("3A", "Willow Class"),
    flags={rule.flag: rule.title for rule in RULES},
    support=("Phonics catch-up",),
)
LISTED = [facet for _, facets in FACETS for facet in facets]
FLAGS = flag_facets(KNOWN.flags.items())
BY_KEY = {facet.key: facet for facet in LISTED}
OTHER_KEYS = set("FYCGUSR0123456789")
"""Keys of the builder that are no facets."""

GROUPS: dict[str, set[str]] = {}
for one in LISTED:
    GROUPS.setdefault(one.either, set()).add(one.text)
GROUPS.pop("")


@pytest.mark.parametrize("facets", [LISTED, FLAGS, UNKNOWN], ids=["listed", "flags", "unknown"])
def test_every_facet_has_a_key_and_is_a_filter_in_its_one_spelling(facets: list[Facet]) -> None:
    keys = [facet.key for facet in facets]
    assert len(set(keys)) == len(keys)
    assert all(len(key) == 1 and key.isalpha() for key in keys)
    for facet in facets:
        for text in (facet.text, opposite(facet.text)):
            found = parse_filter(text, KNOWN)
            assert found.spelling() == text
            assert not any(word.is_keyword is False for word in found.words), f"{text} is a name"
    assert not OTHER_KEYS & set(keys) or facets is not LISTED


def test_every_flag_there_is_has_a_letter() -> None:
    assert list(FLAG_KEYS) == [rule.flag for rule in RULES]


def test_what_a_school_names_is_lettered_in_order() -> None:
    assert [facet.key for facet in listed_facets([(str(n), "") for n in range(70)], "class")][8:11] == ["9", "a", "b"]
    assert listed_facets([(str(n), "") for n in range(70)], "class")[69].key == ""
    years = year_facets([("reception", "R"), ("y3", "Y3"), ("y13", "Y13")])
    assert [(one.key, one.words, one.text) for one in years] == [("r", "Reception", "reception"), ("3", "Year 3", "y3")]


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ("", ""),
        ("p", "pp"),
        ("pp", "-pp"),
        ("ppp", ""),
        ("fx", "change<0 -support:live"),
        ("fll", "change<0 -support:live"),
        ("xx", "support:live"),
        ("xl", ""),
        ("xll", "support:live"),
        ("ba", "(below or at)"),
        ("bab", "at -below"),
        ("sbaap", "sen below -at pp"),
        ("tT", "target<=-2"),
        ("TtoO", "(target<0 or target=0 or target>0)"),
        ("Az", "absence>=10"),
        ("wP", "severity>=3"),
        ("LMHpLL", "(prior:middle or prior:high) pp"),
    ],
)
def test_what_the_keys_make_of_a_draft(keys: str, text: str) -> None:
    draft = Draft()
    for key in keys:
        draft = draft.toggled(BY_KEY[key], GROUPS.get(BY_KEY[key].either, ()))
    assert draft.text == text
    found = parse_filter(text, KNOWN)
    assert Draft.of([part.text for part in parts_of(found)], GROUPS) == draft, "a filter in force is taken apart again"


def test_what_the_builder_has_no_key_for_stays() -> None:
    parts = [part.text for part in parts_of(parse_filter("ade (pp or sen) score<90 (girls or boys) -pp", KNOWN))]
    draft = Draft.of(parts, GROUPS)
    assert draft.parts == (('"ade"',), ("(pp or sen)",), ("score<90",), ("girls", "boys"), ("-pp",))
    states = {key: draft.state(BY_KEY[key]) for key in "pgys"}
    assert states == {"p": "without", "g": "with", "y": "with", "s": "off"}
    assert draft.toggled(BY_KEY["p"]).toggled(BY_KEY["g"], GROUPS["sex"]).text == (
        '"ade" (pp or sen) score<90 boys -girls'
    )

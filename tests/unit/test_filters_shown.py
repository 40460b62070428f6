"""A filter as a screen shows it: term by term, without the names typed in it, and what a word may become."""

from __future__ import annotations

import pytest

from progress_tui.analysis.filters import Vocabulary, completion, names_in, parse_filter, parts_of

KNOWN = Vocabulary(
    subjects=("reading", "maths"),
    classes=("4B", "Willow Class"),
    flags={"fell": "fell since last time"},
    support=("Phonics catch-up",),
    saved={"Focus": "pp name:ade", "lost": "class:9Z"},
)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", []),
        ("PP", [("pp", "pupil premium", "pupil premium")]),
        (
            "target<0 not SEN",
            [("target<0", "below target in reading", "below target in reading"), ("-sen", "not SEND", "not SEND")],
        ),
        ("y3 or y4", [("(y3 or y4)", "Year 3, or Year 4", "Year 3, or Year 4")]),
        (
            "(Ada or -name:bo) 4B",
            [
                ('("ada" or -"bo")', "name contains “ada”, or name without “bo”", None),
                ("class:4B", "class 4B", "class 4B"),
            ],
        ),
        ("Focus", [("saved:Focus", "pupil premium; name contains “ade”", "pupil premium; name contains “•••”")]),
        ("below target in maths; boys", [("target:maths<0", "below target in maths", None), ("boys", "boys", "boys")]),
    ],
)
def test_the_terms_of_a_filter_one_by_one(text: str, parts: list[tuple[str, str, str | None]]) -> None:
    found = parts_of(parse_filter(text, KNOWN), "reading")
    assert [(part.text.casefold(), part.words.casefold()) for part in found] == [
        (typed.casefold(), words.casefold()) for typed, words, _ in parts
    ]
    for part, (_, _, hidden) in zip(found, parts, strict=True):
        assert hidden is None or part.hidden_words == hidden
        assert not {"ada", "bo”", "ade"} & set(part.hidden_words.casefold().replace("”", "” ").split())
    # The parts typed side by side are the filter again.
    again = parse_filter(" ".join(part.text for part in found), KNOWN)
    assert again.describe("reading") == parse_filter(text, KNOWN).describe("reading")


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("", ""),
        ("pp -sen (y4 or 4B) target<0:reading below:maths flag:fell and not missing", ""),
        ("ade", "ade"),
        ("pp -ade", "ade"),
        ('pp "sen"', '"sen"'),
        ("name:sen or name:“O Brien", "sen|“O Brien"),
        ('class:"Willow Class" saved:Focus Focus support:"Phonics catch-up" school:Oak', ""),
        ("ade: pp", "ade:"),
        ("ade:x", "x"),
        ("ade<0", "ade<0"),
        ("belo", "belo"),
    ],
)
def test_where_a_name_may_stand(text: str, hidden: str) -> None:
    assert "|".join(text[first:behind] for first, behind in names_in(text, KNOWN)) == hidden


def test_every_word_that_is_offered_says_what_it_means() -> None:
    found = completion("pp be", 5, KNOWN, "reading")
    assert found.start == 3
    assert [(offer.text, offer.words, offer.whole) for offer in found.offers] == [
        ("below", "below expected in reading", True),
        ("below:", "then a subject: below:reading", False),
    ]
    assert [offer.words for offer in completion("flag:", 5, KNOWN).offers] == ["flag: fell since last time"]
    (measured,) = completion("target:m", 8, KNOWN).offers
    assert (measured.text, measured.words, measured.whole) == (
        "target:maths",
        "then a comparison: target:maths<0",
        False,
    )
    (broken,) = completion("saved:l", 7, KNOWN).offers
    assert broken.words.startswith("The saved filter “lost” at character 7 cannot be read")
    assert completion("pp ", 3, KNOWN).offers == ()
    assert len(completion("s", 1, KNOWN, most=3).offers) == 3

"""The filter language: what each term matches, how unknown values are counted, words, refusals, completion."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

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
from progress_tui.domain.errors import UsageError

KNOWN = Vocabulary(("reading", "writing", "maths", "gps"), ("4B", "Willow Class"), ("fell", "just-below"))
TOBI, AISHA, ZOE, JOHN, MAY = 11, 12, 13, 14, 15

PUPILS = pl.DataFrame(
    [
        (TOBI, "adeyemi tobi", 1, "4B", "Oakfield Primary", 4, "M", date(2018, 5, 1), False, True, True, True, False),
        (AISHA, "begum aisha", 1, "4B", "Oakfield Primary", 4, "F", date(2018, 8, 31), True, False, False, False, True),
        (
            ZOE,
            "obrien zoe",
            2,
            "Willow Class",
            "Oakfield Primary",
            0,
            "F",
            date(2022, 4, 30),
            False,
            None,
            None,
            None,
            None,
        ),
        (JOHN, "sen john", 2, "Willow Class", "St Mary’s", 5, None, None, False, True, None, False, False),
        (
            MAY,
            "may jean luc",
            1,
            "4B",
            "Oakfield Primary",
            None,
            "M",
            date(2018, 9, 1),
            False,
            False,
            False,
            False,
            False,
        ),
    ],
    schema=list(PUPIL_SCHEMA)[:13],
    orient="row",
).with_columns(
    sen=pl.Series(["N", "K", "E", "S", None]),
    absence=pl.Series([9.9, 10.0, 50.0, None, 0.0]),
    flags=pl.Series([2, 1, 0, 0, 0]),
)
SUBJECTS = pl.DataFrame(
    [
        (TOBI, "reading", "value", 3, -1.0, -1.0, -1.0, 89.0),
        (AISHA, "reading", "value", 4, 0.0, 0.0, 0.0, 90.0),
        (ZOE, "reading", "value", 6, None, 2.0, 1.0, None),
        (JOHN, "reading", "non-result", None, None, None, None, None),
        (TOBI, "writing", "value", 5, 1.0, 1.0, None, None),
        (AISHA, "writing", "value", 1, -3.0, -3.0, None, None),
        (TOBI, "maths", "value", 2, None, -2.0, None, None),
        (AISHA, "maths", "missing", None, None, None, None, None),
        (ZOE, "maths", "value", 4, None, 0.0, None, None),
    ],
    schema=SUBJECT_SCHEMA,
    orient="row",
)
FLAGS = pl.DataFrame(
    [(TOBI, "fell", "reading", 2), (TOBI, "fell", "maths", 2), (AISHA, "just-below", "reading", 1)],
    schema=FLAG_SCHEMA,
    orient="row",
)
FACTS = PupilFacts(PUPILS, SUBJECTS, FLAGS)


@pytest.mark.parametrize(
    ("text", "keys", "unknown"),
    [
        ("", [TOBI, AISHA, ZOE, JOHN, MAY], 0),
        ("pp", [TOBI, JOHN], 1),
        ("-pp", [AISHA, MAY], 1),
        ("unknown:pp", [ZOE], 0),
        ("not unknown:pp", [TOBI, AISHA, JOHN, MAY], 0),
        ("disadvantaged", [TOBI], 2),
        ("fsm", [TOBI], 1),
        ("eal", [AISHA], 1),
        ("sen", [AISHA, ZOE, JOHN], 1),
        ("SEND", [AISHA, ZOE, JOHN], 1),
        ("ehcp", [ZOE], 1),
        ('"sen"', [JOHN], 0),
        ("name:sen", [JOHN], 0),
        ("boys", [TOBI, MAY], 1),
        ("girls", [AISHA, ZOE], 1),
        ("y4", [TOBI, AISHA], 1),
        ("yr", [ZOE], 1),
        ("R", [ZOE], 1),
        ("year>=4", [TOBI, AISHA, JOHN], 1),
        ("4b", [TOBI, AISHA, MAY], 0),
        ('class:"willow class"', [ZOE, JOHN], 0),
        ("class!=4B", [ZOE, JOHN], 0),
        ("school:mary", [JOHN], 0),
        ('school:"st marys"', [JOHN], 0),
        ("summer-born", [TOBI, AISHA], 1),
        ("joined", [AISHA], 0),
        ("Zoë", [ZOE], 0),
        ("O'Brien", [ZOE], 0),
        ("jean-luc", [MAY], 0),
        ('"luc jean"', [MAY], 0),
        ("ai", [AISHA], 0),
        ("absence>=10", [AISHA, ZOE], 1),
        ("absence < 10%", [TOBI, MAY], 1),
        ("pa", [AISHA, ZOE], 1),
        ("severe", [ZOE], 1),
        ("flag:fell", [TOBI], 0),
        ("-flag:just-below", [TOBI, ZOE, JOHN, MAY], 0),
        ("flags≥2", [TOBI], 0),
        ("flags=1", [AISHA], 0),
        ("below:reading", [TOBI], 2),
        ("at:reading", [AISHA], 2),
        ("above:Reading", [ZOE], 2),
        ("below:gps", [], 5),
        ("missing:maths", [JOHN, MAY, AISHA], 0),
        ("-missing:maths", [TOBI, ZOE], 0),
        ("missing:gps", [TOBI, AISHA, ZOE, JOHN, MAY], 0),
        ("target:writing<=-2", [AISHA], 3),
        ("target<=-2:writing", [AISHA], 3),
        ("change:reading<0", [TOBI], 2),
        ("score:reading<90", [TOBI], 3),
        ("score:reading!=90", [TOBI], 3),
        ("pp sen", [JOHN], 1),
        ("pp and not sen", [TOBI], 0),
        ("pp or eal", [TOBI, AISHA, JOHN], 1),
        ("pp (fsm or joined)", [TOBI], 1),
        ("pp -sen or joined", [TOBI, AISHA], 0),
        ("--pp", [TOBI, JOHN], 1),
    ],
)
def test_each_term_matches_and_counts_the_unknown(text: str, keys: list[int], unknown: int) -> None:
    result = parse_filter(text, KNOWN).evaluate(FACTS)
    assert (sorted(result.keys), result.unknown) == (sorted(keys), unknown)


@pytest.mark.parametrize(
    ("text", "subject", "keys", "unknown"),
    [
        ("below", "reading", [TOBI], 2),
        ("below", "writing", [AISHA], 3),
        ("below:reading", "writing", [TOBI], 2),
        # Any subject: Tobi and Aisha have one, Zoe has results and none is below, John has no value, May no row.
        ("below", None, [TOBI, AISHA], 2),
        ("-below", None, [ZOE], 2),
        ("at", None, [TOBI, AISHA, ZOE], 2),
        ("missing", None, [AISHA, JOHN, MAY], 0),
        ("missing", "reading", [JOHN, MAY], 0),
        ("target<0", "reading", [TOBI], 3),
        ("target<0", None, [TOBI, AISHA], 3),
        ("change>0", "reading", [ZOE], 2),
    ],
)
def test_terms_without_a_subject_ask_the_one_shown_or_any(
    text: str, subject: str | None, keys: list[int], unknown: int
) -> None:
    result = parse_filter(text, KNOWN).evaluate(FACTS, subject)
    assert (result.keys, result.unknown) == (keys, unknown)


def test_without_targets_on_file_the_expected_standard_stands_in_and_the_words_say_so() -> None:
    result = parse_filter("target<0", KNOWN).evaluate(FACTS, "maths")
    assert result.keys == [TOBI]
    assert result.unknown == 3
    assert result.description == "below the expected standard in maths (no targets on file)"
    everywhere = parse_filter("target<0", KNOWN).evaluate(FACTS)
    assert everywhere.description == "below target in any subject (no targets on file in maths)"


def test_without_any_targets_all_subjects_fall_back() -> None:
    bare = PupilFacts(PUPILS, SUBJECTS.with_columns(distance=pl.lit(float("nan"))), FLAGS)
    result = parse_filter("target<=-2", KNOWN).evaluate(bare)
    assert result.keys == [TOBI, AISHA]
    assert result.description == "2 or more notches below the expected standard in any subject (no targets on file)"


@pytest.mark.parametrize(
    ("text", "subject", "words"),
    [
        ("  ", None, "all pupils"),
        ("target<0", "reading", "below target in reading"),
        ("target:gps>=0", None, "on or above target in GPS"),
        ("target<-1", "maths", "more than 1 notch below target in maths"),
        ("target>=2", "maths", "2 or more notches above target in maths"),
        ("target=-2", "maths", "distance from target exactly −2 in maths"),
        ("pp -sen y4", None, "pupil premium; not SEND; Year 4"),
        ("below:maths or flag:fell", None, "below expected in maths, or flag: fell since last time"),
        ("pp (sen or eal) or -(y4 boys)", None, "(pupil premium; (SEND, or EAL)), or not (Year 4; boys)"),
        ("not (pp or y4)", None, "not (pupil premium, or Year 4)"),
        ("below", None, "below expected in any subject"),
        ("change:reading<0", None, "down in reading since last time"),
        ("change:reading<-5", None, "change in reading since last time under −5"),
        ("score:reading<90", None, "score in reading under 90"),
        ("-absence>=10", None, "absence under 10 %"),
        ("-missing:maths", None, "a result in maths"),
        ("missing", None, "a result missing in any subject"),
        ("-unknown:sen", None, "SEND status known"),
        ('-ade 4b "x y"', None, "name without “ade”; class 4B; name contains “x y”"),
        ("ade\u202e", None, "name contains “ade�”"),
    ],
)
def test_a_filter_says_itself_in_words(text: str, subject: str | None, words: str) -> None:
    assert parse_filter(text, KNOWN).describe(subject) == words


@pytest.mark.parametrize(
    ("text", "position", "parts"),
    [
        ("pp tgt<0", 4, ["Unknown key “tgt:”", "character 4", "“target”"]),
        ("pp -tgt:", 5, ["Unknown key “tgt:”", "“target”"]),
        ("flag:fel", 6, ["Unknown flag “fel”", "character 6", "“fell”"]),
        ("below:readng", 7, ["Unknown subject “readng”", "character 7", "“reading”"]),
        ("target:readng<0", 8, ["Unknown subject “readng”", "“reading”"]),
        ('class:"Wilow Class"', 7, ["Unknown class “Wilow Class”", "“Willow Class”"]),
        ("unknown:pq", 9, ["Unknown word “pq”", "“pp”"]),
        ("pp:yes", 1, ["“pp”", "by itself"]),
        ("pp:", 4, ["“pp”", "by itself"]),
        ("below<3", 1, ["takes a subject", "below:reading"]),
        ("absence:reading<3", 1, ["takes no subject"]),
        ("absence>x", 9, ["“x”", "not a number", "absence>=10"]),
        ("pp)", 3, ["“)” at character 3", "no “(”"]),
        ("pp ()", 5, ["character 5", "not “)”"]),
        ("or pp", 1, ["term is expected first", "not “or”"]),
        ("<3", 1, ["not “<”"]),
        ("a:b:c", 4, ["“:” at character 4"]),
        ("-(" * 60 + "pp" + ")" * 60, 1, ["nested too deeply"]),
        ("a" * 1001, 1, ["too long", "1001"]),
    ],
)
def test_a_refusal_names_the_word_its_place_and_the_nearest(text: str, position: int, parts: list[str]) -> None:
    with pytest.raises(UsageError) as caught:
        parse_filter(text, KNOWN)
    assert isinstance(caught.value, FilterError)
    assert caught.value.position == position
    assert not caught.value.incomplete
    assert caught.value.exit_code == 2
    assert [part for part in parts if part not in str(caught.value)] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("target<", "a number is expected"),
        ("target:reading<", "a number is expected"),
        ("pp -target<", "“target<” before character 12 expects a number"),
        ("-class:", "a class is expected"),
        ("target:", "a subject is expected"),
        ("below:", "a subject is expected"),
        ("class:", "a class is expected"),
        ("target:reading", "expects a comparison"),
        ("target<-", "expects one, as in “target<0”"),
        ("(pp", "a closing “)” is expected"),
        ("pp or", "term is expected after “or”"),
        ("pp (", "term is expected after “(”"),
        ("pp -", "term is expected after “-”"),
        ('pp "wil', "quotation mark"),
    ],
)
def test_a_text_still_being_typed_says_what_is_expected(text: str, expected: str) -> None:
    with pytest.raises(FilterError) as caught:
        parse_filter(text, KNOWN)
    assert caught.value.incomplete
    assert expected in str(caught.value)


@pytest.mark.parametrize("word", ["Norris", "not-me", "oreo", "!", "a!b", "target", "*", "[b]", "\\", "%", "🙂", "٣"])
def test_a_bare_word_is_never_an_error(word: str) -> None:
    assert parse_filter(word, KNOWN).describe() == f"name contains “{word}”"


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("bellow", "No name has “bellow” in it. Did you mean “below”"),
        ("target", "No name has “target” in it. Did you mean “target<0”"),
        ("reading", "Did you mean “below:reading”"),
        ("sen girls y4 -joined", "“sen” was read as a keyword"),
        ("zzzzzz", ""),
        ("ade -ade", ""),
        ("pp", ""),
    ],
)
def test_no_hits_beside_a_near_word_give_a_hint(text: str, hint: str) -> None:
    shown = parse_filter(text, KNOWN).evaluate(FACTS).hint
    assert shown.startswith(hint) or (hint and hint in shown)
    assert bool(shown) is bool(hint)


def test_facts_check_their_frames_and_keep_the_order_of_pupils() -> None:
    with pytest.raises(ValueError, match="lacks absence"):
        PupilFacts(PUPILS.drop("absence"), SUBJECTS, FLAGS)
    with pytest.raises(ValueError, match="two rows"):
        PupilFacts(PUPILS, pl.concat([SUBJECTS, SUBJECTS]), FLAGS)
    turned = PupilFacts(PUPILS.reverse(), SUBJECTS, FLAGS)
    assert parse_filter("pp", KNOWN).evaluate(turned).keys == [JOHN, TOBI]


@pytest.mark.parametrize("text", ["", "pp", "below", "target<0:reading", "flag:fell", "missing", "ade"])
def test_empty_frames_give_empty_answers(text: str) -> None:
    nobody = PupilFacts(PUPILS.clear(), SUBJECTS.clear(), FLAGS.clear())
    result = parse_filter(text, KNOWN).evaluate(nobody)
    assert (result.keys, result.unknown) == ([], 0)
    without_results = PupilFacts(PUPILS, SUBJECTS.clear(), FLAGS.clear())
    result = parse_filter("below:reading or flag:fell", KNOWN).evaluate(without_results)
    assert (result.keys, result.unknown) == ([], 5)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("be", "below"),
        ("pp -su", "summer-born"),
        ("(cl", "class:"),
        ("class:wil", 'class:"Willow Class"'),
        ('class:"wil', 'class:"Willow Class"'),
        ("flag:f", "flag:fell"),
        ("target:w", "target:writing"),
        ("4", "4B"),
    ],
)
def test_completion_offers_what_the_grammar_then_reads(text: str, first: str) -> None:
    offered = complete(text, len(text), KNOWN)
    assert offered[0] == first
    whole = text[: word_start(text, len(text))] + first
    if not first.startswith("target") and not first.endswith(":"):
        assert parse_filter(whole.replace("(", ""), KNOWN).text.endswith(first)


@pytest.mark.parametrize("text", ["", "pp ", "zzz", "nokey:x", "absence:1", "name:x"])
def test_completion_is_empty_where_nothing_is_near(text: str) -> None:
    assert complete(text, len(text), KNOWN) == []

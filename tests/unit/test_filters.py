"""The filter language: what each term matches, how unknown values are counted, its words."""

from __future__ import annotations

import polars as pl
import pytest

from progress_tui.analysis.filters import PupilFacts, parse_filter
from tests.unit.filter_frames import AISHA, CLASS_4B, FACTS, FLAGS, JOHN, KNOWN, MAY, PUPILS, SUBJECTS, TOBI, ZOE


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
        ("severity>=2", [TOBI], 0),
        ("severity<1", [ZOE, JOHN, MAY], 0),
        ("action:open", [TOBI, AISHA], 0),
        ("action:overdue", [TOBI], 0),
        ("action:none", [ZOE, JOHN, MAY], 0),
        ("support:live", [TOBI, AISHA], 0),
        ("support:none", [ZOE, JOHN, MAY], 0),
        ("support:sums", [AISHA], 0),
        ('-support:"reading club"', [ZOE, JOHN, MAY], 0),
        ("prior:low", [TOBI, MAY], 1),
        ("-prior:low", [ZOE, JOHN], 1),
        ("unknown:prior", [AISHA], 0),
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
        # Zoe's class has no targets: her distance is from the expected standard.
        ("target<0", "reading", [TOBI], 2),
        ("target>=2", "reading", [ZOE], 2),
        ("target<0", None, [TOBI, AISHA], 2),
        ("change>0", "reading", [ZOE], 2),
    ],
)
def test_terms_without_a_subject_ask_the_one_shown_or_any(
    text: str, subject: str | None, keys: list[int], unknown: int
) -> None:
    result = parse_filter(text, KNOWN).evaluate(FACTS, subject)
    assert (result.keys, result.unknown) == (keys, unknown)


def test_without_targets_on_file_the_expected_standard_stands_in_and_the_words_say_so() -> None:
    result = parse_filter("target<0", KNOWN).evaluate(CLASS_4B, "maths")
    assert result.keys == [TOBI]
    assert result.unknown == 2
    assert result.description == "below the expected standard in maths (no targets on file)"
    # A class with targets is asked about those alone: Tobi is below the standard in maths and on target elsewhere.
    above = parse_filter("target>=0 -target<0", KNOWN).evaluate(CLASS_4B)
    assert above.keys == []
    assert above.description == (
        "on or above target in any subject (no targets on file in maths); "
        "not below target in any subject (no targets on file in maths)"
    )


def test_in_a_school_each_class_is_asked_as_it_is_alone_and_the_words_say_so() -> None:
    asked = parse_filter("target>=0", KNOWN)
    whole = asked.evaluate(FACTS)
    parts = [asked.evaluate(FACTS.part(pl.col("class_id") == number)) for number in (1, 2)]
    assert whole.keys == [TOBI, AISHA, ZOE] == [key for part in parts for key in part.keys]
    assert whole.unknown == 2 == sum(part.unknown for part in parts)
    assert [part.description for part in parts] == [
        "on or above target in any subject (no targets on file in maths)",
        "at or above the expected standard in any subject (no targets on file)",
    ]
    assert whole.description == (
        "on or above target in any subject (against the expected standard where no targets are on file)"
    )
    reading = parse_filter("target:reading<0", KNOWN).evaluate(FACTS)
    assert reading.description == (
        "below target in reading (against the expected standard where no targets are on file)"
    )


def test_a_part_of_a_class_is_asked_as_the_class_is() -> None:
    only_may = FACTS.part(pl.col("pupil_id") == AISHA)
    result = parse_filter("target:writing<0", KNOWN).evaluate(only_may)
    assert (result.keys, result.description) == ([AISHA], "below target in writing")


def test_without_any_targets_all_subjects_fall_back() -> None:
    unknown = SUBJECTS.with_columns(distance=pl.lit(float("nan")), target=pl.lit(None))
    result = parse_filter("target<=-2", KNOWN).evaluate(PupilFacts(PUPILS, unknown, lambda: FLAGS))
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
        ("action:none -action:overdue", None, "no action open; no action overdue"),
        ('support:none or support:"Reading club"', None, "no support now, or support “Reading club” now"),
        ("-prior:middle severity>=2", None, "not prior attainment middle; flag severity 2 or more"),
    ],
)
def test_a_filter_says_itself_in_words(text: str, subject: str | None, words: str) -> None:
    assert parse_filter(text, KNOWN).describe(subject) == words


def test_flags_are_worked_out_only_for_a_filter_that_asks_about_them() -> None:
    asked: list[str] = []

    def flags() -> pl.DataFrame:
        asked.append("flags")
        return FLAGS

    facts = PupilFacts(PUPILS, SUBJECTS, flags)
    assert parse_filter("pp or target<0 -action:open", KNOWN).evaluate(facts).keys
    assert asked == []
    for text in ("flag:fell", "pp flags>=1", "not severity>=2"):
        assert parse_filter(text, KNOWN).evaluate(facts).keys, text
    assert asked == ["flags"]


def test_facts_check_their_frames_and_keep_the_order_of_pupils() -> None:
    with pytest.raises(ValueError, match="lacks absence"):
        PupilFacts(PUPILS.drop("absence"), SUBJECTS, lambda: FLAGS)
    with pytest.raises(ValueError, match="two rows"):
        PupilFacts(PUPILS, pl.concat([SUBJECTS, SUBJECTS]), lambda: FLAGS)
    turned = PupilFacts(PUPILS.reverse(), SUBJECTS, lambda: FLAGS)
    assert parse_filter("pp", KNOWN).evaluate(turned).keys == [JOHN, TOBI]


@pytest.mark.parametrize("text", ["", "pp", "below", "target<0:reading", "flag:fell", "missing", "ade"])
def test_empty_frames_give_empty_answers(text: str) -> None:
    nobody = PupilFacts(PUPILS.clear(), SUBJECTS.clear(), FLAGS.clear)
    result = parse_filter(text, KNOWN).evaluate(nobody)
    assert (result.keys, result.unknown) == ([], 0)
    without_results = PupilFacts(PUPILS, SUBJECTS.clear(), FLAGS.clear)
    result = parse_filter("below:reading or flag:fell", KNOWN).evaluate(without_results)
    assert (result.keys, result.unknown) == ([], 5)

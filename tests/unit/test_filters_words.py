"""A filter's canonical spelling, its words read back, and saved filters."""

from __future__ import annotations

import pytest

from progress_tui.analysis.filters import FilterError, Vocabulary, complete, parse_filter
from progress_tui.analysis.filters.reading_back import read_back

SAVED = {
    "Focus group": "target<0:reading pp",
    "watch": 'saved:"Focus group" or flag:fell',
    "Adeyemi": "adeyemi",
    "pp": "girls",
    "not new": "-flag:new",
    "round": "pp saved:about",
    "about": "saved:round",
    "itself": "saved:ITSELF",
    "one": "two girls",
    "two": "one",
    "empty": "  ",
    "wrong": "pp flag:fel",
    "uses wrong": "saved:wrong",
}
KNOWN = Vocabulary(
    ("reading", "maths", "gps", "design & technology"),
    ("4B", "4b", "Willow Class", 'Mr "B"', "A, or B; (C)"),
    {"fell": "fell since last time", "new": "joined since last time"},
    ("Reading club", "none"),
    SAVED,
)


@pytest.mark.parametrize(
    ("text", "spelling"),
    [
        ("", ""),
        ("(pp) AND not SEN", "pp -sen"),
        ("pp (sen or (eal or girls))", "pp (sen or (eal or girls))"),
        ("(pp sen) or y4", "pp sen or y4"),
        ("not (pp y04) --eal", 'not (pp "y04") --eal'),
        ("pa", "absence>=10"),
        ("yr R reception y0", "reception reception reception reception"),
        ("year=4 year≥3", "year=4 year>=3"),
        ('ade "x y" “a"b”', '"ade" "x y" “a"b”'),
        ("class:4B 4b", "class:4B class:4b"),
        ('class:"willow class"', 'class:"Willow Class"'),
        ('class:“mr "b"”', 'class:“Mr "B"”'),
        ('school:"St Mary"', 'school:"St Mary"'),
        ('below:"Design & Technology"', 'below:"design & technology"'),
        ("below:GPS missing at:maths", "below:gps missing at:maths"),
        ("target<=-2.50:reading change<0 score:gps<.5", "target:reading<=-2.5 change<0 score:gps<0.5"),
        ("action:none support:none support:live", "-action:open -support:live support:live"),
        ('support:"reading club" prior:LOW unknown:send', 'support:"Reading club" prior:low unknown:sen'),
        ("flag!=fell flags==2 severity>=2", "-flag:fell flags=2 severity>=2"),
        ("watch", "saved:watch"),
        ("focus group", 'saved:"Focus group"'),
    ],
)
def test_a_filter_has_one_spelling_which_reads_as_the_same_filter(text: str, spelling: str) -> None:
    found = parse_filter(text, KNOWN)
    assert found.spelling() == spelling
    assert parse_filter(spelling, KNOWN).root == found.root


@pytest.mark.parametrize(
    ("words", "typed"),
    [
        ("all pupils", ""),
        ("below target in reading; pupil premium", "target:reading<0 pp"),
        ("pupil premium; not SEND; Year 4", "pp -sen y4"),
        ("year 4", "y4"),
        ("(pupil premium; (SEND, or EAL)), or not (Year 4; boys)", "(pp (sen or eal)) or not (y4 boys)"),
        ("2 or more notches below target in GPS", "target:gps<=-2"),
        ("more than 1 notch above target in any subject", "target>1"),
        ("below the expected standard in maths (no targets on file)", "target:maths<0"),
        ("not on target in any subject (no targets on file in maths and GPS)", "-target=0"),
        ("above or below target in maths", "target:maths!=0"),
        (
            "below target in maths (against the expected standard where no targets are on file); girls",
            "target:maths<0 girls",
        ),
        ("change in reading since last time −2.5 or less", "change:reading<=-2.5"),
        ("score in design & technology other than 90", 'score:"design & technology"!=90'),
        ("absence under 10 %", "absence<10"),
        ("flag: fell since last time, or flag count exactly 2", "flag:fell or flags=2"),
        ("a result in maths; a result missing in any subject", "-missing:maths missing"),
        ("SEND status known; pupil premium unknown", "-unknown:sen unknown:pp"),
        ("no action open; an action overdue", "-action:open action:overdue"),
        ("no support now, or support “Reading club” now", '-support:live or support:"Reading club"'),
        ("not prior attainment low; summer-born (May to August)", "-prior:low summer-born"),
        ("name contains “a; b, or (c)”; name without “x”", '"a; b, or (c)" -"x"'),
        ("school “Oak” ; girls", None),
        ("class 4B; class “A, or B; (C)”", 'class:4B class:"A, or B; (C)"'),
        ('class “Mr "B"”; class Willow Class', 'class:“Mr "B"” class:"Willow Class"'),
        ("eal (pp pp)", None),
        ("pp sen", None),
        ("below target", None),
        ("score in reading under 12345678901", None),
    ],
)
def test_the_words_of_a_filter_are_read_back(words: str, typed: str | None) -> None:
    assert read_back(words, KNOWN) == typed
    if typed is not None:
        assert parse_filter(words, KNOWN).root == parse_filter(typed, KNOWN).root


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("girls, or Year 4)", ""),
        ("girls, or name", "name contains “girls,”, or name contains “name”"),
        ("girls; boys;", "name contains “girls;”; name contains “boys;”"),
        ("Reading", "name contains “Reading”"),
    ],
)
def test_words_that_are_not_whole_are_read_as_typed(text: str, words: str) -> None:
    if words:
        assert parse_filter(text, KNOWN).describe() == words
    else:
        with pytest.raises(FilterError, match="“\\)” at character 17"):
            parse_filter(text, KNOWN)


def test_a_saved_filter_is_what_it_says() -> None:
    found = parse_filter("saved:watch -girls", KNOWN)
    assert found.describe() == "((below target in reading; pupil premium), or flag: fell since last time); not girls"
    assert parse_filter('-saved:"focus group"', KNOWN).describe() == "not (below target in reading; pupil premium)"
    assert parse_filter("-saved:'Focus", Vocabulary(saved={"'Focus": "-(pp girls)"})).describe() == (
        "pupil premium; girls"
    )
    twice = Vocabulary(saved={"rest": "not (pp girls)"})
    assert parse_filter("-rest boys", twice).describe() == "(pupil premium; girls); boys"


def test_a_name_alone_is_enough_unless_it_means_something_else() -> None:
    assert parse_filter("Focus Group", KNOWN).describe() == "below target in reading; pupil premium"
    assert parse_filter("watch boys", KNOWN).spelling() == "saved:watch boys"
    assert parse_filter("pp", KNOWN).describe() == "pupil premium"
    assert parse_filter("saved:pp", KNOWN).describe() == "girls"
    assert parse_filter("not new", KNOWN).describe() == "not flag: joined since last time"
    # Within itself its name is a word like any other, so a search for a name may be saved under that name.
    assert parse_filter("adeyemi", KNOWN).describe() == "name contains “adeyemi”"


@pytest.mark.parametrize(
    ("text", "position", "sentence"),
    [
        (
            "girls saved:about",
            13,
            "The saved filter “about” at character 13 cannot be read. It leads round in a circle: “about” → “round” → "
            "“about”. Save one of them without the other.",
        ),
        ("itself", 1, "It leads round in a circle: “itself” → “itself”."),
        ("two", 1, "It leads round in a circle: “two” → “one” → “two”."),
        ("pp empty", 4, "The saved filter “empty” at character 4 is empty."),
        (
            "saved:wrong",
            7,
            "The saved filter “wrong” at character 7 cannot be read. Unknown flag “fel” in the filter. It stands after "
            "“flag” at character 9. Did you mean “fell”?",
        ),
        ('saved:"uses wrong"', 7, "The saved filter “uses wrong” at character 7 cannot be read. The saved filter"),
        ("saved:wach", 7, "Unknown saved filter “wach” in the filter. It stands after “saved” at character 7. Did you"),
        ("saved:", 7, "a saved filter is expected"),
    ],
)
def test_a_saved_filter_that_cannot_be_used_is_refused_in_words(text: str, position: int, sentence: str) -> None:
    with pytest.raises(FilterError) as caught:
        parse_filter(text, KNOWN)
    assert sentence in str(caught.value)
    assert caught.value.position == position


def test_saved_filters_that_multiply_are_refused_before_they_are_many() -> None:
    doubling = {f"f{n}": f"saved:f{n + 1} saved:f{n + 1}" for n in range(40)} | {"f40": "pp"}
    with pytest.raises(FilterError, match="more than 300 terms"):
        parse_filter("f0", Vocabulary(saved=doubling))


def test_completion_offers_saved_filters() -> None:
    assert complete("saved:f", 7, KNOWN) == ['saved:"Focus group"']
    assert complete("wat", 3, KNOWN) == ["watch"]

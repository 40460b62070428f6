"""The filter language while it is typed: refusals, what is still expected, hints, completion."""

from __future__ import annotations

import pytest

from progress_tui.analysis.filters import FilterError, complete, parse_filter, word_start
from progress_tui.domain.errors import UsageError
from tests.unit.filter_frames import FACTS, KNOWN


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
        ("action:opne", 8, ["Unknown word “opne”", "“open”"]),
        ("pp support:Sum", 12, ["Unknown support group “Sum”", "“Sums”"]),
        ("prior:medium", 7, ["Unknown word “medium”", "low, middle"]),
        ("saved:x", 7, ["Unknown saved filter “x”", "This school has no saved filter to name"]),
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
        ("action:o", "action:open"),
        ("support:re", 'support:"Reading club"'),
        ("prior:", "prior:low"),
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

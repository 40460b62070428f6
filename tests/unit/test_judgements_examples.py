"""The sentences of docs/judgements.md as the rules say them, with the same figures."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from progress_tui.__main__ import main
from progress_tui.analysis.flags import flags_of
from tests.unit.frames_builder import NOW, SmallSchool

AUT1, SUM2 = "2026-27:Aut1", "2025-26:Sum2"
PAGE = (Path(__file__).parents[2] / "docs" / "judgements.md").read_text("utf-8")


def sentences(school: SmallSchool) -> set[tuple[str, str]]:
    """(flag, sentence) of the first child."""
    return {(flag.flag, flag.sentence) for flag in flags_of(school.summary(NOW))[1]}


@pytest.mark.parametrize(
    ("flag", "subject", "before", "now", "sentence"),
    [
        ("just-below", "maths", None, "JB", "Maths is Just below, one notch under the expected standard at Aut2."),
        (
            "quiet-decline", "writing", (AUT1, "At"), "JB",
            "Writing fell from At to Just below since Aut1; no live support or action.",
        ),
        (
            "no-data", "reading", (AUT1, "At"), "A",
            "No reading result at Aut2 (absent); the last was At at Aut1.",
        ),
        (
            "now-at", "writing", (SUM2, "JB"), "At",
            "Writing rose from Just below to At since Sum2: now at the expected standard.",
        ),
    ],
)  # fmt: skip
def test_the_page_quotes_what_the_rule_says(
    flag: str, subject: str, before: tuple[str, str] | None, now: str, sentence: str
) -> None:
    school = SmallSchool()
    child, classmate = school.pupil(), school.pupil()
    if before is not None:
        school.result(child, *before, subject)
    school.result(child, NOW, now, subject)
    school.result(classmate, NOW, "At", subject)
    assert (flag, sentence) in sentences(school)
    assert f"> {sentence}" in PAGE


def test_a_fall_of_a_test_names_both_figures_and_the_size() -> None:
    school = SmallSchool()
    child = school.pupil()
    for point, raw in ((SUM2, "109"), (NOW, "91")):
        school.result(child, point, raw, "reading", scale="standardised", kind="test")
    said = "Reading test fell from 109 to 91 (by 18: notable) since Sum2"
    assert ("quiet-decline", f"{said}; no live support or action.") in sentences(school)
    assert f"> {said}." in PAGE


def quoted(school: SmallSchool, flag: str, sentence: str) -> None:
    """The rule says it of the first child, and the page quotes it."""
    assert (flag, sentence) in sentences(school)
    assert f"> {sentence}" in PAGE


def test_a_fall_with_a_live_action_is_a_fall() -> None:
    school = SmallSchool()
    child = school.pupil()
    school.result(child, AUT1, "At", "writing")
    school.result(child, NOW, "JB", "writing")
    school.action(child, date(2026, 11, 2), date(2026, 12, 11))
    quoted(school, "fell", "Writing fell from At to Just below since Aut1.")


def test_support_without_effect_says_since_when() -> None:
    school = SmallSchool()
    school.support("Phonics catch-up", {school.pupil(): "unknown"}, date(2026, 9, 7))
    quoted(school, "support-not-working", "Phonics catch-up has run since 7 September with no effect recorded.")


def test_an_overdue_action_is_named_with_its_owner() -> None:
    school = SmallSchool()
    child = school.pupil()
    for due, what in ((date(2026, 11, 6), "Read daily with an adult"), (date(2026, 11, 13), "Bring the book home")):
        school.action(child, date(2026, 10, 5), due, owner="class teacher", what=what)
    said = "“Read daily with an adult” (class teacher) was due on 6 November and is still open, and 1 more."
    quoted(school, "action-overdue", said)


def test_a_result_in_doubt_is_named_with_its_reason() -> None:
    school = SmallSchool()
    child = school.pupil()
    school.result(child, NOW, "WB")
    school.query(child, NOW, "WB", "typed in the wrong row")
    said = "Reading WB at Aut2 is marked as wrong, for the office to mend: typed in the wrong row."
    quoted(school, "queried", said)


def test_three_meetings_without_the_child_say_since_when() -> None:
    school = SmallSchool()
    _, classmate = school.pupil(), school.pupil()
    for held_on in (date(2026, 3, 3), date(2026, 6, 2), date(2026, 10, 6)):
        school.meeting("4B", held_on, [classmate])
    quoted(school, "not-discussed", "Not discussed in the last 3 meetings of the class, since 3 March 2026.")


def test_a_pupil_of_a_class_list_without_results_has_a_card_at_a_point(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, file = tmp_path / "list.csv", tmp_path / "school.duckdb"
    source.write_text('Admission No,Name,Class,Year\n1,"Ash, Ann",1A,1\n', "utf-8")
    assert main(["import", str(source), "--into", str(file), "--year", "2026-27"]) == 0
    capsys.readouterr()
    assert main(["show", "pupil", "1", "--point", "Aut1", "--file", str(file)]) == 0
    assert capsys.readouterr().out.splitlines()[1:] == ["There are no results on file."]

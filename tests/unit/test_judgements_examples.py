"""The sentences of docs/judgements.md as the rules say them, with the same figures."""

from __future__ import annotations

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


def test_a_pupil_of_a_class_list_without_results_has_a_card_at_a_point(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, file = tmp_path / "list.csv", tmp_path / "school.duckdb"
    source.write_text('Admission No,Name,Class,Year\n1,"Ash, Ann",1A,1\n', "utf-8")
    assert main(["import", str(source), "--into", str(file), "--year", "2026-27"]) == 0
    capsys.readouterr()
    assert main(["show", "pupil", "1", "--point", "Aut1", "--file", str(file)]) == 0
    assert capsys.readouterr().out.splitlines()[1:] == ["There are no results on file."]

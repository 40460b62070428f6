"""Questions of the class that figures ask, at their lines: just under, on it; each says k of n (of N on roll)."""

from __future__ import annotations

from pathlib import Path

import pytest

from progress_tui.analysis.class_view import class_view
from progress_tui.analysis.meeting.questions import class_questions
from progress_tui.domain.agenda import ClassQuestion
from progress_tui.settings import config_home
from tests.unit.frames_builder import SmallSchool, start_year

AUT1, NOW = "2026-27:Aut1", "2026-27:Aut2"


def asked(school: SmallSchool, point: str = NOW) -> dict[str, ClassQuestion]:
    """The questions of 4B by key, the standing one left out."""
    at = school.at(point)
    view = class_view(at.summary, at.flags, school.classes[start_year("2026-27"), "4B"], 1, at.name, False)
    standing, *found = class_questions(at, view)
    assert standing == ClassQuestion(
        "standing", "What has gone well since last time, and what does the class need next?"
    )
    return {one.key: one for one in found}


def class_of(*codes: str, subject: str = "reading") -> SmallSchool:
    """A child a code; "" has no result."""
    school = SmallSchool()
    for code in codes:
        number = school.pupil()
        if code:
            school.result(number, NOW, code, subject)
    return school


def test_missing_results_from_three_on() -> None:
    assert "missing" not in asked(class_of("At", "At", "", ""))
    found = asked(class_of("At", "At", "", "", ""))["missing"]
    assert found.question == "Which results are missing, and when will they be there?"
    assert found.words == "Without a result at Autumn 2 2026-27: reading 3, of 5 on roll."
    assert found.pupil_ids == (3, 4, 5)


def test_a_code_for_no_result_is_one_that_is_missing_too() -> None:
    assert asked(class_of("At", "A", "A", ""))["missing"].words.endswith("reading 3, of 4 on roll.")


def test_a_large_part_below_from_eleven_judged_on() -> None:
    # 4 of 10: forty per cent, but a small group.
    assert asked(class_of(*["B"] * 4, *["At"] * 6)) == {}
    # 4 of 11 are 36 %.
    assert asked(class_of(*["B"] * 4, *["At"] * 7)) == {}
    school = class_of(*["B"] * 5, *["At"] * 7)
    for number in range(1, 12):
        school.result(number, NOW, "B" if number <= 6 else "At", "maths")
    found = asked(school)
    # 5 of 12 in reading are 42 %, 6 of 11 in maths are 55 %: the larger part is asked about, both are said.
    assert list(found) == ["below:maths"]
    assert found["below:maths"].words == (
        "Below the expected standard, of those assessed: reading 5 of 12, maths 6 of 11, of 12 on roll."
    )
    assert found["below:maths"].pupil_ids == (1, 2, 3, 4, 5, 6)


def test_just_below_from_five_on() -> None:
    assert asked(class_of(*["JB"] * 4, *["At"] * 8)) == {}
    found = asked(class_of(*["JB"] * 5, *["At"] * 8))["near"]
    assert found.words == "Just below the expected standard, of those assessed: reading 5 of 13, of 13 on roll."
    assert found.pupil_ids == (1, 2, 3, 4, 5)


def test_several_who_fell_at_once_from_four_on() -> None:
    def fallen(many: int) -> SmallSchool:
        school = class_of(*["At"] * 8)
        for number in range(1, 8):
            school.result(number, AUT1, "Sec" if number <= many else "At")
        return school

    assert asked(fallen(3)) == {}
    found = asked(fallen(4))["fell"]
    # The eighth child has no earlier result: 4 of the 7 who have one.
    assert found.words == "Fell, of those with an earlier result: reading 4 of 7, of 8 on roll."
    assert found.pupil_ids == (1, 2, 3, 4)


def test_tests_and_judgements_that_differ_from_four_on() -> None:
    def differing(many: int) -> SmallSchool:
        school = class_of(*["At"] * 6)
        for number in range(1, 7):
            school.result(number, NOW, "80" if number <= many else "100", scale="standardised", kind="test")
        return school

    assert "tests" not in asked(differing(3))
    found = asked(differing(4))["tests"]
    assert found.words == "Assessed, and a test and the teacher's judgement differ: reading 4 of 6, of 6 on roll."
    assert found.pupil_ids == (1, 2, 3, 4)


def test_a_gap_of_three_children_between_groups_of_at_least_five() -> None:
    """1 of 5 with pupil premium against 6 of 7: in integers |1·7 − 6·5| // 7 = 3 children."""
    school = class_of("At", *["B"] * 4, *["At"] * 6, "B")
    for number in range(1, 13):
        school.characteristics(number, pp=number <= 5, sen="K" if number in (2, 3) else "N")
    found = asked(school)
    assert found["gap:pp:reading"].words == (
        "At the expected standard in reading: 1 of 5 with pupil premium, 6 of 7 without: a gap of 3 children. "
        "2 of the 4 who are not there yet also have SEND."
    )
    assert found["gap:pp:reading"].pupil_ids == (2, 3, 4, 5)


def test_no_gap_is_told_of_a_group_under_five_or_of_children_of_whom_it_is_not_known() -> None:
    school = class_of(*["B"] * 5, *["At"] * 7)
    for number in range(2, 13):
        school.characteristics(number, pp=number <= 5)
    assert not [key for key in asked(school) if key.startswith("gap")]


def test_several_who_are_away_often_from_three_on() -> None:
    school = class_of(*["At"] * 6)
    for number, present in enumerate((90.0, 88.5, 90.1), 1):
        school.attendance(number, percentage=present)
    assert "absence" not in asked(school)
    school.attendance(4, percentage=70.0)
    found = asked(school)["absence"]
    # Exactly 90 % present counts; 90.1 % does not; of two children nothing is on file.
    assert found.words == "3 of 4 with attendance on file missed 10 % of sessions or more, of 6 on roll."
    assert found.pupil_ids == (1, 2, 4)


def test_at_most_three_and_those_first_on_which_the_others_rest() -> None:
    school = class_of(*["JB"] * 8, *["At"] * 6, "", "", "")
    for number in range(1, 15):
        school.result(number, AUT1, "At" if number <= 8 else "Sec")
        school.attendance(number, percentage=80.0)
    # Missing, fell, below (8 of 14 are 57 %) find room; near (8) and absence (14) do not.
    assert list(asked(school)) == ["missing", "fell", "below:reading"]


def test_statutory_results_ask_nothing_of_a_class() -> None:
    """They are of one year group, once: in a mixed-age class the others would be missing."""
    school = SmallSchool()
    for _ in range(12):
        school.result(school.pupil(), "2026-27:Sum2", "95", "reading", "scaled-ks2", "statutory")
    for _ in range(6):
        school.pupil(year_group=5)
    assert asked(school, "2026-27:Sum2") == {}


@pytest.mark.usefixtures("home")
def test_a_school_sets_its_own_lines(home: Path) -> None:
    assert config_home() == home
    (home / "config.toml").write_text("[flags]\nagenda.missing = 2\nagenda.questions = 1\n", "utf-8")
    assert list(asked(class_of(*["JB"] * 8, "", ""))) == ["missing"]

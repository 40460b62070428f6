"""What was agreed and what became of it: `show actions` and `show support`."""

from __future__ import annotations

from datetime import date

import pytest

from progress_tui.analysis.effect.actions import State, actions_report
from progress_tui.analysis.effect.support import support_report
from progress_tui.domain.errors import NotFoundError
from progress_tui.domain.whom import EVERYBODY, Whom
from tests.unit.frames_builder import TODAY, SmallSchool

AGREED = date(2026, 10, 5)


def agreed_school() -> SmallSchool:
    """Five actions of two classes; today is 23 November 2026."""
    school = SmallSchool()
    ash, birch = school.pupil("Ash"), school.pupil("Birch", class_name="5A", year_group=5)
    for subject, before, after in (("maths", "B", "B"), ("reading", "JB", "At")):
        school.result(ash, "2026-27:Aut1", before, subject=subject)
        school.result(ash, "2026-27:Aut2", after, subject=subject)
    school.action(ash, AGREED, date(2026, 12, 1), owner="class teacher")
    school.action(ash, AGREED, date(2026, 11, 22))
    school.action(birch, AGREED, TODAY)
    school.action(birch, AGREED, date(2026, 10, 20), "done", "clear", owner="SENCO")
    school.action(birch, AGREED, date(2026, 10, 20), "carried")
    return school


def numbers(school: SmallSchool, whom: Whom = EVERYBODY, state: State = "all", owner: str = "") -> list[object]:
    report = actions_report(school.at(), whom, state, owner)
    return [row["action_id"] for row in report.rows]


def test_actions_by_due_date_open_and_overdue() -> None:
    school = agreed_school()
    assert numbers(school) == [4, 5, 2, 3, 1]
    assert numbers(school, state="open") == [2, 3, 1]
    # Due today is not overdue; done and carried never are.
    assert numbers(school, state="overdue") == [2]
    report = actions_report(school.at(), EVERYBODY)
    assert report.notes[0] == "3 of 5 actions are open, 1 of them past their due date."
    assert (report.more["on_file"], report.more["open"], report.more["overdue"]) == (5, 3, 1)


def test_actions_of_a_class_an_owner_and_a_filter() -> None:
    school = agreed_school()
    assert numbers(school, Whom(class_name="4B")) == [2, 1]
    assert numbers(school, Whom(year_group="5")) == [4, 5, 3]
    assert numbers(school, Whom(filter="birch")) == [4, 5, 3]
    assert numbers(school, owner="TEACHER") == [1]
    with pytest.raises(NotFoundError, match="No action is owned by “sendco”") as caught:
        numbers(school, owner="sendco")
    assert "Did you mean “SENCO”?" in str(caught.value)


def test_results_before_and_since_stand_beside_in_the_order_of_subjects() -> None:
    report = actions_report(agreed_school().at(), Whom(class_name="4B"), "overdue")
    [row] = report.rows
    results = row["results"]
    assert isinstance(results, list)
    assert [(one["subject"], one["before"], one["after"], one["change"]) for one in results] == [
        ("reading", "JB", "At", 1.0),
        ("maths", "B", "B", 0.0),
    ]
    [line] = report.cells()
    assert line["results before → since"] == "R JB→At · M B→B"
    assert line["status"] == "open, overdue"
    one = actions_report(agreed_school().at(), Whom(class_name="4B", subject="maths"), "overdue")
    assert one.cells()[0]["results before → since"] == "M B→B"


def test_a_school_without_actions_or_support_says_so_in_figures() -> None:
    school = SmallSchool()
    school.result(school.pupil("Ash"), "2026-27:Aut2", "At")
    assert actions_report(school.at(), EVERYBODY).notes[0].startswith("0 of 0 actions are open")
    assert support_report(school.at()).notes[0] == "0 of 0 run on 2026-11-23."


def supported() -> SmallSchool:
    school = SmallSchool()
    ash, birch, cedar = (school.pupil(name) for name in ("Ash", "Birch", "Cedar"))
    for pupil, before, after in ((ash, "B", "At"), (birch, "B", "B"), (cedar, "At", "Sec")):
        school.result(pupil, "2026-27:Aut1", before)
        school.result(pupil, "2026-27:Aut2", after)
    school.support("Ten weeks", {ash: "clear", birch: "unknown"}, date(2026, 9, 14))
    school.support("Nine weeks", {ash: "unknown"}, date(2026, 9, 15))
    school.support("Worked", {ash: "clear", birch: "some"}, date(2026, 1, 12), date(2026, 3, 27))
    school.support("Did not", {cedar: "none"}, date(2026, 1, 12), date(2026, 3, 27), "maths")
    school.support("To come", {cedar: "unknown"}, date(2026, 11, 30), subject="")
    return school


def test_support_with_weeks_children_and_what_there_is_to_ask() -> None:
    report = support_report(supported().at())
    rows = {row["name"]: row for row in report.rows}
    assert list(rows) == ["Worked", "Did not", "Ten weeks", "Nine weeks", "To come"]
    # 14 September to 23 November 2026 is 70 days; 12 January to 27 March 74.
    assert {name: row["weeks"] for name, row in rows.items()} == {
        "Worked": 10, "Did not": 10, "Ten weeks": 10, "Nine weeks": 9, "To come": 0,
    }  # fmt: skip
    assert [name for name, row in rows.items() if row["asked"]] == ["Did not", "Ten weeks"]
    assert rows["Ten weeks"]["effects"] == [{"effect": "clear", "n": 1}, {"effect": "unknown", "n": 1}]
    assert rows["Ten weeks"]["names"] == ["Ash", "Birch"]
    assert rows["Ten weeks"]["without_effect"] == 1
    assert [row["name"] for row in support_report(supported().at(), running=True).rows] == ["Ten weeks", "Nine weeks"]


def test_support_has_the_change_of_its_children_beside_the_others() -> None:
    report = support_report(supported().at())
    change = {row["name"]: row["change"] for row in report.rows}
    # Ash +2, Birch 0 beside Cedar +1.
    assert change["Ten weeks"] == [
        {"subject": "reading", "series": "Reading teacher (bands)", "unit": "notch", "n": 2, "change": 1.0, "others": 1,
         "others_change": 1.0},
    ]  # fmt: skip
    assert change["To come"] == []
    cell = report.cells()[2]
    assert cell["results since"] == "+1 notch (n 2), others +1 notch (n 1)"
    assert cell["to ask"] == "≥ 10 weeks, 1 without effect"
    assert report.cells()[1]["to ask"] == "ended, 1 without effect"

"""Pieces of work: one that was carried on counts once, one of a whole class names no child; worked out by hand."""

from __future__ import annotations

from datetime import date

import pytest

from progress_tui.analysis.effect.actions import WHOLE_CLASS, actions_report
from progress_tui.analysis.effect.meetings import action_counts_report
from progress_tui.analysis.effect.report import action_effect
from progress_tui.analysis.flags.ground import Ground
from progress_tui.analysis.flags.thresholds import thresholds
from progress_tui.domain.whom import EVERYBODY, Whom
from tests.unit.frames_builder import NOW, TODAY, SmallSchool

FIRST, THEN = date(2026, 6, 15), date(2026, 10, 5)
"""Before any result of this year, and in Autumn 1."""


@pytest.fixture
def school() -> SmallSchool:
    """Ash of 4B and Birch of 5A: an action carried on twice, one of the whole of 4B, and two of Birch."""
    school = SmallSchool()
    ash, birch = school.pupil("Ash"), school.pupil("Birch", class_name="5A", year_group=5)
    for point, code in (("2025-26:Spr2", "B"), ("2026-27:Aut1", "JB"), (NOW, "At")):
        school.result(ash, point, code)
    school.result(birch, NOW, "At")
    class_4b = school.classes[2026, "4B"]
    one = school.action(ash, FIRST, date(2026, 7, 10), "carried", class_id=class_4b)
    two = school.action(ash, date(2026, 9, 10), date(2026, 10, 1), "carried", class_id=class_4b, carried_from=one)
    school.action(ash, THEN, date(2026, 11, 20), class_id=class_4b, carried_from=two)
    school.action(None, THEN, date(2026, 12, 4), owner="class teacher", class_id=class_4b)
    school.action(birch, THEN, date(2026, 10, 20), "done", "clear", owner="SENCO")
    school.action(birch, THEN, date(2026, 10, 20), "carried", owner="SENCO")
    return school


def test_what_was_carried_on_is_told_by_the_last_of_it(school: SmallSchool) -> None:
    report = actions_report(school.at(), EVERYBODY)
    # 1 and 2 went on as 3; nothing goes on with 6 yet.
    assert [row["action_id"] for row in report.rows] == [5, 6, 3, 4]
    assert report.notes[0] == "2 of 4 actions are open, 1 of them past their due date."
    assert (report.more["on_file"], report.more["open"], report.more["overdue"]) == (4, 2, 1)
    third = report.rows[2]
    assert (third["agreed"], third["first_agreed"], third["carried_from"]) == ("2026-10-05", "2026-06-15", 2)


def test_results_are_looked_at_from_the_day_the_first_was_agreed(school: SmallSchool) -> None:
    (row,) = actions_report(school.at(), Whom(filter="ash")).rows
    results = row["results"]
    assert isinstance(results, list)
    # From Autumn 1, when it was carried, it would be JB → At.
    assert [(one["before"], one["after"], one["others"], one["others_words"]) for one in results] == [
        ("B", "At", 0, "")
    ]
    notes = action_effect(school.at(), 3).notes
    assert "agreed 2026-10-05 (first 2026-06-15)" in notes[0]


def test_an_action_of_a_class_is_listed_with_its_class_and_no_child(school: SmallSchool) -> None:
    report = actions_report(school.at(), Whom(class_name="4B"))
    assert [row["action_id"] for row in report.rows] == [3, 4]
    row, line = report.rows[1], report.cells()[1]
    assert (row["pupil_id"], row["class_name"], row["results"]) == (None, "4B", [])
    assert (line["pupil"], line["class"]) == (WHOLE_CLASS, "4B")
    behind = report.behind(1, "what")
    assert behind is not None
    assert (behind.words, behind.pupil_ids) == ("4B · on roll", (1,))
    # A filter asks of children, of whom an action of the class tells nothing.
    assert [row["action_id"] for row in actions_report(school.at(), Whom("ash", "4B")).rows] == [3]
    assert [row["action_id"] for row in actions_report(school.at(), Whom(year_group="4")).rows] == [3, 4]
    assert action_effect(school.at(), 4).notes[-1] == "There is no child in it."


def test_an_action_of_last_years_class_says_so(school: SmallSchool) -> None:
    school.enrol(1, "2025-26", "3B", 3)
    school.action(None, date(2026, 3, 2), date(2026, 4, 1), "done", class_id=school.classes[2025, "3B"])
    rows = actions_report(school.at(), EVERYBODY).rows
    assert [row["class_name"] for row in rows if row["pupil_id"] is None] == ["3B 2025-26", "4B"]


def test_counts_by_who_and_by_class_take_each_piece_of_work_once(school: SmallSchool) -> None:
    keys = ("open", "overdue", "carried", "done", "stopped", "actions", "pupils")

    def counted(by_owner: bool) -> dict[object, tuple[object, ...]]:
        report = action_counts_report(school.at(), EVERYBODY, "owner" if by_owner else "class")
        return {row["owner" if by_owner else "class_name"]: tuple(row[key] for key in keys) for row in report.rows}

    assert counted(by_owner=True) == {
        "class teacher": (1, 0, 0, 0, 0, 1, 0),
        "SENCO": (0, 0, 1, 1, 0, 2, 1),
        "TA": (1, 1, 1, 0, 0, 1, 1),
    }
    assert counted(by_owner=False) == {"4B": (2, 1, 1, 0, 0, 2, 1), "5A": (0, 0, 1, 1, 0, 2, 1)}
    notes = action_counts_report(school.at(), EVERYBODY, "class").notes
    assert notes[0] == "2 of 4 actions are open, of 1 child; 1 of them is of a whole class."


def test_a_flag_asks_what_is_under_way_now_and_filters_ask_of_children(school: SmallSchool) -> None:
    at = school.at()
    # Birch's carried action waits for the next meeting; Ash's went on as an open one.
    assert Ground(at.summary, thresholds()).with_action == {1, 2}
    assert at.select("action:open").keys == (1,)
    assert "action-overdue" in [flag.flag for flag in school.flags()[1]]


def test_what_was_carried_on_and_is_done_is_not_under_way_any_more() -> None:
    school = SmallSchool()
    child = school.pupil()
    school.result(child, NOW, "At")
    one = school.action(child, FIRST, TODAY, "carried")
    school.action(child, THEN, TODAY, "done", carried_from=one)
    assert Ground(school.at().summary, thresholds()).with_action == frozenset()


def test_the_whole_name_of_an_owner_means_that_one_alone(school: SmallSchool) -> None:
    school.action(1, THEN, TODAY, owner="TA and SENCO")
    owners = {row["owner"] for row in actions_report(school.at(), EVERYBODY, owner="ta").rows}
    assert owners == {"TA"}
    assert {row["owner"] for row in actions_report(school.at(), EVERYBODY, owner="senc").rows} == {
        "SENCO",
        "TA and SENCO",
    }

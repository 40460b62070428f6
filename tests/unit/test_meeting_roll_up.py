"""The year's meetings summed up by class, counted by hand; every figure opens to its children."""

from __future__ import annotations

from datetime import date

import pytest

from progress_tui.analysis.effect.meetings import meetings_report
from progress_tui.analysis.frames import SCHEMAS
from progress_tui.analysis.meeting.roll_up import meetings_summary
from progress_tui.domain.reports import Report
from progress_tui.domain.whom import EVERYBODY, Whom
from tests.unit.frames_builder import SmallSchool

AUT1, NOW = "2026-27:Aut1", "2026-27:Aut2"
LAST, LATER, PAST = date(2026, 10, 5), date(2026, 12, 1), date(2026, 11, 20)


def note_barriers(school: SmallSchool, meeting: int, pupil: int, *barriers: str) -> None:
    """Put barriers on an item that is there."""
    names = list(SCHEMAS["meeting_items"])
    for place, row in enumerate(school.rows["meeting_items"]):
        held = dict(zip(names, row, strict=True))
        if (held["meeting_id"], held["pupil_id"]) == (meeting, pupil):
            held["barriers"] = list(barriers)
            school.rows["meeting_items"][place] = tuple(held.values())


@pytest.fixture(scope="module")
def report() -> Report:
    """Two classes. 4B: 1 discussed, 2 fell, 3 fell with support, 4 steady. 3A: 5 fell, 6 fell with an action."""
    school = SmallSchool()
    for name, year, fell in (
        ("4B", 4, True), ("4B", 4, True), ("4B", 4, True), ("4B", 4, False), ("3A", 3, True), ("3A", 3, True),
    ):  # fmt: skip
        child = school.pupil(class_name=name, year_group=year)
        school.result(child, AUT1, "At")
        school.result(child, NOW, "JB" if fell else "At")
    held = school.meeting("4B", LAST, [1], AUT1)
    note_barriers(school, held, 1, "vocabulary", "attendance", "own words")
    school.meeting("4B", date(2026, 12, 4), [2, 3], NOW, status="planned")
    running = school.meeting("3A", date(2026, 11, 23), [6], NOW, status="running")
    note_barriers(school, running, 6, "attendance")
    # Of the year before: it counts for nothing here.
    school.enrol(5, "2025-26", "2A", 2)
    school.meeting("2A", date(2026, 7, 6), [5], "2025-26:Sum2")
    school.support("Book talk", {3: "some"}, date(2026, 9, 20))
    class_4b = school.classes[2026, "4B"]
    school.action(1, LAST, PAST, class_id=class_4b)
    school.action(1, LAST, LATER, class_id=class_4b)
    school.action(1, date(2026, 7, 6), LAST, "done", class_id=class_4b, closed=date(2026, 9, 10))
    school.action(1, date(2026, 7, 6), LAST, "done", class_id=class_4b, closed=date(2026, 8, 30))
    school.action(None, LAST, LATER, class_id=class_4b)
    school.action(6, LAST, LATER, class_id=school.classes[2026, "3A"])
    return meetings_summary(school.at())


def test_by_class_in_the_order_of_names(report: Report) -> None:
    keys = ("class_name", "on_roll", "planned", "running", "held", "discussed", "open", "overdue", "done", "on_no_list")
    assert [tuple(row[key] for key in keys) for row in report.rows] == [
        ("3A", 2, 0, 1, 0, 1, 1, 0, 0, 1),
        ("4B", 4, 1, 0, 1, 1, 3, 1, 1, 1),
    ]


def test_every_figure_opens_to_its_children(report: Report) -> None:
    def behind(row: int, key: str) -> tuple[int, ...]:
        found = report.behind(row, key)
        assert found is not None
        return found.pupil_ids

    assert behind(1, "on_roll") == behind(1, "class_name") == (1, 2, 3, 4)
    assert (behind(1, "planned"), behind(1, "held"), behind(0, "running")) == ((2, 3), (1,), (6,))
    # The action of the class itself names no child.
    assert (behind(1, "discussed"), behind(1, "open"), behind(1, "done")) == ((1,), (1,), (1,))
    assert (behind(0, "on_no_list"), behind(1, "on_no_list")) == ((5,), (2,))


def test_the_notes_say_k_of_n_and_open_too(report: Report) -> None:
    told = {note: report.behind_notes.get(place) for place, note in enumerate(report.notes)}
    found = {note: one.pupil_ids for note, one in told.items() if one is not None}
    assert found == {
        "2 of 6 children on roll were discussed.": (1, 6),
        "2 of 6 are on no list: a flag asks to discuss them, and this year nobody did; no action is open and no "
        "support runs for them.": (2, 5),
        "Barrier attendance: 2 of the 2 children discussed.": (1, 6),
        "Barrier vocabulary: 1 of the 2 children discussed.": (1,),
        "Barrier own words: 1 of the 2 children discussed.": (1,),
    }
    assert report.notes[0] == "1 of 2 classes had a meeting that was held in 2026-27, up to Autumn 2 2026-27."
    assert report.to_json()["barriers"] == [
        {"barrier": "attendance", "children": 2},
        {"barrier": "vocabulary", "children": 1},
        {"barrier": "own words", "children": 1},
    ]


def test_the_list_of_meetings_tells_the_agenda_from_those_who_were_discussed() -> None:
    school = SmallSchool()
    for _ in range(3):
        school.pupil()
    school.meeting("4B", LAST, [1, 2], AUT1)
    school.meeting("4B", date(2026, 12, 4), [1, 3], NOW, status="planned")
    planned = school.rows["meeting_items"]
    school.rows["meeting_items"] = [(*row[:4], row[1] == 1 and row[3] == 1, *row[5:]) for row in planned]
    found = meetings_report(school.at(), EVERYBODY)
    assert [(row["status"], row["agenda"], row["pupils"]) for row in found.rows] == [("planned", 2, 0), ("held", 2, 1)]
    opened = [found.behind(row, key) for row in (0, 1) for key in ("agenda", "pupils")]
    assert [one.pupil_ids for one in opened if one is not None] == [(1, 3), (), (1, 2), (1,)]


def test_who_acts_or_teaches_is_not_named(report: Report) -> None:
    assert "TA" not in str(report.to_json())


def test_one_class_alone(report: Report) -> None:
    school = SmallSchool()
    for name in ("4B", "4B", "3A"):
        school.pupil(class_name=name)
    school.meeting("3A", LAST, [3], AUT1)
    found = meetings_summary(school.at(), Whom(class_name="4B"))
    assert [(row["class_name"], row["on_roll"], row["held"]) for row in found.rows] == [("4B", 2, 0)]
    assert found.notes[0].startswith("0 of 1 class had")
    assert meetings_summary(school.at(), EVERYBODY).n == report.n

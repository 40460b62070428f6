"""The demo school's meetings and notes: words a parent may read, by roles, on children who are there."""

from __future__ import annotations

import re
from datetime import date, datetime

import pytest

from progress_tui.demo.figures import figures
from progress_tui.demo.meetings import TODAY
from progress_tui.demo.phrases import BARRIERS, DECISIONS, phrases
from progress_tui.demo.pupils import Pupil
from progress_tui.demo.school import DemoSchool, generate, populate

UNWANTED = re.compile(
    r"fail|low ability|weak|lazy|naughty|poor|social (worker|services)|police|abuse|neglect|court|medic|diagnos", re.I
)


@pytest.fixture(scope="module", name="school")
def _school() -> DemoSchool:
    return generate()


@pytest.fixture(scope="module", name="pupils")
def _pupils() -> dict[str, Pupil]:
    return {pupil.upn: pupil for pupil in populate(2026, figures()).pupils}


def test_one_held_meeting_a_class_in_october(school: DemoSchool) -> None:
    assert [meeting.class_name for meeting in school.meetings] == [
        f"{year}{letter}" for year in "R123456" for letter in "AB"
    ]
    for meeting in school.meetings:
        assert (meeting.academic_year, meeting.point) == (2026, "Aut1")
        assert date(2026, 10, 1) <= meeting.held_on <= date(2026, 10, 23)
        assert meeting.held_on.weekday() < 5
        assert 30 <= meeting.minutes <= 60
        assert 3 <= len(meeting.items) <= 5
        assert len({item.upn for item in meeting.items}) == len(meeting.items)


def test_meetings_are_about_children_of_the_class(school: DemoSchool, pupils: dict[str, Pupil]) -> None:
    for meeting in school.meetings:
        assert {pupils[item.upn].class_name(2026) for item in meeting.items} == {meeting.class_name}


def test_barriers_and_themes_fit_the_child(school: DemoSchool, pupils: dict[str, Pupil]) -> None:
    for item in (item for meeting in school.meetings for item in meeting.items):
        pupil = pupils[item.upn]
        assert item.barriers
        assert set(item.barriers) <= set(BARRIERS)
        assert item.decision in DECISIONS
        assert "EAL" not in item.barriers or pupil.eal
        assert "SEND" not in item.barriers or pupil.sen != "N"


def test_actions_are_past_and_to_come_and_some_had_an_effect(school: DemoSchool) -> None:
    actions = [action for meeting in school.meetings for item in meeting.items for action in item.actions]
    assert {action.status for action in actions} >= {"open", "done"}
    assert any(action.due < TODAY and action.status == "open" for action in actions)
    assert any(action.due > TODAY and action.status == "open" for action in actions)
    assert {"some", "clear"} <= {action.effect for action in actions if action.status == "done"}
    assert {action.effect for action in actions if action.status in ("open", "carried")} <= {"unknown"}
    assert all(meeting.held_on < a.due for meeting in school.meetings for i in meeting.items for a in i.actions)


@pytest.mark.parametrize("seed", range(8))
def test_25_to_40_notes_some_in_4b(seed: int) -> None:
    school = generate(seed)
    people = {pupil.upn: pupil for pupil in populate(seed, figures()).pupils}
    assert 25 <= len(school.notes) <= 40
    assert sum(people[note.upn].class_name(2026) == "4B" for note in school.notes) >= 4
    assert len({note.body for note in school.notes}) == len(school.notes)
    for note in school.notes:
        assert datetime(2026, 9, 1) < note.written < datetime(2026, 11, 23)
        assert note.written.weekday() < 5


def test_nothing_is_written_that_a_parent_should_not_read() -> None:
    themes, notes = phrases()
    texts = [text for theme in themes for text in (*theme.seen, *theme.teacher_view, *(a for a, _ in theme.actions))]
    texts += [text for kind in notes for text in kind.texts]
    assert len(texts) == len(set(texts))
    assert [text for text in texts if UNWANTED.search(text)] == []


def test_people_are_roles_and_never_names(school: DemoSchool) -> None:
    roles = {"class teacher", "TA", "SENCO", "deputy", "attendance lead", "assessment lead", "office", "head teacher"}
    items = [item for meeting in school.meetings for item in meeting.items]
    assert {action.owner for item in items for action in item.actions} <= roles
    assert {note.author for note in school.notes} <= roles
    assert {role for meeting in school.meetings for role in meeting.attendees.split(", ")} <= roles


def test_the_words_vary(school: DemoSchool) -> None:
    views = [item.teacher_view for meeting in school.meetings for item in meeting.items]
    assert len(set(views)) >= len(views) / 3

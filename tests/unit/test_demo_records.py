"""The demo school's support, grades of attitude, results in doubt, earlier meetings and saved filters."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date

import pytest

from progress_tui.analysis.filters import Vocabulary, parse_filter
from progress_tui.demo.figures import CURRENT_YEAR, SUBJECTS, figures, scale
from progress_tui.demo.meetings import TODAY
from progress_tui.demo.school import DemoSchool, Population, generate, populate
from progress_tui.domain.calendar import Point

ROLES = {"class teacher", "TA", "SENCO", "deputy", "attendance lead", "assessment lead", "office", "head teacher"}
BANDS = {value.code: value.rank for value in scale("bands").values}


@pytest.fixture(scope="module", name="school")
def _school() -> DemoSchool:
    return generate()


@pytest.fixture(scope="module", name="people")
def _people() -> Population:
    return populate(2026, figures())


def test_six_to_eight_support_groups_by_roles(school: DemoSchool, people: Population) -> None:
    on_roll = {pupil.upn for pupil in people.pupils}
    assert 6 <= len(school.support) <= 8
    for group in school.support:
        assert group.staff in ROLES
        assert group.subject in ("", *SUBJECTS)
        assert 3 <= len(group.members) <= 6
        assert {member.upn for member in group.members} <= on_roll
        assert len({member.upn for member in group.members}) == len(group.members)
        assert group.ends is None or group.starts < group.ends < TODAY
    assert {group.starts < date(2026, 9, 1) for group in school.support} == {True, False}
    assert {group.subject for group in school.support} == {"", *SUBJECTS}


def test_support_that_ended_or_ran_ten_weeks_has_effects_of_every_kind(school: DemoSchool) -> None:
    ended = [member for group in school.support if group.ends for member in group.members]
    long = [
        member
        for group in school.support
        if group.ends is None and (TODAY - group.starts).days >= 70
        for member in group.members
    ]
    short = [
        member
        for group in school.support
        if group.ends is None and (TODAY - group.starts).days < 70
        for member in group.members
    ]
    assert {member.effect for member in ended} >= {"none", "some"}
    assert {member.effect for member in long} >= {"unknown", "some"}
    assert {member.effect for member in short} == {"unknown"}
    assert all(bool(member.exit) for member in ended)
    assert not any(member.exit for member in (*long, *short))


def test_what_is_said_of_support_agrees_with_the_bands(school: DemoSchool) -> None:
    members = [member for group in school.support if group.ends for member in group.members]
    for member in members:
        change = BANDS[member.exit] - BANDS[member.entry]
        assert member.effect != "none" or change <= 0
        assert member.effect not in ("some", "clear") or change >= 0
        assert member.effect != "clear" or change > 0


def test_most_grades_are_green_and_a_few_children_have_two_reds_or_dropped_two(school: DemoSchool) -> None:
    labels = Counter(grade.label for grade in school.grades)
    assert labels.most_common()[0][0] == "green"
    assert 0.01 <= labels["red"] / labels.total() <= 0.06
    now: dict[str, dict[str, int]] = defaultdict(dict)
    before: dict[str, dict[str, int]] = defaultdict(dict)
    points = sorted({grade.point for grade in school.grades})
    assert [point.code for point in points] == ["Sum2", "Aut1", "Aut2"]
    for grade in school.grades:
        assert (grade.grade, grade.label) in ((1, "green"), (2, "amber"), (3, "red"))
        if grade.point == points[-1]:
            now[grade.upn][grade.strand] = grade.grade
        elif grade.point == points[-2]:
            before[grade.upn][grade.strand] = grade.grade
    assert {frozenset(own) for own in now.values()} == {frozenset(("attitude", "effort", "behaviour", "homework"))}
    two_reds = [upn for upn, own in now.items() if sum(grade == 3 for grade in own.values()) >= 2]
    dropped = [
        upn for upn, own in now.items() if any(grade - before[upn].get(strand, 3) >= 2 for strand, grade in own.items())
    ]
    assert 3 <= len(two_reds) <= 0.06 * len(now)
    assert 1 <= len(dropped) <= 0.04 * len(now)


def test_two_results_are_in_doubt_and_on_file(school: DemoSchool, people: Population) -> None:
    assert len(school.queries) == 2
    for query in school.queries:
        assert query.reason
        heading = f"2026-27 Aut2 {query.subject.capitalize()} SS"
        assert people.attainment[query.upn].cells[heading] == query.raw
        score = scale(query.scale).read(query.raw).score
        assert score is not None
        rank = people.attainment[query.upn].bands[query.point.ordinal, query.subject]
        # At is about 98; a score in doubt is over a dozen points from where the band says.
        assert abs(score - (98 + 10 * (rank - 4))) >= 12


def test_earlier_meetings_leave_only_a_few_of_some_classes_out(school: DemoSchool, people: Population) -> None:
    pupils = {pupil.upn: pupil for pupil in people.pupils}
    discussed: dict[str, set[str]] = defaultdict(set)
    for meeting in (*school.earlier_meetings, *school.meetings):
        for item in meeting.items:
            discussed[pupils[item.upn].class_name(CURRENT_YEAR)].add(item.upn)
    rounds = Counter(pupils[meeting.items[0].upn].class_name(CURRENT_YEAR) for meeting in school.earlier_meetings)
    assert rounds == {"2A": 2, "4B": 2, "5A": 2, "6B": 2}
    for name in rounds:
        size = sum(pupil.class_name(CURRENT_YEAR) == name for pupil in people.pupils)
        assert 1 <= size - len(discussed[name]) <= 8


def test_earlier_meetings_speak_of_what_was_known_then(school: DemoSchool, people: Population) -> None:
    pupils = {pupil.upn: pupil for pupil in people.pupils}
    for meeting in school.earlier_meetings:
        assert (meeting.academic_year, meeting.point) in ((2025, "Spr2"), (2025, "Sum2"))
        assert date(2026, 3, 1) <= meeting.held_on <= date(2026, 7, 10)
        assert meeting.held_on.weekday() < 5
        assert set(meeting.attendees.split(", ")) <= ROLES
        for item in meeting.items:
            pupil = pupils[item.upn]
            assert pupil.class_name(2025) == meeting.class_name
            assert pupil.at_school(Point.of(2025, meeting.point))
            assert "(autumn 1)" not in item.seen
            for action in item.actions:
                assert meeting.held_on < action.due < TODAY
                assert action.status in ("done", "stopped")


def test_the_saved_filters_are_filters(school: DemoSchool) -> None:
    assert "PP below target" in school.filters
    vocabulary = Vocabulary(subjects=list(SUBJECTS), classes=["4B"])
    for text in school.filters.values():
        assert parse_filter(text, vocabulary) is not None


def test_records_follow_the_seed() -> None:
    one, again = generate(7), generate(7)
    assert (one.support, one.grades, one.queries) == (again.support, again.grades, again.queries)
    assert generate(8).support != one.support


def test_two_classes_keep_a_mentoring_record(school: DemoSchool, people: Population) -> None:
    classes = {pupil.upn: pupil.class_name(CURRENT_YEAR) for pupil in people.pupils}
    kept = [upn for upn, name in classes.items() if name in ("4B", "6A")]
    assert {one.upn for one in school.targets} == set(kept)
    held = Counter((one.upn, one.point, one.subject) for one in school.targets)
    assert max(held.values()) == 1
    assert {one.status for one in school.targets if one.point == Point.of(CURRENT_YEAR, "Aut1")} == {"met", "carried"}
    now = {(one.upn, one.subject): one.body for one in school.targets if one.status == "not yet"}
    carried = [one for one in school.targets if one.status == "carried"]
    assert all(now[one.upn, one.subject] == one.body for one in carried)
    assert {one.who for one in school.comments} == {"child", "mentor"}


def test_what_support_costs_is_known_of_most_groups(school: DemoSchool) -> None:
    assert [group.cost is None for group in school.support].count(True) == 2

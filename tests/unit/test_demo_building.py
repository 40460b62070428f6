"""The demo school's file holds what the generator made, brought in by the ways a school has."""

from __future__ import annotations

from progress_tui.demo.school import generate
from progress_tui.domain.calendar import Point
from progress_tui.workspace import Workspace


def counts(demo: Workspace, *tables: str) -> list[int]:
    return demo.file.read(lambda con: [len(con.table(table).fetchall()) for table in tables])


def test_every_record_is_on_file(demo: Workspace) -> None:
    school = generate(leavers=True)
    meetings = (*school.earlier_meetings, *school.meetings)
    items = [item for meeting in meetings for item in meeting.items]
    assert counts(demo, "meeting", "meeting_item", "action") == [
        len(meetings),
        len(items),
        sum(len(item.actions) for item in items),
    ]
    assert counts(demo, "support", "support_member", "strand_grade", "queried", "saved_filter", "note") == [
        len(school.support),
        sum(len(group.members) for group in school.support),
        len(school.grades),
        len(school.queries),
        len(school.filters),
        len(school.notes),
    ]
    assert counts(demo, "mentoring_target", "mentoring_comment") == [len(school.targets), len(school.comments)]
    assert counts(demo, "import") == [len(school.files)]


def test_the_children_who_left_are_on_file_and_not_on_roll(demo: Workspace) -> None:
    at = demo.judging.at()
    assert at.point == Point.of(2026, "Aut2")
    assert at.summary.roll.height == 420
    assert at.frames.pupils.height > 580
    # The last complete summer has all seven year groups, the one that has left since among them.
    summer = demo.judging.at(point="2025-26:Sum2").summary.roll
    assert summer["year_group"].unique().sort().to_list() == [0, 1, 2, 3, 4, 5, 6]


def test_results_before_the_first_class_list_have_a_year_group(demo: Workspace) -> None:
    judged = demo.judging.at().frames.judged
    groups = {
        (subject, year, group)
        for subject, ordinal, group in judged.filter(judged["ordinal"] < Point.of(2023, "Aut1").ordinal)
        .select("subject", "ordinal", "year_group")
        .iter_rows()
        for year in (ordinal // 6,)
        if subject in ("gld", "phonics")
    }
    assert groups == {("gld", 2021, 0), ("phonics", 2021, 1), ("gld", 2022, 0), ("phonics", 2022, 1)}


def test_a_check_of_the_file_finds_nothing(demo: Workspace) -> None:
    assert demo.check().problems == ()

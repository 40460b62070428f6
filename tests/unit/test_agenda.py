"""The agenda of a meeting and the list of flagged children."""

from __future__ import annotations

from datetime import date

import pytest

from progress_tui.analysis.flags.agenda import agenda
from progress_tui.analysis.flags.report import flagged_report
from progress_tui.domain.errors import NotFoundError, UsageError
from progress_tui.domain.flagging import FlagsAsked
from progress_tui.domain.whom import EVERYBODY, Whom
from tests.unit.frames_builder import SmallSchool

SUM2, AUT1, NOW = "2025-26:Sum2", "2026-27:Aut1", "2026-27:Aut2"
EVERY_QUESTION = FlagsAsked()


def school_of(*changes: str) -> SmallSchool:
    """One child a text; each letter is a subject that fell one notch (`r`, `w`, `m`)."""
    school = SmallSchool()
    subjects = {"r": "reading", "w": "writing", "m": "maths"}
    for letters in changes:
        child = school.pupil()
        for letter, subject in subjects.items():
            school.result(child, AUT1, "Sec" if letter in letters else "At", subject)
            school.result(child, NOW, "At", subject)
    return school


def test_severity_then_number_then_quiet_decline_then_name() -> None:
    school = school_of("", "r", "rw", "rwm", "r")
    school.action(2, date(2026, 10, 5), date(2026, 12, 1))
    at = school.at()
    made = agenda(at, at.summary.roll["pupil_id"].to_list())
    # 4: three declines and several; 3: two and several; 5: one decline; 2: a fall with an action.
    assert [(item.pupil_id, item.severity) for item in made.items] == [(4, 3), (3, 3), (5, 3), (2, 2)]
    assert made.items[2].flags[0].flag == "quiet-decline"
    assert made.more == 0


def test_of_equals_a_quiet_decline_comes_first() -> None:
    school = SmallSchool()
    below, declining = school.pupil(), school.pupil()
    school.result(below, AUT1, "At")
    school.result(below, NOW, "At")
    school.target(below, "2026-27:Sum2", "Ab")
    school.result(declining, AUT1, "Ab")
    school.result(declining, NOW, "At")
    at = school.at()
    made = agenda(at, [below, declining])
    assert [(item.pupil_id, item.severity, item.count) for item in made.items] == [(declining, 3, 1), (below, 3, 1)]


def test_eight_to_start_with_and_the_others_are_counted() -> None:
    at = school_of(*["r"] * 20).at()
    pupils = at.summary.roll["pupil_id"].to_list()
    assert (len(agenda(at, pupils).items), agenda(at, pupils).more) == (8, 12)
    assert (len(agenda(at, pupils, 5).items), agenda(at, pupils, 5).more) == (5, 15)
    assert (len(agenda(at, pupils, 0).items), agenda(at, pupils, 0).more) == (20, 0)
    report = flagged_report(at, Whom(class_name="4b"), FlagsAsked(agenda=True))
    assert report.notes[:2] == ("8 of 20 children to start with: 4B.", "12 more not shown.")
    assert report.more["not_shown"] == 12


def test_who_has_nothing_to_discuss_is_no_candidate_and_who_was_not_discussed_is_named() -> None:
    school = school_of("", "r")
    for week in range(3):
        school.meeting("4B", date(2026, 11, 2 + week), [2])
    at = school.at()
    made = agenda(at, [1, 2])
    assert [item.pupil_id for item in made.items] == [2]
    assert made.not_discussed == ((1, "Child01, A"),)
    report = flagged_report(at, EVERYBODY, FlagsAsked(agenda=True))
    assert "Not discussed for several meetings: Child01, A." in report.notes


def test_flagged_is_a_line_a_flag_by_severity() -> None:
    report = flagged_report(school_of("r", "rw").at(), EVERYBODY, EVERY_QUESTION)
    assert [(row["severity"], row["name"], row["flag"], row["subject"]) for row in report.rows][:4] == [
        (3, "Child02, A", "quiet-decline", "reading"),
        (3, "Child02, A", "quiet-decline", "writing"),
        (3, "Child02, A", "several", ""),
        (3, "Child01, A", "quiet-decline", "reading"),
    ]
    assert report.notes[0] == "2 of 2 children with a flag: all pupils."
    assert report.more["on_roll"] == 2


def test_flagged_can_be_narrowed() -> None:
    at = school_of("r", "rw", "").at()

    def found(whom: Whom = EVERYBODY, asked: FlagsAsked = EVERY_QUESTION) -> list[tuple[object, object]]:
        return [(row["pupil_id"], row["flag"]) for row in flagged_report(at, whom, asked).rows]

    assert found(asked=FlagsAsked(flag="fell")) == [(2, "fell"), (2, "fell"), (1, "fell")]
    assert found(Whom(subject="Writing"), FlagsAsked(severity=2)) == [(2, "quiet-decline")]
    assert {pupil for pupil, _ in found(asked=FlagsAsked(most=1, severity=2))} == {2}
    assert "1 more not shown." in flagged_report(at, EVERYBODY, FlagsAsked(most=1, severity=2)).notes
    assert {pupil for pupil, _ in found(Whom(filter="flag:several"))} == {2}
    assert found(asked=FlagsAsked(good=True)) == []
    assert (
        flagged_report(at, EVERYBODY, FlagsAsked(good=True)).notes[0] == "0 of 3 children with good news: all pupils."
    )


def test_what_there_is_not_is_refused_with_the_nearest() -> None:
    at = school_of("r").at()
    with pytest.raises(UsageError, match=r"no flag “felt”.*“fell”"):
        flagged_report(at, EVERYBODY, FlagsAsked(flag="felt"))
    with pytest.raises(NotFoundError, match=r"no class “4C”.*“4B”"):
        flagged_report(at, Whom(class_name="4C"), EVERY_QUESTION)
    with pytest.raises(UsageError, match=r"no results in “readin”.*“reading”"):
        flagged_report(at, Whom(subject="readin"), EVERY_QUESTION)


def test_the_report_says_what_is_dismissed_and_ongoing() -> None:
    school = school_of("r")
    school.dismiss(1, next(flag for flag in school.flags()[1] if flag.flag == "fell"))
    for point in (SUM2, AUT1, NOW):
        school.result(1, point, "B", "science")
    school.action(1, date(2026, 10, 5), date(2026, 12, 1))
    notes = flagged_report(school.at(), EVERYBODY, EVERY_QUESTION).notes
    assert any(note.startswith("Dismissed with a reason and left out: 1") for note in notes)
    assert any(note.startswith("Ongoing, so not flagged as below the expected standard: 1") for note in notes)

"""Dismissing a flag: with a reason, until the figures it rests on are others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from progress_tui.analysis.flags import concerns, counted, covered, evidence_key, raised
from progress_tui.analysis.flags.thresholds import changed_by, thresholds
from progress_tui.domain.data_files import DataTable
from progress_tui.domain.views import ClassView, FlagShown
from tests.unit.frames_builder import SmallSchool

SPR2, SUM2, AUT1, NOW = "2025-26:Spr2", "2025-26:Sum2", "2026-27:Aut1", "2026-27:Aut2"


def fallen(now: str = "JB") -> SmallSchool:
    school = SmallSchool()
    child = school.pupil()
    school.result(child, AUT1, "At")
    school.result(child, NOW, now)
    return school


def flag(school: SmallSchool, name: str) -> FlagShown:
    return next(one for one in school.flags()[1] if one.flag == name)


def names(school: SmallSchool, point: str = NOW) -> set[str]:
    return {one.flag for one in school.flags(point).get(1, ())}


def test_a_dismissed_flag_is_left_out_and_listed_with_its_reason() -> None:
    school = fallen()
    assert names(school) == {"fell", "just-below", "quiet-decline"}
    school.dismiss(1, flag(school, "fell"), "was ill that week")
    assert names(school) == {"just-below"}, "the quiet decline rested on the fall"
    found = raised(school.summary()).dismissed
    assert [(one.pupil_id, one.flag.flag, one.reason) for one in found] == [(1, "fell", "was ill that week")]


def test_another_result_opens_the_question_again() -> None:
    school, mended = fallen(), fallen("B")
    mended.dismiss(1, flag(school, "fell"))
    assert "fell" in names(mended)


def test_a_result_at_the_next_point_opens_it_again() -> None:
    school = fallen()
    school.dismiss(1, flag(school, "just-below"))
    school.result(1, "2026-27:Spr1", "JB")
    assert "just-below" not in names(school)
    assert "just-below" in names(school, "2026-27:Spr1")


def test_a_dismissal_is_of_one_pupil_and_one_subject() -> None:
    school = fallen()
    school.result(1, AUT1, "At", "maths")
    school.result(1, NOW, "JB", "maths")
    school.dismiss(1, next(one for one in school.flags()[1] if (one.flag, one.subject) == ("fell", "reading")))
    assert [subject for subject, _, _ in school.flag(1, "fell")] == ["maths"]


def test_evidence_holds_neither_the_day_nor_a_threshold() -> None:
    school = fallen()
    school.action(1, date(2026, 10, 5), date(2026, 11, 6))
    school.support("Catch-up", {1: "none"}, date(2026, 9, 7))
    first = {one.flag: one.evidence for one in raised(school.summary()).flags[1]}
    later = {one.flag: one.evidence for one in raised(school.summary(today=date(2026, 12, 1))).flags[1]}
    assert {"action-overdue", "support-not-working"} <= set(first)
    assert first == later


def test_several_stays_dismissed_when_a_threshold_brings_in_another_subject() -> None:
    school = fallen()
    school.result(1, NOW, "At", "maths")
    school.target(1, "2026-27:Sum2", "Sec", "maths")
    for point, score in ((SPR2, "112"), (SUM2, "107"), (NOW, "104")):
        school.result(1, point, score, "writing", "standardised", "test")
    sharper = changed_by(thresholds(), DataTable("config.toml", "flags", {"drifting": {"fall": 5}}))
    told = next(one for one in raised(school.summary(), sharper).flags[1] if one.flag == "several")
    assert told.sentence == "Going down or below target in reading, writing and maths."
    school.dismiss(1, flag(school, "several"))
    assert "several" not in names(school)
    assert "several" not in {one.flag for one in raised(school.summary(), sharper).flags[1]}


def test_a_changed_code_for_the_same_value_is_no_news() -> None:
    school, spelt = fallen(), fallen("Just below")
    assert flag(school, "fell").evidence == flag(spelt, "fell").evidence


@pytest.mark.parametrize("many", [1, 2])
def test_the_hash_is_short_and_stable(many: int) -> None:
    assert evidence_key("reading|2026-27:Aut2=JB" * many) == evidence_key("reading|2026-27:Aut2=JB" * many)
    assert len(evidence_key("")) == 16


def test_of_one_subjects_falls_the_most_pressing_is_shown_and_counted_once() -> None:
    school = fallen()
    flags = school.flags()[1]
    assert [one.flag for one in concerns(flags)] == ["quiet-decline", "just-below"]
    assert counted(flags) == 2
    assert {one.flag for one in covered(flags[0], flags)} == {"quiet-decline", "fell"}
    assert covered(flag(school, "just-below"), flags) == (flag(school, "just-below"),)


def test_evidence_rows_say_series_point_and_code_the_newest_first() -> None:
    rows = flag(fallen(), "fell").rows
    assert [tuple(row) for row in rows] == [
        ("Reading teacher (bands)", "2026-27:Aut2", "JB"),
        ("Reading teacher (bands)", "2026-27:Aut1", "At"),
    ]


def test_evidence_survives_the_prepared_view() -> None:
    view: Callable[[], ClassView] = lambda: fallen().views()["4B"]  # noqa: E731
    assert ClassView.from_json(view().to_json()) == view()

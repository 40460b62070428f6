"""What is under way: one meaning for groups, filters, flags and the list of support."""

from __future__ import annotations

from datetime import timedelta

import pytest

from progress_tui.analysis.effect.support import support_report
from progress_tui.analysis.flags.ground import Ground
from progress_tui.analysis.flags.thresholds import thresholds
from progress_tui.analysis.groups import group_frame
from tests.unit.frames_builder import NOW, TODAY, SmallSchool

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("starts", "ends", "runs"),
    [(0, None, True), (0, 0, True), (-9, 0, True), (-9, -1, False), (1, None, False), (1, 9, False)],
)
def test_support_runs_for_everybody_who_asks_or_for_nobody(starts: int, ends: int | None, runs: bool) -> None:
    school = SmallSchool()
    child = school.pupil()
    school.result(child, NOW, "At")
    school.support("Phonics", {child: "unknown"}, TODAY + starts * DAY, None if ends is None else TODAY + ends * DAY)
    at = school.at()
    assert (child in at.select("support:live").keys) is runs
    assert group_frame(at, "support")["group"].to_list() == ["on support" if runs else "not on support"]
    assert (child in Ground(at.summary, thresholds()).helped) is runs
    assert support_report(at, running=True).n == int(runs)
    assert [row["runs"] for row in support_report(at).rows] == [runs]


def test_support_that_has_not_started_is_neither_running_nor_to_ask_about() -> None:
    school = SmallSchool()
    child = school.pupil()
    school.result(child, NOW, "At")
    school.support("Phonics", {child: "unknown"}, TODAY + DAY)
    (row,), (cells,) = support_report(school.at()).rows, support_report(school.at()).cells()
    assert (row["runs"], row["asked"], row["weeks"]) == (False, False, 0)
    assert (cells["to"], cells["to ask"]) == ("", "")


@pytest.mark.parametrize(("status", "live", "is_open"), [("open", 1, 1), ("carried", 1, 0), ("done", 0, 0)])
def test_a_carried_action_is_live_and_not_open(status: str, live: int, is_open: int) -> None:
    school = SmallSchool()
    child = school.pupil()
    school.result(child, NOW, "At")
    school.action(child, TODAY - 30 * DAY, TODAY + DAY, status)
    at = school.at()
    assert len(Ground(at.summary, thresholds()).with_action) == live
    assert len(at.select("action:open").keys) == is_open

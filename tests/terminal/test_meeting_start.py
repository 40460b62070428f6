"""`meeting start` opens the screens on the meeting itself, with its class beneath."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from progress_tui.workspace import Workspace
from progress_tui.workspace.meetings import today
from tests.terminal.conftest import Start


def test_a_planned_meeting_begins_and_goes_on_where_it_was_left(start: Start, demo_home: Path) -> None:
    path = demo_home / "demo.duckdb"
    with closing(Workspace(path)) as workspace:
        school = workspace.directory(1).school
        assert school is not None
        made = workspace.meetings.plan_all(1, school.points[-1], today())
        number = next(one.meeting_id for one in made if one.class_name == "4B")
    terminal = start("meeting", "start", "4B", "--file", str(path), columns=100, lines=30)
    terminal.wait_for(r"4B ▸ Meeting ▸ ")
    terminal.press("escape")
    terminal.wait_for("30 on roll · at expected")
    terminal.press("q")
    assert terminal.wait_end() == 0
    with closing(Workspace(path)) as workspace:
        assert workspace.meetings.get(1, number).status == "running"
    # By its number it goes on; what cannot be named is said without a screen.
    again = start("meeting", "start", "--meeting", str(number), "--file", str(path), columns=100, lines=30)
    again.wait_for(r"4B ▸ Meeting ▸ ")
    refused = start("meeting", "start", "9Z", "--file", str(path))
    refused.wait_for("There is no class “9Z”")
    assert refused.wait_end() == 1

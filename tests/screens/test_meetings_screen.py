"""Screen 6: actions, support and earlier meetings as they are on file; every row opens to its pupils."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from progress_tui.domain.reports import Report
from progress_tui.domain.whom import EVERYBODY, Whom
from progress_tui.store import schema
from progress_tui.tui.screens.list_screen import ListScreen
from progress_tui.tui.screens.meetings_screen import MeetingsScreen
from progress_tui.tui.views.meetings_parts import PARTS
from tests.screens.stage import Stage, stage

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def meetings(on_stage: Stage) -> MeetingsScreen:
    screen = on_stage.app.screen
    assert isinstance(screen, MeetingsScreen)
    return screen


def shown(on_stage: Stage) -> Report:
    answer = meetings(on_stage).answer
    assert answer is not None
    return answer.report


async def to_part(on_stage: Stage, name: str) -> None:
    meetings(on_stage).show_part(name)
    await on_stage.settle()


async def test_each_part_shows_what_the_workspace_says_and_opens_to_its_pupils(demo_path: Path) -> None:
    async with stage(demo_path, "4B", size=(120, 30)) as on_stage:
        judging = on_stage.workspace.judging
        await on_stage.press("6")
        assert shown(on_stage).to_json() == judging.actions(EVERYBODY, "open").to_json()
        first = shown(on_stage).rows[0]
        assert str(first["pupil"]) in on_stage.text
        assert f"{first['due']} !" in on_stage.text, "what is past its due date has a mark"
        assert str(first["what"])[:30] in on_stage.text
        await on_stage.press("enter")
        assert on_stage.top == "PupilScreen"
        await on_stage.press("escape")
        for part, wanted in (
            ("overdue", judging.actions(EVERYBODY, "overdue")),
            ("all", judging.actions(EVERYBODY, "all")),
            ("owners", judging.action_counts(EVERYBODY, "owner")),
            ("classes", judging.action_counts(EVERYBODY, "class")),
            ("running", judging.support(running=True)),
            ("support", judging.support()),
        ):
            await to_part(on_stage, part)
            assert shown(on_stage).to_json() == wanted.to_json(), part
        await on_stage.press("v", "m")
        report = shown(on_stage)
        assert report.to_json() == judging.meetings(EVERYBODY).to_json()
        assert "22 meetings on file" in on_stage.text
        at = next(place for place, row in enumerate(report.rows) if row["open"])
        assert meetings(on_stage).table.move_to(at, "open")
        await on_stage.press("enter")
        listed = on_stage.app.screen
        assert isinstance(listed, ListScreen)
        behind = report.behind(at, "open")
        assert behind is not None
        assert [one.pupil.pupil_id for one in listed.shown] == list(behind.pupil_ids)


async def test_a_class_and_a_filter_narrow_every_part(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        await on_stage.press("6", "w")
        assert {row["class_name"] for row in shown(on_stage).rows} == {"4B"}
        await to_part(on_stage, "running")
        groups = shown(on_stage)
        assert 0 < groups.n < on_stage.workspace.judging.support(running=True).n
        assert "Groups with children of: 4B. Each is counted whole." in on_stage.words
        await to_part(on_stage, "meetings")
        assert [row["class_name"] for row in shown(on_stage).rows] == ["4B", "3B", "3B"]
        await on_stage.press("p")
        assert on_stage.app.names_hidden
        pupil = int(str(on_stage.workspace.judging.actions(Whom(class_name="4B"), "open").rows[0]["pupil_id"]))
        named = next(row for row in on_stage.view.rows if row.pupil_id == pupil)

        def rename(con: DuckDBPyConnection) -> None:
            con.execute("UPDATE action SET what = ? || ' reads daily' WHERE pupil_id = ?", [named.forename, pupil])
            schema.bump(con, facts=True)

        on_stage.workspace.file.write(rename)
        assert on_stage.workspace.refresh()
        names = {row.surname for row in on_stage.view.rows} | {row.forename for row in on_stage.view.rows}
        seen: dict[str, str] = {}
        for part in PARTS:
            await to_part(on_stage, part)
            seen[part] = on_stage.text
            assert not [name for name in names if len(name) > 3 and name in on_stage.text], part
        assert f"{named.initials} reads daily" in seen["open"], "a text typed by hand names nobody"
        await on_stage.press("p", "w")
        await to_part(on_stage, "open")
        await on_stage.press("slash")
        await on_stage.type("pp")
        await on_stage.press("escape")
        assert 0 < shown(on_stage).n < on_stage.workspace.judging.actions(EVERYBODY, "open").n
        await on_stage.press("escape", "escape")
        assert on_stage.top == "ClassScreen"

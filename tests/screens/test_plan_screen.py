"""A meeting from its plan to its record: agenda by keys, a prep sheet read in, read back, finished, looked at later."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from textual.widgets import Input, OptionList

from progress_tui.domain.agenda import AutoAgenda
from progress_tui.domain.meetings import Meeting
from progress_tui.domain.prep_sheets import ANSWERS, REFERENCE, reference_of
from progress_tui.store import schema
from progress_tui.tui.screens.held_screen import HeldScreen
from progress_tui.tui.screens.meetings_screen import MeetingsScreen
from progress_tui.tui.screens.plan_screen import PlanScreen
from progress_tui.tui.screens.prep_in_screen import PrepInScreen
from progress_tui.tui.screens.read_back_screen import ReadBackScreen
from progress_tui.tui.screens.runner_screen import RunnerScreen
from progress_tui.tui.widgets.file_finder import FileFinder
from tests.screens.stage import Stage, stage

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


S = TypeVar("S")


def on_top(on_stage: Stage, kind: type[S]) -> S:
    """The screen on top, which has to be of a kind."""
    screen: object = on_stage.app.screen
    assert isinstance(screen, kind), screen
    return screen


class Plan:
    """The plan of 4B's meeting on the stage."""

    def __init__(self, on_stage: Stage) -> None:
        self.on_stage = on_stage

    @property
    def screen(self) -> PlanScreen:
        return on_top(self.on_stage, PlanScreen)

    @property
    def meeting(self) -> Meeting:
        """As it is on file."""
        held = self.screen.meeting
        return self.on_stage.workspace.meetings.get(held.school_id, held.meeting_id)

    @property
    def children(self) -> list[int | None]:
        return [item.pupil_id for item in self.meeting.items if item.kind == "pupil"]


async def planned(on_stage: Stage) -> Plan:
    await on_stage.press("m")
    plan = Plan(on_stage)
    await on_stage.until(lambda: plan.screen.agenda is not None, "the agenda is there")
    await on_stage.settle()
    return plan


async def test_an_agenda_is_changed_by_keys_and_every_change_is_taken_back(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        plan = await planned(on_stage)
        agenda = plan.screen.agenda
        assert agenda is not None
        asked = len(agenda.first) + len(agenda.more)
        assert set(plan.children) == {one.pupil.pupil_id for one in agenda.first}
        assert f"8 of {asked} children asked about, of {agenda.view.on_roll} on roll" in on_stage.text
        assert f"{asked - 8} more not on the agenda" in on_stage.text
        first = agenda.first[0]
        assert first.pupil.name in on_stage.lines()[4]
        assert first.actions, "last time's actions come first"
        assert "→ " in on_stage.lines()[4]
        assert first.pupil.flags[0].sentence[:40] in on_stage.words
        before = [item.item_id for item in plan.meeting.items]
        await on_stage.press("J")
        assert [item.item_id for item in plan.meeting.items] == [before[1], before[0], *before[2:]]
        assert plan.screen.line is not None
        assert plan.screen.line.pupil == first.pupil, "the cursor goes with what is moved"
        await on_stage.press("minus")
        assert before[0] not in [item.item_id for item in plan.meeting.items]
        await on_stage.press("u", "u")
        assert [item.item_id for item in plan.meeting.items] == before
        quiet = agenda.middle[0].pupil
        await on_stage.press("plus")
        on_stage.app.screen.query_one(Input).value = quiet.forename
        await on_stage.settle()
        assert quiet.name in str(on_stage.app.screen.query_one(OptionList).options[0].prompt)
        await on_stage.press("enter")
        assert quiet.pupil_id in plan.children
        await on_stage.press("u", "g", "plus")
        await on_stage.type("whole class")
        await on_stage.press("enter")
        await on_stage.type("How is the new timetable?")
        await on_stage.press("enter")
        assert "How is the new timetable?" in [item.question for item in plan.meeting.items]
        await details_are_typed(on_stage, plan)
        held = plan.meeting
        await names_are_hidden(on_stage, agenda)
        await on_stage.press("escape", "m")
        assert plan.meeting.meeting_id == held.meeting_id, "m goes on with it"
        await on_stage.press("u", "u", "u")
        assert on_stage.top == "ClassScreen", "the plan itself is taken back"
        assert not [one for one in on_stage.workspace.meetings.listed(held.school_id) if one.status == "planned"]


async def details_are_typed(on_stage: Stage, plan: Plan) -> None:
    await on_stage.press("D")
    await on_stage.type("4 dec")
    assert "Friday 4 December 2026" in on_stage.text
    await on_stage.press("enter")
    on_stage.app.screen.query_one("#minutes", Input).value = "50"
    await on_stage.press("enter")
    await on_stage.type("Ms Okafor")
    await on_stage.press("enter")
    held = plan.meeting
    assert (held.held_on, held.minutes, held.attendees) == ("2026-12-04", 50, "Ms Okafor")
    assert "Friday 4 December 2026 · 50 minutes · Ms Okafor" in on_stage.text


async def names_are_hidden(on_stage: Stage, agenda: AutoAgenda) -> None:
    await on_stage.press("p")
    on_stage.app.clear_notifications()
    await on_stage.settle()
    names = {row.surname for row in agenda.view.rows}
    assert not [name for name in names if len(name) > 3 and name in on_stage.text]
    assert "Ms Okafor" not in on_stage.text
    assert "timetable" not in on_stage.text, "what was typed may name a child"
    assert agenda.first[0].pupil.initials in on_stage.lines()[4]
    await on_stage.press("p")


def sheet(path: Path, meeting: Meeting, school: str, said: str) -> Path:
    rows = [f"Child,{ANSWERS[0].label},{REFERENCE}"]
    rows += [f"?,{said} {item.place},{reference_of(school, meeting, item)}" for item in meeting.items[:2]]
    path.write_text("\n".join(rows), encoding="utf-8")
    return path


async def a_sheet_is_read_in(on_stage: Stage, plan: Plan, path: Path) -> None:
    def said() -> list[str]:
        return [item.text("prep").body for item in plan.meeting.items[:2]]

    sheet(path, plan.meeting, on_stage.view.school, "Reads at home")
    plan_child = plan.meeting.items[0].pupil_id
    await on_stage.press("P", "r")
    reading = on_top(on_stage, PrepInScreen)
    reading.query_one(FileFinder).post_message(FileFinder.Picked(path))
    await on_stage.settle()
    assert "filled.csv: 2 new comments" in on_stage.text
    assert "not placed" not in on_stage.text
    child = next(row for row in on_stage.view.rows if row.pupil_id == plan_child)
    assert f"{child.name}  + new" in on_stage.text
    await on_stage.press("p")
    assert f"{child.initials}  + new" in on_stage.text
    assert child.name not in on_stage.text
    assert "Reads at home" not in on_stage.text
    await on_stage.press("p", "enter")
    assert said() == ["Reads at home 1", "Reads at home 2"]
    await on_stage.press("u")
    assert said() == ["", ""]


async def every_class_is_planned(on_stage: Stage, school_id: int) -> None:
    def planned_now() -> set[str]:
        return {one.class_name for one in on_stage.workspace.meetings.listed(school_id) if one.status == "planned"}

    await on_stage.press("escape", "X")
    assert any("can be deleted" in toast for toast in on_stage.toasts), "what was held stays"
    await on_stage.press("L", "c")
    hand_over = next(one for one in on_stage.workspace.meetings.listed(school_id) if one.status == "planned")
    assert (hand_over.kind, hand_over.class_name) == ("hand-over", "4B")
    await on_stage.press("u", "L", "p")
    listed = on_stage.workspace.directory(school_id).classes_of(on_stage.view.point // 6)
    assert planned_now() == {one.name for one in listed if one.on_roll} - {"4B"}
    await on_stage.press("u")
    assert planned_now() == set()


async def test_a_meeting_is_prepared_read_back_finished_and_looked_at_later(demo_path: Path, tmp_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        plan = await planned(on_stage)
        meetings, meeting = on_stage.workspace.meetings, plan.meeting
        key = meeting.school_id, meeting.meeting_id
        await a_sheet_is_read_in(on_stage, plan, tmp_path / "filled.csv")
        await on_stage.press("B")
        on_top(on_stage, RunnerScreen)
        child = meeting.items[0]
        meetings.decide(*key, child.item_id, "monitor")
        await on_stage.press("r")
        back = on_top(on_stage, ReadBackScreen)
        await on_stage.until(lambda: "monitor" in back.text, "the meeting is read")
        assert "Children: 1 of 8 on the agenda discussed (of 30 on roll)" in back.text
        assert back.text.count("not discussed") == 7
        await on_stage.press("end", "enter")
        runner = on_top(on_stage, RunnerScreen)
        last = [item for item in meeting.items if item.kind == "pupil"][-1]
        assert runner.item is not None
        assert runner.item.item_id == last.item_id, "enter leads to what is missing"
        await on_stage.press("r", "F", "y")
        held = on_top(on_stage, HeldScreen)
        assert meetings.get(*key).status == "held"
        assert [type(screen).__name__ for screen in on_stage.app.screen_stack] == ["ClassScreen", "HeldScreen"]
        assert any("1 of 8 children discussed" in toast for toast in on_stage.toasts)
        await on_stage.press("u")
        assert meetings.get(*key).status == "running"
        assert [type(screen).__name__ for screen in on_stage.app.screen_stack] == ["ClassScreen", "RunnerScreen"]
        await on_stage.press("r", "F", "y")
        held = on_top(on_stage, HeldScreen)
        shown = held.text
        assert "Decided: monitor" in shown
        assert "Results" in shown

        def change(con: DuckDBPyConnection) -> None:
            con.execute("UPDATE result SET raw = 'At' WHERE school_id = ? AND ordinal = ?", [key[0], meeting.ordinal])
            schema.bump(con, facts=True)

        on_stage.workspace.file.write(change)
        on_stage.workspace.refresh()
        await on_stage.press("escape", "6", "v", "m")
        on_top(on_stage, MeetingsScreen)
        await on_stage.press("enter")
        again = on_top(on_stage, HeldScreen)
        assert again.text == shown, "the figures it showed are kept"
        await every_class_is_planned(on_stage, key[0])
        await on_stage.press("down", "enter")
        assert on_top(on_stage, HeldScreen).text != shown
        await on_stage.press("p")
        assert on_stage.top == "MeetingsScreen", "another class is not shown on a projector"

"""Actions by keys: agreed in three lines, kept while half typed, and the log of what became of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from textual.widgets import Input, OptionList, Static

from progress_tui.domain import clock
from progress_tui.domain.meetings import NewAction
from progress_tui.domain.whom import EVERYBODY, Whom
from progress_tui.tui.dialogs.action import ActionDialog
from progress_tui.tui.screens.meetings_screen import MeetingsScreen
from progress_tui.workspace.actions import ActionChange
from tests.screens.stage import Stage, stage


@pytest.fixture(autouse=True)
def monday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: date(2026, 11, 9))


def line(on_stage: Stage, name: str) -> Input:
    assert isinstance(on_stage.app.screen, ActionDialog)
    return on_stage.app.screen.query_one(f"#{name}", Input)


def understood(on_stage: Stage, name: str) -> str:
    return str(on_stage.app.screen.query_one(f"#{name}-read", Static).render())


def actions(on_stage: Stage, whom: Whom = EVERYBODY) -> list[dict[str, object]]:
    return [dict(row) for row in on_stage.workspace.judging.actions(whom).rows]


async def test_a_typical_action_costs_four_keys_beside_the_words(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        pupil, before = on_stage.pupil, actions(on_stage)
        await on_stage.press("a")
        assert f"Action for {pupil.name}" in on_stage.text
        await on_stage.type("Read with the TA")
        await on_stage.press("enter")
        options = on_stage.app.screen.query_one(OptionList)
        assert [str(options.get_option_at_index(n).prompt) for n in range(3)] == ["class teacher", "TA", "SENCO"]
        await on_stage.press("enter", "enter")
        assert on_stage.top == "ClassScreen"
        (made,) = [row for row in actions(on_stage) if row["action_id"] not in {one["action_id"] for one in before}]
        assert (made["pupil_id"], made["what"], made["owner"]) == (pupil.pupil_id, "Read with the TA", "class teacher")
        # Four weeks from 9 November.
        assert (made["agreed"], made["due"], made["review"], made["class_name"]) == (
            "2026-11-09", "2026-12-07", None, "4B",
        )  # fmt: skip
        assert any("by 7 December 2026. u takes it back." in toast for toast in on_stage.toasts)
        await on_stage.press("u")
        assert actions(on_stage) == before


async def test_lines_say_how_they_are_understood_and_what_is_wrong(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        await on_stage.press("W")
        assert "Action for the whole class 4B" in on_stage.text
        await on_stage.press("enter")
        assert "Say what is to be done, or leave with esc." in on_stage.words
        await on_stage.type("Morning readers")
        await on_stage.press("enter")
        await on_stage.type("senc")
        assert "“senc”, as typed" in on_stage.text
        await on_stage.press("tab")
        assert line(on_stage, "owner").value == "SENCO"
        await on_stage.type("asap")
        await on_stage.press("enter")
        assert understood(on_stage, "due").startswith("“asap” is no date that is understood. Type 4 weeks")
        line(on_stage, "due").value = ""
        await on_stage.type("12/12")
        assert understood(on_stage, "due") == (
            "Saturday 12 December 2026, in 4 weeks and 5 days. Mind: that is a weekend"
        )
        await on_stage.press("tab")
        await on_stage.type("half term")
        assert understood(on_stage, "review").endswith("the last day of Spring 1 by the usual dates")
        await on_stage.press("enter")
        made = actions(on_stage, Whom(class_name="4B"))[-1]
        assert (made["pupil_id"], made["due"], made["review"]) == (None, "2026-12-12", "2027-02-12")


async def test_what_is_half_typed_is_there_again_and_not_in_projector_mode(
    demo_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with stage(demo_path, "4B") as on_stage:
        file = on_stage.workspace.actions
        store = file.add

        def with_a_key_meanwhile(school_id: int, new: NewAction, draft: str) -> ActionChange:
            change = store(school_id, new, draft)
            on_stage.app.call_from_thread(setattr, line(on_stage, "due"), "value", "4 weeks ")
            return change

        monkeypatch.setattr(file, "add", with_a_key_meanwhile)
        await on_stage.press("a")
        await on_stage.type("Phone home")
        await on_stage.press("enter")
        await on_stage.type("depu")
        await on_stage.press("escape")
        assert actions(on_stage)[-1]["what"] != "Phone home"
        await on_stage.press("p", "a")
        assert line(on_stage, "what").value == ""
        await on_stage.press("escape", "p", "a")
        assert [line(on_stage, name).value for name in ("what", "owner", "due")] == ["Phone home", "depu", ""]
        assert "typed before and not agreed yet" in on_stage.text
        await on_stage.press("enter", "enter", "enter")
        assert ("Phone home", "deputy") in [(row["what"], row["owner"]) for row in actions(on_stage)]
        await on_stage.press("a")
        assert line(on_stage, "what").value == ""


async def test_the_log_settles_carries_on_and_notes_what_came_of_it(demo_path: Path) -> None:
    async with stage(demo_path, "4B", size=(120, 40)) as on_stage:
        await on_stage.press("6")
        screen = on_stage.app.screen
        assert isinstance(screen, MeetingsScreen)
        assert screen.row is not None
        first = dict(screen.row)
        await on_stage.press("d")
        assert "It is done. What came of it?" in on_stage.text
        await on_stage.press("s")
        await on_stage.type("reads more")
        await on_stage.press("enter")
        held = next(row for row in actions(on_stage) if row["action_id"] == first["action_id"])
        assert (held["status"], held["effect"], held["effect_note"]) == ("done", "some", "reads more")
        await on_stage.press("u", "u")
        assert screen.row is not None
        assert [screen.row[key] for key in ("action_id", "status", "effect")] == [first["action_id"], "open", "unknown"]
        await on_stage.press("greater_than_sign")
        assert "Carry on an action for" in on_stage.text
        await on_stage.press("enter")
        onward = next(row for row in actions(on_stage) if row["carried_from"] == first["action_id"])
        assert (onward["what"], onward["owner"], onward["due"]) == (first["what"], first["owner"], "2026-12-07")
        assert onward["first_agreed"] == first["agreed"] != onward["agreed"]
        await on_stage.press("v", "l")
        assert screen.answer is not None
        assert screen.table.move_to([dict(row) for row in screen.answer.report.rows].index(onward))
        await on_stage.settle()
        assert "(first " in on_stage.words
        await on_stage.press("x", "E")
        assert line(on_stage, "due").value == "7/12/2026"
        await on_stage.press("escape", "d")
        now = next(row for row in actions(on_stage) if row["action_id"] == onward["action_id"])
        assert (now["status"], now["closed"]) == ("open", None)


async def test_a_name_opens_what_is_open_there_and_back_leads_to_everybody(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        await on_stage.press("6", "v", "w", "down", "enter")
        screen = on_stage.app.screen
        assert isinstance(screen, MeetingsScreen)
        assert screen.answer is not None
        assert {row["owner"] for row in screen.answer.report.rows} == {"attendance lead"}
        await on_stage.press("escape")
        assert (screen.part, screen.owner) == ("owners", "")
        await on_stage.press("v", "c")
        at, name = next((n, row["class_name"]) for n, row in enumerate(screen.answer.report.rows) if row["open"])
        assert screen.table.move_to(at, "class_name")
        await on_stage.press("enter")
        assert {row["class_name"] for row in screen.answer.report.rows} == {name}
        assert on_stage.app.place is not None
        assert on_stage.app.place.class_name == name
        await on_stage.press("p", "E")
        assert any("Its words may name a child" in toast for toast in on_stage.toasts)

"""Support from the screens: begun for a flag's child and subject, a group's page by keys, costs for leaders alone."""

from __future__ import annotations

from pathlib import Path

from textual.widgets import Input

from tests.screens.stage import Stage, stage

BOOK_TALK, PRE_TEACHING = "Book talk", "Pre-teaching in maths"


def members(on_stage: Stage, name: str) -> dict[int, str]:
    """Pupil id → effect noted of those in a group."""
    groups = on_stage.workspace.supporting.groups(1).values()
    return {one.pupil_id: one.effect for group in groups if group.name == name for one in group.members}


async def test_support_from_a_flag_and_for_all_a_filter_leaves(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        # The first flag under the cursor that is of one subject is of maths: its groups come first.
        await on_stage.press("2", "w", "plus")
        assert "Support for de la Cruz, Hao in Maths" in on_stage.text
        assert f"a  {PRE_TEACHING}" in on_stage.text
        assert f"✓ in it · {BOOK_TALK}" in on_stage.text
        before = members(on_stage, PRE_TEACHING)
        await on_stage.press("a")
        assert on_stage.toasts == [f"1 child was put in “{PRE_TEACHING}”. u takes it back."]
        (new,) = set(members(on_stage, PRE_TEACHING)) - set(before)
        assert new == on_stage.name("de la Cruz, Hao").pupil_id
        await on_stage.press("u")
        assert members(on_stage, PRE_TEACHING) == before

        # All whom a filter leaves, in a group of their own, with what was measured then.
        await on_stage.press("1")
        await on_stage.filter("target<0")
        shown = on_stage.shown
        await on_stage.press("plus", "a", "n")
        await on_stage.type("Fluency")
        await on_stage.press("enter")
        group = next(one for one in on_stage.workspace.supporting.groups(1).values() if one.name == "Fluency")
        assert (sorted(one.pupil_id for one in group.members), group.subject) == (sorted(shown), "reading")
        assert all(one.entry for one in group.members)


async def test_the_page_of_a_group_is_kept_by_keys(demo_path: Path) -> None:
    async with stage(demo_path, "4B", size=(120, 40)) as on_stage:
        await on_stage.press("6", "v", "s", "G", "enter")
        while BOOK_TALK not in on_stage.lines()[0]:
            await on_stage.press("escape", "k", "enter")
        held = members(on_stage, BOOK_TALK)
        assert "5 children" in on_stage.text
        await on_stage.press("w", "c")
        assert list(members(on_stage, BOOK_TALK).values()).count("clear") == 1
        await on_stage.press("x")
        proposed = on_stage.app.screen.query_one(Input).value
        assert proposed.endswith("(Aut2 2026-27)")
        await on_stage.press("escape", "E")
        assert ", today" in on_stage.text
        await on_stage.press("enter")
        assert "still running" not in on_stage.text
        await on_stage.press("u", "u")
        assert members(on_stage, BOOK_TALK) == held
        assert "still running" in on_stage.text

        await on_stage.press("minus", "r")
        assert len(members(on_stage, BOOK_TALK)) == len(held) - 1
        await on_stage.press("u", "D", "y")
        assert members(on_stage, BOOK_TALK) == {}
        assert on_stage.top == "MeetingsScreen"
        await on_stage.press("u")
        assert members(on_stage, BOOK_TALK) == held


async def test_costs_are_for_senior_leaders_and_never_on_a_projector(demo_path: Path) -> None:
    async with stage(demo_path, "4B", size=(120, 40)) as on_stage:
        await on_stage.press("6", "v", "e")
        assert "£" not in on_stage.text
        await on_stage.press("v", "x")
        assert "cost £" in on_stage.text
        assert "for senior leaders only" in on_stage.words
        await on_stage.press("enter")
        assert "(senior leaders only)" in on_stage.text
        await on_stage.press("p")
        assert "£" not in on_stage.text
        await on_stage.press("escape")
        assert "£" not in on_stage.text
        assert "costs are hidden in projector mode" in on_stage.text

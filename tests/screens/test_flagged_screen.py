"""The Flagged screen: groups that count and open, views, limits, dismissing and the way back, projector mode."""

from __future__ import annotations

from pathlib import Path

from textual.widgets import Static

from progress_tui.domain.flagging import FlagsAsked
from progress_tui.domain.reports import Report
from progress_tui.domain.whom import Whom
from progress_tui.tui.screens.flagged_screen import FlaggedScreen
from progress_tui.tui.screens.list_screen import ListScreen
from progress_tui.tui.screens.pupil_screen import PupilScreen
from tests.screens.stage import Stage, stage


async def _flagged(on_stage: Stage, *keys: str) -> FlaggedScreen:
    await on_stage.press("2", *keys)
    screen = on_stage.app.screen
    assert isinstance(screen, FlaggedScreen)
    await on_stage.until(lambda: screen.answer is not None, "the flags are here")
    return screen


def _report(on_stage: Stage, whom: Whom, asked: FlagsAsked) -> Report:
    return on_stage.workspace.judging.flagged(whom, asked)


def _severities(report: Report) -> dict[int, set[object]]:
    """Highest severity → the children whose it is."""
    highest: dict[object, int] = {}
    for row in report.rows:
        severity = row["severity"]
        assert isinstance(severity, int)
        highest[row["pupil_id"]] = max(severity, highest.get(row["pupil_id"], 0))
    return {level: {child for child, own in highest.items() if own == level} for level in (3, 2, 1)}


def _detail(on_stage: Stage) -> str:
    return str(on_stage.app.screen.query_one(".detail", Static).render())


async def test_the_school_by_severity_counts_and_opens(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        screen = await _flagged(on_stage)
        by_level = _severities(_report(on_stage, Whom(), FlagsAsked()))
        counts = " · ".join(f"{len(by_level[n])} {word}" for n, word in ((3, "priority"), (2, "discuss"), (1, "look")))
        assert on_stage.lines()[1].strip() == f"All 420 pupils · {counts}"
        assert f"Priority: {len(by_level[3])} pupils" in on_stage.text
        assert f"{len(by_level[3]) - 12} more not shown" in on_stage.text
        first = screen.table.cursor_key
        assert first == 0, "on the first pupil, not on the heading"
        top = screen.answer.report.rows[0] if screen.answer else {}
        assert str(top["name"]) in _detail(on_stage)
        assert str(top["sentence"]) in _detail(on_stage), "the whole sentence stands below the table"
        await on_stage.press("up", "enter")
        assert isinstance(on_stage.app.screen, ListScreen)
        assert f"{len(by_level[3])} pupils" in on_stage.text
        await on_stage.press("escape")
        more = next(key for key in screen.table.visible_keys if key < -1000)
        assert screen.table.move_to(more)
        before = len(screen.table.visible_keys)
        await on_stage.press("enter")
        assert len(screen.table.visible_keys) == before - 1 + len(by_level[3]) - 12
        assert screen.table.cursor_key == 12, "on the first that was not shown"
        await on_stage.press("enter")
        card = on_stage.app.screen
        assert isinstance(card, PupilScreen)
        assert card.pupil.pupil_id == screen.answer.report.rows[12]["pupil_id"] if screen.answer else False
        await on_stage.press("right_square_bracket")
        assert screen.answer is not None
        assert card.pupil.pupil_id == screen.answer.report.rows[13]["pupil_id"], "the next of this list"


async def test_views_and_what_is_left_out(demo_path: Path) -> None:
    async with stage(demo_path, "4B", size=(120, 40)) as on_stage:
        screen = await _flagged(on_stage, "w")
        assert "Flagged ▸ 4B" in on_stage.lines()[0]
        own = _report(on_stage, Whom(class_name="4B"), FlagsAsked())
        assert {row["pupil_id"] for row in own.rows} == _listed(screen)
        await on_stage.press("v", "k")
        kinds = {row["flag"] for row in own.rows}
        assert len([key for key in screen.table.visible_keys if key < 0]) >= len(kinds)
        await on_stage.press("v", "f", "t")
        only = _report(on_stage, Whom(class_name="4B"), FlagsAsked(flag="test-vs-teacher"))
        assert {row["pupil_id"] for row in only.rows} == _listed(screen)
        assert "only: test and teacher disagree" in on_stage.lines()[1]
        await on_stage.press("v", "f", "0", "v", "3", "v", "s")
        priority = _severities(own)[3]
        assert _listed(screen) == priority
        assert on_stage.lines()[1].strip().endswith("priority only")
        await on_stage.press("v", "t")
        assert on_stage.lines()[1].strip().endswith("priority only · only in Reading")
        await on_stage.press("v", "t", "v", "1")
        for key, whom_asked in (("g", FlagsAsked(good=True)), ("n", FlagsAsked(flag="not-discussed"))):
            await on_stage.press("v", key)
            assert _listed(screen) == {
                row["pupil_id"] for row in _report(on_stage, Whom(class_name="4B"), whom_asked).rows
            }
        await on_stage.press("v", "i")
        changes = on_stage.workspace.judging.changes(Whom(class_name="4B"))
        assert _listed(screen) == {row["pupil_id"] for row in changes.rows if row["pupil_id"] is not None}
        assert "New flags:" in on_stage.text
        assert "Since the import of" in on_stage.text
        await on_stage.press("v", "m")
        assert "since the meeting of" in on_stage.text
        await on_stage.press("v", "s", "s")
        assert all(key >= 0 for key in screen.table.visible_keys), "sorted by a column there are no headings"
        await on_stage.press("S")
        assert any(key < 0 for key in screen.table.visible_keys)
        await on_stage.press("b")
        assert on_stage.lines()[1].strip().startswith("9 of 30: below target in reading")
        assert len(_listed(screen)) <= 9


def _listed(screen: FlaggedScreen) -> set[object]:
    """The pupils on the lines of the table; everything is in sight in a class."""
    assert screen.answer is not None
    for group in screen.groups:
        screen.open_group(group.name)
    rows = screen.answer.report.rows
    return {rows[key]["pupil_id"] for key in screen.table.visible_keys if key >= 0} - {None}


async def test_a_flag_is_dismissed_reopened_and_both_are_undone(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        screen = await _flagged(on_stage, "w")
        assert screen.answer is not None
        row = screen.answer.report.rows[0]
        pupil = int(str(row["pupil_id"]))

        def flags() -> int:
            at = on_stage.workspace.school_at(on_stage.view.school_id, on_stage.view.point)
            return len(at.flags[pupil])

        held = flags()
        await on_stage.press("d", "1")
        assert on_stage.top == "DismissDialog"
        assert str(row["sentence"])[:50] in on_stage.words
        await on_stage.press("k")
        assert on_stage.toasts[-1].startswith("Dismissed ")
        assert flags() < held
        await on_stage.press("v", "d")
        assert "Known and talked about already." in on_stage.text
        assert screen.table.cursor_key is not None
        await on_stage.press("d")
        assert on_stage.toasts[-1].startswith("Reopened ")
        assert flags() == held
        assert "No flag is dismissed." in on_stage.text
        await on_stage.press("u")
        assert flags() < held
        await on_stage.press("u")
        assert flags() == held
        await on_stage.press("v", "g", "d")
        assert "no" in on_stage.toasts[-1].casefold() or "pupil" in on_stage.toasts[-1]


async def test_in_projector_mode_one_class_by_initials(demo_path: Path) -> None:
    async with stage(demo_path, "4B", size=(120, 40)) as on_stage:
        screen = await _flagged(on_stage)
        await on_stage.press("p")
        await on_stage.until(lambda: " 4B ▸" in on_stage.lines()[0], "only the class")
        names = {name for row in on_stage.view.rows for name in (row.surname, row.forename) if len(name) > 3}
        for keys in ((), ("v", "k"), ("v", "i"), ("v", "n"), ("d",)):
            await on_stage.press(*keys)
            assert not {name for name in names if name in on_stage.text}, keys
        await on_stage.press("escape")
        assert _listed(screen) <= {row.pupil_id for row in on_stage.view.rows}

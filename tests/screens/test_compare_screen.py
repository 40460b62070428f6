"""Groups side by side: the figures of the report, the gap in children at once, and the pupils behind each of them."""

from __future__ import annotations

from pathlib import Path

from progress_tui.domain.comparison import Comparison
from progress_tui.domain.reports import Report
from progress_tui.domain.whom import Whom
from progress_tui.tui.screens.compare_screen import CompareScreen
from progress_tui.tui.screens.list_screen import ListScreen
from progress_tui.tui.views.compare_layout import GAP
from progress_tui.workspace import Workspace
from progress_tui.workspace.saved_filters import save_filter
from tests.screens.stage import Stage, stage


def screen(on_stage: Stage) -> CompareScreen:
    found = on_stage.app.screen
    assert isinstance(found, CompareScreen), on_stage.top
    return found


def figures(on_stage: Stage) -> list[str]:
    """The lines of the table, each run of spaces as one."""
    return [" ".join(line.split()) for line in on_stage.lines()[3:-1]]


def lines_of(report: Report) -> list[str]:
    """What the table must say of each group."""
    return [
        f"{row['subject_label']} {row['group']} {row['k']} of {row['n']} {row['percent']:.0f} % {row['on_roll']}"
        for row in report.rows
    ]


async def test_is_4b_like_4a_and_how_many_children_is_the_pupil_premium_gap(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        await on_stage.press("3")
        judging = on_stage.workspace.judging
        beside = judging.compare(Comparison(by=("class",), whom=Whom(year_group="4")))
        shown = figures(on_stage)
        for line in lines_of(beside):
            assert any(f"{one} ".startswith(f"{line} ") for one in (text.lstrip("▌") for text in shown)), line
        await on_stage.press("v", "p")
        gap = judging.compare(Comparison(by=("pp",)))
        gaps = gap.more["gaps"]
        assert isinstance(gaps, list)
        assert [one for one in figures(on_stage) if "gap in children" in one] == [
            f"{one['subject'].upper() if one['subject'] == 'rwm' else one['subject'].capitalize()} gap in children "
            f"{-one['children']} fewer −{abs(one['percentage_points']):.0f} in pupil premium"
            for one in gaps
        ]
        table = screen(on_stage).table
        for row, column, said in ((GAP, "k", "not at the expected standard"), (0, "k", "at the expected standard")):
            assert table.move_to(row, column)
            await on_stage.press("enter")
            assert isinstance(on_stage.app.screen, ListScreen)
            behind = gap.behind_notes[0] if row == GAP else gap.behind(0, "k")
            assert behind is not None
            assert f"{len(behind.pupil_ids)} pupils" in on_stage.above[1]
            assert on_stage.above[0].startswith(f"pupil premium · reading · {said}")
            await on_stage.press("escape")
        assert screen(on_stage).table.cursor_key == 0


async def test_measures_intervals_years_and_sets_are_chosen_by_a_key(demo_path: Path) -> None:
    workspace = Workspace(demo_path)
    try:
        save_filter(workspace, "early readers", "summer-born y1")
        save_filter(workspace, "our group", "pp -sen")
    finally:
        workspace.close()
    async with stage(demo_path, "4B", size=(120, 40)) as on_stage:
        judging = on_stage.workspace.judging
        on_stage.app.place = on_stage.app.place and on_stage.app.place._replace(subject="maths", filter="-eal")
        await on_stage.press("3", "v", "x", "i", "Y")
        asked = Comparison(by=("sex",), whom=Whom(filter="-eal"), interval=True, pool=3)
        report = judging.compare(asked)
        girls = next(row for row in report.rows if (row["subject"], row["group"]) == ("maths", "girls"))
        first = figures(on_stage)[0]
        assert first.startswith(
            f"▌Maths girls {girls['k']} of {girls['n']} {girls['percent']:.0f} % {girls['interval']}"
        )
        assert "┃" in first
        assert "gap in results" in on_stage.text
        await on_stage.press("Y", "i", "M", "c")
        change = judging.compare(Comparison(by=("sex",), measure="change", whom=Whom(filter="-eal")))
        shown = {(row["series_label"], row["group"]): row["n"] for row in change.rows}
        assert all(f" {n} " in on_stage.words for n in shown.values())
        assert "●" in on_stage.text
        assert "points of score, girls minus boys" in on_stage.words
        await on_stage.press("M", "a", "v", "2")
        names = [one.name for one in on_stage.workspace.choosing.saved(1, point_of(on_stage))]
        others = [name for name in names if name != "early readers"]
        await on_stage.press("abcdef"[names.index("early readers")])
        await on_stage.press("abcdef"[others.index("our group")])
        sets = judging.compare(
            Comparison(sets=("early readers", "our group"), measure="absence", whom=Whom(filter="-eal"))
        )
        for row in sets.rows:
            assert f"{row['group']} {row['mean']:.1f} % {row['k']} of {row['n']}" in on_stage.words


def point_of(on_stage: Stage) -> int:
    assert on_stage.app.place is not None
    return on_stage.app.place.point


async def test_with_names_hidden_only_this_class_is_looked_at_and_small_groups_are_said(demo_path: Path) -> None:
    workspace = Workspace(demo_path)
    try:
        save_filter(workspace, "around Fatima", "Fatima")
        save_filter(workspace, "zz other", "pp")
    finally:
        workspace.close()
    async with stage(demo_path, "4B") as on_stage:
        names = [one.name for one in on_stage.workspace.choosing.saved(1, point_of(on_stage))]
        await on_stage.press("3", "v", "2", "abcdef"[names.index("around Fatima")], "a")
        assert "Fatima" in on_stage.text
        await on_stage.press("p")
        assert "Fatima" not in on_stage.text
        await on_stage.press("v", "2")
        assert "Fatima" not in on_stage.text
        await on_stage.press("escape", "v", "c")
        assert all(line.lstrip("▌").split()[1] == "4B" for line in figures(on_stage)[:4])
        await on_stage.press("v", "s")
        report = on_stage.workspace.judging.compare(Comparison(by=("sen",), whom=Whom(class_name="4B")))
        small = next(row for row in report.rows if row["size"])
        assert any(f"{small['k']} of {small['n']}" in line and str(small["size"]) in line for line in figures(on_stage))
        await on_stage.press("M", "s")
        assert "There are no statutory results at this point" in on_stage.words

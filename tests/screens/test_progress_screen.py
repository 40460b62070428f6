"""Progress by year group: the report's figures as a chart and a table, the caveat always there, pupils behind each."""

from __future__ import annotations

from pathlib import Path

from progress_tui.domain.whom import EVERYBODY, Whom
from progress_tui.tui.screens.list_screen import ListScreen
from progress_tui.tui.screens.progress_screen import ProgressScreen
from progress_tui.tui.screens.pupil_screen import PupilScreen
from tests.screens.stage import Stage, stage

CAVEAT = "it describes children's results, not teaching."


def screen(on_stage: Stage) -> ProgressScreen:
    found = on_stage.app.screen
    assert isinstance(found, ProgressScreen), on_stage.top
    return found


def signed(mean: object) -> str:
    figure = float(str(mean))
    return ("−" if figure < 0 else "+") + f"{abs(figure):.2f}"


async def test_does_year_6_do_most_of_the_work(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        await on_stage.press("4")
        report = on_stage.workspace.judging.progress(EVERYBODY)
        rows = {(row["subject"], row["year"]): row for row in report.rows}
        share = rows["reading", "Y6"]["share"]
        assert (
            f"Reading: {share:.0f} % of Key Stage 2 progress falls in Year 6 (Even 25 %, Boddy 50 %)" in on_stage.words
        )
        assert CAVEAT in on_stage.words
        bars = {
            line.split()[0]: line for line in on_stage.lines() if line[1:3] in ("Y3", "Y4", "Y5", "Y6") and "┃" in line
        }
        assert list(bars) == ["Y3", "Y4", "Y5", "Y6"]
        first = {year: line[:39] for year, line in bars.items()}
        assert [line.split()[1] for line in first.values()] == [signed(rows["reading", y]["mean"]) for y in bars]
        assert all("◆" in line for line in first.values())
        lengths = [line.count("▇") for line in first.values()]
        assert lengths == sorted(lengths)
        table = screen(on_stage).table
        row = next(number for number, one in enumerate(report.rows) if (one["subject"], one["year"]) == ("maths", "Y5"))
        for key in ("matched", "n", "on_roll", "share"):
            assert table.move_to(row, key)
            await on_stage.press("enter")
            assert isinstance(on_stage.app.screen, ListScreen)
            figure = report.rows[row]["matched" if key == "share" else key]
            assert f"{figure} pupils" in on_stage.above[1]
            await on_stage.press("escape")


async def test_a_cohort_other_measures_and_pupils_are_chosen_by_a_key(demo_path: Path) -> None:
    async with stage(demo_path, "4B", size=(120, 40)) as on_stage:
        judging = on_stage.workspace.judging
        await on_stage.press("4", "v", "o", "6")
        cohort = judging.progress(Whom(year_group="6"), "cohort")
        assert len(screen(on_stage).table.visible_keys) == len(cohort.rows)
        assert "The cohort that is in Y6 in 2026-27" in on_stage.words
        assert all(signed(row["mean"]) in on_stage.words for row in cohort.rows)
        await on_stage.press("v", "s", "v", "e", "t")
        scores = judging.progress(EVERYBODY, measure="score")
        assert "mean gain in points of score a year" in on_stage.words
        assert "Boddy" not in on_stage.text.partition("Gain: ")[0]
        assert all(signed(row["mean"]).removesuffix("0") in on_stage.words for row in scores.rows if row["mean"])
        assert CAVEAT in on_stage.words
        await on_stage.press("v", "n", "v", "l")
        assert "Nobody has gained level points from last summer to Autumn 2 2026-27" in on_stage.words
        await on_stage.press("w", "v", "p")
        subject = on_stage.app.place.subject if on_stage.app.place is not None else ""
        pupils = judging.progress_of_pupils(Whom(class_name="4B", subject=subject))
        assert len(screen(on_stage).table.visible_keys) == len(pupils.rows)
        assert str(pupils.rows[0]["name"]) in on_stage.text
        await on_stage.press("enter")
        assert isinstance(on_stage.app.screen, PupilScreen)

"""What the class grid leads to: columns, whole cells, copying, figures and their pupils, parallel classes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from textual.widgets import OptionList, Static

from progress_tui.__main__ import main
from progress_tui.settings import school_memory
from progress_tui.tui.widgets.table_model import Row
from tests.screens.stage import Stage, stage
from tests.unit.frames_builder import when


def _keys(on_stage: Stage) -> list[str]:
    return [column.key for column in on_stage.table.columns]


def _footer(on_stage: Stage) -> tuple[Row, ...]:
    return on_stage.table._table.footer


async def _to_footer(on_stage: Stage, column: str, below: int = 0) -> None:
    """Put the cursor on a figure."""
    await on_stage.to_column(column)
    await on_stage.press("g", "G", *["j"] * (1 + below))
    assert on_stage.table.cursor_below == below


async def test_columns_are_chosen_by_letters_and_remembered(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        usual = _keys(on_stage)
        assert "›" in on_stage.lines()[4], "there is more to the right"
        await on_stage.press("o")
        assert on_stage.top == "ColumnChooser"
        assert "✓ e  Latest test beside the judgement  ›" in on_stage.text
        await on_stage.press("c", "a")
        assert set(usual) - set(_keys(on_stage)) == {"pp", "sen", "eal", "absence"}
        assert "✓ e  Latest test beside the judgement  ›" not in on_stage.text, "there is room for it now"
        await on_stage.press("4", "down", "down", "space", "escape")
        assert on_stage.top == "ClassScreen"
        assert f"reading:{on_stage.view.point - 6}" in _keys(on_stage), "a past point more"
        assert not {"gld", "pho"} & set(_keys(on_stage)), "the third line was turned off by the space bar"
        await on_stage.press("right_square_bracket", "left_square_bracket")
        assert "absence" not in _keys(on_stage), "in other classes too"
        chosen = _keys(on_stage)
        on_stage.app.memory.write()
        memory = school_memory(demo_path, on_stage.view.school_id)
        assert memory is not None
        assert memory.columns == ("+2025-26:Aut2", "-absence", "-characteristics", "-history")
    async with stage(demo_path, "4B") as on_stage:
        assert _keys(on_stage) == chosen
        await on_stage.press("o", "0")
        assert on_stage.app.screen.query_one(OptionList).highlighted == 0
        await on_stage.press("escape")
        assert _keys(on_stage) == usual


async def test_a_cell_is_said_in_words(demo_path: Path) -> None:
    async with stage(demo_path, "4B", size=(120, 40)) as on_stage:
        child, now = on_stage.name("Bibi"), f"reading:{on_stage.view.point}"
        await on_stage.to_pupil(child.pupil_id)
        said = {
            now: ("Bibi, Fatima · Reading at Autumn 2 2026-27", "At · at the expected standard", "▼ Down since"),
            "reading:distance": (
                "Reading: distance from target",
                "1 below target in steps of the scale: At against Sec.",
            ),
            "reading:target": ("Reading: target", "Sec: Securely at: brought to this point."),
            "reading:test": ("Reading test", "° Taken before the point that is looked at. Reading test (Standardised"),
            "pho": ("Phonics check", "37 · at the expected standard", "Phonics screening check · Summer 2 2023-24"),
            "rwm": ("Reading: at the expected standard (At)", "Maths: at the expected standard (At)"),
            "absence": ("Bibi, Fatima · Absence", "2.9 % of sessions missed."),
            "eal": ("English as an additional language", "Yes."),
            "flags": (*(flag.sentence for flag in child.flags),),
            "name": ("Y4", "enter opens the card."),
        }
        for column, words in said.items():
            await on_stage.to_column(column)
            await on_stage.press("space")
            assert on_stage.top == "CellDialog"
            dialog = "\n".join(str(static.content) for static in on_stage.app.screen.query(Static))
            assert all(word in dialog for word in words), (column, dialog)
            await on_stage.press("space")
            assert on_stage.top == "ClassScreen"
        await on_stage.press("p", "space")
        assert "Fatima" not in on_stage.text
        assert f"{child.initials} · " in on_stage.text


async def test_every_figure_of_the_grid_opens_its_pupils(demo_path: Path) -> None:
    async with stage(demo_path, "4B", size=(120, 40)) as on_stage:
        now, rows = f"reading:{on_stage.view.point}", on_stage.view.rows
        met = [row for row in rows if (row.subjects["reading"].results[-1].standing or 0) >= 4]
        await _to_footer(on_stage, now)
        assert _footer(on_stage)[0].cells[_keys(on_stage).index(now)].text == str(len(met))
        assert f"{len(met)} of 30 at the expected standard in Reading at Autumn 2 2026-27" in on_stage.words
        await on_stage.press("n")
        assert on_stage.top == "ClassScreen", "a figure is no pupil"
        await on_stage.press("enter")
        assert on_stage.top == "ListScreen"
        assert on_stage.above[0].startswith(f"4B · {len(met)} of 30 at the expected standard in ")
        assert f"{len(met)} pupils" in on_stage.above[1]
        await on_stage.press("escape")
        assert on_stage.table.cursor_below == 0, "back on the figure"
        await on_stage.press("k", "b")
        below = [row for row in rows if (row.subjects["reading"].distance or 0) < 0]
        await _to_footer(on_stage, "pp")
        disadvantaged = [row for row in below if row.pp]
        assert [row.cells[0].text for row in _footer(on_stage)] == [f"{len(below)} shown", "of 30 on roll"]
        assert f"{len(disadvantaged)} of {len(below)} with pupil premium" in on_stage.words
        await on_stage.press("enter")
        assert f"{len(disadvantaged)} pupils" in on_stage.above[1]
        await on_stage.press("escape", "k", "escape")
        assert on_stage.top == "ClassScreen"
        assert len(on_stage.shown) == 30
        await _to_footer(on_stage, "name", 1)
        await on_stage.press("enter")
        assert "30 pupils" in on_stage.above[1]


async def test_a_figure_of_nobody_is_said_and_not_opened(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        on_stage.grid.apply_filter("zzz")
        await on_stage.settle()
        await on_stage.press("j", "enter")
        assert on_stage.table.cursor_below == 0
        assert on_stage.top == "ClassScreen"
        assert on_stage.toasts
        on_stage.grid.apply_filter("")
        await on_stage.settle()
        assert len(on_stage.shown) == 30


@pytest.mark.parametrize("class_name", ["4B", "6A"])
async def test_every_figure_is_that_of_the_command_line(
    class_name: str, demo_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with stage(demo_path, class_name, size=(200, 50)) as on_stage:
        on_stage.grid.apply_filter("girls or pp")
        await on_stage.settle()
        columns, (counted, asked) = on_stage.table.columns, _footer(on_stage)
        shown = {
            column.key: (k.text, n.text)
            for column, k, n in zip(columns, counted.cells, asked.cells, strict=True)
            if column.key not in ("name", "note")
        }
    where = ["show", "class", class_name, "--file", str(demo_path), "--format", "json", "--filter", "girls or pp"]
    assert main(where) == 0
    told = {
        _column(one["column"]): (str(one["k"]), str(one["n"])) for one in json.loads(capsys.readouterr().out)["counts"]
    }
    assert {key: told[key] for key in shown} == shown
    assert len(shown) >= 20


def _column(named: str) -> str:
    """The key of a column as the command line names it: `reading:2026-27:Aut2`."""
    subject, _, part = named.partition(":")
    return f"{subject}:{when(part).ordinal}" if ":" in part else named


async def test_a_table_is_copied_as_it_is_on_screen(demo_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with stage(demo_path, "4B", size=(120, 40)) as on_stage:
        copied: list[str] = []
        monkeypatch.setattr(on_stage.app, "copy_to_clipboard", copied.append)
        await on_stage.press("b")
        child = on_stage.pupil
        await on_stage.press("y", "t")
        lines = copied[-1].split("\n")
        assert len(lines) == 1 + len(on_stage.shown)
        assert lines[0].startswith("Pupil\t✎\tPP")
        assert "Reading Aut2\tReading Test\tReading Tgt\tReading ±" in lines[0]
        assert [line.split("\t")[0] for line in lines[1:]] == [row.name for row in on_stage.rows()]
        await on_stage.press("y", "r")
        assert copied[-1] == lines[1]
        await on_stage.to_column("flags")
        await on_stage.press("y", "c")
        assert copied[-1] == on_stage.table.cells_of(child.pupil_id)[_keys(on_stage).index("flags")].text
        await on_stage.press("p", "y", "t")
        assert not any(row.surname in copied[-1] for row in on_stage.view.rows)
        assert copied[-1].split("\n")[1].split("\t")[0] == child.initials


async def test_parallel_classes_stand_beside(demo_path: Path) -> None:
    async with stage(demo_path, "4B", size=(120, 40)) as on_stage:
        await on_stage.press("b", "x")
        await on_stage.until(lambda: "4B + 4A" in on_stage.lines()[0], "4A stands beside 4B")
        await on_stage.settle()
        own = {row.pupil_id for row in on_stage.view.rows}
        other = on_stage.grid.parallel[0]
        below = {row.pupil_id for row in other.rows if (row.subjects["reading"].distance or 0) < 0}
        assert set(on_stage.shown) - own == below, "the filter is asked of both"
        assert on_stage.above[2].startswith(f"{len(on_stage.shown)} of {on_stage.view.on_roll + other.on_roll}")
        await on_stage.press("p")
        assert set(on_stage.shown) <= own
        assert on_stage.above[2].startswith(f"{len(on_stage.shown)} of {on_stage.view.on_roll}")
        await on_stage.press("p", "x")
        await on_stage.until(lambda: set(on_stage.shown) - own == below, "4A stands beside 4B again")
        on_stage.workspace.save_note(other.school_id, min(below), "From the other laptop.").result()
        on_stage.app._watch()
        await on_stage.settle()
        assert on_stage.table.cells_of(min(below))[1].text == "✎"
        assert _keys(on_stage)[2] == "class"
        stranger = next(key for key in on_stage.shown if key in below)
        await on_stage.to_pupil(stranger)
        await on_stage.press("enter")
        assert on_stage.top == "PupilScreen"
        assert "4A" in on_stage.text
        await on_stage.press("escape", "escape")
        assert len(on_stage.shown) == on_stage.view.on_roll + other.on_roll
        assert on_stage.above[1].startswith(f"{len(on_stage.shown)} on roll")
        await on_stage.press("p")
        assert set(on_stage.shown) == own, "other classes are hidden"
        await on_stage.press("x")
        assert on_stage.toasts[-1] == "Other classes are hidden in projector mode. p ends it."
        await on_stage.press("p", "x")
        await on_stage.until(lambda: "4B + 4A" in on_stage.lines()[0], "4A stands beside 4B again")
        await on_stage.press("x")
        assert set(on_stage.shown) == own


async def test_two_steps_at_once_lead_two_classes_on(demo_path: Path) -> None:
    async with stage(demo_path, "4A") as on_stage:
        await on_stage.pilot.press("right_square_bracket", "right_square_bracket", "slash", "p", "p", "escape")
        await on_stage.settle()
        assert on_stage.view.class_name == "5A"
        assert on_stage.grid.filtered is not None
        assert set(on_stage.shown) == {row.pupil_id for row in on_stage.view.rows if row.pp}

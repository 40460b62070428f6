"""The class grid: who is below, in which order, under which filter; its counts are those of the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Input, Static

from progress_tui.__main__ import main
from progress_tui.domain.calendar import Point
from progress_tui.domain.text import fold
from progress_tui.importing.planning.committing import ImportReport, Terms
from progress_tui.store.engine import SchoolFile
from progress_tui.tui.widgets.filter_line import FilterLine
from progress_tui.tui.widgets.table_model import Cell
from tests.screens.stage import Stage, stage

FAR = float("inf")


def _expected_order(on_stage: Stage, subject: str) -> list[int]:
    """Furthest below first, pupils without a distance last, equal ones by name."""

    def key(place: int) -> tuple[float, str]:
        row = on_stage.view.rows[place]
        distance = row.subjects[subject].distance
        return (FAR if distance is None else distance, fold(row.name))

    return [on_stage.view.rows[place].pupil_id for place in sorted(range(len(on_stage.view.rows)), key=key)]


async def test_the_default_order_is_by_distance_then_name(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        for subject in ("reading", "writing", "maths", "reading"):
            assert on_stage.grid.subject == subject
            assert on_stage.shown == _expected_order(on_stage, subject)
            await on_stage.press("t")
        first = on_stage.rows()[0]
        assert first.subjects["writing"].distance is not None
        assert on_stage.lines()[5].lstrip("▌ ").startswith(first.name[:16])


async def test_b_toggles_below_target_in_the_subject_shown(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        below = {row.pupil_id for row in on_stage.view.rows if (row.subjects["reading"].distance or 0) < 0}
        assert f"All 30 pupils: {len(below)} below target in Reading, furthest first" == on_stage.above[2]
        await on_stage.press("b")
        assert set(on_stage.shown) == below
        assert on_stage.above[2] == f"{len(below)} of 30: below target in reading"
        await on_stage.press("t")
        below = {row.pupil_id for row in on_stage.view.rows if (row.subjects["writing"].distance or 0) < 0}
        assert set(on_stage.shown) == below
        assert on_stage.above[2] == f"{len(below)} of 30: below target in writing"
        await on_stage.press("b")
        assert len(on_stage.shown) == 30


async def test_b_says_when_it_is_against_the_expected_standard(demo_path: Path) -> None:
    async with stage(demo_path, "RA") as on_stage:
        await on_stage.press("b")
        rows, heading = on_stage.rows(), on_stage.view.heading("reading")
        assert heading is not None
        assert not heading.has_targets
        standings = {row.pupil_id: row.subjects["reading"].results[-1].standing for row in on_stage.view.rows}
        assert {row.pupil_id for row in rows} == {i for i, standing in standings.items() if standing and standing < 4}
        unknown = sum(standing is None for standing in standings.values())
        assert unknown == heading.assessed - on_stage.view.on_roll + 2 * unknown, "all without a result are unknown"
        words = "below the expected standard in reading (no targets on file)"
        assert on_stage.above[2] == f"{len(rows)} of {on_stage.view.on_roll}, {unknown} unknown: {words}"


async def test_the_filter_is_applied_as_it_is_typed(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        await on_stage.press("slash")
        counts = []
        for letter in "marsh":
            await on_stage.type(letter)
            counts.append(len(on_stage.shown))
        assert counts == sorted(counts, reverse=True)
        assert {row.surname for row in on_stage.rows()} == {"Marsh"}
        assert f"{counts[-1]} of 30: name contains “marsh”" in on_stage.above[2]
        await on_stage.press("escape")
        assert on_stage.app.focused is on_stage.table
        assert len(on_stage.shown) == counts[-1], "leaving the input keeps the filter"
        assert on_stage.above[2] == f"{counts[-1]} of 30: name contains “marsh”"
        await on_stage.press("slash")
        assert on_stage.app.screen.query_one(Input).value == "marsh ", "what is typed next narrows it"
        await on_stage.press("enter", "escape")
        assert len(on_stage.shown) == 30, "escape on the table clears it"
        assert on_stage.above[2].startswith("All 30 pupils")


async def test_a_wrong_filter_is_explained_while_it_is_typed(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        await on_stage.press("b", "slash", *["backspace"] * 10)
        await on_stage.type("taget<0")
        assert "Unknown key “taget:” in the filter" in on_stage.above[2]
        assert "Did you mean “target”" in on_stage.words
        await on_stage.press(*["backspace"] * 7)
        await on_stage.type("target<")
        assert "The filter is not finished: a number is" in on_stage.above[2]
        await on_stage.type("0")
        assert "9 of 30: below target in reading" in on_stage.above[2]
        assert on_stage.pupil.name in on_stage.lines()[-4], "the pupil is back in words"


async def test_nobody_matches(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        cursor = on_stage.table.cursor_key
        on_stage.grid.apply_filter("zzz")
        await on_stage.settle()
        assert on_stage.shown == []
        assert "No pupil matches. escape shows all." in on_stage.text
        assert on_stage.lines()[-4].strip() == ""
        await on_stage.press("enter", "n", "e")
        assert on_stage.top == "ExportDialog", "no card and no note without a pupil"
        await on_stage.press("escape", "escape")
        assert on_stage.table.cursor_key == cursor


async def test_the_cursor_stays_on_its_pupil(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        below = [row for row in on_stage.view.rows if (row.subjects["reading"].distance or 0) < 0]
        pupil = below[-1].pupil_id
        await on_stage.to_pupil(pupil)
        for key in ("right", "s", "s", "S", "t", "T", "p", "p", "b", "escape", "z", "comma", "full_stop"):
            await on_stage.press(key)
            assert on_stage.table.cursor_key == pupil, key
            assert any(line.startswith("▌") for line in on_stage.lines()), f"in sight after {key}"


async def test_sorting_says_what_it_sorts_by(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        await on_stage.to_column("absence")
        await on_stage.press("s")
        absences = [row.absence for row in on_stage.rows() if row.absence is not None]
        assert absences == sorted(absences)
        assert on_stage.above[2].endswith("sorted by Abs ▲ · S: furthest first")
        await on_stage.press("s")
        absences = [row.absence for row in on_stage.rows() if row.absence is not None]
        assert absences == sorted(absences, reverse=True)
        assert "sorted by Abs ▼" in on_stage.above[2]
        await on_stage.to_column("name")
        await on_stage.press("s")
        names = [fold(row.name) for row in on_stage.view.rows]
        assert [fold(row.name) for row in on_stage.rows()] == names
        await on_stage.press("S")
        assert on_stage.shown == _expected_order(on_stage, "reading")
        assert on_stage.above[2].endswith("furthest first")


async def test_every_column_sorts(demo_path: Path) -> None:
    async with stage(demo_path, "4B", size=(160, 40)) as on_stage:
        everyone = sorted(on_stage.shown)
        orders = set()
        for column in [column.key for column in on_stage.table._table.columns]:
            await on_stage.to_column(column)
            await on_stage.press("s")
            assert on_stage.table.sort == (column, False)
            assert sorted(on_stage.shown) == everyone
            orders.add(tuple(on_stage.shown))
        assert len(orders) > 8


async def test_the_classes_go_round(demo_path: Path) -> None:
    async with stage(demo_path, "6A") as on_stage:
        await on_stage.press("right_square_bracket")
        assert on_stage.above[0].startswith("6B ▸ Autumn 2 2026-27")
        assert on_stage.table.cursor_key == on_stage.shown[0], "another class begins at the top"
        await on_stage.press("right_square_bracket")
        assert on_stage.above[0].startswith("RA ▸")
        await on_stage.press("left_square_bracket")
        await on_stage.press("left_square_bracket")
        assert on_stage.above[0].startswith("6A ▸")


async def test_the_filter_follows_into_another_class(demo_path: Path) -> None:
    async with stage(demo_path, "4A") as on_stage:
        await on_stage.press("b", "right_square_bracket")
        await on_stage.until(lambda: on_stage.above[2].startswith("9 of 30: below target"), "the filter is applied")
        assert on_stage.view.class_name == "4B"
        assert on_stage.table.cursor_key == on_stage.shown[0]


async def test_the_points_lead_into_another_year(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        await on_stage.press("full_stop")
        assert on_stage.toasts[-1] == "There are no results after Autumn 2 2026-27."
        now = {row.pupil_id for row in on_stage.view.rows}
        seen = [on_stage.view.point_label]
        while Point(on_stage.view.point).start_year == 2026:
            await on_stage.press("comma")
            seen.append(on_stage.view.point_label)
            assert seen[-1] in on_stage.above[0]
        assert seen == ["Autumn 2 2026-27", "Autumn 1 2026-27", "Summer 2 2025-26"]
        assert on_stage.view.class_name == "4B"
        assert not now & {row.pupil_id for row in on_stage.view.rows}, "last year's 4B are other children"
        for _ in range(20):
            await on_stage.press("comma")
        assert on_stage.toasts[-1].startswith("There are no results before")


@pytest.mark.parametrize("class_name", ["4B", "RA"])
async def test_the_counts_are_those_of_the_command_line(
    class_name: str, demo_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with stage(demo_path, class_name, size=(120, 40)) as on_stage:
        counts = on_stage.above[1]
        await on_stage.press("b")
        below, shown = on_stage.above[2], on_stage.shown
    where = ["show", "class", class_name, "--file", str(demo_path), "--format", "json"]
    assert main(where) == 0
    told = json.loads(capsys.readouterr().out)
    parts = [f"{one['subject'].capitalize()} {one['expected']} of {one['judged']}" for one in told["subjects"]]
    together = next(one for one in told["counts"] if one["column"] == "rwm")
    parts.append(f"RWM {together['k']} of {together['n']}")
    assert counts == f"{told['on_roll']} on roll · at expected: {'  '.join(parts)}"
    assert main([*where, "--filter", "target<0", "--subject", "reading"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert sorted(row["pupil_id"] for row in told["rows"]) == sorted(shown)
    assert below.startswith(f"{told['n']} of {told['on_roll']}")
    assert below.endswith(told["filter"]["description"])


async def test_the_pupil_under_the_cursor_is_told_in_words(demo_path: Path) -> None:
    async with stage(demo_path, "4B", size=(200, 50)) as on_stage:
        for row in on_stage.rows():
            await on_stage.to_pupil(row.pupil_id)
            detail = " ".join(" ".join(on_stage.lines()[-4:-1]).split())
            assert detail.startswith(row.name)
            assert detail.count("⚑") == min(len(row.flags), 4)
            if not row.flags:
                assert detail == f"{row.name} no flags"
            elif len(row.flags) <= 4:
                assert all(flag.sentence in detail for flag in row.flags)
            else:
                assert f"+{len(row.flags) - 4} more: enter" in detail
        assert any(len(row.flags) > 4 for row in on_stage.rows())


async def test_the_subject_shown_speaks_first_among_equal_flags(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        both = [
            row
            for row in on_stage.view.rows
            if {"reading", "maths"} <= {flag.subject for flag in row.flags if flag.severity == row.severity}
        ]
        assert both
        for letter in ("R", "M"):
            place = [column.key for column in on_stage.table.columns].index("flags")
            cells = {row.pupil_id: on_stage.table.cells_of(row.pupil_id)[place].text for row in both}
            assert all(cells[row.pupil_id].startswith(f"⚑{row.severity} {letter} ") for row in both)
            await on_stage.press("t", "t")


def _headings(on_stage: Stage) -> list[str]:
    return [part for part in on_stage.lines()[4].split() if part not in "│‹›"]


async def test_wider_screens_show_more(demo_path: Path) -> None:
    async with stage(demo_path, "4B", size=(80, 24)) as on_stage:
        fixed, recent = ["Pupil", "✎", "PP", "SEN", "EAL", "Abs"], ["Sum2", "Aut1", "Aut2"]
        assert _headings(on_stage) == ["Pupil", "✎", "PP", "SEND", "EAL", "Abs", *recent, "Tgt", "±", "Flags"]
        assert "R 27 of 30" in on_stage.above[1]
        shown = {80: len(_headings(on_stage))}
        for width in (100, 120, 160, 200):
            await on_stage.pilot.resize_terminal(width, 30)
            await on_stage.settle()
            shown[width] = len(_headings(on_stage))
            assert all("…" not in line for line in on_stage.lines()[:5])
            assert "›" in on_stage.lines()[4], "there is always more to the right"
            if width == 120:
                others = ["Aut2", "±"]
                assert _headings(on_stage) == [
                    *fixed, "GLD", "Pho", *recent, "Test", "Tgt", "±", *others, *others, "RWM", "Flags"
                ]  # fmt: skip
                assert "Reading 27 of 30" in on_stage.above[1]
                assert "⚑3 R declining" in on_stage.text
        assert sorted(shown.values()) == list(shown.values())
        assert len(set(shown.values())) == len(shown)
        first = on_stage.rows()[0].flags[0]
        assert first.sentence[:25] in on_stage.lines()[5], "the sentence begins"
        await on_stage.press("end")
        assert "›" not in on_stage.lines()[4], "the last column is on the screen"


def _goes_on(timer: Timer) -> bool:
    return timer._repeat is None and timer._active.is_set()


async def test_only_two_watches_wake_an_idle_program(demo_path: Path) -> None:
    """For what other programs write, and for somebody who has gone; more would keep the processor awake."""
    async with stage(demo_path, "4B") as on_stage:
        nodes = [on_stage.app, *on_stage.app.walk_children(with_self=True), *on_stage.app.screen.walk_children()]
        timers = {timer for node in nodes for timer in node._timers}
        assert sorted(timer._interval for timer in timers if _goes_on(timer)) == [2.0, 5.0]


async def test_what_another_program_writes_appears(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        noted = {note.pupil_id for note in on_stage.workspace.notes_of(on_stage.view.school_id, range(1000))}
        pupil = next(row for row in on_stage.rows() if row.pupil_id not in noted)
        assert "✎" not in next(line for line in on_stage.lines() if pupil.name in line)
        on_stage.workspace.save_note(on_stage.view.school_id, pupil.pupil_id, "From the other laptop.").result()
        on_stage.app._watch()
        await on_stage.settle()
        assert "✎" in next(line for line in on_stage.lines() if pupil.name in line)


async def test_a_pupil_of_another_scale_file(jsp_path: Path) -> None:
    async with stage(jsp_path) as on_stage:
        assert on_stage.top == "SchoolPicker", "several schools are offered to pick from"
        assert "49 schools" in on_stage.text
        await on_stage.type("school 10")
        await on_stage.press("enter")
        await on_stage.warm()
        assert on_stage.above[0].startswith("School 10 ▸ Class 1")


async def test_a_raw_scale_has_no_expectation(jsp_path: Path) -> None:
    async with stage(jsp_path) as on_stage:
        await on_stage.press("enter")
        await on_stage.warm()
        on_roll = on_stage.view.on_roll
        assert on_stage.above[1].startswith(f"{on_roll} on roll · no expected standard on this scale: E")
        assert f"All {on_roll} pupils by name: no targets, no expected standard · * another test" == on_stage.above[2]
        assert "±" not in on_stage.lines()[4]
        assert not any(word in on_stage.text for word in ("below", "at expected", "Tgt", "WB", "JB"))
        assert all(cell.style in ("", "missing", "muted") for i in range(on_roll) for cell in _row(on_stage, i))
        await on_stage.press("b")
        assert on_stage.shown == []
        assert on_stage.above[2].startswith(f"0 of {on_roll}, {on_roll} unknown: below the expected standard")
        assert f"No pupil matches; of {on_roll} it is not known whether they do." in on_stage.text
        words = on_stage.grid.query_one(FilterLine).query_one(".words", Static).content
        assert isinstance(words, Content)
        assert any("accent" in str(span.style) for span in words.spans)


def _row(on_stage: Stage, position: int) -> tuple[Cell, ...]:
    return on_stage.table._table.row_at(position).cells


async def test_what_changes_while_a_view_is_shown_is_on_the_grid_at_the_return(
    bring: Callable[..., ImportReport], school_file: SchoolFile, tmp_path: Path
) -> None:
    """A view of the school may be the one that learns of a change, and of a school picked there."""
    head = "ID,Surname,Forename,School,Class,Year group,2026-27 Aut2 Reading TA\n"
    text = head + "1,Ash,Ada,Elm,4E,4,{0}\n2,Oak,Ben,Fir,4F,4,{0}\n"
    assert bring(text.format("WB"), year=2026).verdict == "accepted"
    async with stage(school_file.path) as on_stage:
        await on_stage.until(lambda: "schools in this file" in on_stage.text, "the schools are offered")
        await on_stage.press("escape", "5", "C", "F", "i", "r", "enter")
        assert "Fir ▸ Matrix ▸ 4F" in on_stage.text
        assert "Reading: teacher × test" in on_stage.text, "a class that nobody has looked at yet knows its subject"
        await on_stage.press("1")
        assert "R 0 of 1" in on_stage.above[1]
        await on_stage.press("3")
        (tmp_path / "new.csv").write_text(text.format("Ab"), "utf-8")
        on_stage.workspace.importing.bring_in(tmp_path / "new.csv", Terms())
        await on_stage.press("1")
        assert "R 1 of 1" in on_stage.above[1]

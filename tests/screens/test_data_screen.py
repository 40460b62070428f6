"""Screen 7: what is missing, imports and their undo, what was not taken, queried results, adding a school."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

from progress_tui.domain.whom import EVERYBODY, Whom
from progress_tui.importing.planning.committing import Terms
from progress_tui.settings import export_home
from progress_tui.tui.screens.data_screen import DataScreen
from progress_tui.tui.screens.list_screen import ListScreen
from progress_tui.tui.widgets.file_finder import FileFinder
from progress_tui.workspace import Workspace
from tests.screens.stage import Stage, stage

HEAD = "Surname,Forename,Year,Class,2026-27 Aut2 Reading TA,2026-27 Aut2 Maths TA\n"
GOOD = "Todd,Di,4,4Q,JB,At\nUrwin,Eve,4,4Q,B,JB\nVeal,Flo,4,4Q,At,At\nWest,Gus,4,4Q,JB,B\n"
SLIPS = f"{HEAD}Quill,Ann,4,4Q,JB,JB\nRusk,Bea,4,4Q,JB?,At\nSwift,Cy,4,4Q,At,Ax\n{GOOD}"


def bring_in(path: Path, folder: Path, name: str, text: str, school: str = "") -> None:
    """Store a file in a school file before the program opens it, the good rows only."""
    (folder / name).write_text(text, "utf-8")
    workspace = Workspace(path)
    try:
        report = workspace.importing.bring_in(folder / name, Terms(accept_partial=True, school_name=school))
        assert report.verdict in ("accepted", "partial")
    finally:
        workspace.close()


def data(on_stage: Stage) -> DataScreen:
    screen = on_stage.app.screen
    assert isinstance(screen, DataScreen)
    return screen


async def to_part(on_stage: Stage, key: str) -> None:
    await on_stage.press("v", key)
    assert on_stage.top == "DataScreen"


def reasons(on_stage: Stage) -> list[object]:
    """Why results are marked, as the screen has it."""
    answer = data(on_stage).answer
    return [row["reason"] for row in answer.report.rows] if answer is not None else []


def states(on_stage: Stage) -> list[str]:
    """Whether imports are on file, as the screen has it."""
    answer = data(on_stage).answer
    return [str(row["state"]) for row in answer.report.rows] if answer is not None else []


def line(on_stage: Stage, begins: str) -> str:
    """The one line of the screen with this text, runs of spaces as one."""
    (found,) = (" ".join(text.split()) for text in on_stage.lines() if begins in text)
    return found


async def test_every_list_stands_in_a_grid_and_opens_the_children_without_a_result(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        await on_stage.press("7")
        screen = data(on_stage)
        report = on_stage.workspace.judging.completeness(EVERYBODY)
        assert "│ Reading" in on_stage.text
        for at, row in enumerate(report.rows):
            ((place, column),) = (cell for cell, index in screen._cells.items() if index == at)
            assert screen.table.move_to(place, column)
            shown = screen.table._table.cell_at_cursor()
            assert shown is not None
            whole = row["results"] == row["on_roll"]
            assert shown.text == (f"{row['results']} ✓" if whole else f"{row['results']} of {row['on_roll']}")
        at = next(
            i
            for i, row in enumerate(report.rows)
            if (row["class"], row["series"]) == ("2A", "Reading teacher assessment")
        )
        ((place, column),) = (cell for cell, index in screen._cells.items() if index == at)
        assert screen.table.move_to(place, column)
        await on_stage.settle()
        assert "2A · Reading · teacher assessment: 26 of 29 on roll have a result at Aut2" in on_stage.words
        await on_stage.press("enter")
        listed = on_stage.app.screen
        assert isinstance(listed, ListScreen)
        behind = report.behind(at, "why")
        assert behind is not None
        assert [one.pupil.pupil_id for one in listed.shown] == list(behind.pupil_ids)
        assert len(behind.pupil_ids) == 3
        await on_stage.press("escape", "w")
        assert [row["class"] for row in screen.answer.report.rows] == ["4B"] * 5 if screen.answer else False
        await on_stage.press("w")
        await to_part(on_stage, "y")
        assert screen.answer is not None
        asked = Whom(subject="reading", speaks_of="reading")
        assert (
            screen.answer.report.to_json() == on_stage.workspace.judging.completeness(asked, every_point=True).to_json()
        )
        assert "│ Aut1" in on_stage.text
        await on_stage.press("slash")
        await on_stage.type("pp")
        await on_stage.press("escape")
        assert "the filter is not used here" in on_stage.words


async def test_an_import_shows_what_it_left_out_and_is_taken_back_by_name(demo_path: Path, tmp_path: Path) -> None:
    bring_in(demo_path, tmp_path, "slips.csv", SLIPS)
    async with stage(demo_path, "4B", size=(120, 30)) as on_stage:
        await on_stage.press("7")
        await to_part(on_stage, "i")
        assert line(on_stage, "slips.csv").endswith(" 2 on file")
        await on_stage.press("home", "enter")
        assert on_stage.top == "ImportPageScreen"
        assert "[Problems 2]" in on_stage.text
        assert "“JB?” is not on the scale" in on_stage.words
        await on_stage.press("v")
        assert "7 pupils, 12 results" in on_stage.words
        await on_stage.press("e")
        assert "2 rows and cells left out written to" in on_stage.toasts[-1]
        (written,) = export_home().glob("slips-to-correct.csv")
        assert [row["Surname"] for row in csv.DictReader(written.read_text("utf-8-sig").splitlines())] == [
            "Rusk",
            "Swift",
        ]
        await on_stage.press("escape")
        await to_part(on_stage, "u")
        assert "3 Rusk, Bea 2026-27 Aut2 Reading TA JB? “JB?” is not on the scale" in line(on_stage, "JB?")
        await on_stage.press("enter")
        assert on_stage.top == "WholeRowDialog"
        assert "slips.csv: row 3" in on_stage.text
        assert "Maths TA At" in on_stage.words
        await on_stage.press("escape", "p")
        assert "Rusk" not in on_stage.text
        await on_stage.press("enter")
        assert "Hidden with the names" in on_stage.text
        await on_stage.press("escape", "p")
        await to_part(on_stage, "i")
        await on_stage.press("g", "u")
        await on_stage.until(lambda: on_stage.top == "ConfirmDialog", "it asks first")
        assert "Undo the import of “slips.csv”?" in on_stage.text
        await on_stage.press("y")
        await on_stage.until(lambda: bool(on_stage.toasts) and "is undone" in on_stage.toasts[-1], "it is undone")
        await on_stage.until(lambda: states(on_stage)[-1].startswith("undone 20"), "it is listed as undone")
        assert "taken back since" in on_stage.words
        assert on_stage.workspace.check().problems == ()


async def test_queried_results_open_cards_are_unmarked_and_written_for_the_office(demo_path: Path) -> None:
    async with stage(demo_path, "3B", size=(120, 30)) as on_stage:
        await on_stage.press("7")
        await to_part(on_stage, "q")
        report = on_stage.workspace.judging.on_file.queried(EVERYBODY)
        shown = data(on_stage).answer
        assert shown is not None
        assert shown.report.to_json() == report.to_json()
        assert report.n == 2
        await on_stage.press("enter")
        assert on_stage.top == "PupilScreen"
        assert "Wood, Thomas" in on_stage.text
        await on_stage.press("escape", "e")
        assert "2 rows are written to" in on_stage.toasts[-1]
        (written,) = export_home().glob("*queried*.csv")
        assert [row["pupil"] for row in csv.DictReader(written.read_text("utf-8-sig").splitlines())] == [
            row["pupil"] for row in report.rows
        ]
        await on_stage.press("p")
        assert "Wood" not in on_stage.text
        assert "illness" not in on_stage.text
        await on_stage.press("p", "Q")
        assert on_stage.top == "QueryDialog"
        assert "Marked on 23/11/2026" in on_stage.text
        assert "counts as it stands" in on_stage.words
        await on_stage.press("t")
        await on_stage.press("ctrl+u")
        await on_stage.type("Sat it twice")
        await on_stage.press("enter")
        assert (
            on_stage.toasts[-1] == "Marked for the office: Wood, Thomas, Reading test (Standardised score) Aut2 (88)."
        )
        assert reasons(on_stage) == ["Sat it twice", report.rows[1]["reason"]]
        await on_stage.press("Q", "r")
        assert on_stage.toasts[-1].startswith("No longer marked: Wood, Thomas")
        assert "1 result of 1 pupil is marked as wrong." in on_stage.text
        await on_stage.press("u")
        await on_stage.until(lambda: "Sat it twice" in reasons(on_stage), "the mark is back")
        assert on_stage.toasts[-1] == "Undone: the mark of a result was taken away."
        await on_stage.press("u")
        await on_stage.until(lambda: reasons(on_stage) == [row["reason"] for row in report.rows], "as it was")
        assert on_stage.workspace.judging.on_file.queried(EVERYBODY).rows == report.rows


async def test_another_school_is_taken_in_picked_and_taken_out_again(demo_path: Path, tmp_path: Path) -> None:
    bring_in(tmp_path / "elm.duckdb", tmp_path, "elm.csv", SLIPS, "Elm Lane")
    shutil.copy(demo_path, tmp_path / "twin.duckdb")
    async with stage(demo_path, "4B", size=(100, 30)) as on_stage:
        before = on_stage.workspace.check()
        await on_stage.press("7", "A")
        on_stage.app.screen.post_message(FileFinder.Picked(tmp_path / "twin.duckdb"))
        await on_stage.until(lambda: "is on file already" in on_stage.words, "the same school is refused")
        await on_stage.settle()
        assert "Nothing was stored." in on_stage.text
        await on_stage.press("f")
        on_stage.app.screen.post_message(FileFinder.Picked(tmp_path / "elm.duckdb"))
        await on_stage.until(lambda: "holds 1 school" in on_stage.text, "it says what would come in")
        await on_stage.settle()
        assert "Elm Lane: 7 pupils, " in on_stage.text
        assert on_stage.workspace.check().schools == 1, "nothing is stored before it is wanted"
        await on_stage.press("enter")
        await on_stage.until(lambda: bool(on_stage.toasts) and "Added 1 school" in on_stage.toasts[-1], "it is in")
        assert on_stage.workspace.check().schools == 2
        await on_stage.press("C")
        await on_stage.until(lambda: "Elm Lane · 7 pupils in 1 class · Aut2 2026-27" in on_stage.text, "counted")
        assert "2 schools in this file" in on_stage.text
        await on_stage.type("elm")
        await on_stage.press("enter")
        assert "4Q" in on_stage.text
        await to_part(on_stage, "i")
        assert "elm.csv" in on_stage.text
        assert "results-2026-27.csv" not in on_stage.text
        await to_part(on_stage, "s")
        assert "Point-in-time bands" in on_stage.text
        await to_part(on_stage, "n")
        assert "2026: no figure is on file (published July 2026: import it)" in on_stage.words
        await on_stage.press("u")
        await on_stage.until(lambda: "Undone: the schools of" in " ".join(on_stage.toasts), "they are out again")
        await on_stage.settle()
        assert on_stage.app.place is not None
        assert on_stage.app.place.school.startswith("Oakfield"), "the school that was looked at has gone"
        await on_stage.press("C")
        assert on_stage.toasts[-1] == "This file holds one school."
        after = on_stage.workspace.check()
        assert (after.schools, after.pupils, after.imports, after.problems) == (1, before.pupils, before.imports, ())


async def test_a_result_of_the_class_grid_is_marked_and_the_mark_taken_back(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        await on_stage.press("Q")
        assert on_stage.top == "ClassScreen"
        assert "Go to a result with the arrows" in on_stage.toasts[-1]
        pupil = on_stage.name("de la Cruz")
        await on_stage.to_pupil(pupil.pupil_id)
        await on_stage.to_column(f"reading:{on_stage.view.point}")
        await on_stage.press("Q", "p")
        assert on_stage.toasts[-1] == "Marked for the office: de la Cruz, Hao, Reading teacher assessment Aut2 (JB)."
        rows = on_stage.workspace.judging.on_file.queried(Whom(class_name="4B")).rows
        assert [(row["pupil_id"], row["reason"]) for row in rows] == [(pupil.pupil_id, "Another child's paper?")]
        flags = {flag.flag for row in on_stage.view.rows if row.pupil_id == pupil.pupil_id for flag in row.flags}
        assert "queried" in flags, "the grid says at once that it is in doubt"
        await on_stage.press("u")
        await on_stage.until(lambda: "Undone: a result was marked as wrong." in on_stage.toasts, "it is taken back")
        assert on_stage.workspace.judging.on_file.queried(Whom(class_name="4B")).n == 0

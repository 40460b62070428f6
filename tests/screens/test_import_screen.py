"""The import screen: a file is chosen, looked at, asked about, stored."""

from __future__ import annotations

import csv
from functools import partial
from pathlib import Path

import pytest
from textual.widgets import Input

from progress_tui.settings import remembered
from progress_tui.tui.widgets.choices import Choices
from tests.screens.import_files import (
    CORRECTED,
    MESSY,
    PLAIN,
    WRONG,
    drop,
    import_dropped,
    sees,
    without_passphrase,
    write,
)
from tests.screens.stage import Stage, bare_stage, stage


@pytest.fixture
def downloads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder into which a browser saves, in a home folder of its own."""
    folder = tmp_path / "user" / "Downloads"
    folder.mkdir(parents=True)
    monkeypatch.setenv("HOME", str(tmp_path / "user"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "user"))
    monkeypatch.chdir(tmp_path / "user")
    return folder


def marked(on_stage: Stage) -> str:
    """The choice under the cursor."""
    choices = on_stage.app.screen.query_one("ChoicePanel Choices", Choices)
    assert choices.highlighted is not None
    return str(choices.get_option_at_index(choices.highlighted).prompt)


def typed(on_stage: Stage) -> str:
    """What stands in the line of the question."""
    return on_stage.app.screen.query_one("ChoicePanel Input", Input).value


def shows(on_stage: Stage, words: str) -> bool:
    """Whether words are in sight, wherever their line is broken."""
    return words in on_stage.words


async def test_in_the_smallest_window_every_question_shows_its_line(downloads: Path, home: Path) -> None:
    write(downloads, "autumn.csv", MESSY)
    async with bare_stage(None, size=(40, 12)) as on_stage:
        await on_stage.press("enter")
        await sees(on_stage, "autumn.csv")
        for question, line in (
            ("academic year", "2026-27 "),
            ("school called", "Oakfield Primary School"),
            ("file be kept", "school.duck"),
        ):
            await on_stage.press("enter")
            await on_stage.until(partial(shows, on_stage, question), question)
            await on_stage.settle()
            assert shows(on_stage, line)
        assert str(home / "oakfield-primary-school.duckdb") == typed(on_stage)


async def test_from_welcome_to_the_class_grid_by_enter_alone(downloads: Path, home: Path) -> None:
    source = write(downloads, "autumn.csv", MESSY)
    async with bare_stage(None) as on_stage:
        await on_stage.press("enter")
        await sees(on_stage, "Which file do you want to bring in?")
        await sees(on_stage, "~/Downloads/autumn.csv")
        await on_stage.press("enter")
        await sees(on_stage, "Question 1 of 3: Which academic year is this file of?")
        assert "Maths · test · Aut2" in on_stage.text
        assert "left out: address, not needed" in on_stage.text
        assert marked(on_stage) == "2026-27 (September 2026 to August 2027)"
        await on_stage.press("enter")
        await sees(on_stage, "Question 2 of 3: What is your school called?")
        assert typed(on_stage) == "Oakfield Primary School"
        await on_stage.press("enter")
        await sees(on_stage, "Question 3 of 3: Where shall the school file be kept?")
        place = home / "oakfield-primary-school.duckdb"
        assert typed(on_stage) == str(place)
        await on_stage.press("enter")
        await sees(on_stage, "Ready. Nothing is stored yet; enter imports it.")
        assert not place.exists()
        assert marked(on_stage) == "Import “autumn.csv” into Oakfield Primary School: 3 pupils, 6 results"
        await on_stage.press("enter")
        await without_passphrase(on_stage)
        await on_stage.until(lambda: on_stage.top == "ClassScreen", "the class is shown")
        await on_stage.warm()
        assert on_stage.above[0].startswith("Oakfield Primary School ▸ 4B ▸ Autumn")
        assert [row.name for row in on_stage.rows()] == ["Ng, Lee", "Begum, Aisha", "Adeyemi, Tobi"]
        assert on_stage.toasts == ["Imported “autumn.csv”: 3 pupils, 6 results. u undoes it."]
    assert remembered().last_file == str(place)
    assert remembered().recent_sources == (str(source),)


async def test_escape_goes_back_answer_by_answer(downloads: Path) -> None:
    write(downloads, "autumn.csv", MESSY)
    async with bare_stage(None) as on_stage:
        await on_stage.press("i")
        await sees(on_stage, "autumn.csv")
        for there in ("Question 1 of 3", "Question 2 of 3", "Question 3 of 3", "Ready."):
            await on_stage.press("enter")
            await sees(on_stage, there)
        for back in ("Question 3 of 3", "Question 2 of 3", "Question 1 of 3", "Which file"):
            await on_stage.press("escape")
            await sees(on_stage, back)
        await on_stage.press("escape")
        assert on_stage.top == "Welcome"
        assert on_stage.app.workspace is None


async def test_an_answer_can_be_typed_and_one_that_will_not_do_is_asked_again(tmp_path: Path) -> None:
    source = write(tmp_path, "autumn.csv", MESSY)
    async with bare_stage(None) as on_stage:
        await drop(on_stage, source)
        await sees(on_stage, "Question 1 of 3")
        await on_stage.press("slash")
        await on_stage.type("soon q")
        assert typed(on_stage) == "soon q", "letters are letters while something is typed"
        await on_stage.press("enter")
        await sees(on_stage, "“soon q” does not answer the question")
        assert "Which academic year is this file of?" in on_stage.words
        await on_stage.press("slash", "escape")
        assert "Question" not in on_stage.text
        await on_stage.press("end", "enter")
        await on_stage.type("2024-25")
        await on_stage.press("enter")
        await sees(on_stage, "Question 2 of 3")
        assert "Reading · teacher · Aut2 2024-25" in on_stage.text


async def test_a_new_school_can_be_named_and_kept_elsewhere(tmp_path: Path) -> None:
    source, folder = write(tmp_path, "results.csv", PLAIN), tmp_path / "new folder"
    async with bare_stage(None) as on_stage:
        await drop(on_stage, source)
        await sees(on_stage, "What is your school called?")
        assert typed(on_stage) == "Our school"
        await on_stage.press(*["backspace"] * len("Our school"))
        await on_stage.press("enter")
        assert "What is your school called?" in on_stage.text, "a school needs a name"
        await on_stage.type("St Mary's [red]")
        await on_stage.press("enter")
        await sees(on_stage, "Where shall the school file be kept?")
        assert typed(on_stage).endswith("st-marys-red.duckdb")
        await on_stage.press(*["backspace"] * len(typed(on_stage)))
        await on_stage.type(f"{source}")
        await on_stage.press("enter")
        await sees(on_stage, "results.csv is not a school file.")
        await on_stage.press(*["backspace"] * len(typed(on_stage)))
        await on_stage.type(f"{folder}/mary")
        await on_stage.press("enter")
        await sees(on_stage, "Ready.")
        assert "into St Mary's [red]" in on_stage.words
        await on_stage.press("enter")
        await without_passphrase(on_stage)
        await on_stage.until(lambda: on_stage.top == "ClassScreen", "the class is shown")
        await on_stage.warm()
        assert on_stage.above[0].startswith("St Mary's [red] ▸ 4Z")
    assert (folder / "mary.duckdb").is_file()


async def test_rows_with_problems_are_shown_written_down_or_left_out(
    demo_path: Path, tmp_path: Path, home: Path
) -> None:
    source = write(tmp_path, "wrong.csv", WRONG)
    async with stage(demo_path, "4B") as on_stage:
        before = on_stage.workspace.check().results
        await drop(on_stage, source)
        await sees(on_stage, "1 row or cell of “wrong.csv” cannot be taken.")
        assert "[Problems 1]" in on_stage.text
        assert "Row 7 · 2026-27 Aut2 Reading TA · Zzz: “Zzz” is not on the scale Point-in-time bands." in on_stage.words
        await on_stage.press("enter")
        await sees(on_stage, "Written to")
        (written,) = (home / "exports").glob("*.csv")
        assert written.name == "wrong-to-correct.csv"
        rows = list(csv.reader(written.read_text("utf-8-sig").splitlines()))
        assert rows[0] == [*WRONG.splitlines()[0].split(","), "Not taken because"]
        assert rows[1][:1] + rows[1][5:6] == ["Farrell", "Zzz"]
        assert "“Zzz” is not on the scale" in rows[1][6]
        await on_stage.press("w")
        assert len(list((home / "exports").glob("*.csv"))) == 2, "no file is replaced unasked"
        await on_stage.press("down")
        assert marked(on_stage).startswith("Import only what is good into ")
        assert on_stage.workspace.check().results == before
        await on_stage.press("enter")
        await on_stage.until(lambda: on_stage.top == "ClassScreen", "the grid is back")
        assert on_stage.toasts[-1].endswith("1 row or cell was left out. u undoes it.")
        assert on_stage.workspace.check().results > before


async def test_a_file_that_cannot_be_read_says_why_and_leads_on(tmp_path: Path, demo_path: Path) -> None:
    picture = tmp_path / "photo.csv"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    nobody = write(tmp_path, "nobody.csv", "Colour,Shape\nred,round\n")
    async with stage(demo_path, "4B") as on_stage:
        await drop(on_stage, picture)
        await sees(on_stage, "Choose another file")
        assert "picture" in on_stage.words
        await drop(on_stage, nobody)
        await sees(on_stage, "No column of nobody.csv names the pupils")
        assert "--map" not in on_stage.text
        assert "Colour" in on_stage.text, "what was read is shown all the same"
        nobody.write_text(PLAIN, "utf-8")
        await on_stage.press("down", "enter")
        await sees(on_stage, "Ready.")
        await on_stage.press("escape")
        await sees(on_stage, "Which file")
        await on_stage.press("escape")
        assert on_stage.top == "ClassScreen"


async def test_what_is_on_file_already_is_said(tmp_path: Path) -> None:
    source = write(tmp_path, "results.csv", PLAIN)
    async with bare_stage(None) as on_stage:
        await _new_school(on_stage, source)
        await drop(on_stage, source)
        await sees(on_stage, "There is nothing new in “results.csv”.")
        assert "All of it is on file already: nothing would change." in on_stage.words
        await on_stage.press("down", "enter")
        assert on_stage.top == "ClassScreen"
        await import_dropped(on_stage, write(tmp_path, "corrected.csv", CORRECTED))
        changed = on_stage.name("Hussain")
        assert changed.subjects["reading"].results[-1].code == "At"


async def _new_school(on_stage: Stage, source: Path) -> None:
    await drop(on_stage, source)
    for there in ("What is your school called?", "Where shall", "Ready."):
        await sees(on_stage, there)
        await on_stage.press("enter")
    await without_passphrase(on_stage)
    await on_stage.until(lambda: on_stage.top == "ClassScreen", "the class is shown")
    await on_stage.warm()


async def test_answers_about_columns_are_remembered_for_the_next_file(tmp_path: Path, home: Path) -> None:
    unclear = PLAIN.replace("Reading TA", "Reading").replace("JB", "Sec").replace(",B\n", ",Sec\n").replace("At", "Sec")
    source = write(tmp_path, "unclear.csv", unclear)
    async with bare_stage(None) as on_stage:
        await drop(on_stage, source)
        await sees(on_stage, "Which scale are the results of “2026-27 Aut2 Reading” on")
        await on_stage.press("enter")
        for there in ("What is your school called?", "Where shall", "Ready."):
            await sees(on_stage, there)
            await on_stage.press("enter")
        await without_passphrase(on_stage)
        await on_stage.until(lambda: on_stage.top == "ClassScreen", "the class is shown")
        await on_stage.settle()
        assert on_stage.toasts[-1].endswith("Your answers are remembered. u undoes it.")
        (kept,) = (home / "mappings").glob("*.toml")
        assert kept.name == "unclear.toml"
        later = unclear.replace("Lowe", "Lewis").replace("12/05/2018", "13/05/2018")
        await drop(on_stage, write(tmp_path, "later.csv", later))
        await sees(on_stage, "Has this child left?")
        await on_stage.press("enter")
        await sees(on_stage, "Ready.")
        for _ in range(3):
            await on_stage.press("v")
        assert "as they were answered before" in on_stage.words

"""Where the school file is kept: said in the step that asks for the place, and as a toast once the file is open."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from textual.widgets import Input

from progress_tui.workspace.safekeeping import places
from tests.screens.import_files import PLAIN, drop, sees, write
from tests.screens.stage import Stage, bare_stage, stage

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rules")


@pytest.fixture(autouse=True)
def _ordinary_computer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is mounted from elsewhere, and test folders are not shut to others further up."""
    monkeypatch.setattr(places, "mounts", lambda: ())
    monkeypatch.setattr(places, "_can_be_reached", lambda _: True)


@pytest.fixture
def public(tmp_path: Path) -> Path:
    """A folder that everybody may write to."""
    folder = tmp_path / "public"
    folder.mkdir()
    folder.chmod(0o777)
    return folder


def line(on_stage: Stage) -> Input:
    return on_stage.app.screen.query_one("ChoicePanel Input", Input)


async def to_the_place(on_stage: Stage, source: Path) -> None:
    await drop(on_stage, source)
    await sees(on_stage, "What is your school called?")
    await on_stage.press("enter")
    await sees(on_stage, "Where shall the school file be kept?")


async def test_a_folder_open_to_others_is_told_and_taken_by_enter_once_more(tmp_path: Path, public: Path) -> None:
    async with bare_stage(None) as on_stage:
        await to_the_place(on_stage, write(tmp_path / "in", "autumn.csv", PLAIN))
        line(on_stage).value = str(public / "oakfield")
        await on_stage.press("enter")
        await sees(on_stage, "That folder is open to others.")
        assert "enter once more takes this one all the same" in on_stage.words
        assert line(on_stage).value == str(public / "oakfield.duckdb")
        await on_stage.press("enter")
        await sees(on_stage, "Ready. Nothing is stored yet")
    assert not list(public.iterdir())


async def test_another_place_is_taken_after_one_that_is_not_good(tmp_path: Path, home: Path, public: Path) -> None:
    async with bare_stage(None) as on_stage:
        await to_the_place(on_stage, write(tmp_path / "in", "autumn.csv", PLAIN))
        line(on_stage).value = str(tmp_path / "Nextcloud" / "oakfield")
        await on_stage.press("enter")
        await sees(on_stage, "is in a folder that Nextcloud copies to other places")
        line(on_stage).value = str(public / "oakfield")
        await on_stage.press("enter")
        await sees(on_stage, "That folder is open to others.")
        line(on_stage).value = str(home / "schools" / "oakfield")
        await on_stage.press("enter")
        await sees(on_stage, "Ready. Nothing is stored yet")


async def test_what_speaks_against_a_place_is_a_toast_and_said_once(
    demo_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "Dropbox").mkdir(0o700)
    path = Path(shutil.move(demo_path, tmp_path / "Dropbox" / "demo.duckdb"))
    looked, advice = list[list[str]](), places.advice

    def counted(place: Path) -> list[str]:
        looked.append(advice(place))
        return looked[-1]

    monkeypatch.setattr(places, "advice", counted)
    for said in ([True], []):
        looked.clear()
        async with stage(path) as on_stage:
            await on_stage.until(lambda: bool(looked), "it was looked into")
            await on_stage.until(lambda: len(looked[0]) == len(on_stage.toasts), "what was found is said")
            assert ["folder that Dropbox copies" in toast for toast in on_stage.toasts] == said


async def test_a_file_that_others_could_read_is_put_right_when_it_is_opened(demo_path: Path) -> None:
    demo_path.chmod(0o644)
    async with stage(demo_path) as on_stage:
        await on_stage.until(lambda: any("They no longer can." in toast for toast in on_stage.toasts), "it is said")
    assert demo_path.stat().st_mode & 0o077 == 0

"""An unexpected error: written down without pupil data, shown by Textual as nothing at all, the exit code 1."""

from __future__ import annotations

from pathlib import Path

import pytest

from progress_tui.tui import ending
from progress_tui.tui.app import ProgressApp
from progress_tui.tui.commands import everywhere


def raised(message: str) -> KeyError:
    """An error with a traceback and a cause."""
    try:
        try:
            raise ValueError(message)
        except ValueError as cause:
            raise KeyError(message) from cause
    except KeyError as error:
        return error


def test_the_log_holds_places_and_kinds_but_no_values(home: Path) -> None:
    path = ending.write_down(raised("Adeyemi, Tobi"))
    assert path == home / "errors.log"
    text = path.read_text("utf-8")
    assert text.index("builtins.ValueError") < text.index("builtins.KeyError")
    assert "in raised" in text
    assert "Adeyemi" not in text


def test_errors_are_added_until_the_log_is_long(home: Path) -> None:
    path = home / "errors.log"
    for _ in range(2):
        ending.write_down(raised("x"))
    assert path.read_text("utf-8").count("progress-tui ") == 2
    path.write_text("x" * 300_000, "utf-8")
    ending.write_down(raised("x"))
    assert path.read_text("utf-8").count("progress-tui ") == 1
    assert path.stat().st_size < 5000


def test_a_log_that_cannot_be_written_is_no_second_error(home: Path) -> None:
    (home / "errors.log").mkdir()
    assert ending.write_down(raised("x")) is None


def test_an_error_that_is_its_own_cause_ends() -> None:
    error = KeyError("x")
    error.__context__ = ValueError("y")
    error.__context__.__context__ = error
    assert ending.write_down(error) is not None


async def test_textual_prints_nothing_of_an_error(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> None:
        raise KeyError("Secret Name")

    app = ProgressApp(None, None)
    monkeypatch.setattr(app, "action_command_palette", broken)
    with pytest.raises(KeyError):  # noqa: PT012 – run_test raises when it is left
        async with app.run_test() as pilot:
            app.post_message(everywhere.Palette())
            await pilot.pause()
    assert isinstance(app.failure, KeyError)
    assert app.return_code == 1
    assert capfd.readouterr() == ("", "")

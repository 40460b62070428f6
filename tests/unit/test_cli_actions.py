"""`progress-tui actions`, on the demo school, on Monday 23 November 2026."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from progress_tui.__main__ import main
from progress_tui.domain import clock


@pytest.fixture(autouse=True)
def monday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: date(2026, 11, 23))


def run(path: Path, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    try:
        code = main(["actions", *words, "--file", str(path)])
    except SystemExit as ended:
        code = int(ended.code or 0)
    out, err = capsys.readouterr()
    return code, out, err


def told(path: Path, capsys: pytest.CaptureFixture[str], *words: str) -> list[dict[str, object]]:
    code, out, _ = run(path, capsys, *words, "--format", "json")
    assert code == 0
    held: list[dict[str, object]] = json.loads(out)["actions"]
    return held


def test_an_action_from_the_first_word_to_what_came_of_it(demo_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--do", "Morning readers", "--owner", "Ms Shah"]
    (made,) = told(demo_path, capsys, "add", "--class", "4B", *words, "--due", "12/12", "--review", "half term")
    number = str(made["action_id"])
    assert (made["pupil_id"], made["due"], made["review"], made["status"]) == (None, "2026-12-12", "2027-02-12", "open")
    (changed,) = told(demo_path, capsys, "change", number, "--due", "end of term", "--review", "none")
    assert (changed["what"], changed["due"], changed["review"]) == ("Morning readers", "2026-12-18", "")
    (onward,) = told(demo_path, capsys, "carry", number, "--due", "half term")
    assert (onward["carried_from"], onward["due"]) == (made["action_id"], "2027-02-12")
    code, out, _ = run(demo_path, capsys, "list", "--owner", "ms shah", "--format", "csv")
    assert (code, len(out.splitlines())) == (0, 2)
    assert f"{onward['action_id']},(whole class),4B,Morning readers,Ms Shah," in out
    (done,) = told(demo_path, capsys, "done", str(onward["action_id"]), "--effect", "some", "--note", "they ask for it")
    assert (done["status"], done["closed"], done["effect"], done["effect_note"]) == (
        "done", "2026-11-23", "some", "they ask for it",
    )  # fmt: skip
    # A note alone leaves the effect as it was noted.
    (noted,) = told(demo_path, capsys, "effect", str(onward["action_id"]), "--effect", "clear")
    assert (noted["effect"], noted["effect_note"]) == ("clear", "they ask for it")
    code, out, _ = run(demo_path, capsys, "reopen", str(onward["action_id"]))
    assert out.startswith(f"Action {onward['action_id']} is open: Morning readers")


def test_a_pupils_action_says_where_the_date_may_not_be_meant(
    demo_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["show", "class", "4B", "--file", str(demo_path), "--format", "json"])
    pupil = json.loads(capsys.readouterr().out)["rows"][0]
    words = ["add", "--pupil", pupil["name"], "--do", "Phone home", "--owner", "SENCO"]
    code, out, err = run(demo_path, capsys, *words, "--due", "12/12")
    assert (code, err) == (0, "Saturday 12 December 2026: that is a weekend.\n")
    assert out.endswith("is agreed: Phone home (SENCO, by 2026-12-12).\n")
    main(["show", "pupil", pupil["name"], "--file", str(demo_path), "--format", "json"])
    latest = json.loads(capsys.readouterr().out)["meetings"][0]
    assert (latest["held_on"], latest["class_name"], latest["actions"][0]["what"]) == ("2026-11-23", "", "Phone home")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["add", "--class", "4B", "--do", "x", "--owner", "y", "--due", "asap"], 2, "“asap” is no date"),
        (["add", "--class", "4B", "--do", " ", "--owner", "y", "--due", "4w"], 2, "Say what is to be done"),
        (["add", "--class", "9Z", "--do", "x", "--owner", "y", "--due", "4w"], 1, "9Z"),
        (["add", "--do", "x", "--owner", "y", "--due", "4w"], 2, "--pupil --class"),
        (["change", "1"], 2, "Nothing is to be changed"),
        (["done", "9999"], 1, "There is no action 9999"),
        (["carry", "1", "--due", "4w"], 1, "The action is not open any more"),
        (["effect", "1", "--effect", "great"], 2, "invalid choice"),
    ],
)
def test_what_is_refused(
    demo_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], code: int, said: str
) -> None:
    found, _, err = run(demo_path, capsys, *words)
    assert (found, said in err) == (code, True), err


def test_where_one_number_is_wrong_nothing_is_stored(demo_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(demo_path, capsys, "list", "--open", "--format", "json")
    number = json.loads(out)["rows"][0]["action_id"]
    assert run(demo_path, capsys, "done", str(number), "9999")[0] == 1
    code, again, _ = run(demo_path, capsys, "list", "--open", "--format", "json")
    assert (code, again) == (0, out)

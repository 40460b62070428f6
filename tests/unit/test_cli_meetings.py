"""`progress-tui meeting`: what it prints, what it stores, and how it ends when something is not right."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from progress_tui.domain import clock
from progress_tui.importing.planning.committing import Terms
from progress_tui.workspace import Workspace
from tests.unit.test_cli_flags import Cli

HEAD = "UPN,Surname,Forename,DOB,Year,Class,2026-27 Aut1 Reading TA,2026-27 Aut2 Reading TA\n"
ROWS = ",Khan,Ali,03/10/2017,4,4B,At,JB\n,Smith,Tom,12/01/2018,4,4B,At,At\n,Wu,Li,02/02/2017,5,5A,At,At\n"


@pytest.fixture(name="cli")
def _cli(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Cli:
    """Two classes on file; today is Monday 23 November 2026."""
    monkeypatch.setattr(clock, "today", lambda: date(2026, 11, 23))
    path, source = tmp_path / "school.duckdb", tmp_path / "autumn.csv"
    source.write_text(HEAD + ROWS, "utf-8")
    with closing(Workspace(path)) as workspace:
        assert workspace.importing.bring_in(source, Terms(school_name="Oakfield")).verdict == "accepted"
    return Cli(path, capsys)


class Answer(NamedTuple):
    """What a command prints as JSON."""

    rows: list[dict[str, str | int | bool]]
    notes: list[str]
    more: dict[str, str | int | bool | None]


def answer(cli: Cli, *words: str) -> Answer:
    code, out, err = cli.on_file("meeting", *words, "--format", "json")
    assert (code, err) == (0, "")
    held = json.loads(out)
    return Answer(held["rows"], held["notes"], held)


def start(cli: Cli, number: int) -> None:
    """Begin a meeting as the screens do."""
    with closing(Workspace(cli.path)) as workspace:
        workspace.meetings.start(1, number)


def test_a_meeting_from_its_plan_to_its_record(cli: Cli) -> None:
    assert answer(cli, "list").notes == ["No meeting is on file."]
    planned = answer(cli, "plan", "4B", "--on", "4 Dec", "--attendees", "head, SENCO", "--minutes", "30")
    ((number, made),) = [(row["meeting_id"], row["made"]) for row in planned.rows]
    assert made
    record = answer(cli, "show", "4B")
    assert [record.more[key] for key in ("status", "held_on", "minutes", "attendees", "taken")] == [
        "planned", "2026-12-04", 30, "head, SENCO", None,
    ]  # fmt: skip
    assert [row["who"] for row in record.rows] == [
        "What has gone well since last time, and what does the class need next?", "Khan, Ali", "Doing well",
        "Quiet middle",
    ]  # fmt: skip
    start(cli, int(number))
    assert str(answer(cli, "show", "--meeting", str(number)).more["taken"]).startswith("2026-11-23T")
    assert cli.on_file("meeting", "finish", "4B") == (
        0, "", f"Meeting {number} of 4B was held; 0 actions agreed. Its figures stay as it showed them.\n",
    )  # fmt: skip
    assert [(row["status"], row["discussed"]) for row in answer(cli, "list", "4B", "--status", "held").rows] == [
        ("held", 0)
    ]
    assert answer(cli, "show", "4B").more["frozen"]


def test_every_class_is_planned_once(cli: Cli) -> None:
    first = answer(cli, "plan", "--all")
    assert [(row["class_name"], row["made"]) for row in first.rows] == [("4B", True), ("5A", True)]
    assert first.notes == ["2 of 2 classes got a meeting."]
    again = answer(cli, "plan", "--all", "--on", "2026-12-11")
    assert [row["made"] for row in again.rows] == [False, False]
    assert again.notes == ["0 of 2 classes got a meeting; the others had one already."]
    code, _, err = cli.on_file("meeting", "plan", "4B")
    assert (code, "It is planned" in err) == (1, True)
    # A hand-over is a meeting of another kind.
    assert answer(cli, "plan", "--all", "--hand-over").rows[0]["made"]
    assert {row["kind"] for row in answer(cli, "list").rows} == {"progress", "hand-over"}
    assert answer(cli, "list", "--point", "Aut1").rows == []


def test_the_agenda_is_printed_and_nothing_is_stored(cli: Cli) -> None:
    made = answer(cli, "agenda", "4B")
    assert [(row["kind"], row["who"], row["why"]) for row in made.rows] == [
        ("class", "the class", "standing"), ("pupil", "Khan, Ali", "flag"),
    ]  # fmt: skip
    assert made.notes == ["1 of 1 child asked about, of 2 on roll.", "1 of 2 in the quiet middle: Smith, Tom."]
    assert answer(cli, "list").rows == []
    code, out, _ = cli.on_file("meeting", "agenda", "4B", "--format", "markdown")
    assert (code, "| Khan, Ali |" in out) == (0, True)


def test_a_plan_is_deleted_and_one_that_was_begun_is_not(cli: Cli) -> None:
    number = answer(cli, "plan", "4B").rows[0]["meeting_id"]
    assert cli.on_file("meeting", "delete", "4B") == (0, "", f"The plan of meeting {number} of 4B was deleted.\n")
    number = answer(cli, "plan", "4B").rows[0]["meeting_id"]
    start(cli, int(number))
    code, _, err = cli.on_file("meeting", "delete", "--meeting", str(number))
    assert (code, "A meeting that was begun stays" in err) == (1, True)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["start", "4B"], 2, "The screens need a terminal. For scripts use “progress-tui meeting show …”."),
        (["show", "4B"], 1, "No meeting of this class is on file. Plan one with “meeting plan”."),
        (["show", "9Z"], 1, "There is no class “9Z” in 2026-27"),
        (["show", "--meeting", "7"], 1, "There is no meeting 7. “meeting list” shows those on file."),
        (["show"], 2, "one of the arguments CLASS --meeting is required"),
        (["plan"], 2, "one of the arguments CLASS --all is required"),
        (["plan", "4B", "--minutes", "0"], 2, "A meeting takes 1 to 480 minutes. Write --minutes 40."),
        (["plan", "4B", "--on", "soonish"], 2, "“soonish” is no date that is understood"),
        (["agenda", "4B", "--point", "Autumn 9"], 2, "“Autumn 9” is not a point"),
    ],
)
def test_what_is_not_right_is_said_and_nothing_is_stored(cli: Cli, words: list[str], code: int, said: str) -> None:
    ended, out, err = cli.on_file("meeting", *words)
    assert (ended, out) == (code, "")
    assert said in err
    assert answer(cli, "list").rows == []


def test_the_class_of_the_latest_year_that_had_a_meeting_is_meant(cli: Cli, tmp_path: Path) -> None:
    number = answer(cli, "plan", "4B").rows[0]["meeting_id"]
    source = tmp_path / "last_year.csv"
    source.write_text(HEAD.replace("2026-27", "2025-26") + ROWS.replace(",4,4B", ",3,4B"), "utf-8")
    with closing(Workspace(cli.path)) as workspace:
        assert workspace.importing.bring_in(source, Terms(school_name="Oakfield")).verdict == "accepted"
        # As when the import that brought this year's results alone is undone.
        workspace.file.write(lambda con: con.execute("DELETE FROM result WHERE ordinal >= 2026 * 6"))
    assert answer(cli, "show", "4b").more["meeting_id"] == number


def test_what_does_not_run_is_not_finished(cli: Cli) -> None:
    number = answer(cli, "plan", "4B").rows[0]["meeting_id"]
    code, _, err = cli.on_file("meeting", "finish", "4B")
    assert (code, err) == (
        2, f"progress-tui: Meeting {number} of 4B does not run. It is planned. Begin it with “meeting start”.\n",
    )  # fmt: skip

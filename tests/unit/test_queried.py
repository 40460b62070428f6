"""Results marked as wrong: marked, listed for the office until another value is imported, unmarked, audited."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from progress_tui.domain.errors import NotFoundError, ProgressError, UsageError
from progress_tui.domain.whom import EVERYBODY, Whom
from progress_tui.importing.planning.committing import Terms
from progress_tui.store.queried import ResultOnFile
from progress_tui.workspace import Workspace
from progress_tui.workspace.querying import QueryChange
from tests.unit.test_cli_flags import Cli, cli

__all__ = ["cli"]

HEAD = "UPN,Surname,Forename,Gender,Year,Class,2026-27 Aut1 Reading TA,2026-27 Aut2 Reading TA\n"
ROWS = ",Khan,Ali,M,4,4A,At,JB\n,Smith,Tom,M,4,4A,At,At\n,Vane,Ida,F,5,5A,B,B\n"


def bring_in(workspace: Workspace, folder: Path, name: str, rows: str) -> None:
    (folder / name).write_text(HEAD + rows, "utf-8")
    assert workspace.importing.bring_in(folder / name, Terms()).verdict == "accepted"


@pytest.fixture(name="school")
def _school(tmp_path: Path, opened: Callable[[Path], Workspace]) -> Workspace:
    workspace = opened(tmp_path / "school.duckdb")
    bring_in(workspace, tmp_path, "autumn.csv", ROWS)
    return workspace


def result_of(school: Workspace, name: str, ordinal: int = 2026 * 6 + 1) -> ResultOnFile:
    ((pupil_id, _),) = school.find_pupils(1, name)
    found = school.querying.find(1, pupil_id, "Reading teacher assessment", ordinal)
    assert found is not None
    return found


def listed(school: Workspace, whom: Whom = EVERYBODY) -> list[tuple[object, ...]]:
    report = school.judging.on_file.queried(whom)
    return [(row["pupil"], row["class"], row["point"], row["result"], row["reason"]) for row in report.rows]


def test_a_marked_result_is_listed_with_its_source_and_stays_in_every_count(school: Workspace) -> None:
    khan = result_of(school, "khan")
    assert school.querying.mark(1, khan, " Wrong  row?\n") is None
    report = school.judging.on_file.queried(EVERYBODY)
    (row,) = report.rows
    assert (row["subject"], row["assessment"], row["file"], row["row"]) == (
        "Reading", "teacher assessment", "autumn.csv", 2,
    )  # fmt: skip
    assert listed(school) == [("Khan, Ali", "4A", "2026-27:Aut2", "JB", "Wrong row?")]
    assert listed(school, Whom(class_name="5A")) == [] == listed(school, Whom(filter="girls"))
    behind = report.behind(0, "pupil")
    assert behind is not None
    assert behind.pupil_ids == (khan.pupil_id,)
    view = school.class_of_pupil(1, khan.pupil_id)
    heading = view.heading("reading")
    assert heading is not None
    assert (heading.assessed, heading.expected) == (2, 1), "it counts as it stands"
    assert "queried" in {flag.flag for row in view.rows for flag in row.flags}


def test_marked_again_and_taken_back_the_first_reason_stands_with_its_day(school: Workspace) -> None:
    khan, querying = result_of(school, "khan"), school.querying
    querying.mark(1, khan, "Wrong row?")
    first = result_of(school, "khan")
    before = querying.mark(1, khan, "Ill on the day")
    assert before == first
    querying.take_back(QueryChange(1, khan, before, marked=True))
    assert result_of(school, "khan") == first
    gone = querying.unmark(1, first)
    assert listed(school) == []
    querying.take_back(QueryChange(1, first, gone, marked=False))
    assert result_of(school, "khan") == first
    querying.take_back(QueryChange(1, first, None, marked=True))
    assert listed(school) == []
    with pytest.raises(NotFoundError, match="is not marked"):
        querying.unmark(1, first)


def test_another_value_imported_takes_it_off_the_list_and_its_undo_puts_it_on_again(
    school: Workspace, tmp_path: Path
) -> None:
    school.querying.mark(1, result_of(school, "khan"), "Wrong row?")
    with pytest.raises(ProgressError, match="1 result it wrote and somebody marked as wrong"):
        school.importing.undo(1)
    bring_in(school, tmp_path, "same.csv", ROWS)
    assert len(listed(school)) == 1, "the same value again mends nothing"
    bring_in(school, tmp_path, "mended.csv", ROWS.replace("JB", "At"))
    assert listed(school) == []
    notes = school.judging.on_file.queried(EVERYBODY).notes
    assert notes[-1] == "1 marked result has another value on file by now and is off the list."
    school.importing.undo(2)
    assert len(listed(school)) == 1
    assert school.check().problems == ()


def test_only_with_a_reason_and_only_what_is_on_file_is_marked(school: Workspace, tmp_path: Path) -> None:
    khan = result_of(school, "khan")
    with pytest.raises(UsageError, match="with a reason only"):
        school.querying.mark(1, khan, " \n")
    bring_in(school, tmp_path, "mended.csv", ROWS.replace("JB", "At"))
    with pytest.raises(NotFoundError, match="There is no result “JB”"):
        school.querying.mark(1, khan, "Wrong row?")
    assert listed(school) == []
    assert school.querying.find(1, khan.pupil_id, khan.series_id, 7) is None


def test_the_audit_says_which_result_and_never_whose_name_or_why(school: Workspace) -> None:
    khan = result_of(school, "khan")
    school.querying.mark(1, khan, "Ali sat another paper")
    school.querying.unmark(1, khan)
    lines = school.file.read(lambda con: con.execute("SELECT what, detail FROM audit ORDER BY audit_id").fetchall())
    assert [what for what, _ in lines[-2:]] == ["result queried", "result no longer queried"]
    assert lines[-1][1] == '{"point": "2026-27:Aut2", "pupil": 1, "series": 1}' == lines[-2][1]


def test_proposals_have_letters_that_the_dialog_leaves_free(school: Workspace) -> None:
    keys = [one.key for one in school.querying.proposals()]
    assert len(keys) == len(set(keys)) >= 5
    assert all(len(key) == 1 for key in keys)
    assert not {"t", "r", "q"} & set(keys)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["query", "Khan", "--subject", "reading"], 2, "with a reason only"),
        (["query", "Khan", "--subject", "music", "--reason", "?"], 1, "has no result in “music”"),
        (["query", "Khan", "--subject", "reading", "--series", "test", "--reason", "?"], 1, "has no results “test”"),
        (["query", "Khan", "--subject", "reading", "--point", "Sum2", "--reason", "?"], 1, "at Summer 2 2026-27"),
        (["query", "Kahn", "--subject", "reading", "--reason", "?"], 1, "No pupil “Kahn”"),
        (["unquery", "Khan", "--subject", "reading"], 1, "is not marked"),
        (
            ["query", "Khan", "--subject", "Reading", "--reason", "Wrong?"],
            0,
            "Marked for the office to mend: Khan, Ali",
        ),
    ],
)
def test_the_command_line_marks_the_latest_result_or_says_why_not(
    cli: Cli, words: list[str], code: int, said: str
) -> None:
    ended, out, err = cli.on_file("results", *words)
    assert (ended, out) == (code, "")
    assert said in err
    assert (cli.on_file("show", "queried", "--format", "csv")[1].count("\n") == 2) == (code == 0)

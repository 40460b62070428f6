"""`progress-tui flags` and `show flagged`: what they print, and how they end when something is not right."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from progress_tui.__main__ import main
from progress_tui.workspace import Workspace
from tests.unit.test_docs import COMMANDS as DESCRIBED
from tests.unit.test_docs import first_cells, page, paths, sections, spelt

HEAD = "UPN,Surname,Forename,DOB,Gender,Year,Class,2026-27 Aut1 Reading TA,2026-27 Aut2 Reading TA,"
ROWS = (
    "2026-27 Aut1 Maths TA,2026-27 Aut2 Maths TA\n"
    ",Khan,Ali,1/2/2018,M,4,4A,At,JB,At,JB\n,Smith,Tom,3/4/2018,M,4,4A,At,At,At,At\n"
)


class Cli:
    """Runs commands on one school file."""

    def __init__(self, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.path = path
        self._capsys = capsys

    def run(self, *words: str) -> tuple[int, str, str]:
        """(exit code, stdout, stderr)."""
        try:
            code = main([*words])
        except SystemExit as ended:  # argparse
            code = int(str(ended.code))
        out, err = self._capsys.readouterr()
        assert "Traceback" not in err
        return code, out, err

    def on_file(self, *words: str) -> tuple[int, str, str]:
        """The same on the school file."""
        return self.run(*words, "--file", str(self.path))

    def flagged(self, *words: str) -> list[tuple[str, str, str]]:
        """(pupil, flag, subject) of `show flagged`."""
        code, out, err = self.on_file("show", "flagged", *words, "--format", "json")
        assert (code, err) == (0, "")
        return [(row["name"], row["flag"], row["subject"]) for row in json.loads(out)["rows"]]


@pytest.fixture
def cli(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    source = tmp_path / "autumn.csv"
    source.write_text(HEAD + ROWS, "utf-8")
    made = Cli(tmp_path / "school.duckdb", capsys)
    assert made.run("import", str(source), "--into", str(made.path))[0] == 0
    return made


def test_a_flag_is_dismissed_listed_and_reopened(cli: Cli) -> None:
    khan = ("Khan, Ali", "fell", "reading")
    assert khan in cli.flagged("--flag", "fell")
    code, out, err = cli.on_file(
        "flags", "dismiss", "khan", "quiet-decline", "--subject", "Reading", "--reason", "Was ill"
    )
    assert (code, out) == (0, "")
    assert err.splitlines() == [
        "Dismissed for Khan, Ali: Reading fell from At to Just below since Aut1; no live support or action.",
        "Dismissed for Khan, Ali: Reading fell from At to Just below since Aut1.",
    ]
    assert cli.flagged("--flag", "fell") == [("Khan, Ali", "fell", "maths")]
    code, out, err = cli.on_file("flags", "list", "--dismissed", "--format", "json")
    (row,) = json.loads(out)["rows"]
    assert (row["name"], row["flag"], row["subject"], row["reason"]) == ("Khan, Ali", "fell", "reading", "Was ill")
    assert cli.on_file("flags", "reopen", "khan", "fell")[2] == "Reopened for Khan, Ali: 2 flags.\n"
    assert khan in cli.flagged("--flag", "fell")


def test_dismissing_is_written_in_the_audit_without_reason_or_name_and_counts_as_a_change(cli: Cli) -> None:
    def looked_up() -> tuple[int, list[tuple[str, str]]]:
        workspace = Workspace(cli.path)
        try:
            lines = workspace.file.read(
                lambda con: con.execute("SELECT what, detail FROM audit ORDER BY audit_id").fetchall()
            )
            return workspace.directory().facts_version, lines
        finally:
            workspace.close()

    before, _ = looked_up()
    cli.on_file("flags", "dismiss", "khan", "just-below", "--subject", "maths", "--reason", "Khan was ill")
    after, lines = looked_up()
    assert after == before + 1
    assert [what for what, _ in lines][-1] == "flag dismissed"
    assert json.loads(lines[-1][1]) == {"pupil": 1, "flag": "just-below", "subject": "maths"}
    assert cli.run("check", "--file", str(cli.path))[0] == 0


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("dismiss", "khan", "fell"), 2, "with a reason only"),
        (("dismiss", "khan", "fell", "--reason", " "), 2, "with a reason only"),
        (("dismiss", "khan", "fell", "--reason", "ill"), 2, "is there in several subjects. maths, reading."),
        (("dismiss", "khan", "felt", "--reason", "ill"), 1, "no flag “felt”"),
        (("dismiss", "khan", "fell", "--reason", "ill", "--subject", "writing"), 1, "no flag “fell” in “writing”"),
        (("dismiss", "smith", "fell", "--reason", "ill"), 1, "There is none at all."),
        (("dismiss", "nobody", "fell", "--reason", "ill"), 1, "No pupil “nobody”"),
        (("dismiss", "khan", "--reason", "ill"), 2, "needs a pupil and a flag"),
        (("reopen", "khan", "fell"), 1, "no flag “fell” that is dismissed"),
        (("explain",), 2, "needs the flag to explain"),
        (("explain", "felt"), 2, "Did you mean “fell”?"),
        (("list", "fell"), 2, "takes no names"),
    ],
)
def test_what_is_not_right_is_said_and_changes_nothing(cli: Cli, words: tuple[str, ...], code: int, said: str) -> None:
    ended, out, err = cli.on_file("flags", *words)
    assert (ended, out) == (code, "")
    assert said in err
    assert ("Khan, Ali", "quiet-decline", "reading") in cli.flagged()


def test_list_and_explain_need_no_school_file(cli: Cli) -> None:
    code, out, err = cli.run("flags", "list")
    assert (code, err) == (0, "")
    assert "quiet-decline" in out
    code, out, err = cli.run("flags", "explain", "drifting", "--format", "json")
    assert (code, err) == (0, "")
    assert json.loads(out)["flag"] == "drifting"


@pytest.mark.parametrize("place", ["before", "after", "joined"])
def test_the_config_may_be_named_anywhere(cli: Cli, tmp_path: Path, place: str) -> None:
    path = tmp_path / "own.toml"
    path.write_text("[flags.drifting]\nfall = 25\n", "utf-8")
    words = ["flags", "explain", "drifting"]
    named = {
        "before": ["--config", str(path), *words],
        "after": [*words, "--config", str(path)],
        "joined": [*words, f"--config={path}"],
    }[place]
    assert "drifting.fall = 25" in cli.run(*named)[1]
    assert "drifting.fall = 18" in cli.run(*words)[1], "named for one run only"


def test_a_config_that_is_not_right_or_not_there_is_refused(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text("[flags.drifting]\nfal = 25\n", "utf-8")
    code, out, err = cli.on_file("show", "flagged", "--config", str(path))
    assert (code, out) == (1, "")
    assert "own.toml: key “flags.drifting.fal” is not known here. Did you mean “fall”?" in err
    assert cli.on_file("show", "flagged", "--config", str(tmp_path / "gone.toml"))[0] == 1
    assert cli.run("flags", "list", "--config")[0] == 2


def test_flagged_in_every_format(cli: Cli) -> None:
    for form, said in (("table", "⚑"), ("csv", "⚑,pupil,class,flag,reason"), ("markdown", "| ⚑ | pupil |")):
        code, out, _ = cli.on_file("show", "flagged", "--format", form)
        assert code == 0
        assert said in out
        assert "Khan, Ali" in out
    assert cli.on_file("show", "flagged", "--most", "-1")[0] == 2
    assert cli.on_file("show", "flagged", "--flag", "felt")[0] == 2
    code, out, _ = cli.on_file("show", "flagged", "--agenda", "--class", "4A")
    assert (code, out.count("Khan, Ali")) == (0, 1)


def test_changes_as_json(cli: Cli) -> None:
    code, out, err = cli.on_file("show", "changes", "--format", "json")
    assert (code, err) == (0, "")
    assert json.loads(out)["counts"]["results_added"] == 4
    assert cli.on_file("show", "changes", "--since", "meeting")[0] == 0


@pytest.mark.parametrize(
    ("command", "asked"),
    [
        ("show flagged", [["--filter", "khan or smith"], ["--agenda"], ["--good"]]),
        ("show changes", [[]]),
        ("flags", [["list"], ["explain", "fell"], ["list", "--dismissed"]]),
    ],
)
def test_every_field_of_the_json_is_documented_and_no_other(cli: Cli, command: str, asked: list[list[str]]) -> None:
    for flag in ("just-below", "fell"):
        cli.on_file("flags", "dismiss", "khan", flag, "--subject", "maths", "--reason", "Was ill")
    printed = set[str]()
    for words in asked:
        printed |= paths(json.loads(cli.on_file(*command.split(), *words, "--format", "json")[1]))
    # An empty list says nothing of what it holds; nobody here was left out of three meetings.
    printed = {path for path in printed if not any(other.startswith(f"{path}.") for other in printed)}
    printed -= {"rows[]", "notes[]", "not_discussed[]"}
    arguments = {words for action in DESCRIBED[f"progress-tui {command}"] for words in spelt(action)}
    cells = set(first_cells(sections(page("command-line.md"))[f"progress-tui {command}"])) - arguments
    assert {cell for cell in cells if not cell.startswith("not_discussed")} - {"notes[]"} == printed

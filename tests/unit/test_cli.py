"""The command line on the demo school: what it prints, and how it ends when something is not right."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

from progress_tui.__main__ import main
from progress_tui.domain.calendar import Point
from progress_tui.workspace import Workspace


class Cli:
    """Runs commands in this process on one school file."""

    def __init__(self, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.path = path
        self._capsys = capsys

    def run(self, *words: str) -> tuple[int, str, str]:
        """(exit code, stdout, stderr)."""
        try:
            code = main([*words, "--file", str(self.path)])
        except SystemExit as ended:  # argparse
            code = int(str(ended.code))
        out, err = self._capsys.readouterr()
        assert "Traceback" not in err
        return code, out, err

    def json(self, *words: str) -> dict[str, Any]:
        code, out, err = self.run(*words, "--format", "json")
        assert (code, err) == (0, "")
        assert out.count("\n") == 1, "one value on one line"
        found: dict[str, Any] = json.loads(out)
        return found

    def refused(self, *words: str) -> tuple[int, str]:
        """(exit code, the sentence)."""
        code, out, err = self.run(*words)
        assert out == ""
        return code, err


@pytest.fixture
def cli(demo_path: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    return Cli(demo_path, capsys)


def in_a_process(*words: str, **options: Any) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "progress_tui", *words], stderr=subprocess.PIPE, check=False, timeout=60, **options
    )


# -- show class


def test_a_class_as_json_has_the_documented_fields(cli: Cli) -> None:
    shown = cli.json("show", "class", "4B")
    assert {"title", "point", "n", "rows"} <= set(shown)
    assert shown["point"] == "2026-27:Aut2"
    assert shown["n"] == shown["on_roll"] == len(shown["rows"])
    assert shown["fictional"] is True
    assert [heading["subject"] for heading in shown["subjects"]] == ["reading", "writing", "maths"]
    row = shown["rows"][0]
    assert {
        "pupil_id",
        "name",
        "class",
        "year_group",
        "sex",
        "pp",
        "sen",
        "eal",
        "absence",
        "subjects",
        "flags",
    } <= set(row)
    assert set(row["subjects"]["reading"]) == {"current", "kind", "standing", "target", "distance", "change", "results"}
    assert (row["class"], row["year_group"]) == ("4B", 4)


def test_the_counts_are_those_of_the_rows(cli: Cli) -> None:
    shown = cli.json("show", "class", "4B")
    for heading in shown["subjects"]:
        cells = [row["subjects"][heading["subject"]] for row in shown["rows"]]
        assert heading["assessed"] == sum(cell["kind"] == "value" for cell in cells)
        assert heading["expected"] == sum(cell["standing"] in ("at", "secure", "above") for cell in cells)


def test_the_class_can_be_named_loosely(cli: Cli) -> None:
    assert cli.json("show", "class", "class 4b")["rows"] == cli.json("show", "class", "4B")["rows"]


def test_one_subject_and_a_filter(cli: Cli) -> None:
    everyone = cli.json("show", "class", "4B", "--subject", "Reading")
    shown = cli.json("show", "class", "4B", "--subject", "reading", "--filter", "target<0")
    below = [row for row in everyone["rows"] if (row["subjects"]["reading"]["distance"] or 0) < 0]
    assert shown["rows"] == below
    assert 0 < shown["n"] < everyone["n"] == shown["on_roll"]
    assert set(shown["rows"][0]["subjects"]) == {"reading"}
    assert "below target in reading" in shown["filter"]["description"]


def test_a_past_year_shows_the_class_list_of_that_year(cli: Cli) -> None:
    now, past = cli.json("show", "class", "4B"), cli.json("show", "class", "3B", "--point", "2025-26:Sum2")
    assert past["point"] == "2025-26:Sum2"
    assert {row["year_group"] for row in past["rows"]} == {3}
    assert len({row["name"] for row in past["rows"]} & {row["name"] for row in now["rows"]}) > past["n"] / 2
    assert past["subjects"][0]["expected"] is not None


def test_a_point_without_a_year_is_of_the_current_year(cli: Cli) -> None:
    assert cli.json("show", "class", "4B", "--point", "Autumn 1")["point"] == "2026-27:Aut1"


def test_level_points_in_mid_year_are_not_counted_against_an_expectation(cli: Cli) -> None:
    shown = cli.json("show", "class", "3B", "--point", "2023-24:Aut2")
    assert {heading["scale"] for heading in shown["subjects"]} == {"nc-levels"}
    assert {heading["expected"] for heading in shown["subjects"]} == {None}
    raised = {flag["flag"] for row in shown["rows"] for flag in row["flags"]}
    assert "attendance" in raised
    assert not raised & {"below", "just-below", "below-target", "fell", "drifting", "subject-gap", "rwm-near"}
    summer = cli.json("show", "class", "3B", "--point", "2023-24:Sum2")
    assert all(heading["expected"] > 0 for heading in summer["subjects"])


def test_a_table_says_k_of_n_on_roll(cli: Cli) -> None:
    code, out, _ = cli.run("show", "class", "4B", "--filter", "pp")
    lines = out.splitlines()
    shown = cli.json("show", "class", "4B", "--filter", "pp")
    assert code == 0
    assert lines[0] == "Oakfield Primary (fictional) ▸ 4B ▸ Autumn 2 2026-27"
    assert f"{shown['n']} of {shown['on_roll']} on roll: {shown['filter']['description']}" in lines
    assert any(line.startswith("Reading: ") and line.endswith(" assessed at the expected standard") for line in lines)


def test_csv_and_markdown_hold_the_same_rows(cli: Cli) -> None:
    rows = list(csv.DictReader(io.StringIO(cli.run("show", "class", "4B", "--format", "csv")[1])))
    shown = cli.json("show", "class", "4B")
    assert [row["pupil"] for row in rows] == [row["name"] for row in shown["rows"]]
    assert [row["Reading Aut2"] for row in rows] == [row["subjects"]["reading"]["current"] for row in shown["rows"]]
    markdown = cli.run("show", "class", "4B", "--format", "markdown")[1].splitlines()
    assert len([line for line in markdown if line.startswith("| ")]) == shown["n"] + 2


def test_nobody_matching_still_prints_the_heading_and_a_hint(cli: Cli) -> None:
    code, out, _ = cli.run("show", "class", "4B", "--filter", "zzzz", "--format", "csv")
    assert code == 0
    assert out.startswith("pupil,year,pp,send,eal,absence,Good level of development,Phonics check,Reading ")
    assert out.count("\n") == 1


# -- show pupil


def test_a_pupil_by_upn_and_by_name(cli: Cli) -> None:
    name = cli.json("show", "class", "4B")["rows"][0]["name"]
    by_name = cli.json("show", "pupil", name)
    upn = dict(by_name["identifiers"])["UPN"]
    assert cli.json("show", "pupil", upn.lower()) == by_name
    assert by_name["n"] == len(by_name["rows"])
    assert {
        "series",
        "subject",
        "scale",
        "point",
        "code",
        "kind",
        "standing",
        "words",
        "change",
        "rank",
        "queried",
    } == set(by_name["rows"][0])
    assert {"refusals", "attendance", "targets", "notes", "meetings", "flags", "characteristics"} <= set(by_name)


def test_several_pupils_of_a_name_are_listed(cli: Cli) -> None:
    code, said = cli.refused("show", "pupil", "okafor")
    assert code == 1
    assert "pupils “okafor”" in said
    assert "Okafor, " in said
    assert "Use the UPN or source id." in said


def test_a_pupil_is_found_without_the_stroke_of_the_name(cli: Cli) -> None:
    names = [row["name"] for row in cli.json("show", "class", "4B")["rows"]]
    (name,) = (name for name in names if "ł" in name and "Mikołaj" in name)
    assert cli.json("show", "pupil", "nowak mikolaj")["title"].startswith(name)


# -- what is not there


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["show", "class", "4Z"], 1, "There is no class “4Z” in 2026-27. Did you mean “4B” or “4A”?"),
        (["show", "class", "4B", "--subject", "redding"], 2, "4B has no subject “redding”. Did you mean “reading”"),
        (["show", "class", "4B", "--filter", "targt:x"], 2,
         "Unknown key “targt:” in the filter. It stands at character 1. Did you mean “target”"),
        (["show", "class", "4B", "--point", "Winter"], 2, "“Winter” is not a point. Write it as 2026-27:Aut2 or Aut2."),
        (["show", "class", "4B", "--point", "1990-91:Aut2"], 1, "There is no class “4B” in 1990-91."),
        (["show", "class", "4B", "--school", "Oakfeld"], 1, "There is no school “Oakfeld” in demo.duckdb. Known: "),
        (["show", "pupil", "Nobody At All"], 1, "No pupil “Nobody At All”."),
        (["show", "pupil", "okafor", "--point", "x"], 1, "pupils “okafor”"),
        (["show", "class", ""], 1, "There is no class “”"),
    ],
)  # fmt: skip
def test_unknown_words_name_the_nearest(cli: Cli, words: list[str], code: int, sentence: str) -> None:
    ended, said = cli.refused(*words)
    assert ended == code
    assert said.startswith("progress-tui: ")
    assert sentence in said


@pytest.mark.parametrize(
    "words",
    [
        ["show"], ["show", "class"], ["show", "klass", "4B"], ["show", "class", "4B", "--format", "xml"],
        ["scales"], ["scales", "remove"], ["imports", "undo", "x"], ["export", "notes"], ["check", "extra"],
    ],
)  # fmt: skip
def test_usage_ends_with_2(capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2
    assert "usage: progress-tui" in capsys.readouterr().err


def test_without_any_school_file_it_says_how_to_name_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "class", "4B"]) == 2
    assert "Add --file FILE (or --into FILE), or try “progress-tui demo”." in capsys.readouterr().err


def test_the_environment_names_the_file(
    demo_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROGRESS_TUI_FILE", str(demo_path))
    assert main(["show", "class", "4B", "--format", "csv"]) == 0
    assert capsys.readouterr().out.startswith("pupil,")


# -- scales


def test_scales_are_listed_and_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scales", "list", "--format", "json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert {"bands", "ks-ta", "nc-levels", "raw", "standardised", "steps"} <= {row["id"] for row in listed["rows"]}
    assert main(["scales", "show", "nc-levels", "--format", "json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert {row["code"]: row["points"] for row in shown["rows"]}["3b"] == 21
    assert {row["code"]: row["dfe_measure"] for row in shown["rows"]}["A"] == "not met"
    assert main(["scales", "show", "bandz"]) == 1
    assert "There is no scale “bandz”. Did you mean “bands”?" in capsys.readouterr().err
    assert main(["scales", "show"]) in (1, 2)
    assert "scale" in capsys.readouterr().err


# -- check


def test_check_of_a_whole_file_and_of_a_damaged_one(cli: Cli) -> None:
    code, out, _ = cli.run("check")
    assert (code, out.splitlines()[-1]) == (0, "Everything holds together.")
    held = cli.json("check")
    assert (held["problems"], held["schools"]) == ([], 1)
    assert sum(year["results"] for year in held["years"]) == held["results"]
    with duckdb.connect(str(cli.path)) as con:
        con.execute("DELETE FROM pupil WHERE pupil_id = (SELECT min(pupil_id) FROM result)")
    code, out, _ = cli.run("check")
    assert code == 1
    assert "rows of the table result name a pupil that is not on file." in out


@pytest.mark.parametrize("content", [b"", b"hello", b"\x00" * 5000, b"DUCK" * 3000])
def test_a_file_that_is_no_school_file_is_explained(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    path = tmp_path / "odd.duckdb"
    path.write_bytes(content)
    for words in (["check"], ["show", "class", "4B"], ["imports", "list"]):
        assert main([*words, "--file", str(path)]) == 1
        out, err = capsys.readouterr()
        assert out == ""
        assert "odd.duckdb" in err
    assert path.read_bytes() == content


def test_a_missing_file_is_named_and_not_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "class", "4B", "--file", str(tmp_path / "none.duckdb")]) == 1
    assert "none.duckdb is not there" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


# -- export


def test_export_refuses_to_overwrite_unless_told(cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    code, out, _ = cli.run("export", "notes", "--class", "4B", "--to", str(folder))
    paths = [Path(line) for line in out.splitlines()]
    assert code == 0
    assert sorted(path.suffix for path in paths) == [".csv", ".md"]
    before = {path: path.read_bytes() for path in paths}
    paths[0].write_text("mine", "utf-8")
    code, said = cli.refused("export", "notes", "--class", "4B", "--to", str(folder))
    assert code == 1
    assert paths[0].name in said
    assert paths[0].read_text("utf-8") == "mine"
    assert cli.run("export", "notes", "--class", "4B", "--to", str(folder), "--overwrite")[0] == 0
    assert len(paths[0].read_bytes()) > len(before[paths[0]]) // 2


@pytest.mark.parametrize(("names", "held"), [("full", True), ("initials", False), ("none", False)])
def test_export_writes_names_as_asked(cli: Cli, tmp_path: Path, names: str, held: bool) -> None:
    surnames = {row["name"].split(",")[0] for row in cli.json("show", "class", "4B")["rows"]}
    assert cli.run("export", "notes", "--class", "4B", "--to", str(tmp_path), "--names", names, "--as", "csv")[0] == 0
    (path,) = tmp_path.glob("*.csv")
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))
    assert any(surname in row["pupil"] for row in rows for surname in surnames) == held


# -- streams


@pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX")
@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_a_reader_that_has_gone_is_no_error(demo_path: Path, form: str) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    ended = in_a_process("show", "class", "4B", "--file", str(demo_path), "--format", form, stdout=writer)
    os.close(writer)
    assert (ended.returncode, ended.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_under_the_output_is_said_in_words(demo_path: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        ended = in_a_process("show", "class", "4B", "--file", str(demo_path), stdout=full)
    assert ended.returncode == 1
    assert ended.stderr.startswith(b"progress-tui: ")
    assert b"Traceback" not in ended.stderr


def test_data_is_utf_8_whatever_the_locale_of_a_pipe(demo_path: Path) -> None:
    ended = in_a_process(
        "show", "class", "4B", "--file", str(demo_path), "--format", "json",
        stdout=subprocess.PIPE, env={**os.environ, "PYTHONIOENCODING": "latin-1"},
    )  # fmt: skip
    assert ended.returncode == 0
    assert "Ọlátúnjí" in json.loads(ended.stdout.decode("utf-8"))["rows"][19]["name"]


def test_escape_sequences_in_arguments_are_shown_as_marks(cli: Cli) -> None:
    _, said = cli.refused("show", "class", "\x1b[31m4B\u202e")
    assert "�[31m4B�" in said


def test_the_demo_has_a_point_for_every_term(demo: Workspace) -> None:
    school = demo.directory().school
    assert school is not None
    assert Point(school.points[-1]) == Point.of(2026, "Aut2")
    # Statutory results of earlier years are on file too, but no class list: there is nothing to go to.
    assert {ordinal // 6 for ordinal in school.points} == {2023, 2024, 2025, 2026}

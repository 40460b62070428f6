"""Import by the command line: the report, the exit codes, the second import, undo, and nasty files."""

from __future__ import annotations

import gzip
import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest

from progress_tui.__main__ import main
from progress_tui.domain.errors import StoreError
from progress_tui.store import directory

HEAD = "UPN,Surname,Forename,DOB,Class,Year Group,2026-27 Aut2 Reading TA\n"
ADA = "B801200005001,Okafor,Ada,2/11/17,4B,4,At\n"
NG = "R674123101121,Ng,,3/12/17,4B,4,JB\n"
FIELDS = [
    "file", "verdict", "pupils", "results", "targets", "rejected", "warnings", "questions",  # as product.md has them
    "rows", "schools", "years", "added", "changed", "dry_run",
    "number", "unchanged", "changes", "joiners", "moves", "missing",
]  # fmt: skip


class Importer:
    """Writes sources and imports them into one school file."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.school = folder / "school.duckdb"
        self._capsys = capsys

    def source(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def run(self, *words: str | Path) -> tuple[int, str, str]:
        code = main([str(word) for word in words])
        out, err = self._capsys.readouterr()
        assert "Traceback" not in err
        return code, out, err

    def imported(self, *words: str | Path) -> tuple[int, list[dict[str, Any]]]:
        code, out, _ = self.run("import", *words, "--into", self.school, "--format", "json")
        return code, [json.loads(line) for line in out.splitlines()]

    def check(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.run("check", "--file", self.school, "--format", "json")[1])
        return found


@pytest.fixture
def importer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Importer:
    return Importer(tmp_path, capsys)


@pytest.fixture
def good(importer: Importer) -> Path:
    return importer.source("good.csv", HEAD + ADA + NG)


@pytest.fixture
def bad(importer: Importer) -> Path:
    """One pupil twice with two results at one point: both are rejected."""
    return importer.source("bad.csv", HEAD + ADA.replace(",At", ",JB") + ADA.replace(",At", ",Sec") + NG)


@pytest.fixture
def unclear(importer: Importer) -> Path:
    """A heading without year and point."""
    return importer.source("unclear.csv", HEAD.replace("2026-27 Aut2 ", "") + ADA)


# -- the report


def test_the_report_has_exactly_the_documented_fields(importer: Importer, good: Path) -> None:
    code, (report,) = importer.imported(good)
    assert code == 0
    assert list(report) == FIELDS
    assert report["years"] == [{"academic_year": "2026-27", "pupils": 2, "schools": 1, "classes": 1}]
    del report["warnings"], report["years"]
    assert report == {
        "file": "good.csv", "verdict": "accepted", "pupils": 2, "results": 2, "targets": 0, "rejected": [],
        "questions": [], "rows": 2, "schools": 1, "added": 8, "changed": 0, "dry_run": False,
        "number": 1, "unchanged": 0, "changes": [], "joiners": [], "moves": [], "missing": [],
    }  # fmt: skip


def test_rejected_cells_and_questions_have_their_fields(importer: Importer, bad: Path, unclear: Path) -> None:
    _, (rejecting, asking) = importer.imported(bad, unclear)
    assert list(rejecting) == list(asking) == FIELDS
    assert {tuple(rejection) for rejection in rejecting["rejected"]} == {
        ("row", "column", "value", "reason", "sheet", "pupil")
    }
    assert sorted(rejection["row"] for rejection in rejecting["rejected"]) == [2, 3]
    assert [question["id"] for question in asking["questions"]] == ["year", "point"]


def test_a_second_import_says_the_same_numbers_and_changes_nothing(importer: Importer, good: Path) -> None:
    _, (first,) = importer.imported(good)
    before = importer.check()
    code, (second,) = importer.imported(good)
    assert code == 0
    assert {**second, "added": 8, "unchanged": 0, "number": 1} == first
    assert (second["added"], second["changed"], second["unchanged"], second["number"]) == (0, 0, 8, None)
    after, told = importer.check(), ("version", "audit")
    assert {**after, **dict.fromkeys(told)} == {**before, **dict.fromkeys(told)}
    assert after["audit"] == {"lines": before["audit"]["lines"] + 1, "broken_at": None}


def test_a_dry_run_says_it_all_and_stores_nothing(importer: Importer, good: Path) -> None:
    code, (report,) = importer.imported(good, "--dry-run")
    assert (code, report["verdict"], report["added"], report["dry_run"]) == (0, "accepted", 8, True)
    assert not importer.school.exists()


def test_words_for_people(importer: Importer, good: Path) -> None:
    code, out, err = importer.run("import", good, "--into", importer.school)
    assert (code, out.splitlines()) == (
        0, ["good.csv: imported", "  2 pupils, 2 results, 0 targets in 2 rows", "  8 rows added, 0 changed (import 1)"],
    )  # fmt: skip
    assert err.startswith("  note: ")
    assert importer.run("import", good, "--into", importer.school)[1].splitlines()[-1] == "  nothing new"


def test_what_is_only_kept_ready_for_the_next_start_may_fail(
    importer: Importer, good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def full(*_: object) -> None:
        asked.append("once")
        raise StoreError("The disk is full", "Nothing was changed.")

    monkeypatch.setattr(directory, "keep_prepared", full)
    code, (report,) = importer.imported(good)
    assert (code, report["verdict"], asked) == (0, "accepted", ["once"])
    assert importer.check()["pupils"] == 2


# -- exit codes


def test_refused_is_1_and_stores_nothing(importer: Importer, bad: Path) -> None:
    code, (report,) = importer.imported(bad)
    assert (code, report["verdict"]) == (1, "refused")
    assert not importer.school.exists()


def test_in_part_is_3_and_only_when_accepted(importer: Importer, bad: Path) -> None:
    code, (report,) = importer.imported(bad, "--accept-partial")
    assert (code, report["verdict"]) == (3, "partial")
    shown = json.loads(importer.run("show", "class", "4B", "--file", importer.school, "--format", "json")[1])
    assert {row["name"]: row["subjects"]["reading"]["current"] for row in shown["rows"]}["Ng"] == "JB"
    assert "Sec" not in {row["subjects"]["reading"]["current"] for row in shown["rows"]}


def test_a_question_is_4_until_it_is_answered(importer: Importer, unclear: Path) -> None:
    code, (report,) = importer.imported(unclear)
    assert (code, report["verdict"], report["added"]) == (4, "ask", 0)
    assert not importer.school.exists()
    answers = importer.source("answers.toml", 'year = "2026-27"\npoint = "Aut2"\n')
    assert importer.imported(unclear, "--answers", answers)[0] == 0
    assert importer.imported(unclear, "--year", "2026-27", "--point", "Aut2")[0] == 0
    assert importer.imported(unclear, "--point", "2026-27:Aut2")[1][0]["added"] == 0


@pytest.mark.parametrize(
    ("order", "accept", "code"),
    [
        (["good", "bad", "unclear"], False, 4),
        (["unclear", "bad", "good"], True, 4),
        (["good", "bad"], False, 1),
        (["good", "bad"], True, 3),
        (["good", "missing", "bad"], True, 1),
        (["good"], True, 0),
    ],
)
def test_of_several_sources_the_first_present_of_4_1_3_0(
    importer: Importer, good: Path, bad: Path, unclear: Path, order: list[str], accept: bool, code: int
) -> None:
    paths = {"good": good, "bad": bad, "unclear": unclear, "missing": importer.folder / "missing.csv"}
    # The same pupil in two sources is another result of the same key only when it differs: each stands for itself.
    ended, reports = importer.imported(*(paths[name] for name in order), *(["--accept-partial"] if accept else []))
    assert ended == code
    assert [report["file"] for report in reports] == [paths[name].name for name in order]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--map", "nope"], "There is no mapping “nope”. Known: jsp."),
        (["--year", "2026-28"], "is not an academic year such as 2026-27"),
        (["--point", "Winter"], "is not a point such as Aut2"),
        (["--point", "Aut2"], "The point “Aut2” needs an academic year. Write 2026-27:Aut2 or add --year."),
        (["--format", "csv"], "invalid choice"),
    ],
)
def test_usage_is_2(
    importer: Importer, good: Path, capsys: pytest.CaptureFixture[str], words: list[str], sentence: str
) -> None:
    try:
        code = main(["import", str(good), "--into", str(importer.school), *words])
    except SystemExit as ended:
        code = int(str(ended.code))
    assert code == 2
    assert sentence in capsys.readouterr().err
    assert not importer.school.exists()


def test_answers_must_be_toml_of_texts(importer: Importer, unclear: Path) -> None:
    for content in ("point = 2\n", "point = \n"):
        answers = importer.source("answers.toml", content)
        code, out, err = importer.run("import", unclear, "--into", importer.school, "--answers", answers)
        assert (code in (1, 2), out) == (True, "")
        assert "answers.toml" in err


# -- imports list and undo


def test_imports_are_listed_and_undone(importer: Importer, good: Path) -> None:
    importer.imported(good)
    later = importer.source("later.csv", HEAD.replace("Aut2", "Spr2") + ADA + NG)
    importer.imported(later)
    listed = json.loads(importer.run("imports", "list", "--file", importer.school, "--format", "json")[1])
    assert [(row["import"], row["file"]) for row in listed["rows"]] == [(2, "later.csv"), (1, "good.csv")]
    code, _, err = importer.run("imports", "undo", "2", "--file", importer.school)
    assert code == 0
    assert "Import 2 (later.csv) is undone" in err
    assert importer.check()["results"] == 2
    assert importer.run("check", "--file", importer.school)[0] == 0
    code, _, err = importer.run("imports", "undo", "2", "--file", importer.school)
    assert code == 1
    assert "There is no import 2" in err
    assert importer.run("imports", "undo", "--file", importer.school)[0] == 2


# -- the Junior School Project


def test_the_project_by_its_shipped_mapping(importer: Importer) -> None:
    found = importlib.util.find_spec("faraway")
    if found is None or not found.submodule_search_locations:
        pytest.fail("the test dependency faraway is not installed")
    source = Path(found.submodule_search_locations[0]) / "datasets" / "jsp" / "jsp.csv.bz2"
    code, (report,) = importer.imported(source, "--map", "jsp")
    assert code == 0
    assert (report["pupils"], report["results"], report["rows"], report["schools"]) == (1192, 6472, 3236, 49)
    assert [(year["academic_year"], year["pupils"]) for year in report["years"]] == [
        ("1980-81", 1154), ("1981-82", 1129), ("1982-83", 953),
    ]  # fmt: skip
    assert (report["years"][2]["schools"], report["years"][2]["classes"]) == (48, 90)
    second = importer.imported(source, "--map", "jsp")[1][0]
    assert {**second, "added": report["added"], "unchanged": 0, "number": 1} == report
    assert (second["added"], second["unchanged"]) == (0, report["added"])
    words = ("show", "class", "1", "--school", "1", "--file", importer.school, "--format", "json")
    shown = json.loads(importer.run(*words)[1])
    assert shown["title"] == "School 1 ▸ Class 1 ▸ Summer 2 1982-83"
    assert {row["year_group"] for row in shown["rows"]} == {5}
    assert {heading["expected"] for heading in shown["subjects"]} == {None}
    card = json.loads(importer.run("show", "pupil", "1", "--file", importer.school, "--format", "json")[1])
    assert [row["code"] for row in card["rows"]] == ["72", "80", "39", "23", "24", "23"]
    assert {row["change"] for row in card["rows"]} == {""}
    assert [refusal["subject"] for refusal in card["refusals"]] == ["english", "maths"]
    assert all("cannot be subtracted" in refusal["reason"] for refusal in card["refusals"])
    assert all("Position within the year group: " in refusal["offered"] for refusal in card["refusals"])


# -- files nobody should hand over

NASTY: dict[str, bytes] = {
    "empty": b"",
    "one byte": b"\xff",
    "only a BOM": b"\xef\xbb\xbf",
    "white space": b" \n\t\r\n",
    "NUL bytes": b"\x00" * 999,
    "NUL in a cell": (HEAD + ADA.replace("Ada", "A\x00da")).encode(),
    "lone surrogates in UTF-16": b"\xff\xfe" + b"\x00\xd8" * 20,
    "UTF-16": (HEAD + ADA).encode("utf-16"),
    "odd UTF-16": (HEAD + ADA).encode("utf-16")[:-1],
    "cp1252": (HEAD + ADA.replace("Ada", "Zoë")).encode("cp1252"),
    "an unclosed quote": (HEAD + '"' + ADA).encode(),
    "a ragged row": (HEAD + ADA + "x\n" + ADA.strip().encode().decode() + ",,,,,\n").encode(),
    "a heading twice": (HEAD.strip() + ",UPN\n" + ADA.strip() + ",x\n").encode(),
    "no headings": ADA.encode(),
    "only a heading": HEAD.encode(),
    "a PNG": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    "a PDF": b"%PDF-1.7\n%\xe2\xe3\n",
    "an old Excel file": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
    "a zip": b"PK\x03\x04" + b"\x00" * 60,
    "a torn gzip": gzip.compress((HEAD + ADA).encode())[:30],
    "a torn bzip2": b"BZh91AY&SY" + b"\x00" * 40,
    "HTML": b"<html><table><tr><td>Ada</td></tr></table></html>",
    "XML with entities": b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;&a;</x>',
    "escape sequences": (HEAD + ADA.replace("Ada", "\x1b[31mAda\x1b]0;x\x07\u202e")).encode(),
    "a formula for a name": (HEAD + ADA.replace("Ada", "=cmd|' /C calc'!A0")).encode(),
    "markup for a name": (HEAD + ADA.replace("Ada", "[@click=app.bell][red]x")).encode(),
    "a name of 20,000 letters": (HEAD + ADA.replace("Ada", "A" * 20_000)).encode(),
    "a wild date": (HEAD + ADA.replace("2/11/17", "99/99/9999")).encode(),
    "a wild year group": (HEAD + ADA.replace(",4,", ",99999999999999999999,")).encode(),
    "NaN for a result": (HEAD.replace("TA", "SS") + ADA.replace(",At", ",NaN")).encode(),
    "Arabic digits": (HEAD.replace("TA", "SS") + ADA.replace(",At", ",٩٧")).encode(),
}


@pytest.mark.parametrize("name", NASTY)
def test_no_traceback_whatever_a_source_holds(importer: Importer, name: str) -> None:
    source = importer.source("source.csv", NASTY[name])
    code, (report,) = importer.imported(source)
    assert code in (0, 1, 4)
    assert {"accepted": 0, "refused": 1, "ask": 4}[report["verdict"]] == code
    assert report["rejected"] or report["questions"] or code == 0, "a refusal says why"
    assert importer.school.exists() == (code == 0)
    _, out, err = importer.run("import", source, "--into", importer.folder / "again.duckdb")
    assert not set(out + err) & {"\x00", "\x1b", "\x07", "\u202e"}


@pytest.mark.parametrize("name", ["missing.csv", "."])
def test_a_source_that_is_no_file_is_refused(importer: Importer, name: str) -> None:
    code, (report,) = importer.imported(importer.folder / name)
    assert (code, report["verdict"]) == (1, "refused")
    assert report["file"]


def test_names_of_files_are_shown_as_plain_text(importer: Importer, good: Path) -> None:
    try:
        odd = importer.source("e\x1b[31mvil\udcff.csv", good.read_bytes())
    except (OSError, UnicodeError):
        pytest.skip("this file system takes no such name")
    code, out, err = importer.run("import", odd, "--into", importer.school)
    assert code == 0
    assert "\x1b" not in out + err
    assert out.startswith("e�[31mvil�.csv: imported")
    assert importer.run("imports", "list", "--file", importer.school)[0] == 0
    assert importer.run("check", "--file", importer.school)[0] == 0

"""Finding a file: what is typed is completed, words are searched for, dropped paths are read in every spelling."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from progress_tui.tui.importing.finding_files import Finding, about, find, importable, pasted_file, short_path


@pytest.fixture
def folders(tmp_path: Path) -> Path:
    """A home with files as a school has them, and a folder beside it."""
    files = (
        "user/Downloads/autumn results.csv", "user/Downloads/Autumn targets.xlsx", "user/Downloads/photo.png",
        "user/Downloads/.hidden.csv", "user/Documents/School/class list.csv", "user/Documents/letter.docx",
        "user/Documents/Scans/Élan.csv", "here/notes.txt",
    )  # fmt: skip
    for place, name in enumerate(files):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x" * 1500, "utf-8")
        os.utime(path, (1_700_000_000 + place, 1_700_000_000 + place))
    return tmp_path


def look(folders: Path, typed: str, recent: Sequence[Path] = ()) -> Finding:
    return find(typed, recent, folders / "user", folders / "here")


def names(finding: Finding) -> list[str]:
    return [entry.path.name for entry in finding.found]


def test_nothing_typed_offers_recent_files_then_the_newest_then_folders(folders: Path) -> None:
    recent = folders / "elsewhere" / "old.csv"
    finding = look(folders, "", [recent, folders / "user/Downloads/autumn results.csv"])
    assert names(finding)[:4] == ["old.csv", "autumn results.csv", "notes.txt", "Autumn targets.xlsx"]
    assert names(finding)[4:] == ["here", "Downloads", "Documents", "user"]
    assert [entry.kind for entry in finding.found[:3]] == ["recent", "recent", "file"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("autumn", ["Autumn targets.xlsx", "autumn results.csv"]),
        ("results aut", ["autumn results.csv"]),
        ("docu", ["Documents"]),
        ("photo", []),
        ("elan", []),
    ],
)
def test_a_word_is_searched_where_files_land(folders: Path, typed: str, expected: list[str]) -> None:
    finding = look(folders, typed)
    assert names(finding) == expected
    assert bool(finding.problem) == (not expected)
    assert finding.completed == typed


@pytest.mark.parametrize(
    ("typed", "expected", "completed"),
    [
        ("~", ["Documents", "Downloads"], "~/Do"),
        ("~/", ["Documents", "Downloads"], "~/Do"),
        ("~/do", ["Documents", "Downloads"], "~/Do"),
        ("~/Dow", ["Downloads"], "~/Downloads/"),
        ("~/Documents/", ["Scans", "School", "letter.docx"], "~/Documents/"),
        ("~/Documents/S", ["Scans", "School"], "~/Documents/Sc"),
        ("~/Downloads/au", ["autumn results.csv", "Autumn targets.xlsx"], "~/Downloads/autumn "),
        ("~/Downloads/targets", ["Autumn targets.xlsx"], "~/Downloads/targets"),
        ("~/Downloads/.h", [".hidden.csv"], "~/Downloads/.hidden.csv"),
        ("~/Documents/Scans/elan", ["Élan.csv"], "~/Documents/Scans/elan"),
        ("~/Downloads/zzz", [], "~/Downloads/zzz"),
    ],
)
def test_a_path_is_completed_folders_first(folders: Path, typed: str, expected: list[str], completed: str) -> None:
    finding = look(folders, typed)
    assert names(finding) == expected
    if len(completed) > len(typed):
        assert finding.completed.startswith(completed)
    else:
        assert finding.completed.startswith(typed)


def test_completing_goes_as_far_as_all_go_on_alike(folders: Path) -> None:
    assert look(folders, "~/Documents/S").completed == "~/Documents/Sc"
    assert look(folders, "~/Downloads/").completed == "~/Downloads/"
    assert look(folders, f"{folders}/user/Downloads/aut").completed == f"{folders}/user/Downloads/autumn "


def test_only_kinds_that_are_read_are_marked(folders: Path) -> None:
    kinds = {entry.path.name: entry.kind for entry in look(folders, "~/Downloads/").found}
    assert kinds == {"autumn results.csv": "file", "Autumn targets.xlsx": "file", "photo.png": "other"}
    assert importable("CLASS.CSV")
    assert not importable("letter.docx")


def test_a_folder_that_is_not_there_says_so(folders: Path) -> None:
    finding = look(folders, "~/Nowhere/x")
    assert finding.found == ()
    assert "cannot be opened: No such file or directory" in finding.problem
    assert "is called “zzz”" in look(folders, "~/Downloads/zzz").problem


def test_many_files_are_cut_off_and_counted(tmp_path: Path) -> None:
    for number in range(320):
        (tmp_path / f"{number:03}.csv").touch()
    finding = look(tmp_path, f"{tmp_path}/")
    assert (len(finding.found), finding.left_off) == (300, 20)


@pytest.mark.parametrize(
    "spelt",
    [
        "{path}", "  {path}\n", "'{path}'", '"{path}"', "{escaped}", "file://{quoted}", "file://localhost{quoted}",
    ],
)  # fmt: skip
def test_a_dropped_path_is_read_in_every_spelling(tmp_path: Path, spelt: str) -> None:
    path = tmp_path / "Miss Ó'Neill #4 (aut).csv"
    path.touch()
    escaped = str(path).replace(" ", "\\ ").replace("'", "\\'").replace("(", "\\(").replace(")", "\\)")
    quoted = str(path).replace(" ", "%20").replace("#", "%23").replace("Ó", "%C3%93")
    assert pasted_file(spelt.format(path=path, escaped=escaped, quoted=quoted)) == path


def test_an_apostrophe_inside_single_quotes(tmp_path: Path) -> None:
    path = tmp_path / "Year 4's results.csv"
    path.touch()
    assert pasted_file("'" + str(path).replace("'", "'\\''") + "'") == path


@pytest.mark.parametrize(
    "text",
    ["", "Begum", "a note\nof two lines", "results.csv", "/nowhere/at/all.csv", "/", "x" * 5000, "/\0", "file://"],
)
def test_other_text_is_no_file(text: str) -> None:
    assert pasted_file(text) is None


def test_files_in_words(folders: Path) -> None:
    (found,) = look(folders, "results").found
    assert about(found) == "2 KB · 14 Nov 2023"
    assert short_path(found.path, folders / "user") == "~/Downloads/autumn results.csv"
    assert short_path(Path("/srv/x.csv"), folders / "user") == "/srv/x.csv"

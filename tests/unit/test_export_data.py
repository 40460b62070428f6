"""Everything of a school leaves in one command, and what the command line refuses before it writes anything."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from progress_tui.__main__ import main
from progress_tui.domain.calendar import Point
from progress_tui.domain.errors import ExistsError, UsageError
from progress_tui.domain.meetings import NewMeeting
from progress_tui.domain.pupils import NameMode
from progress_tui.exporting.documents.kinds import KindId
from progress_tui.store import schema
from progress_tui.workspace import Workspace
from progress_tui.workspace.exports import ExportPlace, Format, Request


def _rows(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def _held(workspace: Workspace, name: str) -> list[tuple[object, ...]]:
    return workspace.file.read(lambda con: con.table(name).fetchall())


def test_every_table_of_a_school_is_written_whole(
    small_path: Path, tmp_path: Path, opened: Callable[[Path], Workspace]
) -> None:
    workspace = opened(small_path)
    school_id = workspace.directory().school_id or 0
    place = ExportPlace(school_id, 0)
    folder = tmp_path / "out"
    paths = workspace.exports.write(Request("data", "full", place), folder, ["csv", "xlsx"])
    held = {name: _held(workspace, name) for name in schema.TABLES if name not in ("prepared", "before_image")}
    written = {path.stem.partition("-data-")[2]: path for path in paths if path.suffix == ".csv"}
    by_name = _rows(written.pop("results-by-name"))
    assert len(by_name) - 1 == len(held["result"]) + len(held["target"])
    # The line of this export was not in the audit yet when it was read.
    counts = {name: len(rows) - (name == "audit") for name, rows in held.items()}
    assert {name: len(_rows(path)) - 1 for name, path in written.items()} == {
        name.replace("_", "-"): count for name, count in counts.items() if count
    }
    result = _rows(written["result"])
    at = result[0].index("ordinal")
    assert result[0][at + 1] == "point"
    assert result[1][at + 1].startswith("20")
    book = openpyxl.load_workbook(next(path for path in paths if path.suffix == ".xlsx"), read_only=True)
    assert len(book.sheetnames) == len(written) + 2
    with pytest.raises(ExistsError):
        workspace.exports.write(Request("data", "full", place), folder, ["csv"])
    refused: list[tuple[NameMode, list[Format]]] = [("initials", ["csv"]), ("full", ["docx"]), ("full", [])]
    for names, formats in refused:
        with pytest.raises(UsageError):
            workspace.exports.write(Request("data", names, place), folder, formats)
    ((what, detail),) = workspace.file.read(
        lambda con: con.execute("SELECT what, detail FROM audit ORDER BY audit_id DESC LIMIT 1").fetchall()
    )
    assert (what, set(json.loads(detail))) == ("export data", {"names", "formats", "files", "children"})


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["notes", "--as", "doc"], "“doc” is not a file format"),
        (["governors", "--names", "full"], "cannot be written with names “full”"),
        (["conference"], "It is not said on which pupil"),
        (["data", "--as", "pdf"], "is written as csv, xlsx"),
        (["teacher", "--meeting", "99"], "There is no meeting 99"),
    ],
)
def test_what_does_not_go_together_is_refused(
    words: list[str], said: str, small_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "out"
    assert main(["export", *words, "--to", str(folder), "--file", str(small_path)]) == 2
    assert said in capsys.readouterr().err
    assert not folder.exists()


def test_a_class_without_a_meeting_says_so(
    small_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["export", "teacher", "--to", str(tmp_path / "out"), "--file", str(small_path)]
    assert main(words) == 0
    assert "No class has a meeting on file: nothing was written." in capsys.readouterr().err
    assert main([*words, "--class", "Oak"]) == 1
    assert "No meeting of this class is on file" in capsys.readouterr().err


def test_what_is_for_before_a_meeting_is_of_the_next_and_a_copy_of_the_last(
    small_path: Path, tmp_path: Path, opened: Callable[[Path], Workspace]
) -> None:
    workspace = opened(small_path)
    listed = workspace.directory()
    school_id, points = listed.school_id or 0, listed.school.points if listed.school is not None else ()
    oak = next(one for one in listed.classes if one.name == "Oak" and one.on_roll)
    last = workspace.meetings.plan(school_id, NewMeeting(oak.class_id, points[-2], "2026-10-12"))
    workspace.meetings.start(school_id, last.meeting_id)
    workspace.meetings.finish(school_id, last.meeting_id)
    workspace.meetings.plan(school_id, NewMeeting(oak.class_id, points[-1], "2026-11-30"))
    place = ExportPlace(school_id, points[-1], class_id=oak.class_id)
    of: dict[KindId, int] = {"prep": points[-1], "pack": points[-1], "teacher": points[-2], "slt": points[-2]}
    for kind, ordinal in of.items():
        (path,) = workspace.exports.write(Request(kind, "full", place), tmp_path / kind, ["md"])
        assert Point(ordinal).label in path.read_text("utf-8").partition("##")[0], kind


def test_documents_are_written_in_the_formats_and_names_asked_for(
    small_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "out"
    words = ["--to", str(folder), "--file", str(small_path)]
    assert main(["export", "governors", "--as", "md, csv", "--as", "xlsx", *words]) == 0
    assert [Path(line).suffix for line in capsys.readouterr().out.splitlines()] == [".md", ".csv", ".xlsx"]
    assert main(["export", "senco", "--names", "none", "--as", "md", "--class", "Oak", *words]) == 0
    (page,) = folder.glob("*senco.md")
    assert "Names: none, pupils are numbered." in page.read_text("utf-8")

"""`progress-tui audit`: what was done in a file in plain words, and the line from which its chain does not hold."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest

from progress_tui.__main__ import main
from progress_tui.domain import clock
from progress_tui.store import audit, schema
from progress_tui.store.engine import SchoolFile
from progress_tui.workspace import Workspace
from progress_tui.workspace.safekeeping.auditing import told_by
from tests.unit.test_docs import COMMANDS as DESCRIBED
from tests.unit.test_docs import first_cells, page, paths, sections, spelt

BROKEN = "The audit does not hold from line 2: a line was changed or taken out."
LINES: tuple[tuple[datetime, str, Mapping[str, object]], ...] = (
    (datetime(2026, 9, 3, 8, 30), "import", {"file": "autumn.csv", "rows": 12}),
    (datetime(2026, 11, 22, 23, 59), "export notes", {"formats": ["md", "csv"], "names": "initials"}),
    (datetime(2026, 11, 23, 0, 0), "meeting held", {"meeting": 4}),
)


@pytest.fixture
def path(fresh_file: SchoolFile, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A school file with `LINES` in its audit."""
    with monkeypatch.context() as patch:
        for made, what, detail in LINES:
            patch.setattr(clock, "now", partial(datetime.fromisoformat, made.isoformat()))
            fresh_file.write(partial(audit.append, what=what, detail=detail))
    return fresh_file.path


def ran(capsys: pytest.CaptureFixture[str], path: Path, *words: str) -> tuple[int, str, str]:
    """(exit code, stdout, stderr)."""
    try:
        code = main(["audit", *words, "--file", str(path)])
    except SystemExit as ended:  # argparse
        code = int(str(ended.code))
    out, err = capsys.readouterr()
    return code, out, err


def numbers(capsys: pytest.CaptureFixture[str], path: Path, *words: str) -> list[int]:
    """The lines that are listed."""
    return [row["number"] for row in json.loads(ran(capsys, path, "list", *words, "--format", "json")[1])["rows"]]


def test_the_lines_are_exported_newest_last_in_plain_words(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = ran(capsys, path, "list", "--format", "csv")
    assert (code, err) == (0, "")
    assert list(csv.reader(io.StringIO(out))) == [
        ["number", "made", "what", "detail"],
        ["1", "2026-09-03 08:30", "import", "file: autumn.csv; rows: 12"],
        ["2", "2026-11-22 23:59", "export notes", "formats: md, csv; names: initials"],
        ["3", "2026-11-23 00:00", "meeting held", "meeting: 4"],
    ]


@pytest.mark.parametrize("form", ["table", "markdown", "json"])
def test_every_other_format_tells_the_same(path: Path, capsys: pytest.CaptureFixture[str], form: str) -> None:
    code, out, err = ran(capsys, path, "list", "--format", form)
    assert (code, err) == (0, "")
    places = [out.index(words) for words in ("file: autumn.csv; rows: 12", "names: initials", "meeting: 4")]
    assert places == sorted(places)


def test_since_begins_with_that_day(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert numbers(capsys, path, "--since", "2026-11-23") == [3]
    assert numbers(capsys, path, "--since", "2026-11-22") == [2, 3]
    assert numbers(capsys, path, "--since", "2026-11-24") == []
    code, out, err = ran(capsys, path, "list", "--since", "yesterday")
    assert (code, out) == (2, "")
    assert "“yesterday” is not a date such as 2026-09-01" in err


def test_a_chain_that_holds_is_said(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ran(capsys, path, "check") == (0, "The audit holds: 3 lines, each resting on the one before.\n", "")
    assert ran(capsys, path, "check", "--since", "2026-11-23")[0] == 2


@pytest.mark.parametrize(
    "tampering",
    ["UPDATE audit SET detail = '{}' WHERE audit_id = 2", "DELETE FROM audit WHERE audit_id = 2"],
)
def test_a_chain_that_does_not_hold_ends_with_one_and_the_line(
    fresh_file: SchoolFile, path: Path, capsys: pytest.CaptureFixture[str], tampering: str
) -> None:
    fresh_file.write(lambda con: con.execute(tampering).fetchall())
    assert ran(capsys, path, "check") == (1, f"{BROKEN}\n", "")
    code, out, _ = ran(capsys, path, "check", "--format", "json")
    assert code == 1
    (row,) = json.loads(out)["rows"]
    assert (row["holds"], row["broken_at"]) == (False, 2)
    code, out, err = ran(capsys, path, "check", "--format", "csv")
    assert (code, err) == (1, f"{BROKEN}\n")
    code, out, _ = ran(capsys, path, "list")
    assert (code, out.splitlines()[-1]) == (0, BROKEN)


@pytest.mark.parametrize(
    ("detail", "words"),
    [
        ('{"files": 2, "names": null, "whole_file": true}', "files: 2; names: none; whole file: yes"),
        ('{"schools": [1, 2], "tables": {"note": 3, "action": 1}}', "schools: 1, 2; tables: note 3, action 1"),
        ('{"formats": [], "changed": 0, "done": false}', "formats: none; changed: 0; done: no"),
        ('{"first": "8:02", "last": "8:04", "number": 3}', "number: 3; first: 8:02; last: 8:04"),
        ('{"added": 2060, "changed": 0, "file": "a.csv"}', "file: a.csv; added: 2060; changed: 0"),
        ("{}", ""),
        ("[1]", "[1]"),
        ("no JSON\x1b[2J", "no JSON�[2J"),
        ('{"file": "a\\u001b]0;x\\u0007\\u202e.csv"}', "file: a�]0;x��.csv"),
    ],
)
def test_detail_in_words(detail: str, words: str) -> None:
    assert "; ".join(told_by(detail)) == words


def test_what_was_done_is_plain_text_and_never_a_formula(
    fresh_file: SchoolFile, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fresh_file.write(lambda con: audit.append(con, "=1+1\x1b[2J", {"=2+2": "x"}))
    _, out, _ = ran(capsys, path, "list", "--format", "csv")
    assert list(csv.reader(io.StringIO(out)))[-1][2:] == ["'=1+1�[2J", "'=2+2: x"]
    _, out, _ = ran(capsys, path, "list", "--format", "json")
    assert json.loads(out)["rows"][-1]["what"] == "=1+1�[2J"


def test_exports_and_imports_of_the_demo_are_listed(
    demo: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    view = demo.open(class_name="4B").view
    assert view is not None
    demo.export_notes(view, demo.filter("", view), [row.pupil_id for row in view.rows], "", tmp_path / "out")
    rows = json.loads(ran(capsys, demo.path, "list", "--format", "json")[1])["rows"]
    assert {row["what"] for row in rows[:-1]} == {"import"}
    assert rows[-1]["what"] == "export notes"
    assert rows[-1]["detail"] == f"children: {len(view.rows)}; files: 2; formats: md, csv; names: initials"
    assert ran(capsys, demo.path, "check")[0] == 0


def test_reading_adds_no_line(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for what in ("list", "check", "list"):
        ran(capsys, path, what)
    assert numbers(capsys, path) == [1, 2, 3]


def test_every_field_is_documented(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    printed = set[str]()
    for what in ("list", "check"):
        printed |= paths(json.loads(ran(capsys, path, what, "--format", "json")[1]))
    arguments = {words for action in DESCRIBED["progress-tui audit"] for words in spelt(action)}
    documented = set(first_cells(sections(page("command-line.md"))["progress-tui audit"])) - arguments
    assert printed == documented


def test_a_file_of_a_newer_program_is_refused(
    fresh_file: SchoolFile, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fresh_file.write(lambda con: schema.set_meta(con, "schema_version", "99"))
    for what in ("list", "check"):
        code, out, err = ran(capsys, path, what)
        assert (code, out) == (1, "")
        assert "newer" in err


def test_an_older_file_is_brought_up_to_date_first(
    school_file: SchoolFile, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "first"
    folder.mkdir()
    (folder / "0001.sql").write_text(schema.migrations()[1], "utf-8")
    school_file.write(lambda con: schema.migrate(con, folder))
    school_file.write(partial(audit.append, what="import", detail={"file": "autumn.csv"}))
    assert school_file.read(schema.needs_migration)
    assert numbers(capsys, school_file.path) == [1]
    assert not school_file.read(schema.needs_migration)

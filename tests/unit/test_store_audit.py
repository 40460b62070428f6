"""The audit: every line hangs on the one before; `check` finds a line changed, moved or taken out."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from progress_tui.store import audit, schema
from progress_tui.store.checking import contents
from progress_tui.store.engine import SchoolFile
from progress_tui.workspace import Workspace


@pytest.fixture
def lines(fresh_file: SchoolFile) -> SchoolFile:
    """A file with five lines in its audit."""
    for number in range(1, 6):
        detail = {"files": [f"4B-{number}.md"], "pupils": number}
        fresh_file.write(partial(audit.append, what="export", detail=detail))
    return fresh_file


def test_the_chain_holds(lines: SchoolFile) -> None:
    assert lines.read(audit.broken_at) is None
    assert lines.read(contents).problems == ()
    held = lines.read(lambda con: con.execute("SELECT audit_id, what, detail, chain FROM audit ORDER BY 1").fetchall())
    assert [row[0] for row in held] == [1, 2, 3, 4, 5]
    assert held[2][1:3] == ("export", '{"files": ["4B-3.md"], "pupils": 3}')
    assert len({row[3] for row in held}) == 5


@pytest.mark.parametrize(
    ("tampering", "line"),
    [
        ("UPDATE audit SET detail = replace(detail, '3', '4') WHERE audit_id = 3", 3),
        ("UPDATE audit SET what = 'import' WHERE audit_id = 1", 1),
        ("UPDATE audit SET made = made + INTERVAL 1 SECOND WHERE audit_id = 5", 5),
        ("UPDATE audit SET chain = 'x' || substr(chain, 2) WHERE audit_id = 2", 2),
        ("DELETE FROM audit WHERE audit_id = 1", 1),
        ("DELETE FROM audit WHERE audit_id = 3", 3),
        ("DELETE FROM audit WHERE audit_id = 3; UPDATE audit SET audit_id = audit_id - 1 WHERE audit_id > 3", 3),
        ("UPDATE audit SET audit_id = 7 - audit_id WHERE audit_id IN (3, 4)", 3),
        ("DELETE FROM audit WHERE audit_id > 3", 4),
        ("DELETE FROM audit", 1),
    ],
)
def test_a_change_or_a_cut_is_found(lines: SchoolFile, tampering: str, line: int) -> None:
    lines.write(lambda con: con.execute(tampering).fetchall())
    assert lines.read(audit.broken_at) == line
    (problem,) = lines.read(contents).problems
    assert f"from line {line}" in problem


@pytest.mark.parametrize("cut", [2, 5])
def test_neither_a_line_added_after_a_cut_nor_an_erased_name_heals_it(lines: SchoolFile, cut: int) -> None:
    lines.write(lambda con: con.execute("DELETE FROM audit WHERE audit_id = ?", [cut]).fetchall())
    lines.write(lambda con: audit.amend(con, {1: "{}"}))
    for _ in range(2):
        lines.write(lambda con: audit.append(con, "export", {}))
    assert lines.read(audit.broken_at) == cut


def test_other_lines_in_the_place_of_the_newest_are_found_under_a_chain_that_holds(lines: SchoolFile) -> None:
    kept = lines.read(lambda con: schema.get_meta(con, audit.NEWEST, ""))
    lines.write(
        lambda con: con.execute("DELETE FROM audit WHERE audit_id > 3; DELETE FROM meta WHERE key = 'audit_newest'")
    )
    for _ in range(3):
        lines.write(lambda con: audit.append(con, "export", {}))
    assert lines.read(audit.broken_at) is None, "nothing is known of the end of an audit from before it was kept"
    lines.write(lambda con: schema.put_meta(con, audit.NEWEST, kept))
    assert lines.read(audit.broken_at) == 5


def test_the_end_is_known_after_a_name_went_from_the_chain(lines: SchoolFile) -> None:
    lines.write(lambda con: audit.amend(con, {2: "{}"}))
    assert lines.read(audit.broken_at) is None
    lines.write(lambda con: con.execute("DELETE FROM audit WHERE audit_id = 5").fetchall())
    assert lines.read(audit.broken_at) == 5


def test_a_rolled_back_write_leaves_no_line(lines: SchoolFile) -> None:
    lines.rehearse(lambda con: audit.append(con, "import", {"file": "never.csv"}))
    assert lines.read(lambda con: con.execute("SELECT count(*) FROM audit").fetchall()) == [(5,)]


def test_the_demo_holds_together_and_its_audit_names_no_pupil(demo: Workspace, tmp_path: Path) -> None:
    view = demo.open(class_name="4B").view
    assert view is not None
    demo.export_notes(view, demo.filter("", view), [row.pupil_id for row in view.rows], "", tmp_path / "out")
    assert demo.check().problems == ()
    details = demo.file.read(lambda con: con.execute("SELECT detail FROM audit").fetchall())
    surnames = demo.file.read(
        lambda con: con.execute("SELECT DISTINCT surname FROM pupil WHERE len(surname) > 3").fetchall()
    )
    assert len(details) > 1
    for (detail,) in details:
        assert not [surname for (surname,) in surnames if f" {surname}" in detail or f'"{surname}' in detail]

"""The documents on data protection: every file the program makes is named, and what they say of settings is so."""

from __future__ import annotations

import os
import re
import sys
import tomllib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from progress_tui.__main__ import main
from progress_tui.domain import passphrases
from progress_tui.domain.errors import WrongPassphraseError
from progress_tui.settings import remember_file
from progress_tui.store import backups
from progress_tui.store.protection import key_file, tries
from progress_tui.tui.ending import write_down
from progress_tui.workspace import Workspace
from tests.unit.test_docs import DOCS, ROOT

FOLDER = DOCS / "data-protection"
PAGE = (FOLDER / "what-is-stored-where.md").read_text("utf-8")
RETENTION = (ROOT / "data" / "safekeeping" / "retention.toml").read_text("utf-8")
WORDS = "three random words"
NAMED = set(re.findall(r"`([^`\n]+)`", PAGE))
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT

_opened: list[list[str]] = []
"""Where files that are opened to be written are noted; empty while nobody looks, as a hook cannot be taken away."""


def _note(event: str, arguments: tuple[object, ...]) -> None:
    if _opened and event == "open" and isinstance(arguments[0], str) and isinstance(arguments[2], int):
        mode = str(arguments[1] or "")
        if arguments[2] & WRITES or set(mode) & set("wax+"):
            _opened[-1].append(arguments[0])


@pytest.fixture
def written() -> Iterator[list[str]]:
    """The files that are opened to be written, those that go again at once included."""
    if not hasattr(sys, "_progress_tui_notes_files"):
        sys.addaudithook(_note)
        sys.__dict__["_progress_tui_notes_files"] = True
    _opened.append([])
    yield _opened[-1]
    _opened.pop()


def page_name(path: Path) -> str:
    """A file as the page writes it: a school file is oakfield.duckdb, the process is 1234, an export is as another."""
    name = re.sub(r"(\.\d+\.making)+", ".1234.making", path.name)
    name = re.sub(r"^\.export-.*\.tmp$", ".export-….tmp", name)
    if path.parent.name.endswith(".backups"):
        name = re.sub(r"^[\d-]+-[a-z-]+?(?:-\d+)?\.duckdb", "oakfield.duckdb", name)
    return name.replace(".keys.next.1234", ".keys.1234")


def journey(home: Path) -> None:
    """A school is imported, encrypted, given a new key, backed up, restored, exported, and a wrong passphrase typed."""
    path = home / "oakfield.duckdb"
    assert main(["import", str(DOCS / "examples" / "autumn.csv"), "--into", str(path), "--year", "2026-27"]) == 0
    with closing(Workspace(path)) as workspace:
        workspace.protecting.unlock(WORDS)
        workspace.protecting.renew("Head", WORDS)
    for words in (["backup"], ["restore", "--yes"], ["export", "data", "--to", str(home / "exports")]):
        assert main([*words, "--file", str(path)]) == 0
    with closing(Workspace(path)) as workspace, pytest.raises(WrongPassphraseError):
        workspace.protecting.unlock("not the right words")
    write_down(ValueError())
    remember_file(path)


def test_every_file_the_program_makes_is_named(home: Path, written: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROGRESS_TUI_PASSPHRASE", WORDS)
    journey(home)
    left = {path for path in home.rglob("*") if path.is_file()}
    passing = {Path(name) for name in written if Path(name).is_relative_to(home)}
    names = {page_name(path) for path in left | passing if path.parent.name != "exports" or path.name.startswith(".")}
    assert {"oakfield.duckdb", "oakfield.duckdb.keys", "oakfield.duckdb.tries", "errors.log"} <= names
    assert sorted(names - NAMED) == []


def words_of(name: str) -> str:
    """A page in one line, for sentences that break anywhere."""
    return " ".join((FOLDER / name).read_text("utf-8").split())


def test_periods_are_those_that_ship() -> None:
    years = {key: held["default"] for key, held in tomllib.loads(RETENTION).items() if isinstance(held, dict)}
    assert years["leavers"] == years["notes"]
    assert years["meetings"] == years["actions"]
    said = f"leavers and notes {years['leavers']} years, meetings and actions {years['meetings']}"
    assert said in words_of("asset-register.md")
    assert f"{said}, what an import replaced {years['imports']}" in words_of("dpia.md")


def test_figures_of_the_lock_are_those_of_the_program() -> None:
    model = words_of("threat-model.md")
    assert f"scrypt with {key_file.COST * 8 * 128 // 2**20} MiB" in model
    assert f"A passphrase needs {passphrases.SHORTEST} letters" in model
    assert (tries.FREE, tries.LONGEST) == (3, 60)
    assert "after three wrong ones each costs a wait, up to a minute" in model
    assert backups.KEEP == 10
    assert "the oldest of ten automatic ones" in PAGE

"""What the tests of screens share beside `stage`: the Junior School Project's file, and a collector left alone."""

from __future__ import annotations

import gc
import importlib.util
import shutil
from pathlib import Path
from unittest.mock import patch

import pytest

from progress_tui.importing.planning.committing import Terms
from progress_tui.store.protection import key_file
from progress_tui.workspace import Workspace

THREE_WORDS = "otter lantern quarry"
"""Of the demo school with a passphrase (`encrypted_path`)."""


@pytest.fixture(autouse=True)
def _collector_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The app freezes what its start has loaded for good; frozen again by every test, no memory would come back."""
    monkeypatch.setattr(gc, "freeze", lambda: None)


@pytest.fixture(scope="session")
def jsp_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Junior School Project imported by its shipped mapping, once; never to be opened itself."""
    spec = importlib.util.find_spec("faraway")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    source = Path(spec.submodule_search_locations[0]) / "datasets" / "jsp" / "jsp.csv.bz2"
    path = tmp_path_factory.mktemp("jsp") / "jsp.duckdb"
    workspace = Workspace(path)
    try:
        report = workspace.importing.bring_in(source, Terms(), mapping="jsp")
    finally:
        workspace.close()
    assert report.verdict == "accepted"
    return path


@pytest.fixture
def jsp_path(jsp_template: Path, tmp_path: Path) -> Path:
    """A copy of the Junior School Project for one test."""
    return Path(shutil.copy(jsp_template, tmp_path / "jsp.duckdb"))


@pytest.fixture(scope="session")
def encrypted_template(demo_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The demo school with a passphrase, and its recovery key; never to be opened itself. Unlocking it costs little."""
    path = Path(shutil.copy(demo_template, tmp_path_factory.mktemp("encrypted") / "oakfield.duckdb"))
    workspace = Workspace(path)
    try:
        with patch.object(key_file, "COST", 2**4):
            printed = workspace.protecting.begin("Head", THREE_WORDS)
    finally:
        workspace.close()
    return path, printed


@pytest.fixture
def encrypted_path(encrypted_template: tuple[Path, str], tmp_path: Path) -> Path:
    """A copy of the demo school with a passphrase (`THREE_WORDS`), its key file beside it."""
    path = tmp_path / "oakfield.duckdb"
    for part in sorted(encrypted_template[0].parent.iterdir()):
        if part.is_file():
            shutil.copy(part, tmp_path / part.name)
    return path

"""What tests share: a home of their own, the demo school built once, school files that are closed at the end."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import small_school

from progress_tui.store import audit, schema
from progress_tui.store.engine import SchoolFile
from progress_tui.workspace import Workspace
from tests.hostile_school import make_hostile

if TYPE_CHECKING:
    from progress_tui.importing.planning.committing import ImportReport


# By default the collector looks through what is young every 700 objects, which takes a quarter of a screen test's time.
gc.set_threshold(50_000, 10, 10)


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home for the program, so that no test reads or writes the user's own files."""
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("PROGRESS_TUI_HOME", str(folder))
    # A backup before each import would cost most tests more than what they test.
    monkeypatch.setenv("PROGRESS_TUI_BACKUPS", "off")
    for name in (
        "PROGRESS_TUI_FILE",
        "PROGRESS_TUI_CONFIG",
        "PROGRESS_TUI_PASSPHRASE",
        "NO_COLOR",
        "COLORFGBG",
        "TEXTUAL",
        "COLUMNS",
        "LINES",
    ):
        monkeypatch.delenv(name, raising=False)
    return folder


@pytest.fixture
def automatic_backups(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Backups are made by themselves in this test, as for a user; the program's home."""
    monkeypatch.delenv("PROGRESS_TUI_BACKUPS")
    return home


@pytest.fixture(scope="session")
def demo_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo school's file, built once; never to be opened itself (see `demo_path`)."""
    path = tmp_path_factory.mktemp("demo") / "demo.duckdb"
    workspace = Workspace(path)
    try:
        workspace.make_demo()
    finally:
        workspace.close()
    return path


@pytest.fixture
def demo_path(demo_template: Path, tmp_path: Path) -> Path:
    """A copy of the demo school for one test."""
    return Path(shutil.copy(demo_template, tmp_path / "demo.duckdb"))


@pytest.fixture(scope="session")
def hostile_template(demo_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo school with hostile texts in its rows; never to be opened itself (see `hostile_path`)."""
    folder = tmp_path_factory.mktemp("hostile")
    path = Path(shutil.copy(demo_template, folder / "demo.duckdb"))
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("PROGRESS_TUI_HOME", str(folder))
        workspace = Workspace(path)
        make_hostile(workspace)
        workspace.close()
    return path


@pytest.fixture
def hostile_path(hostile_template: Path, tmp_path: Path) -> Path:
    """A copy of the school of hostile texts for one test."""
    return Path(shutil.copy(hostile_template, tmp_path / "demo.duckdb"))


@pytest.fixture(scope="session")
def small_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of the small school of mixed ages, built once; never to be opened itself (see `small_path`)."""
    path = tmp_path_factory.mktemp("small") / "small.duckdb"
    small_school.build(path)
    return path


@pytest.fixture
def small_path(small_template: Path, tmp_path: Path) -> Path:
    """A copy of the small school for one test: four classes named after trees, two year groups in each."""
    return Path(shutil.copy(small_template, tmp_path / "small.duckdb"))


@pytest.fixture
def demo(demo_path: Path) -> Iterator[Workspace]:
    """The demo school, open."""
    workspace = Workspace(demo_path)
    yield workspace
    workspace.close()


@pytest.fixture
def opened() -> Iterator[Callable[[Path], Workspace]]:
    """Opens school files as workspaces and closes them when the test is over."""
    made: list[Workspace] = []

    def open_file(path: Path) -> Workspace:
        made.append(Workspace(path))
        return made[-1]

    yield open_file
    for workspace in made:
        workspace.close()


@pytest.fixture
def school_file(tmp_path: Path) -> Iterator[SchoolFile]:
    """A school file that is not there yet."""
    file = SchoolFile(tmp_path / "school.duckdb")
    yield file
    file.close()


@pytest.fixture
def fresh_file(school_file: SchoolFile) -> SchoolFile:
    """A school file with the newest schema and nothing in it."""
    school_file.write(schema.migrate)
    return school_file


@pytest.fixture
def tables() -> Callable[[SchoolFile], dict[str, list[str]]]:
    """Everything a school file holds: table → its rows as texts, sorted, but which line of the audit is the last."""

    def held(file: SchoolFile) -> dict[str, list[str]]:
        names = (*schema.TABLES, "meta")
        every = file.read(lambda con: {name: sorted(map(str, con.table(name).fetchall())) for name in names})
        return {**every, "meta": [row for row in every["meta"] if audit.NEWEST not in row]}

    return held


@pytest.fixture
def bring(school_file: SchoolFile, tmp_path: Path) -> Callable[..., ImportReport]:
    """Imports a text into `school_file`: `bring(text, year=…, name=…, **terms)`."""
    from progress_tui.importing.planning.committing import Terms
    from progress_tui.importing.service import bring_in

    folder = tmp_path / "sources"
    folder.mkdir()

    def bring_text(
        text: str,
        year: int = 2025,
        name: str = "source.csv",
        answers: dict[str, str] | None = None,
        dry_run: bool = False,
        accept_partial: bool = False,
    ) -> ImportReport:
        path = folder / name
        path.write_text(text, "utf-8")
        terms = Terms(dry_run=dry_run, accept_partial=accept_partial, answers=answers, school_name="Oakfield Primary")
        return bring_in(school_file, path, terms, year=year)

    return bring_text

"""What an import loads, seen in a process of its own: a static graph cannot see deferred imports."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import progress_tui.domain

HEAVY = ("textual", "polars", "duckdb", "_duckdb", "lark")
LOADED = """
import json, sys
before = set(sys.modules)
{work}
print(json.dumps(sorted({{name.partition(".")[0] for name in set(sys.modules) - before}})))
"""


def loaded_by(work: str, home: Path) -> set[str]:
    """Top-level modules that a fresh process has loaded after `work`."""
    done = subprocess.run(
        [sys.executable, "-c", LOADED.format(work=work)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PROGRESS_TUI_HOME": str(home)},
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


ALL_COMMANDS = "from progress_tui.cli.commands import RUNNERS, runner\nfor name in RUNNERS: runner(name)"


@pytest.mark.parametrize("work", ["import progress_tui.workspace", "import progress_tui.demo.school", ALL_COMMANDS])
def test_nothing_heavy_is_loaded_by_an_import(work: str, home: Path) -> None:
    found = loaded_by(work, home)
    assert "progress_tui" in found
    assert found.isdisjoint(HEAVY)


def test_the_domain_knows_the_standard_library_alone(home: Path) -> None:
    folder = Path(progress_tui.domain.__path__[0])
    modules = sorted(f"progress_tui.domain.{path.stem}" for path in folder.glob("*.py") if path.stem != "__init__")
    assert len(modules) > 5
    own = "\n".join(f"import {module}" for module in modules)
    beyond = (
        "other = {n for n in sys.modules if n.startswith('progress_tui.') and not n.startswith('progress_tui.domain')}"
    )
    found = loaded_by(f"{own}\n{beyond}\nassert not other, other", home)
    assert found - set(sys.stdlib_module_names) == {"progress_tui"}


@pytest.mark.parametrize(
    "arguments",
    [
        ["show", "class", "4B"],
        ["show", "class", "4B", "--filter", "target<0:reading", "--format", "json"],
        ["check"],
        ["imports", "list"],
        ["scales", "list"],
        ["export", "notes", "--class", "4B", "--to", "OUT"],
    ],
    ids=" ".join,
)
def test_no_command_loads_the_screens(arguments: list[str], demo_path: Path, home: Path) -> None:
    given = [str(home / "out") if word == "OUT" else word for word in arguments]
    if given[0] != "scales":
        given += ["--file", str(demo_path)]
    found = loaded_by(f"from progress_tui.__main__ import main\nassert main({given!r}) == 0", home)
    assert "progress_tui" in found
    assert "textual" not in found


def test_the_screens_do_not_wait_for_polars(home: Path) -> None:
    assert "polars" not in loaded_by("import progress_tui.tui.app", home)


def test_nothing_is_made_at_import(home: Path) -> None:
    loaded_by(f"import progress_tui.workspace, progress_tui.tui.app\n{ALL_COMMANDS}", home)
    assert list(home.iterdir()) == []

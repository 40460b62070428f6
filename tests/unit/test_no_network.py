"""The program never speaks to the network: the whole journey by commands, under a guard that ends it if it tries.

The guard sees what Python does. DuckDB's own ways out are shut in test_locked_down.py.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.no_network import CAUGHT, WORD, guarded, listening, was_reached

JOURNEY = """
import sys
from contextlib import closing
from pathlib import Path

from progress_tui.__main__ import main
from progress_tui.workspace import Workspace

folder = Path(sys.argv[1])
demo, own, out = folder / "demo.duckdb", folder / "own.duckdb", folder / "out"
with closing(Workspace(demo)) as workspace:
    workspace.make_demo()
formats = ["--as", "md,docx,pdf,xlsx,csv", "--class", "4B", "--to", out]
for words in (
    ["import", folder / "new.csv", "--into", own],
    ["show", "class", "4B", "--file", demo],
    ["show", "flagged", "--file", demo],
    ["export", "notes", *formats, "--file", demo],
    ["export", "pack", *formats, "--file", demo],
    ["check", "--file", demo],
    ["check", "--file", own],
):
    assert main([str(word) for word in words]) == 0, words
print("the journey is done")
"""
CONNECTS = "import socket; socket.socket().connect(('127.0.0.1', port))"
REACHES = {
    "socket.connect": CONNECTS,
    "socket.bind": "import socket; socket.socket().bind(('127.0.0.1', 0))",
    "socket.getaddrinfo": "import socket; socket.getaddrinfo('localhost', port)",
    "socket.gethostbyname": "import socket; socket.gethostbyname('localhost')",
    "socket.sendto": "import socket; socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', port))",
    "urllib.Request": "import urllib.request; urllib.request.urlopen(f'http://127.0.0.1:{port}')",
    "subprocess.Popen": "import subprocess; subprocess.run(['true'])",
}


def run(command: Sequence[str | Path]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(word) for word in command], capture_output=True, text=True, encoding="utf-8", timeout=120, check=False
    )


def script(folder: Path, reach: str) -> Path:
    """A program that does one thing and forgives whatever is raised."""
    path = folder / "reach.py"
    path.write_text(
        f"import sys\nport = int(sys.argv[1])\ntry:\n    {reach}\nexcept BaseException:\n    pass\n", "utf-8"
    )
    return path


def test_a_journey_by_commands_never_reaches_for_the_network(home: Path, tmp_path: Path) -> None:
    (home / "new.csv").write_text(
        "UPN,Surname,Forename,DOB,Class,Year Group,2026-27 Aut2 Reading TA\nB801200005001,Okafor,Ada,2/11/17,4B,4,At\n",
        "utf-8",
    )
    journey = tmp_path / "journey.py"
    journey.write_text(JOURNEY, "utf-8")
    done = run([*guarded(tmp_path), journey, home])
    assert WORD not in done.stderr
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("the journey is done\n")
    endings = [path.suffix for path in (home / "out").iterdir()]
    assert sorted(endings) == sorted([".md", ".docx", ".pdf", ".xlsx", ".csv"] * 2)


@pytest.mark.parametrize("event", REACHES)
def test_the_guard_ends_a_program_that_reaches(tmp_path: Path, event: str) -> None:
    with listening() as server:
        port = str(server.getsockname()[1])
        caught = run([*guarded(tmp_path), script(tmp_path, REACHES[event]), port])
        assert not was_reached(server)
    assert caught.returncode == CAUGHT
    assert caught.stderr == f"{WORD}{event}\n"


def test_a_connection_is_real_without_the_guard_and_caught_with_it(tmp_path: Path) -> None:
    with listening() as server:
        port = str(server.getsockname()[1])
        reach = script(tmp_path, CONNECTS)
        assert run([sys.executable, reach, port]).returncode == 0
        assert was_reached(server)
        caught = run([*guarded(tmp_path), reach, port])
        assert not was_reached(server)
    assert caught.returncode == CAUGHT
    assert caught.stderr == f"{WORD}socket.connect\n"

"""A weakness that is found fails the check; a list that cannot be reached is said in one line and fails nothing."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import known_weaknesses
import pytest
from known_weaknesses import ask

CLEAN: dict[str, object] = {"name": "rich", "version": "15.0.0", "vulns": []}
WEAK: dict[str, object] = {
    "name": "lxml",
    "version": "6.1.3",
    "vulns": [{"id": "PYSEC-2026-1", "fix_versions": ["6.1.4"], "aliases": []}],
}
UNKNOWN: dict[str, object] = {"name": "faraway", "skip_reason": "Dependency not found"}


def pip_audit(folder: Path, *, out: str = "", err: str = "", code: int = 0, more: str = "") -> list[str]:
    """The words that start a program which answers as pip-audit does, once it has looked at what it was asked."""
    program = folder / "fake_pip_audit.py"
    program.write_text(
        "import sys, time\nfrom pathlib import Path\n"
        "asked = Path(sys.argv[sys.argv.index('--requirement') + 1]).read_text('utf-8')\n"
        "assert asked == 'rich==15.0.0\\n', asked\n"
        "assert sys.argv[sys.argv.index('--format') + 1] == 'json'\n"
        f"{more}\nprint({out!r})\nprint({err!r}, file=sys.stderr)\nsys.exit({code})\n",
        "utf-8",
    )
    return [sys.executable, str(program)]


@pytest.fixture
def pins(tmp_path: Path) -> Path:
    path = tmp_path / "pins.txt"
    path.write_text("rich==15.0.0\n", "utf-8")
    return path


def answer(*packages: dict[str, object]) -> str:
    return json.dumps({"dependencies": list(packages), "fixes": []})


def test_no_weakness_is_found(tmp_path: Path, pins: Path) -> None:
    program = pip_audit(tmp_path, out=answer(CLEAN, UNKNOWN), err="No known vulnerabilities found")
    assert ask(program, pins) == (0, "Known weaknesses: none in 1 packages; 1 are not on the list.")


def test_a_weakness_ends_the_check(tmp_path: Path, pins: Path) -> None:
    program = pip_audit(tmp_path, out=answer(CLEAN, WEAK), err="Found 1 known vulnerability in 1 package", code=1)
    code, words = ask(program, pins)
    assert code == 1
    assert words.splitlines() == [
        "Known weaknesses: 1 in 2 packages.",
        "  lxml 6.1.3: PYSEC-2026-1, mended in 6.1.4",
    ]


@pytest.mark.parametrize(
    "said",
    [
        "Traceback …\nrequests.exceptions.ConnectionError: Failed to resolve the name",
        "requests.exceptions.ReadTimeout: timed out",
        "pip_audit._service.interface.ServiceError",
        "ERROR:pip_audit._cli:Could not connect to PyPI's vulnerability feed",
    ],
)
def test_a_list_out_of_reach_is_said_and_fails_nothing(tmp_path: Path, pins: Path, said: str) -> None:
    code, words = ask(pip_audit(tmp_path, err=said, code=1), pins)
    assert code == 0
    assert "not looked up" in words
    assert len(words.splitlines()) == 1


def test_a_list_that_knows_no_package_at_all_is_no_list(tmp_path: Path, pins: Path) -> None:
    code, words = ask(pip_audit(tmp_path, out=answer(UNKNOWN, UNKNOWN)), pins)
    assert code == 0
    assert "not looked up" in words


def test_a_list_that_never_answers_is_out_of_reach(tmp_path: Path, pins: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known_weaknesses, "LONGEST", 1)
    code, words = ask(pip_audit(tmp_path, more="time.sleep(600)"), pins)
    assert code == 0
    assert "not looked up" in words


@pytest.mark.parametrize("said", ["error: unrecognized arguments: --requirement", "No module named pip_audit", ""])
def test_any_other_silence_is_a_fault(tmp_path: Path, pins: Path, said: str) -> None:
    code, words = ask(pip_audit(tmp_path, err=said, code=2), pins)
    assert code == 1
    assert said in words

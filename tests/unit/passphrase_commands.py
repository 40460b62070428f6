"""Commands with a passphrase: what their tests share."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from progress_tui.__main__ import main
from progress_tui.domain import recovery_key
from progress_tui.store.protection import key_file
from progress_tui.workspace import Workspace

SECRET, OTHER = "correct horse battery", "other river stone"
ROWS = "UPN,Surname,Forename,Year,Class,2026-27 Aut1 Reading TA\n,Khan,Ali,4,Oak,At\n,Smith,Tom,4,Oak,JB\n"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stretching costs nothing here, and the environment gives no passphrase."""
    monkeypatch.setattr(key_file, "COST", 2)
    monkeypatch.delenv("PROGRESS_TUI_PASSPHRASE", raising=False)
    for module in ("prompting", "passphrase"):
        monkeypatch.setattr(f"progress_tui.cli.{module}.can_ask", lambda: False)


@pytest.fixture
def lines() -> Iterator[Callable[..., str]]:
    """Writes lines into a pipe; the number of its end to read from, as it is typed."""
    opened: list[int] = []

    def give(*texts: str) -> str:
        reading, writing = os.pipe()
        opened.append(reading)
        os.write(writing, "".join(f"{text}\n" for text in texts).encode())
        os.close(writing)
        return str(reading)

    yield give
    for number in opened:
        os.close(number)


@pytest.fixture
def run(lines: Callable[..., str], capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command with lines for `--passphrase-fd`: the exit code, what it prints and what it says."""

    def command(*words: object, secrets: tuple[str, ...] = ()) -> tuple[int, str, str]:
        given = ["--passphrase-fd", lines(*secrets)] if secrets else []
        code = main([*map(str, words), *given])
        out, err = capsys.readouterr()
        assert not any(secret in out + err for secret in secrets if secret), "a passphrase is never repeated"
        return code, out, err

    return command


@pytest.fixture
def plain(tmp_path: Path, run: Run) -> Path:
    """A school file that is not encrypted, and its source beside it."""
    (tmp_path / "rows.csv").write_text(ROWS, "utf-8")
    code, _, err = run("import", tmp_path / "rows.csv", "--into", tmp_path / "oak.duckdb", "--no-passphrase")
    assert (code, "encrypted" in err) == (0, False)
    return tmp_path / "oak.duckdb"


@pytest.fixture
def path(plain: Path, run: Run) -> Path:
    """The same with the passphrase of Jane."""
    assert run("passphrase", "set", "--name", "Jane", "--file", plain, secrets=(SECRET,))[0] == 0
    return plain


def recovery_key_in(text: str) -> str:
    found = re.search(r"[0-9A-Z]{5}(?:-[0-9A-Z]{5}){4}", text)
    assert found is not None, text
    assert recovery_key.parse(found[0]) is not None
    return found[0]


def opens(path: Path, secret: str) -> bool:
    with closing(Workspace(path)) as workspace:
        return any(held.unwrap(secret) is not None for held in key_file.candidates(workspace.path))


def audit_of(path: Path, secret: str) -> list[str]:
    with closing(Workspace(path)) as workspace:
        workspace.protecting.unlock(secret)
        return [str(row["what"]) for row in workspace.auditing.report().rows]

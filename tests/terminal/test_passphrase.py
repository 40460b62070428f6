"""Passphrases typed on a real terminal: never shown, asked for again, slowed, and nothing of them is left behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from progress_tui.store.protection import key_file, tries
from progress_tui.store.protection.recognising import is_encrypted
from tests.terminal.conftest import Start

SECRET, OTHER = "correct horse battery", "other river stone"
ROWS = "UPN,Surname,Forename,Year,Class,2026-27 Aut1 Reading TA\n,Khan,Ali,4,Oak,At\n,Smith,Tom,4,Oak,JB\n"


@pytest.fixture(name="rows")
def _rows(tmp_path: Path) -> Path:
    (tmp_path / "rows.csv").write_text(ROWS, "utf-8")
    return tmp_path / "rows.csv"


@pytest.fixture(name="path")
def _path(rows: Path, start: Start) -> Path:
    """A school that was given its passphrase while it was made."""
    path = rows.with_name("oak.duckdb")
    terminal = start("import", str(rows), "--into", str(path), columns=120)
    terminal.wait_for(r"Passphrase for oak.duckdb \(only enter: none\): ")
    terminal.write(SECRET.encode() + b"\r")
    terminal.wait_for("The same again: ")
    terminal.write(SECRET.encode() + b"\r")
    assert terminal.wait_end() == 0
    assert "oak.duckdb is encrypted." in terminal.text
    assert "Recovery key: " in terminal.text
    assert SECRET.encode() not in terminal.raw
    assert not terminal.left_over()
    assert is_encrypted(path)
    return path


def test_it_is_asked_for_and_never_shown(path: Path, start: Start) -> None:
    terminal = start("show", "class", "Oak", "--file", str(path), columns=120)
    terminal.wait_for("Passphrase of oak.duckdb: ")
    assert "ECHO" in terminal.left_over(), "the terminal does not show what is typed"
    terminal.write(SECRET.encode() + b"\r")
    assert terminal.wait_end() == 0
    assert "Khan, Ali" in terminal.text
    assert SECRET.encode() not in terminal.raw
    assert not terminal.left_over()


def test_a_wrong_one_is_asked_for_again_three_times_and_then_waited_out(path: Path, start: Start) -> None:
    terminal = start("check", "--file", str(path), columns=120)
    for number in range(3):
        terminal.wait_for(rf"(?s)(Passphrase of oak.duckdb: .*){{{number + 1}}}")
        terminal.write(f"wrong passphrase {number}\r".encode())
    assert terminal.wait_end() == 1
    assert terminal.text.count("That passphrase does not open the file.") == 3
    assert "Wait 1 second, then try again." in terminal.text
    assert b"wrong passphrase" not in terminal.raw
    assert tries.read(path).number == 3
    terminal = start("audit", "list", "--file", str(path), columns=120)
    terminal.wait_for("Passphrase of oak.duckdb: ")
    terminal.write(SECRET.encode() + b"\r")
    assert terminal.wait_end() == 0
    assert "unlock failures" in terminal.text
    assert "number: 3" in terminal.text
    assert tries.read(path).number == 0


def test_a_wait_is_said_and_waited_for(path: Path, start: Start) -> None:
    for _ in range(5):
        tries.add(path)
    terminal = start("check", "--file", str(path), columns=120)
    terminal.wait_for("Passphrase of oak.duckdb: ")
    terminal.write(SECRET.encode() + b"\r")
    terminal.wait_for(r"The next one is looked at in \d seconds?\.")
    assert terminal.wait_end(30) == 0
    assert "Everything holds together." in terminal.text


@pytest.mark.parametrize(
    ("keys", "code", "said"),
    [
        (b"\x03", 130, "Nothing was changed."),
        (b"\x04", 1, "progress-tui: No passphrase was typed. Nothing was changed."),
    ],
)
def test_leaving_the_question_puts_the_terminal_back(
    path: Path, start: Start, keys: bytes, code: int, said: str
) -> None:
    terminal = start("check", "--file", str(path), columns=120)
    terminal.wait_for("Passphrase of oak.duckdb: ")
    terminal.write(keys)
    assert terminal.wait_end() == code
    assert said in [line.strip() for line in terminal.text.splitlines()], "on a line of its own"
    assert not terminal.left_over()
    assert tries.read(path).number == 0


def test_a_new_school_without_a_passphrase_says_what_that_means(rows: Path, start: Start) -> None:
    path = rows.with_name("plain.duckdb")
    terminal = start("import", str(rows), "--into", str(path), columns=120)
    terminal.wait_for(r"only enter: none")
    assert "Without one whoever gets hold of the file can read it" in " ".join(terminal.text.split())
    terminal.press("enter")
    assert terminal.wait_end() == 0
    assert "plain.duckdb is not encrypted" in terminal.text
    assert not is_encrypted(path)


def test_a_new_passphrase_is_typed_twice_and_not_an_easy_one(path: Path, start: Start) -> None:
    terminal = start("passphrase", "add", "--file", str(path), columns=120, lines=40)
    terminal.wait_for("Passphrase of oak.duckdb: ")
    terminal.write(SECRET.encode() + b"\r")
    terminal.wait_for("Name or post of the person who gets a passphrase: ")
    terminal.write(b"Deputy\r")
    terminal.wait_for("Passphrase of Deputy: ")
    terminal.write(b"oakfield\r")
    terminal.wait_for(r"(?s)too easy to guess.*Passphrase of Deputy: ")
    terminal.write(OTHER.encode() + b"\r")
    terminal.wait_for("The same again: ")
    terminal.write(SECRET.encode() + b"\r")
    terminal.wait_for(r"(?s)The two are not the same.*Passphrase of Deputy: ")
    terminal.write(OTHER.encode() + b"\r")
    terminal.wait_for(r"(?s)not the same.*The same again: ")
    terminal.write(OTHER.encode() + b"\r")
    assert terminal.wait_end() == 0
    assert "“Deputy” can open oak.duckdb" in terminal.text
    assert key_file.read(path).unwrap(OTHER) is not None
    assert not any(secret.encode() in terminal.raw for secret in (SECRET, OTHER, "oakfield"))


def test_a_name_is_looked_at_before_its_passphrase_is_typed_and_leaving_its_question_is_no_answer(
    path: Path, start: Start
) -> None:
    for keys, said in (
        (b"jane\x7f\x7f\x7f\x7f\x04", "No name was typed. Nothing was changed."),
        (f"{key_file.read(path).slots[0].label}\r".encode(), "has a passphrase already. Change it instead."),
    ):
        terminal = start("passphrase", "add", "--file", str(path), columns=120)
        terminal.wait_for("Passphrase of oak.duckdb: ")
        terminal.write(SECRET.encode() + b"\r")
        terminal.wait_for("who gets a passphrase: ")
        terminal.write(keys)
        assert terminal.wait_end() == 1
        assert said in terminal.text
        assert "The same again" not in terminal.text


def test_a_school_that_is_taken_in_is_asked_for_by_name(path: Path, start: Start) -> None:
    trust = path.with_name("trust.duckdb")
    terminal = start("import", str(path), "--into", str(trust), "--no-passphrase", columns=120)
    terminal.wait_for("Passphrase of oak.duckdb: ")
    terminal.write(SECRET.encode() + b"\r")
    assert terminal.wait_end() == 0
    assert "oak.duckdb: imported" in terminal.text
    assert SECRET.encode() not in terminal.raw

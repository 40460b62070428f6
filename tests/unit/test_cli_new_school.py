"""New school files on the command line: encrypted, or said to be plain; and encrypted files of other schools."""

from __future__ import annotations

from pathlib import Path

import pytest

from progress_tui.store.protection.key_file import key_path
from progress_tui.store.protection.recognising import is_encrypted
from tests.unit.passphrase_commands import (
    OTHER,
    ROWS,
    SECRET,
    Run,
    lines,
    opens,
    path,
    plain,
    quick,
    recovery_key_in,
    run,
)

__all__ = ["lines", "path", "plain", "quick", "run"]


# -- a new school


def test_a_new_school_is_encrypted_from_its_first_byte(plain: Path, run: Run) -> None:
    new = plain.with_name("new.duckdb")
    code, out, err = run("import", plain.with_name("rows.csv"), "--into", new, secrets=(SECRET,))
    assert code == 0
    assert "imported" in out
    assert opens(new, recovery_key_in(err))
    assert is_encrypted(new)
    assert run("check", "--file", new, secrets=(SECRET,))[0] == 0


def test_a_plain_new_school_is_said_once_and_not_where_it_was_asked_for(plain: Path, run: Run) -> None:
    rows, new = plain.with_name("rows.csv"), plain.with_name("new.duckdb")
    code, _, err = run("import", rows, "--into", new)
    words = "whoever gets hold of it can read it. “progress-tui passphrase set” encrypts it."
    assert (code, err.splitlines()[-1]) == (0, f"new.duckdb is not encrypted: {words}")
    assert "encrypted" not in run("import", rows, "--into", new)[2]
    assert "encrypted" not in run("import", rows, "--into", plain.with_name("dry.duckdb"), "--dry-run")[2]


def test_nothing_is_left_where_nothing_was_stored(plain: Path, run: Run) -> None:
    bad, new = plain.with_name("bad.csv"), plain.with_name("new.duckdb")
    bad.write_text(ROWS.replace("JB", "nonsense"), "utf-8")
    code, _, err = run("import", bad, "--into", new, secrets=(SECRET,))
    assert code == 4, "a question needs an answer"
    assert "Recovery key" not in err
    assert not list(plain.parent.glob("new.duckdb*"))
    assert run("import", plain.with_name("rows.csv"), "--into", new, secrets=(OTHER,))[0] == 0


def test_a_weak_passphrase_and_two_words_that_disagree_make_no_file(plain: Path, run: Run) -> None:
    rows, new = plain.with_name("rows.csv"), plain.with_name("new.duckdb")
    assert run("import", rows, "--into", new, secrets=("short",))[0] == 1
    code, _, err = run("import", rows, "--into", new, "--no-passphrase", secrets=(SECRET,))
    assert code == 2
    assert "contradict each other" in err
    assert not list(plain.parent.glob("new.duckdb*"))


# -- another school's file


def test_an_encrypted_school_is_taken_in_with_its_own_passphrase(path: Path, run: Run) -> None:
    trust = path.with_name("trust.duckdb")
    code, out, _ = run("import", path, "--into", trust, "--dry-run", secrets=("", SECRET))
    assert (code, "2 pupils" in out, trust.exists()) == (0, True, False)
    code, out, _ = run("import", path, "--into", trust, secrets=(OTHER, SECRET))
    assert code == 0
    assert "Khan" in run("show", "class", "Oak", "--file", trust, secrets=(OTHER,))[1]


def test_without_its_passphrase_it_is_refused(path: Path, run: Run) -> None:
    trust = path.with_name("trust.duckdb")
    code, _, err = run("import", path, "--into", trust, "--no-passphrase")
    assert code == 1
    assert "oak.duckdb is encrypted. It opens with its passphrase" in err
    code, _, err = run("import", path, "--into", trust, secrets=(OTHER, "wrong wrong wrong"))
    assert code == 1
    assert "That passphrase does not open the file." in err
    code, _, err = run("import", path, "--into", trust, secrets=(OTHER,))
    assert code == 2
    assert "Line 2 is to be the passphrase of oak.duckdb." in err
    assert not list(path.parent.glob("trust.duckdb*"))


# -- a computer that cannot write encrypted files


def test_where_nothing_encrypted_can_be_written_it_is_said_and_nothing_is_left(
    plain: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, new = plain.read_bytes(), plain.with_name("new.duckdb")
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    code, out, err = run("import", plain.with_name("rows.csv"), "--into", new, secrets=(SECRET,))
    assert code == 1
    assert "This computer cannot write encrypted files." in out + err
    assert "Recovery key" not in err
    assert not list(plain.parent.glob("new.duckdb*"))
    code, out, err = run("passphrase", "set", "--file", plain, secrets=(SECRET,))
    assert (code, out) == (1, "")
    assert "This computer cannot write encrypted files." in err
    assert (plain.read_bytes() == before, key_path(plain).exists()) == (True, False)

"""The passphrase on the command line: given by a file descriptor or the environment, set, changed, taken away."""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing, nullcontext
from pathlib import Path

import pytest

from progress_tui.cli.parser import parse
from progress_tui.domain.errors import UsageError, WrongPassphraseError
from progress_tui.store.protection import key_file, tries
from progress_tui.store.protection.recognising import is_encrypted
from progress_tui.tui import launch
from progress_tui.workspace import Workspace
from progress_tui.workspace.safekeeping.passphrases import LONGEST, GivenLines, given_passphrase
from tests.unit.passphrase_commands import (
    OTHER,
    SECRET,
    Run,
    audit_of,
    lines,
    opens,
    path,
    plain,
    quick,
    recovery_key_in,
    run,
)

__all__ = ["lines", "path", "plain", "quick", "run"]

# -- the descriptor


def test_lines_are_read_one_at_a_time_and_the_rest_is_left() -> None:
    reading, writing = os.pipe()
    try:
        os.write(writing, "naïve café terrace\r\nsecond\nfor somebody else\n".encode())
        given = GivenLines(reading)
        # The pipe is open at its other end: reading to the end would wait for ever.
        assert (given.line(1), given.line(0)) == ("second", "naïve café terrace")
        assert os.read(reading, 100) == b"for somebody else\n"
    finally:
        os.close(reading)
        os.close(writing)


@pytest.mark.parametrize(
    ("written", "words"),
    [
        (b"", "Line 1 is to be mine."),
        (b"\n", "Line 1 is to be mine."),
        (b"\xff\xfe\n", "is no text"),
        (b"x" * (LONGEST + 1) + b"\n", "is longer than 1024 bytes"),
    ],
)
def test_a_line_that_is_no_passphrase_is_refused(written: bytes, words: str) -> None:
    reading, writing = os.pipe()
    os.write(writing, written)
    os.close(writing)
    try:
        with pytest.raises(UsageError) as refused:
            GivenLines(reading).required(0, "mine")
        assert words in str(refused.value)
    finally:
        os.close(reading)


def test_the_longest_line_and_one_without_an_end_are_taken() -> None:
    reading, writing = os.pipe()
    os.write(writing, b"x" * LONGEST + b"\nlast")
    os.close(writing)
    try:
        given = GivenLines(reading)
        assert (given.line(0), given.line(1), given.line(2)) == ("x" * LONGEST, "last", None)
    finally:
        os.close(reading)


def test_a_descriptor_that_is_not_open_is_told(path: Path, run: Run) -> None:
    assert run("check", "--file", path, "--passphrase-fd", "991") == (
        2, "", "progress-tui: --passphrase-fd 991 cannot be read. Bad file descriptor. "
        "In a shell: progress-tui … --passphrase-fd 991 991<FILE\n",
    )  # fmt: skip


@pytest.mark.parametrize(
    "words", [["--passphrase-fd", "x", "check"], ["check", "--passphrase-fd=-1"], ["check", "--passphrase-fd"]]
)
def test_what_is_no_descriptor_is_a_usage_error(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parse(words)
    assert ended.value.code == 2
    assert "--passphrase-fd" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        ["--passphrase-fd", "0", "check"],
        ["check", "--passphrase-fd=0"],
        ["check", "--passphrase-fd", "0"],
        ["--passphrase-fd", "0"],
    ],
)
def test_it_may_stand_before_and_after_the_command(words: list[str]) -> None:
    args = parse(words)
    assert isinstance(args.passphrase_fd, GivenLines)
    assert args.command == ("check" if "check" in words else "open")


# -- commands on an encrypted file


def test_commands_read_and_write_with_the_passphrase(path: Path, run: Run) -> None:
    assert is_encrypted(path)
    code, out, err = run("check", "--file", path, secrets=(SECRET,))
    assert (code, err) == (0, "")
    assert out.endswith("Everything holds together.\n")
    assert "Khan" in run("show", "class", "Oak", "--file", path, secrets=(SECRET,))[1]
    assert run("filters", "save", "low", "flags>=1", "--file", path, secrets=(SECRET,))[0] == 0
    assert "low" in run("filters", "list", "--file", path, secrets=(SECRET,))[1]
    assert run("audit", "check", "--file", path, secrets=(SECRET,))[0] == 0


def test_without_a_terminal_it_says_how_to_give_it(path: Path, run: Run) -> None:
    assert run("show", "class", "Oak", "--file", path) == (
        1, "", "progress-tui: oak.duckdb is encrypted. It opens with its passphrase, and there is no terminal to ask "
        "for it on. In a script give it with --passphrase-fd (docs/encryption.md).\n",
    )  # fmt: skip


def test_the_environment_gives_it_and_the_descriptor_goes_first(
    path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROGRESS_TUI_PASSPHRASE", SECRET)
    assert run("check", "--file", path)[0] == 0
    code, _, err = run("check", "--file", path, secrets=("not that one at all",))
    assert (code, err) == (
        1,
        "progress-tui: That passphrase does not open the file. The file was not touched. Try again.\n",
    )


def test_the_screens_are_given_the_same(path: Path, lines: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert given_passphrase(parse([str(path), "--passphrase-fd", lines(SECRET)]), path) == SECRET
    assert given_passphrase(argparse.Namespace(passphrase_fd=None), path) is None
    monkeypatch.setenv("PROGRESS_TUI_PASSPHRASE", OTHER)
    assert given_passphrase(argparse.Namespace(passphrase_fd=None), path) == OTHER


@pytest.mark.parametrize("given", [SECRET, "not that one at all"])
def test_no_passphrase_stays_with_the_screens(path: Path, lines: Callable[..., str], given: str) -> None:
    args = parse(["--passphrase-fd", lines(given), "--file", str(path)])
    workspace = Workspace(path)
    with closing(workspace), nullcontext() if given == SECRET else pytest.raises(WrongPassphraseError):
        launch._unlock(workspace, args)
    assert args.passphrase_fd is None


def test_wrong_ones_are_slowed_and_stand_in_the_audit(path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(tries.FREE):
        code, _, last = run("check", "--file", path, secrets=("wrong wrong wrong",))
        assert code == 1
    assert last.endswith("Wait 1 second, then try again.\n")
    monkeypatch.setattr(tries, "seconds_to_wait", lambda _: 7.2)
    code, out, err = run("check", "--file", path, secrets=(SECRET,))
    assert (code, out) == (1, "")
    assert "is looked at in 8 seconds." in err
    monkeypatch.setattr(tries, "seconds_to_wait", lambda _: 0)
    assert audit_of(path, SECRET)[-1] == "unlock failures"


def test_a_computer_that_cannot_write_reads_and_says_so(path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    run("check", "--file", path, secrets=("wrong wrong wrong",))
    assert run("show", "class", "Oak", "--file", path, secrets=(SECRET,))[0] == 0
    code, out, err = run("filters", "save", "low", "flags>=1", "--file", path, secrets=(SECRET,))
    assert (code, out) == (1, "")
    assert err.startswith("progress-tui: This computer cannot write encrypted files. The code that encrypts")
    assert tries.read(path).number == 1, "what could not be written stays counted"


# -- passphrase


def test_set_prints_the_recovery_key_once_and_nothing_is_left_in_plain(plain: Path, run: Run) -> None:
    assert b"Khan" in plain.read_bytes()
    code, out, err = run("passphrase", "set", "--name", "Jane", "--file", plain, secrets=(SECRET,))
    assert code == 0
    printed = recovery_key_in(out)
    assert out == f"{printed}\n"
    assert printed not in err
    assert "the data is lost: then nobody can open the file." in err
    assert "copies that were made in other ways, are as they were" in err
    assert b"Khan" not in plain.read_bytes()
    assert opens(plain, SECRET)
    assert opens(plain, printed)
    assert run("passphrase", "set", "--file", plain, secrets=(SECRET,)) == (
        1, "", "progress-tui: oak.duckdb has a passphrase already. Change it, or add another person's.\n",
    )  # fmt: skip


def test_without_a_key_file_no_passphrase_is_asked_for(path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("progress_tui.cli.prompting.can_ask", lambda: True)
    monkeypatch.setattr("progress_tui.cli.prompting.ask_secret", lambda _: pytest.fail("it is asked for"))
    keys = key_file.key_path(path)
    keys.write_text("{", "utf-8")
    code, _, err = run("check", "--file", path)
    assert (code, "oak.duckdb.keys is damaged" in err) == (1, True)
    keys.unlink()
    code, _, err = run("import", path, "--into", path.with_name("trust.duckdb"), "--no-passphrase")
    assert (code, "every backup has a copy" in err) == (1, True)


def test_what_is_easy_to_guess_is_refused_and_the_file_stays(plain: Path, run: Run) -> None:
    before = plain.read_bytes()
    code, out, err = run("passphrase", "set", "--file", plain, secrets=("oakfield",))
    assert (code, out) == (1, "")
    assert "Take three random words." in err
    assert plain.read_bytes() == before
    assert not key_file.key_path(plain).exists()


def test_ways_in_come_and_go(path: Path, run: Run) -> None:
    assert run("passphrase", "add", "--name", "Head", "--file", path, secrets=(SECRET, OTHER))[0] == 0
    assert run("check", "--file", path, secrets=(OTHER,))[0] == 0
    assert (
        "Several people have a passphrase"
        in run("passphrase", "change", "--file", path, secrets=(SECRET, "new new words"))[2]
    )
    assert (
        run("passphrase", "change", "--name", "head", "--file", path, secrets=(SECRET, "a third set of words"))[0] == 0
    )
    assert not opens(path, OTHER)
    code, _, err = run("passphrase", "remove", "--name", "Jane", "--file", path, secrets=("a third set of words",))
    assert code == 0
    assert "old copy of the key file" in err
    assert "passphrase renew" in err
    assert not opens(path, SECRET)
    refused = run("passphrase", "remove", "--name", "head", "--file", path, secrets=("a third set of words",))
    assert "The last passphrase cannot be taken away" in refused[2]
    assert audit_of(path, "a third set of words")[-3:] == [
        "passphrase added", "passphrase changed", "passphrase removed",
    ]  # fmt: skip


def test_the_recovery_key_mends_a_forgotten_passphrase(path: Path, run: Run) -> None:
    printed = recovery_key_in(run("passphrase", "recovery", "--file", path, secrets=(SECRET,))[1])
    assert run("passphrase", "change", "--file", path, secrets=(printed.lower(), OTHER))[0] == 0
    assert (opens(path, OTHER), opens(path, SECRET)) == (True, False)
    again = recovery_key_in(run("passphrase", "recovery", "--file", path, secrets=(OTHER,))[1])
    assert (opens(path, again), opens(path, printed)) == (True, False)


def test_renew_leaves_one_way_in_and_another_data_key(path: Path, run: Run) -> None:
    run("passphrase", "add", "--name", "Head", "--file", path, secrets=(SECRET, OTHER))
    old = key_file.read(path)
    code, out, err = run("passphrase", "renew", "--name", "Ann", "--file", path, secrets=(OTHER, "three other words"))
    assert code == 0
    assert "Everybody else's passphrase" in err
    assert [opens(path, secret) for secret in ("three other words", recovery_key_in(out), SECRET, OTHER)] == [
        True, True, False, False,
    ]  # fmt: skip
    assert old.unwrap(SECRET) != key_file.read(path).unwrap("three other words")
    assert "Khan" in run("show", "class", "Oak", "--file", path, secrets=("three other words",))[1]


def test_the_list_needs_no_passphrase(plain: Path, run: Run) -> None:
    assert "oak.duckdb is not encrypted." in run("passphrase", "list", "--file", plain)[1]
    run("passphrase", "set", "--name", "Jane", "--file", plain, secrets=(SECRET,))
    code, out, err = run("passphrase", "list", "--file", plain, "--format", "csv")
    assert (code, err) == (0, "")
    assert [line.rsplit(",", 1)[0] for line in out.splitlines()] == [
        "name,kind", "Jane,passphrase", "Recovery key,recovery",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["remove"], "Nobody was named. Add --name"),
        (["list", "--name", "x"], "“passphrase list” takes no name."),
        (["add"], "A passphrase needs a name."),
        (["change", "--name", "Bob"], "Nobody called “Bob” has a passphrase. Known: Jane, Recovery key."),
        (["change", "--name", "recovery key"], "The recovery key is not a passphrase."),
        (["remove", "--name", "recovery key"], "The recovery key is not a passphrase."),
        (["remove", "--name", "Bob"], "Nobody called “Bob” has a passphrase. Known: Jane, Recovery key."),
        (["add", "--name", "jane"], "“Jane” has a passphrase already."),
    ],
)
def test_what_cannot_be_done_is_said(path: Path, run: Run, words: list[str], said: str) -> None:
    before = key_file.read(path)
    code, out, err = run("passphrase", *words, "--file", path, secrets=(SECRET, OTHER))
    assert (code in (1, 2), out) == (True, "")
    assert said in err
    assert key_file.read(path) == before


def test_a_second_line_that_is_missing_is_told(path: Path, run: Run) -> None:
    code, _, err = run("passphrase", "change", "--file", path, secrets=(SECRET,))
    assert code == 2
    assert "Line 2 is to be the new passphrase." in err


def test_without_a_terminal_a_new_one_cannot_be_asked_for(plain: Path, run: Run) -> None:
    code, _, err = run("passphrase", "set", "--file", plain)
    assert (code, is_encrypted(plain)) == (2, False)
    assert "line 1 of --passphrase-fd" in err


@pytest.mark.parametrize("what", ["change", "add", "recovery", "renew", "remember"])
def test_a_plain_file_has_no_passphrase_to_work_on(plain: Path, run: Run, what: str) -> None:
    code, _, err = run("passphrase", what, "--file", plain, secrets=(SECRET, OTHER))
    assert code == 2
    assert "oak.duckdb has no passphrase. Set one" in err


def test_a_file_that_is_not_there_is_told(tmp_path: Path, run: Run) -> None:
    assert run("passphrase", "set", "--file", tmp_path / "no.duckdb", secrets=(SECRET,))[0] == 1


# -- never among the arguments


def test_there_is_no_option_that_takes_a_passphrase() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "progress_tui", "passphrase", "--help"], capture_output=True, text=True, check=True
    ).stdout
    options = set(re.findall(r"--[a-z-]+", told))
    assert options == {"--help", "--name", "--file", "--format"}


def test_backups_follow_and_those_out_of_reach_are_named(plain: Path, run: Run) -> None:
    stick, away = plain.with_name("stick"), plain.with_name("away")
    stick.mkdir()
    assert run("backup", "--file", plain)[0] == 0
    assert run("backup", "--to", stick, "--file", plain)[0] == 0
    beside = [one for one in plain.with_name("oak.duckdb.backups").iterdir() if one.suffix == ".duckdb"]
    assert not any(map(is_encrypted, beside))
    stick.rename(away)
    err = run("passphrase", "set", "--name", "Jane", "--file", plain, secrets=(SECRET,))[2]
    assert f"{stick} still opens as before." in err
    assert all(map(is_encrypted, beside))
    assert all(opens(one, SECRET) for one in beside)

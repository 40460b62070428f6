"""The keyring of the computer: asked only for files whose passphrase was put there, and never trusted beyond that."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from progress_tui.settings import in_keyring, remembered
from progress_tui.workspace.safekeeping import keyrings
from tests.unit.passphrase_commands import (
    OTHER,
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

LIBRARY = """
import json, pathlib
from . import errors
FILE = pathlib.Path(__file__).with_name("held.json")
class Backend:
    priority = 5
def get_keyring():
    return Backend()
def _held():
    return json.loads(FILE.read_text("utf-8")) if FILE.exists() else {}
def get_password(service, user):
    if FILE.with_name("shut").exists():
        raise errors.KeyringError("it is shut")
    return _held().get(f"{service} {user}")
def set_password(service, user, password):
    if FILE.with_name("shut").exists():
        raise errors.KeyringError("it is shut.")
    FILE.write_text(json.dumps(_held() | {f"{service} {user}": password}), "utf-8")
def delete_password(service, user):
    if FILE.with_name("stuck").exists():
        raise errors.KeyringError("it is stuck")
    held = _held()
    if held.pop(f"{service} {user}", None) is None:
        raise errors.PasswordDeleteError("not there")
    FILE.write_text(json.dumps(held), "utf-8")
"""
ERRORS = "class KeyringError(Exception): ...\nclass PasswordDeleteError(KeyringError): ...\n"


@pytest.fixture(name="library")
def _library(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library with the words of `keyring` that keeps what it is given in a file; the folder of it."""
    folder = tmp_path_factory.mktemp("library") / "keyring"
    folder.mkdir()
    (folder / "__init__.py").write_text(LIBRARY, "utf-8")
    (folder / "errors.py").write_text(ERRORS, "utf-8")
    for name in ("keyring", "keyring.errors"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.syspath_prepend(folder.parent)
    return folder


def held(library: Path) -> dict[str, str]:
    place = library / "held.json"
    return dict(json.loads(place.read_text("utf-8"))) if place.exists() else {}


def test_what_is_remembered_opens_until_it_is_forgotten(library: Path, path: Path, run: Run, home: Path) -> None:
    assert run("passphrase", "remember", "--file", path, secrets=(SECRET,))[0] == 0
    assert held(library) == {f"progress-tui {path}": SECRET}
    assert remembered().in_keyring == (str(path),)
    assert SECRET not in (home / "state.json").read_text("utf-8")
    assert run("check", "--file", path)[0] == 0
    code, _, err = run("passphrase", "forget", "--file", path)
    assert (code, err) == (0, "The passphrase is taken out of the keyring.\n")
    assert (held(library), in_keyring(path)) == ({}, False)
    assert run("check", "--file", path)[0] == 1
    assert "holds no passphrase of this file" in run("passphrase", "forget", "--file", path)[2]


def test_it_is_not_asked_for_a_file_that_was_not_put_there(library: Path, path: Path, run: Run) -> None:
    (library / "held.json").write_text(json.dumps({f"progress-tui {path}": SECRET}), "utf-8")
    assert run("check", "--file", path)[0] == 1
    assert "keyring" not in sys.modules


def test_a_changed_passphrase_is_taken_out(library: Path, path: Path, run: Run) -> None:
    run("passphrase", "remember", "--file", path, secrets=(SECRET,))
    code, _, err = run("passphrase", "change", "--file", path, secrets=(SECRET, OTHER))
    assert code == 0
    assert "The passphrase in the keyring was taken out" in err
    assert held(library) == {}


@pytest.mark.parametrize("what", ["change", "renew"])
def test_what_was_done_is_told_before_the_keyring_is_asked(library: Path, path: Path, run: Run, what: str) -> None:
    run("passphrase", "remember", "--file", path, secrets=(SECRET,))
    (library / "stuck").touch()
    code, out, err = run("passphrase", what, "--name", "Jane", "--file", path, secrets=(SECRET, OTHER))
    assert (code, "The keyring refused. It says: it is stuck." in err) == (1, True)
    if what == "renew":
        assert opens(path, recovery_key_in(out))
    else:
        assert "The passphrase of “Jane” is changed." in err
    assert opens(path, OTHER)


def test_one_that_is_wrong_by_now_is_taken_out_and_tried_once(library: Path, path: Path, run: Run) -> None:
    run("passphrase", "remember", "--file", path, secrets=(SECRET,))
    keyrings.keep(path, "what it was last year")
    code, _, err = run("check", "--file", path)
    assert code == 1
    assert "is not that of oak.duckdb any more. It was taken out." in err
    assert "oak.duckdb is encrypted" in err, "it is asked for then"
    assert held(library) == {}


def test_a_keyring_that_is_shut_stops_nobody(library: Path, path: Path, run: Run) -> None:
    run("passphrase", "remember", "--file", path, secrets=(SECRET,))
    (library / "shut").touch()
    assert "no terminal to ask for it on" in run("check", "--file", path)[2]
    code, _, err = run("passphrase", "remember", "--file", path, secrets=(SECRET,))
    assert (code, err) == (1, "progress-tui: The keyring refused. It says: it is shut. Nothing was kept.\n")


def test_one_that_keeps_passwords_in_the_open_is_refused(library: Path, path: Path, run: Run) -> None:
    (library / "__init__.py").write_text(LIBRARY.replace("priority = 5", "priority = 0.5"), "utf-8")
    code, _, err = run("passphrase", "remember", "--file", path, secrets=(SECRET,))
    assert code == 1
    assert "This computer has no safe keyring." in err
    assert (held(library), in_keyring(path)) == ({}, False)


def test_without_the_library_it_says_what_to_install(path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyrings, "_installed", lambda: False)
    code, _, err = run("passphrase", "remember", "--file", path, secrets=(SECRET,))
    assert code == 2
    assert "progress-tui[keyring]" in err
    assert not in_keyring(path)

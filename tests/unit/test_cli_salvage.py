"""`progress-tui salvage`: exit codes, what is said, and who may read what is written."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random
from threading import Timer

import pytest

from progress_tui.domain.errors import StoreError
from progress_tui.store.engine import SchoolFile
from progress_tui.store.file.asking import Reader
from progress_tui.workspace import Workspace
from progress_tui.workspace.safekeeping.salvaging import LOST_WORDS, REPORT
from tests.unit.passphrase_commands import SECRET, Run, lines, path, plain, quick, run
from tests.unit.test_docs import page, sections

__all__ = ["lines", "path", "plain", "quick", "run"]

WRITTEN = 20
BLOCK = 262_144
"""Bytes of a block of the file."""


def body(number: int) -> str:
    """A note that does not shrink when it is stored, so that the notes fill many blocks."""
    return f"note {number} " + Random(number).randbytes(12_000).hex()  # noqa: S311 – no secret


@pytest.fixture(params=["plain", "encrypted"])
def file(request: pytest.FixtureRequest) -> Iterator[tuple[SchoolFile, tuple[str, ...]]]:
    """A sound school with notes, and the passphrases that open it."""
    kind = request.param == "encrypted"
    found: Path = request.getfixturevalue("path" if kind else "plain")
    with closing(Workspace(found)) as workspace:
        if kind:
            workspace.protecting.unlock(SECRET)
        workspace.open()
        for number in range(WRITTEN):
            workspace.save_note(1, 1 + number % 2, body(number)).result()
        key = workspace.file.key
    with closing(SchoolFile(found, key)) as made:
        yield made, (SECRET,) if kind else ()


NOTES, PUPILS = "SELECT body FROM note", "SELECT pupil_id FROM note"
NAMES = "SELECT hash(p), hash(c) FROM pupil p, class c"


def damage(file: SchoolFile, lost: str = NOTES, kept: str = PUPILS) -> None:
    """Change a byte so that the file opens, and the one query fails and the other does not."""
    content = file.path.read_bytes()
    for place in range(len(content) - BLOCK // 2, BLOCK, -BLOCK):
        changed = bytearray(content)
        changed[place] ^= 0xFF
        file.path.write_bytes(changed)
        if not reads(file, lost) and reads(file, kept):
            return
    pytest.fail("there is no such byte in the file")


def reads(file: SchoolFile, query: str) -> bool:
    try:
        file.read(lambda con: con.execute(query).fetchall())
    except StoreError:
        return False
    return True


def test_what_is_left_of_a_damaged_file_is_saved_and_said(
    file: tuple[SchoolFile, tuple[str, ...]], tmp_path: Path, run: Run
) -> None:
    school, secrets = file
    damage(school)
    before, out = school.path.read_bytes(), tmp_path / "saved"
    code, printed, said = run("salvage", "--file", school.path, "--to", out, secrets=secrets)
    assert code == 1
    assert school.path.read_bytes() == before
    assert sorted(printed.splitlines()) == sorted(map(str, out.iterdir()))
    assert {one.name for one in out.iterdir()} >= {"notes.csv", REPORT}
    assert (out.stat().st_mode & 0o777, {one.stat().st_mode & 0o777 for one in out.iterdir()}) == (0o700, {0o600})
    first, *others = said.splitlines()[-4:]
    assert " read whole; " in first
    assert " lost." in first
    assert others == [
        f"“{REPORT}” says what was saved and what was not.",
        "These copies are NOT encrypted, and no audit tells of them, as the damaged file cannot be written.",
        f"To go on working, go back to a backup: “progress-tui restore --file {school.path}”.",
    ]
    assert "These copies are not encrypted." in (out / REPORT).read_text("utf-8")
    saved = (out / "notes.csv").read_text("utf-8-sig")
    assert LOST_WORDS in saved
    assert ("Khan, Ali" in saved, "Smith, Tom" in saved) == (True, True)
    assert not all(body(number) in saved for number in range(WRITTEN))
    documented = sections(page("command-line.md"))["progress-tui salvage"]
    assert [one for one in others if one.replace(str(school.path), "oak.duckdb") not in documented] == []


def test_names_that_are_lost_are_told_though_every_note_could_be_read(
    file: tuple[SchoolFile, tuple[str, ...]], tmp_path: Path, run: Run
) -> None:
    school, secrets = file
    damage(school, NAMES, f"{NOTES} ORDER BY school_id, note_id")
    code, _, said = run("salvage", "--file", school.path, "--to", tmp_path / "saved", secrets=secrets)
    report = (tmp_path / "saved" / REPORT).read_text("utf-8")
    assert code == 1
    assert re.search(r"rows read whole; of (pupil|class|pupil and class) something is lost\.", said), said
    damaged = re.search(r"Damaged of the rest of the file: .*", said)
    assert damaged is not None, said
    assert damaged[0] in report
    assert re.search(r"^- (pupil|class): ", report, re.MULTILINE), "what DuckDB said of it"
    saved = (tmp_path / "saved" / "notes.csv").read_text("utf-8-sig")
    assert all(body(number) in saved for number in range(WRITTEN))


def test_a_child_that_is_not_on_file_any_more_is_told(
    file: tuple[SchoolFile, tuple[str, ...]], tmp_path: Path, run: Run
) -> None:
    school, secrets = file
    school.write(lambda con: con.execute("DELETE FROM pupil WHERE pupil_id = 2").fetchall())
    code, _, said = run("salvage", "--file", school.path, "--to", tmp_path / "saved", secrets=secrets)
    told = "rows of the table note name a pupil that is not on file."
    assert (code, "; none is lost." in said) == (1, True)
    assert told in said
    assert told in (tmp_path / "saved" / REPORT).read_text("utf-8")


def test_it_ends_with_0_where_only_what_an_import_brings_back_is_damaged(
    file: tuple[SchoolFile, tuple[str, ...]], tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    school, secrets = file
    monkeypatch.setattr("progress_tui.store.salvaging._reads", lambda _, name: name != "result")
    code, printed, said = run("salvage", "--file", school.path, "--to", tmp_path / "saved", secrets=secrets)
    assert (code, "; none is lost." in said) == (0, True)
    assert "Damaged of the rest of the file: result." in said
    assert str(tmp_path / "saved" / "notes.csv") in printed.splitlines()


def test_a_sound_file_is_refused_and_so_is_a_command_without_a_folder(
    file: tuple[SchoolFile, tuple[str, ...]], tmp_path: Path, run: Run
) -> None:
    school, secrets = file
    code, printed, said = run("salvage", "--file", school.path, "--to", tmp_path / "saved", secrets=secrets)
    assert (code, printed) == (2, "")
    assert f"Nothing is wrong with {school.path.name}." in said
    assert f"“progress-tui export data --file {school.path}” writes everything on file" in said
    assert not (tmp_path / "saved").exists()
    with pytest.raises(SystemExit) as ended:
        run("salvage", "--file", school.path)
    assert ended.value.code == 2


def test_a_folder_in_use_is_left_alone(file: tuple[SchoolFile, tuple[str, ...]], tmp_path: Path, run: Run) -> None:
    school, secrets = file
    damage(school)
    out = tmp_path / "in use"
    out.mkdir()
    (out / "mine.txt").write_text("mine")
    code, printed, said = run("salvage", "--file", school.path, "--to", out, secrets=secrets)
    assert (code, printed) == (1, "")
    assert f"There is something in {out}." in said
    assert [one.name for one in out.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
def test_a_window_that_is_closed_leaves_no_copy_of_the_school(
    plain: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    found = list[Path]()

    def slow(path: Path, _: object, copy: Path, __: str) -> None:
        found.append(copy)
        assert copy.read_bytes() == path.read_bytes()
        Timer(0.05, os.kill, (os.getpid(), number)).start()
        with closing(Reader(copy, None, path.name)) as reader:
            reader.ask("SELECT count(*) FROM range(1000000000000)")

    monkeypatch.setattr("progress_tui.store.salvaging._with_a_key", slow)
    with pytest.raises(SystemExit) as ended:
        run("salvage", "--file", plain, "--to", tmp_path / "saved")
    assert ended.value.code == 128 + number
    assert [copy.parent for copy in found] == [tmp_path / "saved"]
    assert not (tmp_path / "saved").exists()


def test_a_copy_that_a_killed_program_left_goes_and_that_of_a_running_one_stays(
    plain: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "saved"
    out.mkdir()
    monkeypatch.setattr("progress_tui.store.file.sweeping.is_running", lambda pid: pid == 2)
    copies = [out / f"oak.duckdb.{pid}.making{ending}" for pid in (1, 2) for ending in ("", ".wal")]
    for copy in copies:
        copy.touch()
    assert f"There is something in {out}." in run("salvage", "--file", plain, "--to", out)[2]
    assert all(copy.exists() for copy in copies)
    for copy in copies[2:]:
        copy.unlink()
    assert "Nothing is wrong with oak.duckdb." in run("salvage", "--file", plain, "--to", out)[2]
    assert list(out.iterdir()) == []


def test_nothing_is_saved_of_an_encrypted_file_without_its_passphrase(path: Path, tmp_path: Path, run: Run) -> None:
    code, printed, said = run("salvage", "--file", path, "--to", tmp_path / "saved", secrets=("a wrong passphrase",))
    assert (code, printed) == (1, "")
    assert "passphrase" in said
    assert not (tmp_path / "saved").exists()

"""`progress-tui doctor`: with no file, a sound, a damaged and a locked one; it prints nothing of a child."""

from __future__ import annotations

import json
import os
import shutil
from collections import namedtuple
from pathlib import Path
from typing import NamedTuple

import pytest

from progress_tui.__main__ import main
from progress_tui.cli import doctoring as doctor_command
from progress_tui.domain.errors import StoreError
from progress_tui.store import diagnosing
from progress_tui.store.file import sweeping
from progress_tui.store.protection import key_file
from progress_tui.workspace import Workspace
from progress_tui.workspace.safekeeping import doctoring, places

WORDS = "otter lantern quarry"
Usage = namedtuple("Usage", ["total", "used", "free"])


class Line(NamedTuple):
    found: str
    verdict: str
    remedy: str


@pytest.fixture(autouse=True)
def ordinary_computer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is mounted from elsewhere, and there is room, whatever the tests run on."""
    monkeypatch.setattr(places, "mounts", lambda: ())
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**12, 0, 10**12))


def ask(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, Line]]:
    """The exit code, and the lines by what they are about."""
    capsys.readouterr()
    code = main(["doctor", *words, "--format", "json"])
    rows = json.loads(capsys.readouterr().out)["rows"]
    lines = {row["about"]: Line(row["found"], row["verdict"], row["remedy"]) for row in rows}
    assert len(lines) == len(rows)
    assert all(bool(line.remedy) == (line.verdict == doctoring.LOOK) for line in lines.values())
    return code, lines


def to_look_at(lines: dict[str, Line]) -> set[str]:
    return {about for about, line in lines.items() if line.verdict == doctoring.LOOK}


@pytest.fixture
def encrypted(demo_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The demo school with a passphrase that costs little."""
    monkeypatch.setattr(key_file, "COST", 2**4)
    workspace = Workspace(demo_path)
    try:
        workspace.protecting.begin("Head", WORDS)
    finally:
        workspace.close()
    return demo_path


def given(secret: str) -> list[str]:
    reading, writing = os.pipe()
    os.write(writing, f"{secret}\n".encode())
    os.close(writing)
    return ["--passphrase-fd", str(reading)]


def held(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Every file: when it was written, and what is in it."""
    return {one.name: (one.stat().st_mtime_ns, one.read_bytes()) for one in folder.iterdir() if one.is_file()}


@pytest.fixture
def real_path(small_path: Path) -> Path:
    """A school that is not said to be made up."""
    workspace = Workspace(small_path)
    try:
        workspace.file.write(lambda con: con.execute("UPDATE school SET fictional = false"))
    finally:
        workspace.close()
    return small_path


# -- what there may be


def test_without_a_school_file_the_program_itself_is_looked_at(capsys: pytest.CaptureFixture[str]) -> None:
    code, lines = ask(capsys)
    assert (code, to_look_at(lines)) == (0, set())
    assert lines["school file"].found.startswith("none was named")
    assert {"program", "Python", "DuckDB", "terminal", "writes encrypted files", "data folder"} <= set(lines)


def test_a_school_file_that_is_not_there_is_to_be_looked_at(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, lines = ask(capsys, "--file", str(tmp_path / "gone.duckdb"))
    assert (code, to_look_at(lines)) == (1, {"school file"})
    assert not (tmp_path / "gone.duckdb").exists()


def test_a_sound_fictional_school_is_well_and_nothing_is_written(
    demo_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = demo_path.read_bytes()
    code, lines = ask(capsys, "--file", str(demo_path))
    assert (code, to_look_at(lines)) == (0, set())
    assert lines["contents"].found == "everything holds together"
    assert lines["audit"].found.endswith("each resting on the one before")
    assert demo_path.read_bytes() == before
    assert [path.name for path in demo_path.parent.iterdir()] == [demo_path.name]


def test_a_real_school_without_passphrase_and_backup_is_told_of_both(
    real_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, lines = ask(capsys, "--file", str(real_path))
    assert (code, to_look_at(lines)) == (1, {"encrypted", "backups"})
    workspace = Workspace(real_path)
    try:
        workspace.backing_up.make()
    finally:
        workspace.close()
    _, lines = ask(capsys, "--file", str(real_path))
    assert to_look_at(lines) == {"encrypted"}
    assert lines["backups"].found.startswith("1, the newest of 20")


def test_a_backup_that_is_long_behind_is_out_of_date(real_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = real_path.with_name(real_path.name + ".backups")
    folder.mkdir(0o700)
    old = Path(shutil.copy(real_path, folder / "2020-01-06-0900-by-hand.duckdb"))
    old.chmod(0o600)
    _, lines = ask(capsys, "--file", str(real_path))
    assert "out of date" in lines["backups"].remedy


def test_a_backup_of_a_day_to_come_is_told(real_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = real_path.with_name(real_path.name + ".backups")
    folder.mkdir(0o700)
    Path(shutil.copy(real_path, folder / "2031-01-06-0900-by-hand.duckdb")).chmod(0o600)
    _, lines = ask(capsys, "--file", str(real_path))
    assert "2031-01-06 09:00, which is still to come" in lines["backups"].found
    assert "Set the clock" in lines["backups"].remedy


def test_a_damaged_file_is_reported_and_stays_as_it_is(demo_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content = demo_path.read_bytes()
    for damaged in (content[: len(content) // 3], content[:8192] + bytes(len(content) - 8192), b"no school", b""):
        demo_path.write_bytes(damaged)
        code, lines = ask(capsys, "--file", str(demo_path))
        assert code == 1
        assert "contents" in to_look_at(lines)
        assert demo_path.read_bytes() == damaged


def test_a_locked_file_is_looked_at_from_outside_and_from_inside_with_its_passphrase(
    encrypted: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, lines = ask(capsys, "--file", str(encrypted))
    assert lines["contents"].found == "it is locked, and no passphrase was given"
    assert (lines["encrypted"].found, lines["ways in"].found) == ("yes", "1 passphrase, the recovery key")
    assert to_look_at(lines) == set()
    unseen = {about for about, line in lines.items() if line.verdict == doctoring.NOT_SEEN}
    assert unseen == {"contents", "backups"}, "which other folders hold backups stands in the file"
    main(["doctor", "--file", str(encrypted)])
    assert "All is well" not in capsys.readouterr().out
    code, lines = ask(capsys, "--file", str(encrypted), *given(WORDS))
    assert (code, to_look_at(lines)) == (0, set())
    assert lines["contents"].found == "everything holds together"


def test_wrong_passphrases_and_a_key_file_that_is_gone_are_told(
    encrypted: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["doctor", "--file", str(encrypted), *given("otter lantern quarrel")]) == 1
    _, lines = ask(capsys, "--file", str(encrypted))
    assert lines["wrong passphrases"].found.startswith("1 since")
    before = held(encrypted.parent)
    assert f"{encrypted.name}.tries" in before
    _, lines = ask(capsys, "--file", str(encrypted), *given(WORDS))
    assert lines["contents"].found == "everything holds together"
    assert lines["wrong passphrases"].found.startswith("1 since")
    assert held(encrypted.parent) == before, "it changes nothing"
    key_file.key_path(encrypted).unlink()
    _, lines = ask(capsys, "--file", str(encrypted))
    assert "ways in" in to_look_at(lines)
    assert "is not there" in lines["ways in"].found


# -- what it looks at


def test_what_others_can_get_at_is_named(
    demo_path: Path, home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "_can_be_reached", lambda _: True)
    demo_path.chmod(0o644)
    demo_path.parent.chmod(0o777)
    home.chmod(0o755)
    code, lines = ask(capsys, "--file", str(demo_path))
    assert (code, to_look_at(lines)) == (1, {"permissions of it", "permissions of these", "its folder"})
    assert "demo.duckdb" in lines["permissions of it"].found
    assert demo_path.stat().st_mode & 0o777 == 0o644


def test_a_place_in_the_cloud_is_named_for_the_file_and_for_exports(
    demo_path: Path, home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / ".stfolder").mkdir()
    (demo_path.parent / ".dropbox.cache").mkdir()
    _, lines = ask(capsys, "--file", str(demo_path))
    assert to_look_at(lines) == {"its place", "place of exports"}
    assert "Dropbox" in lines["its place"].found
    monkeypatch.setattr(places, "mounts", lambda: (places.Mount("/", "nfs4"),))
    shutil.rmtree(demo_path.parent / ".dropbox.cache")
    _, lines = ask(capsys, "--file", str(demo_path))
    assert lines["its place"].found.endswith("is on a network drive (nfs4)")


def test_a_full_disk_half_made_files_and_a_clock_that_was_put_back_are_told(
    demo_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**12, 10**12, 10**6))
    monkeypatch.setattr(sweeping, "is_running", lambda pid: pid == os.getpid())
    (demo_path.parent / "saved").mkdir()
    for pid in (4_000_000, os.getpid()):
        for folder in (demo_path.parent, demo_path.parent / "saved"):
            (folder / f"{demo_path.name}.{pid}.making").touch(0o600)
    os.utime(demo_path, (4_000_000_000, 4_000_000_000))
    _, lines = ask(capsys, "--file", str(demo_path))
    assert to_look_at(lines) == {"free space", "half-made files", "clock"}
    assert lines["half-made files"].found.startswith("2 files")


def test_a_computer_that_cannot_encrypt_says_so(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(diagnosing, "why_no_encryption", lambda: StoreError("No", "Not installed.", "Install it."))
    code, lines = ask(capsys)
    assert (code, to_look_at(lines)) == (1, {"writes encrypted files"})


def test_settings_that_cannot_be_read_are_told(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "config.toml").write_text("[flags\n", "utf-8")
    (home / "config.toml").chmod(0o600)
    _, lines = ask(capsys)
    assert to_look_at(lines) == {"settings"}


def test_an_audit_that_was_changed_is_told(demo_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    workspace = Workspace(demo_path)
    try:
        workspace.file.write(lambda con: con.execute("UPDATE audit SET what = 'nothing' WHERE audit_id = 3"))
    finally:
        workspace.close()
    _, lines = ask(capsys, "--file", str(demo_path))
    assert to_look_at(lines) == {"audit"}
    assert "from line 3" in lines["audit"].found


# -- how it is printed


def test_no_format_holds_a_word_of_a_child(demo_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    workspace = Workspace(demo_path)
    try:
        names = workspace.file.read(lambda con: con.execute("SELECT surname, forename FROM pupil").fetchall())
        upns = workspace.file.read(lambda con: con.execute("SELECT value FROM identifier").fetchall())
    finally:
        workspace.close()
    words = {word for row in [*names, *upns] for word in row if word and len(word) > 3}
    assert len(words) > 600
    for form in ("table", "csv", "json", "markdown"):
        main(["doctor", "--file", str(demo_path), "--format", form])
        told = capsys.readouterr().out
        assert "holds together" in told
        assert not {word for word in words if word in told.replace(str(demo_path), "")}


def test_the_account_stands_in_no_path(
    tmp_path: Path, demo_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    _, lines = ask(capsys, "--file", str(demo_path))
    assert lines["school file"].found.startswith("~/demo.duckdb, ")
    os.truncate(demo_path, demo_path.stat().st_size // 2)
    _, damaged = ask(capsys, "--file", str(demo_path))
    told = damaged["contents"].found
    assert told.startswith("demo.duckdb is damaged or incomplete. Its bytes are not those that were written.")
    assert 'DuckDB said: Could not read enough bytes from file "~/demo.duckdb"' in told
    for line in (*lines.values(), *damaged.values()):
        assert str(tmp_path) not in line.found + line.remedy
    other = doctoring.Finding("other", f"{tmp_path}-2/x", f"chmod go-rwx “{tmp_path}/x”, {tmp_path}.")
    row = doctoring.report([other])[0].rows[0]
    assert (row["found"], row["remedy"]) == (f"{tmp_path}-2/x", "chmod go-rwx “~/x”, ~.")


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"NO_COLOR": "1", "COLORTERM": "truecolor"}, "greys (NO_COLOR)"),
        ({"COLORTERM": "truecolor", "TERM": "xterm"}, "all colours"),
        ({"TERM": "xterm-256color"}, "256 colours"),
        ({"TERM": "vt100"}, "few colours"),
        ({}, "few colours"),
    ],
)
def test_colours_are_told_as_the_environment_says(told: dict[str, str], words: str) -> None:
    assert doctor_command.colours(told.get) == words

"""A whole journey on an encrypted school leaves no name, no word of a note and no UPN that anybody could read.

Every byte and every file name that the program leaves in its folder, in the folder for what is temporary and beside
the school file is searched, in three encodings. The same journey on a plain school shows that the search finds them.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from import_corpus.kit import upn

from progress_tui.store.protection.recognising import is_encrypted
from terminal import Terminal
from tests.terminal.conftest import PROGRAM, Start
from tests.terminal.meeting import COMMANDS, Hand

SECRET = "correct horse battery"  # noqa: S105 – of a school that is made up
HEAD = "UPN,Surname,Forename,DOB,Sex,Year Group,Class,2026-27 Aut1 Reading TA,2026-27 Aut1 Writing TA\n"
PUPILS = (
    (upn(901), "Quillfeather", "Zenobia"), (upn(902), "Marchbanks", "Ignatius"),
    (upn(903), "Overstreet", "Philippa"), (upn(904), "Brontëvale", "Anastasia"),
)  # fmt: skip
FIRST = HEAD + "".join(
    f"{number},{surname},{forename},0{day}/11/2016,F,5,Willow,{result},{result}\n"
    for day, (number, surname, forename), result in zip(range(1, 5), PUPILS, ("WB", "JB", "At", "Sec"), strict=True)
)
SECOND = FIRST.replace("Aut1", "Aut2").replace(",At,At", ",JB,JB")
WRONG = SECOND.replace("JB,JB", "JB,Quillfeather")
CTF = Path(__file__).parents[1] / "data" / "imports" / "files" / "ctf-latin.xml"
OF_CTF = ("Okafor", "N801200022001", "C801200022002", "F801200022004")
"""A common transfer file, of a fictional school, and some of whom it tells of."""
NOTE, CUT_SHORT = "Saxophone lessons steady her mornings", "Grandmother visits"
SAID, AGREED = "Handwriting exhausts him before lunchtime", "Telephone grandmother about spectacles"
NAMED = "Quillfeather-Zenobia"
"""What the files that are brought in are called: the name of a file may be a child's."""


def needles() -> tuple[str, ...]:
    """What must not be found: names, UPNs, and every longer word that was typed."""
    names = [name for _, surname, forename in PUPILS for name in (f"{forename} {surname}", surname, forename)]
    typed = re.findall(r"\w{6,}", " ".join((NOTE, CUT_SHORT, SAID, AGREED)))
    return (*(one for one, _, _ in PUPILS), *OF_CTF, *names, *typed)


def found_in(folder: Path, wanted: Sequence[str], apart: Sequence[Path]) -> dict[str, list[str]]:
    """File → which texts stand in it or in its name, whatever their case."""
    found = {}
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        if any(other in (path, *path.parents) for other in apart):
            continue
        content = path.read_bytes().lower()
        where = str(path.relative_to(folder))
        hits = [text for text in wanted if text.lower() in where.lower() or any(_forms_in(text, content))]
        if hits:
            found[where] = hits
    return found


def _forms_in(text: str, content: bytes) -> Iterator[bool]:
    for form in {text.lower(), text.lower().replace("ë", "Ë")}:
        for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
            # Bytes were lowered one by one: in UTF-16 that leaves the letters of the alphabet as they should be.
            yield form.encode(encoding) in content


class Place(NamedTuple):
    """Where a journey takes place: everything but the sources is searched."""

    folder: Path
    school: Path
    sources: Path
    env: Mapping[str, str]
    start: Start

    def run(self, *words: str) -> Terminal:
        """The program in a terminal, with every folder that it could write to inside of ours."""
        # From within, as a file that is named nowhere would land in the working folder.
        program = ("env", f"--chdir={self.env['PROGRESS_TUI_HOME']}", *PROGRAM)
        return self.start(*words, program=program, columns=120, lines=40, **self.env)


@pytest.fixture
def place(tmp_path: Path, start: Start) -> Place:
    folder = tmp_path / "everything"
    env = {"PROGRESS_TUI_HOME": "home", "TMPDIR": "temp", "HOME": "user", "XDG_DATA_HOME": "data",
           "XDG_CONFIG_HOME": "config", "XDG_STATE_HOME": "state", "XDG_CACHE_HOME": "cache",
           "XDG_RUNTIME_DIR": "runtime"}  # fmt: skip
    for name in ("school", *env.values()):
        (folder / name).mkdir(parents=True, mode=0o700)
    sources = tmp_path / "sources"
    sources.mkdir()
    for name, text in (("", FIRST), ("-2", SECOND), ("-wrong", WRONG)):
        (sources / f"{NAMED}{name}.csv").write_text(text, "utf-8")
    shutil.copy(CTF, sources)
    given = {name: str(folder / part) for name, part in env.items()}
    return Place(folder, folder / "school" / "oak.duckdb", sources, given, start)


def journey(place: Place, secret: str) -> None:
    """Import, look, write, lock, hold a meeting, be killed, come back, back up, fail."""
    _import_first(place, secret)
    terminal = _open(place, secret)
    _write_a_note(terminal)
    _lock_and_unlock(terminal, secret)
    _hold_a_meeting(terminal)
    _be_killed(terminal)
    _import_second(_open(place, secret), place)
    for words in (
        ("import", str(place.sources / CTF.name), "--into", str(place.school)),
        ("backup", "--file", str(place.school)),
        ("import", str(place.sources / f"{NAMED}-wrong.csv"), "--into", str(place.school)),
        ("show", "pupil", "Quillfeather", "--file", str(place.school)),
        ("show", "pupil", "Nobodyhere", "--file", str(place.school)),
        ("check", "--file", str(place.school)),
    ):
        command = place.run(*words)
        if secret:
            command.wait_for("Passphrase of oak.duckdb: ")
            command.write(f"{secret}\r".encode())
        assert bool(command.wait_end()) is ("wrong" in words[1] or "Nobodyhere" in words), command.text


def _import_first(place: Place, secret: str) -> None:
    terminal = place.run("import", str(place.sources / f"{NAMED}.csv"), "--into", str(place.school))
    terminal.wait_for(r"Passphrase for oak.duckdb \(only enter: none\): ")
    terminal.write(f"{secret}\r".encode())
    if secret:
        terminal.wait_for("The same again: ")
        terminal.write(f"{secret}\r".encode())
    assert terminal.wait_end() == 0, terminal.text


def _open(place: Place, secret: str) -> Terminal:
    """The class grid, after a wrong passphrase and the right one."""
    terminal = place.run(str(place.school))
    if secret:
        terminal.wait_for("oak.duckdb is locked")
        terminal.write(b"no horse at all\r")
        terminal.wait_for("does not open the file")
        _unlock(terminal, secret)
    terminal.wait_for("at expected")
    terminal.wait_for("Overstreet, Philippa")
    terminal.settle()
    return terminal


def _unlock(terminal: Terminal, secret: str) -> None:
    terminal.settle()
    terminal.write(f"{secret}\r".encode())
    terminal.wait_gone("Give the passphrase")


def _write_a_note(terminal: Terminal) -> None:
    terminal.press("n")
    terminal.wait_for("Note on")
    terminal.type(NOTE)
    terminal.wait_for("✓ Saved")
    terminal.press("escape")
    terminal.wait_gone("Note on")
    terminal.press("/")
    terminal.type("Quillfeather")
    terminal.wait_for("1 of 4: name contains")
    terminal.press("escape")
    terminal.wait_for("enter Pupil")
    terminal.settle()


def _lock_and_unlock(terminal: Terminal, secret: str) -> None:
    terminal.press("ctrl+l")
    if secret:
        terminal.wait_for("Give the passphrase")
        assert "Overstreet" not in terminal.text
        _unlock(terminal, secret)
    else:
        terminal.wait_for("not protected")
        terminal.press("enter")
    terminal.wait_for("1 of 4: name contains")
    terminal.settle()
    terminal.press("escape")
    terminal.wait_for("Overstreet, Philippa")


def _hold_a_meeting(terminal: Terminal) -> None:
    terminal.press("m")
    terminal.wait_for("B Begin")
    terminal.press("B")
    terminal.wait_for("Willow ▸ Meeting ▸ ")
    terminal.wait_for(COMMANDS)
    hand = Hand(terminal)
    hand.write("n", SAID)
    hand.press("a", "Action for")
    hand.words(AGREED)
    terminal.press("tab")
    hand.words("Headteacher")
    for _ in range(4):  # through the lines that are left, for which there are proposals
        if "Action for" in terminal.text:
            terminal.press("enter")
            terminal.settle()
    terminal.wait_for(AGREED)
    terminal.wait_for(COMMANDS)
    hand.press("r", "F: finish")
    hand.press("F", "y: finish it")
    hand.press("y", r"Meeting ▸ Willow[\s\S]*Agreed: 1 action")
    terminal.press("escape")
    terminal.wait_for("at expected")


def _be_killed(terminal: Terminal) -> None:
    """In the middle of a note, some of which is stored and some is not."""
    terminal.press("down")
    terminal.press("n")
    terminal.wait_for("Note on")
    terminal.type(CUT_SHORT)
    terminal.wait_for("✓ Saved")
    terminal.write(b" spectacles")
    os.kill(terminal.pid, signal.SIGKILL)
    terminal.wait_end()


def _import_second(terminal: Terminal, place: Place) -> None:
    """On the screens, where the file is remembered to be offered again, and out by the key."""
    terminal.write(f"\x1b[200~'{place.sources / f'{NAMED}-2.csv'}'\x1b[201~".encode())
    terminal.wait_for("Ready. Nothing is stored yet")
    terminal.press("enter")
    terminal.wait_for("Autumn 2 2026-27")
    terminal.wait_for("at expected")
    terminal.press("q")
    assert terminal.wait_end() == 0


@pytest.mark.parametrize("secret", [SECRET, ""], ids=["encrypted", "plain"])
def test_nothing_of_a_child_can_be_read_after_a_journey_on_an_encrypted_school(place: Place, secret: str) -> None:
    journey(place, secret)
    assert is_encrypted(place.school) is bool(secret)
    files = {path.name for path in place.folder.rglob("*") if path.is_file()}
    assert {"state.json", "oak.duckdb"} <= files
    assert list(place.folder.rglob("oak.duckdb.backups/*")), "there are backups to be searched"
    found = found_in(place.folder, needles(), [place.sources])
    if secret:
        assert "oak.duckdb.keys" in files
        assert found == {}
    else:
        # The control: where nothing is encrypted, all of it is found.
        hits = {text for texts in found.values() for text in texts}
        assert {one for one, _, _ in PUPILS} | {*OF_CTF} | {
            "Overstreet",
            "Philippa",
            "Saxophone",
            "Handwriting",
        } <= hits
        assert any("backups" in where for where in found)
        assert "home/state.json" in found, "it remembers the files that were brought in, which are named after a child"
        assert set(re.findall(r"\w{6,}", f"{NOTE} {SAID} {AGREED}")) <= hits


def test_the_search_knows_every_way_of_writing(tmp_path: Path) -> None:
    for number, content in enumerate(
        ("Overstreet".encode("utf-16-be"), "x OVERSTREET".encode("utf-16-le"), b"overstreet")
    ):
        (tmp_path / str(number)).write_bytes(content)
    (tmp_path / "Overstreet.csv").write_text("", "utf-8")
    assert len(found_in(tmp_path, ["Overstreet"], [])) == 4
    assert found_in(tmp_path, ["Overstreet"], [tmp_path]) == {}

"""Files as a school office has them, for the tests of the import screen."""

from __future__ import annotations

from pathlib import Path

from textual.events import Paste

from tests.screens.stage import Stage

MESSY = (
    "Oakfield Primary School,,,,,,,\n"
    "Autumn assessments 2026,,,,,,,\n"
    "Name,DOB,Reg,Year,Home address,Autumn 2 Reading TA,Autumn 2 Maths SS\n"
    '"Adeyemi, Tobi",02/11/2017,4B,4,1 High St,At,101\n'
    '"Begum, Aisha",14/05/2018,4B,4,2 High St,JB,88\n'
    '"Ng, Lee",30/06/2018,4B,4,3 High St,B,<70\n'
)
"""A title of two lines, a name column, dates, an address that is not stored; the academic year is asked."""

_PUPILS = (
    ("Abbott", "JB"), ("Byrne", "At"), ("Chowdhury", "At"), ("Dunn", "Sec"), ("Eze", "At"), ("Farrell", "B"),
    ("Gill", "At"), ("Hussain", "JB"), ("Ivanova", "At"), ("Jarvis", "At"), ("Kaur", "Sec"), ("Lowe", "At"),
)  # fmt: skip
PLAIN = "Surname,Forename,DOB,Class,Year,2026-27 Aut2 Reading TA\n" + "".join(
    f"{surname},Sam,{place + 1:02}/05/2018,4Z,4,{grade}\n" for place, (surname, grade) in enumerate(_PUPILS)
)
"""Twelve pupils of whom nothing is asked, in a class that the demo school does not have."""

WRONG = PLAIN.replace(",B\n", ",Zzz\n")
"""The sixth pupil's cell is on no scale."""

CORRECTED = PLAIN.replace("Hussain,Sam,08/05/2018,4Z,4,JB", "Hussain,Sam,08/05/2018,4Z,4,At")
"""One other value than in `PLAIN`."""


def write(folder: Path, name: str, text: str) -> Path:
    """A file in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, "utf-8")
    return path


async def sees(on_stage: Stage, text: str) -> None:
    """Wait until a text is on the screen, whatever its line breaks."""
    await on_stage.until(lambda: text in on_stage.words, text)
    await on_stage.settle()


async def drop(on_stage: Stage, path: Path | str) -> None:
    """Drop a file onto the terminal, which pastes its path."""
    on_stage.app.post_message(Paste(str(path)))
    await on_stage.settle()


async def without_passphrase(on_stage: Stage) -> None:
    """Answer the last question about a new school: it gets no passphrase."""
    await on_stage.until(lambda: on_stage.top == "NewPassphraseDialog", "a passphrase is offered")
    await on_stage.press("ctrl+n")


async def import_dropped(on_stage: Stage, path: Path) -> None:
    """Import a file of which nothing is asked into the school that is open."""
    await drop(on_stage, path)
    await sees(on_stage, "Ready.")
    await on_stage.press("enter")
    await on_stage.until(lambda: on_stage.top == "ClassScreen", "the grid is back")
    await on_stage.settle()

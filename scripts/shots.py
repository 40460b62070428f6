"""Takes the pictures of README and docs from the real program: `make shots`.

The program runs in a pseudo-terminal on a demo school made for the purpose in a temporary folder; what is on its screen
is written as SVG. Nothing of a picture depends on the day or the machine: two runs write the same bytes.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from example_workbook import NAME, example_workbook
from pictures import svg
from tour import QUESTIONS, Question

from terminal import Terminal

IMAGES: Final = Path(__file__).resolve().parent.parent / "docs" / "images"
PROGRAM: Final = (sys.executable, "-m", "progress_tui")
ON_A_DAY: Final = (
    sys.executable,
    "-c",
    "import datetime, sys; from progress_tui.domain import clock; clock.today = lambda: datetime.date(2026, 11, 23); "
    "from progress_tui.__main__ import main; sys.exit(main())",
)
"""The program on the day of the meeting that is shown: what is overdue depends on it."""

NOTE: Final = "Chose the longer text in guided reading and gave a reason for each answer."
TRIES: Final = 5
_SAVED: Final = 1_797_000_000
"""When the spreadsheet of the pictures was saved: in December 2026."""


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture.

    Attributes:
        file: its name without `.svg`; `words` what it shows, for readers who cannot see it.
        columns, lines: the size of the terminal.
        drive: presses the keys that lead from the class grid of 4B (or Welcome) to what is to be seen.
        seen: whether the screen shows it; the picture is taken at the first moment it does.
        demo: whether the demo school is open; without it there is no school file and the program shows Welcome.
        program: what is started.
    """

    file: str
    words: str
    columns: int
    lines: int
    drive: Callable[[Terminal], None]
    seen: Callable[[Terminal], bool]
    demo: bool = True
    program: tuple[str, ...] = PROGRAM


def _nothing(_: Terminal) -> None:
    """The class grid itself."""


def _below_target(terminal: Terminal) -> None:
    terminal.press("b")
    terminal.wait_for("below target in reading")


def _card(terminal: Terminal) -> None:
    _below_target(terminal)
    terminal.press("enter")


def _note(terminal: Terminal) -> None:
    _below_target(terminal)
    terminal.press("n")
    terminal.wait_for("Nothing written yet")
    terminal.settle()
    terminal.write(NOTE.encode())


def _light(terminal: Terminal) -> None:
    terminal.press("T")


def _projector(terminal: Terminal) -> None:
    terminal.press("p")
    terminal.wait_for("Names are hidden")


def _plan(terminal: Terminal) -> None:
    """The agenda of the class as it is proposed."""
    terminal.press("m")
    terminal.wait_for("B Begin")


def _begun(terminal: Terminal) -> None:
    """The meeting at its first child; its clock stands at nothing until it is looked at again."""
    _plan(terminal)
    terminal.press("B")
    terminal.wait_for("space Next")


def _running(terminal: Terminal) -> None:
    """The meeting with a barrier and a decision of its first child."""
    _begun(terminal)
    for key, seen in (
        ("b", "In the way of"), ("v", "✓ v"), ("enter", "Barriers vocabulary"),
        ("o", "Decided for"), ("g", "Decision group"),
    ):  # fmt: skip
        terminal.press(key)
        terminal.wait_for(seen)


def _read_back(terminal: Terminal) -> None:
    """The same meeting with an action, read back."""
    _running(terminal)
    terminal.press("a")
    terminal.wait_for("end of half-term")
    terminal.write(b"Reads with a partner each day")
    for key, seen in (
        ("enter", "the one marked"),
        ("enter", "agree it"),
        ("enter", r"→ Reads"),
        ("r", "1 action agreed"),
    ):
        terminal.press(key)
        terminal.wait_for(seen)


def _to_file(terminal: Terminal) -> None:
    """To the import screen, where a part of the file's name is typed."""
    terminal.press("enter")
    terminal.wait_for("Which file do you want")
    terminal.type("autumn ass")
    terminal.wait_for("Downloads/Autumn")


def _to_question(terminal: Terminal) -> None:
    _to_file(terminal)
    terminal.press("enter")
    terminal.wait_for("Question 1 of 3")


def _to_ready(terminal: Terminal) -> None:
    """Past the questions, each answered as proposed."""
    _to_question(terminal)
    for seen in ("What is your school called", "Where shall the school file", "Nothing is stored yet"):
        terminal.press("enter")
        terminal.wait_for(seen)


def _to_grid(terminal: Terminal) -> None:
    _to_ready(terminal)
    terminal.press("enter")
    terminal.wait_for("Without a passphrase")
    terminal.press("ctrl+n")
    terminal.wait_for("u undoes it")


def _settled(terminal: Terminal, quiet: float = 0.8) -> None:
    """Wait until nothing has been painted for a while: the marks of notes and the frames of filters come after."""
    terminal.settle(quiet=quiet, most=15)


def _shows(*texts: str) -> Callable[[Terminal], bool]:
    """Whether every text is on the screen, once it is at rest."""

    def seen(terminal: Terminal) -> bool:
        _settled(terminal)
        return all(text in terminal.text for text in texts)

    return seen


def _matches(pattern: str) -> Callable[[Terminal], bool]:
    """Whether a regular expression is on the screen, once it is at rest."""

    def seen(terminal: Terminal) -> bool:
        _settled(terminal)
        return re.search(pattern, terminal.text) is not None

    return seen


def _asked(question: Question, terminal: Terminal) -> None:
    """The keys that answer one of the ten questions of the tour."""
    for key, seen in zip(question.keys, question.seen, strict=True):
        terminal.press(key)
        terminal.wait_for(seen)


def _is_light(terminal: Terminal) -> bool:
    _settled(terminal)
    background = terminal.screen.buffer[0][0].bg
    return len(background) == 6 and int(background[:2], 16) > 128


def _has_no_toast(terminal: Terminal) -> bool:
    """The toast that says what `p` did leaves after some seconds."""
    _settled(terminal)
    return "Names are hidden" not in terminal.text and "Adeyemi" not in terminal.text


def _is_typing(terminal: Terminal) -> bool:
    """The whole note and not yet the mark with the time of the save."""
    terminal.pump(0.005)
    return "Typing" in terminal.text and NOTE.rsplit(maxsplit=1)[-1] in terminal.text


SHOTS: Final = (
    Shot(
        "class-grid",
        "The class grid of 4B in the fictional demo school: history, target, distance and flags of every pupil",
        120, 40, _nothing, _shows("at expected: Reading"),
    ),
    Shot(
        "below-target", "Class 4B filtered with one key to the pupils below target in reading",
        80, 24, _below_target, _shows("below target in reading"),
    ),
    Shot(
        "pupil-card", "A pupil card: flags in sentences, characteristics, targets, every result by series",
        100, 34, _card, _shows("Reading teacher assessment", "Results now"),
    ),
    Shot(
        "note-editor", "The note editor over the class grid while a note is being typed",
        80, 24, _note, _is_typing,
    ),
    Shot("light", "The class grid in the light theme", 80, 24, _light, _is_light),
    Shot("projector", "Projector mode: initials stand for names", 80, 24, _projector, _has_no_toast),
    Shot(
        "import-file", "The import screen: a part of a file's name is typed, and the file found in Downloads",
        80, 24, _to_file, _shows("Autumn assessments.xlsx"), demo=False,
    ),
    Shot(
        "import-question", "What each column of the spreadsheet was understood as, and a question with its answers",
        80, 24, _to_question, _shows("is understood as"), demo=False,
    ),
    Shot(
        "import-ready", "Everything is answered: what the import would do, before anything is stored",
        80, 24, _to_ready, _shows("Ready."), demo=False,
    ),
    Shot(
        "import-problems", "A spreadsheet with two bad rows: which, why, and the ways on",
        80, 24, _to_ready, _shows("cannot be taken"), demo=False,
    ),
    Shot(
        "import-done", "The class that was imported in the class grid, and the key that undoes the import",
        80, 24, _to_grid, _shows("u undoes it"), demo=False,
    ),
    *(
        Shot(f"tour-{question.name}", question.words, 100, 30, partial(_asked, question), _matches(question.seen[-1]))
        for question in QUESTIONS
    ),
    Shot(
        "tour-plan", "The proposed agenda of the meeting of 4B: last time's actions first, then flags by severity",
        100, 30, _plan, _shows("more not on the agenda"), program=ON_A_DAY,
    ),
    Shot(
        "tour-meeting", "The meeting: agenda at the left, at the right a child with flags, last time and results",
        100, 30, _begun, _shows("0:00 here", "Last time"), program=ON_A_DAY,
    ),
    Shot(
        "tour-read-back", "What was decided and agreed is read back, with what is still missing",
        100, 30, _read_back, _shows("1 action agreed"), program=ON_A_DAY,
    ),
)  # fmt: skip
"""Every picture of docs/images."""


def take(shot: Shot, home: Path) -> str:
    """Run the program, lead it to the screen and give that as SVG.

    Args:
        shot: what to show.
        home: the program's folder, with or without a demo school in it.

    Raises:
        TimeoutError: the screen never showed what was asked; the message holds it.
    """
    arguments = ["demo", "--class", "4B"] if shot.demo else []
    env = {"PROGRESS_TUI_HOME": str(home), "HOME": str(home)}
    with Terminal([*shot.program, *arguments], shot.columns, shot.lines, env) as t:
        t.wait_for("at expected" if shot.demo else "Begin with your own school", 120)
        _settled(t)
        shot.drive(t)
        for _ in range(400 if shot.seen is _is_typing else 12):
            if shot.seen(t):
                break
        else:
            raise TimeoutError(f"{shot.file} never appeared:\n{t.text}")
        lines = [[t.screen.buffer[line][column] for column in range(shot.columns)] for line in range(shot.lines)]
        return svg(lines, shot.words)


def _put_example(home: Path, spoilt: bool) -> None:
    """A spreadsheet in the folder of downloads, made on a day of its own."""
    path = home / "Downloads" / NAME
    path.parent.mkdir()
    path.write_bytes(example_workbook(spoilt))
    os.utime(path, (_SAVED, _SAVED))


def _take_patiently(shot: Shot, home: Path) -> str:
    """The picture; the moment before a save may be missed on a busy machine and is then tried again."""
    for tries in range(1, TRIES + 1):
        try:
            with tempfile.TemporaryDirectory() as folder:
                # The note that is typed stays out of the other pictures: it goes into a copy of the school.
                own = Path(folder)
                for file in home.glob("demo.duckdb*"):
                    (own / file.name).write_bytes(file.read_bytes())
                _put_example(own, spoilt=shot.file == "import-problems")
                return take(shot, own)
        except TimeoutError:
            if tries == TRIES:
                raise
    raise AssertionError("unreachable")


def main() -> None:
    """Write every picture into `docs/images`, or into the folder that is named; a second word leaves those with it."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else IMAGES
    only = sys.argv[2] if len(sys.argv) > 2 else ""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        take(SHOTS[0], home)  # makes the demo school
        for shot in (shot for shot in SHOTS if only in shot.file):
            path = folder / f"{shot.file}.svg"
            path.write_text(_take_patiently(shot, home), "utf-8")
            print(f"{path.name}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()

"""The whole meeting of 4B by keys alone, its record in every format, and the next one with what happened since."""

from __future__ import annotations

import csv
import re
import subprocess
import zipfile
from contextlib import closing
from pathlib import Path

from pypdf import PdfReader

from progress_tui.workspace import Workspace
from tests.terminal.conftest import PROGRAM, Start
from tests.terminal.meeting import Hand, OnFile, begin, on_file, spoken_of

BARRIERS = {"v": "vocabulary", "c": "confidence", "a": "attendance", "n": "number facts"}
DECISIONS = {"g": "group", "c": "in-class", "m": "monitor", "h": "parents"}
ACTIONS = (
    "Read with a partner each day", "Teach six new words a week", "Number facts at the start", "Sit at the front",
    "Book talk with an adult",
)  # fmt: skip
DISMISSED = (1, 2)
"""Children of whom a flag is dismissed, by their number on the agenda; the one below is put into support."""
SUPPORTED = 3
GROUP = "Daily pre-reading"
FORMATS = {".docx", ".pdf", ".xlsx", ".csv", ".md"}
SUBJECTS = ("Reading", "Writing", "Maths")


def note(number: int) -> str:
    return f"Talked about at place {number + 1}."


def a_child(hand: Hand, number: int) -> int:
    """One child as they come; how many keys it took beside the words."""
    before = hand.keys
    hand.write("n", note(number))
    letter = "vcan"[number % 4]
    hand.barrier(letter, BARRIERS[letter])
    letter = "gcmh"[number % 4]
    hand.decide(letter, DECISIONS[letter])
    typical = hand.keys - before
    if number in DISMISSED:
        hand.dismiss()
    before = hand.keys
    if number < len(ACTIONS):
        hand.agree(ACTIONS[number])
    typical += hand.keys - before
    if number == SUPPORTED:
        hand.support(GROUP)
    return typical


def hold(hand: Hand, planned: OnFile) -> None:
    """Through the whole agenda, from the first item to the last."""
    children = 0
    for item in planned.meeting.items:
        if item.pupil_id is not None:
            spoken_of(hand.terminal, planned.names[item.pupil_id])
            typical = a_child(hand, children)
            children += 1
            # The key that leads on counts too.
            assert typical + 1 <= 12
        if item is not planned.meeting.items[-1]:
            hand.terminal.press("space")
            hand.keys += 1
    assert children == 8


def export_everything(hand: Hand) -> None:
    """The teacher's copy and the senior leaders', each in every format."""
    for down, whom in ((0, "For the class teacher"), (1, "what support costs")):
        hand.press("e", r"Export · the meeting of 4B[\s\S]*Files   1")
        for _ in range(down):
            hand.press("down", rf"{whom}[\s\S]*Files   1")
        assert whom in hand.terminal.text
        for number in range(1, 6):
            if f"{number} ☐" in hand.terminal.text:
                hand.press(str(number), f"{number} ☑")
        hand.terminal.press("enter")
        hand.terminal.wait_gone("Export · the meeting")


def words_of(path: Path) -> str:
    """The words of a written file, without its looks."""
    match path.suffix:
        case ".docx" | ".xlsx":
            with zipfile.ZipFile(path) as packed:
                parts = [packed.read(name).decode() for name in packed.namelist() if name.endswith(".xml")]
            text = re.sub(r"<[^>]+>", " ", "\n".join(parts))
        case ".pdf":
            text = "\n".join(page.extract_text() for page in PdfReader(path).pages)
        case _:
            text = path.read_text("utf-8-sig")
    return " ".join(text.split())


def every_format_tells_of_it(exports: Path) -> None:
    """All that was agreed and written stands in every file."""
    for copy in ("teacher", "slt"):
        files = {path.suffix: path for path in exports.glob(f"*-{copy}.*")}
        assert set(files) == FORMATS
        for suffix, path in files.items():
            said = words_of(path)
            missing = [words for words in (*ACTIONS, *map(note, range(8))) if words not in said]
            assert missing == [], (copy, suffix)


def spring(path: Path, file: Path) -> None:
    """The next half-term's results of the class: everybody at the standard in everything."""
    with closing(Workspace(path)) as workspace:
        view = workspace.open(None, "4B").view
        assert view is not None
        held: dict[int, str] = dict(
            workspace.file.read(
                lambda con: con.execute("SELECT pupil_id, value FROM identifier WHERE kind = 'upn'").fetchall()
            )
        )
    head = ["UPN", "Surname", "Forename", "Year", "Class", *(f"2026-27 Spr1 {subject} TA" for subject in SUBJECTS)]
    rows = [[held[row.pupil_id], row.surname, row.forename, "4", "4B", "At", "At", "At"] for row in view.rows]
    with file.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows([head, *rows])


SUBJECTS = ("Reading", "Writing", "Maths")


def stands_on_file(path: Path, planned: OnFile) -> None:
    """What was written, chosen and agreed by keys, as another program reads it."""
    held = on_file(path).meeting
    assert (held.status, held.meeting_id) == ("held", planned.meeting.meeting_id)
    items = [item for item in held.items if item.pupil_id is not None]
    assert [item.text("note").body for item in items] == [note(number) for number in range(8)]
    assert all(item.discussed and len(item.barriers) == 1 and item.decision for item in items)
    agreed = [action for item in items for action in item.actions]
    assert [action.what for action in agreed] == list(ACTIONS)
    assert all(action.owner and action.due > held.held_on for action in agreed)
    with closing(Workspace(path)) as workspace:
        assert workspace.check().problems == ()
        dismissed = workspace.file.read(lambda con: con.execute("SELECT pupil_id FROM dismissal").fetchall())
        assert {items[number].pupil_id for number in DISMISSED} <= {row[0] for row in dismissed}
        (group,) = (one for one in workspace.supporting.groups(1).values() if one.name == GROUP)
        assert [member.pupil_id for member in group.members] == [items[SUPPORTED].pupil_id]


def next_meeting(start: Start, path: Path, before: OnFile) -> None:
    """It begins with what was agreed last time, and says what happened since."""
    terminal = start("demo", "--class", "4B", columns=120, lines=40)
    terminal.wait_for("4B ▸ Spring 1 2026-27")
    begin(terminal)
    planned = on_file(path)
    assert planned.meeting.meeting_id != before.meeting.meeting_id
    assert set(planned.children[:5]) == set(before.children[:5]), "children with open actions come first"
    first = planned.children[0]
    spoken_of(terminal, first, wide=True)
    what = ACTIONS[before.children.index(first)]
    terminal.wait_for(rf"Last time[\s\S]*{what}")
    terminal.wait_for(r"Since then: Reading \w+ → At\b.*\(29 others")
    terminal.press("l")
    terminal.wait_for("What became of which action|it is done")


def test_a_meeting_from_its_plan_to_the_next_one(start: Start, demo_home: Path) -> None:
    path = demo_home / "demo.duckdb"
    terminal = start("demo", "--class", "4B")
    begin(terminal)
    planned = on_file(path)
    assert planned.meeting.status == "running"
    hand = Hand(terminal)
    hold(hand, planned)

    hand.press("r", r"Nothing is missing · 5 actions agreed")
    for what in ACTIONS[:2]:
        assert what in terminal.text
    hand.press("F", "y: finish it")
    hand.press("y", r"Meeting ▸ 4B[\s\S]*Agreed: 5 actions")
    export_everything(hand)
    terminal.press("escape")
    terminal.wait_for("at expected")
    terminal.press("q")
    assert terminal.wait_end() == 0
    stands_on_file(path, planned)
    every_format_tells_of_it(demo_home / "exports")

    results = demo_home / "spring.csv"
    spring(path, results)
    importing = [*PROGRAM, "import", str(results), "--into", str(path), "--year", "2026-27"]
    done = subprocess.run(importing, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    next_meeting(start, path, planned)

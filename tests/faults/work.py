"""What somebody does when a fault strikes: an import, a note, the end of a meeting, a backup; and what is on file.

Each piece of work is done by the same calls as the screens and the command line make.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from progress_tui.domain.calendar import Point
from progress_tui.domain.errors import ProgressError
from progress_tui.domain.meetings import NewMeeting, Text
from progress_tui.importing.planning.committing import Terms
from progress_tui.store import notes
from progress_tui.store.engine import SchoolFile
from progress_tui.store.protection import key_file
from progress_tui.workspace import Workspace

if TYPE_CHECKING:
    from progress_tui.domain.meetings import Meeting

KEY: Final = bytes(range(32))
"""The data key of the encrypted school."""
OPENS_WITH: Final = "correct horse battery"
"""The passphrase that opens it."""

NOW: Final = Point.of(2026, "Aut2").ordinal
HEAD: Final = "UPN,Surname,Forename,Year,Class,2026-27 Aut2 Reading TA,2026-27 Aut2 Maths TA\n"
PUPILS: Final = 120
EARLIER: Final = "Reads at home again."
SAID: Final = "The teacher reads with her on Mondays."
TYPED: Final = "Typed while the fault was there."
LATER_PUPIL: Final = "Zephyrine"


def table(bands: str = "At", more: str = "") -> str:
    """A class list with results, long enough that its import does not fit into the file as it is."""
    rows = (f",Surname{n},Forename{n},4,4B,{bands},{bands}\n" for n in range(PUPILS))
    return HEAD + "".join(rows) + more


class School(NamedTuple):
    """A school file that a test may harm."""

    path: Path
    key: bytes | None

    def open(self) -> Workspace:
        """As a program opens it."""
        return Workspace(self.path, self.key)


def make(school: School) -> None:
    """Two imports, a note, and a meeting that runs with a text in it: what must be there after every fault."""
    if school.key is not None:
        ways = key_file.KeyFile("0" * 32, bytes(16), 2, ()).with_slot(school.key, "Head", OPENS_WITH)
        key_file.write(school.path, ways)
    with closing(school.open()) as workspace:
        bring_in(workspace, table(), "earlier.csv")
        workspace.save_note(1, 1, EARLIER).result()
        view = workspace.open(None, "4B").view
        assert view is not None
        planned = workspace.meetings.plan(1, NewMeeting(view.class_id, NOW, "2026-12-04"))
        workspace.meetings.start(1, planned.meeting_id)
        item = planned.items[0]
        workspace.meetings.save_text(1, planned.meeting_id, item.item_id, "note", SAID, Text()).result()


def bring_in(workspace: Workspace, text: str, name: str) -> None:
    """Import a text, or the source that lies there."""
    source = workspace.path.parent.parent / name
    if text:
        source.write_text(text, "utf-8")
    report = workspace.importing.bring_in(source, Terms(school_name="Oakfield"), year=2026)
    assert report.verdict == "accepted", report


def lay_out_source(path: Path) -> None:
    """The file that is imported, and the folder for backups; they lie on another disk than the school."""
    later = table("GD", f",{LATER_PUPIL},Ida,4,4B,At,At\n")
    (path.parent.parent / "later.csv").write_text(later, "utf-8")
    backup_folder(path).mkdir()


def _import(workspace: Workspace) -> None:
    bring_in(workspace, "", "later.csv")


def _note(workspace: Workspace) -> None:
    workspace.save_note(1, 2, TYPED).result()


def _finish(workspace: Workspace) -> None:
    workspace.meetings.finish(1, meeting(workspace).meeting_id)


def backup_folder(path: Path) -> Path:
    """Where the backup goes: on another disk than the school file, as it should be."""
    return path.parent.parent / "backups"


def backup_of(path: Path) -> Path | None:
    """The backup that was made; None where there is none."""
    found = list(backup_folder(path).glob("*.duckdb"))
    assert len(found) <= 1
    return found[0] if found else None


def _backup(workspace: Workspace) -> None:
    workspace.backing_up.make(backup_folder(workspace.path))


WORK: Final[dict[str, Callable[[Workspace], None]]] = {
    "import": _import,
    "note": _note,
    "meeting finish": _finish,
    "backup": _backup,
}


def attempt(workspace: Workspace, name: str) -> str:
    """Do a piece of work as the program does; the sentence that was said where it was refused, else ""."""
    try:
        if name in ("note", "meeting finish"):
            # What the screens begin with; without it nobody can write anything.
            workspace.open()
        WORK[name](workspace)
    except ProgressError as error:
        return str(error)
    return ""


def meeting(workspace: Workspace) -> Meeting:
    """The only meeting."""
    return workspace.meetings.find(1)


def stored(school: School, name: str) -> bool:
    """Whether a piece of work is in the file, all of it; something between nothing and all fails."""
    if name == "backup":
        path = backup_of(school.path)
        if path is not None:
            assert_whole(School(path, school.key))
        return path is not None
    with closing(school.open()) as workspace:
        if name == "note":
            return TYPED in [note.body for note in workspace.file.read(lambda con: notes.of_pupils(con, 1))]
        if name == "meeting finish":
            return meeting(workspace).status == "held"
        raised, more = _counts(workspace.file)
        assert (raised, more) in ((0, 0), (2 * PUPILS, 1))
        return more == 1


def _counts(file: SchoolFile) -> tuple[int, int]:
    """Results that the later import changed, and pupils that it brought."""
    row = file.read(
        lambda con: con.execute(
            "SELECT (SELECT count(*) FROM result WHERE raw = 'GD'), (SELECT count(*) FROM pupil WHERE surname = ?)",
            [LATER_PUPIL],
        ).fetchone()
    )
    assert row is not None
    return int(row[0]), int(row[1])


def assert_whole(school: School) -> None:
    """The file holds together, and what was acknowledged before the fault is in it."""
    with closing(school.open()) as workspace:
        held = workspace.check()
        assert held.problems == ()
        assert held.pupils >= PUPILS
        assert held.results >= 2 * PUPILS
        bodies = [note.body for note in workspace.file.read(lambda con: notes.of_pupils(con, 1))]
        assert EARLIER in bodies
        texts = [text.body for item in meeting(workspace).items for text in item.texts.values()]
        assert SAID in texts

"""Notes: saved, changed, parted when two programs write one, removed, cleaned, in order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest

from progress_tui.domain.errors import NotFoundError
from progress_tui.domain.views import NoteShown
from progress_tui.store import audit, directory, notes
from progress_tui.store.engine import SchoolFile
from progress_tui.store.notes import NoteSaved
from progress_tui.workspace import Workspace

HOSTILE = [
    "[red]x[/red] [@click=app.quit]here[/]",
    "=cmd|' /C calc'!A0",
    "'); DELETE FROM note; --",
    "王小明 · Ng · O'Brien-Smith · Zoë",
    "two\nlines\tand a tab",
    "x" * 20_000,
]


def save(file: SchoolFile, body: str, note_id: int | None = None, revision: int = 0, pupil_id: int = 7) -> NoteSaved:
    return file.write(lambda con: notes.save(con, 1, pupil_id, body, "SK", note_id, revision))


def held(file: SchoolFile, pupils: list[int] | None = None) -> tuple[NoteShown, ...]:
    return file.read(lambda con: notes.of_pupils(con, 1, pupils))


def test_a_new_note_is_held_as_it_was_written(fresh_file: SchoolFile) -> None:
    saved = save(fresh_file, "Reads aloud with expression.")
    assert saved == NoteSaved(note_id=1, revision=1, parted=False)
    (note,) = held(fresh_file)
    assert (note.note_id, note.pupil_id, note.revision) == (1, 7, 1)
    assert (note.body, note.author) == ("Reads aloud with expression.", "SK")
    assert note.written == note.changed
    assert datetime.fromisoformat(note.written) <= datetime.now()


def test_a_save_with_the_revision_read_changes_the_note(fresh_file: SchoolFile) -> None:
    first = save(fresh_file, "Reads")
    second = save(fresh_file, "Reads aloud", first.note_id, first.revision)
    third = save(fresh_file, "Reads aloud well", second.note_id, second.revision)
    assert third == NoteSaved(note_id=1, revision=3, parted=False)
    assert [(note.body, note.revision) for note in held(fresh_file)] == [("Reads aloud well", 3)]


def test_two_programs_on_one_note_part_and_lose_nothing(fresh_file: SchoolFile) -> None:
    first = save(fresh_file, "Seen on Monday.")
    theirs = save(fresh_file, "Seen on Monday. Mother phoned.", first.note_id, first.revision)
    mine = save(fresh_file, "Seen on Monday. New glasses.", first.note_id, first.revision)
    assert (theirs.parted, mine.parted) == (False, True)
    assert mine.note_id != first.note_id
    assert [note.body for note in held(fresh_file)] == [
        "Seen on Monday. Mother phoned.",
        "Seen on Monday. New glasses.",
    ]
    again = save(fresh_file, "Seen on Monday. New glasses help.", mine.note_id, mine.revision)
    assert again == NoteSaved(mine.note_id, 2, parted=False)
    assert [note.body for note in held(fresh_file)] == [
        "Seen on Monday. Mother phoned.",
        "Seen on Monday. New glasses help.",
    ]


def test_a_note_removed_elsewhere_comes_back_as_a_new_one(fresh_file: SchoolFile) -> None:
    first = save(fresh_file, "Mine")
    fresh_file.write(lambda con: notes.remove(con, 1, first.note_id))
    assert save(fresh_file, "Mine, still typing", first.note_id, first.revision).parted
    assert [note.body for note in held(fresh_file)] == ["Mine, still typing"]


def test_a_new_note_never_takes_the_place_of_a_removed_one(fresh_file: SchoolFile) -> None:
    gone = save(fresh_file, "Emptied elsewhere")
    fresh_file.write(lambda con: notes.remove(con, 1, gone.note_id))
    other = save(fresh_file, "Another note")
    assert other.note_id != gone.note_id
    assert save(fresh_file, "Still typing", gone.note_id, gone.revision).parted
    assert sorted(note.body for note in held(fresh_file)) == ["Another note", "Still typing"]


def test_removing_leaves_a_line_without_the_words(fresh_file: SchoolFile) -> None:
    save(fresh_file, "Keep me")
    gone = save(fresh_file, "Quillfeather said this")
    fresh_file.write(lambda con: notes.remove(con, 1, gone.note_id))
    assert [note.body for note in held(fresh_file)] == ["Keep me"]
    lines = fresh_file.read(lambda con: con.execute("SELECT what, detail FROM audit").fetchall())
    assert lines == [("note removed", '{"note": 2}')]
    assert fresh_file.read(audit.broken_at) is None


@pytest.mark.parametrize("body", HOSTILE, ids=range(len(HOSTILE)))
def test_any_text_comes_back_to_the_letter(fresh_file: SchoolFile, body: str) -> None:
    save(fresh_file, "before")
    save(fresh_file, body)
    assert [note.body for note in held(fresh_file)] == ["before", body]


def test_notes_are_ordered_by_the_time_of_writing_then_number(fresh_file: SchoolFile) -> None:
    times = [(9, 7), (8, 8), (9, 7), (7, 7)]
    for number, (hour, pupil_id) in enumerate(times, start=1):
        when = datetime(2026, 9, 1, hour)
        fresh_file.write(partial(notes.save, school_id=1, pupil_id=pupil_id, body=str(number), author="", written=when))
    assert [note.body for note in held(fresh_file)] == ["4", "2", "1", "3"]
    assert [note.body for note in held(fresh_file, [7])] == ["4", "1", "3"]
    assert held(fresh_file, []) == ()
    assert fresh_file.read(lambda con: notes.of_pupils(con, 2)) == ()


def test_a_note_is_a_change_but_not_of_the_facts(fresh_file: SchoolFile) -> None:
    version, facts = fresh_file.read(directory.versions)
    first = save(fresh_file, "One")
    save(fresh_file, "Two", first.note_id, first.revision)
    assert fresh_file.read(directory.versions) == (version + 2, facts)


def test_the_workspace_cleans_what_is_typed(small_path: Path, opened: Callable[[Path], Workspace]) -> None:
    workspace = opened(small_path)
    typed = "Cafe\u0301 \x1b[31mred\u202e\u200b\r\nsecond\tline\x00"
    workspace.save_note(1, 7, typed).result()
    *_, note = workspace.notes_of(1, [7])
    assert note.body == "Café [31mred\nsecond\tline"
    workspace.remove_note(1, note.note_id).result()
    assert note not in workspace.notes_of(1, [7])


def test_nothing_is_stored_on_a_child_who_was_erased_meanwhile(
    small_path: Path, opened: Callable[[Path], Workspace]
) -> None:
    screen, office = opened(small_path), opened(small_path)
    first = screen.save_note(1, 7, "Reads").result()
    office.erasing.erase(1, 7)
    with pytest.raises(NotFoundError, match="not a pupil of this school"):
        screen.save_note(1, 7, "Reads well", first.note_id, first.revision).result()
    with pytest.raises(NotFoundError, match="not a pupil of this school"):
        screen.save_note(1, 7, "Another").result()
    assert office.notes_of(1, [7]) == ()

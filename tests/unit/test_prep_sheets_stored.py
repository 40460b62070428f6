"""Prep sheets in the school file: stored whole or not at all, both kept where two come at once, and the way back."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import docx
import pytest

from progress_tui.__main__ import main
from progress_tui.domain.errors import NotFoundError, ProgressError
from progress_tui.domain.meetings import PARTED, Meeting, NewMeeting
from progress_tui.domain.prep_sheets import ANSWERS, REFERENCE, reference_of
from progress_tui.exporting.documents.prep import QUESTIONS
from progress_tui.workspace import Workspace
from progress_tui.workspace.prep_sheets import look, take, take_back


class School:
    """The demo school with a planned meeting of 4B, and sheets for it."""

    def __init__(self, path: Path, folder: Path) -> None:
        self.workspace, self.folder = Workspace(path), folder
        listed = self.workspace.directory()
        assert listed.school is not None
        self.name = listed.school.name
        found = next(one for one in listed.classes_of(2026) if one.name == "4B")
        self.key = 1, found.class_id
        new = NewMeeting(found.class_id, listed.school.points[-1], "2026-11-23")
        self.meeting = self.workspace.meetings.plan(1, new)

    def sheet(self, said: Mapping[int, str], name: str = "sheet.csv") -> Path:
        """Place on the agenda → what the teacher wrote there."""
        path = self.folder / name
        rows = [["Child", ANSWERS[0].label, REFERENCE]]
        rows += [
            ["?", said.get(item.place, ""), str(reference_of(self.name, self.meeting, item))]
            for item in self.meeting.items
        ]
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(rows)
        return path

    def said(self) -> list[str]:
        held = self.workspace.meetings.get(1, self.meeting.meeting_id)
        return [item.text("prep").body for item in held.items[:3]]

    @property
    def now(self) -> Meeting:
        return self.workspace.meetings.get(1, self.meeting.meeting_id)


@pytest.fixture
def school(demo_path: Path, tmp_path: Path) -> Iterator[School]:
    made = School(demo_path, tmp_path)
    with closing(made.workspace):
        yield made


def test_a_sheet_is_stored_once_and_taken_back(school: School) -> None:
    looked = look(school.workspace, school.sheet({1: "Reads", 2: "Counts"}))
    assert school.said() == ["", "", ""], "looking stores nothing"
    done = take(school.workspace, looked)
    assert school.said() == ["Reads", "Counts", ""]
    assert done.words == "2 comments of sheet.csv stored for 4B."
    assert not any(item.discussed for item in school.now.items), "nobody was spoken of yet"
    before = school.now
    assert take(school.workspace, look(school.workspace, school.sheet({1: "Reads", 2: "Counts"}))).stored == ()
    assert school.now == before, "the same sheet again changes nothing"
    changed = take(school.workspace, look(school.workspace, school.sheet({1: "Reads more", 3: "Calm"})))
    assert school.said() == ["Reads more", "Counts", "Calm"]
    take_back(school.workspace, changed)
    take_back(school.workspace, done)
    assert school.said() == ["", "", ""]


def test_two_sheets_at_once_are_both_kept(school: School) -> None:
    first = look(school.workspace, school.sheet({1: "Reads at home"}, "one.csv"))
    take(school.workspace, look(school.workspace, school.sheet({1: "Reads at school"}, "two.csv")))
    done = take(school.workspace, first)
    assert done.words.endswith("; 1 beside another sheet's that was read meanwhile.")
    (both, _, _) = school.said()
    assert "Reads at home" in both
    assert "Reads at school" in both
    assert PARTED in both


def test_nothing_is_stored_by_halves(school: School) -> None:
    looked = look(school.workspace, school.sheet({1: "Reads", 2: "Counts"}))
    second = school.meeting.items[1].item_id
    school.workspace.file.write(lambda con: con.execute("DELETE FROM meeting_item WHERE item_id = ?", [second]))
    with pytest.raises(NotFoundError):
        take(school.workspace, looked)
    assert school.said()[0] == ""
    school.workspace.meetings.start(1, school.meeting.meeting_id)
    school.workspace.meetings.finish(1, school.meeting.meeting_id)
    with pytest.raises(ProgressError, match="was held meanwhile"):
        take(school.workspace, looked)
    with pytest.raises(ProgressError, match="was held already"):
        look(school.workspace, school.sheet({1: "Reads"}))
    assert school.said()[0] == ""


def test_the_sheet_of_a_meeting_that_is_not_there_is_refused(school: School) -> None:
    path = school.sheet({1: "Reads"})
    other = school.workspace.meetings.plan_all(1, school.meeting.ordinal, "2026-12-01")[0]
    with pytest.raises(ProgressError, match="sheet of another meeting"):
        look(school.workspace, path, other.meeting_id)
    school.workspace.meetings.delete(1, school.meeting.meeting_id)
    with pytest.raises(NotFoundError, match="is not in this school file"):
        look(school.workspace, path)


def test_prep_in_on_the_command_line(school: School, capsys: pytest.CaptureFixture[str]) -> None:
    path = school.sheet({1: "Reads", 2: "Counts"})
    file = ["--file", str(school.workspace.path), "--format", "json"]
    assert main(["prep-in", str(path), "--dry-run", *file]) == 0
    held = json.loads(capsys.readouterr().out)
    assert [(row["outcome"], row["text"]) for row in held["rows"]] == [("new", "Reads"), ("new", "Counts")]
    assert held["meeting"] == school.meeting.meeting_id
    school.workspace.meetings.remove_item(1, school.meeting.meeting_id, school.meeting.items[1].item_id)
    assert main(["prep-in", str(path), *file]) == 1
    assert "--accept-partial" in capsys.readouterr().err
    assert school.said()[0] == ""
    assert main(["prep-in", str(path), "--accept-partial", *file]) == 3
    assert school.said()[0] == "Reads"
    capsys.readouterr()
    wrong = school.folder / "photo.png"
    wrong.write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    assert main(["prep-in", str(wrong), str(path), "--accept-partial", *file]) == 1
    assert "photo.png" in capsys.readouterr().err


@pytest.mark.parametrize("names", ["full", "initials"])
def test_the_sheet_that_is_written_comes_back_filled_in_word_and_csv(school: School, names: str) -> None:
    """What documents write is what is read: every box filled goes to its own item."""
    wanted = {"--file": str(school.workspace.path), "--to": str(school.folder), "--as": "docx,csv", "--names": names}
    assert main(["export", "prep", "--class", "4B", *(part for pair in wanted.items() for part in pair)]) == 0
    (word,), (text,) = school.folder.glob("*prep.docx"), school.folder.glob("*prep.csv")
    assert not look(school.workspace, word).placement.comments
    assert not look(school.workspace, text).placement.comments
    document = docx.Document(str(word))
    labels = {one.label for one in ANSWERS}
    for table in document.tables:
        heads = [cell.text for cell in table.rows[0].cells]
        for row in table.rows[1:]:
            place = next((at for at, head in enumerate(heads) if head in labels), None)
            if place is not None:
                row.cells[place].text = f"about {row.cells[heads.index(REFERENCE)].text}"
    document.save(str(word))
    found = look(school.workspace, word).placement
    children = [item.item_id for item in school.meeting.items if item.kind == "pupil"]
    assert [one.item.item_id for one in found.comments if one.item.kind == "pupil"] == children
    assert [one.item.kind for one in found.comments].count("class") == QUESTIONS
    assert (found.not_placed, found.empty, found.notes) == ((), 0, ())
    for one in found.comments:
        assert f"about {reference_of(school.name, school.meeting, one.item)}" in one.body

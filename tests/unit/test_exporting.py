"""Files are safe to open, named safely, and written whole or not at all."""

from __future__ import annotations

import csv
import dataclasses
import errno
import html
import io
import os
import re
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from progress_tui.domain.calendar import Point
from progress_tui.domain.errors import ProgressError, UsageError
from progress_tui.domain.text import clean
from progress_tui.domain.views import (
    ClassView,
    FlagShown,
    NoteShown,
    PointHeading,
    PupilShown,
    ResultShown,
    SubjectHeading,
    SubjectShown,
)
from progress_tui.exporting import NotesRecord, export_document, notes_document, render
from progress_tui.exporting.documents.document import Document
from progress_tui.exporting.formats.markdown import escape, escape_line
from progress_tui.exporting.wording import flag_words, plain_number, result_words, signed, stored_moment
from progress_tui.exporting.writing import write_files

POINT = Point.of(2026, "Aut2")
STEM = "st-marys-primary-4b-2026-27-aut2-notes"


def _heading(subject: str, *, expectation: bool = True) -> SubjectHeading:
    columns = (PointHeading(POINT.ordinal, POINT.code, POINT.label, "Teacher", True),)
    return SubjectHeading(subject, subject.capitalize(), columns, "bands", "Teacher", expectation, 28, 19, True)


def _record(*bodies: str, subject: str = "", described: str = "", unknown: int = 0) -> NotesRecord:
    reading = SubjectShown((ResultShown("JB", "value", 3, 3.0),), "At", -1.0, "down")
    flag = FlagShown("below-target", "reading", 2, "One below target in reading.")
    rows = tuple(
        PupilShown(n, "Brown", f"Zoë{n}", "", f"ZB{n}", 4, "F", True, "K", None, 3.9, {"reading": reading}, (flag,))
        for n in (1, 2, 3)
    )
    headings = (_heading("reading"), _heading("maths", expectation=False))
    view = ClassView(1, "St. Mary's / Primary", False, 1, "4B", POINT.ordinal, POINT.label, headings, rows)
    notes = tuple(NoteShown(n, 2, body, "2026-11-23T15:00", "", 1) for n, body in enumerate(bodies))
    made = datetime(2026, 11, 23, 15, 30)
    return NotesRecord(view, (3, 2), subject, described, described, unknown, notes, made)


def _document(record: NotesRecord) -> Document:
    return notes_document(record, "initials")


def _page(record: NotesRecord) -> str:
    return render(_document(record), "md").decode("utf-8")


def _table(record: NotesRecord) -> list[dict[str, str]]:
    text = render(_document(record), "csv").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("[red]x [a](b) ![c]", r"\[red\]x \[a\](b) !\[c\]"),
        ("a|b `c` *d* _e_ ~~f~~ $g$ \\h #i", r"a\|b \`c\` \*d\* \_e\_ \~\~f\~\~ \$g\$ \\h \#i"),
        ("<script> &lt; &#60; R&D > <", r"&lt;script&gt; &amp;lt; &amp;\#60; R&D &gt; &lt;"),
        ("see http://a.b, WWW.a.b :tada: 11.1", r"see http\://a.b, WWW\.a.b \:tada: 11.1"),
        ("  two\nlines\u202e\u200b\x1b[31m ", r"two lines\[31m"),
    ],
)
def test_data_is_literal_in_markdown(text: str, escaped: str) -> None:
    assert escape(text) == escaped


@pytest.mark.parametrize(
    ("line", "escaped"),
    [
        ("# a", r"\# a"), ("- a", r"\- a"), ("---", r"\---"), ("+ a", r"\+ a"), ("* a", r"\* a"), ("> a", "&gt; a"),
        ("12. a", r"12\. a"), ("1) a", r"1\) a"), ("===", r"\==="), ("    code", "code"), (": a", r"\: a"),
        ("~~~", r"\~\~\~"), ("3.5 more", "3.5 more"), ("", ""),
    ],
)  # fmt: skip
def test_the_start_of_a_line_starts_nothing(line: str, escaped: str) -> None:
    assert escape_line(line) == escaped


HOSTILE = st.text(st.sampled_from(list("#-+*_=>~`|[]()!<>&;:$%\\/.\"'{}@^ 1a\tw\n")) | st.characters(), max_size=40)


@given(HOSTILE)
@settings(max_examples=150, deadline=None)
def test_a_markdown_reader_shows_what_was_written(text: str) -> None:
    """Whatever the text, the HTML made from it holds one paragraph with exactly that text."""
    reader = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    shown = reader.render(escape_line(text))
    wanted = " ".join(clean(text).split())
    assert html.unescape(re.sub(r"^<p>|</p>\n$", "", shown)) == wanted
    table = reader.render(f"| a |\n| --- |\n| {escape(text)} |\n")
    cells = re.findall(r"<t[hd]>(.*?)</t[hd]>", table, re.DOTALL)
    assert [html.unescape(cell) for cell in cells] == ["a", wanted]


def test_a_note_keeps_its_lines_and_paragraphs() -> None:
    page = _page(_record("one\r\ntwo\\\n\n \nthree\n"))
    assert "\n\none\\\ntwo\\\\\n\nthree\n\n" in page


def test_markdown_says_counts_filter_and_what_is_missing() -> None:
    page = _page(_record("A note.", described="below target in reading", unknown=2))
    assert page.startswith(
        "# Notes on pupils of 4B\n\nSt. Mary's / Primary · 4B · Autumn 2 2026-27\n\nFor the teacher and the"
    )
    assert "Filter: below target in reading — 2 of 3 on roll (2 more left out: not known)" in page
    assert "At expected: Reading 19 of 28 assessed (whole class, 3 on roll). Maths: the scale in use has no" in page
    assert "| ZB3 | Y4 | ● | K | ? | 3.9 % | JB ▼ | At | −1 | no result |  |  |" in page
    assert "## Flags\n\n| Pupil | Flags |\n| --- | --- |\n| ZB3 | discuss: One below target in reading |" in page
    assert page.index("| ZB3 |") < page.index("| ZB2 |")
    assert (
        "### ZB2\n\n- discuss: One below target in reading\n\n#### Note of 23 November 2026, 15:00\n\nA note." in page
    )
    assert "### ZB3" not in page
    assert "Names: initials. Exported 23 November 2026, 15:30.\n\nWrite and keep this as if the child's parent" in page
    assert "Fictional" not in page


def test_markdown_without_notes_pupils_or_results_says_so() -> None:
    page = _page(dataclasses.replace(_record(subject="gps"), shown=()))
    assert "No filter — 0 of 3 on roll" in page
    assert "No GPS results are on file" in page
    assert "No pupil matches the filter." in page
    assert "No notes on these pupils." in page
    empty = _record()
    bare = dataclasses.replace(empty, view=empty.view._replace(subjects=(), fictional=True))
    assert "No results are on file for this class" in _page(bare)
    assert "Fictional data" in _page(bare)


def test_csv_has_one_row_for_each_pupil_and_note() -> None:
    rows = _table(_record("one\ntwo", "  =1+1", "-3", subject="reading", described="pp", unknown=1))
    assert [(row["pupil"], row["note"]) for row in rows] == [
        ("ZB3", ""), ("ZB2", "one\ntwo"), ("ZB2", "'=1+1"), ("ZB2", "-3"),
    ]  # fmt: skip
    last = rows[-1]
    assert (last["reading_current"], last["reading_target"], last["reading_distance"]) == ("JB", "At", "-1")
    assert (last["pp"], last["send"], last["eal"], last["absence"]) == ("yes", "K", "unknown", "3.9")
    assert (last["filter"], last["shown"], last["on_roll"], last["left_out_unknown"]) == ("pp", "2", "3", "1")
    assert (last["point"], last["fictional"], last["reading_distance_from"]) == ("2026-27:Aut2", "no", "target")
    assert "maths_current" not in last


def test_csv_is_what_a_spreadsheet_program_reads() -> None:
    content = render(notes_document(_record("one\ntwo"), "full"), "csv")
    assert content.startswith(b"\xef\xbb\xbfpupil,")
    assert content.count(b"\r\n") == 3


def test_figures_read_the_same_everywhere() -> None:
    assert [signed(n) for n in (-1.0, 2.0, 0.0, -0.04, -1.5, None)] == ["−1", "+2", "0", "0", "−1.5", ""]
    assert [plain_number(n) for n in (-1.0, 2.26, -0.0, 112.0, None)] == ["-1", "2.3", "0", "112", ""]
    assert result_words(ResultShown()) == "no result"
    assert result_words(ResultShown("A", "non-result")) == "A (no result)"
    assert flag_words(FlagShown("now-at", "", 0, "Now at.")) == "Now at"
    assert stored_moment("2026-11-23T15:05") == "23 November 2026, 15:05"
    assert stored_moment("last\u202e week") == "last week"


def test_files_have_safe_names_and_are_private(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    paths = export_document(_document(_record("x")), folder, ["md", "csv", "md"])
    assert paths == [folder / f"{STEM}.md", folder / f"{STEM}.csv"]
    assert sorted(folder.iterdir()) == sorted(paths)
    if os.name == "posix":
        assert [path.stat().st_mode & 0o777 for path in paths] == [0o600, 0o600]


def test_an_existing_file_stops_everything_unless_it_may_be_replaced(tmp_path: Path) -> None:
    old = tmp_path / f"{STEM}.csv"
    old.write_text("kept")
    with pytest.raises(ProgressError) as refused:
        export_document(_document(_record("x")), tmp_path, ["md", "csv"])
    assert old.name in refused.value.detail
    assert "--overwrite" in refused.value.remedy
    assert [path.read_text() for path in tmp_path.iterdir()] == ["kept"]
    export_document(_document(_record("x")), tmp_path, ["md", "csv"], overwrite=True)
    assert old.read_bytes().startswith(b"\xef\xbb\xbfpupil")


def test_a_folder_in_the_way_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "a.md").mkdir()
    with pytest.raises(ProgressError, match="name of a folder"):
        write_files(tmp_path, {"a.md": b"x"}, overwrite=True)


def test_a_file_in_place_of_the_folder_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("kept")
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(ProgressError, match="is a file, not a folder"):
            export_document(_document(_record("x")), folder, ["md"])
    assert (tmp_path / "file").read_text() == "kept"


def test_a_full_disk_leaves_the_old_file_and_no_temporary_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.md").write_text("old")

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ProgressError, match="The disk is full") as refused:
        write_files(tmp_path, {"a.md": b"new", "b.md": b"new"}, overwrite=True)
    assert refused.value.title == "Nothing was exported"
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("a.md", "old")]


def test_a_file_held_open_elsewhere_says_what_was_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    move = Path.replace

    def held(source: Path, target: Path) -> Path:
        if target.suffix == ".csv":
            raise PermissionError(errno.EACCES, "Permission denied")
        return move(source, target)

    monkeypatch.setattr(Path, "replace", held)
    with pytest.raises(ProgressError, match="another program has the file open") as refused:
        export_document(_document(_record("x")), tmp_path, ["md", "csv"])
    assert f"Already written: {STEM}.md." in refused.value.detail
    assert [path.name for path in tmp_path.iterdir()] == [f"{STEM}.md"]


def test_an_export_needs_a_format_and_finished_flags(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        export_document(_document(_record("x")), tmp_path, [])
    record = _record("x")
    outline = dataclasses.replace(record, view=record.view._replace(complete=False))
    with pytest.raises(ProgressError, match="still being worked out"):
        notes_document(outline, "initials")
    assert list(tmp_path.iterdir()) == []

"""The notes of one hostile class, byte for byte; run with `PROGRESS_TUI_REGENERATE=1` to write the files anew."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import pytest

from progress_tui.domain.calendar import Point
from progress_tui.domain.pupils import NameMode
from progress_tui.domain.views import (
    Change,
    ClassView,
    FlagShown,
    NoteShown,
    PointHeading,
    PupilShown,
    ResultShown,
    SubjectHeading,
    SubjectShown,
)
from progress_tui.exporting import Format, NotesRecord, export_document, notes_document

HERE = Path(__file__).parent
LONG = "Wolfeschlegelsteinhausenbergerdorff" * 5 + "Wolfeschlegelsteinhausenb"
SUM2, AUT2 = Point.of(2025, "Sum2"), Point.of(2026, "Aut2")


def _heading(subject: str, label: str, *, expectation: bool = True, targets: bool = True) -> SubjectHeading:
    points = (
        PointHeading(SUM2.ordinal, "Sum2", SUM2.label, "PUMA" if subject == "maths" else "Teacher", subject != "maths"),
        PointHeading(AUT2.ordinal, "Aut2", AUT2.label, "Teacher", True),
    )
    return SubjectHeading(subject, label, points, "bands", "Teacher", expectation, 5, 3, targets)


def _value(code: str, standing: int) -> ResultShown:
    return ResultShown(code, "value", standing, float(standing))


def _figures(
    before: ResultShown, now: ResultShown, target: str = "", distance: float | None = None, change: Change = ""
) -> SubjectShown:
    return SubjectShown((before, now), target, distance, change)


AT, JUST = _value("At", 4), _value("JB", 3)
MISSING = ResultShown()


def _view() -> ClassView:
    fell = FlagShown("fell", "reading", 2, "Reading fell from At to Just below since Sum2.", "4>3")
    absent = FlagShown("attendance", "", 2, "Absence 11.1 %: persistent.", "11.1")
    odd = FlagShown("queried", "maths", 1, "Maths: “see O'Brien-Smith” is not on the scale.")
    below = _figures(AT, JUST, "At", -1.0, "down")
    fine = _figures(JUST, AT, "At", 0.0, "up")
    unscaled = _figures(ResultShown("A", "non-result"), ResultShown("see O'Brien-Smith", "unknown"))
    beyond = _figures(ResultShown("999", "out-of-range"), _value("112", 6), "", 2.5, "same")
    rows = (
        PupilShown(1, "", "[red]x", "Pupil 1", "RX", 4, "F", True, "N", False, 3.9, {"reading": below}, (fell,)),
        PupilShown(2, "=cmd|' /C calc'!A0", "Ng", "Pupil 2", "NC", 4, "M", None, None, None, None, {"maths": unscaled}),
        PupilShown(3, "王小明", "", "Pupil 3", "王", 3, None, False, "K", True, 11.1, {"reading": fine}, (absent,)),
        PupilShown(
            4, "Ng", "Ålice", "Pupil 4", "AN", 4, "F", False, "E", False, 0.0, {"reading": fine, "maths": beyond}
        ),
        PupilShown(5, "O'Brien-Smith", "Anne-Marie", "Pupil 5", "AO", 4, "F", True, "N", False, 50.0, {}, (odd,)),
        PupilShown(
            6, LONG, "*Bo*", "Pupil 6", "BW", None, "M", False, "N", False, 4.25, {"reading": below}, (fell, absent)
        ),
        PupilShown(
            17, "", "", "Pupil 17", "Pupil 17", 4, None, None, None, None, None, {"reading": _figures(MISSING, AT)}
        ),
    )
    headings = (_heading("reading", "Reading"), _heading("maths", "Maths", expectation=False, targets=False))
    return ClassView(1, "Oakfield Primary", True, 7, "4B", AUT2.ordinal, AUT2.label, headings, rows)


def _note(number: int, pupil_id: int, body: str, changed: str = "2026-11-23T15:20") -> NoteShown:
    return NoteShown(number, pupil_id, body, "2026-11-23T15:20", changed, 1, "head")


NOTES = (
    _note(
        1, 1, "# Not a heading\n- not a list\n1. nor this | or `that`\n\n<script>alert(1)</script> &lt; **bold** _it_"
    ),
    _note(2, 1, "=1+1 is what Anne-Marie's partner wrote; Alice sits with 王小明。", "2026-11-24T09:05"),
    _note(3, 4, "Ålice reads daily with Miss OBrien-Smith's niece, Anne Marie.\nNext: https://example.org :tada: $x$"),
    _note(4, 5, "Smith\u202e and\u200b Ng talk; A\u200bnne helps Pupil 17.\r\n@SUM(A1)"),
    _note(5, 6, "Hidden, for this pupil is not shown."),
)


def _record(view: ClassView) -> NotesRecord:
    made = datetime(2026, 11, 23, 15, 30)
    shown = (5, 1, 4, 2, 3, 17)
    return NotesRecord(view, shown, "", "-flag:x ng", 'not flagged; name has "ng"', 2, NOTES, made)


@pytest.mark.parametrize("names", ["full", "initials", "none"])
@pytest.mark.parametrize("suffix", ["md", "csv"])
def test_notes_are_written_as_the_golden_file_has_them(tmp_path: Path, names: NameMode, suffix: Format) -> None:
    (written,) = export_document(notes_document(_record(_view()), names), tmp_path, [suffix])
    golden = HERE / f"notes-{names}.{suffix}"
    if os.environ.get("PROGRESS_TUI_REGENERATE") == "1":
        golden.write_bytes(written.read_bytes())
    assert written.read_bytes() == golden.read_bytes()


@pytest.mark.parametrize("suffix", ["md", "csv"])
def test_one_subject_and_a_long_name(tmp_path: Path, suffix: Format) -> None:
    view = _view()
    record = NotesRecord(view, (6,), "reading", "", "", 0, (), datetime(2026, 11, 23, 15, 30))
    (written,) = export_document(notes_document(record, "full"), tmp_path, [suffix])
    golden = HERE / f"notes-one-subject.{suffix}"
    if os.environ.get("PROGRESS_TUI_REGENERATE") == "1":
        golden.write_bytes(written.read_bytes())
    assert written.read_bytes() == golden.read_bytes()
    assert len(LONG) == 200

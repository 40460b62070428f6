"""Names are hidden in every piece of text that leaves, and no format can go round it."""

from __future__ import annotations

import dataclasses
from datetime import datetime

import pytest

from progress_tui.domain.calendar import Point
from progress_tui.domain.pupils import NameMode, unique_initials
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
from progress_tui.exporting import NotesRecord, RedactedRecord, redact

NAMES = [
    ("Begum", "Aisha"),  # 1
    ("Brown", "Zoë"),  # 2
    ("O’Brien-Smith", "Anne-Marie"),  # 3
    ("van Dijk", "Will"),  # 4
    ("Ng", "Aisha"),  # 5
    ("", "王小明"),  # 6
    ("Łuczak", "Jan"),  # 7
    ("MCDONALD", "James"),  # 8
    ("O", "X"),  # 9
    ("", ""),  # 10
]


def _pupil(number: int, surname: str, forename: str, initials: str, sentence: str, code: str) -> PupilShown:
    reading = SubjectShown((ResultShown(code, "unknown"),))
    flags = (FlagShown("below", "reading", 1, sentence, "evidence about Aisha Begum"),) if sentence else ()
    fallback = f"Pupil {number}"
    return PupilShown(
        number, surname, forename, fallback, initials, 4, None, None, None, None, None, {"reading": reading}, flags
    )


def _record(
    body: str, on: int = 1, *, sentence: str = "", code: str = "", typed: str = "", described: str = ""
) -> NotesRecord:
    point = Point.of(2026, "Aut2")
    letters = unique_initials([(last, first, f"Pupil {n}") for n, (last, first) in enumerate(NAMES, start=1)])
    rows = tuple(
        _pupil(n, last, first, letters[n - 1], sentence, code) for n, (last, first) in enumerate(NAMES, start=1)
    )
    columns = (PointHeading(point.ordinal, point.code, point.label, "Teacher", True),)
    heading = SubjectHeading("reading", "Reading", columns, "bands", "Teacher", True, 0, 0, True)
    view = ClassView(1, "Oakfield", True, 1, "4B", point.ordinal, point.label, (heading,), rows)
    note = NoteShown(1, on, body, "2026-11-23T15:00", "2026-11-23T15:00", 1)
    return NotesRecord(view, (on,), "", typed, described, 0, (note,), datetime(2026, 11, 23, 15, 30))


def _body(body: str, names: NameMode = "initials", on: int = 1) -> str:
    return redact(_record(body, on), names).pupils[0].notes[0].body


@pytest.mark.parametrize(
    ("written", "hidden"),
    [
        ("Zoë's work", "ZB's work"),
        ("Zoe and ZOË and Zoe\u0308", "ZB and ZB and ZB"),
        ("Zoes reading", "ZBs reading"),
        ("Zoëtrope, Brownie, Xzoë", "Zoëtrope, Brownie, Xzoë"),
        ("(Brown)_Zoë_4Zoë", "(ZB)_ZB_4ZB"),
        ("Anne-Marie, Anne Marie, Anne, Marie", "AO, AO, AO, AO"),
        ("O'Brien-Smith, OBrien Smith, O'Brien, Smith’s", "AO, AO, AO, AO’s"),
        ("Anne-Marie O'Brien-Smith and O'Brien-Smith, Anne-Marie", "AO and AO"),
        ("Marie Smith", "AO"),
        ("Łuczak and Luczak; Jan", "JŁ and JŁ; JŁ"),
        ("McDonald and Mcdonald; James'", "JM and JM; JM'"),
        ("王小明很好", "王很好"),
        ("Will van Dijk drove the van; Dijk", "WV drove the van; WV"),
        ("he will; Will will", "he will; WV will"),
        ("X marks O", "X marks O"),
        ("Pupil 10 and Pupil 101", "Pupil 10 and Pupil 101"),
        ("Zo\u200bë and Br\u202eown", "ZB and ZB"),
        ("mary-Anne", "mary-AO"),
        ("Br'own, D'ijk’s, Anne\nMarie", "ZB, WV’s, AO"),
    ],
)
def test_a_name_is_found_as_people_write_it(written: str, hidden: str) -> None:
    letters = {"JŁ": redact(_record("", 7), "initials").pupils[0].name}
    assert _body(written) == hidden.replace("JŁ", letters["JŁ"])


def test_a_name_several_pupils_share_is_a_pupil_unless_the_rest_tells_them_apart() -> None:
    assert _body("Aisha helps; Aisha Begum and Ng, Aisha and Aisha B too") == "a pupil helps; AB and AN and AB too"
    assert _body("Aisha helps Aisha Ng", "none") == "a pupil helps another pupil"


def test_without_names_the_own_pupil_and_the_others_stay_apart() -> None:
    assert _body("Begum's group: Zoë, Will B.", "none") == "the pupil's group: another pupil, another pupil B."
    assert _body("Pupil 10 sits with Pupil 1", "none", on=10) == "the pupil sits with Pupil 1"
    record = dataclasses.replace(_record(""), shown=(5, 10, 2))
    assert [pupil.name for pupil in redact(record, "none").pupils] == ["Pupil 1", "Pupil 2", "Pupil 3"]
    assert [pupil.name for pupil in redact(record, "initials").pupils] == ["AN", "Pupil 10", "ZB"]
    assert [pupil.name for pupil in redact(record, "full").pupils] == ["Ng, Aisha", "Pupil 10", "Brown, Zoë"]


def test_full_names_leave_text_as_it_was_but_clean() -> None:
    assert _body("Aisha\u202e\r\nBegum", "full") == "Aisha\nBegum"


@pytest.mark.parametrize("names", ["initials", "none"])
def test_no_name_is_left_anywhere_in_the_record(names: NameMode) -> None:
    text = "Aisha Begum, Zoë Brown, Anne-Marie, Smith, Dijk, 王小明, Łuczak, McDonald"
    record = _record(text, sentence=text, code=text, typed="aisha or zoe", described=f"name has “dij”; {text.lower()}")
    everything = repr(redact(record, names)).casefold()
    for name in ("aisha", "begum", "zoë", "brown", "anne", "smith", "dij", "小明", "uczak", "mcdonald", "about"):
        assert name not in everything


def test_a_filter_keeps_its_words_and_loses_names() -> None:
    described = "below target in reading; name has “aish”; class “Willow”"
    assert redact(_record("", described=described), "initials").filter == described.replace("aish", "…")
    assert redact(_record("", described=described), "full").filter == described
    assert redact(_record("", typed="aish"), "full").filter == "aish"
    assert "aish" not in redact(_record("", typed="aish"), "initials").filter
    assert redact(_record(""), "none").filter == ""


def test_notes_on_pupils_who_are_not_shown_stay_out() -> None:
    record = dataclasses.replace(_record("about Zoë", on=2), shown=(1, 3))
    assert [pupil.notes for pupil in redact(record, "full").pupils] == [(), ()]


def test_nothing_but_redact_makes_a_redacted_record() -> None:
    made = redact(_record("Aisha"), "initials")
    fields = {field.name: getattr(made, field.name) for field in dataclasses.fields(made)}
    with pytest.raises(TypeError, match=r"redact\(\) only"):
        RedactedRecord(**fields, seal=object())


def test_a_class_without_names_is_left_alone() -> None:
    record = _record("Zoë and Pupil 1")
    bare = tuple(row._replace(surname="", forename="", fallback="") for row in record.view.rows)
    unnamed = dataclasses.replace(record, view=record.view._replace(rows=bare))
    assert redact(unnamed, "none").pupils[0].notes[0].body == "Zoë and Pupil 1"


def test_a_record_shows_pupils_of_its_class_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        dataclasses.replace(_record(""), shown=(1, 1))
    with pytest.raises(ValueError, match="1 of the pupils shown"):
        dataclasses.replace(_record(""), shown=(1, 99))

"""Mappings that a school keeps: found again by the headings of a file, without its year and point."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from progress_tui.analysis.catalogue import scales
from progress_tui.domain.errors import DataFileError, UsageError
from progress_tui.importing.parsing.parse import read_source
from progress_tui.importing.reading.table import SourceTable
from progress_tui.importing.recognising.asking import Asking, settle
from progress_tui.importing.recognising.mapping import find_mapping, load_mapping, mappings_home
from progress_tui.importing.recognising.recognise import recognise
from progress_tui.importing.recognising.remembering import lasting, remember, remembered_mapping

LINES = ("UPN;Pupil;Attendance;Star test;Reading TA", "x;SMITH Tom;0.97;101;JB", "y;JONES Ann;1;96;At")
ANSWERS = {"column:Star test": "maths/standardised", "attendance:Attendance": "fraction", "point": "Aut2"}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PROGRESS_TUI_HOME", str(tmp_path))
    return tmp_path


def table(*lines: str) -> SourceTable:
    headings, *rows = (line.split(";") for line in lines)
    return SourceTable.of_rows("f.csv", "", headings, list(enumerate(rows, start=2)))


def keep(name: str = "Autumn drop") -> Path:
    source, asking = table(*LINES), Asking(year=2026, answers=ANSWERS)
    recognised = recognise(source, scales(), asking)
    settled = settle(source, recognised, asking)
    assert asking.questions == []
    return remember(lasting(recognised, settled), name)


def test_a_file_with_the_same_headings_is_understood_as_the_last_one() -> None:
    path = keep()
    assert path == mappings_home() / "autumn-drop.toml"
    again = remembered_mapping(table(*LINES))
    assert again is not None
    assert again.name == "Autumn drop"
    assert (again.names, again.attendance_as) == ("surname first", "fraction")
    assert [(r.column, r.subject, r.scale) for r in again.results] == [
        ("Star test", "maths", "standardised"),
        ("Reading TA", "reading", "bands"),
    ]
    assert (again.when.academic_year, again.when.point) == (None, "")


def test_order_and_case_of_the_headings_do_not_matter_and_other_headings_do() -> None:
    keep()
    other = table("reading ta;PUPIL;upn;Star Test;attendance", "JB;SMITH Tom;x;101;0.97")
    again = remembered_mapping(other)
    assert again is not None
    assert again.headings <= set(other.headings)
    assert again.pupil["upn"] == "upn"
    assert remembered_mapping(table("UPN;Pupil;Reading TA", "x;SMITH Tom;JB")) is None
    assert remembered_mapping(table(*(line + ";z" for line in LINES))) is None


def test_the_remembered_mapping_reads_a_file_without_its_questions(tmp_path: Path) -> None:
    keep()
    path = tmp_path / "next.csv"
    path.write_text("\n".join(LINES), "utf-8")
    again = remembered_mapping(table(*LINES))
    found = read_source(path, scales(), again, year=2027, point="Spr1")
    assert (found.questions, found.rejected) == ((), ())
    assert sorted(result.raw for result in found.results) == ["101", "96", "At", "JB"]
    assert sorted((pupil.surname, pupil.forename) for pupil in found.pupils) == [("JONES", "Ann"), ("SMITH", "Tom")]
    assert [question.id for question in read_source(path, scales(), again).questions] == ["year", "point"]


def test_a_mapping_is_found_by_its_name_or_that_of_its_file() -> None:
    path = keep("Autumn drop")
    assert find_mapping("autumn-drop") == find_mapping("AUTUMN DROP") == load_mapping(path)
    assert find_mapping("jsp").name == "Junior School Project"
    with pytest.raises(UsageError, match=r"There is no mapping “autum-drop”\. Did you mean “autumn-drop”"):
        find_mapping("autum-drop")


def test_one_mapping_a_set_of_headings_and_one_file_a_name() -> None:
    first = keep("Drop")
    assert keep("Data drop") == first
    assert load_mapping(first).name == "Data drop"
    other = replace(load_mapping(first), file_headings=("UPN", "Zzz"))
    first.rename(first.with_stem("drop-of-another"))
    assert remember(other, "Data drop") == mappings_home() / "data-drop.toml"
    assert remember(replace(other, file_headings=("UPN", "Yyy")), "Data drop") == mappings_home() / "data-drop-2.toml"


def test_a_mapping_edited_by_hand_says_what_is_wrong_with_it() -> None:
    path = keep()
    path.write_text(path.read_text("utf-8").replace("surname first", "surname frist"), "utf-8")
    with pytest.raises(DataFileError) as caught:
        remembered_mapping(table(*LINES))
    assert str(caught.value).startswith(
        "autumn-drop.toml: key “names” is “surname frist”. Did you mean “surname first”"
    )


def test_a_file_that_is_no_toml_stops_no_import() -> None:
    path = keep()
    (mappings_home() / "broken.toml").write_text("name = ", "utf-8")
    (mappings_home() / "odd.toml").write_text('name = "x"\nheadings = 4', "utf-8")
    assert remembered_mapping(table(*LINES)) == load_mapping(path)
    assert find_mapping("autumn drop").name == "Autumn drop"


def test_without_any_mapping_nothing_is_remembered() -> None:
    assert remembered_mapping(table(*LINES)) is None

"""A class that no column says: the answer `class`, what is proposed for it, and when the screen asks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from progress_tui.importing.parsing.one_class import class_in_name
from progress_tui.importing.planning.committing import ImportReport, Terms
from progress_tui.importing.planning.preview import Given, Preview, look
from progress_tui.importing.recognising.mapping import load_mapping, save_mapping
from progress_tui.importing.service import understand
from progress_tui.store.engine import SchoolFile
from tests.unit.ctf_files import ctf, pupil

Bring = Callable[..., ImportReport]

PLAIN = "Surname,Forename,DOB,2025-26 Aut2 Reading TA\nKhan,Ali,1/2/2018,JB\nSmith,Tom,3/4/2018,At\n"
LISTED = "Surname,Forename,DOB,Class\nKhan,Ali,1/2/2018,4A\nSmith,Tom,3/4/2018,4A\nNg,Mei,5/6/2018,4B\n"


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("4B autumn.csv", "4B"),
        ("autumn-2_4b.xlsx", "4B"),
        ("Class Oak.csv", "Oak"),
        ("Oak class reading 2026.csv", "Oak"),
        ("Reading RM 2026-27.csv", "RM"),
        ("3A and 4B.csv", ""),
        ("class list.csv", ""),
        ("Class Data.csv", ""),
        ("Y4 Aut1.csv", ""),
        ("RE 1st half.csv", ""),
        ("results.csv", ""),
    ],
)
def test_the_class_in_the_name_of_a_file(file: str, expected: str) -> None:
    assert class_in_name(file) == expected


def classes(file: SchoolFile) -> list[tuple[str, int, str]]:
    """(surname, academic year, class) of everybody in a class."""
    return file.read(
        lambda con: con.execute(
            "SELECT p.surname, e.academic_year, c.name FROM enrolment e JOIN pupil p USING (school_id, pupil_id) "
            "JOIN class c USING (school_id, class_id) ORDER BY ALL"
        ).fetchall()
    )


def test_the_answer_puts_every_pupil_into_the_class(bring: Bring, school_file: SchoolFile) -> None:
    report = bring(PLAIN, answers={"class": " Oak "})
    assert report.verdict == "accepted"
    assert "As answered, the pupils are in class Oak." in report.warnings
    assert classes(school_file) == [("Khan", 2025, "Oak"), ("Smith", 2025, "Oak")]
    again = bring(PLAIN, answers={"class": "Oak"})
    assert (again.added, again.changed, again.number) == (0, 0, None)


def test_no_class_yet_and_a_class_column_leave_the_file_as_it_is(bring: Bring, school_file: SchoolFile) -> None:
    bring(PLAIN, answers={"class": "No class yet"})
    assert classes(school_file) == []
    bring(LISTED, answers={"class": "Oak"})
    assert classes(school_file) == [("Khan", 2025, "4A"), ("Ng", 2025, "4B"), ("Smith", 2025, "4A")]


def test_in_a_file_of_several_years_it_is_the_class_of_the_latest(bring: Bring, school_file: SchoolFile) -> None:
    text = "Surname,DOB,Academic Year,Aut2 Reading TA\nKhan,1/2/2018,2024-25,JB\nKhan,1/2/2018,2025-26,At\n"
    assert bring(text, answers={"class": "4B"}).results == 2
    assert classes(school_file) == [("Khan", 2025, "4B")]


def test_a_transferred_pupil_gets_the_class_too(school_file: SchoolFile, tmp_path: Path) -> None:
    path = tmp_path / "transfer.xml"
    path.write_bytes(ctf(pupil()))
    seen = shown(school_file, path)
    assert "class" in [question.id for question in seen.questions]
    answered = shown(school_file, path, {"class": "3A"})
    assert answered.report is not None
    assert answered.report.verdict == "accepted"
    assert "class" not in [question.id for question in answered.questions]


def test_what_is_kept_of_the_mapping_fits_a_file_without_the_column(tmp_path: Path) -> None:
    path = tmp_path / "plain.csv"
    path.write_text(PLAIN, "utf-8")
    parsed = understand(path, Terms(answers={"class": "Oak"}), year=2025)
    assert parsed.lasting is not None
    for mapping in (parsed.mapping, parsed.lasting):
        save_mapping(mapping, tmp_path / "kept.toml")
        assert "Oak" not in (tmp_path / "kept.toml").read_text("utf-8")
        assert "class" not in load_mapping(tmp_path / "kept.toml").pupil
    assert (
        understand(path, Terms(), mapping=str(tmp_path / "kept.toml"), year=2025).mapping.pupil == parsed.mapping.pupil
    )


def test_a_heading_that_is_taken_is_no_obstacle(bring: Bring, school_file: SchoolFile) -> None:
    text = "Surname,DOB,Class,2025-26 Aut2 Reading TA\nKhan,1/2/2018,x,JB\n"
    report = bring(text, answers={"class": "4B", "column:Class": "ignore"})
    assert report.verdict == "accepted"
    assert classes(school_file)[0][0] == "Khan"


# -- when it is asked: on the screen only


def shown(file: SchoolFile, path: Path, answers: dict[str, str] | None = None) -> Preview:
    return look(file, path, Given(Terms(answers=answers or {}), year=2025), lambda _: None)


def asked(file: SchoolFile, folder: Path, text: str, name: str = "source.csv") -> tuple[list[str], int]:
    """What the question offers, and which answer is marked; nothing where it is not asked."""
    path = folder / name
    path.write_text(text, "utf-8")
    seen = shown(file, path)
    found = [question for question in seen.questions if question.id == "class"]
    return ([option.answer for option in found[0].options], found[0].proposed) if found else ([], -1)


def test_it_is_asked_where_nothing_says_a_class(school_file: SchoolFile, tmp_path: Path) -> None:
    assert asked(school_file, tmp_path, PLAIN, "4B autumn.csv") == (["4B", "no class yet"], 0)
    assert asked(school_file, tmp_path, PLAIN) == (["no class yet"], 1), "the line to type in is marked"
    assert asked(school_file, tmp_path, LISTED) == ([], -1)
    assert asked(school_file, tmp_path, "Class 4B\n" + PLAIN) == ([], -1), "the title says it"


def test_it_is_asked_of_nobody_who_is_in_a_class_on_file(bring: Bring, school_file: SchoolFile, tmp_path: Path) -> None:
    bring(LISTED)
    assert asked(school_file, tmp_path, PLAIN) == ([], -1)
    one_new = PLAIN + "Diaz,Ana,7/8/2018,At\n"
    assert asked(school_file, tmp_path, one_new) == ([], -1), "some are in a class: it is no class of new pupils"
    new = "Surname,Forename,DOB,2025-26 Aut2 Reading TA\nDiaz,Ana,7/8/2018,At\n"
    assert asked(school_file, tmp_path, new) == (["4A", "4B", "no class yet"], 3)
    later = PLAIN.replace("2025-26", "2026-27")
    assert asked(school_file, tmp_path, later) == (["no class yet"], 1), "they are in no class of that year"


def test_the_command_line_does_not_ask(bring: Bring) -> None:
    report = bring(PLAIN)
    assert report.verdict == "accepted"
    assert "classes" not in report.to_json()

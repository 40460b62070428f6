"""The demo school's files: what a school would hand over, and nothing an importer would have to refuse."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from datetime import datetime
from itertools import pairwise

import pytest

from progress_tui.demo.attainment import KIND_SCALES, Kind
from progress_tui.demo.figures import scale
from progress_tui.demo.files import LIST_HEADINGS, DemoFile
from progress_tui.demo.school import DemoSchool, generate
from progress_tui.domain.calendar import Point, parse_academic_year, year_group_of
from progress_tui.domain.pupils import parse_flag, parse_sen
from progress_tui.domain.text import clean, is_clean
from progress_tui.domain.upn import upn_problem

YEARS = ("2023-24", "2024-25", "2025-26", "2026-27")
HEADING = re.compile(r"(\d{4}-\d\d) ((?:Aut|Spr|Sum)[12]) (Reading|Writing|Maths) (TA|Level|SS|Target)")


@pytest.fixture(scope="module", name="school")
def _school() -> DemoSchool:
    return generate()


def table(file: DemoFile) -> list[dict[str, str]]:
    rows = list(csv.reader(io.StringIO(file.text, newline=""), strict=True))
    assert {len(row) for row in rows} == {len(rows[0])}
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def named(school: DemoSchool, name: str) -> list[dict[str, str]]:
    return table(next(file for file in school.files if file.name == name))


def kind_of(heading: str) -> Kind:
    match = HEADING.fullmatch(heading)
    assert match, heading
    return next(kind for kind in KIND_SCALES if kind == match[4])


def test_the_school_says_that_it_is_fictional(school: DemoSchool) -> None:
    assert school.name == "Oakfield Primary (fictional)"


def test_one_list_for_each_year_then_the_statutory_results_then_the_schools_own(school: DemoSchool) -> None:
    statutory = [f"statutory-{year}.csv" for year in ("2021-22", "2022-23", "2023-24", "2024-25", "2025-26")]
    assert [file.name for file in school.files] == [
        *(f"pupils-{year}.csv" for year in YEARS),
        *statutory,
        *(f"results-{year}.csv" for year in YEARS),
    ]


def test_420_pupils_in_14_classes_of_27_to_31(school: DemoSchool) -> None:
    pupils = named(school, "pupils-2026-27.csv")
    sizes = Counter(row["Class"] for row in pupils)
    assert len(pupils) == 420
    assert set(sizes) == {f"{year}{letter}" for year in "R123456" for letter in "AB"}
    assert all(27 <= size <= 31 for size in sizes.values())
    assert all(row["Class"][0] == row["Year"] for row in pupils)


@pytest.mark.parametrize("year", YEARS)
def test_the_lists_read_as_an_office_types_them(school: DemoSchool, year: str) -> None:
    start = parse_academic_year(year)
    assert start is not None
    for row in named(school, f"pupils-{year}.csv"):
        assert tuple(row) == LIST_HEADINGS
        assert upn_problem(row["UPN"]) is None
        assert row["UPN"][1:4] == "999"
        born = datetime.strptime(row["DOB"], "%d/%m/%Y").date()
        assert year_group_of(born, start) == (0 if row["Year"] == "R" else int(row["Year"]))
        assert all(parse_flag(row[key])[1] for key in ("PP", "FSM6", "EAL"))
        assert parse_sen(row["SEN"])[1]
        assert row["Sex"] in ("F", "M")
        missed = int(row["Authorised"]) + int(row["Unauthorised"])
        assert 0 <= missed <= int(row["Possible"])
        assert parse_flag(row["PP"])[0] or not parse_flag(row["FSM6"])[0]


def test_a_pupil_is_the_same_on_every_list_and_goes_up_a_class(school: DemoSchool) -> None:
    lists = [{row["UPN"]: row for row in named(school, f"pupils-{year}.csv")} for year in YEARS]
    for earlier, later in pairwise(lists):
        assert earlier.keys() < later.keys()
        for upn, row in earlier.items():
            for key in ("Surname", "Forename", "DOB", "Sex"):
                assert row[key] == later[upn][key]
            above = later[upn]["Class"]
            assert (row["Class"][0].replace("R", "0"), row["Class"][1]) == (str(int(above[0]) - 1), above[1])
    assert all(Counter(row["UPN"] for row in one.values()).most_common(1)[0][1] == 1 for one in lists)


def test_names_are_diverse_and_one_is_shared(school: DemoSchool) -> None:
    pupils = named(school, "pupils-2026-27.csv")
    names = [(row["Surname"], row["Forename"]) for row in pupils]
    twice = [name for name, count in Counter(names).items() if count > 1]
    assert len(twice) == 1
    assert sorted(row["Class"] for row in pupils if (row["Surname"], row["Forename"]) == twice[0]) == ["2A", "4B"]
    assert [surname for surname, forename in names if not forename]
    text = " ".join(f"{forename} {surname}" for surname, forename in names)
    assert "'" in text
    assert "-" in text
    assert re.search("[À-ž]", text)
    assert all(surname and is_clean(surname) and clean(surname) == surname for surname, _ in names)


@pytest.mark.parametrize("year", YEARS)
def test_every_result_can_be_read_by_its_scale(school: DemoSchool, year: str) -> None:
    rows = named(school, f"results-{year}.csv")
    listed = {row["UPN"]: (row["Surname"], row["Forename"]) for row in named(school, f"pupils-{year}.csv")}
    kinds: Counter[str] = Counter()
    for row in rows:
        assert listed[row["UPN"]] == (row["Surname"], row["Forename"])
        for heading, cell in list(row.items())[3:]:
            reading = scale(KIND_SCALES[kind_of(heading)]).read(cell)
            assert reading.kind in ("value", "non-result"), (heading, cell)
            kinds[reading.kind] += 1
    assert kinds["value"] > len(rows)


def test_each_year_has_the_columns_the_school_collected(school: DemoSchool) -> None:
    columns = {}
    for year in YEARS:
        headings = list(named(school, f"results-{year}.csv")[0])[3:]
        assert all(Point.parse(" ".join(heading.split()[:2])) for heading in headings)
        columns[year] = Counter((kind_of(heading), heading.split()[1]) for heading in headings)
    levels = {("Level", code): 3 for code in ("Aut2", "Spr2", "Sum2")}
    bands = {("TA", code): 3 for code in ("Aut2", "Spr2", "Sum2")}
    tests = {("SS", "Aut2"): 2, ("SS", "Sum2"): 2}
    assert columns["2023-24"] == levels
    assert columns["2024-25"] == columns["2025-26"] == {**levels, **bands, **tests}
    assert columns["2026-27"] == {("TA", "Aut1"): 3, ("TA", "Aut2"): 3, ("SS", "Aut2"): 2, ("Target", "Sum2"): 3}


def test_reception_has_bands_from_autumn_2_and_nothing_else(school: DemoSchool) -> None:
    for year in YEARS:
        reception = {row["UPN"] for row in named(school, f"pupils-{year}.csv") if row["Year"] == "R"}
        filled = {
            (kind_of(heading), heading.split()[1])
            for row in named(school, f"results-{year}.csv")
            if row["UPN"] in reception
            for heading, cell in list(row.items())[3:]
            if cell
        }
        assert {kind for kind, _ in filled} <= {"TA"}
        assert ("TA", "Aut1") not in filled
        assert bool(filled) == (year != "2023-24")


def test_some_cells_are_dirty(school: DemoSchool) -> None:
    cells = [
        cell
        for year in YEARS
        for row in named(school, f"results-{year}.csv")
        for heading, cell in row.items()
        if heading.endswith((" TA", " Level"))
    ]
    assert any(cell != cell.strip() for cell in cells)
    assert any(cell.strip() == "at" for cell in cells)
    words = [cell for cell in cells if " " in cell.strip() or len(cell.strip()) > 3]
    assert words
    flags = [row["EAL"] for row in named(school, "pupils-2026-27.csv")]
    assert "?" in flags


def test_the_seed_decides_everything() -> None:
    assert generate(7) == generate(7)
    assert generate(7) != generate(8)


def test_leavers_change_nothing_about_the_others() -> None:
    plain, full = generate(7), generate(7, leavers=True)
    assert (plain.notes, plain.meetings) == (full.notes, full.meetings)
    for without, with_leavers in zip(plain.files, full.files, strict=True):
        assert set(without.text.splitlines()) <= set(with_leavers.text.splitlines())
    assert {row["Year"] for row in named(full, "pupils-2023-24.csv")} == set("R123456")
    assert named(full, "pupils-2026-27.csv") == named(plain, "pupils-2026-27.csv")

"""The demo school's statutory results: which cohort has which, on which scale, and how a mark is read off."""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from dataclasses import replace

import pytest

from progress_tui.demo.facts import Facts
from progress_tui.demo.figures import scale
from progress_tui.demo.school import DemoSchool, generate
from progress_tui.demo.statutory import StatutoryColumn, _column, columns_in, statutory_columns
from progress_tui.domain.errors import DataFileError

SCALES = {
    "GLD": "gld",
    "Reading ELG": "eyfs",
    "Writing ELG": "eyfs",
    "Maths ELG": "eyfs",
    "Phonics mark": "phonics",
    "MTC": "mtc",
    "READSCORE": "scaled-ks2",
    "GPSSCORE": "scaled-ks2",
    "MATSCORE": "scaled-ks2",
    "KS1 Reading TA": "ks-ta",
    "KS1 Writing TA": "ks-ta",
    "KS1 Maths TA": "ks-ta",
    "WRITTAOUTCOME": "ks-ta",
    "SCITAOUTCOME": "ks-ta",
}
Table = dict[str, dict[str, str]]


@pytest.fixture(scope="module", name="school")
def _school() -> DemoSchool:
    return generate(leavers=True)


def table(school: DemoSchool, name: str) -> Table:
    """UPN → row of one of the school's files."""
    text = next(file.text for file in school.files if file.name == f"{name}.csv")
    return {row["UPN"]: row for row in csv.DictReader(io.StringIO(text, newline=""), strict=True)}


def test_the_children_on_roll_have_what_their_years_held(school: DemoSchool) -> None:
    """Year 6 has Key Stage 1 and no profile, Years 1 to 5 have a profile; tables and phonics as the years fall."""
    groups = {upn: row["Year"] for upn, row in table(school, "pupils-2026-27").items()}
    held: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for year in ("2021-22", "2022-23", "2023-24", "2024-25", "2025-26"):
        for upn, row in table(school, f"statutory-{year}").items():
            if upn in groups:
                names = [heading.split()[0] for heading, cell in list(row.items())[3:] if cell]
                held[groups[upn]] |= {(name, year) for name in names if name in ("GLD", "Phonics", "KS1", "MTC")}
    assert held == {
        "1": {("GLD", "2025-26")},
        "2": {("GLD", "2024-25"), ("Phonics", "2025-26")},
        "3": {("GLD", "2023-24"), ("Phonics", "2024-25")},
        "4": {("GLD", "2022-23"), ("Phonics", "2023-24")},
        "5": {("GLD", "2021-22"), ("Phonics", "2022-23"), ("MTC", "2025-26")},
        "6": {("Phonics", "2021-22"), ("KS1", "2022-23"), ("MTC", "2024-25")},
    }


def test_the_children_who_left_have_key_stage_2(school: DemoSchool) -> None:
    now = table(school, "pupils-2026-27")
    for year in ("2023-24", "2024-25", "2025-26"):
        lists = table(school, f"pupils-{year}")
        scores = {upn for upn, row in table(school, f"statutory-{year}").items() if row["READSCORE"]}
        assert {lists[upn]["Year"] for upn in scores} == {"6"}
        assert not scores & now.keys()
        assert len(scores) >= 50


def test_every_statutory_result_can_be_read_by_its_scale(school: DemoSchool) -> None:
    kinds: Counter[tuple[str, str]] = Counter()
    for file in (file for file in school.files if file.name.startswith("statutory")):
        for row in csv.DictReader(io.StringIO(file.text, newline=""), strict=True):
            for heading, cell in list(row.items())[3:]:
                if cell:
                    reading = scale(SCALES[heading]).read(cell)
                    assert reading.kind in ("value", "non-result"), (heading, cell)
                    kinds[heading, reading.kind] += 1
    assert {heading for heading, kind in kinds if kind == "value"} == set(SCALES)


def test_a_good_level_of_development_takes_every_goal(school: DemoSchool) -> None:
    good = [row for row in table(school, "statutory-2025-26").values() if row["GLD"] == "Yes"]
    assert good
    assert all(row[f"{subject} ELG"] == "2" for row in good for subject in ("Reading", "Writing", "Maths"))


def test_present_results_are_the_same_with_leavers() -> None:
    plain, full = generate(11), generate(11, leavers=True)
    for name in ("statutory-2021-22", "statutory-2025-26"):
        own, every = table(plain, name), table(full, name)
        assert {upn: every[upn] for upn in own} == own


MARKS = StatutoryColumn(
    heading="Mark", assessment="test", year_group=1, years=(2025,), parts=(("reading", 1.0),), codes=(),
    marks=(10.0, 20.0, 22.0), shares=(0.9, 0.5, 0.1), low=0, high=25, only_with=(), far=("D",), absent="A",
)  # fmt: skip
LINES = (-1.0, 0.0, 1.0)


@pytest.mark.parametrize(
    ("ability", "mark"),
    [
        (-1.0, "10"),
        (-0.5, "15"),
        (-0.51, "14"),
        (0.0, "20"),
        (0.5, "21"),
        (1.0, "22"),
        (-1.5, "5"),
        (-2.5, "0"),
        (2.4, "24"),
        (9.0, "25"),
    ],
)
def test_a_mark_is_read_off_the_line(ability: float, mark: str) -> None:
    # From −1 to 0 sd the line climbs 10 marks, from 0 to 1 sd 2; outside its slopes go on to 0 and 25.
    assert MARKS.read_off(ability, LINES) == mark


def test_a_code_holds_from_its_line_on() -> None:
    codes = replace(MARKS, codes=("WTS", "EXS", "GDS"), marks=(), shares=(0.7, 0.2))
    assert [codes.read_off(ability, (-0.5, 0.8)) for ability in (-0.6, -0.5, 0.79, 0.8)] == [
        "WTS", "EXS", "EXS", "GDS",
    ]  # fmt: skip


def test_years_without_an_assessment_have_no_column() -> None:
    headings = {year: {column.heading for column in columns_in(year)} for year in (2020, 2022, 2023)}
    assert headings[2020] == set()
    assert "KS1 Reading TA" in headings[2022]
    assert "KS1 Reading TA" not in headings[2023]
    assert len({column.heading for column in statutory_columns()}) == len(statutory_columns())


def entry(**changes: object) -> Facts:
    content: dict[str, object] = {
        "heading": "MTC", "assessment": "mtc", "year_group": 4, "years": [2025], "of": {"maths": 1},
        "marks": [7, 13], "shares": [0.9, 0.8], "range": [0, 25], "far": ["B"], "absent": "A",
    }  # fmt: skip
    return Facts("demo.toml", "columns[1]", {**content, **changes})


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"shares": [0.8]}, "one share for each mark"),
        ({"shares": [0.8, 0.9]}, "must fall"),
        ({"of": {"mathz": 1}}, "maths"),
        ({"headin": "x"}, "heading"),
    ],
)
def test_a_column_that_cannot_be_is_refused(changes: dict[str, object], words: str) -> None:
    assert _column(entry()).high == 25
    with pytest.raises(DataFileError, match=words):
        _column(entry(**changes))

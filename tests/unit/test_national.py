"""National figures: the published table, when one may stand beside, a school's own file, errors that name the cell."""

from __future__ import annotations

from pathlib import Path

import pytest

from progress_tui.analysis.attainment.national import (
    FILE,
    MEASURES,
    Part,
    figure_beside,
    national_figures,
    read_figures,
)
from progress_tui.analysis.attainment.report import attainment_report
from progress_tui.domain.errors import DataFileError
from progress_tui.domain.reports import Report
from progress_tui.domain.whom import EVERYBODY
from progress_tui.resources import data_folder
from tests.unit.frames_builder import SmallSchool, when

COLUMNS = ("rwm", "reading", "writing", "maths", "gps", "science", "rwm_higher", "phonics", "gld", "mtc_mean")
PUBLISHED = {
    2019: (65, 73, 78, 79, 78, 83, 11, 82, 71.8, None),
    2022: (59, 75, 69, 71, 72, 79, 7, 75, 65.2, 19.8),
    2023: (60, 73, 71, 73, 72, 80, 8, 79, 67.2, 20.2),
    2024: (61, 74, 72, 73, 72, 81, 8, 80, 67.7, 20.6),
    2025: (62, 75, 72, 74, 73, 82, 8, 80, 68.3, 21.0),
}
WEAK = {
    (2019, "gps"),
    (2019, "science"),
    (2023, "mtc_mean"),
    (2024, "phonics"),
    (2025, "rwm_disadvantaged"),
    (2025, "rwm_other"),
}


def test_the_shipped_figures_are_the_published_ones() -> None:
    figures = national_figures()
    for year, values in PUBLISHED.items():
        held = [figures.get((year, measure)) for measure in COLUMNS]
        assert tuple(None if figure is None else figure.value for figure in held) == values
    assert [figures[year, f"rwm_{part}"].value for year in (2024, 2025) for part in ("disadvantaged", "other")] == [
        46, 67, 47, 69,
    ]  # fmt: skip
    assert [figures[2025, f"{subject}_higher"].value for subject in ("reading", "maths", "writing")] == [33, 26, 13]
    assert {key for key, figure in figures.items() if figure.weak} == WEAK
    assert all(figure.source and figure.noted for figure in figures.values())


def test_the_year_that_is_published_but_not_on_file_is_empty_and_says_so() -> None:
    held = [figure for (year, _), figure in national_figures().items() if year == 2026]
    assert {figure.measure for figure in held} == set(COLUMNS)
    assert {(figure.value, figure.note) for figure in held} == {(None, "published July 2026: import it")}


@pytest.mark.parametrize(
    ("subject", "scale", "year_group", "point", "part", "value"),
    [
        ("reading", "scaled-ks2", 6, "2024-25:Sum2", "expected", 75),
        ("reading", "scaled-ks2", 6, "2024-25:Sum2", "higher", 33),
        ("writing", "ks-ta", 6, "2024-25:Sum2", "higher", 13),
        ("rwm", None, 6, "2023-24:Sum2", "expected", 61),
        ("phonics", "phonics", 1, "2018-19:Sum2", "expected", 82),
        ("gld", "gld", 0, "2021-22:Sum2", "expected", 65.2),
        ("mtc", "mtc", 4, "2024-25:Sum2", "mean", 21),
        # Another time, year group, scale or part than the one that is published.
        ("reading", "scaled-ks2", 6, "2024-25:Sum1", "expected", None),
        ("reading", "scaled-ks1", 2, "2024-25:Sum2", "expected", None),
        ("reading", "bands", 6, "2024-25:Sum2", "expected", None),
        ("phonics", "phonics", 2, "2018-19:Sum2", "expected", None),
        ("phonics", "phonics", 1, "2018-19:Sum2", "higher", None),
        # No figures were published for the summers of 2020 and 2021, and none is on file.
        ("reading", "scaled-ks2", 6, "2019-20:Sum2", "expected", None),
    ],
)
def test_a_figure_stands_beside_the_result_it_was_published_for(
    subject: str, scale: str | None, year_group: int, point: str, part: Part, value: float | None
) -> None:
    found = figure_beside(national_figures(), subject, scale, year_group, when(point), part)
    assert (None if found is None else found.value) == value


def reading_at(point: str, kind: str = "statutory", scale: str = "scaled-ks2", raw: str = "104") -> Report:
    school = SmallSchool()
    child = school.pupil(class_name="6A", year_group=6)
    school.enrol(child, point[:7], "6A", 6)
    school.result(child, point, raw, scale=scale, kind=kind)
    return attainment_report(school.at(point), EVERYBODY)


def test_beside_a_statutory_result_stand_year_and_source() -> None:
    report = reading_at("2024-25:Sum2")
    row = report.rows[0]
    assert (row["national"], row["national_year"], row["national_weak"]) == ("75 %, higher 33 %", 2025, False)
    assert "National: England 2025, DfE measure. DfE, Key stage 2 attainment (national headlines)." in report.notes
    assert not any("class work" in note for note in report.notes)


def test_a_year_that_is_not_on_file_is_named() -> None:
    report = reading_at("2025-26:Sum2")
    assert report.rows[0]["national"] == ""
    assert any("2026 are not on file (published July 2026: import it)" in note for note in report.notes)


def test_nothing_national_stands_beside_class_work() -> None:
    report = reading_at("2024-25:Sum2", "teacher", "bands", "At")
    assert (report.rows[0]["national"], report.rows[0]["national_year"]) == ("", None)
    assert any(note.startswith("No national figure stands beside class work") for note in report.notes)


def test_nothing_national_stands_beside_another_denominator() -> None:
    school = SmallSchool()
    child = school.pupil(class_name="6A", year_group=6)
    school.enrol(child, "2024-25", "6A", 6)
    school.result(child, "2024-25:Sum2", "104", scale="scaled-ks2", kind="statutory")
    row = attainment_report(school.at("2024-25:Sum2"), EVERYBODY, denominator="assessed").rows[0]
    assert (row["national"], row["national_year"]) == ("", None)


def test_a_schools_own_file_replaces_by_year_and_measure(home: Path) -> None:
    own = "year,measure,value,source\n2026,reading,76,DfE July 2026\n2025,maths,74.5,DfE revised\n"
    (home / FILE).write_text(own, "utf-8-sig")
    figures = national_figures()
    assert (figures[2026, "reading"].value, figures[2026, "reading"].source) == (76, "DfE July 2026")
    assert (figures[2025, "maths"].value, figures[2025, "reading"].value) == (74.5, 75)
    assert reading_at("2025-26:Sum2").rows[0]["national"] == "76 %"


HEAD = "year,measure,value,weak,source,noted,note"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"{HEAD}\n2025,reading,75,,DfE,,\n2025,readin,75,,DfE,,", r"“row 3\.measure” is “readin”.*“reading”"),
        (f"{HEAD}\n2025,reading,75 %,,DfE,,", r"“row 2\.value” must be a figure from 0 to 100"),
        (f"{HEAD}\n2025,reading,nan,,DfE,,", r"“row 2\.value”"),
        (f"{HEAD}\n2025,reading,101,,DfE,,", r"“row 2\.value”"),
        (f"{HEAD}\n2025,mtc_mean,26,,DfE,,", r"“row 2\.value” must be a figure from 0 to 25"),
        (f"{HEAD}\n24-25,reading,75,,DfE,,", r"“row 2\.year” must be the year of the summer"),
        (f"{HEAD}\n2025,reading,75,maybe,DfE,,", r"“row 2\.weak” is “maybe”"),
        (f"{HEAD}\n2025,reading,75,,,,", r"“row 2\.source” is empty"),
        (f"{HEAD}\n2025,reading,75,,DfE,July,", r"“row 2\.noted” must be a date"),
        (
            f"{HEAD}\n2025,reading,75,,DfE,,\n2025,reading,76,,DfE,,",
            r"“row 3\.measure” gives “reading” of 2025 a second",
        ),
        (f"{HEAD}\n2025,reading,75,,DfE,,,extra", r"“row 2” has 8 cells under 7 headings"),
        (f"{HEAD}\n2025,reading", r"“row 2\.value” is missing"),
        ("year,measure,valu,source\n", r"“row 1\.valu” is not known here.*“value”"),
        ("year,measure,value\n", r"“row 1\.source” is missing"),
        ("", r"“row 1\.year” is missing"),
    ],
)
def test_what_does_not_belong_is_refused_with_file_row_and_column(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "own.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(DataFileError, match=rf"own\.csv: key {words}"):
        read_figures(path)


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_bytes(b"year\xff\xfe")
    with pytest.raises(DataFileError, match="cannot be read"):
        read_figures(path)


def test_a_bad_own_file_stops_only_what_needs_it(home: Path) -> None:
    (home / FILE).write_text("year\n", "utf-8")
    assert reading_at("2024-25:Sum2", "teacher", "bands", "At").rows
    with pytest.raises(DataFileError, match=r"national\.csv"):
        reading_at("2024-25:Sum2")


def test_every_measure_has_a_figure() -> None:
    assert {measure for _, measure in read_figures(data_folder() / "reference" / FILE)} == set(MEASURES)

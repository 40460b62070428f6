"""Mappings: found, loaded, refused with words, saved and loaded again."""

from __future__ import annotations

from pathlib import Path

import pytest

from progress_tui.domain.errors import DataFileError, UsageError
from progress_tui.importing.recognising.mapping import (
    ImportMapping,
    ResultRule,
    When,
    WhenRule,
    find_mapping,
    load_mapping,
    mapping_text,
    save_mapping,
)

FULL = ImportMapping(
    name="Autumn “data drop”",
    pupil={"upn": "UPN", "name": "Pupil [red]", "year_group": "Year = group"},
    when=WhenRule(
        column="drop",
        values={"1": When(2025, "Aut2", 4, "first"), "a.b c": When(point="Sum2")},
        point_column="Term",
        academic_year=2025,
        point="Spr1",
    ),
    results=(
        ResultRule("Result", "reading", "bands", "teacher assessment", "teacher", where={"Subject": "Reading"}),
        ResultRule("Y4 Maths", "maths", "raw", "test", "test", year_group=4, form="paper", low=0, high=40),
        ResultRule("Tgt", "maths", "bands", "teacher assessment", "teacher", True, {}, 2026, point="Sum2"),
        ResultRule("Raw", "maths", "raw", "NTS", "test", form_by_time=True, low=0),
        ResultRule("READSCORE", "reading", "scaled-ks2", "KS2 test", "statutory", reasons="READOUTCOME"),
    ),
    ignore=("Notes", 'with "quotes"'),
    attendance_as="fraction",
    names="surname first",
    file_headings=("UPN", "Pupil [red]", "a.b c"),
    skip=({"Result Type": "RAW %", "Subject": 'with "quotes"'},),
)


def test_a_mapping_comes_back_as_it_was_saved(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    for mapping in (FULL, ImportMapping("bare"), find_mapping("jsp")):
        save_mapping(mapping, path)
        assert load_mapping(path) == mapping


def test_the_text_is_for_people() -> None:
    text = mapping_text(FULL)
    assert text.startswith("# How the columns of a file are understood")
    assert 'where = {Subject = "Reading"}' in text
    assert 'academic_year = "2026-27"' in text
    assert "target = true" in text
    assert "target = false" not in text


def test_headings_are_all_that_the_mapping_reads() -> None:
    assert FULL.headings == {
        "UPN", "Pupil [red]", "Year = group", "drop", "Term", "Result", "Subject", "Y4 Maths", "Tgt", "Raw",
        "READSCORE", "READOUTCOME",
    }  # fmt: skip


def test_one_row_per_pupil_unless_a_column_tells_rows_apart() -> None:
    assert ImportMapping("wide", {"name": "Name"}).one_row_per_pupil
    assert not ImportMapping("years", {"academic_year": "Year"}).one_row_per_pupil
    assert not FULL.one_row_per_pupil


def test_a_shipped_mapping_is_found_by_name_and_a_file_by_path(tmp_path: Path) -> None:
    shipped = find_mapping("jsp")
    assert shipped.name == "Junior School Project"
    assert shipped.when.values["2"] == When(1982, "Sum2", 5, "third junior year")
    assert [(r.column, r.subject, r.low, r.high, r.form_by_time) for r in shipped.results] == [
        ("english", "english", 0, 100, True),
        ("math", "maths", 0, 40, True),
    ]
    path = tmp_path / "mine.toml"
    save_mapping(shipped, path)
    assert find_mapping(str(path)) == shipped
    with pytest.raises(UsageError, match="jsp"):
        find_mapping("jps")
    with pytest.raises(DataFileError, match="cannot be read"):
        find_mapping(str(tmp_path / "none.toml"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ignore = []", "key “name” is missing"),
        ('name = "x"\npupill = 1', "key “pupill” is not known here. Did you mean “pupil”?"),
        ('name = "x"\n[pupil]\nsurnam = "S"', "key “pupil.surnam” is not known here. Did you mean “surname”"),
        ('name = "x"\n[pupil]\nupn = 4', "key “pupil.upn” must be a text"),
        ('name = "x"\nignore = "all"', "key “ignore” must be"),
        ('name = "x"\nattendance_as = "percents"', "Did you mean “percent”"),
        ('name = "x"\nnames = "surname frist"', "Did you mean “surname first”"),
        ('name = "x"\nheadings = "UPN"', "key “headings” must be"),
        ('name = "x"\n[[skip]]\nSubject = 4', "key “skip[1].Subject” must be a text"),
        ('name = "x"\n[when]\nacademic_year = "2025-27"', "key “when.academic_year” is “2025-27”"),
        ('name = "x"\n[when]\npoint = "Aut3"', "key “when.point” is “Aut3”. Did you mean “Aut"),
        ('name = "x"\n[when]\ncolumn = "year"', "key “when.values” is missing"),
        ('name = "x"\n[when]\nvalues.0 = { point = "Aut2" }', "key “when.column” is missing"),
        ('name = "x"\n[when]\ncolumn="y"\nvalues.0 = { points = "Aut2" }', "key “when.values.0.points” is not known"),
        ('name = "x"\n[[results]]\ncolumn = "a"', "results[1]"),
        ('name = "x"\n[[results]]\ncolumn="a"\nsubject="r"\nscale="b"\nassessment=""\nkind="x"', "results[1].kind"),
        ('name = "x"\n[[results]]\nrange = { min = 1 }', "key “results[1].range.min” is not known here"),
        ("name = ", "is not valid TOML"),
    ],
)  # fmt: skip
def test_a_bad_mapping_is_refused_with_file_and_key(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "ours.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(DataFileError) as caught:
        load_mapping(path)
    assert str(caught.value).startswith("ours.toml")
    assert said in str(caught.value)


def test_a_mapping_that_cannot_be_written_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match="cannot be written"):
        save_mapping(FULL, tmp_path / "none" / "ours.toml")

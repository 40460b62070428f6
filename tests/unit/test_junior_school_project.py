"""The Junior School Project: real pupils, counted against the published figures."""

from __future__ import annotations

import bz2
import csv
import importlib.util
import io
import json
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from progress_tui.__main__ import main
from progress_tui.analysis.catalogue import scales
from progress_tui.domain.calendar import Point
from progress_tui.importing.facts import ParsedFile
from progress_tui.importing.parsing.parse import read_source
from progress_tui.importing.recognising.mapping import ImportMapping, find_mapping

Facts = tuple[Counter[tuple[object, ...]], Counter[tuple[object, ...]]]


@cache
def source() -> Path:
    """The file inside the package, which is located and never imported."""
    found = importlib.util.find_spec("faraway")
    if found is None or not found.submodule_search_locations:
        pytest.fail("the test dependency faraway is not installed")
    return Path(found.submodule_search_locations[0]) / "datasets" / "jsp" / "jsp.csv.bz2"


@cache
def project() -> ParsedFile:
    return read_source(source(), scales(), find_mapping("jsp"))


def lines() -> list[list[str]]:
    text = bz2.decompress(source().read_bytes()).decode("ascii")
    return list(csv.reader(io.StringIO(text, newline="")))


def written(rows: list[list[str]], path: Path) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def by_source_id(found: ParsedFile) -> Facts:
    """Every enrolment and result by the source's pupil number, whatever the order of rows."""
    pupil = {p.ref: (p.source_id, p.school, p.sex) for p in found.pupils}
    enrolled = Counter((*pupil[e.ref], e.academic_year, e.year_group, e.class_name) for e in found.enrolments)
    results = Counter((*pupil[r.ref], r.series, r.ordinal, r.raw) for r in found.results)
    return Counter[tuple[object, ...]](enrolled), Counter[tuple[object, ...]](results)


def test_the_published_counts() -> None:
    found = project()
    assert (found.rows, len(found.pupils), len(found.results)) == (3236, 1192, 6472)
    assert len({p.school for p in found.pupils}) == 49
    assert Counter(e.academic_year for e in found.enrolments) == {1980: 1154, 1981: 1129, 1982: 953}
    assert {(e.academic_year, e.year_group) for e in found.enrolments} == {(1980, 3), (1981, 4), (1982, 5)}
    assert (found.rejected, found.questions, found.targets, found.characteristics) == ((), (), (), ())


def test_schools_and_classes_of_the_third_year() -> None:
    found = project()
    school = {p.ref: p.school for p in found.pupils}
    third = [e for e in found.enrolments if e.academic_year == 1982]
    assert len({school[e.ref] for e in third}) == 48
    assert len({(school[e.ref], e.class_name) for e in third}) == 90


def test_english_and_maths_of_the_three_years_are_six_series() -> None:
    found = project()
    assert len(found.series) == 6
    assert {(s.scale, s.low, s.high) for s in found.series} == {("raw", 0.0, 100.0), ("raw", 0.0, 40.0)}
    points = {key: {r.ordinal for r in found.results if r.series == key} for key in (s.key for s in found.series)}
    assert all(len(ordinals) == 1 for ordinals in points.values())
    assert "jsp-maths-raw-third-junior-year" in points


def test_the_first_pupil_and_real_zeros() -> None:
    found = project()
    (first,) = (p for p in found.pupils if p.source_id == "1")
    subject = {s.key: s.subject for s in found.series}
    marks = sorted((subject[r.series], r.ordinal, r.raw) for r in found.results if r.ref == first.ref)
    ends = [Point.of(year, "Sum2").ordinal for year in (1980, 1981, 1982)]
    assert marks == [
        *(("english", end, raw) for end, raw in zip(ends, ("72", "80", "39"), strict=True)),
        *(("maths", end, raw) for end, raw in zip(ends, ("23", "24", "23"), strict=True)),
    ]
    assert any(r.raw == "0" for r in found.results)
    assert not any("valid range" in warning for warning in found.warnings)


def test_the_summary_says_what_is_left_out() -> None:
    text = " ".join(project().warnings)
    assert "numbers the rows" in text
    assert "social, raven" in text


def test_shuffled_rows_say_the_same(tmp_path: Path) -> None:
    head, *rows = lines()
    rows.sort(key=lambda row: ",".join(row)[::-1])  # a mixed order: by the last figure, then the one before it
    found = read_source(written([head, *rows], tmp_path / "jsp.csv"), scales(), find_mapping("jsp"))
    assert by_source_id(found) == by_source_id(project())


def test_renamed_columns_say_the_same(tmp_path: Path) -> None:
    head, *rows = lines()
    path = written([[f"{name}_x" for name in head], *rows], tmp_path / "jsp.csv")
    plain = find_mapping("jsp")
    renamed: ImportMapping = replace(
        plain,
        pupil={field: f"{heading}_x" for field, heading in plain.pupil.items()},
        when=replace(plain.when, column=f"{plain.when.column}_x"),
        results=tuple(replace(rule, column=f"{rule.column}_x") for rule in plain.results),
        ignore=tuple(f"{heading}_x" for heading in plain.ignore),
    )
    assert by_source_id(read_source(path, scales(), renamed)) == by_source_id(project())


def test_permuted_pupil_numbers_say_the_same_under_other_names(tmp_path: Path) -> None:
    head, *rows = lines()
    at = head.index("id") + 1  # the rows have one cell more than the headings: R's row number
    numbers = sorted({row[at] for row in rows})
    others = [*numbers[517:], *numbers[:517]]
    renumbered = dict(zip(numbers, others, strict=True))
    changed = [[*row[:at], renumbered[row[at]], *row[at + 1 :]] for row in rows]
    found = read_source(written([head, *changed], tmp_path / "jsp.csv"), scales(), find_mapping("jsp"))
    back = {other: number for number, other in renumbered.items()}
    pupils = found.frames["pupil"].with_columns(pl.col("source_id").replace_strict(back))
    restored = replace(found, frames={**found.frames, "pupil": pupils})
    assert by_source_id(restored) == by_source_id(project())


# -- compared through the public command, against figures worked out here from the file

POINTS = ("1980-81:Sum2", "1981-82:Sum2", "1982-83:Sum2")
ENGLISH = (48.0676, 65.3392, 42.6327)
MATHS = (25.0667, 25.0647, 30.4858)


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project in a school file, by the public command."""
    path = tmp_path_factory.mktemp("jsp") / "jsp.duckdb"
    assert main(["import", str(source()), "--into", str(path), "--map", "jsp"]) == 0
    return path


def marks() -> list[tuple[int, str, str, int]]:
    """(year 0–2, gender, subject, mark) of every result, straight from the text."""
    head, *rows = lines()
    # The rows have one cell more than the headings: R's row number.
    year, gender, english, maths = (head.index(name) + 1 for name in ("year", "gender", "english", "math"))
    found = []
    for row in rows:
        found.append((int(row[year]), row[gender], "english", int(row[english])))
        found.append((int(row[year]), row[gender], "maths", int(row[maths])))
    return found


def compared(stored: Path, capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    capsys.readouterr()
    code = main(["show", "compare", "--all-schools", *words, "--file", str(stored), "--format", "json"])
    out, err = capsys.readouterr()
    assert (code, err) == (0, "")
    shown: dict[str, Any] = json.loads(out)
    return shown


def test_means_by_year_are_those_of_the_file(stored: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown = compared(stored, capsys, "--by", "year-group", "--measure", "mean", "--pool", "3", "--point", POINTS[2])
    assert (shown["schools"], shown["points"]) == (49, list(POINTS))
    expected = {}
    for year in range(3):
        for subject in ("english", "maths"):
            own = [mark for when, _, what, mark in marks() if (when, what) == (year, subject)]
            expected[f"Y{year + 3}", subject] = (len(own), sum(own) / len(own))
    found = {(row["group"], row["subject"]): (row["n"], row["mean"]) for row in shown["rows"]}
    assert found == {key: (n, pytest.approx(mean, abs=1e-9)) for key, (n, mean) in expected.items()}
    published = {(f"Y{year + 3}", "english"): mean for year, mean in enumerate(ENGLISH)}
    published |= {(f"Y{year + 3}", "maths"): mean for year, mean in enumerate(MATHS)}
    assert {key: round(mean, 4) for key, (_, mean) in found.items()} == published
    assert len({row["series"] for row in shown["rows"]}) == 6, "no mean goes over two papers"


def test_counts_and_means_by_year_and_sex_are_those_of_the_file(
    stored: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = compared(stored, capsys, "--by", "year-group,sex", "--measure", "mean", "--pool", "3", "--point", POINTS[2])
    expected: dict[tuple[str, str], list[int]] = {}
    for year, gender, subject, mark in marks():
        expected.setdefault((f"Y{year + 3} · {gender}s", subject), []).append(mark)
    found = {(row["group"], row["subject"]): (row["n"], row["on_roll"], row["mean"]) for row in shown["rows"]}
    assert found == {
        key: (len(own), len(own), pytest.approx(sum(own) / len(own), abs=1e-9)) for key, own in expected.items()
    }


def test_marks_of_two_years_are_not_subtracted_and_the_position_is_offered(
    stored: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = compared(stored, capsys, "--measure", "change", "--subject", "maths", "--point", POINTS[2])
    assert shown["rows"] == []
    assert [(one["assessed"], one["reason"]) for one in shown["refused"]] == [
        (953, "no earlier result in the same series")
    ]
    assert "cannot be subtracted" in shown["notes"][0]
    assert "position within the year group" in shown["notes"][0]


def test_924_pupils_have_maths_at_both_ends() -> None:
    subject = {series.key: series.subject for series in project().series}
    ends = {Point.parse(POINTS[0]), Point.parse(POINTS[2])}
    years: dict[int, set[int]] = {}
    for result in project().results:
        if subject[result.series] == "maths" and Point(result.ordinal) in ends:
            years.setdefault(result.ref, set()).add(result.ordinal)
    assert sum(len(held) == 2 for held in years.values()) == 924
    assert "924" in (Path(__file__).resolve().parents[2] / "docs" / "judgements.md").read_text("utf-8")

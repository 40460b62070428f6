"""Exports of school systems: recognised by their content, and every result, point and target of them exact."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from progress_tui.analysis.catalogue import scales
from progress_tui.domain.calendar import Point
from progress_tui.domain.errors import DataFileError
from progress_tui.importing.facts import ParsedFile
from progress_tui.importing.parsing.parse import read_source
from progress_tui.importing.reading.table import SourceTable
from progress_tui.importing.recognising.profiles import load_profile, profile_of, profiles
from progress_tui.resources import data_folder

FOLDER = Path(__file__).resolve().parents[1] / "data" / "profiles"
Counted = dict[tuple[str, str], int]


def read(name: str) -> ParsedFile:
    return read_source(FOLDER / f"{name}.csv", scales(), year=2025, point="Aut2")


def counted(found: ParsedFile) -> tuple[Counted, Counted]:
    """Results and targets by series and point."""
    results = Counter((fact.series, str(Point(fact.ordinal))) for fact in found.results)
    targets = Counter((fact.series, str(Point(fact.ordinal))) for fact in found.targets)
    return dict(results), dict(targets)


SHAPES: dict[str, tuple[str, int, Counted, Counted]] = {
    "insight": (
        "an Insight export",
        8,
        {
            ("teacher-reading-bands", "2020-21:Aut2"): 8,
            ("teacher-reading-bands", "2020-21:Spr2"): 8,
            ("teacher-maths-bands", "2020-21:Spr2"): 7,
        },
        {("teacher-reading-bands", "2020-21:Sum2"): 8},
    ),
    "arbor": (
        "an Arbor export",
        8,
        {(f"teacher-{subject}-ks-ta", "2025-26:Aut2"): 8 for subject in ("reading", "writing", "maths")},
        {("teacher-maths-ks-ta", "2025-26:Sum2"): 8},
    ),
    "bromcom": (
        "a Bromcom export",
        8,
        {
            ("teacher-maths-ks-ta", "2024-25:Spr2"): 8,
            ("teacher-reading-ks-ta", "2024-25:Spr2"): 8,
            ("teacher-maths-ks-ta", "2025-26:Aut2"): 8,
            ("teacher-reading-ks-ta", "2025-26:Aut2"): 7,
        },
        {},
    ),
    "sims": (
        "a SIMS marksheet",
        8,
        {
            ("teacher-reading-bands", "2024-25:Sum2"): 8,
            **{(f"teacher-{subject}-bands", "2025-26:Aut2"): 8 for subject in ("reading", "writing", "maths")},
        },
        {},
    ),
    "scholarpack": (
        "a ScholarPack report",
        6,
        {(f"teacher-{subject}-ks-ta", "2025-26:Aut2"): 6 for subject in ("reading", "writing", "maths")},
        {},
    ),
    "target-tracker-pupils": ("a Target Tracker pupil file", 8, {}, {}),
    "target-tracker": (
        "a Target Tracker export",
        8,
        {(f"teacher-{subject}-steps", "2025-26:Aut2"): 8 for subject in ("reading", "writing", "maths")},
        {("teacher-reading-steps", "2025-26:Sum2"): 8},
    ),
    "sonar": (
        "a Sonar Tracker export",
        8,
        {(f"teacher-{subject}-bands", "2025-26:Aut2"): 8 for subject in ("reading", "writing", "maths")},
        {},
    ),
    "hodder": (
        "a MARK (Hodder tests) export",
        6,
        {
            (series, "2025-26:Aut2"): 6
            for series in (
                "pira-reading-raw-autumn-2-2025-26", "pira-reading-standardised", "pira-reading-age",
                "pira-age-standardised-reading", "puma-maths-raw-autumn-2-2025-26", "puma-maths-standardised",
                "puma-maths-reading-age", "puma-age-standardised-maths",
            )
        },
        {},
    ),
    "smartgrade": (
        "a Smartgrade export",
        6,
        {
            (series, "2025-26:Aut2"): 6
            for subject in ("reading", "maths")
            for series in (f"headstart-{subject}-raw-autumn-2-2025-26", f"headstart-{subject}-standardised")
        },
        {},
    ),
    "dfe-ks2": (
        "a DfE download of Key Stage 2 results",
        8,
        {
            ("ks2-test-reading-scaled", "2023-24:Sum2"): 8,
            ("ks2-test-maths-scaled", "2023-24:Sum2"): 8,
            ("ks2-test-gps-scaled", "2023-24:Sum2"): 7,
            ("statutory-teacher-writing-ks-ta", "2023-24:Sum2"): 8,
            ("statutory-teacher-science-ks-ta", "2023-24:Sum2"): 8,
        },
        {},
    ),
    "dfe-ks1": (
        "a DfE download of Key Stage 1 results",
        6,
        {(f"ks1-teacher-{s}-ks-ta", "2022-23:Sum2"): 6 for s in ("reading", "writing", "maths", "science")},
        {},
    ),
    "dfe-phonics": (
        "a DfE download of phonics results",
        6,
        {("phonics-screening-check", "2021-22:Sum2"): 6},
        {},
    ),
    "dfe-mtc": (
        "a DfE download of the multiplication tables check",
        6,
        {("multiplication-tables-check-mtc", "2023-24:Sum2"): 6},
        {},
    ),
}  # fmt: skip


def test_every_profile_has_a_file_of_its_shape_and_every_file_its_profile() -> None:
    assert {profile.name for profile in profiles()} == set(SHAPES) == {path.stem for path in FOLDER.glob("*.csv")}


@pytest.mark.parametrize("name", sorted(SHAPES))
def test_an_export_is_recognised_and_read_to_the_last_result(name: str) -> None:
    title, pupils, results, targets = SHAPES[name]
    found = read(name)
    assert (found.questions, found.rejected) == ((), ())
    assert f"Recognised as {title}." in found.warnings
    assert len(list(found.pupils)) == pupils
    assert counted(found) == (results, targets)


def test_the_pupil_file_of_target_tracker_fills_every_field() -> None:
    found = read("target-tracker-pupils")
    assert found.mapping.pupil["joined"] == "DOA"
    first = next(iter(found.pupils))
    assert (first.surname, first.forename, first.dob, first.sex) == ("Ashdown", "Imogen", date(2016, 10, 14), "F")
    flags = [(fact.fsm, fact.eal, fact.lac, fact.sen) for fact in found.characteristics]
    assert flags[:2] == [(True, False, False, None), (False, True, False, "K")]
    assert [(fact.possible, fact.authorised) for fact in found.attendance][:2] == [(378, 0), (378, 4)]
    assert (
        "Not stored (the app has no use for it): Ethnicity (ethnicity), Postcode (address), Gifted." in found.warnings
    )


def test_reasons_of_the_tables_check_are_results_without_a_mark() -> None:
    raws = sorted(fact.raw for fact in read("dfe-mtc").results)
    assert raws == ["18", "22", "25", "9", "A", "J"]


def test_outcomes_of_key_stage_2_say_why_there_is_no_score() -> None:
    found = read("dfe-ks2")
    reasons = [(fact.row, fact.column, fact.raw) for fact in found.results if fact.column.endswith("OUTCOME")]
    tests = [one for one in reasons if one[1] in ("READOUTCOME", "MATOUTCOME", "GPSOUTCOME")]
    assert sorted(tests) == [
        (8, "GPSOUTCOME", "N"), (8, "MATOUTCOME", "B"), (8, "READOUTCOME", "A"),
        (9, "GPSOUTCOME", "B"), (9, "MATOUTCOME", "B"), (9, "READOUTCOME", "B"),
    ]  # fmt: skip
    assert any(one.startswith("GPSSCORE is blank, and GPSOUTCOME gives no reason why") for one in found.warnings)


def test_figures_worked_out_by_smartgrade_and_mark_are_left_out() -> None:
    found = read("smartgrade")
    assert {series.scale for series in found.series} == {"raw", "standardised"}
    (skipped,) = [warning for warning in found.warnings if warning.startswith("Not stored")]
    assert all(words in skipped for words in ("“GLOBAL SMARTGRADE”", "“INTERNAL STD SCORE”", "“RAW %”"))
    left = [warning for warning in read("hodder").warnings if warning.startswith("Not stored (worked out")]
    assert left == ["Not stored (worked out from results, or beside them): Date taken, Hodder Scale, Percentile."]


def test_a_long_export_and_the_same_written_wide_say_the_same(tmp_path: Path) -> None:
    with (FOLDER / "hodder.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    put = ("Raw score", "Standardised score", "Age-standardised score", "Attainment Age")
    wide: dict[str, dict[str, str]] = {}
    for row in rows:
        pupil = wide.setdefault(row["UPN"], {name: row[name] for name in ("UPN", "First Name", "Last Name", "Class")})
        pupil |= {f"{row['Test']} {name}": row[name] for name in put}
    path = tmp_path / "wide.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(next(iter(wide.values()))))
        writer.writeheader()
        writer.writerows(wide.values())
    # Wide headings name the year group of the test: it is the one the pupils are in.
    found = read_source(path, scales(), year=2025, point="Aut2")
    assert (found.questions, found.rejected) == ((), ())
    assert facts(found) == facts(read("hodder"))


def facts(found: ParsedFile) -> tuple[set[tuple[object, ...]], set[object]]:
    """Results by pupil, series and point, and the series."""
    upn = {pupil.ref: pupil.upn for pupil in found.pupils}
    return {(upn[fact.ref], fact.series, fact.ordinal, fact.raw) for fact in found.results}, set(found.series)


def test_a_legal_name_wins_over_the_one_a_child_is_called_by() -> None:
    found = read("arbor")
    assert next(iter(found.pupils)).forename == "Imogen"
    assert any("their legal names are kept): Preferred First Name" in warning for warning in found.warnings)


def test_a_plain_file_is_nobodys_export() -> None:
    rows = [(2, ["B801200005001", "JB", "3"])]
    assert profile_of(SourceTable.of_rows("f.csv", "", ["UPN", "Aut2 Reading TA", "Raw Score"], rows)) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [('title = "x"', "key “source” is missing"), ('titel = "x"', "Did you mean “title”"),
     ('title = "x"\nsource = "s"\ndate = 2026-11-28', "key “signatures” is missing"),
     ('title = "x"\nsource = "s"\ndate = 2026-11-28\n[[signatures]]\nheading = ["a"]', "Did you mean “headings”")],
)  # fmt: skip
def test_a_damaged_profile_is_refused_with_file_and_key(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(DataFileError) as caught:
        load_profile(path)
    assert str(caught.value).startswith("mine.toml")
    assert said in str(caught.value)


def test_every_shipped_profile_has_words_and_a_source() -> None:
    for path in sorted((data_folder() / "profiles").glob("*.toml")):
        profile = load_profile(path)
        assert profile.words_of(SourceTable.of_rows("f.csv", "", ["UPN"], [])).phrases, path.name
        assert profile.title.startswith(("a ", "an ")), path.name


def test_a_school_s_own_results_beside_columns_of_a_download_are_read(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    heads = "UPN,Reading ELG,Phonics mark,MTC,READSCORE,MATSCORE,SOMERANK"
    rows = ("B801200005001,2,,,,,", "R674123101121,,34,,,,", "P207000016049,,,21,,,", "C999900121018,,,,103,99,7")
    path.write_text("\n".join((heads, *rows)) + "\n", "utf-8")
    found = read_source(path, scales(), year=2025)
    assert {(r.column, r.raw) for r in found.results} == {
        ("Reading ELG", "2"), ("Phonics mark", "34"), ("MTC", "21"), ("READSCORE", "103"), ("MATSCORE", "99")
    }  # fmt: skip

"""Columns of every scale, recognised and dated; what could be two things is asked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from progress_tui.analysis.catalogue import scales
from progress_tui.domain.errors import ProgressError
from progress_tui.importing.facts import ParsedFile
from progress_tui.importing.parsing.parse import read_source
from progress_tui.importing.parsing.series import series_label
from progress_tui.importing.recognising.detecting import detect, full_fits
from progress_tui.importing.recognising.headings import read_heading, read_phrase

UPNS = ("B801200005001", "R674123101121", "P207000016049")


@pytest.fixture
def parsed(tmp_path: Path) -> Callable[..., ParsedFile]:
    def read(text: str, year: int | None = 2026, **answers: str) -> ParsedFile:
        path = tmp_path / "f.csv"
        path.write_text(text, "utf-8")
        return read_source(path, scales(), year=year, answers=answers)

    return read


def places(found: ParsedFile) -> dict[str, tuple[str, str, str, str]]:
    """Column → subject, scale, kind and the year and half-term of its results."""
    series = {one.key: one for one in found.series}
    return {
        result.column: (
            series[result.series].subject, series[result.series].scale, series[result.series].kind,
            f"{result.ordinal // 6} {result.ordinal % 6 + 1}",
        )
        for result in found.results
    }  # fmt: skip


def test_one_wide_file_with_every_scale(parsed: Callable[..., ParsedFile]) -> None:
    """Pupils of Year 5 in 2026-27: Year 4 in 2025, Year 2 in 2023, Year 1 in 2022, Reception in 2021."""
    columns = {
        "2026-27 Aut2 Reading TA": (("Emerging", "Y3 Secure"), ("reading", "rising3", "teacher", "2026 2")),
        "2026-27 Aut2 Maths Steps": (("5b+", "4s"), ("maths", "steps", "teacher", "2026 2")),
        "2026-27 Aut2 Science TA": (("5b", "5w+"), ("science", "steps", "teacher", "2026 2")),
        "2026-27 Aut2 Reading Age": (("9:05", "8y 9m"), ("reading", "reading-age", "test", "2026 2")),
        "Phonics Mark": (("35", "31"), ("phonics", "phonics", "statutory", "2022 6")),
        "KS1 Reading TA": (("EXS", "WTS"), ("reading", "ks-ta", "statutory", "2023 6")),
        "KS1 Maths Scaled Score": (("101", "A"), ("maths", "scaled-ks1", "statutory", "2023 6")),
        "KS1 Writing": (("GDS", "EXS"), ("writing", "ks-ta", "statutory", "2023 6")),
        "MTC": (("21", "25"), ("mtc", "mtc", "statutory", "2025 6")),
        "EYFS GLD": (("Yes", "✗"), ("gld", "gld", "statutory", "2021 6")),
        "E01": (("2", "1"), ("e01", "eyfs", "statutory", "2021 6")),
        "Reading ELG": (("2", "2"), ("reading", "eyfs", "statutory", "2021 6")),
    }
    lines = [("UPN", "Surname", "Year", *columns)]
    lines += [(UPNS[at], f"Child{at}", "5", *(cells[at] for cells, _ in columns.values())) for at in (0, 1)]
    found = parsed("\n".join(",".join(line) for line in lines))
    assert found.questions == ()
    assert found.rejected == ()
    assert places(found) == {column: place for column, (_, place) in columns.items()}


def test_statutory_results_of_two_year_groups_stand_in_two_years(parsed: Callable[..., ParsedFile]) -> None:
    found = parsed(f"UPN,Surname,Year,KS1 Reading TA\n{UPNS[0]},Ash,6,EXS\n{UPNS[1]},Bee,3,WTS\n")
    assert sorted(result.ordinal // 6 for result in found.results) == [2022, 2025]


def test_the_downloads_of_the_dfe_stand_at_the_end_of_the_year_of_the_file(
    parsed: Callable[..., ParsedFile],
) -> None:
    headings = "UPN,Surname,READSCORE,MATSCORE,READTAOUTCOME,Phonics_PHONICS_MARK"
    found = parsed(f"{headings}\n{UPNS[0]},Ash,105,0,EXS,34\n{UPNS[1]},Bee,N,98,HNM,B\n", year=2025)
    assert found.questions == ()
    assert set(places(found).values()) == {
        ("reading", "scaled-ks2", "statutory", "2025 6"), ("maths", "scaled-ks2", "statutory", "2025 6"),
        ("reading", "ks-ta", "statutory", "2025 6"), ("phonics", "phonics", "statutory", "2025 6"),
    }  # fmt: skip
    assert any("MATSCORE: outside the valid range" in warning for warning in found.warnings)


def test_a_file_of_all_statutory_results_of_one_year_needs_no_question(parsed: Callable[..., ParsedFile]) -> None:
    """Every child has results of one stage only, so they are of the year of the file."""
    found = parsed(f"UPN,Surname,GLD,Phonics,MTC\n{UPNS[0]},Ash,Yes,,\n{UPNS[1]},Bee,,35,\n{UPNS[2]},Cat,,,25\n", 2024)
    assert found.questions == ()
    assert {place[3] for place in places(found).values()} == {"2024 6"}


def test_a_class_list_with_several_stages_is_asked_when_they_were(parsed: Callable[..., ParsedFile]) -> None:
    found = parsed(f"UPN,Surname,Phonics,KS1 Reading TA\n{UPNS[0]},Ash,35,EXS\n{UPNS[1]},Bee,31,WTS\n")
    assert {question.id for question in found.questions} == {"year:Y1", "year:Y2"}


def test_a_sub_level_or_a_step_is_asked_and_never_guessed(parsed: Callable[..., ParsedFile]) -> None:
    text = f"UPN,Surname,2026-27 Aut2 Reading TA\n{UPNS[0]},Ash,4b\n{UPNS[1]},Bee,3b\n"
    (question,) = parsed(text).questions
    assert question.id == "scale:2026-27 Aut2 Reading TA"
    assert set(question.options) == {"nc-levels", "steps", "ignore"}
    answered = parsed(text, **{question.id: "steps"})
    assert {place[1] for place in places(answered).values()} == {"steps"}


def test_an_ambiguous_reading_age_is_asked(parsed: Callable[..., ParsedFile]) -> None:
    headings = "UPN,Surname,2026-27 Aut2 Reading Age"
    text = f"{headings}\n{UPNS[0]},Ash,7.11\n{UPNS[1]},Bee,8:02\n{UPNS[2]},Cat,7.5\n"
    (question,) = parsed(text).questions
    assert (question.id, question.options, question.proposal) == ("ages", ("months", "decimal"), "months")
    assert "7.11: years and months (7 years 11 months), or years with a decimal" in question.text
    assert [result.raw for result in parsed(text, ages="months").results] == ["7:11", "8:02", "7:05"]
    assert [result.raw for result in parsed(text, ages="decimal").results] == ["7:01", "8:02", "7:06"]


def test_a_reading_age_with_more_than_eleven_months_speaks_for_a_decimal(parsed: Callable[..., ParsedFile]) -> None:
    text = f"UPN,2026-27 Aut2 Reading Age\n{UPNS[0]},7.11\n{UPNS[1]},8.45\n"
    assert parsed(text).questions[0].proposal == "decimal"
    found = parsed(text, ages="months")
    assert [(rejection.row, rejection.value) for rejection in found.rejected] == [(3, "8.45")]
    assert found.mapping.ages_as == "months"


def test_headings_without_rows_are_refused(parsed: Callable[..., ParsedFile]) -> None:
    with pytest.raises(ProgressError, match="holds headings and no rows"):
        parsed("UPN,Surname,2026-27 Aut2 Reading Age\n")


def test_the_mark_that_an_export_puts_before_a_formula_is_taken_off_again(parsed: Callable[..., ParsedFile]) -> None:
    found = parsed(f"UPN,Surname,Forename,2026-27 Aut2 Reading TA\n{UPNS[0]},'=Ali,'Abd,At\n")
    assert [(pupil.surname, pupil.forename) for pupil in found.pupils] == [("=Ali", "'Abd")]


def test_secure_alone_is_what_it_is_in_the_column_beside(parsed: Callable[..., ParsedFile]) -> None:
    for word, scale in (("JB", "bands"), ("Developing", "rising3")):
        found = parsed(f"UPN,Surname,2026-27 Aut2 Re TA,2026-27 Aut2 Ma TA\n{UPNS[0]},Ash,{word},Secure\n")
        assert found.questions == ()
        assert {place[1] for place in places(found).values()} == {scale}
    assert detect(["Secure", "Secure"], ["codes"], scales()).scale is None


def test_letters_that_could_be_reasons_are_asked() -> None:
    assert detect(["D", "M", "D"], ["codes"], scales()).scale is None
    assert detect(["D", "M", "E"], ["codes"], scales()).scale == "rising3"
    assert detect(["B", "B"], ["codes"], scales()).scale == "bands"


def test_scales_that_could_be_anything_are_never_suggested_by_cells() -> None:
    assert full_fits(["Yes", "No"], scales()) == ()
    assert full_fits(["100", "104", "96"], scales()) == ("standardised", "raw")
    assert detect(["100", "104"], ["scaled-ks2"], scales()).scale == "scaled-ks2"
    assert detect(["Yes", "No"], ["gld"], scales()).scale == "gld"


@pytest.mark.parametrize(
    ("text", "subject", "group", "point", "assessment", "kind", "known"),
    [
        ("KS1 Reading TA", "reading", 2, "Sum2", "KS1 teacher assessment", "statutory", ("ks-ta", "nc-levels")),
        ("Maths KS1 Scaled Score", "maths", 2, "Sum2", "KS1 test", "statutory", ("scaled-ks1",)),
        ("KS2 Writing TA", "writing", 6, "Sum2", "statutory teacher assessment", "statutory", ("ks-ta", "nc-levels")),
        ("KS2 GPS Scaled", "gps", 6, "Sum2", "KS2 test", "statutory", ("scaled-ks2",)),
        ("Y1 Phonics", "phonics", 1, "Sum2", "phonics screening check", "statutory", ("phonics",)),
        ("Y2 Phonics", "phonics", 2, "Sum2", "phonics screening check", "statutory", ("phonics",)),
        ("KS1 Phonics Screening Check", "phonics", 1, "Sum2", "phonics screening check", "statutory", ("phonics",)),
        ("2024-25 Phonics", "phonics", None, "Sum2", "phonics screening check", "statutory", ("phonics",)),
        ("MTC Score", "mtc", 4, "Sum2", "multiplication tables check", "statutory", ("mtc",)),
        ("Good Level of Development", "gld", 0, "Sum2", "EYFSP", "statutory", ("gld",)),
        ("Phonics Aut1", "phonics", None, "Aut1", "", None, ("phonics",)),
        ("Aut2 Phonics TA", "phonics", None, "Aut2", "teacher assessment", "teacher", ("codes",)),
        ("KS2 Mock Maths", "maths", None, "", "mock", "test", ("numbers",)),
    ],
)  # fmt: skip
def test_statutory_assessments_in_words_of_a_school(
    text: str, subject: str, group: int | None, point: str, assessment: str, kind: str | None, known: tuple[str, ...]
) -> None:
    said = read_heading(text)
    assert said.role == "result"
    assert (said.subject, said.year_group, said.point) == (subject, group, point)
    assert (said.assessment, said.kind, said.scales) == (assessment, kind, known)


def test_in_a_long_file_the_row_says_when() -> None:
    said = read_phrase("Phonics")
    assert (said.subject, said.point, said.year_group) == ("phonics", "", None)


def test_a_series_says_nothing_twice() -> None:
    assert series_label("phonics screening check", "phonics", scales()["phonics"]) == "Phonics screening check"
    assert series_label("test", "maths", scales()["standardised"]) == "Maths test (Standardised score)"

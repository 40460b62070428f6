"""A column that says why there is no score: its code is the result where the score is blank, and nothing else of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from progress_tui.analysis.catalogue import scales
from progress_tui.importing.facts import ParsedFile
from progress_tui.importing.parsing.parse import facts_of, read_source
from progress_tui.importing.planning.wording import columns_shown
from progress_tui.importing.reading.described import Described
from progress_tui.importing.reading.table import SourceTable
from progress_tui.importing.recognising.mapping import ImportMapping, ResultRule
from progress_tui.importing.recognising.remembering import remember, remembered_mapping

UPNS = ("B801200005001", "R674123101121", "P207000016049", "N801200022001")


def parse(folder: Path, headings: str, *rows: str, **answers: str) -> ParsedFile:
    lines = [f"UPN,Surname,{headings}", *(f"{upn},Child,{row}" for upn, row in zip(UPNS, rows, strict=False))]
    path = folder / "f.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return read_source(path, scales(), year=2025, answers=answers)


def stored(found: ParsedFile) -> list[tuple[int, str, str]]:
    return [(fact.row, fact.column, fact.raw) for fact in found.results]


def test_a_reason_stands_in_for_a_blank_score_and_a_score_goes_before_it(tmp_path: Path) -> None:
    found = parse(tmp_path, "READOUTCOME,READSCORE", "AS,105", "A,", "B,98", ",")
    assert stored(found) == [(2, "READSCORE", "105"), (3, "READOUTCOME", "A"), (4, "READSCORE", "98")]
    assert (found.questions, found.rejected) == ((), ())
    assert {fact.series for fact in found.results} == {"ks2-test-reading-scaled"}
    assert found.warnings == (
        "Read only for the reason why there is no result: READOUTCOME (where READSCORE is blank).",
    )


def test_an_outcome_that_is_no_reason_is_never_a_result(tmp_path: Path) -> None:
    found = parse(tmp_path, "MATSCORE,MATOUTCOME", "105,AS", ",NS", ",104", ",M")
    assert stored(found) == [(2, "MATSCORE", "105"), (5, "MATOUTCOME", "M")]
    said = "MATSCORE is blank, and MATOUTCOME gives no reason why: nothing is stored (2 cells: rows 3, 4)."
    assert said in found.warnings
    assert found.rejected == ()


def test_where_nobody_has_a_score_the_reasons_are_the_results(tmp_path: Path) -> None:
    assert stored(parse(tmp_path, "GPSSCORE,GPSOUTCOME", ",A", ",B")) == [
        (2, "GPSOUTCOME", "A"),
        (3, "GPSOUTCOME", "B"),
    ]


def test_reasons_without_their_column_of_scores_are_named_and_left_out(tmp_path: Path) -> None:
    found = parse(tmp_path, "MATSCORE,READOUTCOME", "101,A")
    assert stored(found) == [(2, "MATSCORE", "101")]
    assert "Not stored (why there is no score, where no column has the scores): READOUTCOME." in found.warnings


@pytest.mark.parametrize(
    ("score", "outcome", "cells"),
    [
        ("Phonics Mark", "Phonics Outcome", ("36,Wa", ",A")),
        ("PHONICS_MARK", "PHONICS_OUTCOME", ("12,WT", ",A")),
        ("Phonics_PHONICS_MARK", "Phonics_PHONICS_OUTCOME", ("36,WA", ",A")),
        ("KS2 Reading Scaled Score", "KS2 Reading Outcome", ("101,AS", ",A")),
        ("MTC Score", "MTC Outcome", ("25,Complete", ",A")),
    ],
)
def test_copies_of_a_download_are_understood_without_a_question(
    tmp_path: Path, score: str, outcome: str, cells: tuple[str, ...]
) -> None:
    found = parse(tmp_path, f"{score},{outcome}", *cells)
    assert found.questions == ()
    assert stored(found) == [(2, score, cells[0].split(",")[0]), (3, outcome, "A")]


def test_a_teacher_assessment_beside_a_score_is_a_result_of_its_own(tmp_path: Path) -> None:
    found = parse(tmp_path, "KS2 Reading Scaled Score,KS2 Reading Outcome", "101,EXS", ",WTS")
    assert [(row, raw) for row, _, raw in stored(found)] == [(2, "101"), (2, "EXS"), (3, "WTS")]


def test_an_answer_that_leaves_the_column_out_holds(tmp_path: Path) -> None:
    found = parse(tmp_path, "READSCORE,READOUTCOME", "101,AS", ",A", **{"column:READOUTCOME": "ignore"})
    assert stored(found) == [(2, "READSCORE", "101")]
    assert found.mapping.headings == {"UPN", "Surname", "READSCORE"}


def test_a_mapping_reads_the_reasons_of_its_own_rows_by_its_own_scale() -> None:
    """B is below the level of a test, and somebody's “below” beside teacher assessment: no reason there."""
    headings = ["UPN", "Subject", "Mark", "Why"]
    rows = [["Reading", "", "B"], ["Maths", "", "B"], ["Maths", "", "A"], ["Art", "", "A"]]
    cells = [(at + 2, [upn, *row]) for at, (upn, row) in enumerate(zip(UPNS, rows, strict=True))]
    rules = [
        ResultRule("Mark", subject.casefold(), scale, "test", "test", where={"Subject": subject}, reasons="Why")
        for subject, scale in (("Reading", "scaled-ks2"), ("Maths", "ks-ta"))
    ]
    table = SourceTable.of_rows("f.csv", "0" * 64, headings, cells)
    found = facts_of(
        Described(table), scales(), ImportMapping("m", {"upn": "UPN"}, results=tuple(rules)), year=2025, point="Sum2"
    )
    assert stored(found) == [(2, "Why", "B"), (4, "Why", "A")]
    assert "Not stored, as nothing says what it is: Subject “Art” (row 5)." in found.warnings
    assert "Mark is blank, and Why gives no reason why: nothing is stored (row 3)." in found.warnings


def test_two_reasons_for_one_pupil_are_rejected_by_the_cells_that_say_them() -> None:
    rule = ResultRule("Score", "reading", "scaled-ks2", "KS2 test", "statutory", point="Sum2", reasons="Why")
    rows = [(2, [UPNS[0], "", "A"]), (3, [UPNS[0], "", "B"])]
    table = SourceTable.of_rows("f.csv", "0" * 64, ["UPN", "Score", "Why"], rows)
    found = facts_of(Described(table), scales(), ImportMapping("m", {"upn": "UPN"}, results=(rule,)), year=2025)
    assert [(one.row, one.column, one.value) for one in found.rejected] == [(2, "Why", "A"), (3, "Why", "B")]


def test_the_column_is_shown_as_what_it_is_and_remembered_as_the_next_file_spells_it(tmp_path: Path) -> None:
    found = parse(tmp_path, "READSCORE,READOUTCOME", "101,AS", ",A")
    shown = {one.heading: one.means for one in columns_shown(found.headings, found.mapping, (), scales())}
    assert shown["READOUTCOME"] == "Why READSCORE is blank"
    remember(found.mapping, "tests")
    again = SourceTable.of_rows("g.csv", "0" * 64, ["UPN", "Surname", "ReadScore", "ReadOutcome"], [])
    mapping = remembered_mapping(again)
    assert mapping is not None
    assert [(rule.column, rule.reasons) for rule in mapping.results] == [("ReadScore", "ReadOutcome")]

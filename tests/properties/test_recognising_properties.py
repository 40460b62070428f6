"""Whatever a table holds, it is understood, asked about or refused in words, in whatever order its columns are."""

from __future__ import annotations

import random
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from progress_tui.analysis.catalogue import scales
from progress_tui.domain.errors import ProgressError
from progress_tui.domain.text import clean
from progress_tui.importing.reading.table import SourceTable
from progress_tui.importing.recognising.asking import Asking, settle
from progress_tui.importing.recognising.mapping import ImportMapping
from progress_tui.importing.recognising.recognise import recognise

HEADINGS = (
    "UPN", "Surname", "Forename", "Name", "DOB", "Date of Birth", "Year", "Class", "Sex", "PP", "Attendance", "Subject",
    "Term", "Assessment", "Result Type", "Result", "Reading Aut2 TA", "Maths SS", "R", "W", "RE", "Reding Aut1", "Yaer",
    "Maths Test 2", "Reading Target", "KS1 Re", "Phonics", "T1 Reading", "READSCORE", "MATSCORE", "Colour", "2025", "%",
)  # fmt: skip
CELLS = (
    "", "A", "JB", "At", "3b", "4b+", "95", "<70", "104", "EXS", "Y", "N", "12/11/2025", "78%", "Reading", "Maths",
    "RE", "Aut2", "2", "2025-26", "Smith, Tom", "Tom Smith", "SMITH Tom", "B801200005001", "0.97", "Just At", "TA",
    "Raw %",
)  # fmt: skip
TEXT = st.text(max_size=12).map(clean)


@st.composite
def tables(draw: st.DrawFn) -> SourceTable:
    heading = st.sampled_from(HEADINGS) | TEXT.filter(bool)
    headings = draw(st.lists(heading, min_size=1, max_size=8, unique_by=str.casefold))
    cell = st.sampled_from(CELLS) | TEXT
    rows = draw(st.lists(st.lists(cell, min_size=len(headings), max_size=len(headings)), max_size=6))
    return SourceTable.of_rows("f.csv", "", headings, list(enumerate(rows, start=2)))


def tried(table: SourceTable, answers: dict[str, str]) -> tuple[ImportMapping, Asking] | ProgressError:
    """How a table is understood, or why it is refused."""
    asking = Asking(answers=answers, today=date(2026, 11, 23))
    try:
        return settle(table, recognise(table, scales(), asking), asking), asking
    except ProgressError as error:
        return error


@settings(max_examples=200, deadline=None)
@given(tables())
def test_every_table_is_understood_asked_about_or_refused_in_words(table: SourceTable) -> None:
    found = tried(table, {})
    if isinstance(found, ProgressError):
        assert found.title.startswith("No column of f.csv names the pupils")
        return
    mapping, asking = found
    assert mapping.headings <= set(table.headings)
    assert {rule.scale for rule in mapping.results} <= set(scales())
    for question in asking.questions:
        assert question.text
        assert not question.proposal or question.proposal in question.options


@settings(max_examples=100, deadline=None)
@given(tables())
def test_taking_every_proposal_leaves_no_question_in_the_end(table: SourceTable) -> None:
    answers: dict[str, str] = {}
    for _ in range(6):
        found = tried(table, answers)
        if isinstance(found, ProgressError) or not found[1].questions:
            return
        answers |= {question.id: question.proposal or question.options[0] for question in found[1].questions}
    pytest.fail(f"still asked after all proposals: {answers}")


@settings(max_examples=100, deadline=None)
@given(tables(), st.randoms(use_true_random=False))
def test_the_order_of_columns_does_not_matter(table: SourceTable, rng: random.Random) -> None:
    order = rng.sample(range(len(table.headings)), len(table.headings))
    rows = [(number, [cells[at] for at in order]) for number, cells in table.rows]
    shuffled = SourceTable.of_rows("f.csv", "", [table.headings[at] for at in order], rows)
    assert summed_up(table) == summed_up(shuffled)


def summed_up(table: SourceTable) -> object:
    """What was understood, and what kinds of questions there are (of columns alike the first one is asked)."""
    found = tried(table, {})
    if isinstance(found, ProgressError):
        return found.title
    mapping, asking = found
    rules = sorted((rule.column, rule.subject, rule.scale, rule.point, rule.target) for rule in mapping.results)
    return dict(mapping.pupil), rules, mapping.when, {question.id.split(":")[0] for question in asking.questions}

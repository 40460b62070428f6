"""Any A against any B: the worked examples of docs/judgements.md, “Matrices”."""

from __future__ import annotations

import pytest

from progress_tui.analysis.choosing import chosen
from progress_tui.analysis.matrix.cells import Matrix, matrix
from progress_tui.analysis.matrix.report import matrix_report
from progress_tui.domain.errors import NotFoundError, UsageError
from progress_tui.domain.whom import EVERYBODY, Whom
from tests.unit.frames_builder import NOW, SmallSchool

TEST = {"scale": "standardised", "kind": "test"}


def oak_class() -> SmallSchool:
    """The class of the worked example: teacher and test of eight children."""
    school = SmallSchool()
    for name, teacher, test in (
        ("Ash", "At", "98"),
        ("Birch", "At", "82"),
        ("Cedar", "B", "106"),
        ("Elm", "JB", "88"),
        ("Fir", "Ab", "118"),
        ("Gorse", "At", ""),
        ("Holly", "A", "91"),
        ("Ivy", "", ""),
    ):
        pupil = school.pupil(name)
        if teacher:
            school.result(pupil, NOW, teacher)
        if test:
            school.result(pupil, NOW, test, **TEST)
    return school


def made(school: SmallSchool, a: str, b: str, whom: Whom = EVERYBODY, subject: str | None = None) -> Matrix:
    at = school.at()
    return matrix(at, a, b, chosen(at, whom), subject)


def placed(found: Matrix) -> dict[tuple[str, str], list[str]]:
    """(row, column) → names."""
    return {
        (found.rows[row], found.columns[column]): [name for _, name in cell.pupils]
        for (row, column), cell in found.cells.items()
    }


def test_teacher_against_test_by_names() -> None:
    found = made(oak_class(), "reading:teacher", "reading:test")
    assert found.rows == ("below", "just below", "at", "above")
    assert found.columns == ("70–84", "85–94", "95–104", "105–114", "115+")
    assert placed(found) == {
        ("at", "95–104"): ["Ash"],
        ("at", "70–84"): ["Birch"],
        ("below", "105–114"): ["Cedar"],
        ("just below", "85–94"): ["Elm"],
        ("above", "115+"): ["Fir"],
    }
    assert (found.row_totals, found.column_totals) == ((1, 1, 2, 1), (1, 1, 1, 1, 1))


def test_who_lacks_one_of_the_two_is_listed_apart_and_nobody_is_dropped() -> None:
    found = made(oak_class(), "reading:teacher", "reading:test")
    assert {one.why: [name for _, name in one.pupils] for one in found.lacking} == {
        "without a reading test since Sum2 2025-26": ["Gorse"],
        "without a reading teacher assessment at Aut2": ["Holly"],
        "without a reading teacher assessment at Aut2 and without a reading test since Sum2 2025-26": ["Ivy"],
    }
    assert (found.both, found.selected, found.on_roll) == (5, 8, 8)


def test_who_lacks_a_result_stands_in_the_order_of_the_roll_whatever_the_reason_on_file() -> None:
    school = oak_class()
    for name, code in (("Juniper", "A"), ("Kapok", ""), ("Larch", "A")):
        pupil = school.pupil(name)
        school.result(pupil, NOW, "99", **TEST)
        if code:
            school.result(pupil, NOW, code)
    found = made(school, "reading:teacher", "reading:test")
    [listed] = [one for one in found.lacking if one.why == "without a reading teacher assessment at Aut2"]
    assert [name for _, name in listed.pupils] == ["Holly", "Juniper", "Kapok", "Larch"]


def test_cells_in_which_test_and_teacher_disagree_are_marked() -> None:
    found = made(oak_class(), "reading:teacher", "reading:test")
    assert sorted(name for cell in found.cells.values() for _, name in cell.disagree) == ["Birch", "Cedar"]
    # The other way round, and with the series that speaks for the subject in the place of the teacher's.
    for a, b in (("reading:test", "reading:teacher"), ("reading", "reading:test")):
        turned = made(oak_class(), a, b)
        assert sorted(name for cell in turned.cells.values() for _, name in cell.disagree) == ["Birch", "Cedar"]


@pytest.mark.parametrize(
    ("teacher", "score", "scale", "disagree"),
    [
        ("At", "84", "standardised", True),
        ("At", "85", "standardised", False),
        ("JB", "105", "standardised", True),
        ("JB", "104", "standardised", False),
        ("At", "96", "scaled-ks2", True),
        ("At", "97", "scaled-ks2", False),
        ("B", "103", "scaled-ks2", True),
        ("B", "102", "scaled-ks2", False),
    ],
)
def test_the_lines_of_disagreement(teacher: str, score: str, scale: str, disagree: bool) -> None:
    school = SmallSchool()
    pupil = school.pupil("Ash", class_name="6A", year_group=6)
    school.result(pupil, NOW, teacher)
    school.result(pupil, NOW, score, scale=scale, kind="test")
    [cell] = made(school, "reading:teacher", "reading:test").cells.values()
    assert bool(cell.disagree) is disagree


def test_a_test_of_two_half_terms_ago_counts_and_is_said_an_older_one_does_not() -> None:
    school = SmallSchool()
    for name, point in (("Ash", "2025-26:Sum2"), ("Birch", "2025-26:Sum1")):
        pupil = school.pupil(name)
        school.enrol(pupil, "2025-26", "3B", 3)
        school.result(pupil, NOW, "At")
        school.result(pupil, point, "80", **TEST)
    found = made(school, "reading:teacher", "reading:test")
    assert placed(found) == {("at", "70–84"): ["Ash"]}
    assert found.older == 1
    assert [[name for _, name in one.pupils] for one in found.lacking] == [["Birch"]]
    report = matrix_report(school.at(), EVERYBODY, "reading:teacher", "reading:test")
    assert "1 of the tests is from before Aut2." in report.notes


def test_two_dates_of_one_subject() -> None:
    school = SmallSchool()
    for name, before, now in (("Ash", "At", "JB"), ("Birch", "At", "At"), ("Cedar", "", "At")):
        pupil = school.pupil(name)
        school.enrol(pupil, "2025-26", "3B", 3)
        if before:
            school.result(pupil, "2025-26:Sum2", before)
        school.result(pupil, NOW, now)
    found = made(school, "reading@Sum2", "reading")
    assert placed(found) == {("at", "just below"): ["Ash"], ("at", "at"): ["Birch"]}
    assert [one.why for one in found.lacking] == ["without a reading result at Sum2 2025-26"]
    assert found.a.ordinal == made(school, "reading@2025-26:Sum2", "reading").a.ordinal
    assert found.a.title == "Reading Sum2 2025-26"


def test_two_subjects_and_a_group_of_pupils() -> None:
    school = SmallSchool()
    for name, pp, reading, maths in (
        ("Ash", True, "At", "JB"),
        ("Birch", False, "At", "At"),
        ("Cedar", None, "B", "B"),
    ):
        pupil = school.pupil(name)
        school.characteristics(pupil, pp=pp)
        school.result(pupil, NOW, reading)
        school.result(pupil, NOW, maths, subject="maths")
    assert placed(made(school, "reading", "maths")) == {
        ("at", "just below"): ["Ash"],
        ("at", "at"): ["Birch"],
        ("below", "below"): ["Cedar"],
    }
    groups = made(school, "pp", "reading")
    assert groups.rows == ("pupil premium", "not pupil premium", "pupil premium: not known")
    assert placed(groups)["pupil premium: not known", "below"] == ["Cedar"]


def test_a_subject_named_apart_completes_both_sides() -> None:
    school = oak_class()
    whole = matrix_report(school.at(), EVERYBODY, "reading:teacher", "reading:test")
    for whom, a, b in ((Whom(subject="reading"), "", ""), (Whom(subject="Reading"), "teacher", ":test")):
        short = matrix_report(school.at(), whom, a, b)
        assert short.rows == whole.rows
    assert matrix_report(school.at(), Whom(subject="reading"), "@Aut2", "test").more["a"] == {
        "title": "Reading", "source": "standing", "name": "reading", "point": NOW,
    }  # fmt: skip


def test_codes_stand_where_a_scale_is_not_judged_and_numbers_are_said_to_be_unjudged() -> None:
    school = SmallSchool()
    first, second = school.pupil("Ash"), school.pupil("Birch")
    school.result(first, NOW, "2b", scale="nc-levels")
    school.result(second, NOW, "14", subject="maths", scale="raw", kind="test")
    school.result(first, NOW, "12", subject="maths", scale="raw", kind="test")
    found = made(school, "reading", "maths")
    assert found.cells == {}
    whys = {one.why: [name for _, name in one.pupils] for one in found.lacking}
    assert whys == {
        "whose maths result is not judged at Aut2": ["Ash"],
        "without a reading result at Aut2 and whose maths result is not judged at Aut2": ["Birch"],
    }
    levels = made(school, "reading", "class")
    assert levels.rows == ("2b (National Curriculum levels)",)


def test_a_child_in_two_support_groups_counts_once_in_the_totals() -> None:
    school = SmallSchool()
    pupil = school.pupil("Ash")
    school.result(pupil, NOW, "At")
    day = school.at().today
    school.support("Book talk", {pupil: "unknown"}, day)
    school.support("Phonics", {pupil: "unknown"}, day)
    found = made(school, "support-group", "reading")
    assert found.row_totals == (1, 1)
    assert (found.column_totals, found.both) == ((1,), 1)
    notes = matrix_report(school.at(), EVERYBODY, "support-group", "reading").notes
    assert "Some children stand in two groups: the totals count each child once." in notes


def test_the_report_holds_ids_and_names_in_json_and_counts_or_names_in_a_table() -> None:
    report = matrix_report(oak_class().at(), EVERYBODY, "reading:teacher", "reading:test")
    row = report.to_json()["rows"]
    assert isinstance(row, list)
    assert row[0] == {
        "group": "below",
        "n": 1,
        "cells": [
            {"group": "70–84", "n": 0, "pupil_ids": [], "names": [], "disagree_ids": []},
            {"group": "85–94", "n": 0, "pupil_ids": [], "names": [], "disagree_ids": []},
            {"group": "95–104", "n": 0, "pupil_ids": [], "names": [], "disagree_ids": []},
            {"group": "105–114", "n": 1, "pupil_ids": [3], "names": ["Cedar"], "disagree_ids": [3]},
            {"group": "115+", "n": 0, "pupil_ids": [], "names": [], "disagree_ids": []},
        ],
    }
    head = "Reading teacher ↓ Reading test →"
    assert report.cells()[2] == {
        head: "at", "70–84": "1 ≠", "85–94": "·", "95–104": "1", "105–114": "·", "115+": "·", "All": 2,
    }  # fmt: skip
    assert report.cells()[-1]["All"] == 5
    named = matrix_report(oak_class().at(), EVERYBODY, "reading:teacher", "reading:test", names=True)
    assert named.cells()[2]["70–84"] == "Birch ≠"
    assert "5 of 8 on roll have both: all pupils." in report.notes


def test_class_year_group_and_filter_choose_the_pupils() -> None:
    school = oak_class()
    other = school.pupil("Juniper", class_name="5A", year_group=5)
    school.result(other, NOW, "At")
    school.result(other, NOW, "99", **TEST)
    for whom, names in (
        (Whom(class_name="5a"), ["Juniper"]),
        (Whom(year_group="Y5"), ["Juniper"]),
        (Whom(filter="birch or juniper"), ["Birch", "Juniper"]),
    ):
        found = made(school, "reading:teacher", "reading:test", whom)
        assert sorted(name for cell in found.cells.values() for _, name in cell.pupils) == names
    with pytest.raises(NotFoundError, match="no class “9Z”"):
        made(school, "reading", "class", Whom(class_name="9Z"))


@pytest.mark.parametrize(
    ("a", "b", "said"),
    [
        ("readng", "pp", "Did you mean “reading”?"),
        ("reading:tset", "pp", "Write reading:test or reading:teacher, or reading alone."),
        ("reading@Spr9", "pp", "“Spr9” in “reading@Spr9” is not a point"),
        ("reading@2027-28:Aut1", "pp", "is after Autumn 2 2026-27, the point shown"),
        ("pp@Sum2", "reading", "“pp@Sum2” has no point and no test"),
        ("reading", "reading", "Both sides are Reading"),
        ("reading", "", "A matrix needs two sides"),
    ],
)
def test_what_is_not_known_is_refused_in_words(a: str, b: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        matrix_report(oak_class().at(), EVERYBODY, a, b)
    assert said in str(caught.value)

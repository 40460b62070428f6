"""Reading, writing and maths at the expected standard: the worked example of docs/judgements.md, “Matrices”."""

from __future__ import annotations

from progress_tui.analysis.matrix.venn import REGIONS, venn_report
from progress_tui.domain.whom import EVERYBODY, Whom
from tests.unit.frames_builder import NOW, SmallSchool

CHILDREN = (
    # name, reading, writing, maths, region
    ("Ash", "At", "At", "Ab", "rwm"),
    ("Birch", "Sec", "At", "At", "rwm"),
    ("Cedar", "At", "At", "JB", "rw"),
    ("Elm", "At", "B", "At", "rm"),
    ("Fir", "JB", "At", "At", "wm"),
    ("Gorse", "At", "JB", "B", "r"),
    ("Holly", "WB", "At", "JB", "w"),
    ("Ivy", "B", "B", "At", "m"),
    ("Juniper", "B", "JB", "B", "none"),
    ("Kapok", "At", "A", "At", "lacking"),
    ("Larch", "", "", "At", "lacking"),
)


def ten_and_one() -> SmallSchool:
    school = SmallSchool()
    for name, *codes, _ in CHILDREN:
        pupil = school.pupil(name)
        for subject, code in zip(("reading", "writing", "maths"), codes, strict=True):
            if code:
                school.result(pupil, NOW, code, subject=subject)
    return school


def test_each_child_stands_in_one_region_and_the_counts_add_up_to_the_roll() -> None:
    report = venn_report(ten_and_one().at(), EVERYBODY)
    expected = {region: [name for *rest, own in CHILDREN for name in rest[:1] if own == region] for region in REGIONS}
    assert {row["region"]: row["names"] for row in report.rows} == expected
    assert [row["n"] for row in report.rows] == [2, 1, 1, 1, 1, 1, 1, 1, 2]
    assert report.more["on_roll"] == 11


def test_who_lacks_a_result_is_named_with_the_subjects() -> None:
    report = venn_report(ten_and_one().at(), EVERYBODY)
    assert report.more["lacking"] == [
        {"pupil_id": 10, "name": "Kapok", "subjects": ["writing"]},
        {"pupil_id": 11, "name": "Larch", "subjects": ["reading", "writing"]},
    ]
    assert report.notes == (
        "2 of 9 with a result in all three (of 11 on roll) are at the expected standard in reading, writing and maths: "
        "all pupils.",
        "Without a result that is held against an expected standard at Aut2: reading 1, writing 2.",
    )


def test_a_scale_that_is_not_judged_now_lacks_a_result() -> None:
    school = SmallSchool()
    pupil = school.pupil("Ash")
    for subject in ("reading", "writing", "maths"):
        school.result(pupil, NOW, "3b", subject=subject, scale="nc-levels")
    report = venn_report(school.at(), EVERYBODY)
    assert {row["region"]: row["n"] for row in report.rows if row["n"]} == {"lacking": 1}


def test_a_table_shortens_long_lists_and_json_does_not() -> None:
    school = SmallSchool()
    names = [f"Child {letter}" for letter in "ABCDEFGHIJK"]
    for name in names:
        pupil = school.pupil(name)
        for subject in ("reading", "writing", "maths"):
            school.result(pupil, NOW, "At", subject=subject)
    report = venn_report(school.at(), EVERYBODY)
    assert report.rows[0]["names"] == names
    assert report.cells()[0]["pupils"] == f"{'; '.join(names[:5])} … and 6 more"
    assert venn_report(school.at(), EVERYBODY, names=True).cells()[0]["pupils"] == "; ".join(names)


def test_a_filter_chooses_who_is_placed() -> None:
    report = venn_report(ten_and_one().at(), Whom(filter="ash or larch"))
    assert {row["region"]: row["names"] for row in report.rows if row["n"]} == {"rwm": ["Ash"], "lacking": ["Larch"]}

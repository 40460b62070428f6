"""OneRoster 1.1 archives: pupils, classes, results; what grades mean is asked, and nothing hostile is unpacked."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping
from datetime import date

import pytest

from progress_tui.analysis.catalogue import scales
from progress_tui.domain.calendar import Point
from progress_tui.domain.errors import ProgressError, UsageError
from progress_tui.importing.facts import ParsedFile
from progress_tui.importing.parsing.parse import facts_of
from progress_tui.importing.reading.oneroster.reader import read_oneroster

Files = dict[str, list[list[str]]]
UPNS = ("B801200005001", "R674123101121", "P207000016049")
AMERICAN = {"grades": "american"}


def files() -> Files:
    """A class of three pupils with a standardised score and a deleted one."""
    held: Files = {
        "manifest": [["propertyName", "value"], ["manifest.version", "1.0"], ["oneroster.version", "1.1"]],
        "academicSessions": [
            ["sourcedId", "status", "title", "type", "startDate", "endDate", "parentSourcedId", "schoolYear"],
            ["y1", "active", "2025-26", "schoolYear", "2025-08-20", "2026-07-20", "", "2026"],
            ["g1", "active", "Autumn term", "gradingPeriod", "2025-09-01", "2025-12-19", "y1", "2026"],
        ],
        "orgs": [["sourcedId", "status", "name", "type"], ["s1", "active", "Oakfield", "school"]],
        "courses": [["sourcedId", "status", "title", "subjects"], ["c", "active", "Fourth grade maths", "Mathematics"]],
        "classes": [
            ["sourcedId", "status", "title", "classType", "courseSourcedId", "termSourcedIds", "subjects"],
            ["k1", "active", "5 Willow", "homeroom", "", "y1", ""],
            ["k2", "active", "Maths set 1", "scheduled", "c", "y1", "Mathematics"],
        ],
        "users": [
            ["sourcedId", "status", "orgSourcedIds", "role", "username", "userIds", "givenName", "familyName",
             "identifier", "email", "grades"],
            ["u1", "active", "s1", "student", "ta", f"{{A:7}},{{UPN:{UPNS[0]}}}", "Tolu", "Adeyemi", "7", "a@b", "04"],
            ["u2", "active", "s1", "student", "bb", "", "Bea", "Brontë", UPNS[1], "", "04"],
            ["u3", "tobedeleted", "s1", "student", "cc", "", "Cal", "Chen", UPNS[2], "", "04"],
            ["t1", "active", "s1", "teacher", "tt", "", "Sara", "Ahmed", "", "", ""],
        ],
        "demographics": [
            ["sourcedId", "status", "birthDate", "sex", "countryOfBirthCode"],
            ["u1", "active", "2015-11-02", "female", "NG"],
            ["u2", "active", "2016-01-09", "female", "GB"],
        ],
        "enrollments": [
            ["sourcedId", "status", "classSourcedId", "schoolSourcedId", "userSourcedId", "role"],
            ["e1", "active", "k1", "s1", "u1", "student"],
            ["e2", "active", "k2", "s1", "u1", "student"],
            ["e3", "active", "k1", "s1", "u2", "student"],
            ["e4", "active", "k1", "s1", "t1", "teacher"],
        ],
        "lineItems": [
            ["sourcedId", "status", "title", "classSourcedId", "gradingPeriodSourcedId", "resultValueMin",
             "resultValueMax"],
            ["i1", "active", "NFER Std Score", "k2", "g1", "40", "160"],
        ],
        "results": [
            ["sourcedId", "status", "lineItemSourcedId", "studentSourcedId", "scoreStatus", "score", "scoreDate",
             "comment"],
            ["r1", "active", "i1", "u1", "fully graded", "101", "2025-12-03", "well done"],
            ["r2", "active", "i1", "u2", "fully graded", "94", "2025-12-03", ""],
            ["r3", "active", "i1", "u3", "fully graded", "90", "2025-12-03", ""],
        ],
    }  # fmt: skip
    held["manifest"] += [[f"file.{name}", "bulk"] for name in held if name != "manifest"]
    return held


def text(rows: list[list[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def packed(held: Files, **others: bytes) -> bytes:
    """The archive; `others` are further entries, with `_` for a slash or point."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in held.items():
            archive.writestr(f"{name}.csv", text(rows))
        for name, content in others.items():
            archive.writestr(name, content)
    return out.getvalue()


def understood(content: bytes, answers: Mapping[str, str] = AMERICAN, year: int | None = None) -> ParsedFile:
    described = read_oneroster(content, "f.zip", "0", answers)
    return facts_of(described, scales(), year=year, answers=answers)


def refusal(content: bytes) -> str:
    with pytest.raises(ProgressError) as caught:
        read_oneroster(content, "f.zip", "0", {})
    return str(caught.value)


def without(name: str) -> Files:
    held = files()
    held["manifest"] = [row for row in held["manifest"] if row[0] != f"file.{name}"]
    del held[name]
    return held


def test_pupils_classes_and_results_become_facts() -> None:
    parsed = understood(packed(files()))
    assert [(each.upn, each.source_id, each.surname, each.dob, each.sex, each.school) for each in parsed.pupils] == [
        (UPNS[0], "u1", "Adeyemi", date(2015, 11, 2), "F", ""),
        (UPNS[1], "u2", "Brontë", date(2016, 1, 9), "F", ""),
    ]
    assert {(each.academic_year, each.year_group, each.class_name) for each in parsed.enrolments} == {
        (2025, 5, "5 Willow")
    }
    assert [(each.series, str(Point(each.ordinal)), each.raw, each.row) for each in parsed.results] == [
        ("nfer-maths-standardised", "2025-26:Aut2", "101", 2),
        ("nfer-maths-standardised", "2025-26:Aut2", "94", 3),
    ]
    assert (parsed.questions, parsed.rejected) == ((), ())


def test_what_is_left_out_is_counted() -> None:
    warnings = understood(packed(files())).warnings
    assert "Users who are no pupils were left out: 1." in warnings
    assert "Rows of users.csv that are marked as deleted were left out: 1." in warnings
    assert "Rows of results.csv that are marked as deleted were left out: 1." in warnings
    assert "All pupils are of Oakfield; that name is not stored." in warnings
    assert "Pupils in several classes, none of which is the homeroom, have no class stored: 1." not in warnings


@pytest.mark.parametrize(("answer", "group"), [("american", 5), ("english", 4), ("ignore", None)])
def test_what_a_grade_means_is_asked_once_and_answered(answer: str, group: int | None) -> None:
    open_ = understood(packed(files()), {})
    (question,) = open_.questions
    assert (question.id, question.options, question.proposal) == (
        "grades",
        ("american", "english", "ignore"),
        "american",
    )
    assert "grade 04 is Y5; english: grade 04 is Y4" in question.text
    assert {each.year_group for each in open_.enrolments} == {None}
    answered = understood(packed(files()), {"grades": answer})
    assert answered.questions == ()
    assert {each.year_group for each in answered.enrolments} == {group}


def test_the_ages_of_the_pupils_say_which_usage_is_likelier() -> None:
    held = files()
    for row in held["demographics"][1:]:
        row[2] = "2016-12-01"
    assert understood(packed(held), {}).questions[0].proposal == "english"


def test_an_answer_that_is_none_is_refused() -> None:
    with pytest.raises(UsageError, match="does not answer"):
        understood(packed(files()), {"grades": "French"})


def test_a_scale_that_the_scores_do_not_say_is_asked_like_any_other() -> None:
    held = files()
    held["lineItems"][1][2] = "Quiz"
    parsed = understood(packed(held))
    assert parsed.results == ()
    (question,) = parsed.questions
    assert question.id.startswith("scale:")
    answered = understood(packed(held), {**AMERICAN, question.id: "raw"})
    assert [each.raw for each in answered.results] == ["101", "94"]


def test_without_sessions_the_year_is_asked_and_results_go_by_their_date() -> None:
    held = without("academicSessions")
    parsed = understood(packed(held), year=2026)
    assert {each.academic_year for each in parsed.enrolments} == {2026}
    assert {str(Point(each.ordinal)) for each in parsed.results} == {"2025-26:Aut2"}


def test_the_title_of_a_line_item_says_when_before_its_date() -> None:
    held = files()
    held["lineItems"][1][2] = "Reading Spr1 Std Score"
    (first, _) = understood(packed(held)).results
    assert (first.series.split("-")[1], str(Point(first.ordinal))) == ("reading", "2025-26:Spr1")


def test_results_that_are_not_graded_are_counted_and_those_that_lead_nowhere_rejected() -> None:
    held = files()
    held["results"] += [
        ["r4", "active", "i1", "u1", "not submitted", "0", "2025-12-03", ""],
        ["r5", "active", "i1", "u9", "fully graded", "88", "2025-12-03", ""],
        ["r6", "active", "i9", "u1", "fully graded", "88", "2025-12-03", ""],
        ["r7", "active", "i1", "u1", "fully graded", "", "2025-12-03", ""],
    ]
    parsed = understood(packed(held))
    assert len(parsed.results) == 2
    assert "Not stored: 1 result with the score status “not submitted”." in parsed.warnings
    assert [(each.row, each.sheet, each.reason) for each in parsed.rejected] == [
        (6, "results.csv", "Its pupil is not among the pupils of users.csv."),
        (7, "results.csv", "Its line item is not in lineItems.csv."),
    ]


def test_a_row_that_does_not_fit_its_headings_is_rejected_and_named() -> None:
    held = files()
    held["users"].insert(2, ["u8", "active", "s1"])
    parsed = understood(packed(held))
    assert len(parsed.pupils) == 2
    assert [(each.row, each.sheet, each.reason) for each in parsed.rejected] == [
        (3, "users.csv", "The row has 3 cells where the headings are 11.")
    ]


def test_pupils_of_two_schools_keep_their_schools() -> None:
    held = files()
    held["orgs"].append(["s2", "active", "Elmfield", "school"])
    held["users"][2][2] = "s2"
    assert [each.school for each in understood(packed(held)).pupils] == ["Oakfield", "Elmfield"]


def test_several_classes_without_a_homeroom_are_no_class() -> None:
    held = files()
    held["classes"][1][3] = "scheduled"
    parsed = understood(packed(held))
    assert {each.class_name for each in parsed.enrolments if each.ref == 1} == {""}
    assert "Pupils in several classes, none of which is the homeroom, have no class stored: 1." in parsed.warnings


@pytest.mark.parametrize("name", ["manifest", "users", "lineItems", "classes"])
def test_a_missing_file_is_named(name: str) -> None:
    assert f"f.zip is not a whole OneRoster archive. It lacks {name}.csv." in refusal(packed(without(name)))


def test_a_file_that_the_manifest_promises_is_missed() -> None:
    held = files()
    del held["demographics"]
    assert "It lacks demographics.csv." in refusal(packed(held))


@pytest.mark.parametrize(("version", "named"), [("1.2", "OneRoster 1.2."), ("", "of a version that it does not name")])
def test_another_version_is_refused_by_name(version: str, named: str) -> None:
    held = files()
    held["manifest"][2][1] = version
    assert named in refusal(packed(held))
    assert "Version 1.1 is read." in refusal(packed(held))


def test_an_archive_in_a_folder_is_read() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, rows in files().items():
            archive.writestr(f"export/{name}.csv", text(rows))
    assert len(understood(out.getvalue()).pupils) == 2


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("../../users.csv", b"x", "leads out of it: ../../users.csv."),
        ("/etc/users.csv", b"x", "leads out of it: /etc/users.csv."),
        ("..\\users.csv", b"x", "leads out of it"),
        ("C:\\users.csv", b"x", "leads out of it"),
        ("other/users.csv", b"x", "f.zip holds two files users.csv."),
        ("results2.csv", b"0" * 40_000_000, "f.zip is too large."),
    ],
)
def test_hostile_entries_are_refused_before_anything_is_unpacked(name: str, content: bytes, sentence: str) -> None:
    assert sentence in refusal(packed(files(), **{name: content}))


def test_an_entry_without_a_name_is_refused() -> None:
    content = packed(files(), abcdefgh=b"x")
    assert "f.zip is not read." in refusal(content.replace(b"abcdefgh", b"\0bcdefgh"))


def test_a_damaged_archive_is_refused() -> None:
    assert "f.zip is a damaged zip or Excel file." in refusal(packed(files())[:-40])


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([["sourcedId", "role", "givenName"]], "users.csv in f.zip has no column “familyName”."),
        ([["sourcedId", "role", "givenName", "familyName"], ["t", "teacher", "A", "B"]], "f.zip holds no pupils."),
        ([["sourcedId", "role", "givenName", "x" * 10_001]], "more than 10,000 characters"),
    ],
)
def test_a_users_file_of_no_use_is_refused_with_its_row(rows: list[list[str]], sentence: str) -> None:
    held = files()
    held["users"] = rows
    assert sentence in refusal(packed(held))


def test_each_of_several_schools_is_named() -> None:
    held = files()
    head = held["users"][0]
    at = head.index("orgSourcedIds")
    held["users"][1][at] = "elsewhere"
    assert {each.school for each in understood(packed(held)).pupils if each.source_id == "u1"} == {"elsewhere"}
    assert "" not in {each.school for each in understood(packed(held)).pupils}


def test_a_file_inside_that_is_not_utf8_is_named() -> None:
    held = packed(files())
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(held)) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            after.writestr(name, content.decode().encode("cp1252") if name == "users.csv" else content)
    said = [warning for warning in understood(out.getvalue()).warnings if "a guess" in warning]
    assert said == [
        "users.csv in f.zip is not UTF-8; read as Windows (cp1252) text, a guess. "
        "Check a name such as “Brontë”, line 3."
    ]

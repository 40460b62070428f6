"""Common Transfer Files: what of a file is taken, where it comes to stand, and what is refused or left out."""

from __future__ import annotations

from datetime import date

import pytest

from progress_tui.domain.errors import ProgressError
from progress_tui.importing.reading.ctf.reader import read_ctf
from tests.unit.ctf_files import HEADER, UPN, WHO, ctf, pupil, result, results_of, understood

MTC = "KS2 MAT TT MTC MT"


def refusal(content: bytes) -> str:
    with pytest.raises(ProgressError) as caught:
        read_ctf(content, "f.xml", "0")
    return str(caught.value)


def test_a_pupil_with_a_result_becomes_facts_in_the_right_years() -> None:
    more = (
        "<BasicDetails><FormerUPN>R674123101121</FormerUPN><NCyearActual>5</NCyearActual><Languages><Type>"
        "<LanguageType>F</LanguageType><LanguageCode>YOR</LanguageCode></Type></Languages></BasicDetails>"
        "<LookedAfter><InCare>true</InCare></LookedAfter>"
        "<SENhistory><SEN><StartDate>2024-01-08</StartDate><SENprovision>K</SENprovision></SEN></SENhistory>"
    )
    parsed = understood(ctf(pupil(result(MTC, "23"), more=more)))
    (child,) = parsed.pupils
    assert (child.upn, child.former_upn, child.surname, child.forename) == (UPN, "R674123101121", "Adeyemi", "Tolu")
    assert (child.dob, child.sex, child.school) == (date(2015, 11, 2), "F", "")
    (enrolled,) = parsed.enrolments
    assert (enrolled.academic_year, enrolled.year_group, enrolled.class_name) == (2025, 5, "")
    (known,) = parsed.characteristics
    assert (known.academic_year, known.lac, known.eal, known.sen, known.fsm) == (2025, True, True, "K", None)
    assert results_of(parsed) == [("multiplication-tables-check-mtc", "2024-25:Sum2", "23")]
    assert (parsed.questions, parsed.rejected) == ((), ())


def test_the_school_a_file_comes_from_is_told_and_is_no_school_of_the_pupils() -> None:
    parsed = understood(ctf(pupil()))
    assert parsed.warnings[0] == (
        "CTF 25.0 from Old Oak Primary (801/2000), school year 2025-26; that school's name is not stored."
    )
    assert "school" not in parsed.mapping.pupil


@pytest.mark.parametrize("named", ["Sex", "Gender"])
@pytest.mark.parametrize(("text", "sex"), [("M", "M"), ("F", "F"), ("U", None)])
def test_sex_and_gender_are_one(named: str, text: str, sex: str | None) -> None:
    who = WHO.replace("<Sex>F</Sex>", f"<{named}>{text}</{named}>")
    assert understood(ctf(pupil(who=who))).pupils[0].sex == sex


@pytest.mark.parametrize(
    ("text", "group"), [("R", 0), ("N1", -2), ("N2", -1), ("1", 1), ("6", 6), ("X", None), ("", None)]
)
def test_the_year_group_is_that_of_the_header_s_year(text: str, group: int | None) -> None:
    parsed = understood(ctf(pupil(more=f"<BasicDetails><NCyearActual>{text}</NCyearActual></BasicDetails>")))
    found = [(each.academic_year, each.year_group) for each in parsed.enrolments]
    assert found == ([] if group is None else [(2025, group)])
    assert parsed.rejected == ()


def test_legal_names_and_details_may_stand_among_the_basic_details() -> None:
    more = (
        "<BasicDetails><LegalSurname>Actual</LegalSurname><PreferredForename>Ash</PreferredForename>"
        "<DOB>2015-10-02</DOB><Gender>F</Gender></BasicDetails>"
    )
    (child,) = understood(ctf(pupil(who="<UPN> b801200005001 </UPN>", more=more))).pupils
    assert (child.upn, child.surname, child.forename) == (UPN, "Actual", "Ash")
    assert (child.dob, child.sex) == (date(2015, 10, 2), "F")


def test_a_missing_upn_is_legal_and_a_bad_date_of_birth_loses_the_date_only() -> None:
    who = "<UPN/><Surname>Óg</Surname><Forename>Ann</Forename><DOB>2015-13-02</DOB>"
    parsed = understood(ctf(pupil(result(MTC, "4"), who=who)))
    assert [(each.upn, each.dob) for each in parsed.pupils] == [("", None)]
    assert len(parsed.results) == 1
    assert "“2015-13-02” is not a date of birth; the pupil is kept without one" in parsed.warnings[-1]


def test_two_children_of_one_name_never_merge() -> None:
    bare = "<Surname>Shah</Surname><Forename>Amir</Forename>"
    dated = f"{bare}<DOB>2015-10-02</DOB>"
    parsed = understood(ctf(pupil(who=bare), pupil(who=dated), pupil(who=bare), pupil()))
    assert [each.surname for each in parsed.pupils] == ["Shah", "Adeyemi"]
    assert [(each.row, each.pupil) for each in parsed.rejected] == [(3, "Shah, Amir"), (5, "Shah, Amir")]
    assert "which child is which is not known" in parsed.rejected[0].reason
    assert [each.surname for each in understood(ctf(pupil(who=bare))).pupils] == ["Shah"]


def test_one_upn_for_two_children_is_rejected() -> None:
    other = WHO.replace("Tolu", "Bea")
    parsed = understood(ctf(pupil(), pupil(who=other)))
    assert parsed.pupils == ()
    assert {each.row for each in parsed.rejected} == {3, 4}


def test_rows_are_numbered_by_lines_of_the_file() -> None:
    parsed = understood(ctf(pupil(), pupil(result(MTC, "99x"), who=WHO.replace("5001", "5002"))))
    assert [(each.row, each.column, each.value, each.pupil) for each in parsed.rejected] == [
        (4, "Result", "99x", "Adeyemi, Tolu")
    ]


def test_many_pupils_on_one_line_are_kept_apart() -> None:
    others = [WHO.replace("5001", f"5{n:03d}").replace("Tolu", f"Child{n}") for n in range(2, 9)]
    content = ctf(*(pupil(result(MTC, str(n)), who=who) for n, who in enumerate(others))).replace(b"\n", b"")
    parsed = understood(content)
    assert [raw for _, _, raw in results_of(parsed)] == ["0", "1", "2", "3", "4", "5", "6"]
    assert len({fact.ref for fact in parsed.results}) == 7


def test_invisible_characters_are_taken_out_and_told() -> None:
    parsed = understood(ctf(pupil(who=WHO.replace("Tolu", "To&#x202e;lu&#x200b;"))))
    assert parsed.pupils[0].forename == "Tolu"
    assert "1 text had invisible characters, which were taken out (first: row 3)." in parsed.warnings


def test_what_is_never_stored_is_named() -> None:
    more = (
        "<BasicDetails><Ethnicity>WBRI</Ethnicity><MedicalFlag>1</MedicalFlag></BasicDetails><Address><Street>1 Way"
        "</Street></Address><Contacts><Contact><Surname>Adeyemi</Surname></Contact></Contacts><Email>a@b</Email>"
    )
    described = read_ctf(ctf(pupil(more=more)), "f.xml", "0")
    assert (
        "Not stored (the app has no use for it): Address (address), Contacts (contacts), Email (contacts), "
        "Ethnicity (ethnicity), MedicalFlag (medical)."
    ) in described.table.notes
    cells = {cell for _, row in described.table.rows for cell in row}
    assert cells.isdisjoint({"WBRI", "1 Way", "a@b"})


@pytest.mark.parametrize(
    ("year", "made", "start"),
    [
        ("2025", "", 2025),
        ("2025-26", "", 2025),
        ("202526", "", 2025),
        ("", "2026-07-10", 2025),
        ("x", "2026-09-02", 2026),
    ],
)
def test_the_year_of_the_header_is_the_one_the_school_year_begins_in(year: str, made: str, start: int) -> None:
    header = HEADER.replace(">2025<", f">{year}<").replace("2026-07-10T09:00:00", made)
    assert understood(ctf(pupil(), header=header)).enrolments[0].academic_year == start


def test_a_header_without_any_year_is_refused() -> None:
    header = HEADER.replace(">2025<", "><").replace("2026-07-10T09:00:00", "")
    assert "f.xml names no school year." in refusal(ctf(pupil(), header=header))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            b"<Message><Header><CollectionDetails><Collection>SC</Collection></CollectionDetails></Header></Message>",
            "f.xml: this is a census file, not a CTF.",
        ),
        (b"<SchoolCensus><Pupil/></SchoolCensus>", "f.xml: this is a census file, not a CTF."),
        (ctf(header=HEADER.replace("Common Transfer File", "School Census")), "this is a census file, not a CTF."),
        (b"<Message><Header><Collection>KS1</Collection></Header></Message>", "return of Key Stage 1 results"),
        (b"<Message><Header/></Message>", "It is XML of another kind: it begins with <Message>."),
        (b"<ATfile/>", "this is an admissions file (ATF), not a CTF."),
        (b'<Workbook xmlns="urn:x"/>', "this is a workbook of Excel 2003 in XML, not a CTF."),
        (b"<orders><Pupil/></orders>", "f.xml is not a CTF. It is XML of another kind: it begins with <orders>."),
        (ctf(), "f.xml holds no pupils."),
        (
            ctf().replace(b"CTFpupilData", b"Leavers").replace(b"<Leavers>", b"<Leavers><Pupil/>"),
            "Pupils that stand elsewhere than under CTFpupilData: 1.",
        ),
        (b"<CTfile><CTFpupilData><Pupil><UPN>1</UPN></Pupil></CTFpupilData></CTfile>", "f.xml has no header."),
        (ctf(pupil())[:-60], "f.xml is damaged. Line 3: It breaks off"),
    ],
)
def test_other_files_are_refused_by_name(content: bytes, sentence: str) -> None:
    assert sentence in refusal(content)


@pytest.mark.parametrize(
    ("start", "end"), [('<CTfile xmlns="urn:ctf">', "</CTfile>"), ('<c:CTfile xmlns:c="urn:x">', "</c:CTfile>")]
)
def test_namespaces_make_no_difference(start: str, end: str) -> None:
    assert len(understood(ctf(pupil(result(MTC, "7")), start=start, end=end)).results) == 1


def test_pupils_outside_the_pupil_data_are_left_out_and_counted() -> None:
    content = ctf(pupil()).replace(b"</CTFpupilData>", b"</CTFpupilData><Other><Pupil><UPN>1</UPN></Pupil></Other>")
    parsed = understood(content)
    assert len(parsed.pupils) == 1
    assert "Pupils that do not stand under CTFpupilData were left out: 1." in parsed.warnings

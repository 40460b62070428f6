"""What column headings say."""

from __future__ import annotations

from pathlib import Path

import pytest

from progress_tui.domain.errors import DataFileError
from progress_tui.importing.recognising.headings import load_vocabulary, read_heading, read_phrase, vocabulary
from progress_tui.resources import data_folder


@pytest.mark.parametrize(
    ("text", "subject", "year", "group", "point", "assessment", "scales"),
    [
        ("2020/21 Spr Reading Main Assessment", "reading", 2020, None, "Spr2", "teacher assessment", ("codes",)),
        (
            "Summative Assessment$Spring End of Term$3$Mathematics",
            "maths",
            None,
            3,
            "Spr2",
            "teacher assessment",
            ("codes",),
        ),
        ("Y4 Aut Re TA", "reading", None, 4, "Aut2", "teacher assessment", ("codes",)),
        ("4 Aut Re TA", "reading", None, 4, "Aut2", "teacher assessment", ("codes",)),
        ("Y4AutReTA", "reading", None, 4, "Aut2", "teacher assessment", ("codes",)),
        ("READSCORE", "reading", None, None, "Sum2", "KS2 test", ("scaled-ks2",)),
        ("Phonics_PHONICS_MARK", "phonics", None, None, "Sum2", "phonics screening check", ("phonics",)),
        ("MTC_SCORE", "mtc", None, 4, "Sum2", "multiplication tables check", ("mtc",)),
        ("MTC Result", "mtc", None, 4, "Sum2", "multiplication tables check", ("mtc",)),
        ("Phonics Outcome", "phonics", None, 1, "Sum2", "phonics screening check", ("phonics",)),
        ("Phonics TA", "phonics", None, None, "", "teacher assessment", ("codes",)),
        ("Phonics_Score", "phonics", None, 1, "Sum2", "phonics screening check", ("phonics",)),
        ("MATTAOUTCOME", "maths", None, None, "Sum2", "statutory teacher assessment", ("ks-ta",)),
        ("2025-26 Aut2 Reading Level", "reading", 2025, None, "Aut2", "teacher assessment", ("nc-levels",)),
        ("2025-26 Aut2 Reading SS", "reading", 2025, None, "Aut2", "test", ("standardised",)),
        ("Maths SS", "maths", None, None, "", "test", ("standardised",)),
        ("202526_Aut1_W", "writing", 2025, None, "Aut1", "", ()),
        ("25/26 HT3 SPaG Test", "gps", 2025, None, "Spr1", "test", ("numbers",)),
        ("Spr2 NTS Maths Std Score", "maths", None, None, "Spr2", "NTS", ("standardised",)),
        ("Year 4 Maths Raw", "maths", None, 4, "", "test", ("raw",)),
        ("Y4-25-26-Sc", "science", 2025, 4, "", "", ()),
        ("Reading A 1", "reading", None, None, "Aut1", "", ()),
        ("R Aut Maths", "maths", None, 0, "Aut2", "", ()),
        ("R Aut2", "reading", None, None, "Aut2", "", ()),
        ("Baseline English Writing", "writing", None, None, "Aut1", "", ()),
        ("2023-24 Aut1", "", 2023, None, "Aut1", "", ()),
        ("Year R Baseline M", "maths", None, 0, "Aut1", "", ()),
        ("End of Year Maths PUMA", "maths", None, None, "Sum2", "PUMA", ("numbers",)),
        ("Autumn 1 2025/26 - Reading (TA)", "reading", 2025, None, "Aut1", "teacher assessment", ("codes",)),
        ("Re_Aut2_25-26", "reading", 2025, None, "Aut2", "", ()),
        ("Reading_2025_26_Aut2", "reading", 2025, None, "Aut2", "", ()),
        ("ReadingAut2", "reading", None, None, "Aut2", "", ()),
        ("readingaut2", "reading", None, None, "Aut2", "", ()),
        ("pirareading ss", "reading", None, None, "", "PiRA", ("standardised",)),
        ("Aut2 Rdg", "reading", None, None, "Aut2", "", ()),
        ("Maths SS Sum", "maths", None, None, "Sum2", "test", ("standardised",)),
        ("HT3 Wr", "writing", None, None, "Spr1", "", ()),
        ("Spring HT2 Maths", "maths", None, None, "Spr2", "", ()),
        ("Half Term 4 Maths", "maths", None, None, "Spr2", "", ()),
        ("Autumn Term 1 Reading", "reading", None, None, "Aut1", "", ()),
        ("25/26 A1 R", "reading", 2025, None, "Aut1", "", ()),
        ("Reading Age Spr", "reading", None, None, "Spr2", "test", ("reading-age",)),
        ("Spr1 GPS Mock Scaled", "gps", None, None, "Spr1", "mock", ("scaled-ks2", "scaled-ks1")),
        ("Autumn Term 2025", "", 2025, None, "Aut2", "", ()),
        ("Summer 2026 Reading", "reading", 2025, None, "Sum2", "", ()),
        ("Aut25 Reading", "reading", 2025, None, "Aut2", "", ()),
        ("Maths 4", "maths", None, 4, "", "", ()),
        ("Reading 4 Aut", "reading", None, 4, "Aut2", "", ()),
        ("PUMA 4 Autumn SS", "maths", None, 4, "Aut2", "PUMA", ("standardised",)),
        ("Reception Baseline Maths", "maths", None, 0, "Aut1", "", ()),
        ("R/W/M Combined Aut2", "rwm", None, None, "Aut2", "", ()),
        ("English: Reading Aut1", "reading", None, None, "Aut1", "", ()),
        ("Year 4 Spring Maths Raw Score /40", "maths", None, 4, "Spr2", "test", ("raw",)),
        ("Maths Age-standardised Score", "maths", None, None, "", "test age-standardised", ("standardised",)),
        ("Reading %", "reading", None, None, "", "test percentage", ("raw",)),
    ],
)
def test_result_headings(
    text: str, subject: str, year: int | None, group: int | None, point: str, assessment: str, scales: tuple[str, ...]
) -> None:
    said = read_heading(text)
    assert said.role == "result"
    assert (said.subject, said.academic_year, said.year_group, said.point) == (subject, year, group, point)
    assert (said.assessment, said.scales) == (assessment, scales)


def test_order_and_separators_do_not_matter() -> None:
    texts = [
        "2025-26 Aut2 Reading TA",
        "TA_Reading_Aut2_2025/26",
        "Reading|TA|Aut 2|25/26",
        "Re: Autumn 2 - TA 2025-26",
    ]
    assert len({(h.subject, h.point, h.academic_year, h.assessment, h.role) for h in map(read_heading, texts)}) == 1


def test_targets_progress_and_effort_are_no_results() -> None:
    target = read_heading("2026-27 Sum2 Reading Target")
    assert (target.role, target.subject, target.academic_year, target.point) == ("target", "reading", 2026, "Sum2")
    assert read_heading("Aut2 Reading Progress").role == "unstored"
    assert read_heading("Maths Effort").role == "unstored"
    assert read_heading("Maths Effort").name == ""
    for text in ("Reading Percentile Rank", "Maths Test Date", "Reading Group", "Predicted Maths Sum2"):
        assert (read_heading(text).role, read_heading(text).name) == ("unstored", "derived")


def test_a_legal_name_comes_before_a_plain_one_and_a_preferred_one_last() -> None:
    for names in (("Legal Surname", "Surname", "Preferred Surname"), ("Legal Forename", "First Name", "Known As")):
        said = [read_heading(name) for name in names]
        assert len({heading.name for heading in said}) == 1
        assert sorted(said, key=lambda heading: heading.priority) == said


@pytest.mark.parametrize("text", ["12/11/2025 Reading", "Reading 01/02/2025", "2025 Reading", "Year 2025 Reading"])
def test_a_date_or_a_calendar_year_is_not_an_academic_year_or_year_group(text: str) -> None:
    said = read_heading(text)
    assert (said.role, said.academic_year, said.year_group) == ("unknown", None, None)
    assert said.unread


@pytest.mark.parametrize(
    "text",
    [
        "Maths Test 2",
        "Paper 1",
        "Maths Paper 1",
        "Year 2025",
        "2025",
        "Y25 Reading",
        "Surnme",
        "Reading Star Test",
        "Reading Aut1 Spr2",
        "4",
        "Favourite colour",
    ],
)
def test_what_is_not_wholly_understood_is_unknown(text: str) -> None:
    assert read_heading(text).role == "unknown"


@pytest.mark.parametrize(
    ("text", "name"),
    [("UPN", "upn"), ("Unique Pupil Number", "upn"), ("Legal Surname", "surname"), ("Last Name", "surname"),
     ("FIRST NAME", "forename"), ("Preferred", "forename"), ("Pupil", "name"), ("Date of Birth", "dob"),
     ("Gender", "sex"),
     ("NCyearActual", "year_group"), ("Year", "year_group"), ("Reg", "class"), ("Registration Group", "class"),
     ("Ever 6", "fsm6"), ("Eligible for free meals", "fsm"), ("Pupil Premium", "pp"), ("SEN Status code", "sen"),
     ("Mother tongue code", "first_language"), ("In LEA Care", "lac"), ("Attendance %", "attendance"),
     ("Authorised absences", "authorised"), ("Unauthorised_absences", "unauthorised"), ("Possible", "possible"),
     ("academic year", "academic_year"), ("Former UPN", "former_upn"), ("DOA", "joined"), ("Entry date", "joined"),
     ("Date of leaving", "left"), ("D.O.B", "dob"), ("DateOfBirth", "dob"), ("DOB (dd/mm/yyyy)", "dob"),
     ("Pupil's Date of Birth", "dob"), ("Preferred Surname", "surname"), ("Legal First Name", "forename"),
     ("Pupil Name (Surname, Forename)", "name"), ("Reg Form", "class"), ("Mother Tongue", "first_language"),
     ("FSM6", "fsm6"), ("FSM (Ever 6)", "fsm6"), ("Ever-6", "fsm6"), ("Pupil Premium?", "pp"), ("PP Y/N", "pp"),
     ("Is EAL", "eal"), ("legal_surname", "surname"), ("SENStatus", "sen"), ("Attendance (%)", "attendance"),
     ("Phonics_UPN", "upn"), ("Phonics_ACADYR", "academic_year"), ("Year group (R-6)", "year_group")],
)  # fmt: skip
def test_fields_of_the_pupil(text: str, name: str) -> None:
    said = read_heading(text)
    assert (said.role, said.name) == ("field", name)


def test_long_columns_and_unwanted_ones() -> None:
    assert [read_heading(t).name for t in ("Subject", "Term", "Result Type", "Result")] == [
        "subject", "point", "measure", "result"
    ]  # fmt: skip
    unwanted = {t: read_heading(t).name for t in ("Postcode", "Medical Notes", "Ethnicity", "Emergency Contact")}
    assert list(unwanted.values()) == ["address", "medical", "ethnicity", "contacts"]
    assert {read_heading(t).role for t in unwanted} == {"unwanted"}


def test_a_phrase_is_read_as_words_even_where_it_is_a_heading_of_its_own() -> None:
    assert read_heading("Test").role == "long"
    assert read_phrase("Test").assessment == "test"
    assert read_phrase("Target").role == "target"


def test_the_shipped_vocabulary_is_valid_and_dated() -> None:
    assert vocabulary().longest >= 4
    text = (data_folder() / "headings.toml").read_text("utf-8")
    assert "source = " in text
    assert "date = " in text


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [('upn = ["UPN"', 'upm = ["UPN"', "key “fields.upm” is not known here. Did you mean “upn”"),
     ('subject = ["Subject"', 'subject = ["UPN"', "gives “UPN” a second meaning"),
     ('target = ["Target"', 'target = ["Reading"', "gives “Reading” two meanings"),
     ("[unwanted]", "[unwonted]", "Did you mean “unwanted”"), ("date = 2026-11-23", "", "key “date” is missing"),
     ('kind = "test"', 'kind = "tests"', "Did you mean “test”")],
)  # fmt: skip
def test_a_damaged_vocabulary_is_refused_with_file_and_key(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = (data_folder() / "headings.toml").read_text("utf-8")
    path = tmp_path / "headings.toml"
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(DataFileError) as caught:
        load_vocabulary(path)
    assert "headings.toml" in str(caught.value)
    assert said in str(caught.value)

"""Headings of results and of pupils, in wide and in long tables."""

from __future__ import annotations

from import_corpus.kit import BANDS, CLASS, SCORES, Files, beside, codes, identities, table

WHO = ["UPN", "Surname", "Forename"]
AGES = ["7:5", "8y 9m", "12:04", "9:0", "10:11", "8:06"]
RAW = ["31", "24", "40", "18", "44", "12"]
SCALED = ["104", "98", "112", "95", "118", "90"]


def bands_under(*headings: str, group: str = "") -> bytes:
    """The class with a column of bands under each heading, and a year group where one is given."""
    columns = [codes(turn) for turn in range(len(headings))]
    if group:
        return table([*WHO, "Year Group", *headings], *beside(identities(), [group] * 6, *columns))
    return table([*WHO, *headings], *beside(identities(), *columns))


def files() -> Files:
    """Every file about headings, by name."""
    return {**_seen(), **_spellings(), **_not_results(), **_unsure(), **_pupils(), **_long()}


def _seen() -> Files:
    return {
        "headings-year-term-subject-assessment.csv": bands_under(
            "2024/25 Spr Reading Main Assessment", "2024/25 Spr Writing Main Assessment",
            "2025/26 Aut Reading Main Assessment", "2025/26 Sum Maths Main Assessment",
        ),
        "headings-with-dollars.csv": bands_under(
            "Summative Assessment$Spring End of Term$3$Mathematics",
            "Summative Assessment$Spring End of Term$4$Reading",
            "Summative Assessment$Autumn End of Term$4$Writing", group="5",
        ),
        "headings-year-group-first.csv": bands_under("Y4 Aut Re TA", "Y4 Sum Wr TA", "Yr5 Aut1 Ma TA", group="Y5"),
        "headings-year-group-spelt-out.csv": bands_under(
            "Year 3 Summer Reading TA", "Reading TA Y4 Summer", "Year 5 Autumn 1 - Maths - TA", group="Year 5"
        ),
        "headings-year-group-without-pupils.csv": bands_under("Y4 Aut Re TA", "Y5 Aut1 Ma TA"),
    }  # fmt: skip


def _spellings() -> Files:
    who = identities()
    tests = [
        "Reading NTS Std Score Aut2", "Maths PUMA SS Aut2", "Reading PiRA Standardised Score Aut2",
        "Maths NFER SS Aut2",
        "Reading Raw Score Aut2", "Maths Mock Scaled Score Aut2", "Reading Age Aut2", "Writing Attainment Aut2",
    ]  # fmt: skip
    cells = [SCORES, SCORES[::-1], SCORES, SCORES, RAW, SCALED, AGES, BANDS]
    return {
        "headings-separators.csv": bands_under(
            "Reading_TA_Aut1", "Wr-TA-Aut1", "Maths:TA:Aut1", "Science|Aut1|TA", "GPS/Aut1/TA", "Aut2 $ TA $ Reading"
        ),
        "headings-subjects-short.csv": bands_under(
            "Aut1 R TA", "Aut1 W TA", "Aut1 M TA", "Aut1 EGPS TA", "Aut1 Sc TA", "Aut1 RWM TA"
        ),
        "headings-subjects-long.csv": bands_under(
            "Spr1 English Reading TA", "Spr1 Writing TA", "Spr1 Mathematics TA", "Spr1 SPaG TA", "Spr1 Science TA",
            "Spr2 Re TA", "Spr2 Wr TA", "Spr2 Ma TA", "Spr2 GPS TA",
        ),
        "headings-half-terms.csv": bands_under(*(f"HT{half} Reading TA" for half in range(1, 7))),
        "headings-terms-mixed.csv": bands_under(
            "Autumn 1 Writing TA", "Aut2 Writing TA", "Spring 1 Writing TA", "Spring End of Term Writing TA",
            "Sum1 Writing TA", "EOY Writing TA", "Baseline Maths TA", "Maths Autumn TA", "Maths Spr TA",
            "Maths Summer TA", "A1 Science TA",
        ),
        "headings-years.csv": bands_under(
            "2023/24 Aut1 Reading TA", "2024-25 Spr1 Reading TA", "25/26 Sum1 Reading TA", "202526 Sum2 Reading TA"
        ),
        "headings-assessments.csv": table([*WHO, *tests], *beside(who, *cells)),
        "headings-capitals-and-accents.csv": bands_under("READING AUT2 TA", "writing aut2 ta", "  MaThS  Aut2   TA "),
    }  # fmt: skip


def _not_results() -> Files:
    headings = [*WHO, "Reading Aut2 TA", "Reading Sum2 Target", "Reading Progress", "Reading Effort", "Maths Tgt Sum2",
                "Maths Aut2 TA"]  # fmt: skip
    rows = beside(
        identities(), codes(0), codes(1), ["+1", "0", "-1", "+2", "0", "0"], ["1", "2", "3", "1", "2", "2"],
        ["At", "At", "Sec", "", "Ab", "JB"], codes(2),
    )  # fmt: skip
    dated = [[*WHO, "2026-27 Aut2 Reading TA", "2027-28 Sum2 Reading Target"], *beside(identities(), codes(), codes(1))]
    return {
        "headings-targets-progress-effort.csv": table(headings, *rows),
        "headings-target-of-another-year.csv": table(*dated),
        "headings-target-undated.csv": table([*WHO, "Reading Aut2 TA", "Reading Target"], *dated[1:]),
    }


def _unsure() -> Files:
    who = identities()
    return {
        "unsure-no-point.csv": bands_under("Reading TA", "Writing TA", "Maths TA"),
        "unsure-year.csv": bands_under("Reading Aut2 TA"),
        "unsure-misspelt-heading.csv": bands_under("Raeding Aut2 TA", "Writing Aut2 TA"),
        "unsure-own-heading.csv": bands_under("Star sticker", "Writing Aut2 TA"),
        "unsure-figures.csv": table([*WHO, "Reading Aut2"], *beside(who, SCORES)),
        "unsure-calendar-year.csv": bands_under("Reading 2026 TA"),
    }


def _pupils() -> Files:
    born = identities("upn", "surname", "forename", "born", "sex")
    legal = [
        "Unique Pupil Number", "Legal Surname", "Preferred Forename", "Date of Birth", "Gender", "NC Year",
        "Registration Group", "Ever 6", "SEN Status", "First Language", "Attendance %", "Reading Aut2 TA",
    ]  # fmt: skip
    last = ["Last Name", "First Name", "D.O.B.", "Sex", "Year", "Reg", "Pupil Premium", "SEN", "EAL", "Reading Aut2 TA"]
    columns = (["5"] * 6, ["5W"] * 6, ["Y", "N", "N", "Y", "N", ""])
    more = (["N", "K", "E", "N", "N", ""], ["ENG", "URD", "ENG", "BNG", "ENG", "POR"])
    attended = ["97.4", "100", "88.3", "95", "91.7", "99.1"]
    sessions = [
        ["120"] * 6, ["3", "0", "12", "5", "9", "1"], ["0", "0", "2", "1", "1", "0"],
    ]  # fmt: skip
    private = beside(
        born, ["1 Oak Road"] * 6, ["AB1 2CD"] * 6, ["Asthma"] * 6, ["Mrs Okafor"] * 6, ["07700 900000"] * 6,
        ["a@example.org"] * 6, ["WBRI"] * 6, BANDS,
    )  # fmt: skip
    unwanted = [
        "Address",
        "Postcode",
        "Medical Conditions",
        "Parent",
        "Telephone",
        "Email",
        "Ethnicity",
        "Reading Aut2 TA",
    ]
    return {
        "pupils-legal-names.csv": table(legal, *beside(born, *columns, *more, attended, BANDS)),
        "pupils-last-name.csv": table(
            last, *beside([row[1:] for row in born], *columns, more[0], ["N", "Y", "N", "Y", "N", "?"], BANDS)
        ),
        "pupils-sessions.csv": table(
            [*WHO, "NCyearActual", "Form", "FSM6", "Eligible for free meals", "Mother tongue", "Possible",
             "Authorised absences", "Unauthorised absences"],
            *beside(identities(), *columns, ["N"] * 6, more[1], *sessions),
        ),
        "pupils-surname-comma-forename.csv": table(
            ["UPN", "Name", "Reading Aut2 TA"],
            *([c.upn, f"{c.surname}, {c.forename}", b] for c, b in zip(CLASS, BANDS, strict=True)),
        ),
        "pupils-forename-surname.csv": table(
            ["UPN", "Pupil", "Reading Aut2 TA"],
            *([c.upn, f"{c.forename} {c.surname}", b] for c, b in zip(CLASS[:5], BANDS, strict=False)),
        ),
        "pupils-nothing-we-need.csv": table([*WHO, "DOB", "Sex", *unwanted], *private),
        "pupils-year-column-of-years.csv": table(
            ["UPN", "Surname", "Forename", "Year", "Reading Aut2 TA"], *beside(identities(), ["2025-26"] * 6, BANDS)
        ),
    }  # fmt: skip


def _long() -> Files:
    subjects = ("Reading", "Writing", "Maths")
    plain = [
        [*who, subject, term, codes(turn)[at]]
        for at, who in enumerate(identities())
        for turn, (subject, term) in enumerate((s, t) for s in subjects for t in ("Aut1", "Aut2"))
    ]
    years = [[*row[:3], year, *row[3:]] for row in plain[:12] for year in ("2024-25", "2025-26")]
    smart = [
        [*who, subject, "Autumn", kind, cells[at]]
        for at, who in enumerate(identities())
        for subject in ("Reading", "Maths")
        for kind, cells in (("Standardised Score", SCORES), ("Raw Score", RAW))
    ]
    beside_subject = [
        [*who, subject, codes(turn)[at], codes(turn + 2)[at]]
        for at, who in enumerate(identities())
        for turn, subject in enumerate(("Reading", "Maths"))
    ]
    targets = [[*who, "Reading", "Sum2", kind, code] for who, code in zip(identities(), BANDS, strict=True)
               for kind in ("TA", "Target")]  # fmt: skip
    return {
        "long-subject-term-result.csv": table([*WHO, "Subject", "Term", "Result"], *plain),
        "long-academic-year.csv": table([*WHO, "Academic Year", "Subject", "Term", "Result"], *years),
        "long-result-type.csv": table([*WHO, "Subject", "Term", "Result Type", "Result"], *smart),
        "long-terms-beside-subject.csv": table([*WHO, "Subject", "2023-24 Aut1", "2023-24 Spr1"], *beside_subject),
        "long-targets.csv": table([*WHO, "Subject", "Term", "Result Type", "Result"], *targets),
        "long-term-not-understood.csv": table(
            [*WHO, "Subject", "Term", "Result"],
            *([*row[:4], "Michaelmas" if at == 3 else row[4], row[5]] for at, row in enumerate(plain)),
        ),
    }

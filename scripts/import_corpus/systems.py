"""Files in the shape of school systems, trackers and downloads of the DfE; every pupil in them is made up."""

from __future__ import annotations

from import_corpus.kit import Files, beside, codes, identities, table

FULL = ("surname", "forename", "upn", "born", "sex")
TARGET_TRACKER = [
    "UPN",
    "Surname",
    "Forename",
    "DOB",
    "Gender",
    "DOA",
    "Eligible for free meals",
    "Mother tongue code",
    "Ethnicity",
    "SEN Status code",
    "Reg",
    "Year",
    "Postcode",
    "In LEA Care",
    "Gifted",
    "Possible",
    "Authorised absences",
    "Unauthorised absences",
]


def files() -> Files:
    """Every such file, by name."""
    return {**_lists(), **_trackers(), **_downloads(), **_study()}


def _lists() -> Files:
    who = identities(*FULL)
    first = identities("forename", "surname", "upn", "born", "sex")
    years, reg = ["Year 5"] * 6, ["5W"] * 6
    flags, sen = ["T", "F", "F", "T", "F", "F"], ["N", "K", "E", "N", "N", "N"]
    tracker = beside(
        identities("upn", "surname", "forename", "born", "sex"),
        ["06/09/2021"] * 6,
        ["TRUE", "FALSE", "", "TRUE", "FALSE", "?"],
        ["ENG", "CHI", "ENG", "URD", "ENG", "POR"],
        ["WBRI"] * 6,
        sen,
        reg,
        ["5"] * 6,
        ["AB1 2CD"] * 6,
        ["F", "F", "T", "F", "F", "F"],
        ["F"] * 6,
        ["120"] * 6,
        ["3", "0", "12", "5", "9", "1"],
        ["0", "0", "2", "1", "1", "0"],
    )
    return {
        "mis-sims.csv": table(
            [
                "Legal Surname",
                "Legal Forename",
                "UPN",
                "DOB",
                "Gender",
                "Year Group",
                "Reg Group",
                "Pupil Premium Indicator",
                "SEN Status",
                "English as Additional Language",
                "% Attendance",
            ],
            *beside(
                who,
                years,
                reg,
                flags,
                sen,
                ["No", "Yes", "No", "Yes", "No", "Yes"],
                ["97.4", "100", "88.3", "95", "91.7", "99.1"],
            ),
        ),
        "mis-arbor.csv": table(
            [
                "First name",
                "Last name",
                "UPN",
                "Date of birth",
                "Sex",
                "Year group",
                "Registration form",
                "Pupil Premium",
                "SEN Status",
                "EAL",
            ],
            *beside(
                first,
                years,
                ["Year 5: 5W"] * 6,
                ["Yes", "No", "No", "Yes", "No", "No"],
                ["No SEN", "SEN Support", "EHC Plan", "No SEN", "No SEN", "No SEN"],
                ["No", "Yes", "No", "Yes", "No", "Yes"],
            ),
        ),
        "mis-bromcom.csv": table(
            [
                "Legal Surname",
                "Preferred Forename",
                "UPN",
                "Date of Birth",
                "Gender",
                "Year",
                "Tutor Group",
                "Ever 6",
                "SEN Provision",
                "First Language",
            ],
            *beside(
                who,
                ["5"] * 6,
                reg,
                ["Yes", "No", "No", "Yes", "No", ""],
                sen,
                ["English", "Chinese", "English", "Urdu", "English", "Portuguese"],
            ),
        ),
        "mis-scholarpack.csv": table(
            ["Surname", "Forename", "UPN", "DOB", "Gender", "Year", "Class", "FSM", "SEN", "EAL", "LAC"],
            *beside(
                who,
                ["Y5"] * 6,
                reg,
                ["1", "0", "0", "1", "0", "0"],
                sen,
                ["0", "1", "0", "1", "0", "1"],
                ["0", "0", "1", "0", "0", "0"],
            ),
        ),
        "mis-target-tracker.csv": table(TARGET_TRACKER, *tracker),
    }


def _trackers() -> Files:
    who = identities("upn", "surname", "forename")
    dollars = [
        f"Summative Assessment${term} End of Term$5${subject}"
        for term in ("Autumn", "Spring")
        for subject in ("Reading", "Mathematics")
    ]
    sonar = beside(who, ["5"] * 6, ["Just At", "WTS+", "At", "Below", "Above", "Just At"])
    return {
        "tracker-sonar-words.csv": table(
            ["UPN", "Surname", "Forename", "Year Group", "Reading Aut2 Attainment"], *sonar
        ),
        "tracker-insight.csv": table(
            [
                "UPN",
                "Surname",
                "Forename",
                "Year Group",
                "2025/26 Spr Reading Main Assessment",
                "2025/26 Sum Reading Main Assessment",
                "2026/27 Aut Reading Main Assessment",
            ],
            *beside(who, ["5"] * 6, codes(0), codes(1), codes(2)),
        ),
        "tracker-dollars.csv": table(
            ["UPN", "Surname", "Forename", "Year Group", *dollars],
            *beside(who, ["5"] * 6, codes(), codes(1), codes(2), codes(3)),
        ),
    }


def _downloads() -> Files:
    who = identities("upn", "surname", "forename", "born")
    scaled = ["104", "98", "112", "95", "118", "90"]
    phonics = ["36", "32", "40", "12", "31", ""]
    return {
        "dfe-ks2.csv": table(
            [
                "UPN",
                "SURNAME",
                "FORENAME",
                "DOB",
                "READSCORE",
                "MATSCORE",
                "GPSSCORE",
                "READOUTCOME",
                "WRITTAOUTCOME",
                "SCITAOUTCOME",
                "MATTAOUTCOME",
            ],
            *beside(
                who,
                [*scaled[:3], "", *scaled[4:]],
                scaled[::-1],
                [*scaled[:5], "0"],
                ["AS", "NS", "AS", "B", "AS", "NS"],
                ["EXS", "WTS", "GDS", "PK6", "EXS", "A"],
                ["EXS", "HNM", "EXS", "HNM", "EXS", "EXS"],
                ["EXS", "WTS", "GDS", "WTS", "GDS", "EXS"],
            ),
        ),
        "dfe-phonics.csv": table(
            [
                "Phonics_UPN",
                "Phonics_SURNAME",
                "Phonics_FORENAME",
                "Phonics_DOB",
                "Phonics_PHONICS_MARK",
                "Phonics_PHONICS_OUTCOME",
            ],
            *beside(who, phonics, ["Wa", "Wa", "Wa", "Wt", "Wt", "A"]),
        ),
        "dfe-tables-check.csv": table(
            ["UPN", "Surname", "Forename", "MTC"], *beside(identities(), ["25", "18", "0", "A", "7", "X"])
        ),
        "dfe-ks1-words.csv": table(
            ["UPN", "Surname", "Forename", "Year Group", "KS1 Reading TA", "KS1 Writing TA", "KS1 Maths TA"],
            *beside(
                identities(),
                ["5"] * 6,
                ["EXS", "WTS", "GDS", "EXS", "PK4", "EXS"],
                ["WTS"] * 5 + ["EXS"],
                ["GDS", "EXS"] * 3,
            ),
        ),
    }


def _study() -> Files:
    """In the shape of the Junior School Project: an index of R, ids, no names; the figures are ours."""
    head = ",".join(
        f'"{name}"' for name in ("school", "class", "gender", "social", "raven", "id", "english", "math", "year")
    )
    rows = []
    for at in range(12):
        child, year = divmod(at, 3)
        figures = [str(20 + child), str(0 if at == 4 else 50 + at), str(10 + at), str(year)]
        cells = ["1", str(1 + child % 2), ("boy", "girl")[child % 2], "3", figures[0], str(901 + child), *figures[1:]]
        rows.append(f'"{at + 1}",' + ",".join(f'"{cell}"' if cell in ("boy", "girl") else cell for cell in cells))
    return {"study-junior-school.csv": ("\n".join([head, *rows]) + "\n").encode()}

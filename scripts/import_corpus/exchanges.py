"""Common Transfer Files, files that are mistaken for them, and OneRoster archives."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from import_corpus.kit import CLASS, Files, gzipped, table
from import_corpus.spreadsheet import archive

Assessed = tuple[str, str, str, str, str, str, str]
"""Stage, end year, subject, method, component, qualifier, result."""

DECLARED = '<?xml version="1.0" encoding="UTF-8"?>\n'
HEADER = (
    "<Header><DocumentName>Common Transfer File</DocumentName><CTFversion>25.0</CTFversion>"
    "<DateTime>2026-10-01T09:00:00</DateTime><DocumentQualifier>full</DocumentQualifier>"
    "<SourceSchool><LEA>801</LEA><Estab>2000</Estab><SchoolName>Oakfield Primary</SchoolName>"
    "<AcademicYear>2026</AcademicYear></SourceSchool>"
    "<DestSchool><LEA>801</LEA><Estab>2001</Estab></DestSchool></Header>"
)


def files() -> Files:
    """Every such file, by name."""
    return {**_transfers(), **_codes(), **_hostile(), **_rosters()}


def pupil(at: int, *assessed: Assessed, sex: str = "Sex", group: str = "5", more: str = "") -> str:
    """A pupil of the class with assessments."""
    child = CLASS[at]
    day, month, year = child.born.split("/")
    parts = {"UPN": child.upn, "Surname": child.surname, "Forename": child.forename, "DOB": f"{year}-{month}-{day}"}
    parts[sex] = child.sex
    who = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in parts.items())
    stages = "".join(_stage(stage, [one for one in assessed if one[0] == stage]) for stage in _stages(assessed))
    stages = f"<StageAssessments>{stages}</StageAssessments>" if stages else ""
    return f"<Pupil>{who}<BasicDetails><NCyearActual>{group}</NCyearActual></BasicDetails>{more}{stages}</Pupil>\n"


def transfer(*pupils: str) -> str:
    """A whole file."""
    return f"<CTfile>\n{HEADER}\n<CTFpupilData>\n{''.join(pupils)}</CTFpupilData>\n</CTfile>\n"


def _stages(assessed: Sequence[Assessed]) -> list[str]:
    return list(dict.fromkeys(one[0] for one in assessed))


def _stage(stage: str, assessed: Sequence[Assessed]) -> str:
    held = "".join(
        f"<StageAssessment><Locale>ENG</Locale><Year>{year}</Year><Subject>{subject}</Subject><Method>{method}</Method>"
        f"<Component>{component}</Component><ResultStatus>R</ResultStatus><ResultQualifier>{qualifier}</ResultQualifier>"
        f"<Result>{result}</Result></StageAssessment>"
        for _, year, subject, method, component, qualifier, result in assessed
    )
    return f"<KeyStage><Stage>{stage}</Stage>{held}</KeyStage>"


def _times_tables(year: str, result: str) -> Assessed:
    return ("KS2", year, "MAT", "TT", "MTC", "MT", result)


def _plain() -> str:
    """Six pupils of Year 5 in 2026-27, each with the tables check of the summer before."""
    marks = ("25", "18", "0", "7", "A", "24")
    return transfer(*(pupil(at, _times_tables("2026", mark)) for at, mark in enumerate(marks)))


def _transfers() -> Files:
    plain = _plain()
    named = plain.replace("<CTfile>", '<CTfile xmlns="http://www.teachernet.gov.uk/ctf">')
    return {
        "ctf-plain.xml": (DECLARED + plain).encode(),
        "ctf-mark.xml": b"\xef\xbb\xbf" + (DECLARED + plain).encode(),
        "ctf-utf16.xml": ('<?xml version="1.0" encoding="UTF-16"?>\n' + plain).encode("utf-16"),
        "ctf-namespace.xml": (DECLARED + named).encode(),
        "ctf-latin.xml": ('<?xml version="1.0" encoding="ISO-8859-1"?>\n' + plain).encode("latin-1"),
        "ctf-without-declaration.xml": plain.encode(),
        "ctf-packed.xml.gz": gzipped((DECLARED + plain).encode()),
        "ctf-named-csv.csv": (DECLARED + plain).encode(),
        "ctf-gender.xml": (DECLARED + transfer(*(pupil(at, sex="Gender") for at in range(3)))).encode(),
        "ctf-no-pupils.xml": (DECLARED + transfer()).encode(),
        "ctf-private.xml": (
            DECLARED
            + transfer(
                pupil(
                    0, _times_tables("2026", "21"),
                    more="<SENhistory><SEN><SENprovision>K</SENprovision></SEN></SENhistory>"
                    "<MedicalFlag>1</MedicalFlag><Address><AddressLine1>1 Oak Road</AddressLine1>"
                    "</Address><Ethnicity>WBRI</Ethnicity>",
                )
            )
        ).encode(),
    }  # fmt: skip


def _codes() -> Files:
    old: Assessed = ("KS1", "2019", "ENG", "TA", "REA", "TA", "EXS")
    unknown: Assessed = ("KS9", "2026", "XYZ", "QQ", "ZZZ", "??", "7")
    reasons = ("A", "B", "J", "L", "U", "X", "Z", "NAA", "H", "Q")
    return {
        "ctf-tables-check-reasons.xml": (
            DECLARED + transfer(*(_stranger(at, _times_tables("2026", reason)) for at, reason in enumerate(reasons)))
        ).encode(),
        "ctf-tables-check-wrong.xml": (
            DECLARED
            + transfer(pupil(0, _times_tables("2026", "25")), pupil(1, _times_tables("2026", "QQ")))
        ).encode(),
        "ctf-unknown-codes.xml": (
            DECLARED + transfer(pupil(0, _times_tables("2026", "25"), unknown), pupil(1, _times_tables("2026", "12")))
        ).encode(),
        "ctf-earlier-years.xml": (DECLARED + transfer(pupil(0, old, _times_tables("2021", "20"), group="6"))).encode(),
    }  # fmt: skip


def _stranger(at: int, *assessed: Assessed) -> str:
    """One more pupil than the class has, without a UPN."""
    held = "".join(_stage(stage, assessed) for stage in _stages(assessed))
    return (
        f"<Pupil><Surname>Alder</Surname><Forename>Sam {chr(65 + at)}</Forename><DOB>2017-0{at % 9 + 1}-15</DOB>"
        f"<StageAssessments>{held}</StageAssessments></Pupil>\n"
    )


def _hostile() -> Files:
    bomb = "".join(f'<!ENTITY e{at} "{f"&e{at - 1};" * 10 if at else "ha"}">' for at in range(10))
    outside = '<!ENTITY x SYSTEM "file:///etc/passwd">'
    body = _plain().replace("Okafor", "&e9;")
    census = (
        "<Message><Header><CollectionDetails><Collection>SC</Collection><Year>2026</Year></CollectionDetails></Header>"
        f"<Pupils><PupilsOnRoll><PupilOnRoll><UPN>{CLASS[0].upn}</UPN><Surname>Okafor</Surname></PupilOnRoll>"
        "</PupilsOnRoll></Pupils></Message>"
    )
    book = '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet/></Workbook>'
    escapes = transfer(pupil(0, _times_tables("2026", "25"))).replace("Okafor", "Oka&#x202e;for&#x200b;")
    return {
        "xml-entity-bomb.xml": f"{DECLARED}<!DOCTYPE CTfile [{bomb}]>{body}".encode(),
        "xml-outside-entity.xml": f"{DECLARED}<!DOCTYPE CTfile [{outside}]>{_plain()}".encode(),
        "xml-doctype-alone.xml": f"{DECLARED}<!DOCTYPE CTfile>{_plain()}".encode(),
        "xml-deep.xml": (DECLARED + "<CTfile>" + "<a>" * 3_000 + "</a>" * 3_000 + "</CTfile>").encode(),
        "xml-cut.xml": (DECLARED + _plain()).encode()[:1500],
        "xml-census.xml": (DECLARED + census).encode(),
        "xml-workbook-of-2003.xml": (DECLARED + book).encode(),
        "xml-something-else.xml": (DECLARED + "<orders><order id='1'/></orders>").encode(),
        "xml-invisible-signs.xml": (DECLARED + escapes).encode(),
        "xml-says-utf8-is-latin.xml": (DECLARED + _plain()).encode("latin-1"),
    }


STAMP = ("active", "2026-09-01")
"""Status and day of change, which every row of a OneRoster file has after its id."""


def _rosters() -> Files:
    held = {name: table(*rows) for name, rows in _roster().items()}
    return {
        "roster.zip": archive(held),
        "roster-without-users.zip": archive({name: content for name, content in held.items() if name != "users.csv"}),
        "roster-bomb.zip": archive({**held, "results.csv": held["results.csv"] + b"0" * 40_000_000}, packed=True),
    }


def _roster() -> dict[str, list[list[str]]]:
    """The tables of an archive: three pupils of grade 04, a teacher, a class, and one test of each pupil."""
    first = ["sourcedId", "status", "dateLastModified"]
    names = ("users", "classes", "enrollments", "lineItems", "results")
    people = [
        *first,
        "enabledUser",
        "orgSourcedIds",
        "role",
        "username",
        "givenName",
        "familyName",
        "identifier",
        "grades",
    ]
    courses = [
        *first,
        "title",
        "grades",
        "courseSourcedId",
        "classCode",
        "classType",
        "schoolSourcedId",
        "termSourcedIds",
    ]
    items = [*first, "title", "description", "assignDate", "dueDate", "classSourcedId", "categorySourcedId"]
    items += ["gradingPeriodSourcedId", "resultValueMin", "resultValueMax"]
    item = ["i1", *STAMP, "Reading Aut2 Std Score", "", "2026-12-01", "2026-12-10", "c1", "k1", "g1", "40", "160"]
    pupils = [
        [f"u{at}", *STAMP, "true", "s1", "student", f"user{at}", child.forename, child.surname, child.upn, "04"]
        for at, child in enumerate(CLASS[:3])
    ]
    teacher = ["t1", *STAMP, "true", "s1", "teacher", "ahmed", "Sara", "Ahmed", "", ""]
    marks = [
        [f"r{at}", *STAMP, "i1", f"u{at}", "fully graded", score, "2026-12-10", ""]
        for at, score in enumerate(("101", "94", "113"))
    ]
    return {
        "manifest.csv": [
            ["propertyName", "value"],
            ["manifest.version", "1.0"],
            ["oneroster.version", "1.1"],
            *([f"file.{name}", "bulk"] for name in names),
        ],
        "users.csv": [people, *pupils, teacher],
        "classes.csv": [courses, ["c1", *STAMP, "5W", "04", "o1", "5W", "homeroom", "s1", "t1"]],
        "enrollments.csv": [
            [*first, "classSourcedId", "schoolSourcedId", "userSourcedId", "role"],
            *([f"e{at}", *STAMP, "c1", "s1", f"u{at}", "student"] for at in range(3)),
        ],
        "lineItems.csv": [items, item],
        "results.csv": [
            [*first, "lineItemSourcedId", "studentSourcedId", "scoreStatus", "score", "scoreDate", "comment"],
            *marks,
        ],
    }

"""Common Transfer Files for tests: small pieces put together, nothing real."""

from __future__ import annotations

from progress_tui.analysis.catalogue import scales
from progress_tui.domain.calendar import Point
from progress_tui.importing.facts import ParsedFile
from progress_tui.importing.parsing.parse import facts_of
from progress_tui.importing.reading.ctf.reader import read_ctf

HEADER = (
    "<Header><DocumentName>Common Transfer File</DocumentName><CTFversion>25.0</CTFversion>"
    "<DateTime>2026-07-10T09:00:00</DateTime><SourceSchool><LEA>801</LEA><Estab>2000</Estab>"
    "<SchoolName>Old Oak Primary</SchoolName><AcademicYear>2025</AcademicYear></SourceSchool></Header>"
)
UPN = "B801200005001"
WHO = f"<UPN>{UPN}</UPN><Surname>Adeyemi</Surname><Forename>Tolu</Forename><DOB>2015-11-02</DOB><Sex>F</Sex>"


def ctf(*pupils: str, header: str = HEADER, start: str = "<CTfile>", end: str = "</CTfile>") -> bytes:
    """A whole file, each pupil on a line of its own: the first is on line 3."""
    held = "\n".join(f"<Pupil>{pupil}</Pupil>" for pupil in pupils)
    return f"{start}{header}\n<CTFpupilData>\n{held}\n</CTFpupilData>{end}".encode()


def result(codes: str, value: str, year: int | str = 2025, status: str = "R", more: str = "") -> str:
    """A result; `codes` are stage, subject, method, component and (if any) qualifier."""
    stage, subject, method, component, *qualifier = codes.split()
    told = f"<ResultQualifier>{qualifier[0]}</ResultQualifier>" if qualifier else ""
    return (
        f"<KeyStage><Stage>{stage}</Stage><StageAssessment>{more or '<Locale>ENG</Locale>'}<Year>{year}</Year>"
        f"<Subject>{subject}</Subject><Method>{method}</Method><Component>{component}</Component>"
        f"<ResultStatus>{status}</ResultStatus>{told}<Result>{value}</Result></StageAssessment></KeyStage>"
    )


def pupil(
    *results: str, who: str = WHO, more: str = "<BasicDetails><NCyearActual>5</NCyearActual></BasicDetails>"
) -> str:
    """The inside of a Pupil element."""
    return f"{who}{more}<StageAssessments>{''.join(results)}</StageAssessments>"


def understood(content: bytes) -> ParsedFile:
    """What the program understands of a file, to the facts."""
    return facts_of(read_ctf(content, "f.xml", "0"), scales(), year=2030)


def results_of(parsed: ParsedFile) -> list[tuple[str, str, str]]:
    """(series, point, as typed) of every result, in order."""
    return [(fact.series, str(Point(fact.ordinal)), fact.raw) for fact in parsed.results]

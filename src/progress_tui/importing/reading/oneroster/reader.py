"""OneRoster 1.1 archives: pupils, classes and results that a school system exports as a zip of CSV files, as a table.

Row numbers are those of the file inside, which is named as the sheet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from progress_tui.analysis.catalogue import scales
from progress_tui.domain.errors import ProgressError
from progress_tui.importing.reading.cleaning import Cleaner
from progress_tui.importing.reading.described import Described
from progress_tui.importing.reading.oneroster.archive import Archive
from progress_tui.importing.reading.oneroster.people import People, read_people, year_groups
from progress_tui.importing.reading.oneroster.results import ASSESSMENT, RESULT, SUBJECT, TERM, Scores
from progress_tui.importing.reading.pupil_rows import YEAR, Part, PupilRows
from progress_tui.importing.reading.table import SourceTable
from progress_tui.importing.recognising.asking import Asking
from progress_tui.importing.recognising.mapping import ImportMapping, ResultRule

VERSION: Final = "1.1"
"""The version of OneRoster that is read."""

_WHO: Final = {
    "source_id": "ID", "upn": "UPN", "surname": "Surname", "forename": "Forename", "dob": "DOB", "sex": "Sex",
    "school": "School",
}  # fmt: skip
_PLACED: Final = {"class": "Class", "year_group": "Year group"}
_SHEETS: Final = ("users.csv", "results.csv")
_EXPORT_AGAIN: Final = "Export it again with the files named, or as CSV."
# What a file is of no use without, where the archive has it.
_NEEDS: Final = {"results": ("lineItems",), "enrollments": ("classes",)}


def read_oneroster(content: bytes, file: str, sha256: str, answers: Mapping[str, str]) -> Described:
    """Read a OneRoster 1.1 archive.

    Args:
        content: the bytes of the zip.
        file: its name, for the sentences.
        sha256: of the bytes as they lie on disk (hexadecimal).
        answers: question id → answer; `grades` and the scale questions are asked here.

    Raises:
        ProgressError: it is of another version, lacks a file, is damaged or beyond a limit.
        UsageError: an answer is not one of the options.
    """
    archive, cleaner, asking = Archive(content, file), Cleaner(), Asking(answers=answers)
    _check(archive, file, cleaner)
    people = read_people(archive, cleaner)
    if not people.students:
        raise ProgressError(f"{file} holds no pupils", "No user in it has the role student.", _EXPORT_AGAIN)
    placed, scored = Part(tuple(_PLACED.values())), Part((SUBJECT, ASSESSMENT, TERM, RESULT))
    rows, rejected = PupilRows(tuple(_WHO.values()), (placed, scored)), archive.rejected
    numbers = _add_pupils(rows, placed, people, asking)
    scores = Scores(people, rows, scored, rejected)
    scores.read(archive, cleaner, numbers)
    notes = [f"OneRoster {VERSION} archive.", *archive.notes, *_notes(people), *scores.notes(), *cleaner.notes()]
    rules = scores.rules(file, scales(), asking)
    if len(people.year_of) < len(people.students):
        rows.years = [None] * len(rows)  # no session says it: results are dated by their rules, pupils by an answer
    table = rows.table(file, sha256, [*notes, *asking.warnings], rejected, _SHEETS, keep=("ID", "Surname", "Forename"))
    return Described(table, _mapping(table, rules), tuple(asking.questions))


def _check(archive: Archive, file: str, cleaner: Cleaner) -> None:
    """Refuse another version, and an archive that lacks what it promises or what is needed."""
    if "manifest" not in archive:
        raise ProgressError(f"{file} is not a whole OneRoster archive", "It lacks manifest.csv.", _EXPORT_AGAIN)
    lines = archive.lines("manifest", cleaner, ("propertyName", "value"))
    said = {line["propertyname"].casefold(): line["value"] for line in lines}
    version = said.get("oneroster.version", "")
    if version != VERSION and not version.startswith(f"{VERSION}."):
        named = f"OneRoster {version[:20]}" if version else "OneRoster of a version that it does not name"
        raise ProgressError(
            f"{file} is {named}", f"Version {VERSION} is read.", f"Export it as OneRoster {VERSION} CSV."
        )
    promised = [name[len("file.") :] for name, how in said.items() if name.startswith("file.") and how != "absent"]
    needed = [name for file_name, names in _NEEDS.items() if file_name in archive for name in names]
    wanted = {name.casefold(): f"{name[:40]}.csv" for name in (*needed, "users", *promised)}
    missing = sorted(shown for name, shown in wanted.items() if name not in archive)
    if missing:
        raise ProgressError(
            f"{file} is not a whole OneRoster archive", f"It lacks {', '.join(missing)}.", _EXPORT_AGAIN
        )


def _add_pupils(rows: PupilRows, placed: Part, people: People, asking: Asking) -> dict[str, int]:
    """A row for each pupil; the number of each among the rows."""
    groups = year_groups(people, asking)
    numbers, schools = {}, people.schools()
    for student in people.students.values():
        who = (
            student.id, student.upn, student.surname, student.forename, student.born, student.sex,
            schools[student.school],
        )  # fmt: skip
        numbers[student.id] = rows.pupil(who)
        cells = people.class_of.get(student.id, ""), groups.get(student.grade, "") if groups is not None else ""
        rows.add(numbers[student.id], student.row, people.year_of.get(student.id), placed, cells)
    return numbers


def _mapping(table: SourceTable, rules: tuple[ResultRule, ...]) -> ImportMapping:
    """What the columns mean; without a column of school years theirs is asked as for any other file."""
    fields = {**_WHO, **_PLACED, "academic_year": YEAR}
    pupil = {name: heading for name, heading in fields.items() if heading in table.headings}
    return ImportMapping(table.file.split(".", 1)[0], pupil, results=rules)


def _notes(people: People) -> Iterator[str]:
    if people.others:
        yield f"Users who are no pupils were left out: {people.others:,}."
    for name, count in sorted(people.deleted.items()):
        yield f"Rows of {name}.csv that are marked as deleted were left out: {count:,}."
    if people.unplaced:
        yield f"Pupils in several classes, none of which is the homeroom, have no class stored: {people.unplaced:,}."
    schools = {people.orgs.get(student.school, "") for student in people.students.values()} - {""}
    if len(schools) == 1:
        yield f"All pupils are of {schools.pop()[:80]}; that name is not stored."
    yield "Not stored (the app has no use for it): user names, passwords, e-mail, telephone, comments, origin."

"""The mentoring record of a child: strands graded each half-term, targets, what the child and the mentor say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

from progress_tui.domain.data_files import DataTable
from progress_tui.domain.meetings import Text

TargetStatus = Literal["not yet", "met", "carried"]
Who = Literal["child", "mentor"]
Colour = Literal["good", "middle", "low"]

TARGET_STATUSES: Final[tuple[TargetStatus, ...]] = ("not yet", "met", "carried")
"""`carried`: it goes on as a target of a later half-term."""

WHO: Final[tuple[Who, ...]] = ("child", "mentor")
"""Whose comment it is, the child's first."""

COLOURS: Final[tuple[Colour, ...]] = ("good", "middle", "low")

PERSONAL: Final = ""
"""The subject of the personal target."""

KEPT_KEYS: Final = "123456789hjklpqu?:TG"
"""Letters and signs that move the cursor or belong to the whole program: no grade is given by one of them."""


class Grade(NamedTuple):
    """One grade of a school's own ordinal.

    Attributes:
        place: 1 the best.
        key: the letter that gives it; `letter` what stands beside its colour.
    """

    place: int
    key: str
    letter: str
    label: str
    colour: Colour


class Strand(NamedTuple):
    """What is graded; `id` as it is kept, `label` as it is shown."""

    id: str
    label: str


class MentoringWords(NamedTuple):
    """What a school grades and by what, from `mentoring.toml`; `targets` is the most a child has in a subject."""

    strands: tuple[Strand, ...]
    grades: tuple[Grade, ...]
    targets: int

    def grade(self, place: int, label: str) -> Grade:
        """The grade on file: the school's own, or one of no colour of its own where the set has since changed."""
        found = next((one for one in self.grades if (one.place, one.label) == (place, label)), None)
        return found or Grade(place, "", label[:1].upper() or str(place), label, "middle")


class Graded(NamedTuple):
    """The grade of a strand as it is on file."""

    grade: int
    label: str


class Target(NamedTuple):
    """A target of a child in a half-term.

    Attributes:
        subject: id of the subject, `PERSONAL` for the personal one.
        place: among those of the subject, from 1.
    """

    target_id: int
    ordinal: int
    subject: str
    place: int
    body: str
    status: TargetStatus = "not yet"


class HalfTermRecord(NamedTuple):
    """One half-term of a child's record.

    Attributes:
        grades: strand id → grade.
        targets: by subject in the order of the school's subjects, the personal one last.
        comments: whose → text; nobody's is there who wrote none.
    """

    ordinal: int
    grades: Mapping[str, Graded]
    targets: tuple[Target, ...]
    comments: Mapping[str, Text]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is on file of it."""
        return not (self.grades or self.targets or any(one.body for one in self.comments.values()))


def empty_record(ordinal: int) -> HalfTermRecord:
    """A half-term of which nothing is on file."""
    return HalfTermRecord(ordinal, {}, (), {})


def mentoring_words(file: str, content: Mapping[str, object]) -> MentoringWords:
    """The content of a `mentoring.toml` as values.

    Raises:
        DataFileError: it is not valid; the sentence names file, key and nearest valid key.
    """
    top = DataTable(file, "", content)
    top.only("source", "date", "limits", "grades", "strands")
    grades = tuple(_grade(place, table) for place, table in enumerate(top.tables("grades"), 1))
    if len(grades) < 2:
        raise top.fail("grades", "must hold two grades or more", "Write each as [[grades]], the best first.")
    for names, key in (([one.key for one in grades], "key"), ([one.label for one in grades], "label")):
        if len(set(names)) < len(names):
            raise top.fail("grades", f"has two grades of one {key}")
    strands = tuple(_strand(table) for table in top.tables("strands"))
    if not strands:
        raise top.fail("strands", "is missing", "Write each as [[strands]] with an id, such as effort.")
    if len({one.id for one in strands}) < len(strands):
        raise top.fail("strands", "has two strands of one id")
    limits = top.table("limits")
    targets = 3 if limits is None else int(limits.number("targets"))
    if not 1 <= targets <= 9:
        raise top.fail("limits.targets", "must be from 1 to 9")
    return MentoringWords(strands, grades, targets)


def _grade(place: int, table: DataTable) -> Grade:
    table.only("key", "letter", "label", "colour")
    key, label = table.text("key"), table.text("label")
    if len(key) != 1 or key in KEPT_KEYS:
        raise table.fail("key", f"cannot be “{key}”", "It must be one letter or sign that has no other meaning there.")
    letter = table.get("letter", str, "a letter") or label[:1].upper()
    colour = table.choice("colour", COLOURS)
    return Grade(place, key, letter, label, next(one for one in COLOURS if one == colour))


def _strand(table: DataTable) -> Strand:
    table.only("id", "label")
    strand_id = table.text("id")
    return Strand(strand_id, table.get("label", str, "a text") or strand_id)

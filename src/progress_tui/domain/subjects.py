"""Subjects in the order a meeting looks at them, with the names people type."""

from __future__ import annotations

SUBJECTS: dict[str, str] = {
    "reading": "Reading",
    "writing": "Writing",
    "english": "English",
    "maths": "Maths",
    "gps": "GPS",
    "science": "Science",
    "phonics": "Phonics",
    "rwm": "RWM",
    "mtc": "Tables check",
    "gld": "GLD",
}
"""Subject id → label, in order of show."""

CORE = ("reading", "writing", "maths")
"""The three that are put together as combined attainment, in order of show."""

LETTERS = {
    "reading": "R",
    "writing": "W",
    "maths": "M",
    "gps": "G",
    "science": "Sc",
    "english": "E",
    "phonics": "Ph",
    "mtc": "Tc",
    "gld": "Gl",
}
"""The letter that stands for a subject where room is short."""


def subject_label(subject: str) -> str:
    """The label of a subject id; a school's own subject is its own label."""
    return SUBJECTS.get(subject, subject.capitalize())


def subject_letter(subject: str) -> str:
    """One or two letters for a subject id."""
    return LETTERS.get(subject, subject[:2].capitalize())


def subject_order(subject: str) -> tuple[int, str]:
    """A sort key: the known subjects first, in their order, then the others by name."""
    known = list(SUBJECTS)
    return (known.index(subject) if subject in known else len(known), subject)

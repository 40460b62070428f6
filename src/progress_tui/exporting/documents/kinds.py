"""The kinds of documents: what each is about, whom it is for, and how it goes out unless somebody chooses otherwise."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from progress_tui.domain.errors import UsageError, did_you_mean
from progress_tui.domain.pupils import NameMode

KindId = Literal["teacher", "slt", "senco", "actions", "prep", "pack", "conference", "governors", "pupil"]
About = Literal["meeting", "school", "pupil"]
"""What a document is asked of: one meeting, the school (or a part of it that a filter picks), one pupil."""

FormatId = Literal["md", "docx", "pdf", "xlsx", "csv"]


class Kind(NamedTuple):
    """A kind of document.

    Attributes:
        label: what it is called in lists; `whom` says whom it is for and how to keep it.
        names: how names are written unless somebody chooses; `modes` what can be chosen.
        formats: what it is written as unless somebody chooses.
        outside: how names are written when it goes out of the school.
    """

    id: KindId
    label: str
    whom: str
    about: About
    names: NameMode
    modes: tuple[NameMode, ...]
    formats: tuple[FormatId, ...]
    outside: NameMode = "initials"


_EVERY: Final[tuple[NameMode, ...]] = ("full", "initials", "none")

KINDS: Final[dict[str, Kind]] = {
    kind.id: kind
    for kind in (
        Kind(
            "teacher", "Teacher's copy", "For the class teacher. Stays inside the school.", "meeting",
            "full", _EVERY, ("docx", "pdf"),
        ),
        Kind(
            "slt", "Senior leaders' copy", "For the senior leaders only: it holds what support costs.", "meeting",
            "full", _EVERY, ("docx", "pdf"),
        ),
        Kind(
            "prep", "Prep sheet", "For the class teacher, to fill in before the meeting.", "meeting",
            "full", _EVERY, ("docx",),
        ),
        Kind(
            "pack", "Meeting pack", "For the leader, on paper. Collect the copies at the end.", "meeting",
            "full", _EVERY, ("pdf",),
        ),
        Kind(
            "senco", "SENCO's list", "For the SENCO. It holds special-category data.", "school",
            "full", _EVERY, ("docx", "xlsx"),
        ),
        Kind(
            "actions", "Actions", "For those who do them.", "school",
            "full", _EVERY, ("csv", "xlsx"),
        ),
        Kind(
            "conference", "Conference sheet", "For the child, the mentor and the family.", "pupil",
            "full", ("full", "initials"), ("pdf",), "full",
        ),
        Kind(
            "governors", "Figures for governors", "For governors: counts only, small groups left out.", "school",
            "none", ("none",), ("docx", "pdf"), "none",
        ),
        Kind(
            "pupil", "Everything on one pupil", "For the family where they ask. Look through it first.", "pupil",
            "full", _EVERY, ("docx", "csv"), "full",
        ),
    )
}  # fmt: skip
"""Id → kind, in the order in which they are offered."""


def find_kind(name: str) -> Kind:
    """The kind of that id.

    Raises:
        UsageError: there is none; the sentence names the nearest.
    """
    found = KINDS.get(name.casefold())
    if found is None:
        raise UsageError(f"There is no document called “{name}”", remedy=did_you_mean(name, tuple(KINDS)))
    return found


def check_names(kind: Kind, names: NameMode) -> NameMode:
    """`names`, where the kind can be written so.

    Raises:
        UsageError: it cannot.
    """
    if names not in kind.modes:
        allowed = " or ".join(kind.modes)
        raise UsageError(f"{kind.label} cannot be written with names “{names}”", remedy=f"Choose {allowed}.")
    return names

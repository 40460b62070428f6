"""What can be exported where one is, asked for in one way whatever it is: notes, documents, everything of a school."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from progress_tui.domain import clock
from progress_tui.domain.errors import NotFoundError, UsageError
from progress_tui.domain.pupils import NameMode
from progress_tui.domain.views import ClassView
from progress_tui.domain.whom import EVERYBODY, Whom
from progress_tui.exporting.formats import Format
from progress_tui.exporting.names import Replacement
from progress_tui.workspace.choosing import Filtered

if TYPE_CHECKING:
    from progress_tui.exporting.documents.document import Document
    from progress_tui.exporting.documents.kinds import Kind
    from progress_tui.workspace.core import Workspace
    from progress_tui.workspace.exporting import Asked

__all__ = ["ExportPlace", "Exports", "Format", "NotesShown", "Offer", "Replacement", "Request"]

_EVERY: Final[tuple[Format, ...]] = ("docx", "pdf", "xlsx", "csv", "md")
_UNTIL: Final[Mapping[str, tuple[str, ...]]] = {
    "prep": ("planned", "running", "held"),
    "pack": ("running", "planned", "held"),
}
"""Which meeting of a class a document is of unless one is named: the first of these that there is."""
_AFTER: Final = ("running", "held", "planned")


class NotesShown(NamedTuple):
    """The pupils on screen: the class, the filter, pupil ids in the order on screen, the subject (`""` for all)."""

    view: ClassView
    filtered: Filtered
    shown: tuple[int, ...]
    subject: str


@dataclass(frozen=True, slots=True)
class ExportPlace:
    """Where somebody is who wants something written; what is None is not known there.

    Attributes:
        class_id: whose latest meeting documents of a meeting are of, where `meeting_id` is None; `class_name` is said
            beside them.
        notes: the pupils on screen.
        whom: which children, for lists across classes; `owner` and `only_open` which actions.
    """

    school_id: int
    ordinal: int
    class_id: int | None = None
    class_name: str = ""
    meeting_id: int | None = None
    pupil_id: int | None = None
    notes: NotesShown | None = None
    whom: Whom = EVERYBODY
    owner: str = ""
    only_open: bool = False


class Offer(NamedTuple):
    """A document that can be written.

    Attributes:
        kind: its id, as on the command line.
        label: what it is called; `whom` says whom it is for, and how names are written unless somebody chooses.
        names: that way; `modes` all that can be chosen.
        formats: what it is written as unless somebody chooses; `allowed` all it can be.
        about: what must be known for it: the pupils on screen, a meeting, only the school, a pupil.
    """

    kind: str
    label: str
    whom: str
    names: NameMode
    modes: tuple[NameMode, ...]
    formats: tuple[Format, ...]
    allowed: tuple[Format, ...] = _EVERY
    about: Literal["notes", "meeting", "school", "pupil"] = "school"


NOTES: Final = Offer(
    "notes", "Notes on the pupils shown", "For the teacher and the leaders. Initials, as notes are easily passed on.",
    "initials", ("initials", "full", "none"), ("md", "csv"), about="notes",
)  # fmt: skip
DATA: Final = Offer(
    "data", "Everything on file of the school", "For the school itself: every name, note and result, as tables. "
    "Keep it as safe as the register.", "full", ("full",), ("csv",), ("csv", "xlsx"),
)  # fmt: skip


class Request(NamedTuple):
    """What is to be written: the kind of document, how names are written, and where somebody was."""

    kind: str
    names: NameMode
    place: ExportPlace


class Exports:
    """Everything that leaves a school file. Methods may be called from worker threads."""

    def __init__(self, workspace: Workspace) -> None:
        """Ask `workspace` for everything."""
        self._workspace = workspace

    def offers(self, place: ExportPlace, first: str = "") -> tuple[Offer, ...]:
        """What can be written there; reads nothing from the file.

        Args:
            place: where somebody is.
            first: the kind that comes first, such as the one that is asked for most often there.
        """
        found = [NOTES] if place.notes is not None else []
        found += [_offer(kind, place.class_name) for kind in self._workspace.exporting.kinds() if _fits(kind, place)]
        found.append(DATA)
        # What is about the pupil, the meeting or the pupils one looks at stands before what is about the school.
        return tuple(sorted(found, key=lambda offer: (offer.kind != first, offer.about == "school")))

    def offer(self, kind: str) -> Offer:
        """The document of that id.

        Raises:
            UsageError: there is none.
        """
        own = {"notes": NOTES, "data": DATA}
        return own[kind] if kind in own else _offer(self._workspace.exporting.kind(kind))

    def replacements(self, request: Request) -> tuple[Replacement, ...]:
        """Every name that is hidden in free text.

        Raises:
            ProgressError: the document cannot be made.
        """
        return () if request.kind == "data" else self._made(request)[1]

    def write(
        self, request: Request, folder: Path, formats: Sequence[Format], *, overwrite: bool = False
    ) -> list[Path]:
        """Write a document; a line in the audit says so, without a name.

        Raises:
            UsageError: no format, or one it cannot be of; names it cannot be written with.
            ProgressError: it cannot be made, a file is there already (`ExistsError`), or it cannot be written.
        """
        return self.write_all([request], folder, formats, overwrite=overwrite)

    def write_all(
        self, requests: Sequence[Request], folder: Path, formats: Sequence[Format], *, overwrite: bool = False
    ) -> list[Path]:
        """Write several documents of one kind as `write` does: all of them or, where one cannot be, none.

        Raises:
            UsageError: as `write`.
            ProgressError: as `write`; or there is no request.
        """
        from progress_tui.workspace.export_files import write_data, write_documents

        for request in requests:
            check(self.offer(request.kind), request.names, formats)
        file, made = self._workspace.file, []
        for request in requests:
            if request.kind == "data":
                return write_data(file, request.place.school_id, folder, formats, overwrite)
            made.append(self._made(request))
        documents, children = [one[0] for one in made], sum(one[2] for one in made)
        alone = [one.place.pupil_id for one in requests if self.offer(one.kind).about == "pupil"]
        pupils = sorted({one for one in alone if one is not None})
        return write_documents(file, documents, folder, formats, children=children, pupils=pupils, overwrite=overwrite)

    def _made(self, request: Request) -> tuple[Document, tuple[Replacement, ...], int]:
        """The document, what it hides, and how many children it names."""
        if request.kind == "notes":
            return self._notes(request)
        exporting = self._workspace.exporting
        asked = self._asked(exporting.kind(request.kind), request.place)
        built = exporting.document(asked.kind, exporting.record(asked), request.names)
        return built.document, built.replacements, built.children

    def _notes(self, request: Request) -> tuple[Document, tuple[Replacement, ...], int]:
        from progress_tui.exporting import NotesRecord, notes_document

        on_screen = request.place.notes
        if on_screen is None:
            raise UsageError("It is not said on which pupils", remedy="Name a class.")
        view, filtered, shown, subject = on_screen
        record = NotesRecord(
            view=view,
            shown=shown,
            subject=subject,
            filter_text=filtered.text,
            filter_description=filtered.description if filtered.text.strip() else "",
            unknown=filtered.unknown,
            notes=self._workspace.notes_of(view.school_id, shown),
            made=clock.now(),
        )
        replaced: list[Replacement] = []
        return notes_document(record, request.names, replaced), tuple(replaced), len(shown)

    def _asked(self, kind: Kind, place: ExportPlace) -> Asked:
        from progress_tui.workspace.exporting import Asked

        meeting_id = place.meeting_id
        if kind.about == "meeting" and meeting_id is None and place.class_id is not None:
            meeting_id = self._meeting_of(kind.id, place.school_id, place.class_id)
        return Asked(
            kind.id,
            place.school_id,
            place.ordinal,
            meeting_id,
            place.pupil_id,
            place.whom,
            place.owner,
            place.only_open,
        )

    def _meeting_of(self, kind: str, school_id: int, class_id: int) -> int:
        """The meeting of a class that a document is likeliest of."""
        listed = self._workspace.meetings.listed(school_id, [class_id])
        for status in _UNTIL.get(kind, _AFTER):
            for entry in listed:
                if entry.status == status:
                    return entry.meeting_id
        raise NotFoundError(
            "Nothing was exported",
            "No meeting of this class is on file.",
            "Plan one with m, or choose another document.",
        )


def check(offer: Offer, names: NameMode, formats: Sequence[Format]) -> None:
    """Refuse what a document cannot be.

    Raises:
        UsageError: names it cannot be written with, no format, or one it cannot be of.
    """
    if names not in offer.modes:
        raise UsageError(
            "Nothing was exported",
            f"{offer.label} cannot be written with names “{names}”.",
            f"Choose {' or '.join(offer.modes)}.",
        )
    if not formats or not set(formats) <= set(offer.allowed):
        raise UsageError(
            "Nothing was exported",
            f"{offer.label} is written as {', '.join(offer.allowed)}.",
            "Choose at least one of these.",
        )


def _offer(kind: Kind, class_name: str = "") -> Offer:
    named = {"full": "full names", "initials": "initials", "none": "no names"}
    # Said where it is chosen: how names are written unless somebody chooses, and how when it leaves the school.
    leaving = f", {named[kind.outside]} when it leaves the school" if kind.outside != kind.names else ""
    whom = f"{kind.whom} {named[kind.names].capitalize()}{leaving}."
    label = f"{kind.label} · {class_name}" if class_name and kind.about == "meeting" else kind.label
    return Offer(kind.id, label, whom, kind.names, kind.modes, kind.formats, about=kind.about)


def _fits(kind: Kind, place: ExportPlace) -> bool:
    fits: Mapping[Literal["meeting", "school", "pupil"], Callable[[], bool]] = {
        "meeting": lambda: place.meeting_id is not None or place.class_id is not None,
        "school": lambda: True,
        "pupil": lambda: place.pupil_id is not None,
    }
    return fits[kind.about]()

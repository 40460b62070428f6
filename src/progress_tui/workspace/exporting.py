"""What documents are made from: records gathered from the file, and the documents they become.

A document of a meeting holds the figures that the meeting showed, not those of today.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from progress_tui.domain.errors import UsageError
from progress_tui.domain.pupils import NameMode
from progress_tui.domain.whom import EVERYBODY, Whom

if TYPE_CHECKING:
    from progress_tui.exporting.documents.building import AnyRecord, Built
    from progress_tui.exporting.documents.kinds import Kind, KindId
    from progress_tui.store.engine import SchoolFile
    from progress_tui.workspace.loaded import Loaded
    from progress_tui.workspace.meetings import Meetings
    from progress_tui.workspace.mentoring import Mentoring
    from progress_tui.workspace.supporting import Supporting


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants written.

    Attributes:
        kind: of the document.
        ordinal: the point documents of the school and of a pupil look at.
        meeting_id: for documents of a meeting; `pupil_id` for those of a pupil.
        whom: which children, for the list of actions and the SENCO's list.
        owner: whose actions, "" for everybody's; `only_open` leaves out what is settled.
    """

    kind: KindId
    school_id: int
    ordinal: int = 0
    meeting_id: int | None = None
    pupil_id: int | None = None
    whom: Whom = EVERYBODY
    owner: str = ""
    only_open: bool = False


@dataclass(frozen=True, slots=True)
class Sources:
    """Where records come from: the file, what is loaded of it, and those who know their part of it."""

    file: SchoolFile
    loaded: Loaded
    meetings: Meetings
    supporting: Supporting
    mentoring: Mentoring


class Exporting:
    """Documents of a school file. Methods may be called from worker threads."""

    def __init__(self, sources: Sources) -> None:
        """Gather from `sources`."""
        self._sources = sources

    @staticmethod
    def kinds() -> tuple[Kind, ...]:
        """Every kind of document, in the order in which they are offered."""
        from progress_tui.exporting.documents.kinds import KINDS

        return tuple(KINDS.values())

    @staticmethod
    def kind(name: str) -> Kind:
        """The kind of that id.

        Raises:
            UsageError: there is none.
        """
        from progress_tui.exporting.documents.kinds import find_kind

        return find_kind(name)

    def record(self, asked: Asked) -> AnyRecord:
        """Everything a document says, names and all: read from the file, which takes a moment.

        Raises:
            UsageError: the meeting or the pupil is not named.
            NotFoundError: the school, meeting or pupil is not on file.
        """
        from progress_tui.workspace import gathering

        about = self.kind(asked.kind).about
        if about == "meeting" and asked.meeting_id is None:
            raise UsageError("It is not said of which meeting", remedy="Name a meeting; “meeting list” shows them.")
        if about == "pupil" and asked.pupil_id is None:
            raise UsageError("It is not said of which pupil", remedy="Name a pupil.")
        return gathering.GATHERERS[asked.kind](self._sources, asked)

    @staticmethod
    def document(kind: KindId, record: AnyRecord, names: NameMode) -> Built:
        """The document of a record; built again for another way of writing names, without reading anything.

        Raises:
            UsageError: the kind cannot be written with names like that.
        """
        from progress_tui.exporting.documents.building import build_document

        return build_document(kind, record, names)

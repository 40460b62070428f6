"""The figures of a meeting: what it begins with, what happened since last time, what it shows and keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from progress_tui.domain.calendar import Point

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from progress_tui.domain.agenda import AutoAgenda, HandOverChild, Previous, Snapshot
    from progress_tui.domain.card import Records
    from progress_tui.domain.keeping import Texts
    from progress_tui.domain.meetings import Action, Meeting, MeetingKind
    from progress_tui.domain.views import ClassView, NoteShown
    from progress_tui.store.engine import SchoolFile
    from progress_tui.store.meetings.snapshots import Kept
    from progress_tui.workspace.loaded import Loaded


class MeetingFigures:
    """Looks at classes as meetings do. Methods may be called from worker threads."""

    def __init__(self, file: SchoolFile, loaded: Loaded) -> None:
        """Answer from what `loaded` holds; notes and actions are read from `file`, whoever wrote them."""
        self._file = file
        self._loaded = loaded

    def agenda(self, school_id: int, class_id: int, ordinal: int, kind: MeetingKind = "progress") -> AutoAgenda:
        """What a meeting of a class at a point would begin with (see `analysis.meeting.agenda`).

        Raises:
            NotFoundError: the class has nobody on roll at the point.
        """
        from progress_tui.analysis.meeting.agenda import auto_agenda

        view = self._loaded.class_view(school_id, class_id, ordinal)
        year = f"{Point(ordinal).start_year}-09-01"
        noted = {note.pupil_id for note in self._notes(view) if note.changed >= year}
        return auto_agenda(self._loaded.at(school_id, ordinal), view, kind, noted)

    def previous(self, school_id: int, class_id: int, ordinal: int, but: int | None = None) -> Previous:
        """What was agreed before and what happened since (see `analysis.meeting.previous`).

        Args:
            school_id: the school.
            class_id: the class.
            ordinal: the point; results since are those up to it.
            but: the meeting that begins, which is not one of those before.

        Raises:
            NotFoundError: the class has nobody on roll at the point.
        """
        from progress_tui.analysis.meeting.previous import previous

        view = self._loaded.class_view(school_id, class_id, ordinal)
        at = self._loaded.at(school_id, ordinal)
        return previous(at, view, self._actions(view), but, lambda last: self._settled_in(school_id, last))

    def _settled_in(self, school_id: int, meeting_id: int) -> set[int] | None:
        """The actions that a meeting showed as settled when it was finished; None where it has kept no figures."""
        from progress_tui.domain.thawing import ThawError
        from progress_tui.store.meetings import reading, snapshots

        held = self._file.read(lambda con: snapshots.of_meeting(con, school_id, meeting_id))
        if not held.whole:
            return None
        meeting = self._file.read(lambda con: reading.meeting(con, school_id, meeting_id))
        try:
            before = self.restored(meeting, held).shown.previous.actions
        except ThawError:
            return None
        return {one.action.action_id for one in before if one.action.status in ("done", "stopped")}

    def texts(self, meeting: Meeting) -> Texts:
        """What a meeting shows now, as it is kept: the class with what happened since, and every child's card.

        Raises:
            NotFoundError: the class has nobody on roll at the point.
        """
        from progress_tui.analysis.catalogue import rules_stamp
        from progress_tui.analysis.pupil_view import pupil_views
        from progress_tui.domain.agenda import ClassShown
        from progress_tui.domain.keeping import kept

        place = meeting.school_id, meeting.class_id, meeting.ordinal
        made = self.agenda(*place, meeting.kind)
        shown = ClassShown(
            made.view,
            self.previous(*place, meeting.meeting_id),
            made.questions,
            tuple(one.pupil.pupil_id for one in made.well),
            tuple(one.pupil.pupil_id for one in made.middle),
            rules_stamp(),
            made.view.on_roll,
            tuple(one.pupil.pupil_id for one in (*made.first, *made.more) if one.asked),
        )
        at = self._loaded.at(meeting.school_id, meeting.ordinal)
        cards = pupil_views(at, made.view, made.view.rows, lambda: self._records(made.view, meeting.meeting_id))
        handed = self.hand_over(*place) if meeting.kind == "hand-over" else ()
        return kept(meeting.meeting_id, shown, cards, {one.pupil.pupil_id: one.worked for one in handed})

    def restored(self, meeting: Meeting, held: Kept) -> Snapshot:
        """What was kept of a meeting, as values.

        Raises:
            ThawError: it cannot be read.
        """
        from progress_tui.domain.keeping import renumbered, restored
        from progress_tui.store.meetings import actions

        found = restored(meeting, held.taken, held.whole, held.pupils)
        if not found.shown.previous.actions:
            return found
        ids = list(found.cards)
        return renumbered(
            found,
            self._file.read(lambda con: actions.about_class(con, meeting.school_id, meeting.class_id, ids)),
        )

    def hand_over(self, school_id: int, class_id: int, ordinal: int) -> tuple[HandOverChild, ...]:
        """What the next teacher needs to know of every child of a class, by name (see `analysis.meeting.handing_over`).

        Raises:
            NotFoundError: the class has nobody on roll at the point.
        """
        from progress_tui.analysis.meeting.handing_over import hand_over

        view = self._loaded.class_view(school_id, class_id, ordinal)
        return hand_over(self._loaded.at(school_id, ordinal), view, self._actions(view), self._notes(view))

    def _notes(self, view: ClassView) -> tuple[NoteShown, ...]:
        from progress_tui.store import notes

        ids = [row.pupil_id for row in view.rows]
        return self._file.read(lambda con: notes.of_pupils(con, view.school_id, ids))

    def _actions(self, view: ClassView) -> Sequence[Action]:
        """Every action of the children of a class, and every one agreed in it."""
        from progress_tui.store.meetings import actions

        ids = [row.pupil_id for row in view.rows]
        return self._file.read(lambda con: actions.about_class(con, view.school_id, view.class_id, ids))

    def _records(self, view: ClassView, but: int) -> Mapping[int, Records]:
        """What earlier meetings said of the children."""
        from progress_tui.domain.card import Records
        from progress_tui.store.meetings import history

        ids = [row.pupil_id for row in view.rows]
        held = self._file.read(lambda con: history.of_pupils(con, view.school_id, ids, but))
        return {pupil_id: Records(meetings=items) for pupil_id, items in held.items()}

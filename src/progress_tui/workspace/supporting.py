"""Support groups: begun, changed and ended, children put in and taken out, and the way back from each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from progress_tui.domain import clock
from progress_tui.domain.errors import NotFoundError, UsageError
from progress_tui.domain.support import MemberRecord, SupportRecord
from progress_tui.domain.text import clean, counted, fold
from progress_tui.store import support

if TYPE_CHECKING:
    from progress_tui.domain.due_dates import Due
    from progress_tui.domain.reports import Report
    from progress_tui.store.engine import SchoolFile
    from progress_tui.workspace.loaded import Loaded


class SupportChange(NamedTuple):
    """What was done to a group, so that it can be taken back.

    Attributes:
        number: of the group.
        before: as it was, None where it was begun; `after` as it is, None where it was removed.
        words: what was done, without a child's name: `3 children were put in “Book talk”`.
    """

    school_id: int
    number: int
    before: SupportRecord | None
    after: SupportRecord | None
    words: str


class OnRoll(NamedTuple):
    """A pupil on roll, to be chosen from a list."""

    pupil_id: int
    class_id: int | None
    class_name: str
    name: str


class Supporting:
    """Support groups by number. Methods may be called from worker threads."""

    def __init__(self, file: SchoolFile, loaded: Loaded) -> None:
        """Write to `file`; `loaded` is what was derived from it."""
        self._file, self._loaded = file, loaded

    # -- what is on file

    def groups(self, school_id: int) -> dict[int, SupportRecord]:
        """Number → group, by first day."""
        return self._file.read(lambda con: support.of_school(con, school_id))

    def group(self, school_id: int, number: int) -> SupportRecord:
        """One group.

        Raises:
            NotFoundError: there is none of that number.
        """
        return self._file.read(lambda con: support.find(con, school_id, number))

    def costs(self, school_id: int) -> dict[int, float | None]:
        """Number → what the group costs in pounds; for senior leaders alone."""
        return {number: group.cost for number, group in self.groups(school_id).items()}

    def open_groups(self, school_id: int, subject: str | None = None) -> dict[int, SupportRecord]:
        """The groups a child can be put in today: those that have not ended; those of the subject come first.

        Args:
            school_id: the school.
            subject: a subject's id, or None for groups of any in the order in which they began.
        """
        today = clock.today()
        found = {
            number: group
            for number, group in self.groups(school_id).items()
            if group.ends is None or group.ends >= today
        }
        return dict(sorted(found.items(), key=lambda one: subject is not None and one[1].subject != subject))

    def measured(
        self, school_id: int, ordinal: int, subject: str, day: date, pupil_ids: Sequence[int]
    ) -> dict[int, str]:
        """What children's results were on a day (see `analysis.effect.measuring`), to be proposed as entry or exit."""
        from progress_tui.analysis.effect.measuring import measured_on

        return measured_on(self._loaded.at(school_id, ordinal), subject, day, pupil_ids)

    def page(self, school_id: int, ordinal: int, number: int) -> Report:
        """The children of a group with what is noted of them and their results since (see `effect.members`).

        Raises:
            NotFoundError: there is no such group.
        """
        from progress_tui.analysis.effect.members import members_report

        return members_report(self._loaded.at(school_id, ordinal), number)

    def roll(self, school_id: int, ordinal: int) -> list[OnRoll]:
        """Everybody on roll at a point, by name."""
        from progress_tui.domain.pupils import display_name

        roll = self._loaded.at(school_id, ordinal).summary.roll
        rows = roll.select("pupil_id", "class_id", "class_name", "surname", "forename", "fallback").iter_rows()
        found = [OnRoll(key, class_id, where or "", display_name(*name)) for key, class_id, where, *name in rows]
        return sorted(found, key=lambda one: fold(one.name))

    @staticmethod
    def read_day(text: str, since: date | None = None) -> Due:
        """The day a text means: `today`, `14 sep`, `3 weeks ago`, `end of term`; nothing means today.

        Args:
            text: as typed.
            since: the day that weeks are counted from, today without one.

        Raises:
            UsageError: it is no day that is understood.
        """
        from progress_tui.analysis.half_terms import half_terms
        from progress_tui.domain.support import read_day

        named = " ".join(text.casefold().split())
        today = since if since is not None and named not in ("", "today", "now") else clock.today()
        return read_day(text, today, half_terms().school_year)

    # -- what is done

    def begin(self, school_id: int, group: SupportRecord) -> SupportChange:
        """Begin a group.

        Raises:
            UsageError: it cannot be (see `store.support.add`).
            NotFoundError: a child is not on file.
        """
        tidy = _tidy(group)
        (number,) = self._file.write(lambda con: support.add(con, school_id, [tidy]))
        self._loaded.refresh()
        inside = counted(len(tidy.members), "child", "children")
        return SupportChange(school_id, number, None, tidy, f"“{tidy.name}” was begun with {inside}")

    def change(
        self, school_id: int, number: int, before: SupportRecord, after: SupportRecord, words: str = ""
    ) -> SupportChange:
        """Change a group from `before`, as it was read; what another program changed meanwhile stays.

        Raises:
            ProgressError: another program changed the same thing, or the group cannot be so.
        """
        tidy = _tidy(after)
        held = self._file.write(lambda con: support.change(con, school_id, number, before, tidy))
        self._loaded.refresh()
        return SupportChange(school_id, number, before, tidy, words or f"“{held.name}” was changed")

    def put_in(
        self, school_id: int, ordinal: int, number: int, pupil_ids: Sequence[int], day: date | None = None
    ) -> SupportChange:
        """Put children in a group from a day on, with the latest result on file then as what was measured at entry.

        Args:
            school_id: the school.
            ordinal: the point whose results are looked at.
            number: the group.
            pupil_ids: the children; those who are in it are left as they are.
            day: the first day, today without one.

        Raises:
            NotFoundError: there is no such group, or no such child.
            UsageError: all of them are in it already.
        """
        group, first = self.group(school_id, number), day or clock.today()
        new = [key for key in dict.fromkeys(pupil_ids) if group.member(key) is None]
        if not new:
            raise UsageError(f"They are in “{group.name}” already" if len(pupil_ids) > 1 else
                             f"The child is in “{group.name}” already", remedy="Choose another group.")  # fmt: skip
        since = first if first > group.starts else None
        entries = self.measured(school_id, ordinal, group.subject, max(first, group.starts), new)
        members = tuple(MemberRecord(key, entries.get(key, ""), joined=since) for key in new)
        after = replace(group, members=(*group.members, *members))
        words = f"{counted(len(new), 'child was', 'children were')} put in “{group.name}”"
        return self.change(school_id, number, group, after, words)

    def leave(self, school_id: int, ordinal: int, number: int, pupil_id: int, day: date | None = None) -> SupportChange:
        """A child leaves a group on a day, today without one; the latest result on file then is the exit's.

        Raises:
            NotFoundError: there is no such group, or the child is not in it.
        """
        group, last = self.group(school_id, number), day or clock.today()
        member = _member(group, pupil_id)
        exits = self.measured(school_id, ordinal, group.subject, last, [pupil_id])
        gone = replace(member, left=last, exit=member.exit or exits.get(pupil_id, ""))
        return self.change(school_id, number, group, group.with_member(gone), f"1 child left “{group.name}”")

    def take_out(self, school_id: int, number: int, pupil_id: int) -> SupportChange:
        """Take a child out who was put in by mistake, with what is noted of it.

        Raises:
            NotFoundError: there is no such group, or the child is not in it.
        """
        group = self.group(school_id, number)
        _member(group, pupil_id)
        words = f"1 child was taken out of “{group.name}”"
        return self.change(school_id, number, group, group.without_member(pupil_id), words)

    def note(self, school_id: int, number: int, member: MemberRecord) -> SupportChange:
        """Note what is known of a child in a group: entry, exit, effect, days.

        Raises:
            NotFoundError: there is no such group, or the child is not in it.
        """
        group = self.group(school_id, number)
        _member(group, member.pupil_id)
        return self.change(
            school_id, number, group, group.with_member(member), f"a child's record in “{group.name}” was changed"
        )

    def end(self, school_id: int, ordinal: int, number: int, day: date | None = None) -> SupportChange:
        """End a group on a day, today without one; children without an exit get the latest result on file then.

        Raises:
            NotFoundError: there is no such group.
            UsageError: it would end before it starts.
        """
        group, last = self.group(school_id, number), day or clock.today()
        ids = [one.pupil_id for one in group.members if not one.exit and one.left is None]
        exits = self.measured(school_id, ordinal, group.subject, last, ids)
        members = tuple(
            replace(one, exit=exits.get(one.pupil_id, "")) if one.pupil_id in ids else one for one in group.members
        )
        after = replace(group, ends=last, members=members)
        return self.change(school_id, number, group, after, f"“{group.name}” was ended")

    def remove(self, school_id: int, number: int) -> SupportChange:
        """Remove a group that was begun by mistake, with what is noted of its children.

        Raises:
            NotFoundError: there is no such group.
        """
        held = self._file.write(lambda con: support.remove(con, school_id, number))
        self._loaded.refresh()
        return SupportChange(school_id, number, held, None, f"“{held.name}” was removed")

    def take_back(self, change: SupportChange) -> None:
        """Put a group back as it was before a change; what another program changed since stays.

        Raises:
            ProgressError: another program changed the same thing since, or a group that was begun at all.
        """
        school_id, number, before, after = change.school_id, change.number, change.before, change.after
        if before is None:
            self._file.write(lambda con: support.remove(con, school_id, number, after))
        elif after is None:
            self._file.write(lambda con: support.put_back(con, school_id, number, before))
        else:
            self._file.write(lambda con: support.change(con, school_id, number, after, before))
        self._loaded.refresh()


def _member(group: SupportRecord, pupil_id: int) -> MemberRecord:
    found = group.member(pupil_id)
    if found is None:
        raise NotFoundError(f"The child is not in “{group.name}”", remedy="Somebody took the child out meanwhile.")
    return found


def _tidy(group: SupportRecord) -> SupportRecord:
    """The group with its texts cleaned."""
    members = tuple(
        replace(one, entry=clean(one.entry), exit=clean(one.exit), effect_note=clean(one.effect_note))
        for one in group.members
    )
    return replace(group, name=clean(group.name), staff=clean(group.staff), note=clean(group.note), members=members)

"""Picking a school of a trust's file: by a part of its name, with what each school holds."""

from __future__ import annotations

from collections.abc import Mapping

from textual import on
from textual.message import Message

from progress_tui.domain.calendar import Point
from progress_tui.domain.errors import ProgressError
from progress_tui.domain.text import counted
from progress_tui.store.directory import Directory, SchoolEntry
from progress_tui.store.on_file import SchoolCount
from progress_tui.tui.dialogs.picker import Picker
from progress_tui.tui.within import workspace_of


class SchoolPicker(Picker[int]):
    """The schools of a file by name; how many pupils and classes each has follows as soon as it is counted."""

    class Counted(Message):
        """How much each school holds."""

        def __init__(self, counts: Mapping[int, SchoolCount]) -> None:
            super().__init__()
            self.counts = counts

    def __init__(self, directory: Directory) -> None:
        """Offer the schools of a directory."""
        self._schools = sorted(directory.schools, key=lambda one: one.name.casefold())
        choices = [(one.name, one.school_id) for one in self._schools]
        super().__init__(f"{counted(len(choices), 'school')} in this file", choices, directory.school_id)

    def on_mount(self) -> None:
        """Names are there at once; the counts of a large file take a moment."""
        super().on_mount()
        workspace = workspace_of(self)

        def work() -> None:
            try:
                self.post_message(self.Counted(workspace.judging.on_file.school_counts()))
            except ProgressError:
                return  # the names alone will do: choosing one says what is wrong

        self.run_worker(work, thread=True, group="counts")

    @on(Counted)
    def _counted(self, message: Counted) -> None:
        self.relabel([(_words(one, message.counts.get(one.school_id)), one.school_id) for one in self._schools])


def _words(school: SchoolEntry, count: SchoolCount | None) -> str:
    """`Oakfield Primary · 420 pupils in 14 classes · Aut2 2026-27`; what a school lacks is said."""
    if count is None:
        return school.name
    latest = Point(count.latest) if count.latest is not None else None
    results = f"{latest.code} {latest.year_label}" if latest is not None else "no results"
    if not count.pupils:
        return f"{school.name} · no class list · {results}"
    classes = counted(count.classes, "class", "classes")
    return f"{school.name} · {counted(count.pupils, 'pupil')} in {classes} · {results}"

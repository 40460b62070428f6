"""The flagged pupils of the school or the class, grouped, each with the reason in words; what changed; good news."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import BindingType
from textual.content import Content
from textual.events import Resize

from progress_tui.domain.errors import ProgressError
from progress_tui.domain.flagging import FlagsAsked
from progress_tui.domain.reports import Behind, Report
from progress_tui.domain.subjects import subject_label
from progress_tui.domain.views import FlagShown
from progress_tui.tui.commands import common
from progress_tui.tui.commands import flagged as do
from progress_tui.tui.commands.base import Command, bindings
from progress_tui.tui.dialogs.key_menu import CURRENT, Choice, KeyMenu
from progress_tui.tui.dismissing import FlagAt, FlagChanged, dismiss, reopen
from progress_tui.tui.filtering.facets import FLAG_KEYS, LETTERS
from progress_tui.tui.screens.view_screen import Answer, Asked, ViewScreen
from progress_tui.tui.views.flagged_choices import (
    LEAST,
    LIMITED,
    ONE_KIND,
    ONE_SUBJECT,
    VIEWS,
    Group,
    LineOf,
    Options,
    groups_of,
    limits_words,
)
from progress_tui.tui.views.flagged_layout import (
    columns_of_view,
    detail_of,
    flags_of,
    flat_rows,
    group_at,
    grouped_rows,
)
from progress_tui.tui.widgets.table_model import Column, Row
from progress_tui.tui.within import progress_app, workspace_of
from progress_tui.workspace import Workspace

if TYPE_CHECKING:
    from progress_tui.analysis.changes import Since
    from progress_tui.tui.support.starting import PupilsHere

_TALL_FROM = 34
"""Lines of the screen from which more of a pupil's questions are said in full below the table."""


class FlaggedScreen(ViewScreen):
    """The flagged pupils, each with the reason in words."""

    NAME: ClassVar[str] = "flagged"
    TITLE_WORDS: ClassVar[str] = "Flagged"
    OFFERED: ClassVar[tuple[type[Command], ...]] = do.FLAGGED
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(do.FLAGGED, crowded=(*common.CROWDED, common.ChangeSubject)),
    ]

    def __init__(self) -> None:
        """Begin with the whole school, by severity."""
        super().__init__()
        self.chosen = Options()
        self.groups: list[Group] = []
        """What the lines stand under."""
        self._opened: set[str] = set()
        self._flat = False
        """Whether a column sorts the lines: then they stand without headings."""

    # -- what is asked

    def options(self) -> Hashable:
        """The view, and what of it."""
        return self.chosen

    def question(self, asked: Asked) -> Callable[[Workspace], Report]:
        """The report of the view."""
        chosen, school, point = self.chosen, asked.place.school, asked.point
        whom = asked.whom(asked.place.subject if chosen.one_subject and chosen.view in LIMITED else "")
        if chosen.view in ("import", "meeting"):
            since: Since = "meeting" if chosen.view == "meeting" else "import"
            return lambda workspace: workspace.judging.changes(whom, since, school, point)
        if chosen.view == "dismissed":
            place = asked.place
            return lambda workspace: workspace.flagging.dismissed(workspace.school_at(place.school_id, place.point))
        flags = {
            "good": FlagsAsked(good=True),
            "silent": FlagsAsked(flag="not-discussed"),
            "kind": FlagsAsked(chosen.flag, chosen.severity),
        }.get(chosen.view, FlagsAsked(chosen.flag, chosen.severity, children=True))
        return lambda workspace: workspace.judging.flagged(whom, flags, school, point)

    # -- what is shown

    @property
    def _titles(self) -> dict[str, str]:
        """Flag → its words."""
        place = self.place
        return dict(workspace_of(self).choosing.choosable(place.school_id, place.point).flags) if place else {}

    def lay_out(self, answer: Answer) -> tuple[list[Column], list[Row]]:
        """The lines under their headings; while a column sorts them, without."""
        own = set(answer.filtered.keys)
        # The list of what is dismissed is of the whole school.
        kept = (lambda row: row.get("pupil_id") in own) if self.chosen.view == "dismissed" else lambda row: True  # noqa: ARG005
        self.groups = groups_of(self.chosen.view, answer.report, kept, self._titles)
        columns, lines = columns_of_view(self.chosen.view, self.size.width), answer.report.rows
        if self._flat:
            return columns, flat_rows(lines, self.groups, columns, self.called)
        return columns, grouped_rows(lines, self.groups, columns, self.called, self._opened)

    def title_words(self) -> str:
        """The view."""
        words = next(words for view, words in VIEWS.values() if view == self.chosen.view)
        return self.TITLE_WORDS if self.chosen.view == "severity" else f"{self.TITLE_WORDS}: {words}"

    def show(self) -> None:
        """The answer, and what is said where there is nothing."""
        begins = self.table.cursor_key is None
        super().show()
        first = next((key for key in self.table.visible_keys if key >= 0), None)
        if begins and first is not None:
            # On a pupil, not on the heading over it: what there is to say stands below at once.
            self.table.move_to(first)
        if self.answer is not None and not self.groups and self.filtered is None:
            self.table.empty_text = {
                "good": "No good news since the results before.",
                "silent": "Every pupil was discussed in the last meetings, or too few were held.",
                "dismissed": "No flag is dismissed. d on a flag dismisses it, with a reason.",
            }.get(self.chosen.view, "No flags.")

    def more_words(self) -> str:
        """How many have what is listed, and what is left out by choice."""
        pupils = {one for group in self.groups for one in group.pupils}
        subject = subject_label(self.place.subject) if self.place is not None and self.place.subject else ""
        listed = f" · {len(pupils)} listed" if self.answer is not None else ""
        if self.chosen.view == "severity" and self.groups:
            listed = "".join(f" · {len(group.pupils)} {group.words.lower()}" for group in self.groups)
        return f"{listed}{limits_words(self.chosen, self._titles, subject)}"

    def on_resize(self, event: Resize) -> None:
        """More of a pupil's questions where there is room."""
        self.set_class(event.size.height >= _TALL_FROM, "tall")
        super().on_resize(event)

    def detail(self) -> Content | None:
        """What is under the cursor, in whole sentences."""
        key = self.table.cursor_key
        if self.answer is None or key is None:
            return None
        at = group_at(key)
        if at is not None:
            group = self.groups[at[0]] if at[0] < len(self.groups) else None
            words = "enter shows all of them here" if at[1] else "enter lists the pupils"
            return Content(f"{group.heading} · {words}") if group is not None else Content("")
        row = self._line(key)
        if row is None:
            return Content("")
        who = self.called(row) or str(row.get("name") or "")
        return detail_of(row, who, self.hidden, 8 if self.has_class("tall") else 3)

    def _line(self, key: int | None) -> LineOf | None:
        rows = self.answer.report.rows if self.answer is not None else ()
        return rows[key] if key is not None and 0 <= key < len(rows) else None

    # -- opening

    def behind(self, row: int, column: str) -> Behind | None:
        """The pupils of a heading, else the pupil of the line."""
        at = group_at(row)
        if at is None:
            return super().behind(row, column)
        group = self.groups[at[0]]
        return Behind(f"{self.title_words()} ▸ {group.words}", group.pupils) if group.pupils and not at[1] else None

    def open_cell(self, row: int, column: str) -> None:
        """A heading lists its pupils, a “more” line shows the rest of its group, another line opens the card."""
        at = group_at(row)
        if at is None or not at[1]:
            super().open_cell(row, column)
            return
        position = self.table.visible_keys.index(row)
        self.open_group(self.groups[at[0]].name)
        self.table.move_to(self.table.visible_keys[position])

    def open_group(self, name: str) -> None:
        """Show all lines of a group."""
        self._opened.add(name)
        self.show()

    # -- order

    def _sort_by(self, column: str) -> None:
        if not self._flat:
            self._flat = True
            self.show()
        super()._sort_by(column)

    @on(common.DefaultOrder)
    def _grouped_again(self) -> None:
        self._flat = False
        self.table.default_order()
        self.show()

    # -- choosing

    def choose_view(self) -> None:
        """Offer the views, and what of the flags is shown."""
        chosen = self.chosen
        offered = [
            Choice(key, words, key, CURRENT if view == chosen.view else "") for key, (view, words) in VIEWS.items()
        ]
        offered += [
            Choice(key, words, key, CURRENT if least == chosen.severity else "")
            for key, (least, words) in LEAST.items()
        ]
        kind = (
            f"only one kind: {self._titles.get(chosen.flag, chosen.flag)}" if chosen.flag else "only one kind of flag …"
        )
        offered.append(Choice(ONE_KIND, kind, ONE_KIND, CURRENT if chosen.flag else ""))
        if self.place is not None and self.place.subject:
            words = f"only in {subject_label(self.place.subject)}"
            offered.append(Choice(ONE_SUBJECT, words, ONE_SUBJECT, CURRENT if chosen.one_subject else ""))
        self.app.push_screen(KeyMenu("Flagged", offered), self._chosen)

    def _chosen(self, key: str | None) -> None:
        if key is None:
            return
        if key == ONE_KIND:
            kinds = [Choice(FLAG_KEYS.get(flag, ""), title, flag) for flag, title in self._titles.items()]
            every = Choice("0", "every kind", "")
            self.app.push_screen(KeyMenu("Only one kind of flag", [every, *kinds], self.chosen.flag), self._kind_chosen)
        elif key in VIEWS:
            self._choose(self.chosen._replace(view=VIEWS[key][0]))
        elif key in LEAST:
            self._limit(self.chosen._replace(severity=LEAST[key][0]))
        else:
            self._limit(self.chosen._replace(one_subject=not self.chosen.one_subject))

    def _kind_chosen(self, flag: str | None) -> None:
        if flag is not None:
            self._limit(self.chosen._replace(flag=flag))

    def _limit(self, chosen: Options) -> None:
        self._choose(chosen if chosen.view in LIMITED else chosen._replace(view="severity"))

    def _choose(self, chosen: Options) -> None:
        self.chosen = chosen
        self._opened.clear()
        self._flat = False
        # Emptied, so that the cursor begins anew on what comes.
        self.table.set_data(columns_of_view(chosen.view, self.size.width), [])
        self.table.default_order()
        self.ask()

    def pupils_here(self) -> PupilsHere:
        """The pupils of the lines; support is about the subject of the first flag under the cursor that has one."""
        from progress_tui.tui.support.starting import PupilsHere, once

        row = self._line(self.table.cursor_key)
        keys = [self._line(key) for key in self.table.visible_keys]
        shown = once([int(str(line["pupil_id"])) for line in keys if line is not None and line.get("pupil_id")])
        if row is None or not isinstance(row.get("pupil_id"), int):
            return PupilsHere(None, "", shown, self.place.subject if self.place is not None else "")
        subject = next((flag.subject for flag in flags_of(row) if flag.subject), "")
        return PupilsHere(int(str(row["pupil_id"])), self.called(row) or str(row["name"]), shown, subject)

    # -- dismissing

    @on(do.DismissFlag)
    def _dismiss(self) -> None:
        row = self._line(self.table.cursor_key)
        app = progress_app(self)
        if row is None or not isinstance(row.get("pupil_id"), int):
            app.say("Put the cursor on a pupil to dismiss a flag.")
            return
        flags = flags_of(row)
        if self.chosen.view == "dismissed":
            self._change(row, flags[0], lambda ws, held: reopen(ws, held, str(row["reason"])))
        elif not flags or row.get("what") == "no longer":
            app.say("There is no flag on this line that could be dismissed.")
        elif flags[0].severity == 0:
            app.say("This is good news; only questions are dismissed.")
        elif len(flags) == 1:
            self._ask_reason(row, flags[0])
        else:
            offered = [
                Choice(LETTERS[n] if n < len(LETTERS) else "", f"⚑{one.severity} {one.sentence}", one)
                for n, one in enumerate(flags)
            ]
            self.app.push_screen(KeyMenu("Dismiss which flag?", offered), partial(self._flag_chosen, row))

    def _flag_chosen(self, row: LineOf, flag: FlagShown | None) -> None:
        if flag is not None:
            self._ask_reason(row, flag)

    def _ask_reason(self, row: LineOf, flag: FlagShown) -> None:
        from progress_tui.tui.dialogs.dismiss import DismissDialog

        who = self.called(row) or str(row["name"])

        def reasoned(reason: str | None) -> None:
            if reason:
                self._change(row, flag, lambda workspace, held: dismiss(workspace, held, reason))

        self.app.push_screen(DismissDialog(flag, who), reasoned)

    def _change(self, row: LineOf, flag: FlagShown, change: Callable[[Workspace, FlagAt], FlagChanged]) -> None:
        place, workspace = self.place, workspace_of(self)
        if place is None:
            return
        held = FlagAt(place.school_id, place.point, int(str(row["pupil_id"])), flag)

        def work() -> None:
            try:
                self.post_message(change(workspace, held))
            except ProgressError as error:
                self.trouble(error)

        self.run_worker(work, thread=True, group="dismiss")

    @on(FlagChanged)
    def _changed(self, message: FlagChanged) -> None:
        app = progress_app(self)
        app.changes.add(message.words, message.undo)
        app.say(message.said)
        self.ask()

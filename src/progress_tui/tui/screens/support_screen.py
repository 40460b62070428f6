"""The page of one support group: its children, what was measured, what came of it; everything that changes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property, partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.events import Resize
from textual.screen import Screen
from textual.widgets import Static

from progress_tui.domain import clock
from progress_tui.domain.meetings import Effect
from progress_tui.domain.support import MemberRecord, SupportRecord
from progress_tui.domain.text import visible
from progress_tui.tui.classroom.layout import name_of
from progress_tui.tui.commands import support as do
from progress_tui.tui.commands.base import Command, OffersCommands, bindings
from progress_tui.tui.commands.common import Copy, WholeCell
from progress_tui.tui.dialogs.key_menu import Choice, KeyMenu
from progress_tui.tui.dialogs.line import LineDialog
from progress_tui.tui.messages import Trouble
from progress_tui.tui.support.desk import (
    GroupAt,
    GroupChanged,
    GroupDesk,
    GroupRead,
    GroupShown,
    Proposed,
    RollRead,
)
from progress_tui.tui.support.layout import columns, group_line, member_words, rows
from progress_tui.tui.widgets.class_table import ClassTable
from progress_tui.tui.widgets.footer_line import FooterLine
from progress_tui.tui.widgets.heading import Heading
from progress_tui.tui.widgets.notes_list import NotesList
from progress_tui.tui.widgets.pupil_table import PupilTable
from progress_tui.tui.widgets.table_messages import Opened as RowOpened
from progress_tui.tui.within import Renewed, progress_app, workspace_of
from progress_tui.workspace.supporting import SupportChange

_EFFECTS: tuple[tuple[str, Effect, str], ...] = (
    ("n", "none", "none: nothing came of it"),
    ("s", "some", "some: a little, or not in everything"),
    ("c", "clear", "clear: it did what it was for"),
    ("x", "unknown", "not known yet"),
)
_WORDS, _TODAY, _DAY, _MISTAKE = "words", "today", "day", "mistake"


class SupportScreen(Screen[None], OffersCommands, Renewed):
    """One group; `costs` says whether senior leaders look, who alone see what it costs."""

    OFFERED: ClassVar[tuple[type[Command], ...]] = do.GROUP
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(do.GROUP)]

    def __init__(self, at: GroupAt, costs: bool = False) -> None:
        """Show the group at `at`."""
        super().__init__()
        self._where, self._costs = at, costs
        self.shown: GroupShown | None = None
        """The group as it was read last."""

    def compose(self) -> ComposeResult:
        """Where one is, the facts of the group, its children, what the figures say, the child under the cursor."""
        yield Heading("")
        yield Static("", classes="counts facts", markup=False)
        yield ClassTable()
        yield NotesList()
        yield Static("", classes="detail", markup=False)
        yield FooterLine()

    def on_mount(self) -> None:
        """The table has the keys."""
        self.table.focus()
        self.table.empty_text = "One moment …"
        self.watch(self.app, "names_hidden", self._show, init=False)
        self.watch(self.table, "place", self._show_detail, init=False)
        self.desk.load()

    @property
    def table(self) -> PupilTable:
        """The children."""
        return self.query_one(PupilTable)

    @cached_property
    def desk(self) -> GroupDesk:
        """What works on threads."""
        return GroupDesk(self, self._where)

    @property
    def hidden(self) -> bool:
        """Whether names are hidden (projector mode)."""
        return progress_app(self).names_hidden

    def renew(self) -> None:
        """A change was taken back, or another program wrote to the file."""
        self.desk.load()

    # -- what is shown

    @on(GroupRead)
    def _read(self, message: GroupRead) -> None:
        if message.error is not None:
            # Removed meanwhile, by undo or by another program: there is no page of it any more.
            self.post_message(Trouble(message.error))
            self.dismiss()
            return
        self.shown = message.shown
        self._show()

    def on_resize(self, event: Resize) -> None:
        """Columns depend on the width."""
        if event.size.width:
            self._show()

    def told(self, text: str) -> str:
        """A text that somebody typed, or that names children; without names while they are hidden."""
        return self.shown.hiding.hide_typed(text) if self.shown is not None and self.hidden else text

    def called(self, pupil_id: int) -> str:
        """What a child is called on the screen."""
        one = self.shown.people.get(pupil_id) if self.shown is not None else None
        return name_of(one.pupil, self.hidden) if one is not None else "–"

    def _shown_rows(self, shown: GroupShown) -> list[int]:
        """Indices of the children who may be shown: in projector mode those of one class."""
        ids = [int(str(row["pupil_id"])) for row in shown.report.rows]
        own = {key for key, one in shown.people.items() if one.view.class_id == self._where.class_id}
        return [place for place, key in enumerate(ids) if not self.hidden or key in own]

    def _show(self) -> None:
        shown = self.shown
        if shown is None:
            return
        hidden = "   names hidden" if self.hidden else ""
        self.query_one(Heading).show(f"Support ▸ {self.told(shown.group.name)}{hidden}")
        places = self._shown_rows(shown)
        weeks = max(0, (min(shown.group.ends or clock.today(), clock.today()) - shown.group.starts).days // 7)
        facts = self.told(group_line(shown.group, weeks, self._costs and not self.hidden))
        left_out = len(shown.report.rows) - len(places)
        more = f" · {left_out} of other classes hidden" if left_out else ""
        self.query_one(".facts", Static).update(Content(visible(f"{facts}{more}")), layout=False)
        lines, laid = shown.report.cells(), columns(self.size.width)
        held = {place: (shown.report.rows[place], lines[place]) for place in places}
        self.table.set_data(laid, rows(held, laid, self.called))
        self.table.empty_text = "No child is in it yet: + puts one in." if not left_out else "No child of this class."
        notes = [] if left_out else [self.told(note) for note in shown.report.notes]
        self.query_one(NotesList).show(notes, frozenset())
        self._show_detail()

    def _show_detail(self) -> None:
        line, row = self.query_one(".detail", Static), self.row
        line.display = row is not None
        if row is not None and self.shown is not None:
            at = self.table.cursor_key or 0
            words = self.told(member_words(self.shown.report.rows[at], self.shown.report.cells()[at]))
            line.update(Content(visible(f"{self.called(row.pupil_id)}: {words}")), layout=False)

    # -- what the cursor is on

    @property
    def group(self) -> SupportRecord | None:
        """The group as it was read."""
        return self.shown.group if self.shown is not None else None

    @property
    def row(self) -> MemberRecord | None:
        """The child under the cursor."""
        at = self.table.cursor_key
        if self.shown is None or at is None or at >= len(self.shown.report.rows):
            return None
        return self.shown.group.member(int(str(self.shown.report.rows[at]["pupil_id"])))

    def _child(self) -> MemberRecord | None:
        """The child under the cursor; without one it is said."""
        if self.row is None:
            progress_app(self).say("Put the cursor on a child. + puts one in.")
        return self.row

    @on(do.OpenMember)
    @on(RowOpened)
    def _open(self) -> None:
        member = self._child()
        if member is None or self.shown is None:
            return
        from progress_tui.tui.screens.pupil_screen import PupilScreen

        ids = [int(str(self.shown.report.rows[key]["pupil_id"])) for key in self.table.visible_keys]
        known = [key for key in ids if key in self.shown.people]
        if member.pupil_id in known:
            people = [self.shown.people[key] for key in known]
            self.app.push_screen(PupilScreen(people, known.index(member.pupil_id)))

    # -- what is changed

    @on(GroupChanged)
    def _changed(self, message: GroupChanged) -> None:
        app, supporting, change = progress_app(self), workspace_of(self).supporting, message.change
        app.changes.add(change.words, lambda: supporting.take_back(change))
        app.say(f"{self.told(change.words[:1].upper() + change.words[1:])}. u takes it back.")
        if change.after is None:
            self.dismiss()
        else:
            self.desk.load()

    @on(do.PutIn)
    def _put_in(self) -> None:
        self.desk.read_roll()

    @on(RollRead)
    def _roll_read(self, message: RollRead) -> None:
        from progress_tui.tui.dialogs.picker import Picker

        group, where = self.group, self._where
        if group is None:
            return
        free = [one for one in message.roll if group.member(one.pupil_id) is None]
        initials = self._initials() if self.hidden else {}
        own = [one for one in free if not self.hidden or one.pupil_id in initials]
        own.sort(key=lambda one: one.class_id != where.class_id)
        choices = [(f"{initials.get(one.pupil_id, one.name)} · {one.class_name}", one.pupil_id) for one in own]
        self.app.push_screen(Picker("Put in whom?", choices), self._picked)

    def _initials(self) -> dict[int, str]:
        """The initials of the class that may be shown."""
        grid = progress_app(self).class_screen
        view = grid.view if grid is not None else None
        rows = view.rows if view is not None and view.class_id == self._where.class_id else ()
        return {one.pupil_id: one.initials for one in rows}

    def _picked(self, pupil_id: int | None) -> None:
        at = self._where
        if pupil_id is not None:
            self.desk.change(lambda supporting: supporting.put_in(at.school_id, at.point, at.number, [pupil_id]))

    @on(do.Leaves)
    def _leaves(self) -> None:
        member = self._child()
        if member is None:
            return
        who = self.called(member.pupil_id)
        choices = [
            Choice("l", f"{who} leaves today; entry, exit and effect stay on record", _TODAY),
            Choice("d", "left on another day …", _DAY),
            Choice("r", "was put in by mistake: take the child out", _MISTAKE),
        ]
        self.app.push_screen(KeyMenu("Leaves the group", choices), partial(self._left, member.pupil_id))

    def _left(self, pupil_id: int, chosen: str | None) -> None:
        at = self._where
        if chosen == _MISTAKE:
            self.desk.change(lambda supporting: supporting.take_out(at.school_id, at.number, pupil_id))
        elif chosen == _TODAY:
            self._leave_on(pupil_id, "")
        elif chosen == _DAY:
            self._ask_day("The last day in the group", partial(self._leave_on, pupil_id))

    def _leave_on(self, pupil_id: int, text: str | None) -> None:
        at = self._where
        if text is not None:
            day = workspace_of(self).supporting.read_day(text).day
            self.desk.change(lambda supporting: supporting.leave(at.school_id, at.point, at.number, pupil_id, day))

    def _ask_day(self, title: str, answered: Callable[[str | None], None]) -> None:
        supporting = workspace_of(self).supporting
        dialog = LineDialog(title, "today", "today, friday, 18 dec", lambda text: supporting.read_day(text).words)
        self.app.push_screen(dialog, answered)

    @on(do.NoteEffect)
    def _note_effect(self) -> None:
        member = self._child()
        if member is None:
            return
        choices = [Choice(key, words, str(effect)) for key, effect, words in _EFFECTS]
        choices.append(Choice("t", "say it in words …", _WORDS))
        title = f"Effect for {self.called(member.pupil_id)}"
        self.app.push_screen(KeyMenu(title, choices, member.effect), partial(self._effect_chosen, member))

    def _effect_chosen(self, member: MemberRecord, chosen: str | None) -> None:
        if chosen == _WORDS:
            held = "" if self.hidden else member.effect_note
            dialog = LineDialog("What came of it, in a few words", held, "such as: reads on without stopping")
            self.app.push_screen(dialog, lambda text: self._note(member, "effect_note", text))
            return
        effect = next((effect for _, effect, _ in _EFFECTS if effect == chosen), None)
        if effect is not None and effect != member.effect:
            self._store(replace(member, effect=effect))

    def _note(self, member: MemberRecord, field: str, text: str | None) -> None:
        if text is None:
            return
        changed = {
            "effect_note": replace(member, effect_note=text),
            "entry": replace(member, entry=text),
            "exit": replace(member, exit=text),
        }[field]
        if changed != member:
            self._store(changed)

    def _store(self, member: MemberRecord) -> None:
        at = self._where
        self.desk.change(lambda supporting: supporting.note(at.school_id, at.number, member))

    @on(do.NoteEntry)
    def _note_entry(self) -> None:
        self._ask_measured("entry")

    @on(do.NoteExit)
    def _note_exit(self) -> None:
        self._ask_measured("exit")

    def _ask_measured(self, side: str) -> None:
        member, group = self._child(), self.group
        if member is not None and group is not None:
            self.desk.propose(group, member.pupil_id, side)

    @on(Proposed)
    def _proposed(self, message: Proposed) -> None:
        member = self.group.member(message.pupil_id) if self.group is not None else None
        if member is None:
            return
        held, side = (member.entry, "entry") if message.side == "entry" else (member.exit, "exit")
        title = f"Measured at {side}: {self.called(member.pupil_id)}"
        hint = f"on file: {message.text}" if message.text else "what was measured, such as 14 of 40 sounds"
        dialog = LineDialog(title, held or message.text, hint, lambda _: hint)
        self.app.push_screen(dialog, lambda text: self._note(member, side, text))

    @on(do.ChangeGroup)
    def _change_group(self) -> None:
        from progress_tui.tui.dialogs.support_form import SupportForm
        from progress_tui.tui.support.asked import SupportAsked

        at, group, app = self._where, self.group, progress_app(self)
        if group is None:
            return
        if self.hidden:
            app.say(f"What was typed may name a child and is hidden in projector mode. {app.way_out_of_hiding}")
            return
        asked = SupportAsked(at.school_id, at.point, group.subject, (), group.name)
        self.app.push_screen(SupportForm(asked, at.number, group, self._costs), self._form_done)

    def _form_done(self, change: SupportChange | None) -> None:
        if change is not None:
            self.desk.load()

    @on(do.EndGroup)
    def _end(self) -> None:
        if self.group is not None:
            self._ask_day("The last day of the group; results then become the exit results", self._end_on)

    def _end_on(self, text: str | None) -> None:
        at = self._where
        if text is not None:
            day = workspace_of(self).supporting.read_day(text).day
            self.desk.change(lambda supporting: supporting.end(at.school_id, at.point, at.number, day))

    @on(do.RemoveGroup)
    def _remove(self) -> None:
        from progress_tui.tui.dialogs.confirm import ConfirmDialog

        if self.group is None:
            return
        words = (
            "What was measured and noted of its children goes too. Support that took place is ended (E), not removed."
        )
        dialog = ConfirmDialog(f"Remove “{self.told(self.group.name)}”?", words, "remove it", "keep it")
        self.app.push_screen(dialog, self._removed)

    def _removed(self, wanted: bool | None) -> None:
        at = self._where
        if wanted:
            self.desk.change(lambda supporting: supporting.remove(at.school_id, at.number))

    # -- the rest

    @on(Copy)
    def _copy(self) -> None:
        from progress_tui.tui.table_desk import copy_menu

        copy_menu(self, self.table)

    @on(WholeCell)
    def _whole_cell(self) -> None:
        from progress_tui.tui.table_desk import show_cell

        show_cell(self, self.table)

    @on(do.LeaveGroup)
    def _leave(self) -> None:
        self.dismiss()

"""What is done with the actions of the log, and how one is told in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from progress_tui.domain.calendar import Point
from progress_tui.domain.errors import NotFoundError, ProgressError
from progress_tui.domain.meetings import Action
from progress_tui.domain.reports import shown
from progress_tui.domain.subjects import subject_letter
from progress_tui.tui.card.records import day
from progress_tui.tui.commands import actions as do
from progress_tui.tui.commands.of_part import OfPart
from progress_tui.tui.habits.undo import Change
from progress_tui.tui.messages import Trouble
from progress_tui.tui.screens.moving import in_class
from progress_tui.tui.views.part import PartChanged, PartDesk
from progress_tui.tui.within import progress_app, workspace_of
from progress_tui.workspace.actions import ActionChange, Actions

Row = Mapping[str, object]


class ActionsDesk(PartDesk):
    """What is done with actions."""

    def words(self, row: Row, cells: Mapping[str, object]) -> str:  # noqa: ARG002 – as the base
        """The action, whole, with what happened next."""
        return action_words(row) if "what" in row else ""

    def do(self, command: OfPart) -> None:
        """Settle, change or carry on the action under the cursor, or note its effect."""
        row = self.screen.row
        if row is None or "action_id" not in row:
            progress_app(self.screen).say("Put the cursor on an action.")
            return
        work = _DONE.get(type(command))
        if work is not None:
            self._settle(row, work)
            if isinstance(command, do.ActionDone) and row["status"] == "open":
                # What came of it is known now, or never; esc leaves it open to be noted later.
                self._note_effect(row, "It is done. What came of it?")
        elif isinstance(command, do.NoteEffect):
            self._note_effect(row)
        else:
            self._ask(row, command)

    # -- at once, on a thread

    def _settle(self, row: Row, work: Callable[[Actions, int, Row], ActionChange]) -> None:
        school_id, actions, screen = self._school_id, workspace_of(self.screen).actions, self.screen

        def guarded() -> None:
            try:
                change = work(actions, school_id, row)
            except ProgressError as error:
                screen.post_message(Trouble(error))
                return
            undo = Change(change.words, partial(actions.take_back, change))
            screen.post_message(PartChanged(f"{change.words[:1].upper()}{change.words[1:]}. u takes it back.", undo))

        screen.run_worker(guarded, thread=True, group="actions")

    @property
    def _school_id(self) -> int:
        place = self.screen.place
        if place is None:
            raise NotFoundError("No school is open")
        return place.school_id

    # -- with a dialog

    def _note_effect(self, row: Row, question: str = "What came of it?") -> None:
        from progress_tui.tui.dialogs.effect import EffectAsked, EffectDialog

        hidden, put_away = self.screen.hidden, self.screen.typed_without_names
        asked = EffectAsked(
            self._school_id, _number(row), put_away(f"{self._who(row)}: {row['what']}"), str(row["effect"]),
            "" if hidden else str(row["effect_note"]), result_lines(row), question,
        )  # fmt: skip

        def done(change: ActionChange | None) -> None:
            if change is not None:
                self.screen.post_message(PartChanged("The effect is noted. u takes it back."))

        self.screen.app.push_screen(EffectDialog(asked), done)

    def _ask(self, row: Row, command: OfPart) -> None:
        """Ask for another action for the same child or class, for other words, or by when it is carried on."""
        app, carry = progress_app(self.screen), isinstance(command, do.CarryAction)
        action = None if isinstance(command, do.AddAction) else _action(row)
        if action is not None and self.screen.hidden:
            app.say(f"Its words may name a child, hidden in projector mode. {app.way_out_of_hiding}", warning=True)
        elif carry and row["status"] != "open":
            app.say("Only an action that is open can be carried on; d opens it again.")
        else:
            self._dialog(row, action, carry)

    def _dialog(self, row: Row, action: Action | None, carry: bool) -> None:
        from progress_tui.tui.agreeing import agree
        from progress_tui.tui.dialogs.action_form import ActionAsked

        pupil_id = _whole(row["pupil_id"])
        # A child may be in another class by now.
        class_id = _whole(row["class_id"]) if action is not None or pupil_id is None else None
        asked = ActionAsked(
            self._school_id, class_id, pupil_id, self._who(row), str(row["class_name"] or ""), action=action,
            carry=carry,
        )  # fmt: skip
        agree(self.screen, asked, self.screen.ask)

    def _who(self, row: Row) -> str:
        return self.screen.called(row) or str(row["pupil"])


class CountsDesk(PartDesk):
    """Actions counted by person or by class: a name opens its actions, a figure the children behind it."""

    def words(self, row: Row, cells: Mapping[str, object]) -> str:  # noqa: ARG002 – as the base
        """What the name opens."""
        name = str(row.get("owner") or row.get("class_name") or "")
        return f"enter on {name} lists what is open; on a figure the children it counts." if name else ""

    def opens(self, row: Row, column: str) -> bool:
        """The open actions of a person or of a class."""
        if column == "owner":
            self.screen.show_owner(str(row["owner"]))
            return True
        directory, place = progress_app(self.screen).directory, self.screen.place
        if column != "class_name" or directory is None or place is None:
            return False
        classes = directory.classes_of(Point(place.point).start_year)
        entry = next((one for one in classes if one.name == row["class_name"]), None)
        if entry is None or not self.screen.allowed(in_class(place, entry)):
            return entry is not None
        self.screen.show_class(in_class(place, entry))
        return True


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _number(row: Row) -> int:
    return _whole(row["action_id"]) or 0


def _action(row: Row) -> Action:
    """The action of a row, as it was read."""
    what, owner, agreed, due, review = (str(row[name] or "") for name in ("what", "owner", "agreed", "due", "review"))
    pupil_id, class_id, item_id = (_whole(row[name]) for name in ("pupil_id", "class_id", "item_id"))
    revision = _whole(row["revision"]) or 0
    return Action(_number(row), pupil_id, class_id, item_id, what, owner, agreed, due, review, revision=revision)


def _done(actions: Actions, school_id: int, row: Row) -> ActionChange:
    """Done; one that is settled is opened again."""
    settle = actions.done if row["status"] == "open" else actions.reopen
    return settle(school_id, _number(row))


def _stop(actions: Actions, school_id: int, row: Row) -> ActionChange:
    return actions.stop(school_id, _number(row))


_DONE: Mapping[type[OfPart], Callable[[Actions, int, Row], ActionChange]] = {
    do.ActionDone: _done,
    do.StopAction: _stop,
}


def action_words(row: Row) -> str:
    """An action of the report, whole: what, who, by when, what became of it, results since beside the class."""
    first = f" (first {day(str(row['first_agreed']))})" if row["first_agreed"] != row["agreed"] else ""
    late = ", overdue" if row["overdue"] else ""
    closed = f" {day(str(row['closed']))}" if row["closed"] else ""
    note = f", {row['effect_note']}" if row["effect_note"] else ""
    parts = [
        f"{row['what']}: {row['owner']} by {day(str(row['due']))}{late}, agreed {day(str(row['agreed']))}{first}",
        f"review {day(str(row['review']))}" if row["review"] else "",
        f"{row['status']}{closed}" if row["status"] != "open" else "",
        f"effect: {row['effect']}{note}" if row["effect"] not in ("unknown", "") or note else "",
        *_short_lines(row),
    ]
    return " · ".join(part for part in parts if part)


def result_lines(row: Row) -> list[str]:
    """`R JB→At +1 notch, others +0.2 notches (n 26)`, a line a subject with results on both sides."""
    return [
        f"{_pair(one)} {one['words']}" + (f", others {one['others_words']}" if one["others_words"] else "")
        for one in _with_both(row)
    ]


def _short_lines(row: Row) -> list[str]:
    """The same in the room of a line: `R JB→At (others +0.2, n 26)`; the codes say what the figure is of."""
    return [
        _pair(one) + (f" (others {_signed(one['others_change'])}, n {one['others']})" if one["others_words"] else "")
        for one in _with_both(row)
    ]


def _with_both(row: Row) -> list[Row]:
    results = row["results"]
    return [one for one in results if one["after"] is not None] if isinstance(results, list) else []


def _pair(one: Row) -> str:
    return f"{subject_letter(str(one['subject']))} {one['before']}→{one['after']}"


def _signed(change: object) -> str:
    return str(shown(change, "signed")).replace("-", "−")

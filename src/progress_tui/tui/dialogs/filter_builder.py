"""The filter builder: every facet by a letter, saved filters by a digit, the live count while it is put together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.events import Key
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Static

from progress_tui.domain.errors import ProgressError
from progress_tui.domain.filtering import Choosable, SavedFilter
from progress_tui.domain.subjects import subject_label
from progress_tui.domain.text import visible
from progress_tui.tui.dialogs.key_menu import Choice, KeyMenu
from progress_tui.tui.filtering.draft import Draft
from progress_tui.tui.filtering.facets import FACETS, UNKNOWN, Facet, flag_facets, listed_facets, year_facets
from progress_tui.tui.filtering.sheet import MARKS, sheet
from progress_tui.tui.place import Place
from progress_tui.tui.within import progress_app, workspace_of
from progress_tui.workspace import Filtered, Workspace


class Known(NamedTuple):
    """What the builder learns of the school: the terms of the filter it began with, and what there is to choose."""

    parts: tuple[str, ...]
    choosable: Choosable
    saved: tuple[SavedFilter, ...]


class Learnt(Message):
    """`Known` is here."""

    def __init__(self, known: Known) -> None:
        super().__init__()
        self.known = known


class Counted(Message):
    """A draft was asked: whom it finds and of how many, or why it is no filter."""

    def __init__(self, text: str, found: tuple[Filtered, int] | None, error: ProgressError | None) -> None:
        super().__init__()
        self.text, self.found, self.error = text, found, error

    def can_replace(self, message: Message) -> bool:
        """Only the latest draft counts."""
        return isinstance(message, Counted)


class Kept(Message):
    """A filter was saved or removed, or could not be (`error`).

    Attributes:
        said: for a toast.
        words: as it reads after “Undone: ”.
        undo: takes it back; called on a thread.
    """

    def __init__(
        self, said: str, error: ProgressError | None, words: str = "", undo: Callable[[], None] | None = None
    ) -> None:
        super().__init__()
        self.said, self.error, self.words, self.undo = said, error, words, undo


class FilterBuilder(ModalScreen[str]):
    """Puts a filter together; dismisses with its text, or None when it is left as it was.

    The letters of the facets are data (`filtering.facets`) and no bindings, as in `KeyMenu`.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "apply", "Show them", id="builder.apply"),
        Binding("escape", "cancel", "Leave", id="builder.cancel"),
        Binding("backspace,delete", "none", "Everybody", id="builder.none"),
        Binding("down,pagedown", "scroll(1)", "Down", show=False, id="builder.down"),
        Binding("up,pageup", "scroll(-1)", "Up", show=False, id="builder.up"),
    ]

    def __init__(self, place: Place, wide: bool = False) -> None:
        """Begin with the filter of the place.

        Args:
            place: where it is asked.
            wide: whether the whole school is asked, not the class.
        """
        super().__init__()
        self._place, self._class_id = place, None if wide else place.class_id
        # In one piece until the school's words are there to take it apart.
        self._draft = Draft(((f"({place.filter})",),) if place.filter else ())
        self._begun = self._draft.parts
        self._known = Known((), Choosable((), (), (), ()), ())
        self._found: tuple[Filtered, int] | None = None
        self._groups: dict[str, frozenset[str]] = {}
        self._keys: dict[str, Callable[[], None]] = {}
        self._learn_facets()

    @property
    def _hidden(self) -> bool:
        return progress_app(self).names_hidden

    def compose(self) -> ComposeResult:
        """The facets, the filter in words with its count, the keys."""
        place = self._place
        whole = place.class_name if self._class_id is not None else f"the whole of {place.school}"
        where = f" · {subject_label(place.subject)}" if place.subject else ""
        with Vertical(classes="dialog"):
            yield Static(Content(visible(f"Filter · {whole}{where}")), classes="title")
            with VerticalScroll(can_focus=False):
                yield Static("", classes="facets", markup=False)
            yield Static("Counting …", classes="status", markup=False)
            yield Static("", classes="hint", markup=False)

    def on_mount(self) -> None:
        """What the school offers is looked up, and the filter in force counted."""
        self._paint()
        self._ask_school()
        self._count()

    def on_resize(self) -> None:
        """The facets flow within the width."""
        self._paint()

    # -- what is known

    def _learn_facets(self) -> None:
        """What every key does, as far as the school is known by now."""
        offered = self._known.choosable
        listed = [facet for _, facets in FACETS for facet in facets]
        self._menus: dict[str, tuple[str, str, Sequence[Facet]]] = {
            "F": ("flag", "Flag", flag_facets(offered.flags)),
            "Y": ("year group", "Year group", year_facets(offered.years)),
            "C": ("class", "Class", listed_facets(offered.classes, "class")),
            "G": ("support group", "In a support group that runs now", listed_facets(offered.support, "support")),
            "U": ("not known", "Of whom something is not known", UNKNOWN),
        }
        grouped: dict[str, set[str]] = {}
        for facet in (*listed, *(one for *_, facets in self._menus.values() for one in facets)):
            grouped.setdefault(facet.either, set()).add(facet.text)
        grouped.pop("", None)
        self._groups = {name: frozenset(texts) for name, texts in grouped.items()}
        self._keys = {facet.key: partial(self.toggle, facet) for facet in listed}
        self._keys |= {key: partial(self._open_menu, key) for key in self._menus}
        self._keys |= {str(n): partial(self._take_saved, one) for n, one in enumerate(self._known.saved[:9], start=1)}
        self._keys |= {"0": self._all_saved, "S": self._save, "R": self._choose_removed}

    def _ask_school(self) -> None:
        workspace, place, class_id = workspace_of(self), self._place, self._class_id

        def work() -> None:
            try:
                known = _known(workspace, place, class_id)
            except ProgressError as error:
                self.post_message(Kept("", error))
            else:
                self.post_message(Learnt(known))

        self.run_worker(work, thread=True, exclusive=True, group="known")

    @on(Learnt)
    def _learnt(self, message: Learnt) -> None:
        self._known = message.known
        self._learn_facets()
        if self._begun and self._draft.parts[: len(self._begun)] == self._begun:
            begun = Draft.of(message.known.parts, self._groups)
            self._draft = Draft((*begun.parts, *self._draft.parts[len(self._begun) :]))
            self._begun = ()
            # Asked under its new spelling: an answer to the old one is not taken.
            self._count()
        self._paint()

    def _count(self) -> None:
        workspace, place, class_id, text = workspace_of(self), self._place, self._class_id, self._draft.text

        def work() -> None:
            try:
                found = workspace.select(place.school_id, place.point, text, place.subject or None, class_id)
            except ProgressError as error:
                self.post_message(Counted(text, None, error))
            else:
                self.post_message(Counted(text, found, None))

        self.run_worker(work, thread=True, exclusive=True, group="count")

    @on(Counted)
    def _counted(self, message: Counted) -> None:
        if message.text != self._draft.text:
            return
        self._found = message.found
        if message.found is not None:
            filtered, on_roll = message.found
            words = filtered.hidden_description if self._hidden else filtered.description
            unknown = f", {filtered.unknown} not known" if filtered.unknown else ""
            self._say(f"{len(filtered.keys)} of {on_roll}{unknown}: {words}")
        elif message.error is not None:
            self._say(message.error.title if self._hidden else str(message.error), wrong=True)

    # -- what is seen

    def _paint(self) -> None:
        facets = self.query_one(".facets", Static)
        width = facets.content_size.width or self.size.width - 6
        menus = [
            (key, f"{short} …") for key, (short, _, listed) in self._menus.items() if listed and self._may_open(key)
        ]
        facets.update(sheet(self._draft, menus, self._known.saved, width, self._hidden))
        keys = "enter shows them · backspace: none · S save · R remove · esc leaves"
        self.query_one(".hint", Static).update(Content(keys))

    def _say(self, text: str, wrong: bool = False) -> None:
        status = self.query_one(".status", Static)
        status.set_class(wrong, "wrong")
        status.update(Content(visible(text)))

    # -- keys

    def on_key(self, event: Key) -> None:
        """A letter is a facet, a menu or a saved filter."""
        act = self._keys.get(event.character or "")
        if act is not None:
            event.stop()
            act()

    def action_press(self, key: str) -> None:
        """What a click on a letter does."""
        if key in self._keys:
            self._keys[key]()

    def toggle(self, facet: Facet | None) -> None:
        """Take a facet on, turn it round, take it off."""
        if facet is not None:
            self._change(self._draft.toggled(facet, self._groups.get(facet.either, ())))

    def _change(self, draft: Draft) -> None:
        self._draft = draft
        self._paint()
        self._count()

    def action_scroll(self, step: int) -> None:
        """Through the facets, where the screen is too small for all of them."""
        self.query_one(VerticalScroll).scroll_relative(y=3 * step, animate=False)

    def action_none(self) -> None:
        """Everybody again."""
        self._begun = ()
        self._change(Draft())

    def action_apply(self) -> None:
        """Filter by what stands here."""
        untouched = bool(self._begun) and self._draft.parts == self._begun
        self.dismiss(self._place.filter if untouched else self._draft.text)

    def action_cancel(self) -> None:
        """Leave the filter as it was."""
        self.dismiss(None)

    def _may_open(self, key: str) -> bool:
        """In projector mode other classes and what groups of children are called stay hidden."""
        return not (self._hidden and key in "CG")

    def _open_menu(self, key: str) -> None:
        _, title, facets = self._menus[key]
        if facets and self._may_open(key):
            choices = [Choice(one.key, one.words, one, MARKS[self._draft.state(one)]) for one in facets]
            self.app.push_screen(KeyMenu(title, choices), self.toggle)

    # -- saved filters

    def _take_saved(self, one: SavedFilter) -> None:
        self.dismiss(_saved_text(one))

    def _saved_menu(self, title: str, then: Callable[[SavedFilter | None], None]) -> None:
        if not self._known.saved:
            self._say("No filter is saved yet. S saves the one that stands here.", wrong=True)
            return
        choices = [
            Choice(str(n) if n < 10 else "", one.hidden_name if self._hidden else one.name, one)
            for n, one in enumerate(self._known.saved, start=1)
        ]
        self.app.push_screen(KeyMenu(title, choices), then)

    def _all_saved(self) -> None:
        self._saved_menu("Saved filters", lambda one: self._take_saved(one) if one is not None else None)

    def _save(self) -> None:
        if not self._draft.parts or self._found is None:
            self._say("There is nothing to save yet: choose something first.", wrong=True)
            return
        from progress_tui.tui.dialogs.filter_name import FilterName

        filtered = self._found[0]
        words = filtered.hidden_description if self._hidden else filtered.description
        taken = [one.name for one in self._known.saved]
        self.app.push_screen(FilterName(words, taken), self._named)

    def _named(self, name: str | None) -> None:
        if name is not None:
            text = self._draft.text
            held = next((one for one in self._known.saved if one.name.casefold() == name.casefold()), None)
            back = partial(_save, name=held.name, text=held.text) if held is not None else partial(_remove, name=name)
            self._write(f"Saved “{name}”.", partial(_save, name=name, text=text), "a filter was saved", back)

    def _choose_removed(self) -> None:
        self._saved_menu("Remove which saved filter?", self._ask_removed)

    def _ask_removed(self, one: SavedFilter | None) -> None:
        if one is None:
            return
        from progress_tui.tui.dialogs.confirm import ConfirmDialog

        name, words = (one.hidden_name, one.hidden_words) if self._hidden else (one.name, one.words)
        dialog = ConfirmDialog(f"Remove the saved filter “{name}”?", f"It asks: {words}.", "remove it", "keep it")
        self.app.push_screen(dialog, lambda wanted: self._remove(one) if wanted else None)

    def _remove(self, one: SavedFilter) -> None:
        change, back = partial(_remove, name=one.name), partial(_save, name=one.name, text=one.text)
        self._write(f"Removed “{one.name}”.", change, "a saved filter was removed", back)

    def _write(
        self, said: str, change: Callable[[Workspace, str], None], words: str, back: Callable[[Workspace, str], None]
    ) -> None:
        workspace, school = workspace_of(self), self._place.school
        shown = f"{said.partition(' “')[0]} the filter." if self._hidden else said

        def work() -> None:
            try:
                change(workspace, school)
            except ProgressError as error:
                self.post_message(Kept("", error))
            else:
                self.post_message(Kept(shown, None, words, partial(back, workspace, school)))

        self.run_worker(work, thread=True, group="keep")

    @on(Kept)
    def _kept(self, message: Kept) -> None:
        if message.error is not None:
            self._say(str(message.error), wrong=True)
            return
        app = progress_app(self)
        app.changes.add(message.words, message.undo)
        app.say(message.said)
        self._ask_school()


def _known(workspace: Workspace, place: Place, class_id: int | None) -> Known:
    choosing, at = workspace.choosing, (place.school_id, place.point)
    parts = tuple(part.text for part in choosing.parts(place.filter, *at, place.subject)) if place.filter else ()
    return Known(parts, choosing.choosable(*at), choosing.saved(*at, class_id, place.subject))


def _save(workspace: Workspace, school: str, name: str, text: str) -> None:
    from progress_tui.workspace.saved_filters import save_filter

    save_filter(workspace, name, text, school)


def _remove(workspace: Workspace, school: str, name: str) -> None:
    from progress_tui.workspace.saved_filters import remove_filter

    remove_filter(workspace, name, school)


def _saved_text(one: SavedFilter) -> str:
    return f"saved:“{one.name}”" if '"' in one.name else f'saved:"{one.name}"'

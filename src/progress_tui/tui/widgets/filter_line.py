"""One line: the filter in force term by term, or the filter being typed, with what each word may become."""

from __future__ import annotations

from typing import ClassVar, Final

from rich.highlighter import Highlighter
from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.style import Style
from textual.widgets import Input, Static

from progress_tui.domain.errors import FilterError, ProgressError
from progress_tui.domain.filtering import NAME_HIDDEN, Completion
from progress_tui.domain.text import visible
from progress_tui.tui.within import progress_app, workspace_of
from progress_tui.workspace import Filtered

_OFFER_WIDTH: Final = 24
"""Cells of an offered word before its meaning."""

_MOST_OFFERS: Final = 5
"""Offered words in sight at once: they stand over the first rows of what is found."""

_DOT: Final = "•"


class _Marking(Highlighter):
    """What the input shows of what is typed: dots for names that are hidden, a mark where it is no filter."""

    def __init__(self) -> None:
        self.hidden: tuple[tuple[int, int], ...] = ()
        self.wrong: int | None = None

    def highlight(self, text: Text) -> None:
        """Mark `text` in place; its length stays, so that the cursor stands right."""
        plain = text.plain
        for first, behind in self.hidden:
            plain = plain[:first] + _DOT * (min(behind, len(plain)) - first) + plain[behind:]
        text.plain = plain
        if self.wrong is not None and self.wrong < len(plain):
            behind = plain.find(" ", self.wrong + 1)
            text.stylize("underline", self.wrong, len(plain) if behind < 0 else behind)


class _Offers(Static):
    """What the word being typed may become."""

    class Clicked(Message):
        """A line of it was clicked."""

        def __init__(self, line: int) -> None:
            super().__init__()
            self.line = line

    def on_click(self, event: events.Click) -> None:
        """Tell which."""
        event.stop()
        self.post_message(self.Clicked(event.y))


class FilterLine(Horizontal):
    """Shows the filter in words; `edit` opens the input in its place."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Keep this filter", key_display="esc", id="filter.leave"),
        Binding("tab", "take", "Complete", id="filter.take"),
        Binding("down", "move(1)", "To the table", show=False, id="filter.down"),
        Binding("up", "move(-1)", "Back", show=False, id="filter.up"),
    ]

    text: reactive[str] = reactive("", repaint=False, init=False)
    """The filter as typed. To be watched: what a watcher changes is painted in one frame with the letter typed."""

    class Left(Message):
        """The input was left; the filter stays."""

    class Wanted(Message):
        """Another filter is asked for by the mouse: a term was clicked away."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self) -> None:
        """Begin without a filter."""
        super().__init__()
        self._marking = _Marking()
        self._completion = Completion()
        self._at: int | None = None
        self._filtered: Filtered | None = None
        self._wrong: str | None = None

    def compose(self) -> ComposeResult:
        """The input, the words beside it, what the word being typed may become."""
        yield Input(
            placeholder="name, pp, sen, below, target<0 …", id="filter", select_on_focus=False, compact=True,
            highlighter=self._marking,
        )  # fmt: skip
        yield Static("", classes="words", markup=False)
        yield _Offers("", classes="offers", markup=False)

    def on_mount(self) -> None:
        """Every letter counts."""
        field = self.query_one(Input)
        self.watch(field, "value", self._typed, init=False)
        # The cursor follows the letter: only then is it known which word is being typed.
        self.watch(field, "selection", self._complete, init=False)

    def edit(self, text: str) -> None:
        """Open the input behind the filter as it is: what is typed next narrows it."""
        field = self.query_one(Input)
        self.add_class("editing")
        text = f"{text.strip()} ".lstrip()
        self._mark(text, None)
        field.value = text
        field.cursor_position = len(text)
        field.focus()

    # -- what is said

    def describe(self, words: str, *, filtered: bool, wrong: bool = False) -> None:
        """Say in words what is shown (`wrong`: why the text is no filter)."""
        if not wrong and self._says_why():
            return
        # Styled in the text itself: another class would have Textual lay out the whole screen for every letter typed.
        style = "$text-warning" if wrong else "bold $text-accent" if filtered else ""
        self._put(Content.styled(visible(words), style))

    def show_filter(self, filtered: Filtered, on_roll: int, more: str = "") -> None:
        """The filter in force: the counts first, for they must not be cut off, then each term, then `more`."""
        self._filtered = filtered
        if self._says_why():
            return
        hidden = progress_app(self).names_hidden
        unknown = f", {filtered.unknown} unknown" if filtered.unknown else ""
        parts: list[Content | str] = [
            Content.styled(f"{len(filtered.keys)} of {on_roll}{unknown}: ", "bold $text-accent")
        ]
        for number, part in enumerate(filtered.parts):
            drop = Style.from_meta({"@click": f"screen.drop_term({number})"})
            words = visible(part.hidden_words if hidden else part.words)
            parts += [" · "] if number else []
            parts.append(Content.styled(words, "bold $text-accent on $panel").stylize(drop))
        self._put(Content.assemble(*parts, visible(more)))
        self._mark(self.query_one(Input).value, None)

    def show_wrong(self, error: ProgressError) -> str:
        """Say why the text is no filter, in short here and marked where it is typed.

        Returns:
            The whole sentence, without the names that were typed while names are hidden.
        """
        self._wrong = typed = self.query_one(Input).value
        self._mark(typed, error.position - 1 if isinstance(error, FilterError) else None)
        title, words = error.title, str(error)
        if progress_app(self).names_hidden:
            for first, behind in self._names(typed):
                title = title.replace(typed[first:behind], NAME_HIDDEN)
                words = words.replace(typed[first:behind], NAME_HIDDEN)
        self.describe(title, filtered=True, wrong=True)
        return words

    def _says_why(self) -> bool:
        """Whether the text being typed is no filter: a late answer to another does not hide the reason."""
        return self.has_class("editing") and self._wrong == self.query_one(Input).value

    def without(self, number: int) -> str:
        """The filter in force less one of its terms."""
        parts = self._filtered.parts if self._filtered is not None else ()
        return " ".join(part.text for at, part in enumerate(parts) if at != number)

    def _put(self, content: Content) -> None:
        self.query_one(".words", Static).update(content, layout=False)

    # -- what is typed

    def _typed(self, value: str) -> None:
        self._mark(value, None)
        self._complete()
        # White space at the end is no other filter.
        self.text = value.strip()

    def _mark(self, value: str, wrong: int | None) -> None:
        self._marking.wrong = wrong
        self._marking.hidden = tuple(self._names(value)) if progress_app(self).names_hidden else ()
        self.query_one(Input).refresh()

    def _names(self, value: str) -> list[tuple[int, int]]:
        """Where names may stand; everywhere while the school's words are not there yet."""
        place, choosing = progress_app(self).place, workspace_of(self).choosing
        if place is None or not choosing.ready(place.school_id, place.point):
            return [(0, len(value))]
        return choosing.names_in(value, place.school_id, place.point)

    def _complete(self) -> None:
        place, choosing = progress_app(self).place, workspace_of(self).choosing
        found = Completion()
        if self.has_class("editing") and place is not None and choosing.ready(place.school_id, place.point):
            field = self.query_one(Input)
            hidden = progress_app(self).names_hidden
            found = choosing.complete(
                field.value, field.cursor_position, place.school_id, place.point, place.subject, hidden
            )
        self._at, self._completion = None, found
        self._show_offers()

    def _show_offers(self) -> None:
        box, offers = self.query_one(".offers", Static), self._completion.offers
        box.display = bool(offers)
        if offers:
            numbers = range(self._first, min(len(offers), self._first + _MOST_OFFERS))
            box.update(Content("\n").join(map(self._offer_line, numbers)))

    @property
    def _first(self) -> int:
        """The first offer in sight: the marked one is always among them."""
        return max(0, (self._at or 0) - _MOST_OFFERS + 1)

    def _offer_line(self, number: int) -> Content:
        offer, chosen = self._completion.offers[number], number == (self._at or 0)
        left = len(self._completion.offers) - number - 1
        more = f"  ↓ {left} more" if left and number == self._first + _MOST_OFFERS - 1 else ""
        line = f"{'tab' if chosen else '   '} {visible(offer.text):<{_OFFER_WIDTH}} {visible(offer.words)}{more}"
        return Content.styled(line, "reverse" if chosen and self._at is not None else "bold" if chosen else "")

    def action_move(self, step: int) -> None:
        """Another of the words offered; without any, down leads to the table."""
        offers = self._completion.offers
        if offers:
            at = -1 if self._at is None and step > 0 else self._at or 0
            self._at = (at + step) % len(offers)
            self._show_offers()
        elif step > 0:
            self.action_leave()

    def action_take(self) -> None:
        """Put the word that is marked in place of the one being typed."""
        if not self._completion.offers:
            return
        field, start = self.query_one(Input), self._completion.start
        offer = self._completion.offers[self._at or 0]
        before = f"{field.value[:start]}{offer.text}{' ' if offer.whole else ''}"
        rest = field.value[field.cursor_position :]
        with field.prevent(Input.Changed):
            field.value = before + rest.lstrip() if offer.whole else before + rest
            field.cursor_position = len(before)
        self._complete()

    def action_leave(self) -> None:
        """Close the input and keep the filter; a word that was only marked is let go first."""
        if self._at is not None:
            self._at = None
            self._show_offers()
            return
        self.remove_class("editing")
        self._completion = Completion()
        self._show_offers()
        self.post_message(self.Left())

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if self._at is not None:
            self.action_take()
        else:
            self.action_leave()

    @on(_Offers.Clicked)
    def _offer_clicked(self, message: _Offers.Clicked) -> None:
        message.stop()
        number = self._first + message.line
        if number < len(self._completion.offers):
            self._at = number
            self.action_take()

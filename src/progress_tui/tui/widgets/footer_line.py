"""The last line of every screen: the keys that matter here, and what they do.

Textual's own footer is a widget for each key, all made anew and styled whenever the bindings change: nearly half of all
styling up to the first screen was theirs. Here they are one line of one widget.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

_GAP: Final = 1
"""Cells between one key and the next."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A key in the footer.

    Attributes:
        key: Textual's name of it; `shown` how it reads; `words` what it does; `help` the same in a sentence.
        enabled: whether it does something at the moment.
    """

    key: str
    shown: str
    words: str
    help: str
    enabled: bool

    @property
    def text(self) -> str:
        """As it stands in the line."""
        return f"{self.shown} {self.words}"


@dataclass(frozen=True, slots=True)
class Placed:
    """An offer in the cells from `start` up to, and without, `end`; its words are cut where there is no room."""

    offer: Offer
    start: int
    end: int


def placed(offers: Sequence[Offer], width: int) -> tuple[Placed, ...]:
    """Where each key stands in a line of `width` cells.

    Where they do not all fit, the longest words are cut, as much as it takes; every key stays whole.
    """
    keys = [cell_len(offer.shown) for offer in offers]
    words = [cell_len(offer.text) - own for offer, own in zip(offers, keys, strict=True)]
    room = width - _GAP * (len(offers) - 1) - sum(keys)
    most = next((most for most in range(max(words, default=0), 0, -1) if _sum_up_to(words, most) <= room), 0)
    widths = [own + min(longer, most) for own, longer in zip(keys, words, strict=True)]
    at, found = 0, list[Placed]()
    for offer, own in zip(offers, widths, strict=True):
        found.append(Placed(offer, at, at + own))
        at += own + _GAP
    return tuple(found)


def _sum_up_to(widths: Sequence[int], most: int) -> int:
    return sum(min(width, most) for width in widths)


class FooterLine(Widget, can_focus=False):
    """The keys of the screen it stands on; a click on one presses it, and the pointer over it tells what it does."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"footer-line--key", "footer-line--words"}
    DEFAULT_CSS = """
    FooterLine {
        dock: bottom; height: 1; padding: 0 0 0 1;
        color: $footer-foreground; background: $footer-background;
        .footer-line--key { color: $footer-key-foreground; text-style: bold; }
        .footer-line--words { color: $footer-description-foreground; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self.offers: tuple[Offer, ...] = ()
        self._under: Offer | None = None

    @property
    def placed(self) -> tuple[Placed, ...]:
        """The keys and where they stand, in cells from the first one on."""
        return placed(self.offers, self.content_size.width)

    def on_mount(self) -> None:
        """Show other keys as soon as others do something."""
        self.screen.bindings_updated_signal.subscribe(self, self._take)

    def _take(self, screen: Screen[object]) -> None:
        if not screen.app.app_focus or not self.is_attached or screen is not self.screen:
            return
        offers = tuple(self._offered(screen))
        if offers != self.offers:
            self.offers = offers
            self._hover(None)
            self.refresh()

    def _offered(self, screen: Screen[object]) -> Iterator[Offer]:
        """What the bindings say that the footer shows; of several keys for one thing the first."""
        seen = set[str]()
        for active in screen.active_bindings.values():
            binding = active.binding
            if binding.show and binding.action not in seen:
                seen.add(binding.action)
                shown = self.app.get_key_display(binding)
                yield Offer(binding.key, shown, binding.description, active.tooltip, active.enabled)

    def render_line(self, y: int) -> Strip:
        """The keys; below them nothing."""
        bare = self.rich_style
        if y:
            return Strip.blank(self.content_size.width, bare)
        key, words = (self.get_component_rich_style(f"footer-line--{part}") for part in ("key", "words"))
        segments: list[Segment] = []
        for one in self.placed:
            look = Style(dim=not one.offer.enabled, reverse=one.offer is self._under)
            text = set_cell_size(one.offer.text, one.end - one.start)
            cut = len(one.offer.shown)
            segments += (Segment(text[:cut], key + look), Segment(text[cut:], words + look), Segment(" " * _GAP, bare))
        return Strip(segments).adjust_cell_length(self.content_size.width, bare)

    def _at(self, event: events.MouseEvent) -> Offer | None:
        offset = event.get_content_offset(self)
        if offset is None:
            return None
        return next((one.offer for one in self.placed if one.start <= offset.x < one.end), None)

    def _hover(self, offer: Offer | None) -> None:
        if offer is not self._under:
            self._under = offer
            self.tooltip = offer.help if offer and offer.help else None
            self.refresh()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """The key under the pointer stands out, and tells what it does."""
        self._hover(self._at(event))

    def on_leave(self) -> None:
        """The pointer went away."""
        self._hover(None)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """A click presses the key."""
        offer = self._at(event)
        if offer is not None and offer.enabled:
            self.app.simulate_key(offer.key)
        elif offer is not None:
            self.app.bell()

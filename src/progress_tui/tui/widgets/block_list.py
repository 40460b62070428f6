"""A list of blocks of text under headings: the cursor goes from block to block, `tab` from heading to heading."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Click
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from progress_tui.domain.text import visible


class BlockList(OptionList):
    """Blocks and headings; the block under the cursor has a bar at its left, so that it is seen without colour too."""

    DEFAULT_CSS = """
    BlockList {
        border: none; padding: 0; background: $background; scrollbar-size-vertical: 1;
        &:focus { border: none; background-tint: $foreground 0%; }
        & > .option-list--option { padding: 0 1; }
        & > .option-list--option-disabled { color: $text-accent; text-style: bold; }
        & > .option-list--option-highlighted { background: $foreground 8%; color: $foreground; text-style: none; }
        &:focus > .option-list--option-highlighted {
            background: $foreground 14%; color: $foreground; text-style: none;
        }
        & > .option-list--option-hover { background: $background; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "cursor_down", "Next", show=False, id="blocks.down"),
        Binding("k", "cursor_up", "Before", show=False, id="blocks.up"),
        Binding("g", "first", "First", show=False, id="blocks.first"),
        Binding("G", "last", "Last", show=False, id="blocks.last"),
        Binding("ctrl+d", "page_down", "Page down", show=False, id="blocks.page-down"),
        Binding("ctrl+u", "page_up", "Page up", show=False, id="blocks.page-up"),
    ]

    class Opened(Message):
        """A block was clicked twice."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """`enter` is a command of the screen."""
        return action != "select" and super().check_action(action, parameters)

    def on_click(self, event: Click) -> None:
        """The first click moves the cursor, a second one opens."""
        if event.chain > 1:
            self.post_message(self.Opened())

    def show(self, blocks: Sequence[tuple[str, Content]]) -> None:
        """Replace the blocks; the cursor stays at its place, or as near as there is one.

        Args:
            blocks: section and text; the section is the heading above the first block of its run.
        """
        held = self.highlighted
        options: list[Option] = []
        for place, (section, content) in enumerate(blocks):
            if section != (blocks[place - 1][0] if place else None):
                heading = visible(section)
                options.append(Option(Content(f"\n{heading}" if options else heading), disabled=True))
            options.append(Option(content, id=str(place)))
        self.set_options(options)
        if held is None or held >= len(options) or options[held].disabled:
            self.action_first()
        else:
            self.highlighted = held

    @property
    def at(self) -> int | None:
        """Index of the block under the cursor, None without one."""
        option = self.highlighted_option
        return int(option.id) if option is not None and option.id is not None else None

    def move_to(self, place: int) -> None:
        """Put the cursor on a block, at the top of the list."""
        self.highlighted = self.get_option_index(str(place))
        self.scroll_to_highlight(top=True)

    def home(self) -> None:
        """To the first block."""
        self.action_first()
        self.scroll_home(animate=False)

    def action_section(self, step: int) -> None:
        """To the first block of the next section, or of the one before; round and round."""
        starts = [place + 1 for place, option in enumerate(self.options) if option.disabled]
        if not starts:
            return
        here = self.highlighted or 0
        now = max((i for i, start in enumerate(starts) if start <= here), default=0)
        self.highlighted = starts[(now + step) % len(starts)]
        self.scroll_to_highlight(top=True)

    def scroll_to_highlight(self, top: bool = False) -> None:
        """Bring the block into sight, with the heading above it."""
        place = self.highlighted
        if place is None or not self.is_mounted or place >= len(self.options):
            return
        first = place - 1 if place and self.options[place - 1].disabled else place
        self._update_lines()
        start = self._index_to_line.get(first)
        last = self._index_to_line.get(place)
        if start is None or last is None:
            return
        region = Region(0, start, self.scrollable_content_region.width, last - start + self._heights[place])
        self.scroll_to_region(region, force=True, animate=False, top=top, immediate=True)

    def render_line(self, y: int) -> Strip:
        """A line, with the cursor's bar at the left of the block it stands on."""
        strip = super().render_line(y)
        line = self.scroll_offset.y + y
        if line < len(self._lines) and self._lines[line][0] == self.highlighted and strip.cell_length > 1:
            style = self.get_visual_style("option-list--option", "option-list--option-highlighted").rich_style
            return Strip.join([Strip([Segment("▌" if self.has_focus else "▏", style)], 1), strip.crop(1)])
        return strip

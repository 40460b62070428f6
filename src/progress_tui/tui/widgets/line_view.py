"""A scroll view for widgets that keep their finished lines."""

from __future__ import annotations

from textual.filter import ANSIToTruecolor
from textual.geometry import Region, Spacing
from textual.scroll_view import ScrollView
from textual.strip import Strip


class LineView(ScrollView):
    """Hands the strips of `render_line` on as they are, so that a kept strip is a kept piece of the frame."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of a region, past Textual's border machinery when there is nothing for it to draw.

        That keeps what finished strips remember about filters and escape sequences, most of the cost of a frame.
        """
        if self._decorated():
            return super().render_lines(crop)
        lines = [self.render_line(y) for y in crop.line_range]
        background = self.background_colors[1]
        for line_filter in self.get_line_filters():
            if isinstance(line_filter, ANSIToTruecolor):
                continue  # our styles come from the theme, which names no colour of the terminal's own
            lines = [line.apply_filter(line_filter, background) for line in lines]
        start, end = crop.column_span
        return lines if (start, end) == (0, self.size.width) else [line.crop(start, end) for line in lines]

    def _decorated(self) -> bool:
        """Whether borders, padding or effects apply, which only Textual's own way paints."""
        styles = self.styles
        return bool(
            styles.gutter != Spacing()
            or any(edge for edge, _ in styles.outline)
            or styles.tint.a
            or styles.text_opacity != 1
            or styles.has_rule("hatch")
            or self.opacity != 1
        )

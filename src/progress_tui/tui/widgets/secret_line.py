"""A line in which a secret is typed: it is never shown, copied or kept."""

from __future__ import annotations

from textual.widgets import Input

_LONGEST = 1024


class SecretLine(Input):
    """Shows a dot for each sign; a selection of it cannot be copied or cut out, and `taken` empties it."""

    def __init__(self, hint: str = "", id: str | None = None) -> None:  # noqa: A002 – Textual's own name
        """`hint` stands in the line while it is empty."""
        super().__init__(
            placeholder=hint, password=True, max_length=_LONGEST, compact=True, id=id, select_on_focus=False
        )

    def taken(self) -> str:
        """What was typed; the line is empty afterwards."""
        secret = self.value
        self.value = ""
        return secret

    def action_copy(self) -> None:
        """Nothing of a secret reaches the clipboard."""

    def action_cut(self) -> None:
        """Nothing of a secret reaches the clipboard."""

    def on_unmount(self) -> None:
        """The line is left: what stood in it goes."""
        self.value = ""

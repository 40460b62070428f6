"""What every command is, and what a screen needs to offer commands."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding
from textual.dom import DOMNode
from textual.message import Message


class Command(Message):
    """A user action. A subclass is the single source of its key, footer label, palette entry and help row.

    Attributes:
        name: the binding id (`class.filter`), by which a user's configuration can move the key.
        keys: Textual key names, comma-separated.
        label: two or three words, for the footer and the palette.
        help: one sentence.
        footer: whether it is one of the (at most eight) keys that the footer shows.
        shown_key: how the key reads where Textual's own name does not.
    """

    name: ClassVar[str]
    keys: ClassVar[str]
    label: ClassVar[str]
    help: ClassVar[str]
    footer: ClassVar[bool] = False
    shown_key: ClassVar[str | None] = None

    @classmethod
    def binding(cls) -> Binding:
        """The key binding: it issues this command on the node that offers it."""
        return Binding(
            cls.keys,
            f"issue('{cls.name}')",
            cls.label,
            show=cls.footer,
            key_display=cls.shown_key,
            tooltip=cls.help,
            id=cls.name,
        )

    @classmethod
    def key_words(cls) -> str:
        """The keys as help shows them (`/`, `? or F1`)."""
        if cls.shown_key:
            return cls.shown_key
        return " or ".join(_KEY_WORDS.get(key, key) for key in cls.keys.split(","))


_KEY_WORDS = {
    "slash": "/",
    "question_mark": "?",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "comma": ",",
    "full_stop": ".",
    "colon": ":",
    "f1": "F1",
}


class OffersCommands(DOMNode):
    """A screen or app with commands. `OFFERED` feeds its bindings, the palette and the help."""

    OFFERED: ClassVar[tuple[type[Command], ...]] = ()

    def action_issue(self, name: str) -> None:
        """Post the command called `name`. What a toast said of the command before has been read."""
        self.app.clear_notifications()
        for command in self.OFFERED:
            if command.name == name:
                self.post_message(command())


def bindings(commands: Iterable[type[Command]]) -> list[Binding]:
    """The bindings of some commands."""
    return [command.binding() for command in commands]

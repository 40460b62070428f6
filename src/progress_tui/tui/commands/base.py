"""What every command is, and what a screen needs to offer commands."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import ClassVar

from textual.binding import Binding
from textual.dom import DOMNode
from textual.keys import format_key
from textual.message import Message


class Command(Message):
    """A user action. A subclass is the single source of its key, footer label, palette entry and help row.

    Attributes:
        name: the binding id (`class.filter`), by which a user's configuration can move the key.
        keys: Textual key names, comma-separated; "" for a command that only the palette has.
        label: two or three words, for the footer and the palette.
        help: one sentence.
        footer: whether it is one of the (at most eight) keys that the footer shows.
        shown_key: how the key reads where Textual's own name does not.
        priority: whether it works over a dialog and while something is typed, too.
    """

    name: ClassVar[str]
    keys: ClassVar[str] = ""
    label: ClassVar[str]
    help: ClassVar[str]
    footer: ClassVar[bool] = False
    shown_key: ClassVar[str | None] = None
    priority: ClassVar[bool] = False

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
            priority=cls.priority,
        )

    @classmethod
    def key_words(cls, moved: Mapping[str, str] = MappingProxyType({})) -> str:
        """The keys as help shows them (`/`, `? or F1`); `moved` are those that the user's keymap has moved."""
        if cls.name not in moved and cls.shown_key:
            return cls.shown_key
        return " or ".join(map(key_word, moved.get(cls.name, cls.keys).split(",")))


def key_word(key: str) -> str:
    """How a key of Textual's name reads: `/` for slash, `F1` for f1."""
    if key in _KEY_WORDS:
        return _KEY_WORDS[key]
    if key[0] == "f" and key[1:].isdigit():
        return key.upper()
    return key if "+" in key else format_key(key)


_KEY_WORDS = {"enter": "enter"}
"""Where Textual's own word is another."""


class OffersCommands(DOMNode):
    """A screen or app with commands. `OFFERED` feeds its bindings, palette and help; `FOUND` the palette alone."""

    OFFERED: ClassVar[tuple[type[Command], ...]] = ()
    FOUND: ClassVar[tuple[type[Command], ...]] = ()

    def undo_here(self) -> bool:
        """Take back what the cursor is on, where that is something; False means the last change of the session."""
        return False

    def action_issue(self, name: str) -> None:
        """Post the command called `name`. What a toast said of the command before has been read."""
        self.app.clear_notifications()
        for command in (*self.OFFERED, *self.FOUND):
            if command.name == name:
                self.post_message(command())


def bindings(commands: Iterable[type[Command]], crowded: Collection[type[Command]] = ()) -> list[Binding]:
    """The bindings of some commands; those that are `crowded` out do not stand in this screen's footer."""
    return [replace(command.binding(), show=command.footer and command not in crowded) for command in commands]

"""Keys of the user's own: the table `[keys]` of config.toml, read before the first screen and checked behind it.

```toml
[keys]
"view.filter" = "ctrl+f"
"view.note" = ["n", "F4"]
```

An entry that cannot hold is left out and said in words; its command keeps the key it was born with. `ctrl+q` has no id
and always ends the program.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Final

from textual.app import App
from textual.binding import Binding
from textual.dom import DOMNode
from textual.keys import _character_to_key, format_key
from textual.message import Message
from textual.screen import ModalScreen, Screen

from progress_tui.domain.errors import DataFileError, did_you_mean
from progress_tui.domain.text import counted, visible
from progress_tui.resources import read_toml
from progress_tui.settings import config_file
from progress_tui.tui.commands.base import key_word
from progress_tui.tui.commands.everywhere import Lock

if TYPE_CHECKING:
    from progress_tui.tui.app import ProgressApp

_ARROWS: Final = ("up", "down", "left", "right")
_NAMED: Final = {
    *("enter", "escape", "tab", "shift+tab", "space", "backspace", "delete", "insert", "home", "end"),
    *("pageup", "pagedown", *_ARROWS, *(f"{held}+{arrow}" for held in ("ctrl", "shift") for arrow in _ARROWS)),
    *(f"f{number}" for number in range(1, 13)),
}
_SPELT: Final = {
    "esc": "escape", "return": "enter", "pgup": "pageup", "pgdn": "pagedown", "del": "delete", "ins": "insert",
}  # fmt: skip
_OTHERWISE: Final = {
    "ctrl+h": "reaches the program as backspace",
    "ctrl+i": "reaches the program as tab",
    "ctrl+j": "reaches the program as enter",
    "ctrl+m": "reaches the program as enter",
    "ctrl+left_square_bracket": "reaches the program as escape",
    "ctrl+slash": "reaches the program as another key",
    "ctrl+c": "is kept for copying and interrupting",
    "ctrl+s": "is kept by many terminals",
    "ctrl+q": "always ends the program",
}
_NO_KEY: Final = "is no key that every terminal can send"


@dataclass(frozen=True, slots=True)
class Keymap:
    """Keys that were moved.

    Attributes:
        keys: id of a binding → Textual's names of its keys, comma-separated.
        problems: what could not hold, a sentence each.
    """

    keys: Mapping[str, str]
    problems: tuple[str, ...] = ()


def read_keymap(path: Path) -> Keymap:
    """The keys of a config file that a terminal can send; whether their commands exist is told by `checked`."""
    if not path.exists():
        return Keymap({})
    try:
        table = read_toml(path).get("keys", {})
    except DataFileError as error:
        return Keymap({}, (str(error),))
    if not isinstance(table, dict):
        return Keymap({}, (f"In {path.name} “keys” must be a table: [keys].",))
    keys, problems = dict[str, str](), list[str]()
    for name, typed in table.items():
        wanted = _texts(typed)
        faults = [fault for key in wanted if (fault := fault_of(key) or _typed(name, key))]
        if not wanted:
            problems.append(f"“{visible(name)}” takes a key, such as “ctrl+f”, or a list of keys.")
        elif faults:
            problems.append(f"{visible(name)} keeps its key: {faults[0]}.")
        else:
            keys[name] = ",".join(map(_normal, wanted))
    return Keymap(keys, tuple(problems))


def _texts(typed: object) -> list[str]:
    """The keys of an entry: a text, a comma-separated text or a list of texts; empty for anything else."""
    if isinstance(typed, str):
        return [typed] if len(typed) == 1 else [part.strip() for part in typed.split(",") if part.strip()]
    if isinstance(typed, list) and all(isinstance(one, str) and one for one in typed):
        return list(typed)
    return []


def _normal(typed: str) -> str:
    """Textual's name of a key as somebody typed it: `/` is slash, `F2` f2, `Ctrl+F` ctrl+f."""
    if len(typed) == 1:
        return "space" if typed == " " else _character_to_key(typed)
    *held, key = typed.casefold().split("+")
    if len(key) == 1 or typed.endswith("++"):
        key = _character_to_key(typed[-1].casefold())
    return "+".join([*filter(None, held), _SPELT.get(key, key)])


def fault_of(typed: str) -> str:
    """Why a key cannot be taken, in words; "" when it can."""
    key = _normal(typed)
    if key in _OTHERWISE:
        return f"“{visible(typed)}” {_OTHERWISE[key]}"
    letter = key.removeprefix("ctrl+")
    controlled = letter != key and len(letter) == 1 and letter.isascii() and letter.isalpha()
    if key in _NAMED or controlled or ("+" not in key and len(format_key(key)) == 1):
        return ""
    if key.startswith("shift+") and len(key) == len("shift+x"):
        return f"“{visible(typed)}” is written as the capital letter “{key[-1].upper()}”"
    return f"“{visible(typed)}” {_NO_KEY}"


def _typed(name: str, typed: str) -> str:
    """Why a command that works while something is typed cannot have a key that types something; "" for others."""
    if name == Lock.name and len(typed) == 1:
        return f"“{visible(typed)}” could not be typed any more; it takes ctrl and a letter, or F1 to F12"
    return ""


def checked(asked: Keymap, contexts: Iterable[Mapping[str, frozenset[str]]]) -> Keymap:
    """The keys that can hold together.

    Args:
        asked: keys that terminals can send.
        contexts: for each screen or dialog what works on it: id of a binding → the keys it was born with.
    """
    together = list(contexts)
    known = {name for context in together for name in context}
    keys, problems = dict(asked.keys), list(asked.problems)
    for name in [name for name in keys if name not in known]:
        del keys[name]
        problems.append(f"There is no command “{visible(name)}”. {did_you_mean(name, sorted(known))}".strip())
    while clash := next((found for context in together for found in _clashes(context, keys)), None):
        key, one, other = clash
        # Of two that were moved the earlier one of the file is kept.
        late = max((name for name in (one, other) if name in keys), key=list(keys).index)
        kept = other if late == one else one
        del keys[late]
        problems.append(f"{late} keeps its key: “{key_word(key)}” is the key of {kept} on the same screen.")
    return Keymap(keys, tuple(problems))


def _clashes(context: Mapping[str, frozenset[str]], keys: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """A key that two commands of a screen would share and were not born with, and those two."""
    now = {name: frozenset(keys[name].split(",")) if name in keys else born for name, born in context.items()}
    for one, other in combinations(now, 2):
        shared = (now[one] & now[other]) - (context[one] & context[other])
        if shared and (one in keys or other in keys):
            yield min(shared), one, other


def contexts() -> list[Mapping[str, frozenset[str]]]:
    """What works on each screen and dialog of the program. Imports all of them: call it behind the first screen."""
    import progress_tui.tui as home
    from progress_tui.tui.widgets.pupil_table import PupilTable

    found = list[type[DOMNode]]()
    for module in pkgutil.walk_packages(home.__path__, f"{home.__name__}."):
        for value in vars(importlib.import_module(module.name)).values():
            if isinstance(value, type) and issubclass(value, DOMNode) and value.__module__ == module.name:
                found.append(value)
    apps = [node for node in found if issubclass(node, App)]
    below = _born(*apps, PupilTable)
    screens = [_born(node) if issubclass(node, ModalScreen) else {**below, **_born(node)} for node in found]
    return [born for born, node in zip(screens, found, strict=True) if issubclass(node, Screen) or _born(node)]


def _born(*nodes: type[DOMNode]) -> dict[str, frozenset[str]]:
    """Id → keys of every binding that some classes list themselves or take from classes of ours."""
    born = dict[str, frozenset[str]]()
    for node in nodes:
        for kind in node.__mro__:
            for binding in vars(kind).get("BINDINGS", ()):
                if isinstance(binding, Binding) and binding.id:
                    born[binding.id] = frozenset(key.strip() for key in binding.key.split(","))
    return born


class KeysChecked(Message):
    """The user's keymap was held against every screen."""

    def __init__(self, keymap: Keymap) -> None:
        super().__init__()
        self.keymap = keymap


class KeyChecks:
    """The keymap of an app: in force from the start, and what could not hold is said once every screen is known."""

    def __init__(self, app: ProgressApp) -> None:
        """Read the config file."""
        self._app = app
        self.now = read_keymap(config_file())

    def begin(self) -> None:
        """Move the keys; they are checked behind the first screen."""
        if self.now.keys or self.now.problems:
            self._app.set_keymap(self.now.keys)
            self._app.call_after_refresh(self._app.run_worker, self._check, thread=True, group="keys")

    def _check(self) -> None:
        self._app.post_message(KeysChecked(checked(self.now, contexts())))

    def take(self, keymap: Keymap) -> None:
        """Use the keys that can hold together, and say what cannot."""
        self.now = keymap
        self._app.set_keymap(keymap.keys)
        if keymap.problems:
            first, *others = keymap.problems
            more = f" And {counted(len(others), 'more problem')} in config.toml." if others else ""
            self._app.say(f"Keys: {first}{more}", warning=True, seconds=20)

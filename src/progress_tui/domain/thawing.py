"""Plain values to JSON and back, by their type hints: what a meeting keeps of the figures it showed.

Named tuples are kept by attribute, so that a later program, whose values know more, still reads what an earlier one
kept: an attribute that was not known then takes its default, and one that is no longer known is passed over.
"""

from __future__ import annotations

import types
from collections.abc import Callable
from typing import Final, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from progress_tui.domain.errors import ProgressError

T = TypeVar("T")

Reader = Callable[[object], object]
"""Makes a value of one type of what JSON holds for it."""

_SCALARS: Final = {str: (str,), bool: (bool,), int: (int,), type(None): (type(None),)}


class ThawError(ProgressError):
    """What was kept is no value of the type it was kept as."""

    def __init__(self, detail: str) -> None:
        super().__init__("What was kept cannot be read", detail, "Look at a backup, or take the figures anew.")


def plain(value: object) -> object:
    """A value as `json.dumps` takes it: named tuples by attribute, other tuples as lists, all the way down."""
    if isinstance(value, tuple):
        names: tuple[str, ...] | None = getattr(value, "_fields", None)
        parts = [plain(part) for part in value]
        return parts if names is None else dict(zip(names, parts, strict=True))
    return {key: plain(part) for key, part in value.items()} if isinstance(value, dict) else value


def thaw(kind: type[T], value: object) -> T:
    """The inverse of `plain`, and of `plain` by way of JSON.

    Args:
        kind: a named tuple class whose attributes are text, numbers, bool, None, Literal, unions of one of these with
            None, tuples and dictionaries by text of any of them, or such named tuples.
        value: what `plain` made of one.

    Raises:
        ThawError: the value is of another form; the sentence names the attribute.
        TypeError: a type hint of `kind` is none of these.
    """
    made = _reader(kind)(value)
    if not isinstance(made, kind):
        raise ThawError(f"It is no {kind.__name__}.")
    return made


_READERS: Final[dict[object, Reader]] = {}


def _reader(hint: object) -> Reader:
    """What reads values of a type hint; made once for each."""
    if hint not in _READERS:
        _READERS[hint] = _made(hint)
    return _READERS[hint]


def _made(hint: object) -> Reader:
    origin, parts = get_origin(hint), get_args(hint)
    if origin is Literal:
        return _one_of(parts)
    if origin is tuple:
        return _many(parts[0]) if parts[1:] == (...,) else _each(parts)
    if origin is dict:
        return _by_name(parts[1])
    if origin in (Union, types.UnionType):
        return _or_none([part for part in parts if part is not type(None)])
    if hint is float:
        return _number
    if isinstance(hint, type) and hint in _SCALARS:
        return _scalar(_SCALARS[hint], hint.__name__)
    if isinstance(hint, type) and hasattr(hint, "_fields"):
        return _named(hint)
    raise TypeError(f"Values of {hint} are not kept as JSON")


def _scalar(kinds: tuple[type, ...], name: str) -> Reader:
    def read(value: object) -> object:
        # Exactly the type: True is an int to Python and none to a reader of figures.
        if type(value) not in kinds:
            raise ThawError(f"“{value}” is no {name}.")
        return value

    return read


def _number(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ThawError(f"“{value}” is no number.")
    return float(value)


def _one_of(values: tuple[object, ...]) -> Reader:
    def read(value: object) -> object:
        if value not in values:
            raise ThawError(f"“{value}” is none of {', '.join(map(str, values))}.")
        return value

    return read


def _or_none(kinds: list[object]) -> Reader:
    if len(kinds) != 1:
        raise TypeError(f"A value of either {' or '.join(map(str, kinds))} is not kept as JSON")
    one = _reader(kinds[0])
    return lambda value: None if value is None else one(value)


def _many(kind: object) -> Reader:
    one = _reader(kind)
    return lambda value: tuple(one(part) for part in _listed(value))


def _each(kinds: tuple[object, ...]) -> Reader:
    readers = [_reader(kind) for kind in kinds]

    def read(value: object) -> object:
        parts = _listed(value)
        if len(parts) != len(readers):
            raise ThawError(f"There are {len(parts)} parts in place of {len(readers)}.")
        return tuple(one(part) for one, part in zip(readers, parts, strict=True))

    return read


def _listed(value: object) -> list[object] | tuple[object, ...]:
    if not isinstance(value, list | tuple):
        raise ThawError(f"“{value}” is no list.")
    return value


def _by_name(kind: object) -> Reader:
    one = _reader(kind)

    def read(value: object) -> object:
        if not isinstance(value, dict):
            raise ThawError(f"“{value}” is no list by name.")
        return {str(key): one(part) for key, part in value.items()}

    return read


def _named(kind: type) -> Reader:
    hints = get_type_hints(kind)
    readers = [(name, _reader(hints[name])) for name in _fields(kind)]

    def read(value: object) -> object:
        if not isinstance(value, dict):
            raise ThawError(f"“{value}” is no {kind.__name__}.")
        held: dict[str, object] = {}
        for name, one in readers:
            if name in value:
                try:
                    held[name] = one(value[name])
                except ThawError as error:
                    raise ThawError(f"{kind.__name__}.{name}: {error.detail}") from error
        try:
            return kind(**held)
        except TypeError as error:
            # An attribute without a default is not there.
            raise ThawError(f"{kind.__name__} is not whole.") from error

    return read


def _fields(kind: type) -> tuple[str, ...]:
    names: tuple[str, ...] = getattr(kind, "_fields", ())
    return names

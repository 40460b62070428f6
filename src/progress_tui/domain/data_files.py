"""Typed access to a parsed data file: every refusal names file, key and the nearest valid key."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from progress_tui.domain.errors import DataFileError, did_you_mean

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class DataTable:
    """One table of a data file, with its address for error sentences."""

    file: str
    address: str
    content: Mapping[str, object]

    def fail(self, key: str, why: str, remedy: str = "") -> DataFileError:
        """The error about `key` of this table; raise it."""
        where = ".".join(part for part in (self.address, key) if part)
        return DataFileError(f"{self.file}: key “{where}” {why}", remedy=remedy)

    def only(self, *known: str) -> None:
        """Refuse any key that is not `known`, with the nearest one that is."""
        for key in self.content:
            if key not in known:
                raise self.fail(key, "is not known here", did_you_mean(key, known))

    def get(self, key: str, kind: type[T] | tuple[type[T], ...], what: str) -> T | None:
        """The value of `key`, None without one; refused when it is not of `kind` (`what` in words)."""
        value = self.content.get(key)
        if value is None:
            return None
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise self.fail(key, f"must be {what}, not {value!r}")
        return value

    def need(self, key: str, kind: type[T] | tuple[type[T], ...], what: str) -> T:
        """The value of `key`; refused when it is missing or not of `kind`."""
        value = self.get(key, kind, what)
        if value is None:
            raise self.fail(key, "is missing", f"It must be {what}.")
        return value

    def text(self, key: str) -> str:
        """A text that must be there."""
        return self.need(key, str, "a text")

    def number(self, key: str) -> float:
        """A finite number that must be there."""
        value = self.optional_number(key)
        if value is None:
            raise self.fail(key, "is missing", "It must be a number.")
        return value

    def optional_number(self, key: str) -> float | None:
        """A finite number, or None."""
        value = self.get(key, (int, float), "a number")
        if value is not None and not math.isfinite(value):
            raise self.fail(key, f"must be a number, not {value!r}")
        return None if value is None else float(value)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, empty without one."""
        items = self.get(key, list, "a list of texts") or []
        if not all(isinstance(item, str) for item in items):
            raise self.fail(key, "must be a list of texts")
        return tuple(items)

    def choice(self, key: str, known: Sequence[str]) -> str:
        """A text that must be one of `known`."""
        value = self.text(key)
        if value not in known:
            raise self.fail(key, f"is “{value}”", did_you_mean(value, known))
        return value

    def table(self, key: str) -> DataTable | None:
        """A table below this one, or None."""
        content = self.get(key, dict, "a table")
        return None if content is None else DataTable(self.file, f"{self.address}.{key}".strip("."), content)

    def tables(self, key: str) -> Sequence[DataTable]:
        """A list of tables, empty without one."""
        items = self.get(key, list, "a list of tables") or []
        if not all(isinstance(item, dict) for item in items):
            raise self.fail(key, "must be a list of tables")
        return [DataTable(self.file, f"{key}[{i + 1}]", item) for i, item in enumerate(items)]

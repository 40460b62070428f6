"""Typed access to the demo school's data files: what is missing or wrong is refused with file and key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from progress_tui.domain.errors import DataFileError, did_you_mean
from progress_tui.resources import data_folder, read_toml

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Facts:
    """One table of a data file, with its address for error sentences.

    Attributes:
        file: name of the file.
        address: where the table stands in it, `""` for the top.
        content: the table as read.
    """

    file: str
    address: str
    content: Mapping[str, object]

    def fail(self, key: str, why: str, remedy: str = "") -> DataFileError:
        """The error to raise for `key` of this table."""
        where = ".".join(part for part in (self.address, key) if part)
        return DataFileError(f"{self.file}: key “{where}” {why}", remedy=remedy)

    def only(self, *known: str) -> None:
        """Refuse keys that are not `known`.

        Raises:
            DataFileError: names the key and the nearest known one.
        """
        for key in self.content:
            if key not in known:
                raise self.fail(key, "is not known here", did_you_mean(key, known))

    def _need(self, key: str, kind: type[T] | tuple[type[T], ...], what: str) -> T:
        value = self.content.get(key)
        if not isinstance(value, kind) or isinstance(value, bool):
            raise self.fail(key, f"must be {what}" if key in self.content else "is missing", f"Give {what}.")
        return value

    def text(self, key: str) -> str:
        """The text at `key`."""
        return self._need(key, str, "a text")

    def number(self, key: str) -> float:
        """The number at `key`."""
        return float(self._need(key, (int, float), "a number"))

    def whole(self, key: str) -> int:
        """The whole number at `key`."""
        return self._need(key, int, "a whole number")

    def share(self, key: str) -> float:
        """The share (0 to 1) at `key`."""
        value = self.number(key)
        if not 0 <= value <= 1:
            raise self.fail(key, f"is {value:g}", "A share lies between 0 and 1.")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """The list of texts at `key`; it may not be empty."""
        items = self._need(key, list, "a list of texts")
        if not items or not all(isinstance(item, str) and item for item in items):
            raise self.fail(key, "must be a list of texts")
        return tuple(items)

    def numbers(self, key: str) -> tuple[float, ...]:
        """The list of numbers at `key`."""
        items = self._need(key, list, "a list of numbers")
        if not all(isinstance(item, (int, float)) for item in items):
            raise self.fail(key, "must be a list of numbers")
        return tuple(float(item) for item in items)

    def wholes(self, key: str, default: tuple[int, ...]) -> tuple[int, ...]:
        """The list of whole numbers at `key`, or `default` without one."""
        if key not in self.content:
            return default
        return tuple(int(number) for number in self.numbers(key))

    def table(self, key: str) -> Facts:
        """The table at `key`."""
        content = self._need(key, dict, "a table")
        return Facts(self.file, f"{self.address}.{key}".strip("."), content)

    def tables(self, key: str) -> list[Facts]:
        """The list of tables at `key`; it may not be empty."""
        items = self._need(key, list, "a list of tables")
        if not items or not all(isinstance(item, dict) for item in items):
            raise self.fail(key, "must be a list of tables")
        return [Facts(self.file, f"{key}[{i}]", item) for i, item in enumerate(items, start=1)]


def read_facts(*parts: str) -> Facts:
    """The content of one data file.

    Args:
        parts: its path under the data folder, such as `"names", "pupils.toml"`.

    Raises:
        DataFileError: the file is missing or is not TOML.
    """
    path = Path(data_folder(), *parts)
    return Facts(path.name, "", read_toml(path))

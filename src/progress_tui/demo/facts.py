"""Typed access to the demo school's data files, in which everything that is asked for must be there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from progress_tui.domain.data_files import DataTable
from progress_tui.resources import data_folder, read_toml


@dataclass(frozen=True, slots=True)
class Facts(DataTable):
    """A table without optional keys: shares, lists of numbers, and tables and lists that may not be missing."""

    def whole(self, key: str) -> int:
        """The whole number at `key`."""
        return self.need(key, int, "a whole number")

    def share(self, key: str) -> float:
        """The share (0 to 1) at `key`."""
        value = self.number(key)
        if not 0 <= value <= 1:
            raise self.fail(key, f"is {value:g}", "A share lies between 0 and 1.")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """The list of texts at `key`; it may not be empty."""
        items = DataTable.texts(self, key)
        if not items or not all(items):
            raise self.fail(key, "must be a list of texts")
        return items

    def numbers(self, key: str) -> tuple[float, ...]:
        """The list of numbers at `key`."""
        items = self.need(key, list, "a list of numbers")
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
        held = DataTable.table(self, key)
        if held is None:
            raise self.fail(key, "is missing", "It must be a table.")
        return Facts(held.file, held.address, held.content)

    def tables(self, key: str) -> Sequence[Facts]:
        """The list of tables at `key`; it may not be empty."""
        held = DataTable.tables(self, key)
        if not held:
            raise self.fail(key, "is missing", "It must be a list of tables.")
        return [Facts(one.file, one.address, one.content) for one in held]


def read_facts(*parts: str) -> Facts:
    """The content of one data file.

    Args:
        parts: its path under the data folder, such as `"names", "pupils.toml"`.

    Raises:
        DataFileError: the file is missing or is not TOML.
    """
    path = Path(data_folder(), *parts)
    return Facts(path.name, "", read_toml(path))

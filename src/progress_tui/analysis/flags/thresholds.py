"""The figures the flag rules work with: those that ship (`data/flags.toml`), and a school's own in its config file.

The lines of a fall and of “just below” are not here: they belong to a scale and stand in its file. Source of the
defaults: docs/judgements.md, “Flags”.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Final

from progress_tui.domain.data_files import DataTable
from progress_tui.domain.errors import NotFoundError, did_you_mean
from progress_tui.resources import data_folder, read_toml
from progress_tui.settings import config_file, usual_config_file

_SHIPPED: Final = "flags.toml"


@dataclass(frozen=True, slots=True)
class Threshold:
    """One figure of one rule.

    Attributes:
        flag: the rule's id, or `agenda`; `name` of the figure within it.
        value: the figure in force; `default` the one that ships; `low` and `high` what may be set, both included.
        unit: of the figure; `meaning` in words.
        origin: the file the figure in force comes from.
    """

    flag: str
    name: str
    value: float
    default: float
    low: float
    high: float
    unit: str
    meaning: str
    origin: str


class Thresholds:
    """The thresholds in force."""

    def __init__(self, rows: tuple[Threshold, ...]) -> None:
        """Hold `rows`, one for each (flag, name)."""
        self.rows = rows
        self._values = {(row.flag, row.name): row.value for row in rows}

    def number(self, flag: str, name: str) -> float:
        """The figure in force.

        Raises:
            NotFoundError: there is no such threshold; the sentence offers the nearest.
        """
        try:
            return self._values[flag, name]
        except KeyError:
            known = [f"{row.flag}.{row.name}" for row in self.rows]
            raise NotFoundError(
                f"There is no threshold “{flag}.{name}”", remedy=did_you_mean(f"{flag}.{name}", known)
            ) from None

    def of(self, flag: str) -> tuple[Threshold, ...]:
        """The thresholds of one rule, in the order of the file; empty for a rule without any."""
        return tuple(row for row in self.rows if row.flag == flag)


def thresholds() -> Thresholds:
    """The thresholds in force, read anew when the config file changed.

    Raises:
        DataFileError: a key is unknown or a figure is not possible; the sentence names file, key and nearest key.
    """
    path = config_file()
    try:
        changed = path.stat().st_mtime_ns
    except OSError:
        # Nobody need have settings of their own; a file that is named must be there.
        changed = 0 if path == usual_config_file() else 1
    return _read(path, changed)


@lru_cache(maxsize=8)
def _read(path: Path, changed: int) -> Thresholds:
    shipped = _shipped()
    if not changed:
        return shipped
    top = DataTable(path.name, "", read_toml(path))
    top.only("flags", "keys", "lock", "backups", "retention")
    own = top.table("flags")
    return shipped if own is None else changed_by(shipped, own)


@lru_cache(maxsize=1)
def _shipped() -> Thresholds:
    return thresholds_from(read_toml(data_folder() / _SHIPPED), _SHIPPED)


def thresholds_from(content: Mapping[str, object], file: str) -> Thresholds:
    """The thresholds of a file laid out as `data/flags.toml`.

    Args:
        content: the parsed TOML.
        file: its name, for error sentences.

    Raises:
        DataFileError: a key is unknown, missing or of the wrong type, or a default is outside its own range.
    """
    top = DataTable(file, "", content)
    top.text("source")
    rows = []
    for flag in content:
        if flag not in ("source", "date"):
            table = _table(top, flag)
            rows += [_threshold(flag, name, _table(table, name)) for name in table.content]
    return Thresholds(tuple(rows))


def _threshold(flag: str, name: str, table: DataTable) -> Threshold:
    table.only("default", "low", "high", "unit", "meaning")
    default, low, high = table.number("default"), table.number("low"), table.number("high")
    if not low <= default <= high:
        raise table.fail("default", f"is {default:g}, outside {low:g} to {high:g}")
    return Threshold(flag, name, default, default, low, high, table.text("unit"), table.text("meaning"), table.file)


def changed_by(shipped: Thresholds, own: DataTable) -> Thresholds:
    """`shipped` with a school's own figures in place of the defaults.

    Args:
        shipped: the defaults.
        own: the table [flags] of a config file: one table a flag, one number a threshold.

    Raises:
        DataFileError: there is no such flag or threshold, or the figure is outside its range.
    """
    own.only(*dict.fromkeys(row.flag for row in shipped.rows))
    return Thresholds(tuple(_own(shipped, own)))


def _own(shipped: Thresholds, own: DataTable) -> Iterator[Threshold]:
    for flag in own.content:
        _table(own, flag).only(*(row.name for row in shipped.of(flag)))
    for row in shipped.rows:
        table = own.table(row.flag)
        value = table.optional_number(row.name) if table is not None else None
        if table is None or value is None:
            yield row
        elif row.low <= value <= row.high:
            yield replace(row, value=value, origin=own.file)
        else:
            raise table.fail(row.name, f"is {value:g}", f"It must be from {row.low:g} to {row.high:g} ({row.unit}).")


def _table(above: DataTable, key: str) -> DataTable:
    table = above.table(key)
    if table is None:
        raise above.fail(key, "must be a table")
    return table

"""How long things are kept: the periods that ship (`data/safekeeping/retention.toml`), and a school's own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final

from progress_tui.domain.data_files import DataTable
from progress_tui.resources import data_folder, read_toml
from progress_tui.settings import config_file, usual_config_file

if TYPE_CHECKING:
    from progress_tui.store.erasing.purging import Cutoffs

_SHIPPED: Final = "retention.toml"
_KINDS: Final = ("leavers", "notes", "meetings", "actions", "imports")


@dataclass(frozen=True, slots=True)
class Period:
    """How long one kind of thing is kept.

    Attributes:
        kind: `leavers`, `notes`, `meetings`, `actions` or `imports`.
        years: from 0 to `high`; `meaning` what they are counted from.
        why: the reason of the figure that ships; empty for a school's own.
        origin: the file the figure is from.
    """

    kind: str
    years: float
    low: float
    high: float
    meaning: str
    why: str
    origin: str


def periods() -> tuple[Period, ...]:
    """The periods in force, one of each kind.

    Raises:
        DataFileError: a key is unknown or a figure is not possible; the sentence names file, key and nearest key.
    """
    shipped = periods_from(DataTable(_SHIPPED, "", read_toml(data_folder() / "safekeeping" / _SHIPPED)))
    path = config_file()
    # Nobody need have settings of their own; a file that is named must be there.
    if path == usual_config_file() and not path.exists():
        return shipped
    own = DataTable(path.name, "", read_toml(path)).table("retention")
    return shipped if own is None else tuple(_own(one, own) for one in shipped)


def source() -> str:
    """Whose proposal the periods are that ship, and what they are not.

    Raises:
        DataFileError: the file is not valid.
    """
    return DataTable(_SHIPPED, "", read_toml(data_folder() / "safekeeping" / _SHIPPED)).text("source")


def periods_from(top: DataTable) -> tuple[Period, ...]:
    """The periods of a file laid out as `data/safekeeping/retention.toml`.

    Raises:
        DataFileError: a key is unknown, missing or of the wrong type, or a default is outside its own range.
    """
    top.only("source", "date", *_KINDS)
    top.text("source")
    return tuple(_period(top, kind) for kind in _KINDS)


def _period(top: DataTable, kind: str) -> Period:
    table = top.table(kind)
    if table is None:
        raise top.fail(kind, "is missing", "It must be a table.")
    table.only("default", "low", "high", "unit", "meaning", "why")
    table.choice("unit", ("years",))
    years, low, high = table.number("default"), table.number("low"), table.number("high")
    if not low <= years <= high:
        raise table.fail("default", f"is {years:g}, outside {low:g} to {high:g}")
    return Period(kind, years, low, high, table.text("meaning"), table.text("why"), table.file)


def _own(shipped: Period, own: DataTable) -> Period:
    own.only(*_KINDS)
    years = own.optional_number(shipped.kind)
    if years is None:
        return shipped
    if years != int(years) or not shipped.low <= years <= shipped.high:
        raise own.fail(shipped.kind, f"is {years:g}", f"It must be a whole number from {shipped.low:g} to "
                       f"{shipped.high:g} (years).")  # fmt: skip
    return replace(shipped, years=years, why="", origin=own.file)


def cutoffs(held: tuple[Period, ...], today: date) -> Cutoffs:
    """The day before which each kind is due."""
    from progress_tui.store.erasing.purging import Cutoffs

    return Cutoffs(**{one.kind: _before(today, int(one.years)) for one in held})


def _before(today: date, years: int) -> date:
    """The same day so many years ago; for 29 February the day before where there was none."""
    try:
        return today.replace(year=today.year - years)
    except ValueError:
        return today.replace(year=today.year - years, day=28)

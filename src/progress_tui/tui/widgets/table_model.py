"""The pupil table's data: which rows, in which order, which are shown, and where the cursor is. No screen in here.

Everything is held as lists of places: a row's place is its index in the rows as given. A sort is a ready-made
permutation of all places, a filter one pass over it, so neither looks at a cell. Places and an array of keys, because
both lie side by side in memory: at 42,000 rows a pass over the keys inside the rows takes five times as long.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain, compress
from typing import Literal, NamedTuple, cast

_SAMPLE = 1000
"""Rows looked at to tell whether most values of a column differ."""


class Cell(NamedTuple):
    """One cell.

    Attributes:
        text: shown as plain text, cut to the column's width.
        style: suffix of one of the table's component classes (`below`, `severity-3` …), "" for plain.
        sort: what the column sorts by; None (and NaN) comes last in both directions.
    """

    text: str
    style: str = ""
    sort: float | str | None = None


class Column(NamedTuple):
    """One column.

    Attributes:
        key: names the column in messages and in `sort_by`.
        heading: cut to `width`.
        width: in terminal cells, at least 1; the minimum when `flexible`.
        frozen: stays when the other columns scroll; only the leading run of frozen columns counts.
        group: label of the band above adjacent columns of the same group, "" for none.
        flexible: takes the width that is left over.
    """

    key: str
    heading: str
    width: int
    align: Literal["left", "right", "center"] = "left"
    frozen: bool = False
    group: str = ""
    flexible: bool = False


class Row(NamedTuple):
    """One row.

    Attributes:
        cells: aligned with the columns.
        style: a component class suffix for the whole row.
        spans: whether the text of the first cell runs over the whole line, as that of a heading between rows.
    """

    key: int
    cells: tuple[Cell, ...]
    style: str = ""
    spans: bool = False


class TableModel:
    """Rows, order, filter and cursor. The cursor belongs to a row's key, not to a position."""

    def __init__(self) -> None:
        self.columns: tuple[Column, ...] = ()
        """The columns, in order."""
        self.visible: list[int] = []
        """Places of the rows shown, in order; read only."""
        self.position: int = -1
        """The cursor's place in `visible`, -1 when no row is shown."""
        self.column: int = 0
        """The cursor's column, as an index into `columns`."""
        self.sort: tuple[str, bool] | None = None
        """Column key and whether reversed; None in the default order."""
        self.footer: tuple[Row, ...] = ()
        """Rows that stay below the others and are neither sorted nor filtered; their keys are negative."""
        self.below: int = -1
        """The footer row the cursor is in, -1 while it is on a pupil (`position` stays where it was)."""
        self._rows: list[Row] = []
        self._keys: array[int] = array("q")
        self._places: dict[int, int] = {}
        self._default: list[int] = []
        self._order: list[int] = []
        self._shown: frozenset[int] | None = None
        self._cursor: int | None = None
        self._orders: dict[tuple[str, bool], list[int]] = {}

    @property
    def cursor_key(self) -> int | None:
        """Key of the row under the cursor, None when no row is shown or the cursor is in the footer."""
        return self._keys[self.visible[self.position]] if self.position >= 0 > self.below else None

    @property
    def cursor_column(self) -> str:
        """Key of the column under the cursor, "" without columns."""
        return self.columns[self.column].key if self.columns else ""

    @property
    def visible_keys(self) -> list[int]:
        """Keys of the rows shown, in order."""
        keys = self._keys
        return [keys[place] for place in self.visible]

    def row_at(self, position: int) -> Row:
        """The row shown at that position, counted from 0 at the top.

        Raises:
            IndexError: fewer rows are shown.
        """
        return self._rows[self.visible[position]]

    def row_of(self, key: int) -> Row:
        """The row of a key, shown or not.

        Raises:
            KeyError: there is none.
        """
        return self._rows[self._places[key]]

    def cell_at_cursor(self) -> Cell | None:
        """The cell under the cursor, None when no row is shown."""
        if not self.columns:
            return None
        if self.below >= 0:
            return self.footer[self.below].cells[self.column]
        return self.row_at(self.position).cells[self.column] if self.position >= 0 else None

    def set_footer(self, footer: Sequence[Row]) -> None:
        """Replace the footer.

        Raises:
            ValueError: a row whose cells do not match the columns, or whose key could be a pupil's.
        """
        if any(len(row.cells) != len(self.columns) or row.key >= 0 for row in footer):
            raise ValueError("a row of the footer has a cell for each column and a negative key")
        self.footer = tuple(footer)
        self.below = min(self.below, len(self.footer) - 1)

    def set_data(self, columns: Sequence[Column], rows: Iterable[Row], footer: Sequence[Row] = ()) -> None:
        """Replace columns, rows and footer; sort, filter and cursor stay where they still make sense.

        Raises:
            ValueError: two rows or two columns of one key, or a row whose cells do not match the columns.
        """
        new_columns, new_rows = tuple(columns), list(rows)
        new_keys = array("q", [row.key for row in new_rows])
        places = {key: place for place, key in enumerate(new_keys)}
        if len(places) != len(new_rows):
            raise ValueError("two rows have the same key")
        names = [column.key for column in new_columns]
        if len(set(names)) != len(names):
            raise ValueError("two columns have the same key")
        if any(len(row.cells) != len(names) for row in new_rows):
            raise ValueError(f"every row needs {len(names)} cells, one for each column")
        old_order, old_column = self._from_cursor(), self.cursor_column
        self.columns, self._rows, self._keys, self._places = new_columns, new_rows, new_keys, places
        self._default = list(range(len(new_rows)))
        self._orders.clear()
        self.column = names.index(old_column) if old_column in names else self._clamped(self.column)
        if self.sort is not None and self.sort[0] not in names:
            self.sort = None
        self._order = self._default if self.sort is None else self._ordered(*self.sort)
        self.set_footer(footer)
        self._settle(old_order)

    def show_only(self, keys: Collection[int] | None) -> None:
        """Show only rows of these keys, None for all. Keys that no row has are ignored."""
        self._shown = None if keys is None else frozenset(keys)
        self._settle()

    def sort_by(self, column_key: str, reverse: bool = False) -> None:
        """Order by a column; equal values keep the default order, both ways.

        Raises:
            KeyError: no such column.
        """
        self._order = self._ordered(column_key, reverse)
        self.sort = (column_key, reverse)
        self._settle()

    def default_order(self) -> None:
        """Back to the order the rows were given in."""
        self.sort, self._order = None, self._default
        self._settle()

    def prepare(self, column_key: str) -> bool:
        """Work out one order of a column ahead of its first sort; False when both directions are known.

        Raises:
            KeyError: no such column.
        """
        for reverse in (False, True):
            if (column_key, reverse) not in self._orders:
                self._ordered(column_key, reverse)
                return True
        return False

    def move_by(self, rows: int) -> None:
        """Move the cursor so many shown rows, as far as there are any; from the last one on into the footer."""
        last = len(self.visible) - 1
        if self.footer and rows > 0 and (self.position == last or self.below >= 0):
            self.below = min(self.below + rows, len(self.footer) - 1)
        elif self.below >= -rows > 0:
            self.below += rows
        elif self.visible:
            # Out of the footer the last row is one up.
            start = self.position if self.below < 0 else last + 1 + self.below
            self._put(max(0, min(start + rows, last)))

    def move_to(self, key: int) -> bool:
        """Put the cursor on that row; False (and nothing moves) when it is not shown."""
        place = self._places.get(key)
        if place is None or (self._shown is not None and key not in self._shown):
            return False
        self._put(self.visible.index(place))
        return True

    def move_below(self, row: int) -> None:
        """Put the cursor in that row of the footer, or the nearest there is."""
        self.below = max(-1, min(row, len(self.footer) - 1))

    def move_to_column(self, index: int) -> None:
        """Put the cursor in the column of that index, or the nearest there is."""
        self.column = self._clamped(index)

    def _clamped(self, column: int) -> int:
        return max(0, min(column, len(self.columns) - 1))

    def _put(self, position: int, below: int = -1) -> None:
        self.position, self.below = position, below
        self._cursor = self._keys[self.visible[position]]

    def _from_cursor(self) -> Iterator[int]:
        """Keys of the rows shown: those from the cursor on, then those ahead of it, nearest first."""
        keys, places, start = self._keys, self.visible, max(self.position, 0)
        return (keys[places[i]] for i in chain(range(start, len(places)), range(start - 1, -1, -1)))

    def _settle(self, candidates: Iterable[int] | None = None) -> None:
        """Apply the filter to the order and find the cursor again.

        Args:
            candidates: keys to put the cursor on when its row has gone, best first; by default its neighbours.
        """
        shown, order = self._shown, self._order
        place = None if self._cursor is None else self._places.get(self._cursor)
        wanted = bytearray(b"\1" * len(order) if shown is None else map(shown.__contains__, self._keys))
        if shown is None:
            self.visible = order
        else:
            # In the default order a row's place is its turn, and nothing has to be looked up.
            turns = wanted if order is self._default else map(wanted.__getitem__, order)
            self.visible = list(compress(order, turns))
        if not self.visible:
            # The cursor's key is kept: a filter without hits, once cleared, gives the same pupil back.
            self.position = -1
            return
        if place is None:
            key = next(filter(self._is_shown, candidates or ()), None)
            place = self.visible[0] if key is None else self._places[key]
        elif not wanted[place]:
            start = order.index(place)
            place = next(compress(order[start:], map(wanted.__getitem__, order[start:])), self.visible[-1])
        self._put(self.visible.index(place), self.below)

    def _is_shown(self, key: int) -> bool:
        return key in self._places and (self._shown is None or key in self._shown)

    def _ordered(self, column_key: str, reverse: bool) -> list[int]:
        order = self._orders.get((column_key, reverse))
        if order is None:
            order = self._orders[column_key, reverse] = self._sorted(column_key, reverse)
        return order

    def _sorted(self, column_key: str, reverse: bool) -> list[int]:
        """All places by that column: numbers, then words (reversed: words, then numbers), then rows without a value."""
        index = next((i for i, column in enumerate(self.columns) if column.key == column_key), None)
        if index is None:
            raise KeyError(column_key)
        values = [row.cells[index].sort for row in self._rows]
        if len(set(values[:_SAMPLE])) > _SAMPLE // 2:
            held, last = _compared(self._default, values, reverse)
            return held + last
        # Many rows of few values are put side by side by value; of each value only the first has to be compared.
        places: dict[float | str | None, list[int]] = {}
        for place, value in enumerate(values):
            if value in places:
                places[value].append(place)
            else:
                places[value] = [place]
        held, last = _compared([own[0] for own in places.values()], values, reverse)
        rest = sorted(place for first in last for place in places[values[first]])
        return [*chain.from_iterable(places[values[first]] for first in held), *rest]


def _compared(
    places: Iterable[int], values: Sequence[float | str | None], reverse: bool
) -> tuple[list[int], list[int]]:
    """The places sorted by their values: those that have one, and the rest in the order given."""
    words, numbers, rest = [], [], []
    for place in places:
        value = values[place]
        if isinstance(value, str):
            words.append(place)
        elif value is None or value != value:  # noqa: PLR0124 - only NaN differs from itself
            rest.append(place)
        else:
            numbers.append(place)
    # Looked up by place and not computed by a function: the key is most of a sort's cost. Python's sort is stable with
    # `reverse` too, so equal values keep the default order both ways.
    words.sort(key=cast("Sequence[str]", values).__getitem__, reverse=reverse)
    numbers.sort(key=cast("Sequence[float]", values).__getitem__, reverse=reverse)
    return (words + numbers if reverse else numbers + words), rest

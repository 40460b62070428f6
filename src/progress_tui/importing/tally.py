"""Warnings that count: one sentence for many cells, with the first rows named, and never a flood of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

_SHOWN = 5


class Tally:
    """Gathers rows under a sentence and gives one warning for each, at most a few of one kind."""

    def __init__(self) -> None:
        self._rows: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))

    def add(self, kind: str, sentence: str, rows: Iterable[int]) -> None:
        """Count rows under a sentence.

        Args:
            kind: what the sentence is about, such as `UPN`; sentences beyond the first few of a kind are counted only.
            sentence: without its full stop.
            rows: as a spreadsheet shows them, at least one.
        """
        self._rows[kind][sentence].extend(rows)

    def warnings(self) -> list[str]:
        """The sentences in the order of their first rows, kind by kind."""
        found = []
        for kind, sentences in sorted(self._rows.items(), key=lambda item: min(map(min, item[1].values()))):
            ordered = sorted(sentences.items(), key=lambda item: (min(item[1]), item[0]))
            found += [f"{sentence} ({rows_named(rows)})." for sentence, rows in ordered[:_SHOWN]]
            rest = [row for _, rows in ordered[_SHOWN:] for row in rows]
            if rest:
                found.append(f"{kind}: the same of {len(ordered) - _SHOWN:,} more ({rows_named(rest)}).")
        return found


def rows_named(rows: Iterable[int]) -> str:
    """`row 7`, or `9 cells: rows 2, 3, 4, 5, 6 …`."""
    numbers = sorted(rows)
    if len(numbers) == 1:
        return f"row {numbers[0]}"
    distinct = list(dict.fromkeys(numbers))
    shown = ", ".join(map(str, distinct[:_SHOWN]))
    word = "rows" if len(distinct) > 1 else "row"
    return f"{len(numbers):,} cells: {word} {shown}{' …' if len(distinct) > _SHOWN else ''}"

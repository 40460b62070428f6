"""What a view of a school says: rows under named fields, and the sentences that belong to them.

The command line prints a report in every format; screens and exports take the same rows. The field names are
documented in docs/command-line.md and stay.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

FieldKind = Literal["text", "count", "number", "percent", "signed"]


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a report.

    Attributes:
        key: the name in JSON; `label` the heading of a table.
        kind: `text`; `count` a whole number; `number` a figure, shown with at most two decimals; `percent` 0–100,
            shown without decimals; `signed` a difference, shown with its sign. All but text stand flush right.
    """

    key: str
    label: str
    kind: FieldKind = "text"


@dataclass(frozen=True, slots=True)
class Behind:
    """The children a figure counts or was worked out from.

    Attributes:
        words: who they are, for the heading of their list: `4B · reading · not at the expected standard`.
        pupil_ids: their ids, by name.
        school: their school's name where a report is of several schools, else "".
        subject: id of the subject the figure is of, "" for none or several: their list begins with it.
    """

    words: str
    pupil_ids: tuple[int, ...]
    school: str = ""
    subject: str = ""


def nobody_behind(row: int, key: str) -> Behind | None:  # noqa: ARG001 – the signature of `Report.behind`
    """For reports whose figures count no children."""
    return None


@dataclass(frozen=True, slots=True)
class Report:
    """A view of a school at a point.

    Attributes:
        title: `Oakfield Primary ▸ Compare ▸ Autumn 2 2026-27`.
        point: `2026-27:Aut2`, or "" where no single point is looked at.
        fields: the columns of the table, in order.
        rows: one mapping a row; holds every field's key, and may hold more, which only JSON shows. A missing figure is
            None, never NaN.
        notes: sentences that belong under the table: denominators, small numbers, overlaps, what is left out.
        more: further values, which only JSON shows.
        behind: the children behind a figure, by the row's index and the field's key; None where the cell counts none.
            Worked out when asked, so that a view costs nothing for figures that nobody opens.
        behind_notes: the children a note speaks of, by its index in `notes`.

    Raises:
        ValueError: two fields share a label or a key, so that one column would stand in place of the other.
    """

    title: str
    point: str
    fields: tuple[Field, ...]
    rows: tuple[Mapping[str, object], ...]
    notes: tuple[str, ...] = ()
    more: Mapping[str, object] = field(default_factory=dict)
    behind: Callable[[int, str], Behind | None] = field(default=nobody_behind, compare=False, repr=False)
    behind_notes: Mapping[int, Behind] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Refuse fields that would hide each other."""
        for names in ([one.label for one in self.fields], [one.key for one in self.fields]):
            twice = sorted({name for name in names if names.count(name) > 1})
            if twice:
                raise ValueError(f"Two fields of “{self.title}” are called {', '.join(twice)}")

    @property
    def n(self) -> int:
        """How many rows."""
        return len(self.rows)

    def to_json(self) -> dict[str, object]:
        """`title`, `point`, `n`, `rows`, `notes` and the further values."""
        return {
            "title": self.title,
            "point": self.point,
            "n": self.n,
            **self.more,
            "rows": [dict(row) for row in self.rows],
            "notes": list(self.notes),
        }

    def cells(self) -> list[dict[str, object]]:
        """The rows as a table shows them: by label, figures as texts."""
        return [{one.label: shown(row[one.key], one.kind) for one in self.fields} for row in self.rows]

    def numbers(self) -> frozenset[str]:
        """The labels that stand flush right."""
        return frozenset(one.label for one in self.fields if one.kind != "text")


def shown(value: object, kind: FieldKind) -> object:
    """A value of a report as a table shows it; None stays None."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "; ".join(str(part) for part in value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    if kind == "percent":
        return f"{value:.0f} %"
    if kind == "signed":
        return f"{value:+.2f}".rstrip("0").rstrip(".") if round(value, 2) else "0"
    # With "z" a figure that rounds to nothing has no minus sign.
    return f"{value:z.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)

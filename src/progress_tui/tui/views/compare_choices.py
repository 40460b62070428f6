"""What the compare screen can set side by side, and what by: the choices behind `v` and `M`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

from progress_tui.domain.comparison import Comparison, Measure
from progress_tui.domain.whom import Whom

YEARS: Final = 3
"""How many academic years are taken together for small groups."""


class Rows(NamedTuple):
    """What the rows are.

    Attributes:
        key: the letter that chooses it.
        words: in the menu and the heading; `heading` of the column of groups.
        by: the dimensions; `sets` two filters in their place.
        beside: only classes that share a year group with the class of the place.
        schools: every school of the file.
    """

    key: str
    words: str
    heading: str
    by: tuple[str, ...] = ()
    beside: bool = False
    schools: bool = False
    sets: tuple[str, ...] = ()


class MeasureChoice(NamedTuple):
    """What groups are compared by.

    Attributes:
        key: the letter that chooses it.
        words: in the menu and above the table; `heading` of the column of figures.
    """

    key: str
    words: str
    heading: str
    measure: Measure
    denominator: Literal["assessed", "dfe"] = "assessed"


SETS: Final = "2"
"""The letter for two saved filters."""

ROWS: Final[Mapping[str, Rows]] = {
    one.key: one
    for one in (
        Rows("c", "classes side by side", "Class", ("class",), beside=True),
        Rows("a", "all classes", "Class", ("class",)),
        Rows("y", "year groups", "Year group", ("year-group",)),
        Rows("p", "pupil premium", "Pupil premium", ("pp",)),
        Rows("d", "disadvantaged", "Disadvantaged", ("disadvantaged",)),
        Rows("s", "SEND", "SEND", ("sen",)),
        Rows("n", "SEND or not", "SEND", sets=("sen", "-sen")),
        Rows("e", "EAL", "EAL", ("eal",)),
        Rows("x", "girls and boys", "Sex", ("sex",)),
        Rows("t", "term of birth", "Born", ("term-of-birth",)),
        Rows("u", "summer-born", "Born", ("summer-born",)),
        Rows("r", "start point", "Start point", ("prior",)),
        Rows("o", "on support or not", "Support", ("support",)),
        Rows("g", "support groups", "Support", ("support-group",)),
        Rows("m", "free school meals", "Meals", ("fsm",)),
        Rows("l", "schools of this file", "School", ("school",), schools=True),
        Rows(SETS, "two saved filters …", "Filter"),
    )
}
"""Letter → rows, in the order of the menu."""

MEASURES: Final[Mapping[str, MeasureChoice]] = {
    one.key: one
    for one in (
        MeasureChoice("e", "at the expected standard", "At expected", "expected"),
        MeasureChoice("h", "above the expected standard", "Above", "higher"),
        MeasureChoice("t", "on target", "On target", "target"),
        MeasureChoice("m", "mean score or points", "Mean", "mean"),
        MeasureChoice("c", "mean change since the result before", "Change", "change"),
        MeasureChoice("a", "absence", "Persistent", "absence"),
        MeasureChoice("s", "statutory results at the standard (DfE measure)", "At expected", "expected", "dfe"),
        MeasureChoice("g", "statutory results above it (DfE measure)", "Above", "higher", "dfe"),
    )
}
"""Letter → measure, in the order of the menu."""


class Options(NamedTuple):
    """The choices of the compare screen.

    Attributes:
        rows: a key of `ROWS`; `measure` one of `MEASURES`.
        sets: names of the two saved filters, where they are the rows.
        interval: whether 95 % intervals are shown.
        pooled: whether three years are taken together.
    """

    rows: str = "c"
    measure: str = "e"
    sets: tuple[str, ...] = ()
    interval: bool = False
    pooled: bool = False

    @property
    def what(self) -> Rows:
        """What the rows are."""
        return ROWS[self.rows]

    @property
    def by(self) -> MeasureChoice:
        """What they are compared by."""
        return MEASURES[self.measure]

    def comparison(self, whom: Whom, class_name: str) -> Comparison:
        """What is asked of the workspace about some pupils, seen from a class."""
        return Comparison(
            by=self.what.by,
            sets=self.sets if self.rows == SETS else self.what.sets,
            measure=self.by.measure,
            denominator=self.by.denominator,
            whom=whom,
            interval=self.interval,
            pool=YEARS if self.pooled else 1,
            beside=class_name if self.what.beside else "",
        )

    @property
    def words(self) -> str:
        """What is compared, for the line above the table."""
        return self.by.words + (f", {YEARS} years together" if self.pooled else "")

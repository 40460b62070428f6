"""What the progress screen can show: the choices behind `v`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from progress_tui.domain.calendar import year_group_label

if TYPE_CHECKING:
    from progress_tui.analysis.progress.by_year import Measure

View = Literal["classes", "cohort", "so far", "pupils"]

VIEWS: Final[Mapping[str, tuple[View, str]]] = {
    "s": ("classes", "years side by side: the last complete year"),
    "c": ("cohort", "one cohort followed through"),
    "n": ("so far", "the year under way, so far"),
    "p": ("pupils", "pupil by pupil"),
}
"""Letter → view and its words."""

OTHER_COHORT: Final = "o"
"""The letter that offers the cohorts."""

MEASURES: Final[Mapping[str, tuple[Measure | None, str]]] = {
    "f": (None, "measured in the first of these that is on file"),
    "l": ("level-points", "measured in level points"),
    "b": ("bands", "measured in bands: change, in notches"),
    "e": ("score", "measured in standardised scores"),
    "r": ("rank", "measured as places in the year group"),
}
"""Letter → what is gained, and its words; None takes the first there is."""

_OLDEST: Final = 9


class Options(NamedTuple):
    """The choices of the progress screen.

    Attributes:
        view: what is shown.
        measure: what is gained, None for the first of level points, bands, scores and places that is on file.
        cohort: the year group at the point of the cohort that is followed, None for the one with most complete years.
    """

    view: View = "classes"
    measure: Measure | None = None
    cohort: int | None = None


def cohorts() -> list[tuple[str, str, int]]:
    """Letter, words and year group at the point of every cohort that can be followed; 7 and more have left."""
    here = [("r" if year == 0 else str(year), f"now in {year_group_label(year)}", year) for year in range(7)]
    left = [
        (str(year), "left last summer" if year == 7 else f"left {year - 6} summers ago", year)
        for year in range(7, _OLDEST + 1)
    ]
    return here + left

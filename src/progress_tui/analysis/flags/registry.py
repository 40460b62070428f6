"""What a flag rule is. The rules themselves stand in one module a family; docs/judgements.md tells them for people."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from progress_tui.analysis.flags.ground import Ground
from progress_tui.domain.views import FlagShown

Found = tuple[int, FlagShown]
"""A pupil id and the flag raised on the pupil."""

Rule = Callable[[Ground], Iterator[Found]]

Family = Literal["expectation", "target", "change", "attendance", "data", "meetings", "several", "good news"]

ONCE: frozenset[Family] = frozenset(("expectation", "target", "change"))
"""The families in which a subject counts once, whatever number of its flags are raised."""


@dataclass(frozen=True, slots=True)
class FlagRule:
    """A rule with what is said of it in help, in the filter language and by `flags explain`.

    Attributes:
        flag: the id; `title` in a few words.
        family: what it is about.
        severities: the severities it can have, ascending; (0,) for good news.
        fires: when it is raised, in a sentence; `unless` when it is not, or an empty text.
        rule: the school as rules see it → flags.
        pressing: of one pupil's flags of equal severity, those with the lower figure come first.
        example: a sentence as it can read.
        lines: whether the lines of a fall in the scale files decide too.
        follows: whether it rests on other flags, and so runs after them.
    """

    flag: str
    title: str
    family: Family
    severities: tuple[int, ...]
    fires: str
    unless: str
    rule: Rule
    pressing: int
    example: str
    lines: bool = False
    follows: bool = False

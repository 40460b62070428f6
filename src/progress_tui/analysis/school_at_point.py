"""One school at one point, with everything that is derived of it made once: what every view starts from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

import polars as pl

from progress_tui.analysis.filter_facts import filter_facts
from progress_tui.analysis.filters import PupilFacts, Vocabulary, parse_filter, parts_of
from progress_tui.analysis.flags import RULES, Flags, Raised, flags_of, raised
from progress_tui.analysis.frames import SchoolFrames
from progress_tui.analysis.progress.baselines import prior_group
from progress_tui.analysis.summary import Summary
from progress_tui.domain.calendar import Point
from progress_tui.domain.errors import UsageError
from progress_tui.domain.filtering import FilterPart
from progress_tui.domain.text import fold
from progress_tui.domain.views import FlagShown


@dataclass(frozen=True, slots=True)
class Selection:
    """The pupils a filter picks out of a school.

    Attributes:
        keys: pupil ids on roll that match, by name.
        description: the filter in words, as it was applied; `all pupils` without one.
        unknown: pupils left out because what the filter asks is not known of them.
        hint: a word of help when nothing matches; may be empty.
        unknown_keys: pupil ids of those left out as unknown, by name.
        parts: the terms that must all hold, in words.
    """

    keys: tuple[int, ...]
    description: str
    unknown: int
    hint: str = ""
    unknown_keys: tuple[int, ...] = ()
    parts: tuple[FilterPart, ...] = field(default=(), compare=False)


@dataclass(frozen=True)
class SchoolAtPoint:
    """A school at a point.

    Attributes:
        frames: the school.
        point: the point that is looked at.
        name: the school's name; `fictional` for the demo school.
        today: the day due dates are held against.
        saved_filters: name → text of the filters the school has named.
    """

    frames: SchoolFrames
    point: Point
    name: str
    fictional: bool
    today: date
    saved_filters: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def summary(self) -> Summary:
        """Roll, results, targets and changes."""
        return Summary(self.frames, self.point, self.today)

    @cached_property
    def raised(self) -> Raised:
        """What the flag rules found: flags in force, dismissed ones, and what is ongoing."""
        return raised(self.summary)

    @property
    def flags(self) -> dict[int, tuple[FlagShown, ...]]:
        """pupil_id → flags in force, most pressing first; good news last."""
        return self.raised.flags

    @cached_property
    def _flags_then(self) -> dict[tuple[int, date], Flags]:
        return {}

    def flags_then(self, ordinal: int, day: date) -> Flags:
        """The flags at an earlier point as they stood on a day, by what is on file now; made once."""
        if (ordinal, day) not in self._flags_then:
            self._flags_then[ordinal, day] = flags_of(Summary(self.frames, Point(ordinal), day))
        return self._flags_then[ordinal, day]

    def with_facts(self, frames: Mapping[str, pl.DataFrame]) -> SchoolAtPoint:
        """The school with other facts, at the latest point up to this one that has results then, else at this one."""
        other = self.frames.with_facts(frames)
        last = other.results.filter(pl.col("ordinal") <= self.point.ordinal)["ordinal"].max()
        return replace(self, frames=other, point=Point(last) if isinstance(last, int) else self.point)

    @cached_property
    def facts(self) -> PupilFacts:
        """The whole roll as the filter language asks about it."""
        return filter_facts(self.summary, lambda: self.flags, self.name, prior_group(self.summary))

    @cached_property
    def _facts_of_class(self) -> dict[int, PupilFacts]:
        return {}

    def facts_of(self, class_id: int) -> PupilFacts:
        """One class's part of `facts`."""
        if class_id not in self._facts_of_class:
            self._facts_of_class[class_id] = self.facts.part(pl.col("class_id") == class_id)
        return self._facts_of_class[class_id]

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words this school adds to the filter language; the same in every class, as saved filters are."""
        return Vocabulary(
            subjects=self.summary.subjects["subject"].unique().sort().to_list(),
            classes=self.summary.roll["class_name"].drop_nulls().unique().sort().to_list(),
            flags={rule.flag: rule.title for rule in RULES},
            support=self.frames.support["name"].unique().sort().to_list(),
            saved=self.saved_filters,
        )

    def select(self, text: str = "", subject: str | None = None, class_id: int | None = None) -> Selection:
        """The pupils a filter matches. A class answers as it does within the whole roll.

        Args:
            text: in the filter language (docs/filters.md), or empty for everybody.
            subject: the subject that terms such as `target<0` speak of; None for any.
            class_id: only this class; the whole roll without it.

        Raises:
            UsageError: the text is not a filter; the sentence names the word, its place and the nearest known words.
        """
        facts = self.facts if class_id is None else self.facts_of(class_id)
        if not text.strip():
            return Selection(tuple(facts.pupils["pupil_id"].to_list()), "all pupils", 0)
        asked = parse_filter(text, self.vocabulary)
        found = asked.evaluate(facts, subject)
        return Selection(
            tuple(found.keys), found.description, found.unknown, found.hint, tuple(found.unknown_keys),
            parts_of(asked, subject, facts),
        )  # fmt: skip

    def names_people(self, text: str) -> bool:
        """Whether a filter may name a pupil: it looks for names, has a word that is a name here, or cannot be read."""
        try:
            seeks = parse_filter(text, self.vocabulary).seeks_names()
        except UsageError:
            return True
        names = self.facts.pupils["folded_name"].drop_nulls().to_list()
        return seeks or not set(fold(text).split()).isdisjoint(word for name in names for word in name.split())

    def title(self, *parts: str) -> str:
        """`Oakfield Primary ▸ Compare ▸ Autumn 2 2026-27`."""
        return " ▸ ".join((self.name, *parts, self.point.label))

"""Filters as the screens use them: whom they find, in words, what can be typed and chosen, and those that are saved.

Importing this module loads neither Polars nor the grammar of the language.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from progress_tui.domain.calendar import year_group_label
from progress_tui.domain.errors import UsageError
from progress_tui.domain.filtering import NAME_HIDDEN, Choosable, Completion, FilterPart, SavedFilter
from progress_tui.domain.text import fold, visible

if TYPE_CHECKING:
    from progress_tui.analysis.school_at_point import SchoolAtPoint
    from progress_tui.workspace.loaded import Loaded


@dataclass(frozen=True, slots=True)
class Filtered:
    """A filter applied to a class or a school.

    Attributes:
        text: as typed.
        keys: pupil ids that match: in the view's order for a class view, else by name.
        description: the filter in words, as it was applied.
        unknown: pupils left out because what the filter asks is not known of them.
        hint: a word of help when nothing matches; may be empty.
        parts: its terms one by one.
    """

    text: str
    keys: tuple[int, ...]
    description: str
    unknown: int
    hint: str
    parts: tuple[FilterPart, ...] = ()

    @property
    def hidden_description(self) -> str:
        """The filter in words without the names that were typed in it."""
        if all(part.words == part.hidden_words for part in self.parts):
            return self.description
        return "; ".join(part.hidden_words for part in self.parts)

    def told(self, sentence: str, hidden: bool) -> str:
        """A sentence of a report that says the filter, without the names typed in it while names are hidden."""
        return sentence.replace(self.description, self.hidden_description) if hidden else sentence


class Choosing:
    """What the filter line and the filter builder ask. A school is named by its id, a point by its ordinal."""

    def __init__(self, loaded: Loaded) -> None:
        """Answer from what is loaded."""
        self._loaded = loaded

    def _at(self, school_id: int, ordinal: int) -> SchoolAtPoint:
        return self._loaded.at(school_id, ordinal)

    def ready(self, school_id: int, ordinal: int) -> bool:
        """Whether the questions below are answered within a few milliseconds."""
        return self._loaded.is_ready(school_id, ordinal)

    def complete(
        self, text: str, cursor: int, school_id: int, ordinal: int, subject: str = "", hidden: bool = False
    ) -> Completion:
        """What the word that ends at the cursor may become, the likeliest first.

        What the school has named itself may hold a pupil's name: while names are `hidden`, none of it is offered.
        """
        from progress_tui.analysis.filters import completion

        at = self._at(school_id, ordinal)
        found = completion(text, cursor, at.vocabulary, subject or None)
        if not hidden:
            return found
        named = ("saved:", "support:“", 'support:"')
        kept = (one for one in found.offers if not (one.whole and one.text.startswith(named)))
        return found._replace(offers=tuple(one for one in kept if one.text not in at.saved_filters))

    def names_in(self, text: str, school_id: int, ordinal: int) -> list[tuple[int, int]]:
        """Where a text may hold a name: (first, behind the last) 0-based places."""
        from progress_tui.analysis.filters import names_in

        return names_in(text, self._at(school_id, ordinal).vocabulary)

    def parts(self, text: str, school_id: int, ordinal: int, subject: str = "") -> tuple[FilterPart, ...]:
        """The terms of a filter one by one, without asking anybody.

        Raises:
            FilterError: the text is not a filter.
        """
        from progress_tui.analysis.filters import parse_filter, parts_of

        return parts_of(parse_filter(text, self._at(school_id, ordinal).vocabulary), subject or None)

    def choosable(self, school_id: int, ordinal: int) -> Choosable:
        """What the school offers to filter by."""
        from progress_tui.analysis.filters.keys import class_term
        from progress_tui.analysis.filters.terms import SupportTerm

        at = self._at(school_id, ordinal)
        years = [year for year in at.summary.roll["year_group"].drop_nulls().unique().sort() if year >= 0]
        classes = at.vocabulary.classes
        return Choosable(
            flags=tuple(at.vocabulary.flags.items()),
            years=tuple(
                (f"y{year}" if year > 0 else "reception", year_group_label(year)) for year in years if year >= 0
            ),
            classes=tuple((class_term(name).spelling(), f"class {visible(name)}") for name in classes),
            support=tuple((SupportTerm(name).spelling(), visible(name)) for name in at.vocabulary.support),
        )

    def saved(
        self, school_id: int, ordinal: int, class_id: int | None = None, subject: str = ""
    ) -> tuple[SavedFilter, ...]:
        """The filters the school has named, by name, with how many each finds in the class or the school."""
        at = self._at(school_id, ordinal)
        known = _names(at)
        found = []
        for name, text in sorted(at.saved_filters.items()):
            hidden = name if known.isdisjoint(fold(name).split()) else NAME_HIDDEN
            try:
                one = at.select(text, subject or None, class_id)
            except UsageError as error:
                found.append(SavedFilter(name, text, str(error), None, hidden, error.title.replace(name, hidden)))
                continue
            masked = "; ".join(part.hidden_words for part in one.parts)
            found.append(SavedFilter(name, text, one.description, len(one.keys), hidden, masked))
        return tuple(found)


def _names(at: SchoolAtPoint) -> frozenset[str]:
    """The words of which names of pupils on roll are made, folded."""
    names = at.facts.pupils["folded_name"].drop_nulls().to_list()
    return frozenset(word for name in names for word in name.split())

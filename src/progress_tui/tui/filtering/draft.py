"""A filter that is being put together: what each key changes in it. Knows no widget."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from progress_tui.tui.filtering.facets import Facet

State = Literal["off", "with", "without"]


def opposite(text: str) -> str:
    """`pp` → `-pp`, and back."""
    return text.removeprefix("-") if text.startswith("-") else f"-{text}"


@dataclass(frozen=True)
class Draft:
    """Terms that must all hold.

    Attributes:
        parts: each a term, or alternatives of which one must hold. What the builder has no key for is kept as it is.
    """

    parts: tuple[tuple[str, ...], ...] = ()

    @classmethod
    def of(cls, texts: Iterable[str], groups: Mapping[str, Collection[str]]) -> Draft:
        """Take a filter apart.

        Args:
            texts: its terms, each in its one spelling.
            groups: name → texts of the facets that are alternatives.
        """
        return cls(tuple(_alternatives(text, groups) for text in texts))

    @property
    def text(self) -> str:
        """The filter; empty for everybody."""
        return " ".join(part[0] if len(part) == 1 else f"({' or '.join(part)})" for part in self.parts)

    def state(self, facet: Facet) -> State:
        """Whether the facet is asked for, ruled out, or neither."""
        if any(facet.text in part for part in self.parts):
            return "with"
        return "without" if (opposite(facet.text),) in self.parts else "off"

    def toggled(self, facet: Facet, group: Collection[str] = ()) -> Draft:
        """Off, then with, then without, then off again.

        Args:
            facet: what is changed.
            group: the texts of which it is one of several alternatives.
        """
        match self.state(facet):
            case "off":
                return self._with(facet, group)
            case "with":
                return Draft((*self._less(facet.text), (opposite(facet.text),)))
            case _:
                return Draft(self._less(opposite(facet.text)))

    def _with(self, facet: Facet, group: Collection[str]) -> Draft:
        for at, part in enumerate(self.parts):
            if set(part) <= set(group):
                joined = (facet.text,) if facet.instead else (*part, facet.text)
                return Draft((*self.parts[:at], joined, *self.parts[at + 1 :]))
        return Draft((*self.parts, (facet.text,)))

    def _less(self, text: str) -> tuple[tuple[str, ...], ...]:
        kept = (tuple(one for one in part if one != text) for part in self.parts)
        return tuple(part for part in kept if part)


def _alternatives(text: str, groups: Mapping[str, Collection[str]]) -> tuple[str, ...]:
    if text.startswith("(") and text.endswith(")"):
        found = tuple(text[1:-1].split(" or "))
        if any(set(found) <= set(group) for group in groups.values()):
            return found
    return (text,)

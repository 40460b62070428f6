"""How documents call children: they know a child by its number and ask for a name, or a text fit to give out."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from progress_tui.domain.pupils import NameMode, display_name


class Person(NamedTuple):
    """A child whose name a document may hold, or may find in free text.

    Attributes:
        initials: unique within the class.
        class_name: of the class the child is in, "" where it is not known.
    """

    pupil_id: int
    surname: str
    forename: str
    fallback: str
    initials: str
    class_name: str = ""

    @property
    def name(self) -> str:
        """`Surname, Forename`, or the fallback such as `Pupil 17`."""
        return display_name(self.surname, self.forename, self.fallback)


class Namer(Protocol):
    """The one way from a child, and from free text, into a document."""

    @property
    def names(self) -> NameMode:
        """How names are written."""
        ...

    def name(self, pupil_id: int) -> str:
        """How a child is called: the name, the initials, or `Pupil 3`."""
        ...

    def text(self, text: str, about: int | None, *, keep_lines: bool = False) -> str:
        """Free text with stand-ins for names.

        Args:
            text: what somebody typed, who does something and who was there included.
            about: the child it is about, None for no single one.
            keep_lines: keep line feeds.
        """
        ...

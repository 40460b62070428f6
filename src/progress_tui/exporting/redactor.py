"""The one redactor of a document: how pupils are called, what is put for names in free text, and a list of both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from progress_tui.domain.pupils import NameMode, display_name
from progress_tui.domain.text import clean
from progress_tui.exporting.names import NameHider, Replacement

__all__ = ["Person", "Redactor", "Replacement"]


class Person(NamedTuple):
    """A pupil whose name may stand in a text.

    Attributes:
        initials: unique within the class.
        class_name: the class, `""` when a document is about one class.
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


class Redactor:
    """Hides names as a document is built; every text of the school's goes through it.

    Args:
        people: every pupil of every class the document is about, mentioned or not.
        names: how pupils are called.
    """

    def __init__(self, people: Sequence[Person], names: NameMode) -> None:
        self.names = names
        own = [_told_apart(people, one) for one in people]
        self._people = {one.pupil_id: one for one in own}
        self._hider = NameHider(own, names, {one.pupil_id: one.class_name for one in own})
        self._numbers: dict[int, int] = {}

    @property
    def replacements(self) -> tuple[Replacement, ...]:
        """What was hidden in free text up to now, in the order it was met."""
        return tuple(self._hider.replaced)

    @property
    def named(self) -> int:
        """How many pupils were called by name, initials or number up to now."""
        return len(self._numbers)

    def name(self, pupil_id: int) -> str:
        """How a pupil is called: in full, by initials, or by a number in the order of first mention.

        A pupil who is not among the people is `a pupil`.
        """
        person = self._people.get(pupil_id)
        if person is None:
            return "a pupil"
        return self._hider.name(person, self._numbers.setdefault(pupil_id, len(self._numbers) + 1))

    def text(self, text: str, about: int | None = None, *, where: str = "", keep_lines: bool = True) -> str:
        """A text of the school's, cleaned, with a stand-in for every name of a pupil.

        Args:
            text: free text: a note, an action, a reason, a staff name, a code that somebody typed.
            about: id of the pupil it is about, None when it is about no single one.
            where: what the text is, for the preview (`note of 12 November`); never a name.
            keep_lines: keep line feeds.
        """
        # Whose text it is, as the document has it: the preview must be of use beside the document.
        whose = ", ".join(part for part in (self.name(about) if about is not None else "", where) if part)
        return self._hider.hide(text, about, keep_lines=keep_lines, where=whose)

    def line(self, text: str, about: int | None = None, *, where: str = "") -> str:
        """The same on one line, for cells and labels."""
        return self.text(text, about, where=where, keep_lines=False)


def _told_apart(people: Sequence[Person], one: Person) -> Person:
    """A pupil whose initials another class has too gets the class beside them."""
    shared = Counter(other.class_name for other in people if other.initials == one.initials)
    return one._replace(initials=f"{one.initials} ({clean(one.class_name)})") if len(shared) > 1 else one

"""Names in the sentences and cells of a report, put away while names are hidden on the screen."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from progress_tui.domain.pupils import display_name
from progress_tui.domain.views import ClassView

if TYPE_CHECKING:
    from progress_tui.exporting.names import NameHider
    from progress_tui.workspace.core import Workspace

_OTHER: Final = "a pupil of another class"


class OnFile(NamedTuple):
    """A pupil of the school, who is not called by a name while names are hidden."""

    pupil_id: int
    surname: str
    forename: str
    fallback: str

    @property
    def initials(self) -> str:
        """What stands for the name."""
        return _OTHER

    @property
    def name(self) -> str:
        """As reports write it."""
        return display_name(self.surname, self.forename, self.fallback)


class Hiding:
    """Stands initials in for the names of one class, and says nothing of anybody else's."""

    def __init__(self, school: Iterable[OnFile], view: ClassView | None) -> None:
        """Hide names.

        Args:
            school: every pupil of it, those of the class and those who left included.
            view: the class whose pupils have initials; None when nobody is in it.
        """
        rows = view.rows if view is not None else ()
        self._school = tuple(school)
        own = {row.name: row.initials for row in rows}
        self._stand_ins = sorted(
            ((name, own.get(name, _OTHER)) for name in {*(one.name for one in self._school), *own} if name),
            key=lambda pair: -len(pair[0]),
        )
        self._rows = rows

    def hide(self, text: str) -> str:
        """A text of a report without names: written as in lists, or anyhow where it is one of the class."""
        text = self._as_listed(text)
        return self._of_class.hide(text, None) if self._rows else text

    def hide_typed(self, text: str) -> str:
        """What somebody typed, without any name of the school: in haste they are typed without a capital, too.

        The sentences of the program are not read like this: a surname such as White is a word in them.
        """
        # A name that children of several classes share is taken for the one in this class.
        own = self._rows[0].pupil_id if self._rows else None
        return self._of_school.hide(self._as_listed(text), own, keep_lines=True, any_case=True)

    def _as_listed(self, text: str) -> str:
        for name, stand_in in self._stand_ins:
            if name in text:
                text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", stand_in.replace("\\", r"\\"), text)
        return text

    @cached_property
    def _of_class(self) -> NameHider:
        """Made once: it takes longer than a hundred texts."""
        from progress_tui.exporting.names import NameHider

        return NameHider(self._rows, "initials")

    @cached_property
    def _of_school(self) -> NameHider:
        from progress_tui.exporting.names import NameHider

        here = {row.pupil_id: "here" for row in self._rows}
        others = [one for one in self._school if one.pupil_id not in here]
        return NameHider([*self._rows, *others], "initials", {**{one.pupil_id: "" for one in others}, **here})


def hiding(workspace: Workspace, school_id: int, ordinal: int, view: ClassView | None) -> Hiding:
    """What hides the names of a school, but for the initials of one class."""
    pupils = workspace.school_at(school_id, ordinal).frames.pupils
    return Hiding(map(OnFile._make, pupils.select("pupil_id", "surname", "forename", "fallback").iter_rows()), view)

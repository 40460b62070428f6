"""Names in the sentences and cells of a report, put away while names are hidden on the screen."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Final

from progress_tui.domain.pupils import display_name
from progress_tui.domain.views import ClassView

if TYPE_CHECKING:
    from progress_tui.exporting.names import NameHider
    from progress_tui.workspace.core import Workspace

_OTHER: Final = "a pupil of another class"


class Hiding:
    """Stands initials in for the names of one class, and says nothing of anybody else's."""

    def __init__(self, names: Iterable[str], view: ClassView | None) -> None:
        """Hide names.

        Args:
            names: of every pupil of the school, as reports write them.
            view: the class whose pupils have initials; None when nobody is in it.
        """
        rows = view.rows if view is not None else ()
        own = {row.name: row.initials for row in rows}
        self._stand_ins = sorted(
            ((name, own.get(name, _OTHER)) for name in {*names, *own} if name), key=lambda pair: -len(pair[0])
        )
        self._rows = rows

    def hide(self, text: str) -> str:
        """A text of a report without names: written as in lists, or anyhow where it is one of the class."""
        text = self._as_listed(text)
        return self._of_class.hide(text, None) if self._rows else text

    def hide_typed(self, text: str) -> str:
        """What somebody typed, without names: in a meeting they are typed in haste, often without a capital."""
        text = self._as_listed(text)
        return self._of_class.hide(text, None, keep_lines=True, any_case=True) if self._rows else text

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


def hiding(workspace: Workspace, school_id: int, ordinal: int, view: ClassView | None) -> Hiding:
    """What hides the names of a school, but for the initials of one class."""
    pupils = workspace.school_at(school_id, ordinal).frames.pupils
    return Hiding((display_name(*row) for row in pupils.select("surname", "forename", "fallback").iter_rows()), view)

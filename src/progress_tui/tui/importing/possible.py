"""Which commands of the import screen have something to do now."""

from __future__ import annotations

from typing import Literal, NamedTuple

from progress_tui.tui.commands import importing as do

Step = Literal["file", "work", "ask", "earlier"]


class Now(NamedTuple):
    """What the import screen shows.

    Attributes:
        step: what it is at.
        lists: how many lists there are of what was understood.
        typing: whether letters are typed into the line of the panel; `can_type` whether it has one.
        rejected: whether some rows cannot be taken.
    """

    step: Step
    lists: int
    typing: bool
    can_type: bool
    rejected: bool

    def possible(self) -> set[str]:
        """The names of the commands."""
        possible = {do.StepBack.name}
        if self.step == "work":
            return possible
        possible |= {do.Accept.name} | ({do.EarlierImports.name} if self.step == "file" else set())
        if self.step == "ask":
            possible |= {do.OtherPart.name} if self.lists else set()
            if not self.typing:
                possible |= {do.AnotherFile.name} | ({do.NextList.name} if self.lists > 1 else set())
                possible |= {do.TypeAnswer.name} if self.can_type else set()
                possible |= {do.SaveRejected.name} if self.rejected else set()
        return possible

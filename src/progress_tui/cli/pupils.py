"""Finds the one pupil that a command names."""

from __future__ import annotations

from collections.abc import Sequence

from progress_tui.domain.errors import NotFoundError
from progress_tui.workspace import Workspace


def one_pupil(workspace: Workspace, school_id: int, name: str) -> tuple[int, str]:
    """The one pupil with this UPN, source id or name.

    Raises:
        NotFoundError: none, or several; then the sentence lists them.
    """
    return the_only(workspace.find_pupils(school_id, name), name)


def the_only(found: Sequence[tuple[int, str]], name: str) -> tuple[int, str]:
    """The one pupil found by a name.

    Raises:
        NotFoundError: none, or several; then the sentence lists them.
    """
    if len(found) != 1:
        names = "; ".join(label for _, label in found[:8])
        raise NotFoundError(
            f"{'No pupil' if not found else f'{len(found)} pupils'} “{name}”",
            f"{names}." if names else "",
            "Use the UPN or source id."
            if found
            else "Look how it is spelt on file: “progress-tui show class CLASS” lists a class.",
        )
    return found[0]

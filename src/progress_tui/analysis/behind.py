"""The children behind the figures of a report: found when somebody asks, in the frames the figures were made of.

Words never hold a name: a heading may stand on a wall.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from progress_tui.domain.reports import Behind
from progress_tui.domain.subjects import SUBJECTS, subject_label

if TYPE_CHECKING:
    from progress_tui.analysis.frames import SchoolFrames
    from progress_tui.analysis.school_at_point import SchoolAtPoint, Selection

Find = Callable[[int, str], Behind | None]
"""`Report.behind`."""

Look = Callable[[], Behind]
"""Finds the children a sentence speaks of."""

Said = str | tuple[str, Look]
"""A sentence, with a way to the children it speaks of where there are any."""


class Told(NamedTuple):
    """Sentences as `Report.notes`, and the children behind them as `Report.behind_notes`."""

    notes: tuple[str, ...]
    behind: Mapping[int, Behind]


class _Notes(Mapping[int, Behind]):
    """The children behind sentences, looked for when somebody opens one."""

    def __init__(self, looks: Mapping[int, Look]) -> None:
        self._looks = looks

    def __getitem__(self, index: int) -> Behind:
        return self._looks[index]()

    def __iter__(self) -> Iterator[int]:
        return iter(self._looks)

    def __len__(self) -> int:
        return len(self._looks)


def told(said: Iterable[Said]) -> Told:
    """The sentences that say anything, in their order, with the children behind them."""
    notes: list[str] = []
    looks: dict[int, Look] = {}
    for one in said:
        text, look = (one, None) if isinstance(one, str) else one
        if not text:
            continue
        if look is not None:
            looks[len(notes)] = look
        notes.append(text)
    return Told(tuple(notes), _Notes(looks))


def by_name(frames: SchoolFrames, pupil_ids: Iterable[int]) -> tuple[int, ...]:
    """Pupils of a school, each once, by name."""
    wanted = list(set(pupil_ids))
    return tuple(frames.pupils.filter(pl.col("pupil_id").is_in(wanted))["pupil_id"])


def those(frames: SchoolFrames, pupils: pl.DataFrame | Collection[int], *words: str) -> Behind:
    """Some pupils of a school, by name.

    Args:
        frames: the school.
        pupils: their ids, or a frame with a column `pupil_id`.
        words: who they are; empty ones are left out.
    """
    ids = pupils["pupil_id"] if isinstance(pupils, pl.DataFrame) else pupils
    return Behind(worded(*words), by_name(frames, ids))


def worded(*words: str) -> str:
    """`4B · reading · on roll`, without what is empty."""
    return " · ".join(word for word in words if word)


def subject_said(subject: str) -> str:
    """A subject inside a heading: `reading`, `RWM`; "" for none."""
    label = subject_label(subject) if subject else ""
    return label.lower() if subject in SUBJECTS and not label.isupper() else label


def selected(at: SchoolAtPoint, selection: Selection) -> Look:
    """Those who were asked about."""
    return lambda: those(at.frames, selection.keys, selection.description, "on roll")


def not_known(at: SchoolAtPoint, selection: Selection) -> Look:
    """Those a filter leaves out because what it asks is not known of them."""
    return lambda: those(at.frames, selection.unknown_keys, selection.description, "not known")


def one_each(rows: Sequence[Mapping[str, object]]) -> Find:
    """For a report with a row a pupil (`pupil_id`): every cell leads to the pupil of its row."""

    def find(row: int, key: str) -> Behind | None:  # noqa: ARG001 – the signature of `Report.behind`
        pupil_id = rows[row]["pupil_id"]
        if not isinstance(pupil_id, int):
            return None
        where = rows[row].get("class") or rows[row].get("class_name") or ""
        return Behind(worded(str(where), subject_said(str(rows[row].get("subject") or "")), "1 child"), (pupil_id,))

    return find

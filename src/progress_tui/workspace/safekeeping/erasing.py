"""Children erased from a school file and from every backup that can be reached; and what is due to go by a schedule."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from progress_tui.domain import clock
from progress_tui.domain.errors import StoreError
from progress_tui.store.engine import SchoolFile
from progress_tui.store.erasing import beyond
from progress_tui.store.erasing.erase import Erased, erase
from progress_tui.store.erasing.finding import Finder
from progress_tui.store.erasing.identity import Identity, identity_of, namesakes, same_children
from progress_tui.store.erasing.purging import Cutoffs, Leaver, leavers, purge

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Edit = Callable[["DuckDBPyConnection"], Erased]

_NOT_THERE = -1
"""Stands for the number of a child that a backup does not have: its number may be another child's there."""


class Outcome(NamedTuple):
    """What went, or would go.

    Attributes:
        erased: from the school file.
        backups: which of them were written anew, or would be.
        left: backups that could not be written anew, with the reason.
        beyond: copies this program cannot reach, a sentence each.
    """

    erased: Erased
    backups: tuple[Path, ...]
    left: tuple[tuple[Path, str], ...]
    beyond: tuple[str, ...]


class Due(NamedTuple):
    """What the schedule says is to go.

    Attributes:
        children: who left long enough ago, with the last day; `left` how many left at all.
        outcome: of their going, and of what is old.
    """

    children: tuple[tuple[Identity, Leaver], ...]
    left: int
    outcome: Outcome


class Erasing:
    """Erases in one school file and its backups. The file itself goes last: what is interrupted can be done again."""

    def __init__(
        self, file: SchoolFile, bring_up_to_date: Callable[[], None], facts_changed: Callable[[], None]
    ) -> None:
        """Write to `file`; `facts_changed` drops what was derived from it."""
        self._file = file
        self._bring_up_to_date = bring_up_to_date
        self._facts_changed = facts_changed

    def preview(self, school_id: int, pupil_id: int, *, each_name: bool = False) -> Outcome:
        """What `erase` would take out; nothing is changed.

        Raises:
            NotFoundError: the child is not on file.
        """
        return self._one(school_id, pupil_id, each_name, really=False)

    def erase(self, school_id: int, pupil_id: int, *, each_name: bool = False, leave: bool = False) -> Outcome:
        """Take everything on a child out of the file and every backup in reach, and forget it in what is remembered.

        Args:
            school_id: the school.
            pupil_id: the child.
            each_name: the surname and the forename alone go too, from what people typed of others.
            leave: go on although a backup cannot be reached or opened.

        Raises:
            NotFoundError: the child is not on file.
            StoreError: a backup cannot be reached or opened, or the school file could not be written anew; it is as it
                was, and the backups in reach are rid of the child.
        """
        return self._one(school_id, pupil_id, each_name, really=True, leave=leave)

    def _one(self, school_id: int, pupil_id: int, each_name: bool, *, really: bool, leave: bool = False) -> Outcome:
        self._bring_up_to_date()
        child = self._file.read(lambda con: identity_of(con, school_id, pupil_id))
        told = self._file.read(lambda con: beyond.reach(con, [child]))
        others = self._file.read(lambda con: namesakes(con, child))

        def there(con: DuckDBPyConnection) -> Erased:
            one, *also = _in(con, child, others)
            return erase(con, one, pupil_id, also=also, each_name=each_name)

        backups, left, out_of_reach = self._backups(there, really)
        if really:
            _refuse_left(left, out_of_reach, leave)
            self._forget([child])
        erased = self._in_file(lambda con: erase(con, child, pupil_id, each_name=each_name), really)
        return Outcome(erased, backups, left, (*told, *out_of_reach))

    def due(self, cutoffs: Cutoffs) -> Due:
        """What is due; nothing is changed."""
        return self._purged(cutoffs, really=False)

    def purge(self, cutoffs: Cutoffs, *, leave: bool = False) -> Due:
        """Take what is due out of the file and every backup in reach.

        Args:
            cutoffs: from which day on something is kept.
            leave: go on although a backup cannot be reached or opened.

        Raises:
            StoreError: as `erase`.
        """
        return self._purged(cutoffs, really=True, leave=leave)

    def _purged(self, cutoffs: Cutoffs, *, really: bool, leave: bool = False) -> Due:
        self._bring_up_to_date()
        gone = self._file.read(lambda con: leavers(con, clock.today()))
        old = [one for one in gone if one.left < cutoffs.leavers]
        children = self._file.read(lambda con: [identity_of(con, one.school_id, one.pupil_id) for one in old])
        told = self._file.read(lambda con: beyond.reach(con, children))
        pairs = self._file.read(lambda con: [(one, namesakes(con, one)) for one in children])

        def there(con: DuckDBPyConnection) -> Erased:
            return purge(con, cutoffs, [found for one, others in pairs for found in _in(con, one, others)])

        backups, left, out_of_reach = self._backups(there, really)
        erased = self._file.rehearse(lambda con: purge(con, cutoffs, children))
        if really and _is_something(erased):
            _refuse_left(left, out_of_reach, leave)
            self._forget(children)
            erased = self._in_file(lambda con: purge(con, cutoffs, children), really)
        return Due(
            tuple(zip(children, old, strict=True)), len(gone), Outcome(erased, backups, left, (*told, *out_of_reach))
        )

    def _in_file(self, edit: Edit, really: bool) -> Erased:
        if not really:
            return self._file.rehearse(edit)
        erased = self._file.rewrite(edit, self._file.key)
        self._facts_changed()
        return erased

    def _backups(
        self, edit: Edit, really: bool
    ) -> tuple[tuple[Path, ...], tuple[tuple[Path, str], ...], tuple[str, ...]]:
        """Write every backup anew in which there is something to take out: done, left with the reason, out of reach."""
        from progress_tui.store import backups
        from progress_tui.store.protection.recognising import is_encrypted

        folders = self._file.read(backups.folders)
        known = backups.reach(self._file, folders, any_name=True)
        done, left = list[Path](), list(backups.left_half_made(self._file.path, folders) if really else ())
        for backup in known.backups:
            key = self._file.key if is_encrypted(backup.path) else None
            try:
                with closing(SchoolFile(backup.path, key)) as copy:
                    if _is_something(copy.rehearse(edit)):
                        if really:
                            copy.rewrite(edit, key)
                        done.append(backup.path)
            except StoreError as error:
                left.append((backup.path, str(error)))
        lost = tuple(f"Backups in {folder}, which cannot be reached now." for folder in known.out_of_reach)
        return tuple(done), tuple(left), lost

    def _forget(self, children: Sequence[Identity]) -> None:
        """Take out of what is remembered between sessions what names one of the children."""
        from progress_tui.settings import forget

        whole = Finder(spelling for one in children for spelling in one.whole())
        alone = Finder(spelling for one in children for spelling in one.alone())
        forget(lambda path: whole.holds(path, is_name=True), lambda text: whole.holds(text) or alone.holds(text))


def _refuse_left(left: Sequence[tuple[Path, str]], out_of_reach: Sequence[str], leave: bool) -> None:
    """Once the file is rid of somebody, nothing tells whom to look for in a backup that turns up later."""
    if leave or not (left or out_of_reach):
        return
    reasons = [*(f"{path}: {reason}" for path, reason in left), *out_of_reach]
    raise StoreError(
        "The school file was not touched, since a backup cannot be reached",
        f"{' '.join(reasons)} The backups in reach are done.",
        "Plug it in, mend it or delete it, and do this again; or add --leave-backups.",
    )


def _in(con: DuckDBPyConnection, child: Identity, others: Sequence[Identity]) -> list[Identity]:
    """The child as a backup has it; where it does not, somebody who has no rows, but a name that texts may hold."""
    found = same_children(con, child, others)
    # What it is called now and was called then: both may stand in its texts.
    return [
        one._replace(
            names=tuple(dict.fromkeys([*one.names, *child.names])),
            identifiers=tuple(dict.fromkeys([*one.identifiers, *child.identifiers])),
        )
        for one in found or [child._replace(pupil_id=_NOT_THERE)]
    ]


def _is_something(erased: Erased) -> bool:
    """Whether anything went but class grids, which are made anew."""
    return bool(erased.texts or erased.rows.keys() - {"prepared"})

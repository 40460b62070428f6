"""Flags that somebody dismisses with a reason, and reopens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from progress_tui.domain.errors import NotFoundError, UsageError, did_you_mean
from progress_tui.domain.subjects import subject_label
from progress_tui.domain.text import clean, fold
from progress_tui.domain.views import FlagShown

if TYPE_CHECKING:
    from progress_tui.analysis.school_at_point import SchoolAtPoint
    from progress_tui.domain.reports import Report
    from progress_tui.store.dismissals import FlagKey
    from progress_tui.store.engine import SchoolFile


def dismiss_reasons() -> dict[str, str]:
    """Letter → reason that is offered for dismissing a flag, from `data/dismiss-reasons.toml`.

    Raises:
        DataFileError: the file is not valid.
    """
    from progress_tui.resources import data_folder, read_toml

    reasons = read_toml(data_folder() / "dismiss-reasons.toml").get("reasons", {})
    return {key: str(reason) for key, reason in reasons.items()} if isinstance(reasons, dict) else {}


class Flagging:
    """Dismissals. A flag is named by pupil, rule and subject; what is kept names its evidence too."""

    def __init__(self, file: SchoolFile, refresh: Callable[[], bool]) -> None:
        """Write to `file`; `refresh` drops what was derived from it."""
        self._file = file
        self._refresh = refresh

    def dismiss(
        self, at: SchoolAtPoint, school_id: int, pupil_id: int, flag: str, reason: str, subject: str | None = None
    ) -> tuple[FlagShown, ...]:
        """Dismiss a flag as it stands at a point, with the falls and drifts it is shown in place of.

        Args:
            at: the school at the point.
            school_id: the school.
            pupil_id: the pupil.
            flag: the rule's id.
            reason: why; it stays in the school file.
            subject: id or label of the subject; needed where the flag is raised in several.

        Returns:
            The flags that are dismissed now.

        Raises:
            NotFoundError: the pupil has no such flag now.
            UsageError: it is raised in several subjects and none is named, or the reason is empty.
        """
        from progress_tui.analysis.flags import covered
        from progress_tui.store import dismissals

        own = at.flags.get(pupil_id, ())
        chosen = _one_subject(_named(own, flag, subject, f"at {at.point.label}"), flag)
        gone = tuple(dict.fromkeys(part for one in chosen for part in covered(one, own)))
        keys = [_key(pupil_id, one) for one in gone]
        text = clean(reason)
        self._file.write(lambda con: dismissals.dismiss(con, school_id, keys, text))
        self._refresh()
        return gone

    def reopen(self, at: SchoolAtPoint, school_id: int, pupil_id: int, flag: str, subject: str | None = None) -> int:
        """Forget that a flag of a pupil was dismissed, with those that were dismissed in its company.

        Returns:
            How many dismissals were forgotten.

        Raises:
            NotFoundError: no such flag of the pupil is dismissed.
            UsageError: it is dismissed in several subjects and none is named.
        """
        from progress_tui.analysis.flags import BY_ID
        from progress_tui.store import dismissals
        from progress_tui.store.dismissals import FlagKey

        held = [
            FlagKey(pupil_id, one, about, evidence)
            for number, one, about, evidence in at.frames.dismissals.select(
                "pupil_id", "flag", "subject", "evidence"
            ).iter_rows()
            if number == pupil_id
        ]
        shown = tuple(FlagShown(key.flag, key.subject, 1, "") for key in held)
        chosen = _one_subject(_named(shown, flag, subject, "that is dismissed"), flag)[0]
        family = BY_ID[chosen.flag].family
        keys = [
            key
            for key in held
            if key.subject == chosen.subject
            and (key.flag == chosen.flag or (family == "change" == BY_ID[key.flag].family))
        ]
        self._file.write(lambda con: dismissals.reopen(con, school_id, keys))
        self._refresh()
        return len(keys)

    def dismissed(self, at: SchoolAtPoint) -> Report:
        """The dismissed flags of a school at a point (see `analysis.flags.explaining`)."""
        from progress_tui.analysis.flags.explaining import dismissed_report

        return dismissed_report(at)


def _key(pupil_id: int, flag: FlagShown) -> FlagKey:
    from progress_tui.analysis.flags import evidence_key
    from progress_tui.store.dismissals import FlagKey

    return FlagKey(pupil_id, flag.flag, flag.subject, evidence_key(flag.evidence))


def _named(flags: Sequence[FlagShown], flag: str, subject: str | None, when: str) -> list[FlagShown]:
    """The flags of this rule and subject; refused with those there are when there is none."""
    found = [one for one in flags if one.flag == flag]
    if not found:
        known = [one.flag for one in flags]
        raise NotFoundError(
            f"The pupil has no flag “{flag}” {when}",
            remedy=did_you_mean(flag, known) if known else "There is none at all.",
        )
    if subject is not None:
        wanted = [one for one in found if fold(subject) in (fold(one.subject), fold(subject_label(one.subject)))]
        if not wanted:
            raise NotFoundError(
                f"The pupil has no flag “{flag}” in “{subject}” {when}",
                remedy=did_you_mean(subject, [one.subject for one in found if one.subject]),
            )
        return wanted
    return found


def _one_subject(found: list[FlagShown], flag: str) -> list[FlagShown]:
    subjects = sorted({one.subject for one in found})
    if len(subjects) > 1:
        named = ", ".join(subject or "none" for subject in subjects)
        raise UsageError(f"“{flag}” is there in several subjects", f"{named}.", "Add --subject.")
    return found

"""What is said about the rules themselves: all of them, one of them with the thresholds in force, what is dismissed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from progress_tui.analysis.behind import one_each
from progress_tui.analysis.catalogue import own_scales, scales
from progress_tui.analysis.flags.registry import ONCE, FlagRule
from progress_tui.analysis.flags.rules import BY_ID, RULES
from progress_tui.analysis.flags.thresholds import thresholds
from progress_tui.domain.errors import UsageError, did_you_mean
from progress_tui.domain.expectations import Fall
from progress_tui.domain.pupils import display_name
from progress_tui.domain.reports import Field, Report

if TYPE_CHECKING:
    from progress_tui.analysis.school_at_point import SchoolAtPoint

_SEVERITIES: Final = {0: "good news", 1: "1 look", 2: "2 discuss", 3: "3 priority"}
_SUPPRESSION: Final = (
    "Not raised again after it was dismissed, until the figures it rests on are others; a date or a threshold that "
    "changes does not bring it back."
)


def rules_report() -> Report:
    """Every rule as a row: flag, family, severities, when it is raised and when not, its thresholds in force.

    Raises:
        DataFileError: the config file is not valid.
    """
    limits = thresholds()
    rows = tuple(
        {
            "flag": rule.flag,
            "title": rule.title,
            "severity": severities(rule),
            "family": rule.family,
            "fires": rule.fires,
            "unless": rule.unless,
            "thresholds": [f"{one.name} {one.value:g} {one.unit}" for one in limits.of(rule.flag)],
            "example": rule.example,
        }
        for rule in RULES
    )
    fields = (Field("flag", "flag"), Field("severity", "severity"), Field("family", "family"), Field("title", "title"))
    notes = ("“progress-tui flags explain FLAG” tells one of them in full.",)
    return Report("Flags", "", fields, rows, notes)


def severities(rule: FlagRule) -> str:
    """`1–3`, `2` or `good news`."""
    low, high = rule.severities[0], rule.severities[-1]
    return "good news" if high == 0 else (str(low) if low == high else f"{low}–{high}")


def explained(flag: str) -> Report:
    """One rule in full.

    Raises:
        UsageError: there is no such flag.
        DataFileError: the config file is not valid.
    """
    if flag not in BY_ID:
        raise UsageError(f"There is no flag “{flag}”", remedy=did_you_mean(flag, BY_ID))
    rule = BY_ID[flag]
    rows = [("raised when", rule.fires)]
    rows += [("not when", rule.unless)] if rule.unless else []
    rows += [("severity", ", ".join(_SEVERITIES[severity] for severity in rule.severities))]
    rows += [
        (
            "threshold",
            f"{flag}.{one.name} = {one.value:g} {one.unit}: {one.meaning} (from {one.origin}"
            + (")" if one.value == one.default else f"; {one.default:g} without it)"),
        )
        for one in thresholds().of(flag)
    ]
    rows += _lines() if rule.lines else []
    rows += [("counts", "each subject once in the family " + rule.family)] if rule.family in ONCE else []
    rows += [("dismissed", _SUPPRESSION), ("reads like", rule.example)]
    return Report(
        title=f"{flag}: {rule.title}",
        point="",
        fields=(Field("what", "what"), Field("says", "says")),
        rows=tuple({"what": what, "says": says} for what, says in rows),
        more={"flag": flag},
    )


def _lines() -> list[tuple[str, str]]:
    """The lines of a fall on each scale, with the file they come from."""
    own = own_scales()
    return [
        ("scale", f"{scale.id}: {_fall(scale.fall)} (from {own.get(scale.id, f'{scale.id}.toml')})")
        for scale in scales().values()
        if scale.fall is not None
    ]


def _fall(fall: Fall) -> str:
    when = f", judged at {', '.join(fall.judged_at)} only" if fall.judged_at else ""
    if fall.unit == "notch":
        return f"a fall of {-fall.watch:g} is severity 2, of {-fall.marked:g} severity 3{when}"
    return f"watch {fall.watch:g}, notable {fall.notable:g}, marked {fall.marked:g}{when}".replace("-", "−")


def dismissed_report(at: SchoolAtPoint) -> Report:
    """The flags of a school that are dismissed and would be raised otherwise, with the reasons, by name."""
    roll = at.summary.roll.select("pupil_id", "surname", "forename", "fallback", "class_name")
    names = {
        pupil_id: (place, display_name(surname, forename, fallback), class_name or "")
        for place, (pupil_id, surname, forename, fallback, class_name) in enumerate(roll.iter_rows())
    }
    held = sorted(at.raised.dismissed, key=lambda one: (names[one.pupil_id][0], one.flag.flag, one.flag.subject))
    rows = tuple(
        {
            "name": names[one.pupil_id][1],
            "class": names[one.pupil_id][2],
            "flag": one.flag.flag,
            "subject": one.flag.subject,
            "reason": one.reason,
            "sentence": one.flag.sentence,
            "severity": one.flag.severity,
            "pupil_id": one.pupil_id,
        }
        for one in held
    )
    fields = (
        Field("name", "pupil"), Field("class", "class"), Field("flag", "flag"), Field("subject", "subject"),
        Field("reason", "dismissed because"), Field("sentence", "it says"),
    )  # fmt: skip
    older = at.frames.dismissals.height - len(held)
    notes = [f"{len(held)} dismissed."]
    if older > 0:
        further = "1 further dismissal rests" if older == 1 else f"{older} further dismissals rest"
        notes.append(f"{further} on figures that are others now, or on another dismissed flag.")
    return Report(at.title("Dismissed flags"), str(at.point), fields, rows, tuple(notes), behind=one_each(rows))

"""A cell of the class grid in words: what its code means, where it stands, in which series and when."""

from __future__ import annotations

from typing import Final

from progress_tui.domain.calendar import Point, year_group_label
from progress_tui.domain.standing import Standing
from progress_tui.domain.subjects import CORE, subject_label
from progress_tui.domain.tallies import PERSISTENT
from progress_tui.domain.views import ClassView, PupilShown, ResultShown, SubjectHeading
from progress_tui.tui.classroom.layout import flags_in_order
from progress_tui.workspace.codes import code_words, no_result_words

_CHANGES: Final = {
    "up": "▲ Up since the latest earlier result of the same series.",
    "down": "▼ Down since the latest earlier result of the same series.",
    "same": "No change since the latest earlier result of the same series that could be told from chance.",
}
_YES_NO: Final = {True: "Yes.", False: "No.", None: "Not known."}
_SEVERITIES: Final = {1: "look", 2: "discuss", 3: "priority"}
_CHARACTERISTICS: Final = {"pp": "Pupil premium", "sen": "SEND", "eal": "English as an additional language"}
_SEN: Final = {"N": "No.", "K": "K: SEN support.", "E": "E: EHC plan.", None: "Not known."}


def cell_lines(view: ClassView, row: PupilShown, key: str, subject: str, hidden: bool) -> tuple[str, list[str]]:
    """What the column is called in full, and what stands in it for a pupil.

    Args:
        view: the class.
        row: the pupil.
        key: of the column.
        subject: the subject shown in full.
        hidden: whether names are hidden.
    """
    if key in _CHARACTERISTICS:
        return _CHARACTERISTICS[key], [_characteristic(row, key)]
    plain = {"absence": _absence, "rwm": _together, "year": _year}
    if key in plain:
        return plain[key](row)
    if key == "flags":
        return "Flags", _flags(row, subject)
    for heading, shown in zip(view.beside, row.beside, strict=True):
        if heading.key == key:
            lines = _result(heading.scale, shown.result, hidden)
            when = Point(shown.ordinal).label if shown.ordinal else ""
            old = "° Taken before the point that is looked at. " if 0 < shown.ordinal < view.point else ""
            taken = f"{old}{heading.series} · {when}" if when else heading.series
            return heading.label, [*lines, *_change(shown.change), taken]
    name, _, part = key.partition(":")
    found = view.heading(name)
    if found is None:
        return {"note": "Note", "class": "Class"}.get(key, "Pupil"), _pupil(row, key)
    return _of_subject(found, row, part, hidden)


def result_at(view: ClassView, row: PupilShown, key: str) -> tuple[str, int] | None:
    """Label of the series and ordinal of the result in a cell; None where the column shows none or it is empty."""
    for beside, held in zip(view.beside, row.beside, strict=True):
        if beside.key == key:
            return (beside.series, held.ordinal) if held.ordinal and held.result.kind != "missing" else None
    name, _, part = key.partition(":")
    heading = view.heading(name)
    if heading is None or not part.isdecimal():
        return None
    for point, result in zip(heading.points, row.subjects[name].results, strict=True):
        if point.ordinal == int(part) and result.kind != "missing":
            return point.series, point.ordinal
    return None


def _of_subject(heading: SubjectHeading, row: PupilShown, part: str, hidden: bool) -> tuple[str, list[str]]:
    shown, label = row.subjects[heading.subject], heading.label
    now = shown.results[-1]
    if part == "target":
        words = f"{code_words(heading.scale, shown.target)}: brought to this point." if shown.target else "No target."
        return f"{label}: target", [words]
    if part == "distance":
        against = "target" if heading.has_targets else "the expected standard"
        if shown.distance is None:
            missing = "no result now" if now.kind != "value" else f"no {against.removeprefix('the ')}"
            return f"{label}: distance", [f"Not known: {missing}."]
        ahead = "on" if shown.distance == 0 else "above" if shown.distance > 0 else "below"
        size = f"{abs(shown.distance):g} " if shown.distance else ""
        words = f"{size}{ahead} {against} in steps of the scale" if shown.distance else f"On {against}"
        beside = f": {now.code} against {shown.target}" if shown.target else f": {now.code}"
        return f"{label}: distance from {against}", [f"{words}{beside}."]
    at = [point.ordinal for point in heading.points].index(int(part))
    point = heading.points[at]
    lines = _result(point.scale or heading.scale, shown.results[at], hidden)
    if at == len(heading.points) - 1:
        lines += _change(shown.change)
    other = "" if point.comparable else "* Another series than the current one: not to be compared with it. "
    return f"{label} at {point.label}", [*lines, f"{other}{point.series} · {point.label}"]


def _result(scale_id: str, result: ResultShown, hidden: bool) -> list[str]:
    """A result: its code in words, and where it stands."""
    if result.kind == "missing":
        return ["No result is on file."]
    if result.kind == "unknown":
        return ["Not a code of this scale." if hidden else f"“{result.code}” is not a code of this scale: not counted."]
    if result.kind == "out-of-range":
        return [f"{result.code} is outside the valid range: not counted."]
    if result.kind == "non-result":
        return [f"No result: {no_result_words(scale_id, result.code)}."]
    words = code_words(scale_id, result.code)
    if result.standing is None:
        return [f"{words}. Nothing is expected on this scale then."]
    standing = Standing(result.standing)
    above = standing is Standing.ABOVE
    place = "above" if above else "at" if standing.met else standing.label
    return [f"{words} · {place} the expected standard"]


def _change(change: str) -> list[str]:
    return [_CHANGES[change]] if change else []


def _characteristic(row: PupilShown, key: str) -> str:
    if key == "sen":
        return _SEN.get(row.sen, f"{row.sen}: an older status.")
    return _YES_NO[row.pp if key == "pp" else row.eal]


def _absence(row: PupilShown) -> tuple[str, list[str]]:
    if row.absence is None:
        return "Absence", ["Not known, or of fewer than 20 possible sessions."]
    persistent = row.absence >= PERSISTENT
    return "Absence", [f"{row.absence:.1f} % of sessions missed{': persistent, from 10 %' if persistent else ''}."]


def _year(row: PupilShown) -> tuple[str, list[str]]:
    label = year_group_label(row.year_group)
    return "Year group", [f"{label}: judged by what is expected of that year group."]


def _together(row: PupilShown) -> tuple[str, list[str]]:
    """In which of the three the expected standard is met."""
    parts = []
    for subject in CORE:
        shown = row.subjects.get(subject)
        result = shown.results[-1] if shown is not None else ResultShown()
        if result.kind != "value" or result.standing is None:
            parts.append(f"{subject_label(subject)}: no result that is judged")
        else:
            met = Standing(result.standing).met
            parts.append(
                f"{subject_label(subject)}: {'at the expected standard' if met else 'not yet'} ({result.code})"
            )
    return "Reading, writing and maths together", parts


def _flags(row: PupilShown, subject: str) -> list[str]:
    lines = [f"⚑{flag.severity} {_SEVERITIES[flag.severity]}: {flag.sentence}" for flag in flags_in_order(row, subject)]
    return [*lines, *(f"★ {news.sentence}" for news in row.good)] or ["No flags."]


def _pupil(row: PupilShown, key: str) -> list[str]:
    if key == "note":
        return ["✎ says that a note is on file; enter opens the card, n writes one."]
    return [year_group_label(row.year_group), "enter opens the card."]

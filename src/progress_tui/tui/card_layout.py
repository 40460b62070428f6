"""The pupil card as text: what to talk about first, the figures after it."""

from __future__ import annotations

from itertools import groupby

from textual.content import Content

from progress_tui.domain.calendar import Point
from progress_tui.domain.card import MeetingItemShown, PupilView, SeriesResult, SeriesShown
from progress_tui.domain.standing import Standing
from progress_tui.domain.subjects import subject_label
from progress_tui.domain.text import visible
from progress_tui.domain.views import NoteShown, PupilShown

Part = str | tuple[str, str]


def card_content(pupil: PupilShown, card: PupilView | None, hidden: bool) -> Content:
    """The card of a pupil.

    Args:
        pupil: the row of the class view, known at once.
        card: the rest, None while it is loading.
        hidden: projector mode: no notes, meetings, birth date or identifiers.
    """
    parts: list[Part] = []
    _flags(parts, pupil)
    if card is None:
        parts.append("\nLoading …")
        return Content.assemble(*parts)
    _facts(parts, card, hidden)
    if not hidden:
        _meetings(parts, card.meetings)
    for subject, series in groupby(card.series, key=lambda one: one.subject):
        parts.append((f"\n\n{visible(subject_label(subject))}", "bold $text-accent"))
        for refusal in card.refusals:
            if refusal.subject == subject:
                parts += [("\n ≠ ", "bold"), visible(f"{refusal.reason} {refusal.offered}")]
        for one in series:
            _series(parts, one, card.targets)
    if hidden:
        held = f"Notes ({len(card.notes)}) and meeting records ({len(card.meetings)}) are hidden in projector mode."
        parts.append((f"\n\n{held}", "dim"))
    else:
        _notes(parts, card.notes)
    _earlier_attendance(parts, card)
    return Content.assemble(*parts)


def _flags(parts: list[Part], pupil: PupilShown) -> None:
    if not pupil.flags:
        parts.append(("No flags now.", "bold"))
    for place, flag in enumerate(pupil.flags):
        style = "bold $text-warning" if flag.severity > 1 else "bold"
        parts += [("\n" if place else "") + "", (f"⚑{flag.severity} ", style), visible(flag.sentence)]
    for news in pupil.good:
        parts += ["\n", ("★ ", "bold $text-success"), visible(news.sentence)]


def _facts(parts: list[Part], card: PupilView, hidden: bool) -> None:
    words = [f"{name}: {value}" for name, value in card.characteristics]
    if not hidden:
        words += [f"{name}: {value}" for name, value in card.identifiers]
        if card.dob:
            words.append(f"Born {card.dob}")
    parts += ["\n\n", visible(" · ".join(words))]
    if card.attendance:
        latest = card.attendance[-1]
        parts.append("\n" + visible(f"Attendance {latest[0]}: {latest[1]}"))
    known = tuple(f"{one.series}, " for one in card.series)
    for name, target in card.targets:
        if not name.startswith(known):
            parts.append("\n" + visible(f"Target: {target} in {name}"))


def _earlier_attendance(parts: list[Part], card: PupilView) -> None:
    if len(card.attendance) > 1:
        parts.append(("\n\nAttendance before", "bold $text-accent"))
        parts += ["\n" + visible(f" {when}: {words}") for when, words in reversed(card.attendance[:-1])]


def _series(parts: list[Part], series: SeriesShown, targets: tuple[tuple[str, str], ...]) -> None:
    """A series: its latest result and target, what that means in words, then every result, a line a year."""
    latest = series.results[-1]
    parts.append((f"\n {visible(series.series)}: {visible(latest.result.code) or '–'}", "bold"))
    for name, target in targets:
        if name.startswith(f"{series.series}, "):
            parts.append(visible(f" · target {target} by {name.removeprefix(f'{series.series}, ')}"))
    about = "; ".join(words for words in (*_said_once(latest.words), latest.change, _rank(latest)) if words)
    if about:
        parts.append("\n   " + visible(about))
    for year, results in groupby(series.results, key=lambda result: Point(result.ordinal).year_label):
        parts.append((f"\n   {year}", "dim"))
        for result in results:
            parts += [(f"  {Point(result.ordinal).code} ", "dim"), _code(result)]


def _said_once(words: str) -> list[str]:
    """The parts of a result's words, without those that another part begins with (`Just below; just below the …`)."""
    said = words.split("; ")
    return [part for part in said if not any(o != part and o.casefold().startswith(part.casefold()) for o in said)]


def _rank(result: SeriesResult) -> str:
    return f"{result.rank} in the year" if result.rank else ""


def _code(result: SeriesResult) -> Part:
    shown = result.result
    code = f"{visible(shown.code) or '–':<4}"
    if shown.kind != "value":
        return (code, "dim")
    if shown.standing is not None and shown.standing < Standing.AT:
        return (code, "bold $text-warning")
    return (code, "bold $text-primary") if shown.standing == Standing.ABOVE else code


def _meetings(parts: list[Part], meetings: tuple[MeetingItemShown, ...]) -> None:
    if meetings:
        parts.append(("\n\nMeetings", "bold $text-accent"))
    for item in meetings:
        parts.append(("\n" + visible(f" {item.held_on} · {item.class_name} · decision: {item.decision}"), "bold"))
        parts.append(f"\n   Seen: {visible(item.seen)}\n   Teacher: {visible(item.teacher_view)}")
        for action in item.actions:
            effect = f", effect {action.effect}" if action.effect != "unknown" else ""
            parts.append(
                "\n" + visible(f"   → {action.what} ({action.owner}, due {action.due}): {action.status}{effect}")
            )


def _notes(parts: list[Part], notes: tuple[NoteShown, ...]) -> None:
    parts.append(("\n\nNotes", "bold $text-accent"))
    if not notes:
        parts.append(("\n None yet. n writes one.", "dim"))
    for note in reversed(notes):
        by = f" · {note.author}" if note.author else ""
        parts.append((f"\n {visible(note.written + by)}\n", "dim"))
        parts.append("\n".join(f"   {visible(line)}" for line in note.body.splitlines()))

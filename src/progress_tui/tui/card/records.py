"""What is done for the child of a card, in words: support, meetings with their actions, notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from textual.content import Content

from progress_tui.domain.calendar import MONTHS, Point
from progress_tui.domain.card import ActionShown, GradeShown, MeetingItemShown, PupilView, SinceShown, SupportShown
from progress_tui.domain.subjects import subject_label
from progress_tui.domain.text import visible
from progress_tui.tui.card.hanging import INDENT, hung

Part = str | tuple[str, str]


def done_blocks(card: PupilView, hidden: bool, width: int) -> Iterator[tuple[str, Content]]:
    """Section and text of each support group and of each meeting that spoke of the child."""
    if hidden:
        return
    for group in card.support:
        yield "Support", Content.assemble(*_support(group, width))
    for item in card.meetings:
        yield "Meetings and actions", Content.assemble(*_meeting(item, width))
    if card.grades:
        yield "Record", Content.assemble(*_grades(card.grades))


def note_blocks(card: PupilView, hidden: bool, width: int) -> Iterator[tuple[str, Content]]:
    """Section and text of each note, the latest first."""
    if hidden:
        held = (
            f"Notes ({len(card.notes)}), meeting records ({len(card.meetings)}) and support ({len(card.support)}) are "
            "hidden in projector mode."
        )
        yield "Notes", Content.assemble((held, "$text-muted"))
        return
    if not card.notes:
        yield "Notes", Content.assemble(("None yet. n writes one.", "$text-muted"))
    for note in reversed(card.notes):
        by = f" · {note.author}" if note.author else ""
        lines = "\n".join(f"{INDENT}{hung(line, width)}" for line in note.body.splitlines())
        yield "Notes", Content.assemble((f"{visible(note.written + by)}\n", "$text-muted"), lines)


def _support(group: SupportShown, width: int) -> list[Part]:
    about = f" ({subject_label(group.subject)})" if group.subject else ""
    ends = "still running" if group.running else f"to {day(group.ends)}" if group.ends else "not begun yet"
    parts: list[Part] = [
        (visible(f"{group.name}{about}"), "bold"),
        visible(f" · {group.staff} · from {day(group.starts)}, {ends}"),
        f"\n{INDENT}{visible(f'Effect noted: {group.effect}')}",
    ]
    measured = [f"{name} {value}" for name, value in (("at entry", group.entry), ("at exit", group.exit)) if value]
    if measured:
        parts.append(visible(f" · {', '.join(measured)}"))
    return [*parts, *_since(group.since, width)]


def _since(since: Sequence[SinceShown], width: int) -> list[Part]:
    """Results before and since, a subject after the other; why there are none, once."""
    told = [since_words(one) for one in since if one.after is not None]
    if told:
        return [f"\n{INDENT}{hung('Since: ' + '; '.join(told), width)}"]
    why = dict.fromkeys(one.words for one in since if one.words)
    return [(f"\n{INDENT}{hung('Since: ' + '; '.join(why), width)}", "$text-muted")] if why else []


def since_words(one: SinceShown) -> str:
    """`Reading B (Aut1 2026-27) → JB (Aut2 2026-27), +1 notch`."""
    before, after = f"{one.before} ({_short(one.before_point)})", f"{one.after} ({_short(one.after_point)})"
    return f"{subject_label(one.subject)} {before} → {after}{f', {one.words}' if one.words else ''}"


def _short(point: str | None) -> str:
    held = Point.parse(point or "")
    return f"{held.code} {held.year_label}" if held is not None else ""


def _meeting(item: MeetingItemShown, width: int) -> list[Part]:
    if not item.class_name:
        parts: list[Part] = [(f"{day(item.held_on)} · agreed outside a meeting", "bold")]
    else:
        decision = f" · decision: {item.decision}" if item.decision else ""
        parts = [(visible(f"{day(item.held_on)} · {item.class_name}{decision}"), "bold")]
    told = (("Seen", item.seen), ("Teacher", item.teacher_view))
    parts += [f"\n{INDENT}{hung(f'{name}: {words}', width)}" for name, words in told if words]
    for action in item.actions:
        parts += _action(action, width)
    return parts


def _action(action: ActionShown, width: int) -> list[Part]:
    note = f": {action.effect_note}" if action.effect_note else ""
    effect = f", effect {action.effect}{note}" if action.effect != "unknown" or note else ""
    told = visible(f"{'open, overdue' if action.overdue else action.status}{effect}")
    words = hung(f"→ {action.what} ({action.owner}, due {day(action.due)}): {told}", width)
    # What became of it stands out where it is on one line.
    head = words.removesuffix(told)
    return [f"\n{INDENT}{head}", (words[len(head) :], "bold"), *_since(action.since, width)]


def _grades(grades: Sequence[GradeShown]) -> list[Part]:
    """The strands of the record, a line a half-term, the latest first."""
    lines: dict[int, list[str]] = {}
    for one in sorted(grades, key=lambda one: -one.ordinal):
        lines.setdefault(one.ordinal, []).append(f"{one.strand} {one.label}")
    return [
        f"{chr(10) if place else ''}{Point(ordinal).code} {Point(ordinal).year_label}  {visible(' · '.join(told))}"
        for place, (ordinal, told) in enumerate(lines.items())
    ]


def day(iso: str) -> str:
    """`3 March 2026`; what is no day stays as it is."""
    try:
        held = date.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{held.day} {MONTHS[held.month - 1]} {held.year}"

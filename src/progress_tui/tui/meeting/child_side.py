"""The right side of the meeting: what it is about, with what a head must see first at the top.

A child: why it is on the agenda, what was agreed last time and what happened since, the latest results as a small
table; below these the card. A question of the class: the figures it rests on and the children behind them. All of it
comes from the snapshot of the meeting and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from textual.content import Content

from progress_tui.domain.agenda import ActionSince, BesideClass, ClassShown, Snapshot
from progress_tui.domain.calendar import year_group_label
from progress_tui.domain.card import PupilView
from progress_tui.domain.meetings import Item
from progress_tui.domain.text import counted, visible
from progress_tui.domain.views import ClassView, PupilShown, SubjectHeading, SubjectShown, point_names
from progress_tui.tui.card.hanging import INDENT, hung
from progress_tui.tui.card.layout import Block, card_blocks
from progress_tui.tui.card.records import day, since_words
from progress_tui.tui.classroom.layout import distance_cell, name_of, result_cell

Part = str | tuple[str, str]

_FIRST: Final = ("Why", "Good news", "Last time")
_LATER: Final = ("Support", "Over time", "Attendance", "Meetings and actions", "Record")
_LAST: Final = ("Dismissed flags",)
_RENAMED: Final = {"Flags": "Why", "Meetings and actions": "Earlier meetings"}
_LEFT_OUT: Final = frozenset({"Notes", "Pupil"})
"""Notes are no part of a snapshot; what is known of the child stands beside the name."""
_POINTS: Final = 4
"""Of each subject at most."""
_SUBJECT, _COLUMN, _TARGET = 11, 8, 15
"""Columns of a subject's name, of a result, of the target with the distance from it."""
_LOOKS: Final = {
    "well-below": "bold underline $text-warning", "below": "bold $text-warning", "just-below": "$text-warning",
    "above": "bold $text-primary", "muted": "$text-muted", "missing": "$text-muted",
}  # fmt: skip
"""How a result looks, as in the class grid."""


class Side(NamedTuple):
    """What stands at the right.

    Attributes:
        title: whom or what it is about; `beside` what is known of the child in a few words.
        parts: heading and text, in order.
    """

    title: str
    beside: str
    parts: tuple[tuple[str, Content], ...]


def side(item: Item, snapshot: Snapshot, hidden: bool, width: int, subject: str) -> Side:
    """The right side of one item.

    Args:
        item: the item.
        snapshot: what the meeting shows.
        hidden: whether names are hidden.
        width: columns there are.
        subject: whose chart is among the parts, "" for none (it stands beside them).
    """
    pupil = snapshot.pupil(item.pupil_id) if item.pupil_id is not None else None
    if item.kind != "pupil":
        return _of_class(item, snapshot.shown, hidden, width)
    if pupil is None:
        words = "The figures this meeting shows do not have this child: it joined later, or left, or was erased."
        return Side("A child", "", (("Why", Content(hung(words, width))),))
    card = snapshot.cards.get(pupil.pupil_id)
    blocks = _card(pupil, card, hidden, width, subject)
    now = ("Results now", _results(pupil, snapshot.shown.view, width))
    last = list(_last_time(snapshot.shown.previous.of_pupil(pupil.pupil_id), hidden, width))
    first = [part for part in blocks if part[0] in _FIRST]
    rest = [part for part in blocks if part[0] not in _FIRST]
    return Side(name_of(pupil, hidden), _known(pupil), (*first, *last, now, *rest))


def _known(pupil: PupilShown) -> str:
    """`Y4 · PP · SEN K · EAL · absence 11.1 %`."""
    words = [
        year_group_label(pupil.year_group) if pupil.year_group is not None else "",
        "PP" if pupil.pp else "PP ?" if pupil.pp is None else "",
        f"SEN {pupil.sen}" if pupil.sen not in (None, "N") else "",
        "EAL" if pupil.eal else "",
        f"absence {pupil.absence:.1f} %" if pupil.absence is not None else "",
    ]
    return " · ".join(word for word in words if word)


def _card(
    pupil: PupilShown, card: PupilView | None, hidden: bool, width: int, subject: str
) -> list[tuple[str, Content]]:
    """The blocks of the card that say more than the lines above them, in the order of a meeting."""
    blocks = card_blocks(_short(pupil), card, hidden, subject, width)
    if card is None:
        blocks = [block for block in blocks if block.section != "Results now"]
    order = {section: place for place, section in enumerate(("Flags", "Good news", "Results now", *_LATER))}
    held = [block for block in blocks if block.section not in _LEFT_OUT]
    held.sort(key=lambda block: _rank(block, order))
    return [(_RENAMED.get(block.section, _detailed(block.section)), block.content) for block in held]


def _rank(block: Block, order: Mapping[str, int]) -> int:
    if block.section in _LAST:
        return len(order) + 1
    return order.get(block.section, len(order) + 2)


def _detailed(section: str) -> str:
    return "Results in words" if section == "Results now" else section


def _short(pupil: PupilShown) -> PupilShown:
    """Without the lines that flags rest on: the sentence says them, and the results stand below."""
    return pupil._replace(
        flags=tuple(flag._replace(rows=()) for flag in pupil.flags),
        good=tuple(news._replace(rows=()) for news in pupil.good),
    )


def _results(pupil: PupilShown, view: ClassView, width: int) -> Content:
    """The last points of each subject, target and distance, as the class grid has them."""
    count = max(1, min(_POINTS, (width - _SUBJECT - _TARGET) // _COLUMN))
    lines: list[Content] = []
    named: list[str] = []
    for heading in view.subjects:
        shown = pupil.subjects.get(heading.subject)
        if shown is None:
            continue
        names = point_names(heading.points[-count:])
        if names != named:
            named = names
            cells = "".join(f"{name:<{_COLUMN}}" for name in names)
            lines.append(Content.assemble((f"{'':{_SUBJECT}}{cells}", "$text-muted")))
        lines.append(Content.assemble(*_subject_line(heading, shown, count)))
    return Content("\n").join(lines) if lines else Content("There are no results at this point.")


def _subject_line(heading: SubjectHeading, shown: SubjectShown, count: int) -> Iterator[Part]:
    yield f"{visible(heading.label)[: _SUBJECT - 1]:<{_SUBJECT}}"
    results = shown.results[-count:]
    for place, result in enumerate(results):
        cell = result_cell(result, shown.change if place == len(results) - 1 else "")
        yield f"{visible(cell.text):<{_COLUMN}}", _LOOKS.get(cell.style, "")
    yield from _target(shown.target, distance_cell(shown).text, heading.has_targets)


def _target(target: str, distance: str, own: bool) -> list[Part]:
    if not target and not distance:
        return []
    against = f"target {visible(target)}" if own and target else "expected"
    return [(f"{against} {distance}".rstrip(), "bold" if distance.startswith("−") else "$text-muted")]


# -- what was agreed before


def _last_time(actions: Iterable[ActionSince], hidden: bool, width: int) -> Iterator[tuple[str, Content]]:
    held = list(actions)
    if hidden and held:
        words = f"{counted(len(held), 'action')} agreed before, hidden in projector mode."
        yield "Last time", Content.assemble((words, "$text-muted"))
        return
    for one in held:
        yield "Last time", Content.assemble(*action_since(one, width))


def action_since(one: ActionSince, width: int) -> list[Part]:
    """An action agreed before, what became of it, and the child's results since beside the class's change."""
    action = one.action
    words = hung(f"→ {action.what} ({action.owner}, due {day(action.due)}):", width)
    status = f"open, {counted(one.days_over, 'day')} overdue" if one.overdue else action.status
    effect = f", effect {action.effect}" if action.effect != "unknown" else ""
    note = f" – {action.effect_note}" if action.effect_note else ""
    parts: list[Part] = [f"{words} ", (visible(f"{status}{effect}{note}"), "bold")]
    told = [_beside(since) for since in one.since if since.own.after is not None]
    if told:
        parts.append(f"\n{INDENT}{hung('Since: ' + '; '.join(told), width)}")
    return parts


def _beside(since: BesideClass) -> str:
    others = f"; {counted(since.others, 'other')} of the class {since.others_words}" if since.others else ""
    return f"{since_words(since.own)}{others}"


# -- the class


def _of_class(item: Item, shown: ClassShown, hidden: bool, width: int) -> Side:
    if item.kind == "class":
        return _question(item, shown, hidden, width)
    wanted = shown.well if item.kind == "well" else shown.middle
    words = {
        "well": ("Doing well", "Good news of children: what can be learnt from it, and who tells them?"),
        "middle": ("Quiet middle", "At the standard, with no flag and not spoken of lately. Is anybody missed?"),
    }[item.kind]
    parts = [
        ("What this is", Content(hung(words[1], width))),
        ("Children", _children(wanted, shown.view, hidden, width)),
    ]
    return Side(words[0], counted(len(wanted), "child", "children"), tuple(parts))


def _question(item: Item, shown: ClassShown, hidden: bool, width: int) -> Side:
    held = next((one for one in shown.questions if one.question == item.question), None)
    # What somebody typed may name a child.
    asked = item.question if held is not None or not hidden else "A question of the class, hidden in projector mode."
    parts: list[tuple[str, Content]] = [("Question", Content(hung(asked, width)))]
    if held is not None and held.words:
        parts.append(("What we see", Content(hung(held.words, width))))
    if held is not None and held.pupil_ids:
        parts.append(("Children", _children(held.pupil_ids, shown.view, hidden, width)))
    if shown.previous.words:
        parts.append(("Last time", Content(hung(" ".join(shown.previous.words), width))))
    parts += _last_time(shown.previous.of_pupil(None), hidden, width)
    return Side("The class", counted(shown.view.on_roll, "child", "children") + " on roll", tuple(parts))


def _children(pupil_ids: Sequence[int], view: ClassView, hidden: bool, width: int) -> Content:
    """Children by name, each with the first good news where there is some."""
    by_id = {row.pupil_id: row for row in view.rows}
    rows = [by_id[pupil_id] for pupil_id in pupil_ids if pupil_id in by_id]
    if not rows:
        return Content("Nobody at this point.")
    lines: list[Content] = []
    for row in rows:
        news = f": {row.good[0].sentence}" if row.good else ""
        lines.append(Content.assemble((f"{visible(name_of(row, hidden))}", "bold"), hung(news, width)))
    return Content("\n").join(lines)

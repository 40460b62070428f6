"""The right side of the meeting: what it is about, with what a head must see first at the top.

A child: why it is on the agenda, what was agreed last time and what happened since, the latest results as a small
table; below these the card. A question of the class: the figures it rests on and the children behind them. All of it
comes from the snapshot of the meeting and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from textual.content import Content

from progress_tui.domain.agenda import ActionSince, BesideClass, ClassShown, Snapshot, Worked
from progress_tui.domain.calendar import year_group_label
from progress_tui.domain.card import PupilView
from progress_tui.domain.meetings import Item
from progress_tui.domain.subjects import subject_label
from progress_tui.domain.text import counted, visible
from progress_tui.domain.views import ClassView, FlagShown, PupilShown, SubjectHeading, SubjectShown, point_names
from progress_tui.tui.card.hanging import INDENT, hung
from progress_tui.tui.card.layout import card_blocks
from progress_tui.tui.card.records import day
from progress_tui.tui.classroom.layout import distance_cell, name_of, result_cell

Part = str | tuple[str, str]

_QUOTED: Final = re.compile("“[^”]*”")
_PRESSING: Final = 3
"""Flags that open the talk; the others stand further down."""
_EFFECTS: Final = {"none": "no effect", "some": "some effect", "clear": "clear effect"}
_CHART: Final = "Over time"
_LATER: Final = (_CHART, "Support", "Attendance", "Results now", "Meetings and actions", "Record")
_LAST: Final = ("Dismissed flags",)
_RENAMED: Final = {"Results now": "Results in words", "Meetings and actions": "Earlier meetings"}
_LEFT_OUT: Final = frozenset({"Flags", "Good news", "Notes", "Pupil"})
"""What stands above already, and notes, which are no part of a snapshot."""
_TOGETHER: Final = {
    "well": ("Doing well", "What can be learnt from it, and who tells them?"),
    "middle": ("Quiet middle", "No flag to discuss, and not spoken of for long. Is anybody missed?"),
}
"""What the items of several children are called, and what is asked."""
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
        title: whom or what it is about.
        beside: what is known of the child in a few words.
        parts: heading and text, in order; a text without a heading goes on with what stands above it.
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
    if item.kind != "pupil":
        return _of_class(item, snapshot.shown, hidden, width)
    pupil = snapshot.pupil(item.pupil_id) if item.pupil_id is not None else None
    if pupil is None:
        words = "The figures this meeting shows do not have this child: it joined later, or left, or was erased."
        return Side("A child", "", (("", Content(hung(words, width))),))
    agreed = snapshot.shown.previous.of_pupil(pupil.pupil_id)
    first, others = _pressing(pupil, any(one.overdue for one in agreed))
    card = list(_card(pupil, snapshot.cards.get(pupil.pupil_id), hidden, width, subject))
    parts = [
        *(("", _flag(flag, hidden, width)) for flag in first),
        *(("", Content.assemble(("★ ", "bold $text-success"), hung(news.sentence, width))) for news in pupil.good),
        *_prepared(item, hidden, width),
        *_last_time(agreed, hidden, width),
        *_helped(snapshot.worked.get(pupil.pupil_id, ()), hidden, width),
        ("", _results(pupil, snapshot.shown.view, width)),
        *(("Also asked", _flag(flag, hidden, width, strong=False)) for flag in others if flag.severity > 1),
        *(part for part in card if part[0] == _CHART),
        *(("Worth a look", _flag(flag, hidden, width, strong=False)) for flag in others if flag.severity <= 1),
        *(part for part in card if part[0] != _CHART),
    ]
    if not pupil.flags:
        parts.insert(0, ("", Content.assemble(("No flags now.", "bold"))))
    return Side(name_of(pupil, hidden), _known(pupil), tuple(parts))


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


def _pressing(pupil: PupilShown, told: bool) -> tuple[list[FlagShown], list[FlagShown]]:
    """The flags that open the talk, and the others.

    Args:
        pupil: the child.
        told: whether an overdue action stands among those of last time: then its flag says it twice.
    """
    wanted = [flag for flag in pupil.flags if not (told and flag.flag == "action-overdue")]
    first = wanted[:_PRESSING]
    return first, [flag for flag in pupil.flags if flag not in first and (flag in wanted or not told)]


def sentence(flag: FlagShown, hidden: bool) -> str:
    """The sentence of a flag; what it quotes was typed by somebody and may name a child."""
    return _QUOTED.sub("“…”", flag.sentence) if hidden else flag.sentence


def _flag(flag: FlagShown, hidden: bool, width: int, strong: bool = True) -> Content:
    said = sentence(flag, hidden)
    look = "bold $text-warning" if flag.severity > 1 else "bold"
    return Content.assemble((f"⚑{flag.severity} ", look), (hung(said, width), "bold" if strong else ""))


def _prepared(item: Item, hidden: bool, width: int) -> Iterator[tuple[str, Content]]:
    """What the teacher wrote on the prep sheet."""
    body = item.text("prep").body.strip()
    if body and hidden:
        yield "Teacher, on the prep sheet", Content.assemble(("Hidden in projector mode.", "$text-muted"))
    elif body:
        lines = "\n".join(f"{INDENT}{hung(line, width)}" for line in body.splitlines())
        yield "Teacher, on the prep sheet", Content(lines)


def _card(
    pupil: PupilShown, card: PupilView | None, hidden: bool, width: int, subject: str
) -> Iterator[tuple[str, Content]]:
    """The blocks of the card that say more than the lines above them, in the order of a meeting."""
    if card is None:
        return
    held = [block for block in card_blocks(pupil, card, hidden, subject, width) if block.section not in _LEFT_OUT]
    order = {section: place for place, section in enumerate(_LATER)}
    held.sort(key=lambda block: order.get(block.section, len(order) + (block.section in _LAST)))
    for block in held:
        yield _RENAMED.get(block.section, block.section), block.content


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
            lines.append(Content.assemble((f"{'Results':{_SUBJECT}}", "bold $text-accent"), (cells, "$text-muted")))
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
    told = ""
    for one in held:
        since = since_then(one)
        # What was agreed together has one story since: it is told once.
        yield "Last time", Content.assemble(*_agreed(one, width), *_since(since if since != told else "", width))
        told = since


def _agreed(one: ActionSince, width: int) -> list[Part]:
    action = one.action
    status = f"{counted(one.days_over, 'day')} overdue" if one.overdue else action.status
    effect = f", {_EFFECTS[action.effect]}" if action.effect != "unknown" else ""
    note = f" – {action.effect_note}" if action.effect_note else ""
    who = f" ({action.owner}, by {day(action.due)})" if action.owner else f" (by {day(action.due)})"
    said = hung(f"{status.upper() if one.overdue else status}{effect}: {action.what}{who}{note}", width)
    first, colon, rest = said.partition(": ")
    return ["→ ", (visible(first), "bold $text-warning" if one.overdue else "bold"), f"{colon}{rest}"]


def _helped(worked: Sequence[Worked], hidden: bool, width: int) -> Iterator[tuple[str, Content]]:
    """What helped the child, for the next teacher: a hand-over keeps it."""
    if worked and hidden:
        yield "What helped", Content.assemble((f"{len(worked)} noted, hidden in projector mode.", "$text-muted"))
        return
    for one in worked:
        note = f" – {one.note}" if one.note else ""
        yield "What helped", Content(hung(f"→ {_EFFECTS[one.effect]}: {one.what} (from {day(one.since)}){note}", width))


def since_then(one: ActionSince) -> str:
    """`Reading JB → At, +1 notch (29 others −0.1 notches); …`; "" where nothing was measured since."""
    return "; ".join(_beside(since) for since in one.since if since.own.after is not None)


def _beside(since: BesideClass) -> str:
    own = since.own
    others = f" ({counted(since.others, 'other')} {_short_change(since.others_words)})" if since.others else ""
    words = f", {own.words}" if own.words and own.before != own.after else ""
    return f"{subject_label(own.subject)} {own.before} → {own.after}{words}{others}"


def _short_change(words: str) -> str:
    """A mean change without its unit, which the child's own change has: `−0.1 notches` is `−0.1`."""
    number, _, _ = words.partition(" ")
    return number if number[:1] in "+−" else words


def _since(words: str, width: int) -> list[Part]:
    return [f"\n{INDENT}{hung(f'Since then: {words}', width)}"] if words else []


# -- the class


def _of_class(item: Item, shown: ClassShown, hidden: bool, width: int) -> Side:
    if item.kind == "class":
        return _question(item, shown, hidden, width)
    wanted = shown.well if item.kind == "well" else shown.middle
    title, asked = _TOGETHER[item.kind]
    parts = (
        ("", Content.assemble((hung(asked, width), "bold"))),
        ("Children", _children(wanted, shown, hidden, width)),
    )
    return Side(title, f"{len(wanted)} of {shown.on_roll or shown.view.on_roll} on roll", parts)


def _question(item: Item, shown: ClassShown, hidden: bool, width: int) -> Side:
    held = next((one for one in shown.questions if one.question == item.question), None)
    # What somebody typed may name a child.
    asked = item.question if held is not None or not hidden else "A question of the class, hidden in projector mode."
    parts: list[tuple[str, Content]] = [("", Content.assemble((hung(asked, width), "bold")))]
    if held is not None and held.words:
        parts.append(("", Content(hung(held.words, width))))
    if held is not None and held.pupil_ids:
        parts.append(("Children", _children(held.pupil_ids, shown, hidden, width)))
    parts.append(("The class at a glance", _glance(shown, width)))
    if shown.previous.words:
        parts.append(("Last time", Content(hung(" ".join(shown.previous.words), width))))
    parts += _last_time(shown.previous.of_pupil(None), hidden, width)
    return Side("The class", f"{shown.on_roll or shown.view.on_roll} on roll", tuple(parts))


def _glance(shown: ClassShown, width: int) -> Content:
    """How many are at the expected standard in each subject, how many are flagged, of how many."""
    view = shown.view
    told = [
        f"{heading.label} {heading.expected} of {heading.judged}"
        for heading in view.subjects
        if heading.has_expectation
    ]
    flagged = sum(bool(row.flags) for row in view.rows)
    lines = [f"Flagged: {flagged} of {len(view.rows)} on roll"]
    if told:
        lines.insert(0, f"At the expected standard at {view.point_label}: {', '.join(told)}")
    return Content("\n").join(Content(hung(line, width)) for line in lines)


def _children(pupil_ids: Sequence[int], shown: ClassShown, hidden: bool, width: int) -> Content:
    """Children by name, each with the first good news, or the results, where there are some."""
    by_id = {row.pupil_id: row for row in shown.view.rows}
    rows = [by_id[pupil_id] for pupil_id in pupil_ids if pupil_id in by_id]
    if not rows:
        return Content("Nobody at this point.")
    return Content("\n").join(_child(row, shown.view, hidden, width) for row in rows)


def _child(row: PupilShown, view: ClassView, hidden: bool, width: int) -> Content:
    name = visible(name_of(row, hidden))
    now = [
        f"{heading.label} {row.subjects[heading.subject].results[-1].code}"
        for heading in view.subjects
        if heading.subject in row.subjects and row.subjects[heading.subject].results[-1].kind == "value"
    ]
    about = row.good[0].sentence if row.good else " · ".join(now)
    told = hung(f"{name}: {about}" if about else name, width)
    return Content.assemble((name, "bold"), told.removeprefix(name))

"""The pupil card as blocks of text: what to talk about first, the figures after it.

A block is what the cursor stands on: a flag, a result, a panel of the chart, a meeting. Some open something: a result
opens the children its position is among, and is what can be marked as wrong; a flag is what can be dismissed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from textual.content import Content

from progress_tui.domain.calendar import Point
from progress_tui.domain.card import PupilView, SeriesResult, SeriesShown
from progress_tui.domain.standing import Standing
from progress_tui.domain.subjects import subject_label
from progress_tui.domain.text import visible
from progress_tui.domain.views import EvidenceRow, FlagShown, PupilShown
from progress_tui.tui.card.hanging import INDENT, hung
from progress_tui.tui.card.records import done_blocks, note_blocks
from progress_tui.tui.card.series_chart import MOST_LINES, label_width, legend, levels_of, panel_content, times_of

Part = str | tuple[str, str]

_BESIDE_PLOT = 15
"""Columns a panel needs beside its plot and the labels of its scale: the expectation and the target in words."""
_AXES, _LEGEND, _FEWEST_LINES, _READABLE = 4, 3, 6, 8
"""Lines of a panel that are not its plot, lines of the legend, lines under which a plot is not pressed, and under which
no other subject is set beside it."""
_POINT = 20
"""Columns a point and a code take in front of a result's words."""
_RECENT = 6
"""Half-terms for which a result is one of now."""
_BAR = 20
"""Columns of the bar of an attendance of 100 %; it begins at 80 %."""


class ResultAt(NamedTuple):
    """Names a result of the card."""

    series: SeriesShown
    result: SeriesResult


class Block(NamedTuple):
    """A piece of the card.

    Attributes:
        section: what its section is called; the heading stands above the first block of it.
        content: its text.
        about: the flag or result it is about, None for neither.
    """

    section: str
    content: Content
    about: FlagShown | ResultAt | None = None


def card_blocks(pupil: PupilShown, card: PupilView | None, hidden: bool, subject: str, width: int) -> list[Block]:
    """The card of a pupil.

    Args:
        pupil: the row of the class view, known at once.
        card: the rest, None while it is loading.
        hidden: projector mode: no notes, meetings, birth date or identifiers.
        subject: whose chart is among the blocks, "" for none (it stands beside them).
        width: columns there are.
    """
    blocks = list(_flags(pupil, hidden, width))
    if card is None:
        return [*blocks, Block("Results now", Content("Loading …"))]
    blocks += [_pupil(card, hidden, width), *_now(card, hidden, width)]
    if subject:
        blocks += [Block("Over time", content) for content in chart(card, subject, width)]
    blocks += _attendance(card)
    blocks += [
        Block(section, content)
        for section, content in (*done_blocks(card, hidden, width), *note_blocks(card, hidden, width))
    ]
    blocks += _every_result(card, hidden, width)
    return [*blocks, *_dismissed(card, hidden)]


def card_text(blocks: Sequence[Block]) -> str:
    """The card as plain text, each heading above its blocks."""
    lines: list[str] = []
    for place, block in enumerate(blocks):
        if place == 0 or block.section != blocks[place - 1].section:
            lines += ["", block.section] if lines else [block.section]
        lines += block.content.plain.split("\n")
    return "\n".join(lines)


def _flags(pupil: PupilShown, hidden: bool, width: int) -> Iterator[Block]:
    if not pupil.flags:
        yield Block("Flags", Content.assemble(("No flags now.", "bold")))
    for flag in pupil.flags:
        style = "bold $text-warning" if flag.severity > 1 else "bold"
        parts: list[Part] = [(f"⚑{flag.severity} ", style), hung(flag.sentence, width)]
        yield Block("Flags", Content.assemble(*parts, *_evidence(flag.rows, hidden, width)), flag)
    for news in pupil.good:
        told: list[Part] = [("★ ", "bold $text-success"), hung(news.sentence, width)]
        yield Block("Good news", Content.assemble(*told, *_evidence(news.rows, hidden, width)))


def _evidence(rows: Sequence[EvidenceRow], hidden: bool, width: int) -> list[Part]:
    """What a flag rests on, a line a series: `Reading teacher assessment: Aut2 2026-27 JB ← Aut1 2026-27 At`."""
    # What is no result was typed by somebody (an action, an entry of support) and may name a child.
    shown = [row for row in rows if ":" in row.when or not hidden]
    parts: list[Part] = []
    for what, own in groupby(shown, key=lambda row: row.what):
        told = " ← ".join(f"{_when(row.when)}{row.value}".rstrip() for row in own)
        parts.append((f"\n{INDENT}{hung(f'{what}: {told}', width)}", "$text-muted"))
    return parts


def _when(when: str) -> str:
    """A point as people write it; a day stays as it is."""
    point = Point.parse(when)
    return f"{point.code} {point.year_label} " if point is not None and ":" in when else f"{when} " if when else ""


def _now(card: PupilView, hidden: bool, width: int) -> Iterator[Block]:
    """The latest result of every series in use, with its target, its change and its position."""
    if not card.series:
        yield Block("Results now", Content("There are no results on file."))
    recent = [one for one in card.series if one.results[-1].ordinal > card.point - _RECENT]
    for series in recent or card.series:
        latest = series.results[-1]
        parts: list[Part] = [f"{visible(series.series)}  ", _code(latest, bold=True)]
        if latest.ordinal != card.point:
            parts.append(
                (f" ({visible(Point(latest.ordinal).code)} {Point(latest.ordinal).year_label})", "$text-muted")
            )
        parts += [f" · target {visible(one.words)} by {Point(one.ordinal).label}" for one in series.targets]
        if latest.queried and not hidden:
            parts.append((f" · ? marked as wrong: {visible(latest.queried)}", "bold"))
        about = "; ".join(words for words in (*_said_once(latest.words), latest.change, _rank(latest)) if words)
        if about:
            parts.append(f"\n   {hung(about, width)}")
        yield Block("Results now", Content.assemble(*parts), ResultAt(series, latest))
    known = tuple(f"{one.series}, " for one in card.series)
    for name, target in card.targets:
        if not name.startswith(known):
            yield Block("Results now", Content(visible(f"Target: {target} in {name}")))
    for refusal in card.refusals:
        words = visible(f"{refusal.reason} {refusal.offered}")
        yield Block("Results now", Content.assemble(("≠ ", "bold"), words))


def _said_once(words: str) -> list[str]:
    """The parts of a result's words, without those that another part begins with (`Just below; just below the …`)."""
    said = words.split("; ")
    return [part for part in said if not any(o != part and o.casefold().startswith(part.casefold()) for o in said)]


def _rank(result: SeriesResult) -> str:
    return f"{result.rank} in the year" if result.rank else ""


def _code(result: SeriesResult, bold: bool = False) -> Part:
    shown = result.result
    code = visible(shown.code) or "–"
    if shown.kind != "value":
        return (code, "$text-muted")
    if shown.standing is not None and shown.standing < Standing.AT:
        return (code, "bold $text-warning")
    if shown.standing == Standing.ABOVE:
        return (code, "bold $text-primary")
    return (code, "bold") if bold else code


def charted(card: PupilView) -> list[str]:
    """The subjects with two results of one series, in order: what a chart over time can be drawn of."""
    return list(dict.fromkeys(one.subject for one in card.series if _several(one)))


def _several(series: SeriesShown) -> bool:
    return sum(one.result.kind == "value" for one in series.results) > 1


def chart(card: PupilView, subject: str, width: int, height: int = 0) -> list[Content]:
    """The chart of a subject: a panel for each series with two results, under one another at the same times.

    A scale has a panel of its own: two scales never share an axis. What is measured now stands first.

    Args:
        card: the card.
        subject: whose results.
        width: columns there are.
        height: lines there are for all panels, 0 where they may be as high as they like.
    """
    own = _charted_of(card, subject)
    if not own:
        return [Content(visible(f"{subject_label(subject)}: no series has two results yet."))]
    subjects = charted(card)
    others = [one for other in _after(subjects, subject) for one in _charted_of(card, other)]
    for one in sorted(others, key=lambda one: -one.results[-1].ordinal):
        # Beside the text there may be room for more than one subject, all at the same times.
        if _lines_of(card, [*own, one], width, _READABLE) <= height:
            own.append(one)
    times = times_of(own, card.point, _plot_room(own, width))
    labels = label_width(own, times)
    rest = [subject_label(one) for one in subjects if one != subject]
    hint = f" · t: {visible(', '.join(rest))}" if rest else ""
    most = _most_lines(card, own, width, height)
    panels = [panel_content(one, times, labels, most) for one in own]
    return [*panels, Content.assemble((visible(legend(own)) + hint, "$text-muted"))]


def _charted_of(card: PupilView, subject: str) -> list[SeriesShown]:
    """The series of a subject that a chart can be drawn of, the one with the latest result first."""
    own = [one for one in card.series if one.subject == subject and _several(one)]
    return sorted(own, key=lambda one: -one.results[-1].ordinal)


def _plot_room(series: Sequence[SeriesShown], width: int) -> int:
    """Columns for the plots of some series."""
    codes = [len(result.result.code) for one in series for result in one.results]
    rungs = [len(rung.code) for one in series for rung in one.rungs]
    return max(1, width - _BESIDE_PLOT - max([3, *codes, *rungs]))


def _after(subjects: Sequence[str], subject: str) -> list[str]:
    """The other subjects, from the one that follows on."""
    at = subjects.index(subject)
    return [*subjects[at + 1 :], *subjects[:at]]


def _lines_of(card: PupilView, series: Sequence[SeriesShown], width: int, most: int) -> int:
    """Lines that the panels of some series need, with plots of at most so many lines, and the legend."""
    times = times_of(series, card.point, _plot_room(series, width))
    return _LEGEND + sum(_AXES + len(levels_of(one, times, most).labels) for one in series)


def _most_lines(card: PupilView, own: Sequence[SeriesShown], width: int, height: int) -> int:
    """How many lines a plot may have at most so that all panels fit; as many as they like without a height."""
    if not height:
        return MOST_LINES
    fits = (most for most in range(MOST_LINES, _FEWEST_LINES, -1) if _lines_of(card, own, width, most) <= height)
    return next(fits, _FEWEST_LINES)


def _pupil(card: PupilView, hidden: bool, width: int) -> Block:
    words = [f"{name}: {value}" for name, value in card.characteristics]
    if not hidden:
        words += [f"{name}: {value}" for name, value in card.identifiers]
        if card.dob:
            words.append(f"Born {card.dob}")
    return Block("Pupil", Content(hung(" · ".join(words), width)))


def _attendance(card: PupilView) -> Iterator[Block]:
    lines: list[Part] = []
    named = max((len(when) for when, _ in card.attendance), default=0)
    for (when, said), percent in zip(reversed(card.attendance), reversed(card.attended), strict=True):
        lines.append(f"{chr(10) if lines else ''}{visible(when):<{named}} ")
        lines += [*_bar(percent), visible(said)]
    if lines:
        yield Block("Attendance", Content.assemble(*lines))


def _bar(percent: float | None) -> list[Part]:
    """A bar of attendance from 80 to 100 %, with the line of persistent absence at 90 %."""
    if percent is None:
        return []
    full = round(max(0.0, percent - 80) / 20 * _BAR)
    style = "$text-warning" if percent <= 90 else "$text-primary"
    bar = "█" * full + "░" * (_BAR - full)
    return [(bar[: _BAR // 2], style), ("┊", ""), (bar[_BAR // 2 :], style), " "]


def _every_result(card: PupilView, hidden: bool, width: int) -> Iterator[Block]:
    for series in card.series:
        section = f"Every result: {series.series}"
        for result in reversed(series.results):
            point = Point(result.ordinal)
            parts: list[Part] = [(f"{point.code} {point.year_label}  ", "$text-muted"), _code(result)]
            said = "; ".join(words for words in (*_said_once(result.words), result.change, _rank(result)) if words)
            parts.append(f"  {hung(said, width - _POINT)}")
            if result.queried and not hidden:
                parts.append((f" · ? marked as wrong: {visible(result.queried)}", "bold"))
            yield Block(visible(section), Content.assemble(*parts), ResultAt(series, result))


def _dismissed(card: PupilView, hidden: bool) -> Iterator[Block]:
    for one in card.dismissed:
        words = visible(f"⚑{one.flag.severity} {one.flag.sentence}")
        why = "the reason is hidden in projector mode" if hidden else f"because: {visible(one.reason)}"
        yield Block("Dismissed flags", Content.assemble(words, (f"\n   {why}", "$text-muted")))

"""The sentences under a comparison: gaps, overlaps, who is left out, and what the figures do not say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

import polars as pl

from progress_tui.analysis.behind import Said
from progress_tui.analysis.compare.behind import Groups
from progress_tui.analysis.compare.comparing import Compared, Figure
from progress_tui.analysis.compare.gaps import LENSES, Gap, Overlap, in_both
from progress_tui.analysis.compare.rows import MEASURES
from progress_tui.analysis.denominators import DENOMINATORS
from progress_tui.analysis.groups import find_dimension, is_saved, saved_filter, saved_name
from progress_tui.analysis.statistics import HIDE_UNDER, SMALL_UNDER, percentage, size_of
from progress_tui.domain.calendar import academic_year_label
from progress_tui.domain.comparison import Comparison
from progress_tui.domain.reports import Behind
from progress_tui.domain.subjects import subject_label, subject_order
from progress_tui.domain.text import fold


def notes(
    found: Compared,
    asked: Comparison,
    groups: Groups,
    pair: tuple[str, str] | None,
    between: Sequence[Gap],
    besides: Sequence[Overlap],
) -> Iterator[Said]:
    """Everything that belongs under the table, in the order it is read.

    Args:
        found: the groups.
        asked: what was asked for.
        groups: who is behind a figure.
        pair: the two groups there are, else None.
        between: the gaps between them.
        besides: what else the children of the two are.
    """
    yield from _refused(found, asked)
    if pair is not None:
        for gap in between:
            yield _gap(gap, found, asked) + _missed(gap, besides, asked), partial(groups.behind_gap, gap)
        yield from _both(found, asked, groups, pair)
        yield from _besides(besides, asked, groups, pair)
    yield from _unknown(found, groups)
    if found.figures.height:
        yield from _denominators(found, asked, groups)
        yield from _caveats(found, asked)
    yield from found.hints


def _gap(gap: Gap, found: Compared, asked: Comparison) -> str:
    """`Reading: girls 12 of 20 (60 %), boys 60 of 80 (75 %): −15 percentage points, 3 children fewer.`."""
    shown = found.figures.filter((pl.col("subject") == gap.subject) & (pl.col("series") == gap.series)
                                  & (pl.col("unit") == gap.unit))  # fmt: skip
    held = {figure.group: figure for figure in map(Figure._make, shown.iter_rows())}
    pair = held[gap.first], held[gap.second]
    if gap.figure is not None:
        change = asked.measure == "change"
        held_means = [(one.group, one.mean or 0, one.n) for one in pair]
        means = ", ".join(f"{group} {_signed(m, 2) if change else f'{m:.1f}'} (n {n})" for group, m, n in held_means)
        unit = "percentage points" if asked.measure == "absence" else gap.unit
        return f"{pair[0].label}: {means}: {_signed(gap.figure, 2 if change else 1)} {unit}."
    what = subject_label(gap.subject) + (f" {gap.series}" if gap.series else "")
    shares = ", ".join(_share(one.group, one.k or 0, one.n) for one in pair)
    if not gap.sign:
        return f"{what}: {shares}: no gap."
    noun = _noun(asked)
    points = f"{_signed(gap.points, 0)} percentage points, " if gap.points is not None else ""
    return f"{what}: {shares}: {points}{_children(gap.children or 0, noun)}."


def _noun(asked: Comparison) -> str:
    """What is counted: pooled, a child counts once a year."""
    return "pupil results" if asked.pool > 1 else "children"


def _one(noun: str) -> str:
    return noun.replace("children", "child").replace("results", "result")


def _share(group: str, k: int, n: int) -> str:
    share = percentage(k, n)
    return f"{group} {k} of {n}" + ("" if share is None else f" ({share:.0f} %)")


def _signed(figure: float, digits: int) -> str:
    """With a true minus sign; nothing is rounded before this."""
    text = f"{abs(figure):.{digits}f}"
    return text if float(text) == 0 else ("−" if figure < 0 else "+") + text


def _children(children: int, noun: str) -> str:
    """The gap as children of the smaller group."""
    size = abs(children)
    singular = _one(noun)
    if size == 0:
        return f"less than one {singular}"
    return f"{size} {singular if size == 1 else noun}" + (" fewer" if children < 0 else " more")


def _missed(gap: Gap, besides: Sequence[Overlap], asked: Comparison) -> str:
    """What else those are who missed the mark, in the group with the lower share: `2 of these 3 are also SEND`."""
    missed = MEASURES[asked.measure].missed
    if not (missed and gap.sign):
        return ""
    lower = gap.first if gap.sign < 0 else gap.second
    for one in besides:
        if one.missed and (one.group, one.subject, one.series) == (lower, gap.subject, gap.series):
            held = [(LENSES[lens], n) for lens, n in one.also.items() if n and _tells(besides, lower, lens, asked)]
            if not held:
                return ""
            who = f" {missed[:1].upper()}{missed[1:]} in “{lower}”:"
            noun = _noun(asked)
            if one.children == 1:
                return f"{who} 1 {_one(noun)}, also {' and '.join(lens for lens, _ in held)}."
            (first, n), *rest = held
            words = [f"{n} of these {one.children} {'is' if n == 1 else 'are'} also {first}"]
            words += [f"{n} {lens}" for lens, n in rest]
            return f"{who} {one.children} {noun}; {', '.join(words)}."
    return ""


def _both(found: Compared, asked: Comparison, groups: Groups, pair: tuple[str, str]) -> Iterator[Said]:
    """Sets and support groups may share children; other groups do not."""
    if asked.sets or "support-group" in asked.by:
        both = in_both(found.members, pair)
        words = f"{both or 'No'} {'child is' if both < 2 else 'children are'} in both groups."
        yield words, partial(groups.in_both, pair)


def _besides(besides: Sequence[Overlap], asked: Comparison, groups: Groups, pair: tuple[str, str]) -> Iterator[Said]:
    """`Also SEND on roll: pupil premium 19 of 108, not pupil premium 55 of 312.`."""
    on_roll = {one.group: one for one in besides if not one.missed}
    for lens, words in LENSES.items():
        told = [on_roll[group] for group in pair if group in on_roll and _tells(besides, group, lens, asked)]
        if any(one.also[lens] for one in told):
            shares = ", ".join(f"{one.group} {one.also[lens]} of {one.children}" for one in told)
            yield f"Also {words} on roll: {shares}.", partial(groups.besides, [one.group for one in told], lens)


def _tells(besides: Sequence[Overlap], group: str, lens: str, asked: Comparison) -> bool:
    """Whether a lens says anything: not where the groups are made by it, nor where everybody in the group is it."""
    if not asked.sets and lens in {"send" if name.casefold() == "sen" else name.casefold() for name in asked.by}:
        return False
    return not any(
        one.also[lens] == one.children for one in besides if one.group == group and not one.missed
    )  # fmt: skip


def _refused(found: Compared, asked: Comparison) -> Iterator[str]:
    """Why a subject with results now has no figures here."""
    if asked.measure == "absence":
        return
    if asked.denominator == "dfe" and found.rows.is_empty():
        yield "There are no statutory results at this point, and the DfE measure counts no others."
        return
    shown = set(found.figures["subject"])
    wanted = {str(row) for row in found.rows["subject"].unique()} | shown
    now = set[str]()
    for at in found.places:
        past = at.summary.past
        now |= set(past.filter(pl.col("ordinal") == at.point.ordinal)["subject"].unique())
    subject = asked.whom.subject
    left_out = sorted(now - wanted, key=subject_order)
    if subject:
        left_out = [one for one in left_out if fold(subject) in (fold(one), fold(subject_label(one)))]
    for one in left_out:
        yield f"{subject_label(one)}: {_WHY[asked.measure]}"
    if not now:
        yield "There are no results at this point."
    if found.refused:
        yield (
            f"Without an earlier result in the same series within a year: {', '.join(found.refused)}. Numbers of two "
            "series cannot be subtracted; compare the position within the year group instead (show progress)."
        )


def _unknown(found: Compared, groups: Groups) -> Iterator[Said]:
    """Who stands in a row of their own, or in no set, because it is not known."""
    rows = found.members.filter(~pl.col("known")).group_by("group", "order").len().sort("order", "group")
    for group, _, n in rows.iter_rows():
        words = f"{n} {'child' if n == 1 else 'children'} “{group}”: in a row of their own, never among the others."
        yield words, partial(_everybody, groups, group)
    for label, n in found.unknown.items():
        words = (
            f"Of {n} {'child' if n == 1 else 'children'} it is not known whether “{label}” holds: they are left out."
        )
        yield words, partial(groups.left_out, label)


def _everybody(groups: Groups, group: str) -> Behind:
    return groups.those(groups.members(group), (group,), "on roll")


def _denominators(found: Compared, asked: Comparison, groups: Groups) -> Iterator[Said]:
    """What k of n counts."""
    sizes = {size_of(n) for n in found.figures["n"]}
    if asked.measure in ("expected", "higher"):
        yield f"k of n counts {'by the ' if asked.denominator == 'dfe' else ''}{DENOMINATORS[asked.denominator]}."
    if asked.measure == "absence":
        yield "Persistent: absence of 10 % or more of those with a figure."
    if asked.measure == "change":
        yield (
            "Change is the mean over the matched children: those with a result now and an earlier one in the same "
            "series, at most a year back."
        )
    special = int(found.figures["special"].sum())
    if special and (words := MEASURES[asked.measure].special):
        yield words.format(n=special), groups.special
    if sizes - {"full"} and MEASURES[asked.measure].hit:
        yield f"Of fewer than {HIDE_UNDER} children no percentage is given; under {SMALL_UNDER} is a small group."
    if asked.interval and MEASURES[asked.measure].hit:
        yield "95 % is the Wilson interval of a share; it speaks of chance, not of causes."


def _caveats(found: Compared, asked: Comparison) -> Iterator[str]:
    """What is compared, in which years, and what that does not say."""
    by = () if asked.sets else asked.by
    for name in by:
        if is_saved(name):
            own, text = saved_filter(found.places[0].saved_filters, saved_name(name))
            yield f"“{own}” is the saved filter {text}"
    yield from dict.fromkeys(one.note for one in map(find_dimension, by) if one.note)
    if asked.pool > 1:
        years = sorted({at.point.start_year for at in found.places})
        names = ", ".join(academic_year_label(year) for year in years)
        yield (
            f"Pooled over {names} at the same half-term: every result counts once in its year, so a child may be in "
            "more than one year, with the group of that year."
        )
        yield from (f"There are no results at {point.label}." for point in found.without)
    if {"class", "school"} & set(by):
        yield "These are children's results. They describe no teaching, and the order is that of the lists."


_WHY: Final = {
    "expected": "the scale has no expected standard at this point, so nobody can be counted at it.",
    "higher": "the scale has no higher standard at this point, so nobody can be counted above it.",
    "mean": "results are codes; a mean is taken of scores, level points and marks only.",
    "change": "no class has a series with results now.",
    "target": "no targets and no expected standard at this point.",
}

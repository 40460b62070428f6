"""Good news, shown apart from the questions. Rules: docs/judgements.md, “Flags”."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from progress_tui.analysis.flags.ground import Ground, Recent
from progress_tui.analysis.flags.registry import Found
from progress_tui.domain.standing import Standing
from progress_tui.domain.views import FlagShown

_MET: Final = int(Standing.AT)


def biggest_rise(ground: Ground) -> Iterator[Found]:
    """The biggest rise of the class in a subject, as large as a fall would have to be to be marked or notable.

    Children who rose as far share it; where more than a few did, nobody is named.
    """
    most = int(ground.limits.number("biggest-rise", "most"))
    risen: dict[tuple[int | None, str], list[float]] = {}
    rows = []
    for row in ground.recent:
        if not row.is_main or row.change is None or row.change <= 0:
            continue
        line = ground.lines[row.series_id]
        if line.judged and row.change >= -(line.notable if line.unit == "score" else line.marked):
            rows.append(row)
            risen.setdefault((row.class_id, row.subject), []).append(row.change)
    biggest = {key: max(all_) for key, all_ in risen.items() if all_.count(max(all_)) <= most}
    chosen = (row for row in rows if row.change == biggest.get((row.class_id, row.subject)))
    yield from _raised(ground, chosen, "biggest-rise", "the biggest rise of the class")


def now_at(ground: Ground) -> Iterator[Found]:
    """The expected standard is met now and was not last time; on scores only when the rise is more than error."""
    rows = (
        row
        for row in ground.recent
        if row.is_main
        and row.standing is not None
        and row.previous_standing is not None
        and row.change is not None
        and row.previous_standing < _MET <= row.standing
        and row.change > 0
        and (ground.lines[row.series_id].unit != "score" or row.change >= -ground.lines[row.series_id].watch)
    )
    yield from _raised(ground, rows, "now-at", "now at the expected standard")


def _raised(ground: Ground, rows: Iterable[Recent], flag: str, why: str) -> Iterator[Found]:
    say = ground.say
    for row in rows:
        if row.previous_code is None or row.previous_ordinal is None:
            continue
        by = f" (by {row.change:g})" if say.numeric(row.scale) else ""
        sentence = (
            f"{say.named(row.subject, row.scale)} rose from {say.result(row.scale, row.previous_code)} to "
            f"{say.result(row.scale, row.code)}{by} since {say.when(row.previous_ordinal)}: {why}."
        )
        yield row.pupil_id, FlagShown(flag, row.subject, 0, sentence, *say.trail(row.series_id, *row.trail[:2]))

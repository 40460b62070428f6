"""`progress-tui scales`: every scale, one of them, or what a scale file says before it is put to use."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

from progress_tui.cli.printing import Format, emit, emit_report, say
from progress_tui.domain.errors import DataFileError, NotFoundError, UsageError, did_you_mean
from progress_tui.domain.reports import Field, Report
from progress_tui.domain.scale_words import expectation_sentences, expected_times, rule_sentences, sentences
from progress_tui.domain.scales import Scale
from progress_tui.domain.text import visible

_LISTED = tuple(Field(key, key) for key in ("id", "title", "kind", "values", "expectation", "where", "source", "date"))
_SHOWN = (
    Field("code", "code"), Field("meaning", "meaning"), Field("rank", "rank", "count"),
    Field("points", "points", "number"), Field("standing", "standing"), Field("also", "also"),
    Field("dfe_measure", "dfe_measure"),
)  # fmt: skip


def run(args: argparse.Namespace) -> int:
    """List all scales, show one, or check scale files.

    Returns:
        0, or 1 when a file that was checked is not valid.

    Raises:
        NotFoundError: there is no such scale.
        UsageError: a name is missing or too many.
    """
    from progress_tui.analysis.catalogue import look_again

    look_again()
    if args.what == "check":
        return _check(args.names, args.format)
    if len(args.names) != (args.what == "show"):
        raise UsageError(
            "“scales list” takes no name" if args.what == "list" else "“scales show” takes the id of one scale",
            remedy="“progress-tui scales list” names them.",
        )
    emit_report(_list() if args.what == "list" else _show(args.names[0]), args.format)
    return 0


def say_left_out() -> None:
    """Say on stderr which of the school's own scale files are left out, and why."""
    from progress_tui.analysis.catalogue import look_again, problems

    look_again()
    for problem in problems():
        say(f"A scale of your own is left out. {problem.sentence}")


def _list() -> Report:
    from progress_tui.analysis.catalogue import problems, scales
    from progress_tui.settings import scales_home

    notes = [f"Left out: {problem.sentence}" for problem in problems()]
    notes.append(f"Your own scale files are read from {scales_home()}.")
    return Report("Scales", "", _LISTED, tuple(_listed(scale) for scale in scales().values()), tuple(notes))


def _listed(scale: Scale, where: str = "") -> Mapping[str, object]:
    from progress_tui.analysis.catalogue import own_scales, shipped_ids

    file = own_scales().get(scale.id)
    replaces = ", in place of the shipped one" if scale.id in shipped_ids() else ""
    return {
        "id": scale.id,
        "title": scale.title,
        "kind": scale.kind,
        "values": _values(scale),
        "expectation": scale.has_expectation,
        "where": where or ("shipped" if file is None else f"own: {file}{replaces}"),
        "source": scale.source,
        "date": scale.date,
    }


def _values(scale: Scale) -> str:
    """The values of a scale in short."""
    if scale.values:
        ordered = sorted(scale.values, key=lambda value: value.rank)
        if len(ordered) > 24:
            return f"{ordered[0].code} {ordered[1].code} … {ordered[-2].code} {ordered[-1].code}"
        return " ".join(value.code for value in ordered)
    if scale.low is None or scale.high is None:
        return "the series' own range"
    return f"{scale.number_label(scale.low)}–{scale.number_label(scale.high)}"


def _show(name: str) -> Report:
    from progress_tui.analysis.catalogue import scales

    known = scales()
    if name not in known:
        raise NotFoundError(f"There is no scale “{name}”", remedy=did_you_mean(name, known))
    scale = known[name]
    expected = [
        {"year_group": year_group, "point": half_term, "expected": code}
        for year_group, half_term, code in expected_times(scale)
    ]
    notes = (*expectation_sentences(scale), *rule_sentences(scale))
    return Report(scale.title, "", _SHOWN, tuple(_rows(scale)), notes, {"expectation": expected})


def _rows(scale: Scale) -> list[Mapping[str, object]]:
    """The values, then the named stretches, then the non-results of a scale."""
    nothing: dict[str, object] = dict.fromkeys((field.key for field in _SHOWN if field.kind == "text"), "")
    nothing |= {"rank": None, "points": None}
    rows: list[Mapping[str, object]] = [
        nothing
        | {
            "code": value.code,
            "meaning": value.label,
            "rank": value.rank,
            "points": value.points,
            "standing": value.standing.label if value.standing else "",
            "also": ", ".join(value.aliases),
        }
        for value in sorted(scale.values, key=lambda value: value.rank)
    ]
    rows += [nothing | {"code": f"{held.start:g}+", "meaning": held.label} for held in scale.positions]
    for reason in dict.fromkeys(scale.non_results.values()):
        measure = reason.of.replace("_", " ")
        rows.append(nothing | {"code": reason.code, "meaning": f"no result: {reason.meaning}", "dfe_measure": measure})
    return rows


def _check(names: Sequence[str], form: Format) -> int:
    """Say what each file says; what is not valid is said on stderr."""
    from progress_tui.analysis.catalogue import load_scale, shipped_ids

    if not names:
        raise UsageError("No scale file was named", remedy="“progress-tui scales check FILE” reads one.")
    read: list[tuple[str, Scale]] = []
    for name in names:
        try:
            read.append((Path(name).name, load_scale(Path(name))))
        except DataFileError as error:
            say(str(error))
    if form == "table":
        for file, scale in read:
            emit(visible(f"{file}: {scale.title} (id {scale.id}, kind {scale.kind})"))
            if scale.id in shipped_ids():
                emit("  It takes the place of the shipped scale of this id.")
            emit("\n".join(f"  {visible(sentence)}" for sentence in sentences(scale)))
    else:
        rows = tuple(_listed(scale, file) for file, scale in read)
        notes = tuple(f"{file}: {sentence}" for file, scale in read for sentence in sentences(scale))
        emit_report(Report("Scale files", "", _LISTED, rows, notes), form)
    return 0 if len(read) == len(names) else 1

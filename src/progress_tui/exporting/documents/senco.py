"""The SENCO's list: the children for support across classes, with what stands in their way, what is decided and done.

As one table (`Document.flat`) there is a row for each child and support group, a child without support having one row.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from progress_tui.domain.calendar import year_group_label
from progress_tui.domain.subjects import subject_label
from progress_tui.domain.text import counted
from progress_tui.exporting.documents import meeting_parts as parts
from progress_tui.exporting.documents.action_parts import action_line
from progress_tui.exporting.documents.child_parts import flag_lines
from progress_tui.exporting.documents.days import day_words
from progress_tui.exporting.documents.document import Block, Cell, Column, Document, Heading, Paragraph, Table
from progress_tui.exporting.documents.records import SencoChild, SencoRecord, SupportLine
from progress_tui.exporting.redactor import Redactor

FLAGS: Final = 3
"""How many flags of a child the list tells."""

_FLAT = (
    "class", "child", "year_group", "send", "eal", "on_list_because", "flags", "barriers", "decision", "spoken_of",
    "support", "subject", "starts", "ends", "weeks", "staff", "entry", "exit", "effect", "open_actions",
)  # fmt: skip


def build(record: SencoRecord, redactor: Redactor) -> Document:
    """The list, by class and name."""
    return Document(
        kind="senco",
        title="Children for support",
        school=record.school,
        scope=f"all classes · {record.point_label}",
        audience=f"For the SENCO. It holds special-category data. {parts.INSIDE}",
        names=redactor.names,
        made=record.made,
        fictional=record.fictional,
        blocks=(*_head(record), *_classes(record, redactor)),
        footer=parts.closing_words(redactor),
        file_parts=("support", *record.point_code.split(":")),
        landscape=True,
        flat=_flat(record, redactor),
    )


def _head(record: SencoRecord) -> Iterator[Block]:
    yield Paragraph(
        f"{counted(len(record.children), 'child', 'children')} of {record.on_roll} on roll: with SEND support or an "
        "EHCP, with support that runs or ended this school year, with a decision for SENCO, EHCP or pastoral support, "
        "or with SEND, EAL, or speech and language named as a barrier in a meeting this school year."
    )
    yield Paragraph(f"Flags are those of {record.point_label}; what was said is from the meetings.", "small")


def _classes(record: SencoRecord, redactor: Redactor) -> Iterator[Block]:
    columns = (
        Column("Child", weight=2), Column("SEND"), Column("EAL"), Column("What we see", weight=4),
        Column("Barriers"), Column("Decision", weight=2), Column("Support, from entry to exit", weight=4),
        Column("Open actions"),
    )  # fmt: skip
    for class_name, group in groupby(record.children, key=lambda child: child.class_name):
        children = list(group)
        title = f"{class_name or 'In no class'}: {counted(len(children), 'child', 'children')}"
        yield Heading(title)
        yield Table(title, columns, tuple(_row(child, redactor) for child in children))
    if not record.children:
        yield Paragraph("No child is on the list.")


def _row(child: SencoChild, redactor: Redactor) -> tuple[Cell, ...]:
    row = child.row
    eal = {True: "yes", False: "no", None: "?"}[row.eal]
    return (
        f"{redactor.name(row.pupil_id)} ({year_group_label(row.year_group) or 'year not known'})",
        row.sen or "?",
        eal,
        "\n".join(flag_lines(child.flags, row.pupil_id, redactor, FLAGS)) or "no flag",
        ", ".join(child.barriers),
        _decision(child),
        "\n".join(support_words(line, row.pupil_id, redactor) for line in child.support) or "none",
        "\n".join(action_line(action, redactor) for action in child.actions),
    )


def _decision(child: SencoChild) -> str:
    when = f" ({day_words(child.spoken_of)})" if child.spoken_of else ""
    return f"{child.decision}{when}" if child.decision else f"none{when}"


def support_words(line: SupportLine, pupil_id: int, redactor: Redactor) -> str:
    """`Phonics catch-up, reading, since 7 Sep 2026 (11 weeks), by TA: from 12 to 18; some effect`."""
    name, staff, entry, ended = (
        redactor.line(text, pupil_id, where="support") for text in (line.name, line.staff, line.entry, line.exit)
    )
    began = day_words(line.starts)
    when = f"since {began}" if line.ends is None else f"{began} – {day_words(line.ends)}"
    what = [name, *([subject_label(line.subject).lower()] if line.subject else [])]
    what += [f"{when} ({counted(line.weeks, 'week')})", *([f"by {staff}"] if staff else [])]
    measured = f"from {entry or '?'} to {ended}" if ended else (f"began at {entry}" if entry else "nothing measured")
    return f"{', '.join(what)}: {measured}; {_outcome(line)}"


def _outcome(line: SupportLine) -> str:
    return f"{line.asked} weeks or more without a noted effect" if line.asked else _effect(line.effect)


def _effect(effect: str) -> str:
    return {"unknown": "effect not said", "none": "no effect"}.get(effect, f"{effect} effect")


def _flat(record: SencoRecord, redactor: Redactor) -> Table:
    kinds = {"starts": "date", "ends": "date"}
    columns = tuple(Column(label, "date" if label in kinds else "text") for label in _FLAT)
    rows = tuple(row for child in record.children for row in _flat_rows(child, redactor))
    return Table("Children for support", columns, rows, empty="No child is on the list.")


def _flat_rows(child: SencoChild, redactor: Redactor) -> Iterator[tuple[Cell, ...]]:
    row = child.row
    start: tuple[Cell, ...] = (
        child.class_name,
        redactor.name(row.pupil_id),
        year_group_label(row.year_group),
        row.sen or "unknown",
        {True: "yes", False: "no", None: "unknown"}[row.eal],
        "; ".join(child.why),
        "; ".join(flag_lines(child.flags, row.pupil_id, redactor)),
        "; ".join(child.barriers),
        child.decision,
        child.spoken_of.isoformat() if child.spoken_of else "",
    )
    actions = "\n".join(action_line(action, redactor) for action in child.actions)
    for line in child.support or (None,):
        yield (*start, *(_support_cells(line, row.pupil_id, redactor)), actions)


def _support_cells(line: SupportLine | None, pupil_id: int, redactor: Redactor) -> tuple[Cell, ...]:
    if line is None:
        return ("", "", None, None, "", "", "", "", "")
    return (
        redactor.line(line.name, pupil_id, where="support"),
        subject_label(line.subject) if line.subject else "",
        line.starts,
        line.ends,
        str(line.weeks),
        redactor.line(line.staff, pupil_id, where="support"),
        redactor.line(line.entry, pupil_id, where="entry"),
        redactor.line(line.exit, pupil_id, where="exit"),
        line.effect,
    )

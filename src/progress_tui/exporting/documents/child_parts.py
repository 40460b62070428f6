"""A child in the documents of a meeting: what the figures say, what was seen, said and agreed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from progress_tui.domain.calendar import year_group_label
from progress_tui.domain.meetings import Item
from progress_tui.domain.views import ClassView, FlagShown, PupilShown, SubjectHeading, SubjectShown
from progress_tui.exporting.documents.action_parts import action_line
from progress_tui.exporting.documents.document import Block, Facts, Heading, Paragraph
from progress_tui.exporting.documents.records import MeetingRecord
from progress_tui.exporting.redactor import Redactor
from progress_tui.exporting.wording import change_mark, compared_with, flag_words, result_words, signed

FLAGS: Final = 5
"""How many flags of a child a copy tells; the meeting showed them all."""

_SENDS: Final = {
    "K": "SEND support", "E": "EHCP", "S": "statement (historic)", "A": "School Action (historic)",
    "P": "School Action Plus (historic)",
}  # fmt: skip


def child_line(row: PupilShown) -> str:
    """`Year 4 · SEND support · EAL · absent 11.1 %`: what helps to see the child, none of it a reason by itself."""
    parts = [f"Year {row.year_group}" if row.year_group else year_group_label(row.year_group)]
    parts += ["pupil premium"] if row.pp else []
    parts += [_SENDS.get(row.sen, row.sen)] if row.sen not in (None, "N") else []
    parts += ["EAL"] if row.eal else []
    parts.append("absence not known" if row.absence is None else f"absent {row.absence:.1f} % of sessions")
    return " · ".join(part for part in parts if part)


def result_lines(view: ClassView, row: PupilShown, redactor: Redactor) -> list[str]:
    """A line a subject: `Reading (Teacher assessment): Sum1 At, Sum2 At, Aut2 Just below ▼; target At, −1`."""
    lines = []
    for heading in view.subjects:
        shown = row.subjects.get(heading.subject)
        if shown is None or not shown.results:
            lines.append(f"{heading.label}: no result")
            continue
        lines.append(f"{heading.label}: {_line_of(heading, shown, row.pupil_id, redactor)}")
    return lines


def _line_of(heading: SubjectHeading, shown: SubjectShown, pupil_id: int, redactor: Redactor) -> str:
    points = list(zip(heading.points, shown.results, strict=False))[-4:]
    words = [
        # A code that is not on the scale is free text that somebody typed into a cell.
        f"{point.code} {redactor.line(result_words(result), pupil_id, where='result')}"
        for point, result in points
        if point.comparable and result.kind != "missing"
    ]
    if shown.results[-1].kind == "missing":
        words.append("no result now")
    line = ", ".join(words) + change_mark(shown)
    if shown.distance is not None:
        against = f"target {shown.target}" if heading.has_targets and shown.target else compared_with(heading)
        line += f"; {against}: {_distance(shown.distance)}"
    return line


def _distance(distance: float) -> str:
    return "met" if distance == 0 else f"{signed(distance)} ({'above' if distance > 0 else 'below'})"


def flag_lines(flags: Iterable[FlagShown], pupil_id: int, redactor: Redactor, most: int = 99) -> list[str]:
    """Flags in words, at most so many; how many more there are is said."""
    lines = [redactor.line(flag_words(flag), pupil_id, where="flag") for flag in flags]
    return lines if len(lines) <= most + 1 else [*lines[:most], f"and {len(lines) - most} more"]


def said(item: Item, field: str, redactor: Redactor, where: str) -> str:
    """What was written in a field of an item."""
    text = item.texts.get(field)
    return redactor.text(text.body, item.pupil_id, where=where).strip() if text else ""


def decision_words(record: MeetingRecord, item: Item) -> str:
    """`group: support in a group`."""
    words = {choice.id: choice.words for choice in record.words.decisions}
    if not item.decision:
        return ""
    more = words.get(item.decision, "")
    return f"{item.decision}: {more}" if more else item.decision


def child_facts(record: MeetingRecord, item: Item, redactor: Redactor) -> Facts:
    """All that a meeting saw, said and agreed of a child."""
    pupil_id = item.pupil_id or 0
    row, view = record.rows.get(pupil_id), record.snapshot.shown.view
    flags: list[str] = []
    results: list[str] = []
    if row is not None:
        flags = flag_lines(row.flags, pupil_id, redactor, FLAGS)
        results = result_lines(view, row, redactor)
    pairs = (
        ("What the figures show", "\n".join(flags)),
        ("Results", "\n".join(results)),
        ("What we see", said(item, "seen", redactor, "what we see")),
        ("On the prep sheet", said(item, "prep", redactor, "prep sheet")),
        ("Teacher's view", said(item, "teacher_view", redactor, "teacher's view")),
        ("Barriers", ", ".join(item.barriers)),
        ("What changes in class first", said(item, "in_class", redactor, "in class first")),
        ("Decision", decision_words(record, item)),
        ("Actions", "\n".join(action_line(one, redactor) for one in item.actions)),
        ("Also said", said(item, "note", redactor, "note")),
    )
    return Facts(tuple((label, text) for label, text in pairs if text))


def children(record: MeetingRecord, redactor: Redactor) -> Iterator[Block]:
    """Every child of the agenda, in its order."""
    yield Heading("The children")
    if not record.children:
        yield Paragraph("No child is on the agenda.")
    for item in record.children:
        pupil_id = item.pupil_id or 0
        row = record.rows.get(pupil_id)
        yield Heading(redactor.name(pupil_id), 2)
        if row is not None:
            yield Paragraph(child_line(row), "small")
        if not item.discussed and record.meeting.status == "held":
            yield Paragraph("Not spoken of in this meeting.")
        yield child_facts(record, item, redactor)

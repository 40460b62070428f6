"""Everything held on one pupil: the answer to a subject access request, table by table as it is on file."""

from __future__ import annotations

from collections.abc import Iterator

from progress_tui.domain.text import counted
from progress_tui.exporting.documents.document import Block, Bullets, Column, Document, Facts, Heading, Paragraph, Table
from progress_tui.exporting.documents.records import PupilRecord, Section
from progress_tui.exporting.redactor import Redactor


def build(record: PupilRecord, redactor: Redactor) -> Document:
    """All rows of all tables that are about a pupil, in words where the file holds codes."""
    name = redactor.name(record.person.pupil_id)
    held = [section for section in record.sections if section.rows]
    return Document(
        kind="pupil",
        title=f"Everything held on {name}",
        school=record.school,
        scope=record.person.class_name or "in no class now",
        audience=(
            "For the pupil's file, and for the family where they ask (a subject access request). It is complete, and "
            "names staff and other children as they were written: look through it before it leaves the school."
        ),
        names=redactor.names,
        made=record.made,
        fictional=record.fictional,
        blocks=(
            *_overview(record, held),
            *(block for section in held for block in _section(record, section, redactor)),
        ),
        footer=("Judgements such as flags are worked out from these figures when they are shown, and are not stored.",),
        file_parts=(record.person.class_name or "pupil", name),
        landscape=True,
    )


def _overview(record: PupilRecord, held: list[Section]) -> Iterator[Block]:
    yield Heading("What is held")
    yield Facts(tuple((section.title, counted(len(section.rows), "row")) for section in held))
    empty = [section.title for section in record.sections if not section.rows]
    if empty:
        yield Paragraph(f"Nothing is held under: {', '.join(empty)}.")
    if record.kept:
        yield Heading("What this does not hold")
        yield Bullets(record.kept)


def _section(record: PupilRecord, section: Section, redactor: Redactor) -> Iterator[Block]:
    yield Heading(section.title)
    own = record.person.pupil_id
    # Every text is looked through, not only what people typed: a code or a file name may hold a name too.
    rows = tuple(tuple(redactor.text(cell, own, where=section.title) for cell in row) for row in section.rows)
    columns = tuple(Column(label) for label in section.columns)
    yield Table(section.title, columns, rows)

"""The notes on the pupils shown, with the figures that were on screen.

As one table (`Document.flat`, which CSV gives) there is a row per pupil shown and note, a pupil without notes having
one row with an empty note. Columns, in order:

- `pupil` (as the name mode has it), `year_group` (`Y4`), `class`, `point` (`2026-27:Aut2`)
- `pp` (`yes`, `no`, `unknown`), `send` (the code `N`, `K`, `E`…, or `unknown`), `eal` (as `pp`)
- `absence`: percentage, empty when not known
- for each subject on screen: `<subject>_current` (a result that is no value says why in brackets),
  `<subject>_target`, `<subject>_distance` (negative is below; empty when there is none), and
  `<subject>_distance_from` (`target`, or `expected standard` where no targets are on file)
- `flags`: sentences, joined by `; `
- `note_written` (ISO to the minute), `note`
- the same on every row: `filter` (in words, empty without one), `shown` (pupils shown), `on_roll` (pupils in the
  class), `left_out_unknown` (pupils the filter left out because a value is not known), `school`, `fictional`
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from progress_tui.domain.calendar import year_group_label
from progress_tui.domain.pupils import Flag
from progress_tui.domain.text import clean
from progress_tui.domain.views import SubjectHeading, point_names
from progress_tui.exporting.documents.document import Block, Bullets, Cell, Column, Document, Heading, Paragraph, Table
from progress_tui.exporting.redaction import RedactedNote, RedactedPupil, RedactedRecord
from progress_tui.exporting.wording import (
    change_mark,
    compared_with,
    flag_words,
    plain_number,
    result_words,
    signed,
    stored_moment,
)

OUTSIDERS: Final = (
    "Names of anyone outside this class, or written without a capital letter, are not hidden in the notes: "
    "read them before you pass this on."
)
PARENT: Final = "Write and keep this as if the child's parent will read it."


def build(record: RedactedRecord) -> Document:
    """Filter and counts, the pupils as on screen, their notes."""
    return Document(
        kind="notes",
        title=f"Notes on pupils of {record.class_label}",
        school=record.school,
        scope=f"{record.class_label} · {record.point_label}",
        audience="For the teacher and the leaders of the school. Not for parents or governors.",
        names=record.names,
        made=record.made,
        fictional=record.fictional,
        blocks=(
            Paragraph(_filter_line(record)),
            Paragraph(_expected_line(record)),
            *_pupils(record),
            *_notes(record.pupils),
        ),
        footer=(PARENT, *((OUTSIDERS,) if record.names != "full" else ())),
        file_parts=(record.class_label, record.point_code),
        landscape=True,
        flat=_flat(record),
        flat_is_whole=True,
    )


def _filter_line(record: RedactedRecord) -> str:
    lead = f"Filter: {record.filter}" if record.filter else "No filter"
    left_out = f" ({record.unknown} more left out: not known)" if record.unknown else ""
    return f"{lead} — {len(record.pupils)} of {record.on_roll} on roll{left_out}"


def _expected_line(record: RedactedRecord) -> str:
    """The counts of the whole class, whatever the filter; a scale without an expectation says so."""
    if not record.counted:
        return "No results are on file for this class at this point."
    counts = [f"{h.label} {h.expected} of {h.assessed} assessed" for h in record.counted if h.has_expectation]
    silent = [h.label for h in record.counted if not h.has_expectation]
    sentences = []
    if counts:
        sentences.append(f"At expected: {', '.join(counts)} (whole class, {record.on_roll} on roll).")
    if silent:
        scale = "scale in use has" if len(silent) == 1 else "scales in use have"
        sentences.append(f"{', '.join(silent)}: the {scale} no expected standard.")
    return " ".join(sentences)


def _pupils(record: RedactedRecord) -> Iterator[Block]:
    yield Heading("Pupils")
    if record.no_results:
        yield Paragraph(f"No {record.no_results} results are on file for this class at this point.")
    labels = ["Pupil", "Year", "PP", "SEND", "EAL", "Absence"]
    for heading in record.headings:
        labels += [f"{heading.label} {name}" for name in point_names(heading.points)]
        # Without targets on file the expected standard stands in for one, and is called so.
        word = compared_with(heading)
        labels += [f"{heading.label} {word}", f"{heading.label} from {word}"]
    rows = tuple(_row(pupil, record.headings) for pupil in record.pupils)
    columns = tuple(Column(label, "percent" if label == "Absence" else "text") for label in labels)
    yield Table("Pupils", columns, rows, empty="No pupil matches the filter.")
    if not rows:
        return
    yield Paragraph(
        "● yes, blank no, ? not known. ▲ ▼ up or down since the latest earlier result of the same series. "
        "Distances are in the steps of the scale; a minus sign is below."
    )
    for heading in record.headings:
        others = [point for point in heading.points if not point.comparable]
        if others:
            named = ", ".join(f"{point.label} ({point.series})" for point in others)
            yield Paragraph(f"{heading.label}: not comparable with the current results ({heading.series}): {named}.")
    yield Heading("Flags")
    flags = tuple((one.name, "\n".join(map(flag_words, one.flags))) for one in record.pupils if one.flags)
    yield Table("Flags", (Column("Pupil"), Column("Flags", weight=3)), flags, empty="No flags on these pupils.")


def _row(pupil: RedactedPupil, headings: Sequence[SubjectHeading]) -> tuple[Cell, ...]:
    sen = "?" if pupil.sen is None else ("" if pupil.sen == "N" else pupil.sen)
    absence = "?" if pupil.absence is None else round(pupil.absence, 1)
    cells: list[Cell] = [
        pupil.name,
        year_group_label(pupil.year_group),
        _mark(pupil.pp),
        sen,
        _mark(pupil.eal),
        absence,
    ]
    for heading in headings:
        shown = pupil.subjects.get(heading.subject)
        if shown is None:
            cells += ["no result"] * len(heading.points) + ["", ""]
            continue
        results = [result_words(result) for result in shown.results]
        if results:
            results[-1] += change_mark(shown)
        cells += [*results, shown.target, signed(shown.distance)]
    return tuple(cells)


def _mark(flag: Flag) -> str:
    return "?" if flag is None else ("●" if flag else "")


def _notes(pupils: Sequence[RedactedPupil]) -> Iterator[Block]:
    yield Heading("Notes")
    noted = [pupil for pupil in pupils if pupil.notes]
    if not noted:
        yield Paragraph("No notes on these pupils.")
    for pupil in noted:
        yield Heading(pupil.name, 2)
        if pupil.flags:
            yield Bullets(tuple(flag_words(flag) for flag in pupil.flags))
        for note in pupil.notes:
            yield Heading(_note_heading(note), 3)
            yield Paragraph(note.body)


def _note_heading(note: RedactedNote) -> str:
    written = stored_moment(note.written)
    changed = f", changed {stored_moment(note.changed)}" if note.changed and note.changed != note.written else ""
    return f"Note of {written}{changed}"


def _flat(record: RedactedRecord) -> Table:
    labels = ["pupil", "year_group", "class", "point", "pp", "send", "eal", "absence"]
    for heading in record.headings:
        subject = "_".join(clean(heading.subject).casefold().split())
        labels += [f"{subject}_{figure}" for figure in ("current", "target", "distance", "distance_from")]
    labels += ["flags", "note_written", "note", "filter", "shown", "on_roll", "left_out_unknown", "school", "fictional"]
    rows = tuple(row for pupil in record.pupils for row in _flat_rows(pupil, record))
    return Table("Notes", tuple(Column(label) for label in labels), rows)


def _flat_rows(pupil: RedactedPupil, record: RedactedRecord) -> Iterator[tuple[Cell, ...]]:
    start = [
        pupil.name, year_group_label(pupil.year_group), record.class_label, record.point_code,
        _flag(pupil.pp), pupil.sen or "unknown", _flag(pupil.eal), plain_number(pupil.absence),
    ]  # fmt: skip
    for heading in record.headings:
        start += _figures(pupil, heading)
    start.append("; ".join(flag_words(flag) for flag in pupil.flags))
    end = [
        record.filter, str(len(record.pupils)), str(record.on_roll), str(record.unknown),
        record.school, "yes" if record.fictional else "no",
    ]  # fmt: skip
    notes = [[note.written, note.body] for note in pupil.notes] or [["", ""]]
    for note in notes:
        yield (*start, *note, *end)


def _figures(pupil: RedactedPupil, heading: SubjectHeading) -> list[str]:
    shown = pupil.subjects.get(heading.subject)
    if shown is None or not shown.results:
        return ["no result", "", "", ""]
    distance = plain_number(shown.distance)
    return [result_words(shown.results[-1]), shown.target, distance, compared_with(heading) if distance else ""]


def _flag(flag: Flag) -> str:
    return "unknown" if flag is None else ("yes" if flag else "no")

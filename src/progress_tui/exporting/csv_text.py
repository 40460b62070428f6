"""Notes as CSV: one row per pupil shown and note, a pupil without notes having one row with an empty note.

Columns, in order:

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

`csv_lines` is the safe-text step of this format: every cell, headings included, goes through `spreadsheet_safe`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from progress_tui.domain.calendar import year_group_label
from progress_tui.domain.pupils import Flag
from progress_tui.domain.text import clean, spreadsheet_safe
from progress_tui.domain.views import SubjectHeading
from progress_tui.exporting.redaction import RedactedPupil, RedactedRecord
from progress_tui.exporting.wording import compared_with, flag_words, plain_number, result_words


def render_csv(record: RedactedRecord) -> bytes:
    """The table in UTF-8 with a byte order mark (spreadsheet programs need it) and CRLF."""
    rows = [_headings(record.headings)]
    for pupil in record.pupils:
        rows += _rows(pupil, record)
    return csv_lines(rows).encode("utf-8-sig")


def csv_lines(rows: Sequence[Sequence[str]]) -> str:
    """Rows as CSV with CRLF, no cell of which a spreadsheet program takes for a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    # White space before a formula would not keep every program from running it, so it goes first.
    writer.writerows([spreadsheet_safe(clean(cell, keep_lines=True).strip()) for cell in row] for row in rows)
    return text.getvalue()


def _headings(headings: Sequence[SubjectHeading]) -> list[str]:
    names = ["pupil", "year_group", "class", "point", "pp", "send", "eal", "absence"]
    for heading in headings:
        subject = "_".join(clean(heading.subject).casefold().split())
        names += [f"{subject}_{figure}" for figure in ("current", "target", "distance", "distance_from")]
    names += ["flags", "note_written", "note", "filter", "shown", "on_roll", "left_out_unknown", "school", "fictional"]
    return names


def _rows(pupil: RedactedPupil, record: RedactedRecord) -> Iterator[list[str]]:
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
        yield [*start, *note, *end]


def _figures(pupil: RedactedPupil, heading: SubjectHeading) -> list[str]:
    shown = pupil.subjects.get(heading.subject)
    if shown is None or not shown.results:
        return ["no result", "", "", ""]
    distance = plain_number(shown.distance)
    return [result_words(shown.results[-1]), shown.target, distance, compared_with(heading) if distance else ""]


def _flag(flag: Flag) -> str:
    return "unknown" if flag is None else ("yes" if flag else "no")

"""Notes as Markdown: a page to read, print or paste.

`_Page` is the safe-text step of this format: every string that reaches the page, ours or the school's, goes through
`escape` or `escape_line`, so that data is literal in Markdown and in the HTML made from it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from progress_tui.domain.calendar import year_group_label
from progress_tui.domain.pupils import Flag, NameMode
from progress_tui.domain.text import clean
from progress_tui.domain.views import SubjectHeading, point_names
from progress_tui.exporting.redaction import RedactedNote, RedactedPupil, RedactedRecord
from progress_tui.exporting.wording import (
    change_mark,
    compared_with,
    flag_words,
    moment,
    result_words,
    signed,
    stored_moment,
)

_NAMES: dict[NameMode, str] = {"full": "full", "initials": "initials", "none": "none, pupils are numbered"}
_MARKED = re.compile(r"[\\`*_\[\]|~$#]")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_JOINT = re.compile(r":(?=//)|(?<=www)\.|:(?=[\w+-]+:)", re.IGNORECASE)
_LINE_START = re.compile(r"(?=[+=:%-])|\d+(?=[.)](?:\s|$))", re.ASCII)


def escape(text: str) -> str:
    """`text` as a piece of one line of Markdown that shows exactly `text`; white space is folded.

    Angle brackets and ampersands become entities, because not every program takes a backslash before them; links and
    `:emoji:` are kept from coming alive too.
    """
    line = _ENTITY.sub("&amp;", clean(text)).replace("<", "&lt;").replace(">", "&gt;")
    line = _MARKED.sub(r"\\\g<0>", line)
    return _JOINT.sub(r"\\\g<0>", line)


def escape_line(text: str) -> str:
    """The same for a whole line, whose start must not become a list, a rule, a definition or a heading underline."""
    return _LINE_START.sub(r"\g<0>\\", line, count=1) if _LINE_START.match(line := escape(text)) else line


class _Page:
    """Blocks of Markdown, made from plain text."""

    def __init__(self) -> None:
        self._blocks: list[str] = []

    def heading(self, level: int, text: str) -> None:
        self._blocks.append(f"{'#' * level} {escape(text)}")

    def paragraph(self, text: str) -> None:
        """One block; line feeds in `text` stay line breaks, empty lines part paragraphs."""
        for part in re.split(r"\n\s*\n", clean(text, keep_lines=True)):
            lines = [escape_line(line) for line in part.split("\n") if line.strip()]
            if lines:
                self._blocks.append("\\\n".join(lines))

    def bullets(self, items: Sequence[str]) -> None:
        self._blocks.append("\n".join(f"- {escape_line(item)}" for item in items))

    def table(self, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        lines = [headings, *rows]
        cells = ["| " + " | ".join(escape(cell) for cell in line) + " |" for line in lines]
        self._blocks.append("\n".join([cells[0], "|" + " --- |" * len(headings), *cells[1:]]))

    def rule(self) -> None:
        self._blocks.append("---")

    def text(self) -> str:
        return "\n\n".join(self._blocks) + "\n"


def render_markdown(record: RedactedRecord) -> bytes:
    """The page in UTF-8 with line feeds: title, filter and counts, the pupils as on screen, their notes, the footer."""
    page = _Page()
    page.heading(1, f"{record.school} ▸ {record.class_label} ▸ {record.point_label}")
    if record.fictional:
        page.paragraph("Fictional data: no child here is real.")
    page.paragraph(_filter_line(record))
    page.paragraph(_expected_line(record))
    _write_table(page, record)
    _write_notes(page, record.pupils)
    page.rule()
    _write_footer(page, record)
    return page.text().encode("utf-8")


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


def _write_table(page: _Page, record: RedactedRecord) -> None:
    page.heading(2, "Pupils")
    if record.no_results:
        page.paragraph(f"No {record.no_results} results are on file for this class at this point.")
    if not record.pupils:
        page.paragraph("No pupil matches the filter.")
        return
    headings = ["Pupil", "Year", "PP", "SEND", "EAL", "Absence"]
    for heading in record.headings:
        headings += [f"{heading.label} {name}" for name in point_names(heading.points)]
        # Without targets on file the expected standard stands in for one, and is called so.
        word = compared_with(heading)
        headings += [f"{heading.label} {word}", f"{heading.label} from {word}"]
    page.table([*headings, "Flags"], [_row(pupil, record.headings) for pupil in record.pupils])
    page.paragraph(
        "● yes, blank no, ? not known. ▲ ▼ up or down since the latest earlier result of the same series. "
        "Distances are in the steps of the scale; a minus sign is below."
    )
    for heading in record.headings:
        others = [point for point in heading.points if not point.comparable]
        if others:
            named = ", ".join(f"{point.label} ({point.series})" for point in others)
            page.paragraph(f"{heading.label}: not comparable with the current results ({heading.series}): {named}.")


def _row(pupil: RedactedPupil, headings: Sequence[SubjectHeading]) -> list[str]:
    sen = "?" if pupil.sen is None else ("" if pupil.sen == "N" else pupil.sen)
    absence = "?" if pupil.absence is None else f"{pupil.absence:.1f} %"
    cells = [pupil.name, year_group_label(pupil.year_group), _mark(pupil.pp), sen, _mark(pupil.eal), absence]
    for heading in headings:
        shown = pupil.subjects.get(heading.subject)
        if shown is None:
            cells += ["no result"] * len(heading.points) + ["", ""]
            continue
        results = [result_words(result) for result in shown.results]
        if results:
            results[-1] += change_mark(shown)
        cells += [*results, shown.target, signed(shown.distance)]
    return [*cells, "; ".join(flag_words(flag) for flag in pupil.flags)]


def _mark(flag: Flag) -> str:
    return "?" if flag is None else ("●" if flag else "")


def _write_notes(page: _Page, pupils: Sequence[RedactedPupil]) -> None:
    page.heading(2, "Notes")
    noted = [pupil for pupil in pupils if pupil.notes]
    if not noted:
        page.paragraph("No notes on these pupils.")
    for pupil in noted:
        page.heading(3, pupil.name)
        if pupil.flags:
            page.bullets([flag_words(flag) for flag in pupil.flags])
        for note in pupil.notes:
            page.heading(4, _note_heading(note))
            page.paragraph(note.body)


def _note_heading(note: RedactedNote) -> str:
    written = stored_moment(note.written)
    changed = f", changed {stored_moment(note.changed)}" if note.changed and note.changed != note.written else ""
    return f"Note of {written}{changed}"


def _write_footer(page: _Page, record: RedactedRecord) -> None:
    page.paragraph(
        f"Names: {_NAMES[record.names]}. Exported {moment(record.made)}. "
        "Write and keep this as if the child's parent will read it."
    )
    if record.names != "full":
        page.paragraph(
            "Names of anyone outside this class, or written without a capital letter, are not hidden in the notes: "
            "read them before you pass this on."
        )

"""From headings and cells to a mapping: which column says what, in wide and long layouts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from progress_tui.domain.calendar import parse_academic_year
from progress_tui.domain.errors import ProgressError
from progress_tui.domain.scales import Scale
from progress_tui.domain.subjects import SUBJECTS
from progress_tui.domain.text import fold
from progress_tui.importing.facts import Question
from progress_tui.importing.reading.table import SourceTable
from progress_tui.importing.recognising.asking import Asking
from progress_tui.importing.recognising.detecting import detect, full_fits
from progress_tui.importing.recognising.headings import Heading, read_heading, read_phrase
from progress_tui.importing.recognising.mapping import ImportMapping, ResultRule, WhenRule

IGNORE = "ignore"
"""The answer that leaves a column out."""


@dataclass(frozen=True, slots=True)
class _Column:
    """A result column, or in a long layout the cells of one subject and assessment.

    Attributes:
        asked_as: what a question calls it.
        said: everything heading and cells say together.
        cells: the non-blank cells.
    """

    column: str
    asked_as: str
    said: Heading
    cells: list[str]
    where: Mapping[str, str] = field(default_factory=dict)

    @property
    def group(self) -> tuple[str, str, tuple[str, ...]]:
        """Columns of one group are on one scale unless their cells say otherwise."""
        return self.said.subject, self.said.assessment, self.said.scales


def recognise(table: SourceTable, scales: Mapping[str, Scale], asking: Asking) -> ImportMapping:
    """How the columns of `table` are understood; what is unsure is asked.

    Args:
        table: the file.
        scales: every loaded scale, by id.
        asking: answers given; questions and warnings are added here.

    Returns:
        A mapping without the times that headings and cells leave open (`asking.settle` adds them).

    Raises:
        ProgressError: no column names the pupils.
        UsageError: an answer is not one of the options.
    """
    headings = [read_heading(heading) for heading in table.headings]
    pupil = _fields(table, headings)
    if not any(name in pupil for name in ("upn", "source_id", "surname", "name")):
        raise ProgressError(
            f"No column of {table.file} names the pupils",
            f"Its headings are: {', '.join(table.headings[:12])}.",
            "It needs UPN, an ID, or Surname and Forename; or give a mapping with --map.",
        )
    long = _long(headings)
    columns = _columns(table, headings, long)
    rules = [*_rules(columns, scales, asking), *_unsure(table, headings, long, scales, asking)]
    when = WhenRule(point_column=long.get("point", ""))
    return ImportMapping("", pupil, when, tuple(rules))


def _fields(table: SourceTable, headings: Sequence[Heading]) -> dict[str, str]:
    """Field → heading; of two headings for one field the better word wins."""
    best: dict[str, Heading] = {}
    for heading in headings:
        if heading.role == "field":
            held = best.get(heading.name)
            if held is None or heading.priority < held.priority:
                best[heading.name] = heading
    if "surname" in best:
        best.pop("name", None)
    fields = {name: heading.text for name, heading in best.items()}
    year = fields.get("year_group")
    if year is not None and "academic_year" not in fields and _holds_academic_years(table, year):
        fields["academic_year"] = fields.pop("year_group")
    return fields


def _holds_academic_years(table: SourceTable, heading: str) -> bool:
    """A `Year` column may hold `4` or `2025-26`."""
    cells = {cell for _, cell in table.column(heading)} - {""}
    return bool(cells) and all(parse_academic_year(cell) is not None for cell in cells)


def _long(headings: Sequence[Heading]) -> dict[str, str]:
    """Long column → heading; the better word wins. `result` is left to `_columns`, since there may be several."""
    found: dict[str, Heading] = {}
    for heading in headings:
        if heading.role == "long" and heading.name != "result":
            held = found.get(heading.name)
            if held is None or heading.priority < held.priority:
                found[heading.name] = heading
    return {name: heading.text for name, heading in found.items()}


def _columns(table: SourceTable, headings: Sequence[Heading], long: Mapping[str, str]) -> list[_Column]:
    """Every result and target column, a long one taken apart by subject and assessment."""
    columns: list[_Column] = []
    for heading in headings:
        is_result = heading.role in ("result", "target") or (heading.role, heading.name) == ("long", "result")
        if is_result and heading.subject:
            cells = [cell for _, cell in table.column(heading.text) if cell]
            if cells:
                columns.append(_Column(heading.text, heading.text, heading, cells))
        elif is_result and "subject" in long:
            columns.extend(_taken_apart(table, heading, long))
    return columns


def _taken_apart(table: SourceTable, heading: Heading, long: Mapping[str, str]) -> list[_Column]:
    """The columns that a long result column stands for, one for each subject and assessment."""
    keys = [long[name] for name in ("subject", "assessment") if name in long]
    places = [table.headings.index(key) for key in keys]
    at = table.headings.index(heading.text)
    cells: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for _, row in table.rows:
        if row[at]:
            cells[tuple(row[place] for place in places)].append(row[at])
    columns = []
    for values, held in sorted(cells.items()):
        said = _said(heading, values[0], values[1] if len(values) > 1 else "")
        if values[0] and said.role in ("result", "target"):
            asked_as = " ".join(filter(None, values))
            columns.append(_Column(heading.text, asked_as, said, held, dict(zip(keys, values, strict=True))))
    return columns


def _said(heading: Heading, subject_text: str, assessment_text: str) -> Heading:
    """What the heading of a long result column, a subject cell and an assessment cell say together."""
    subject, told = read_phrase(subject_text), read_phrase(assessment_text)
    parts = [told, subject, heading]
    named = next((part for part in parts if part.assessment), None)
    label = named.assessment if named else ""
    # An assessment we have no word for keeps the name the school gives it.
    if told.unread:
        label = assessment_text
    elif subject.subject and subject.unread:
        label = _own_name(subject)
    roles = {part.role for part in parts}
    role = next((role for role in ("unstored", "target") if role in roles), "result")
    return replace(
        heading,
        role="unstored" if role == "unstored" else ("target" if role == "target" else "result"),
        subject=subject.subject or fold(subject_text),
        half_term=next((part.half_term for part in parts if part.half_term is not None), None),
        academic_year=next((part.academic_year for part in parts if part.academic_year is not None), None),
        year_group=next((part.year_group for part in parts if part.year_group is not None), None),
        assessment=label,
        kind=named.kind if named else None,
        scales=next((part.scales for part in parts if part.scales), ()),
    )


def _rules(columns: Sequence[_Column], scales: Mapping[str, Scale], asking: Asking) -> list[ResultRule]:
    """The rules of result columns, then of targets, which follow the series of the results."""
    together: dict[tuple[str, str, tuple[str, ...]], list[str]] = defaultdict(list)
    for column in columns:
        if column.said.role == "result":
            together[column.group].extend(column.cells)
    of_group = {group: detect(cells, group[2], scales).scale for group, cells in together.items()}
    for group in [group for group, scale in of_group.items() if scale is None]:
        # A school assesses its subjects alike: "Secure" alone is what it is in the column beside.
        beside = {scale for other, scale in of_group.items() if scale is not None and other[1:] == group[1:]}
        of_group[group] = detect(together[group], group[2], scales, beside).scale
    rules: list[ResultRule] = []
    for column in columns:
        if column.said.role == "result":
            scale = _scale(column, of_group[column.group], scales, asking)
            if scale is not None:
                rules.append(_rule(column, scales[scale]))
    for column in columns:
        if column.said.role == "target":
            scale = _target_scale(column, rules, scales, asking)
            if scale is not None:
                rules.append(_target_rule(column, scales[scale], rules))
    return rules


def _scale(column: _Column, of_group: str | None, scales: Mapping[str, Scale], asking: Asking) -> str | None:
    """The scale of a column: its group's, its own, or the answer to a question; None to leave it out.

    While the answer is open the likeliest scale stands in (and the column is pending), so that the questions of time
    are asked together with this one.
    """
    if of_group is not None:
        return of_group
    found = detect(column.cells, column.said.scales, scales)
    if found.scale is not None:
        return found.scale
    sample = ", ".join(dict.fromkeys(column.cells[:200]))[:60]
    question = Question(
        f"scale:{column.asked_as}",
        f"Which scale are the results of “{column.asked_as}” on ({sample})?",
        (*found.options, IGNORE),
        found.options[0] if found.options else IGNORE,
    )
    answer = asking.ask(question, lambda text: text in scales, heading=column.column)
    if answer is None:
        return next(iter(found.options), None)
    return None if answer == IGNORE else answer


def _target_scale(
    column: _Column, rules: Sequence[ResultRule], scales: Mapping[str, Scale], asking: Asking
) -> str | None:
    """A target is on the scale of results in its subject that reads all of it, teacher assessment first."""
    subject = sorted((r for r in rules if r.subject == column.said.subject), key=lambda r: r.kind != "teacher")
    used = {rule.scale: scales[rule.scale] for rule in subject}
    fitting = [
        scale
        for scale in used
        if any(scales[scale].read(cell).kind == "value" for cell in column.cells)
        and all(scales[scale].read(cell).kind in ("value", "non-result") for cell in column.cells)
        and (not column.said.scales or scale in column.said.scales or not _names_scale(column.said, scales))
    ]
    return fitting[0] if fitting else _scale(column, None, scales, asking)


def _names_scale(said: Heading, scales: Mapping[str, Scale]) -> bool:
    return any(hint in scales for hint in said.scales)


def _rule(column: _Column, scale: Scale) -> ResultRule:
    """The rule of a result column. Raw marks of two times come from two papers: every time is a form of its own."""
    said = column.said
    return ResultRule(
        column=column.column,
        subject=said.subject,
        scale=scale.id,
        assessment=said.assessment or ("test" if scale.numeric else "teacher assessment"),
        kind=said.kind or ("test" if scale.numeric else "teacher"),
        where=column.where,
        academic_year=said.academic_year,
        year_group=said.year_group if said.academic_year is None else None,
        point=said.point,
        form_by_time=scale.papers_differ,
    )


def _target_rule(column: _Column, scale: Scale, rules: Sequence[ResultRule]) -> ResultRule:
    """A target belongs to the teacher assessment of its subject and scale, else to what is assessed on that scale."""
    rule = replace(_rule(column, scale), target=True, form_by_time=False)
    same = [r for r in rules if not r.target and (r.subject, r.scale) == (rule.subject, rule.scale)]
    judged = [r for r in same if r.kind == "teacher"] or same
    if not judged:
        return replace(rule, assessment="teacher assessment", kind="teacher")
    return replace(rule, assessment=judged[0].assessment, kind=judged[0].kind)


def _unsure(
    table: SourceTable,
    headings: Sequence[Heading],
    long: Mapping[str, str],
    scales: Mapping[str, Scale],
    asking: Asking,
) -> list[ResultRule]:
    """Columns whose heading is not understood but whose cells look like results: asked, never guessed."""
    rules = []
    for heading in headings:
        lost = heading.role in ("result", "target") or (heading.role, heading.name) == ("long", "result")
        if not (heading.role == "unknown" or (lost and not heading.subject and "subject" not in long)):
            continue
        cells = [cell for _, cell in table.column(heading.text) if cell]
        fits = full_fits(cells, scales)
        if not heading.subject and not lost:
            fits = tuple(scale for scale in fits if not scales[scale].numeric)
        if not fits:
            continue
        subjects = [heading.subject] if heading.subject else list(SUBJECTS)
        options = tuple(f"{subject}/{scale}" for subject in subjects for scale in fits)
        question = Question(
            f"column:{heading.text}",
            f"The cells of “{heading.text}” look like results. Of which subject, on which scale?",
            (*options, IGNORE),
            options[0] if heading.subject else IGNORE,
        )
        answer = asking.ask(question, heading=heading.text)
        if answer is not None and answer != IGNORE:
            subject, _, scale = answer.partition("/")
            said = replace(heading, role="result", subject=subject, assessment=_own_name(heading))
            rules.append(_rule(_Column(heading.text, heading.text, said, cells), scales[scale]))
    return rules


def _own_name(heading: Heading) -> str:
    """The assessment that a heading names in words of the school's own, such as `star test`."""
    return " ".join(filter(None, (*heading.unread, heading.assessment)))

"""Questions, answers and warnings gathered while a file is understood, and the questions of time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import polars as pl

from progress_tui.domain import clock
from progress_tui.domain.calendar import (
    HALF_TERMS,
    Point,
    academic_year_label,
    academic_year_of,
    parse_academic_year,
    year_group_label,
)
from progress_tui.domain.errors import UsageError, did_you_mean
from progress_tui.importing.facts import Question
from progress_tui.importing.parsing.values import parse_date, parse_percentage, parse_year_group
from progress_tui.importing.reading.table import SourceTable
from progress_tui.importing.recognising.headings import read_phrase
from progress_tui.importing.recognising.mapping import AttendanceUnit, ImportMapping, ResultRule
from progress_tui.importing.recognising.vocabulary import Vocabulary

YEARLY_FIELDS = (
    "class", "year_group", "pp", "fsm", "fsm6", "lac", "plac", "service", "eal", "first_language", "sen",
    "attendance", "possible", "authorised", "unauthorised",
)  # fmt: skip
"""Fields that hold for one academic year."""

_MOST = 20_000
"""Distinct pairs of birth date and year group that are looked at, the commonest."""


def _today() -> date:
    return clock.today()  # asked when it is needed, so that a test can say it


@dataclass(slots=True)
class Asking:
    """What is given, and what has still to be asked.

    Attributes:
        year, point: what the user gave for everything undated: start year, half-term code.
        answers: question id → answer.
        today: for proposals only.
        questions, warnings: gathered so far.
        pending: headings whose use waits for an answer.
        used: headings that are understood, those that wait for an answer included.
        left_out: heading → why it is not stored, where that is for another reason than what the heading says.
        profile: the title of the school system whose export this is, `""` where none is recognised.
        words: the vocabulary that the headings were read by, None for the shipped one.
    """

    year: int | None = None
    point: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    today: date = field(default_factory=_today)
    questions: list[Question] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    pending: set[str] = field(default_factory=set)
    used: set[str] = field(default_factory=set)
    left_out: dict[str, str] = field(default_factory=dict)
    profile: str = ""
    words: Vocabulary | None = None

    def ask(
        self, question: Question, valid: Callable[[str], bool] | None = None, *, heading: str | None = None
    ) -> str | None:
        """The answer to a question, or None after noting the question.

        Args:
            question: what to ask.
            valid: says whether an answer that is not among the options will do.
            heading: the column that waits for the answer.

        Raises:
            UsageError: the answer given is not one of the options.
        """
        answer = self.answers.get(question.id)
        if answer is None:
            if question not in self.questions:
                self.questions.append(question)
            if heading is not None:
                self.pending.add(heading)
            return None
        for option in question.options:
            if answer.casefold() == option.casefold():
                return option
        if valid is not None and valid(answer):
            return answer
        raise UsageError(
            f"“{answer}” does not answer the question “{question.id}”",
            question.text,
            did_you_mean(answer, question.options),
        )


def settle(table: SourceTable, mapping: ImportMapping, asking: Asking) -> ImportMapping:
    """The mapping with every time and unit settled that the file leaves open; what is still open is asked."""
    mapping = _settle_targets(mapping)
    mapping = _settle_year(table, mapping, asking)
    mapping = _settle_year_groups(table, mapping, asking)
    mapping = _settle_due(table, mapping, asking)
    mapping = _settle_point(mapping, asking)
    return _settle_attendance(table, mapping, asking)


def _settle_targets(mapping: ImportMapping) -> ImportMapping:
    """A target dated by a year or year group alone is due at its end."""
    rules = tuple(
        replace(rule, point="Sum2") if rule.target and not rule.point and _dated(rule) else rule
        for rule in mapping.results
    )
    return replace(mapping, results=rules)


def _dated(rule: ResultRule) -> bool:
    return rule.academic_year is not None or rule.year_group is not None


def _dated_by_row(table: SourceTable, mapping: ImportMapping) -> bool:
    """Whether a column says the academic year of each row."""
    if "academic_year" in mapping.pupil:
        return True
    when = mapping.when
    if when.column and all(time.academic_year is not None for time in when.values.values()):
        return True
    cells = table[when.point_column].distinct() if when.point_column else []
    return bool(cells) and all(read_phrase(cell).academic_year is not None for cell in cells)


def _settle_year(table: SourceTable, mapping: ImportMapping, asking: Asking) -> ImportMapping:
    """The academic year of everything that names none: as given, as the only one headings name, or asked."""
    rules = [rule for rule in mapping.results if not rule.target]
    undated = any(rule.academic_year is None and (rule.year_group is None or _grouped(mapping)) for rule in rules)
    yearly = any(name in mapping.pupil for name in YEARLY_FIELDS)
    if _dated_by_row(table, mapping) or not (undated or yearly):
        return mapping
    year = asking.year if asking.year is not None else mapping.when.academic_year
    named = {rule.academic_year for rule in rules if rule.academic_year is not None}
    if year is None and not undated and len(named) == 1 and "year" not in asking.answers:
        year = next(iter(named))
        label = academic_year_label(year)
        asking.warnings.append(f"Class, year group and characteristics are taken to be of {label}, as the results are.")
    if year is None:
        proposal = academic_year_label(_likely_year(table, mapping, asking.today))
        question = Question("year", "Which academic year is this file of?", _years_around(proposal), proposal)
        answer = asking.ask(question, lambda text: parse_academic_year(text) is not None)
        year = parse_academic_year(answer) if answer is not None else None
    return replace(mapping, when=replace(mapping.when, academic_year=year))


def _grouped(mapping: ImportMapping) -> bool:
    return "year_group" in mapping.pupil


def _years_around(label: str) -> tuple[str, ...]:
    start = parse_academic_year(label) or 0
    return tuple(academic_year_label(year) for year in (start - 1, start, start + 1))


def _likely_year(table: SourceTable, mapping: ImportMapping, today: date) -> int:
    """The latest year a heading names, else the one that ages and year groups point to, else the current one."""
    named = [rule.academic_year for rule in mapping.results if rule.academic_year is not None and not rule.target]
    if named:
        return max(named)
    if "dob" in mapping.pupil and "year_group" in mapping.pupil:
        births, groups = table[mapping.pupil["dob"]], table[mapping.pupil["year_group"]]
        pairs = pl.DataFrame({"birth": births.codes, "group": groups.codes}).group_by("birth", "group").len()
        votes: Counter[int] = Counter()
        for birth_code, group_code, count in pairs.sort("len", descending=True).head(_MOST).iter_rows():
            birth = parse_date(births.texts[birth_code], today.year)
            group = parse_year_group(groups.texts[group_code])
            if birth is not None and group is not None:
                votes[academic_year_of(birth) + 5 + group] += count
        if votes:
            return max(votes, key=lambda year: (votes[year], year))
    return academic_year_of(today)


def _settle_year_groups(table: SourceTable, mapping: ImportMapping, asking: Asking) -> ImportMapping:
    """Headings such as `Y4 Aut Reading` need an academic year where no column says each pupil's year group."""
    if _grouped(mapping) or mapping.when.column:
        return mapping
    groups = sorted({r.year_group for r in mapping.results if r.year_group is not None and r.academic_year is None})
    current = asking.year if asking.year is not None else mapping.when.academic_year
    years: dict[int, int | None] = {}
    one_year = current is not None and _one_year_group_a_row(table, mapping)
    for group in groups:
        if one_year:
            years[group] = current
            continue
        base = current if current is not None else academic_year_of(asking.today)
        proposal = academic_year_label(base - (groups[-1] - group))
        name = year_group_label(group)
        question = Question(f"year:{name}", f"In which academic year were they in {name}?", (proposal,), proposal)
        answer = asking.ask(question, lambda text: parse_academic_year(text) is not None)
        years[group] = parse_academic_year(answer) if answer is not None else None
    rules = tuple(
        replace(rule, academic_year=years[rule.year_group], year_group=None)
        if rule.academic_year is None and rule.year_group is not None and years[rule.year_group] is not None
        else rule
        for rule in mapping.results
    )
    return replace(mapping, results=rules)


def _one_year_group_a_row(table: SourceTable, mapping: ImportMapping) -> bool:
    """Whether every row has results under headings of one year group only: then they are of the file's own year.

    A file of all statutory results of a year is such a one; a class list with phonics beside Key Stage 1 is not.
    """
    held: dict[int, set[str]] = {}
    for rule in mapping.results:
        if rule.year_group is not None and rule.academic_year is None:
            held.setdefault(rule.year_group, set()).add(rule.column)
    if len(held) <= 1:
        return True
    groups = [pl.any_horizontal([table[column].codes != 0 for column in columns]) for columns in held.values()]
    return bool(pl.select(pl.sum_horizontal(groups).max() <= 1).item())


def _settle_due(table: SourceTable, mapping: ImportMapping, asking: Asking) -> ImportMapping:
    """Targets whose heading and rows name no time are due when the school says."""
    if mapping.when.point_column or mapping.when.column:
        return mapping
    undated = [rule for rule in mapping.results if rule.target and not _dated(rule)]
    by_row = _dated_by_row(table, mapping)
    if not undated or (by_row and all(rule.point for rule in undated)):
        return mapping
    given = mapping.when.academic_year if mapping.when.academic_year is not None else asking.year
    base = given if given is not None else academic_year_of(asking.today)
    proposal = f"{academic_year_label(base)}:Sum2"
    if given is not None and "due" not in asking.answers:
        # A target that is dated by its year alone is due at the end of it, and so is one of a file of one year.
        answer: str | None = proposal
        asking.warnings.append(f"Targets that name no time are taken to be due at the end of {proposal[:7]}.")
    else:
        question = Question("due", "When are the targets due?", (proposal,), proposal)
        answer = asking.ask(question, lambda text: Point.parse(text) is not None)
    due = Point.parse(answer) if answer is not None else None
    if due is None:
        return mapping
    rules = tuple(
        replace(rule, academic_year=due.start_year, point=rule.point or due.code) if rule in undated else rule
        for rule in mapping.results
    )
    return replace(mapping, results=rules)


def _settle_point(mapping: ImportMapping, asking: Asking) -> ImportMapping:
    """The point of the results whose heading and rows name none."""
    if mapping.when.point_column or (mapping.when.column and all(time.point for time in mapping.when.values.values())):
        return mapping
    point = asking.point or mapping.when.point
    if any(not rule.point and not rule.target for rule in mapping.results):
        if not point:
            question = Question("point", "At which point were these results taken?", HALF_TERMS, HALF_TERMS[-1])
            point = asking.ask(question) or ""
        return replace(mapping, when=replace(mapping.when, point=point))
    return mapping


def _settle_attendance(table: SourceTable, mapping: ImportMapping, asking: Asking) -> ImportMapping:
    """A bare 0.995 may be a share of 1 or a percentage: ask once for the column."""
    heading = mapping.pupil.get("attendance", "")
    if not heading or mapping.attendance_as:
        return mapping
    small = Counter({cell: count for cell, count in table[heading].counts().items() if is_bare_share(cell)})
    if not small:
        return mapping
    text = f"{heading} holds {small.total()} figures such as {next(iter(small))}: shares of 1, or percentages?"
    options: Sequence[AttendanceUnit] = ("fraction", "percent")
    answer = asking.ask(Question(f"attendance:{heading}", text, tuple(options), "fraction"))
    given = [option for option in options if option == answer]
    return replace(mapping, attendance_as=given[0]) if given else mapping


def is_bare_share(cell: str) -> bool:
    """Whether an attendance cell is over 0 and at most 1 without a percent sign."""
    figure = parse_percentage(cell)
    return figure is not None and not figure[1] and 0 < figure[0] <= 1

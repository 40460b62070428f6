"""What holds for a pupil in one academic year: year group and class, characteristics, attendance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from progress_tui.domain.calendar import HALF_TERMS, Point, year_group_label
from progress_tui.domain.pupils import Flag, parse_flag, parse_sen
from progress_tui.importing.facts import AttendanceFact, CharacteristicsFact, EnrolmentFact, Rejection
from progress_tui.importing.parsing.times import RowTime
from progress_tui.importing.parsing.values import parse_language, parse_percentage, parse_sessions
from progress_tui.importing.reading.table import SourceTable
from progress_tui.importing.recognising.asking import is_bare_share
from progress_tui.importing.recognising.mapping import AttendanceUnit, ImportMapping
from progress_tui.importing.tally import Tally

K = TypeVar("K", bool, str)
F = TypeVar("F", EnrolmentFact, CharacteristicsFact, AttendanceFact)
_FLAGS = ("fsm", "fsm6", "lac", "plac", "service", "pp", "eal")
_SESSIONS = ("possible", "authorised", "unauthorised")


@dataclass(slots=True)
class Yearly:
    """The facts of a file that hold for a year, and the cells left out."""

    enrolments: list[EnrolmentFact] = field(default_factory=list)
    characteristics: list[CharacteristicsFact] = field(default_factory=list)
    attendance: list[AttendanceFact] = field(default_factory=list)
    rejected: list[Rejection] = field(default_factory=list)


def yearly_facts(
    table: SourceTable, mapping: ImportMapping, refs: Mapping[int, int], times: Mapping[int, RowTime], tally: Tally
) -> Yearly:
    """Read them for every row that has a pupil and an academic year.

    Args:
        table: the file.
        mapping: which columns say what.
        refs: row → pupil.
        times: row → time.
        tally: takes the warnings.
    """
    places = {name: table.headings.index(heading) for name, heading in mapping.pupil.items()}
    found = Yearly()
    described = any(name in places for name in (*_FLAGS, "first_language", "sen"))
    attended = any(name in places for name in (*_SESSIONS, "attendance"))
    for number, cells in table.rows:
        ref, time = refs.get(number), times[number]
        if ref is None or time.academic_year is None:
            continue
        said = {name: cells[at] for name, at in places.items()}
        group, class_name = time.year_group, said.get("class", "")
        if group is not None or class_name:
            found.enrolments.append(EnrolmentFact(ref, number, time.academic_year, group, class_name))
        known = _characteristics(ref, number, time.academic_year, said, mapping, tally) if described else None
        if known is not None:
            found.characteristics.append(known)
        figures = _attendance(ref, number, time, said, mapping, found.rejected) if attended else None
        if figures is not None:
            found.attendance.append(figures)
    found.enrolments = _one_each(found.enrolments, found.rejected, _enrolment_text)
    found.characteristics = _merged(found.characteristics, tally)
    found.attendance = _one_each(found.attendance, found.rejected, _attendance_text)
    return found


def _characteristics(
    ref: int, row: int, year: int, said: Mapping[str, str], mapping: ImportMapping, tally: Tally
) -> CharacteristicsFact | None:
    """The flags of a row, or None when it says nothing."""
    flags: dict[str, Flag] = {}
    for name in _FLAGS:
        flag, understood = parse_flag(said.get(name, ""))
        flags[name] = flag
        if not understood:
            tally.add(
                mapping.pupil[name],
                f"{mapping.pupil[name]} “{said[name]}” is not understood and is taken as unknown",
                row,
            )
    if flags["eal"] is None and "first_language" in said:
        flags["eal"], understood = parse_language(said["first_language"])
        if not understood:
            heading = mapping.pupil["first_language"]
            tally.add(heading, f"{heading} “{said['first_language']}” is not understood and is taken as unknown", row)
    sen, understood = parse_sen(said.get("sen", ""))
    if not understood:
        tally.add("SEN", f"{mapping.pupil['sen']} “{said['sen']}” is not understood and is taken as unknown", row)
    if sen is None and all(flag is None for flag in flags.values()):
        return None
    code = None if sen is None else sen.value
    return CharacteristicsFact(ref, row, year, **flags, sen=code)


def _attendance(
    ref: int, row: int, time: RowTime, said: Mapping[str, str], mapping: ImportMapping, rejected: list[Rejection]
) -> AttendanceFact | None:
    """The attendance of a row, impossible figures rejected and never clamped; None when nothing is left."""
    sessions: dict[str, int | None] = dict.fromkeys(_SESSIONS)
    for name in _SESSIONS:
        text = said.get(name, "")
        if text:
            sessions[name] = parse_sessions(text)
            if sessions[name] is None:
                reason = "This is not a number of sessions (a whole number, 0 or more)."
                rejected.append(Rejection(row, mapping.pupil[name], text, reason))
    possible, authorised, unauthorised = (sessions[name] for name in _SESSIONS)
    absent = (authorised or 0) + (unauthorised or 0)
    if possible is not None and absent > possible:
        name = "authorised" if unauthorised is None or (authorised or 0) > possible else "unauthorised"
        reason = f"{absent} sessions of absence are more than the {possible} possible."
        rejected.append(Rejection(row, mapping.pupil[name], said[name], reason))
        possible = authorised = unauthorised = None
    percentage = _percentage(row, said.get("attendance", ""), mapping, rejected)
    if possible is None and percentage is None:
        return None
    year = time.academic_year or 0
    ordinal = Point.of(year, time.point).ordinal if time.point in HALF_TERMS else None
    return AttendanceFact(ref, row, year, ordinal, possible, authorised, unauthorised, percentage)


def _percentage(row: int, text: str, mapping: ImportMapping, rejected: list[Rejection]) -> float | None:
    if text in ("", "-", "?"):
        return None
    figure = parse_percentage(text)
    value = None if figure is None else _in_percent(figure[0], text, mapping.attendance_as)
    if value is None or not 0 <= value <= 100:
        reason = "This is not an attendance between 0 and 100 %."
        rejected.append(Rejection(row, mapping.pupil["attendance"], text, reason))
        return None
    return value


def _in_percent(figure: float, text: str, unit: AttendanceUnit) -> float:
    return round(figure * 100, 6) if unit == "fraction" and is_bare_share(text) else figure


def _by_year(facts: Sequence[F]) -> list[list[F]]:
    """The facts of each pupil in each year together (for attendance: at each point)."""
    groups: dict[tuple[int, int, int | None], list[F]] = defaultdict(list)
    for fact in facts:
        groups[fact.ref, fact.academic_year, getattr(fact, "ordinal", None)].append(fact)
    return [sorted(group, key=lambda fact: fact.row) for group in groups.values()]


def _one_each(facts: Sequence[F], rejected: list[Rejection], text: Callable[[F], tuple[str, str]]) -> list[F]:
    """One fact for a pupil and year. Where rows say different things, none is taken and all are listed."""
    kept = []
    for group in _by_year(facts):
        if len({text(fact) for fact in group}) == 1:
            kept.append(group[0])
            continue
        rows = ", ".join(str(fact.row) for fact in group[:8])
        for fact in group:
            what, value = text(fact)
            rejected.append(
                Rejection(fact.row, what, value, f"Rows {rows} say different things of one pupil and year.")
            )
    return kept


def _enrolment_text(fact: EnrolmentFact) -> tuple[str, str]:
    return "class", f"{year_group_label(fact.year_group)} {fact.class_name}".strip()


def _attendance_text(fact: AttendanceFact) -> tuple[str, str]:
    figures = (fact.possible, fact.authorised, fact.unauthorised, fact.percentage)
    return "attendance", " ".join("–" if figure is None else format(figure, "g") for figure in figures)


def _merged(facts: Sequence[CharacteristicsFact], tally: Tally) -> list[CharacteristicsFact]:
    """One fact for a pupil and year: what is known in any row; contradictions are unknown, with a warning."""
    merged = []
    for group in _by_year(facts):
        first = group[0]

        def agreed(what: str, values: Iterable[K | None], row: int = first.row) -> K | None:
            known = {value for value in values if value is not None}
            if len(known) > 1:
                tally.add(
                    "Contradictions",
                    f"Rows of one pupil contradict each other in {what}, which is taken as unknown",
                    row,
                )
                return None
            return next(iter(known), None)

        merged.append(
            replace(
                first,
                fsm=agreed("FSM", (fact.fsm for fact in group)),
                fsm6=agreed("FSM6", (fact.fsm6 for fact in group)),
                lac=agreed("LAC", (fact.lac for fact in group)),
                plac=agreed("PLAC", (fact.plac for fact in group)),
                service=agreed("service child", (fact.service for fact in group)),
                pp=agreed("PP", (fact.pp for fact in group)),
                eal=agreed("EAL", (fact.eal for fact in group)),
                sen=agreed("SEN", (fact.sen for fact in group)),
            )
        )
    return merged

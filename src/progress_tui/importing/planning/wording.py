"""How a source was understood, in the words of a school office: what each column means, what a question offers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from progress_tui.domain.calendar import Point, academic_year_label, parse_academic_year, year_group_label
from progress_tui.domain.scales import Scale
from progress_tui.domain.subjects import subject_label
from progress_tui.importing.facts import Question
from progress_tui.importing.parsing.one_class import CLASS, NO_CLASS
from progress_tui.importing.planning.committing import LEFT
from progress_tui.importing.recognising.headings import read_heading
from progress_tui.importing.recognising.mapping import ImportMapping, ResultRule

ColumnRole = Literal["who", "about", "result", "target", "time", "asked", "left out"]

_FIELDS: Final[Mapping[str, str]] = {
    "upn": "UPN",
    "former_upn": "Former UPN",
    "source_id": "Pupil ID of the school's own system",
    "surname": "Surname",
    "forename": "Forename",
    "name": "Name",
    "dob": "Date of birth",
    "eal": "EAL",
    "sen": "SEN",
    "pp": "Pupil premium",
    "fsm": "Free school meals",
    "fsm6": "Free school meals in the last six years",
    "lac": "Looked after",
    "plac": "Previously looked after",
    "service": "Service child",
    "first_language": "First language, for EAL",
    "attendance": "Attendance",
    "possible": "Possible sessions",
    "authorised": "Authorised absences",
    "unauthorised": "Unauthorised absences",
}
_IDENTITY: Final = frozenset(("upn", "former_upn", "source_id", "surname", "forename", "name", "dob"))
_NAMES: Final = frozenset(("surname", "forename", "name"))
_WHY_LEFT: Final[Mapping[str, str]] = {
    "unstored": "progress and effort are not results",
    "unwanted": "not needed",
    "unknown": "not recognised",
}
_WITHOUT_NAMES: Final[Mapping[str, str]] = {
    "names": "Some pupils have the name of a pupil on file. Who are they? (The names are hidden: p shows them.)",
    "pupil": "A pupil may be one on file. Who is it? (The names are hidden: p shows them.)",
}
_NAMED: Final = 4
STAY: Final = "stay"
"""The answer to `leavers` that keeps pupils on roll who are missing from a class list."""
IGNORE: Final = "ignore"
"""The answer that leaves a column out."""


@dataclass(frozen=True, slots=True)
class ColumnShown:
    """One column of the source.

    Attributes:
        means: in words, such as `Reading · teacher assessment · Autumn 2 2026-27 · Point-in-time bands`.
        short: the same where room is short, such as `Reading · teacher · Aut2 2026-27`.
        role: `who` tells which pupil, `about` says something of the pupil.
        cells: what may be seen of its cells on a projector: everything, initials for names, or nothing.
    """

    heading: str
    means: str
    role: ColumnRole
    cells: Literal["plain", "name", "private"]
    short: str = ""


@dataclass(frozen=True, slots=True)
class OptionShown:
    """An answer on offer: what is given as the answer, and how it reads."""

    answer: str
    words: str


@dataclass(frozen=True, slots=True)
class QuestionShown:
    """A question with its answers in words.

    Attributes:
        proposed: place of the likeliest option; 0 without one.
        example: what another answer may look like; `""` where only the options will do.
        without_names: the text where names must not be seen.
    """

    id: str
    text: str
    options: tuple[OptionShown, ...]
    proposed: int
    example: str
    without_names: str


# -- columns


def columns_shown(
    headings: Sequence[str], mapping: ImportMapping | None, questions: Sequence[Question], scales: Mapping[str, Scale]
) -> tuple[ColumnShown, ...]:
    """Every column of a source in its order.

    Args:
        headings: of the source.
        mapping: how they were understood; None when that failed, then headings speak for themselves.
        questions: what is still open.
        scales: every loaded scale, by id.
    """
    asked = {question.id.partition(":")[2] for question in questions}
    return tuple(_column(heading, mapping, asked, scales) for heading in headings)


def _column(heading: str, mapping: ImportMapping | None, asked: set[str], scales: Mapping[str, Scale]) -> ColumnShown:
    said = read_heading(heading)
    if mapping is not None:
        fields = [name for name, held in mapping.pupil.items() if held == heading]
        if fields:
            return _field(heading, fields)
        rules = [rule for rule in mapping.results if rule.column == heading]
        if rules:
            role: ColumnRole = "target" if all(rule.target for rule in rules) else "result"
            return ColumnShown(heading, _rules_words(rules, mapping, scales), role, "plain", _short(rules, mapping))
        blank = list(dict.fromkeys(rule.column for rule in mapping.results if rule.reasons == heading))
        if blank:
            return ColumnShown(heading, f"Why {', '.join(blank)} is blank", "result", "plain")
        if heading in mapping.headings:
            where = any(heading in rule.where for rule in mapping.results)
            means = "Subject or assessment of each row" if where else "When each row's results were taken"
            return ColumnShown(heading, means, "time", "plain")
        if heading in mapping.ignore:
            return ColumnShown(heading, "left out: the mapping says so", "left out", "private")
    elif said.role == "field":
        return _field(heading, [said.name])
    if heading in asked or said.role in ("result", "target", "long"):
        means = "asked" if heading in asked or mapping is not None else subject_label(said.subject)
        return ColumnShown(heading, means, "asked", "plain")
    return ColumnShown(heading, f"left out: {_why_left(said.role, said.name)}", "left out", "private")


def _why_left(role: str, name: str) -> str:
    known = name not in ("", "other") and role == "unwanted"
    return f"{name}, {_WHY_LEFT[role]}" if known else _WHY_LEFT.get(role, _WHY_LEFT["unknown"])


def _field(heading: str, fields: Sequence[str]) -> ColumnShown:
    means = " and ".join(_FIELDS.get(name, name.replace("_", " ").capitalize()) for name in fields)
    if not _IDENTITY & set(fields):
        return ColumnShown(heading, means, "about", "plain")
    return ColumnShown(heading, means, "who", "name" if _NAMES & set(fields) else "private")


def _rules_words(rules: Sequence[ResultRule], mapping: ImportMapping, scales: Mapping[str, Scale]) -> str:
    """One result column in words; where rows of a long layout share it, what is the same in all of them."""
    subjects = list(dict.fromkeys(subject_label(rule.subject) for rule in rules))
    target = all(rule.target for rule in rules)
    parts = [", ".join(subjects[:4]) + (" …" if len(subjects) > 4 else "") + (" target" if target else "")]
    for said in (
        {"" if target else rule.assessment for rule in rules},
        {_when(rule, mapping) for rule in rules},
        {scales[rule.scale].title if rule.scale in scales else rule.scale for rule in rules},
    ):
        parts += [one for one in said if one] if len(said) == 1 else ["several"] if len(said) > 1 else []
    return " · ".join(dict.fromkeys(parts))


def _short(rules: Sequence[ResultRule], mapping: ImportMapping) -> str:
    """The same in few words, without the scale."""
    first = rules[0]
    if len({rule.subject for rule in rules}) > 1 or mapping.when.point_column or mapping.when.column:
        return ""
    year = first.academic_year if first.academic_year is not None else mapping.when.academic_year
    code = first.point or mapping.when.point
    when = " ".join(filter(None, (code, academic_year_label(year) if year is not None else "")))
    what = "" if first.target else first.assessment.replace("teacher assessment", "teacher")
    subject = subject_label(first.subject) + (" target" if first.target else "")
    return " · ".join(filter(None, (subject, what, when)))


def _when(rule: ResultRule, mapping: ImportMapping) -> str:
    """When the results of a rule were taken, or its targets are due."""
    if mapping.when.point_column or mapping.when.column:
        return "at the time its row says"
    year = rule.academic_year if rule.academic_year is not None else mapping.when.academic_year
    code = rule.point or mapping.when.point
    due = "due " if rule.target else ""
    if rule.year_group is not None and rule.academic_year is None:
        term = f"{term_words(code)} of " if code else ""
        return f"{due}{term}{_year_group(rule.year_group)}"
    if not code:
        return f"{due}{academic_year_label(year)}" if year is not None else ""
    return due + (Point.of(year, code).label if year is not None else term_words(code))


def term_words(code: str) -> str:
    """`Autumn 2` for `Aut2`."""
    return Point.of(2000, code).label.rsplit(" ", 1)[0]


def _year_group(group: int) -> str:
    return f"Year {group}" if group > 0 else "Reception" if group == 0 else year_group_label(group)


# -- questions


def question_shown(question: Question, scales: Mapping[str, Scale]) -> QuestionShown:
    """A question as the screen asks it."""
    kind = question.id.partition(":")[0]
    options = tuple(OptionShown(option, _option_words(kind, option, scales)) for option in question.options)
    answers = [option.answer for option in options]
    proposed = answers.index(question.proposal) if question.proposal in answers else 0
    example = {"year": "2026-27", "due": "2026-27:Sum2"}.get(kind, "")
    public = _WITHOUT_NAMES.get(kind, question.text)
    return QuestionShown(question.id, question.text, options, proposed, example, public)


def class_shown(proposed: str, on_file: Sequence[str]) -> QuestionShown:
    """Asks which class the pupils of a source are in, where nothing says it.

    Args:
        proposed: the class that the name of the file speaks of, `""` without one.
        on_file: the classes of that year.
    """
    text = "Which class are these pupils in? No column says it, and they are in no class on file."
    names = dict.fromkeys((*((proposed,) if proposed else ()), *on_file))
    options = (*(OptionShown(name, f"Class {name}") for name in names), OptionShown(NO_CLASS, "No class yet"))
    # Without a proposal the line to type in is marked, which stands below the options.
    return QuestionShown(CLASS, text, options, 0 if proposed else len(options), "4B or Oak", text)


def leavers_shown(missing: Sequence[str]) -> QuestionShown:
    """Asks what has become of pupils whom a class list might name and does not.

    Args:
        missing: their names, at least one.
    """
    named = "; ".join(missing[:_NAMED]) + (f" and {len(missing) - _NAMED} more" if len(missing) > _NAMED else "")
    count = "A pupil" if len(missing) == 1 else f"{len(missing)} pupils"
    are, have = ("is", "Has this child") if len(missing) == 1 else ("are", "Have they")
    options = (
        OptionShown(STAY, "No: keep on roll" if len(missing) == 1 else "No: keep them on roll"),
        OptionShown(LEFT, "Yes: mark as left"),
    )
    public = f"{count} on file {are} not in this class list. {have} left?"
    return QuestionShown("leavers", f"{public} ({named})", options, 0, "", public)


def _option_words(kind: str, option: str, scales: Mapping[str, Scale]) -> str:
    if option == IGNORE:
        return "Leave this column out"
    if kind == "column":
        return _column_words(option, scales)
    if kind == "scale" and option in scales:
        return f"{scales[option].title}{_some_codes(scales[option])}"
    if kind == "attendance":
        return {"fraction": "Shares of 1: 0.97 is 97 %", "percent": "Percentages: 0.97 is 0.97 %"}.get(option, option)
    if kind in ("names", "pupil", "leavers"):
        return _who_words(kind, option)
    if kind == "point" and Point.parse(option, 2000) is not None:
        return term_words(option)
    when = Point.parse(option) if kind == "due" else None
    if when is not None:
        return f"By {when.label}"
    start = parse_academic_year(option) if kind == "year" else None
    return f"{option} (September {start} to August {start + 1})" if start is not None else option


def _column_words(option: str, scales: Mapping[str, Scale]) -> str:
    """What a column may be: results or targets of a subject on a scale, or something of the pupil."""
    subject, _, rest = option.partition("/")
    scale, _, target = rest.partition("/")
    if scale in scales:
        return f"{subject_label(subject)}{' target' if target else ''} · {scales[scale].title}"
    return _FIELDS.get(option, option.replace("_", " ").capitalize())


def _who_words(kind: str, option: str) -> str:
    """An answer to the question who somebody is."""
    if option.startswith("same as "):
        return f"The same child as {option.removeprefix('same as ')}"
    one = {"new": "A new pupil: add", "same": "The pupil of that name on file", "leave out": "Leave this row out"}
    many = {
        "surname first": "Surname first, then forename",
        "forename first": "Forename first, then surname",
        "new": "They are new pupils: add them",
        "same": "They are the pupils of those names on file",
        "leave out": "Leave these rows out",
        "one by one": "Ask about each of them",
    }
    return (one if kind == "pupil" else many).get(option, option)


def _some_codes(scale: Scale) -> str:
    """What stands in such a column: its first codes, or its range."""
    if scale.values:
        codes = list(dict.fromkeys(value.code for value in scale.values))
        return f" ({', '.join(codes[:6])}{' …' if len(codes) > 6 else ''})"
    if scale.low is not None and scale.high is not None:
        return f" ({scale.low:g} to {scale.high:g})"
    return ""

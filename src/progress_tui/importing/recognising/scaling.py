"""On which scale each result column is: its group's, its own, or the answer to a question."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from progress_tui.domain.scales import Scale
from progress_tui.importing.facts import Question
from progress_tui.importing.recognising.asking import Asking
from progress_tui.importing.recognising.columns import ResultColumn
from progress_tui.importing.recognising.detecting import MIXED, detect, of_another_kind
from progress_tui.importing.recognising.headings import Heading
from progress_tui.importing.recognising.mapping import ResultRule
from progress_tui.importing.recognising.unsure import IGNORE

Group = tuple[str, str, tuple[str, ...]]
_SHOWN = 3


@dataclass(slots=True)
class Scaling:
    """Finds the scale of every column.

    Attributes:
        scales: every loaded scale, by id.
        asking: takes the questions.
        named: heading → scale that an answer of the school names.
        likely: scales of the school system whose export this is; of several that fit, that one.
    """

    scales: Mapping[str, Scale]
    asking: Asking
    named: Mapping[str, str] = field(default_factory=dict)
    likely: Sequence[str] = ()
    _columns: Sequence[ResultColumn] = ()
    _of_group: dict[Group, str | None] = field(default_factory=dict)
    _asked: dict[tuple[object, ...], tuple[str, str | None]] = field(default_factory=dict)

    def rules(self, columns: Sequence[ResultColumn]) -> list[ResultRule]:
        """The rules of result columns, then of targets, which follow the series of the results."""
        self._columns = columns
        self._judge_groups([column for column in columns if column.said.role == "result"])
        rules: list[ResultRule] = []
        for column in columns:
            scale = self._scale(column) if column.said.role == "result" else None
            if scale is not None:
                rules.append(_rule(column, self.scales[scale]))
        for column in columns:
            scale = self._target_scale(column, rules) if column.said.role == "target" else None
            if scale is not None:
                rules.append(_target_rule(column, self.scales[scale], rules))
        return rules

    def _judge_groups(self, columns: Sequence[ResultColumn]) -> None:
        together: dict[Group, Counter[str]] = defaultdict(Counter)
        for column in columns:
            together[column.group] += column.cells
        for group, cells in together.items():
            self._of_group[group] = detect(cells, group[2], self.scales, self.likely).scale
        for group in [group for group, scale in self._of_group.items() if scale is None]:
            # A school assesses its subjects alike: "Secure" alone is what it is in the column beside.
            beside = {scale for other, scale in self._of_group.items() if scale is not None and other[1:] == group[1:]}
            found = detect(together[group], group[2], self.scales, beside).scale
            if found is None and self._only_reasons(together[group]):
                found = next(iter(sorted(beside)), None)
            self._of_group[group] = found

    def _only_reasons(self, cells: Counter[str]) -> bool:
        """Whether every cell says why there is no result, which is the same on every scale of the kind."""
        return all(any(scale.read(raw).kind == "non-result" for scale in self.scales.values()) for raw in cells)

    def _scale(self, column: ResultColumn) -> str | None:
        """The scale of a column; None to leave it out.

        While an answer is open the likeliest scale stands in (and the column is pending), so that the questions of
        time are asked together with this one.
        """
        named = self.named.get(column.column)
        if named is not None:
            return named
        for scale in (self._of_group.get(column.group), detect(column.cells, column.said.scales, self.scales).scale):
            if scale is not None and not self._others(column, scale):
                return scale
        found = detect(column.cells, column.said.scales, self.scales)
        likeliest = self._of_group.get(column.group) or found.scale or next(iter(found.options), None)
        if likeliest is not None and self._others(column, likeliest):
            return self._ask_mixed(column, likeliest)
        return self._ask(column)

    def _others(self, column: ResultColumn, scale: str) -> dict[str, Counter[str]]:
        """The cells that are on another kind of scale, when they are too many to be slips of the pen."""
        others = of_another_kind(column.cells, self.scales[scale], self.scales)
        strange = next(iter(others.values()), Counter())
        return others if strange.total() >= MIXED * column.cells.total() else {}

    def _ask_mixed(self, column: ResultColumn, scale: str) -> str | None:
        others = self._others(column, scale)
        other, strange = next(iter(others.items()))
        own = [raw for raw in column.cells if self.scales[scale].read(raw).kind == "value"]
        text = (
            f"“{column.asked_as}” holds results of two kinds: {column.cells.total() - strange.total()} such as "
            f"{', '.join(own[:_SHOWN])} ({self.scales[scale].title}) and {strange.total()} such as "
            f"{', '.join(list(strange)[:_SHOWN])} ({self.scales[other].title}). Which scale is it on? "
            "The others are then rejected."
        )
        options = (scale, *(one for one in others if one != scale), IGNORE)
        question = Question(f"scale:{column.asked_as}", text, options, scale)
        return self._answer(question, column, scale)

    def _ask(self, column: ResultColumn) -> str | None:
        """Ask once for all columns of an assessment whose cells leave the same scales open: they are on one."""
        found = detect(column.cells, column.said.scales, self.scales)
        alike = (*column.group[1:], found.options)
        if alike in self._asked and f"scale:{column.asked_as}" not in self.asking.answers:
            first, scale = self._asked[alike]
            if first in self.asking.pending:
                self.asking.pending.add(column.column)
            return scale
        more = [one for one in self._like(column, found.options) if one != column.asked_as]
        listed = (
            f" and of {len(more)} more like it ({', '.join(more[:4])}{' …' if len(more) > 4 else ''})" if more else ""
        )
        sample = ", ".join(list(column.cells)[:12])[:60]
        question = Question(
            f"scale:{column.asked_as}",
            f"Which scale are the results of “{column.asked_as}”{listed} on ({sample})?",
            (*found.options, IGNORE),
            found.options[0] if found.options else IGNORE,
        )
        self._asked[alike] = column.column, self._answer(question, column, next(iter(found.options), None))
        return self._asked[alike][1]

    def _like(self, column: ResultColumn, options: tuple[str, ...]) -> list[str]:
        """What columns of the same assessment are called whose scale is as open; each name once."""
        same = (one for one in self._columns if one.group[1:] == column.group[1:] and one.said.role == column.said.role)
        named = {one.asked_as: None for one in same if self._of_group.get(one.group) is None}
        cells = {one.asked_as: one for one in self._columns if one.asked_as in named}
        return [name for name in named if detect(cells[name].cells, column.said.scales, self.scales).options == options]

    def _answer(self, question: Question, column: ResultColumn, meanwhile: str | None) -> str | None:
        answer = self.asking.ask(question, lambda text: text in self.scales, heading=column.column)
        if answer is None:
            return meanwhile
        return None if answer == IGNORE else answer

    def _target_scale(self, column: ResultColumn, rules: Sequence[ResultRule]) -> str | None:
        """A target is on the scale of results in its subject that reads all of it, teacher assessment first."""
        named = self.named.get(column.column)
        if named is not None:
            return named
        subject = sorted((r for r in rules if r.subject == column.said.subject), key=lambda r: r.kind != "teacher")
        beside = [*subject, *(rule for rule in rules if rule.kind == "teacher" and rule not in subject)]
        for scale in {rule.scale: None for rule in beside}:
            kinds = [self.scales[scale].read(cell).kind for cell in column.cells]
            hinted = not self._names_scale(column.said) or scale in column.said.scales
            if hinted and "value" in kinds and set(kinds) <= {"value", "non-result"}:
                return scale
        return self._scale(column)

    def _names_scale(self, said: Heading) -> bool:
        return any(hint in self.scales for hint in said.scales)


def _rule(column: ResultColumn, scale: Scale) -> ResultRule:
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
        reasons=column.reasons,
    )


def _target_rule(column: ResultColumn, scale: Scale, rules: Sequence[ResultRule]) -> ResultRule:
    """A target belongs to the teacher assessment of its subject and scale, else to what is assessed on that scale."""
    rule = replace(_rule(column, scale), target=True, form_by_time=False, reasons="")
    same = [r for r in rules if not r.target and (r.subject, r.scale) == (rule.subject, rule.scale)]
    judged = [r for r in same if r.kind == "teacher"] or same
    if not judged:
        return replace(rule, assessment="teacher assessment", kind="teacher")
    return replace(rule, assessment=judged[0].assessment, kind=judged[0].kind)

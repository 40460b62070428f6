"""The columns of results, a long one taken apart by what the other columns of its rows say."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from progress_tui.domain.text import fold
from progress_tui.importing.reading.combos import Combos
from progress_tui.importing.reading.table import SourceTable
from progress_tui.importing.recognising.headings import Heading, read_heading, read_phrase
from progress_tui.importing.recognising.vocabulary import Vocabulary

KEYS = ("subject", "assessment", "measure")
"""The long columns that say what a result is of; `point` says when it was."""

_MOST = 200_000
"""Different results that are looked at, the commonest: a class has a few dozen."""


@dataclass(frozen=True, slots=True)
class ResultColumn:
    """A result column, or in a long layout the cells of one subject and assessment.

    Attributes:
        column: its heading; `asked_as` what a question calls it.
        said: everything heading and cells say together.
        cells: how often each distinct cell occurs, blanks left out.
        where: heading → cell of the rows it is in.
        reasons: heading of the column that says why a cell is blank, `""` without one.
    """

    column: str
    asked_as: str
    said: Heading
    cells: Counter[str]
    where: Mapping[str, str] = field(default_factory=dict)
    reasons: str = ""

    @property
    def group(self) -> tuple[str, str, tuple[str, ...]]:
        """Columns of one group are on one scale unless their cells say otherwise."""
        return self.said.subject, self.said.assessment, self.said.scales


def long_columns(table: SourceTable, headings: Sequence[Heading]) -> dict[str, str]:
    """Long column → heading; the better word wins. `result` is left out, since there may be several."""
    found: dict[str, Heading] = {}
    for heading in headings:
        if heading.role == "long" and heading.name != "result" and table[heading.text].distinct():
            held = found.get(heading.name)
            if held is None or heading.priority < held.priority:
                found[heading.name] = heading
    return {name: heading.text for name, heading in found.items()}


def result_columns(
    table: SourceTable,
    headings: Sequence[Heading],
    long: Mapping[str, str],
    words: Vocabulary,
    reasons: Mapping[str, str],
) -> list[ResultColumn]:
    """Every result and target column, taken apart where other columns say what each row is of.

    Rows of progress, effort and figures worked out from results are among them with the role `unstored`.
    """
    columns: list[ResultColumn] = []
    keys = [long[name] for name in KEYS if name in long]
    for heading in headings:
        if not heading.is_result:
            continue
        if keys:
            apart = _taken_apart(table, heading, long, words)
            columns.extend(replace(column, reasons=reasons.get(column.column, "")) for column in apart)
        elif heading.subject:
            cells, beside = table[heading.text].counts(), reasons.get(heading.text, "")
            # Where nobody has a score the reasons are all there is.
            if cells or (beside and len(heading.scales) == 1):
                columns.append(ResultColumn(heading.text, heading.text, heading, cells, reasons=beside))
    return columns


def _taken_apart(
    table: SourceTable, heading: Heading, long: Mapping[str, str], words: Vocabulary
) -> list[ResultColumn]:
    """The columns that a result column stands for, one for each subject and assessment of its rows."""
    names = [name for name in KEYS if name in long and not (name == "subject" and heading.subject)]
    if not names:
        cells = table[heading.text].counts()
        return [ResultColumn(heading.text, heading.text, heading, cells)] if cells else []
    found: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for values, cell, count in _combinations(table, [long[name] for name in names], heading.text):
        found[values][cell] = count
    columns = []
    for values, cells in sorted(found.items()):
        cell_of = dict(zip(names, values, strict=True))
        said = said_together(heading, cell_of, words, timed="point" in long)
        if said.role == "unstored" or (said.subject and said.role in ("result", "target")):
            asked_as = " ".join(filter(None, values))
            where = {long[name]: value for name, value in cell_of.items()}
            columns.append(ResultColumn(heading.text, asked_as or heading.text, said, cells, where))
    return columns


def _combinations(table: SourceTable, keys: Sequence[str], result: str) -> list[tuple[tuple[str, ...], str, int]]:
    """The distinct combinations of key cells and a result that is not blank, with how many rows have each."""
    columns = [table[heading] for heading in (*keys, result)]
    combos = Combos.of_columns(columns, len(table))
    counted = zip(combos.texts(columns), combos.counts(), strict=True)
    found = [((*texts[:-1],), texts[-1], count) for texts, count in counted if texts[-1]]
    return sorted(found, key=lambda item: -item[2])[:_MOST]


def said_together(heading: Heading, cells: Mapping[str, str], words: Vocabulary, *, timed: bool) -> Heading:
    """What the heading of a result column and the cells beside it say: the same as one heading of all their words.

    Args:
        heading: of the result column.
        cells: long column → cell.
        words: the vocabulary.
        timed: whether another column says the term of each row.
    """
    subject = read_phrase(cells.get("subject", ""), words)
    own = fold(cells.get("subject", "")) if not subject.subject else ""
    texts = [text for name, text in cells.items() if not (name == "subject" and own)]
    if heading.role != "long":
        texts.append(heading.text)
    read = read_phrase if timed else read_heading
    joined = " | ".join(filter(None, texts))
    said = read(joined, words) if len(texts) > 1 or timed else _read_alone(joined, words)
    unread = " ".join((*said.unread, said.assessment)) if said.unread else said.assessment
    role = "result" if said.role in ("unknown", "field", "long", "unwanted") else said.role
    return replace(said, text=heading.text, role=role, subject=said.subject or own, assessment=unread.strip())


def _read_alone(text: str, words: Vocabulary) -> Heading:
    """One cell alone: `Test` in a column of assessments is the test, not the heading of a column."""
    said = read_heading(text, words)
    return said if said.role in ("result", "target", "unstored") else read_phrase(text, words)

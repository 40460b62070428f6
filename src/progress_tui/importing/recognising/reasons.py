"""Columns that say why there is no score: the outcome beside a mark, as the DfE and school systems put it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from progress_tui.domain.scales import Scale
from progress_tui.domain.text import fold
from progress_tui.importing.reading.table import SourceTable
from progress_tui.importing.recognising.detecting import judged
from progress_tui.importing.recognising.headings import Heading
from progress_tui.importing.recognising.vocabulary import Vocabulary


def reasons_beside(
    table: SourceTable,
    headings: Sequence[Heading],
    scales: Mapping[str, Scale],
    words: Vocabulary,
    answered: Collection[str],
) -> dict[str, str]:
    """Heading of a score → heading of the column with anything in it that says why the score is blank.

    Args:
        table: the file.
        headings: as read, one for each column.
        scales: every loaded scale, by id.
        words: the vocabulary; it names such columns of the DfE, and the words of schools for them.
        answered: headings of which an answer says what they are.
    """
    open_ones = [heading for heading in headings if heading.text not in answered and table[heading.text].distinct()]
    by_name = {fold(heading.text): heading.text for heading in open_ones}
    found: dict[str, str] = {}
    for heading in headings:
        statutory = words.statutory.get(fold(heading.text))
        named = [by_name[fold(text)] for text in statutory.reasons if fold(text) in by_name] if statutory else []
        if named:
            found[heading.text] = named[0]
    for outcome in open_ones:
        if not _is_outcome(outcome, words):
            continue
        scores = [score for score in headings if _is_score_of(score, outcome, scales, words)]
        if len(scores) == 1 and not _holds_results(table, outcome, scores[0], scales):
            found.setdefault(scores[0].text, outcome.text)
    return found


def _is_outcome(said: Heading, words: Vocabulary) -> bool:
    """Whether a heading in the words of a school names the outcome of a statutory assessment."""
    own = fold(said.text)
    named = not words.outcomes.isdisjoint(own.split()) and own not in words.statutory
    return named and said.role == "result" and said.kind == "statutory"


def _is_score_of(said: Heading, outcome: Heading, scales: Mapping[str, Scale], words: Vocabulary) -> bool:
    """Whether a heading names the score that an outcome stands beside: of the same subject and time, in figures."""
    figures = bool(said.scales) and all(one in scales and scales[one].numeric for one in said.scales)
    same = (said.role, said.kind, said.subject, said.half_term, said.academic_year, said.year_group) == (
        outcome.role, outcome.kind, outcome.subject, outcome.half_term, outcome.academic_year, outcome.year_group,
    )  # fmt: skip
    return same and figures and not _is_outcome(said, words)


def _holds_results(table: SourceTable, outcome: Heading, score: Heading, scales: Mapping[str, Scale]) -> bool:
    """Whether a cell of an outcome is a result by itself, as a teacher assessment or a second score is."""
    known = [scales[one] for one in (*outcome.scales, *score.scales) if one in scales]
    if "codes" in outcome.scales:
        known += [scale for scale in scales.values() if scale.by_cells and not scale.numeric]
    cells = judged(table[outcome.text].counts())
    return any(scale.read(cell).kind in ("value", "out-of-range") for scale in known for cell in cells)

"""Columns whose heading is not understood: what it is nearest to, asked with a proposal and never guessed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from progress_tui.domain.scales import Scale
from progress_tui.domain.subjects import SUBJECTS
from progress_tui.importing.facts import Question
from progress_tui.importing.reading.table import SourceTable
from progress_tui.importing.recognising.asking import Asking
from progress_tui.importing.recognising.detecting import detect, full_fits, nature, reads_none
from progress_tui.importing.recognising.fields import IDENTITY, fits, looks_like
from progress_tui.importing.recognising.headings import LONG_COLUMNS, Heading, read_heading
from progress_tui.importing.recognising.mapping import PUPIL_FIELDS
from progress_tui.importing.recognising.nearest import corrected, nearest_whole
from progress_tui.importing.recognising.reasons import reasons_beside
from progress_tui.importing.recognising.vocabulary import Vocabulary

IGNORE = "ignore"
"""The answer that leaves a column out."""

TARGET = "target"
_LETTERS = ("r", "w", "m")
_BARE = re.compile(r"\d+|[A-Za-z]", re.ASCII)


@dataclass(slots=True)
class Understood:
    """The headings of a file, those that had to be asked included.

    Attributes:
        headings: one for each column.
        scales: heading → the scale that an answer or a proposal names.
        reasons: heading of a score → heading of the column that says why it is blank.
    """

    headings: list[Heading]
    scales: dict[str, str] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Unsure:
    table: SourceTable
    scales: Mapping[str, Scale]
    asking: Asking
    words: Vocabulary
    understood: Understood

    @property
    def is_long(self) -> bool:
        """Whether another column says the subject of each row."""
        return any((heading.role, heading.name) == ("long", "subject") for heading in self.understood.headings)

    def has(self, name: str) -> bool:
        """Whether a column is understood as this field or long column."""
        known = (heading for heading in self.understood.headings if heading.role in ("field", "long"))
        return any(heading.name == name for heading in known)


def understand(table: SourceTable, scales: Mapping[str, Scale], asking: Asking, words: Vocabulary) -> Understood:
    """What every heading says; one that is not understood but nearly so, or not borne out by its cells, is asked."""
    understood = Understood([read_heading(heading, words) for heading in table.headings])
    answered = {text for text in table.headings if f"column:{text}" in asking.answers}
    understood.reasons = reasons_beside(table, understood.headings, scales, words, answered)
    unsure = _Unsure(table, scales, asking, words, understood)
    alone = {text.casefold() for text in table.headings} & set(_LETTERS)
    for at, heading in enumerate(understood.headings):
        if heading.text in understood.reasons.values():
            understood.headings[at] = Heading(heading.text, "unstored", "reasons")
            continue
        answer = asking.answers.get(f"column:{heading.text}")
        clear = heading.role in ("field", "long", "unwanted") and not heading.is_result
        cells = Counter[str]() if clear else table[heading.text].counts()
        if not cells and answer is None:
            continue
        lone = len(alone) == 1 and heading.text.casefold() in alone
        question, guess = _question(heading, cells, unsure, lone=lone) if cells else (None, None)
        if question is None and answer is not None:
            question = Question(f"column:{heading.text}", f"What is “{heading.text}”?", (*PUPIL_FIELDS, IGNORE), "")
        if heading.text in asking.left_out:
            understood.headings[at] = Heading(heading.text, "unwanted", "other")
        if question is not None:
            given = asking.ask(question, lambda text: _is_answer(text, scales), heading=heading.text)
            understood.headings[at] = _answered(heading, given or question.proposal, guess, understood)
    _name_somebody(unsure)
    return understood


def _is_answer(text: str, scales: Mapping[str, Scale]) -> bool:
    """Whether an answer is a field, a long column, or `subject/scale` (of targets `subject/scale/target`)."""
    parts = text.split("/")
    rated = len(parts) in (2, 3) and bool(parts[0]) and parts[1] in scales and parts[2:] in ([], [TARGET])
    return text == IGNORE or text in PUPIL_FIELDS or text in LONG_COLUMNS or rated


def _answered(heading: Heading, answer: str, guess: Heading | None, understood: Understood) -> Heading:
    """The heading as an answer, or while it is open the proposal, has it."""
    if answer in PUPIL_FIELDS or answer in LONG_COLUMNS:
        return Heading(heading.text, "field" if answer in PUPIL_FIELDS else "long", answer, priority=-1)
    if "/" not in answer:
        return Heading(heading.text, "unwanted", "other") if answer == IGNORE else heading
    subject, scale, *target = answer.split("/")
    understood.scales[heading.text] = scale
    said = guess if guess is not None and guess.subject == subject else heading
    label = said.assessment if said is guess else " ".join(filter(None, (*said.unread, said.assessment)))
    return replace(said, text=heading.text, role="target" if target else "result", subject=subject, assessment=label)


def _question(
    heading: Heading, cells: Counter[str], unsure: _Unsure, *, lone: bool
) -> tuple[Question | None, Heading | None]:
    """What to ask of a column, and how its heading would be read with its slip of the pen mended."""
    if lone:
        return _lone_letter(heading, cells, unsure), heading
    if heading.role in ("result", "target") and heading.subject:
        return _contradicted(heading, cells, unsure), None
    spoilt = heading.role == "unstored" and heading.unread and not heading.subject
    if heading.role == "unknown" or spoilt:
        question = _nearly_whole(heading, cells, unsure)
        if question is not None:
            return question, None
        guess = corrected(heading, unsure.words)
        question = _nearly_result(heading, guess, cells, unsure) if guess is not None else None
        if question is not None:
            return question, guess
    lost = heading.is_result and not heading.subject and not unsure.is_long and not unsure.has("assessment")
    if heading.role == "unknown" or lost:
        return _perhaps_results(heading, cells, unsure), None
    return None, None


def _lone_letter(heading: Heading, cells: Counter[str], unsure: _Unsure) -> Question | None:
    """`R` alone may be reading, Reception or anything; beside W and M it is reading."""
    return _nearly_result(heading, heading, cells, unsure)


def _contradicted(heading: Heading, cells: Counter[str], unsure: _Unsure) -> Question | None:
    """A result heading whose cells no scale reads: dates, percentages, yes and no."""
    if not reads_none(cells, heading.scales, unsure.scales):
        return None
    looks, sample = nature(cells), ", ".join(list(cells)[:3])
    # Remarks are written for one child each; what is said of child after child is a code in words.
    remarks = looks == "remarks" and len(cells) * 2 > cells.total()
    if remarks or _says_little(heading):
        unsure.asking.left_out[heading.text] = "no scale reads its cells"
        return None
    told = looks and looks != "remarks"
    like = f"look like {looks}" if told else "are codes of no scale"
    remedy = "" if told else " Leave it out, or describe its codes in a scale of your own and import again."
    text = f"The heading “{heading.text}” names results, but its cells ({sample}) {like}. What is it?{remedy}"
    return Question(f"column:{heading.text}", text, (IGNORE,), IGNORE)


def _says_little(heading: Heading) -> bool:
    """Whether a heading is only the name of a lesson, such as Music."""
    timed = heading.half_term is not None or heading.academic_year is not None
    return heading.subject not in SUBJECTS and not timed and not heading.assessment


def _nearly_whole(heading: Heading, cells: Counter[str], unsure: _Unsure) -> Question | None:
    """A heading that is nearly one of a field or a long column, where its cells fit and the field is still to have."""
    texts = list(cells)
    if not unsure.has("upn") and looks_like("upn", texts):
        text = f"The cells of “{heading.text}” ({texts[0]}) look like UPNs. Are they?"
        return Question(f"column:{heading.text}", text, ("upn", "former_upn", IGNORE), "upn")
    near = [name for name in nearest_whole(heading.text, unsure.words) if not unsure.has(name)]
    near = [name for name in near if fits(name, texts)]
    if not near:
        return None
    text = f"“{heading.text}” is not known, but nearly “{near[0].replace('_', ' ')}”. Is that what it is?"
    return Question(f"column:{heading.text}", text, (*near, IGNORE), near[0])


def _nearly_result(heading: Heading, guess: Heading, cells: Counter[str], unsure: _Unsure) -> Question | None:
    """A heading that is one of a result but for a slip of the pen, where a scale reads its cells."""
    if not guess.is_result or not guess.subject or reads_none(cells, guess.scales, unsure.scales):
        return None
    found = detect(cells, guess.scales, unsure.scales)
    scales = [found.scale] if found.scale else [scale for scale in found.options if unsure.scales[scale].by_cells][:4]
    tail = f"/{TARGET}" if guess.role == "target" else ""
    options = tuple(f"{guess.subject}/{scale}{tail}" for scale in scales)
    if not options:
        return None
    meant = f"as “{SUBJECTS.get(guess.subject, guess.subject)}{' ' + guess.point if guess.point else ''}”"
    text = f"“{heading.text}” is not clear. Are these results ({', '.join(list(cells)[:3])}) meant {meant}?"
    return Question(f"column:{heading.text}", text, (*options, IGNORE), options[0])


def _perhaps_results(heading: Heading, cells: Counter[str], unsure: _Unsure) -> Question | None:
    """A heading that is not understood, over cells that look like results."""
    found = full_fits(cells, unsure.scales)
    if not heading.told:
        # Nothing in the heading speaks of results: figures and single letters could be anything, codes could not.
        found = tuple(scale for scale in found if not unsure.scales[scale].numeric)
        if all(_BARE.fullmatch(cell) for cell in cells):
            return None
    if not found:
        return None
    subjects = [heading.subject] if heading.subject else list(SUBJECTS)
    options = tuple(f"{subject}/{scale}" for subject in subjects for scale in found)
    return Question(
        f"column:{heading.text}",
        f"The cells of “{heading.text}” look like results ({', '.join(list(cells)[:3])}). "
        "Of which subject, on which scale?",
        (*options, IGNORE),
        options[0] if heading.subject else IGNORE,
    )


def _name_somebody(unsure: _Unsure) -> None:
    """Where no heading names the pupils, ask of the column whose cells look like names."""
    if any(unsure.has(name) for name in IDENTITY):
        return
    headings: Sequence[Heading] = unsure.understood.headings
    for at, heading in enumerate(headings):
        cells = unsure.table[heading.text].distinct()
        asked = f"column:{heading.text}" in unsure.asking.answers
        if heading.role != "unknown" or asked or not cells or not looks_like("name", cells):
            continue
        text = f"No heading says who the pupils are. Are they named in “{heading.text}” ({'; '.join(cells[:2])})?"
        question = Question(f"column:{heading.text}", text, ("name", IGNORE), "name")
        unsure.asking.ask(question, heading=heading.text)
        unsure.understood.headings[at] = Heading(heading.text, "field", "name", priority=-1)
        return

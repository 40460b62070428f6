"""Pupils of a source of whom it is not sure who on file they are: questions to people, and what the answers mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from progress_tui.importing.facts import Question
from progress_tui.store.matching import Candidate, Doubt, DoubtKind

NEW: Final = "new"
SAME: Final = "same"
LEAVE_OUT: Final = "leave out"
ONE_BY_ONE: Final = "one by one"

_WHY: Final[Mapping[DoubtKind, str]] = {
    "name": "is a name on file, and neither UPN nor date of birth says whether it is the same child",
    "source": "has the ID of a pupil on file who has another name or date of birth",
    "upn": "has the UPN of a pupil on file who has another name and date of birth",
    "clash": "has the UPN or ID of one pupil on file, and another pupil has the same name and date of birth",
}
_MOST_NAMED: Final = 5


@dataclass(slots=True)
class Settled:
    """What answers make of doubts.

    Attributes:
        chosen: ref → pupil on file, None for a new one.
        left_out: the doubts of pupils who are not brought in.
        questions: what is still open.
    """

    chosen: dict[int, int | None] = field(default_factory=dict)
    left_out: list[Doubt] = field(default_factory=list)
    questions: tuple[Question, ...] = ()


def settle(doubts: Sequence[Doubt], answers: Mapping[str, str]) -> Settled:
    """Read the answers: `pupil:<row>` for one pupil, `names` for all whose name alone is on file.

    Args:
        doubts: by row.
        answers: question id → answer.
    """
    settled, still_open = Settled(), []
    numbers = _numbered(doubts)
    for doubt in doubts:
        answer = _answer(doubt, answers.get(numbers[doubt.ref], ""), answers.get("names", ""))
        if answer is None:
            still_open.append(doubt)
        elif answer == LEAVE_OUT:
            settled.left_out.append(doubt)
        else:
            settled.chosen[doubt.ref] = next((c.pupil_id for c in _free(doubt) if _same_as(c) == answer), None)
    together = [doubt for doubt in still_open if doubt.kind in ("name", "source")]
    if len(together) < 2 or answers.get("names") == ONE_BY_ONE:
        together = []
    grouped = {doubt.ref for doubt in together}
    alone = [_question(doubt, numbers[doubt.ref]) for doubt in still_open if doubt.ref not in grouped]
    settled.questions = ((_together(together),) if together else ()) + tuple(alone)
    return settled


def _numbered(doubts: Sequence[Doubt]) -> dict[int, str]:
    """The question of each doubt; rows of several sheets may share a number."""
    seen: Counter[int] = Counter()
    numbers: dict[int, str] = {}
    for doubt in doubts:
        seen[doubt.row] += 1
        again = f"/{seen[doubt.row]}" if seen[doubt.row] > 1 else ""
        numbers[doubt.ref] = f"pupil:{doubt.row}{again}"
    return numbers


def _answer(doubt: Doubt, own: str, for_all: str) -> str | None:
    """The option that was chosen, None without one."""
    options = {option.casefold(): option for option in _options(doubt)}
    free = _free(doubt)
    if len(free) == 1:
        options[SAME] = _same_as(free[0])
    chosen = options.get(own.strip().casefold())
    if chosen is not None or own:
        return chosen
    general = for_all.strip().casefold()
    allowed = {LEAVE_OUT} if doubt.kind in ("upn", "clash") else {LEAVE_OUT, NEW}
    allowed |= {SAME} if doubt.kind == "name" else set()
    return options.get(general) if general in allowed else None


def _free(doubt: Doubt) -> list[Candidate]:
    return [candidate for candidate in doubt.candidates if not candidate.taken]


def _same_as(candidate: Candidate) -> str:
    return f"same as {candidate.label}"


def _options(doubt: Doubt) -> tuple[str, ...]:
    """The answers on offer. A UPN is one child's: who has another's is no new pupil."""
    new = (NEW,) if doubt.kind in ("name", "source") else ()
    return (*(_same_as(candidate) for candidate in _free(doubt)), *new, LEAVE_OUT)


def _question(doubt: Doubt, number: str) -> Question:
    held = "; ".join(
        candidate.label + (" (another row is that pupil)" if candidate.taken else "") for candidate in doubt.candidates
    )
    options = _options(doubt)
    proposal = {"name": options[0], "source": NEW, "upn": LEAVE_OUT, "clash": LEAVE_OUT}[doubt.kind]
    text = f"Row {doubt.row}: {doubt.label} {_WHY[doubt.kind]}. On file: {held}. Who is it?"
    return Question(number, text, options, proposal)


def _together(doubts: Sequence[Doubt]) -> Question:
    """One question for all of whom only the name is on file."""
    named = "; ".join(f"row {doubt.row} {doubt.label}" for doubt in doubts[:_MOST_NAMED])
    text = (
        f"{len(doubts)} pupils have the name or ID of a pupil on file, and neither UPN nor date of birth says whether "
        f"they are the same children ({named}{' …' if len(doubts) > _MOST_NAMED else ''}). A UPN or date of birth "
        "column in the source would tell. Without one: are they the same, or new pupils?"
    )
    plain = all(doubt.kind == "name" and len(_free(doubt)) == 1 for doubt in doubts)
    return Question("names", text, (SAME, NEW, LEAVE_OUT, ONE_BY_ONE), SAME if plain else "")

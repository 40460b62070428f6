"""docs/tour.md says what counting by hand says; with PROGRESS_TUI_REGENERATE=1 it is written anew.

That the keys lead there, and that the screen says the same, is for tests/terminal/test_ten_questions.py.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from tour import MOST_KEYS, QUESTIONS

from tests.by_hand import CORE, ByHand

PAGE = Path(__file__).resolve().parents[2] / "docs" / "tour.md"
DAY = date(2026, 11, 28)
"""The day of the page: support runs or does not by it."""

HEAD = f"""# Ten questions, {MOST_KEYS} keystrokes at most

What a head asks in a pupil progress meeting, and the keys that answer it, each time from the class grid of 4B in the
fictional demo school (`progress-tui demo --class 4B`). No key is made for one of the questions: each works on other
screens, with other filters and for other groups as well. `escape` leads back, and `enter` on any figure lists the
pupils behind it.

The answers below are not copied from the screen. A test counts them by hand from the raw tables of the demo school,
types the keys into the program in a terminal, reads the pupils from its screen, and compares.
"""

TAIL = """
# A whole meeting

Also by keys alone, again from the class grid of 4B. A test in a terminal types all of it: eight children, five actions,
two dismissed flags, a support group, the read-back, the files, and the next meeting after the next import.

## 1. The plan

`m`

The agenda is proposed: children with open actions first, then questions of the class, then flagged children, eight in
all. `+` and `-` put a child on and take one off, `K` and `J` move a line, `D` says when and who, `P` `w` writes the
prep sheet.

![The plan](images/tour-plan.svg)

## 2. A child

`B` begins; then for each child `n` a note `escape` · `b` a letter `enter` · `o` a letter · `a` an action `enter`
`enter` `enter` · `space`

Twelve keys beside the words. Everything is on file as it is typed or chosen; `d` dismisses a flag, `s` puts the child
into support, `l` says what became of last time's action. `escape` pauses, and `m` goes on at the same child.

![A child](images/tour-meeting.svg)

## 3. Read back and finish

`r` `F` `y`

What was agreed, child by child, and what is still missing; then the meeting is held and keeps its figures for good. `e`
writes the teacher's copy, the leaders' copy, the SENCO's list and the actions as Word, PDF, Excel, CSV and Markdown.

![Read back](images/tour-read-back.svg)

## 4. Next term

Import the next results, then `m` again: the children with open actions come first, and each shows what was agreed, what
happened since, and beside it the mean change of the others in the class.
"""


def _listed(hand: ByHand, pupils: Iterable[int]) -> str:
    return "; ".join(sorted(hand.names[pupil] for pupil in pupils))


def _of_class(hand: ByHand, pupils: set[int]) -> str:
    return f"{len(pupils)} of {len(hand.on_roll('4B'))}: {_listed(hand, pupils)}."


def _alike(hand: ByHand) -> str:
    parts = []
    for subject in CORE:
        (k1, n1), (k2, n2) = (hand.at_expected(hand.on_roll(name), subject) for name in ("4A", "4B"))
        parts.append(f"{subject} {k1} of {n1} in 4A and {k2} of {n2} in 4B")
    return f"At the expected standard are, in {'; '.join(parts)}."


def _gap(hand: ByHand) -> str:
    parts = []
    for subject in CORE:
        gap = hand.premium_gap(subject)
        (k1, n1), (k2, n2) = gap.first, gap.second
        parts.append(f"{subject} {gap.children} children ({k1} of {n1}, the others {k2} of {n2})")
    return f"In {'; '.join(parts)}."


def _year_six(hand: ByHand) -> str:
    shares = []
    for subject in CORE:
        gains = {year: mean for year, (mean, _) in hand.gains(subject).items() if year >= 3}
        shares.append(f"{subject} {100 * gains[6] / sum(gains.values()):.0f} %")
    return f"Of the level points gained in Years 3 to 6 fall in Year 6: {', '.join(shares)}. A quarter would be even."


def _disagree(hand: ByHand) -> str:
    found = hand.of_every_class(hand.disagree)
    here = len(hand.disagree("4B")) or "nobody"
    return f"{len(found)} of {len(hand.on_roll())} in the school, {here} in 4B: {_listed(hand, found)}."


def _not_discussed(hand: ByHand) -> str:
    found = hand.of_every_class(hand.not_talked_about)
    return f"{len(found)} of {len(hand.on_roll())} in the school; in 4B {_listed(hand, hand.not_talked_about())}."


def _not_assessed(hand: ByHand) -> str:
    beside = _listed(hand, hand.not_assessed(("reading",), "4A"))
    return f"In 4B nobody. In 4A, to which `[` leads with the filter: {beside}."


ANSWERS: dict[str, Callable[[ByHand], str]] = {
    "below": lambda hand: _of_class(hand, hand.below_target()),
    "premium": lambda hand: _of_class(hand, hand.of_these_premium(hand.below_target())),
    "fell": lambda hand: _of_class(hand, hand.without_support(hand.fell(("reading",)))),
    "near": lambda hand: _of_class(hand, hand.near_in_one()),
    "disagree": _disagree,
    "alike": _alike,
    "gap": _gap,
    "year-six": _year_six,
    "not-discussed": _not_discussed,
    "not-assessed": _not_assessed,
}


def page(hand: ByHand) -> str:
    """The whole of docs/tour.md."""
    parts = [HEAD]
    for number, question in enumerate(QUESTIONS, 1):
        keys = " ".join(f"`{key}`" for key in question.keys)
        parts.append(
            f"## {number}. {question.words}\n\n{keys}\n\n{question.how}\n\n{ANSWERS[question.name](hand)}\n\n"
            f"![{question.words}](images/tour-{question.name}.svg)\n"
        )
    return "\n".join((*parts, TAIL.lstrip()))


def test_the_tour_says_what_counting_by_hand_says(demo_template: Path) -> None:
    text = page(ByHand(demo_template, DAY))
    if os.environ.get("PROGRESS_TUI_REGENERATE") == "1":
        PAGE.write_text(text, "utf-8", newline="\n")
    assert PAGE.read_text("utf-8") == text

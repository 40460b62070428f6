"""Ten questions a head asks, and the keys that answer them: for docs/tour.md, its pictures, and the tests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    Attributes:
        name: of its picture, and of its answer in the test.
        words: the question; `how` what the keys do, for the page.
        keys: from the class grid of 4B, as `terminal.KEYS` or one character each.
        seen: after each key, a regular expression that the screen shows then; the last one is of the answer.
    """

    name: str
    words: str
    how: str
    keys: tuple[str, ...]
    seen: tuple[str, ...]


MOST_KEYS: Final = 5
"""Keystrokes that an answer may take."""

QUESTIONS: Final = (
    Question(
        "below",
        "Who is below target in reading?",
        "`b` leaves those below target in the subject shown, furthest first; `b` again shows everybody.",
        ("b",),
        (r"of 30: below target in reading",),
    ),
    Question(
        "premium",
        "Which of them attract pupil premium?",
        "`f` opens the filter builder on the filter in force; `p` adds pupil premium, `enter` shows them.",
        ("b", "f", "p", "enter"),
        (r"of 30: below target", "Filter · 4B", "✓p pupil premium", r"of 30: below target in reading · pupil premium"),
    ),
    Question(
        "fell",
        "Who fell since last time and has no support?",
        "In the filter builder `f` is *fell* and `x` *no support*, in the subject shown.",
        ("f", "f", "x", "enter"),
        ("Filter · 4B", "✓f fell", "✓x none", r"of 30: down in reading since last time · no support"),
    ),
    Question(
        "near",
        "Who is near in one subject only?",
        "In the filter builder `n` is *near in one of reading, writing and maths only*: two at the expected standard, "
        "one just below.",
        ("f", "n", "enter"),
        ("Filter · 4B", "✓n in one", r"of 30: flag: at the expected standard in two"),
    ),
    Question(
        "disagree",
        "Where do test and teacher disagree?",
        "On *Flagged* `v` chooses what is shown, `f` one kind of flag, `t` that test and teacher disagree. `5` sets "
        "every judgement of the class against its test.",
        ("2", "v", "f", "t"),
        ("All 420 pupils", "a letter chooses", "Only one kind", "only: test and teacher disagree"),
    ),
    Question(
        "alike",
        "Is 4A like 4B?",
        "*Compare* begins with the classes of the year group side by side, with the gap in children.",
        ("3",),
        ("gap in children",),
    ),
    Question(
        "gap",
        "How many children is the pupil premium gap?",
        "On *Compare* `v` chooses what stands side by side, `p` pupil premium.",
        ("3", "v", "p"),
        ("gap in children", "a letter chooses", "in pupil premium"),
    ),
    Question(
        "year-six",
        "Does Year 6 do most of the work?",
        "*Progress* sets the mean gain of each year group beside the even line and Boddy's, and says which share "
        "falls in Year 6.",
        ("4",),
        ("falls in Year 6",),
    ),
    Question(
        "not-discussed",
        "Who have we not talked about?",
        "On *Flagged* `v` chooses what is shown, `n` who was in none of the last three meetings; `w` leaves the class.",
        ("2", "v", "n"),
        ("All 420 pupils", "a letter chooses", r"pupils · \d+ listed"),
    ),
    Question(
        "not-assessed",
        "Who is not assessed?",
        "In the filter builder `m` is *no result*, in the subject shown. `7` counts every list of the school, and "
        "`enter` on a count lists the pupils.",
        ("f", "m", "enter"),
        ("Filter · 4B", "✓m no result", r"of 30: no result in reading"),
    ),
)  # fmt: skip
"""In the order of a meeting."""

"""Ten questions a head asks: at most five keystrokes from the class grid, and whom counting by hand finds as well."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from tour import MOST_KEYS, QUESTIONS, Question

from terminal import KEYS, Terminal
from tests.by_hand import CORE, ByHand
from tests.terminal.conftest import Start

COLUMNS, LINES = 120, 110
"""High enough for every list to be on the screen at once."""


class Answer:
    """The screen with an answer, read by its headings."""

    def __init__(self, terminal: Terminal, by_hand: ByHand) -> None:
        self.terminal, self._by_hand = terminal, by_hand

    def cell(self, line: int, start: int, end: int) -> str:
        """What stands between two columns of a line; a letter and the accents above it are one cell."""
        cells = self.terminal.screen.buffer[line]
        return "".join(cells[column].data for column in range(start, end)).strip()

    def pupils(self, class_name: str = "") -> set[int]:
        """The pupils of the table: by the columns “Pupil” and, where there is one, “Class”."""
        display = self.terminal.screen.display
        head = next(number for number, line in enumerate(display) if re.search(r"\bPupil\b", line))
        start = display[head].index("Pupil")
        after = re.search(r" +(\S)", display[head][start + 5 :])
        assert after, display[head]
        end = start + 5 + after.start(1)
        place = display[head].find("Class")
        found = set()
        for line in range(head + 1, LINES):
            own = self.cell(line, place, place + 5) if place > 0 else class_name
            shown = self.cell(line, start, end)
            hits = {
                pupil for pupil, (name, _) in self._by_hand.places.items() if name == own and self._is(pupil, shown)
            }
            assert len(hits) < 2, f"{shown} is {len(hits)} pupils"
            found |= hits
        return found

    def _is(self, pupil: int, shown: str) -> bool:
        name = self._by_hand.names[pupil]
        return shown == name or (shown.endswith("…") and len(shown) > 8 and name.startswith(shown[:-1].rstrip()))

    def counts(self, *words: str) -> tuple[int, int]:
        """`k of n` in the line of the table that begins with some words."""
        pattern = r"^[▌ ]" + r"\s+".join(map(re.escape, words)) + r"\s+(\d+) of (\d+)"
        found = re.search(pattern, self.terminal.text, re.MULTILINE)
        assert found, (words, self.terminal.text)
        return int(found[1]), int(found[2])

    def figure(self, pattern: str) -> str:
        """What a pattern's group matches on the screen."""
        found = re.search(pattern, self.terminal.text, re.MULTILINE)
        assert found, (pattern, self.terminal.text)
        return found[1]

    def open(self, *keys: str) -> set[int]:
        """The pupils of the list that `enter` opens."""
        for key in keys:
            self.terminal.press(key)
            self.terminal.settle()
        press(self.terminal, ("enter",), (r"\n.\d+ pupils? · ",))
        return self.pupils()


def press(terminal: Terminal, keys: Sequence[str], seen: Sequence[str]) -> int:
    """Press keys as somebody who looks at each screen does; how many bytes that were."""
    for key, pattern in zip(keys, seen, strict=True):
        terminal.press(key)
        terminal.wait_for(pattern)
    terminal.settle(quiet=0.4)
    return sum(len(KEYS.get(key) or key.encode()) for key in keys)


def below(answer: Answer, hand: ByHand) -> None:
    assert answer.pupils("4B") == hand.below_target()
    assert int(answer.figure(r"(\d+) of 30: below")) == len(hand.below_target()) > 3


def premium(answer: Answer, hand: ByHand) -> None:
    assert answer.pupils("4B") == hand.of_these_premium(hand.below_target()) != set()


def fell(answer: Answer, hand: ByHand) -> None:
    assert answer.pupils("4B") == hand.without_support(hand.fell(("reading",))) != set()


def near(answer: Answer, hand: ByHand) -> None:
    assert answer.pupils("4B") == hand.near_in_one() != set()


def disagree(answer: Answer, hand: ByHand) -> None:
    wanted = hand.of_every_class(hand.disagree)
    assert answer.pupils() == wanted != set()
    press(answer.terminal, ("5",), ("teacher × test",))
    nobody = "they disagree on nobody" in answer.terminal.text
    assert nobody == (hand.disagree("4B") == set()), "the matrix of the class says the same"


def alike(answer: Answer, hand: ByHand) -> None:
    for subject in CORE:
        for name in ("4A", "4B"):
            wanted = hand.at_expected(hand.on_roll(name), subject)
            assert answer.counts(subject.capitalize(), name) == wanted
    met = {pupil for pupil in hand.on_roll("4A") if (hand.band("reading", pupil) or 0) >= 4}
    assert answer.open("right", "right") == met, "the figure opens to its pupils"


def gap(answer: Answer, hand: ByHand) -> None:
    for subject in CORE:
        wanted = hand.premium_gap(subject)
        name = subject.capitalize()
        assert answer.counts(name, "pupil", "premium") == wanted.first
        assert answer.counts(name, "not", "pupil", "premium") == wanted.second
        assert int(answer.figure(rf"{name}\s+gap in children\s+(\d+)")) == wanted.children
    met = {p for p in hand.on_roll() if hand.premium.get(p) and (hand.band("reading", p) or 0) >= 4}
    assert answer.open("right", "right") == met


def year_six(answer: Answer, hand: ByHand) -> None:
    for subject in CORE:
        gains = hand.gains(subject)
        for year in (3, 4, 5, 6):
            mean, matched = gains[year]
            line = rf"^[▌ ]{subject.capitalize()}\s+Y{year}\s+2025-26\s+"
            assert float(answer.figure(rf"{line}\+([\d.]+)")) == pytest.approx(mean, abs=0.006)
            assert int(answer.figure(rf"{line}\S+\s+(\d+)")) == matched
        share = 100 * gains[6][0] / sum(gains[year][0] for year in (3, 4, 5, 6))
        said = answer.figure(rf"falls in Year 6: .*?{subject.capitalize()} (\d+) %")
        assert int(said) == pytest.approx(share, abs=0.51)


def not_discussed(answer: Answer, hand: ByHand) -> None:
    assert answer.pupils() == hand.of_every_class(hand.not_talked_about) != set()
    press(answer.terminal, ("w",), (r"All 30 pupils · \d+ listed",))
    assert answer.pupils() == hand.not_talked_about("4B") != set()


def not_assessed(answer: Answer, hand: ByHand) -> None:
    assert answer.pupils("4B") == hand.not_assessed(("reading",)) == set()
    assert "0 of 30" in answer.terminal.text, "and it is said that it is nobody"
    press(answer.terminal, ("[",), ("4A ▸.*(?s:.*)of 31: no result",))
    assert answer.pupils("4A") == hand.not_assessed(("reading",), "4A") != set(), "the filter goes along"
    press(answer.terminal, ("7",), (r"RA +│",))
    for name in ("RA", "2A", "6A"):
        with_result = len(hand.on_roll(name)) - len(hand.not_assessed(("reading",), name))
        assert answer.counts(name, "│") == (with_result, len(hand.on_roll(name)))


ANSWERS: dict[str, Callable[[Answer, ByHand], None]] = {
    "below": below, "premium": premium, "fell": fell, "near": near, "disagree": disagree, "alike": alike, "gap": gap,
    "year-six": year_six, "not-discussed": not_discussed, "not-assessed": not_assessed,
}  # fmt: skip


@pytest.mark.usefixtures("demo_home")
@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_a_question_is_answered_in_five_keystrokes(question: Question, start: Start, demo_template: Path) -> None:
    hand = ByHand(demo_template)
    terminal = start("demo", "--class", "4B", columns=COLUMNS, lines=LINES)
    terminal.wait_for("at expected")
    terminal.settle(quiet=0.5)
    assert press(terminal, question.keys, question.seen) <= MOST_KEYS
    ANSWERS[question.name](Answer(terminal, hand), hand)


def test_there_are_ten_and_no_key_is_made_for_one_of_them() -> None:
    assert len(QUESTIONS) == len(ANSWERS) == 10
    assert {question.name for question in QUESTIONS} == set(ANSWERS)

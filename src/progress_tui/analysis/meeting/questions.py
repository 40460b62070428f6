"""Questions of the whole class that its figures ask, beside the standing ones. They describe; no figure is a verdict.

Rules and worked examples: docs/judgements.md, “Meetings”.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

import polars as pl

from progress_tui.analysis.behind import subject_said
from progress_tui.analysis.flags.thresholds import thresholds
from progress_tui.analysis.meeting_words import meeting_words
from progress_tui.analysis.school_at_point import SchoolAtPoint
from progress_tui.analysis.statistics import HIDE_UNDER, SMALL_UNDER, gap_in_children
from progress_tui.domain.agenda import ClassQuestion
from progress_tui.domain.standing import Standing
from progress_tui.domain.subjects import CORE
from progress_tui.domain.text import counted
from progress_tui.domain.views import ClassView, PupilShown, SubjectHeading

_MET: Final = int(Standing.AT)
_NEAR: Final = int(Standing.JUST_BELOW)


class _Class(NamedTuple):
    """A class as the questions look at it.

    Attributes:
        subjects: reading, writing and maths, as far as the class has class work or tests in them now: statutory results
            are of one year group only.
        limit: the figure of a threshold of the agenda.
    """

    view: ClassView
    subjects: tuple[SubjectHeading, ...]
    limit: Callable[[str], float]

    def judged(self, subject: str) -> list[PupilShown]:
        """Those whose result now is held against the expected standard."""
        return [row for row in self.view.rows if _standing(row, subject) is not None]


class _Group(NamedTuple):
    """Two groups of children side by side: what the one is called, and the other."""

    key: str
    name: str
    other: str
    member: Callable[[PupilShown], bool | None]


_GROUPS: Final = (
    _Group("pp", "with pupil premium", "without", lambda row: row.pp),
    _Group("eal", "with EAL", "without", lambda row: row.eal),
    _Group("sex", "girls", "boys", lambda row: None if row.sex is None else row.sex == "F"),
)
"""Groups whose gap is asked about. SEND is not among them: a gap there says what SEND means."""


def class_questions(at: SchoolAtPoint, view: ClassView) -> tuple[ClassQuestion, ...]:
    """The standing questions, and at most three that the figures of the class ask.

    Args:
        at: the school at the point of the view.
        view: the class.
    """
    limits = thresholds()
    statutory = at.frames.series.filter(pl.col("kind") == "statutory")["series_id"]
    once = pl.col("series_id").is_in(statutory.to_list())
    passed = set(at.summary.main.filter((pl.col("class_id") == view.class_id) & once)["subject"])
    held = tuple(one for one in view.subjects if one.subject in CORE and one.subject not in passed)
    found = _Class(view, held, lambda name: limits.number("agenda", name))
    asked = [one for rule in _RULES for one in rule(found)]
    standing = tuple(
        ClassQuestion("standing" if number == 1 else f"standing:{number}", text)
        for number, text in enumerate(meeting_words().standing, 1)
    )
    return (*standing, *asked[: int(limits.number("agenda", "questions"))])


def _missing(held: _Class) -> Iterator[ClassQuestion]:
    """Results that are not there: the first thing to put right, for every other figure rests on them."""
    found = _by_subject(held, "missing", lambda row, subject: row.subjects[subject].results[-1].kind != "value")
    if found:
        parts = ", ".join(f"{_name(one)} {len(rows)}" for one, rows in found)
        words = f"Without a result at {held.view.point_label}: {parts}, of {held.view.on_roll} on roll."
        yield _asked(held, "missing", "Which results are missing, and when will they be there?", words, found)


def _tests(held: _Class) -> Iterator[ClassQuestion]:
    """A test and the judgement differ for many children: then the one or the other needs a look."""
    found = _by_subject(held, "tests", lambda row, subject: _has(row, subject, "test-vs-teacher"))
    if found:
        parts = ", ".join(f"{_name(one)} {len(rows)} of {one.assessed}" for one, rows in found)
        words = f"Assessed, and a test and the teacher's judgement differ: {parts}, of {held.view.on_roll} on roll."
        yield _asked(held, "tests", "Tests and judgements differ for several: which is nearer, and why?", words, found)


def _fell(held: _Class) -> Iterator[ClassQuestion]:
    """Many fell at once: something may have changed for the class, not for each child."""
    found = _by_subject(held, "fell", lambda row, subject: _has(row, subject, "fell", "drifting", "quiet-decline"))
    if found:
        parts = ", ".join(
            f"{_name(one)} {len(rows)} of {sum(bool(row.subjects[one.subject].change) for row in held.view.rows)}"
            for one, rows in found
        )
        words = f"Fell, of those with an earlier result: {parts}, of {held.view.on_roll} on roll."
        yield _asked(held, "fell", "Several fell at once: did something change for the class?", words, found)


def _below(held: _Class) -> Iterator[ClassQuestion]:
    """The subject in which most are below the expected standard, where that is a large part of the class."""
    found = []
    for one in held.subjects:
        judged = held.judged(one.subject)
        below = [row for row in judged if not _met(row, one.subject)]
        found.append((one, below, judged))
    many = [
        (one, below, judged)
        for one, below, judged in found
        if len(judged) >= SMALL_UNDER and 100 * len(below) >= held.limit("below") * len(judged)
    ]
    if many:
        one, below, judged = max(many, key=lambda part: len(part[1]) / len(part[2]))
        parts = ", ".join(f"{_name(other)} {len(rows)} of {len(of)}" for other, rows, of in found if of)
        words = f"Below the expected standard, of those assessed: {parts}, of {held.view.on_roll} on roll."
        question = f"Many are below the expected standard in {_name(one)}: what does the class need in it?"
        yield _asked(held, f"below:{one.subject}", question, words, [(one, below)])


def _gap(held: _Class) -> Iterator[ClassQuestion]:
    """The largest gap between two groups, in children, where both are large enough to be spoken of."""
    best: tuple[int, ClassQuestion] | None = None
    for one in held.subjects:
        judged = held.judged(one.subject)
        for group in _GROUPS:
            inside = [row for row in judged if group.member(row) is True]
            outside = [row for row in judged if group.member(row) is False]
            if min(len(inside), len(outside)) < HIDE_UNDER:
                continue
            k1, k2 = (sum(_met(row, one.subject) for row in rows) for rows in (inside, outside))
            gap = abs(gap_in_children(k1, len(inside), k2, len(outside)) or 0)
            if gap >= held.limit("gap") and (best is None or gap > best[0]):
                subject = _name(one)
                lower = inside if k1 * len(outside) < k2 * len(inside) else outside
                behind = [row for row in lower if not _met(row, one.subject)]
                words = (
                    f"At the expected standard in {subject}: {k1} of {len(inside)} {group.name}, {k2} of "
                    f"{len(outside)} {group.other}: a gap of {counted(gap, 'child', 'children')}.{_also_send(behind)}"
                )
                question = f"What stands between the groups in {subject}, and what would close the gap?"
                best = gap, _asked(held, f"gap:{group.key}:{one.subject}", question, words, [(one, behind)])
    if best is not None:
        yield best[1]


def _also_send(rows: Sequence[PupilShown]) -> str:
    """How many of the children behind a gap have SEND as well: two questions are often one."""
    send = sum(row.sen not in (None, "N") for row in rows)
    return f" {send} of the {len(rows)} who are not there yet also have SEND." if send else ""


def _near(held: _Class) -> Iterator[ClassQuestion]:
    """Many are within reach: what brings one there may bring all."""
    found = _by_subject(held, "near", lambda row, subject: _standing(row, subject) == _NEAR)
    if found:
        parts = ", ".join(f"{_name(one)} {len(rows)} of {len(held.judged(one.subject))}" for one, rows in found)
        words = f"Just below the expected standard, of those assessed: {parts}, of {held.view.on_roll} on roll."
        yield _asked(held, "near", "Several are just below: what would bring them there?", words, found)


def _absent(held: _Class) -> Iterator[ClassQuestion]:
    """Several are persistently absent: there may be something in common."""
    line = thresholds().number("attendance", "persistent")
    known = [row for row in held.view.rows if row.absence is not None]
    away = [row for row in known if row.absence is not None and row.absence >= line]
    if len(away) >= held.limit("absent"):
        roll = "" if len(known) == held.view.on_roll else f", of {held.view.on_roll} on roll"
        words = f"{len(away)} of {len(known)} with attendance on file missed {line:g} % of sessions or more{roll}."
        ids = tuple(row.pupil_id for row in away)
        yield ClassQuestion("absence", "Several are away often: is there something in common?", words, ids)


_RULES: Final = (_missing, _tests, _fell, _below, _gap, _near, _absent)
"""In the order in which they find room: what the other figures rest on first, then what changed, then what is."""


def _by_subject(
    held: _Class, limit: str, wanted: Callable[[PupilShown, str], bool]
) -> list[tuple[SubjectHeading, list[PupilShown]]]:
    """The subjects in which a question is about enough children, with those children."""
    found = [(one, [row for row in held.view.rows if wanted(row, one.subject)]) for one in held.subjects]
    return [(one, rows) for one, rows in found if len(rows) >= held.limit(limit)]


def _asked(
    held: _Class, key: str, question: str, words: str, found: Sequence[tuple[SubjectHeading, Sequence[PupilShown]]]
) -> ClassQuestion:
    """A question with the children behind it, each once and by name."""
    ids = {row.pupil_id for _, rows in found for row in rows}
    return ClassQuestion(key, question, words, tuple(row.pupil_id for row in held.view.rows if row.pupil_id in ids))


def _name(heading: SubjectHeading) -> str:
    """A subject inside a sentence."""
    return subject_said(heading.subject)


def _has(row: PupilShown, subject: str, *flags: str) -> bool:
    return any(flag.flag in flags and flag.subject == subject for flag in row.flags)


def _standing(row: PupilShown, subject: str) -> int | None:
    result = row.subjects[subject].results[-1]
    return result.standing if result.kind == "value" else None


def _met(row: PupilShown, subject: str) -> bool:
    standing = _standing(row, subject)
    return standing is not None and standing >= _MET

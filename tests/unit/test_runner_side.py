"""The right side of a running meeting: what is told first, what is told once, what is put away in projector mode."""

from __future__ import annotations

import re

from progress_tui.domain.agenda import ActionSince, BesideClass, ClassQuestion, ClassShown, Previous, Snapshot
from progress_tui.domain.card import SinceShown
from progress_tui.domain.meetings import Action, Item, ItemKind, MeetingWords, Text
from progress_tui.domain.meetings import Choice as Offered
from progress_tui.domain.views import (
    ClassView,
    FlagShown,
    PointHeading,
    PupilShown,
    ResultShown,
    SubjectHeading,
    SubjectShown,
)
from progress_tui.tui.meeting.child_side import Side, side
from progress_tui.tui.meeting.recorded import barrier_choices, decision_choices, recorded

NOTHING = SinceShown("writing", None, None, None, None, None, "no later result")
SINCE = (
    BesideClass(SinceShown("reading", "R", "JB", "2026-27:Aut1", "At", "2026-27:Aut2", "+1 notch"), 29, "−0.1 notches"),
    BesideClass(SinceShown("maths", "M", "At", "2026-27:Aut1", "At", "2026-27:Aut2", "no change"), 1, "no change"),
    BesideClass(NOTHING, 0, ""),
)  # fmt: skip


def _action(number: int, what: str, pupil_id: int | None = 20) -> Action:
    return Action(number, pupil_id, 4, None, what, "Ms Lee", "2026-10-09", "2026-11-06")


def _flag(flag: str, severity: int, sentence: str) -> FlagShown:
    return FlagShown(flag, "reading", severity, sentence)


FLAGS = (
    _flag("fell", 3, "Reading fell from At to JB."),
    _flag("action-overdue", 2, "“Ask Aisha's mother” (Ms Lee) was due on 6 November and is still open."),
    _flag("below", 2, "Writing is below."),
    _flag("absence", 2, "Absence is 11.1 %."),
    _flag("stalled", 1, "Maths stalled."),
)


def _snapshot(actions: tuple[ActionSince, ...] = (), flags: tuple[FlagShown, ...] = FLAGS) -> Snapshot:
    heading = SubjectHeading(
        "reading", "Reading",
        (PointHeading(1, "Aut1", "Autumn 1", "Reading", True), PointHeading(2, "Aut2", "Autumn 2", "Reading", True)),
        "bands", "Reading", True, 28, 19, True, 28,
    )  # fmt: skip
    results = SubjectShown((ResultShown("At", "value", 4, 4), ResultShown("JB", "value", 3, 3)), "At", -1, "down")
    row = PupilShown(
        20, "Begum", "Aisha", "", "AB", 4, "F", True, "K", None, 11.1, {"reading": results}, flags=flags
    )  # fmt: skip
    view = ClassView(1, "Oakfield", True, 4, "4B", 2, "Autumn 2", (heading,), (row,))
    question = ClassQuestion("absence", "Several are away often: why?", "5 of 30 missed 10 % or more.", (20,))
    shown = ClassShown(view, Previous((), actions, 0, ("1 action is open.",)), (question,), (20,), (), "1", 30)
    return Snapshot(9, "2026-11-23T10:00:00", False, shown, {})


def _item(kind: ItemKind, question: str = "", prep: str = "") -> Item:
    texts = {"prep": Text(prep, 1, "2026-11-20T10:00:00")} if prep else {}
    return Item(1, 1, kind, 20 if kind == "pupil" else None, question, False, 0, (), "", texts)


def _lines(held: Side) -> list[str]:
    return [f"{heading}| {content.plain}" for heading, content in held.parts]


def test_first_why_then_last_time_then_the_results() -> None:
    actions = (
        ActionSince(_action(1, "Ask Aisha's mother"), "4B", True, 17, SINCE),
        ActionSince(_action(2, "Read daily")._replace(status="done", effect="clear"), "4B", False, 0, SINCE),
    )
    held = side(_item("pupil", prep="Quiet since autumn."), _snapshot(actions), False, 200, "")
    assert (held.title, held.beside) == ("Begum, Aisha", "Y4 · PP · SEN K · absence 11.1 %")
    assert _lines(held) == [
        "| ⚑3 Reading fell from At to JB.",
        "| ⚑2 Writing is below.",
        "| ⚑2 Absence is 11.1 %.",
        "Teacher, on the prep sheet|    Quiet since autumn.",
        "Last time| → 17 DAYS OVERDUE: Ask Aisha's mother (Ms Lee, by 6 November 2026)\n"
        "   Since then: Reading JB → At, +1 notch (29 others −0.1); Maths At → At (1 other no change)",
        "Last time| → done, clear effect: Read daily (Ms Lee, by 6 November 2026)",
        "| Results    Aut1    Aut2    \nReading    At      JB▼     target At −1",
        "Worth a look| ⚑1 Maths stalled.",
    ], "what is overdue is told by its flag or among last time's, not by both; what happened since is told once"


def test_in_projector_mode_nothing_that_somebody_typed_is_told() -> None:
    item = _item("pupil", prep="Aisha is quiet.")
    told = "\n".join(
        _lines(side(item, _snapshot((ActionSince(_action(1, "Ask Aisha's mother"), "4B", False, 0),)), True, 60, ""))
    )
    assert "Aisha" not in told
    assert "mother" not in told
    assert "⚑2 “…” (Ms Lee) was due on 6 November" in told
    assert "1 action agreed before, hidden in projector mode." in told
    asked = side(_item("class", "Why is Aisha away?"), _snapshot(), True, 60, "")
    assert "Aisha" not in "\n".join([asked.title, *_lines(asked)])
    known = side(_item("class", "Several are away often: why?"), _snapshot(), True, 60, "")
    assert "Several are away often: why?" in _lines(known)[0]


def test_a_question_of_the_class_has_its_figures_and_the_class_at_a_glance() -> None:
    class_action = ActionSince(_action(3, "Word walls", None), "4B", False, 0)
    held = side(_item("class", "Several are away often: why?"), _snapshot((class_action,)), False, 200, "")
    assert held.title == "The class"
    assert held.beside == "30 on roll"
    assert _lines(held) == [
        "| Several are away often: why?",
        "| 5 of 30 missed 10 % or more.",
        "Children| Begum, Aisha: Reading JB",
        "The class at a glance| At the expected standard at Autumn 2: Reading 19 of 28\nFlagged: 1 of 1 on roll",
        "Last time| 1 action is open.",
        "Last time| → open: Word walls (Ms Lee, by 6 November 2026)",
    ]
    well = side(_item("well"), _snapshot(), False, 60, "")
    assert (well.title, well.beside) == ("Doing well", "1 of 30 on roll")
    gone = side(_item("pupil")._replace(pupil_id=77), _snapshot(), False, 60, "")
    assert "joined later, or left, or was erased" in re.sub(r"\s+", " ", gone.parts[0][1].plain)


def test_what_is_recorded_in_a_line_or_two() -> None:
    words = MeetingWords(
        (Offered("h", "home", "home"), Offered("v", "vocabulary", "vocabulary")),
        (Offered("g", "group", "support in a group"),), (), (), (),
    )  # fmt: skip
    item = _item("pupil")
    assert recorded(item, words, False, 80).plain == "Barriers –   Decision –\nActions  –"
    item = item._replace(barriers=("vocabulary", "weather"), decision="group", actions=(_action(1, "Read daily"),))
    assert recorded(item, words, False, 80).plain == (
        "Barriers vocabulary, weather   Decision group: support in a group\n"
        "Actions  → Read daily (Ms Lee, by 6 November 2026)"
    )
    assert "Decision group\n" in recorded(item, words, True, 50).plain
    assert "1 action, hidden in projector mode" in recorded(item, words, True, 50).plain
    assert [(one.key, one.value, one.mark) for one in barrier_choices(words.barriers, item.barriers)] == [
        ("h", "home", ""), ("v", "vocabulary", "✓"), ("", "weather", "✓"),
    ]  # fmt: skip
    assert [(one.key, one.value) for one in decision_choices(words.decisions)] == [("g", "group"), ("-", "")]

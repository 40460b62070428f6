"""The mentoring record: what a school grades, grades, targets, comments of two people at once, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from progress_tui.domain.calendar import Point
from progress_tui.domain.errors import ChangedSinceError, DataFileError, ProgressError, UsageError
from progress_tui.domain.meetings import PARTED, Text
from progress_tui.domain.mentoring import Graded, HalfTermRecord, Target, mentoring_words
from progress_tui.resources import data_folder, read_toml
from progress_tui.settings import config_home
from progress_tui.tui.mentoring.layout import CommentRow, StrandRow, TargetRow, record_blocks, side_by_side
from progress_tui.workspace import Workspace

AUT1, AUT2 = Point.of(2026, "Aut1").ordinal, Point.of(2026, "Aut2").ordinal
WORDS = mentoring_words("mentoring.toml", read_toml(data_folder() / "mentoring.toml"))


@pytest.fixture(name="pupil")
def _pupil(demo: Workspace) -> int:
    """A child of 4A, which keeps no record yet."""
    return next(one.pupil_id for one in demo.supporting.roll(1, AUT2) if one.class_name == "4A")


def test_what_ships_is_red_amber_green_for_six_strands() -> None:
    assert [(one.place, one.key, one.letter, one.label) for one in WORDS.grades] == [
        (1, "g", "G", "green"), (2, "a", "A", "amber"), (3, "r", "R", "red"),
    ]  # fmt: skip
    assert [one.id for one in WORDS.strands] == [
        "attitude", "effort", "behaviour", "homework", "attendance", "punctuality",
    ]  # fmt: skip
    assert WORDS.targets == 3
    assert WORDS.grade(2, "sometimes").letter == "S"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"strand": []}, "“strand” is not known here"),
        ({"strands": []}, "“strands” is missing"),
        ({"grades": [{"key": "j", "label": "joy", "colour": "good"}]}, "cannot be “j”"),
        ({"grades": [{"key": "g", "label": "good", "colour": "good"}]}, "two grades or more"),
        ({"grades": [{"key": "g", "label": "good", "colour": "green"}]}, "is “green”"),
        ({"limits": {"targets": 12}}, "from 1 to 9"),
    ],
)
def test_a_file_that_is_none_is_refused_by_file_and_key(change: dict[str, object], said: str) -> None:
    with pytest.raises(DataFileError, match=said):
        mentoring_words("mentoring.toml", {**read_toml(data_folder() / "mentoring.toml"), **change})


def test_a_school_has_its_own_words_and_a_faulty_file_is_left_out(demo: Workspace) -> None:
    own = config_home() / "mentoring.toml"
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text(
        '[[grades]]\nkey = "4"\nlabel = "always"\ncolour = "good"\n'
        '[[grades]]\nkey = "s"\nlabel = "seldom"\ncolour = "low"\n[[strands]]\nid = "kindness"\n',
        "utf-8",
    )
    assert demo.mentoring.problem.startswith("mentoring.toml: key “grades[1].key” cannot be “4”")
    assert len(demo.mentoring.words.strands) == 6
    own.write_text(own.read_text("utf-8").replace('"4"', '"a"'), "utf-8")
    again = Workspace(demo.path).mentoring
    assert (again.problem, [one.label for one in again.words.grades]) == ("", ["always", "seldom"])
    assert again.words.strands[0].id == "kindness"


def test_grades_are_given_taken_away_and_put_back(demo: Workspace, pupil: int) -> None:
    mentoring = demo.mentoring
    before = mentoring.record(1, pupil, AUT2).grades["effort"]
    change = mentoring.grade(1, pupil, AUT2, "effort", Graded(3, "red"))
    assert mentoring.record(1, pupil, AUT2).grades["effort"] == (3, "red")
    assert demo.school_at(1, AUT2).frames.strand_grades.filter(pupil_id=pupil, strand="effort", ordinal=AUT2)[
        "grade"
    ].to_list() == [3]
    away = mentoring.grade(1, pupil, AUT2, "effort", None)
    assert "effort" not in mentoring.record(1, pupil, AUT2).grades
    away.undo()
    change.undo()
    assert mentoring.record(1, pupil, AUT2).grades["effort"] == before


def test_up_to_three_targets_in_a_subject_and_one_personal(demo: Workspace, pupil: int) -> None:
    mentoring = demo.mentoring
    for body in ("Read every day", "Ask about words", "Find the proof"):
        last = mentoring.add_target(1, pupil, AUT2, "reading", body)
    mentoring.add_target(1, pupil, AUT2, "", " Put my hand up ")
    with pytest.raises(UsageError, match="3 targets in reading in this half-term already"):
        mentoring.add_target(1, pupil, AUT2, "reading", "One more")
    with pytest.raises(UsageError, match="a personal target in this half-term already"):
        mentoring.add_target(1, pupil, AUT2, "", "Another")
    with pytest.raises(UsageError, match="says nothing"):
        mentoring.add_target(1, pupil, AUT2, "maths", " ")
    last.undo()
    held = mentoring.record(1, pupil, AUT2).targets
    assert [(one.subject, one.place, one.body) for one in held] == [
        ("reading", 1, "Read every day"), ("reading", 2, "Ask about words"), ("", 1, "Put my hand up"),
    ]  # fmt: skip
    gone = mentoring.remove_target(1, held[0])
    gone.undo()
    assert mentoring.record(1, pupil, AUT2).targets == held


def test_targets_that_are_not_met_are_carried_forward_and_back(demo: Workspace, pupil: int) -> None:
    mentoring = demo.mentoring
    for body in ("Read every day", "Ask about words"):
        mentoring.add_target(1, pupil, AUT1, "reading", body)
    first, second = mentoring.record(1, pupil, AUT1).targets
    mentoring.change_target(1, first, status="met")
    change = mentoring.carry(1, pupil, AUT2)
    assert change.words == "1 target was carried forward"
    assert [one.status for one in mentoring.record(1, pupil, AUT1).targets] == ["met", "carried"]
    assert [(one.body, one.status) for one in mentoring.record(1, pupil, AUT2).targets] == [(second.body, "not yet")]
    with pytest.raises(UsageError, match="no target to carry forward"):
        mentoring.carry(1, pupil, AUT2)
    change.undo()
    assert [one.status for one in mentoring.record(1, pupil, AUT1).targets] == ["met", "not yet"]
    assert mentoring.record(1, pupil, AUT2).targets == ()


def test_two_people_on_one_target(demo: Workspace, pupil: int) -> None:
    mentoring = demo.mentoring
    mentoring.add_target(1, pupil, AUT2, "maths", "Know my tables")
    (read,) = mentoring.record(1, pupil, AUT2).targets
    mentoring.change_target(1, read, body="Know my 6 times table")
    mentoring.change_target(1, read, status="met")
    (held,) = mentoring.record(1, pupil, AUT2).targets
    assert (held.body, held.status) == ("Know my 6 times table", "met")
    with pytest.raises(ProgressError, match="changed by another program meanwhile"):
        mentoring.change_target(1, read, body="Know all my tables")


def test_comments_of_two_programs_are_both_kept(
    demo_path: Path, pupil: int, opened: Callable[[Path], Workspace]
) -> None:
    first, second = opened(demo_path).mentoring, opened(demo_path).mentoring
    begun = first.save_comment(1, pupil, AUT2, "child", "I like maths", Text()).result()
    assert (begun.parted, begun.text.revision) == (False, 1)
    theirs = second.save_comment(1, pupil, AUT2, "child", "I like maths. And art.", begun.text).result()
    assert theirs.text.revision == 2
    mine = first.save_comment(1, pupil, AUT2, "child", "I like maths a lot", begun.text).result()
    assert mine.parted
    assert mine.text.body.split(f"\n{PARTED}\n") == ["I like maths. And art.", "a lot"]
    assert second.record(1, pupil, AUT2).comments["child"] == mine.text
    assert "mentor" not in second.record(1, pupil, AUT2).comments


def record(ordinal: int, effort: str, *targets: Target) -> HalfTermRecord:
    place = next(one.place for one in WORDS.grades if one.label == effort)
    return HalfTermRecord(ordinal, {"effort": Graded(place, effort), "kindness": Graded(2, "often")}, targets, {})


def test_half_terms_stand_side_by_side_with_words_before_colours() -> None:
    history = [
        record(AUT1 - 1, "green"),
        record(AUT1, "red", Target(1, AUT1, "maths", 1, "Know my tables", "carried")),
        record(AUT2, "amber", Target(2, AUT2, "", 1, "Ask for help"), Target(3, AUT2, "maths", 1, "Know my tables")),
    ]
    narrow = side_by_side(history, AUT2, 76)
    assert [one.ordinal for one in narrow.records] == [AUT1, AUT2]
    wide = side_by_side(history, AUT2, 120)
    assert [one.ordinal for one in wide.records] == [AUT1 - 1, AUT1, AUT2]
    assert side_by_side(history, AUT2 + 1, 120).now.is_empty
    blocks = record_blocks(wide, WORDS, hidden=False)
    told = {block.content.plain[:16].strip(): " ".join(block.content.plain[16:].split()) for block in blocks}
    assert told["effort"] == "G green R red ▼ lower A amber ▲ better"
    assert told["attitude"] == "· · · g a r"
    assert told["kindness"] == "O often O often O often"
    assert told["Maths 1"] == "→ Know my tables (carried) · Know my tables (not yet)"
    assert told["Personal"] == "· Ask for help (not yet)"
    kinds = [type(block.about) for block in blocks]
    assert kinds == [StrandRow] * 7 + [TargetRow] * 2 + [CommentRow] * 2


def test_in_projector_mode_no_text_is_shown() -> None:
    history = [record(AUT2, "amber", Target(3, AUT2, "maths", 1, "Know my tables with Tobi"))]
    blocks = record_blocks(side_by_side(history, AUT2, 76), WORDS, hidden=True)
    said = "\n".join(block.content.plain for block in blocks)
    assert "Tobi" not in said
    assert "hidden in projector mode" in said
    assert "A  amber" in said


def test_a_way_back_takes_nothing_that_somebody_changed_since(
    demo_path: Path, pupil: int, opened: Callable[[Path], Workspace]
) -> None:
    mine, theirs = opened(demo_path).mentoring, opened(demo_path).mentoring
    given = mine.grade(1, pupil, AUT2, "effort", Graded(3, "red"))
    theirs.grade(1, pupil, AUT2, "effort", Graded(2, "amber"))
    with pytest.raises(ChangedSinceError, match="Effort was graded anew since"):
        given.undo()
    assert mine.record(1, pupil, AUT2).grades["effort"] == (2, "amber")
    added = mine.add_target(1, pupil, AUT2, "maths", "Know my tables")
    (read,) = theirs.record(1, pupil, AUT2).targets
    theirs.change_target(1, read, status="met")
    with pytest.raises(ChangedSinceError, match=r"“Know my tables” \(met\)"):
        added.undo()
    (held,) = mine.record(1, pupil, AUT2).targets
    assert held.status == "met"


def test_a_target_comes_back_to_a_free_place_or_not_at_all(demo: Workspace, pupil: int) -> None:
    mentoring = demo.mentoring
    mentoring.add_target(1, pupil, AUT2, "maths", "Know my tables")
    (first,) = mentoring.record(1, pupil, AUT2).targets
    gone = mentoring.remove_target(1, first)
    mentoring.add_target(1, pupil, AUT2, "maths", "Tell the time")
    gone.undo()
    held = mentoring.record(1, pupil, AUT2).targets
    assert [(one.place, one.body) for one in held] == [(1, "Tell the time"), (2, "Know my tables")]
    gone = mentoring.remove_target(1, held[1])
    for body in ("Read a graph", "Count money"):
        mentoring.add_target(1, pupil, AUT2, "maths", body)
    with pytest.raises(UsageError, match="3 targets in maths"):
        gone.undo()
    assert [one.place for one in mentoring.record(1, pupil, AUT2).targets] == [1, 2, 3]


def test_a_target_that_comes_back_is_not_another_one_of_its_number(demo: Workspace, pupil: int) -> None:
    mentoring = demo.mentoring
    mentoring.add_target(1, pupil, AUT2, "maths", "Know my tables")
    (first,) = mentoring.record(1, pupil, AUT2).targets
    gone = mentoring.remove_target(1, first)
    mentoring.add_target(1, pupil, AUT2, "reading", "Read every day")
    gone.undo()
    held = mentoring.record(1, pupil, AUT2).targets
    assert [one.body for one in held] == ["Read every day", "Know my tables"]
    assert len({one.target_id for one in held}) == 2

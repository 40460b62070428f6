"""A running meeting without its screen: the clock, the texts, the lines of the agenda."""

from __future__ import annotations

from concurrent.futures import Future

from hypothesis import given
from hypothesis import strategies as st

from progress_tui.domain.meetings import PARTED, Item, ItemKind, Meeting, Text, TextSaved, merged
from progress_tui.domain.views import FlagShown, PupilShown
from progress_tui.tui.meeting.agenda_lines import agenda_lines, done_words, neighbour
from progress_tui.tui.meeting.texts import FieldDraft, Texts, rebased
from progress_tui.tui.meeting.timer import Clock, Spent, Times, clock_words

WORDS = st.text("ab .\n", max_size=12)


def test_time_goes_to_the_item_that_is_spoken_of_and_stands_still_while_nobody_is_there() -> None:
    clock = Clock(600, {7: 30})
    assert clock.to_item(7, 0.0) == Spent(None, 0)
    clock.run(0.0)
    assert clock.times(10.4) == Times(610, 40)
    assert clock.to_item(8, 20.9) == Spent(7, 20), "whole seconds are kept"
    clock.pause(30.0)
    assert not clock.runs
    assert clock.times(4000.0) == Times(630, 9)
    clock.run(5000.0)
    assert clock.take(5005.0) == Spent(8, 15), "with what was left of the item before"
    assert clock.take(5005.0) == Spent(8, 0), "kept once"
    assert clock.times(5005.0) == Times(635, 14)


def test_time_that_could_not_be_kept_is_kept_with_what_comes() -> None:
    clock = Clock(0, {})
    clock.run(0.0)
    clock.to_item(1, 0.0)
    lost = clock.take(30.0)
    clock.give_back(lost)
    assert clock.take(31.0) == Spent(1, 31)
    clock.give_back(Spent(9, 5))
    assert clock.take(31.0) == Spent(1, 0), "not with another item"
    clock.times(20.0)
    assert clock.times(31.0) == Times(31, 31) or clock.times(31.0).meeting >= 31, "a clock set back takes nothing away"


def test_the_clock_in_words() -> None:
    assert clock_words(Times(0, 0), 45) == "0:00 here · 0 of 45 min"
    assert clock_words(Times(840, 130), 45) == "2:10 here · 14 of 45 min"
    assert clock_words(Times(2880, 61), 45) == "1:01 here · 48 of 45 min (3 over)"
    assert clock_words(Times(120, 5), 0) == "0:05 here · 2 min"


class _File:
    """A field on file, with the store's rule for two who write at the same time."""

    def __init__(self, body: str = "", revision: int = 0) -> None:
        self.held = Text(body, revision, "2026-11-23T10:00:00" if body else "")

    def save(self, body: str, known: Text) -> Future[TextSaved]:
        parted = self.held.revision != known.revision and self.held.body != known.body
        body = merged(known.body, body, self.held.body) if parted else body
        self.held = Text(body, self.held.revision + 1, "2026-11-23T10:05:00")
        done: Future[TextSaved] = Future()
        done.set_result(TextSaved(self.held, parted))
        return done


def _saved(draft: FieldDraft, sent: str) -> str:
    return draft.take(sent, draft.hand_over(sent).result())


def test_two_who_write_at_the_same_time_both_stand_in_the_editor() -> None:
    file = _File("Reads well.", 3)
    draft = FieldDraft(file.held, file.save)
    file.save("Reads well. Theirs.", file.held)
    draft.text = "Reads well. Mine"
    words = _saved(draft, "Reads well. Mine")
    assert draft.text == file.held.body == f"Reads well. Theirs.\n{PARTED}\nMine"
    assert "somebody else wrote here" in words
    assert not draft.unsaved
    draft.text += " goes on."
    assert _saved(draft, draft.text).startswith("✓ Saved at ")
    assert file.held.body == f"Reads well. Theirs.\n{PARTED}\nMine goes on."


@given(base=WORDS, theirs=WORDS, mine=WORDS, more=WORDS)
def test_nothing_typed_while_a_conflict_is_saved_is_lost(base: str, theirs: str, mine: str, more: str) -> None:
    file = _File(base, 1)
    draft = FieldDraft(file.held, file.save)
    file.save(base + theirs, file.held)
    sent = base + mine
    draft.text = sent + more
    _saved(draft, sent)
    assert more in draft.text
    assert (base + theirs).strip() in draft.text
    assert mine.strip() in draft.text
    if draft.unsaved:
        _saved(draft, draft.text)
    assert file.held.body.strip() == draft.text.strip()


def test_a_text_that_was_changed_otherwise_meanwhile_stands_below_the_other_persons() -> None:
    assert rebased("abc", "abc", f"x\n{PARTED}\nabc") == f"x\n{PARTED}\nabc"
    assert rebased("abc", "abcd", f"x\n{PARTED}\nabc") == f"x\n{PARTED}\nabcd"
    assert rebased("abc", "ac", f"x\n{PARTED}\nabc") == f"x\n{PARTED}\nac"
    assert rebased("abc", "ac", "abc x") == f"abc x\n{PARTED}\nac"


def test_what_another_program_saved_is_taken_over_only_where_nothing_is_typed() -> None:
    draft = FieldDraft(Text("Mine.", 1, "2026-11-23T10:00:00"), _File().save)
    assert not draft.renew(Text("Mine.", 1, "2026-11-23T10:00:00"))
    draft.text = "Mine, and more"
    assert not draft.renew(Text("Theirs.", 2, "2026-11-23T10:07:09")), "it waits for the save, which keeps both"
    draft.text = "Mine."
    assert draft.renew(Text("Theirs.", 2, "2026-11-23T10:07:09"))
    assert (draft.text, draft.mark) == ("Theirs.", "Changed by another program at 10:07")


def test_in_projector_mode_what_was_written_before_stays_and_is_not_shown() -> None:
    item = _item(4, "pupil", 2, texts={"note": Text("Aisha reads.", 1, "2026-11-23T10:00:00")})
    texts = Texts(lambda _, text, known: _File().save(text, known))
    draft = texts.draft(item, "note", hidden=True)
    assert draft.below == ""
    draft.text = draft.whole("Mother comes in.")
    assert draft.text == "Aisha reads.\nMother comes in."
    assert draft.below == "Mother comes in."
    texts.hide(hidden=True)
    assert draft.below == "", "whatever is typed is put away with the next item"
    assert draft.whole("") == "Aisha reads.\nMother comes in."
    texts.hide(hidden=False)
    assert draft.below == "Aisha reads.\nMother comes in."
    assert texts.draft(item, "note", hidden=False) is draft
    assert texts.draft(item, "in_class", hidden=False).text == ""


def test_what_another_program_writes_in_projector_mode_is_not_shown_either() -> None:
    file = _File()
    draft = FieldDraft(file.held, file.save)
    draft.hide()
    draft.renew(file.save("Jago argues.", file.held).result().text)
    assert (draft.below, draft.whole("Mine.")) == ("", "Jago argues.\nMine.")
    draft.text = draft.whole("Mine.")
    file.save("Jago argues. Theirs.", file.held)
    _saved(draft, draft.text)
    assert "Jago argues. Theirs." in draft.text
    assert draft.below == "Mine."
    assert draft.whole(draft.below) == draft.text == file.held.body


def _item(
    number: int,
    kind: ItemKind,
    pupil_id: int | None,
    discussed: bool = False,
    question: str = "",
    texts: dict[str, Text] | None = None,
) -> Item:
    return Item(number, number, kind, pupil_id, question, discussed, 0, (), "", texts or {})


def _pupil(pupil_id: int, name: str, *severities: int) -> PupilShown:
    flags = tuple(FlagShown("fell", "reading", severity, "Fell.") for severity in severities)
    surname, _, forename = name.partition(", ")
    return PupilShown(
        pupil_id, surname, forename, "", surname[0] + forename[0], 4, "F", False, "N", False, None, {}, flags
    )


def test_the_agenda_says_who_how_pressing_and_what_is_done() -> None:
    items = (
        _item(1, "class", None, discussed=True, question="What has gone well?"),
        _item(2, "pupil", 20), _item(3, "pupil", 30), _item(4, "pupil", 99), _item(5, "well", None),
        _item(6, "middle", None),
    )  # fmt: skip
    meeting = Meeting(1, 1, 1, "4B", 1, "progress", "2026-11-23", 45, "", "running", 2, 0, "", "", items)
    pupils = {20: _pupil(20, "Begum, Aisha", 3, 2), 30: _pupil(30, "Cole, Ben", 2)}
    told = [(line.mark, line.words, line.flags, line.severity) for line in agenda_lines(meeting, pupils, False, 12)]
    assert told == [
        ("✓", "Class: What has gone well?", "", 0),
        (" ", "Begum, Aisha", "⚑3 +1", 3),
        (" ", "Cole, Ben", "⚑2", 2),
        (" ", "Child no longer on roll", "", 0),
        (" ", "Doing well", "", 0),
        (" ", "Quiet middle", "", 0),
        (" ", "12 more not shown", "", 0),
    ]
    hidden = [line.words for line in agenda_lines(meeting, pupils, True, 0)]
    assert hidden[:3] == ["Class", "BA", "CB"], "no name, and no sentence that somebody typed"
    assert done_words(items) == "✓ 1 of 6"
    assert [neighbour(items, at, step) for at, step in ((1, 1), (1, -1), (6, 1), (None, 0), (77, 1))] == [
        2,
        None,
        None,
        1,
        1,
    ]

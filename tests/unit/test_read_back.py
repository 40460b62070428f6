"""What a meeting is read back as: what is agreed, decided and missing; its record; names hidden where they must be."""

from __future__ import annotations

from typing import get_args

from progress_tui.domain.meetings import Action, Choice, Item, ItemKind, Meeting, MeetingStatus, MeetingWords, Text
from progress_tui.domain.views import PupilShown
from progress_tui.importing.prep_sheet.placing import Comment, NotPlaced, Placement
from progress_tui.tui.meeting.held import held_blocks
from progress_tui.tui.meeting.planning import when_words
from progress_tui.tui.meeting.prep_words import look_lines
from progress_tui.tui.meeting.read_back import Speaker, back_lines, missing, stored_words
from progress_tui.workspace.prep_sheets import Looked

WORDS = MeetingWords((), (Choice("c", "in-class", "change something in class"),), (), (), ())
TOBI = PupilShown(301, "Adeyemi", "Tobi", "", "TA", 4, "M", None, None, None, None, {})
AISHA = TOBI._replace(pupil_id=302, surname="Begum", forename="Aisha", initials="AB")


def action(
    number: int, what: str, owner: str = "Ms Okafor", due: str = "2026-12-18", pupil: int | None = 301
) -> Action:
    return Action(number, pupil, 7, 1, what, owner, "2026-11-23", due)


def item(number: int, kind: ItemKind, pupil: int | None, discussed: bool = True, **said: str) -> Item:
    texts = {field: Text(body, 1) for field, body in said.items() if field in ("note", "in_class", "prep")}
    made = Item(number, number, kind, pupil, said.get("question", ""), discussed, 0, (), said.get("decision", ""), {})
    return made._replace(texts={**texts})


def meeting(*items: Item, status: MeetingStatus = "running") -> Meeting:
    return Meeting(3, 1, 7, "4B", 121, "progress", "2026-11-23", 45, "", status, None, 0, "", "", items or whole())


def whole() -> tuple[Item, ...]:
    """Three children, of whom one lacks a decision and one was not discussed, and a question of the class."""
    first = item(1, "pupil", 301, decision="in-class", in_class="Sit at the front, beside Aisha")
    acted = (action(1, "Reads daily with Aisha"), action(2, "Glasses checked", owner=""))
    return (
        first._replace(actions=acted, barriers=("EAL", "vocabulary")),
        item(2, "pupil", 302),
        item(3, "pupil", 999, discussed=False),
        item(4, "class", None, question="What went well?", note="Calm\nsettled"),
        item(5, "well", None, discussed=False),
    )


def speaker(hidden: bool = False) -> Speaker:
    def hide(text: str) -> str:
        return text.replace("Aisha", "AB") if hidden else text

    return Speaker({301: TOBI, 302: AISHA}, 30, WORDS, hidden, hide, 76)


def told(of: Meeting, hidden: bool = False) -> list[tuple[str, str, int | None]]:
    return [(line.section, line.content.plain.strip(), line.item_id) for line in back_lines(of, speaker(hidden))]


def test_a_meeting_is_read_back_in_the_order_it_is_spoken() -> None:
    lines = told(meeting())
    assert list(dict.fromkeys(section for section, _, _ in lines)) == [
        "Agreed: 2 actions",
        "The class",
        "Children: 2 of 3 on the agenda discussed (of 30 on roll)",
        "Still missing: 3",
    ]
    assert lines[0][1] == "1  Adeyemi, Tobi: Reads daily with Aisha\n   Ms Okafor, by Friday 18 December 2026"
    assert lines[1][1].endswith("NOBODY NAMED, by Friday 18 December 2026")
    assert lines[2][1:] == ("What went well?\n   Note: Calm\n   settled", 4)
    assert lines[3][1] == (
        "✓ Adeyemi, Tobi  in-class: change something in class\n   In the way: EAL, vocabulary\n"
        "   In class first: Sit at the front, beside Aisha"
    )
    assert [(text, number) for section, text, number in lines if section.startswith("Still")] == [
        ("! Adeyemi, Tobi: 1 action that nobody is named for", 1),
        ("! Begum, Aisha: no decision", 2),
        ("! A child no longer in the class: not discussed", 3),
    ]


def test_names_are_initials_while_they_are_hidden() -> None:
    text = "\n".join(text for _, text, _ in told(meeting(), hidden=True))
    assert "Adeyemi" not in text
    assert "Aisha" not in text
    assert "TA: Reads daily with AB" in text


def test_a_meeting_of_nothing_says_so() -> None:
    empty = meeting(item(4, "class", None, discussed=False, question="What went well?"))
    assert [text for _, text, _ in told(empty)] == ["Nothing was agreed.", "No child was on the agenda."]
    assert missing(empty) == []
    assert stored_words(meeting()).startswith("The meeting of 4B is held: 2 of 3 children discussed, 2 actions agreed.")
    assert {when_words(meeting(status=one)) for one in get_args(MeetingStatus)} == {
        "Monday 23 November 2026 · 45 minutes · nobody named",
        "Monday 23 November 2026 · 45 minutes · nobody named yet (D)",
    }


def test_a_record_without_figures_tells_what_was_said() -> None:
    settled = action(2, "Glasses checked")._replace(status="done", effect="some", effect_note="reads the board")
    first = whole()[0]._replace(actions=(action(1, "Reads daily"), settled))
    blocks = held_blocks(meeting(first, *whole()[1:], status="held"), None, speaker())
    assert blocks[0].section == "Agreed: 2 actions, 1 of them settled since"
    assert "now done, effect some: reads the board" in " ".join(blocks[1].content.plain.split())
    assert "before figures were kept" in blocks[2].content.plain
    assert [(block.section, block.pupil_id) for block in blocks[3:]] == [
        ("Adeyemi, Tobi", 301),
        ("Begum, Aisha", 302),
        ("A child no longer in the class", 999),
        ("What went well?", None),
        ("The class", None),
    ]
    assert blocks[3].content.plain.startswith("Decided: in-class: change something in class\n   In the way: EAL")
    assert blocks[5].content.plain == "Not discussed"


def test_a_prep_sheet_is_looked_at_before_it_is_stored() -> None:
    of = meeting()
    comments = (Comment(of.items[0], "Reads at home", ""), Comment(of.items[3], "Calm", "Loud"))
    looked = Looked(
        of, Placement("s.csv", comments, (NotPlaced(4, "Its reference was changed.", "Late"),), 2, ("Odd.",))
    )
    text = look_lines(looked, {301: "Adeyemi, Tobi"}, hidden=False).plain
    assert text.startswith(
        "s.csv: 1 new comment, 1 changed since the last sheet, 2 left empty, 1 line not placed.\nOdd.\n"
    )
    assert "Adeyemi, Tobi  + new\n   Reads at home" in text
    assert "The class: What went well?  ~ takes the place of what the last sheet said\n   Calm" in text
    assert "! Row 4: Its reference was changed.\n   Late" in text
    assert text.endswith("enter: store it · esc: another file")
    hidden = look_lines(looked, {301: "TA"}, hidden=True).plain
    assert "Reads at home" not in hidden
    assert "Late" not in hidden
    same = look_lines(Looked(of, Placement("s.csv", (), (), 5, ())), {}, hidden=False).plain
    assert "Nothing in it is new" in same

"""Where the gallery stops: every screen and dialog, by the keys that lead to it from the class grid of 4B."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Stop:
    """One screen or dialog.

    Attributes:
        name: of its pictures; `words` what it shows.
        keys: from the class grid: names of keys and single characters; `text:…` is typed, `see:…` waited for, and of
            `read:…` what the first group of the expression finds on the screen is typed.
        seen: a regular expression that the screen must show before its picture is taken.
        dialog: whether it stands over another screen.
        undo: keys that take a choice back which the screen would keep, pressed before the way back; written as `keys`.
    """

    name: str
    words: str
    keys: tuple[str, ...]
    seen: str
    dialog: bool = False
    undo: tuple[str, ...] = ()


THREE_WORDS: Final = "otter lantern quarry"
"""Of the school from the last stops on."""

_LAST_GROUP: Final = "(?:[0-9A-Z]{5}-){4}([0-9A-Z]{5})"
"""Of a recovery key."""

IN_MEETING: Final = ("m", r"see:of \d+ min")
"""Into the meeting of the class while it runs."""

_CHANGING: Final = (":", "text:change a pass", "see:in the place of", "enter", "see:Only who can open")
"""To the question for a passphrase there is, before one is changed."""

_SETTING: Final = (":", "text:set a pass", "see:Encrypt this", "enter", "see:Once more")
"""To the question for the first passphrase."""

STOPS: Final = (
    Stop("class", "The class grid", (), "at expected"),
    Stop("class-below", "The class grid, below target in reading", ("b",), r"below target in reading"),
    Stop("class-writing", "The class grid with writing in full", ("t",), "Writing"),
    Stop("class-filter", "A filter while it is typed", ("/", "text:target<0 p"), "target<0 [p•]"),
    Stop("class-wrong-filter", "A filter that is none", ("/", "text:target<<", "see:target<<"), "target<<"),
    Stop("card", "The pupil card", ("enter",), r"1 of \d+"),
    Stop("note", "The note editor", ("n",), "Note on", dialog=True),
    Stop("export", "The export dialog", ("e",), "Export ·", dialog=True),
    Stop("export-card", "What can be exported of a pupil", ("enter", "e"), "Conference sheet", dialog=True),
    Stop(
        "export-hidden",
        "What an export hides in free text",
        ("enter", "e", "down", "n", "v"),
        "Hidden in|What is hidden are names",
        dialog=True,
    ),
    Stop("class-picker", "The class picker", ("c",), r"Class, \d{4}-\d\d|Other classes are hidden", dialog=True),
    Stop("help", "Help", ("?",), "Help", dialog=True),
    Stop("palette", "The palette", (":",), "Search for commands", dialog=True),
    Stop("flagged", "Flagged pupils of the school", ("2",), "2 Flagged"),
    Stop("flagged-view", "What Flagged can show", ("2", "v"), "2 Flagged", dialog=True),
    Stop("flagged-class", "Flagged pupils of the class", ("2", "w"), "2 Flagged", undo=("w",)),
    Stop("flagged-kinds", "Flags by kind", ("2", "v", "k"), "2 Flagged", undo=("v", "s")),
    Stop("flagged-import", "What changed since the last import", ("2", "v", "i"), "2 Flagged", undo=("v", "s")),
    Stop("flagged-meeting", "What changed since the last meeting", ("2", "v", "m"), "2 Flagged", undo=("v", "s")),
    Stop("flagged-good", "Good news", ("2", "v", "g"), "2 Flagged", undo=("v", "s")),
    Stop("flagged-not-discussed", "Not discussed", ("2", "v", "n"), "2 Flagged", undo=("v", "s")),
    Stop("flagged-dismissed", "Dismissed flags", ("2", "v", "d"), "2 Flagged", undo=("v", "s")),
    Stop("compare", "Classes side by side", ("3",), "3 Compare"),
    Stop("compare-view", "What Compare can show", ("3", "v"), "What stands side by side", dialog=True),
    Stop("compare-premium", "Pupil premium and the others", ("3", "v", "p"), "3 Compare", undo=("v", "c")),
    Stop("compare-years", "Year groups side by side", ("3", "v", "y"), "3 Compare", undo=("v", "c")),
    Stop("compare-intervals", "With intervals", ("3", "i"), "3 Compare", undo=("i",)),
    Stop("compare-measures", "The measures", ("3", "M"), "Measure|measure", dialog=True),
    Stop("compare-pooled", "Three years together", ("3", "Y"), "3 Compare", undo=("Y",)),
    Stop("progress", "Gains by year group", ("4",), "4 Progress"),
    Stop("progress-view", "What Progress can show", ("4", "v"), r"one cohort followed through", dialog=True),
    Stop("progress-cohort", "A cohort followed through", ("4", "v", "c"), "4 Progress", undo=("v", "s")),
    Stop("progress-pupils", "Progress pupil by pupil", ("4", "v", "p"), "4 Progress", undo=("v", "s")),
    Stop("progress-ranks", "Places in the year group", ("4", "v", "r"), "4 Progress", undo=("v", "f")),
    Stop("matrix", "Teacher against test, names in the cells", ("5",), "5 Matrix"),
    Stop("matrix-view", "What Matrix can show", ("5", "v"), "What against what", dialog=True),
    Stop("matrix-venn", "Reading, writing and maths as lists", ("5", "v", "r"), "5 Matrix", undo=("v", "t")),
    Stop("matrix-before", "The point before against now", ("5", "v", "n"), "5 Matrix", undo=("v", "t")),
    Stop("meetings", "Open actions", ("6",), "6 Meetings"),
    Stop("meetings-view", "What Meetings can show", ("6", "v"), "What is shown of the meetings", dialog=True),
    Stop("action", "An action for a pupil", ("a",), "Action for", dialog=True),
    Stop("action-class", "An action for the whole class", ("W",), "the whole class", dialog=True),
    Stop("actions-all", "All actions, with the results since", ("6", "v", "l"), "6 Meetings", undo=("v", "o")),
    Stop("actions-effect", "What came of an action", ("6", "n"), "What came of it", dialog=True),
    Stop("actions-carry", "An action carried on", ("6", ">"), "Carry on an action|may name a child", dialog=True),
    Stop("actions-classes", "Actions by class", ("6", "v", "c"), "6 Meetings", undo=("v", "o")),
    Stop("actions-owner", "What one person is to do", ("6", "v", "w", "enter"), "actions of", undo=("v", "o")),
    Stop("meetings-owners", "Actions by who does them", ("6", "v", "w"), "6 Meetings", undo=("v", "o")),
    Stop("meetings-year", "The year's meetings by class", ("6", "v", "y"), "Meetings of the year", undo=("v", "o")),
    Stop("meetings-support", "Support that runs", ("6", "v", "s"), "6 Meetings", undo=("v", "o")),
    Stop("support-costs", "What support costs", ("6", "v", "x"), "6 Meetings", undo=("v", "o")),
    Stop("provision", "The provision map of the class", ("6", "v", "p"), "Provision map", undo=("v", "o")),
    Stop("support-group", "A support group", ("6", "v", "s", "enter"), "Support ▸", undo=("escape", "v", "o")),
    Stop(
        "support-effect",
        "What came of support for a child",
        ("6", "v", "s", "G", "enter", "see:Support ▸", "w"),
        "Effect for|Put the cursor",
        dialog=True,
        undo=("escape", "escape", "v", "o"),
    ),
    Stop(
        "support-end",
        "The last day of a support group",
        ("6", "v", "s", "G", "enter", "see:Support ▸", "E"),
        "The last day of the group",
        dialog=True,
        undo=("escape", "escape", "v", "o"),
    ),
    Stop("support-choice", "Support for a pupil", ("+",), "a new group", dialog=True),
    Stop("support-new", "A new support group", ("+", "see:a new group", "n"), "New support", dialog=True),
    Stop("mentoring", "The mentoring record", ("enter", "r"), "Strands"),
    Stop(
        "mentoring-comment",
        "What a child says",
        ("enter", "r", "see:Strands", "c"),
        "What the child says|hidden in projector",
        dialog=True,
    ),
    Stop("meetings-earlier", "Earlier meetings", ("6", "v", "m"), "6 Meetings", undo=("v", "o")),
    Stop(
        "meetings-plan-all",
        "Planning a meeting for every class",
        ("6", "v", "m", "L"),
        "hand-over|Other classes are hidden",
        dialog=True,
        undo=("escape", "v", "o"),
    ),
    Stop(
        "meeting-held",
        "The record of a meeting that was held",
        ("6", "v", "m", "enter"),
        "Held ",
        undo=("escape", "v", "o"),
    ),
    Stop("plan", "Planning a meeting", ("m", "see:asked about"), "asked about", undo=("u",)),
    Stop(
        "plan-add",
        "Putting a child on the agenda",
        ("m", "see:asked about", "+"),
        "on the agenda",
        dialog=True,
        undo=("escape", "u"),
    ),
    Stop(
        "plan-question",
        "A question about the whole class",
        ("m", "see:asked about", "+", "text:whole class", "enter"),
        "A question about",
        dialog=True,
        undo=("escape", "u"),
    ),
    Stop(
        "plan-details",
        "When a meeting is, and who comes",
        ("m", "see:asked about", "D"),
        "The meeting of",
        dialog=True,
        undo=("escape", "u"),
    ),
    Stop(
        "plan-prep",
        "The prep sheet",
        ("m", "see:asked about", "P"),
        "read a filled sheet in",
        dialog=True,
        undo=("escape", "u"),
    ),
    Stop(
        "prep-in",
        "Reading a filled prep sheet in",
        ("m", "see:asked about", "P", "r"),
        "Which filled prep sheet",
        undo=("escape", "u"),
    ),
    Stop("data", "What is there and what is missing", ("7",), "7 Data"),
    Stop("data-view", "What Data can show", ("7", "v"), "What is shown of the data", dialog=True),
    Stop("data-year", "The same through the year", ("7", "v", "y"), "7 Data", undo=("v", "c")),
    Stop("data-imports", "Imports", ("7", "v", "i"), "7 Data", undo=("v", "c")),
    Stop(
        "import-page", "What an import brought", ("7", "v", "i", "enter"), "results-2026-27", undo=("escape", "v", "c")
    ),
    Stop("adopt", "Adding a school", ("7", "A"), "school"),
    Stop("data-rejected", "What was not taken", ("7", "v", "u"), "7 Data", undo=("v", "c")),
    Stop("data-queried", "Queried results", ("7", "v", "q"), "7 Data", undo=("v", "c")),
    Stop("data-scales", "Scales in use", ("7", "v", "s"), "7 Data", undo=("v", "c")),
    Stop("data-audit", "The audit", ("7", "v", "a"), "7 Data", undo=("v", "c")),
    Stop(
        "data-audit-line",
        "A line of the audit, whole",
        ("7", "v", "a", "enter"),
        "Audit, line",
        dialog=True,
        undo=("escape", "v", "c"),
    ),
    Stop("data-national", "National figures", ("7", "v", "n"), "7 Data", undo=("v", "c")),
    Stop("list", "The pupils behind a figure", ("3", "right", "right", "enter"), "pupils"),
    Stop("list-card", "The card of a pupil behind a figure", ("3", "right", "right", "enter", "enter"), r"1 of \d+"),
    Stop("builder", "The filter builder", ("f",), "Filter ·", dialog=True),
    Stop("builder-chosen", "A filter put together", ("f", "p", "t"), "pupil premium", dialog=True),
    Stop("filter-name", "A name for a filter", ("f", "p", "S"), "[Nn]ame", dialog=True),
    Stop("columns", "The column chooser", ("o",), "Columns", dialog=True),
    Stop("copy", "What is copied", ("y",), "Copy", dialog=True),
    Stop("whole-cell", "A whole cell", ("end", " "), "back to the table", dialog=True),
    Stop(
        "whole-row",
        "A whole row of a list",
        ("7", "v", "n", " "),
        "back to the table",
        dialog=True,
        undo=("escape", "v", "c"),
    ),
    Stop("parallel", "The parallel class beside", ("x",), "1 Class", undo=("x",)),
    Stop("card-dismiss", "Dismissing a flag", ("enter", "d"), "[Dd]ismiss", dialog=True),
    Stop("card-query", "Marking a result as wrong", ("enter", "tab", "tab", "Q"), "wrong", dialog=True),
    Stop("lock", "The covered screen", ("ctrl+l",), "protected", dialog=True),
    Stop("import", "The import screen", ("I",), "Which file do you want"),
    Stop("runner", "A meeting while it runs", ("m", "see:asked about", "B", r"see:of \d+ min"), r"of \d+ min"),
    Stop("runner-note", "A text of a meeting while it is written", (*IN_MEETING, "n"), "Questions"),
    Stop("runner-barriers", "Barriers by letters", (*IN_MEETING, "b"), "In the way of", dialog=True),
    Stop("runner-decision", "The decision by a letter", (*IN_MEETING, "o"), "Decided for", dialog=True),
    Stop("runner-questions", "Questions to ask", (*IN_MEETING, "f2"), "Ask: a digit", dialog=True),
    Stop("runner-last-time", "What became of an action", (*IN_MEETING, "l"), "became of|it is done", dialog=True),
    Stop("runner-class", "A question of the class", (*IN_MEETING, "j", "j"), "on roll", undo=("g",)),
    # Late, for a meeting that was begun stays begun: later stops find it running.
    Stop("read-back", "Reading a meeting back", (*IN_MEETING, "r"), "still missing"),
    # Last, for a school that got a passphrase keeps it.
    Stop("new-passphrase", "A passphrase for the school", _SETTING, "Once more", dialog=True),
    Stop(
        "recovery-key",
        "The recovery key, shown once",
        (*_SETTING, f"text:{THREE_WORDS}", "enter", f"text:{THREE_WORDS}", "enter"),
        "Write it down",
        dialog=True,
        undo=("ctrl+r", f"read:{_LAST_GROUP}", "enter"),
    ),
    Stop(
        "passphrase-proof",
        "A passphrase there is, before one is changed",
        _CHANGING,
        "Only who can open",
        dialog=True,
    ),
    Stop(
        "change-passphrase",
        "Another passphrase for somebody",
        (*_CHANGING, f"text:{THREE_WORDS}", "enter"),
        "Once more",
        dialog=True,
    ),
    Stop(
        "unlock",
        "The locked screen of a school with a passphrase",
        ("ctrl+l", "see:the file is locked"),
        "or its recovery key",
        dialog=True,
        undo=(f"text:{THREE_WORDS}", "enter", "see:at expected"),
    ),
)
"""In the order in which they are visited; each begins at the class grid without a filter."""

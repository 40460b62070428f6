"""Every field that the meeting commands print as JSON is documented, and no other."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from progress_tui.workspace import Workspace
from tests.unit.test_docs import COMMANDS, answers, first_cells, page, sections, spelt


def test_every_field_of_a_meeting_command_is_documented_and_no_other(
    demo_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = ["--file", str(demo_path)]
    with closing(Workspace(demo_path)) as school:
        held = next(one for one in school.meetings.listed(1) if one.status == "held" and one.actions)
        made = school.meetings.plan_all(1, held.ordinal + 1, "2026-12-04")
        begun = next(one for one in made if one.class_name == held.class_name)
        school.meetings.start(1, begun.meeting_id)
    asked = {
        "meeting list": [["meeting", "list", *file]],
        "meeting agenda": [["meeting", "agenda", "4B", *file]],
        "meeting plan": [["meeting", "plan", "--all", *file]],
        "meeting show": [
            ["meeting", "show", "--meeting", str(number), *file] for number in (held.meeting_id, begun.meeting_id)
        ],
        "show meetings-summary": [["show", "meetings-summary", *file]],
    }
    for command, arguments in asked.items():
        own = {words for action in COMMANDS[f"progress-tui {command}"] for words in spelt(action)}
        listed = first_cells(sections(page("command-line.md"))[f"progress-tui {command}"])
        documented = {cell for cell in listed if cell not in own}
        printed = answers(arguments, capsys)
        # An empty list says nothing of what it holds.
        printed = {path for path in printed if not any(other.startswith(f"{path}.") for other in printed)}
        assert printed == documented, command

"""Kinds of documents: found by id, and written only as they may be."""

from __future__ import annotations

from datetime import datetime

import pytest

from progress_tui.domain.errors import UsageError
from progress_tui.exporting.documents.building import build_document
from progress_tui.exporting.documents.kinds import KINDS, check_names, find_kind
from progress_tui.exporting.documents.records import ActionsRecord, GovernorsRecord
from progress_tui.exporting.redactor import Person
from progress_tui.workspace import Workspace
from progress_tui.workspace.exporting import Asked

MADE = datetime(2026, 11, 23, 15, 30)


def _counts() -> GovernorsRecord:
    return GovernorsRecord(
        "Oakfield", True, "Autumn 2 2026-27", "2026-27:Aut2", "2026-27", 0, (), (), {}, 0, 0, 0, 0, 0, {}, (), MADE
    )


def test_a_kind_is_found_by_its_id_and_another_word_is_told_the_nearest() -> None:
    assert find_kind("Teacher").id == "teacher"
    with pytest.raises(UsageError) as refused:
        find_kind("techer")
    assert "teacher" in refused.value.remedy


@pytest.mark.parametrize("kind", KINDS.values(), ids=str)
def test_every_kind_is_written_as_it_may_be_unless_somebody_chooses(kind: object) -> None:
    assert isinstance(kind, type(KINDS["teacher"]))
    assert kind.names in kind.modes
    assert kind.formats
    assert set(kind.formats) <= {"md", "docx", "pdf", "xlsx", "csv"}


def test_figures_for_governors_cannot_be_given_names() -> None:
    with pytest.raises(UsageError, match="governors"):
        check_names(KINDS["governors"], "full")
    with pytest.raises(UsageError):
        build_document("governors", _counts(), "initials")


def test_a_record_makes_no_document_of_another_kind() -> None:
    with pytest.raises(ValueError, match="teacher"):
        build_document("teacher", _counts(), "full")


def test_who_does_something_is_free_text_and_the_file_is_named_without_a_name() -> None:
    people = (Person(1, "Nowak", "Mikołaj", "", "MN", "4B"), Person(2, "Bibi", "Fatima", "", "FB", "4B"))
    record = ActionsRecord(
        "Oakfield", True, "Autumn 2", "2026-27:Aut2", "Fatima's mother", (), people, MADE, MADE.date()
    )
    built = build_document("actions", record, "initials")
    assert built.document.scope == "FB's mother · Autumn 2"
    assert built.document.file_parts == ("FB's mother", "2026-27", "Aut2")
    assert [(one.was, one.now) for one in built.replacements] == [("Fatima", "FB")] * len(built.replacements)


def test_what_is_not_said_is_asked_for(demo: Workspace) -> None:
    with pytest.raises(UsageError, match="meeting"):
        demo.exporting.record(Asked("teacher", 1))
    with pytest.raises(UsageError, match="pupil"):
        demo.exporting.record(Asked("pupil", 1))

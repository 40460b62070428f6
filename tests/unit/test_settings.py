"""What is remembered between sessions: written in one step, read however damaged, no more than is wanted."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from progress_tui.settings import (
    MOST_SCHOOLS,
    Remembered,
    SchoolMemory,
    remember,
    remember_file,
    remember_looks,
    remember_source,
    remembered,
    school_memory,
)
from progress_tui.tui.habits.session import Session

OAK = SchoolMemory("/s/oak.duckdb", 1, "4B", "maths", "pp -sen", ("absence", True), ("pp", "abs"))
ELM = SchoolMemory("/s/elm.duckdb", 1, "Willow")


def state(home: Path) -> Path:
    return home / "state.json"


def test_what_was_remembered_comes_back(home: Path) -> None:
    kept = Remembered("/s/oak.duckdb", ("/s/a.csv",), "progress-light", (OAK, ELM))
    remember(kept)
    assert remembered() == kept
    assert [path.name for path in home.iterdir()] == ["state.json"], "nothing half-written is left"


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "4", '"x"', "[" * 100_000, '{"schools": 4, "theme": [], "last_file": {}}', '{"schools": [4, {}]}'],
    ids=range(8),
)
def test_a_damaged_state_is_ignored(home: Path, text: str) -> None:
    state(home).write_text(text, "utf-8")
    assert remembered() == Remembered()


def test_what_is_whole_in_a_damaged_state_is_kept(home: Path) -> None:
    content = {
        "last_file": "/s/oak.duckdb",
        "recent_sources": ["/s/a.csv", 4],
        "schools": [{"file": "/s/oak.duckdb", "school_id": 1, "class_name": 4, "sort": ["x"], "columns": ["pp", None]}],
    }
    state(home).write_text(json.dumps(content), "utf-8")
    assert remembered() == Remembered(
        "/s/oak.duckdb", ("/s/a.csv",), "", (SchoolMemory("/s/oak.duckdb", 1, columns=("pp",)),)
    )


def test_the_state_of_an_older_program_is_understood(home: Path) -> None:
    state(home).write_text('{"last_file": "/s/oak.duckdb", "recent_sources": ["/s/a.csv"]}', "utf-8")
    assert remembered() == Remembered("/s/oak.duckdb", ("/s/a.csv",))


def test_the_old_state_stays_where_the_new_one_cannot_be_put_in_place(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remember(Remembered("/s/oak.duckdb"))

    def full(*_: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    remember(Remembered("/s/elm.duckdb"))
    assert remembered().last_file == "/s/oak.duckdb"
    assert [path.name for path in home.iterdir()] == ["state.json"]


def test_one_thing_remembered_leaves_the_others(tmp_path: Path) -> None:
    remember_file(tmp_path / "oak.duckdb")
    remember_looks("progress-ansi", [OAK])
    remember_source(tmp_path / "a.csv", tmp_path / "elm.duckdb")
    assert remembered() == Remembered(str(tmp_path / "elm.duckdb"), (str(tmp_path / "a.csv"),), "progress-ansi", (OAK,))


def test_the_school_looked_at_last_is_first_and_old_ones_go() -> None:
    remember_looks("", [ELM])
    remember_looks("", [OAK, replace(ELM, school_id=2)])
    remember_looks("", [ELM])
    assert [(held.file, held.school_id) for held in remembered().schools] == [
        ("/s/elm.duckdb", 1), ("/s/oak.duckdb", 1), ("/s/elm.duckdb", 2),
    ]  # fmt: skip
    assert school_memory(Path("/s/elm.duckdb")) == ELM
    assert school_memory(Path("/s/elm.duckdb"), 2) == replace(ELM, school_id=2)
    assert school_memory(Path("/s/ash.duckdb")) is None
    remember_looks("", [replace(ELM, school_id=number) for number in range(MOST_SCHOOLS)])
    assert len(remembered().schools) == MOST_SCHOOLS


def test_a_session_writes_only_what_changed(home: Path) -> None:
    remember_looks("progress-light", [OAK])
    changes: list[int] = []
    session = Session(lambda: changes.append(1))
    assert session.of(Path(OAK.file), 1) == OAK
    session.keep(OAK)
    session.keep(OAK)
    assert len(changes) <= 1
    session.write()
    assert remembered().theme == "progress-light", "a theme nobody changed stays as it was"
    state(home).unlink()
    session.write()
    assert not state(home).exists()
    session.keep_theme("progress-dark")
    session.keep(replace(OAK, filter=""))
    session.write()
    assert remembered().theme == "progress-dark"
    assert school_memory(Path(OAK.file)) == replace(OAK, filter="")

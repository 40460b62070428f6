"""Schools to harm, plain and encrypted, made once and copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from progress_tui.domain import clock
from tests.faults.faults import bound_by_permissions
from tests.faults.work import KEY, School, lay_out_source, make

KINDS = ("plain", "encrypted")
Give = Callable[[str], School]


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: date(2026, 11, 23))


@pytest.fixture(autouse=True)
def _bound() -> Iterator[None]:
    with bound_by_permissions():
        yield


@pytest.fixture(scope="session")
def whole_schools(tmp_path_factory: pytest.TempPathFactory) -> dict[str, School]:
    """A school of each kind; never to be opened itself."""
    made = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "today", lambda: date(2026, 11, 23))
        for kind in KINDS:
            folder = tmp_path_factory.mktemp(kind) / "stick"
            folder.mkdir()
            made[kind] = School(folder / "oak.duckdb", KEY if kind == "encrypted" else None)
            make(made[kind])
    return made


@pytest.fixture
def school_of(whole_schools: dict[str, School], tmp_path: Path) -> Give:
    """Gives a copy of the school of a kind, on a stick of its own, with what is to be imported beside it."""

    def give(kind: str) -> School:
        source = whole_schools[kind]
        folder = Path(shutil.copytree(source.path.parent, tmp_path / "stick"))
        given = School(folder / source.path.name, source.key)
        lay_out_source(given.path)
        return given

    return give

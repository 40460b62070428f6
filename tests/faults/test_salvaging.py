"""What can be read of a damaged file is saved, nothing is invented, and the damaged file is only read."""

from __future__ import annotations

import csv
from contextlib import closing
from pathlib import Path
from typing import Final

import pytest

from progress_tui.domain.errors import ExistsError, StoreError, UsageError
from progress_tui.workspace.salvaging import LOST_WORDS, REPORT, Salvaging
from tests.faults.conftest import KINDS, Give
from tests.faults.work import EARLIER, School

PLACES: Final = (0.15, 0.35, 0.55, 0.75, 0.9, 0.97)
"""Where of the file a byte is changed."""


def notes() -> dict[str, str]:
    """Body → its pupil's number; some are longer than a block of the file."""
    return {f"known {n} " + "word " * (5 if n % 20 else 4000) + "end": str(n) for n in range(1, 61)}


@pytest.fixture(params=KINDS)
def school(request: pytest.FixtureRequest, school_of: Give) -> School:
    given = school_of(request.param)
    with closing(given.open()) as workspace:
        for body, number in notes().items():
            workspace.save_note(1, int(number), body).result()
    return given


def salvaging(school: School) -> Salvaging:
    with closing(school.open()) as workspace:
        made = Salvaging(school.path, workspace.protecting)
    made._keys = (school.key,)
    return made


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))


@pytest.mark.parametrize("place", PLACES)
def test_what_can_be_read_is_saved_and_nothing_is_invented(school: School, tmp_path: Path, place: float) -> None:
    content = bytearray(school.path.read_bytes())
    content[int(len(content) * place)] ^= 0xFF
    school.path.write_bytes(content)
    out = tmp_path / "out"
    try:
        saved = salvaging(school).save(out)
    except UsageError:
        # The byte was in a block that nothing is in.
        with closing(school.open()) as workspace:
            assert workspace.check().problems == ()
        return
    assert school.path.read_bytes() == content
    assert out.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in out.iterdir()} == {0o600}
    assert "not encrypted" in (out / REPORT).read_text("utf-8")
    line = next(one for one in saved.lines if one.what == "notes")
    rows = rows_of(out / "notes.csv")
    bodies = [row["body"] for row in rows if row["body"] != LOST_WORDS]
    assert set(bodies) <= {*notes(), EARLIER}
    assert len(bodies) == line.read + line.in_part
    assert line.lost is not None
    assert len(bodies) + line.lost == len(notes()) + 1
    assert all(notes()[row["body"]] in (row["pupil_id"], "") or row["pupil_id"] == LOST_WORDS
               for row in rows if row["body"] in notes())  # fmt: skip


def test_a_log_cut_short_is_told_and_what_the_file_holds_is_saved(school: School, tmp_path: Path) -> None:
    count = school.path.with_name("oak.duckdb.count")
    made, version, when = count.read_text("ascii").split()
    count.write_text(f"{made} {int(version) + 5} {when}", "ascii")
    saved = salvaging(school).save(tmp_path / "out")
    assert not saved.complete
    assert saved.log.startswith("Changes are missing")
    assert {row["body"] for row in rows_of(tmp_path / "out" / "notes.csv")} == {*notes(), EARLIER}


def test_a_header_that_cannot_be_read_is_told_and_nothing_is_left(school: School, tmp_path: Path) -> None:
    school.path.write_bytes(bytes(12_288) + school.path.read_bytes()[12_288:])
    with pytest.raises(StoreError, match="Nothing could be read from oak"):
        salvaging(school).save(tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_sound_file_and_a_folder_in_use_are_refused(school: School, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Nothing is wrong with"):
        salvaging(school).save(tmp_path / "out")
    assert not (tmp_path / "out").exists()
    with pytest.raises(ExistsError):
        salvaging(school).save(school.path.parent)

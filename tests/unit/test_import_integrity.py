"""What must not go wrong between a source and the school file: odd files, rights, temporary UPNs, a new year, undo."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from progress_tui.domain.errors import ProgressError, StoreError
from progress_tui.importing.planning.committing import ImportReport, Terms
from progress_tui.importing.planning.doubts import settle
from progress_tui.importing.planning.preview import Given, OutdatedError, look, store
from progress_tui.importing.reading.sniffing import MAX_BYTES, read_bytes
from progress_tui.store.engine import SchoolFile
from progress_tui.store.matching import Doubt
from progress_tui.store.undoing import undo

Bring = Callable[..., ImportReport]

HEAD = "UPN,Surname,Forename,DOB,Class,Year Group\n"
LIST = HEAD + "".join(
    f"{upn},{surname},Sam,{place + 1}/5/2018,4A,4\n"
    for place, (upn, surname) in enumerate(
        (("X801200000001", "Adams"), ("L801200000002", "Brown"), ("A801200000003", "Clark"))
    )
)

unix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes in folders")


def identifiers(file: SchoolFile) -> list[tuple[str, str]]:
    return file.read(lambda con: con.execute("SELECT kind, value FROM identifier ORDER BY ALL").fetchall())


# -- files that are none


@unix
def test_a_pipe_is_refused_and_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(ProgressError, match=r"pipe\.csv is no file\. It is a pipe or a device"):
        read_bytes(tmp_path / "pipe.csv")
    file = SchoolFile(tmp_path / "pipe.csv")
    with pytest.raises(StoreError, match=r"pipe\.csv cannot be read\. It is a pipe or a device"):
        file.write(lambda _: None)
    file.close()


@unix
def test_a_device_without_an_end_is_refused_unread() -> None:
    with pytest.raises(ProgressError, match="zero is no file"):
        read_bytes(Path("/dev/zero"))


def test_a_file_beyond_the_limit_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("wb") as stream:
        stream.truncate(MAX_BYTES + 1)
    with pytest.raises(ProgressError, match=r"large\.csv is too large"):
        read_bytes(path)


# -- who is who


def test_a_temporary_upn_takes_the_place_of_no_permanent_one(bring: Bring, school_file: SchoolFile) -> None:
    bring(HEAD + "X801200000001,Adams,Amy,1/5/2018,4A,4\n")
    text = HEAD + "A80120000001A,Adams,Amy,1/5/2018,4A,4\n"
    assert bring(text).verdict == "ask"
    report = bring(text, answers={"pupil:2": "same"})
    assert (report.added, report.changed, report.changes) == (1, 0, ())
    assert identifiers(school_file) == [("former-upn", "A80120000001A"), ("upn", "X801200000001")]
    again = bring(text)
    assert (again.verdict, again.added, again.changed) == ("accepted", 0, 0)


def test_a_changed_name_is_told_beside_the_one_that_was_on_file(bring: Bring) -> None:
    bring(HEAD + "X801200000001,Adams,Amy,1/5/2018,4A,4\n")
    report = bring(HEAD + "X801200000001,Baker,Zoe,1/5/2018,4A,4\n")
    assert (
        "Row 2: Baker, Zoe was on file as Adams, Amy; UPN, ID or date of birth say that it is the same child."
        in report.warnings
    )


def test_a_name_turned_round_without_a_date_of_birth_is_asked_about(bring: Bring) -> None:
    bring(HEAD + "X801200000001,Adams,Amy,1/5/2018,4A,4\n")
    report = bring("Surname,Forename,Class\nAmy,Adams,4A\n")
    assert report.verdict == "ask"
    assert report.questions[0].options[0] == "same as Adams, Amy (4A, born 1 May 2018)"
    born_later = bring("Surname,Forename,DOB,Class\nAmy,Adams,2/5/2018,4A\n")
    assert (born_later.verdict, born_later.questions) == ("accepted", ())


def test_rows_of_one_number_on_several_sheets_have_questions_of_their_own() -> None:
    doubts = [Doubt(ref, row, "Khan, Ali", "upn", ()) for ref, row in ((1, 2), (2, 2), (3, 3), (4, 2))]
    asked = settle(doubts, {}).questions
    assert [question.id for question in asked] == ["pupil:2", "pupil:2/2", "pupil:3", "pupil:2/3"]


# -- a new year


def test_who_is_missing_from_a_new_years_list_is_on_no_roll_that_could_be_left(
    bring: Bring, school_file: SchoolFile, tmp_path: Path
) -> None:
    bring(LIST)
    later = "\n".join(LIST.replace("4A,4", "5A,5").splitlines()[:3]) + "\n"
    report = bring(later, year=2026)
    assert [(one.pupil, one.on_roll) for one in report.missing] == [("Clark, Sam", False)]
    path = tmp_path / "later.csv"
    path.write_text(later, "utf-8")
    seen = look(school_file, path, Given(Terms(answers={}), year=2026), lambda _: None)
    assert seen.questions == (), "there is nothing to mark as left"
    path.write_text(later.replace("5A,5", "4A,4"), "utf-8")
    same_year = look(school_file, path, Given(Terms(answers={}), year=2025), lambda _: None)
    assert [question.id for question in same_year.questions] == ["leavers"]


# -- undo, and what changes meanwhile


def test_undo_takes_the_views_that_were_kept_ready_along(bring: Bring, school_file: SchoolFile) -> None:
    bring(LIST)
    school_file.write(lambda con: con.execute("INSERT INTO prepared VALUES (1, 1, 1, 'old', 'Adams, Sam')"))
    school_file.write(lambda con: undo(con, 1))
    assert school_file.read(lambda con: con.execute("SELECT count(*) FROM prepared").fetchone()) == (0,)


def test_a_question_that_comes_up_after_the_preview_stores_nothing(
    bring: Bring, school_file: SchoolFile, tmp_path: Path
) -> None:
    path = tmp_path / "names.csv"
    path.write_text("Surname,Forename,2025-26 Aut2 Reading TA\nAdams,Sam,JB\n", "utf-8")
    seen = look(school_file, path, Given(Terms(answers={"class": "4A"})), lambda _: None)
    assert seen.questions == ()
    bring(LIST)
    with pytest.raises(OutdatedError, match="The school file has changed since this was shown"):
        store(school_file, seen, False, lambda _: None)
    assert school_file.read(lambda con: con.execute("SELECT count(*) FROM result").fetchone()) == (0,)

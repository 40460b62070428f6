"""From a parsed file to the school file: verdicts, all or nothing, twice is once, and the real project."""

from __future__ import annotations

import bz2
import csv
import importlib.util
import io
import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from progress_tui.domain.errors import StoreError
from progress_tui.importing.planning.committing import EXIT_CODES, ImportReport, Terms
from progress_tui.importing.recognising.mapping import find_mapping, mapping_text
from progress_tui.importing.service import bring_in, save_understanding
from progress_tui.store.checking import contents
from progress_tui.store.engine import SchoolFile
from progress_tui.workspace import Workspace

Bring = Callable[..., ImportReport]
Tables = Callable[[SchoolFile], dict[str, list[str]]]
HEAD = "ID,Surname,2025-26 Aut2 Reading TA\n"
GOOD = HEAD + "1,Khan,JB\n2,Smith,WB\n"
PARTLY = HEAD + "1,Khan,JB\n,,WB\n2,Smith,WB\n"


# -- verdicts


def test_a_clean_file_is_accepted(bring: Bring, school_file: SchoolFile) -> None:
    report = bring(GOOD)
    assert (report.verdict, report.exit_code) == ("accepted", 0)
    assert (report.file, report.rows, report.pupils, report.results, report.targets) == ("source.csv", 2, 2, 2, 0)
    assert (report.schools, report.rejected, report.questions, report.dry_run) == (1, (), (), False)
    assert [(y.academic_year, y.pupils, y.schools, y.classes) for y in report.years] == [("2025-26", 2, 1, 0)]
    held = school_file.read(contents)
    assert (held.schools, held.pupils, held.results, held.imports, held.problems) == (1, 2, 2, 1, ())
    assert school_file.read(lambda con: con.execute("SELECT code, name, fictional FROM school").fetchall()) == [
        ("Oakfield Primary", "Oakfield Primary", False)
    ]


def test_the_report_is_plain_json(bring: Bring) -> None:
    content = bring(PARTLY, dry_run=True).to_json()
    assert {"file", "verdict", "pupils", "results", "targets", "rejected", "warnings", "questions"} <= set(content)
    assert content["verdict"] == "refused"
    assert content["rejected"] == (
        {
            "row": 3, "column": "", "value": "", "sheet": "", "pupil": "",
            "reason": "The row names no pupil: it has no UPN, no ID and no name.",
        },
    )  # fmt: skip


def test_a_file_with_rejected_rows_is_refused_and_no_file_made(bring: Bring, school_file: SchoolFile) -> None:
    report = bring(PARTLY)
    assert (report.verdict, report.exit_code, report.added) == ("refused", 1, 0)
    assert [rejection.row for rejection in report.rejected] == [3]
    assert not school_file.path.exists()


def test_a_partial_import_is_accepted_on_request(bring: Bring, school_file: SchoolFile) -> None:
    report = bring(PARTLY, accept_partial=True)
    assert (report.verdict, report.exit_code) == ("partial", 3)
    assert (report.pupils, report.results, [rejection.row for rejection in report.rejected]) == (2, 2, [3])
    assert school_file.read(contents).results == 2


def test_a_file_that_raises_a_question_stores_nothing(bring: Bring, school_file: SchoolFile) -> None:
    report = bring("ID,Surname,2025-26 Reading TA\n1,Khan,JB\n2,Smith,WB\n", accept_partial=True)
    assert (report.verdict, report.exit_code) == ("ask", 4)
    assert [question.id for question in report.questions] == ["point"]
    assert not school_file.path.exists()
    answered = bring("ID,Surname,2025-26 Reading TA\n1,Khan,JB\n2,Smith,WB\n", answers={"point": "Spr2"})
    assert (answered.verdict, answered.results) == ("accepted", 2)


def test_a_dry_run_says_all_and_stores_nothing(bring: Bring, school_file: SchoolFile, tables: Tables) -> None:
    rehearsed = bring(GOOD, dry_run=True)
    assert not school_file.path.exists()
    done = bring(GOOD)
    assert (rehearsed.verdict, rehearsed.added, rehearsed.dry_run) == (done.verdict, done.added, True)
    before = tables(school_file)
    changed = bring(HEAD + "1,Khan,WB\n3,Ng,JB\n", dry_run=True)
    assert (changed.verdict, changed.added, changed.changed) == ("accepted", 3, 1)  # a pupil, an identifier, a result
    assert tables(school_file) == before


def test_every_verdict_has_its_exit_code() -> None:
    assert EXIT_CODES == {"accepted": 0, "refused": 1, "partial": 3, "ask": 4}


def test_an_import_into_another_file_is_refused_and_leaves_it(bring: Bring, school_file: SchoolFile) -> None:
    school_file.path.write_bytes(b"not a school file, but somebody's work")
    with pytest.raises(StoreError, match="is not a school file"):
        bring(GOOD)
    assert school_file.path.read_bytes() == b"not a school file, but somebody's work"


# -- which school


def test_one_school_on_file_is_the_one_meant(bring: Bring, school_file: SchoolFile) -> None:
    bring("School,ID,Surname,2025-26 Aut2 Reading TA\nAsh,1,Khan,JB\nAsh,2,Smith,WB\n")
    report = bring("ID,Surname,2025-26 Spr2 Reading TA\n1,Khan,WB\n2,Smith,JB\n")
    assert (report.verdict, report.added) == ("accepted", 2)
    assert school_file.read(contents).schools == 1


def test_with_several_schools_on_file_the_school_is_asked(
    bring: Bring, school_file: SchoolFile, tables: Tables
) -> None:
    bring("School,ID,Surname,2025-26 Aut2 Reading TA\nAsh,1,Khan,JB\n7,1,Smith,WB\n")
    before = tables(school_file)
    source = "ID,2025-26 Spr2 Reading TA\n1,WB\n2,JB\n"
    for answers in (None, {"school": "Oak"}):
        report = bring(source, answers=answers)
        assert (report.verdict, report.exit_code) == ("ask", 4)
        (question,) = report.questions
        assert (question.id, set(question.options)) == ("school", {"Ash", "School 7"})
        assert tables(school_file) == before
    report = bring(source, answers={"school": "School 7"})
    assert (report.verdict, report.added) == ("accepted", 2 + 2)  # two results; a new pupil with an ID
    rows = school_file.read(
        lambda con: con.execute(
            "SELECT s.code, p.surname, r.raw FROM result r JOIN pupil p USING (pupil_id) "
            "JOIN school s ON s.school_id = r.school_id WHERE r.import_id = 2 ORDER BY ALL"
        ).fetchall()
    )
    assert rows == [("7", "", "JB"), ("7", "Smith", "WB")]


# -- the Junior School Project


def project() -> Path:
    spec = importlib.util.find_spec("faraway")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    return Path(spec.submodule_search_locations[0]) / "datasets" / "jsp" / "jsp.csv.bz2"


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project, imported once; never to be written."""
    path = tmp_path_factory.mktemp("jsp") / "jsp.duckdb"
    with closing(SchoolFile(path)) as file:
        assert bring_in(file, project(), Terms(), mapping="jsp").verdict == "accepted"
    return path


@pytest.fixture
def jsp(stored: Path, tmp_path: Path) -> Iterator[SchoolFile]:
    """A copy of the project's file."""
    file = SchoolFile(Path(shutil.copy(stored, tmp_path / "jsp.duckdb")))
    yield file
    file.close()


def figures(file: SchoolFile, renumbered: dict[str, str] | None = None) -> Counter[tuple[str, str, str, str, int, str]]:
    """(school, class, source id, series, ordinal, raw) of every result; source ids as they were before `renumbered`."""
    rows = file.read(
        lambda con: con.execute(
            """
            SELECT s.code, c.name, i.value, e.key, r.ordinal, r.raw
            FROM result r JOIN series e USING (school_id, series_id) JOIN school s USING (school_id)
            JOIN identifier i USING (school_id, pupil_id)
            JOIN enrolment n ON n.school_id = r.school_id AND n.pupil_id = r.pupil_id
                AND n.academic_year = r.ordinal // 6
            JOIN class c ON c.school_id = n.school_id AND c.class_id = n.class_id
            """
        ).fetchall()
    )
    back = renumbered or {}
    return Counter((school, name, back.get(i, i), key, at, raw) for school, name, i, key, at, raw in rows)


def test_the_published_counts_are_in_the_report_and_in_the_file(jsp: SchoolFile) -> None:
    report = bring_in(jsp, project(), Terms(), mapping="jsp")
    assert (report.verdict, report.rows, report.pupils, report.results) == ("accepted", 3236, 1192, 6472)
    years = [("1980-81", 1154, 49), ("1981-82", 1129, 49), ("1982-83", 953, 48)]
    assert [(y.academic_year, y.pupils, y.schools) for y in report.years] == years
    assert report.years[2].classes == 90
    held = jsp.read(contents)
    assert (held.schools, held.pupils, held.results, held.problems) == (49, 1192, 6472, ())
    assert [(y.pupils, y.schools, y.classes) for y in held.years] == [
        (y.pupils, y.schools, y.classes) for y in report.years
    ]
    own = sorted((key, raw) for (_, _, i, key, _, raw), _ in figures(jsp).items() if i == "1")
    assert [raw for key, raw in own if "english" in key] == ["72", "80", "39"]
    assert [raw for key, raw in own if "maths" in key] == ["23", "24", "23"]


def test_a_second_import_changes_nothing_but_one_audit_line(jsp: SchoolFile, tables: Tables) -> None:
    before = tables(jsp)
    report = bring_in(jsp, project(), Terms(), mapping="jsp")
    assert (report.verdict, report.results, report.added, report.changed) == ("accepted", 6472, 0, 0)
    after = tables(jsp)
    first, second = before.pop("audit"), after.pop("audit")
    assert after == before
    assert len(second) == len(first) + 1
    assert set(first) < set(second)


def test_shuffled_renamed_and_renumbered_it_gives_the_same_figures(jsp: SchoolFile, tmp_path: Path) -> None:
    text = bz2.decompress(project().read_bytes()).decode("ascii")
    head, *rows = list(csv.reader(io.StringIO(text, newline="")))
    chance = random.Random(49)  # noqa: S311 – a mixed order, the same in every run
    at = head.index("id") + 1  # the rows have one cell more than the headings: R's row number
    numbers = sorted({row[at] for row in rows})
    renumbered = dict(zip(numbers, chance.sample(numbers, len(numbers)), strict=True))
    changed = [[*row[:at], renumbered[row[at]], *row[at + 1 :]] for row in rows]
    chance.shuffle(changed)
    source, mapping = tmp_path / "mixed.csv", tmp_path / "mixed.toml"
    with source.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([[f"{name}_x" for name in head], *changed])
    words = mapping_text(find_mapping("jsp"))
    for name in head:
        words = words.replace(f'"{name}"', f'"{name}_x"')
    # A subject has the name of a column, and is none.
    mapping.write_text(words.replace('subject = "english_x"', 'subject = "english"'), "utf-8")
    other = tmp_path / "mixed.duckdb"
    with closing(SchoolFile(other)) as file:
        report = bring_in(file, source, Terms(), mapping=str(mapping))
        assert (report.verdict, report.pupils, report.results) == ("accepted", 1192, 6472)
        assert figures(file, {new: old for old, new in renumbered.items()}) == figures(jsp)
    assert shown(other, renumbered) == shown(jsp.path, {})


def shown(path: Path, renumbered: dict[str, str]) -> list[object]:
    """What the class grid says of one class in the third year: its counts, and each pupil's results and places."""
    back = {new: old for old, new in renumbered.items()}
    with closing(Workspace(path)) as workspace:
        listed = workspace.find_school("48")
        assert listed.school is not None
        entry = listed.classes_of(1982)[0]
        view = workspace.class_view(listed.school.school_id, entry.class_id, listed.school.points[-1])
        counts = [(h.label, h.assessed, h.expected, [p.label for p in h.points]) for h in view.subjects]
        pupils = []
        for row in view.rows:
            card = workspace.pupil_view(view, row.pupil_id)
            places = [(s.series, [(r.result.code, r.change, r.rank) for r in s.results]) for s in card.series]
            (number,) = (
                value for kind, value in card.identifiers if "source" in kind.casefold() or "id" in kind.casefold()
            )
            pupils.append((back.get(number, number), places, [r.reason for r in card.refusals]))
        return [view.class_name, view.point_label, view.on_roll, counts, sorted(pupils)]


def test_how_a_source_was_understood_can_be_saved_and_used_again(tmp_path: Path, jsp: SchoolFile) -> None:
    saved = tmp_path / "own.toml"
    save_understanding(project(), saved, Terms(), mapping="jsp")
    report = bring_in(jsp, project(), Terms(), mapping=str(saved))
    assert (report.verdict, report.results, report.added, report.changed) == ("accepted", 6472, 0, 0)

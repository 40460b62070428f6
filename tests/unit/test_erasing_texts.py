"""Erasing in what is of others: their names, numbers and figures stay to the letter, texts on the child change."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from progress_tui.store import audit, notes, subject_access, undoing
from progress_tui.store.engine import SchoolFile
from progress_tui.store.erasing.erase import Erased, erase
from progress_tui.store.erasing.finding import Finder
from progress_tui.store.erasing.identity import identity_of, same_children
from progress_tui.store.erasing.removing import columns

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from progress_tui.importing.planning.committing import ImportReport

AUTUMN = 12157
"""The number by which a file knows the second half of the autumn term of 2026-27; an admission number, too."""

HEAD = "School,Surname,Forename,DOB,Class,Year Group,Adno,Maths Autumn\n"
LIST = (
    f"Oak,Owen,Lily,2018-01-02,4B,4,{AUTUMN},At\nOak,Owens,Lily,2018-01-03,4B,4,20002,JB\n"
    f"Elm,March,Ian,2018-01-04,4C,4,{AUTUMN},JB\n"
)


@pytest.fixture
def school(bring: Callable[..., ImportReport], school_file: SchoolFile) -> SchoolFile:
    """Two schools with one admission number, which is a point's number too; two children whose names differ by an s."""
    bring(HEAD + LIST, year=2026, name="a.csv")
    bring(HEAD + LIST.replace("JB", "Sec"), year=2026, name="b.csv")
    return school_file


def _pupils(file: SchoolFile) -> dict[str, tuple[int, int]]:
    rows = file.read(lambda con: con.execute("SELECT surname, school_id, pupil_id FROM pupil").fetchall())
    return {str(surname): (int(school), int(pupil)) for surname, school, pupil in rows}


def _erase(file: SchoolFile, surname: str = "Owen", *, each_name: bool = False) -> Erased:
    school_id, pupil_id = _pupils(file)[surname]
    child = file.read(lambda con: identity_of(con, school_id, pupil_id))
    return file.write(lambda con: erase(con, child, pupil_id, each_name=each_name))


def _one(file: SchoolFile, sql: str) -> object:
    row = file.read(lambda con: con.execute(sql).fetchone())
    return row[0] if row else None


@pytest.mark.parametrize("each_name", [False, True])
def test_a_number_or_a_name_that_is_like_the_childs_stays_in_the_rows_of_others(
    school: SchoolFile, tables: Callable[[SchoolFile], dict[str, list[str]]], each_name: bool
) -> None:
    (oak, owen), (elm, march) = _pupils(school)["Owen"], _pupils(school)["March"]

    def write(con: DuckDBPyConnection) -> None:
        con.execute("UPDATE result SET raw = ? WHERE pupil_id = ?", [str(AUTUMN), march])
        content = json.dumps({"ordinal": AUTUMN, "raw": str(AUTUMN), "name": "Owens, Lily"})
        con.execute("INSERT INTO snapshot VALUES (?, 1, ?, ?, now()::TIMESTAMP)", [elm, march, content])
        audit.append(con, "export list", {"added": AUTUMN, "point": "Aut2"})
        notes.save(con, elm, march, f"Has the number {AUTUMN}; reads with Lily Owens", "Owens, Lily")

    school.write(write)
    before = tables(school)
    erased = _erase(school, each_name=each_name)
    after = tables(school)
    hers = {table for table, held in school.read(columns).items() if "pupil_id" in held}
    for table in before.keys() - {"meta", "prepared", "audit"}:
        assert after[table] == [
            row for row in before[table] if table not in hers or not row.startswith(f"({oak}, {owen},")
        ], table
    assert set(before["audit"]) < set(after["audit"])
    assert erased.texts == {}
    # Undo puts back what the second list changed, and everything that is held of another can be told.
    assert school.write(lambda con: undoing.undo(con, 2))[0] == "b.csv"
    assert _one(school, "SELECT count(*) FROM pupil") == 2
    assert school.read(lambda con: subject_access.of_pupil(con, elm, march))


def test_what_is_left_because_it_is_of_another_too_is_listed(school: SchoolFile) -> None:
    elm, march = _pupils(school)["March"]
    school.write(lambda con: notes.save(con, elm, march, f"The number {AUTUMN}", ""))
    assert [(one.table, one.words) for one in _erase(school).read] == [("note", f"The number {AUTUMN}")]


def test_an_identifier_goes_from_words_and_never_from_figures(school: SchoolFile) -> None:
    (elm, march), number = _pupils(school)["March"], "20002"

    def write(con: DuckDBPyConnection) -> None:
        notes.save(con, elm, march, f"Beside {number}", "")
        audit.append(con, "export list", {"rows": int(number), "files": [f"{number}.csv", number]})
        con.execute("UPDATE import SET mapping = ? WHERE import_id = 1", [f'year = {number}\n"Of {number}" = "x"'])

    school.write(write)
    _erase(school, "Owens")
    assert _one(school, "SELECT body FROM note") == "Beside [erased]"
    assert _one(school, "SELECT mapping FROM import WHERE import_id = 1") == f'year = {number}\n"Of [erased]" = "x"'
    detail = [one.detail for one in school.read(audit.lines) if one.what == "export list"]
    assert [json.loads(one) for one in detail] == [{"rows": int(number), "files": ["[erased].csv", number]}]


_CHOSEN = {
    "action": {"status", "effect"}, "dismissal": {"flag", "subject", "evidence"}, "import": {"sha256"},
    "meeting": {"status", "kind"}, "meeting_item": {"kind", "decision"}, "meeting_text": {"field"},
    "mentoring_comment": {"who"}, "mentoring_target": {"subject", "status"}, "meta": {"key"}, "queried": {"raw"},
    "support": {"subject"}, "support_member": {"entry", "exit", "effect"},
}  # fmt: skip
_OF_OTHERS = {"school", "pupil", "identifier", "class", "characteristics", "series", "result", "target", "prepared",
              "before_image", "strand_grade", "audit", "snapshot", "saved_filter"}  # fmt: skip


def test_each_name_goes_from_every_column_in_which_words_can_stand_or_is_listed(
    fresh_file: SchoolFile, tables: Callable[[SchoolFile], dict[str, list[str]]]
) -> None:
    """Every column of words of the schema, by name: one that is added later is looked through, too."""
    typed: list[tuple[str, str]] = []

    def write(con: DuckDBPyConnection) -> None:
        con.execute("INSERT INTO school VALUES (1, 'S', 'School', false, NULL)")
        con.execute("INSERT INTO pupil VALUES (1, 77, 'Quillfeather', 'Lily', 'quillfeather lily', '', NULL, 'F', 1)")
        for table, held in columns(con).items():
            words = [name for name, kind in held.items() if kind.startswith("VARCHAR")]
            words = [one for one in words if table not in _OF_OTHERS and one not in _CHOSEN.get(table, ())]
            typed.extend((table, one) for one in words)
            if words and table != "meta":
                row = [_value(kind, name in words) for name, kind in held.items()]
                con.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)  # noqa: S608 – our names
        con.execute("""UPDATE import_rejected SET cells = '{"Who": "of Quillfeather"}'""")
        con.execute("""UPDATE import SET mapping = 'name = "quillfeather"'""")
        con.execute("INSERT INTO meta VALUES ('draft:action:1:1:::', 'Lily and Quillfeather''s mum')")
        audit.append(con, "import", {"file": "quillfeather.csv"})

    fresh_file.write(write)
    child = fresh_file.read(lambda con: identity_of(con, 1, 77))
    looked = fresh_file.rehearse(lambda con: erase(con, child, 77))
    assert {one.table for one in looked.read} == {*(table for table, _ in typed), "audit"}
    assert len(looked.read) == len(typed) + 1
    erased = fresh_file.write(lambda con: erase(con, child, 77, each_name=True))
    assert {one.table for one in erased.read} == {"import_rejected"}
    held = tables(fresh_file)
    assert {table for table, rows in held.items() if "quillfeather" in str(rows).casefold()} == {"import_rejected"}
    assert str(held["import"]).count("[erased]") == 2


def _value(kind: str, words: bool) -> object:
    if kind.startswith("VARCHAR"):
        text = "Quillfeather's mum" if words else "x"
        return [text] if kind.endswith("[]") else text
    return {"DATE": "2026-03-04", "TIMESTAMP": "2026-03-04 05:06:00", "BOOLEAN": True}.get(kind, 5)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("KostasNúñez-Pérez.csv", "[erased].csv"),
        ("LilyMae Quill and Lilymae Quill's", "[erased] and [erased]'s"),
        ("FfionÓ Súilleabháin.csv", "[erased].csv"),
        ("Haode la Cruz, haodelacruz", "[erased], haodelacruz"),
        ("TedWan was wanted; wan, ted", "[erased] was wanted; [erased]"),
        ("Lily Mae Quills, Quill Lily Mae Ann", "Lily Mae Quills, [erased] Ann"),
        ("20 002 and 2-0002, 20002", "20 002 and 2-0002, [erased]"),
    ],
)
def test_a_name_is_found_wherever_its_spaces_stand(text: str, expected: str) -> None:
    names = ("kostas nunez perez", "lily mae quill", "quill lily mae", "ffion o suilleabhain", "hao de la cruz")
    others = [("lily", "mae", "quills"), ("quills",)]
    finder = Finder([*(tuple(one.split()) for one in names), ("ted", "wan"), ("wan", "ted"), ("20002",)], others)
    assert finder.replaced(text) == expected


def test_in_the_name_of_a_file_a_name_may_be_one_word_in_small_letters() -> None:
    finder = Finder([("hao", "de", "la", "cruz")])
    assert finder.replaced("haodelacruz 2.csv", is_name=True) == "[erased] 2.csv"
    assert not finder.holds("haodelacruz")


def test_a_line_of_the_file_that_cannot_be_read_is_of_nobody(school: SchoolFile) -> None:
    elm, march = _pupils(school)["March"]

    def spoil(con: DuckDBPyConnection) -> None:
        con.execute("UPDATE audit SET detail = '{\"added\":[erased]}' WHERE audit_id = 1")
        con.execute("UPDATE before_image SET content = replace(content, '\"ordinal\":', '\"ordinal\":[erased],')")
        con.execute("INSERT INTO before_image VALUES (2, 'pupil', '{\"school_id\":1,\"pupil_id\":[erased]}')")

    school.write(spoil)
    held = {one.table: one for one in school.read(lambda con: subject_access.of_pupil(con, elm, march))}
    assert held["result"].rows
    assert held["before_image"].rows == ()
    child = school.read(lambda con: identity_of(con, elm, march))
    assert school.read(lambda con: same_children(con, child)) == [child]
    assert _erase(school).rows["pupil"] == 1

"""Erasing a child: nothing of it is left in any table, and what is of others stays as it is."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from progress_tui.__main__ import main
from progress_tui.domain.errors import NotFoundError
from progress_tui.domain.text import fold
from progress_tui.store import audit, checking, drafts, schema, subject_access
from progress_tui.store.engine import SchoolFile
from progress_tui.store.erasing.erase import Erased, erase
from progress_tui.store.erasing.finding import Finder
from progress_tui.store.erasing.identity import Identity, identity_of, same_children
from progress_tui.store.erasing.purging import Cutoffs, purge
from progress_tui.store.erasing.removing import columns
from progress_tui.workspace import Workspace

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from progress_tui.importing.planning.committing import ImportReport

SCHOOL, PUPIL, OTHER = 1, 77, 78


def _value(table: str, column: str, kind: str, pupil: int) -> object:
    if column in ("school_id", "meeting_id", "class_id", "series_id"):
        return 1
    if column == "pupil_id":
        return pupil
    if column in ("item_id", "support_id"):
        return pupil
    values: dict[str, object] = {
        "VARCHAR": f"{table}-{column}-{pupil}", "VARCHAR[]": [f"{column}-{pupil}"], "BOOLEAN": True,
        "DATE": date(2026, 3, 4), "TIMESTAMP": datetime(2026, 3, 4, 5, 6), "DOUBLE": 12.5,
    }  # fmt: skip
    return values.get(kind, pupil)


def _fill(con: DuckDBPyConnection) -> None:
    """A row of each of two pupils in every table that names pupils, with what they lean on."""
    con.execute("INSERT INTO school VALUES (1, 'S', 'School', false, NULL)")
    con.execute("INSERT INTO class VALUES (1, 1, 2026, '4B', NULL)")
    con.execute("INSERT INTO series VALUES (1, 1, 'k', 'maths', 'a', 'teacher', 'bands', '', 'Maths', NULL, NULL, 1)")
    con.execute("INSERT INTO import VALUES (1, TIMESTAMP '2026-03-04 05:06', 'a.csv', '', '', 2, 2, 0, 4, 2)")
    con.execute("INSERT INTO meeting (school_id, meeting_id, class_id, ordinal, held_on, minutes, attendees, status, "
                "place) VALUES (1, 1, 1, 12157, DATE '2026-11-23', 40, 'head', 'held', 77)")  # fmt: skip
    for pupil, surname, forename in ((PUPIL, "Quill", "Zoë"), (OTHER, "Ng", "Bo")):
        con.execute("INSERT INTO support (school_id, support_id, name, subject, starts, staff) "
                    "VALUES (1, ?, ?, 'reading', DATE '2026-01-05', 'TA')", [pupil, f"group of {pupil}"])  # fmt: skip
        for table, held in columns(con).items():
            if "pupil_id" in held:
                row = [_value(table, column, kind, pupil) for column, kind in held.items()]
                con.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)  # noqa: S608 – our names
        con.execute("UPDATE pupil SET surname = ?, forename = ?, folded = lower(?) WHERE pupil_id = ?",
                    [surname, forename, f"{surname} {forename}", pupil])  # fmt: skip
        con.execute("INSERT INTO meeting_text VALUES (1, 1, ?, 'note', ?, 1, TIMESTAMP '2026-11-23 10:00')",
                    [pupil, f"said of {pupil}"])  # fmt: skip
        drafts.keep(con, drafts.key_of_action("action", 1, None, pupil, None, None), f"half typed of {pupil}")
        con.execute("INSERT INTO before_image VALUES (1, 'pupil', ?)", [json.dumps(
            {"school_id": 1, "pupil_id": pupil, "surname": f"Old{surname}", "forename": forename})])  # fmt: skip
        con.execute("INSERT INTO import_rejected VALUES (1, ?, 5, '', 'Maths', 'x', 'why', ?, '{}')",
                    [pupil, f"{surname}, {forename}"])  # fmt: skip
        con.execute("INSERT INTO saved_filter VALUES (1, ?, ?)", [f"f{pupil}", f"name:{surname}"])
    con.execute("INSERT INTO prepared VALUES (1, 1, 1, 'stamp', 'Quill, Zoë and Ng, Bo')")


@pytest.fixture
def filled(fresh_file: SchoolFile) -> SchoolFile:
    """A file with two pupils in every table there is."""
    fresh_file.write(_fill)
    return fresh_file


def _erase(file: SchoolFile, *, each_name: bool = False) -> Erased:
    child = file.read(lambda con: identity_of(con, SCHOOL, PUPIL))
    return file.write(lambda con: erase(con, child, PUPIL, each_name=each_name))


def test_every_table_is_rid_of_the_child_and_keeps_the_other(
    filled: SchoolFile, tables: Callable[[SchoolFile], dict[str, list[str]]]
) -> None:
    before = tables(filled)
    erased = _erase(filled)
    after = tables(filled)
    # Those the child is told of when it asks, and every table of the schema that can hold one.
    assert {query.table for query in subject_access.QUERIES} <= set(erased.rows)
    told = {one.table for one in filled.read(lambda con: subject_access.of_pupil(con, SCHOOL, OTHER))}
    # A support group is told with its members.
    assert set(erased.rows) - {"support"} <= told
    assert {"before_image", "import_rejected", "saved_filter", "meta", "prepared", "support"} <= set(erased.rows)
    for table in erased.rows:
        kept = [row for row in before[table] if str(PUPIL) not in row and "Quill" not in row]
        if table != "meta":
            assert after[table] == (kept if table != "prepared" else []), table
    assert not [row for rows in after.values() for row in rows if "Quill" in row or "Zoë" in row or "-77" in row]
    assert not [one for one in filled.read(lambda con: subject_access.of_pupil(con, SCHOOL, PUPIL)) if one.rows
                and one.table != "audit"]  # fmt: skip


def test_what_leaned_on_the_child_leans_on_nothing(filled: SchoolFile) -> None:
    _erase(filled)
    assert filled.read(checking.contents).problems == ()
    assert filled.read(lambda con: con.execute("SELECT place FROM meeting").fetchone()) == (None,)
    # An undo of the import misses the rows of the child alone.
    assert filled.read(lambda con: con.execute("SELECT changed FROM import").fetchone()) == (1,)


def test_the_audit_tells_of_the_erasing_with_the_number_and_without_the_name(filled: SchoolFile) -> None:
    _erase(filled)
    line = filled.read(audit.lines)[-1]
    told = json.loads(line.detail)
    assert (line.what, told["pupil"], told["school"]) == ("erase", PUPIL, SCHOOL)
    assert told["rows"]["note"] == 1
    assert "Quill" not in line.detail
    assert filled.read(audit.broken_at) is None


NAMED = "Sits with Zoë Quill. QUILL, ZOE again; zoe quill’s book; A123456789012 too"


@pytest.fixture
def named(filled: SchoolFile) -> SchoolFile:
    """The child is named where others are written of, and in the audit by a file name."""

    def write(con: DuckDBPyConnection) -> None:
        con.execute("UPDATE identifier SET value = 'A123456789012' WHERE pupil_id = 77")
        con.execute("UPDATE note SET body = ? WHERE pupil_id = 78", [NAMED])
        con.execute("UPDATE action SET what = 'Zoë helps', class_id = 1 WHERE pupil_id = 78")
        con.execute("UPDATE support SET note = 'Quill pens' WHERE support_id = 78")
        audit.append(con, "import", {"file": "first.csv"})
        audit.append(con, "import", {"file": "quill-zoe.csv"})
        audit.append(con, "export list", {"files": ["ZoeQuill.csv"], "rows": 1})

    filled.write(write)
    return filled


def test_the_whole_name_and_the_identifiers_go_from_the_texts_of_others(named: SchoolFile) -> None:
    erased = _erase(named)
    body = named.read(lambda con: con.execute("SELECT body FROM note").fetchone())
    assert body == ("Sits with [erased]. [erased] again; [erased]’s book; [erased] too",)
    assert erased.texts == {"note": 1, "audit": 2}


def test_a_part_of_the_name_alone_is_listed_for_a_person_to_read(named: SchoolFile) -> None:
    read = _erase(named).read
    assert [(one.table, one.number, one.words) for one in read] == [
        ("action", "78", "Zoë helps"), ("support", "78", "Quill pens"),
    ]  # fmt: skip


def test_each_name_goes_from_what_was_typed_when_it_is_asked_for(named: SchoolFile) -> None:
    erased = _erase(named, each_name=True)
    assert erased.read == ()
    texts = named.read(lambda con: con.execute("SELECT a.what, s.note FROM action a, support s").fetchone())
    assert texts == ("[erased] helps", "[erased] pens")


def test_the_audit_is_written_anew_from_the_first_line_that_named_the_child(named: SchoolFile) -> None:
    before = named.read(lambda con: con.execute("SELECT chain FROM audit ORDER BY audit_id").fetchall())
    erased = _erase(named)
    after = named.read(lambda con: con.execute("SELECT chain FROM audit ORDER BY audit_id").fetchall())
    assert erased.audit_from == 2
    assert (before[0], before[1] == after[1]) == (after[0], False)
    assert named.read(audit.broken_at) is None
    told = json.loads(named.read(audit.lines)[-1].detail)
    assert (told["audit_anew_from_line"], told["audit_before"]) == (2, "held")
    assert [json.loads(line.detail).get("file") for line in named.read(audit.lines)[:2]] == [
        "first.csv",
        "[erased].csv",
    ]


def test_an_audit_that_did_not_hold_is_not_made_good_in_silence(named: SchoolFile) -> None:
    named.write(lambda con: con.execute("UPDATE audit SET detail = '{}' WHERE audit_id = 3"))
    named.write(lambda con: con.execute("UPDATE audit SET what = 'other' WHERE audit_id = 1"))
    _erase(named)
    assert named.read(audit.broken_at) == 1
    assert json.loads(named.read(audit.lines)[-1].detail)["audit_before"] == "did not hold from line 1"


def test_a_name_that_another_child_bears_stays_in_texts_and_is_listed(named: SchoolFile) -> None:
    named.write(lambda con: con.execute("UPDATE pupil SET surname = 'Quill', forename = 'Zoe' WHERE pupil_id = 78"))
    erased = _erase(named)
    body = named.read(lambda con: con.execute("SELECT body FROM note").fetchone())
    assert body is not None
    assert str(body[0]).startswith("Sits with Zoë Quill.")
    assert "A123456789012" not in str(body[0])
    assert "note" in {one.table for one in erased.read}


def test_a_child_who_is_not_on_file_is_refused(filled: SchoolFile) -> None:
    with pytest.raises(NotFoundError):
        filled.read(lambda con: identity_of(con, SCHOOL, 12345))


def _child(file: SchoolFile) -> Identity:
    return file.read(lambda con: identity_of(con, SCHOOL, PUPIL))


def test_in_another_file_a_child_is_known_by_identifier_or_by_number_and_name(filled: SchoolFile) -> None:
    child = _child(filled)
    assert child.names == (("Quill", "Zoë"), ("OldQuill", "Zoë"))

    def numbers(asked: Identity) -> list[int]:
        return [one.pupil_id for one in filled.read(lambda con: same_children(con, asked))]

    nameless = child._replace(identifiers=(), upns=frozenset(), dob=None)
    assert numbers(nameless._replace(names=(("Quill", "Zoe"),))) == [PUPIL]
    other = nameless._replace(pupil_id=OTHER, names=(("Strange", "Name"),))
    assert numbers(other) == []
    assert numbers(other._replace(identifiers=child.identifiers)) == [PUPIL]
    assert numbers(child._replace(school="another")) == []


def test_the_number_of_an_erased_child_is_not_given_out_again(
    bring: Callable[..., ImportReport], school_file: SchoolFile
) -> None:
    head = "Surname,Forename,DOB,Class,Year Group\n"
    bring(head + "Ayre,Ann,2018-01-02,4B,4\nByrd,Ben,2018-01-03,4B,4\n", year=2026)
    last = school_file.read(lambda con: con.execute("SELECT max(pupil_id) FROM pupil").fetchone())
    assert last is not None
    child = school_file.read(lambda con: identity_of(con, SCHOOL, int(last[0])))
    school_file.write(lambda con: erase(con, child, child.pupil_id))
    bring(head + "Cole,Cy,2018-01-04,4B,4\n", year=2026, name="later.csv")
    newest = school_file.read(lambda con: con.execute("SELECT max(pupil_id) FROM pupil").fetchone())
    assert newest == (int(last[0]) + 1,)


def _spellings(*texts: str) -> Iterator[tuple[str, ...]]:
    for text in texts:
        yield tuple(text.split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Prim Rose is here", "[erased] is here"),
        ("a primrose, and Rose Prim", "a primrose, and [erased]"),
        ("PRIM-ROSE; prim\nrose", "[erased]; [erased]"),
        ("Prim Rose's and Prim Roses work", "[erased]'s and [erased] work"),
        ("‘Prïm Rosé’", "‘[erased]’"),
        ("Prim and a rose", "Prim and a rose"),
        ("Primo Rose", "Primo Rose"),
        ("Seán O’Hare, sean ohare", "[erased], [erased]"),
        ('{"Prim":"Rose"} ["Rose","Prim"]', '{"Prim":"Rose"} ["Rose","Prim"]'),
        ("王小明很好", "[erased]很好"),
        ("", ""),
    ],
)  # fmt: skip
def test_names_are_found_as_whole_words_however_they_are_written(text: str, expected: str) -> None:
    finder = Finder(_spellings("prim rose", "rose prim", "sean ohare", "王小明"))
    assert finder.replaced(text) == expected
    assert finder.holds(text) is (text != expected)


def test_nothing_is_found_by_nothing() -> None:
    assert not Finder([])
    assert Finder([()]).replaced("anything") == "anything"


def test_every_table_of_the_schema_is_looked_through(fresh_file: SchoolFile) -> None:
    assert set(fresh_file.read(columns)) == {*schema.TABLES, "meta"}


@pytest.mark.parametrize("version", [1, 2, 3])
def test_a_child_goes_from_a_file_of_an_older_version(school_file: SchoolFile, tmp_path: Path, version: int) -> None:
    older = tmp_path / "older"
    older.mkdir()
    for number, sql in schema.migrations().items():
        if number <= version:
            (older / f"{number:04}.sql").write_text(sql, "utf-8")

    def fill(con: DuckDBPyConnection) -> None:
        schema.migrate(con, older)
        con.execute("INSERT INTO school VALUES (1, 'S', 'School', false, NULL)")
        con.execute("INSERT INTO pupil VALUES (1, 77, 'Quill', 'Zoë', 'quill zoe', '', NULL, 'F', NULL)")
        con.execute("INSERT INTO pupil VALUES (1, 78, 'Ng', 'Bo', 'ng bo', '', NULL, 'F', NULL)")
        con.execute("INSERT INTO meeting_item VALUES (1, 1, 1, 77, 'seen', 'view', [], 'on')")
        con.execute("INSERT INTO meeting_item VALUES (1, 1, 2, 78, 'beside Zoë Quill', 'view', [], 'on')")
        con.execute("INSERT INTO action VALUES (1, 1, 1, 77, 'what', 'who', DATE '2026-01-01', 'open', '')")

    school_file.write(fill)
    erased = _erase(school_file)
    assert erased.rows == {"meeting_item": 1, "action": 1, "pupil": 1}
    assert school_file.read(lambda con: con.execute("SELECT seen FROM meeting_item").fetchall()) == [
        ("beside [erased]",)
    ]
    assert school_file.read(schema.version_of) == version
    cutoffs = Cutoffs(**dict.fromkeys(Cutoffs._fields, date(2030, 1, 1)))
    school_file.write(lambda con: purge(con, cutoffs, []))
    assert school_file.read(audit.broken_at) is None


def test_of_every_kind_of_name_nothing_is_left_in_a_whole_school(demo: Workspace) -> None:
    """The demo school: double names, apostrophes, accents, children with actions and meetings."""
    chosen = demo.file.read(
        lambda con: con.execute(
            "SELECT p.pupil_id FROM pupil p WHERE regexp_matches(surname || forename, '[^A-Za-z]') OR EXISTS "
            "(FROM action a WHERE a.pupil_id = p.pupil_id) ORDER BY hash(p.pupil_id) LIMIT 12"
        ).fetchall()
    )
    assert len(chosen) == 12

    def of_others(con: DuckDBPyConnection, number: int) -> list[object]:
        held = [name for name, names in columns(con).items() if "pupil_id" in names]
        return [con.table(name).filter(f"pupil_id <> {number}").order("ALL").fetchall() for name in held]

    def gone(con: DuckDBPyConnection, number: int) -> None:
        child, before = identity_of(con, SCHOOL, number), of_others(con, number)
        erased = erase(con, child, child.pupil_id)
        assert erased.rows["pupil"] == 1
        # Nobody is named in the texts of others there.
        assert of_others(con, number) == before
        surname, forename = child.names[0]
        shared = con.execute("SELECT count(*) FROM pupil WHERE folded = ?", [fold(f"{surname} {forename}")]).fetchone()
        sought = [*child.identifiers, *([f"{surname}, {forename}", f"{forename} {surname}"] if shared == (0,) else [])]
        held = [str(row) for table in (*schema.TABLES, "meta") for row in con.table(table).fetchall()]
        assert not [row for row in held for words in sought if words.casefold() in row.casefold()]
        assert checking.contents(con).problems == ()

    for (number,) in chosen:
        demo.file.rehearse(partial(gone, number=int(number)))


def test_a_document_about_one_child_is_told_by_number_and_without_the_name(
    demo_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["export", "pupil", "--pupil", "Doyle, Dylan", "--to", str(tmp_path / "out"), "--file", str(demo_path)]
    assert main(words) == 0
    assert "doyle" in capsys.readouterr().out.casefold()
    with closing(Workspace(demo_path)) as workspace:
        number = workspace.find_pupils(SCHOOL, "Doyle, Dylan")[0][0]
        line = workspace.file.read(audit.lines)[-1]
    assert (line.what, json.loads(line.detail)["pupils"]) == ("export pupil", [number])
    assert "doyle" not in line.detail.casefold()

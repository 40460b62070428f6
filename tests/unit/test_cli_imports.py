"""`imports show`, the file of rejected rows, and what the report says to an office."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.unit.test_cli_import import Importer

HEAD = "Surname,Forename,DOB,Address,Year,Class,Attendance %,2026-27 Aut2 Reading TA\n"
KHAN = "Khan,Ali,1/2/2018,12 High Street,4,4B,97,At\n"
SMITH = "Smith,=Tom,3/4/2018,13 High Street,4,4B,91,JB\n"
WRONG = SMITH.replace(",91,", ",191,")
NG = "Ng,Mei,5/6/2018,,4,4A,99,At\n"


@pytest.fixture
def importer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Importer:
    return Importer(tmp_path, capsys)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_rows_that_are_not_taken_are_written_to_be_mended_and_come_in(importer: Importer) -> None:
    source, to = importer.source("wrong.csv", HEAD + KHAN + WRONG), importer.folder / "mend.csv"
    code, _, err = importer.run("import", source, "--into", importer.school, "--rejected", to)
    assert code == 1
    assert "1 rejected row or cell written to mend.csv; correct them there and import that file." in err
    (row,) = rows(to)
    assert row == {
        "Surname": "Smith", "Forename": "'=Tom", "DOB": "3/4/2018", "Year": "4", "Class": "4B",
        "Attendance %": "191", "2026-27 Aut2 Reading TA": "JB",
        "Not taken because": "Row 3, Attendance % “191”: This is not an attendance between 0 and 100 %.",
    }  # fmt: skip
    to.write_text(to.read_text("utf-8").replace(",191,", ",91,"), "utf-8")
    code, (report,) = importer.imported(to)
    assert (code, report["pupils"], report["results"]) == (0, 1, 1)


def test_a_file_that_is_there_is_not_replaced_unawares(importer: Importer) -> None:
    source, to = importer.source("wrong.csv", HEAD + KHAN + WRONG), importer.source("mend.csv", "somebody's work")
    code, out, err = importer.run("import", source, "--into", importer.school, "--rejected", to, "--accept-partial")
    assert (code, out) == (1, "")
    assert "mend.csv is there already. Nothing was imported. Choose another name, or add --overwrite." in err
    assert (to.read_text("utf-8"), importer.school.exists()) == ("somebody's work", False)
    assert importer.run(
        "import", source, "--into", importer.school, "--rejected", to, "--accept-partial", "--overwrite"
    )[0] == 3  # fmt: skip
    assert [row["Surname"] for row in rows(to)] == ["Smith"]


def test_rejected_rows_are_of_one_source(importer: Importer) -> None:
    source, to = importer.source("wrong.csv", HEAD + WRONG), importer.folder / "mend.csv"
    code, _, err = importer.run("import", source, source, "--into", importer.school, "--rejected", to)
    assert (code, to.exists()) == (2, False)
    assert "Import the sources one by one." in err


def test_without_rejected_rows_nothing_is_written(importer: Importer) -> None:
    source, to = importer.source("good.csv", HEAD + KHAN), importer.folder / "mend.csv"
    code, _, err = importer.run("import", source, "--into", importer.school, "--rejected", to)
    assert (code, to.exists()) == (0, False)
    assert "0 rejected rows and cells to write." in err


def test_a_source_that_cannot_be_read_is_written_down_with_its_reason(importer: Importer) -> None:
    source, to = importer.source("a.csv", b"%PDF-1.7\n"), importer.folder / "mend.csv"
    assert importer.run("import", source, "--into", importer.school, "--rejected", to)[0] == 1
    (row,) = rows(to)
    assert "PDF" in row["Why it was not taken"]


def test_an_import_is_shown_in_full(importer: Importer) -> None:
    importer.imported(importer.source("first.csv", HEAD + KHAN + SMITH))
    importer.imported(importer.source("second.csv", HEAD + KHAN.replace(",At", ",JB") + NG + WRONG), "--accept-partial")
    show = ("imports", "show", "2", "--file", importer.school)
    shown = json.loads(importer.run(*show, "--format", "json")[1])
    assert shown["title"].startswith("Import 2 ▸ second.csv ▸ ")
    assert (shown["import"], shown["file"], shown["pupils"], shown["results"]) == (2, "second.csv", 3, 3)
    assert (shown["added"], shown["changed"], shown["rests"], shown["n"]) == (4, 1, [], 1)
    assert shown["rows"] == [
        {
            "pupil": "Khan, Ali", "row": 2, "column": "Reading teacher assessment", "point": "2026-27:Aut2",
            "old": "At", "new": "JB",
        }
    ]  # fmt: skip
    assert [(one["row"], one["column"], one["value"], one["pupil"]) for one in shown["rejected"]] == [
        (4, "Attendance %", "191", "Smith, =Tom")
    ]
    assert shown["tables"]["attendance"] == {"added": 1, "changed": 0}
    assert 'surname = "Surname"' in shown["mapping"]
    out = importer.run(*show)[1]
    for words in (
        "Khan, Ali    2  Reading teacher assessment  2026-27:Aut2  At      JB",
        "row 4, Attendance % “191”: This is not an attendance",
        "It can be undone: “progress-tui imports undo 2”.",
        "[[results]]",
    ):
        assert words in out
    assert importer.run(*show, "--format", "csv")[1].splitlines()[0] == "pupil,row,what,when,before,since"


def test_what_keeps_an_import_from_being_undone_is_shown(importer: Importer) -> None:
    importer.imported(importer.source("first.csv", HEAD + KHAN))
    importer.imported(importer.source("second.csv", HEAD + KHAN.replace(",At", ",JB")))
    out = importer.run("imports", "show", "1", "--file", importer.school)[1]
    assert "It cannot be undone now: on its rows rest import 2 (second.csv)." in out


def test_what_a_past_import_left_out_is_written_without_what_is_not_read(importer: Importer) -> None:
    importer.imported(importer.source("second.csv", HEAD + KHAN + WRONG), "--accept-partial")
    to = importer.folder / "mend.csv"
    show = ("imports", "show", "1", "--file", importer.school, "--rejected", to)
    code, _, err = importer.run(*show)
    assert (code, "1 row or cell left out written to mend.csv" in err) == (0, True)
    (row,) = rows(to)
    assert (row["Surname"], row["Attendance %"]) == ("Smith", "191")
    assert "Address" not in row
    code, _, err = importer.run(*show)
    assert code == 1
    assert "mend.csv is already in" in err
    assert importer.run(*show, "--overwrite")[0] == 0


@pytest.mark.parametrize(("words", "code"), [(["show"], 2), (["undo"], 2), (["show", "7"], 1)])
def test_an_import_has_to_be_named(importer: Importer, words: list[str], code: int) -> None:
    importer.imported(importer.source("first.csv", HEAD + KHAN))
    ended, _, err = importer.run("imports", *words, "--file", importer.school)
    assert ended == code
    assert "progress-tui imports list" in err


def test_an_office_reads_what_is_new_changed_and_missing(importer: Importer) -> None:
    importer.imported(importer.source("first.csv", HEAD + KHAN + SMITH + NG.replace("4A", "4B")))
    source = importer.source(
        "second.csv", HEAD + KHAN.replace("4B", "4A") + SMITH.replace("JB", "At") + "Lee,,,,4,4B,,\n"
    )
    out = importer.run("import", source, "--into", importer.school)[1]
    assert out.splitlines() == [
        "second.csv: imported",
        "  3 pupils, 2 results, 0 targets in 3 rows",
        "  2 rows added, 2 changed, 6 as they were (import 2)",
        "  Khan, Ali, class 2026-27: 4B → 4A",
        "  Smith, =Tom, Reading teacher assessment 2026-27:Aut2: JB → At",
        "  new pupils: Lee (4B)",
        "  on roll and not in it: Ng, Mei (4B)",
        '  They stay on roll. If they have left, import it again with the answer leavers = "left".',
    ]


def test_long_lists_are_cut_for_people_and_whole_for_programs(importer: Importer) -> None:
    lines = "".join(f"Surname{n},Forename{n},{n % 28 + 1}/2/2018,,4,4B,97,At\n" for n in range(30))
    importer.imported(importer.source("first.csv", HEAD + lines))
    source = importer.source("second.csv", HEAD + lines.replace(",At", ",JB"))
    out = importer.run("import", source, "--into", importer.school, "--dry-run")[1]
    assert out.splitlines()[-1] == "  10 more"
    assert len(importer.imported(source)[1][0]["changes"]) == 30

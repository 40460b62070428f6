"""A school's own scale files: beside and in place of the shipped ones, left out when not valid, checked."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from progress_tui.__main__ import main
from progress_tui.analysis.catalogue import look_again, own_scales, problems, rules_stamp, scales, shipped_ids
from progress_tui.domain.calendar import Point
from progress_tui.resources import data_folder
from progress_tui.settings import scales_home

OWN = """
id = "our-grades"
title = "Our grades"
kind = "bands"
source = "staff meeting"
date = 2026-09-01
values = [
    { code = "B", label = "Band B", rank = 1, standing = "below" },
    { code = "A", label = "Above", rank = 2, standing = "above" },
]
[non_results]
lists = ["codes"]
except = ["A"]
"""


def put(name: str, text: str) -> Path:
    folder = scales_home()
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(text, "utf-8")
    look_again()
    return path


def standardised(expected: int) -> str:
    text = (data_folder() / "scales" / "standardised.toml").read_text("utf-8")
    assert text.count("expected = 90") == 1
    return text.replace("expected = 90", f"expected = {expected}")


def test_an_own_scale_stands_beside_the_shipped_ones(home: Path) -> None:
    assert scales_home() == home / "scales"
    assert own_scales() == {}
    put("ours.toml", OWN)
    assert set(scales()) == {*shipped_ids(), "our-grades"}
    assert list(scales()) == sorted(scales())
    assert own_scales() == {"our-grades": "ours.toml"}


def test_a_letter_means_what_its_scale_says() -> None:
    """A: absent, above. B: below, the band B, below the level of the test, nothing known."""
    put("ours.toml", OWN)
    ours = scales()["our-grades"]
    assert ours.describe(ours.read("A")) == "Above"
    assert ours.describe(ours.read("b")) == "Band B"
    assert ours.reason("Abs") == "", "the alias goes with the code that is left out"
    assert scales()["bands"].reason("A") == "absent"
    assert scales()["bands"].describe(scales()["bands"].read("B")) == "Below"
    assert scales()["scaled-ks2"].reason("B") == "below the level of the test"
    assert [scales()[scale].read("B").kind for scale in ("ks-ta", "rising3", "nc-levels", "steps")] == ["unknown"] * 4


def test_an_own_file_with_a_shipped_id_takes_its_place_until_it_is_gone() -> None:
    point = Point.of(2026, "Aut2")
    path = put("cut.toml", standardised(95))
    assert scales()["standardised"].expected_notch("reading", 4, point) == 95
    path.unlink()
    look_again()
    assert scales()["standardised"].expected_notch("reading", 4, point) == 90


def test_the_stamp_of_the_rules_follows_the_own_files() -> None:
    stamps = [rules_stamp()]
    path = put("cut.toml", standardised(95))
    stamps.append(rules_stamp())
    put("cut.toml", standardised(96))
    stamps.append(rules_stamp())
    assert len(set(stamps)) == 3
    path.unlink()
    assert rules_stamp() == stamps[0]


def test_files_that_are_not_valid_are_left_out_with_the_sentence() -> None:
    put("a.toml", OWN)
    put("b.toml", OWN)
    put("c.toml", OWN.replace("rank = 2", "rnak = 2").replace("our-grades", "other"))
    put("d.toml", "id = ")
    assert set(scales()) == {*shipped_ids(), "our-grades"}
    assert [problem.file for problem in problems()] == ["b.toml", "c.toml", "d.toml"]
    said = [problem.sentence for problem in problems()]
    assert "key “id” is “our-grades”, which another scale file has already" in said[0]
    assert "key “values[2].rnak” is not known here. Did you mean “rank”?" in said[1]
    assert "d.toml is not valid TOML" in said[2]


def test_a_scale_that_is_gone_reads_nothing_and_breaks_nothing() -> None:
    gone = scales()["gone"]
    assert "gone" not in scales()
    assert (gone.title, gone.has_expectation, gone.fall) == ("unknown scale gone", False, None)


# -- the commands


def test_a_bad_file_of_their_own_never_keeps_a_school_from_being_shown(
    demo_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put("bad.toml", "kind = 5")
    assert main(["show", "class", "4B", "--file", str(demo_path)]) == 0
    shown = capsys.readouterr()
    assert "4B" in shown.out
    assert "A scale of your own is left out. bad.toml: key “kind” must be a text" in shown.err


def test_results_on_a_scale_that_is_gone_are_shown_as_typed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = put("ours.toml", OWN)
    source, file = tmp_path / "ours.csv", ["--file", str(tmp_path / "s.duckdb")]
    source.write_text(
        "UPN,Surname,Class,2026-27 Aut2 Reading TA\nB801200005001,Ash,4B,B\nR674123101121,Bee,4B,A\n", "utf-8"
    )
    answers = tmp_path / "answers.toml"
    answers.write_text('"scale:2026-27 Aut2 Reading TA" = "our-grades"', "utf-8")
    assert main(["import", str(source), "--into", file[1], "--answers", str(answers)]) == 0
    assert main(["show", "pupil", "Bee", *file, "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["rows"][0]["standing"] == "above"
    own.unlink()
    for words in (["show", "class", "4B"], ["show", "pupil", "Bee"]):
        assert main([*words, *file, "--format", "json"]) == 0
    row = json.loads(capsys.readouterr().out.splitlines()[-1])["rows"][0]
    assert (row["code"], row["kind"], row["standing"]) == ("A", "unknown", None)


def test_scales_list_says_which_are_own_and_which_are_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    put("ours.toml", OWN)
    put("cut.toml", standardised(95))
    put("bad.toml", "kind = 5")
    assert main(["scales", "list", "--format", "json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    where = {row["id"]: row["where"] for row in listed["rows"]}
    assert where["our-grades"] == "own: ours.toml"
    assert where["standardised"] == "own: cut.toml, in place of the shipped one"
    assert where["bands"] == "shipped"
    assert any(note.startswith("Left out: bad.toml: key “kind”") for note in listed["notes"])


@pytest.mark.parametrize(
    ("scale", "sentences"),
    [
        ("steps", ["Just met in Year 4: autumn 4b+, spring 4w+, summer 4s.", "Nothing is expected in Reception."]),
        ("rising3", ["Just met in every year group: autumn Em, spring Dev, summer Sec."]),
        ("nc-levels", ["Just met in Year 3: Sum2 2a.",
                       "Statutory figures counted level 4 at the end of Key Stage 2: from 25 in Year 6."]),
        ("standardised", ["Just met in every year group: 90, at every point.",
                          "Above: from 107 in reading, 110 in maths, 110 elsewhere.",
                          "Standard error: 4.7 of a score, 6.7 of a difference."]),
        ("mtc", ["Nothing on this scale is at, above or below an expected standard."]),
    ],
)  # fmt: skip
def test_scales_show_says_what_is_expected_when(
    scale: str, sentences: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["scales", "show", scale]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert [sentence for sentence in sentences if sentence not in printed] == []


def test_what_is_expected_when_as_rows(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scales", "show", "steps", "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)["expectation"]
    assert len(rows) == 6 * 6
    assert {"year_group": 4, "point": "Aut1", "expected": "4b+"} in rows
    assert main(["scales", "show", "bands", "--format", "json"]) == 0
    assert {row["year_group"] for row in json.loads(capsys.readouterr().out)["expectation"]} == {None}


def test_scales_check_says_what_a_file_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, copy = tmp_path / "ours.toml", tmp_path / "copy.toml"
    path.write_text(OWN, "utf-8")
    shutil.copy(data_folder() / "scales" / "bands.toml", copy)
    assert main(["scales", "check", str(path), str(copy)]) == 0
    printed = capsys.readouterr().out
    assert "ours.toml: Our grades (id our-grades, kind bands)" in printed
    assert "  Values, lowest first: B Band B, A Above." in printed
    assert "  Just met in every year group: A, at every point." in printed
    assert "copy.toml: Point-in-time bands (id bands, kind bands)\n  It takes the place of the shipped scale" in printed
    assert main(["scales", "check", str(path), "--format", "csv"]) == 0
    assert capsys.readouterr().out.splitlines()[1].startswith("our-grades,Our grades,bands,B A,yes,ours.toml")


def test_scales_check_names_file_key_and_the_nearest_valid_key(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = tmp_path / "good.toml", tmp_path / "bad.toml"
    good.write_text(OWN, "utf-8")
    bad.write_text(OWN.replace("label", "lable", 1), "utf-8")
    assert main(["scales", "check", str(bad), str(good), str(tmp_path / "none.toml")]) == 1
    printed = capsys.readouterr()
    assert "bad.toml: key “values[1].lable” is not known here. Did you mean “label”" in printed.err
    assert "none.toml cannot be read" in printed.err
    assert "good.toml: Our grades" in printed.out


@pytest.mark.parametrize("words", [["list", "bands"], ["show"], ["show", "bands", "raw"], ["check"]])
def test_names_too_few_or_too_many(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scales", *words]) == 2
    assert "scale" in capsys.readouterr().err

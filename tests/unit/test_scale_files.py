from __future__ import annotations

import shutil
import tomllib
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from progress_tui.analysis.catalogue import load_scale, scales, scales_in
from progress_tui.domain.calendar import Point
from progress_tui.domain.errors import DataFileError
from progress_tui.domain.scale_files import non_results_from_mapping, scale_from_mapping
from progress_tui.domain.scales import Scale
from progress_tui.resources import data_folder

Content = dict[str, Any]
SHIPPED = [
    "bands", "eyfs", "gld", "ks-ta", "mtc", "nc-levels", "phonics", "raw", "reading-age", "rising3", "scaled-ks1",
    "scaled-ks2", "standardised", "steps",
]  # fmt: skip
LISTS = non_results_from_mapping(tomllib.loads((data_folder() / "non-results.toml").read_text("utf-8")), "lists.toml")

OWN = """
id = "own"
title = "Our own scale"
kind = "bands"
source = "staff meeting"
date = 2026-09-01
values = [
    { code = "E", label = "Emerging", rank = 1, standing = "below" },
    { code = "D", label = "Developing", rank = 2, standing = "at" },
    { code = "A", label = "Above", rank = 3, standing = "above", aliases = ["Top"] },
]
[non_results]
Abs = { meaning = "absent", of = "not_met" }
"""


def test_every_shipped_scale_loads_and_says_where_it_comes_from() -> None:
    files = sorted((data_folder() / "scales").glob("*.toml"))
    assert [path.stem for path in files] == SHIPPED
    for path in files:
        scale = load_scale(path)
        assert scale.id == path.stem
        assert scale.source
        assert scale.date.startswith("20")
        known = {reason.code for reason in scale.non_results.values()} | {
            code for code in "DMN" if code_is(scale, code)
        }
        assert {"A", "D", "J", "L", "F", "T", "U", "N", "H", "M", "Q", "X", "Z", "NAA", "-"} <= known


def code_is(scale: Scale, code: str) -> bool:
    return scale.read(code).kind == "value"


def test_a_school_writes_its_own_in_which_a_is_above() -> None:
    scale = scale_from_mapping(tomllib.loads(OWN), "own.toml")
    reading = scale.read("a")
    assert (reading.kind, scale.describe(reading)) == ("value", "Above")
    assert scale.read("abs").kind == "non-result"
    assert scale.read("top").code == "A"
    assert scales()["bands"].read("A").kind == "non-result"


def shipped(name: str) -> Content:
    return tomllib.loads((data_folder() / "scales" / f"{name}.toml").read_text("utf-8"))


def refused(content: Content) -> str:
    with pytest.raises(DataFileError) as caught:
        scale_from_mapping(content, "broken.toml", LISTS)
    return str(caught.value)


def broken(name: str, change: Callable[[Content], object]) -> str:
    content = deepcopy(shipped(name))
    change(content)
    return refused(content)


CHANGES: list[tuple[str, Callable[[Content], object], str]] = [
    ("bands", lambda c: c.update(vlaues=c.pop("values")),
     "key “vlaues” is not known here. Did you mean “values”"),
    ("bands", lambda c: c["values"][0].update(lable="x"),
     "key “values[1].lable” is not known here. Did you mean “label”"),
    ("bands", lambda c: c["values"][2].pop("rank"),
     "key “values[3].rank” is missing. It must be a whole number."),
    ("bands", lambda c: c["values"][2].update(rank="3"),
     "key “values[3].rank” must be a whole number, not '3'"),
    ("bands", lambda c: c["values"][2].update(rank=True),
     "key “values[3].rank” must be a whole number, not True"),
    ("bands", lambda c: c["values"][2].update(standing="secur"),
     "key “values[3].standing” is “secur”. Did you mean “secure”"),
    ("bands", lambda c: c["values"][2].update(aliases="JB"),
     "key “values[3].aliases” must be a list of texts"),
    ("bands", lambda c: c["values"][2].update(aliases=["at"]),
     "key “values” give “At” to both JB and At"),
    ("bands", lambda c: c["values"][2].update(rank=2),
     "key “values” give one rank to two values"),
    ("bands", lambda c: c["values"].append("Ab"),
     "key “values” must be a list of tables"),
    ("bands", lambda c: c.pop("values"),
     "key “values” and kind “bands” do not go together"),
    ("bands", lambda c: c["non_results"].update(B={"meaning": "x", "of": "not_met"}),
     "key “non_results.B.B” is used twice"),
    ("bands", lambda c: c["non_results"].update(A={"meaning": "x", "of": "notmet"}),
     "key “non_results.A.of” is “notmet”. Did you mean “not_met”"),
    ("bands", lambda c: c["non_results"].update(Ab={"meaning": "x", "of": "not_met"}),
     "key “non_results.Ab.Ab” is used twice"),
    ("bands", lambda c: c["non_results"].update(V={"meaning": "x", "of": "not_met", "aliases": ["abs"]}),
     "key “non_results.V.abs” is used twice"),
    ("bands", lambda c: c["non_results"].update(lists=["code"]),
     "key “non_results.lists” holds “code”. Did you mean “codes”?"),
    ("bands", lambda c: c["non_results"].update({"except": ["B"]}),
     "key “non_results.except” holds “B”"),
    ("bands", lambda c: c["values"][0].update(aliases=["Abs"]),
     "key “non_results.lists” give “A”, which is a spelling of WB too. Add “A” to “except”"),
    ("bands", lambda c: c.update(id="our bands"),
     "key “id” is “our bands”. It must be a short name without spaces."),
    ("bands", lambda c: c.update(detect="head"),
     "key “detect” is “head”. Did you mean “heading”"),
    ("bands", lambda c: c.update(ladder={"year_groups": [1], "steps": [{"code": "b", "label": "x"}]}),
     "key “ladder” and kind “bands” do not go together"),
    ("bands", lambda c: c.update(expectation={"rule": "cut", "expected": 3, "within": 1}),
     "key “expectation.rule” is “cut”, which does not go with kind “bands”. That takes “line”."),
    ("bands", lambda c: c.update(expectation={"rule": "line"}),
     "key “expectation.rule” is “line”, which does not go with kind “bands”"),
    ("ks-ta", lambda c: c["values"][0].update(early="yes"),
     "key “values[1].early” must be true or false, not 'yes'"),
    ("standardised", lambda c: c.update(out_of_year=True),
     "key “out_of_year” and kind “standardised” do not go together"),
    ("standardised", lambda c: c["error"].update(reliability=1),
     "key “error.reliability” is 1. A reliability is from 0 to under 1"),
    ("standardised", lambda c: c["error"].update(tests={"NTS": -0.2}),
     "key “error.tests.NTS” is -0.2. A reliability"),
    ("standardised", lambda c: c["error"].update(sd=0),
     "key “error.sd” must be above 0"),
    ("nc-levels", lambda c: c["thresholds"][1].update(year_group=2),
     "key “thresholds[2].year_group” is 2, which another threshold has already"),
    ("nc-levels", lambda c: c["thresholds"][1].update(form=2),
     "key “thresholds[2].form” is not known here. Did you mean “from”?"),
    ("rising3", lambda c: c["expectation"]["expected"].update(Aut1="Emm"),
     "key “expectation.expected.Aut1” is “Emm”. Did you mean “Em”?"),
    ("rising3", lambda c: c["expectation"]["expected"].update(Aut3="Em"),
     "key “expectation.expected.Aut3” is not known here. Did you mean “Aut"),
    ("rising3", lambda c: c["expectation"].update(expected={}),
     "key “expectation.expected” is missing"),
    ("rising3", lambda c: c["expectation"].update(above=0),
     "key “expectation.above” must be at or over “secure”"),
    ("rising3", lambda c: c["expectation"].update(rule="line"),
     "key “expectation.rule” is “line”, which does not go with kind “rising”. That takes “rising”."),
    ("rising3", lambda c: c.pop("expectation"),
     "key “expectation” is missing. Kind “rising” needs one"),
    ("steps", lambda c: c.pop("ladder"),
     "key “values” and kind “steps” do not go together"),
    ("steps", lambda c: c.update(values=[{"code": "x", "label": "x", "rank": 1}]),
     "key “values” and “ladder” do not go together"),
    ("steps", lambda c: c["ladder"].update(year_groups=[1, 3]),
     "key “ladder.year_groups” must be in order, without a gap"),
    ("steps", lambda c: c["ladder"].update(year_groups=["1"]),
     "key “ladder.year_groups” must be a list of year groups from 1 on"),
    ("steps", lambda c: c["ladder"]["steps"][1].update(code="b"),
     "key “values” give “1b” to both 1b and 1b"),
    ("steps", lambda c: c["expectation"]["expected"].update(Sum2="4s"),
     "key “expectation.expected.Sum2” is “4s”. Did you mean “s”"),
    ("steps", lambda c: c["expectation"].update(well_below=-1),
     "key “expectation.above” must be at or over “secure”, that over 0, and “well_below” under -1"),
    ("bands", lambda c: c["fall"].update(unit="notches"),
     "key “fall.unit” is “notches”. Did you mean “notch”"),
    ("bands", lambda c: c["fall"].update(judged_at=["Sum3"]),
     "key “fall.judged_at” holds “Sum3”. Did you mean “Sum"),
    ("bands", lambda c: c["fall"].update(watch=1),
     "key “fall.watch” and “notable” and “marked” must be negative"),
    ("bands", lambda c: c.update(kind="band"),
     "key “kind” is “band”. Did you mean “bands”?"),
    ("bands", lambda c: c.pop("title"),
     "key “title” is missing. It must be a text."),
    ("bands", lambda c: c.pop("date"),
     "key “date” is missing. It must be a date."),
    ("bands", lambda c: c.update(date=5),
     "key “date” must be a date, not 5"),
    ("bands", lambda c: c.update(fall=5),
     "key “fall” must be a table, not 5"),
    ("standardised", lambda c: c["range"].update(hgih=1),
     "key “range.hgih” is not known here. Did you mean “high”?"),
    ("standardised", lambda c: c["range"].update(low=161),
     "key “range.low” is 161, above “high”, which is 160"),
    ("standardised", lambda c: c["range"].update(low=float("nan")),
     "key “range.low” must be a number, not nan"),
    ("standardised", lambda c: c["positions"][1].update(start=30),
     "key “positions[2].start” must be above the one before"),
    ("standardised", lambda c: c["expectation"].update(rule="cutt"),
     "key “expectation.rule” is “cutt”. Did you mean “cut”"),
    ("standardised", lambda c: c["expectation"].pop("expected"),
     "key “expectation.expected” is missing"),
    ("standardised", lambda c: c["expectation"]["higher"].pop("default"),
     "key “expectation.higher.default” is missing"),
    ("standardised", lambda c: c.update(values=[{"code": "A"}]),
     "key “values[1].label” is missing"),
    ("nc-levels", lambda c: c["expectation"]["points"].update({"Y4": 21}),
     "key “expectation.points.Y4” is not a year group"),
    ("nc-levels", lambda c: c["expectation"]["points"].update({"²": 21}),
     "key “expectation.points.²” is not a year group"),
    ("nc-levels", lambda c: c["expectation"]["points"].update({"4": "3b"}),
     "key “expectation.points.4” must be a number"),
    ("nc-levels", lambda c: c["expectation"].pop("points"),
     "key “expectation.points” is missing"),
    ("nc-levels", lambda c: c["expectation"].update(notch=0),
     "key “expectation.notch” must be above 0"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "change", "sentence"), CHANGES, ids=[sentence[:50] for _, _, sentence in CHANGES])
def test_a_broken_scale_names_file_key_and_the_nearest_valid_key(
    name: str, change: Callable[[Content], object], sentence: str
) -> None:
    said = broken(name, change)
    assert said.startswith("broken.toml: ")
    assert sentence in said


def test_a_file_that_is_no_toml_says_where(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('id = "own\n', "utf-8")
    with pytest.raises(DataFileError, match=r"mine\.toml is not valid TOML\. .*line 1"):
        load_scale(path)
    path.write_bytes(b'id = "\xff"')
    with pytest.raises(DataFileError, match=r"mine\.toml is not valid TOML"):
        load_scale(path)


def test_two_files_cannot_give_one_id(tmp_path: Path) -> None:
    for name in ("bands.toml", "copy.toml"):
        shutil.copy(data_folder() / "scales" / "bands.toml", tmp_path / name)
    with pytest.raises(DataFileError, match=r"copy\.toml: key “id” is “bands”, which another scale file has already"):
        scales_in(tmp_path)


def test_the_scales_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(OWN, "utf-8")
    assert list(scales_in(tmp_path)) == ["own"]
    assert scales_in(tmp_path)["own"].judged_at(Point.of(2026, "Aut1"))

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
from progress_tui.domain.scale_files import scale_from_mapping
from progress_tui.resources import data_folder

Content = dict[str, Any]

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
    assert [path.stem for path in files] == ["bands", "ks-ta", "nc-levels", "raw", "standardised"]
    for path in files:
        scale = load_scale(path)
        assert scale.id == path.stem
        assert scale.source
        assert scale.date.startswith("20")
        assert {"A", "D", "J", "L", "F", "T", "U", "N", "H", "M", "Q", "X", "Z", "NAA", "-"} <= {
            reason.code for reason in scale.non_results.values()
        }


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
        scale_from_mapping(content, "broken.toml")
    return str(caught.value)


def broken(name: str, change: Callable[[Content], object]) -> str:
    content = deepcopy(shipped(name))
    change(content)
    return refused(content)


CHANGES: list[tuple[str, Callable[[Content], object], str]] = [
    ("bands", lambda c: c.update(vlaues=c.pop("values")),
     "key “vlaues” is not known here. Did you mean “values”?"),
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
    ("bands", lambda c: c["non_results"]["A"].update(of="notmet"),
     "key “non_results.A.of” is “notmet”. Did you mean “not_met”"),
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

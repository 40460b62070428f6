"""The demo school's data files are refused with file and key when something in them is wrong."""

from __future__ import annotations

import pytest

from progress_tui.demo.facts import Facts, read_facts
from progress_tui.demo.figures import SUBJECTS, figures, scale
from progress_tui.demo.names import name_lists
from progress_tui.domain.errors import DataFileError
from progress_tui.domain.text import clean


def facts(**content: object) -> Facts:
    return Facts("demo.toml", "roll", content)


def test_a_missing_figure_is_named() -> None:
    with pytest.raises(DataFileError, match=r"demo\.toml: key “roll\.pupils” is missing"):
        facts().whole("pupils")


def test_a_share_lies_between_0_and_1() -> None:
    with pytest.raises(DataFileError, match="is 51"):
        facts(boys=51).share("boys")


@pytest.mark.parametrize("content", [[], [1], "x", None])
def test_a_list_of_texts_is_what_it_says(content: object) -> None:
    with pytest.raises(DataFileError):
        facts(girls=content).texts("girls")


def test_a_yes_is_no_number() -> None:
    with pytest.raises(DataFileError):
        facts(pupils=True).number("pupils")


def test_an_unknown_key_gets_the_nearest_known() -> None:
    with pytest.raises(DataFileError, match="barrier"):
        facts(barier="x").only("barrier", "seen")


def test_a_file_that_is_not_there_is_said() -> None:
    with pytest.raises(DataFileError):
        read_facts("reference", "nowhere.toml")


def test_every_file_says_where_it_comes_from() -> None:
    reference = [("reference", f"demo-{name}.toml") for name in ("school", "phrases", "statutory", "records")]
    for parts in (*reference, ("names", "pupils.toml")):
        top = read_facts(*parts)
        assert top.text("source")
        assert str(top.content["date"]) == "2026-11-23"
    assert read_facts("names", "pupils.toml").text("source") == "our own list"


def test_the_figures_hold_together() -> None:
    source = figures()
    assert source.roll.pupils == 420
    assert sum(sum(source.level_gains[year]) for year in (3, 4, 5, 6)) == 12
    assert [sum(source.level_gains[year]) for year in (3, 4, 5, 6)] == [1, 2, 3, 6]
    assert 1 - (1 - source.far_below_share) * (1 - source.missing.a_cell) == pytest.approx(0.08, abs=0.003)
    assert all(len(source.bands[subject]) == len(scale("bands").values) - 1 for subject in SUBJECTS)


def test_the_names_are_clean_and_diverse() -> None:
    groups, mononyms = name_lists()
    names = [name for group in groups for name in (*group.surnames, *group.forenames["F"], *group.forenames["M"])]
    assert all(clean(name) == name for name in (*names, *mononyms["F"], *mononyms["M"]))
    assert {"Ng", "O'Brien-Smith"} <= set(names)
    assert "王小明" in mononyms["M"]
    assert len(groups) >= 10
    assert len(set(names)) > 250

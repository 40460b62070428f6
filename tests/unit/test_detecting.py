"""Which scale the cells of a column are on, and what cells look like that are on none."""

from __future__ import annotations

from collections import Counter

import pytest

from progress_tui.analysis.catalogue import scales
from progress_tui.importing.recognising.detecting import (
    detect,
    judged,
    looks_dated,
    nature,
    of_another_kind,
    reads_none,
)


@pytest.mark.parametrize(
    ("cells", "hints", "scale"),
    [
        (["<70", "95", ">130"], ["standardised"], "standardised"),
        (["<80", "100", "120"], ["scaled-ks2"], "scaled-ks2"),
        (["4b", "4b+", "4w"], ["codes"], "steps"),
        (["2b", "3a", "1c"], ["codes"], "nc-levels"),
        (["٩٥", "١٠٠"], ["standardised"], "standardised"),
        (["7:05", "8y 2m"], ["reading-age"], "reading-age"),
        (["EXS", "GDS", "A"], [], "ks-ta"),
        (["<70", "0", "nan"], ["standardised"], "standardised"),
        (["inf", "97", "NaN"], ["standardised"], "standardised"),
        (["7.11", "8y 2m", "9.4"], ["reading-age"], "reading-age"),
        (["79", "97"], ["scaled-ks2", "scaled-ks1"], None),
        (["97", "118"], ["scaled-ks2", "scaled-ks1"], "scaled-ks2"),
        (["Working at the expected standard", "Working towards the expected standard"], [], "ks-ta"),
        (["SA", "JB", "At"], [], "bands"),
        (["Just At", "WTS+", "Securely At"], [], "bands"),
    ],
)
def test_the_scale_of_a_column(cells: list[str], hints: list[str], scale: str | None) -> None:
    assert detect(cells, hints, scales()).scale == scale


@pytest.mark.parametrize(
    ("cells", "hints"),
    [(["95", "110", "102"], []), (["95", "110"], ["numbers"]), (["12", "30"], ["codes"]), (["4b", "3b", "2b"], []),
     (["Expected", "Greater depth"], []), (["A", "A"], []), (["1", "2", "3"], ["numbers"])],
)  # fmt: skip
def test_what_could_be_several_is_left_open(cells: list[str], hints: list[str]) -> None:
    assert detect(cells, hints, scales()).scale is None


def test_a_heading_that_names_one_scale_decides_unless_no_cell_is_on_it() -> None:
    assert detect(["12", "97", "18", "22"], ["standardised"], scales()).scale == "standardised"
    assert detect(["12", "17", "18", "22"], ["standardised"], scales()).scale is None


def test_of_scaled_scores_only_the_key_stage_is_asked() -> None:
    assert detect(["97", "103"], ["scaled-ks2", "scaled-ks1"], scales()).options == ("scaled-ks2", "scaled-ks1")


def test_how_often_a_cell_occurs_counts() -> None:
    assert detect(Counter({"JB": 90, "At": 60, "oops": 2}), ["codes"], scales()).scale == "bands"
    assert detect(Counter({"JB": 1, "3b": 90, "2a": 20}), ["codes"], scales()).scale == "nc-levels"


def test_cells_of_another_kind_are_told_from_slips() -> None:
    loaded = scales()
    strange = of_another_kind(Counter(["JB", "At", "104", "98", "oops"]), loaded["bands"], loaded)
    assert strange["standardised"] == Counter(["104", "98"])
    assert next(iter(strange)) == "standardised"
    assert of_another_kind(Counter(["95", "999", "12"]), loaded["standardised"], loaded) == {}
    assert of_another_kind(Counter(["7.11", "8:02"]), loaded["reading-age"], loaded) == {}
    assert of_another_kind(Counter(["JB", "A", "-"]), loaded["bands"], loaded) == {}


@pytest.mark.parametrize(
    ("cells", "looks"),
    [(["12/11/2025", "1/2/2026"], "dates"), (["2025-11-12", "x"], ""), (["78%", "81.5 %"], "percentages"),
     (["Y", "no"], "yes and no"), (["Worked hard this term", "Reads very well"], "remarks"), (["3BXS", "3EXS"], "")],
)  # fmt: skip
def test_what_cells_look_like_that_are_no_results(cells: list[str], looks: str) -> None:
    assert nature(Counter(cells)) == looks


def test_a_serial_number_is_not_taken_for_a_date() -> None:
    assert [looks_dated(cell) for cell in ("42676", "2/11/16", "2 Nov 2016", "Aut-2-x")] == [False, True, True, False]


def test_a_column_that_no_scale_reads() -> None:
    assert reads_none(Counter(["12/11/2025"]), (), scales())
    assert not reads_none(Counter(["A", "-"]), (), scales())
    assert not reads_none(Counter(["999"]), ("standardised",), scales())
    assert reads_none(Counter(["Yes", "No way"]), (), scales())
    assert not reads_none(Counter(["Yes", "No"]), ("gld",), scales())


def test_a_column_of_very_many_texts_is_judged_by_the_commonest() -> None:
    counts = Counter({f"text {at}": 1 for at in range(10_000)})
    counts["JB"] = 50
    assert len(judged(counts)) == 3000
    assert "JB" in judged(counts)

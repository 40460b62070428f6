"""A small school of mixed ages: classes named after trees, two year groups in each, every view of `show` says what it
says by counting by hand from the files."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
import small_school

from progress_tui.__main__ import main

Row = dict[str, str]
Show = Callable[..., dict[str, object]]


@pytest.fixture
def show(small_template: Path, capsys: pytest.CaptureFixture[str]) -> Show:
    """What a view says, as JSON."""

    def asked(*words: str) -> dict[str, object]:
        code = main(["show", *words, "--file", str(small_template), "--format", "json"])
        out, err = capsys.readouterr()
        assert (code, err) == (0, ""), (words, err)
        said = json.loads(out)
        assert isinstance(said, dict)
        return said

    return asked


def rows_of(said: dict[str, object]) -> list[dict[str, object]]:
    rows = said["rows"]
    assert isinstance(rows, list)
    return rows


def table(name: str) -> list[Row]:
    return list(csv.DictReader(io.StringIO(small_school.files()[name])))


LISTED = table("pupils-2026-27.csv")
RESULTS = {row["UPN"]: row for row in table("results-2026-27.csv")}
AT = ("At", "Sec", "Ab")


def met(listed: list[Row], subject: str = "Reading", label: str = "2026-27") -> tuple[int, int]:
    """How many are at the expected standard at Aut2, of how many with a result."""
    results = {row["UPN"]: row for row in table(f"results-{label}.csv")}
    held = [results[row["UPN"]][f"{label} Aut2 {subject} TA"] for row in listed]
    return sum(cell in AT for cell in held), sum(cell not in ("", "A") for cell in held)


def test_the_school_is_small_and_of_mixed_ages() -> None:
    ages: dict[str, Counter[str]] = {}
    for row in LISTED:
        ages.setdefault(row["Class"], Counter())[row["Year"]] += 1
    assert list(ages) == list(small_school.CLASSES)
    assert all(len(held) == 2 for held in ages.values())
    assert all(15 <= held.total() <= 22 for held in ages.values())
    assert small_school.files() == small_school.files(), "always the same"


@pytest.mark.parametrize("name", small_school.CLASSES)
def test_a_class_called_after_a_tree_shows_each_child_in_its_own_year_group(name: str, show: Show) -> None:
    listed = {row["UPN"]: row for row in LISTED if row["Class"] == name}
    said = show("class", name)
    assert said["on_roll"] == len(listed)
    assert Counter(row["year_group"] for row in rows_of(said)) == Counter(
        0 if row["Year"] == "R" else int(row["Year"]) for row in listed.values()
    )
    assert said["title"] == f"Hollowdale Primary ▸ {name} ▸ Autumn 2 2026-27"
    small_letters = show("class", name.casefold())
    assert small_letters["rows"] == said["rows"]
    by_filter = show("attainment", "--filter", f'class:"{name}"', "--subject", "reading")
    assert (rows_of(by_filter)[0]["expected"], rows_of(by_filter)[0]["n"]) == met(list(listed.values()))


@pytest.mark.parametrize("year", ["R", "1", "2", "3", "4", "5", "6"])
def test_a_year_group_is_found_across_classes(year: str, show: Show) -> None:
    listed = [row for row in LISTED if row["Year"] == year]
    wanted = met(listed, "Maths")
    word = "R" if year == "R" else f"Y{year}"
    for asked in (["--year-group", word], ["--filter", "reception" if year == "R" else word]):
        found = rows_of(show("attainment", *asked, "--by", "year-group", "--subject", "maths"))
        assert (found[0]["expected"], found[0]["n"], found[0]["on_roll"]) == (*wanted, len(listed))
    both = rows_of(show("matrix", "--a", "year-group", "--b", "class"))
    own = next(row for row in both if row["group"] == word)
    assert own["n"] == len(listed)


def test_three_years_pooled_are_the_sums_of_the_years(show: Show) -> None:
    said = show("compare", "--by", "class", "--pool", "3", "--subject", "reading")
    found = {str(row["group"]): (row["k"], row["n"]) for row in rows_of(said)}
    wanted: dict[str, list[int]] = {name: [0, 0] for name in small_school.CLASSES}
    for label in ("2024-25", "2025-26", "2026-27"):
        for name, sums in wanted.items():
            k, n = met([row for row in table(f"pupils-{label}.csv") if row["Class"] == name], "Reading", label)
            sums[0], sums[1] = sums[0] + k, sums[1] + n
    assert found == {name: tuple(sums) for name, sums in wanted.items()}
    notes = said["notes"]
    assert isinstance(notes, list)
    assert any("Pooled over 2024-25, 2025-26, 2026-27" in note for note in notes)
    premium = show("compare", "--by", "pp", "--pool", "3", "--subject", "reading")["notes"]
    assert isinstance(premium, list)
    assert not any("children" in note.partition("Not at")[2] for note in premium), "pooled, they are pupil results"


def test_progress_by_year_group_though_classes_mix_them(show: Show) -> None:
    said = show("progress", "--subject", "reading")
    found = {row["year"]: (row["matched"], row["on_roll"]) for row in rows_of(said)}
    ended = {row["UPN"]: row for row in table("pupils-2025-26.csv")}
    after = {row["UPN"]: row["2025-26 Sum2 Reading Level"] for row in table("results-2025-26.csv")}
    before = {row["UPN"]: row["2024-25 Sum2 Reading Level"] for row in table("results-2024-25.csv")}
    wanted = {
        f"Y{year}": (
            sum(bool(after[upn] and before.get(upn)) for upn, row in ended.items() if row["Year"] == year),
            sum(row["Year"] == year for row in ended.values()),
        )
        for year in "3456"
    }
    assert found == wanted


@pytest.mark.parametrize(
    "words",
    [
        ("flagged",), ("flagged", "--class", "Oak", "--agenda"), ("flagged", "--good"), ("changes",),
        ("changes", "--since", "meeting"), ("attainment",), ("targets",), ("completeness",), ("compare",),
        ("compare", "--by", "year-group,class"), ("compare", "--by", "pp", "--measure", "change"),
        ("progress", "--view", "cohort"), ("progress", "--pupils", "--class", "Ash"), ("baselines",),
        ("matrix", "--subject", "reading"), ("venn", "--year-group", "Y5"), ("actions",), ("support",),
    ],
    ids=" ".join,
)  # fmt: skip
def test_every_view_has_something_to_say(words: tuple[str, ...], show: Show) -> None:
    said = show(*words)
    assert str(said["title"]).startswith("Hollowdale Primary ▸ ")
    assert said["rows"] or said["notes"], "where nothing is on file, a sentence says so"
    assert said["n"] == len(rows_of(said))

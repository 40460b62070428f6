"""The demo school set to a trajectory prints that trajectory, within sampling error, over seeds."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from statistics import mean
from typing import Literal

import pytest

from progress_tui.demo.school import generate
from progress_tui.domain.calendar import parse_academic_year
from progress_tui.domain.reports import Report
from progress_tui.domain.whom import EVERYBODY
from progress_tui.importing.planning.committing import Terms
from progress_tui.importing.service import bring_in
from progress_tui.workspace import Workspace

SEEDS = (1, 2)
YEARS = ("2024-25", "2025-26")
WITHIN = 0.4
"""About three standard errors: a year's gain has an sd of 1.5, some 55 children a year group are measured in each of
three subjects that agree at 0.75, and there are two seeds: 1.5 · √((1 + 2 · 0.75) / 3) / √(2 · 55) = 0.13."""


@pytest.mark.parametrize(
    ("trajectory", "gains", "last"), [("even", (3, 3, 3, 3), 25), ("boddy", (1, 2, 3, 6), 50)], ids=["even", "boddy"]
)
def test_show_progress_prints_the_trajectory_the_school_was_made_with(
    trajectory: Literal["even", "boddy"], gains: tuple[int, ...], last: int, tmp_path: Path
) -> None:
    found: dict[int, list[float]] = defaultdict(list)
    shares = []
    for seed in SEEDS:
        for row in report_of(seed, trajectory, tmp_path / f"{seed}.duckdb").rows:
            year, share = int(str(row["year_group"])), row["share"]
            assert 0 < int(str(row["matched"])) <= int(str(row["n"])) <= int(str(row["on_roll"]))
            if year >= 3:
                assert (row["even"], row["boddy"]) == (3, {3: 1, 4: 2, 5: 3, 6: 6}[year])
                found[year].append(float(str(row["mean"])))
            if year == 6:
                shares.append(float(str(share)))
    assert [len(found[year]) for year in (3, 4, 5, 6)] == [3 * len(SEEDS)] * 4
    for year, gain in zip((3, 4, 5, 6), gains, strict=True):
        assert mean(found[year]) == pytest.approx(gain, abs=WITHIN), year
    assert mean(shares) == pytest.approx(last, abs=5)


def report_of(seed: int, trajectory: Literal["even", "boddy"], path: Path) -> Report:
    """Progress by year group of a school made with a seed, brought in by the public way."""
    school = generate(seed, leavers=True, trajectory=trajectory)
    with closing(Workspace(path)) as workspace:
        for file in school.files:
            kind, _, year = Path(file.name).stem.partition("-")
            if kind not in ("pupils", "results") or year not in YEARS:
                continue
            source = path.parent / file.name
            source.write_text("".join(summers(file.text)) if kind == "results" else file.text, "utf-8")
            terms = Terms(school_name=school.name, fictional=True)
            report = bring_in(workspace.file, source, terms, year=parse_academic_year(year))
            assert report.verdict == "accepted", report.rejected[:3]
        return workspace.judging.progress(EVERYBODY)


def summers(text: str) -> Iterator[str]:
    """The file with its level points at Sum2 alone: nothing else is looked at, and the import takes a fifth of it."""
    rows = csv.reader(io.StringIO(text, newline=""))
    heads = next(rows)
    kept = [place for place, head in enumerate(heads) if not head[:2].isdigit() or ("Sum2" in head and "Level" in head)]
    assert len(kept) >= 4, heads
    for row in (heads, *rows):
        line = io.StringIO()
        csv.writer(line).writerow([row[place] for place in kept])
        yield line.getvalue()

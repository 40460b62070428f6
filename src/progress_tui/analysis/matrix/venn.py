"""Reading, writing and maths at the expected standard: seven regions of names, none, and who lacks a result.

Rules and a worked example: docs/judgements.md, “Matrices”.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Final

import polars as pl

from progress_tui.analysis.behind import Said, not_known, those, told
from progress_tui.analysis.choosing import chosen, subject_named
from progress_tui.analysis.denominators import counted
from progress_tui.analysis.laid_report import LaidReport, listed
from progress_tui.analysis.school_at_point import SchoolAtPoint, Selection
from progress_tui.domain.pupils import display_name
from progress_tui.domain.reports import Behind, Field, Report
from progress_tui.domain.subjects import CORE, subject_label
from progress_tui.domain.whom import Whom

REGIONS: Final[dict[str, str]] = {
    "rwm": "reading, writing and maths",
    "rw": "reading and writing only",
    "rm": "reading and maths only",
    "wm": "writing and maths only",
    "r": "reading only",
    "w": "writing only",
    "m": "maths only",
    "none": "none of the three",
    "lacking": "a result is lacking",
}
"""Region → words: where a child is at the expected standard. A child stands in exactly one."""

REGION_SCHEMA: Final = {
    "pupil_id": pl.Int32(), "name": pl.String(), "region": pl.String(), "without": pl.List(pl.String()),
}  # fmt: skip
"""One row a pupil; `without` holds the subjects that lack a valid result, in the order of `CORE`."""


@dataclass(frozen=True, slots=True)
class _Place:
    """What is known of a child in the three subjects: met, not met, or None without a valid result."""

    met: tuple[bool | None, ...]

    @property
    def region(self) -> str:
        if None in self.met:
            return "lacking"
        return "".join(subject[0] for subject, met in zip(CORE, self.met, strict=True) if met) or "none"

    @property
    def without(self) -> list[str]:
        return [subject for subject, met in zip(CORE, self.met, strict=True) if met is None]


def regions(at: SchoolAtPoint, selection: Selection) -> pl.DataFrame:
    """Where each of the chosen pupils stands: `REGION_SCHEMA`, by name.

    A valid result is a value that is held against an expected standard at this point, in the series that speaks for
    the subject in the pupil's class.
    """
    roll = at.summary.roll.filter(pl.col("pupil_id").is_in(list(selection.keys)))
    own = at.summary.subjects.filter(pl.col("subject").is_in(CORE))
    held = {
        (pupil_id, subject): met
        for pupil_id, subject, met in counted(own, "assessed")
        .filter(pl.col("counts"))
        .select("pupil_id", "subject", "met")
        .iter_rows()
    }
    rows = []
    for pupil_id, *names in roll.select("pupil_id", "surname", "forename", "fallback").iter_rows():
        place = _Place(tuple(held.get((pupil_id, subject)) for subject in CORE))
        rows.append((pupil_id, display_name(*names), place.region, place.without))
    return pl.DataFrame(rows, schema=REGION_SCHEMA, orient="row")


def venn_report(at: SchoolAtPoint, whom: Whom, names: bool = False) -> Report:
    """The regions as `show venn` prints them; their counts add up to the pupils asked about.

    Args:
        at: the school at a point.
        whom: the pupils asked about; its subject is the one a filter speaks of.
        names: whether a table holds every name rather than the first few; JSON always holds all.

    Raises:
        NotFoundError: no such class or year group.
        UsageError: the filter or the subject is not known.
    """
    selection = chosen(at, whom, subject_named(at, whom.subject))
    placed = regions(at, selection)
    rows, lists = [], {}
    for region, words in REGIONS.items():
        own = placed.filter(pl.col("region") == region)
        lists[region] = own["name"].to_list()
        ids = own["pupil_id"].to_list()
        rows.append({"region": region, "words": words, "n": len(ids), "pupil_ids": ids, "names": lists[region]})
    lacking = placed.filter(pl.col("region") == "lacking")
    heads = ("at the expected standard in", "n", "pupils")
    said = told(_notes(at, placed, lacking, selection))
    regions_of = list(REGIONS)

    def behind(row: int, key: str) -> Behind:  # noqa: ARG001 – the signature of `Report.behind`
        return _in_region(at, placed, regions_of[row])

    return LaidReport(
        title=at.title("RWM at the expected standard"),
        point=str(at.point),
        fields=(Field("words", heads[0]), Field("n", heads[1], "count"), Field("names", heads[2])),
        rows=tuple(rows),
        notes=said.notes,
        more={
            "with_all_three": placed.height - lacking.height,
            "selected": placed.height,
            "on_roll": at.summary.roll.height,
            "filter": selection.description,
            "unknown": selection.unknown,
            "lacking": [
                {"pupil_id": pupil_id, "name": name, "subjects": without}
                for pupil_id, name, without in lacking.select("pupil_id", "name", "without").iter_rows()
            ],
        },
        lines=tuple(
            dict(zip(heads, (words, len(own), listed(own, every=names)), strict=True))
            for words, own in ((REGIONS[region], lists[region]) for region in REGIONS)
        ),
        behind=behind,
        behind_notes=said.behind,
    )


def _in_region(at: SchoolAtPoint, placed: pl.DataFrame, region: str) -> Behind:
    words = REGIONS[region] if region == "lacking" else f"at the expected standard in {REGIONS[region]}"
    return those(at.frames, placed.filter(pl.col("region") == region), words)


def _notes(at: SchoolAtPoint, placed: pl.DataFrame, lacking: pl.DataFrame, selection: Selection) -> list[Said]:
    valid, met = placed.height - lacking.height, placed.filter(pl.col("region") == "rwm").height
    notes: list[Said] = [
        (
            f"{met} of {valid} with a result in all three (of {placed.height} on roll) are at the expected standard in "
            f"reading, writing and maths: {selection.description}.",
            partial(_in_region, at, placed, "rwm"),
        )
    ]
    missing = lacking.explode("without").group_by("without").agg(pl.len().alias("n"))
    counts = dict(missing.iter_rows())
    if counts:
        words = ", ".join(f"{subject_label(s).lower()} {counts[s]}" for s in CORE if s in counts)
        said = f"Without a result that is held against an expected standard at {at.point.code}: {words}."
        notes.append((said, partial(_in_region, at, placed, "lacking")))
    if selection.unknown:
        left_out = f"Left out as what the filter asks is not known of them: {selection.unknown}."
        notes.append((left_out, not_known(at, selection)))
    if selection.hint:
        notes.append(selection.hint)
    return notes

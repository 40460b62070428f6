"""The round of meetings across a school, class by class: what was planned and held, who was spoken of, what was agreed.

For senior leaders, to help children: by class in the order of names, never by who has most, and nobody who teaches is
named. Rules: docs/judgements.md, “Meetings”.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Final

import polars as pl

from progress_tui.analysis.behind import Said, those, told
from progress_tui.analysis.choosing import chosen
from progress_tui.analysis.effect.agreed import agreed
from progress_tui.analysis.flags.thresholds import thresholds
from progress_tui.analysis.meeting_words import meeting_words
from progress_tui.analysis.school_at_point import SchoolAtPoint
from progress_tui.analysis.under_way import is_open, supported
from progress_tui.domain.reports import Behind, Field, Report
from progress_tui.domain.text import counted, fold
from progress_tui.domain.whom import EVERYBODY, Whom

_FIELDS: Final = (
    Field("class_name", "class"), Field("on_roll", "on roll", "count"), Field("planned", "planned", "count"),
    Field("running", "running", "count"), Field("held", "held", "count"), Field("discussed", "discussed", "count"),
    Field("open", "open", "count"), Field("overdue", "overdue", "count"), Field("done", "done", "count"),
    Field("on_no_list", "on no list", "count"),
)  # fmt: skip
_STATES: Final = ("planned", "running", "held")
_WORDS: Final = {
    "on_roll": "on roll",
    "planned": "on the agenda of a planned meeting", "running": "on the agenda of a running meeting",
    "held": "on the agenda of a held meeting", "discussed": "discussed this year", "open": "an action open",
    "overdue": "an action overdue", "done": "an action done", "on_no_list": "asked about and on no list",
}  # fmt: skip


@dataclass(frozen=True)
class _Round:
    """A school's meetings of one academic year up to the point.

    Attributes:
        roll: pupil_id, class_id, class_name of the children in a class at the point.
        meetings: as the frame, of these classes in the year.
        begun: the meetings of the year, of any class, that run or were held: a child may have moved since.
        items: the children's items at meetings of the year: meeting_id, pupil_id, discussed, barriers.
        actions: of the children and classes, as `agreed`, one piece of work once.
        unlisted: pupil ids of the children on no list.
    """

    at: SchoolAtPoint
    roll: pl.DataFrame
    meetings: pl.DataFrame
    begun: pl.DataFrame
    items: pl.DataFrame
    actions: pl.DataFrame
    unlisted: frozenset[int]

    @property
    def discussed(self) -> pl.DataFrame:
        """The items that were spoken of at meetings that run or were held."""
        return self.items.filter("discussed").join(self.begun, on="meeting_id", how="semi")

    def part(self, class_id: int, key: str) -> pl.DataFrame:
        """The rows that a figure of a class counts, each with a pupil_id; null for an action of the class itself."""
        own = self.roll.filter(pl.col("class_id") == class_id)
        if key in _STATES:
            held = self.meetings.filter((pl.col("class_id") == class_id) & (pl.col("status") == key))
            return self.items.join(held, on="meeting_id", how="semi")
        if key == "discussed":
            return own.join(self.discussed, on="pupil_id", how="semi")
        if key == "on_no_list":
            return own.filter(pl.col("pupil_id").is_in(list(self.unlisted)))
        if key == "on_roll":
            return own
        of_class = pl.col("pupil_id").is_null() & (pl.col("class_id") == class_id)
        mine = self.actions.filter(of_class | pl.col("pupil_id").is_in(own["pupil_id"].to_list()))
        settled = pl.coalesce("closed", "agreed") >= date(self.at.point.start_year, 9, 1)
        done = (pl.col("status") == "done") & settled
        return mine.filter({"open": is_open(), "overdue": pl.col("overdue")}.get(key, done))

    def figure(self, class_id: int, key: str) -> int:
        """How many meetings, children or actions."""
        if key in _STATES:
            return self.meetings.filter((pl.col("class_id") == class_id) & (pl.col("status") == key)).height
        return self.part(class_id, key).height


def meetings_summary(at: SchoolAtPoint, whom: Whom = EVERYBODY) -> Report:
    """The round of meetings of the point's academic year as `show meetings-summary` prints it, by class.

    Args:
        at: the school at the point; meetings that look at later points are not counted.
        whom: the children whose classes are told of, and who alone are counted in them.

    Raises:
        NotFoundError: no such class or year group.
        UsageError: the filter is not one.
    """
    found = _round(at, whom)
    classes = found.roll.select("class_id", "class_name").unique("class_id").rows()
    classes.sort(key=lambda one: fold(one[1]))
    keys = [one.key for one in _FIELDS if one.key != "class_name"]
    rows = tuple(
        {"class_name": name, "class_id": class_id, **{key: found.figure(class_id, key) for key in keys}}
        for class_id, name in classes
    )

    def behind(row: int, key: str) -> Behind:
        class_id, name = classes[row]
        part = found.part(class_id, key if key in _WORDS else "on_roll")
        return those(at.frames, part.drop_nulls("pupil_id"), name, _WORDS.get(key, "on roll"))

    said = told(_notes(found, len(classes)))
    barriers = _barriers(found)
    return Report(
        at.title("Meetings of the year"), str(at.point), _FIELDS, rows, said.notes,
        more={
            "academic_year": at.point.year_label,
            "discussed": found.discussed["pupil_id"].n_unique(),
            "barriers": [{"barrier": barrier, "children": part["pupil_id"].n_unique()} for barrier, part in barriers],
        },
        behind=behind, behind_notes=said.behind,
    )  # fmt: skip


def _round(at: SchoolAtPoint, whom: Whom) -> _Round:
    first = at.point.start_year * 6
    subject = whom.speaks_of or None
    keys = chosen(at, whom, subject).keys
    own = pl.col("pupil_id").is_in(list(keys))
    roll = at.summary.roll.select("pupil_id", "class_id", "class_name").drop_nulls().filter(own)
    classes = pl.col("class_id").is_in(roll["class_id"].unique().to_list())
    meetings = at.frames.meetings.filter(classes & pl.col("ordinal").is_between(first, at.point.ordinal))
    year = at.frames.meetings.filter(pl.col("ordinal").is_between(first, at.point.ordinal))
    items = at.frames.meeting_items.filter(own & (pl.col("kind") == "pupil")).join(
        year, on="meeting_id", how="semi", maintain_order="left"
    )
    actions = agreed(at, whom, subject).frame
    begun = year.filter(pl.col("status") != "planned")
    found = _Round(at, roll, meetings, begun, items, actions, frozenset())
    listed = {
        *found.discussed["pupil_id"],
        *supported(at.frames, at.today)["pupil_id"],
        *actions.filter(is_open())["pupil_id"].drop_nulls(),
    }
    least = thresholds().number("agenda", "severity")
    asked = {pupil_id for pupil_id, own in at.flags.items() if any(flag.severity >= least for flag in own)}
    return replace(found, unlisted=frozenset(asked - listed))


def _barriers(found: _Round) -> list[tuple[str, pl.DataFrame]]:
    """Each barrier that was noted with the items it was noted at, in the order in which barriers are offered."""
    noted = found.discussed.select("pupil_id", pl.col("barriers").alias("barrier")).explode("barrier").drop_nulls()
    offered = [one.id for one in meeting_words().barriers]
    own = sorted(set(noted["barrier"]), key=lambda one: (offered.index(one) if one in offered else len(offered), one))
    return [(barrier, noted.filter(pl.col("barrier") == barrier)) for barrier in own]


def _notes(found: _Round, classes: int) -> Iterator[Said]:
    at, roll, year = found.at, found.roll, found.at.point.year_label
    spoken = roll.join(found.discussed, on="pupil_id", how="semi")
    met = found.meetings.filter(pl.col("status") == "held")["class_id"].n_unique()
    many = counted(classes, "class", "classes")
    yield f"{met} of {many} had a meeting that was held in {year}, up to {at.point.label}."
    yield (
        f"{spoken.height} of {roll.height} children on roll were discussed.",
        lambda: those(at.frames, spoken, "discussed this year"),
    )
    unlisted = roll.filter(pl.col("pupil_id").is_in(list(found.unlisted)))
    yield (
        f"{unlisted.height} of {roll.height} are on no list: a flag asks to discuss them, and this year nobody did; no "
        "action is open and no support runs for them.",
        lambda: those(at.frames, unlisted, "asked about and on no list"),
    )
    of = found.discussed["pupil_id"].n_unique()
    for barrier, part in _barriers(found):
        yield (
            f"Barrier {barrier}: {part['pupil_id'].n_unique()} of the {of} children discussed.",
            partial(those, at.frames, part, "barrier", barrier),
        )
    yield (
        "Actions that are open are all on file, whenever they were agreed; those that were done, since "
        f"1 September {at.point.start_year}. Those of a class itself count with its children's."
    )
    yield "Classes stand by name: the figures say where children may need something, nothing about those who teach."

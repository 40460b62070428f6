"""Figures for governors: nothing small can be read or worked out from any table of the document."""

from __future__ import annotations

import re
from datetime import datetime

from progress_tui.domain import clock
from progress_tui.domain.calendar import Point
from progress_tui.exporting.documents.document import Document, Facts, Table
from progress_tui.exporting.documents.governors import HIDDEN, build
from progress_tui.exporting.documents.records import GovernorsRecord, GroupCount, Parting
from progress_tui.exporting.redactor import Redactor
from progress_tui.workspace import Workspace
from progress_tui.workspace.gathering.governors import counts

YEARS = Parting("By year group", (
    GroupCount("Y1", 40, {"reading": (25, 40), "maths": (30, 40)}),
    GroupCount("Y2", 5, {"reading": (4, 5)}),
    GroupCount("Y3", 13, {"reading": (9, 13), "maths": (8, 9)}),
    GroupCount("Y4", 30, {"reading": (20, 28), "maths": (21, 30)}),
))  # fmt: skip
SEXES = Parting("By sex", (
    GroupCount("Girls", 46, {"reading": (30, 44), "maths": (29, 39)}),
    GroupCount("Boys", 42, {"reading": (28, 42), "maths": (30, 40)}),
))  # fmt: skip


def _record(*partings: Parting, actions: dict[str, int] | None = None, overdue: int = 0) -> GovernorsRecord:
    return GovernorsRecord(
        school="Oakfield", fictional=False, point_label="Autumn 2 2026-27", point_code="2026-27:Aut2",
        year_label="2026-27", on_roll=88, subjects=(("reading", "Reading"), ("maths", "Maths")), partings=partings,
        actions=actions or {}, overdue=overdue, classes=4, met_classes=4, meetings=4, spoken_of=30,
        barriers={"attendance": 12, "home": 3, "EAL": 11}, measures=(), made=datetime(2026, 11, 23, 15, 30),
    )  # fmt: skip


def _made(record: GovernorsRecord) -> Document:
    return build(record, Redactor((), "none"))


def _table(document: Document, title: str) -> dict[str, tuple[object, ...]]:
    found = next(one for one in document.blocks if isinstance(one, Table) and one.title == title)
    return {str(row[0]): row[1:] for row in found.rows}


def test_a_small_group_is_left_out_with_the_next_smallest() -> None:
    rows = _table(_made(_record(YEARS, SEXES)), "By year group")
    assert rows["Y1"] == (40, "25 of 40", "30 of 40")
    assert rows["Y2"] == (HIDDEN, HIDDEN, "not assessed")
    # Reading of Y3 would give away that of Y2, and 9 assessed in maths are too few themselves.
    assert rows["Y3"] == (HIDDEN, HIDDEN, HIDDEN)
    assert rows["Y4"] == (30, "20 of 28", HIDDEN)
    assert rows["Whole school"] == (88, "58 of 86", "59 of 79")


def test_a_whole_that_is_left_out_once_is_left_out_everywhere() -> None:
    few = Parting("By year group", (GroupCount("Y1", 5, {"reading": (3, 5)}), GroupCount("Y2", 4, {"reading": (1, 4)})))
    one = Parting("By sex", (GroupCount("Girls", 9, {"reading": (4, 9)}),))
    document = _made(_record(few, one))
    for title in ("By year group", "By sex"):
        for label, cells in _table(document, title).items():
            assert set(cells) <= {HIDDEN, "not assessed"}, (title, label)
    spoken = next(
        pair for block in document.blocks if isinstance(block, Facts) for pair in block.pairs if "spoken" in pair[0]
    )
    assert "on roll" not in spoken[1]


def test_few_actions_of_a_status_are_left_out_and_no_sentence_gives_them_away() -> None:
    document = _made(_record(SEXES, actions={"open": 30, "done": 20, "stopped": 4, "carried": 0}, overdue=25))
    rows = _table(document, "Actions agreed")
    assert rows == {
        "open": (30,), "done": (20,), "stopped": (HIDDEN,), "carried on": (HIDDEN,), "in all": (54,),
    }  # fmt: skip
    # 25 of 30 open ones overdue would tell that 5 are not.
    assert "25 of the 30" not in _text(document)
    told = _made(_record(SEXES, actions={"open": 40, "done": 20, "stopped": 12, "carried": 15}, overdue=15))
    assert "15 of the 40" in _text(told)


def test_barriers_of_few_children_are_not_listed() -> None:
    document = _made(_record(SEXES))
    assert _table(document, "Barriers named in meetings") == {"attendance": (12,), "EAL": (11,)}
    assert "home" not in _text(document)


def _text(document: Document) -> str:
    return " ".join(re.findall(r"'([^']*)'", repr(document.blocks)))


def test_children_spoken_of_are_counted_among_those_who_are_counted(demo: Workspace) -> None:
    at = demo.school_at(1, Point.of(2025, "Sum2").ordinal)
    views = [
        demo.class_view(1, number, at.point.ordinal) for number in at.summary.roll["class_id"].drop_nulls().unique()
    ]
    whole, one = counts(at, views, clock.now()), counts(at, views[:1], clock.now())
    assert 0 < one.spoken_of <= one.on_roll == views[0].on_roll
    assert one.spoken_of < whole.spoken_of <= whole.on_roll
    assert sum(counts(at, [view], clock.now()).spoken_of for view in views) == whole.spoken_of

"""What judging costs: every view of a school from loaded frames, against a raw DuckDB query of the same rows.

The demo school alone, and the same school as one of a hundred in a file. Each view is timed twice: *first*, with
nothing but the frames loaded, and *kept*, when the school at the point has been looked at before.

Usage: python benchmarks/judging.py [--repeats 15] [--schools 100] [--profile VIEW]
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import duckdb
from timing import Results, Table, demo_school, goal, machine, p50, p95, rounds, scratch

from progress_tui.analysis.class_view import class_view
from progress_tui.analysis.pupil_view import pupil_view
from progress_tui.domain.comparison import Comparison
from progress_tui.domain.flagging import FlagsAsked
from progress_tui.domain.meetings import Meeting
from progress_tui.domain.whom import EVERYBODY, Whom
from progress_tui.store.engine import SchoolFile
from progress_tui.workspace import Workspace
from progress_tui.workspace.judging import Judging
from progress_tui.workspace.loaded import Loaded
from progress_tui.workspace.meeting_figures import MeetingFigures

if TYPE_CHECKING:
    from progress_tui.analysis.school_at_point import SchoolAtPoint
    from progress_tui.store.directory import Directory

VIEW_GOAL: Final = 20.0
KEY_GOAL: Final = 5.0
FLAGS_GOAL: Final = 60.0
MEETING_GOAL: Final = 500.0
"""Milliseconds, medians."""

MANY_GAP: Final = 1_000_000
"""How far the numbers of one school's pupils and classes lie from the next one's in the file of many."""

NOW: Final = (
    "SELECT p.surname, p.forename, e.class_id, r.series_id, r.raw FROM result r "
    "JOIN pupil p USING (school_id, pupil_id) JOIN enrolment e USING (school_id, pupil_id) "
    "WHERE r.school_id = $1 AND r.ordinal = $2 AND e.academic_year = $2 // 6"
)
YEAR: Final = NOW.replace("r.ordinal = $2", "r.ordinal BETWEEN $2 - 6 AND $2")
EVER: Final = NOW.replace("r.ordinal = $2", "r.ordinal <= $2")
ONE_CLASS: Final = " AND ".join((EVER, "e.class_id = (SELECT min(class_id) FROM class WHERE school_id = $1)"))
ONE_PUPIL: Final = " AND ".join((EVER, "r.pupil_id = (SELECT min(pupil_id) FROM pupil WHERE school_id = $1)"))
TARGETS: Final = (
    "SELECT r.pupil_id, r.series_id, r.raw, t.raw AS target, t.ordinal FROM result r "
    "JOIN target t USING (school_id, pupil_id, series_id) "
    "WHERE r.school_id = $1 AND r.ordinal = $2 AND t.ordinal >= $2"
)
ACTIONS: Final = (
    "SELECT a.what, a.owner, a.due, a.status, m.held_on, r.ordinal, r.series_id, r.raw FROM action a "
    "JOIN meeting_item i USING (school_id, item_id) JOIN meeting m USING (school_id, meeting_id) "
    "JOIN result r ON r.school_id = a.school_id AND r.pupil_id = a.pupil_id "
    "WHERE a.school_id = $1 AND r.ordinal BETWEEN $2 - 6 AND $2"
)
SUPPORT: Final = (
    "SELECT s.name, s.starts, m.effect, r.ordinal, r.series_id, r.raw FROM support s "
    "JOIN support_member m USING (school_id, support_id) "
    "JOIN result r ON r.school_id = s.school_id AND r.pupil_id = m.pupil_id "
    "WHERE s.school_id = $1 AND r.ordinal BETWEEN $2 - 6 AND $2"
)


class Frames(Loaded):
    """What is loaded of a file; `at` starts from the bare frames unless `keep` is set."""

    keep = False

    def at(self, school_id: int, ordinal: int) -> SchoolAtPoint:
        """A school at a point, with nothing derived of its frames unless it is kept."""
        held = super().at(school_id, ordinal)
        return held if self.keep else replace(held, frames=replace(held.frames))


@dataclass(frozen=True)
class Asked:
    """One school of a file at its latest point, and how to ask about it."""

    file: SchoolFile
    frames: Frames
    judging: Judging
    directory: Directory
    ordinal: int

    @property
    def school_id(self) -> int:
        """The school."""
        return self.directory.school_id or 0

    def at(self) -> SchoolAtPoint:
        """The school at the point, bare or kept."""
        return self.frames.at(self.school_id, self.ordinal)


View = tuple[str, Callable[[Asked], object], str, float]
"""Its name, how it is asked for, the raw query of the same rows ($1 the school, $2 the ordinal), its goal (0: none)."""


def _class(asked: Asked) -> object:
    at = asked.at()
    class_id = int(at.summary.roll["class_id"].drop_nulls()[0])
    return class_view(at.summary, at.flags, class_id, asked.school_id, at.name, at.fictional)


def _pupil(asked: Asked) -> object:
    at = asked.at()
    class_id = int(at.summary.roll["class_id"].drop_nulls()[0])
    view = class_view(at.summary, at.flags, class_id, asked.school_id, at.name, at.fictional)
    return pupil_view(at, view, view.rows[0])


def _meeting(asked: Asked) -> object:
    """All that a meeting of a class keeps when it begins: the class, what happened since, every child's card."""
    class_id = int(asked.at().summary.roll["class_id"].drop_nulls()[0])
    meeting = Meeting(
        0, asked.school_id, class_id, "", asked.ordinal, "progress", "", 40, "", "planned", None, 0, "", "", ()
    )  # fmt: skip
    return MeetingFigures(asked.file, asked.frames).texts(meeting)


VIEWS: Final[tuple[View, ...]] = (
    ("judged results", lambda on: on.at().frames.judged.height, EVER, 0),
    ("flags, whole school", lambda on: on.at().flags, EVER, FLAGS_GOAL),
    ("class", _class, ONE_CLASS, VIEW_GOAL),
    ("pupil", _pupil, ONE_PUPIL, VIEW_GOAL),
    ("what a meeting begins with", _meeting, ONE_CLASS, MEETING_GOAL),
    ("flagged", lambda on: on.judging.flagged(EVERYBODY, FlagsAsked()), EVER, VIEW_GOAL),
    ("attainment", lambda on: on.judging.attainment(EVERYBODY), NOW, VIEW_GOAL),
    ("targets", lambda on: on.judging.targets(EVERYBODY), TARGETS, VIEW_GOAL),
    ("completeness", lambda on: on.judging.completeness(EVERYBODY), EVER, VIEW_GOAL),
    ("compare", lambda on: on.judging.compare(Comparison(("pp", "sex"))), NOW, VIEW_GOAL),
    ("progress", lambda on: on.judging.progress(EVERYBODY), EVER, VIEW_GOAL),
    ("baselines", lambda on: on.judging.baselines(EVERYBODY), EVER, VIEW_GOAL),
    ("matrix", lambda on: on.judging.matrix(Whom(subject="reading")), NOW, VIEW_GOAL),
    ("venn", lambda on: on.judging.venn(EVERYBODY), NOW, VIEW_GOAL),
    ("actions", lambda on: on.judging.actions(EVERYBODY), ACTIONS, VIEW_GOAL),
    ("support", lambda on: on.judging.support(), SUPPORT, VIEW_GOAL),
    ("provision map", lambda on: on.judging.provision(EVERYBODY), SUPPORT, VIEW_GOAL),
    ("action counts", lambda on: on.judging.action_counts(EVERYBODY, "owner"), ACTIONS, VIEW_GOAL),
    ("meetings", lambda on: on.judging.meetings(EVERYBODY), ACTIONS, VIEW_GOAL),
    ("meetings, summed up", lambda on: on.judging.meetings_summary(EVERYBODY), ACTIONS, VIEW_GOAL),
    ("queried", lambda on: on.judging.on_file.queried(EVERYBODY), ACTIONS, VIEW_GOAL),
    ("scales in use", lambda on: on.judging.on_file.scales(), EVER, VIEW_GOAL),
    ("changes", lambda on: on.judging.changes(EVERYBODY), YEAR, VIEW_GOAL),
    ("filter keystroke", lambda on: on.at().select("pp target<0:reading"), NOW, KEY_GOAL),
)  # fmt: skip
"""A view a line."""


def asked_of(path: Path, school: str | None) -> Asked:
    """A school of a file, with its directory read once: what is timed starts from loaded frames."""
    workspace = Workspace(path)
    directory = workspace.find_school(school)
    workspace.close()
    entry = directory.school
    if entry is None:
        raise SystemExit(f"{path.name} holds no school {school or ''}")
    file = SchoolFile(path)
    frames = Frames(file)
    return Asked(file, frames, Judging(frames, lambda _: directory), directory, entry.points[-1])


def many(school: Path, count: int) -> Path:
    """A file of `count` schools, each a copy of the demo school under numbers of its own, clustered by school."""
    path = school.with_name("many.duckdb")
    path.write_bytes(school.read_bytes())
    file = SchoolFile(path)

    def copy(con: duckdb.DuckDBPyConnection) -> None:
        columns: dict[str, list[str]] = {}
        for table, column in con.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_catalog = current_database()"
        ).fetchall():
            columns.setdefault(table, []).append(column)
        for table, names in columns.items():
            if "school_id" not in names or table == "prepared":
                continue
            moved = ["school_id + k AS school_id"]
            moved += [f"{name} + k * {MANY_GAP} AS {name}" for name in ("pupil_id", "class_id") if name in names]
            if table == "school":
                moved += ["code || '-' || k AS code", "name || ' ' || k AS name"]
            con.execute(
                f"INSERT INTO {table} SELECT t.* REPLACE ({', '.join(moved)}) FROM {table} t, "  # noqa: S608
                f"(SELECT unnest(range(1, {count})) AS k) ORDER BY k"
            )

    file.write(copy)
    file.close()
    return path


def timed(work: Callable[[], object]) -> float:
    """Milliseconds."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def part(title: str, view: View, asked: Asked, raw: duckdb.DuckDBPyConnection) -> Callable[[], Results]:
    """One view of one school: first, kept, and the raw query fetched to the end."""
    name, ask, query, _ = view

    def measure() -> Results:
        asked.frames.keep = False
        first = timed(lambda: ask(asked))
        asked.frames.keep = True
        ask(asked)
        kept = timed(lambda: ask(asked))
        floor = timed(lambda: raw.execute(query, [asked.school_id, asked.ordinal]).fetchall())
        return {f"{title} {name} first": [first], f"{title} {name} kept": [kept], f"{title} {name} raw": [floor]}

    return measure


def judge(title: str, path: Path, school: str | None, repeats: int) -> None:
    """Time every view of one school of a file and print the table."""
    asked = asked_of(path, school)
    asked.at()
    raw = duckdb.connect(":memory:")
    raw.execute(f"ATTACH '{path}' AS held (READ_ONLY)")
    raw.execute("USE held")
    results = rounds(repeats, [part(title, view, asked, raw) for view in VIEWS])
    raw.close()
    asked.file.close()
    table = Table(
        ("", "first p50", "p95", "kept p50", "p95", "raw SQL", "first ÷", "kept ÷", "goal"),
        (22, 11, 8, 10, 8, 10, 9, 8, 18),
    )
    table.head(f"{title}: milliseconds from loaded frames")
    for name, _, _, limit in VIEWS:
        first, kept, floor = (results[f"{title} {name} {what}"] for what in ("first", "kept", "raw"))
        # A kept school has its flags already: their goal is on the first time.
        at_first = limit == FLAGS_GOAL
        said = f"≤ {limit:.0f} {goal(p50(first if at_first else kept), limit)}" if limit else "–"
        table.row(
            name, f"{p50(first):.1f}", f"{p95(first):.1f}", f"{p50(kept):.1f}", f"{p95(kept):.1f}",
            f"{p50(floor):.1f}", f"{p50(first) / p50(floor):.1f}×", f"{p50(kept) / p50(floor):.1f}×",
            f"{said}{' (first)' if at_first else ''}",
        )  # fmt: skip


def whole_trust(path: Path, school: str, repeats: int) -> None:
    """What belongs to a file of many schools: loading one, finding one, and comparing all of them."""
    workspace = Workspace(path)
    finding = [timed(lambda: workspace.find_school(school)) for _ in range(repeats)]
    directory = workspace.find_school(school)
    loading = [timed(lambda: Loaded(workspace.file).frames(directory.school_id or 0)) for _ in range(repeats)]
    asked = Comparison(("pp",))
    first = timed(lambda: workspace.judging.compare(asked, every_school=True))
    again = timed(lambda: workspace.judging.compare(asked, every_school=True))
    print(f"\none school's frames loaded from the file  {p50(loading):.1f} ms")
    print(f"one school found in the file              {p50(finding):.1f} ms")
    print(
        f"compare over all {len(directory.schools)} schools            {first / 1000:.1f} s, again {again / 1000:.1f} s"
    )
    workspace.close()


def profile(path: Path, name: str) -> None:
    """Where the time of one view goes, the first time it is asked for."""
    found = [view for view in VIEWS if view[0].startswith(name)]
    if not found:
        raise SystemExit(f"There is no view {name}: {', '.join(view[0] for view in VIEWS)}")
    asked = asked_of(path, None)
    found[0][1](asked)
    profiler = cProfile.Profile()
    profiler.runcall(found[0][1], asked)
    pstats.Stats(profiler).sort_stats("cumulative").print_stats(40)
    asked.file.close()


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=15)
    parser.add_argument("--schools", type=int, default=100, help="how many schools the file of many holds; 1 for none")
    parser.add_argument("--profile", metavar="VIEW", help="print where the time of one view goes, and nothing else")
    options = parser.parse_args()
    with scratch() as folder:
        school = demo_school(folder)
        if options.profile:
            profile(school, options.profile)
            return
        print(machine())
        judge("one school", school, None, options.repeats)
        if options.schools > 1:
            path = many(school, options.schools)
            workspace = Workspace(path)
            codes = [entry.code for entry in workspace.directory().schools]
            workspace.close()
            code = random.Random(len(codes)).choice(codes)
            judge(f"one of {options.schools} schools", path, code, options.repeats)
            whole_trust(path, code, options.repeats)


if __name__ == "__main__":
    main()

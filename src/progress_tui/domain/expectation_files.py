"""The parts of a scale file that judge: expectation, thresholds, error and falls."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal, cast

from progress_tui.domain.calendar import HALF_TERMS
from progress_tui.domain.data_files import DataTable
from progress_tui.domain.errors import did_you_mean
from progress_tui.domain.expectations import Cut, Fall, Line, Rise, ScoreError, Threshold
from progress_tui.domain.readings import Value, code_key

_YEAR_GROUP = re.compile(r"-?\d+", re.ASCII)

Rules = tuple[Line | None, Cut | None, Rise | None]


def expectation_of(top: DataTable, kind: str, values: Sequence[Value], codes: Mapping[str, Value]) -> Rules:
    """The one rule of expectation of a scale file, if any.

    Args:
        top: the file.
        kind: the scale's kind.
        values: its values.
        codes: spelling (as `code_key`) → value.

    Raises:
        DataFileError: the rule is not one for this kind, or not complete.
    """
    table = top.table("expectation")
    if table is None:
        if kind in ("rising", "steps"):
            raise top.fail("expectation", "is missing", f"Kind “{kind}” needs one with the rule “rising”.")
        return None, None, None
    rules = ("rising",) if kind in ("rising", "steps") else (("cut", "line") if not values else ("line",))
    rule = table.choice("rule", ("line", "cut", "rising"))
    if rule not in rules or (values and rule == "line" and not any(value.points is not None for value in values)):
        fitting = " or ".join(f"“{name}”" for name in rules)
        raise table.fail("rule", f"is “{rule}”, which does not go with kind “{kind}”", f"That takes {fitting}.")
    if rule == "rising":
        return None, None, _rise(table, top.table("ladder"), values, codes)
    return (_line(table), None, None) if rule == "line" else (None, _cut(table), None)


def _line(table: DataTable) -> Line:
    table.only("rule", "judged_at", "notch", "well_below", "above", "points")
    points = table.table("points")
    if points is None:
        raise table.fail("points", "is missing", "It must be a table: year group = level points.")
    for key in points.content:
        if not _YEAR_GROUP.fullmatch(key):
            raise points.fail(key, "is not a year group")
    if table.number("notch") <= 0:
        raise table.fail("notch", "must be above 0")
    return Line(
        points={int(key): points.number(key) for key in points.content},
        judged_at=_half_terms(table, "judged_at"),
        notch=table.number("notch"),
        well_below=table.number("well_below"),
        above=table.number("above"),
    )


def _cut(table: DataTable) -> Cut:
    table.only("rule", "expected", "within", "very_low", "higher")
    higher = table.table("higher")
    if higher is not None and "default" not in higher.content:
        raise table.fail("higher.default", "is missing")
    return Cut(
        expected=table.number("expected"),
        within=table.number("within"),
        very_low=table.optional_number("very_low"),
        higher={key: higher.number(key) for key in higher.content} if higher is not None else {},
    )


def _rise(table: DataTable, ladder: DataTable | None, values: Sequence[Value], codes: Mapping[str, Value]) -> Rise:
    """On one ladder across years the codes stand without their year group: `s` for 4s in Year 4."""
    table.only("rule", "expected", "secure", "above", "well_below")
    steps = [step.text("code") for step in ladder.tables("steps")] if ladder is not None else []
    known = {code_key(step): place for place, step in enumerate(steps, start=1)}
    if ladder is None:
        known = {key: value.rank for key, value in codes.items()}
    expected = table.table("expected")
    if expected is None or not expected.content:
        raise table.fail("expected", "is missing", "It must be a table: half-term = code that is just met then.")
    expected.only(*HALF_TERMS)
    places = {}
    for half_term in expected.content:
        code = expected.text(half_term)
        if code_key(code) not in known:
            raise expected.fail(half_term, f"is “{code}”", did_you_mean(code, steps or [v.code for v in values]))
        places[half_term] = known[code_key(code)]
    groups = tuple(sorted({value.year_group for value in values if value.year_group is not None}))
    secure, above, well_below = table.number("secure"), table.number("above"), table.optional_number("well_below")
    if not 0 < secure <= above or (well_below is not None and well_below >= -1):
        raise table.fail("above", "must be at or over “secure”, that over 0, and “well_below” under -1")
    size = len(steps) or max(value.rank for value in values)
    return Rise(places, size, groups, secure, above, well_below)


def thresholds_of(top: DataTable) -> tuple[Threshold, ...]:
    """What counted in statutory figures, by year group; `from` in level points (or score)."""
    found: list[Threshold] = []
    for table in top.tables("thresholds"):
        table.only("label", "year_group", "from")
        held = Threshold(table.text("label"), table.need("year_group", int, "a year group"), table.number("from"))
        if held.year_group in [other.year_group for other in found]:
            raise table.fail("year_group", f"is {held.year_group}, which another threshold has already")
        found.append(held)
    return tuple(found)


def error_of(top: DataTable) -> ScoreError | None:
    """The error of scores, with tests that have a reliability of their own."""
    table = top.table("error")
    if table is None:
        return None
    table.only("sd", "reliability", "tests")
    if table.number("sd") <= 0:
        raise table.fail("sd", "must be above 0")
    tests = table.table("tests")
    own = {key.strip().casefold(): _reliability(tests, key) for key in tests.content} if tests is not None else {}
    return ScoreError(table.number("sd"), _reliability(table, "reliability"), own)


def _reliability(table: DataTable, key: str) -> float:
    found = table.number(key)
    if not 0 <= found < 1:
        raise table.fail(key, f"is {found:g}", "A reliability is from 0 to under 1, such as 0.90.")
    return found


def fall_of(top: DataTable) -> Fall | None:
    """The lines of a fall."""
    table = top.table("fall")
    if table is None:
        return None
    table.only("unit", "judged_at", "watch", "notable", "marked")
    watch, notable, marked = table.number("watch"), table.number("notable"), table.number("marked")
    if not 0 > watch >= notable >= marked:
        raise table.fail("watch", "and “notable” and “marked” must be negative, each at or under the one before")
    unit = cast(Literal["notch", "score"], table.choice("unit", ("notch", "score")))
    return Fall(unit, _half_terms(table, "judged_at"), watch, notable, marked)


def _half_terms(table: DataTable, key: str) -> tuple[str, ...]:
    codes = table.texts(key)
    for code in codes:
        if code not in HALF_TERMS:
            raise table.fail(key, f"holds “{code}”", did_you_mean(code, HALF_TERMS))
    return codes

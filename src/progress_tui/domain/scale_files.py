"""From the content of a scale file to a `Scale`, refusing what does not belong with file, key and nearest valid key."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Literal, cast

from progress_tui.domain.calendar import HALF_TERMS
from progress_tui.domain.data_files import DataTable
from progress_tui.domain.errors import did_you_mean
from progress_tui.domain.scales import Cut, Exclusion, Fall, Kind, Line, NonResult, Position, Scale, Value, code_key
from progress_tui.domain.standing import Standing

_KINDS = ("bands", "points", "standardised", "raw")
_YEAR_GROUP = re.compile(r"-?\d+", re.ASCII)
_STANDINGS = {standing.label: standing for standing in Standing}


def scale_from_mapping(content: Mapping[str, object], file: str) -> Scale:
    """Build a scale.

    Args:
        content: the parsed TOML of one scale file.
        file: its name, for error sentences.

    Raises:
        DataFileError: a key is unknown, missing, of the wrong type, or two codes collide.
    """
    top = DataTable(file, "", content)
    top.only(
        "id",
        "title",
        "kind",
        "source",
        "date",
        "range",
        "values",
        "non_results",
        "expectation",
        "positions",
        "fall",
    )
    kind = cast(Kind, top.choice("kind", _KINDS))
    values = tuple(_value(table) for table in top.tables("values"))
    if (not values) != (kind in ("standardised", "raw")):
        raise top.fail("values", f"and kind “{kind}” do not go together", "Codes need values; scores need none.")
    low, high = _range(top)
    line, cut = _expectation(top)
    codes = _codes(top, values)
    return Scale(
        id=top.text("id"),
        title=top.text("title"),
        kind=kind,
        source=top.text("source"),
        date=str(top.need("date", (str, date), "a date")),
        values=values,
        low=low,
        high=high,
        non_results=_non_results(top, codes),
        line=line,
        cut=cut,
        positions=_positions(top),
        fall=_fall(top),
        _codes=codes,
    )


def _range(top: DataTable) -> tuple[float | None, float | None]:
    table = top.table("range")
    if table is None:
        return None, None
    table.only("low", "high")
    low, high = table.optional_number("low"), table.optional_number("high")
    if low is not None and high is not None and low > high:
        raise table.fail("low", f"is {low:g}, above “high”, which is {high:g}")
    return low, high


def _value(table: DataTable) -> Value:
    table.only("code", "label", "aliases", "rank", "points", "standing")
    standing = table.choice("standing", list(_STANDINGS)) if "standing" in table.content else None
    return Value(
        code=table.text("code"),
        label=table.text("label"),
        rank=table.need("rank", int, "a whole number"),
        aliases=table.texts("aliases"),
        points=table.optional_number("points"),
        standing=_STANDINGS[standing] if standing else None,
    )


def _codes(top: DataTable, values: Sequence[Value]) -> dict[str, Value]:
    codes: dict[str, Value] = {}
    for value in values:
        for spelling in (value.code, *value.aliases):
            other = codes.setdefault(code_key(spelling), value)
            if other is not value:
                raise top.fail("values", f"give “{spelling}” to both {other.code} and {value.code}")
    if len({value.rank for value in values}) != len(values):
        raise top.fail("values", "give one rank to two values")
    return codes


def _non_results(top: DataTable, codes: Mapping[str, Value]) -> dict[str, NonResult]:
    table = top.table("non_results")
    found: dict[str, NonResult] = {}
    for code in table.content if table else ():
        entry = table.table(code) if table else None
        if entry is None:
            continue
        entry.only("meaning", "of", "aliases")
        of = cast(Exclusion, entry.choice("of", ("excluded", "not_met")))
        reason = NonResult(code, entry.text("meaning"), of)
        for spelling in (code, *entry.texts("aliases")):
            key = code_key(spelling)
            if key in codes or key in found:
                raise entry.fail(spelling, "is used twice")
            found[key] = reason
    return found


def _positions(top: DataTable) -> tuple[Position, ...]:
    found: list[Position] = []
    for table in top.tables("positions"):
        table.only("start", "label")
        found.append(Position(table.number("start"), table.text("label")))
        if len(found) > 1 and found[-1].start <= found[-2].start:
            raise table.fail("start", "must be above the one before it")
    return tuple(found)


def _half_terms(table: DataTable, key: str) -> tuple[str, ...]:
    codes = table.texts(key)
    for code in codes:
        if code not in HALF_TERMS:
            raise table.fail(key, f"holds “{code}”", did_you_mean(code, HALF_TERMS))
    return codes


def _expectation(top: DataTable) -> tuple[Line | None, Cut | None]:
    table = top.table("expectation")
    if table is None:
        return None, None
    rules: dict[str, Callable[[DataTable], Line | Cut]] = {"line": _line, "cut": _cut}
    rule = rules[table.choice("rule", list(rules))](table)
    return (rule, None) if isinstance(rule, Line) else (None, rule)


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
    if higher is None or "default" not in higher.content:
        raise table.fail("higher.default", "is missing")
    return Cut(
        expected=table.number("expected"),
        within=table.number("within"),
        very_low=table.number("very_low"),
        higher={key: higher.number(key) for key in higher.content},
    )


def _fall(top: DataTable) -> Fall | None:
    table = top.table("fall")
    if table is None:
        return None
    table.only("unit", "judged_at", "watch", "notable", "marked")
    watch, notable, marked = table.number("watch"), table.number("notable"), table.number("marked")
    if not 0 > watch >= notable >= marked:
        raise table.fail("watch", "and “notable” and “marked” must be negative, each at or under the one before")
    unit = cast(Literal["notch", "score"], table.choice("unit", ("notch", "score")))
    return Fall(unit, _half_terms(table, "judged_at"), watch, notable, marked)

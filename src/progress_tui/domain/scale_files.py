"""From the content of a scale file to a `Scale`, refusing what does not belong with file, key and nearest valid key."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from progress_tui.domain.calendar import HALF_TERMS
from progress_tui.domain.errors import DataFileError, did_you_mean
from progress_tui.domain.scales import (
    Cut,
    Exclusion,
    Fall,
    Kind,
    Line,
    NonResult,
    Position,
    Scale,
    Standing,
    Value,
    code_key,
)

T = TypeVar("T")
_KINDS = ("bands", "points", "standardised", "raw")
_STANDINGS = {standing.label: standing for standing in Standing}


@dataclass(frozen=True, slots=True)
class _Table:
    """One table of a data file, with its address for error sentences."""

    file: str
    address: str
    content: Mapping[str, object]

    def fail(self, key: str, why: str, remedy: str = "") -> DataFileError:
        where = ".".join(part for part in (self.address, key) if part)
        return DataFileError(f"{self.file}: key “{where}” {why}", remedy=remedy)

    def only(self, *known: str) -> None:
        for key in self.content:
            if key not in known:
                raise self.fail(key, "is not known here", did_you_mean(key, known))

    def get(self, key: str, kind: type[T] | tuple[type[T], ...], what: str) -> T | None:
        value = self.content.get(key)
        if value is None:
            return None
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise self.fail(key, f"must be {what}, not {value!r}")
        return value

    def need(self, key: str, kind: type[T] | tuple[type[T], ...], what: str) -> T:
        value = self.get(key, kind, what)
        if value is None:
            raise self.fail(key, "is missing", f"It must be {what}.")
        return value

    def text(self, key: str) -> str:
        return self.need(key, str, "a text")

    def number(self, key: str) -> float:
        return float(self.need(key, (int, float), "a number"))

    def optional_number(self, key: str) -> float | None:
        value = self.get(key, (int, float), "a number")
        return None if value is None else float(value)

    def texts(self, key: str) -> tuple[str, ...]:
        items = self.get(key, list, "a list of texts") or []
        if not all(isinstance(item, str) for item in items):
            raise self.fail(key, "must be a list of texts")
        return tuple(items)

    def choice(self, key: str, known: Sequence[str]) -> str:
        value = self.text(key)
        if value not in known:
            raise self.fail(key, f"is “{value}”", did_you_mean(value, known))
        return value

    def table(self, key: str) -> _Table | None:
        content = self.get(key, dict, "a table")
        return None if content is None else _Table(self.file, f"{self.address}.{key}".strip("."), content)

    def tables(self, key: str) -> list[_Table]:
        items = self.get(key, list, "a list of tables") or []
        if not all(isinstance(item, dict) for item in items):
            raise self.fail(key, "must be a list of tables")
        return [_Table(self.file, f"{key}[{i + 1}]", item) for i, item in enumerate(items)]


def scale_from_mapping(content: Mapping[str, object], file: str) -> Scale:
    """Build a scale.

    Args:
        content: the parsed TOML of one scale file.
        file: its name, for error sentences.

    Raises:
        DataFileError: a key is unknown, missing, of the wrong type, or two codes collide.
    """
    top = _Table(file, "", content)
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
    bounds = top.table("range")
    if bounds is not None:
        bounds.only("low", "high")
    line, cut = _expectation(top)
    codes = _codes(top, values)
    return Scale(
        id=top.text("id"),
        title=top.text("title"),
        kind=kind,
        source=top.text("source"),
        date=str(content.get("date") or top.text("date")),
        values=values,
        low=bounds.optional_number("low") if bounds else None,
        high=bounds.optional_number("high") if bounds else None,
        non_results=_non_results(top, codes),
        line=line,
        cut=cut,
        positions=tuple(_position(table) for table in top.tables("positions")),
        fall=_fall(top),
        _codes=codes,
    )


def _value(table: _Table) -> Value:
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


def _codes(top: _Table, values: Sequence[Value]) -> dict[str, Value]:
    codes: dict[str, Value] = {}
    for value in values:
        for spelling in (value.code, *value.aliases):
            other = codes.setdefault(code_key(spelling), value)
            if other is not value:
                raise top.fail("values", f"give “{spelling}” to both {other.code} and {value.code}")
    if len({value.rank for value in values}) != len(values):
        raise top.fail("values", "give one rank to two values")
    return codes


def _non_results(top: _Table, codes: Mapping[str, Value]) -> dict[str, NonResult]:
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


def _position(table: _Table) -> Position:
    table.only("start", "label")
    return Position(table.number("start"), table.text("label"))


def _half_terms(table: _Table, key: str) -> tuple[str, ...]:
    codes = table.texts(key)
    for code in codes:
        if code not in HALF_TERMS:
            raise table.fail(key, f"holds “{code}”", did_you_mean(code, HALF_TERMS))
    return codes


def _expectation(top: _Table) -> tuple[Line | None, Cut | None]:
    table = top.table("expectation")
    if table is None:
        return None, None
    rules: dict[str, Callable[[_Table], Line | Cut]] = {"line": _line, "cut": _cut}
    rule = rules[table.choice("rule", list(rules))](table)
    return (rule, None) if isinstance(rule, Line) else (None, rule)


def _line(table: _Table) -> Line:
    table.only("rule", "judged_at", "notch", "well_below", "above", "points")
    points = table.table("points")
    if points is None:
        raise table.fail("points", "is missing", "It must be a table: year group = level points.")
    for key in points.content:
        if not key.lstrip("-").isdigit():
            raise points.fail(key, "is not a year group")
    return Line(
        points={int(key): points.number(key) for key in points.content},
        judged_at=_half_terms(table, "judged_at"),
        notch=table.number("notch"),
        well_below=table.number("well_below"),
        above=table.number("above"),
    )


def _cut(table: _Table) -> Cut:
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


def _fall(top: _Table) -> Fall | None:
    table = top.table("fall")
    if table is None:
        return None
    table.only("unit", "judged_at", "watch", "notable", "marked")
    return Fall(
        unit=cast(Any, table.choice("unit", ("notch", "score"))),
        judged_at=_half_terms(table, "judged_at"),
        watch=table.number("watch"),
        notable=table.number("notable"),
        marked=table.number("marked"),
    )

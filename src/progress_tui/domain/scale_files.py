"""From the content of a scale file to a `Scale`, refusing what does not belong with file, key and nearest valid key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import cast

from progress_tui.domain.data_files import DataTable
from progress_tui.domain.errors import did_you_mean
from progress_tui.domain.expectation_files import error_of, expectation_of, fall_of, thresholds_of
from progress_tui.domain.readings import Exclusion, NonResult, Position, Value, code_key
from progress_tui.domain.scales import Kind, Scale
from progress_tui.domain.standing import Standing

NonResults = Mapping[str, Mapping[str, NonResult]]
"""List name → spelling (as `code_key`) → reason."""

_CODED: tuple[Kind, ...] = ("bands", "rising", "steps", "points")
_SCORED: tuple[Kind, ...] = ("standardised", "scaled", "raw", "age")
_STANDINGS = {standing.label: standing for standing in Standing}
_KEYS = (
    "id", "title", "kind", "source", "date", "range", "values", "ladder", "non_results", "expectation", "positions",
    "thresholds", "error", "fall", "out_of_year", "detect",
)  # fmt: skip


def scale_from_mapping(content: Mapping[str, object], file: str, lists: NonResults | None = None) -> Scale:
    """Build a scale.

    Args:
        content: the parsed TOML of one scale file.
        file: its name, for error sentences.
        lists: the lists of non-results that a scale may take by name.

    Raises:
        DataFileError: a key is unknown, missing, of the wrong type, or two codes collide.
    """
    top = DataTable(file, "", content)
    top.only(*_KEYS)
    kind = cast(Kind, top.choice("kind", [*_CODED, *_SCORED]))
    ladder = top.table("ladder")
    values = _ladder(ladder) if ladder is not None else tuple(_value(table) for table in top.tables("values"))
    _check_kind(top, kind, values)
    low, high = _range(top)
    codes = _codes(top, values)
    line, cut, rise = expectation_of(top, kind, values, codes)
    return Scale(
        id=_id(top),
        title=top.text("title"),
        kind=kind,
        source=top.text("source"),
        date=str(top.need("date", (str, date), "a date")),
        values=values,
        low=low,
        high=high,
        non_results=_non_results(top, codes, lists or {}),
        line=line,
        cut=cut,
        rise=rise,
        positions=_positions(top),
        thresholds=thresholds_of(top),
        error=error_of(top),
        fall=fall_of(top),
        out_of_year=top.get("out_of_year", bool, "true or false") or False,
        by_cells="detect" not in top.content or top.choice("detect", ("cells", "heading")) == "cells",
        _codes=codes,
    )


def non_results_from_mapping(content: Mapping[str, object], file: str) -> NonResults:
    """The lists of non-results that scales share.

    Args:
        content: the parsed TOML of `data/non-results.toml`.
        file: its name, for error sentences.

    Raises:
        DataFileError: a key is missing or of the wrong type, or a list gives a spelling twice.
    """
    top = DataTable(file, "", content)
    top.text("source")
    top.need("date", (str, date), "a date")
    found: dict[str, Mapping[str, NonResult]] = {}
    for name in top.content:
        if name not in ("source", "date"):
            table = top.table(name)
            found[name] = _reasons(table, list(table.content), {}) if table is not None else {}
    return found


def _id(top: DataTable) -> str:
    text = top.text("id")
    if not text or text != "-".join(text.split()):
        raise top.fail("id", f"is “{text}”", "It must be a short name without spaces.")
    return text


def _check_kind(top: DataTable, kind: Kind, values: Sequence[Value]) -> None:
    """Codes need values and scores need none; only steps have a ladder across years."""
    if bool(values) != (kind in _CODED):
        raise top.fail("values", f"and kind “{kind}” do not go together", "Codes need values; scores need none.")
    if ("ladder" in top.content) != (kind == "steps"):
        raise top.fail("ladder", f"and kind “{kind}” do not go together", "Kind “steps” has a ladder, no other kind.")
    for key in ("values",) if "ladder" in top.content else ():
        if key in top.content:
            raise top.fail(key, "and “ladder” do not go together", "A ladder makes the values itself.")
    if "out_of_year" in top.content and kind not in ("bands", "rising"):
        raise top.fail("out_of_year", f"and kind “{kind}” do not go together", "It is for bands and rising scales.")


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
    table.only("code", "label", "aliases", "rank", "points", "standing", "early")
    standing = table.choice("standing", list(_STANDINGS)) if "standing" in table.content else None
    return Value(
        code=table.text("code"),
        label=table.text("label"),
        rank=table.need("rank", int, "a whole number"),
        aliases=table.texts("aliases"),
        points=table.optional_number("points"),
        standing=_STANDINGS[standing] if standing else None,
        early=table.get("early", bool, "true or false") or False,
    )


def _ladder(table: DataTable) -> tuple[Value, ...]:
    """The values of year bands: every step in every year group, `4b+` at size · (4 − 1) + 2."""
    table.only("year_groups", "steps")
    groups = table.get("year_groups", list, "a list of year groups") or []
    if not groups or not all(type(group) is int and group >= 1 for group in groups):
        raise table.fail("year_groups", "must be a list of year groups from 1 on")
    if groups != list(range(groups[0], groups[0] + len(groups))):
        raise table.fail("year_groups", "must be in order, without a gap")
    steps = table.tables("steps")
    if not steps:
        raise table.fail("steps", "is missing", "It must be a list of tables: code and label, ascending.")
    values = []
    for group in groups:
        for place, step in enumerate(steps, start=1):
            step.only("code", "label", "aliases")
            code, label = step.text("code"), step.text("label")
            spellings = [f"{group}{other}" for other in step.texts("aliases")]
            aliases = (f"Band {group} {code}", *spellings, *(f"Band {spelling}" for spelling in spellings))
            rank = len(steps) * (group - 1) + place
            values.append(Value(f"{group}{code}", f"Band {group} {label}", rank, aliases, year_group=group))
    return tuple(values)


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


def _non_results(top: DataTable, codes: Mapping[str, Value], lists: NonResults) -> dict[str, NonResult]:
    """The lists a scale takes, without what it leaves out or says anew, and its own."""
    table = top.table("non_results")
    if table is None:
        return {}
    own = [code for code in table.content if code not in ("lists", "except")]
    found: dict[str, NonResult] = {}
    for name in table.texts("lists"):
        if name not in lists:
            raise table.fail("lists", f"holds “{name}”", did_you_mean(name, lists))
        found |= lists[name]
    known = {reason.code for reason in found.values()}
    for code in table.texts("except"):
        if code not in known:
            raise table.fail("except", f"holds “{code}”", did_you_mean(code, known))
    left_out = {*table.texts("except"), *own}
    found = {key: reason for key, reason in found.items() if reason.code not in left_out}
    for key, reason in found.items():
        if key in codes:
            remedy = f"Add “{reason.code}” to “except”, or rename the value."
            raise table.fail("lists", f"give “{reason.code}”, which is a spelling of {codes[key].code} too", remedy)
    return _reasons(table, own, {**dict.fromkeys(codes), **found})


def _reasons(table: DataTable, own: Sequence[str], taken: Mapping[str, NonResult | None]) -> dict[str, NonResult]:
    """The reasons written in a table after those that are `taken`; a spelling may stand once only."""
    found = dict(taken)
    for code in own:
        entry = table.table(code)
        if entry is None:
            continue
        entry.only("meaning", "of", "aliases")
        reason = NonResult(code, entry.text("meaning"), cast(Exclusion, entry.choice("of", ("excluded", "not_met"))))
        for spelling in (code, *entry.texts("aliases")):
            key = code_key(spelling)
            if key in found:
                raise entry.fail(spelling, "is used twice")
            found[key] = reason
    return {key: reason for key, reason in found.items() if reason is not None}


def _positions(top: DataTable) -> tuple[Position, ...]:
    found: list[Position] = []
    for table in top.tables("positions"):
        table.only("start", "label")
        found.append(Position(table.number("start"), table.text("label")))
        if len(found) > 1 and found[-1].start <= found[-2].start:
            raise table.fail("start", "must be above the one before it")
    return tuple(found)

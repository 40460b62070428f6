"""Result and target cells: each distinct text judged once by its scale, each distinct time dated once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

import polars as pl

from progress_tui.domain.errors import nearest
from progress_tui.domain.scales import Reading, Scale
from progress_tui.importing.facts import FRAMES, Rejection, SeriesFact
from progress_tui.importing.parsing.conflicts import without_conflicts
from progress_tui.importing.parsing.rows import Rows
from progress_tui.importing.parsing.series import series_key, series_label
from progress_tui.importing.parsing.times import cell_point, form_of
from progress_tui.importing.reading.combos import Combos
from progress_tui.importing.recognising.ages import plain_age
from progress_tui.importing.recognising.mapping import ImportMapping, ResultRule
from progress_tui.importing.tally import Tally

_NO_RULE = -1


@dataclass(frozen=True)
class _Batch:
    """Rules of one column of which at most one holds for a row.

    Attributes:
        rules: the rules; `chosen` Int32, the place in them of the rule for each row, `_NO_RULE` without one.
    """

    column: str
    rules: tuple[ResultRule, ...]
    chosen: pl.Series


@dataclass
class ResultCells:
    """Reads the result and target cells of a file.

    Attributes:
        series: key → series, in order of first sight.
        rejected: cells left out.
    """

    rows: Rows
    mapping: ImportMapping
    scales: Mapping[str, Scale]
    tally: Tally
    series: dict[str, SeriesFact] = field(default_factory=dict)
    rejected: list[Rejection] = field(default_factory=list)
    _places: dict[str, int] = field(default_factory=dict)
    _texts: dict[str, int] = field(default_factory=dict)
    _codes: dict[str, int] = field(default_factory=dict)

    def frames(self) -> dict[str, pl.DataFrame]:
        """The frames `series`, `text`, `result` and `target` of `facts.FRAMES`."""
        parts: dict[bool, list[pl.DataFrame]] = {False: [], True: []}
        for batch in chain.from_iterable(map(self._with_reasons, self._batches())):
            for target in (False, True):
                if any(rule.target == target for rule in batch.rules):
                    parts[target].append(self._read(batch, target))
        found = {}
        for target, name in ((False, "result"), (True, "target")):
            cells = self._together(parts[target], target)
            found[name] = cells.select(pl.col(column).cast(dtype) for column, dtype in FRAMES[name].items())
        series = [(place, *_fields(fact)) for place, fact in enumerate(self.series.values())]
        found["series"] = pl.DataFrame(series, schema=dict(FRAMES["series"]), orient="row")
        found["text"] = pl.DataFrame(
            {"place": range(len(self._texts)), "text": list(self._texts)}, schema=dict(FRAMES["text"])
        )
        return found

    # -- which rule holds for a row

    def _batches(self) -> Iterator[_Batch]:
        groups: dict[tuple[str, ...], dict[tuple[str, ...], list[ResultRule]]] = {}
        for rule in self.mapping.results:
            groups.setdefault(tuple(rule.where), {}).setdefault(tuple(rule.where.values()), []).append(rule)
        always = () in groups
        for headings, choices in groups.items():
            columns = [self.rows.table[heading] for heading in headings]
            combos = Combos.of_columns(columns, len(self.rows.table))
            cells = combos.texts(columns) if headings else [()]
            if not always:
                self._tell_untaken(headings, combos, cells, choices)
            for layer in _layers(choices):
                places = {values: at for at, values in enumerate(layer)}
                rules = tuple(layer.values())
                by_column = defaultdict(list)
                for at, rule in enumerate(rules):
                    by_column[rule.column].append(at)
                chosen = [places.get(values, _NO_RULE) for values in cells]
                for column, held in by_column.items():
                    own = {at: place for place, at in enumerate(held)}
                    numbers = pl.Series([own.get(at, _NO_RULE) for at in chosen], dtype=pl.Int32)
                    yield _Batch(column, tuple(rules[at] for at in held), numbers.gather(combos.ids))

    def _tell_untaken(
        self,
        headings: Sequence[str],
        combos: Combos,
        cells: Sequence[tuple[str, ...]],
        choices: Mapping[tuple[str, ...], object],
    ) -> None:
        """Rows of a long layout that have a result and that no rule takes are warned of."""
        results = {name for rule in self.mapping.results for name in (rule.column, rule.reasons) if name}
        filled = pl.select(pl.any_horizontal(self.rows.table[column].codes != 0 for column in results)).to_series()
        for combo, values in enumerate(cells):
            if values in choices or dict(zip(headings, values, strict=True)) in self.mapping.skip:
                continue
            numbers = [self.rows.table.number(at) for at in combos.places(combo) if self.rows.used[at] and filled[at]]
            if numbers:
                said = ", ".join(f"{column} “{cell}”" for column, cell in zip(headings, values, strict=True))
                self.tally.add("Not stored", f"Not stored, as nothing says what it is: {said}", numbers)

    def _with_reasons(self, batch: _Batch) -> Iterator[_Batch]:
        """A batch, then of each column of reasons a batch of the rows whose result is blank with a reason beside it."""
        yield batch
        table = self.rows.table
        blank = self.rows.used & (table[batch.column].codes == 0)
        for heading in dict.fromkeys(rule.reasons for rule in batch.rules if rule.reasons):
            column = table[heading]
            # One more, since codes are not negative and rows without a rule have one too.
            combos = _pairs(batch.chosen + 1, len(batch.rules) + 1, column.codes, len(column.texts))
            said, reason = [], []
            for first in combos.firsts.to_list():
                rule, text = batch.rules[batch.chosen[first]], column.texts[column.codes[first]]
                said.append(batch.chosen[first] != _NO_RULE and rule.reasons == heading and bool(text))
                reading = self.scales[rule.scale].read(text, rule.low, rule.high)
                reason.append(said[-1] and reading.kind == "non-result" and bool(reading.code))
            taken = blank & pl.Series(reason, dtype=pl.Boolean).gather(combos.ids)
            other = table.numbers.filter(blank & pl.Series(said, dtype=pl.Boolean).gather(combos.ids) & ~taken)
            if len(other):
                told = f"{batch.column} is blank, and {heading} gives no reason why: nothing is stored"
                self.tally.add("No result", told, other.to_list())
            yield replace(batch, column=heading, chosen=batch.chosen.zip_with(taken, _none_of(batch.chosen)))

    # -- cells of a batch

    def _read(self, batch: _Batch, target: bool) -> pl.DataFrame:
        """The cells of the results or the targets of a batch that can be dated and read.

        Returns:
            `place`, `row`, `ref`, `column`, `series`, `ordinal`, `raw`, and `code`: what the scale makes of the text.
        """
        column = self.rows.table[batch.column]
        wanted = pl.Series([rule.target == target for rule in batch.rules] + [False], dtype=pl.Boolean)
        held = (
            pl.DataFrame({"rule": batch.chosen, "text": column.codes, "time": self.rows.times.combos.ids,
                          "ref": self.rows.refs, "row": self.rows.table.numbers})
            .with_row_index("place")
            .filter(pl.col("text") != 0, pl.col("ref").is_not_null(), pl.col("rule") != _NO_RULE)
        )  # fmt: skip
        if not all(wanted[:-1]):
            held = held.filter(wanted.gather(held["rule"].cast(pl.UInt32)))
        held = self._dated(held, batch)
        held = self._judged(held, batch)
        heading = self.rows.table.headings.index(batch.column)
        return held.select(
            "place", "row", "ref", pl.lit(heading, pl.UInt16).alias("column"), "series", "ordinal", "raw", "code"
        )

    def _dated(self, held: pl.DataFrame, batch: _Batch) -> pl.DataFrame:
        """Add `series` and `ordinal`; cells that have no date go, those that never will are rejected."""
        times = self.rows.times.of
        combos = _pairs(held["rule"], len(batch.rules), held["time"], len(times))
        series: list[int | None] = []
        ordinals: list[int | None] = []
        undatable = []
        for number, first in enumerate(combos.firsts.to_list()):
            rule, time = batch.rules[held["rule"][first]], times[held["time"][first]]
            point = cell_point(rule, time)
            # Otherwise a question is open, or the cell of time is rejected already.
            if point is None and rule.year_group is not None and time.academic_year is not None and not time.problems:
                undatable.append(number)
            series.append(None if point is None else self._series_place(rule, form_of(rule, time, point)))
            ordinals.append(None if point is None else point.ordinal)
        for number in undatable:
            for at in combos.places(number):
                self._reject(
                    held["place"][at],
                    batch.column,
                    "The heading names a year group, and the pupil's own year group is not given to date it by.",
                )
        return held.with_columns(
            pl.Series(series, dtype=pl.UInt32).gather(combos.ids).alias("series"),
            pl.Series(ordinals, dtype=pl.Int32).gather(combos.ids).alias("ordinal"),
        ).filter(pl.col("ordinal").is_not_null())

    def _judged(self, held: pl.DataFrame, batch: _Batch) -> pl.DataFrame:
        """Add `raw` and `code`; cells that are not on their scale are rejected."""
        column = self.rows.table[batch.column]
        combos = _pairs(held["rule"], len(batch.rules), held["text"], len(column.texts))
        raws: list[int] = []
        codes: list[int | None] = []
        for number, first in enumerate(combos.firsts.to_list()):
            rule = batch.rules[held["rule"][first]]
            raw = plain_age(column.texts[held["text"][first]], self.mapping.ages_as)
            reading = self.scales[rule.scale].read(raw, rule.low, rule.high)
            raws.append(self._texts.setdefault(raw, len(self._texts)))
            codes.append(None if reading.kind == "unknown" else self._codes.setdefault(reading.code, len(self._codes)))
            if reading.kind == "unknown":
                reason = _not_on(self.scales[rule.scale], raw, reading)
                for at in combos.places(number):
                    self._reject(held["place"][at], batch.column, reason)
            elif reading.kind == "out-of-range":
                outside = f"{batch.column}: outside the valid range, kept as typed and left out of every figure"
                self.tally.add("Valid range", outside, held["row"].gather(combos.places(number)).to_list())
        return held.with_columns(
            pl.Series(raws, dtype=pl.UInt32).gather(combos.ids).alias("raw"),
            pl.Series(codes, dtype=pl.UInt32).gather(combos.ids).alias("code"),
        ).filter(pl.col("code").is_not_null())

    def _row_named(self, place: int, row: int) -> str:
        """`row 2`, with its sheet where there are several."""
        sheet = self.rows.table.where_is(place)
        return f"row {row} of sheet “{sheet}”" if sheet else f"row {row}"

    def _reject(self, place: int, heading: str, reason: str) -> None:
        self.rejected.append(self.rows.reject(place, heading, self.rows.table.cell(place, heading), reason))

    def _series_place(self, rule: ResultRule, form: str) -> int:
        """The place of the series a cell belongs to, noted on its first cell."""
        scale = self.scales[rule.scale]
        key = series_key(rule.assessment, rule.subject, scale.id, form)
        if key not in self._places:
            self._places[key] = len(self._places)
            label = series_label(rule.assessment, rule.subject, scale, form)
            self.series[key] = SeriesFact(
                key, rule.subject, rule.assessment, rule.kind, scale.id, form, label, rule.low, rule.high
            )
        return self._places[key]

    # -- all of them together

    def _together(self, parts: Sequence[pl.DataFrame], target: bool) -> pl.DataFrame:
        """All cells in order of rows, one for each pupil, series and point."""
        if not parts:
            return pl.DataFrame(schema=dict(FRAMES["target" if target else "result"]))
        cells = parts[0] if len(parts) == 1 else pl.concat(parts).sort("place", maintain_order=True)
        kept, conflicts = without_conflicts(cells, list(self._texts))
        what = "targets" if target else "results"
        for group in conflicts:
            others = "; ".join(f"“{raw}” in {self._row_named(place, row)}" for place, row, _, raw in group[:5])
            reason = f"One pupil has different {what} for one series and point: {others}."
            for place, _, column, _ in group:
                self._reject(place, self.rows.table.headings[column], reason)
        return kept


def _fields(fact: SeriesFact) -> tuple[object, ...]:
    return (fact.key, fact.subject, fact.assessment, fact.kind, fact.scale, fact.form, fact.label, fact.low, fact.high)


def _layers(choices: Mapping[tuple[str, ...], Sequence[ResultRule]]) -> Iterator[dict[tuple[str, ...], ResultRule]]:
    """Several rules for the same cells one after the other, so that each layer has one rule for a row."""
    for depth in range(max(map(len, choices.values()), default=0)):
        yield {values: rules[depth] for values, rules in choices.items() if depth < len(rules)}


def _none_of(chosen: pl.Series) -> pl.Series:
    return pl.repeat(_NO_RULE, len(chosen), dtype=pl.Int32, eager=True)


def _pairs(first: pl.Series, first_count: int, second: pl.Series, second_count: int) -> Combos:
    return Combos.of([(first.cast(pl.UInt32), first_count), (second, second_count)], len(first))


def _not_on(scale: Scale, raw: str, reading: Reading) -> str:
    """Why a cell is rejected, with the nearest code of the scale."""
    if reading.reason == "ambiguous":
        return f"“{raw[:40]}” could be years and months or a decimal: write it as 7:11 or 7y 11m."
    codes = {spelling: value.code for value in scale.values for spelling in (value.code, *value.aliases)}
    near = nearest(raw, codes, most=1)
    hint = f" The nearest code is {codes[near[0]]}." if near else ""
    return f"“{raw[:40]}” is not on the scale {scale.title}.{hint}"

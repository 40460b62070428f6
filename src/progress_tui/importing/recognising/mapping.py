"""A mapping: which column of a file says what. Kept as TOML that a person can read, edit and reuse."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

from progress_tui import private
from progress_tui.domain.calendar import HALF_TERMS, academic_year_label, parse_academic_year

# The same reader of tables as the scale files, so that every data file fails with the same sentences.
from progress_tui.domain.data_files import DataTable
from progress_tui.domain.errors import DataFileError, UsageError, did_you_mean
from progress_tui.resources import data_folder, read_toml
from progress_tui.settings import config_home

if TYPE_CHECKING:
    from tomlkit import TOMLDocument
    from tomlkit.items import Item

PUPIL_FIELDS = (
    "upn", "former_upn", "source_id", "surname", "forename", "name", "dob", "sex", "school", "joined", "left",
    "class", "year_group", "academic_year",
    "pp", "fsm", "fsm6", "lac", "plac", "service", "eal", "first_language", "sen",
    "attendance", "possible", "authorised", "unauthorised",
)  # fmt: skip
"""What a column can say of a pupil; the keys of `[pupil]`."""

AttendanceUnit = Literal["", "percent", "fraction"]
AgeForm = Literal["", "months", "decimal"]
NameOrder = Literal["", "surname first", "forename first"]
_KEYS = ("name", "headings", "pupil", "when", "results", "ignore", "attendance_as", "ages_as", "names", "skip")


@dataclass(frozen=True, slots=True)
class When:
    """The time that one value of the time column stands for; what is None or `""` is said elsewhere."""

    academic_year: int | None = None
    point: str = ""
    year_group: int | None = None
    form: str = ""


@dataclass(frozen=True, slots=True)
class WhenRule:
    """Where the time of a row is said.

    Attributes:
        column: heading of a column whose cells are looked up in `values`, `""` without one.
        values: cell → time.
        point_column: heading of a column of points (`Aut2`, `Spring`, `2025-26 Sum1`), `""` without one.
        academic_year: start year of everything that no heading, column or value dates; None without one.
        point: half-term code of the same.
    """

    column: str = ""
    values: Mapping[str, When] = field(default_factory=dict)
    point_column: str = ""
    academic_year: int | None = None
    point: str = ""


@dataclass(frozen=True, slots=True)
class ResultRule:
    """Results of one assessment in one subject, and where they stand.

    Attributes:
        column: heading of the column that holds them.
        subject: subject id; `scale` scale id; `assessment` in words, such as `teacher assessment`.
        kind: who judged.
        target: the cells are targets and the point is when they are due.
        where: in long layouts, heading → cell: only rows that have all of these cells count.
        academic_year: start year where the heading names it, else None.
        year_group: where the heading names the year group the pupil was in instead of an academic year.
        point: half-term code where the heading names it, else `""`.
        form: form family, `""` for the usual one; `form_by_time` makes one of every value of the time column.
        low, high: the series' own valid range.
        reasons: heading of a column whose cell says why `column` is blank, `""` without one; a value there is none.
    """

    column: str
    subject: str
    scale: str
    assessment: str
    kind: Literal["teacher", "test", "statutory"]
    target: bool = False
    where: Mapping[str, str] = field(default_factory=dict)
    academic_year: int | None = None
    year_group: int | None = None
    point: str = ""
    form: str = ""
    form_by_time: bool = False
    low: float | None = None
    high: float | None = None
    reasons: str = ""


@dataclass(frozen=True, slots=True)
class ImportMapping:
    """How the columns of a file are understood.

    Attributes:
        name: what the school calls it.
        pupil: field (one of `PUPIL_FIELDS`) → heading.
        when: where the time of a row is said.
        results: the result and target columns.
        ignore: headings left out on purpose.
        attendance_as: how a bare attendance of at most 1 is meant, `""` when that has not come up.
        ages_as: whether an age such as 7.11 is years and months or a decimal, `""` when that has not come up.
        names: how a name without a comma in one column is meant, `""` when that has not come up.
        file_headings: all headings of the file it was made from; a file with the same ones is understood by it again.
        skip: in long layouts, heading → cell of the rows that are left out on purpose.
    """

    name: str
    pupil: Mapping[str, str] = field(default_factory=dict)
    when: WhenRule = field(default_factory=WhenRule)
    results: tuple[ResultRule, ...] = ()
    ignore: tuple[str, ...] = ()
    attendance_as: AttendanceUnit = ""
    ages_as: AgeForm = ""
    names: NameOrder = ""
    file_headings: tuple[str, ...] = ()
    skip: tuple[Mapping[str, str], ...] = ()

    @property
    def headings(self) -> set[str]:
        """Every heading the mapping reads."""
        read = {*self.pupil.values(), self.when.column, self.when.point_column}
        for rule in self.results:
            read |= {rule.column, rule.reasons, *rule.where}
        return read - {""}

    @property
    def one_row_per_pupil(self) -> bool:
        """Whether a second row of one name is a second child, since no column tells the rows of one child apart."""
        timed = self.when.column or self.when.point_column or "academic_year" in self.pupil
        return not timed and not any(rule.where for rule in self.results)


def mappings_home() -> Path:
    """The folder of a school's own mappings; it need not be there."""
    return config_home() / "mappings"


def find_mapping(text: str) -> ImportMapping:
    """The mapping that `--map` names: a path, the name of one that the school saved, or of one that is shipped (`jsp`).

    Raises:
        UsageError: there is neither such a file nor such a name.
        DataFileError: the file is not a valid mapping.
    """
    path = Path(text)
    if path.suffix.casefold() == ".toml" or path.is_file():
        return load_mapping(path)
    folders = (data_folder() / "mappings", mappings_home())
    known = {file.stem.casefold(): file for folder in folders for file in sorted(folder.glob("*.toml"))}
    found = known.get(text.casefold()) or _named(text, known.values())
    if found is None:
        near = did_you_mean(text, (file.stem for file in known.values()))
        raise UsageError(f"There is no mapping “{text}”", near, "Or give the path of a file.")
    return load_mapping(found)


def _named(text: str, files: Iterable[Path]) -> Path | None:
    """The file of the mapping that calls itself so; files that are no TOML are passed by."""
    for file in files:
        try:
            name = read_toml(file).get("name")
        except DataFileError:
            continue
        if isinstance(name, str) and name.casefold() == text.casefold():
            return file
    return None


def load_mapping(path: Path) -> ImportMapping:
    """Read a mapping.

    Raises:
        DataFileError: it cannot be read, or a key is unknown, missing or of the wrong type.
    """
    top = DataTable(path.name, "", read_toml(path))
    top.only(*_KEYS)
    unit = top.choice("attendance_as", ("percent", "fraction")) if "attendance_as" in top.content else ""
    names = top.choice("names", ("surname first", "forename first")) if "names" in top.content else ""
    pupil = top.table("pupil")
    if pupil is not None:
        pupil.only(*PUPIL_FIELDS)
    when = top.table("when")
    return ImportMapping(
        name=top.text("name"),
        pupil={key: pupil.text(key) for key in pupil.content} if pupil else {},
        when=_when_rule(when) if when else WhenRule(),
        results=tuple(_result_rule(table) for table in top.tables("results")),
        ignore=top.texts("ignore"),
        attendance_as=cast(AttendanceUnit, unit),
        ages_as=cast(AgeForm, top.choice("ages_as", ("months", "decimal")) if "ages_as" in top.content else ""),
        names=cast(NameOrder, names),
        file_headings=top.texts("headings"),
        skip=tuple({key: table.text(key) for key in table.content} for table in top.tables("skip")),
    )


def _year(table: DataTable) -> int | None:
    text = table.get("academic_year", str, "an academic year such as 2026-27")
    year = parse_academic_year(text) if text is not None else None
    if text is not None and year is None:
        raise table.fail("academic_year", f"is “{text}”", "Write an academic year such as 2026-27.")
    return year


def _point(table: DataTable) -> str:
    return table.choice("point", HALF_TERMS) if "point" in table.content else ""


def _optional_text(table: DataTable, key: str) -> str:
    return table.get(key, str, "a text") or ""


def _when_rule(table: DataTable) -> WhenRule:
    table.only("column", "values", "point_column", "academic_year", "point")
    values, found = table.table("values"), {}
    for value in values.content if values else ():
        entry = values.table(value) if values else None
        if entry is not None:
            entry.only("academic_year", "point", "year_group", "form")
            group = entry.get("year_group", int, "a whole number")
            found[value] = When(_year(entry), _point(entry), group, _optional_text(entry, "form"))
    column = _optional_text(table, "column")
    if bool(found) != bool(column):
        raise table.fail("column" if found else "values", "is missing", "“column” and “values” go together.")
    return WhenRule(column, found, _optional_text(table, "point_column"), _year(table), _point(table))


def _result_rule(table: DataTable) -> ResultRule:
    table.only(
        "column", "subject", "scale", "assessment", "kind", "target", "where", "academic_year", "year_group", "point",
        "form", "form_by_time", "range", "reasons",
    )  # fmt: skip
    where, bounds = table.table("where"), table.table("range")
    if bounds is not None:
        bounds.only("low", "high")
    return ResultRule(
        column=table.text("column"),
        subject=table.text("subject"),
        scale=table.text("scale"),
        assessment=table.text("assessment"),
        kind=cast(Literal["teacher", "test", "statutory"], table.choice("kind", ("teacher", "test", "statutory"))),
        target=table.get("target", bool, "true or false") or False,
        where={key: where.text(key) for key in where.content} if where else {},
        academic_year=_year(table),
        year_group=table.get("year_group", int, "a whole number"),
        point=_point(table),
        form=_optional_text(table, "form"),
        form_by_time=table.get("form_by_time", bool, "true or false") or False,
        low=bounds.optional_number("low") if bounds else None,
        high=bounds.optional_number("high") if bounds else None,
        reasons=_optional_text(table, "reasons"),
    )


def save_mapping(mapping: ImportMapping, path: Path) -> None:
    """Write a mapping so that `load_mapping` gives it back and a person can edit it.

    Raises:
        DataFileError: the file cannot be written.
    """
    text = mapping_text(mapping)
    try:
        private.write_text(path, text)
    except OSError as error:
        raise DataFileError(f"{path.name} cannot be written", str(error.strerror or error)) from error


def mapping_text(mapping: ImportMapping) -> str:
    """The mapping as the text of a TOML file with a comment above each part."""
    import tomlkit  # only writing a mapping needs it

    document = tomlkit.document()
    document.add(tomlkit.comment("How the columns of a file are understood: progress-tui import FILE --map THIS.toml"))
    document.add("name", tomlkit.item(mapping.name))
    if mapping.file_headings:
        document.add(tomlkit.comment("Headings of the file it was made from: one with the same is understood by it."))
        document.add("headings", tomlkit.item(list(mapping.file_headings)))
    if mapping.ignore:
        document.add(tomlkit.comment("Columns left out on purpose."))
        document.add("ignore", tomlkit.item(list(mapping.ignore)))
    if mapping.attendance_as:
        document.add(tomlkit.comment("How a bare attendance of at most 1 is meant: percent or fraction (of 1)."))
        document.add("attendance_as", tomlkit.item(mapping.attendance_as))
    if mapping.ages_as:
        document.add(tomlkit.comment("How an age such as 7.11 is meant: months (7 years 11 months) or decimal."))
        document.add("ages_as", tomlkit.item(mapping.ages_as))
    if mapping.names:
        document.add(tomlkit.comment("How a name without a comma is written: surname first or forename first."))
        document.add("names", tomlkit.item(mapping.names))
    if mapping.pupil:
        _add_table(document, "pupil", "field = heading", mapping.pupil)
    if mapping.skip:
        document.add(tomlkit.comment("Rows of a long file left out on purpose."))
        document.add("skip", tomlkit.item([_item(dict(where)) for where in mapping.skip]))
    when = _when_entries(mapping.when)
    if when:
        _add_table(document, "when", "The time of what no heading dates.", when)
    rules = tomlkit.aot()
    for rule in mapping.results:
        entry = tomlkit.table()
        for key, value in _rule_entries(rule).items():
            entry.add(key, _item(value))
        rules.append(entry)
    if mapping.results:
        document.add("results", rules)
    return document.as_string()


def _add_table(document: TOMLDocument, key: str, comment: str, entries: Mapping[str, object]) -> None:
    import tomlkit

    table = tomlkit.table()
    table.add(tomlkit.comment(comment))
    for name, value in entries.items():
        table.add(name, tomlkit.item(value))
    document.add(key, table)


def _item(value: object) -> Item:
    """A value of a result rule; its small tables stay on one line."""
    import tomlkit

    if not isinstance(value, dict):
        return tomlkit.item(value)
    inline = tomlkit.inline_table()
    inline.update(value)
    return inline


def _when_entries(when: WhenRule) -> dict[str, object]:
    entries: dict[str, object] = {"column": when.column, "point_column": when.point_column, **_time(when)}
    if when.values:
        entries["values"] = {
            value: {**_time(time), **_present({"year_group": time.year_group, "form": time.form})}
            for value, time in when.values.items()
        }
    return _present(entries)


def _time(time: WhenRule | When | ResultRule) -> dict[str, object]:
    year = None if time.academic_year is None else academic_year_label(time.academic_year)
    return _present({"academic_year": year, "point": time.point})


def _rule_entries(rule: ResultRule) -> dict[str, object]:
    entries: dict[str, object] = {
        "column": rule.column,
        "reasons": rule.reasons,
        "subject": rule.subject,
        "scale": rule.scale,
        "assessment": rule.assessment,
        "kind": rule.kind,
        "target": rule.target or None,
        "where": dict(rule.where) or None,
        **_time(rule),
        "year_group": rule.year_group,
        "form": rule.form,
        "form_by_time": rule.form_by_time or None,
        "range": _present({"low": rule.low, "high": rule.high}) or None,
    }
    return _present(entries)


def _present(entries: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in entries.items() if value is not None and value != ""}

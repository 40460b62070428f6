"""Reading ages such as 7.11: years and months, or years with a decimal? Only the school can say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from progress_tui.domain.ages import age_label, is_ambiguous_age
from progress_tui.domain.scales import Scale, digits
from progress_tui.importing.facts import Question
from progress_tui.importing.reading.table import SourceTable
from progress_tui.importing.recognising.asking import Asking
from progress_tui.importing.recognising.mapping import AgeForm, ImportMapping

QUESTION: Final = "ages"
_FORMS: Final[tuple[AgeForm, ...]] = ("months", "decimal")
_MOST_MONTHS: Final = 11


def settle_ages(
    table: SourceTable, mapping: ImportMapping, scales: Mapping[str, Scale], asking: Asking
) -> ImportMapping:
    """The mapping with the form of its reading ages settled; it is asked where cells are figures with a point.

    While it is open the columns that hold such cells are pending.
    """
    if mapping.ages_as:
        return mapping
    held = {
        (rule.column, cell): None
        for rule in mapping.results
        if scales[rule.scale].kind == "age"
        for cell in table[rule.column].distinct()
        if is_ambiguous_age(digits(cell))
    }
    if not held:
        return mapping
    column, sample = next(iter(held))
    years, months = _parts(sample)
    text = (
        f"“{column}” holds ages such as {sample}: years and months ({years} years {months} months), or years with a "
        "decimal?"
    )
    proposal = "decimal" if any(_parts(cell)[1] > _MOST_MONTHS for _, cell in held) else "months"
    answer = asking.ask(Question(QUESTION, text, tuple(_FORMS), proposal))
    asking.pending.update(column for column, _ in held if answer is None)
    return replace(mapping, ages_as=next((form for form in _FORMS if form == answer), ""))


def plain_age(text: str, form: AgeForm) -> str:
    """An age with a point as years and months (`7.11` is `7:11`, or as a decimal `7:01`); any other text as it is.

    Left as it is where it is no age in that form, such as `7.45` in years and months.
    """
    figure = digits(text)
    if not form or not is_ambiguous_age(figure):
        return text
    years, months = _parts(figure)
    if form == "decimal":
        return age_label(round(float(figure.replace(",", ".")) * 12))
    return f"{years}:{months:02d}" if months <= _MOST_MONTHS else text


def _parts(text: str) -> tuple[int, int]:
    years, _, months = digits(text).replace(",", ".").partition(".")
    return int(years), int(months)

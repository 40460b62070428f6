"""A scale in plain words: its values in order, what is expected when, and what else its file says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from progress_tui.domain.calendar import HALF_TERMS, Point
from progress_tui.domain.readings import NonResult
from progress_tui.domain.scales import Scale

YEAR_GROUPS: Final = tuple(range(7))
"""Reception to Year 6."""
_TERMS: Final = {"Aut": "autumn", "Spr": "spring", "Sum": "summer"}


def code_at(scale: Scale, notch: float) -> str:
    """The code of a rank, or a score as it is written."""
    if scale.numeric:
        return scale.number_label(notch)
    return next((value.code for value in scale.values if value.rank == notch), f"{notch:g}")


def expected_codes(scale: Scale, year_group: int | None, subject: str = "") -> tuple[str, ...]:
    """What counts as just met at Aut1 … Sum2 in a year group: six codes or scores, `""` where nothing is expected."""
    notches = (scale.expected_notch(subject, year_group, Point(place)) for place in range(len(HALF_TERMS)))
    return tuple("" if notch is None else code_at(scale, notch) for notch in notches)


def expected_times(scale: Scale) -> list[tuple[int | None, str, str]]:
    """(year group, half-term code, what counts as just met); the year group is None where all expect the same."""
    by_year = {year_group: expected_codes(scale, year_group) for year_group in YEAR_GROUPS}
    same = len(set(by_year.values())) == 1
    held = {None: by_year[0]} if same else by_year
    return [
        (year_group, half_term, code)
        for year_group, codes in held.items()
        for half_term, code in zip(HALF_TERMS, codes, strict=True)
        if code
    ]


def expectation_sentences(scale: Scale) -> list[str]:
    """What is expected when, one sentence for every year group that differs: `Year 4: autumn 4b+, spring 4w+, …`."""
    if not scale.has_expectation:
        return ["Nothing on this scale is at, above or below an expected standard."]
    by_year = {year_group: expected_codes(scale, year_group) for year_group in YEAR_GROUPS}
    if len(set(by_year.values())) == 1:
        return [f"Just met in every year group: {_times(by_year[0])}."]
    found = [
        f"Just met in {f'Year {year_group}' if year_group else 'Reception'}: {_times(codes)}."
        for year_group, codes in by_year.items()
        if any(codes)
    ]
    silent = [year_group for year_group, codes in by_year.items() if not any(codes)]
    if silent:
        names = ", ".join(f"Year {year_group}" if year_group else "Reception" for year_group in silent)
        found.append(f"Nothing is expected in {names}.")
    return found


def sentences(scale: Scale) -> list[str]:
    """Everything a scale file says, in order: values, expectation, standings, statutory figures, error, no result."""
    return [*_values(scale), *expectation_sentences(scale), *rule_sentences(scale), _reasons(scale)]


def rule_sentences(scale: Scale) -> list[str]:
    """Beside what is just met: what is above and below, other years' codes, statutory figures, error."""
    return [*_standings(scale), *_curricula(scale), *_figures(scale)]


def _times(codes: Sequence[str]) -> str:
    """`autumn 4b+, spring 4w+, summer 4s`; one code at every point is said once."""
    if len(set(codes)) == 1:
        return f"{codes[0]}, at every point"
    parts = []
    for place in range(0, len(HALF_TERMS), 2):
        first, second = codes[place], codes[place + 1]
        if first == second:
            parts.append(f"{_TERMS[HALF_TERMS[place][:3]]} {first}" if first else "")
        else:
            parts += [f"{HALF_TERMS[at]} {codes[at]}" if codes[at] else "" for at in (place, place + 1)]
    return ", ".join(filter(None, parts))


def _values(scale: Scale) -> Iterator[str]:
    if scale.numeric:
        if scale.low is None or scale.high is None:
            yield "Figures; the valid range belongs to the series."
        else:
            yield f"Figures from {scale.number_label(scale.low)} to {scale.number_label(scale.high)}."
        return
    ordered = sorted(scale.values, key=lambda value: value.rank)
    points = any(value.points is not None for value in ordered)
    named = [
        value.code
        + (f" {value.label}" if value.label != value.code and not points else "")
        + (f" ({value.points:g})" if points and value.points is not None else "")
        for value in ordered
    ]
    yield f"Values, lowest first: {', '.join(named)}."


def _standings(scale: Scale) -> Iterator[str]:
    if scale.cut is not None:
        cut = scale.cut
        yield f"Just below: from {scale.number_label(cut.expected - cut.within)}."
        if cut.very_low is not None:
            yield f"Well below: under {scale.number_label(cut.very_low)}."
        named = [f"{score:g} in {subject}" for subject, score in cut.higher.items() if subject != "default"]
        if cut.higher:
            default = f"{cut.higher['default']:g}"
            yield f"Above: from {', '.join([*named, f'{default} elsewhere' if named else default])}."
        else:
            yield "Nothing is above."
    elif scale.line is not None:
        line = scale.line
        yield (
            f"Just below: down to {line.notch:g} under. Well below: {-line.well_below:g} or more under. "
            f"Above: {line.above:g} or more over."
        )
    elif scale.rise is not None:
        far = scale.rise.well_below
        yield f"Securely at: {scale.rise.secure:g} or more over. Above: {scale.rise.above:g} or more over."
        yield "Just below: 1 under." + (f" Well below: {-far:g} or more under." if far is not None else "")
        always = [f"{value.code} is {value.standing.label}" for value in scale.values if value.standing is not None]
        if always:
            yield f"At every point: {', '.join(always)}."
    else:
        held = [f"{value.code} is {value.standing.label}" for value in scale.values if value.standing is not None]
        if held:
            yield f"By the value alone: {', '.join(held)}."


def _curricula(scale: Scale) -> Iterator[str]:
    early = [value.code for value in scale.values if value.early]
    if early:
        yield f"Below the curriculum from Year 1 on: {', '.join(early)}."
    if scale.out_of_year:
        code = scale.values[-1].code
        yield f"“Y2 {code}” is read as {code} in the Year 2 curriculum: well below in a later year group."
    if scale.rise is not None and scale.rise.year_groups:
        yield "Below the curriculum: under what was expected at the end of the year before; well below there."


def _figures(scale: Scale) -> Iterator[str]:
    for held in scale.thresholds:
        yield f"Statutory figures counted {held.label}: from {held.least:g} in Year {held.year_group}."
    error, difference = scale.error_of_score(), scale.error_of_difference()
    if error is not None and difference is not None:
        yield f"Standard error: {error:.1f} of a score, {difference:.1f} of a difference."
    for test in scale.error.tests if scale.error is not None else ():
        yield f"Of {test}: {scale.error_of_score(test):.1f} and {scale.error_of_difference(test):.1f}."


def _reasons(scale: Scale) -> str:
    found: list[NonResult] = list(dict.fromkeys(scale.non_results.values()))
    if not found:
        return "No result: only a blank cell."
    words = [f"{reason.code} {reason.meaning}{'*' if reason.of == 'not_met' else ''}" for reason in found]
    return f"No result: {', '.join(words)}. Those with * stay in the DfE measure, as not met."

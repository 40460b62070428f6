"""From headings and cells to a mapping: which column says what, in wide and long layouts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from progress_tui.domain.calendar import academic_year_label
from progress_tui.domain.errors import ProgressError
from progress_tui.domain.scales import Scale
from progress_tui.importing.reading.table import SourceTable
from progress_tui.importing.recognising.asking import Asking
from progress_tui.importing.recognising.columns import ResultColumn, long_columns, result_columns
from progress_tui.importing.recognising.fields import IDENTITY, choose_fields
from progress_tui.importing.recognising.headings import Heading, read_heading
from progress_tui.importing.recognising.key_stages import KeyStages
from progress_tui.importing.recognising.leaving import unstored_reason
from progress_tui.importing.recognising.mapping import ImportMapping
from progress_tui.importing.recognising.names import settle_names
from progress_tui.importing.recognising.profiles import Profile, profile_of
from progress_tui.importing.recognising.scaling import Scaling
from progress_tui.importing.recognising.terms import when_of, with_counted_terms
from progress_tui.importing.recognising.unsure import IGNORE, understand
from progress_tui.importing.recognising.vocabulary import Vocabulary, vocabulary

__all__ = ["IGNORE", "recognise"]

_RE = re.compile(r"(?<![A-Za-z])RE(?![A-Za-z])")
_RELIGIOUS = ("subject", "religious education")
_MOST_SUBJECTS = 300


def recognise(table: SourceTable, scales: Mapping[str, Scale], asking: Asking) -> ImportMapping:
    """How the columns of `table` are understood; what is unsure is asked.

    Args:
        table: the file.
        scales: every loaded scale, by id.
        asking: answers given; questions and warnings are added here.

    Returns:
        A mapping without the times that headings and cells leave open (`asking.settle` adds them).

    Raises:
        ProgressError: no column names the pupils.
        UsageError: an answer is not one of the options.
    """
    profile = profile_of(table)
    words = asking.words = _words_of(table, profile, asking)
    understood = understand(table, scales, asking, words)
    pupil = choose_fields(table, understood.headings, asking)
    if not any(name in pupil for name in IDENTITY):
        raise ProgressError(
            f"No column of {table.file} names the pupils",
            f"Its headings are: {', '.join(table.headings[:12])}.",
            "It needs UPN, an ID, or Surname and Forename; or give a mapping with --map.",
        )
    long = long_columns(table, understood.headings)
    columns = result_columns(table, understood.headings, long, words, understood.reasons)
    columns = KeyStages(table, pupil, long.get("point", ""), asking.year, words).settle(columns)
    rules = Scaling(scales, asking, understood.scales, profile.scales if profile is not None else ()).rules(columns)
    skip = tuple(column.where for column in columns if column.said.role == "unstored")
    _say_skipped(columns, asking)
    _say_calendar_years(understood.headings, asking)
    ignored = tuple(h.text for h in understood.headings if asking.answers.get(f"column:{h.text}") == IGNORE)
    mapping = ImportMapping(
        "",
        pupil,
        when_of(table, long.get("point", ""), words),
        tuple(rules),
        ignore=ignored,
        file_headings=tuple(table.headings),
        skip=skip,
    )
    asking.used = mapping.headings
    return settle_names(table, mapping, asking)


def _words_of(table: SourceTable, profile: Profile | None, asking: Asking) -> Vocabulary:
    """The vocabulary that the headings of a file are read by; a profile that is recognised is said."""
    if profile is not None:
        asking.profile = profile.title
        asking.warnings.append(f"Recognised as {profile.title}.")
    words = _with_religious_education(table, profile.words_of(table) if profile is not None else vocabulary())
    return with_counted_terms(table, words, asking)


def _with_religious_education(table: SourceTable, words: Vocabulary) -> Vocabulary:
    """`RE` in capitals beside a plain `Reading` is religious education, though `Re` is how many write reading."""
    texts = list(table.headings)
    for heading in table.headings:
        said = read_heading(heading, words)
        if (said.role, said.name) == ("long", "subject"):
            texts.extend(table[heading].distinct()[:_MOST_SUBJECTS])
    plain = [text for text in texts if not text.isupper() and not _RE.search(text)]
    if not any(_RE.search(text) for text in texts) or not any("reading" in text.casefold() for text in plain):
        return words
    return replace(words, phrases={**words.phrases, ("re",): _RELIGIOUS})


def _say_skipped(columns: Sequence[ResultColumn], asking: Asking) -> None:
    """The rows of a long file that are no results, by what says so: the cell that stands last."""
    told: dict[str, dict[str, None]] = {}
    for column in columns:
        if column.said.role == "unstored":
            heading, cell = list(column.where.items())[-1]
            told.setdefault(unstored_reason(column.said.name), {})[f"{heading} “{cell}”"] = None
    for why, cells in told.items():
        asking.warnings.append(f"Not stored ({why}): rows of {', '.join(cells)}.")


def _say_calendar_years(headings: Sequence[Heading], asking: Asking) -> None:
    """`Summer 2026` is 2025-26: say so once."""
    dated = next((heading for heading in headings if heading.calendar and heading.is_result), None)
    if dated is not None and dated.academic_year is not None:
        year = academic_year_label(dated.academic_year)
        asking.warnings.append(f"Years in headings are calendar years: “{dated.text}” is {dated.point} {year}.")

"""Sentences that name the columns of a file that are not stored, each with its reason."""

from __future__ import annotations

from collections import defaultdict

from progress_tui.importing.reading.table import SourceTable
from progress_tui.importing.recognising.asking import Asking
from progress_tui.importing.recognising.headings import read_heading
from progress_tui.importing.recognising.mapping import ImportMapping

_SHOWN = 30
_UNSTORED = {
    "derived": "worked out from results, or beside them",
    "reasons": "why there is no score, where no column has the scores",
    "closed": "figures that the download works out",
}
_PROGRESS = "progress and effort are neither results nor targets"


def unstored_reason(name: str) -> str:
    """Why a column or row with the role `unstored` is left out, by its name."""
    return _UNSTORED.get(name, _PROGRESS)


def not_stored(table: SourceTable, mapping: ImportMapping, asking: Asking) -> list[str]:
    """A sentence for each reason why columns with anything in them are left out; unwanted ones with their category."""
    told: dict[str, list[str]] = defaultdict(list)
    for heading in table.headings:
        if heading in mapping.headings | asking.used | asking.pending or not table[heading].distinct():
            continue
        said = read_heading(heading, asking.words)
        if heading in mapping.ignore:
            told["the mapping leaves it out"].append(heading)
        elif heading in asking.left_out:
            told[asking.left_out[heading]].append(heading)
        elif said.role == "unwanted":
            name = heading if said.name == "other" else f"{heading} ({said.name})"
            told["the app has no use for it"].append(name)
        elif said.role == "unstored":
            told[unstored_reason(said.name)].append(heading)
        else:
            told["not recognised"].append(heading)
    return [*_read_for_reasons(mapping), *(f"Not stored ({why}): {_listed(names)}." for why, names in told.items())]


def _read_for_reasons(mapping: ImportMapping) -> list[str]:
    """What the columns are used for that say why there is no result."""
    beside = {rule.reasons: rule.column for rule in mapping.results if rule.reasons}
    named = [f"{reasons} (where {column} is blank)" for reasons, column in beside.items()]
    return [f"Read only for the reason why there is no result: {_listed(named)}."] if named else []


def _listed(names: list[str]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")

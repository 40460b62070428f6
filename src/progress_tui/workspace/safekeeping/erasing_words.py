"""What was erased or would be, as a report: a row for each kind of thing, and sentences on what is left to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from progress_tui.domain.pupils import NameMode
from progress_tui.domain.reports import Field, Report
from progress_tui.domain.text import counted, visible
from progress_tui.store.subject_access import QUERIES
from progress_tui.workspace.safekeeping.erasing import Due, Outcome
from progress_tui.workspace.safekeeping.retention import Period

_TITLES: Final = {
    **{query.table: query.title for query in QUERIES},
    "before_image": "Earlier values, kept to take an import back",
    "import_rejected": "Rows an import did not take",
    "saved_filter": "Saved filters that may name the child",
    "meta": "Actions half typed",
    "prepared": "Class grids kept ready, made anew",
    "support": "Support groups",
    "meeting": "Meetings",
    "audit": "Audit lines",
    "import": "Names of imported files",
}
_FIELDS: Final = (
    Field("what", "What"), Field("table", "table"), Field("rows", "rows taken out", "count"),
    Field("texts", "texts of others changed", "count"),
)  # fmt: skip
_PERIODS: Final = (Field("kind", "kept"), Field("years", "years", "count"), Field("meaning", "counted"),
                   Field("origin", "from"), Field("why", "why"))  # fmt: skip
_CHILDREN: Final = (Field("pupil", "pupil", "count"), Field("name", "name"), Field("left", "last day on roll"))


def erase_report(outcome: Outcome, *, done: bool) -> Report:
    """What went of one child, or would go."""
    return Report("Erased" if done else "Would be erased", "", _FIELDS, _rows(outcome), tuple(_notes(outcome, done)))


def purge_report(due: Due, *, done: bool) -> Report:
    """What went by the schedule, or is due."""
    children = counted(len(due.children), "child", "children")
    first = f"{children} of {due.left:,} who left {'went' if done else 'are due to go'} with everything on them."
    rows = _rows(due.outcome)
    nothing = () if rows else ("Nothing in the file is older than the schedule says.",)
    notes = (first, *nothing, *_notes(due.outcome, done))
    return Report("Purged" if done else "Due to be purged", "", _FIELDS, rows, notes)


def leavers_report(due: Due, names: NameMode) -> Report:
    """The children who are due, as the mode of names has them."""
    rows = tuple(
        {
            "pupil": one.pupil_id,
            "name": {"full": ", ".join(filter(None, one.names[0])) if one.names else "", "initials": one.shown,
                     "none": ""}[names],
            "left": leaver.left.isoformat(),
        }
        for one, leaver in due.children
    )  # fmt: skip
    return Report("Children who left", "", _CHILDREN if names != "none" else (_CHILDREN[0], _CHILDREN[2]), rows)


def periods_report(periods: Sequence[Period], source: str) -> Report:
    """How long things are kept, and who says so."""
    rows = tuple(
        {"kind": one.kind, "years": int(one.years), "meaning": one.meaning, "origin": one.origin, "why": one.why}
        for one in periods
    )
    return Report("Schedule", "", _PERIODS, rows, (f"retention.toml: {source}.",))


def _rows(outcome: Outcome) -> tuple[dict[str, object], ...]:
    rows, texts = outcome.erased.rows, outcome.erased.texts
    return tuple(
        {"what": _TITLES.get(table, table), "table": table, "rows": rows.get(table, 0), "texts": texts.get(table, 0)}
        for table in dict.fromkeys([*rows, *texts])
    )


def _notes(outcome: Outcome, done: bool) -> Iterator[str]:
    if outcome.erased.audit_from is not None:
        yield (
            f"The audit {'was' if done else 'would be'} written anew from line {outcome.erased.audit_from} on, where "
            "the name stood; the line on the erasing says so."
        )
    if outcome.backups:
        yield f"{counted(len(outcome.backups), 'backup')} {'written' if done else 'would be written'} anew as well."
    for path, reason in outcome.left:
        yield f"The backup {visible(str(path))} was left as it is: {reason} Delete it, or mend that and do this again."
    read = outcome.erased.read
    if read:
        yield f"{counted(len(read), 'text')} on others with a part of the name alone; read whether the child is meant:"
        for one in read:
            yield f"- {_TITLES.get(one.table, one.table).lower()} {visible(one.number)}: {visible(one.words)}"
    if outcome.beyond:
        yield "Copies this program cannot reach, for you to look at:"
        for sentence in outcome.beyond:
            yield f"- {visible(sentence)}"

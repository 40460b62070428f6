"""What the demo school's people write, read from `data/reference/demo-phrases.toml` and checked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from progress_tui.demo.facts import Facts, read_facts
from progress_tui.demo.figures import SUBJECTS
from progress_tui.domain.errors import did_you_mean

Need = Literal["", "eal", "send", "absence", "new"]
BARRIERS = (
    "attendance", "punctuality", "behaviour", "EAL", "SEND", "speech and language", "phonics gap", "number facts",
    "stamina/handwriting", "vocabulary", "confidence", "home", "mobility", "curriculum gap", "assessment error",
    "other",
)  # fmt: skip
"""What may stand in a child's way (domain reference, section 8)."""
DECISIONS = (
    "none", "monitor", "in-class", "group", "one-to-one", "SENCO", "EHCP", "pastoral", "attendance", "parents",
    "extend",
)  # fmt: skip
"""What a meeting may decide (domain reference, section 8)."""
_NEEDS = ("eal", "send", "absence", "new")
_MOST_YEARS = (1, 2, 3, 4, 5, 6)


@dataclass(frozen=True, slots=True)
class Theme:
    """One reason to talk about a child: what is seen, said, decided and done.

    Attributes:
        needs: the kind of child it is only for; `""` for any.
        actions: (what, owner).
    """

    barrier: str
    needs: Need
    subjects: tuple[str, ...]
    years: tuple[int, ...]
    seen: tuple[str, ...]
    teacher_view: tuple[str, ...]
    decisions: tuple[str, ...]
    actions: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class NoteTexts:
    """Short notes one role writes; `needs` as in a theme."""

    author: str
    needs: Need
    texts: tuple[str, ...]


@cache
def phrases() -> tuple[tuple[Theme, ...], tuple[NoteTexts, ...]]:
    """The themes of meetings and the texts of notes.

    Raises:
        DataFileError: the file is missing, or names a barrier, decision or subject that is not known.
    """
    top = read_facts("reference", "demo-phrases.toml")
    themes = tuple(_theme(table) for table in top.tables("themes"))
    notes = tuple(NoteTexts(t.text("author"), _need(t), t.texts("texts")) for t in top.tables("notes"))
    return themes, notes


def _theme(table: Facts) -> Theme:
    table.only("barrier", "needs", "subjects", "years", "seen", "teacher_view", "decisions", "actions")
    subjects = table.texts("subjects") if "subjects" in table.content else SUBJECTS
    decisions, barrier = table.texts("decisions"), table.text("barrier")
    for key, words, known in (
        ("barrier", (barrier,), BARRIERS),
        ("decisions", decisions, DECISIONS),
        ("subjects", subjects, SUBJECTS),
    ):
        for word in words:
            if word not in known:
                raise table.fail(key, f"holds “{word}”", did_you_mean(word, known))
    return Theme(
        barrier=barrier,
        needs=_need(table),
        subjects=subjects,
        years=table.wholes("years", _MOST_YEARS),
        seen=table.texts("seen"),
        teacher_view=table.texts("teacher_view"),
        decisions=decisions,
        actions=tuple((action.text("what"), action.text("owner")) for action in table.tables("actions")),
    )


def _need(table: Facts) -> Need:
    if "needs" not in table.content:
        return ""
    word = table.text("needs")
    if word not in _NEEDS:
        raise table.fail("needs", f"is “{word}”", did_you_mean(word, _NEEDS))
    return cast(Need, word)

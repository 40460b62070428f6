"""Statutory assessments that a heading names in words of a school: KS1, KS2, phonics, tables check, early years.

Their results stand at the end of one year group's year, whatever the pupils' year group is now.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from progress_tui.domain.data_files import DataTable

_KEYS = ("label", "teacher", "test", "year_group", "words", "subjects", "codes", "numbers")


@dataclass(frozen=True, slots=True)
class Stage:
    """A statutory assessment.

    Attributes:
        label: what it is called where a heading says no more; `teacher` and `test` where it says who assessed.
        year_group: whose end of year it stands at (Reception is 0).
        codes, numbers: scale ids of its teacher assessments and of its tests.
        subject: the subject that its words name with it, `""` where a heading names one beside.
    """

    label: str
    teacher: str
    test: str
    year_group: int
    codes: tuple[str, ...]
    numbers: tuple[str, ...]
    subject: str = ""

    def named(self, hints: tuple[str, ...], in_words: bool) -> tuple[str, tuple[str, ...]]:
        """What the assessment is called and which scales it can be on.

        Args:
            hints: what the rest of the heading says of the scale: `codes`, `numbers`, scale ids, or nothing.
            in_words: whether the rest of the heading names who assessed (TA, test) or how it is put (scaled score).
        """
        known = (*self.codes, *self.numbers)
        of_kind = {"codes": self.codes, "numbers": self.numbers}
        chosen = tuple(scale for hint in hints for scale in of_kind.get(hint, (hint,)) if scale in known)
        if not chosen or not in_words:
            return self.label, known
        return self.test if set(chosen) <= set(self.numbers) else self.teacher, chosen

    def narrows(self, other: Stage) -> bool:
        """Whether this says the same as `other` and a subject more: GLD beside EYFS, phonics beside KS1."""
        return bool(self.subject) and not other.subject


def stages(top: DataTable) -> Iterator[tuple[str, Stage]]:
    """(words, stage) of every `[[stages]]` of a vocabulary.

    Raises:
        DataFileError: a key is unknown, missing or of the wrong type.
    """
    for table in top.tables("stages"):
        table.only(*_KEYS)
        label = table.text("label")
        year_group = table.need("year_group", int, "a whole number")
        teacher, test = (table.text(key) if key in table.content else label for key in ("teacher", "test"))
        stage = Stage(label, teacher, test, year_group, table.texts("codes"), table.texts("numbers"))
        for word in table.texts("words"):
            yield word, stage
        subjects = table.table("subjects")
        for subject in subjects.content if subjects is not None else ():
            for word in subjects.texts(subject) if subjects is not None else ():
                yield word, replace(stage, subject=subject)

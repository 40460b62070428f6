"""The statutory results of a Common Transfer File: which are taken, and what is listed instead of guessed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from progress_tui.domain.text import clean, counted
from progress_tui.importing.facts import Rejection
from progress_tui.importing.reading.cleaning import Cleaner
from progress_tui.importing.reading.ctf.codes import Assessment, code_table
from progress_tui.importing.reading.guarded.xml_records import Element
from progress_tui.importing.reading.pupil_rows import Part, PupilRows
from progress_tui.importing.recognising.mapping import ResultRule

ASSESSMENT: Final = "Assessment"
"""Heading of the codes that say what a result is of."""
RESULT: Final = "Result"
"""Heading of the results."""

_SHOWN: Final = 20
_EARLIEST: Final = 1990
_CODES: Final = ("Subject", "Method", "Component", "ResultQualifier")
_SAID: Final = ("Locale", "ResultStatus", "Year", *_CODES)


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What becomes of the results under one set of codes.

    Attributes:
        assessment: what they are of, None when they are not taken; `named` how the table names it, `year` its start.
        listed: where they are counted when they are not taken and not rejected; `under` by this.
        reason: why they are rejected, `""` when they are not.
    """

    assessment: Assessment | None = None
    named: str = ""
    year: int = 0
    listed: Counter[tuple[str, ...]] | None = None
    under: tuple[str, ...] = ()
    reason: str = ""


class Results:
    """Takes the results of each pupil and counts what is left out.

    Attributes:
        rules: cell under `ASSESSMENT` → the rule of the mapping that takes it.
    """

    def __init__(self, rows: PupilRows, part: Part, rejected: list[Rejection], cleaner: Cleaner) -> None:
        """Results go into `part` of `rows`, under `ASSESSMENT` and `RESULT`."""
        self.rules: dict[str, ResultRule] = {}
        self._rows, self._part, self._rejected, self._cleaner = rows, part, rejected, cleaner
        self._codes = code_table()
        self._verdicts: dict[tuple[str, ...], _Verdict] = {}
        self._unknown: Counter[tuple[str, ...]] = Counter()
        self._samples: dict[tuple[str, ...], str] = {}
        self._statuses: Counter[tuple[str, ...]] = Counter()
        self._abroad: Counter[tuple[str, ...]] = Counter()
        self._left: Counter[str] = Counter()
        self._caveats: dict[str, Counter[str]] = defaultdict(Counter)

    def take(self, pupil: Element, number: int, shown: str, latest: int) -> None:
        """Take the results of a pupil.

        Args:
            pupil: the element.
            number: as `PupilRows.pupil` gave it.
            shown: the pupil in a sentence.
            latest: the start year of the file; a result of a later year cannot be.
        """
        for assessments in pupil.named("StageAssessments"):
            for stage in assessments.named("KeyStage"):
                name = stage.fields.get("Stage", "")
                for result in stage.named("StageAssessment"):
                    self._result(result, name, number, shown, latest)

    def _result(self, element: Element, stage: str, number: int, shown: str, latest: int) -> None:
        fields, line = element.fields, element.line
        text = self._cleaner(fields.get("Result", ""), line)
        if not text:
            return
        if element.doubled and not {*_SAID, RESULT}.isdisjoint(element.doubled):
            again = ", ".join(sorted(set(element.doubled)))
            self._reject(line, text, f"It says two different things: {again} stands there twice.", shown)
            return
        said = (stage, *(fields.get(name, "") for name in _SAID))
        verdict = self._verdicts.get(said)
        if verdict is None:
            verdict = self._verdicts[said] = self._judged([clean(part) for part in said], latest)
        if verdict.reason:
            self._reject(line, text, verdict.reason, shown)
        elif verdict.listed is not None:
            verdict.listed[verdict.under] += 1
            self._samples.setdefault(verdict.under, text)
        elif verdict.assessment is not None and self._counts(verdict.assessment, verdict.named, text):
            self._rows.add(number, line, verdict.year, self._part, (verdict.named, text))

    def _judged(self, said: list[str], latest: int) -> _Verdict:
        """What becomes of results of a stage with these codes (`_SAID`)."""
        ended = said[3]
        stage, locale, status, _, subject, method, component, qualifier = map(str.upper, said)
        if locale and locale not in self._codes.locales:
            return _Verdict(listed=self._abroad, under=(locale,))
        if status and status not in self._codes.results:
            return _Verdict(listed=self._statuses, under=(status,))
        year = int(ended) if len(ended) == 4 and ended.isascii() and ended.isdecimal() else 0
        if not _EARLIEST <= year <= latest + 1:
            why = "after the school year of the file" if year > latest + 1 else "not a year such as 2026"
            return _Verdict(reason=f"Its Year “{ended[:20]}” is {why}.")
        codes = stage, subject, method, component, qualifier
        found = self._codes.find(codes, year)
        if found is None:
            return _Verdict(listed=self._unknown, under=codes)
        named = found.named(codes)
        if named not in self.rules:
            self.rules[named] = found.rule(codes, RESULT, {ASSESSMENT: named})
        return _Verdict(found, named, year - 1)

    def _counts(self, found: Assessment, named: str, text: str) -> bool:
        """Whether a result says something of its own; what is not certain of its codes is noted."""
        if text.upper() in found.leave:
            self._left[named] += 1
            return False
        if found.caveat:
            self._caveats[found.caveat][named] += 1
        return True

    def _reject(self, line: int, text: str, reason: str, shown: str) -> None:
        self._rejected.append(Rejection(line, RESULT, text, reason, pupil=shown))

    # -- notes

    def notes(self) -> Iterator[str]:
        """What was left out, counted, and what was taken by a code that is not certain."""
        unknown = "Not stored, as the code table does not know them"
        shown = self._unknown.most_common(_SHOWN)
        for codes, count in shown:
            words = ("Stage", *_CODES)
            said = ", ".join(f"{word} “{code[:20]}”" for word, code in zip(words, codes, strict=True) if code)
            held = f"{counted(count, 'result')} of {said or 'no code at all'}"
            yield f"{unknown}: {held} (such as “{self._samples[codes][:20]}”)."
        if len(self._unknown) > len(shown):
            rest = self._unknown.total() - sum(count for _, count in shown)
            yield f"{unknown}: {counted(rest, 'result')} of {len(self._unknown) - len(shown):,} more sets of codes."
        for (status,), count in sorted(self._statuses.items()):
            what = self._codes.not_results.get(status, "not a result")
            yield f"Not stored: {counted(count, 'result')} with ResultStatus “{status[:20]}” ({what})."
        for (locale,), count in sorted(self._abroad.items()):
            yield f"Not stored: {counted(count, 'result')} with Locale “{locale[:20]}”, another country's."
        for named, count in sorted(self._left.items()):
            yield f"Not stored, as the mark says it already: {counted(count, 'result')} of {named}."
        for caveat, of in sorted(self._caveats.items()):
            held = f"{counted(of.total(), 'result')} of {', '.join(sorted(of))}"
            yield f"{caveat[:1].upper()}{caveat[1:]}: compare some with the school's record ({held})."

"""The statutory results of a Common Transfer File: which are taken, and what is listed instead of guessed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Final

from progress_tui.importing.facts import Rejection
from progress_tui.importing.reading.ctf_codes import Codes, code_table
from progress_tui.importing.reading.ctf_table import ASSESSMENT, RESULT, Cleaner, CtfRows
from progress_tui.importing.reading.xml_safe import Element
from progress_tui.importing.recognising.mapping import ResultRule

_SHOWN: Final = 20
_EARLIEST: Final = 1990
_SAID_ONCE: Final = ("Year", "Subject", "Method", "Component", "ResultStatus", "ResultQualifier", "Result")
Key = tuple[str, ...]


class Results:
    """Takes the results of each pupil and counts what is left out."""

    def __init__(self, rows: CtfRows, rejected: list[Rejection], cleaner: Cleaner) -> None:
        self.rules: dict[str, ResultRule] = {}
        self._rows, self._rejected, self._cleaner = rows, rejected, cleaner
        self._codes = code_table()
        self._unknown: Counter[Key] = Counter()
        self._samples: dict[Key, str] = {}
        self._statuses: Counter[str] = Counter()
        self._abroad: Counter[str] = Counter()
        self._left: Counter[str] = Counter()
        self._caveats: dict[str, Counter[str]] = defaultdict(Counter)

    def take(self, pupil: Element, shown: str, latest: int) -> None:
        """Take the results of a pupil.

        Args:
            pupil: the element.
            shown: the pupil in a sentence.
            latest: the start year of the file; a result of a later year cannot be.
        """
        for assessments in pupil.named("StageAssessments"):
            for stage in assessments.named("KeyStage"):
                name = stage.fields.get("Stage", "")
                for result in stage.named("StageAssessment"):
                    self._result(result, name, shown, latest)

    def _result(self, element: Element, stage: str, shown: str, latest: int) -> None:
        fields, line, cleaner = element.fields, element.line, self._cleaner
        text = cleaner(fields.get("Result", ""), line)
        if not text:
            return
        if element.doubled and not set(_SAID_ONCE).isdisjoint(element.doubled):
            again = ", ".join(sorted(set(element.doubled)))
            self._reject(line, text, f"The result says two different things: {again} stands there twice.", shown)
            return
        locale = cleaner(fields.get("Locale", ""), line).upper()
        if locale and locale not in self._codes.locales:
            self._abroad[locale] += 1
            return
        status = cleaner(fields.get("ResultStatus", ""), line).upper()
        if status and status not in self._codes.results:
            self._statuses[status] += 1
            return
        ended = cleaner(fields.get("Year", ""), line)
        year = int(ended) if len(ended) == 4 and ended.isascii() and ended.isdecimal() else 0
        if not _EARLIEST <= year <= latest + 1:
            late = year > latest + 1
            reason = f"“{ended[:20]}” is {'after the school year of the file' if late else 'not a year such as 2026'}."
            self._reject(line, text, reason, shown)
            return
        subject, method, component, qualifier = (
            cleaner(fields.get(name, ""), line).upper()
            for name in ("Subject", "Method", "Component", "ResultQualifier")
        )
        codes = cleaner(stage, line).upper(), subject, method, component, qualifier
        self._known(codes, year, line, text)

    def _known(self, codes: Codes, year: int, line: int, text: str) -> None:
        """Take a result whose assessment is in the code table; list one that is not."""
        found = self._codes.find(codes, year)
        if found is None:
            self._unknown[codes] += 1
            self._samples.setdefault(codes, text)
            return
        named = found.named(codes)
        if text.upper() in found.leave:
            self._left[named] += 1
            return
        if named not in self.rules:
            self.rules[named] = found.rule(codes, RESULT, {ASSESSMENT: named})
        if found.caveat:
            self._caveats[found.caveat][named] += 1
        self._rows.add(line, year - 1, self._rows.results, (named, text))

    def _reject(self, line: int, text: str, reason: str, shown: str) -> None:
        self._rejected.append(Rejection(line, RESULT, text, reason, pupil=shown))

    def notes(self) -> Iterator[str]:
        """What was left out, counted, and what was taken by a code that is not certain."""
        for codes, count in self._unknown.most_common(_SHOWN):
            words = ("Stage", "Subject", "Method", "Component", "ResultQualifier")
            said = ", ".join(f"{word} “{code[:20]}”" for word, code in zip(words, codes, strict=True) if code)
            yield (
                f"Not stored, as the code table does not know them: {_counted(count)} of {said or 'no code at all'} "
                f"(such as “{self._samples[codes][:20]}”)."
            )
        rest = len(self._unknown) - _SHOWN
        if rest > 0:
            count = self._unknown.total() - sum(count for _, count in self._unknown.most_common(_SHOWN))
            yield f"Not stored, as the code table does not know them: {_counted(count)} of {rest:,} more codes."
        for status, count in sorted(self._statuses.items()):
            what = self._codes.not_results.get(status, "not a result")
            yield f"Not stored: {_counted(count)} with ResultStatus “{status[:20]}” ({what})."
        for locale, count in sorted(self._abroad.items()):
            yield f"Not stored: {_counted(count)} with Locale “{locale[:20]}”, another country's."
        for named, count in sorted(self._left.items()):
            yield f"Not stored: {_counted(count)} of {named} that say nothing which the mark does not say."
        for caveat, of in sorted(self._caveats.items()):
            held = f"{_counted(of.total())} of {', '.join(sorted(of))}"
            yield f"{caveat[:1].upper()}{caveat[1:]}: compare some with the school's record ({held})."


def _counted(count: int) -> str:
    return "1 result" if count == 1 else f"{count:,} results"

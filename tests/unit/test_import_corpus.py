"""Every file of the import corpus leads to what was worked out for it by hand."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from pathlib import Path

import pytest

from progress_tui.__main__ import main
from tests.import_corpus import FILES, Case, Report, bring, cases
from tests.store_hash import store_hash, store_lines

CASES = cases()


def _name(case: Case) -> str:
    return " ".join((case.file, *case.arguments[2:], *case.answers, *(f"after {name}" for name in case.after)))


def _bytes_of(school: Path) -> str:
    return hashlib.sha256(school.read_bytes()).hexdigest() if school.exists() else ""


def _told(case: Case, school: Path, *more: str) -> Report:
    return bring(school, FILES / case.file, *case.arguments, *more, answers=case.answers)


@pytest.mark.parametrize("case", CASES, ids=_name)
def test_a_file_leads_to_what_is_expected(case: Case, tmp_path: Path) -> None:
    school = tmp_path / "school.duckdb"
    for earlier in case.after:
        assert bring(school, FILES / earlier, "--year", "2026-27").code == 0
    before = _bytes_of(school)
    trial = _told(case, school, "--dry-run")
    assert _bytes_of(school) == before, "a dry run leaves the school file as it was"
    _check_report(case, trial)
    report = _told(case, school)
    assert report == trial, "a dry run says what will be"
    if case.is_stored:
        _check_store(case, school)
        _check_again(case, school, report)
    else:
        assert _bytes_of(school) == before, "a file that is not taken leaves the school file as it was"


def _check_report(case: Case, report: Report) -> None:
    assert (report.verdict, report.code) == (case.verdict, case.exit_code), report.words
    for name in ("pupils", "results", "targets", "changed"):
        expected = getattr(case, name)
        assert expected is None or (name, getattr(report, name)) == (name, expected), report.words
    assert sorted(report.questions) == sorted(case.questions)
    assert sorted(row[:2] for row in report.rejected if row[0]) == sorted(row[:2] for row in case.rejected)
    for row, column, reason in case.rejected:
        given = [why for at, heading, why in report.rejected if (at, heading) == (row, column)]
        assert any(reason.casefold() in why.casefold() for why in given), given
    for words in case.says:
        assert words.casefold() in report.words.casefold(), report.words


def _check_store(case: Case, school: Path) -> None:
    lines = store_lines(school)
    held = "\n".join(lines)
    for line in case.stored:
        wanted = re.compile(".*".join(map(re.escape, line.split("*"))))
        assert any(map(wanted.match, lines)), f"{line}\n\nis not in\n\n{held}"
    on_file = sum(line.startswith("pupil ") for line in lines)
    assert on_file == (case.pupils if case.on_file is None else case.on_file) or case.pupils is None, held
    for part in case.never_stored:
        assert part not in held
    assert main(["check", "--file", str(school)]) == 0


def _check_again(case: Case, school: Path, first: Report) -> None:
    """The same file once more says the same numbers and changes nothing."""
    before = store_hash(school)
    second = _told(case, school)
    assert replace(second, changed=first.changed, words="", err="") == replace(first, words="", err="")
    assert second.changed == 0
    assert store_hash(school) == before

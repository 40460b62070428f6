"""The import corpus as the tests see it: what is expected of each file, and running it as the command line does."""

from __future__ import annotations

import contextlib
import io
import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal, cast

from progress_tui.__main__ import main

FOLDER: Final = Path(__file__).parent / "data" / "imports"
FILES: Final = FOLDER / "files"

Verdict = Literal["accepted", "partial", "refused", "ask"]

EXIT_CODES: Final[Mapping[Verdict, int]] = {"accepted": 0, "refused": 1, "partial": 3, "ask": 4}
"""As the command line promises them."""

KEYS: Final = frozenset(
    (
        "file", "covers", "why", "year", "point", "map", "answers", "accept_partial", "after", "verdict", "pupils",
        "results", "targets", "changed", "on_file", "rejected", "questions", "says", "stored", "never_stored",
    )
)  # fmt: skip
"""Keys of a case in `expected/*.toml`; SENTENCES.md says what they mean."""


@dataclass(frozen=True, slots=True)
class Case:
    """One file, how it is imported, and what must come of it.

    Attributes:
        file: in `FILES`; `covers` the sentences it shows; `why` what is in it.
        arguments: of the command line beside file and school file.
        answers: to questions; `after` files that are imported first.
        pupils, results, targets, changed: of the report; None where they are not looked at.
        on_file: how many pupils the school file holds then.
        rejected: row, column, part of the reason.
        questions: ids; `says` words in a warning, reason or question.
        stored: beginnings of lines of `store_lines`, `*` standing for anything.
        never_stored: parts of lines that must not be there.
    """

    file: str
    covers: tuple[str, ...]
    why: str
    arguments: tuple[str, ...]
    answers: Mapping[str, str]
    after: tuple[str, ...]
    verdict: Verdict
    pupils: int | None
    results: int | None
    targets: int | None
    changed: int | None
    on_file: int | None
    rejected: tuple[tuple[int, str, str], ...]
    questions: tuple[str, ...]
    says: tuple[str, ...]
    stored: tuple[str, ...]
    never_stored: tuple[str, ...]

    @property
    def exit_code(self) -> int:
        """What the command line must end with."""
        return EXIT_CODES[self.verdict]

    @property
    def is_stored(self) -> bool:
        """Whether anything may be stored."""
        return self.verdict in ("accepted", "partial")


@dataclass(frozen=True, slots=True)
class Report:
    """What the command line said of one source."""

    code: int
    verdict: str
    pupils: int
    results: int
    targets: int
    changed: int
    rejected: tuple[tuple[int, str, str], ...]
    questions: tuple[str, ...]
    words: str
    err: str = field(repr=False)


def cases() -> list[Case]:
    """Every case of every file of expectations."""
    found = []
    for path in sorted((FOLDER / "expected").glob("*.toml")):
        found += [_case(entry, path.name) for entry in tomllib.loads(path.read_text("utf-8"))["case"]]
    return found


def _case(entry: Mapping[str, object], where: str) -> Case:
    unknown = set(entry) - KEYS
    if unknown:
        raise ValueError(f"{where}: {entry.get('file')}: unknown keys {sorted(unknown)}")

    def texts(key: str) -> tuple[str, ...]:
        return tuple(cast(Sequence[str], entry.get(key, ())))

    arguments = ["--year", str(entry["year"])] if entry.get("year", "") else []
    for key, option in (("point", "--point"), ("map", "--map")):
        arguments += [option, str(entry[key])] if key in entry else []
    arguments += ["--accept-partial"] if entry.get("accept_partial") else []
    rejected = cast(Sequence[tuple[int, str, str]], entry.get("rejected", ()))
    return Case(
        file=str(entry["file"]),
        covers=texts("covers"),
        why=str(entry["why"]),
        arguments=tuple(arguments),
        answers=cast(Mapping[str, str], entry.get("answers", {})),
        after=texts("after"),
        verdict=cast(Verdict, entry["verdict"]),
        pupils=cast("int | None", entry.get("pupils")),
        results=cast("int | None", entry.get("results")),
        targets=cast("int | None", entry.get("targets")),
        changed=cast("int | None", entry.get("changed")),
        on_file=cast("int | None", entry.get("on_file")),
        rejected=tuple((row, column, reason) for row, column, reason in rejected),
        questions=texts("questions"),
        says=texts("says"),
        stored=texts("stored"),
        never_stored=texts("never_stored"),
    )


def bring(school: Path, file: Path, *arguments: str, answers: Mapping[str, str] | None = None) -> Report:
    """Import a file as the command line does, in this process.

    Raises:
        AssertionError: something was written that is not the report, or a control character was.
    """
    extra = list(arguments)
    if answers:
        written = school.with_name("answers.toml")
        written.write_text(
            "".join(f"{json.dumps(key)} = {json.dumps(text)}\n" for key, text in answers.items()), "utf-8"
        )
        extra += ["--answers", str(written)]
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(["import", str(file), "--into", str(school), "--no-passphrase", "--format", "json", *extra])
    return read_report(code, out.getvalue(), err.getvalue())


def read_report(code: int, out: str, err: str) -> Report:
    """The report that stands on standard output; raises as `bring` does."""
    assert "Traceback" not in out + err
    lines = out.splitlines()
    assert len(lines) == 1, out + err
    told = json.loads(lines[0])
    assert isinstance(told, dict)
    words = [*told["warnings"]]
    words += [f"{item['value']} {item['reason']}" for item in told["rejected"]]
    words += [f"{item['text']} {' '.join(item['options'])}" for item in told["questions"]]
    assert all(text.isprintable() for text in words), "control characters are not text"
    return Report(
        code=code,
        verdict=told["verdict"],
        pupils=told["pupils"],
        results=told["results"],
        targets=told["targets"],
        changed=told["changed"],
        rejected=tuple((item["row"], item["column"], item["reason"]) for item in told["rejected"]),
        questions=tuple(item["id"] for item in told["questions"]),
        words="\n".join(words),
        err=err,
    )

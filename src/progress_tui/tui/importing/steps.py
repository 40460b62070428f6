"""What the import screen asks at each step, in words; no widget and no file in here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from progress_tui.domain.errors import ProgressError
from progress_tui.domain.text import clean, counted, file_name_part

if TYPE_CHECKING:
    from progress_tui.importing.planning.committing import ImportReport
    from progress_tui.importing.planning.preview import Preview
    from progress_tui.importing.planning.wording import OptionShown, QuestionShown
    from progress_tui.workspace.importing import PastImport

TYPE_IT: Final = "\0type"
"""The choice that opens the line for another answer. No answer can hold its NUL."""

_SCHOOL: Final = re.compile(r"\b(?:school|academy|primary|infants?|juniors?|nursery)\b", re.IGNORECASE)
_QUOTED: Final = re.compile(r"“([^”]{3,80})”")
_REST: Final = re.compile(r"\s[-–—:|·]\s|, ?(?=\d)")
"""What parts a school's name from what else a title says."""


MANY: Final = 8
"""Choices beyond which a list is narrowed by typing rather than walked through."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice: what it stands for, and how it reads."""

    key: str
    words: str


@dataclass(frozen=True, slots=True)
class Panel:
    """What is asked.

    Attributes:
        title: what to do now.
        hint: lines below it.
        choices: to choose from; `proposed` is the place of the one that is marked.
        entry: what stands in the line, which is open then; None when it is closed.
        example: what may be typed; `""` where only the choices will do.
        wrong: whether the title says that something is wrong.
    """

    title: str
    hint: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    proposed: int = 0
    entry: str | None = None
    example: str = ""
    wrong: bool = False


def contents(report: ImportReport) -> str:
    """`30 pupils, 180 results, 90 targets`; kinds that there are none of are left out, pupils never."""
    parts = [counted(report.pupils, "pupil")]
    parts += [counted(report.results, "result")] if report.results else []
    parts += [counted(report.targets, "target")] if report.targets else []
    return ", ".join(parts)


def what_changes(report: ImportReport) -> str:
    """What would become of the school file: `New: 27 entries. Changed: 3.`."""
    if not (report.added or report.changed):
        return "All of it is on file already: nothing would change."
    changed = f" Changed: {report.changed:,}." if report.changed else " Nothing on file changes."
    return f"New: {counted(report.added, 'entry', 'entries')}.{changed}"


_DOING: Final = {
    "reading": "reading the file",
    "understanding": "understanding the columns and cells",
    "checking": "comparing with what is on file",
    "storing": "storing",
}
_BAR: Final = 24


def work_panel(file: str, stage: str, seconds: float) -> Panel:
    """How far a long piece of work is."""
    stages = list(_DOING)
    done = stages.index(stage) if stage in stages else 0
    filled = round(_BAR * (done + 0.5) / len(stages))
    bar = "█" * filled + "░" * (_BAR - filled)
    return Panel(
        f"Working on “{file}”: {_DOING.get(stage, 'beginning')} …",
        (f"{bar}  step {done + 1} of {len(stages)} · {seconds:.0f} s", "esc stops it; nothing is stored then."),
    )


# -- the steps


def question_panel(question: QuestionShown, number: int, total: int, names_hidden: bool, wrong: str = "") -> Panel:
    """A question of the source."""
    choices = [Choice(one.answer, _public(one) if names_hidden else one.words) for one in question.options]
    if question.example:
        choices.append(Choice(TYPE_IT, "Another answer: type it"))
    text = question.without_names if names_hidden else question.text
    narrow = " Type / to narrow the list." if len(choices) > MANY else ""
    hint = (f"The likeliest answer is marked: enter takes it.{narrow}",)
    return Panel(
        wrong or f"Question {number} of {total}: {text}",
        (text,) if wrong else hint,
        tuple(choices),
        question.proposed,
        example=f"such as {question.example}" if question.example else "",
        wrong=bool(wrong),
    )


def _public(option: OptionShown) -> str:
    return "The same child as the one on file" if option.answer.startswith("same as ") else option.words


def name_panel(proposed: str, number: int, total: int) -> Panel:
    """How a new school is called."""
    return Panel(
        f"Question {number} of {total}: What is your school called?",
        ("Change the name if it is not right. enter goes on.",),
        entry=proposed,
        example="such as Oakfield Primary School",
    )


def place_panel(proposed: str, number: int, total: int, wrong: str = "", *, told: bool = False) -> Panel:
    """Where the file of a new school is kept; `told` where what speaks against the proposed one was said."""
    good = "It holds everything, on this computer only. This place is a good one: enter takes it."
    return Panel(
        wrong or f"Question {number} of {total}: Where shall the school file be kept?",
        ("Type another place, or enter once more takes this one all the same." if told else good,),
        entry=proposed,
        example="a file name ending in .duckdb",
        wrong=bool(wrong),
    )


def ready_panel(preview: Preview, into: str, note: str = "") -> Panel:
    """Everything is answered: import, or see to the problems first."""
    report = preview.report
    if report is None:
        return error_panel(preview, False)
    if report.rejected:
        return _problems_panel(report, into, note)
    other = Choice("file", "Choose another file")
    hint = (*((note,) if note else ()), f"{contents(report)}. {what_changes(report)}")
    if not (report.added or report.changed):
        return Panel(f"There is nothing new in “{report.file}”.", hint, (other, Choice("leave", "Close")))
    choice = Choice("import", f"Import “{report.file}” into {into}: {contents(report)}")
    return Panel("Ready. Nothing is stored yet; enter imports it.", hint, (choice, other))


def _problems_panel(report: ImportReport, into: str, note: str) -> Panel:
    """Some rows cannot be taken: the office may correct them, or the good ones are taken alone."""
    count = len(report.rejected)
    problems = "the problem" if count == 1 else f"the {count:,} problems"
    choices = [Choice("rejected", f"Write {problems} to a CSV file, for the office to correct")]
    if report.pupils and report.verdict != "refused":
        choices.append(Choice("partial", f"Import only what is good into {into}: {contents(report)}"))
    choices.append(Choice("file", "Choose another file, or this one once it is corrected"))
    hint = (
        note or "Nothing is stored yet. The list below says which rows, and why.",
        f"Without them: {contents(report)}.",
    )
    title = f"{counted(count, 'row or cell', 'rows or cells')} of “{report.file}” cannot be taken."
    return Panel(title, hint, tuple(choices), wrong=True)


def error_panel(preview: Preview, answered: bool) -> Panel:
    """The source could not be understood: why, and the ways on."""
    error = preview.error or ProgressError("Nothing was found")
    choices = [Choice("file", "Choose another file"), Choice("again", "Try this file again, once it is corrected")]
    if answered:
        choices.insert(0, Choice("back", "Change the last answer"))
    hint = tuple(part for part in (error.detail, _without_options(error.remedy)) if part)
    return Panel(error.title, hint, tuple(choices), wrong=True)


def _without_options(remedy: str) -> str:
    """A remedy as the screen says it: what to type on a command line is of no use here."""
    return remedy.replace("; or give a mapping with --map.", ".")


def earlier_panel(past: Sequence[PastImport]) -> Panel:
    """The imports on file, newest first; choosing one takes it back."""
    choices = tuple(
        Choice(
            str(one.number),
            f"{one.number:>3}  {one.made}  {one.file}  ·  {counted(one.results, 'result')}, "
            f"{counted(one.touched, 'entry', 'entries')} new or changed",
        )
        for one in past
    )
    if not choices:
        return Panel("Nothing was imported yet.", ("esc: back",))
    return Panel(
        "Earlier imports, newest first", ("enter takes the marked one back, and asks first. esc: back",), choices
    )


# -- a new school


def proposed_name(source: Path, notes: Sequence[str]) -> str:
    """What a new school may be called: as a title above the table or the file's name says, else `Our school`."""
    quoted = (text for note in notes for text in _QUOTED.findall(note))
    stem = source.name.split(".")[0].replace("_", " ").replace("-", " ")
    found = next((text for text in (*quoted, stem) if _SCHOOL.search(text)), "")
    return clean(_REST.split(found)[0]).strip(" ,:") or "Our school"


def proposed_place(name: str, folder: Path) -> Path:
    """A school file of that name that is not there yet."""
    stem = file_name_part(name, "school")
    tries = (folder / f"{stem}{ending}.duckdb" for ending in ("", *(f"-{number}" for number in range(2, 100))))
    return next((path for path in tries if not path.exists()), folder / f"{stem}.duckdb")


def school_path(typed: str) -> Path:
    """The school file that was typed: `~` is the home folder, and `.duckdb` is added where no ending is."""
    path = Path(typed.strip().strip("\"'")).expanduser().absolute()
    return path if path.suffix else path.with_name(path.name + ".duckdb")

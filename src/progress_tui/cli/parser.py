"""The command line: what can be typed. Described for people in docs/command-line.md."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from progress_tui import __version__
from progress_tui.cli.readable import readable
from progress_tui.domain.calendar import Point, parse_academic_year
from progress_tui.domain.errors import UsageError
from progress_tui.settings import usual_file

if TYPE_CHECKING:
    from progress_tui.workspace.safekeeping.passphrases import GivenLines

COMMANDS: Final = (
    "open", "demo", "import", "imports", "results", "show", "meeting", "actions", "support", "prep-in", "export",
    "flags", "filters", "scales", "audit", "check", "erase", "purge", "passphrase", "backup",
    "restore", "salvage", "doctor",
)  # fmt: skip


EXPORTS: Final = (
    "notes", "prep", "teacher", "slt", "senco", "actions", "pack", "pupil", "conference", "governors", "data",
)  # fmt: skip
"""What can be exported."""

_SHARED: Final = ("--config", "--passphrase-fd")
"""Options of the program, each with a value, that may stand before or after the command."""


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """Parse the arguments; `command` is one of `COMMANDS`. Ends the process with 2 on a usage error."""
    words, shared = _of_the_program(list(argv))
    if words[:1] == ["--file"] and set(COMMANDS) & set(words[2:3]):
        # Said before the command, it belongs to it.
        words = [*words[2:], *words[:2]]
    words = _denied(words)
    first = next((word for word in words if not word.startswith("-")), None)
    if {"-h", "--help", "--version"} & set(words):
        return readable(_parser().parse_args([*shared, *words]))
    if first not in COMMANDS:
        # A bare file, or nothing at all, means open.
        words.insert(0, first := "open")
    return readable(_parser(first).parse_args([*shared, *words]))


def _of_the_program(words: list[str]) -> tuple[list[str], list[str]]:
    """The words without `--config FILE` and `--passphrase-fd N`, and these: they may stand anywhere."""
    kept, shared = list[str](), list[str]()
    rest = iter(words)
    for word in rest:
        if word in _SHARED:
            shared += [word, *([value] if (value := next(rest, None)) is not None else [])]
        else:
            (shared if word.startswith(tuple(f"{option}=" for option in _SHARED)) else kept).append(word)
    return kept, shared


def _denied(words: list[str]) -> list[str]:
    """Filters that begin with “-” (`--filter -pp`) with a space before them: they are no options of a command."""
    takes = {"--filter", "--set"}
    return [
        f" {word}"
        if re.match(r"-[^-]", word) and (before in takes or (words[0] == "filters" and word != "-h"))
        else word
        for before, word in zip(["", *words], words, strict=False)
    ]


def _parser(only: str | None = None) -> argparse.ArgumentParser:
    """The parser of all commands, or of one: the first screen does not wait for the others to be described."""
    parser = argparse.ArgumentParser(
        prog="progress-tui",
        description="Runs pupil progress meetings. Without a command it opens FILE, or the last file.",
    )
    parser.add_argument("--version", action="version", version=f"progress-tui {__version__}")
    parser.add_argument(
        "--config", type=Path, metavar="FILE", help="the school's own settings (or set PROGRESS_TUI_CONFIG)"
    )
    parser.add_argument(
        "--passphrase-fd", type=_descriptor, metavar="N", help="read the passphrase from this file descriptor, a line"
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for described, describe in (
        (("doctor",), _doctor),
        (("open", "demo"), _open), (("import", "imports"), _import), (("results",), _results), (("show",), _show),
        (("export",), _export),
        (("meeting",), _meeting), (("actions",), _actions), (("support",), _support), (("prep-in",), _prep_in),
        (("flags",), _flags), (("filters",), _filters),
        (("scales", "check"), _others), (("audit",), _audit), (("passphrase",), _passphrase),
        (("backup", "restore", "salvage"), _backups),
        (("erase", "purge"), _erase),
    ):  # fmt: skip
        if only is None or only in described:
            describe(commands)
    return parser


_Commands = argparse._SubParsersAction


def _open(commands: _Commands[argparse.ArgumentParser]) -> None:
    opened = commands.add_parser("open", help="open a school file (the default)")
    opened.add_argument("path", nargs="?", type=Path, metavar="FILE", help="the school file; the last one without it")
    _file(opened)
    _place(opened)
    opened.add_argument("--class", dest="class_name", metavar="CLASS", help="the class to open on")
    demo = commands.add_parser("demo", help="open the fictional demo school")
    demo.add_argument("--reset", action="store_true", help="make it anew: notes you wrote in it are lost")
    demo.add_argument("--class", dest="class_name", metavar="CLASS", help="the class to open on")


def _import(commands: _Commands[argparse.ArgumentParser]) -> None:
    bring = commands.add_parser("import", help="bring results or pupil lists into a school file")
    bring.add_argument(
        "sources",
        nargs="+",
        type=Path,
        metavar="SRC",
        help="tables of results or pupils; or other schools' .duckdb files",
    )
    bring.add_argument(
        "--into", dest="file", type=Path, metavar="FILE", help="the school file; it is made when missing"
    )
    bring.add_argument(
        "--map", dest="mapping", metavar="MAP", help="a mapping file, or the name of a shipped one (jsp)"
    )
    bring.add_argument("--save-map", type=Path, metavar="MAP", help="write down how the first source was understood")
    bring.add_argument("--answers", type=Path, metavar="TOML", help='answers to questions: id = "answer"')
    bring.add_argument("--year", type=_year, metavar="2026-27", help="the academic year, where the source does not say")
    bring.add_argument("--point", type=_point, metavar="Aut2", help="the point, where the source does not say")
    bring.add_argument("--dry-run", action="store_true", help="do everything but store it")
    bring.add_argument("--accept-partial", action="store_true", help="store the good rows of a source with bad ones")
    bring.add_argument("--no-backup", action="store_true", help="make no backup of the school file before")
    bring.add_argument("--anyway", action="store_true", help="make a new school file in a folder open to others")
    bring.add_argument("--no-passphrase", action="store_true", help="make a new school file that is not encrypted")
    _rejected(bring)
    _formats(bring, "text", "json")
    imports = commands.add_parser("imports", help="list what was imported, show one import, or take it back")
    imports.add_argument("what", choices=("list", "show", "undo"), help="all imports, one in full, or take one back")
    imports.add_argument("number", nargs="?", type=int, help="the import to show or undo")
    _rejected(imports)
    _file(imports)
    _formats(imports, "table", "csv", "json", "markdown")


def _rejected(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rejected", type=Path, metavar="CSV", help="write what is not taken here, to be corrected")
    parser.add_argument("--overwrite", action="store_true", help="replace that file where it is there already")


def _results(commands: _Commands[argparse.ArgumentParser]) -> None:
    results = commands.add_parser("results", help="mark a result as wrong, for the office to mend")
    results.add_argument("what", choices=("query", "unquery"), help="mark it, or take the mark away")
    results.add_argument("pupil", metavar="PUPIL", help="the pupil's name, UPN or source id")
    results.add_argument("--subject", required=True, metavar="S", help="the subject of the result")
    results.add_argument("--series", default="", metavar="T", help="which assessment, where there are several: test")
    results.add_argument("--reason", default="", metavar="R", help="query: what is wrong with it, in a sentence")
    _file(results)
    _place(results)


def _show(commands: _Commands[argparse.ArgumentParser]) -> None:
    show = commands.add_parser("show", help="print a class, a pupil or a view of the school")
    kinds = show.add_subparsers(dest="what", required=True, metavar="WHAT")
    for kind, name, words in (
        ("class", "class_name", "the class, such as 4B"),
        ("pupil", "pupil", "the pupil's name, UPN or source id"),
    ):
        one = kinds.add_parser(kind, help=f"print a {kind}")
        one.add_argument(name, metavar=kind.upper(), help=words)
        _file(one)
        _place(one)
        if kind == "class":
            one.add_argument("--filter", default="", metavar="F", help="which pupils (docs/filters.md)")
            one.add_argument("--subject", default="", help="one subject only")
        _formats(one, "table", "csv", "json", "markdown")
    _views(kinds)


def _views(kinds: _Commands[argparse.ArgumentParser]) -> None:
    from progress_tui.cli.views import VIEWS

    for name, view in VIEWS.items():
        one = kinds.add_parser(name, help=view.help, description=view.help)
        view.describe(one)
        _file(one)
        _place(one)
        _formats(one, "table", "csv", "json", "markdown")


def _meeting(commands: _Commands[argparse.ArgumentParser]) -> None:
    from progress_tui.cli.meetings import describe

    def shared(parser: argparse.ArgumentParser) -> None:
        _file(parser)
        parser.add_argument("--school", metavar="S", help="the school, where the file holds several: code or name")

    describe(commands.add_parser("meeting", help="meetings: list, propose, plan, hold, look at, finish"), shared)


def _support(commands: _Commands[argparse.ArgumentParser]) -> None:
    from progress_tui.cli.support import describe

    def shared(parser: argparse.ArgumentParser) -> None:
        _file(parser)
        _place(parser)

    describe(
        commands.add_parser("support", help="support groups: list, begin, change, end, and their children"), shared
    )


def _actions(commands: _Commands[argparse.ArgumentParser]) -> None:
    from progress_tui.cli.actions import describe

    def shared(parser: argparse.ArgumentParser) -> None:
        _file(parser)
        _place(parser)

    describe(
        commands.add_parser("actions", help="what is agreed: list, add, settle, carry on, note the effect"), shared
    )


def _prep_in(commands: _Commands[argparse.ArgumentParser]) -> None:
    sheets = commands.add_parser("prep-in", help="read prep sheets in that teachers filled in")
    sheets.add_argument("sheets", nargs="+", metavar="SHEET", help="the Word document or CSV file that was sent out")
    sheets.add_argument("--meeting", type=int, metavar="N", help="refuse a sheet that is not for this meeting")
    sheets.add_argument("--dry-run", action="store_true", help="say what would be stored, and store nothing")
    sheets.add_argument("--accept-partial", action="store_true", help="store the lines that can be placed")
    sheets.set_defaults(path=None)
    _file(sheets)
    _formats(sheets, "table", "csv", "json", "markdown")


def _export(commands: _Commands[argparse.ArgumentParser]) -> None:
    export = commands.add_parser("export", help="write notes, documents or everything on file to files")
    export.add_argument("what", choices=EXPORTS, help="notes on pupils; a document; data: everything of the school")
    where = export.add_mutually_exclusive_group(required=True)
    where.add_argument("--to", type=Path, metavar="DIR", help="the folder; it is made when missing")
    where.add_argument("--preview", action="store_true", help="write nothing: print every name hidden in free text")
    export.add_argument(
        "--as", dest="formats", action="append", metavar="md,docx,pdf,xlsx,csv", help="the file formats, by commas"
    )
    export.add_argument(
        "--names", choices=("full", "initials", "none"), help="how names are written; each document has its way"
    )
    export.add_argument("--overwrite", action="store_true", help="replace files that are there")
    export.add_argument("--class", dest="class_name", metavar="CLASS", help="one class; without it every class")
    export.add_argument("--pupil", default="", metavar="P", help="conference, pupil: a name or a UPN")
    export.add_argument(
        "--meeting", type=int, metavar="N", help="teacher, slt, prep, pack: its number, else the latest"
    )
    export.add_argument("--filter", default="", metavar="F", help="which pupils (docs/filters.md)")
    export.add_argument("--subject", default="", help="notes: one subject only")
    export.add_argument("--owner", default="", metavar="WHO", help="actions: of one person")
    export.add_argument("--open", action="store_true", help="actions: only those that are open")
    _file(export)
    _place(export)


def _flags(commands: _Commands[argparse.ArgumentParser]) -> None:
    flags = commands.add_parser("flags", help="the flag rules, and flags dismissed with a reason")
    flags.add_argument(
        "what", choices=("list", "explain", "dismiss", "reopen"), help="the rules, one in full, or settle a flag"
    )
    flags.add_argument("names", nargs="*", metavar="NAME", help="explain: FLAG; dismiss and reopen: PUPIL FLAG")
    flags.add_argument("--reason", default="", metavar="R", help="dismiss: why")
    flags.add_argument("--subject", default="", metavar="S", help="dismiss, reopen: where it is raised in several")
    flags.add_argument("--dismissed", action="store_true", help="list: the flags that are dismissed, with the reasons")
    _file(flags)
    _place(flags)
    _formats(flags, "table", "csv", "json", "markdown")


def _filters(commands: _Commands[argparse.ArgumentParser]) -> None:
    filters = commands.add_parser("filters", help="the filters a school has named")
    filters.add_argument("what", choices=("list", "save", "remove"), help="list them, keep one, or forget one")
    filters.add_argument("name", nargs="?", metavar="NAME", help="its name")
    filters.add_argument("text", nargs="?", metavar="FILTER", help="save: the filter (docs/filters.md)")
    _file(filters)
    filters.add_argument("--school", metavar="S", help="the school, where the file holds several: code or name")
    _formats(filters, "table", "csv", "json", "markdown")


def _others(commands: _Commands[argparse.ArgumentParser]) -> None:
    scales = commands.add_parser("scales", help="the scales on which results are judged")
    scales.add_argument(
        "what", choices=("list", "show", "check"), help="all scales, one of them, or what a scale file says"
    )
    scales.add_argument("names", nargs="*", metavar="NAME", help="show: the id of a scale; check: scale files")
    _formats(scales, "table", "csv", "json", "markdown")
    check = commands.add_parser("check", help="count what a school file holds and prove that it holds together")
    _file(check)
    _formats(check, "text", "json")


def _doctor(commands: _Commands[argparse.ArgumentParser]) -> None:
    from progress_tui.cli.doctoring import describe

    describe(commands.add_parser("doctor", help="what is amiss with program, computer or school file"), _file)


def _audit(commands: _Commands[argparse.ArgumentParser]) -> None:
    audit = commands.add_parser("audit", help="what was done in a school file: imports, exports, deletions")
    audit.add_argument("what", choices=("list", "check"), help="its lines, or whether one was changed or taken out")
    audit.add_argument("--since", type=_day, metavar="DATE", help="list: from this day on, such as 2026-09-01")
    _file(audit)
    _formats(audit, "table", "csv", "json", "markdown")


def _backups(commands: _Commands[argparse.ArgumentParser]) -> None:
    from progress_tui.cli import salvaging
    from progress_tui.cli.backing_up import describe

    salvaging.describe(commands.add_parser("salvage", help="save what can be read of a damaged school file"), _file)
    backup = commands.add_parser("backup", help="copy a school file while it is in use, or list its backups")
    describe(backup, commands.add_parser("restore", help="put a backup in the place of a school file"), _file)
    _formats(backup, "table", "csv", "json", "markdown")


def _passphrase(commands: _Commands[argparse.ArgumentParser]) -> None:
    from progress_tui.cli.passphrase import describe

    describe(commands.add_parser("passphrase", help="encrypt a school file, and who can open it"), _file, _formats)


def _erase(commands: _Commands[argparse.ArgumentParser]) -> None:
    from progress_tui.cli.erasing import describe_erase, describe_purge

    def shared(parser: argparse.ArgumentParser) -> None:
        _file(parser)
        _formats(parser, "table", "csv", "json", "markdown")

    describe_erase(commands.add_parser("erase", help="take everything on a pupil out of a school file"), shared)
    describe_purge(commands.add_parser("purge", help="take out what is kept longer than the schedule says"), shared)


def _file(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--file", type=Path, metavar="FILE", help="the school file (or set PROGRESS_TUI_FILE)")


def _place(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--school", metavar="S", help="the school, where the file holds several: code or name")
    parser.add_argument("--point", metavar="2026-27:Aut2", help="the point; the latest with results without it")


def _formats(parser: argparse.ArgumentParser, *choices: str) -> None:
    parser.add_argument(
        "--format", choices=choices, default=choices[0], help=f"how it is printed; {choices[0]} without it"
    )


def _descriptor(text: str) -> GivenLines:
    from progress_tui.workspace.safekeeping.passphrases import GivenLines

    if not text.isascii() or not text.isdigit():
        raise argparse.ArgumentTypeError(f"“{text}” is not the number of a file descriptor such as 3")
    return GivenLines(int(text))


def _year(text: str) -> int:
    year = parse_academic_year(text)
    if year is None:
        raise argparse.ArgumentTypeError(f"“{text}” is not an academic year such as 2026-27")
    return year


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}” is not a date such as 2026-09-01") from error


def _point(text: str) -> str:
    if Point.parse(text, 2000) is None:
        raise argparse.ArgumentTypeError(f"“{text}” is not a point such as Aut2 or 2026-27:Aut2")
    return text


def school_file(args: argparse.Namespace) -> Path:
    """The school file a command speaks of: named, from the environment, or the last one.

    Raises:
        UsageError: none of the three.
    """
    path = args.file or usual_file()
    if path is None:
        raise UsageError(
            "No school file was named", remedy="Add --file FILE (or --into FILE), or try “progress-tui demo”."
        )
    return Path(path)

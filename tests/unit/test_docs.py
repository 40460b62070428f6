"""The documentation says what the program does: commands, fields, flags, scales, examples, links.

With PROGRESS_TUI_REGENERATE=1 the output of the examples is written anew.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import io
import json
import os
import re
import shlex
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest

from progress_tui.__main__ import main
from progress_tui.analysis.catalogue import scales
from progress_tui.analysis.filters.keys import KEYS, KEYWORDS, UNKNOWABLE
from progress_tui.analysis.flags import RULES
from progress_tui.cli.parser import _parser
from progress_tui.domain import clock
from progress_tui.importing.recognising.mapping import PUPIL_FIELDS
from progress_tui.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
ABOUT = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")]
PAGES = [*ABOUT, *sorted(DOCS.glob("*.md")), *sorted((DOCS / "data-protection").glob("*.md"))]
REGENERATE = bool(os.environ.get("PROGRESS_TUI_REGENERATE"))


def page(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def sections(text: str) -> dict[str, str]:
    """Heading of the second level, without code marks → what stands under it."""
    parts = re.split(r"^## (.+)$", text, flags=re.MULTILINE)
    return {heading.replace("`", ""): body for heading, body in zip(parts[1::2], parts[2::2], strict=True)}


def first_cells(text: str) -> list[str]:
    """The code in the first cell of every row of the tables in `text`."""
    return [cell.replace("\\|", "|") for cell in re.findall(r"^\| `([^`]+)` \|", text, flags=re.MULTILINE)]


# -- the command line


def commands_of(parser: argparse.ArgumentParser, words: str) -> Iterator[tuple[str, list[argparse.Action]]]:
    """Every command that can be typed, with its arguments."""
    nested = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not nested:
        yield words, [action for action in parser._actions if not isinstance(action, argparse._HelpAction)]
    for action in nested:
        for name, inner in action.choices.items():
            yield from commands_of(inner, f"{words} {name}")


COMMANDS = dict(commands_of(_parser(), "progress-tui"))


def spelt(action: argparse.Action) -> list[str]:
    """How the documentation writes an argument; positional choices are a row each."""
    if not action.option_strings:
        return list(map(str, action.choices)) if action.choices else [str(action.metavar or action.dest)]
    takes = "|".join(map(str, action.choices)) if action.choices else str(action.metavar or action.dest.upper())
    return [action.option_strings[0] if action.nargs == 0 else f"{action.option_strings[0]} {takes}"]


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_argument_of_a_command_is_documented_and_no_other(command: str) -> None:
    documented = re.split("```(?:console|text)", sections(page("command-line.md"))[command])[0]
    expected = [words for action in COMMANDS[command] for words in spelt(action)]
    assert sorted(first_cells(documented)) == sorted(expected)


def test_no_page_names_an_option_that_does_not_exist() -> None:
    known = {option for actions in COMMANDS.values() for action in actions for option in action.option_strings}
    known |= {"--help", "--version", "--config", "--passphrase-fd"}
    foreign = {"--compile-bytecode", "--no-ensure-ascii", "--constraint", "--size", "--look", "--only"}
    foreign |= {"--require-hashes", "--requirement", "--no-deps"}
    for path in PAGES:
        named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", path.read_text("utf-8")))
        assert named <= known | foreign, path.name


def test_every_command_has_a_section() -> None:
    documented = {heading for heading in sections(page("command-line.md")) if heading.startswith("progress-tui ")}
    assert documented == set(COMMANDS)


# -- JSON


def paths(value: object, at: str = "") -> set[str]:
    """Where the values of a JSON answer stand, as the documentation writes it."""
    if isinstance(value, dict):
        # A support group has a field of its own.
        value = {re.sub(r"^support_\d+$", "support_<number>", key): inner for key, inner in value.items()}
        keyed = {"rows[].subjects": "<subject>", "rows[].beside": "<key>", "tables": "<table>"}.get(at)
        found = (paths(inner, f"{at}.{keyed or key}".strip(".")) for key, inner in value.items())
        return set().union(*found)
    if isinstance(value, list):
        tables = [item for item in value if isinstance(item, dict)]
        return set().union(*(paths(item, f"{at}[]") for item in tables)) if tables else {f"{at}[]"}
    return {at}


def answers(arguments: list[list[str]], capsys: pytest.CaptureFixture[str]) -> set[str]:
    found = set[str]()
    for words in arguments:
        main([*words, "--format", "json"])
        for line in capsys.readouterr().out.splitlines():
            found |= paths(json.loads(line))
    return found


def test_every_field_of_a_json_answer_is_documented_and_no_other(
    demo_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = ["--file", str(demo_path)]
    into = ["--into", str(tmp_path / "new.duckdb")]
    sources = [str(DOCS / "examples" / name) for name in ("autumn.csv", "slips.csv", "moves.csv")]
    ready = ["--answers", str(DOCS / "examples" / "answers.toml")]
    pupils = telling_pupils(demo_path, capsys)
    asked = {
        "import": [
            ["import", sources[0], *into],
            ["import", *sources[:2], *into, *ready],
            ["import", sources[2], *into, *ready],
            ["import", sources[1], "--into", str(tmp_path / "part.duckdb"), *ready, "--accept-partial"],
        ],
        "imports": [
            ["imports", "list", *file],
            *(["imports", "show", number, "--file", str(tmp_path / "new.duckdb")] for number in "12"),
            ["imports", "show", "1", "--file", str(tmp_path / "part.duckdb")],
        ],
        "show class": [["show", "class", name, *file] for name in ("4B", "2A", "5A")],
        "show attainment": [
            ["show", "attainment", "--class", "4B", *file],
            ["show", "attainment", "--by", "pupil", "--class", "4B", *file],
        ],
        "show targets": [["show", "targets", "--class", "4B", *file]],
        "show completeness": [["show", "completeness", "--class", "4B", *file]],
        "show queried": [["show", "queried", *file]],
        "show matrix": [["show", "matrix", "--subject", "reading", *file]],
        "show venn": [["show", "venn", *file]],
        "show actions": [["show", "actions", "--class", "4B", *file]],
        "actions add": [
            ["actions", "add", "--class", "4B", "--do", "Morning readers", "--owner", "TA", "--due", "4w", *file]
        ],
        "show support": [["show", "support", *file]],
        "show provision": [["show", "provision", "--class", "4B", *file]],
        "support show": [["support", "show", "3", *file]],
        "support add": [["support", "add", "--name", "Fluency", "--cost", "480", "--pupil", pupils[0], *file]],
        "show effect": [["show", "effect", "--support", "1", *file]],
        "show pupil": [["show", "pupil", pupil, *file] for pupil in pupils]
        + [["show", "pupil", "Begum", "--file", str(tmp_path / "new.duckdb")]],
        "scales": [["scales", "list"], ["scales", "show", "bands"]],
        "check": [["check", *file]],
        "doctor": [["doctor", *file]],
    }
    for command, arguments in asked.items():
        documented = [
            cell
            for cell in first_cells(sections(page("command-line.md"))[f"progress-tui {command}"])
            if cell not in {words for action in COMMANDS.get(f"progress-tui {command}", []) for words in spelt(action)}
        ]
        printed = answers(arguments, capsys)
        # An empty list says nothing of what it holds.
        printed = {path for path in printed if not any(other.startswith(f"{path}.") for other in printed)}
        printed -= {path for path in printed if path == "refusals[]"}
        assert printed <= set(documented), command
        assert {path for path in documented if not path.startswith("refusals")} <= printed, command


def telling_pupils(demo_path: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Pupils of 4B who together have flags, notes, meetings, actions and support, one of whom a flag is dismissed.

    And one of the school with good news.
    """
    file = ["--file", str(demo_path)]
    main(["show", "flagged", "--good", *file, "--format", "json"])
    good = json.loads(capsys.readouterr().out)["rows"][0]["name"]
    main(["show", "class", "4B", *file, "--filter", "flags>=1", "--format", "json"])
    rows = json.loads(capsys.readouterr().out)["rows"]
    with contextlib.closing(Workspace(demo_path)) as workspace:
        noted = {note.pupil_id for note in workspace.notes_of(1, [row["pupil_id"] for row in rows])}
    chosen: list[str] = [good]
    main(["flags", "dismiss", rows[0]["name"], rows[0]["flags"][0]["flag"], "--reason", "was ill", *file])
    chosen.append(rows[0]["name"])
    wanted = {"notes[].body", "meetings[].actions[].since[].words", "flags[].evidence", "support[].since[].words"}
    for row in sorted(rows, key=lambda row: row["pupil_id"] not in noted):
        brings = wanted & answers([["show", "pupil", row["name"], *file]], capsys)
        if brings:
            chosen.append(row["name"])
            wanted -= brings
        if not wanted:
            break
    return chosen


# -- flags, scales, filter words, mapping keys


def test_every_flag_is_documented_and_no_other() -> None:
    flags = sections(page("judgements.md"))["Flags"]
    assert set(re.findall(r"^### `([a-z-]+)`", flags, flags=re.MULTILINE)) == {rule.flag for rule in RULES}


def test_every_scale_is_documented_with_its_codes() -> None:
    text = page("scales.md")
    assert set(re.findall(r"^### `([a-z0-9-]+)`", text, flags=re.MULTILINE)) == set(scales())
    for scale in scales().values():
        part = text.split(f"### `{scale.id}`")[1].split("\n### ")[0].split("\n## ")[0]
        missing = [value.code for value in scale.values if f"`{value.code}`" not in part]
        assert not missing, scale.id
        assert all(f"{position.start:g}" in part and position.label in part for position in scale.positions)


def test_every_word_of_the_filter_language_is_documented() -> None:
    text = page("filters.md")
    words = {*KEYWORDS, *UNKNOWABLE, *(f"{key}" for key in KEYS)}
    assert not {word for word in words if not re.search(rf"`{re.escape(word)}(?:`|[:<>=])", text)}
    assert not {key.example for key in KEYS.values() if f"`{key.example}`" not in text}


def test_every_key_of_a_mapping_is_documented() -> None:
    text = page("importing.md")
    assert not {name for name in PUPIL_FIELDS if f"`{name}`" not in text}


# -- examples

BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
PRETTY = " | python3 -m json.tool --no-ensure-ascii"
MOMENT = re.compile(r"\d{4}-\d\d-\d\d(?: \d\d:\d\d|-\d{4})")
DAY = date(2026, 11, 23)
"""The day on which the examples were run."""


def run(line: str) -> str:
    """What a command line of an example prints, as a person sees it."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        code = main(shlex.split(line.removesuffix(PRETTY))[1:])
    text = printed.getvalue()
    if line.endswith(PRETTY):
        text = json.dumps(json.loads(text), indent=4, ensure_ascii=False) + "\n"
    kept = "\n".join(part.rstrip() for part in text.splitlines())
    return kept + (f"\n(exit code {code})" if code else "")


@pytest.mark.parametrize("name", ["command-line.md", "importing.md", "filters.md"])
def test_examples_print_what_the_page_says(
    name: str, demo_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert demo_path.parent == tmp_path
    for file in (DOCS / "examples").iterdir():
        shutil.copy(file, tmp_path)
    data = importlib.util.find_spec("faraway")
    assert data is not None
    for folder in data.submodule_search_locations or ():
        shutil.copy(Path(folder) / "datasets" / "jsp" / "jsp.csv.bz2", tmp_path)
    monkeypatch.chdir(tmp_path)
    # Whether an action is overdue depends on the day: the examples are of one.
    monkeypatch.setattr(clock, "today", lambda: DAY)
    text = page(name)
    for block in BLOCK.findall(text):
        lines = [line[2:] for line in block.splitlines() if line.startswith("$ progress-tui ")]
        assert lines, block
        expected = "".join(f"$ {line}\n{run(line)}\n\n" for line in lines).strip() + "\n"
        if REGENERATE:
            if MOMENT.sub("", expected) != MOMENT.sub("", block):
                text = text.replace(f"```console\n{block}```", f"```console\n{expected}```", 1)
        else:
            assert MOMENT.sub("", block) == MOMENT.sub("", expected)
    if REGENERATE:
        (DOCS / name).write_text(text, "utf-8")


# -- links, pictures, addresses


def slug(heading: str) -> str:
    """The anchor that Markdown programs make of a heading."""
    return re.sub(r"[^\w\- ]", "", heading.strip().casefold()).replace(" ", "-")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    text = re.sub(r"```.*?```", "", path.read_text("utf-8"), flags=re.DOTALL)
    for target, anchor in re.findall(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)", text):
        file = (path.parent / target).resolve() if target else path
        assert file.exists(), f"{path.name}: {target}"
        if anchor:
            headings = re.findall(r"^#+ (.+)$", file.read_text("utf-8"), flags=re.MULTILINE)
            assert anchor in map(slug, headings), f"{path.name}: {target}#{anchor}"


@pytest.mark.parametrize("package", ["store", "workspace"])
def test_the_architecture_names_every_module(package: str) -> None:
    """The two houses with most rooms: whoever looks for something finds in which it is."""
    house = (DOCS / "architecture.md").read_text("utf-8").partition("```")[2].partition("```")[0]
    said = re.search(rf"^  {package}/ .*?(?=^  \S)", house, re.MULTILINE | re.DOTALL)
    assert said
    top = ROOT / "src" / "progress_tui" / package
    inside = [top / "file", top / "safekeeping"]
    rooms = [one for folder in (top, *inside) if folder.is_dir() for one in folder.iterdir()]
    names = {one.stem for one in rooms if one.suffix == ".py" or (one / "__init__.py").exists()} - {"__init__"}
    assert len(names) > 30
    assert names - {*re.findall(r"\w+", said[0])} == set()


def test_every_picture_is_used_and_sound() -> None:
    pictures = {picture.name for picture in (DOCS / "images").iterdir()}
    named = {name for path in PAGES for name in re.findall(r"images/([\w-]+\.svg)", path.read_text("utf-8"))}
    assert named == pictures
    for picture in pictures:
        root = ElementTree.parse(DOCS / "images" / picture).getroot()  # noqa: S314 – our own file
        assert root.tag.endswith("svg")
        outside = re.findall(r"(?:href|src|url)\s*[=(]", (DOCS / "images" / picture).read_text("utf-8"))
        assert not outside, picture


def tracked() -> Iterator[tuple[Path, str]]:
    """The project's own text files."""
    folders = ("src", "data", "tests", "docs", "scripts", "benchmarks", ".ci")
    files = [path for path in ROOT.iterdir() if path.is_file()]
    files += [path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file()]
    for path in files:
        if "__pycache__" in path.parts:
            continue
        with contextlib.suppress(UnicodeDecodeError):
            yield path, path.read_text("utf-8")


def test_no_file_holds_an_address_of_a_machine_or_registry() -> None:
    # Put together here, so that this file does not hold what it looks for.
    hosts = r"py" + r"pi\.org|python" + r"hosted|index" + r"[-_]url|/simp" + r"le/"
    machine = r"(?<![\w.<}])/(?:" + "|".join(("ro" + "ot", "wo" + "rk", "ho" + r"me/\w", "Us" + "ers")) + r")[/\w]"
    for path, text in tracked():
        assert not re.findall(f"{hosts}|{machine}", text), path.relative_to(ROOT)


def test_every_page_that_code_and_data_speak_of_exists() -> None:
    for path, text in tracked():
        for name in re.findall(r"\bdocs/([\w-]+\.md)", text):
            assert (DOCS / name).exists(), f"{path.relative_to(ROOT)} speaks of docs/{name}"

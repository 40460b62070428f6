"""Where things are kept on this computer, and what is remembered between sessions. Holds no pupil data."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

from progress_tui import new_files, private

_HOME: Final = "PROGRESS_TUI_HOME"


def data_home() -> Path:
    """The folder of the demo school; `PROGRESS_TUI_HOME` moves everything of the program there."""
    chosen = os.environ.get(_HOME)
    if chosen:
        return Path(chosen)
    from platformdirs import user_data_path

    return user_data_path("progress-tui", appauthor=False)


def config_home() -> Path:
    """The folder of what a school sets itself: thresholds, scales, trajectories, national figures."""
    chosen = os.environ.get(_HOME)
    if chosen:
        return Path(chosen)
    from platformdirs import user_config_path

    return user_config_path("progress-tui", appauthor=False)


def scales_home() -> Path:
    """The folder of a school's own scale files (docs/scales.md); it need not be there."""
    return config_home() / "scales"


def config_file() -> Path:
    """The file of the school's own settings: named (`--config`), from `PROGRESS_TUI_CONFIG`, or in the usual folder."""
    if _chosen:
        return _chosen[0]
    named = os.environ.get("PROGRESS_TUI_CONFIG")
    return Path(named) if named else usual_config_file()


def usual_config_file() -> Path:
    """Where the school's own settings are looked for when no file is named; there may be none."""
    return config_home() / "config.toml"


def use_config(path: Path | None) -> None:
    """Take the settings from `path` from now on; None goes back to the environment or the usual folder."""
    _chosen[:] = [path] if path is not None else []


_chosen: Final[list[Path]] = []


def state_file() -> Path:
    """Where what is remembered is kept."""
    chosen = os.environ.get(_HOME)
    if chosen:
        return Path(chosen) / "state.json"
    from platformdirs import user_state_path

    return user_state_path("progress-tui", appauthor=False) / "state.json"


def demo_file() -> Path:
    """The demo school's file."""
    return data_home() / "demo.duckdb"


def schools_home() -> Path:
    """Where the file of a new school is kept unless told otherwise."""
    return data_home()


def export_home() -> Path:
    """Where exports go unless told otherwise: `progress-tui exports` in the documents folder or the home folder."""
    chosen = os.environ.get(_HOME)
    if chosen:
        return Path(chosen) / "exports"
    from platformdirs import user_documents_path

    return user_documents_path() / "progress-tui exports"


def usual_file() -> Path | None:
    """The school file when none is named: `PROGRESS_TUI_FILE`, else the last one that was open."""
    last = os.environ.get("PROGRESS_TUI_FILE") or remembered().last_file
    return Path(last) if last else None


MOST_SOURCES: Final = 8
"""Imported files that are offered again."""

MOST_SCHOOLS: Final = 60
"""Schools whose last look is remembered; the one that was open longest ago goes first."""


@dataclass(frozen=True, slots=True)
class SchoolMemory:
    """How one school of one file was looked at last.

    Attributes:
        file: the absolute path of the school file.
        school_id: the school in it.
        class_name: the class; `subject` the subject shown in full. Empty for the first.
        filter: the filter in force; never one that could name a pupil (`Workspace.names_people`).
        sort: the column the class grid is sorted by and whether downwards; None for the default order.
        columns: the columns chosen for the class grid, in the words of its column chooser; None for the usual ones.
    """

    file: str
    school_id: int
    class_name: str = ""
    subject: str = ""
    filter: str = ""
    sort: tuple[str, bool] | None = None
    columns: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Remembered:
    """What the next session starts from.

    Attributes:
        last_file: the school file that was open.
        recent_sources: paths of files that were imported, newest first.
        theme: the name of the theme; empty for the usual one.
        schools: how schools were looked at, the latest first.
        in_keyring: school files whose passphrase was put into the system's keyring; never the passphrase.
        advised: school files of which it was said that their place is not a good one, the latest first.
    """

    last_file: str = ""
    recent_sources: tuple[str, ...] = ()
    theme: str = ""
    schools: tuple[SchoolMemory, ...] = ()
    in_keyring: tuple[str, ...] = ()
    advised: tuple[str, ...] = ()


def remembered() -> Remembered:
    """What was remembered; defaults for whatever was not or is damaged (it is only a convenience)."""
    try:
        content = json.loads(state_file().read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return Remembered()
    if not isinstance(content, dict):
        return Remembered()
    return Remembered(
        last_file=_text(content, "last_file"),
        recent_sources=_texts(content, "recent_sources")[:MOST_SOURCES],
        theme=_text(content, "theme"),
        schools=tuple(filter(None, map(_school, _list(content, "schools"))))[:MOST_SCHOOLS],
        in_keyring=_texts(content, "in_keyring"),
        advised=_texts(content, "advised")[:MOST_SCHOOLS],
    )


def _list(content: dict[str, object], key: str) -> list[object]:
    held = content.get(key)
    return held if isinstance(held, list) else []


def _text(content: dict[str, object], key: str) -> str:
    held = content.get(key)
    return held if isinstance(held, str) else ""


def _texts(content: dict[str, object], key: str) -> tuple[str, ...]:
    return tuple(text for text in _list(content, key) if isinstance(text, str))


def _school(content: object) -> SchoolMemory | None:
    """One remembered school; None for what is none."""
    if not isinstance(content, dict) or not isinstance(content.get("school_id"), int):
        return None
    sort: tuple[str, bool] | None = None
    match content.get("sort"):
        case [str(column), bool(downwards)]:
            sort = column, downwards
    return SchoolMemory(
        file=_text(content, "file"),
        school_id=content["school_id"],
        class_name=_text(content, "class_name"),
        subject=_text(content, "subject"),
        filter=_text(content, "filter"),
        sort=sort,
        columns=_texts(content, "columns") if isinstance(content.get("columns"), list) else None,
    )


def remember(state: Remembered) -> None:
    """Keep `state` for the next session; a folder that cannot be written is no reason to stop.

    The file is put in place in one step: a program that is ended meanwhile leaves the old one or the new one.
    """
    path = state_file()
    making = new_files.making_of(path)
    try:
        private.make_folder(path.parent)
        private.write_text(making, json.dumps(asdict(state)))
        making.replace(path)
    except OSError:
        new_files.sweep(making)


def remember_source(source: Path, into: Path) -> None:
    """Keep the path of a file that was imported, to offer it again, and the school file as the last that was open."""
    with _one_at_a_time:
        state, path = remembered(), str(source.absolute())
        sources = (path, *(held for held in state.recent_sources if held != path))[:MOST_SOURCES]
        last = state.last_file if into == demo_file() else str(into.absolute())
        remember(replace(state, last_file=last, recent_sources=sources))


def remember_file(path: Path) -> None:
    """Keep the school file as the last that was open."""
    with _one_at_a_time:
        remember(replace(remembered(), last_file=str(path.absolute())))


def in_keyring(path: Path) -> bool:
    """Whether the passphrase of a school file was put into the system's keyring."""
    return str(path.absolute()) in remembered().in_keyring


def remember_in_keyring(path: Path, held: bool) -> None:
    """Keep that the passphrase of a school file is in the system's keyring, or that it is not any more."""
    with _one_at_a_time:
        state, own = remembered(), str(path.absolute())
        others = tuple(file for file in state.in_keyring if file != own)
        remember(replace(state, in_keyring=(*others, own) if held else others))


def advised(path: Path) -> bool:
    """Whether it was said already that the place of a school file is not a good one."""
    return str(path.absolute()) in remembered().advised


def remember_advised(path: Path) -> None:
    """Keep that it was said: it is said once."""
    with _one_at_a_time:
        state, own = remembered(), str(path.absolute())
        others = (file for file in state.advised if file != own)
        remember(replace(state, advised=(own, *others)[:MOST_SCHOOLS]))


def remember_looks(theme: str, schools: Iterable[SchoolMemory]) -> None:
    """Keep the theme unless it is empty, and how schools were looked at, the latest first; the others stay."""
    with _one_at_a_time:
        state, latest = remembered(), tuple(schools)
        own = {(school.file, school.school_id) for school in latest}
        others = (school for school in state.schools if (school.file, school.school_id) not in own)
        remember(replace(state, theme=theme or state.theme, schools=(*latest, *others)[:MOST_SCHOOLS]))


def forget(in_path: Callable[[str], bool], in_filter: Callable[[str], bool]) -> None:
    """Let go of remembered paths of imported files, and of filters, of which it is said that they name somebody."""
    with _one_at_a_time:
        state = remembered()
        sources = tuple(held for held in state.recent_sources if not in_path(held))
        schools = tuple(replace(held, filter="" if in_filter(held.filter) else held.filter) for held in state.schools)
        if (sources, schools) != (state.recent_sources, state.schools):
            remember(replace(state, recent_sources=sources, schools=schools))


def school_memory(file: Path, school_id: int | None = None) -> SchoolMemory | None:
    """How a school of a file was looked at last; without an id that of the school that was looked at last."""
    path = str(file.absolute())
    return next(
        (held for held in remembered().schools if held.file == path and school_id in (None, held.school_id)), None
    )


_one_at_a_time: Final = threading.Lock()
"""Two threads that remember something do not undo each other's."""

"""Where things are kept on this computer, and what is remembered between sessions. Holds no pupil data."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

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


def _state_file() -> Path:
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


@dataclass(frozen=True, slots=True)
class Remembered:
    """What the next session starts from.

    Attributes:
        last_file: the school file that was open.
        recent_sources: paths of files that were imported, newest first.
    """

    last_file: str = ""
    recent_sources: tuple[str, ...] = ()


def remembered() -> Remembered:
    """What was remembered; defaults when nothing was or the file is damaged (it is only a convenience)."""
    try:
        content = json.loads(_state_file().read_text("utf-8"))
        sources = content.get("recent_sources", ())
        return Remembered(
            last_file=str(content["last_file"]),
            recent_sources=tuple(map(str, sources))[:MOST_SOURCES] if isinstance(sources, list) else (),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Remembered()


def remember(state: Remembered) -> None:
    """Keep `state` for the next session; a folder that cannot be written is no reason to stop."""
    path = _state_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(asdict(state)), "utf-8")
    except OSError:
        return


def remember_source(source: Path, into: Path) -> None:
    """Keep the path of a file that was imported, to offer it again, and the school file as the last that was open."""
    state, path = remembered(), str(source.absolute())
    sources = (path, *(held for held in state.recent_sources if held != path))[:MOST_SOURCES]
    last = state.last_file if into == demo_file() else str(into.absolute())
    remember(replace(state, last_file=last, recent_sources=sources))

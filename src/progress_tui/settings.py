"""Where things are kept on this computer, and what is remembered between sessions. Holds no pupil data."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
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


@dataclass(frozen=True, slots=True)
class Remembered:
    """What the next session starts from."""

    last_file: str = ""


def remembered() -> Remembered:
    """What was remembered; defaults when nothing was or the file is damaged (it is only a convenience)."""
    try:
        content = json.loads(_state_file().read_text("utf-8"))
        return Remembered(last_file=str(content["last_file"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Remembered()


def remember(state: Remembered) -> None:
    """Keep `state` for the next session; a folder that cannot be written is no reason to stop."""
    path = _state_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(asdict(state)), "utf-8")
    except OSError:
        return

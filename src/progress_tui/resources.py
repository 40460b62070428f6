"""Finds and reads the data files, in a checkout and in an installed wheel alike."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from progress_tui.domain.errors import DataFileError


@cache
def data_folder() -> Path:
    """The folder with `scales/`, `mappings/`, …: inside the installed package, or at the root of the checkout.

    Raises:
        DataFileError: the installation is incomplete.
    """
    package = Path(__file__).parent
    for folder in (package / "data", package.parents[1] / "data"):
        if (folder / "scales").is_dir():
            return folder
    raise DataFileError(
        "The data files are missing", f"Neither beside nor above {package.name}.", "Reinstall progress-tui."
    )


def read_toml(path: Path) -> dict[str, object]:
    """The content of a TOML file.

    Raises:
        DataFileError: the file cannot be read or is not TOML; the sentence names file and line.
    """
    import tomllib

    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise DataFileError(f"{path.name} cannot be read", str(error.strerror or error)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataFileError(f"{path.name} is not valid TOML", f"{error}.", "Mend the file and try again.") from error

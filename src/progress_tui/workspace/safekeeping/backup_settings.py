"""What a school's own settings say of backups that are made by themselves."""

from __future__ import annotations

from typing import NamedTuple

from progress_tui.domain.data_files import DataTable


class Wishes(NamedTuple):
    """The school's own settings: whether backups are made by themselves, and how many of those stay."""

    automatic: bool
    keep: int


def wished() -> Wishes:
    """What the school's own settings say, the table `[backups]` of `config.toml`; the usual without one.

    Raises:
        DataFileError: a key is not known, or a value is not possible.
    """
    from progress_tui.resources import read_toml
    from progress_tui.settings import config_file
    from progress_tui.store import backups

    path = config_file()
    table = DataTable(path.name, "", read_toml(path)).table("backups") if path.exists() else None
    if table is None:
        return Wishes(True, backups.KEEP)
    table.only("automatic", "keep")
    automatic, keep = table.get("automatic", bool, "true or false"), table.get("keep", int, "a whole number")
    if keep is not None and keep < 1:
        raise table.fail("keep", "must be 1 or more")
    return Wishes(automatic is not False, backups.KEEP if keep is None else keep)

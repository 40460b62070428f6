"""A report on the program, this computer and a school file, to be sent for help: no name and no figure of a child.

It works without a school file, and with one that is damaged or locked. It changes nothing, but that a wrong passphrase
is counted as anywhere else.
"""

from __future__ import annotations

import glob
import os
import platform
import re
import shutil
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from progress_tui import __version__, settings
from progress_tui.domain.errors import DataFileError, OtherKeyError, StoreError
from progress_tui.domain.remedies import command, go_back
from progress_tui.domain.reports import Field, Report
from progress_tui.domain.text import counted, visible
from progress_tui.workspace.safekeeping import places

if TYPE_CHECKING:
    from progress_tui.store.diagnosing import Looked
    from progress_tui.workspace import Workspace

_FIELDS: Final = (
    Field("about", "about"),
    Field("found", "found"),
    Field("verdict", "verdict"),
    Field("remedy", "what to do"),
)

OK: Final = "ok"
LOOK: Final = "look at this"
NOT_SEEN: Final = "not looked into"

_ROOM: Final = 3
"""Times its own size a school file needs free: it is written anew beside itself, and backed up, as a whole."""

_LEAST_ROOM: Final = 50_000_000
"""Bytes that must be free however small the file is."""

_OUT_OF_DATE: Final = timedelta(days=14)
"""How long a file may have been written to after its newest backup."""

_FUTURE: Final = 300.0
"""Seconds by which a file may be newer than the clock says it is now: two computers never agree quite."""


class Finding(NamedTuple):
    """One line: what it is about, what was found, and what to do where something is to be looked at.

    Attributes:
        seen: whether it could be looked into.
    """

    about: str
    found: str
    remedy: str = ""
    seen: bool = True

    @property
    def verdict(self) -> str:
        """In a word or two."""
        return LOOK if self.remedy else OK if self.seen else NOT_SEEN


def report(findings: Iterable[Finding]) -> tuple[Report, bool]:
    """The report, and whether nothing is to be looked at."""
    rows = tuple(
        {
            "about": one.about,
            "found": visible(_without_home(one.found)),
            "verdict": one.verdict,
            "remedy": visible(_without_home(one.remedy)),
        }
        for one in findings
    )
    verdicts = [row["verdict"] for row in rows]
    wrong = verdicts.count(LOOK)
    note = "All is well."
    if wrong:
        note = f"{counted(wrong, 'line')} to look at."
    elif NOT_SEEN in verdicts:
        note = "Nothing is amiss in what could be looked at; given its passphrase, the file is looked into as well."
    return Report(
        "Doctor", "", _FIELDS, rows, (note, "This report holds nothing of a child; it may be sent for help.")
    ), not wrong


def _without_home(text: str) -> str:
    """A text with `~` for the home folder wherever a path begins with it, so that a report names nobody's account."""
    home = Path.home()
    for folder in dict.fromkeys((str(home), os.path.realpath(home))):
        if len(Path(folder).parts) > 1:
            text = re.sub(re.escape(folder) + r"(?![\w-])", "~", text)
    return text


def unlock_to_look(workspace: Workspace, secret: str) -> None:
    """Open an encrypted file by a passphrase or the recovery key, and leave all beside it as it is.

    Raises:
        TooSoonError: wrong passphrases have to be waited out first.
        WrongPassphraseError: it opens none of the ways in; it was counted.
        StoreError: the key file is missing or damaged.
    """
    from progress_tui.store.protection import key_file

    protecting = workspace.protecting
    for _, key in protecting.opened_by(secret, key_file.candidates(workspace.path)):
        protecting.take_over(key)
        try:
            workspace.file.read(lambda _: None)
        except OtherKeyError:
            continue
        except StoreError:
            # What is wrong with the file is a line of the report.
            return
        return


def findings(workspace: Workspace | None) -> Iterator[Finding]:
    """Everything, line by line; without a workspace no school file was named."""
    yield from _program()
    yield from _kept()
    if workspace is None:
        yield Finding("school file", "none was named, and none was open before")
    elif not workspace.path.exists():
        yield Finding(
            "school file",
            f"{workspace.path} is not there",
            "Name another one with --file, or restore a backup.",
        )
    else:
        yield from _around(workspace.path)
        yield from _within(workspace)


# -- the program and this computer


def _program() -> Iterator[Finding]:
    from progress_tui.store.diagnosing import duckdb_version, why_no_encryption

    yield Finding("program", f"progress-tui {__version__}")
    yield Finding("Python", f"{platform.python_version()} on {platform.system()} {platform.release()}")
    yield Finding("DuckDB", duckdb_version())
    trouble = why_no_encryption()
    if trouble is None:
        yield Finding("writes encrypted files", "yes")
    else:
        yield Finding("writes encrypted files", f"no. {trouble.detail}", trouble.remedy or "Reinstall progress-tui.")


def _kept() -> Iterator[Finding]:
    """Where the program keeps things, and whether others can get at them."""
    kept = {
        "data folder": settings.data_home(),
        "exports": settings.export_home(),
        "remembered": settings.state_file(),
        "errors": settings.data_home() / "errors.log",
    }
    yield _settings(settings.config_file())
    for about, path in kept.items():
        yield Finding(about, _with_presence(path))
    yield _permissions("permissions of these", list(kept.values()))
    shared = places.shared_by(kept["exports"])
    if shared is not None:
        yield Finding(
            "place of exports",
            f"copied by {shared.name}" if shared.how == "sync" else f"a network drive ({shared.name})",
            "What is exported leaves this computer. Choose another folder when you export, or see that it may.",
        )


def _settings(path: Path) -> Finding:
    from progress_tui.resources import read_toml

    try:
        if path.exists():
            read_toml(path)
    except DataFileError as error:
        return Finding("settings", f"{path}: {error.detail or error.title}", error.remedy or "Mend the file.")
    return Finding("settings", _with_presence(path))


def _with_presence(path: Path) -> str:
    return f"{path}" if path.exists() else f"{path} (not there yet)"


def _permissions(about: str, files: Sequence[Path]) -> Finding:
    if os.name == "nt":
        return Finding(about, "not looked at: on Windows the folder decides")
    loose = places.open_to_others([path for path in files if path.exists()])
    if not loose:
        return Finding(about, "for you alone")
    named = " ".join(f"“{path}”" for path in loose[:3]) + (" …" if len(loose) > 3 else "")
    return Finding(about, f"others can get at {named}", "Take their rights away: chmod go-rwx, with that name.")


# -- around the school file


def _around(path: Path) -> Iterator[Finding]:
    """What can be said of a school file without opening it."""
    size = path.stat().st_size
    yield Finding("school file", f"{path}, {_megabytes(size)}")
    belongings = list(places.belongings(path))
    yield _permissions("permissions of it", belongings)
    refusal = places.exposed(path)
    if refusal is not None:
        yield Finding("its folder", refusal.detail, refusal.remedy)
    shared = places.shared_by(path)
    words = shared.words(path.name).split(". ", 1) if shared is not None else ["on this computer", ""]
    yield Finding("its place", words[0], words[1])
    yield _space(path, size)
    yield _half_made(path)
    newest = max((one.stat().st_mtime for one in belongings), default=0.0)
    if newest > time.time() + _FUTURE:
        found = f"{path} is from {datetime.fromtimestamp(newest):%Y-%m-%d %H:%M}, which is still to come"
        yield Finding("clock", found, "Set the clock: notes, actions and meetings are dated by it.")
    else:
        yield Finding("clock", "no file is newer than now")


def _space(path: Path, size: int) -> Finding:
    try:
        free = shutil.disk_usage(path.parent).free
    except OSError as error:
        return Finding("free space", f"not known: {error.strerror}", "Look at the disk of the school file.")
    needed = max(_ROOM * size, _LEAST_ROOM)
    found = f"{_megabytes(free)} beside a file of {_megabytes(size)}"
    return Finding("free space", found, "" if free >= needed else f"Free some: {_megabytes(needed)} are needed.")


def _half_made(path: Path) -> Finding:
    from progress_tui.store.file.sweeping import abandoned

    # `salvage` copies the file into a folder of its own, often one beside it.
    around = path.parent.glob(f"*/{glob.escape(path.name)}.*")
    left = abandoned(dict.fromkeys([*places.belongings(path), *around]))
    if not left:
        return Finding("half-made files", "none")
    names = ", ".join(map(str, left[:3]))
    return Finding(
        "half-made files",
        f"{counted(len(left), 'file')} of a program that was ended: {names}",
        "They hold what the school file held. The next change takes those beside it away; you may delete all.",
    )


def _named(remedy: str, path: Path) -> str:
    """A remedy with the file's name for its path, which may tell the name of a user."""
    return remedy.replace(str(path), path.name)


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB" if size < 1e10 else f"{size / 1e9:,.1f} GB"


# -- within the school file


def _within(workspace: Workspace) -> Iterator[Finding]:
    """What the file says of itself, as far as it opens."""
    from progress_tui.store.diagnosing import look
    from progress_tui.store.file.refusals import words_behind

    state = workspace.protecting.state()
    looked, trouble = None, None
    if state != "locked":
        try:
            looked = workspace.file.read(look)
        except StoreError as error:
            trouble = error
    fictional = looked is not None and looked.fictional
    yield from _protection(workspace, state != "plain", fictional)
    yield _backups(workspace.path, looked, fictional)
    if looked is not None:
        yield from _contents(workspace, looked)
    elif trouble is not None:
        words = words_behind(trouble)
        yield Finding(
            "contents",
            f"{trouble.title}. {trouble.detail} {f'DuckDB said: {words}' if words else ''}".strip(),
            _named(trouble.remedy or f"Go back to a backup: {go_back(workspace.path)}.", workspace.path),
        )
    else:
        yield Finding("contents", "it is locked, and no passphrase was given", seen=False)


def _protection(workspace: Workspace, encrypted: bool, fictional: bool) -> Iterator[Finding]:
    from progress_tui.store.protection import tries

    if not encrypted:
        need = "" if fictional else "Encrypt it: “progress-tui passphrase set”."
        yield Finding("encrypted", "no: made up, so it need not be" if fictional else "no", need)
        return
    yield Finding("encrypted", "yes")
    try:
        slots = workspace.protecting.slots()
    except StoreError as error:
        yield Finding("ways in", f"{error.title}. {error.detail}".strip(), error.remedy or "Take the copy of a backup.")
        return
    keys = sum(slot.kind == "recovery" for slot in slots)
    recovery = "the recovery key" if keys else "no recovery key"
    remedy = "" if keys else "Make one and print it: “progress-tui passphrase recovery”."
    yield Finding("ways in", f"{counted(len(slots) - keys, 'passphrase')}, {recovery}", remedy)
    wrong = tries.read(workspace.path).number
    if wrong:
        remedy = "Ask who tried. The audit keeps them once it is unlocked."
        yield Finding("wrong passphrases", f"{wrong} since it was unlocked last", remedy)


def _backups(path: Path, looked: Looked | None, fictional: bool) -> Finding:
    from progress_tui.store import backups

    known = backups.known(path, looked.backup_folders if looked is not None else None)
    lost = f"; {counted(len(known.out_of_reach), 'folder')} not reachable now" if known.out_of_reach else ""
    lost += "" if known.folders_known else "; where else there are any could not be read from the file"
    make_one = f"Make one: {_named(command('backup', path), path)}."
    if known.ahead is not None:
        found = (
            f"{len(known.backups)}, one of them dated {known.ahead.made:%Y-%m-%d %H:%M}, which is still to come{lost}"
        )
        return Finding("backups", found, "Set the clock of this computer; if it is right, delete that backup.")
    if known.newest is None:
        # A file that cannot be looked into cannot be copied either.
        need = "" if fictional or not known.folders_known else make_one
        return Finding("backups", f"none{lost}", need, known.folders_known)
    found = f"{len(known.backups)}, the newest of {known.newest.made:%Y-%m-%d %H:%M}{lost}"
    written = datetime.fromtimestamp(path.stat().st_mtime)
    behind = not fictional and written - known.newest.made > _OUT_OF_DATE
    return Finding("backups", found, f"It is out of date. {make_one}" if behind else "")


def _contents(workspace: Workspace, looked: Looked) -> Iterator[Finding]:
    held, warning = looked.held, workspace.file.count.warning
    if warning is not None:
        yield Finding("last change", f"{warning.title}. {warning.detail}", warning.remedy or "Look at what is there.")
    version = f"version {held.schema_version}"
    yield Finding("its form", f"{version}, brought up to date when it is opened" if looked.older else version)
    problems = [one for one in held.problems if one != held.audit.problem]
    found = f"{counted(len(problems), 'problem')}: {problems[0]}" if problems else "everything holds together"
    yield Finding("contents", found, "Run “progress-tui check”; restore a backup or salvage." if problems else "")
    if held.audit.broken_at is None:
        yield Finding("audit", f"{counted(held.audit.lines, 'line')}, each resting on the one before")
    else:
        yield Finding("audit", held.audit.problem, "Ask who wrote to the file other than by progress-tui.")

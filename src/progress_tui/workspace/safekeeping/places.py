"""Where a school file is kept: whether others may get at it there, and whether the place is one for a database.

Nothing here opens a school file, and nothing of it is loaded before the first screen is painted.
"""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Final, Literal, NamedTuple

from progress_tui import settings
from progress_tui.domain.data_files import DataTable
from progress_tui.domain.errors import StoreError
from progress_tui.domain.text import visible
from progress_tui.resources import data_folder, read_toml

_OTHERS: Final = 0o077
"""What a private file gives to nobody: any right of the group and of everybody."""

_ESCAPED: Final = re.compile(r"\\([0-7]{3})")
_MAC_MOUNT: Final = re.compile(r".+? on (.+) \((\w+)[,)]")
_ANSWER_WITHIN: Final = 3.0
"""Seconds that macOS' `mount` may take."""


class SyncProgram(NamedTuple):
    """A sync program: its name, and how its folders are known (see data/safekeeping/places.toml)."""

    name: str
    folders: tuple[str, ...]
    at_home: tuple[str, ...]
    variables: tuple[str, ...]
    markers: tuple[str, ...]
    kinds: tuple[str, ...]


class Shared(NamedTuple):
    """A place that others have a hand in: by which sync program, or by which kind of network drive."""

    how: Literal["sync", "network"]
    name: str

    def words(self, file: str) -> str:
        """What that means for the file of this name, and what to do."""
        if self.how == "sync":
            return (
                f"{visible(file)} is in a folder that {self.name} copies to other places. It may copy the file half "
                "written, or put an older one in its place. Keep the file in a folder that is not copied, and make "
                "backups there instead: “progress-tui backup --to FOLDER”."
            )
        return (
            f"{visible(file)} is on a network drive ({self.name}). Two people who use it at once may not be kept from "
            "each other's changes there. Let one person use it at a time, or keep it on this computer and make backups "
            "there instead: “progress-tui backup --to FOLDER”."
        )


class Mount(NamedTuple):
    """Where a file system begins, and its kind as the system calls it."""

    point: str
    kind: str


class Tidied(NamedTuple):
    """Files that others could get at: those that were put right, and those that still are so."""

    mended: tuple[Path, ...]
    left: tuple[Path, ...]

    def words(self, path: Path) -> list[str]:
        """A sentence on each, for whoever uses the school file `path`."""
        name, told = visible(path.name), list[str]()
        if self.mended:
            told.append(f"Other users of this computer could get at {name} or what belongs to it. They no longer can.")
        if self.left:
            remedy = f"If they shall not: chmod go-rwx {visible(self.left[0].name)}"
            told.append(f"Other users of this computer can get at {name} or what belongs to it. {remedy}")
        return told


# -- shared places


def shared_by(path: Path) -> Shared | None:
    """Who else has a hand in the place of a file, which need not be there; None for an ordinary folder."""
    real = Path(os.path.realpath(path))
    programs, network = _known()
    kind = file_system(real, mounts())
    for program in programs:
        if kind in program.kinds or _is_synced(real, program, os.environ):
            return Shared("sync", program.name)
    return Shared("network", kind) if kind in network else None


def file_system(path: Path, mounted: Sequence[Mount]) -> str:
    """The kind of file system a path is on: of the mount nearest above it; empty where none is known.

    A drive of the network that Windows knows is an `smb3`.
    """
    if sys.platform == "win32":
        import ctypes

        remote = path.drive.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(path.anchor) == 4
        return "smb3" if remote else ""
    above = {str(one) for one in (path, *path.parents)}
    found = [mount for mount in mounted if mount.point in above]
    # Of two at one place the later one lies on top.
    return max(reversed(found), key=lambda mount: len(mount.point)).kind if found else ""


def mounts() -> tuple[Mount, ...]:
    """What is mounted where, as Linux and macOS tell it; nothing where it cannot be learned."""
    try:
        if sys.platform == "darwin":
            told = subprocess.run(["/sbin/mount"], capture_output=True, text=True, timeout=_ANSWER_WITHIN, check=False)
            return tuple(_mac_mounts(told.stdout))
        return tuple(_linux_mounts(Path("/proc/self/mounts").read_text("utf-8", "surrogateescape")))
    except (OSError, subprocess.SubprocessError):
        return ()


def _linux_mounts(text: str) -> Iterator[Mount]:
    for line in text.splitlines():
        parts = line.split(" ")
        if len(parts) > 2:
            yield Mount(_ESCAPED.sub(lambda found: chr(int(found[1], 8)), parts[1]), parts[2])


def _mac_mounts(text: str) -> Iterator[Mount]:
    for line in text.splitlines():
        found = _MAC_MOUNT.match(line)
        if found:
            yield Mount(found[1], found[2])


def _is_synced(path: Path, program: SyncProgram, environment: Mapping[str, str]) -> bool:
    named = (environment.get(variable) for variable in program.variables)
    if any(path.is_relative_to(os.path.realpath(folder)) for folder in named if folder):
        return True
    home = Path(os.path.realpath(Path.home()))
    for folder in path.parents:
        if _matches(folder.name, program.folders):
            return True
        if (folder.parent == home or folder.parent.name == "CloudStorage") and _matches(folder.name, program.at_home):
            return True
        if any(os.path.lexists(folder / marker) for marker in program.markers):
            return True
    return False


def _matches(name: str, patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(name.casefold(), pattern.casefold()) for pattern in patterns)


@cache
def _known() -> tuple[tuple[SyncProgram, ...], frozenset[str]]:
    """What data/safekeeping/places.toml knows: the sync programs, and the kinds of network drives."""
    path = data_folder() / "safekeeping" / "places.toml"
    whole = DataTable(path.name, "", read_toml(path))
    whole.only("source", "date", "sync", "network")
    programs = []
    for table in whole.tables("sync"):
        table.only("name", *SyncProgram._fields)
        lists = (table.texts(key) for key in SyncProgram._fields[1:])
        programs.append(SyncProgram(table.text("name"), *lists))
    network = whole.table("network")
    return tuple(programs), frozenset(network.texts("kinds") if network is not None else ())


# -- others on this computer


def exposed(path: Path) -> StoreError | None:
    """Why a new school file should not be made at `path`: others may write or look into its folder; None where it may.

    A folder that nobody else can come to, because one above it is shut, is private whatever its own permissions are.
    Below the home folder others may look: the file itself is for its owner alone. So may a group write that has nobody
    else in it. On Windows, which has other rules, nothing is known.
    """
    folder = Path(os.path.realpath(path)).parent
    if os.name == "nt" or not folder.is_dir() or not _can_be_reached(folder):
        return None
    held = folder.stat()
    mode, at_home = held.st_mode, folder.is_relative_to(os.path.realpath(Path.home()))
    if mode & stat.S_IWOTH or (mode & stat.S_IWGRP and not (at_home and _is_own_group(held))):
        what = "write to"
    elif mode & (stat.S_IROTH | stat.S_IRGRP) and not at_home:
        what = "look into"
    else:
        return None
    return StoreError(
        "That folder is open to others",
        f"Other users of this computer may {what} {visible(str(folder))}, so it is not a place for pupils' data.",
        "Choose a folder of your own, below your home folder.",
    )


def _is_own_group(held: os.stat_result) -> bool:
    """Whether the group of a folder is the one that many systems give each user: named as its owner, without others.

    Of another group it cannot be told who is in it: a directory of the network lists no members.
    """
    import grp
    import pwd

    try:
        name, group = pwd.getpwuid(held.st_uid).pw_name, grp.getgrgid(held.st_gid)
    except KeyError:
        return False
    return group.gr_name == name and set(group.gr_mem) <= {name}


def _can_be_reached(folder: Path) -> bool:
    """Whether anybody but the owner can pass through every folder above."""
    try:
        return all(above.stat().st_mode & (stat.S_IXGRP | stat.S_IXOTH) for above in folder.parents)
    except OSError:
        return True


def belongings(path: Path) -> Iterator[Path]:
    """The school file and all that lies beside it under its name, backups and their folder too."""
    if path.exists():
        yield path
    for folder, begins in ((path.parent, path.name + "."), (path.with_name(path.name + ".backups"), "")):
        try:
            names = sorted(one.name for one in folder.iterdir())
        except OSError:
            continue
        yield from (folder / name for name in names if name.startswith(begins) and not (folder / name).is_symlink())


def open_to_others(files: Iterator[Path] | Sequence[Path]) -> list[Path]:
    """Those that their group or everybody has a right to; none on Windows, which has other rules."""
    return [] if os.name == "nt" else [path for path in files if _rights(path) & _OTHERS]


def put_right(path: Path) -> Tidied:
    """Take the rights of others away from a school file and its belongings, where they are this user's.

    A school file that its group may write was shared by somebody on purpose: it and its belongings stay as they are.
    """
    loose = open_to_others(belongings(path))
    if not loose or _rights(path) & stat.S_IWGRP:
        return Tidied((), tuple(loose))
    for one in loose:
        try:
            if one.stat().st_uid == os.geteuid():
                one.chmod(_rights(one) & ~_OTHERS)
        except OSError:
            continue
    left = open_to_others(loose)
    return Tidied(tuple(one for one in loose if one not in left), tuple(left))


def _rights(path: Path) -> int:
    """The permissions of a file; none where it is gone."""
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except OSError:
        return 0


def words_against(path: Path) -> str:
    """What speaks against making a school file at `path`, in sentences; empty where nothing does."""
    refusal, shared = exposed(path), shared_by(path)
    return str(refusal) if refusal is not None else shared.words(path.name) if shared is not None else ""


def advice(path: Path) -> list[str]:
    """What is to be said, a few sentences each, to who uses the school file `path`.

    The rights of others are taken away, and that is said. What speaks against the place, and what cannot be put right,
    is said once and not again: it may be meant.
    """
    tidied, told = put_right(path), settings.advised(path)
    words = (Tidied(tidied.mended, ()) if told else tidied).words(path)
    shared = None if told else shared_by(path)
    if shared is not None:
        words.append(shared.words(path.name))
    if not told and (shared is not None or tidied.left):
        settings.remember_advised(path)
    return words

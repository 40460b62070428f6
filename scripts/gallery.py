"""Takes pictures of every screen and dialog in every size and look, and says what is mechanically wrong with them.

    scripts/gallery.py [--only compare] [--size 80x24] [--look projector] [--to build/gallery] [--text]

One run of the program in a pseudo-terminal for each size and look, on a demo school made for the purpose. The pictures
are SVG files beside an `index.html`; what is wrong stands in `faults.txt` and is printed.
"""

from __future__ import annotations

import argparse
import html
import json
import os
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import duckdb
from gallery_stops import STOPS, Stop
from picture_faults import faults
from pictures import svg
from pyte.screens import Char

from terminal import Terminal

FOLDER: Final = Path(__file__).resolve().parent.parent / "build" / "gallery"
PROGRAM: Final = (sys.executable, "-m", "progress_tui")
SIZES: Final = ((80, 24), (120, 40), (200, 50))


@dataclass(frozen=True, slots=True)
class Look:
    """How the program is started: a theme, or without colours, or with names hidden."""

    name: str
    theme: str = "progress-dark"
    env: Mapping[str, str] = field(default_factory=dict)
    hidden: bool = False


LOOKS: Final = (
    Look("dark"),
    Look("light", "progress-light"),
    Look("contrast", "progress-contrast"),
    Look("no-color", env={"NO_COLOR": "1"}),
    Look("projector", hidden=True),
)


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture that was taken.

    Attributes:
        stop: what it shows; `look` and `size` how.
        cells: the lines of the screen; none where the screen never came.
        wrong: what is mechanically wrong.
    """

    stop: Stop
    look: Look
    size: tuple[int, int]
    cells: Sequence[Sequence[Char]]
    wrong: tuple[str, ...]

    @property
    def file(self) -> str:
        """Its name without an ending."""
        return f"{self.stop.name}-{_sized(self.size)}-{self.look.name}"

    @property
    def text(self) -> str:
        """As lines of text."""
        return "\n".join("".join(cell.data for cell in line).rstrip() for line in self.cells)


def _sized(size: tuple[int, int]) -> str:
    return f"{size[0]}x{size[1]}"


class Walk:
    """One run of the program, led from stop to stop."""

    def __init__(self, school: Path, home: Path, look: Look, size: tuple[int, int], names: frozenset[str]) -> None:
        """Start the program on 4B of a copy of the school in a home of its own."""
        self._look, self._size, self._names = look, size, names
        own = home / "demo.duckdb"
        own.write_bytes(school.read_bytes())
        (home / "state.json").write_text(json.dumps({"last_file": "", "theme": look.theme}), "utf-8")
        env = {"PROGRESS_TUI_HOME": str(home), "HOME": str(home), **look.env}
        self._terminal = Terminal([*PROGRAM, "open", str(own), "--class", "4B"], *size, env)

    def pictures(self, stops: Iterable[Stop]) -> Iterator[Picture]:
        """A picture of each stop; one that never came is a picture with that fault."""
        with self._terminal as terminal:
            terminal.wait_for("at expected", 60)
            terminal.settle(0.8, 10)
            if self._look.hidden:
                terminal.press("p")
                terminal.wait_for("Names are hidden")
            for stop in stops:
                try:
                    self._lead(stop)
                    problem = ""
                except TimeoutError as error:
                    problem = str(error).partition("\n")[0]
                cells = [[terminal.screen.buffer[y][x] for x in range(self._size[0])] for y in range(self._size[1])]
                yield self._picture(stop, cells, problem)
                self._back(stop)

    def _picture(self, stop: Stop, cells: Sequence[Sequence[Char]], problem: str) -> Picture:
        wrong = [problem] if problem else []
        hidden = self._names if self._look.hidden else ()
        wrong += faults(cells, hidden, grey="NO_COLOR" in self._look.env, over=stop.dialog)
        return Picture(stop, self._look, self._size, cells, tuple(wrong))

    def _lead(self, stop: Stop) -> None:
        self._press(stop.keys)
        self._terminal.wait_for(stop.seen, 6)
        self._terminal.settle(0.4, 4)

    def _press(self, keys: Iterable[str]) -> None:
        terminal = self._terminal
        for key in keys:
            match key.partition(":"):
                case ("text", ":", text):
                    terminal.type(text)
                case ("see", ":", pattern):
                    terminal.wait_for(pattern, 6)
                case ("read", ":", pattern):
                    terminal.wait_for(pattern, 6)
                    terminal.type("".join(re.findall(pattern, terminal.text)))
                case _:
                    terminal.press(key)
                    terminal.settle(0.25, 2)

    def _back(self, stop: Stop) -> None:
        """To the class grid of 4B, without a filter."""
        terminal = self._terminal
        self._press(stop.undo)
        for _ in range(5):
            terminal.press("escape")
            terminal.pump(0.06)
        terminal.press("1")
        terminal.settle(0.2, 2)
        for _ in range(3):
            if re.search("in [Rr]eading", terminal.text):
                break
            terminal.press("t")
            terminal.settle(0.15, 1)
        terminal.press("S", "g", "home")
        terminal.settle(0.15, 1)


def names_of(school: Path) -> frozenset[str]:
    """Every forename and surname of a school file, and each part of one that has several words."""
    with duckdb.connect(str(school), read_only=True) as con:
        held = con.execute("SELECT forename, surname FROM pupil").fetchall()
    parts = {part for row in held for name in row for part in (name, *name.split())}
    return frozenset(part for part in parts if len(part) > 2 and part[:1].isupper())


def walks(
    school: Path, stops: Sequence[Stop], looks: Sequence[Look], sizes: Sequence[tuple[int, int]], at_once: int
) -> Iterator[Picture]:
    """Every stop in every look and size, several programs at a time."""
    names = names_of(school)

    def walk(look: Look, size: tuple[int, int]) -> list[Picture]:
        with tempfile.TemporaryDirectory() as folder:
            return list(Walk(school, Path(folder), look, size, names).pictures(stops))

    with ThreadPoolExecutor(at_once) as pool:
        for taken in [pool.submit(walk, look, size) for size in sizes for look in looks]:
            yield from taken.result()


def make_school(folder: Path) -> Path:
    """The demo school, or the file that `PROGRESS_TUI_FILE` names."""
    named = os.environ.pop("PROGRESS_TUI_FILE", "")
    if named:
        return Path(named)
    from progress_tui.workspace import Workspace

    path = folder / "demo.duckdb"
    workspace = Workspace(path)
    workspace.make_demo()
    workspace.close()
    return path


def index(pictures: Sequence[Picture]) -> str:
    """A page with every picture under the name of its screen."""
    parts = [
        "<!doctype html><meta charset='utf-8'><title>Gallery</title><style>body{font-family:sans-serif;background:#888}"
        "img{max-width:48%;vertical-align:top;margin:4px}p{color:#600;background:#fee;padding:4px}</style>"
    ]
    by_stop: dict[str, list[Picture]] = {}
    for picture in pictures:
        by_stop.setdefault(picture.stop.name, []).append(picture)
    for held in by_stop.values():
        parts.append(f"<h2>{html.escape(held[0].stop.words)}</h2>")
        parts += [f"<p>{html.escape(one.file)}: {html.escape(said)}</p>" for one in held for said in one.wrong]
        parts += [f"<img src='{one.file}.svg' alt='{one.file}' title='{one.file}' loading='lazy'>" for one in held]
    return "\n".join(parts)


def _keep(picture: Picture, folder: Path, text: bool) -> None:
    words = f"{picture.stop.words}, {_sized(picture.size)}, {picture.look.name}"
    (folder / f"{picture.file}.svg").write_text(svg(picture.cells, words), "utf-8")
    if text:
        (folder / f"{picture.file}.txt").write_text(picture.text + "\n", "utf-8")


def main() -> int:
    """Take the pictures; 1 when something is wrong with any."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", metavar="TEXT", help="screens whose name holds this")
    parser.add_argument("--size", action="append", metavar="80x24", help="one size (or several); all three without it")
    parser.add_argument("--look", action="append", choices=[look.name for look in LOOKS])
    parser.add_argument("--to", type=Path, default=FOLDER)
    parser.add_argument("--text", action="store_true", help="keep each screen as text too")
    parser.add_argument("--at-once", type=int, default=4, help="how many programs run at a time")
    options = parser.parse_args()
    stops = [stop for stop in STOPS if options.only in stop.name]
    looks = [look for look in LOOKS if not options.look or look.name in options.look]
    sizes = [size for size in SIZES if not options.size or _sized(size) in options.size]
    options.to.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        pictures = []
        for picture in walks(make_school(Path(folder)), stops, looks, sizes, options.at_once):
            _keep(picture, options.to, options.text)
            pictures.append(picture)
    (options.to / "index.html").write_text(index(pictures), "utf-8")
    said = [f"{picture.file}: {fault}" for picture in pictures for fault in picture.wrong]
    (options.to / "faults.txt").write_text("\n".join([*said, ""]), "utf-8")
    print("\n".join(said))
    print(f"{len(pictures)} pictures, {len(said)} faults: {options.to / 'index.html'}")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())

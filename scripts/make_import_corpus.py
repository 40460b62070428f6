"""Writes the import corpus, always the same bytes: `python scripts/make_import_corpus.py`.

Every file shows one thing that schools' files do. What the program owes each of them is set down, by hand, in
`tests/data/imports/expected/`; `tests/data/imports/SENTENCES.md` numbers the rules that the files cover.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

from import_corpus import exchanges, headings, kit, people, systems, texts, values, workbooks

FOLDER: Final = Path(__file__).resolve().parent.parent / "tests" / "data" / "imports" / "files"


def every_file() -> kit.Files:
    """Name → content of every file of the corpus.

    Raises:
        SystemExit: two modules make a file of one name.
    """
    found: kit.Files = {}
    for module in (texts, headings, values, people, systems, workbooks, exchanges):
        for name, content in module.files().items():
            if name in found:
                raise SystemExit(f"two files are called {name}")
            found[name] = content
    return found


def write(folder: Path) -> int:
    """Write the corpus, taking away files that are no longer part of it; how many there are."""
    folder.mkdir(parents=True, exist_ok=True)
    made = every_file()
    for stale in folder.iterdir():
        if stale.name not in made:
            stale.unlink()
    for name, content in made.items():
        (folder / name).write_bytes(content)
    return len(made)


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--to", type=Path, default=FOLDER, help="the folder to write")
    folder: Path = parser.parse_args().to
    count = write(folder)
    size = sum(path.stat().st_size for path in folder.iterdir())
    print(f"{count} files, {size / 1024:,.0f} KB")


if __name__ == "__main__":
    main()

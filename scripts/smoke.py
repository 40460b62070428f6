"""Uses an installed progress-tui as a stranger would: commands, real pupils, the demo school on a terminal."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from terminal import Terminal


def main(program: str) -> int:
    """Run the smoke test.

    Args:
        program: the installed `progress-tui`.
    """
    with tempfile.TemporaryDirectory() as home:
        os.chdir(home)
        env = {**os.environ, "PROGRESS_TUI_HOME": home}

        def run(*words: str) -> str:
            done = subprocess.run([program, *words], env=env, capture_output=True, text=True, check=False)
            if done.returncode != 0:
                raise SystemExit(f"{' '.join(words)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
            return done.stdout

        print(run("--version").strip())
        scales = {row["id"] for row in json.loads(run("scales", "list", "--format", "json"))["rows"]}
        _hold(scales >= {"bands", "ks-ta", "nc-levels", "standardised", "raw"}, f"the shipped scales, found {scales}")
        report = json.loads(run("import", str(_jsp()), "--into", "jsp.duckdb", "--map", "jsp", "--format", "json"))
        _hold((report["pupils"], report["results"]) == (1192, 6472), f"the pupils' file, found {report}")
        shown = json.loads(run("show", "class", "1", "--school", "1", "--file", "jsp.duckdb", "--format", "json"))
        _hold(shown["n"] > 0, "a class of the pupils' file")
        with Terminal([program, "demo", "--class", "4B"], 80, 24, {"PROGRESS_TUI_HOME": home}) as terminal:
            terminal.wait_for(r"on roll · at expected: R \d+ of \d+", 120)
            terminal.press("b")
            terminal.wait_for("below target in reading", 30)
            terminal.press("q")
            _hold(terminal.wait_end() == 0, "a clean end of the screens")
        # Fonts, the page of PDFs and the libraries of formats must have come with the wheel.
        demo = next(Path(home).rglob("demo*.duckdb"))
        words = ("teacher", "--class", "4B", "--to", "out", "--as", "docx,pdf,xlsx,csv,md", "--file", str(demo))
        _hold(len(run("export", *words).splitlines()) == 5, "a meeting's copy in every format")
        print("The installed wheel works: commands, real pupils' results, the demo school.")
    return 0


def _jsp() -> Path:
    """The Junior School Project file inside the test dependency, which is not imported."""
    spec = importlib.util.find_spec("faraway")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("faraway is not installed")
    return Path(spec.submodule_search_locations[0]) / "datasets" / "jsp" / "jsp.csv.bz2"


def _hold(condition: bool, what: str) -> None:
    if not condition:
        raise SystemExit(f"The smoke test failed at {what}.")


if __name__ == "__main__":
    sys.exit(main(str(Path(sys.argv[1]).absolute())))

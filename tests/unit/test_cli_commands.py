"""Every command has a function, and none pays for what another rests on."""

from __future__ import annotations

import inspect
import subprocess
import sys

from progress_tui.cli.commands import RUNNERS, runner
from progress_tui.cli.parser import COMMANDS


def test_every_command_has_a_function() -> None:
    assert sorted([*RUNNERS, "open", "demo"]) == sorted(COMMANDS)
    for command in RUNNERS:
        (taken,) = inspect.signature(runner(command)).parameters.values()
        assert taken.annotation == "argparse.Namespace", command


def test_a_command_imports_no_other() -> None:
    asked = (
        "import sys; from progress_tui.cli.commands import runner; runner('audit');"
        " print(*sorted(name for name in sys.modules if name.startswith('progress_tui.')))"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    imported, own = set(done.stdout.split()), "progress_tui.cli.auditing"
    assert own in imported
    assert imported & {f"progress_tui.cli.{where.partition('.')[0]}" for where in RUNNERS.values()} == {own}
    assert not [name for name in imported if name.startswith(("progress_tui.store.erasing", "progress_tui.exporting"))]

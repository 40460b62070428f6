"""What one view of `show` is."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from progress_tui.domain.reports import Report
    from progress_tui.workspace.judging import Judging


@dataclass(frozen=True, slots=True)
class View:
    """A view of `show`.

    Attributes:
        help: one line for `show --help`.
        describe: adds the view's own arguments; --file, --school, --point and --format are there already.
        report: the answer to parsed arguments.
    """

    help: str
    describe: Callable[[argparse.ArgumentParser], None]
    report: Callable[[Judging, argparse.Namespace], Report]

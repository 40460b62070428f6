"""The entry point: parse, then either the screens or one thin command."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence

from progress_tui.cli.parser import parse
from progress_tui.domain.errors import ProgressError


def main(argv: Sequence[str] | None = None) -> int:
    """Run progress-tui.

    Args:
        argv: the arguments without the program's name; those of the process by default.

    Returns:
        The exit code: 0 done, 1 refused, 2 usage, 3 stored in part, 4 needs an answer.
    """
    os.umask(0o077)
    args = parse(sys.argv[1:] if argv is None else argv)
    try:
        if args.command in ("open", "demo"):
            # No collection until the first paint: it would walk through every freshly imported module.
            gc.disable()
            from progress_tui.tui.launch import launch

            return launch(args)
        from progress_tui.cli.commands import run

        return run(args)
    except ProgressError as error:
        print(f"progress-tui: {error}", file=sys.stderr)  # noqa: T201 – stderr is narration
        return error.exit_code
    except BrokenPipeError:
        # The reader of our output (head, less) has gone; nothing is wrong on our side.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())

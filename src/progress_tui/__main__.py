"""The entry point: parse, then either the screens or one thin command."""

from __future__ import annotations

import gc
import io
import os
import sys
from collections.abc import Sequence

from progress_tui.domain.errors import ProgressError


def main(argv: Sequence[str] | None = None) -> int:
    """Run progress-tui.

    Args:
        argv: the arguments without the program's name; those of the process by default.

    Returns:
        The exit code: 0 done, 1 refused, 2 usage, 3 stored in part, 4 needs an answer.
    """
    os.umask(0o077)
    # No collection until the first paint: it would walk through every freshly imported module.
    gc.disable()
    try:
        from progress_tui.cli.parser import parse
        from progress_tui.settings import use_config

        args = parse(sys.argv[1:] if argv is None else argv)
        use_config(args.config)
        if args.command in ("open", "demo") or (args.command == "meeting" and args.what == "start"):
            from progress_tui.tui.launch import launch

            return launch(args)
        gc.enable()
        from progress_tui.cli.commands import run

        _write_any_letter()
        code = run(args)
        sys.stdout.flush()
        return code
    except ProgressError as error:
        _complain(str(error))
        return error.exit_code
    except BrokenPipeError:
        # The reader of our output (head, less) has gone; nothing is wrong on our side.
        _drop_output()
        return 0
    except OSError as error:
        # A full disk under the output, a folder that may not be read: the system's own words say which.
        _complain(f"{error.strerror or error}.")
        _drop_output()
        return 1
    except KeyboardInterrupt:
        return 130
    finally:
        gc.enable()


def _complain(words: str) -> None:
    """Say on stderr why it ends; names from files and arguments are shown as plain text."""
    from progress_tui.cli.printing import say
    from progress_tui.domain.text import visible

    say(f"progress-tui: {visible(words)}")


def _drop_output() -> None:
    """Send what is still in the buffer nowhere: writing it at the end would only fail again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _write_any_letter() -> None:
    """Names and signs must not fail on a stream that knows fewer letters: data is UTF-8, a terminal gets escapes."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")


if __name__ == "__main__":
    sys.exit(main())

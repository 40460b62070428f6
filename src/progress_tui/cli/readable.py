"""Words of the command line that are no text, as a shell may pass any bytes: names of files keep them, nothing else."""

from __future__ import annotations

import argparse


def readable(args: argparse.Namespace) -> argparse.Namespace:
    """The arguments with `�` in place of bytes that are no text; paths stay as they are: a file may be called so."""
    for name, value in vars(args).items():
        if isinstance(value, str):
            setattr(args, name, _readable(value))
        elif isinstance(value, list):
            setattr(args, name, [_readable(one) if isinstance(one, str) else one for one in value])
    return args


def _readable(text: str) -> str:
    return text if text.isascii() else text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")

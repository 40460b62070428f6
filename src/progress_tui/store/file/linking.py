"""Links a large compiled module without stopping the screen."""

from __future__ import annotations

import sys


def link_ahead(module: str) -> None:
    """Have the C library link a compiled module, which a later `import` then finds done.

    Python holds every other thread while it links one (25 ms for DuckDB); the C library does not. A module that cannot
    be found is left to its import to complain of.

    Args:
        module: its name, such as `_duckdb`.
    """
    if sys.platform == "win32":
        return
    import ctypes
    import importlib.util
    import os

    spec = importlib.util.find_spec(module)
    if spec is not None and spec.origin is not None:
        link = ctypes.CDLL(None).dlopen
        link.argtypes, link.restype = (ctypes.c_char_p, ctypes.c_int), ctypes.c_void_p
        link(os.fsencode(spec.origin), os.RTLD_LAZY)

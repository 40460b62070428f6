"""The views that `show` prints, one module each: what can be asked for, and where the answer comes from."""

from __future__ import annotations

from progress_tui.cli.views.view import View

VIEWS: dict[str, View] = {}
"""Name → view, in the order of help."""

"""Two themes. Meaning never rests on red against green: orange is below, blue is above, and every cell has letters.

The text colours are set here because those Textual derives are mixed towards the foreground until, from two metres,
orange and blue are hard to tell from plain text.
"""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="progress-dark",
    primary="#7ab8ff",
    secondary="#9aa7b4",
    warning="#ffb454",
    error="#ff8f6b",
    success="#7fd4c1",
    accent="#8fd3ff",
    foreground="#e6eaf0",
    background="#12161c",
    surface="#12161c",
    panel="#1f2731",
    dark=True,
    variables={"text-warning": "#ffb454", "text-primary": "#7ab8ff"},
)
LIGHT = Theme(
    name="progress-light",
    primary="#00509d",
    secondary="#4a5560",
    warning="#9a4b00",
    error="#a3360a",
    success="#0b6b57",
    accent="#005a9c",
    foreground="#14181d",
    background="#fbfbf8",
    surface="#fbfbf8",
    panel="#e6e8e4",
    dark=False,
    variables={"text-warning": "#954500", "text-primary": "#0052a5", "text-accent": "#00529b"},
)

"""Two themes. Meaning never rests on red against green: orange is below, blue is above, and every cell has letters."""

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
)

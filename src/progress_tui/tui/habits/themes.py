"""The themes. Meaning never rests on red against green: orange is below, blue is above, and every cell has letters.

The text colours are set here because those Textual derives are mixed towards the foreground until, from two metres,
orange and blue are hard to tell from plain text.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

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
    variables={
        "text-warning": "#954500",
        "text-primary": "#0052a5",
        "text-accent": "#00529b",
        "foreground-muted": "#565d66",
    },
)
CONTRAST = Theme(
    name="progress-contrast",
    primary="#8cc8ff",
    secondary="#ffffff",
    warning="#ffb000",
    error="#ffb000",
    success="#8cc8ff",
    accent="#ffffff",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#000000",
    dark=True,
    variables={
        "text-warning": "#ffb000",
        "text-primary": "#8cc8ff",
        "text-accent": "#ffffff",
        "text-muted": "#d8d8d8",
        "foreground-muted": "#d8d8d8",
        "block-cursor-background": "#ffffff",
        "block-cursor-foreground": "#000000",
        "block-cursor-blurred-background": "#ffffff",
        "block-cursor-blurred-foreground": "#000000",
        "block-hover-background": "#404040",
        "footer-key-foreground": "#ffb000",
        "input-selection-background": "#ffffff",
        "input-selection-foreground": "#000000",
    },
)
ANSI = Theme(
    name="progress-ansi",
    primary="ansi_bright_blue",
    secondary="ansi_cyan",
    warning="ansi_yellow",
    error="ansi_yellow",
    success="ansi_cyan",
    accent="ansi_cyan",
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    boost="ansi_default",
    dark=True,
    ansi=True,
    variables={
        "text-warning": "ansi_yellow",
        "text-primary": "ansi_bright_blue",
        "text-accent": "ansi_cyan",
        "text-muted": "ansi_default",
        "foreground-muted": "ansi_default",
        "ansi-background": "ansi_black",
        "ansi-foreground": "ansi_white",
        "block-cursor-foreground": "ansi_bright_white",
        "block-cursor-background": "ansi_blue",
        "footer-key-foreground": "ansi_cyan",
        "input-cursor-background": "ansi_white",
        "input-cursor-foreground": "ansi_black",
        "input-cursor-text-style": "none",
        "input-selection-background": "ansi_cyan",
        "input-selection-foreground": "ansi_black",
        "screen-selection-background": "ansi_cyan",
        "screen-selection-foreground": "ansi_black",
    },
)

THEMES: Final[Mapping[str, Theme]] = {theme.name: theme for theme in (DARK, LIGHT, CONTRAST, ANSI)}
"""Name → theme, in the order in which `T` goes through them."""

WORDS: Final[Mapping[str, str]] = {
    DARK.name: "Dark",
    LIGHT.name: "Light",
    CONTRAST.name: "High contrast",
    ANSI.name: "The terminal's own 16 colours",
}
"""What a theme is called on screen."""


def classes_of(theme: Theme) -> str:
    """The classes Textual gives an app in a theme, for one that begins with it."""
    return f"-theme-{theme.name} {'-dark-mode' if theme.dark else '-light-mode'}"


def next_theme(name: str) -> str:
    """The theme after the one called `name`, which need not be one of ours."""
    names = list(THEMES)
    return names[(names.index(name) + 1) % len(names)] if name in names else names[0]

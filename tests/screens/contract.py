"""What holds of every screen: a whole footer, help and palette with every command, letters that stay letters."""

from __future__ import annotations

from collections.abc import Sequence

from textual.command import CommandPalette as TextualPalette
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static, TextArea

from progress_tui.tui.commands.base import OffersCommands
from progress_tui.tui.commands.everywhere import EVERYWHERE
from progress_tui.tui.dialogs.help import HelpDialog
from progress_tui.tui.widgets.footer_line import FooterLine, Offer
from tests.screens.stage import Stage
from tests.screens.walking import is_dialog

LETTERS = "qpTbnsStcCezjkgGhlvwfixyduoQIN1234567"


def footer(on_stage: Stage) -> Sequence[Offer]:
    """The keys in the footer of the screen."""
    return on_stage.app.screen.query_one(FooterLine).offers


def footer_is_whole(on_stage: Stage, where: str) -> None:
    """At most eight keys, each whole, help among them."""
    if is_dialog(on_stage):
        return
    shown = footer(on_stage)
    assert 1 <= len(shown) <= 8, where
    last = on_stage.lines()[-1]
    for offer in shown:
        assert offer.text in last, (where, last)


async def _help_lists_every_command(on_stage: Stage, where: str) -> None:
    screen = on_stage.app.screen
    assert isinstance(screen, OffersCommands)
    await on_stage.press("question_mark")
    dialog = on_stage.app.screen
    assert isinstance(dialog, HelpDialog), where
    rows = [" ".join(str(part.render()) for part in row.query(Static)) for row in dialog.query(".row") if row.children]
    for command in (*screen.OFFERED, *EVERYWHERE):
        assert f"{command.key_words()} {command.label}. {command.help}" in rows, (where, command)
    await on_stage.press("escape")
    assert _is_on(on_stage, screen), where


async def _palette_lists_every_command(on_stage: Stage, where: str) -> None:
    screen = on_stage.app.screen
    assert isinstance(screen, OffersCommands)
    await on_stage.press("colon")
    assert isinstance(on_stage.app.screen, TextualPalette), where
    entries = on_stage.app.screen.query_one(OptionList)
    offered = (*screen.OFFERED, *EVERYWHERE)
    await on_stage.until(lambda: len(entries.options) >= len(offered), "the palette is filled")
    listed = [str(option.prompt) for option in entries.options]
    for command in offered:
        named = f"{command.label}  ({command.key_words()})"
        assert any(named in text and command.help in text for text in listed), (where, command)
    await on_stage.press("escape")
    assert _is_on(on_stage, screen), where


def _is_on(on_stage: Stage, screen: object) -> bool:
    return on_stage.app.screen is screen


def _state(on_stage: Stage) -> tuple[object, ...]:
    app = on_stage.app
    place = app.place._replace(filter="") if app.place is not None else None
    return on_stage.top, app.theme, app.names_hidden, app._exit, place


async def _letters_are_letters(on_stage: Stage, where: str) -> None:
    """Every key of a command is typed into what has the focus, and nothing else happens."""
    focused, before = on_stage.app.focused, _state(on_stage)
    await on_stage.press(*LETTERS, "comma", "question_mark", "slash")
    held = focused.value if isinstance(focused, Input) else focused.text if isinstance(focused, TextArea) else ""
    assert LETTERS + ",?/" in held, where
    assert _state(on_stage) == before, where
    if isinstance(focused, Input | TextArea):
        focused.clear()
        await on_stage.settle()


async def keeps_the_contract(on_stage: Stage, where: str) -> None:
    """What holds of every screen and dialog; that `escape` leads back is for the walk to say."""
    screen = on_stage.app.screen
    footer_is_whole(on_stage, where)
    assert "ctrl+q" in screen.active_bindings or on_stage.app._bindings.key_to_bindings["ctrl+q"][0].priority
    if isinstance(on_stage.app.focused, Input | TextArea):
        await _letters_are_letters(on_stage, where)
    elif not isinstance(screen, ModalScreen):
        assert screen.active_bindings["q"].binding.id == "app.quit", where
        await _help_lists_every_command(on_stage, where)
        await _palette_lists_every_command(on_stage, where)

"""The command palette: every command of the screen and of the app, by its name, with the key it has now."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider

from progress_tui.tui.commands.base import Command, OffersCommands
from progress_tui.tui.within import progress_app


class CommandPalette(Provider):
    """The palette's entries."""

    def _offered(self) -> list[tuple[type[Command], str, Callable[[], None]]]:
        """Command, its keys in brackets ("" where it has none), and what issues it."""
        app = progress_app(self.screen)
        nodes = [node for node in (self.screen, app) if isinstance(node, OffersCommands)]
        return [
            (command, f"({app.keys_of(command)})" if command.keys else "", partial(node.action_issue, command.name))
            for node in nodes
            for command in (*node.OFFERED, *node.FOUND)
        ]

    async def discover(self) -> Hits:
        """Every command, before anything is typed."""
        for command, keys, issue in self._offered():
            yield DiscoveryHit(f"{command.label}  {keys}".rstrip(), issue, help=command.help)

    async def search(self, query: str) -> Hits:
        """The commands whose label matches, and then those that speak of it."""
        matcher = self.matcher(query)
        for command, keys, issue in self._offered():
            by_name = matcher.match(command.label)
            score = 1 + by_name if by_name > 0 else matcher.match(f"{command.label} {command.help}")
            if score > 0:
                yield Hit(score, matcher.highlight(command.label), issue, help=f"{command.help} {keys}".rstrip())

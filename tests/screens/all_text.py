"""Every text that a screen holds, also what is scrolled away, what only a tooltip says, and what leaves the window."""

from __future__ import annotations

from collections.abc import Iterator

from textual.widget import Widget
from textual.widgets import Input, OptionList, Static, TextArea

from progress_tui.tui.widgets.filter_line import FilterLine
from progress_tui.tui.widgets.pupil_table import PupilTable
from tests.screens.stage import Stage


def every_text(on_stage: Stage) -> dict[str, str]:
    """Where → what it says; the whole stack of screens is asked, and everything in it."""
    app = on_stage.app
    found = {
        "the screen": on_stage.text,
        "toasts": "\n".join(on_stage.toasts),
        "the window's title": f"{app.title} {app.sub_title}",
        "the clipboard": app.clipboard,
    }
    for screen in app.screen_stack:
        found[f"title of {type(screen).__name__}"] = f"{screen.title} {screen.sub_title}"
        for widget in screen.walk_children(Widget):
            said = "\n".join(_texts(widget))
            if said.strip():
                found[f"{type(screen).__name__} {type(widget).__name__} {widget.css_path_nodes[-1].id or ''}"] = said
        for binding in screen.active_bindings.values():
            found[f"key {binding.binding.key}"] = f"{binding.binding.description} {binding.tooltip}"
    return found


def _texts(widget: Widget) -> Iterator[str]:
    yield str(widget.tooltip or "")
    yield str(widget.border_title or "")
    yield str(widget.border_subtitle or "")
    match widget:
        case PupilTable():
            yield widget.empty_text
            model = widget._table
            yield "\n".join(column.heading for column in model.columns)
            yield "\n".join(cell.text for place in range(len(model.visible)) for cell in model.row_at(place).cells)
        case OptionList():
            yield "\n".join(str(option.prompt) for option in widget.options)
        case Input():
            # What is typed into the filter is shown with signs in place of names: the screen tells, not the value.
            yield (
                widget.placeholder if isinstance(widget.parent, FilterLine) else f"{widget.value}\n{widget.placeholder}"
            )
        case TextArea():
            yield widget.text
        case Static():
            yield str(widget.render())
        case _:
            pass

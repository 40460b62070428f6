"""One opened school file: the only thing `cli` and `tui` talk to."""

from progress_tui.workspace.choosing import Filtered
from progress_tui.workspace.core import Workspace
from progress_tui.workspace.opening import Opened, find_class

__all__ = ["Filtered", "Opened", "Workspace", "find_class"]

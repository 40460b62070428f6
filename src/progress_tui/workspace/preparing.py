"""Class views kept ready in the file, so that the next start paints its first screen without judging anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from progress_tui.analysis.catalogue import rules_stamp
from progress_tui.domain import clock
from progress_tui.store import directory

if TYPE_CHECKING:
    from progress_tui.store.engine import SchoolFile
    from progress_tui.workspace.loaded import Loaded


def prepare(file: SchoolFile, loaded: Loaded, school_id: int, ordinal: int) -> None:
    """Keep every class view of a school at a point ready in the file for the next start; needless when they are."""
    # Asked before anything is judged: at most starts they are there.
    classes = loaded.classes(school_id, ordinal)
    stamp = f"{loaded.facts_version}:{rules_stamp()}:{clock.today().isoformat()}"
    held = file.read(
        lambda con: all(directory.prepared(con, school_id, class_id, ordinal, stamp) for class_id in classes)
    )
    if held:
        return
    views = loaded.class_views(school_id, ordinal)
    texts = {class_id: view.to_json() for class_id, view in views.items()}
    file.write(lambda con: directory.keep_prepared(con, school_id, ordinal, stamp, texts))

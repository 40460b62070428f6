"""The views that `show` prints, one module each: what can be asked for, and where the answer comes from."""

from __future__ import annotations

from progress_tui.cli.views import (
    actions,
    attainment,
    baselines,
    changes,
    compare,
    completeness,
    effect,
    flagged,
    matrix,
    meetings_summary,
    progress,
    provision,
    queried,
    support,
    targets,
    venn,
)
from progress_tui.cli.views.view import View

VIEWS: dict[str, View] = {
    "flagged": flagged.VIEW,
    "changes": changes.VIEW,
    "attainment": attainment.VIEW,
    "targets": targets.VIEW,
    "completeness": completeness.VIEW,
    "queried": queried.VIEW,
    "compare": compare.VIEW,
    "progress": progress.VIEW,
    "baselines": baselines.VIEW,
    "matrix": matrix.VIEW,
    "venn": venn.VIEW,
    "actions": actions.VIEW,
    "support": support.VIEW,
    "provision": provision.VIEW,
    "effect": effect.VIEW,
    "meetings-summary": meetings_summary.VIEW,
}
"""Name → view, in the order of help."""

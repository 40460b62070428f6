"""What a series is called and known by."""

from __future__ import annotations

from functools import lru_cache

from progress_tui.domain.scales import Scale
from progress_tui.domain.subjects import subject_label
from progress_tui.domain.text import fold

PLAIN_SCALE = "bands"
"""The scale of a school's own teacher assessment unless a label says otherwise."""


@lru_cache(maxsize=4096)
def series_key(assessment: str, subject: str, scale: str, form: str = "") -> str:
    """The stable key of a series, such as `teacher-reading-bands`; words said twice are said once."""
    words = [word for word in fold(assessment).split() if word != "assessment"]
    for part in (subject, scale):
        words += [word for word in fold(part).split() if word not in words]
    return "-".join([*words, *fold(form).split()])


def series_label(assessment: str, subject: str, scale: Scale, form: str = "") -> str:
    """The label of a series, such as `Reading teacher assessment` or `Maths test (Standardised score)`."""
    name = subject_label(subject)
    label = assessment if fold(name) in fold(assessment) else f"{name} {assessment}"
    label = label[:1].upper() + label[1:]
    if scale.id != PLAIN_SCALE and fold(scale.title) not in fold(label):
        label += f" ({scale.title})"
    return f"{label}, {form}" if form else label

"""The filter language: one grammar and one meaning for the bar and for `--filter`.

```
target<0:reading pp -sen (y4 or class:"Willow")
```

Terms side by side are joined by *and*; `or`, `not`, `-` and parentheses work. A bare word that is no keyword matches
names. A value that is not known is neither yes nor no: the pupil is left out, and counted.
"""

from __future__ import annotations

from progress_tui.analysis.filters.complete import complete, completion, word_start
from progress_tui.analysis.filters.evaluate import Filter, FilterResult
from progress_tui.analysis.filters.facts import FLAG_SCHEMA, PUPIL_SCHEMA, SUBJECT_SCHEMA, PupilFacts, Vocabulary
from progress_tui.analysis.filters.parse import parse_filter
from progress_tui.analysis.filters.shown import names_in, parts_of
from progress_tui.domain.errors import FilterError

__all__ = [
    "FLAG_SCHEMA",
    "PUPIL_SCHEMA",
    "SUBJECT_SCHEMA",
    "Filter",
    "FilterError",
    "FilterResult",
    "PupilFacts",
    "Vocabulary",
    "complete",
    "completion",
    "names_in",
    "parse_filter",
    "parts_of",
    "word_start",
]

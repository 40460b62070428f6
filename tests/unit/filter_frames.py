"""Five pupils in two classes, every value of whom stands here, for the tests of the filter language."""

from __future__ import annotations

from datetime import date

import polars as pl

from progress_tui.analysis.filters import FLAG_SCHEMA, PUPIL_SCHEMA, SUBJECT_SCHEMA, PupilFacts, Vocabulary

FLAG_WORDS = {"fell": "fell since last time", "just-below": "within reach"}
KNOWN = Vocabulary(("reading", "writing", "maths", "gps"), ("4B", "Willow Class"), FLAG_WORDS, ("Reading club", "Sums"))
TOBI, AISHA, ZOE, JOHN, MAY = 11, 12, 13, 14, 15

PUPILS = pl.DataFrame(
    [
        (TOBI, "adeyemi tobi", 1, "4B", "Oakfield Primary", 4, "M", date(2018, 5, 1), False, True, True, True, False),
        (AISHA, "begum aisha", 1, "4B", "Oakfield Primary", 4, "F", date(2018, 8, 31), True, False, False, False, True),
        (
            ZOE,
            "obrien zoe",
            2,
            "Willow Class",
            "Oakfield Primary",
            0,
            "F",
            date(2022, 4, 30),
            False,
            None,
            None,
            None,
            None,
        ),
        (JOHN, "sen john", 2, "Willow Class", "St Mary’s", 5, None, None, False, True, None, False, False),
        (
            MAY,
            "may jean luc",
            1,
            "4B",
            "Oakfield Primary",
            None,
            "M",
            date(2018, 9, 1),
            False,
            False,
            False,
            False,
            False,
        ),
    ],
    schema=list(PUPIL_SCHEMA)[:13],
    orient="row",
).with_columns(
    sen=pl.Series(["N", "K", "E", "S", None]),
    absence=pl.Series([9.9, 10.0, 50.0, None, 0.0]),
    prior=pl.Series(["low", None, "high", "middle", "low"]),
    open_actions=pl.Series([2, 1, None, None, 0]),
    overdue_actions=pl.Series([1, 0, None, None, 0]),
    support=pl.Series([["Reading club"], ["Reading club", "Sums"], None, [], None]),
)
SUBJECTS = pl.DataFrame(
    [
        (TOBI, "reading", "value", 3, -1.0, -1.0, -1.0, 89.0, True),
        (AISHA, "reading", "value", 4, 0.0, 0.0, 0.0, 90.0, True),
        (ZOE, "reading", "value", 6, None, 2.0, 1.0, None, False),
        (JOHN, "reading", "non-result", None, None, None, None, None, False),
        (TOBI, "writing", "value", 5, 1.0, 1.0, None, None, True),
        (AISHA, "writing", "value", 1, -3.0, -3.0, None, None, True),
        (TOBI, "maths", "value", 2, None, -2.0, None, None, False),
        (AISHA, "maths", "missing", None, None, None, None, None, None),
        (ZOE, "maths", "value", 4, None, 0.0, None, None, False),
    ],
    schema=SUBJECT_SCHEMA,
    orient="row",
)
FLAGS = pl.DataFrame(
    [
        (TOBI, "fell", "reading", 2, "change|reading"),
        (TOBI, "fell", "maths", 2, "change|maths"),
        (AISHA, "just-below", "reading", 1, "expectation|reading"),
        # A second flag of one question counts once.
        (AISHA, "just-below", "", 1, "expectation|reading"),
        (ZOE, "now-at", "", 0, None),
    ],
    schema=FLAG_SCHEMA,
    orient="row",
)
FACTS = PupilFacts(PUPILS, SUBJECTS, lambda: FLAGS)
CLASS_4B = FACTS.part(pl.col("class_id") == 1)

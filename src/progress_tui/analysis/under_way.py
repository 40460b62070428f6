"""What is under way for a child: support that runs, actions that are open, overdue or live.

Groups, filters, flags and reports ask here, so that each word has one meaning. Rules: docs/judgements.md, “Effect”.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from progress_tui.analysis.frames import SchoolFrames


def runs_on(today: date) -> pl.Expr:
    """Whether support runs on a day, first and last day included: what has not started yet does not.

    An expression over starts and ends (dates; a null end is none yet), never null where starts is not.
    """
    return (pl.col("starts") <= today) & (pl.col("ends").is_null() | (pl.col("ends") >= today))


def supported(frames: SchoolFrames, today: date) -> pl.DataFrame:
    """Who is in support that runs on a day: pupil_id (Int32), name (String) of the group; each pair once, by name."""
    running = frames.support.filter(runs_on(today)).select("support_id", "name")
    return (
        frames.support_members.join(running, on="support_id", how="inner")
        .select("pupil_id", "name")
        .unique()
        .sort("name", "pupil_id")
    )


def is_open() -> pl.Expr:
    """Whether an action is still to be done, over its status.

    A carried one is not: the open one that the next meeting agrees in its place is, and one piece of work counts once.
    """
    return pl.col("status") == "open"


def is_live() -> pl.Expr:
    """Whether something is being done by an action, over its status: open, or carried to the next meeting.

    Flags that say nothing is under way ask this, for a child between two meetings is not without help.
    """
    return pl.col("status").is_in(["open", "carried"])


def is_overdue(today: date) -> pl.Expr:
    """Whether an action is open past its due date, over status and due; on the day it is due it is not."""
    return is_open() & (pl.col("due") < today)

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


def memberships(frames: SchoolFrames) -> pl.DataFrame:
    """Who was in which support group, from and to the child's own days there.

    Returns:
        The columns of `support_members` and of `support`, in the order of the members; starts and ends are the days on
        which the child joined and left, where those are on file, else the group's.
    """
    return (
        frames.support_members.join(frames.support, on="support_id", how="inner", maintain_order="left")
        .with_columns(pl.coalesce("joined", "starts").alias("starts"), pl.coalesce("left_on", "ends").alias("ends"))
        .drop("joined", "left_on")
    )


def supported(frames: SchoolFrames, today: date) -> pl.DataFrame:
    """Who is in support that runs on a day: pupil_id (Int32), name (String) of the group; each pair once, by name."""
    return memberships(frames).filter(runs_on(today)).select("pupil_id", "name").unique().sort("name", "pupil_id")


def is_open() -> pl.Expr:
    """Whether an action is still to be done, over its status.

    A carried one is not: the open one that the next meeting agrees in its place is, and one piece of work counts once.
    """
    return pl.col("status") == "open"


def is_last() -> pl.Expr:
    """Whether no action in the same frame goes on with this one, over action_id and carried_from.

    A piece of work that was carried on is told by its last action, and counted by it alone.
    """
    return ~pl.col("action_id").is_in(pl.col("carried_from").drop_nulls().implode())


def is_live() -> pl.Expr:
    """Whether something is being done by an action: it is open, or carried and no other goes on with it yet.

    Flags that say nothing is under way ask this, for a child between two meetings is not without help. Over status,
    action_id and carried_from, in the frame of all actions asked about.
    """
    return is_open() | ((pl.col("status") == "carried") & is_last())


def is_overdue(today: date) -> pl.Expr:
    """Whether an action is open past its due date, over status and due; on the day it is due it is not."""
    return is_open() & (pl.col("due") < today)

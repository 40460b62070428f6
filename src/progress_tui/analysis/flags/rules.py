"""The registry: every flag with what is said of it for people. Told at length in docs/judgements.md, “Flags”."""

from __future__ import annotations

from typing import Final

from progress_tui.analysis.flags.attendance import attendance
from progress_tui.analysis.flags.change import drifting, fell, quiet_decline
from progress_tui.analysis.flags.data import new, no_data, queried
from progress_tui.analysis.flags.disagreement import subject_gap, test_vs_teacher
from progress_tui.analysis.flags.expectation import below, depth_near, just_below, rwm_near
from progress_tui.analysis.flags.good_news import biggest_rise, now_at
from progress_tui.analysis.flags.meetings import action_overdue, attitude, not_discussed, support_not_working
from progress_tui.analysis.flags.registry import FlagRule
from progress_tui.analysis.flags.several import several
from progress_tui.analysis.flags.starts import behind_start, stalled_below
from progress_tui.analysis.flags.target import below_target

RULES: Final = (
    FlagRule(
        "below", "below the expected standard", "expectation", (1, 2),
        "The result is below the expected standard of the year group; severity 2 when it is well below.",
        "It is just below (that is another flag); or it is below for the third point running and an action is live.",
        below, 10, "Reading is Below, below the expected standard at Aut2.",
    ),
    FlagRule(
        "just-below", "within reach of the expected standard", "expectation", (1,),
        "The result is one notch under the expected standard, or a score as close under it as its scale says.", "",
        just_below, 12, "Maths is Just below, one notch under the expected standard at Aut2.",
    ),
    FlagRule(
        "below-target", "below target", "target", (2, 3),
        "The result is below the individual target; severity 3 from two notches (on scores, from a notable distance).",
        "There is no individual target; or it is on level points before the end of the year.",
        below_target, 3, "Reading is 2 notches below target: At against Above.", lines=True,
    ),
    FlagRule(
        "fell", "fell since last time", "change", (1, 2, 3),
        "Lower than the latest earlier result of the series, at most a year back: on codes one notch is severity 2 and "
        "two are 3; on scores watch and notable are 1, a marked fall, or a notable one in two subjects, is 2.",
        "The earlier result is of another series or scale; or the fall is within error.",
        fell, 1, "Reading fell from At to Just below since Sum2.", lines=True,
    ),
    FlagRule(
        "drifting", "drifting down over three results", "change", (2,),
        "Three results of a series, never up and at least once down; on scores with a large fall in all.",
        "There are fewer than three results; or they are level points, marks or ages.",
        drifting, 2, "Reading drifted down: Securely at (Spr2), At (Sum2), Just below now.",
    ),
    FlagRule(
        "quiet-decline", "quiet decline", "change", (3,),
        "A fall of severity 2 or more, or drifting, of a child with no live support and no live action.",
        "Anything is under way for the child. SEND status makes no difference.",
        quiet_decline, 0, "Reading fell from At to Just below since Sum2; no live support or action.", follows=True,
    ),
    FlagRule(
        "stalled-below", "no small step for two terms", "expectation", (2,),
        "Below the curriculum of the year group, and not one small step up since a result of two terms ago.",
        "There is no own result of that time on the same scale.",
        stalled_below, 5, "Reading is Pre-key stage 2, no small step up from Pre-key stage 2 at Spr2.",
    ),
    FlagRule(
        "behind-start", "behind the starting point", "expectation", (1,),
        "The expected standard of its time was met at the start point, that of now is not.",
        "The start point is the phonics check or raw marks.",
        behind_start, 9, "Reading is Just below; the expected standard was met at the start (EXS, Sum2 2024-25).",
    ),
    FlagRule(
        "subject-gap", "gap between subjects", "expectation", (1,),
        "Best less worst of reading, writing and maths is at least two bands, or 22 points of standardised score.",
        "The results are on different kinds of scale.",
        subject_gap, 14, "Maths is Securely at, 3 notches above writing (Below).",
    ),
    FlagRule(
        "test-vs-teacher", "test and teacher disagree", "expectation", (2,),
        "Judged at the expected standard while the test is clearly under it, or below it while it is clearly over.",
        "The test is older than two half-terms.",
        test_vs_teacher, 6, "Reading is judged At; the test says 82 (Aut2).",
    ),
    FlagRule(
        "rwm-near", "at the expected standard in two of reading, writing and maths, just below in the third",
        "expectation", (2,),
        "Two of reading, writing and maths at the expected standard, the third just below.", "",
        rwm_near, 7, "At the expected standard in reading and maths, just below in writing.",
    ),
    FlagRule(
        "depth-near", "near the higher standard", "expectation", (1,),
        "Securely at, or a score from 105 up to the higher line; or high at the start and now only at.", "",
        depth_near, 15, "Maths at Aut2: Securely at, near the higher standard.",
    ),
    FlagRule(
        "attendance", "absence", "attendance", (1, 2, 3),
        "Absence of 10 % or more is persistent (2), of 50 % or more severe (3); from 5 % on and growing it is 1.",
        "Fewer than 20 sessions were possible.",
        attendance, 8, "Absence is 11.1 % of 90 sessions: persistent.",
    ),
    FlagRule(
        "no-data", "no result", "data", (1, 2),
        "No result now where classmates have one, a last one that is stale, or no start point; severity 2 when there "
        "is none for a year.",
        "Nobody in the class has a later result in the subject.",
        no_data, 11, "No reading result at Aut2 (absent); the last was At at Aut1.",
    ),
    FlagRule(
        "several", "the same in several subjects", "several", (3,),
        "Below target, fallen at severity 2 or more, or drifting in at least two subjects: one more than the worst of "
        "them, at most 3.",
        "", several, 4, "Going down or below target in reading and maths.", follows=True,
    ),
    FlagRule(
        "attitude", "attitude to learning", "meetings", (1,),
        "Two strands red in the latest record, or one down by two grades since the record before.",
        "The latest record is older than a term.",
        attitude, 18, "Effort, homework: red at Aut2.",
    ),
    FlagRule(
        "support-not-working", "support without effect", "meetings", (2,),
        "Support has ended, or has run for ten weeks, and its effect is none or not recorded.", "",
        support_not_working, 8, "Phonics catch-up has run since 7 September with no effect recorded.",
    ),
    FlagRule(
        "action-overdue", "action overdue", "meetings", (2,),
        "An action is open past its due date.", "",
        action_overdue, 8, "“Read daily with an adult” (class teacher) was due on 5 November and is still open.",
    ),
    FlagRule(
        "queried", "result queried", "data", (1,),
        "A result is marked as wrong, for the office to mend.", "The result on file has changed since.",
        queried, 16, "Reading At at Aut2 is marked as wrong, for the office to mend: typed in the wrong row.",
    ),
    FlagRule(
        "new", "joined since last time", "data", (1,),
        "Joined since the previous point with results.", "In the first class list on file, and in Reception.",
        new, 17, "Joined since Aut1.",
    ),
    FlagRule(
        "not-discussed", "not discussed in three meetings", "meetings", (1,),
        "On roll, and in none of the last three meetings of the class.", "Fewer than three were held.",
        not_discussed, 19, "Not discussed in the last 3 meetings of the class, since 3 March 2026.",
    ),
    FlagRule(
        "biggest-rise", "biggest rise", "good news", (0,),
        "The biggest rise of the class in a subject, of two notches or a notable rise of score.",
        "More than three children rose as far.",
        biggest_rise, 20, "Maths rose from Below to At since Sum2: the biggest rise of the class.", lines=True,
    ),
    FlagRule(
        "now-at", "now at the expected standard", "good news", (0,),
        "The expected standard is met now and was not last time.", "On scores: the rise is within error.",
        now_at, 21, "Writing rose from Just below to At since Sum2: now at the expected standard.", lines=True,
    ),
)  # fmt: skip
"""Every rule, in the order in which they are told."""

BY_ID: Final = {rule.flag: rule for rule in RULES}
"""Flag id → rule."""

"""The five parts of a result heading mean the same in any order, with any separator, in any spelling."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from progress_tui.importing.recognising.headings import Heading, Role, read_heading

SUBJECTS = {
    "reading": ("Reading", "Re", "R", "Rdg", "English Reading", "READING", "reading"),
    "writing": ("Writing", "Wr", "W", "Writ"),
    "maths": ("Maths", "Mathematics", "Ma", "M", "maths"),
    "gps": ("GPS", "SPaG", "EGPS"),
    "science": ("Science", "Sc"),
    "rwm": ("RWM",),
}
TERMS = {
    0: ("Aut1", "Autumn 1", "A1", "HT1", "Baseline"),
    1: ("Aut2", "Autumn", "Aut", "Autumn 2", "HT2", "AUT2", "Autumn Term"),
    2: ("Spr1", "Spring 1", "HT3", "Half Term 3"),
    3: ("Spr2", "Spring", "Spr", "HT4", "Spring End of Term"),
    4: ("Sum1", "Summer 1", "HT5"),
    5: ("Sum2", "Summer", "Sum", "EOY", "End of Year", "HT6"),
}
YEARS = {2025: ("2025/26", "2025-26", "25/26", "202526", "2025-2026", "25-26"), 2009: ("2009/10", "200910")}
GROUPS = {4: ("Y4", "Year 4", "Yr4", "Yr 4", "y4"), 3: ("Y3", "NC Year 3"), 0: ("YR", "Year R", "Reception")}
ASSESSMENTS = {
    ("teacher assessment", "result"): ("TA", "Main Assessment", "Attainment", "Teacher Assessment"),
    ("test", "result"): ("Test", "Std Score", "SS", "Scaled", "Raw", "Standardised Score"),
    ("NTS", "result"): ("NTS",),
    ("NFER", "result"): ("NFER",),
    ("mock", "result"): ("Mock",),
    ("", "target"): ("Target", "Tgt"),
    ("", "unstored"): ("Progress", "Effort"),
}
SEPARATORS = (
    " ",
    "_",
    "-",
    " - ",
    "$",
    ":",
    ": ",
    "|",
    " | ",
    "/",
    ".",
    ", ",
    "  ",
    " (",
    ") ",
    "\n",
    "–",
    "; ",
    "+",
    "",
)


@st.composite
def headings(draw: st.DrawFn) -> tuple[str, Heading]:
    """A heading, and what it has to mean."""
    subject = draw(st.sampled_from(sorted(SUBJECTS)))
    half_term = draw(st.sampled_from(sorted(TERMS)))
    year = draw(st.none() | st.sampled_from(sorted(YEARS)))
    group = draw(st.none() | st.sampled_from(sorted(GROUPS)))
    assessment, role = draw(st.sampled_from(sorted(ASSESSMENTS)))
    spelt = draw(st.sampled_from(SUBJECTS[subject]))
    assume(not (group == 0 and spelt == "R"))  # "Yr R" is Reception
    parts = [
        spelt,
        draw(st.sampled_from(TERMS[half_term])),
        draw(st.sampled_from(ASSESSMENTS[assessment, role])),
        *([draw(st.sampled_from(YEARS[year]))] if year is not None else []),
        *([draw(st.sampled_from(GROUPS[group]))] if group is not None else []),
    ]
    parts = draw(st.permutations(parts))
    text = parts[0]
    for before, part in pairwise(parts):
        mark = draw(st.sampled_from(SEPARATORS))
        text += joined(before, part, mark)
    shown: Role = "target" if role == "target" else ("unstored" if role == "unstored" else "result")
    return text, Heading(text, shown, subject=subject, half_term=half_term, academic_year=year, year_group=group)


def fields(said: Heading) -> tuple[str, str, int | None, int | None, int | None]:
    return said.role, said.subject, said.half_term, said.academic_year, said.year_group


def joined(before: str, part: str, mark: str) -> str:
    """The next part behind its separator; without one, and where figures would run together, a capital begins it."""
    figures = before[-1].isdecimal() and part[0].isdecimal()
    if not mark and (figures or before[-1:].isupper() or part.isupper() or part[0].islower()):
        mark = " "
    # 25-26 behind "4-" or "26/" could be a date: nobody writes one separator for both.
    if figures and mark.strip() in ("-", "/", ".", "–", "+"):
        mark = " "
    return mark + part


@settings(max_examples=500, deadline=None)
@given(headings())
def test_order_separator_and_spelling_do_not_matter(made: tuple[str, Heading]) -> None:
    text, meaning = made
    said = read_heading(text)
    assert said.unread == ()
    assert fields(said) == fields(meaning)


@settings(max_examples=100, deadline=None)
@given(headings(), st.sampled_from(["Rainbow", "Zebra", "Colour"]))
def test_a_word_that_is_not_known_is_never_passed_over(made: tuple[str, Heading], word: str) -> None:
    text, meaning = made
    assume(meaning.role == "result")
    assert read_heading(f"{word} {text}").role == "unknown"


@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    assert read_heading(text).role

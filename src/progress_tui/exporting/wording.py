"""How single figures read in every format."""

from __future__ import annotations

from datetime import datetime

from progress_tui.domain.calendar import MONTHS
from progress_tui.domain.text import clean
from progress_tui.domain.views import FlagShown, ResultShown, SubjectHeading, SubjectShown

_SEVERITIES = {1: "look", 2: "discuss", 3: "priority"}
_NO_VALUE = {"non-result": "no result", "unknown": "not on the scale", "out-of-range": "outside the valid range"}
_CHANGES = {"up": " ▲", "down": " ▼"}


def flag_words(flag: FlagShown) -> str:
    """`discuss: Fell from At to Just below since Sum2`; good news has no severity word."""
    word, sentence = _SEVERITIES.get(flag.severity), clean(flag.sentence).rstrip(".")
    return f"{word}: {sentence}" if word else sentence


def result_words(result: ResultShown) -> str:
    """The code of a result; anything but a value says so (`A (no result)`)."""
    code, reason = clean(result.code), _NO_VALUE.get(result.kind, "no result")
    if result.kind == "value":
        return code
    return f"{code} ({reason})" if code else reason


def change_mark(shown: SubjectShown) -> str:
    """`" ▲"`, `" ▼"`, or nothing, for the change since the latest earlier result of the same series."""
    return _CHANGES.get(shown.change, "")


def compared_with(heading: SubjectHeading) -> str:
    """What distances in a subject are measured from."""
    return "target" if heading.has_targets else "expected standard"


def plain_number(number: float | None) -> str:
    """At most one decimal place, an ASCII minus, never `-0`; `""` for None."""
    return "" if number is None else f"{round(number, 1) + 0.0:g}"


def signed(number: float | None) -> str:
    """A distance as it is read: `−1` with a true minus sign, `+2`, `0`; `""` for None."""
    plain = plain_number(number)
    if plain.startswith("-"):
        return "−" + plain[1:]
    return plain if plain in ("", "0") else "+" + plain


def moment(made: datetime) -> str:
    """`23 November 2026, 15:30`, in English wherever the program runs."""
    return f"{made.day} {MONTHS[made.month - 1]} {made.year}, {made:%H:%M}"


def stored_moment(written: str) -> str:
    """The same for a stored time (ISO to the minute); a text that is no time stays as it is."""
    try:
        return moment(datetime.fromisoformat(written))
    except ValueError:
        return clean(written)

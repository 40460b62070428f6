"""What is held on a pupil: three-valued flags, SEND status, names and how they are hidden."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from typing import Literal

from progress_tui.domain.readings import digits
from progress_tui.domain.text import fold

Flag = bool | None
"""A three-valued characteristic: yes, no, or unknown. Blank is unknown, never no."""

Sex = Literal["F", "M"]
NameMode = Literal["full", "initials", "none"]

_YES = frozenset(
    ("y", "yes", "t", "true", "1", "1.0", "x", "✓", "✔", "✔️", "☑", "☑️", "✅", "√", "tick", "ticked", "ever6", "e6",
     "ever6fsm", "fsmever6", "fsm6", "pp", "ppg", "fsm", "eal", "lac", "cla", "plac", "service", "eligible", "boarder")
)  # fmt: skip
_NO = frozenset(
    ("n", "no", "f", "false", "0", "0.0", "✗", "✘", "☐", "❌", "✖", "none", "nil", "noteligible", "ineligible", "notpp",
     "nonpp", "non-pp", "notfsm", "noteal", "non-eal", "never")
)  # fmt: skip
_UNKNOWN = frozenset(("", "?", "unknown", "u", "n/a", "-", "not known"))


class Sen(StrEnum):
    """SEN status. `S`, `A` and `P` are read from older files and shown as historic."""

    NONE = "N"
    SUPPORT = "K"
    EHCP = "E"
    STATEMENT = "S"
    SCHOOL_ACTION = "A"
    SCHOOL_ACTION_PLUS = "P"


_SEN = {
    "n": Sen.NONE, "no": Sen.NONE, "none": Sen.NONE, "no sen": Sen.NONE, "not sen": Sen.NONE,
    "no special educational need": Sen.NONE, "no special educational needs": Sen.NONE, "no sen provision": Sen.NONE,
    "no specialist provision": Sen.NONE,
    "k": Sen.SUPPORT, "sen support": Sen.SUPPORT, "support": Sen.SUPPORT, "send support": Sen.SUPPORT,
    "e": Sen.EHCP, "ehcp": Sen.EHCP, "ehc": Sen.EHCP, "ehc plan": Sen.EHCP, "education health care plan": Sen.EHCP,
    "education health care plan ehcp": Sen.EHCP,
    "s": Sen.STATEMENT, "statement": Sen.STATEMENT, "statemented": Sen.STATEMENT,
    "a": Sen.SCHOOL_ACTION, "school action": Sen.SCHOOL_ACTION,
    "p": Sen.SCHOOL_ACTION_PLUS, "school action plus": Sen.SCHOOL_ACTION_PLUS,
}  # fmt: skip


def parse_flag(text: str) -> tuple[Flag, bool]:
    """Read a three-valued flag.

    Returns:
        The flag, and whether the text was understood (`maybe` is unknown *and* not understood).
    """
    word = "".join(digits(unicodedata.normalize("NFKC", text)).split()).casefold()
    if word in _YES:
        return True, True
    if word in _NO:
        return False, True
    return None, text.strip().casefold() in _UNKNOWN


def parse_sex(text: str) -> tuple[Sex | None, bool]:
    """Read sex; blank, U and ? are unknown. The second value says whether the text was understood."""
    word = text.strip().casefold()
    if word in ("f", "female", "girl", "girls", "g"):
        return "F", True
    if word in ("m", "male", "boy", "boys", "b"):
        return "M", True
    return None, word in _UNKNOWN


def parse_sen(text: str) -> tuple[Sen | None, bool]:
    """Read a SEN status code or its name; blank is unknown. The second value says whether it was understood."""
    word = " ".join(word for word in fold(text).split() if word != "and")
    found = _SEN.get(word)
    if found is None and word[1:2] == " ":
        # "K - SEN Support": the code and its name say the same, or it is not understood.
        code, name = _SEN.get(word[0]), _SEN.get(word[2:])
        found = code if code == name else None
    return found, found is not None or text.strip().casefold() in _UNKNOWN


def ever6(fsm: Flag, fsm6: Flag) -> Flag:
    """FSM6: a child with free school meals now has had them within six years, whatever the other column says."""
    return True if fsm is True else fsm6


def disadvantaged(fsm6: Flag, lac: Flag, plac: Flag) -> Flag:
    """FSM6 or looked after or previously looked after.

    A school that lists FSM6 but neither of the others means no by the silence: unknown care status does not
    undo a known FSM6 *no*, as long as one of the three is known.
    """
    if fsm6 is None and lac is None and plac is None:
        return None
    if any(flag is True for flag in (fsm6, lac, plac)):
        return True
    return None if fsm6 is None else False


def pupil_premium(listed: Flag, fsm6: Flag, lac: Flag, plac: Flag, service: Flag) -> Flag:
    """Whether the pupil attracts pupil premium: the school's listing first, else disadvantaged or service."""
    if listed is not None:
        return listed
    if service is True:
        return True
    return disadvantaged(fsm6, lac, plac)


def display_name(surname: str, forename: str, fallback: str = "") -> str:
    """`Surname, Forename`; a mononym alone; `fallback` (such as `Pupil 17`) where no name is on file."""
    return ", ".join(part for part in (surname, forename) if part) or fallback


def unique_initials(names: Sequence[tuple[str, str, str]]) -> list[str]:
    """Initials that tell the pupils of one class apart.

    Args:
        names: (surname, forename, fallback) for each pupil, in a stable order.

    Returns:
        Forename initial, then surname initial (`TA`); letters shared by several pupils get a number (`TA1`, `TA2`).
        A pupil without a name keeps the fallback, which is a number already.
    """
    plain = []
    for surname, forename, fallback in names:
        first, last = fold(forename)[:1], fold(surname)[:1]
        letters = (first or forename[:1]) + (last or surname[:1])
        plain.append(letters.upper() if letters.strip() else fallback)
    counts, seen = Counter(plain), Counter[str]()
    unique = []
    for letters in plain:
        chosen = letters
        while counts[letters] > 1 and (chosen == letters or chosen in counts):
            seen[letters] += 1
            chosen = f"{letters}{seen[letters]}"
        unique.append(chosen)
    return unique

"""A school whose every text tries to be something else: commands of terminals and spreadsheets, markup, links, fields.

What an import would clean is written past it, straight into the tables, so that the last line of defence is tried.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from progress_tui.domain.text import is_clean
from progress_tui.store import schema

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from progress_tui.workspace import Workspace

HOSTILE: Final = (
    "[red]Rot[/red]",
    "[link=http://x.invalid/a]Klick[/link]",
    "[@click=app.quit]Knopf[/]",
    "[/] [b \\[/b] [",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "@SUM(A1)",
    "-2+3",
    "\t=1+2",
    "\r=1+3",
    " \u200b=1+4",
    "＝1+5",
    "=HYPERLINK(\"http://x.invalid\",\"Haken\")",
    "\x1b[31mFarbe\x1b[0m",
    "\x1b]52;c;ZXZpbA==\x07Brett",
    "\x1b]0;owned\x07Titel",
    "\x1b]8;;http://x.invalid\x1b\\Anker\x1b]8;;\x1b\\",
    "\x1b[2J\x1b[HLeer\x1bc",
    "\x9b31mHell\x9d0;owned\x9c\x90q\x9c",
    "Null\x00Null",
    "Rück\x08\x08\x08\x7fwärts\x07",
    "Zeile\rWagen\nVorschub\x0bHoch\x0cSeite\x85Neu\u2028Strich",
    "Ta\tbu",
    "\u202eesrever\u202c\u2066Insel\u2069\u200f",
    "Null\u200bbreite\u200d\ufeff\u00ad\u2060",
    "\u3164\u115f\u034f",
    "W" * 5000,
    "Sehr lang " * 500,
    "Z" + "\u0301\u0316" * 100 + "algo",
    "😀👩\u200d👩\u200d👧🇬🇧王小明한글ﾊﾝｶｸ",
    "محمد שלום किशोर",
    "\ue000\U000f0000\ufdd0\U0001f9ff\U000e0041",
    "{{template}} ${HOME} $(id) `id` %s %(x)s {0}",
    "<script>alert(1)</script>",
    "<img src=http://x.invalid/i.png onerror=alert(1)>",
    "#read(\"/etc/passwd\") #image(\"/etc/passwd\") $x$ \\ // @ref <ref>",
    "*fett* _schräg_ ~~weg~~ # Kopf",
    "| a | b |\n|---|---|\n```\n- Punkt",
    "![](http://x.invalid/i.png) [a](javascript:alert(1)) [b]: http://x.invalid",
    "http://x.invalid/x www.x.invalid mailto:a@x.invalid a@x.invalid",
    "&lt;b&gt; &#x41; &xxe; ]]> <?xml?> <!DOCTYPE x>",
    "_x000D_ _x0041_",
    "&G&P&[File] &\"Arial\"",
    "{ HYPERLINK \"http://x.invalid\" } { INCLUDETEXT \"/etc/passwd\" }",
    "' OR 1=1; DROP TABLE pupil; --",
    "../../etc/passwd",
    "..\\..\\CON",
    "AUX",
    "\"a\",\"b\";c\t",
    "'=1+6",
)  # fmt: skip
"""Names of children and every other text of the school."""

MARKUP: Final = ("[red]Rot", "[link=http://x.invalid/a]Klick", "[@click=app.quit]Knopf")
"""What must stand before these words wherever they are: taken for markup, the brackets would be gone."""

_TEXTS: Final = (
    "UPDATE school SET name = 'Oak ' || $1[1] || $1[14] || $1[35] || repeat(' & more', 60)",
    "UPDATE note SET body = $1[1 + note_id % len($1)] || ' ' || body, author = $1[1 + (note_id + 9) % len($1)]",
    "UPDATE meeting SET attendees = $1[1 + meeting_id % len($1)] || ', ' || $1[1 + (meeting_id + 7) % len($1)]",
    "UPDATE meeting_text SET body = $1[1 + item_id % len($1)] || ' ' || body",
    "UPDATE action SET what = $1[1 + action_id % len($1)] || what, owner = $1[1 + (action_id + 5) % len($1)],"
    " effect_note = $1[1 + (action_id + 11) % len($1)]",
    "UPDATE support SET name = $1[1 + support_id % len($1)] || name, staff = $1[1 + (support_id * 7) % len($1)],"
    " note = $1[1 + (support_id * 5) % len($1)]",
    "UPDATE support_member SET entry = $1[1 + pupil_id % len($1)], exit = $1[1 + (pupil_id + 3) % len($1)],"
    " effect_note = $1[1 + (pupil_id + 6) % len($1)]",
    "UPDATE queried SET reason = $1[1 + pupil_id % len($1)] || reason",
    "UPDATE strand_grade SET label = $1[1 + pupil_id % len($1)] WHERE strand = 'effort'",
    "UPDATE mentoring_target SET body = $1[1 + target_id % len($1)] || body",
    "UPDATE mentoring_comment SET body = $1[1 + pupil_id % len($1)] || ' ' || body",
    "UPDATE saved_filter SET name = $1[1 + len(name) % len($1)] || name",
    "UPDATE import SET file = $1[1 + import_id % len($1)] || file",
    "UPDATE import_rejected SET value = $1[1 + place % len($1)], pupil = $1[1 + (place + 1) % len($1)],"
    " heading = $1[1 + (place + 2) % len($1)], sheet = $1[1 + (place + 3) % len($1)],"
    " reason = $1[1 + (place + 4) % len($1)]",
    "INSERT INTO import_rejected SELECT (SELECT max(import_id) FROM import), n, n, $1[n], $1[1 + (n + 1) % len($1)],"
    " $1[1 + (n + 2) % len($1)], $1[1 + (n + 3) % len($1)], $1[1 + (n + 4) % len($1)], '{}'"
    " FROM range(1, len($1) + 1) r(n)",
    "INSERT INTO dismissal SELECT school_id, pupil_id, 'below', 'reading', '', $1[1 + pupil_id % len($1)],"
    " TIMESTAMP '2026-11-20 10:00:00' FROM pupil WHERE pupil_id % 5 = 0",
    # Codes that no scale has, as another program could have written them.
    "UPDATE result SET raw = $1[1 + pupil_id % len($1)] WHERE pupil_id % 4 = 0 AND series_id = 20",
    "UPDATE target SET raw = $1[1 + pupil_id % len($1)] WHERE pupil_id % 4 = 1 AND series_id = 20",
    "UPDATE series SET label = $1[1 + series_id % len($1)] || label WHERE series_id < 19",
    "UPDATE series SET subject = $1[1] || $1[14], label = $1[1] || $1[14] || label WHERE subject = 'science'",
    "UPDATE identifier SET value = $1[1 + pupil_id % len($1)] || value WHERE pupil_id % 3 = 0",
)
"""Every text that somebody or some file brought in, with `$1` the hostile ones."""


def take_names(con: DuckDBPyConnection) -> None:
    """The children of the school are called by the hostile texts in turn; a class has most of them."""
    con.execute(
        "UPDATE pupil SET surname = $1[1 + pupil_id % len($1)], forename = $1[1 + (pupil_id * 3) % len($1)],"
        " folded = lower($1[1 + pupil_id % len($1)])",
        [list(HOSTILE)],
    )
    _no_more_prepared(con)


def take_texts(con: DuckDBPyConnection) -> None:
    """Everything else that is written down is hostile as well, the names of classes included."""
    for statement in _TEXTS:
        con.execute(statement, [list(HOSTILE)])
    con.execute(
        "UPDATE class SET name = name || CASE WHEN name = '4B' THEN $2 ELSE $1[1 + class_id % len($1)] END",
        [list(HOSTILE), CLASS.removeprefix("4B")],
    )
    _no_more_prepared(con)


CLASS: Final = "4B[red]Rot[/red]\x1b[31m"
"""What the class that is looked at is called."""


def _no_more_prepared(con: DuckDBPyConnection) -> None:
    con.execute("DELETE FROM prepared")
    schema.bump(con, facts=True)


def make_hostile(workspace: Workspace) -> None:
    """Put the hostile texts into the rows of the demo school."""
    workspace.file.write(take_names)
    workspace.file.write(take_texts)
    workspace.refresh()


def not_plain(text: str) -> list[str]:
    """Characters of a text that should be on no screen and in no file; line feeds and tabs part lines and cells."""
    return sorted(ascii(char) for char in set(text) - {"\n", "\t"} if not is_clean(f"x{char}x"))


def swallowed(text: str) -> Iterator[str]:
    """Words whose brackets were taken for markup."""
    for whole in MARKUP:
        opened, word = whole[: whole.index("]") + 1], whole[whole.index("]") + 1 :]
        yield from re.findall(rf".{{0,10}}(?<!{re.escape(opened)}){word}", text)

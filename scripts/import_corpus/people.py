"""Who is who: UPNs, names, doubles, contradictions, and names that are no good to a program."""

from __future__ import annotations

import unicodedata

from import_corpus.kit import BANDS, CLASS, Files, beside, codes, identities, lines, table, upn

WHO = ["UPN", "Surname", "Forename"]
BORN = ["UPN", "Surname", "Forename", "DOB"]
READING = "Reading Aut2 TA"


def files() -> Files:
    """Every file about pupils, by name."""
    return {**_numbers(), **_names(), **_contradictions(), **_again(), **_hostile()}


def _numbers() -> Files:
    wrong = ["A801200022001", "C80120002200", "c801200022002", "R801 2000 22003", "F8O1200022004", "J801200022006X"]
    rows = [
        [number, child.surname, child.forename, band] for number, child, band in zip(wrong, CLASS, BANDS, strict=True)
    ]
    temporary = [[upn(9, last="A"), "Okafor", "Ada", "At"], [upn(8, last="R"), "Ng", "Mei", "JB"]]
    return {
        "upn-errors.csv": table([*WHO, READING], *rows),
        "upn-temporary.csv": table([*WHO, READING], *temporary),
        "upn-twice.csv": table(
            [*WHO, READING], *beside([*identities(), [CLASS[0].upn, "Osei", "Kofi"]], [*BANDS, "Sec"])
        ),
        "upn-missing.csv": table(
            [*BORN, READING],
            *(
                [child.upn if at % 2 else "", child.surname, child.forename, child.born, BANDS[at]]
                for at, child in enumerate(CLASS)
            ),
        ),
        "upn-only.csv": table(["UPN", READING], *([child.upn, band] for child, band in zip(CLASS, BANDS, strict=True))),
    }


def _names() -> Files:
    same = [["Khan", "Ali", "30/06/2017", "At"], ["Khan", "Ali", "02/11/2016", "JB"], ["Ng", "Mei", "14/03/2017", "WB"]]
    twins = [
        ["Khan", "Ali", "30/06/2017", "At"],
        ["Khan", "Aisha", "30/06/2017", "JB"],
        ["Khan", "Amir", "30/06/2017", "WB"],
    ]
    return {
        "names-two-of-one-name.csv": table(
            [*WHO, READING],
            [upn(11), "Khan", "Ali", "At"],
            [upn(12), "Khan", "Ali", "JB"],
            [upn(13), "Ng", "Mei", "WB"],
        ),
        "names-two-of-one-name-born.csv": table(["Surname", "Forename", "DOB", READING], *same),
        "names-two-of-one-name-unknown.csv": table(
            ["Surname", "Forename", READING], *([row[0], row[1], row[3]] for row in same)
        ),
        "names-twins.csv": table(["Surname", "Forename", "DOB", READING], *twins),
        "names-one-word.csv": table(
            [*WHO, READING],
            [upn(11), "Suharto", "", "At"],
            [upn(12), "", "Madonna", "JB"],
            [upn(13), "Ng", "Mei", "WB"],
        ),
        "names-missing.csv": table(
            ["Surname", "Forename", READING], ["Khan", "Ali", "At"], ["", "", "JB"], ["Ng", "Mei", "WB"]
        ),
        "names-of-200-characters.csv": table(
            [*WHO, READING],
            [upn(11), "Wolfeschlegel" * 15 + "stein", "A" * 200, "At"],
            [upn(12), "Ng", "Mei", "WB"],
            [upn(13), "Roe", "Jo", "JB"],
        ),
        "names-two-spellings-of-unicode.csv": table(
            ["Surname", "Forename", "DOB", "Subject", "Term", "Result"],
            ["Brontë", "Zoë", "09/12/2016", "Reading", "Aut2", "JB"],
            [
                unicodedata.normalize("NFD", "Brontë"),
                unicodedata.normalize("NFD", "Zoë"),
                "09/12/2016",
                "Writing",
                "Aut2",
                "WB",
            ],
        ),
    }


def _contradictions() -> Files:
    rows = beside(identities(), BANDS)
    other = [*rows, [*rows[0][:3], "WB"], [*rows[2][:3], rows[2][3]]]
    two = beside(identities(), BANDS, ["At", "JB", "Sec", "B", "Ab", "Ab"])
    listed = beside(identities(), ["5W"] * 6, ["5"] * 6)
    return {
        "twice-the-same.csv": table([*WHO, READING], *rows, *rows),
        "twice-and-different.csv": table([*WHO, READING], *other),
        "twice-in-two-columns.csv": table([*WHO, "Reading Aut2 TA", "Aut2 Re Teacher Assessment"], *two),
        "twice-in-two-classes.csv": table([*WHO, "Class", "Year Group"], *listed, [*listed[1][:3], "5H", "5"]),
        "twice-born-differently.csv": table(
            [*BORN, "Subject", "Term", "Result"],
            [*identities()[0], "02/11/2016", "Reading", "Aut2", "JB"],
            [*identities()[0], "03/11/2016", "Writing", "Aut2", "WB"],
        ),
    }


def _again() -> Files:
    """Files that come after `text-comma.csv`."""
    head = ["UPN", "Surname", "Forename", "DOB", "Sex", "Year Group", "Class", "Reading Aut2 TA"]
    who = beside(identities("upn", "surname", "forename", "born", "sex"), ["5"] * 6, ["5W"] * 6)
    moved = beside([*who[:4], [*who[4][:6], "5H"]], ["JB", *codes()[1:5]])
    joiner = [upn(7), "Singh", "Jaz", "11/10/2016", "M", "5", "5H", "At"]
    older = beside(identities("upn", "surname", "forename", "born", "sex"), ["6"] * 6, ["6W"] * 6, BANDS)
    plain = [
        ["Bronte", "Zoe", "09/12/2016", "Ab"],
        ["KHAN", "Ali", "30/06/2017", "WB"],
        ["OBrien", "Tom", "05/01/2017", "JB"],
    ]
    former = [[upn(21), CLASS[0].upn, "Okafor", "Ada", "Ab"], [upn(22), "", "Roe", "Jo", "WB"]]
    return {
        "again-corrected.csv": table(head, *moved, joiner),
        "again-a-year-later.csv": table([*head[:7], "2027-28 Aut1 Reading TA"], *older),
        "again-without-upn.csv": table(["Surname", "Forename", "DOB", "Reading Spr2 TA"], *plain),
        "again-names-alone.csv": table(
            ["Surname", "Forename", "Reading Spr2 TA"], *([a, b, d] for a, b, _, d in plain)
        ),
        "again-former-upn.csv": table(["UPN", "Former UPN", "Surname", "Forename", "Reading Spr2 TA"], *former),
    }


def _hostile() -> Files:
    names = [
        "[red]Red[/red]",
        "[@click=app.bell]Bell",
        "Es\x1b[31mcape\x1b[0m",
        "Di\u202erection",
        "Ze\u200bro\u200dwidth",
        "=cmd|' /C calc'!A0",
        "@SUM(A1:A9)",
        "+44 7700",
        "-1+1",
        "Robert'); DROP TABLE pupil;--",
        "{surname}",
        "%s%n",
        "../../etc/passwd",
        "Tab\tinside",
        "Bell\x07",
    ]
    rows = [[upn(201 + at), name, "Sam", BANDS[at % 6]] for at, name in enumerate(names)]
    return {
        "hostile-names.csv": table([*WHO, READING], *rows),
        "hostile-headings.csv": table(
            ["U\u200bPN", "Surname\u202e", "Forename", "[bold]Reading Aut2 TA", "Writing\u00a0Aut2\u200b TA", "=1+1"],
            *beside(identities(), BANDS, codes(1), ["x"] * 6),
        ),
        "hostile-codes.csv": table(
            [*WHO, "Reading Aut2 TA"], *beside(identities(), ["At", "J\u200bB", "Sec\u202c", "=B", "Ab", "WB"])
        ),
        "hostile-class-names.csv": table(
            [*WHO, "Class", "Reading Aut2 TA"],
            *beside(identities(), ["[red]5W", "5W'; --", "=5W", "../5W", "Willow", "5 W\x1b[2J"], BANDS),
        ),
        "hostile-carriage-returns-in-quotes.csv": lines(
            "UPN,Surname,Forename,Reading Aut2 TA",
            f'{upn(11)},"Ng\r\nLee",Mei,At',
            f'{upn(12)},"Roe\rDoe",Jo,JB',
            f"{upn(13)},Khan,Ali,WB",
        ),
    }

"""Cells: dates, yes and no, attendance, scores, codes, figures that are none."""

from __future__ import annotations

from collections.abc import Sequence

from import_corpus.kit import BANDS, SCORES, Files, beside, codes, identities, table, upn

WHO = ["UPN", "Surname", "Forename"]
SURNAMES = (
    "Alder",
    "Birch",
    "Cedar",
    "Damson",
    "Elm",
    "Fir",
    "Gorse",
    "Hazel",
    "Ivy",
    "Juniper",
    "Laurel",
    "Maple",
    "Nettle",
    "Oak",
    "Pine",
    "Quince",
    "Rowan",
    "Sorrel",
)


def each(heading: str, cells: Sequence[str], *more: Sequence[str]) -> bytes:
    """A table with one pupil for each cell (Alder, Birch …), and more columns with the heading first."""
    rows = [[upn(101 + at), SURNAMES[at], "Sam", cell] for at, cell in enumerate(cells)]
    rows = beside(rows, *(column[1:] for column in more))
    return table([*WHO, heading, *(column[0] for column in more)], *rows)


def files() -> Files:
    """Every file about cells, by name."""
    return {**_dates(), **_flags(), **_attendance(), **_scores(), **_codes()}


def _dates() -> Files:
    ways = [
        "2/11/16",
        "02/11/2016",
        "2-Nov-16",
        "02 November 2016",
        "2.11.16",
        "2016-11-02",
        "42676",
        "02/11/2016 00:00",
    ]
    bad = ["31/02/2017", "99/99/9999", "yesterday", "2/13/2016", "", "05/01/2017", "00/00/0000"]
    return {
        "values-dates.csv": each("DOB", ways),
        "values-dates-bad.csv": each("DOB", bad, ["Reading Aut2 TA", "At", "JB", "Sec", "B", "Ab", "WB", "At"]),
        "values-dates-two-digits.csv": each("DOB", ["1/9/15", "31/8/16", "29/2/16", "5/1/17"]),
    }


def _flags() -> Files:
    ways = ["Y", "Yes", "T", "1", "TRUE", "✓", "Ever 6", "N", "No", "F", "0", "FALSE", "✗", "", "?"]
    sexes = ["F", "M", "Female", "Male", "f", "m", "Girl", "Boy", "", "?", "U"]
    sen = ["N", "K", "E", "S", "A", "P", "SEN Support", "EHCP", "", "?"]
    return {
        "values-yes-and-no.csv": each("FSM6", ways),
        "values-yes-and-no-odd.csv": each("PP", ["Y", "maybe", "N"]),
        "values-sex.csv": each("Gender", sexes),
        "values-sen.csv": each("SEN Status", sen),
    }


def _attendance() -> Files:
    head = [*WHO, "Possible", "Authorised absences", "Unauthorised absences"]
    who = [[upn(101 + at), SURNAMES[at], "Sam"] for at in range(7)]
    return {
        "values-attendance.csv": each("Attendance %", ["97.4", "97,4", "97.4%", "97.4 %", "100", "90.0", "0", ""]),
        "values-attendance-fractions.csv": each("Attendance", ["0.995", "0.974", "0.9", "1"]),
        "values-attendance-one-fraction.csv": each("Attendance %", ["97.4", "0.995", "88"]),
        "values-attendance-impossible.csv": each("Attendance %", ["97.4", "104.2", "-3", "most days", "99", "1e9"]),
        "values-sessions-impossible.csv": table(
            head,
            *beside(
                who,
                ["120"] * 6 + ["9" * 30],
                ["5", "121", "100", "-1", "2.5", "0", "0"],
                ["3", "0", "21", "0", "0", "120", "0"],
            ),
        ),
    }


def _scores() -> Files:
    return {
        "values-floor-and-ceiling.csv": each("Maths Aut2 Std Score", ["<70", ">130", "101", "< 70", "99"]),
        "values-sentinels.csv": each("Maths Aut2 Std Score", ["0", "999", "-10", "101", "99", "87", "112"]),
        "values-not-a-number.csv": each(
            "Maths Aut2 Std Score",
            [
                "NaN",
                "inf",
                "-Infinity",
                "1e309",
                "101",
                "99",
                "nan",
                "87",
                "112",
                "#DIV/0!",
                "104",
                "95",
                "90",
                "88",
                "120",
                "110",
            ],
        ),
        "values-endless-figures.csv": each(
            "Maths Aut2 Std Score",
            ["101", "99", "9" * 400, "88", "112"],
            ["Year Group", "5", "5", "9" * 30, "5", "5"],
            ["Attendance %", "97.4", "9" * 400, "100", "88", "91"],
            ["DOB", "2/11/2016", "9" * 40, "1/1/" + "9" * 30, "99999", "-1"],
        ),
        "values-sentinels-scaled.csv": each("KS2 Maths Scaled Score", ["0", "104", "99", "120", "121"]),
        "values-mixed-scales.csv": each("Reading Aut2", ["At", "EXS", "104", "3b", "JB", "GDS", "98", "2a"]),
        "values-mixed-codes-and-scores.csv": each("Maths Aut2 TA", ["At", "JB", "Sec", "104", "98", "112"]),
        "values-arabic-digits.csv": each(
            "Maths Aut2 Std Score",
            ["٩٧", "١٠١", "٨٨"],
            ["DOB", "٠٢/١١/٢٠١٦", "٥/١/١٧", "٣٠/٠٦/٢٠١٧"],
            ["Year Group", "٥", "٥", "٥"],
            ["Attendance %", "٩٧.٤", "١٠٠", "٨٨"],
        ),
        "values-reading-ages.csv": each("Reading Age Aut2", ["7:5", "8y 9m", "12:04", "6y0m", "9:11"]),
        "values-reading-ages-with-dot.csv": each("Reading Age Aut2", ["7:5", "7.11", "8.02", "9:1"]),
        "values-comma-scores.csv": table(
            [*WHO, "Maths Aut2 Std Score"], *beside(identities(), ["101,5", *SCORES[1:]]), mark=";"
        ),
    }


def _codes() -> Files:
    none = ["A", "Abs", "D", "-", "n/a", "Not required", "At", "JB", "", "WB", "Sec", "Ab", "N"]
    words = ["Well below", "below", "JUST BELOW", "At", "Securely at", "Above", "On track", "Secure"]
    off = ["At", "JB", "Sec", "B", "Ab", "WB", "At", "JB", "Sec", "Securly at"]
    return {
        "values-no-results.csv": each("Reading Aut2 TA", none),
        "values-words.csv": each("Reading Aut2 TA", words),
        "values-levels.csv": each("Maths Sum2 Level", ["2b", "3c", "3a", "W", "4b", "P8", "2", "1a"]),
        "values-key-stage-codes.csv": each("Writing Aut2 TA", ["EXS", "WTS", "GDS", "PK4", "EM", "WTS"]),
        "values-steps.csv": each("Reading Aut2 TA", ["4b+", "4w", "4s", "4s+", "3s", "5b"]),
        "values-off-scale.csv": each("Reading Aut2 TA", off),
        "values-blank-column.csv": table(
            [*WHO, "Reading Aut2 TA", "Writing Aut2 TA"], *beside(identities(), BANDS, [""] * 6)
        ),
        "values-blank-cells.csv": table(
            [*WHO, "Reading Aut2 TA"], *beside(identities(), ["At", " ", "", "JB", "WB", "\u00a0"])
        ),
        "values-every-case.csv": each("Reading Aut2 TA", ["at", "jb", "SEC", "b", "AB", "Wb", *codes()[:1]]),
    }

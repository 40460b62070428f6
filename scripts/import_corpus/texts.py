"""Text files: encodings, delimiters, line ends, packing, titles, and everything that is no table at all."""

from __future__ import annotations

import gzip
import io
import random
import zipfile

from import_corpus.kit import (
    BANDS,
    CLASS,
    SCORES,
    Files,
    beside,
    bzipped,
    codes,
    gzipped,
    identities,
    lines,
    table,
    text,
)

HEAD = ["UPN", "Surname", "Forename", "DOB", "Sex", "Year Group", "Class"]
SUBJECTS = ["Reading Aut2 TA", "Writing Aut2 TA", "Maths Aut2 TA"]
SCORED = ["UPN", "Surname", "Forename", "Maths Aut2 Std Score"]


def plain() -> list[list[str]]:
    """The class list with teacher assessment of three subjects: 6 pupils, 18 results."""
    who = identities("upn", "surname", "forename", "born", "sex")
    rows = beside(who, ["5"] * 6, ["5W"] * 6, codes(0), codes(1), codes(2))
    return [[*HEAD, *SUBJECTS], *rows]


def scored() -> list[list[str]]:
    """Six standardised scores of which the fourth, Ali Khan's, is no number."""
    scores = list(SCORES)
    scores[3] = "NaN"
    return [SCORED, *beside(identities(), scores)]


def files() -> Files:
    """Every text file, by name."""
    return {**_dialects(), **_encodings(), **_packed(), **_shapes(), **_broken(), **_limits(), **_other_kinds()}


def _dialects() -> Files:
    rows = plain()
    attended = [[*rows[0], "Attendance %"], *beside(rows[1:], ["97,4", "100", "88,25", "95", "91,7", "99,1"])]
    mixed = text(rows).split("\n")
    return {
        "text-comma.csv": table(*rows, end="\r\n"),
        "text-semicolon-decimal-comma.csv": table(*attended, mark=";"),
        "text-tab.tsv": table(*rows, mark="\t"),
        "text-tab-old-mac.txt": table(*rows, mark="\t", end="\r"),
        "text-line-ends-mixed.csv": "".join(
            line + ("\r\n" if at % 2 else "\n") for at, line in enumerate(mixed[:-1])
        ).encode(),
        "text-every-cell-quoted.csv": lines(*(",".join(f'"{cell}"' for cell in row) for row in rows), end="\r\n"),
        "text-no-line-end-at-the-end.csv": table(*rows).rstrip(b"\n"),
        "text-delimiter-after-the-last-cell.csv": lines(*(",".join(row) + "," for row in rows)),
        "text-blanks-around-cells.csv": lines(*(" , ".join(row) + "  " for row in rows)),
    }


def _encodings() -> Files:
    rows = plain()
    curly = [[cell.replace("'", "’") for cell in row] for row in rows]
    return {
        "text-utf8-bom.csv": table(*rows, encoding="utf-8-sig"),
        "text-utf16-le.csv": b"\xff\xfe" + table(*rows, encoding="utf-16-le"),
        "text-utf16-be.txt": b"\xfe\xff" + table(*rows, mark="\t", end="\r\n", encoding="utf-16-be"),
        "text-utf16-no-mark.csv": table(*rows, encoding="utf-16-le"),
        "text-cp1252.csv": table(*curly, end="\r\n", encoding="cp1252"),
        "text-cp850.csv": table(*rows, end="\r\n", encoding="cp850"),
        "text-utf16-cut.csv": (b"\xff\xfe" + table(*rows, encoding="utf-16-le"))[:-1],
    }


def _packed() -> Files:
    content = table(*plain())
    return {
        "packed.csv.gz": gzipped(content),
        "packed.csv.bz2": bzipped(content),
        "packed-named-csv.csv": gzipped(content),
        "packed-twice.csv.gz": gzipped(gzipped(content)),
        "packed-cut.csv.gz": gzipped(content)[:-30],
        "packed-bomb.csv.gz": gzipped(b"UPN,Surname\n" + b"0" * 40_000_000),
        "packed-bomb.csv.bz2": bzipped(b"UPN,Surname\n" + b"0,0\n" * 12_000_000),
        "packed-picture.gz": gzipped(b"\x89PNG\r\n\x1a\n" + bytes(64)),
    }


def _shapes() -> Files:
    rows, numbers = plain(), scored()
    spaced = text(numbers).split("\n")
    notes = [["UPN", "Surname", "Forename", "Notes", "Maths Aut2 Std Score"]]
    notes += [[*row[:3], "Reads well.\nLikes maps." if at == 0 else "", row[3]] for at, row in enumerate(numbers[1:])]
    return {
        "shape-title-above.csv": lines("Oakfield Primary", "Assessment, autumn 2026", "") + table(*numbers),
        "shape-says-its-delimiter.csv": lines("sep=;") + table(*rows, mark=";"),
        "shape-headings-of-two-lines.csv": lines(
            "Class 5W,,,,,,", ",,,Reading,,Maths,", "UPN,Surname,Forename,Aut1 TA,Aut2 TA,Aut1 TA,Aut2 TA"
        )
        + table(*beside(identities(), codes(0), codes(1), codes(2), codes(3))),
        "shape-title-with-delimiters.csv": lines("Oakfield Primary" + "," * 9) + table(*rows),
        "shape-blank-lines-between.csv": ("\n".join([*spaced[:2], "", ",,,", *spaced[2:]])).encode(),
        "shape-line-end-inside-a-cell.csv": table(*notes),
        "shape-total-rows.csv": table(
            *rows, ["", "Total", "", "", "", "", "", "6", "6", "6"], ["", "Average", "", "", "", "", "", "", "", ""]
        ),
        "shape-r-index.csv": lines(
            ",".join(rows[0]), *(f"{at},{','.join(row)}" for at, row in enumerate(rows[1:], start=1))
        ),
        "shape-r-index-quoted.csv": lines(
            ",".join(f'"{cell}"' for cell in ["", *rows[0]]),
            *(",".join(f'"{cell}"' for cell in [str(at), *row]) for at, row in enumerate(rows[1:], start=1)),
        ),
        "shape-quotes-and-delimiters-in-names.csv": table(
            ["UPN", "Surname", "Forename", "Reading Aut2 TA"],
            [CLASS[0].upn, "Khan, Jr", 'Ali "Al"', "At"],
            [CLASS[1].upn, "Roe; Doe", "Jane", "JB"],
            [CLASS[2].upn, "O'Neill\tSmith", "Pat", "Sec"],
        ),
        "shape-leading-zeros.csv": table(
            ["Admission Number", "Surname", "Forename", "Class", "Reading Aut2 TA"],
            ["000123", "Okafor", "Ada", "1E2", "At"],
            ["00123", "Ng", "Mei", "1E2", "JB"],
            ["0123", "Khan", "Ali", "005", "Sec"],
        ),
        "shape-commas-in-bare-names.csv": lines("Name", "Okafor, Ada", "Ng, Mei", "Khan, Ali"),
        "shape-one-column-of-names.csv": lines("Name", "Ada Okafor", "Mei Ng", "Ali Khan"),
    }


def _broken() -> Files:
    rows = [",".join(row) for row in scored()]
    good = [",".join(row) for row in plain()]
    ragged = [*good[:2], ",".join(good[2].split(",")[:-2]), good[3], good[4] + ",At", *good[5:]]
    return {
        "broken-nul.csv": lines(*rows[:2], rows[2].replace("Mei", "M\0ei"), *rows[3:]),
        "broken-quote-not-closed.csv": lines(*good[:3], good[3].replace("Brontë", '"Brontë'), *good[4:]),
        "broken-ragged.csv": lines(*ragged),
        "broken-no-headings.csv": table(*plain()[1:]),
        "broken-empty.csv": b"",
        "broken-only-a-mark.csv": b"\xef\xbb\xbf",
        "broken-only-blank-lines.csv": b"\r\n ,,\r\n\r\n",
        "broken-only-headings.csv": table(plain()[0]),
        "broken-two-columns-of-one-heading.csv": table(
            ["UPN", "Surname", "Forename", "Reading Aut2 TA", "Reading Aut2 TA"], *beside(identities(), BANDS, codes(1))
        ),
        "broken-no-pupils-named.csv": table(["Class", "Reading Aut2 TA"], ["5W", "At"], ["5W", "JB"]),
        "broken-random-bytes.csv": random.Random(4).randbytes(3000),  # noqa: S311
    }


def _limits() -> Files:
    who = identities()
    wide = [["UPN", "Surname", "Forename", *(f"Extra {at}" for at in range(998))]]
    return {
        "limit-1001-columns.csv": table(*wide, *([*row, *[""] * 998] for row in who[:2])),
        "limit-10001-characters.csv": table(
            ["UPN", "Surname", "Forename", "Comment"], [*who[0], "x"], [*who[1], "y" * 10_001]
        ),
        "limit-1000-columns.csv": table(*(row[:-1] for row in wide), *([*row, *[""] * 997] for row in who)),
        "limit-10000-characters.csv": table(
            ["UPN", "Surname", "Forename", "Comment"], [*who[0], "x"], [*who[1], "y" * 10_000]
        ),
    }


def _other_kinds() -> Files:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as held:
        held.writestr(zipfile.ZipInfo("class.csv"), table(*plain()))
    document = io.BytesIO()
    with zipfile.ZipFile(document, "w") as held:
        held.writestr(zipfile.ZipInfo("[Content_Types].xml"), "<Types/>")
        held.writestr(zipfile.ZipInfo("word/document.xml"), "<w:document/>")
    return {
        "kind-picture.csv": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(40),
        "kind-photo.xlsx": b"\xff\xd8\xff\xe0\0\x10JFIF\0" + bytes(40),
        "kind-printed.csv": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<</Type/Catalog>>endobj\n",
        "kind-old-excel.csv": compound("Workbook"),
        "kind-password.xlsx": compound("EncryptionInfo", "EncryptedPackage"),
        "kind-zip-of-csv.csv": archive.getvalue(),
        "kind-letter.docx": document.getvalue(),
        "kind-cut-zip.xlsx": archive.getvalue()[:90],
        "kind-json.csv": b'[{"upn": "A", "surname": "Okafor"}, {"upn": "B", "surname": "Ng"}]\n',
        "kind-web-page.xls": b"<html><head><title>Sign in</title></head><body><p>Please sign in.</p></body></html>",
        "kind-school-file.csv": bytes(8) + b"DUCK" + bytes(500),
        "kind-empty-gzip.csv.gz": gzip.compress(b"", mtime=0),
    }


def compound(*streams: str) -> bytes:
    """An OLE compound file, as old workbooks and encrypted ones are, with empty streams of these names."""
    end, free, fat_sector, none = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF

    def words(*numbers: int, size: int = 4) -> bytes:
        return b"".join(number.to_bytes(size, "little") for number in numbers)

    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + words(0x3E, 3, 0xFFFE, 9, 6, size=2) + bytes(6)
    head += words(0, 1, 1, 0, 4096, end, 0, end, 0, 0) + words(*[free] * 108)
    fat = words(fat_sector, end, *[free] * 126)

    def entry(name: str, kind: int, child: int, right: int) -> bytes:
        encoded = name.encode("utf-16-le")
        length = len(encoded) + 2 if name else 0
        start = encoded.ljust(64, b"\0") + words(length, size=2) + bytes([kind, 1])
        return start + words(none, right, child) + bytes(36) + words(end if kind else 0, 0, 0)

    entries = [entry("Root Entry", 5, 1, none)]
    entries += [entry(name, 2, none, at + 2 if at + 1 < len(streams) else none) for at, name in enumerate(streams)]
    entries += [entry("", 0, none, none)] * (4 - len(entries))
    return head + fat + b"".join(entries)

"""Breaks files in the ways that files break: bytes, texts, tags, and the parts and lengths of zips."""

from __future__ import annotations

import bz2
import gzip
import io
import random
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Sequence
from typing import Final

MOST: Final = 400_000
"""Bytes that a broken file may grow to."""

TOKENS: Final = (
    b'"', b'""', b",", b";", b"\t", b"\r", b"\n", b"\r\n", b"\0", b"\x1b[31m", b"\xef\xbb\xbf", b"\xff\xfe",
    b"\xfe\xff", b"nan", b"inf", b"1e999", b"-0", b"9" * 400, b"99999999999999999999", b"=1+1", b"<70", b"%",
    b"100%", b"0.5", b"At", b"Ab", b"EXS", b"104", b"2b", b"7.11", b"31/02/2017", b"2/11/16", b"42676", b"-1",
    b"2026-27", b"Aut2", b"Y4", b"R", b"Target", b"Progress", b"Result", b"Subject", b"Term", b"UPN", b"Name",
    b"Year", b"DOB", b"Class", b"Reading Aut2 TA", b"\xc3\xab", b"\xeb", b"\xe2\x80\xae", b"\xf0\x9f\x92\xa9",
    b"\xd9\xa0\xd9\xa1", b"\xcc\x81", b"x" * 12_000, b"," * 1200, b"\n" * 300, b"&amp;", b"&#x0;", b"&#x202e;",
    b"<!DOCTYPE a>", b"<!--", b"]]>", b"<![CDATA[", b"<a>", b"</a>", b"<?xml version='1.0'?>", b"<table>",
    b"<tr><td>", b'colspan="9999"', b'r="XFD1048576"', b'r="A0"', b't="s"', b't="e"', b"<f>", b"<v>-1</v>",
    b"<v>99999999</v>",
)  # fmt: skip
"""Pieces that mean something to one reader or another."""

_TAG: Final = re.compile(rb"<[^<>]{1,200}>")
_NUMBER: Final = re.compile(rb"\d+")
_NUMBERS: Final = (b"0", b"1", b"-1", b"255", b"65536", b"2147483647", b"4294967296", b"9" * 30, b"1e308", b"0.1", b"")

Change = Callable[[bytes, random.Random], bytes]


def broken(seed: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    """A file like `seed`, broken in one to six places.

    Args:
        seed: a whole file; packed ones are mostly broken inside.
        others: files that pieces are taken from.
        chance: decides everything.
    """
    opened = _opened(seed, others, chance) if chance.random() < 0.7 else None
    return (_mangled(seed, others, chance) if opened is None else opened)[:MOST]


def _opened(seed: bytes, others: Sequence[bytes], chance: random.Random) -> bytes | None:
    """A packed file broken inside and packed again; None for one that is not packed."""
    try:
        if seed.startswith(b"\x1f\x8b"):
            return gzip.compress(_mangled(gzip.decompress(seed)[:MOST], others, chance), 1, mtime=0)
        if seed.startswith(b"BZh"):
            return bz2.compress(_mangled(bz2.decompress(seed)[:MOST], others, chance), 1)
    except (OSError, EOFError, zlib.error):
        return None
    return _zip(seed, others, chance) if zipfile.is_zipfile(io.BytesIO(seed)) else None


def _zip(seed: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    """A zip with a part broken, lost, doubled, renamed or filled with another's content."""
    with zipfile.ZipFile(io.BytesIO(seed)) as archive:
        parts = [(entry.filename, archive.read(entry)[:MOST]) for entry in archive.infolist()]
    at = chance.randrange(len(parts))
    name, content = parts[at]
    what = chance.randrange(10)
    if what < 6:
        parts[at] = (name, _mangled(content, [*others, *(part for _, part in parts)], chance))
    elif what == 6:
        del parts[at]
    elif what == 7:
        parts.append((chance.choice([name.upper(), f"../{name}", f"x/{name}", name + "x"]), content))
    elif what == 8:
        parts[at] = (name, chance.choice(parts)[1])
    else:
        parts[at] = (chance.choice(["xl/workbook.xml", "users.csv", "mimetype", "a" * 300, "\u202e.xml"]), content)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for number, (part_name, part) in enumerate(parts):
            entry = zipfile.ZipInfo(part_name)
            entry.compress_type = zipfile.ZIP_DEFLATED if number % 2 else zipfile.ZIP_STORED
            archive.writestr(entry, part)
    return held.getvalue()


def _mangled(content: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    for _ in range(chance.choice((1, 1, 1, 2, 3, 6))):
        content = (
            chance.choice(_CHANGES)(content, chance) if chance.random() < 0.9 else _spliced(content, others, chance)
        )
        content = content[:MOST]
    return content


def _place(content: bytes, chance: random.Random) -> int:
    return chance.randrange(len(content) + 1)


def _piece(content: bytes, chance: random.Random) -> tuple[int, int]:
    start = _place(content, chance)
    return start, min(len(content), start + int(chance.expovariate(1 / 40)) + 1)


def _flip(content: bytes, chance: random.Random) -> bytes:
    if not content:
        return b"\xff"
    at = chance.randrange(len(content))
    return content[:at] + bytes([content[at] ^ 1 << chance.randrange(8)]) + content[at + 1 :]


def _token(content: bytes, chance: random.Random) -> bytes:
    at = _place(content, chance)
    return content[:at] + chance.choice(TOKENS) + content[at:]


def _overwrite(content: bytes, chance: random.Random) -> bytes:
    start, end = _piece(content, chance)
    return content[:start] + chance.choice(TOKENS) + content[end:]


def _random(content: bytes, chance: random.Random) -> bytes:
    at = _place(content, chance)
    return content[:at] + chance.randbytes(chance.randrange(1, 40)) + content[at:]


def _cut(content: bytes, chance: random.Random) -> bytes:
    return content[: _place(content, chance)]


def _lose(content: bytes, chance: random.Random) -> bytes:
    start, end = _piece(content, chance)
    return content[:start] + content[end:]


def _double(content: bytes, chance: random.Random) -> bytes:
    start, end = _piece(content, chance)
    return content[:end] + content[start:end] * chance.choice((1, 2, 50, 2000)) + content[end:]


def _swap(content: bytes, chance: random.Random) -> bytes:
    lines = content.split(b"\n")
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines)


def _line(content: bytes, chance: random.Random) -> bytes:
    lines = content.split(b"\n")
    at = chance.randrange(len(lines))
    lines[at : at + 1] = chance.choice(([], [lines[at]] * 2, [lines[at]] * 30, [b"", lines[at]], [lines[at][::-1]]))
    return b"\n".join(lines)


def _tag(content: bytes, chance: random.Random) -> bytes:
    tags = list(_TAG.finditer(content))
    if not tags:
        return _token(content, chance)
    tag, other = chance.choice(tags), chance.choice(tags)
    return content[: tag.start()] + chance.choice((b"", tag[0] * 2, other[0], tag[0][:-1])) + content[tag.end() :]


def _number(content: bytes, chance: random.Random) -> bytes:
    numbers = list(_NUMBER.finditer(content))
    if not numbers:
        return _token(content, chance)
    number = chance.choice(numbers)
    return content[: number.start()] + chance.choice(_NUMBERS) + content[number.end() :]


def _length(content: bytes, chance: random.Random) -> bytes:
    """A field of a zip's headers: lengths, offsets, counts, the way a part is packed."""
    heads = [match.start() for match in re.finditer(rb"PK(?:\x01\x02|\x03\x04|\x05\x06)", content)]
    if not heads:
        return _flip(content, chance)
    at = chance.choice(heads) + chance.randrange(4, 46, 2)
    value = chance.choice((0, 1, 8, 99, 0xFFFF, 0xFFFFFFFF, 0x7FFFFFFF, len(content), chance.randrange(1 << 32)))
    return content[:at] + struct.pack("<I", value) + content[at + 4 :]


def _spliced(content: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    other = chance.choice(others) if others else b""
    return content[: _place(content, chance)] + other[_place(other, chance) :]


_CHANGES: Final[tuple[Change, ...]] = (
    _flip, _token, _token, _overwrite, _random, _cut, _lose, _double, _swap, _line, _tag, _tag, _number, _number,
    _length,
)  # fmt: skip

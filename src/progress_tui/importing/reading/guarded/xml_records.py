"""XML as a stream of small records, read so that no file can harm.

Only the elements that are asked for are kept, one at a time; the rest of a file passes by.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from progress_tui.domain.errors import ProgressError
from progress_tui.importing.reading.guarded.expat import Expat
from progress_tui.importing.reading.guarded.limits import MAX_CELL
from progress_tui.importing.reading.text.decoding import code_page_of, first_wrong

MAX_BYTES = 256 * 1024 * 1024
"""Most bytes of a file."""
MAX_ELEMENTS = 6_000_000
"""Most elements of a file."""
MAX_DEPTH = 32
"""Most elements inside one another; a Common Transfer File has seven."""
MAX_TEXT = MAX_CELL
"""Most characters of the text of one element, as in a cell of a table."""
MAX_IN_RECORD = 100_000
"""Most elements that hold others inside one record, such as a pupil."""

_CHUNK = 64 * 1024
_EXPORT_AGAIN = "Export it again, or ask whoever sent it for a new one."
_DECLARED = re.compile(rb"\A\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})", re.ASCII)
_UTF16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be", b"<\0": "utf-16-le", b"\0<": "utf-16-be"}


@dataclass(slots=True)
class Element:
    """An element that holds others.

    Attributes:
        name: without a namespace; `line` of the file on which it begins.
        inside: names of the elements around it, the outermost first.
        fields: the elements in it that hold text only, name → text as it stands; of several of one name the first.
        doubled: the names in `fields` that stood there again with another text.
        children: the elements in it that hold others.
    """

    name: str
    line: int
    inside: tuple[str, ...] = ()
    fields: dict[str, str] = field(default_factory=dict)
    doubled: list[str] = field(default_factory=list)
    children: list[Element] = field(default_factory=list)

    def named(self, name: str) -> list[Element]:
        """The elements of this name directly in it."""
        return [child for child in self.children if child.name == name]


def records(content: bytes, file: str, wanted: Collection[str], notes: list[str]) -> Iterator[Element]:
    """The root of the file, bare, and then every outermost element of a wanted name, in order.

    Args:
        content: the bytes, unpacked.
        file: its name, for the sentences.
        wanted: names of the elements to give.
        notes: takes a sentence where the encoding had to be guessed.

    Raises:
        ProgressError: the file is beyond a limit, has a DOCTYPE or is not well-formed; the sentence names the line.
    """
    if len(content) > MAX_BYTES:
        raise ProgressError(f"{file} is too large", f"It holds more than {MAX_BYTES // 1024**2} MB.", "Split it.")
    if content.count(b"<") - content.count(b"</") > MAX_ELEMENTS:
        raise ProgressError(f"{file} is too large", f"It holds more than {MAX_ELEMENTS:,} elements.", "Split it.")
    reader = _Reader(file, frozenset(wanted))
    for chunk in _chunks(content, file, notes):
        yield from reader.feed(chunk, last=False)
    yield from reader.feed(b"", last=True)


class _Reader:
    """Takes chunks and gives the records that end in them."""

    def __init__(self, file: str, wanted: frozenset[str]) -> None:
        self._wanted = wanted
        self._done: list[Element] = []
        self._stack: list[Element] = []
        self._from, self._held = 0, 0  # depth of the record under way (0: none) and how much it holds
        self._expat = Expat(file, MAX_TEXT, _EXPORT_AGAIN, "utf-8", part=False)
        self._texts = self._expat.texts
        self._expat.parser.buffer_size = 8192
        self._take_tags()

    def feed(self, chunk: bytes, *, last: bool) -> list[Element]:
        """Read on; the records that are complete now."""
        self._done = []
        self._expat.feed(chunk, last=last)
        return self._done

    def _take_tags(self) -> None:
        """Handle tags with as little work as can be: a large file has millions of them, nearly all of plain text."""
        parser, stack, texts = self._expat.parser, self._stack, self._texts
        opened, line = "", 0  # the tag that may yet hold text only, `""` without one

        def start(name: str, _: dict[str, str]) -> None:
            nonlocal opened, line
            if opened:
                self._push(opened, line)
            elif not stack:
                self._done.append(Element(name.rpartition(":")[2], parser.CurrentLineNumber))
            opened, line = name, parser.CurrentLineNumber
            texts.clear()

        def end(name: str) -> None:
            nonlocal opened
            if not opened:
                self._pop()
                return
            opened = ""
            # A text comes in pieces of at most 8,192 characters; nearly all are one piece.
            text = texts[0] if len(texts) == 1 else self._joined()
            if self._from:
                if ":" in name:
                    name = name.rpartition(":")[2]
                fields = stack[-1].fields
                if name not in fields:
                    fields[name] = text
                elif fields[name] != text:
                    stack[-1].doubled.append(name)
            elif name.rpartition(":")[2] in self._wanted:
                self._done.append(Element(name.rpartition(":")[2], line, tuple(around.name for around in stack)))

        parser.StartElementHandler, parser.EndElementHandler = start, end

    def _push(self, name: str, line: int) -> None:
        """A tag turns out to hold others: it is an element of its own."""
        stack, name = self._stack, name.rpartition(":")[2]
        if len(stack) >= MAX_DEPTH:
            raise self._expat.refusal(f"More than {MAX_DEPTH} elements stand inside one another.")
        element = Element(name, line)
        if self._from:
            self._held += 1
            if self._held > MAX_IN_RECORD:
                raise self._expat.refusal(
                    f"One {stack[self._from - 1].name} holds more than {MAX_IN_RECORD:,} elements."
                )
            stack[-1].children.append(element)
        elif name in self._wanted:
            element.inside = tuple(around.name for around in stack)
            self._from, self._held = len(stack) + 1, 0
        stack.append(element)

    def _pop(self) -> None:
        """An element that holds others ends."""
        element = self._stack.pop()
        if self._from == len(self._stack) + 1:
            self._from = 0
            self._done.append(element)

    def _joined(self) -> str:
        text = "".join(self._texts)
        if len(text) > MAX_TEXT:
            raise self._expat.text_refusal()
        return text


def _chunks(content: bytes, file: str, notes: list[str]) -> Iterator[bytes]:
    """The content in UTF-8, piece by piece. What the declaration says counts where the bytes leave it open."""
    encoding = _encoding(content, file, notes)
    if encoding == "utf-8":
        for at in range(0, len(content), _CHUNK):
            yield content[at : at + _CHUNK]
        return
    decoder = codecs.getincrementaldecoder(encoding)("strict" if encoding in _UTF16.values() else "replace")
    try:
        for at in range(0, len(content), _CHUNK):
            yield decoder.decode(content[at : at + _CHUNK]).encode("utf-8")
        yield decoder.decode(b"", final=True).encode("utf-8")
    except UnicodeError as error:
        raise ProgressError(f"{file} is damaged", "Its UTF-16 text is broken.", _EXPORT_AGAIN) from error


def _encoding(content: bytes, file: str, notes: list[str]) -> str:
    """How the content is encoded: UTF-8 is known by itself, a code page where it is declared, else it is a guess."""
    utf16 = _UTF16.get(content[:2])
    if utf16 is not None:
        return utf16
    wrong = first_wrong(content)
    if wrong is None:
        return "utf-8"
    declared = _DECLARED.match(content[:300])
    encoding, guessed = code_page_of(content, file, wrong, declared[1] if declared is not None else b"")
    notes += guessed
    return encoding

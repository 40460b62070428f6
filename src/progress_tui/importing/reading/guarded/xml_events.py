"""The XML inside a zipped workbook as a stream of events, read so that no part can harm."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from xml.parsers import expat

from progress_tui.domain.errors import ProgressError

MAX_DEPTH = 64
"""Most elements inside one another."""

MAX_TEXT = 1_000_000
"""Most characters of the text of one element; a cell holds at most 32,767."""

_MAX_MARKUP = 1024 * 1024  # the longest tag; a longer one would be read again with every piece
_FETCH_AGAIN = "Fetch it again, or open it and save it once more."

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str, str], None]


class Events:
    """Calls `start(name, attributes)` and `end(name, text)` for every element, names without a namespace.

    The text is what stands between its last child, or its beginning, and its end; what stands before a child goes to
    `loose(text)`, where that is asked for.
    """

    def __init__(self, file: str, start: Start, end: End, loose: Callable[[str], None] | None = None) -> None:
        self._file, self._started, self._ended, self._loose = file, start, end, loose
        self._depth = 0
        self._texts: list[str] = []
        self._bare: dict[str, str] = {}

    def run(self, chunks: Iterable[bytes]) -> None:
        """Read a part to its end.

        Raises:
            ProgressError: it is not well-formed, has a DOCTYPE or is nested too deep.
        """
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._texts.append
        parser.StartDoctypeDeclHandler = self._doctype
        fed = 0
        try:
            for chunk in chunks:
                parser.Parse(chunk, False)
                fed += len(chunk)
                if fed - parser.CurrentByteIndex > _MAX_MARKUP + len(chunk):
                    raise self._refusal("A tag in it is too long.")
                if sum(map(len, self._texts)) > MAX_TEXT:
                    raise self._refusal(f"A text in it has more than {MAX_TEXT:,} characters.")
            parser.Parse(b"", True)
        except (expat.ExpatError, ValueError, LookupError) as error:
            raise ProgressError(f"{self._file} is damaged", "A part of it breaks off.", _FETCH_AGAIN) from error

    def _refusal(self, why: str) -> ProgressError:
        return ProgressError(f"{self._file} is not read", why, "Copy the table of pupils into a new workbook.")

    def _doctype(self, *_: object) -> None:
        raise self._refusal(
            "A part of it has a DOCTYPE, with which a file can do harm; no spreadsheet program writes one."
        )

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self._refusal(f"More than {MAX_DEPTH} elements stand inside one another.")
        bare = self._bare.get(name)
        if bare is None:
            bare = self._bare[name] = name.rpartition(":")[2]
        if self._texts:
            if self._loose is not None:
                self._loose("".join(self._texts))
            self._texts.clear()
        self._started(bare, attributes)

    def _end(self, name: str) -> None:
        self._depth -= 1
        texts = self._texts
        text = texts[0] if len(texts) == 1 else "".join(texts)
        if texts:
            texts.clear()
        self._ended(self._bare[name], text)

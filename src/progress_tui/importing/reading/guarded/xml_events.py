"""XML as a stream of events: the parts of a workbook, read so that none can harm."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from progress_tui.importing.reading.guarded.expat import Expat

MAX_DEPTH = 64
"""Most elements inside one another."""

MAX_TEXT = 1_000_000
"""Most characters of the text of one element; a cell holds at most 32,767."""

_REMEDY = "Open it and save it once more, or copy the table of pupils into a new workbook."

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str, str], None]


def nothing(_: str, __: str) -> None:
    """An end that says nothing."""


class Events:
    """Calls `start(name, attributes)` and `end(name, text)` for every element, names without a namespace.

    The text is what stands between its last child, or its beginning, and its end; what stands before a child goes to
    `loose(text)`, where that is asked for.
    """

    def __init__(
        self, file: str, start: Start, end: End, loose: Callable[[str], None] | None = None, *, part: bool = True
    ) -> None:
        """`part` says that the XML stands within a file, so that its lines tell nobody anything."""
        self._expat = Expat(file, MAX_TEXT, _REMEDY, part=part)
        self._started, self._ended, self._loose = start, end, loose
        self._depth = 0
        self._texts = self._expat.texts
        self._bare: dict[str, str] = {}

    def run(self, chunks: Iterable[bytes]) -> None:
        """Read to the end.

        Raises:
            ProgressError: it is not well-formed, has a DOCTYPE or is beyond a limit.
        """
        parser = self._expat.parser
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        for chunk in chunks:
            self._expat.feed(chunk)
        self._expat.feed(b"", last=True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self._expat.refusal(f"More than {MAX_DEPTH} elements stand inside one another.")
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

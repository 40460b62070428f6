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

    def run(self, chunks: Iterable[bytes]) -> None:
        """Read to the end.

        Raises:
            ProgressError: it is not well-formed, has a DOCTYPE or is beyond a limit.
        """
        self._take_tags()
        for chunk in chunks:
            self._expat.feed(chunk)
        self._expat.feed(b"", last=True)

    def _take_tags(self) -> None:
        """Handle tags with as little work as can be: a large sheet has millions of them."""
        texts, started, ended, loose = self._expat.texts, self._started, self._ended, self._loose
        bare: dict[str, str] = {}
        depth = 0

        def start(name: str, attributes: dict[str, str]) -> None:
            nonlocal depth
            depth += 1
            if depth > MAX_DEPTH:
                raise self._expat.refusal(f"More than {MAX_DEPTH} elements stand inside one another.")
            if name not in bare:
                bare[name] = name.rpartition(":")[2]
            if texts:
                if loose is not None:
                    loose("".join(texts))
                texts.clear()
            started(bare[name], attributes)

        def end(name: str) -> None:
            nonlocal depth
            depth -= 1
            text = ""
            if texts:
                text = texts[0] if len(texts) == 1 else "".join(texts)
                texts.clear()
            ended(bare[name], text)

        self._expat.parser.StartElementHandler, self._expat.parser.EndElementHandler = start, end

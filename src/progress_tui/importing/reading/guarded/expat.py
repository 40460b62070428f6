"""The XML parser of the standard library with what could do harm refused: DOCTYPE and entities, endless tags and texts.

Nothing outside a file is ever fetched, since without a DOCTYPE there is nothing to fetch.
"""

from __future__ import annotations

from typing import Final
from xml.parsers import expat

from progress_tui.domain.errors import ProgressError

MAX_NAMES: Final = 5_000
"""Most different names of elements and attributes."""

# A longer tag or comment would be read again with every piece; no piece that is fed is longer.
_MAX_MARKUP: Final = 256 * 1024
_WHAT: Final = {
    expat.errors.XML_ERROR_NO_ELEMENTS: "It breaks off.",
    expat.errors.XML_ERROR_UNCLOSED_TOKEN: "It breaks off in the middle of a tag.",
    expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION: "It breaks off.",
    expat.errors.XML_ERROR_PARTIAL_CHAR: "It breaks off in the middle of a character.",
    expat.errors.XML_ERROR_TAG_MISMATCH: "An element is not closed there, or another one is.",
    expat.errors.XML_ERROR_INVALID_TOKEN: "A character stands there that XML does not allow.",
    expat.errors.XML_ERROR_BAD_CHAR_REF: "A character stands there that XML does not allow.",
    expat.errors.XML_ERROR_UNDEFINED_ENTITY: "It uses an abbreviation (&…;) that XML does not know.",
    expat.errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT: "Something follows after its end.",
    expat.errors.XML_ERROR_DUPLICATE_ATTRIBUTE: "A tag says one thing twice.",
}


class Expat:
    """A parser that is fed piece by piece; its owner sets the handlers of elements.

    Attributes:
        parser: the parser.
        texts: the pieces of text since its owner cleared them.
    """

    def __init__(self, file: str, most_text: int, remedy: str, encoding: str | None = None, *, part: bool) -> None:
        """Make one.

        Args:
            file: for the sentences.
            most_text: characters of one text.
            remedy: what to do about a file that is refused or damaged.
            encoding: of the bytes, where the file is not to say it.
            part: it is read from within a file, so that its lines tell nobody anything.
        """
        self.parser = expat.ParserCreate(encoding)
        self.parser.buffer_text = True
        self.texts: list[str] = []
        self.parser.CharacterDataHandler = self.texts.append
        self.parser.StartDoctypeDeclHandler = self._doctype
        self._file, self._most_text, self._remedy, self._part = file, most_text, remedy, part
        self._fed = 0

    def feed(self, chunk: bytes, *, last: bool = False) -> None:
        """Read on.

        Raises:
            ProgressError: it is not well-formed, has a DOCTYPE or is beyond a limit.
        """
        try:
            self.parser.Parse(chunk, last)
        except (expat.ExpatError, ValueError, LookupError) as error:
            # Not only expat's own: a declared encoding may be none that Python knows, or none of single bytes.
            code = error.code if isinstance(error, expat.ExpatError) else 0
            what = _WHAT.get(expat.errors.messages.get(code, ""), "It is not XML as it should be.")
            raise ProgressError(f"{self._file} is damaged", self._where() + what, self._remedy) from error
        self._fed += len(chunk)
        if sum(map(len, self.texts)) > self._most_text:
            raise self.text_refusal()
        if not last and self._fed - self.parser.CurrentByteIndex > _MAX_MARKUP + len(chunk):
            raise self.refusal("A tag or comment there is too long.")
        if len(self.parser.intern) > MAX_NAMES:
            raise self.refusal(f"It has more than {MAX_NAMES:,} different names of elements.")

    def refusal(self, why: str) -> ProgressError:
        """The refusal of the file for what stands where the parser is."""
        return ProgressError(f"{self._file} is not read", self._where() + why, self._remedy)

    def text_refusal(self) -> ProgressError:
        """The refusal of a text that is too long."""
        return self.refusal(f"A text in it has more than {self._most_text:,} characters.")

    def _where(self) -> str:
        return "In a part of it: " if self._part else f"Line {self.parser.CurrentLineNumber}: "

    def _doctype(self, *_: object) -> None:
        raise self.refusal("It has a DOCTYPE, with which a file can do harm; no school system writes one.")

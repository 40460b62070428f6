"""XML read as a stream: records with their lines, and everything that could do harm refused in a sentence."""

from __future__ import annotations

import codecs

import pytest

from progress_tui.domain.errors import ProgressError
from progress_tui.importing.reading.guarded import xml_records
from progress_tui.importing.reading.guarded.xml_records import Element, records

PLAIN = '<?xml version="1.0" encoding="{}"?>\n<a>\n<b><p>\n<n>Zoë</n>\n<m>\n<n>2</n></m></p></b>\n<p/>\n</a>\n'


def read(content: bytes, *wanted: str) -> list[Element]:
    return list(records(content, "f.xml", wanted or ("p",), []))


def refusal(content: bytes) -> str:
    with pytest.raises(ProgressError) as caught:
        read(content)
    return str(caught.value)


def test_a_record_has_its_texts_lines_and_surroundings() -> None:
    root, first, second = read(PLAIN.format("UTF-8").encode())
    assert (root.name, root.line, root.children) == ("a", 2, [])
    assert (first.line, first.inside, first.fields) == (3, ("a", "b"), {"n": "Zoë"})
    assert [(child.name, child.line, child.fields) for child in first.children] == [("m", 5, {"n": "2"})]
    assert (second.line, second.inside, second.fields) == (7, ("a",), {})


@pytest.mark.parametrize(
    "content",
    [
        codecs.BOM_UTF8 + PLAIN.format("UTF-8").encode(),
        PLAIN.format("UTF-16").encode("utf-16"),
        codecs.BOM_UTF16_BE + PLAIN.format("UTF-16").encode("utf-16-be"),
        PLAIN.format("UTF-16").encode("utf-16-le"),
        PLAIN.format("utf-16").encode("utf-8"),
        PLAIN.format("ISO-8859-1").encode("latin-1"),
        PLAIN.format("windows-1252").encode("cp1252"),
        PLAIN.format("nonsense").encode(),
        PLAIN.partition("\n")[2].encode(),
    ],
    ids=["mark", "utf16", "big-endian", "no-mark", "wrongly-declared", "latin", "windows", "unknown", "undeclared"],
)
def test_every_encoding_gives_the_same_text(content: bytes) -> None:
    assert read(content)[1].fields == {"n": "Zoë"}


def test_a_guessed_encoding_is_shown_with_a_name_and_its_line() -> None:
    notes: list[str] = []
    found = list(records(PLAIN.format("UTF-8").encode("cp1252"), "f.xml", ("p",), notes))
    assert found[1].fields == {"n": "Zoë"}
    assert notes == ["f.xml is not UTF-8; read as Windows (cp1252) text, a guess. Check a name such as “Zoë”, line 4."]


def test_a_namespace_is_left_off() -> None:
    named = '<x:a xmlns:x="u"><x:p><x:n>1</x:n><x:m><x:n>2</x:n></x:m></x:p></x:a>'
    default = '<a xmlns="u"><p><n>1</n><m><n>2</n></m></p></a>'
    for text in (named, default):
        root, record = read(text.encode())
        assert (root.name, record.fields, record.named("m")[0].fields) == ("a", {"n": "1"}, {"n": "2"})


def test_the_first_of_two_texts_is_kept_and_the_second_told() -> None:
    _, record = read(b"<a><p><n>1</n><n>1</n><m>x</m><m>y</m></p></a>")
    assert (record.fields, record.doubled) == ({"n": "1", "m": "x"}, ["m"])


def test_a_text_in_pieces_is_one() -> None:
    _, record = read(b"<a><p><n>O&amp;<![CDATA[<b>]]><!-- -->&#233;</n><m/></p></a>")
    assert record.fields == {"n": "O&<b>é", "m": ""}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<!DOCTYPE a><a/>", "Line 1: It has a DOCTYPE"),
        (b'<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY b SYSTEM "file:///x">]><a>&b;</a>', "Line 2: It has a DOCTYPE"),
        ('\ufeff<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'.encode("utf-16-le"), "It has a DOCTYPE"),
        (b"<a>" * 33 + b"<b/>" + b"</a>" * 33, "More than 32 elements stand inside one another."),
        (b"<a>" * 100_000, "More than 32 elements stand inside one another."),
        (b"<a><p><n>" + b"x" * 10_001 + b"</n></p></a>", "more than 10,000 characters"),
        (b"<a>" + b" " * 500_000 + b"</a>", "more than 10,000 characters"),
        (b"<a><!--" + b"x" * 500_000 + b"--></a>", "A tag or comment there is too long."),
        (b'<a b="' + b"x" * 500_000 + b'"/>', "A tag or comment there is too long."),
        (b"<a>" + b"".join(b"<n%d/>" % n for n in range(9_000)) + b"</a>", "more than 5,000 different names"),
        (b"<a>\n<b>\n</a>", "Line 3: An element is not closed there"),
        (b"<a>\n<b>", "Line 2: It breaks off."),
        (b"<a>\n<b", "It breaks off in the middle of a tag."),
        (b"<a>&nbsp;</a>", "It uses an abbreviation"),
        (b"<a>\n\x01</a>", "Line 2: A character stands there that XML does not allow."),
        (b"<a>&#0;</a>", "A character stands there that XML does not allow."),
        (b"<a/><a/>", "Something follows after its end."),
        (b'<a b="" b=""/>', "A tag says one thing twice."),
        (b"", "It breaks off."),
        ("\ufeff<a>x".encode("utf-16-le") + b"\x00", "Its UTF-16 text is broken."),
    ],
    ids=range(20),
)
def test_what_could_do_harm_is_refused_with_its_line(content: bytes, sentence: str) -> None:
    assert sentence in refusal(content)


def test_too_many_bytes_or_elements_are_refused_before_anything_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_records, "MAX_ELEMENTS", 10)
    assert "more than 10 elements" in refusal(b"<a>" + b"<b/>" * 11)
    monkeypatch.setattr(xml_records, "MAX_BYTES", 20)
    assert "too large" in refusal(b"<a>" + b" " * 30)


def test_one_record_cannot_fill_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_records, "MAX_IN_RECORD", 5)
    assert "One p holds more than 5 elements." in refusal(b"<a><p>" + b"<m><n/></m>" * 6 + b"</p></a>")


def test_what_is_not_wanted_is_not_kept() -> None:
    found = read(b"<a>" + b"<m><n>1</n></m>" * 1000 + b"<p><n>2</n></p></a>")
    assert [(each.name, len(each.children)) for each in found] == [("a", 0), ("p", 0)]

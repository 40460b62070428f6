"""What a meeting keeps of its figures comes back as it was, whatever the values; what is no such value is refused."""

import json
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from progress_tui.domain.card import PupilView
from progress_tui.domain.thawing import ThawError, plain, thaw
from progress_tui.domain.views import ClassView, SubjectHeading

# From the hints themselves, so that an attribute added tomorrow is tried too. NaN equals nothing, itself included.
st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))
EVERY = st.one_of(*(st.from_type(kind) for kind in (PupilView, ClassView)))


@settings(max_examples=15, deadline=None)
@given(EVERY)
def test_a_value_comes_back_as_it_was(value: tuple[object, ...]) -> None:
    """By the plain form and by its JSON text, numbers with their type."""
    assert thaw(type(value), plain(value)) == value
    back = thaw(type(value), json.loads(json.dumps(plain(value))))
    assert back == value
    assert repr(back) == repr(value)


class Earlier(NamedTuple):
    """A value as an earlier program knew it."""

    name: str
    gone: int


class Later(NamedTuple):
    """The same, as a later program knows it."""

    name: str
    more: tuple[float, ...] = (1.5,)


class Whole(NamedTuple):
    """Has no default."""

    name: str
    more: int


@given(st.from_type(Earlier))
def test_a_later_program_reads_what_an_earlier_one_kept(value: Earlier) -> None:
    """What it does not know is passed over, what was not known takes its default."""
    assert thaw(Later, plain(value)) == Later(value.name)
    with pytest.raises(ThawError, match="Whole is not whole"):
        thaw(Whole, plain(value))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"assessed": "7"}, "SubjectHeading.assessed: “7” is no int"),
        ({"assessed": True}, "SubjectHeading.assessed: “True” is no int"),
        ({"label": None}, "SubjectHeading.label: “None” is no str"),
        ({"points": "Aut2"}, "SubjectHeading.points: “Aut2” is no list"),
        ({"points": [["Aut2"]]}, "is no PointHeading"),
    ],
)
def test_what_is_no_such_value_is_refused_with_its_attribute(change: dict[str, object], words: str) -> None:
    held = plain(SubjectHeading("reading", "Reading", (), "bands", "Reading", True, 7, 4, False))
    assert isinstance(held, dict)
    with pytest.raises(ThawError, match=words):
        thaw(SubjectHeading, {**held, **change})

"""Free meals, SEN, languages, care and attendance of Common Transfer Files."""

from __future__ import annotations

import pytest

from progress_tui.importing.facts import CharacteristicsFact, ParsedFile
from tests.unit.ctf_files import ctf, pupil, understood


def known(more: str) -> CharacteristicsFact | None:
    """The characteristics of a pupil in a file of 10 July 2026."""
    return next(iter(understood(ctf(pupil(more=more))).characteristics), None)


def attended(*years: str) -> ParsedFile:
    return understood(ctf(pupil(more=f"<Attendance>{''.join(years)}</Attendance>")))


def year(year: str, possible: str, *, school: str = "2000", name: str = "YearData", **sessions: str) -> str:
    """A year of attendance; `sessions` are `Authorised`, `Attended`, `Unauthorised`."""
    told = "".join(f"<Sessions{key}>{value}</Sessions{key}>" for key, value in sessions.items())
    return (
        f"<{name}><Year>{year}</Year><LEA>801</LEA><Estab>{school}</Estab>"
        f"<SessionsPossible>{possible}</SessionsPossible>{told}</{name}>"
    )


@pytest.mark.parametrize(
    ("spans", "now", "ever"),
    [
        ([("2024-09-01", "")], True, True),
        ([("2024-09-01", "2026-08-31")], True, True),
        ([("2020-09-01", "2023-07-01")], False, True),
        ([("2018-09-01", "2020-07-09")], False, None),
        ([("2018-09-01", "2019-07-01"), ("2025-01-01", "")], True, True),
        ([("2026-09-01", "")], False, None),
        ([("not a day", "")], None, None),
        ([], None, None),
    ],
)
def test_free_meals_now_and_ever_follow_from_their_history(
    spans: list[tuple[str, str]], now: bool | None, ever: bool | None
) -> None:
    history = "".join(
        f"<FSMinstance><FSMstartDate>{start}</FSMstartDate><FSMendDate>{end}</FSMendDate></FSMinstance>"
        for start, end in spans
    )
    found = known(f"<FSMhistory>{history}</FSMhistory><LookedAfter><InCare>0</InCare></LookedAfter>")
    assert found is not None
    assert (found.fsm, found.fsm6, found.lac) == (now, ever, False)


def test_free_meals_of_another_country_do_not_count() -> None:
    instance = "<FSMinstance><FSMstartDate>2024-09-01</FSMstartDate><UKcountry>{}</UKcountry></FSMinstance>"
    assert known(f"<FSMhistory>{instance.format('WAL')}</FSMhistory>") is None
    found = known(f"<FSMhistory>{instance.format('ENG')}</FSMhistory>")
    assert found is not None
    assert found.fsm is True


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ("<SEN><SENprovision>E</SENprovision></SEN>", "E"),
        ("<BasicDetails><SENprovision>K</SENprovision></BasicDetails>", "K"),
        (
            "<SENhistory><SEN><StartDate>2022-01-01</StartDate><SENprovision>K</SENprovision></SEN>"
            "<SEN><StartDate>2025-01-01</StartDate><SENprovision>E</SENprovision></SEN></SENhistory>",
            "E",
        ),
        (
            "<SENhistory><SEN><StartDate>2022-01-01</StartDate><EndDate>2024-01-01</EndDate>"
            "<SENprovision>K</SENprovision></SEN></SENhistory>",
            None,
        ),
        (
            "<SENhistory><SEN><StartDate>2022-01-01</StartDate><SENprovision>K</SENprovision></SEN>"
            "<SEN><StartDate>2022-01-01</StartDate><SENprovision>E</SENprovision></SEN></SENhistory>",
            None,
        ),
    ],
    ids=["direct", "detail", "latest", "ended", "two at once"],
)
def test_sen_is_what_holds_on_the_day_of_the_file(more: str, code: str | None) -> None:
    found = known(more)
    assert (found.sen if found is not None else None) == code


@pytest.mark.parametrize(
    ("kind", "code", "eal"), [("F", "ENG", False), ("F", "POL", True), ("F", "NOT", None), ("H", "POL", None)]
)
def test_the_first_language_says_whether_english_is_an_additional_one(kind: str, code: str, eal: bool | None) -> None:
    language = f"<Type><LanguageType>{kind}</LanguageType><LanguageCode>{code}</LanguageCode></Type>"
    found = known(f"<BasicDetails><Languages>{language}</Languages></BasicDetails>")
    assert (found.eal if found is not None else None) is eal


def test_nothing_said_is_unknown_and_never_no() -> None:
    assert known("<BasicDetails/><FSMhistory/><SENhistory/><LookedAfter/>") is None


@pytest.mark.parametrize("name", ["YearData", "AttendanceYear"])
def test_attendance_stands_in_its_own_year(name: str) -> None:
    parsed = attended(
        year("2024", "380", name=name, Authorised="10", Unauthorised="4"), year("2025", "378", Attended="378")
    )
    assert [(fact.academic_year, fact.possible, fact.authorised, fact.unauthorised) for fact in parsed.attendance] == [
        (2024, 380, 10, 4), (2025, 378, 0, None),
    ]  # fmt: skip
    assert "The Year of attendance is taken as the one in which the school year begins." in parsed.warnings


def test_attendance_years_may_be_those_a_school_year_ends_in() -> None:
    parsed = attended(year("2025", "380", Authorised="10"), year("2026", "300", Authorised="2"))
    assert [fact.academic_year for fact in parsed.attendance] == [2024, 2025]
    assert "The Year of attendance is taken as the one in which the school year ends." in parsed.warnings


def test_authorised_absences_follow_from_the_sessions_attended() -> None:
    (fact,) = attended(year("2025", "380", Attended="360", Unauthorised="4")).attendance
    assert (fact.possible, fact.authorised, fact.unauthorised) == (380, 16, 4)


def test_sessions_of_two_schools_in_one_year_are_added_up() -> None:
    one = year("2025", "100", Authorised="3", Unauthorised="1")
    other = year("2025", "200", school="3000", Attended="190", Unauthorised="2")
    (fact,) = attended(one, other).attendance
    assert (fact.possible, fact.authorised, fact.unauthorised) == (300, 11, 3)


def test_one_school_that_says_two_things_of_a_year_is_rejected() -> None:
    parsed = attended(year("2025", "100", Authorised="3"), year("2025", "200", Authorised="9"))
    assert (parsed.attendance, len(parsed.rejected)) == ((), 2)


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        (year("2025", "380"), "Neither authorised absences nor sessions attended are given"),
        (year("2025", "380", Attended="379", Unauthorised="4"), "379 attended and 4 missed are more than the 380"),
        (year("2025", "380", Authorised="390"), "390 sessions of absence are more than the 380 possible."),
        (year("2025", "x", Authorised="1"), "This is not a number of sessions"),
        (year("25", "380", Authorised="1"), "This is not a year such as 2025."),
        (year("2028", "380", Authorised="1"), "This is not a year such as 2025."),
    ],
)
def test_attendance_that_cannot_be_is_rejected_and_never_bent(told: str, reason: str) -> None:
    parsed = attended(told)
    assert parsed.attendance == ()
    assert [(each.row, each.pupil) for each in parsed.rejected] == [(3, "Adeyemi, Tolu")]
    assert reason in parsed.rejected[0].reason

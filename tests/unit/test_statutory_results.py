"""Statutory results on file: from years before the first class list, and at no point but their own."""

from __future__ import annotations

from datetime import date

from tests.unit.frames_builder import SmallSchool, when


def test_a_year_without_a_class_list_has_the_year_group_of_the_date_of_birth() -> None:
    # Born in March 2018, after 1 September 2017: 2022-23 is Reception (2022 − 2017 − 5), 2026-27 is Year 4.
    school = SmallSchool()
    pupil = school.pupil("Novak", year_group=4, dob=date(2018, 3, 14))
    school.result(pupil, "2022-23:Sum2", "Yes", "gld", "gld", "statutory")
    school.result(pupil, "2026-27:Aut2", "At")
    judged = school.frames().judged
    assert list(judged.select("ordinal", "year_group").iter_rows()) == [
        (when("2022-23:Sum2").ordinal, 0),
        (when("2026-27:Aut2").ordinal, 4),
    ]


def test_the_year_group_on_file_wins_and_without_a_date_of_birth_none_is_made_up() -> None:
    school = SmallSchool()
    behind = school.pupil("Behind", year_group=3, dob=date(2018, 3, 14))
    undated = school.pupil("Undated", year_group=4)
    for pupil in (behind, undated):
        school.result(pupil, "2022-23:Sum2", "Yes", "gld", "gld", "statutory")
        school.result(pupil, "2026-27:Aut2", "At")
    judged = school.frames().judged.sort("pupil_id", "ordinal")
    assert judged["year_group"].to_list() == [0, 3, None, 4]


def test_a_statutory_result_speaks_at_its_own_point_only() -> None:
    """Phonics in June is no subject of the autumn in which everybody would be without a result."""
    school = SmallSchool()
    pupil = school.pupil("Novak", "2A", 2)
    school.enrol(pupil, "2025-26", "1A", 1)
    school.result(pupil, "2025-26:Sum2", "35", "phonics", "phonics", "statutory")
    school.result(pupil, "2025-26:Sum2", "At")
    assert school.summary("2025-26:Sum2").subjects["subject"].sort().to_list() == ["phonics", "reading"]
    now = school.summary("2026-27:Aut1").subjects
    assert now.select("subject", "kind").rows() == [("reading", "missing")]

"""One opened school: painted at once, judged, kept ready, noticing other programs; filters, pupils, exports."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from progress_tui.domain import clock
from progress_tui.domain.calendar import Point
from progress_tui.domain.errors import NotFoundError, StoreError, UsageError
from progress_tui.domain.views import ClassView
from progress_tui.importing.planning.committing import ImportReport, Terms
from progress_tui.store import directory, schema
from progress_tui.workspace import Workspace

Open = Callable[[Path], Workspace]


def view_of(workspace: Workspace, class_name: str = "4B", point: Point | None = None) -> ClassView:
    """A class, judged."""
    found = workspace.open(class_name=class_name, point=point).view
    assert found is not None
    return workspace.class_view(found.school_id, found.class_id, found.point)


def import_text(workspace: Workspace, text: str, name: str = "more.csv", year: int = 2026) -> ImportReport:
    path = workspace.path.with_name(name)
    path.write_text(text, "utf-8")
    return workspace.importing.bring_in(path, Terms(), year=year)


def change_a_result(workspace: Workspace, view: ClassView) -> ImportReport:
    """Another reading result for the first pupil with one."""
    row = next(row for row in view.rows if row.subjects["reading"].results[-1].kind == "value")
    held = workspace.pupil_view(view, row.pupil_id).identifiers
    upn = next(value for kind, value in held if kind == "UPN")
    now = row.subjects["reading"].results[-1].code
    point = Point(view.point)
    text = f"UPN,{point.year_label} {point.code} Reading TA\n{upn},{'JB' if now == 'WB' else 'WB'}\n"
    report = import_text(workspace, text, year=point.start_year)
    assert (report.verdict, report.added, report.changed) == ("accepted", 0, 1)
    return report


# -- opening


def test_a_miss_paints_an_outline_and_then_the_judged_class(demo: Workspace) -> None:
    point = Point.of(2025, "Sum2")
    outline = demo.open(class_name="3B", point=point).view
    assert outline is not None
    assert (outline.complete, outline.class_name, outline.point) == (False, "3B", point.ordinal)
    assert outline.subjects == ()
    judged = demo.class_view(outline.school_id, outline.class_id, outline.point)
    assert judged.complete
    assert judged.on_roll == outline.on_roll > 20
    assert [row.pupil_id for row in judged.rows] == [row.pupil_id for row in outline.rows]
    assert [(row.name, row.initials) for row in judged.rows] == [(row.name, row.initials) for row in outline.rows]
    assert [heading.subject for heading in judged.subjects] == ["reading", "writing", "maths"]
    assert any(row.flags for row in judged.rows)


def test_the_demo_opens_ready_on_its_latest_point(demo: Workspace, opened: Open) -> None:
    found = demo.open(class_name="4B")
    assert found.view is not None
    assert found.view.complete
    assert found.view.fictional
    school = found.directory.school
    assert school is not None
    assert found.view.point == school.points[-1]
    fresh = opened(demo.path)
    assert fresh.class_view(found.view.school_id, found.view.class_id, found.view.point) == found.view


def test_prepared_rows_are_used_the_second_time_and_are_the_same(demo: Workspace, opened: Open) -> None:
    built = view_of(demo, "3B", Point.of(2025, "Sum2"))
    demo.prepare(built.school_id, built.point)
    again = opened(demo.path).open(class_name="3B", point=Point(built.point)).view
    assert again == built
    demo.file.write(
        lambda con: con.execute(
            "UPDATE prepared SET view = replace(view, ?, 'From the prepared row') WHERE ordinal = ?",
            [built.school, built.point],
        ).fetchall()
    )
    shown = opened(demo.path).open(class_name="3B", point=Point(built.point)).view
    assert shown is not None
    assert shown.school == "From the prepared row"


def test_a_view_survives_json(demo: Workspace) -> None:
    view = view_of(demo)
    assert ClassView.from_json(json.loads(json.dumps(view.to_json()))) == view


def test_preparing_is_no_change_of_the_file(demo: Workspace) -> None:
    view = view_of(demo, "3B", Point.of(2025, "Sum2"))
    before = demo.file.read(directory.versions)
    demo.prepare(view.school_id, view.point)
    assert demo.file.read(directory.versions) == before
    stamp = demo.file.stamp()
    demo.prepare(view.school_id, view.point)
    assert demo.file.stamp() == stamp


def test_a_change_of_facts_makes_prepared_rows_unused(demo: Workspace, opened: Open) -> None:
    view = view_of(demo)
    other = opened(demo.path)
    change_a_result(other, view)
    found = opened(demo.path).open(class_name="4B").view
    assert found is not None
    assert found.complete  # the import has prepared the rows anew
    assert found != view
    assert found == opened(demo.path).class_view(view.school_id, view.class_id, view.point)


def test_rows_prepared_before_a_change_are_not_painted(demo: Workspace, opened: Open) -> None:
    view = view_of(demo)
    demo.file.write(lambda con: schema.bump(con, facts=True))
    found = opened(demo.path).open(class_name="4B").view
    assert found is not None
    assert not found.complete
    assert found.class_id == view.class_id


def test_rows_prepared_yesterday_are_not_painted(
    demo: Workspace, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    tomorrow = date.today() + timedelta(days=1)
    monkeypatch.setattr(clock, "today", lambda: tomorrow)
    found = opened(demo.path).open(class_name="4B").view
    assert found is not None
    assert not found.complete


def test_a_note_leaves_prepared_rows_in_use(demo: Workspace, opened: Open) -> None:
    view = view_of(demo)
    demo.save_note(view.school_id, view.rows[0].pupil_id, "Reads well").result()
    found = opened(demo.path).open(class_name="4B").view
    assert found == view


def test_opening_says_what_is_wrong(demo: Workspace, opened: Open, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match=r"There is no class “4Z” in 2026-27\. .*4A"):
        demo.open(class_name="4Z")
    with pytest.raises(NotFoundError, match="There is no school “Elm”"):
        demo.find_school("Elm")
    with pytest.raises(StoreError, match="is not there"):
        opened(tmp_path / "nothing.duckdb").open()
    assert not (tmp_path / "nothing.duckdb").exists()
    with pytest.raises(NotFoundError, match="no pupils on roll"):
        demo.class_view(1, 9999, view_of(demo).point)


def test_a_class_list_without_results_opens(opened: Open, tmp_path: Path) -> None:
    workspace = opened(tmp_path / "new.duckdb")
    report = import_text(workspace, "UPN,Surname,Forename,Year,Class\nA801200000001,Begum,Aisha,4,Willow\n")
    assert report.verdict == "accepted"
    found = workspace.open()
    assert found.view is not None
    assert (found.view.class_name, [row.name for row in found.view.rows]) == ("Willow", ["Begum, Aisha"])


# -- other programs


def test_refresh_notices_another_programs_import(demo: Workspace, opened: Open) -> None:
    view = view_of(demo)
    assert not demo.refresh()
    demo.save_note(view.school_id, view.rows[0].pupil_id, "A note is no change of facts").result()
    assert not demo.refresh()
    change_a_result(opened(demo.path), view)
    assert demo.class_view(view.school_id, view.class_id, view.point) == view  # until it looks round
    assert demo.refresh()
    assert not demo.refresh()
    after = demo.class_view(view.school_id, view.class_id, view.point)
    assert after != view
    assert opened(demo.path).class_view(view.school_id, view.class_id, view.point) == after


def test_what_is_held_is_of_one_version_over_all_schools(opened: Open, tmp_path: Path) -> None:
    head = "School,ID,Surname,Year,Class,2025-26 Aut2 Reading TA\n"
    mine, other = opened(tmp_path / "trust.duckdb"), opened(tmp_path / "trust.duckdb")
    import_text(mine, f"{head}Ash,1,Khan,4,4A,JB\nElm,2,Smith,4,4A,WB\n", year=2025)
    point = Point.of(2025, "Aut2").ordinal
    classes = {n: mine.directory(n).classes[0].class_id for n in (1, 2)}
    before = mine.class_view(1, classes[1], point)
    import_text(other, f"{head}Ash,1,Khan,4,4A,WB\n", year=2025)
    mine.class_view(2, classes[2], point)  # loads a second school at the newer version
    after = mine.class_view(1, classes[1], point)
    assert before.rows[0].subjects["reading"].results[-1].code == "JB"
    assert after.rows[0].subjects["reading"].results[-1].code == "WB"
    assert mine.refresh()
    mine.prepare(1, point)
    assert opened(tmp_path / "trust.duckdb").open(1).view == after


def test_an_import_and_its_undo_are_seen_at_once(demo: Workspace) -> None:
    view = view_of(demo)
    change_a_result(demo, view)
    changed = demo.class_view(view.school_id, view.class_id, view.point)
    assert changed != view
    (number, _, file, results, touched), *earlier = demo.importing.past()
    assert (file, results, touched) == ("more.csv", 1, 1)
    assert len(earlier) == number - 1
    assert demo.importing.undo(number) == ("more.csv", 1)
    assert demo.class_view(view.school_id, view.class_id, view.point) == view
    assert demo.check().problems == ()


# -- filters


def test_filters_keep_the_order_and_agree_with_what_is_shown(demo: Workspace) -> None:
    view = view_of(demo)
    everybody = demo.filter("", view)
    assert (everybody.keys, everybody.unknown) == (tuple(row.pupil_id for row in view.rows), 0)
    girls = demo.filter("girls", view)
    assert girls.keys == tuple(row.pupil_id for row in view.rows if row.sex == "F")
    below = demo.filter("target<0", view, "reading")
    distances = {row.pupil_id: row.subjects["reading"].distance for row in view.rows}
    assert below.keys == tuple(key for key, distance in distances.items() if distance is not None and distance < 0)
    assert 0 < len(below.keys) < view.on_roll
    assert "reading" in below.description
    both = demo.filter("girls target<0:reading", view)
    assert set(both.keys) == set(girls.keys) & set(below.keys)
    pp, others = demo.filter("pp", view), demo.filter("-pp", view)
    assert len(pp.keys) + len(others.keys) + pp.unknown == view.on_roll
    assert pp.unknown == others.unknown


def test_a_filter_that_is_none_says_the_nearest_word(demo: Workspace) -> None:
    view = view_of(demo)
    with pytest.raises(UsageError) as caught:
        demo.filter("flag:fel", view)
    assert "fell" in str(caught.value)
    assert caught.value.exit_code == 2
    assert demo.filter("zzzz", view).keys == ()


def test_warming_makes_a_view_ready(demo: Workspace) -> None:
    found = demo.open(class_name="4B").view
    assert found is not None
    assert not demo.ready_for(found)
    demo.warm(found)
    assert demo.ready_for(found)


# -- pupils


def test_pupils_are_found_by_words_of_the_name_and_by_upn(demo: Workspace) -> None:
    view = view_of(demo)
    row = view.rows[3]
    for typed in (row.name, f"{row.forename} {row.surname}".upper(), f"  {row.surname.lower()[:-1]} {row.forename} "):
        assert row.pupil_id in dict(demo.find_pupils(view.school_id, typed))
    upn = next(value for kind, value in demo.pupil_view(view, row.pupil_id).identifiers if kind == "UPN")
    assert demo.find_pupils(view.school_id, upn.lower()) == [(row.pupil_id, row.name)]
    assert demo.find_pupils(view.school_id, "nobody of that name") == []
    assert demo.find_pupils(view.school_id, "") == []


def test_the_class_of_a_pupil_now_and_then(demo: Workspace) -> None:
    view = view_of(demo)
    pupil_id = view.rows[0].pupil_id
    assert demo.class_of_pupil(view.school_id, pupil_id) == view
    then = demo.class_of_pupil(view.school_id, pupil_id, Point.of(2025, "Aut2"))
    assert (then.class_name, then.point) == ("3B", Point.of(2025, "Aut2").ordinal)
    assert pupil_id in [row.pupil_id for row in then.rows]
    with pytest.raises(NotFoundError, match="no class at that point"):
        demo.class_of_pupil(view.school_id, pupil_id, Point.of(1999, "Aut2"))


def test_a_card_has_every_result_notes_and_meetings(demo: Workspace) -> None:
    view = view_of(demo)
    held = dict(
        demo.file.read(lambda con: con.execute("SELECT pupil_id, count(*) FROM result GROUP BY pupil_id").fetchall())
    )
    for row in view.rows[:8]:
        card = demo.pupil_view(view, row.pupil_id)
        assert sum(len(series.results) for series in card.series) == held[row.pupil_id]
    said = demo.file.read(
        lambda con: con.execute("SELECT pupil_id, count(*) FROM meeting_item GROUP BY pupil_id").fetchall()
    )
    spoken_of = dict(said)
    row = next(row for row in view.rows if row.pupil_id in spoken_of)
    demo.save_note(view.school_id, row.pupil_id, "Newest of all").result()
    card = demo.pupil_view(view, row.pupil_id)
    assert len(card.meetings) == spoken_of[row.pupil_id]
    assert card.notes[-1].body == "Newest of all"
    with pytest.raises(NotFoundError):
        demo.pupil_view(view, -1)


# -- out


def test_an_export_leaves_a_line_in_the_audit(demo: Workspace, tmp_path: Path) -> None:
    view = view_of(demo)
    filtered = demo.filter("girls", view)
    paths = demo.export_notes(view, filtered, filtered.keys, "reading", tmp_path / "out", names="initials")
    assert sorted(path.suffix for path in paths) == [".csv", ".md"]
    assert all(path.stat().st_size > 0 for path in paths)
    what, detail = demo.file.read(
        lambda con: con.execute("SELECT what, detail FROM audit ORDER BY audit_id DESC LIMIT 1").fetchall()
    )[0]
    assert what == "export notes"
    assert json.loads(detail) == {
        "names": "initials",
        "formats": ["md", "csv"],
        "files": 2,
        "children": len(filtered.keys),
    }


def test_a_demo_is_made_whole_or_not_at_all(tmp_path: Path, opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(path: Path) -> None:
        path.write_bytes(b"half a school")
        raise StoreError("The disk is full")

    monkeypatch.setattr("progress_tui.demo.building.build_demo", fails)
    path = tmp_path / "demo.duckdb"
    with pytest.raises(StoreError, match="disk is full"):
        opened(path).make_demo()
    assert not path.exists()

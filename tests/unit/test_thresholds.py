"""The thresholds that ship, a school's own in place of them, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from progress_tui.analysis.catalogue import rules_stamp
from progress_tui.analysis.flags import BY_ID
from progress_tui.analysis.flags.explaining import explained, rules_report
from progress_tui.analysis.flags.thresholds import thresholds, thresholds_from
from progress_tui.domain.errors import DataFileError, NotFoundError, UsageError
from progress_tui.settings import config_home
from tests.unit.frames_builder import SmallSchool


@pytest.fixture
def config(home: Path) -> Path:
    """The place of the config file, not written yet."""
    assert config_home() == home
    return home / "config.toml"


def test_every_threshold_belongs_to_a_flag_or_the_agenda_and_says_what_it_is() -> None:
    rows = thresholds().rows
    assert {row.flag for row in rows} <= {*BY_ID, "agenda"}
    assert all(row.unit and row.meaning and row.origin == "flags.toml" for row in rows)
    assert all(row.low <= row.default == row.value <= row.high for row in rows)


def test_the_defaults_are_those_of_the_rules() -> None:
    number = thresholds().number
    assert number("drifting", "fall") == 18
    assert number("subject-gap", "score") == 22
    assert [number("test-vs-teacher", name) for name in ("low", "high", "low_scaled", "high_scaled")] == [
        85,
        105,
        97,
        103,
    ]
    assert [number("attendance", name) for name in ("watch", "persistent", "severe")] == [5, 10, 50]
    assert number("support-not-working", "weeks") == 10
    assert number("agenda", "most") == 8


@pytest.mark.usefixtures("home")
def test_an_unknown_threshold_is_refused_with_the_nearest() -> None:
    with pytest.raises(NotFoundError, match=r"drifting\.fal.*drifting\.fall"):
        thresholds().number("drifting", "fal")


def test_a_school_sets_its_own(config: Path) -> None:
    before = rules_stamp()
    config.write_text("[flags]\ndrifting.fall = 25\n", "utf-8")
    own = thresholds()
    assert own.number("drifting", "fall") == 25
    assert [row.origin for row in own.of("drifting")] == ["config.toml"]
    assert own.number("agenda", "most") == 8
    assert rules_stamp() != before, "views prepared under the other thresholds are not shown"


def test_the_own_threshold_decides(config: Path) -> None:
    school = SmallSchool()
    child = school.pupil()
    for point, score in (("2025-26:Spr2", "112"), ("2025-26:Sum2", "103"), ("2026-27:Aut2", "94")):
        school.result(child, point, score, "reading", "standardised", "test")
    assert len(school.flag(child, "drifting")) == 1
    config.write_text("[flags.drifting]\nfall = 19\n", "utf-8")
    assert school.flag(child, "drifting") == []


def test_another_file_may_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named = tmp_path / "named.toml"
    named.write_text("[flags.agenda]\nmost = 5\n", "utf-8")
    monkeypatch.setenv("PROGRESS_TUI_CONFIG", str(named))
    assert thresholds().number("agenda", "most") == 5
    monkeypatch.setenv("PROGRESS_TUI_CONFIG", str(tmp_path / "gone.toml"))
    with pytest.raises(DataFileError, match=r"gone\.toml cannot be read"):
        thresholds()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[flagz]\n", "key “flagz” is not known here.*Did you mean “flags”"),
        ("[flags.driftin]\nfall = 3\n", "key “flags.driftin” is not known here.*“drifting”"),
        ("[flags.drifting]\nfal = 3\n", "key “flags.drifting.fal” is not known here.*“fall”"),
        ("[flags]\ndrifting = 3\n", "key “flags.drifting” must be a table"),
        ("[flags.drifting]\nfall = 'much'\n", "key “flags.drifting.fall” must be a number"),
        ("[flags.drifting]\nfall = 500\n", "key “flags.drifting.fall” is 500.*from 1 to 120"),
        ("[flags.drifting]\nfall = nan\n", "key “flags.drifting.fall” must be a number"),
        ("[flags\n", "config.toml is not valid TOML"),
    ],
)
def test_what_is_not_right_is_refused_with_file_key_and_nearest(config: Path, text: str, words: str) -> None:
    config.write_text(text, "utf-8")
    with pytest.raises(DataFileError, match=f"config.toml.*{words}" if "valid" not in words else words):
        thresholds()


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ({"default": 5, "low": 6, "high": 9, "unit": "x", "meaning": "y"}, "outside 6 to 9"),
        ({"default": 5, "low": 1, "high": 9, "unit": "x"}, "“fell.by.meaning” is missing"),
        ({"default": 5, "low": 1, "high": 9, "unit": "x", "meaning": "y", "hi": 3}, "“fell.by.hi” is not known"),
    ],
)
def test_a_shipped_file_that_is_not_right_is_refused(entry: dict[str, object], words: str) -> None:
    with pytest.raises(DataFileError, match=words):
        thresholds_from({"source": "s", "fell": {"by": entry}}, "flags.toml")


def test_explain_says_rule_thresholds_where_they_come_from_and_a_sentence(config: Path) -> None:
    config.write_text("[flags.drifting]\nfall = 25\n", "utf-8")
    says = [(str(row["what"]), str(row["says"])) for row in explained("drifting").rows]
    assert dict(says)["raised when"].startswith("Three results of a series, never up")
    assert dict(says)["threshold"].endswith("(from config.toml; 18 without it)")
    assert "Reading drifted down" in dict(says)["reads like"]
    fall = [says for what, says in ((row["what"], row["says"]) for row in explained("fell").rows) if what == "scale"]
    assert "standardised: watch −7, notable −11, marked −15 (from standardised.toml)" in fall
    with pytest.raises(UsageError, match=r"There is no flag “felt”.*“fell”"):
        explained("felt")


def test_the_registry_as_rows() -> None:
    rows = rules_report().rows
    assert [row["flag"] for row in rows] == list(BY_ID)
    assert {row["flag"]: row["severity"] for row in rows}["below"] == "1–2"
    assert {row["flag"]: row["severity"] for row in rows}["now-at"] == "good news"

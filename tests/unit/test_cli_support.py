"""`progress-tui support`: begun, kept, ended; exit codes and sentences; costs only for those who ask."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from progress_tui.__main__ import main


@pytest.fixture(autouse=True)
def _file(demo_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROGRESS_TUI_FILE", str(demo_path))


def said(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> str:
    """What a command prints, or says where it is refused."""
    assert main(["support", *words]) == code, words
    printed = capsys.readouterr()
    return printed.out if code == 0 else printed.err


def told(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, object]:
    """What a command prints as JSON."""
    found = json.loads(said(capsys, *words, "--format", "json"))
    assert isinstance(found, dict)
    return found


def test_a_group_from_its_beginning_to_its_end(capsys: pytest.CaptureFixture[str]) -> None:
    begun = told(
        capsys, "add", "--name", "Fluency", "--subject", "Reading", "--staff", "TA", "--starts", "5/10/2026",
        "--ends", "12 weeks", "--cost", "£1,200", "--pupil", "Bibi, Fatima",
    )  # fmt: skip
    number, group = str(begun["support_id"]), begun["group"]
    assert isinstance(group, dict)
    assert (group["starts"], group["ends"], group["cost"]) == ("2026-10-05", "2026-12-28", 1200.0)
    [member] = group["members"]
    assert member["entry"] == "Sec (Aut1 2026-27)"

    assert said(capsys, "member", number, "Byrne, Hamish", "--joined", "16/11/2026").startswith("Support 9: 1 child")
    said(capsys, "member", number, "Byrne, Hamish", "--effect", "some", "--note", "reads on")
    assert "“Fluency” was ended" in said(capsys, "end", number, "--on", "20/11/2026")
    page = told(capsys, "show", number)
    rows = page["rows"]
    assert isinstance(rows, list)
    assert [(row["pupil"], row["effect"], row["effect_note"]) for row in rows] == [
        ("Bibi, Fatima", "unknown", ""), ("Byrne, Hamish", "some", "reads on"),
    ]  # fmt: skip
    assert [row["exit"] for row in rows] == ["At (Aut2 2026-27)", "Sec (Aut2 2026-27)"]
    changed = told(capsys, "change", number, "--ends", "none", "--staff", "SENCO")["group"]
    assert isinstance(changed, dict)
    assert (changed["ends"], changed["staff"], "cost" in changed) == (None, "SENCO", False)
    said(capsys, "member", number, "Byrne, Hamish", "--take-out")
    said(capsys, "remove", number)
    assert "There is no support group 9" in said(capsys, "show", number, code=1)


def test_costs_are_printed_where_they_are_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert "480" not in said(capsys, "list")
    assert "Together £3,360 for 6 of 8; of 2 no cost is on file." in said(capsys, "list", "--costs")


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("add", "--name", "X", "--subject", "raeding"), 2, "“raeding” is no subject. Did you mean “Reading”"),
        (("add", "--name", "X", "--cost", "much"), 2, "“much” is no sum of money"),
        (("add", "--name", "X", "--starts", "1/10/26", "--ends", "1/9/26"), 2, "ends before it starts"),
        (("change", "1"), 2, "Nothing is to be changed"),
        (("end", "99"), 1, "There is no support group 99"),
        (("member", "1", "Nobody Here"), 1, "No pupil “Nobody Here”"),
        (("member", "2", "de la Cruz, Hao"), 2, "The pupil is in the group already"),
        (("member", "2", "Bibi, Fatima", "--take-out"), 1, "The child is not in “Book talk”"),
    ],
)
def test_what_is_refused_is_refused_in_words(
    words: tuple[str, ...], code: int, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sentence in said(capsys, *words, code=code)

"""What a meeting offers, read from `data/meetings.toml` or the school's file of the same name, and checked."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from progress_tui.domain.errors import DataFileError
from progress_tui.domain.meetings import Choice, MeetingWords
from progress_tui.resources import data_folder, read_toml
from progress_tui.settings import config_home


def meeting_words() -> MeetingWords:
    """The school's own words where the settings folder has them, else those shipped.

    Raises:
        DataFileError: the file names a letter or an id twice, or lacks one.
    """
    own = config_home() / "meetings.toml"
    return read_words(own if own.is_file() else data_folder() / "meetings.toml")


@cache
def read_words(path: Path) -> MeetingWords:
    """The words of one file; raises as `meeting_words` does."""
    held = read_toml(path)
    questions = held.get("questions")
    agenda = held.get("agenda")
    return MeetingWords(
        _choices(path, "barriers", held.get("barriers")),
        _choices(path, "decisions", held.get("decisions")),
        _texts(path, "questions.pupil", questions, "pupil"),
        _texts(path, "questions.class", questions, "class"),
        _texts(path, "agenda.class", agenda, "class"),
    )


def _choices(path: Path, name: str, tables: object) -> tuple[Choice, ...]:
    if not isinstance(tables, list) or not tables:
        raise DataFileError(f"{path.name} has no [[{name}]]", remedy="Give each a key and an id.")
    found = []
    for table in tables:
        key, one = (str(table.get(part, "")) for part in ("key", "id"))
        if len(key) != 1 or not one:
            raise DataFileError(f"{path.name}: one of [[{name}]] lacks a key of one letter or an id", f"{table}.")
        found.append(Choice(key, one, str(table.get("words", one))))
    for part, values in (("key", [one.key for one in found]), ("id", [one.id for one in found])):
        twice = sorted({value for value in values if values.count(value) > 1})
        if twice:
            raise DataFileError(f"{path.name}: a {part} of [[{name}]] stands there twice", f"{', '.join(twice)}.")
    return tuple(found)


def _texts(path: Path, name: str, table: object, key: str) -> tuple[str, ...]:
    texts = table.get(key) if isinstance(table, dict) else None
    if not isinstance(texts, list) or not all(isinstance(text, str) and text.strip() for text in texts):
        raise DataFileError(f"{path.name} has no list of sentences {name}")
    return tuple(texts)

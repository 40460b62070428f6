from __future__ import annotations

from pathlib import Path

import pytest

from progress_tui import resources
from progress_tui.domain.errors import DataFileError
from progress_tui.resources import data_folder, read_toml


def test_the_data_files_are_found() -> None:
    assert {path.name for path in data_folder().iterdir()} >= {"scales", "mappings", "names", "reference"}


def test_an_incomplete_installation_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(resources, "__file__", str(tmp_path / "lib" / "package" / "resources.py"))
    data_folder.cache_clear()
    try:
        with pytest.raises(DataFileError, match=r"The data files are missing\..*Reinstall progress-tui\."):
            data_folder()
        inside = tmp_path / "lib" / "package" / "data"
        (inside / "scales").mkdir(parents=True)
        assert data_folder() == inside, "an installed package carries them"
    finally:
        data_folder.cache_clear()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"a = [\n]]", r"x\.toml is not valid TOML\. .*line 2"),
        (b"\xff\xfe", r"x\.toml is not valid TOML\. .*Mend the file and try again\."),
    ],
)
def test_what_is_no_toml_is_refused_with_the_place(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes(content)
    with pytest.raises(DataFileError, match=sentence):
        read_toml(path)


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    for path in (tmp_path / "none.toml", tmp_path):
        with pytest.raises(DataFileError, match="cannot be read"):
            read_toml(path)


def test_toml_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_text('a = "é"\n', "utf-8")
    assert read_toml(path) == {"a": "é"}

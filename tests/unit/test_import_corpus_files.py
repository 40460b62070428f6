"""The corpus itself: made by the script, small, complete, and every rule shown by a file."""

from __future__ import annotations

import bz2
import gzip
import io
import re
import subprocess
import sys
import zipfile
from collections import Counter
from pathlib import Path

import make_import_corpus
import pytest

from tests.import_corpus import FILES, FOLDER, cases, read_report

MOST_BYTES = 3_000_000
SENTENCE = re.compile(r"^- ([a-z]+\.\d+): ", re.MULTILINE)
MOST_MEMORY = 500_000_000
BOMBS = (
    "packed-bomb.csv.gz", "packed-bomb.csv.bz2", "book-bomb.xlsx", "roster-bomb.zip", "xml-entity-bomb.xml",
    "xml-deep.xml", "book-deep.xlsx", "book-to-the-last-row.xlsx", "limit-1000-columns.csv",
)  # fmt: skip
PROBE = """
import resource, sys
from pathlib import Path
from progress_tui.__main__ import main
code = main(sys.argv[1:])
status = Path("/proc/self/status")  # on Linux a child's getrusage counts what its parent held
lines = status.read_text().splitlines() if status.exists() else []
held = [line.split()[1] for line in lines if line.startswith("VmHWM")]
print(int(held[0]) * 1024 if held else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)
sys.exit(code)
"""
FIRST = ("text-comma.csv", "book-title-and-merged-headings.xlsx", "ctf-plain.xml", "kind-picture.csv", "broken-nul.csv")


def content_of(path: Path) -> object:
    """The bytes of a file; of a packed one what is inside, since packing differs from machine to machine."""
    content = path.read_bytes()
    if content.startswith(b"\x1f\x8b") and path.stem != "packed-cut.csv":
        return gzip.decompress(content)
    if content.startswith(b"BZh"):
        return bz2.decompress(content)
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return {entry.filename: (entry.date_time, archive.read(entry)) for entry in archive.infolist()}
    return content[:60] if path.stem == "packed-cut.csv" else content


def test_the_script_makes_the_same_files_again(tmp_path: Path) -> None:
    count = make_import_corpus.write(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(path.name for path in FILES.iterdir())
    assert count == len(list(FILES.iterdir()))
    for path in tmp_path.iterdir():
        assert content_of(path) == content_of(FILES / path.name), path.name


def test_every_file_has_its_expectations_and_they_have_their_files() -> None:
    assert {path.name for path in FILES.iterdir()} == {case.file for case in cases()}
    assert {name for case in cases() for name in case.after} <= {case.file for case in cases()}


def test_the_corpus_is_large_enough_and_small() -> None:
    verdicts = Counter(case.verdict for case in cases())
    accepted = {case.file for case in cases() if case.verdict == "accepted"}
    assert len(list(FILES.iterdir())) >= 80
    assert len(accepted) * 3 >= len(list(FILES.iterdir()))
    assert set(verdicts) == {"accepted", "partial", "refused", "ask"}
    assert sum(path.stat().st_size for path in FILES.iterdir()) < MOST_BYTES


def test_every_sentence_is_covered() -> None:
    sentences = SENTENCE.findall((FOLDER / "SENTENCES.md").read_text("utf-8"))
    assert len(sentences) == len(set(sentences))
    covered = {sentence for case in cases() for sentence in case.covers}
    assert covered == set(sentences)
    assert all(case.covers and case.why for case in cases())


def test_the_program_started_as_a_user_starts_it_says_the_same(tmp_path: Path) -> None:
    for number, case in enumerate(case for case in cases() if case.file in FIRST and not case.after):
        school = tmp_path / f"{number}.duckdb"
        words = ["import", str(FILES / case.file), "--into", str(school), "--format", "json", *case.arguments]
        done = subprocess.run(
            [sys.executable, "-m", "progress_tui", *words], capture_output=True, text=True, check=False
        )
        report = read_report(done.returncode, done.stdout, done.stderr)
        assert (report.verdict, report.code) == (case.verdict, case.exit_code)
        assert school.exists() == case.is_stored
        assert case.pupils is None or report.pupils == case.pupils


@pytest.mark.parametrize("name", BOMBS)
def test_no_file_takes_much_memory(name: str, tmp_path: Path) -> None:
    words = ["import", str(FILES / name), "--into", str(tmp_path / "school.duckdb"), "--year", "2026-27"]
    done = subprocess.run([sys.executable, "-c", PROBE, *words], capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    assert int(done.stderr.splitlines()[-1]) < MOST_MEMORY

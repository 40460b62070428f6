"""The key file beside an encrypted school file: who it lets in, what it gives away, what happens when it is damaged."""

from __future__ import annotations

import json
import stat
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.kdf import scrypt

from progress_tui import new_files
from progress_tui.domain import recovery_key
from progress_tui.domain.errors import StoreError
from progress_tui.store.protection import key_file
from progress_tui.store.protection.key_file import RECOVERY, KeyFile

HEAD, DEPUTY = "correct horse battery", "Ferngruß über Möwen"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """scrypt as cheap as it goes: how dear it is has a test of its own."""
    monkeypatch.setattr(key_file, "COST", 2**4)


@pytest.fixture
def held() -> tuple[KeyFile, bytes, str]:
    return key_file.begin("Head", HEAD)


def test_a_passphrase_and_the_recovery_key_open_it_and_nothing_else_does(held: tuple[KeyFile, bytes, str]) -> None:
    keys, key, printed = held
    assert len(key) == 32
    assert keys.unwrap(HEAD) == key
    assert keys.unwrap(printed) == key
    assert keys.unwrap(printed.lower().replace("-", " ").replace("0", "o")) == key
    assert keys.unwrap(HEAD + " ") is None
    assert keys.unwrap("") is None
    assert [(slot.label, slot.kind) for slot in keys.slots] == [("Head", "passphrase"), (RECOVERY, "recovery")]


def test_two_files_share_neither_key_nor_salt_nor_recovery_key() -> None:
    first, second = key_file.begin("Head", HEAD), key_file.begin("Head", HEAD)
    assert first[1] != second[1]
    assert first[2] != second[2]
    assert first[0].salt != second[0].salt
    assert first[0].unwrap(HEAD) != second[0].unwrap(HEAD)


def test_leaders_come_change_their_passphrase_and_go(held: tuple[KeyFile, bytes, str]) -> None:
    keys, key, _ = held
    both = keys.with_slot(key, "Deputy", DEPUTY)
    assert both.unwrap(HEAD) == both.unwrap(DEPUTY) == key
    changed = both.with_slot(key, "deputy", "a wholly different one")
    assert len(changed.slots) == 3
    assert changed.unwrap(DEPUTY) is None
    assert changed.unwrap("a wholly different one") == key
    left = changed.without_slot("HEAD")
    assert left.unwrap(HEAD) is None
    assert left.unwrap("a wholly different one") == key
    with pytest.raises(StoreError, match="last passphrase"):
        left.without_slot("Deputy")
    with pytest.raises(StoreError, match="nobody's name"):
        both.with_slot(key, "recovery KEY", DEPUTY)


def test_one_passphrase_however_the_keyboard_composes_its_letters(held: tuple[KeyFile, bytes, str]) -> None:
    keys, key, _ = held
    keys = keys.with_slot(key, "Deputy", "Ferngru\u00df u\u0308ber Mo\u0308wen")
    assert keys.unwrap("Ferngru\u00df \u00fcber M\u00f6wen") == key


@pytest.mark.parametrize("weak", ["", "short", "elevenchars", "aaaaaaaaaaaaaaaa", "abababababab", " " * 20])
def test_what_a_machine_would_guess_is_refused(weak: str) -> None:
    with pytest.raises(StoreError, match="too easy to guess"):
        key_file.begin("Head", weak)


def test_a_slot_opens_under_its_own_name_and_in_its_own_file_only(held: tuple[KeyFile, bytes, str]) -> None:
    keys, _, _ = held
    slot = keys.slots[0]
    renamed = replace(keys, slots=(replace(slot, label="Deputy"),))
    assert renamed.unwrap(HEAD) is None
    moved = replace(keys, key_id="0" * 32)
    assert moved.unwrap(HEAD) is None
    bent = replace(keys, slots=(replace(slot, wrapped=bytes([slot.wrapped[0] ^ 1]) + slot.wrapped[1:]),))
    assert bent.unwrap(HEAD) is None


def test_it_comes_back_from_disk_for_its_owner_alone(tmp_path: Path, held: tuple[KeyFile, bytes, str]) -> None:
    keys, key, printed = held
    school = tmp_path / "oakfield.duckdb"
    key_file.write(school, keys)
    assert key_file.read(school) == keys
    place = tmp_path / "oakfield.duckdb.keys"
    content = place.read_bytes()
    for secret in (HEAD.encode(), printed.encode(), key, key.hex().encode()):
        assert secret not in content
    assert [path.name for path in tmp_path.iterdir()] == [place.name], "nothing half written stays"
    if sys.platform != "win32":
        assert stat.S_IMODE(place.stat().st_mode) == 0o600


def test_one_that_cannot_be_written_leaves_the_one_that_was_there(
    tmp_path: Path, held: tuple[KeyFile, bytes, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    keys, key, _ = held
    school = tmp_path / "oakfield.duckdb"
    key_file.write(school, keys)

    on_disk: list[object] = []
    monkeypatch.setattr(new_files, "name_on_disk", on_disk.append)
    key_file.write(school, keys)
    assert on_disk == [key_file.key_path(school)], "its name too"

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(StoreError, match="No space left on device"):
        key_file.write(school, keys.with_slot(key, "Deputy", DEPUTY))
    assert key_file.read(school) == keys
    assert len(list(tmp_path.iterdir())) == 1


def test_one_that_is_missing_says_where_a_copy_is(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"oakfield\.duckdb\.keys.*every backup has a copy"):
        key_file.read(tmp_path / "oakfield.duckdb")


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[: len(text) // 2],
        lambda text: text[:0],
        lambda text: "[" * len(text) * 10,
        lambda text: text.replace('file": 1', 'file": 2'),
        lambda text: text.replace('"n": 16', '"n": 1073741824'),
        lambda text: text.replace('"n": 16', '"n": 17'),
        lambda text: json.dumps({**json.loads(text), "slots": [{"label": "Head"}]}),
        lambda text: json.dumps({**json.loads(text), "salt": "not base64!"}),
    ],
)
def test_one_that_is_damaged_says_so(tmp_path: Path, held: tuple[KeyFile, bytes, str], damage: object) -> None:
    assert callable(damage)
    school = tmp_path / "oakfield.duckdb"
    key_file.write(school, held[0])
    place = key_file.key_path(school)
    content = json.loads(place.read_text("utf-8"))
    del content["sum"]
    place.write_text(damage(json.dumps(content)), "utf-8")
    with pytest.raises(StoreError, match="is damaged"):
        key_file.read(school)


def test_a_damaged_way_in_is_not_taken_for_a_wrong_passphrase(tmp_path: Path, held: tuple[KeyFile, bytes, str]) -> None:
    school = tmp_path / "oakfield.duckdb"
    key_file.write(school, held[0])
    place = key_file.key_path(school)
    content = json.loads(place.read_text("utf-8"))
    bent = content["slots"][0]["wrapped"]
    content["slots"][0]["wrapped"] = ("A" if bent[0] != "A" else "B") + bent[1:]
    place.write_text(json.dumps(content), "utf-8")
    with pytest.raises(StoreError, match=r"is damaged.*the copy in its place that lies beside a backup"):
        key_file.read(school)
    content["slots"][0]["wrapped"] = bent
    del content["sum"]
    place.write_text(json.dumps(content), "utf-8")
    assert key_file.read(school) == held[0], "one that was made before there was a sum"


def test_too_little_memory_is_told(held: tuple[KeyFile, bytes, str], monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> bytes:
        raise MemoryError

    monkeypatch.setattr(scrypt.Scrypt, "derive", full)
    with pytest.raises(StoreError, match="not enough memory to look at a passphrase"):
        held[0].unwrap(HEAD)


def test_stretching_costs_what_the_advice_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert key_file.COST >= 2**17
    keys, key, _ = key_file.begin("Head", HEAD)
    assert keys.cost == key_file.COST
    assert keys.unwrap(HEAD) == key


def test_a_recovery_key_can_be_typed_in_and_slips_show() -> None:
    printed = recovery_key.new()
    assert [len(group) for group in printed.split("-")] == [5] * 5
    bare = printed.replace("-", "")
    assert recovery_key.parse(printed) == bare
    assert recovery_key.parse(f"  {bare.lower()} ") == bare
    for place in range(len(bare)):
        other = "7" if bare[place] != "7" else "8"
        assert recovery_key.parse(bare[:place] + other + bare[place + 1 :]) is None
    assert recovery_key.parse(bare[:-1]) is None
    assert recovery_key.parse(HEAD) is None


def test_signs_that_changed_places_show() -> None:
    text = "0123456789ABCDEFGHJKMNPQ"
    whole = next(one for sign in "0123456789ABCDEFGHJKMNPQRSTVWXYZ" if (one := recovery_key.parse(text + sign)))
    for place in range(len(text) - 1):
        swapped = whole[:place] + whole[place + 1] + whole[place] + whole[place + 2 :]
        assert recovery_key.parse(swapped) is None


def test_a_recovery_key_has_no_letters_that_look_alike() -> None:
    signs = "".join(recovery_key.new() for _ in range(200))
    assert not set("ILOU") & set(signs)
    assert len(set(signs)) == 33

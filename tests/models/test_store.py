"""A photo that was kept stays kept, once, and nobody else can reach it."""

from __future__ import annotations

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from models.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "data")


def files(store: Store) -> list[Path]:
    return [each for each in store.photos.rglob("*") if each.is_file()]


def test_a_photo_is_kept_under_the_name_of_its_content(store: Store) -> None:
    name = store.put(b"lamp", "jpg")
    assert name == hashlib.sha256(b"lamp").hexdigest()
    assert store.path(name) == store.root / "photos" / name[:2] / f"{name}.jpg"
    assert store.read(name) == b"lamp"


def test_the_same_photo_twice_is_one_file(store: Store) -> None:
    assert store.put(b"lamp", "jpg") == store.put(b"lamp", "jpeg") == store.put(b"lamp", "jpg")
    assert len(files(store)) == 1


def test_ten_hands_at_once_leave_one_whole_file(store: Store) -> None:
    data = os.urandom(300_000)
    with ThreadPoolExecutor(10) as hands:
        names = set(hands.map(lambda _: store.put(data, "jpg"), range(10)))
    assert [store.read(name) for name in names] == [data]
    assert len(files(store)) == 1


def test_a_file_spoilt_on_the_disk_is_mended_when_the_photo_comes_again(store: Store) -> None:
    name = store.put(b"lamp", "jpg")
    store.path(name).write_bytes(b"la")
    assert store.put(b"lamp", "jpg") == name
    assert store.read(name) == b"lamp"


def test_only_the_bot_can_read_the_photos(store: Store) -> None:
    kept = store.path(store.put(b"lamp", "jpg"))
    assert kept.stat().st_mode & 0o777 == 0o600
    assert {each.stat().st_mode & 0o777 for each in (kept.parent, store.photos)} == {0o700}


def test_a_full_disk_leaves_nothing_half_written(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    store.photos.mkdir(parents=True)
    (store.photos / hashlib.sha256(b"lamp").hexdigest()[:2]).mkdir()
    with pytest.raises(OSError, match="No space"):
        store.put(b"lamp", "jpg")
    assert files(store) == []


@pytest.mark.parametrize(
    "name", ["", "..", "../../etc/passwd", "A" * 64, "a" * 63, "a" * 65, "a" * 64 + "\n", "*" * 64]
)
def test_a_false_name_never_leaves_the_folder(store: Store, name: str) -> None:
    with pytest.raises(ValueError, match="64 hex digits"):
        store.path(name)


@pytest.mark.parametrize("suffix", ["", ".jpg", "../x", "JPG", "a b", "tar.gz", "jpg\n"])
def test_a_strange_ending_is_refused(store: Store, suffix: str) -> None:
    with pytest.raises(ValueError, match="ending"):
        store.put(b"lamp", suffix)


def test_a_lost_photo_is_said_to_be_lost(store: Store) -> None:
    with pytest.raises(FileNotFoundError):
        store.read("0" * 64)

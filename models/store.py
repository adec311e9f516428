"""Where the school's photos lie: a file named by its own content, whole or not there at all."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

SHA256 = re.compile(r"[0-9a-f]{64}")
# How the name of a file begins that is not yet whole.
BEGUN = ".writing-"
SUFFIX = re.compile(r"[a-z0-9]{1,8}")


class Store:
    """Photos under `root/photos/ab/<sha256>.<suffix>`, readable by the bot's own account only."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.photos = root / "photos"

    def open(self) -> None:
        """Sweeps out what was half written when a process ended. Nobody else may be writing.

        Raises OSError where the folder cannot be written.
        """
        self._make_folder(self.photos)
        for leftover in self.photos.glob(f"*/{BEGUN}*"):
            leftover.unlink()
        handle, name = tempfile.mkstemp(dir=self.photos, prefix=BEGUN)
        os.close(handle)
        Path(name).unlink()

    def put(self, data: bytes, suffix: str) -> str:
        """Keeps the photo for good and gives its name; the same photo twice is one file.

        `suffix` is the ending without a dot ("jpg"). When this returns, the file survives a
        power cut. Raises ValueError for a strange suffix and OSError when the disk refuses.
        """
        if not SUFFIX.fullmatch(suffix):
            raise ValueError("the ending of a photo's file is a few letters or digits")
        sha256 = hashlib.sha256(data).hexdigest()
        kept = self._kept(sha256)
        if kept is not None and kept.read_bytes() == data:
            # The first writer may have died between its rename and its fsync of the folder.
            _sync_folder(kept.parent)
            return sha256
        target = kept or self.photos / sha256[:2] / f"{sha256}.{suffix}"
        self._make_folder(target.parent)
        _write_whole(target, data)
        return sha256

    def path(self, sha256: str) -> Path:
        """The photo's file. Raises ValueError (false name) or FileNotFoundError (lost photo)."""
        kept = self._kept(sha256)
        if kept is None:
            raise FileNotFoundError(f"no photo is kept under {sha256}")
        return kept

    def remove(self, sha256: str) -> None:
        """Deletes the photo; one that is gone already is no fault."""
        kept = self._kept(sha256)
        if kept is not None:
            kept.unlink(missing_ok=True)

    def older_than(self, moment: datetime) -> Iterator[str]:
        """The names of the photos that were written before that moment."""
        for file in self.photos.glob("*/*.*"):
            if SHA256.fullmatch(file.stem) and file.stat().st_mtime < moment.timestamp():
                yield file.stem

    def read(self, sha256: str) -> bytes:
        """The photo itself; raises like `path`."""
        return self.path(sha256).read_bytes()

    def _kept(self, sha256: str) -> Path | None:
        # The name comes from messages and rows; 64 hex digits cannot leave the folder.
        if not SHA256.fullmatch(sha256):
            raise ValueError("a photo's name is 64 hex digits")
        return next((self.photos / sha256[:2]).glob(f"{sha256}.*"), None)

    def _make_folder(self, folder: Path) -> None:
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        for each in (self.photos, folder):
            if not each.is_dir():
                each.mkdir(mode=0o700, exist_ok=True)
                # A new folder is itself only an entry in its parent.
                _sync_folder(each.parent)


def _write_whole(target: Path, data: bytes) -> None:
    """A reader sees the whole file or none: written beside, made durable, then renamed."""
    # mkstemp makes the file 0600; the dot keeps a leftover out of the search for photos.
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=BEGUN)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

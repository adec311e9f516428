"""The photos and papers that Telegram keeps: a file id for whoever has seen them."""

from __future__ import annotations

import io
import mimetypes
import secrets
from dataclasses import dataclass
from typing import Any

from PIL import Image

from bot.demo.strict import DOWNLOAD_LIMIT, WRONG_FILE, Json, Refusal

PAGES = (90, 320, 800)
FOLDERS = {
    "Photo": "photos",
    "Document": "documents",
    "Voice": "voice",
    "Video": "videos",
    "Sticker": "stickers",
}


@dataclass(frozen=True, slots=True)
class Stored:
    """One file: what it is, what a message shows of it, and where it can be fetched."""

    kind: str
    content: bytes
    media: Any
    path: str
    side: int | None = None


class Files:
    """Everything that was uploaded, by either side."""

    def __init__(self) -> None:
        self._by_id: dict[str, Stored] = {}
        self._by_path: dict[str, Stored] = {}

    def photo(self, content: bytes, width: int, height: int) -> list[Json]:
        """The sizes in which a photo is shown; the largest is the photo as it was sent."""
        longest = max(width, height)
        sizes: list[Json] = []
        for side in [*(side for side in PAGES if side < longest), None]:
            shown = 1.0 if side is None else side / longest
            size = {
                **self._names(),
                "width": max(round(width * shown), 1),
                "height": max(round(height * shown), 1),
            }
            if side is None:
                size["file_size"] = len(content)
            self._keep(size["file_id"], "Photo", content, sizes, ".jpg", side)
            sizes.append(size)
        return sizes

    def document(self, content: bytes, file_name: str, mime: str | None = None) -> Json:
        """A paper with its name."""
        media: Json = {
            **self._names(),
            "file_name": file_name,
            "mime_type": mime or mimetypes.guess_type(file_name)[0] or "application/octet-stream",
            "file_size": len(content),
        }
        suffix = "." + file_name.rpartition(".")[2] if "." in file_name else ""
        self._keep(media["file_id"], "Document", content, media, suffix)
        return media

    def other(self, kind: str, content: bytes, suffix: str, **about: Any) -> Json:
        """A voice message, a video or a sticker."""
        media: Json = {**self._names(), **about, "file_size": len(content)}
        self._keep(media["file_id"], kind, content, media, suffix)
        return media

    def again(self, file_id: str, kind: str) -> Any:
        """What a message shows of a file that Telegram already has."""
        if file_id.startswith(("http://", "https://")):
            raise Refusal("Bad Request: failed to get HTTP URL content")
        stored = self._by_id.get(file_id)
        if stored is None:
            raise Refusal(WRONG_FILE)
        if stored.kind != kind:
            raise Refusal(f"Bad Request: can't use file of type {stored.kind} as {kind}")
        return stored.media

    def where(self, file_id: str) -> Json:
        """Where a file can be fetched, as `getFile` tells it."""
        stored = self._by_id.get(file_id)
        if stored is None:
            raise Refusal("Bad Request: invalid file_id")
        if len(stored.content) > DOWNLOAD_LIMIT:
            raise Refusal("Bad Request: file is too big")
        shown = stored.media
        if isinstance(shown, list):
            shown = next(size for size in shown if size["file_id"] == file_id)
        told = {"file_id": file_id, "file_unique_id": shown["file_unique_id"]}
        if "file_size" in shown:
            told["file_size"] = shown["file_size"]
        return {**told, "file_path": stored.path}

    def content(self, path: str) -> bytes | None:
        """The bytes behind a path; the small sizes of a photo are made when somebody asks."""
        stored = self._by_path.get(path)
        if stored is None or stored.side is None:
            return None if stored is None else stored.content
        try:
            with Image.open(io.BytesIO(stored.content)) as image:
                small = image.convert("RGB")
        except OSError:
            # A torn photo has no small sizes; whoever asks gets it as torn as it is.
            return stored.content
        small.thumbnail((stored.side, stored.side))
        out = io.BytesIO()
        small.save(out, "JPEG", quality=80)
        return out.getvalue()

    def _names(self) -> Json:
        # Random, because a database may outlive this Telegram: an old id must stay unknown.
        return {
            "file_id": secrets.token_urlsafe(30),
            "file_unique_id": secrets.token_urlsafe(9),
        }

    def _keep(
        self, file_id: str, kind: str, content: bytes, media: Any, suffix: str,
        side: int | None = None,
    ) -> None:  # fmt: skip
        safe = suffix if suffix.removeprefix(".").isalnum() and suffix.isascii() else ""
        path = f"{FOLDERS[kind]}/file_{len(self._by_path)}{safe.lower()}"
        self._by_id[file_id] = self._by_path[path] = Stored(kind, content, media, path, side)

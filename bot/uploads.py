"""Files on their way out: `store:<sha256>` in a row becomes Telegram's own id, or the file."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session
from telegram import InputFile, InputMediaPhoto

from models.messaging import Upload
from models.store import Store

PREFIX = "store:"
FIELD = {"sendPhoto": "photo", "sendDocument": "document"}


def pack(session: Session, store: Store, method: str, payload: dict[str, Any]) -> dict[str, Any]:
    """The payload as it is sent, with files in place of references."""
    packed = {name: value for name, value in payload.items() if name != "file_name"}
    name = payload.get("file_name")
    if field := FIELD.get(method):
        packed[field] = _file(session, store, method, packed[field], name)
    elif method == "sendMediaGroup":
        files = [
            _file(session, store, "sendPhoto", part["media"], None) for part in packed["media"]
        ]
        packed["media"] = [InputMediaPhoto(file) for file in files]
    return packed


def _file(
    session: Session, store: Store, method: str, reference: str, name: str | None
) -> str | bytes | InputFile:
    if not reference.startswith(PREFIX):
        return reference
    sha256 = reference.removeprefix(PREFIX)
    known = session.get(Upload, (sha256, method))
    if known is not None:
        return known.file_id
    content = store.read(sha256)
    return InputFile(content, filename=name or "photo.jpg", attach=method == "sendPhoto")


def learn(session: Session, method: str, payload: dict[str, Any], result: Any) -> None:
    """Keeps the id that Telegram gave to a file of ours, so that it is uploaded once."""
    if method == "sendMediaGroup":
        for part, message in zip(payload["media"], result, strict=True):
            _keep(session, "sendPhoto", part["media"], message)
    elif field := FIELD.get(method):
        _keep(session, method, payload[field], result)


def _keep(session: Session, method: str, reference: str, message: dict[str, Any]) -> None:
    if not reference.startswith(PREFIX):
        return
    sent = message["photo"][-1] if method == "sendPhoto" else message["document"]
    key = (reference.removeprefix(PREFIX), method)
    if session.get(Upload, key) is None:
        session.add(Upload(sha256=key[0], method=method, file_id=sent["file_id"]))

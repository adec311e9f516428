"""What a person can do with a phone on the demo's page."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from aiohttp import web

from bot.demo.phone import Phone
from bot.demo.strict import Json

LONGEST_TEXT = 4096


class No(Exception):
    """A deed that cannot be done, by the name under which the page says why."""

    def __init__(self, why: str, status: int = 400) -> None:
        super().__init__(why)
        self.why = why
        self.status = status


@dataclass(frozen=True)
class Told:
    """What came with a deed: the fields, and the files if there were any."""

    fields: Json
    files: Sequence[tuple[str, str, bytes]] = ()

    def text(self, name: str) -> str:
        """A field in words; missing is empty."""
        value = self.fields.get(name)
        if value is not None and not isinstance(value, str):
            raise No("refused")
        if value and len(value.encode("utf-16-le")) // 2 > LONGEST_TEXT:
            raise No("too_long")
        return value or ""

    def number(self, name: str) -> int | None:
        """A field that is a whole number; missing is None."""
        value = self.fields.get(name)
        try:
            return None if value in {None, ""} else int(str(value))
        except ValueError:
            raise No("refused") from None


def _photos(phone: Phone, told: Told) -> None:
    images = [content for _, _, content in told.files]
    caption = told.text("caption")
    if not 1 <= len(images) <= 10:
        raise ValueError("one to ten photos at once")
    if len(images) == 1:
        phone.photo(images[0], caption, reply_to=told.number("reply_to"))
    else:
        phone.album(images, [caption])


def _document(phone: Phone, told: Told) -> None:
    ((name, mime, content),) = told.files
    phone.document(content, name, mime, reply_to=told.number("reply_to"))


def _voice(phone: Phone, told: Told) -> None:
    ((_, _, content),) = told.files
    phone.voice(content, told.number("seconds") or 1)


# What a person can do with a phone, and what is said when the phone refuses.
DEEDS: dict[str, tuple[Callable[[Phone, Told], object], str]] = {
    "start": (lambda phone, told: phone.start(told.text("payload")), "bad_code"),
    "text": (
        lambda phone, told: phone.text(told.text("text"), reply_to=told.number("reply_to")),
        "gone",
    ),
    "photos": (_photos, "not_a_picture"),
    "document": (_document, "refused"),
    "voice": (_voice, "refused"),
    "sticker": (lambda phone, told: phone.sticker(told.text("emoji")), "refused"),
    "forward": (
        lambda phone, told: phone.forward(told.text("text"), origin_name=told.text("name")),
        "refused",
    ),
    "edit": (
        lambda phone, told: phone.edit(told.number("message_id") or 0, told.text("text")),
        "gone",
    ),
    "press": (
        lambda phone, told: phone.press(told.number("message_id") or 0, told.text("data")),
        "gone",
    ),
    "block": (lambda phone, _: phone.block(), "refused"),
    "unblock": (lambda phone, _: phone.unblock(), "refused"),
}


async def told_by(request: web.Request) -> Told:
    """What a page sent, as JSON or as a form with files."""
    if request.content_type == "application/json":
        try:
            fields = json.loads(await request.read())
        except ValueError:
            raise No("refused") from None
        if not isinstance(fields, dict):
            raise No("refused")
        return Told(fields)
    fields, files = {}, []
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            files.append((value.filename, value.content_type, value.file.read()))
        else:
            fields[name] = value
    return Told(fields, files)


async def do(phone: Phone, deed: str, request: web.Request) -> None:
    """One deed on one phone. Raises `No` where the phone refuses."""
    does, why_not = DEEDS[deed]
    told = await told_by(request)
    if phone.blocked and deed not in {"start", "unblock"}:
        raise No("blocked")
    try:
        does(phone, told)
    except ValueError:
        raise No(why_not) from None

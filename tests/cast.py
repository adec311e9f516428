"""The cast: people of the sample school at their phones, talking to the real application.

Telegram is the demo's own, strict and in process; nothing of it is mocked. What a person does is
followed by everything the house does about it, so that the next line of a test can look.
"""

from __future__ import annotations

import io
import mimetypes
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from drafting import reports
from PIL import Image

from bot.app import Service
from bot.demo.phone import Phone
from bot.demo.telegram import Telegram
from models.people.person import Person
from models.repairs import Repair


def picture(colour: str = "red", size: tuple[int, int] = (640, 480)) -> bytes:
    """A real JPEG; another colour is another picture."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return out.getvalue()


class Actor:
    """One person at one phone."""

    def __init__(self, stage: Stage, phone: Phone) -> None:
        self.stage = stage
        self.phone = phone

    @property
    def messages(self) -> list[dict[str, Any]]:
        """What the bot sent to this phone, newest last."""
        return [message for message in self.phone.messages if not message.get("out")]

    @property
    def last(self) -> str:
        """The text of the newest message from the bot."""
        return text_of(self.messages[-1])

    @property
    def card(self) -> dict[str, Any]:
        """The newest message that has buttons."""
        return next(message for message in reversed(self.messages) if buttons_of(message))

    def now(self, message: dict[str, Any]) -> dict[str, Any]:
        """A message as it stands on the phone now."""
        key = message["message_id"]
        return next(one for one in self.messages if one["message_id"] == key)

    @property
    def buttons(self) -> list[str]:
        """What is written on the buttons of the newest message that has any."""
        return [button["text"] for button in buttons_of(self.card)]

    def sees(self, part: str) -> bool:
        """Whether any message from the bot holds these words."""
        return any(part in text_of(message) for message in self.messages)

    async def starts(self, payload: str = "") -> Actor:
        """Presses START, with what a link brings along."""
        self.phone.start(payload)
        return await self.stage.settles(self)

    async def sends(self, text: str, reply_to: int | None = None) -> Actor:
        """Types a message."""
        self.phone.text(text, reply_to=reply_to)
        return await self.stage.settles(self)

    async def shows(self, image: bytes, caption: str = "", reply_to: int | None = None) -> Actor:
        """Sends a photo."""
        self.phone.photo(image, caption, reply_to=reply_to)
        return await self.stage.settles(self)

    async def shows_album(self, images: Sequence[bytes], captions: Sequence[str] = ()) -> Actor:
        """Sends several photos at once."""
        self.phone.album(images, captions)
        return await self.stage.settles(self)

    async def sends_file(self, content: bytes, name: str) -> Actor:
        """Sends a file as a document."""
        mime = mimetypes.guess_type(name)[0] or "application/octet-stream"
        self.phone.document(content, name, mime)
        return await self.stage.settles(self)

    def file(self) -> tuple[str, bytes]:
        """The newest file that the bot sent: its name and what is in it."""
        message = next(one for one in reversed(self.messages) if "document" in one)
        files = self.stage.telegram.files
        content = files.content(files.where(message["document"]["file_id"])["file_path"])
        assert content is not None
        return message["document"]["file_name"], content

    async def presses(self, label: str, on: dict[str, Any] | None = None) -> Actor:
        """Presses the button with this label: on that message, or on the newest that has it."""
        self.phone.press(*self.finds(label, on))
        return await self.stage.settles(self)

    def finds(self, label: str, on: dict[str, Any] | None = None) -> tuple[int, str]:
        """Where a button is, and what lies behind it."""
        for message in [on] if on else reversed(self.messages):
            for button in buttons_of(message):
                if label in button["text"] and "callback_data" in button:
                    return message["message_id"], button["callback_data"]
        seen = [button["text"] for message in self.messages[-3:] for button in buttons_of(message)]
        raise AssertionError(f"{self.phone.name} sees no button {label!r}, but {seen}")


class Stage:
    """The house, its Telegram, and everybody in it."""

    def __init__(self, service: Service, telegram: Telegram, actors: dict[str, Actor]) -> None:
        self.service = service
        self.telegram = telegram
        self.actors = actors

    def __getitem__(self, name: str) -> Actor:
        """The person of this name."""
        return self.actors[name]

    def now(self) -> datetime:
        """The school's now."""
        return self.service.runtime.clock.now()

    async def settles(self, actor: Actor) -> Actor:
        """Lets the house take in what came, and do all it can do now."""
        await self.takes_in()
        await self.service.drain()
        return actor

    async def takes_in(self) -> None:
        """Fetches from Telegram what waits there, without waiting for more."""
        status, body = await self.telegram.call(
            "getUpdates", {"offset": self.service.inbox.offset, "timeout": 0}, {}
        )
        assert status == 200, body
        if body["result"]:
            self.service.inbox.take(body["result"])

    async def passes(self, **time: float) -> None:
        """Lets school time pass, stopping at every due moment on the way."""
        await self.service.go_on(self.now() + timedelta(**time))

    async def comes(self, moment: datetime) -> None:
        """Lets time pass until that moment."""
        await self.service.go_on(moment)

    async def sleeps_until(self, moment: datetime) -> None:
        """The house is off until that moment, and makes up for it then."""
        self.service.runtime.clock.move_to(moment)
        self.service.tick()
        await self.service.drain()


def text_of(message: dict[str, Any]) -> str:
    """The words of a message, caption included."""
    return str(message.get("text") or message.get("caption") or "")


def buttons_of(message: dict[str, Any]) -> list[dict[str, Any]]:
    """All buttons under a message."""
    rows = (message.get("reply_markup") or {}).get("inline_keyboard", [])
    return [button for row in rows for button in row]


def name_of(person: Person | None) -> str:
    """The person's name, or nothing."""
    return person.name if person else ""


def only_ticket(stage: Stage) -> Repair:
    """The one report that there is, as it stands in the database."""
    with stage.service.runtime.reading() as session:
        found: Repair = reports(session).one()
        return found

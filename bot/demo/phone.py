"""A person's side of the chat: what is typed, photographed and pressed on one phone."""

from __future__ import annotations

import io
import re
import secrets
from collections.abc import Sequence
from typing import Any

from PIL import Image

from bot.demo.chats import Account, Chat, Press, public
from bot.demo.entities import automatic, trimmed
from bot.demo.state import TelegramState
from bot.demo.strict import Json

PAYLOAD = re.compile(r"[A-Za-z0-9_-]{0,64}")


class Phone(Account):
    """The phone of one person.

    What a phone cannot do (press under somebody's message, write to a bot that it blocked)
    raises ValueError.
    """

    def __init__(
        self,
        telegram: TelegramState,
        user_id: int,
        name: str,
        language: str,
        username: str | None,
    ) -> None:
        super().__init__(user_id, name, language, username)
        self._telegram = telegram
        self._last_press: tuple[int, Json, str] | None = None

    @property
    def chat_id(self) -> int:
        """The private chat with the bot has the number of the person."""
        return self.user_id

    @property
    def messages(self) -> list[Json]:
        """What is visible in the private chat, newest last; `out` marks this person's own."""
        return self._chat().messages

    @property
    def reply_keyboard(self) -> Json | None:
        """The keyboard that stands in place of the letters."""
        return self._chat().reply_keyboard

    @property
    def commands(self) -> list[Json]:
        """The commands that this person sees in the private chat."""
        letters = self.language[:2]
        for scope, chat_id in (
            ("chat", self.user_id),
            ("all_private_chats", 0),
            ("default", 0),
        ):
            for language in (letters, ""):
                found = self._telegram.commands.get((scope, chat_id, 0, language))
                if found:
                    return found
        return []

    def start(self, payload: str = "") -> Json:
        """Open the chat, perhaps by a link that carries a code; a blocked bot is let in again."""
        if not PAYLOAD.fullmatch(payload):
            raise ValueError("a link carries at most 64 letters, digits, - and _")
        if self.blocked:
            self.unblock()
        return self.text(f"/start {payload}".strip())

    def text(self, text: str, *, reply_to: int | None = None, chat: int | None = None) -> Json:
        """Write something, in the private chat or in a group."""
        text, _ = trimmed(text, [])
        if not text:
            raise ValueError("a phone sends no empty text")
        content = {"text": text, "entities": automatic(text, [])}
        return self._send(content, reply_to=reply_to, chat=chat)

    def photo(self, image: bytes, caption: str = "", *, reply_to: int | None = None) -> Json:
        """Send a photo. Only its head is read here, so one that is torn later on gets through."""
        return self._send({**self._picture(image), **_captioned(caption)}, reply_to=reply_to)

    def again(self, message: Json, caption: str = "") -> Json:
        """Send a picture once more that was sent before: to Telegram it is the same file."""
        kinds: Json = {kind: message[kind] for kind in ("photo", "document") if kind in message}
        return self._send({**kinds, **_captioned(caption)})

    def album(self, images: Sequence[bytes], captions: Sequence[str] = ()) -> list[Json]:
        """Send several photos at once: the bot gets them one by one, with one group id."""
        group = {"media_group_id": str(secrets.randbits(53))}
        text = [*captions, *[""] * (len(images) - len(captions))]
        contents = [
            {**self._picture(image), **_captioned(caption), **group}
            for image, caption in zip(images, text, strict=True)
        ]
        return [self._send(content) for content in contents]

    def document(
        self,
        content: bytes,
        file_name: str,
        mime: str,
        caption: str = "",
        *,
        reply_to: int | None = None,
        media_group_id: str | None = None,
    ) -> Json:
        """Send a paper."""
        paper = self._telegram.files.document(content, file_name, mime)
        group = {"media_group_id": media_group_id}
        return self._send({"document": paper, **_captioned(caption), **group}, reply_to=reply_to)

    def voice(self, content: bytes, seconds: int) -> Json:
        """Say something instead of typing it."""
        about = {"duration": seconds, "mime_type": "audio/ogg"}
        return self._send({"voice": self._telegram.files.other("Voice", content, ".oga", **about)})

    def video(self, content: bytes) -> Json:
        """Send a short film."""
        about = {"width": 640, "height": 360, "duration": 5, "mime_type": "video/mp4"}
        return self._send({"video": self._telegram.files.other("Video", content, ".mp4", **about)})

    def sticker(self, emoji: str = "👍") -> Json:
        """Send a sticker."""
        about: Json = {
            "type": "regular",
            "width": 512,
            "height": 512,
            "is_animated": False,
            "is_video": False,
            "emoji": emoji,
        }
        sticker = self._telegram.files.other("Sticker", b"RIFF", ".webp", **about)
        return self._send({"sticker": sticker})

    def forward(self, text: str, *, origin_name: str, origin_id: int | None = None) -> Json:
        """Pass on what somebody else wrote; without an id that person hides behind the name."""
        origin: Json = {"date": self._telegram.date()}
        if origin_id is None:
            origin |= {"type": "hidden_user", "sender_user_name": origin_name}
        else:
            sender = {"id": origin_id, "is_bot": False, "first_name": origin_name}
            origin |= {"type": "user", "sender_user": sender}
        content = {
            "text": text,
            "entities": automatic(text, []),
            "forward_origin": origin,
        }
        return self._send(content)

    def edit(self, message_id: int, text: str) -> Json:
        """Write one of one's own messages anew, or the words under one's own photo."""
        chat = self._chat()
        message = chat.find(message_id)
        if message is None or not message.get("out"):
            raise ValueError("a person edits only what that person wrote")
        field, marks = (
            ("text", "entities") if "text" in message else ("caption", "caption_entities")
        )
        edited = {**message, field: text, marks: automatic(text, [])}
        edited = {name: value for name, value in edited.items() if value}
        edited["edit_date"] = self._telegram.date()
        self._telegram.replace(chat, edited)
        self._telegram.updates.put("edited_message", public(edited))
        return edited

    def press(self, message_id: int, data: str, *, chat: int | None = None) -> str:
        """Press a button under a message of the bot, or pretend to: any data gets through."""
        where = self._chat(chat)
        message = where.find(message_id)
        if message is None or message["from"]["id"] != self._telegram.bot_id:
            raise ValueError("buttons stand only under visible messages of the bot")
        self._last_press = where.id, message, data
        return self._pressed(*self._last_press)

    def redeliver_last_press(self) -> None:
        """The app repeats a press after a bad connection: a new update and a new query id."""
        if self._last_press is None:
            raise ValueError("nothing was pressed yet")
        self._pressed(*self._last_press)

    def block(self) -> None:
        """Shut the bot out."""
        if not self.blocked:
            self.blocked = True
            self._telegram.membership(self._chat(), self.user, "member", "kicked")

    def unblock(self) -> None:
        """Let the bot in again."""
        if self.blocked:
            self.blocked = False
            self._telegram.membership(self._chat(), self.user, "kicked", "member")

    def _chat(self, chat_id: int | None = None) -> Chat:
        chat = self._telegram.chats[self.user_id if chat_id is None else chat_id]
        if self.user_id not in chat.members:
            raise ValueError(f"{self.name} is not in this group")
        return chat

    def _picture(self, image: bytes) -> Json:
        try:
            with Image.open(io.BytesIO(image)) as opened:
                width, height = opened.size
        except (OSError, Image.DecompressionBombError):
            raise ValueError("a phone sends only pictures as photos") from None
        return {"photo": self._telegram.files.photo(image, width, height)}

    def _send(self, content: Json, *, reply_to: int | None = None, chat: int | None = None) -> Json:
        where = self._chat(chat)
        if where.id == self.user_id:
            if self.blocked:
                raise ValueError("nobody writes to a bot that is blocked; start() lets it in")
            self.started = True
        reply: Json | None = None
        if reply_to is not None:
            answered = where.find(reply_to)
            if answered is None:
                raise ValueError("the message to reply to is gone")
            reply = public(answered)
            reply.pop("reply_to_message", None)
        message = self._telegram.append(where, self.user, **content, reply_to_message=reply)
        if not where.left and (not where.privacy or self._meant_for_bot(message)):
            self._telegram.updates.put("message", public(message))
        return message

    def _meant_for_bot(self, message: Json) -> bool:
        """In a group the bot hears commands, its own name and answers to its messages."""
        reply = message.get("reply_to_message")
        if reply is not None and reply["from"]["id"] == self._telegram.bot_id:
            return True
        text, at_bot = (
            str(message.get("text", "")).lower(),
            f"@{self._telegram.username}".lower(),
        )
        command = re.match(r"/[a-z0-9_]+(@\w+)?", text)
        if command:
            return command[1] in {None, at_bot}
        return re.search(rf"(?<!\w){re.escape(at_bot)}(?!\w)", text) is not None

    def _pressed(self, chat_id: int, message: Json, data: str) -> str:
        press = Press(self.user_id, chat_id, self._telegram.real())
        return self._telegram.pressed(press, message, data)


def _captioned(caption: str) -> dict[str, Any]:
    return {"caption": caption, "caption_entities": automatic(caption, [])}

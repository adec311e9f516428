"""What happens on the phones, numbered, so that a page that lost the line misses nothing."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from bot.demo.phone import Phone
from bot.demo.strict import Json
from bot.demo.telegram import Telegram

REMEMBERED = 3000


def dumped(body: Json) -> str:
    """JSON on one line, Chinese as Chinese."""
    return json.dumps(body, ensure_ascii=False)


def frame(phone: Phone) -> Json:
    """What stands around the messages of a phone."""
    return {
        "started": phone.started,
        "blocked": phone.blocked,
        "keyboard": phone.reply_keyboard,
        "commands": phone.commands,
    }


class Feed:
    """The events of this demo in order; the last few thousand can be told again."""

    def __init__(self, telegram: Telegram) -> None:
        self.last = 0
        self.closed = False
        self._telegram = telegram
        # Numbers start anew with each start of the demo, and a page may outlive one.
        self._start = secrets.token_hex(4)
        self._events: deque[tuple[int, str]] = deque(maxlen=REMEMBERED)
        self._frames: dict[int, Json] = {}
        self._listening: set[asyncio.Event] = set()
        telegram.listeners.append(self._heard)

    def name(self, number: int) -> str:
        """The event id that the stream carries."""
        return f"{self._start}-{number}"

    def put(self, event: Json) -> None:
        """One more event, for every page."""
        self.last += 1
        self._events.append((self.last, dumped({**event, "seq": self.last})))
        self.wake()

    def after(self, number: int) -> list[tuple[int, str]]:
        """What came after an event."""
        return [event for event in self._events if event[0] > number]

    def known(self, name: str) -> int | None:
        """The number behind an event id, or None when what followed it is no longer known."""
        start, _, number = name.partition("-")
        if start != self._start or not number.isdecimal():
            return None
        known = int(number)
        oldest = self._events[0][0] if self._events else self.last + 1
        return known if oldest - 1 <= known <= self.last else None

    def look_around(self) -> None:
        """Tell of phones that were started, switched off, or given other keys and commands.

        Telegram's own events do not cover these, and a keyboard changes just after its message.
        """
        for user_id, phone in self._telegram.phones.items():
            seen = frame(phone)
            if self._frames.get(user_id) != seen:
                known = user_id in self._frames
                self._frames[user_id] = seen
                if known:
                    self.put({"kind": "phone", "chat": user_id, **seen})

    @contextmanager
    def listening(self) -> Iterator[asyncio.Event]:
        """An event that is set whenever there may be something new."""
        woken = asyncio.Event()
        self._listening.add(woken)
        try:
            yield woken
        finally:
            self._listening.discard(woken)

    def wake(self) -> None:
        """Let every stream look again."""
        for woken in self._listening:
            woken.set()

    def close(self) -> None:
        """End all streams, so that the demo can end."""
        self.closed = True
        self.wake()

    def _heard(self, event: Json) -> None:
        if event["kind"] == "commands":
            self.wake()
        elif event["chat"] in self._telegram.phones:
            self.put(event)

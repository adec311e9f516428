"""Buttons: what is written on them, what is written behind them, and who answers.

What lies behind a button may be forged by whoever holds the phone; rights are checked at the
verb, and the version that travels with it says which card was pressed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine
from typing import Any, ClassVar

from telegram import CopyTextButton, InlineKeyboardButton, Update
from telegram.ext import Application, CallbackQueryHandler

from bot.context import Context

Answer = Callable[[Update, Context], Coroutine[Any, Any, str | None]]
LONGEST = 64
PRIMARY, SUCCESS, DANGER = "primary", "success", "danger"
TEXT_LIMIT = 40


def copying(text: str, number: str) -> InlineKeyboardButton:
    """A button that copies a number or a code; nobody answers it but the phone."""
    return InlineKeyboardButton(_short(text), copy_text=CopyTextButton(number))


def _short(text: str) -> str:
    return text if len(text) <= TEXT_LIMIT else text[: TEXT_LIMIT - 1] + "…"


class CallbackButton:
    """One kind of button. `ACCEPT.button("接单", ticket.id, ticket.version)`."""

    known: ClassVar[dict[str, CallbackButton]] = {}

    def __init__(self, name: str, formerly: str = "", style: str | None = None) -> None:
        """`name` begins with the feature's. Under `formerly` the button still hangs on phones.
        `style` is the colour that helps the thumb: primary for the next step, success for the end
        of one's work, danger for what takes something back.
        """
        if name in self.known:
            raise ValueError(f"two buttons are called {name}")
        self.name = name
        self.formerly = formerly
        self.style = style
        self.known[name] = self

    @property
    def names(self) -> frozenset[str]:
        """Under which names it may come back from a phone."""
        return frozenset({self.name, self.formerly} - {""})

    def button(self, text: str, *callback_args: object) -> InlineKeyboardButton:
        """The button. Raises `ValueError` where more lies behind it than Telegram carries."""
        data = ":".join([self.name, *(str(part) for part in callback_args)])
        if len(data.encode()) > LONGEST:
            raise ValueError(f"too much behind a button: {data}")
        return InlineKeyboardButton(_short(text), callback_data=data, style=self.style)

    def handler(self, answer: Answer) -> CallbackHandler:
        """Whoever answers when it is pressed."""
        return CallbackHandler(self, answer)


class CallbackHandler(CallbackQueryHandler[Context, str | None]):
    """Hands the callback what lies behind the button, as `context.callback_args`."""

    def __init__(self, press: CallbackButton, answer: Answer) -> None:
        names = "|".join(re.escape(name) for name in sorted(press.names))
        super().__init__(answer, pattern=re.compile(rf"({names})(:|$)"))
        self.press = press

    def check_update(self, update: object) -> Any:
        """Whether it was this button. A press may come without anything behind it."""
        query = update.callback_query if isinstance(update, Update) else None
        return super().check_update(update) if query is not None and query.data else None

    def collect_additional_context(
        self,
        context: Context,
        update: Update,
        application: Application[Any, Any, Any, Any, Any, Any],
        check_result: Any,
    ) -> None:
        query = update.callback_query
        assert query is not None
        assert query.data is not None
        context.callback_args = query.data.split(":")[1:]

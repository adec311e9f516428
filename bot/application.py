"""The PTB application, with everything refused that would live outside the transaction."""

from __future__ import annotations

import logging
import re
import sys
from types import TracebackType
from typing import Any, NoReturn

from telegram import User
from telegram.ext import Application, BaseHandler, ContextTypes, ExtBot
from telegram.request import BaseRequest, HTTPXRequest

from bot.config import Settings
from bot.context import Context
from bot.feature import Features
from bot.gate import Gate
from bot.outbox import OutboxLimiter
from bot.unit_of_work import current_unit

# As many calls as the dispatcher has under way, one that asks whether the line works, and those
# that fetch files beside them.
CONNECTIONS = 10
# Seconds that an answer is waited for: a message that was sent again too early arrives twice.
PATIENCE = 35.0
CONNECTING = 10.0
TOKEN = re.compile(r"\d{6,}:[A-Za-z0-9_-]{30,}")
PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")


class HouqinApplication(Application[ExtBot[Any], Context, Any, Any, Any, Any]):
    """Runs the ordinary handlers, inside a unit of work only."""

    # What the menu, /help and all other hubs read.
    features: Features

    def bring_in(self, features: Features) -> None:
        """Lets the features answer, in their order, whoever the gate lets pass."""
        self.features = features
        self.add_handler(Gate(features.strangers()), group=-1)
        self.add_handler(features.dialogues())

    async def process_error(
        self,
        update: object,
        error: Exception,
        job: Any = None,
        coroutine: Any = None,
    ) -> bool:
        """Hands a handler's error to the unit of work, which rolls back; nothing is swallowed."""
        unit = current_unit()
        if unit is None:
            raise error
        unit.error = error
        return True

    def create_task(self, *_: Any, **__: Any) -> NoReturn:
        """Refused: a task would outlive the transaction."""
        raise RuntimeError("a task would outlive the transaction; write a row instead")

    def add_handler(self, handler: BaseHandler[Any, Context, Any], group: int = 0) -> None:
        """Adds a handler. Raises `ValueError` for one that would run beside the transaction."""
        if handler.block is False:
            raise ValueError("block=False would run beside the transaction")
        super().add_handler(handler, group)


def build(
    settings: Settings, direct: type[BaseRequest] | None = None, **to_direct: Any
) -> HouqinApplication:
    """Builds the application for these settings.

    With `direct`, calls go to that class instead of over HTTP: the tests' way to the demo's
    Telegram.
    """
    proxy = settings.proxy_url.get_secret_value() if settings.proxy_url else None

    def request(size: int) -> BaseRequest:
        if direct is not None:
            return direct(**to_direct)
        return HTTPXRequest(
            connection_pool_size=size,
            proxy=proxy,
            read_timeout=PATIENCE,
            connect_timeout=CONNECTING,
        )

    bot = NamedBot(
        token=settings.bot_token.get_secret_value(),
        base_url=f"{settings.bot_api_url}/bot",
        base_file_url=f"{settings.bot_api_url}/file/bot",
        request=request(CONNECTIONS),
        get_updates_request=request(1),
        rate_limiter=OutboxLimiter(),
    )
    context_types = ContextTypes(context=Context)
    application = (
        Application.builder()
        .application_class(HouqinApplication)
        .bot(bot)
        .context_types(context_types)
        .updater(None)
        .job_queue(None)
        .build()
    )
    assert isinstance(application, HouqinApplication)
    return application


class NamedBot(ExtBot[Any]):
    """PTB's bot, which begins before Telegram has said who it is: Telegram may not be there."""

    _supposed = ""
    _asks = True

    def goes_by(self, username: str) -> None:
        """Says how the bot was called when it ran last."""
        self._supposed = username

    async def initialize(self) -> None:
        """Opens the lines and asks nothing; PTB's own would wait for the answer to `getMe`."""
        self._asks = False
        await super().initialize()
        self._asks = True

    async def get_me(self, **how: Any) -> User:
        """Who the bot is, from Telegram."""
        return await super().get_me(**how) if self._asks else self.bot

    @property
    def bot(self) -> User:
        """Who the bot is, as far as is known."""
        try:
            return super().bot
        except RuntimeError:
            # PTB's way to say that it has not asked yet.
            number = int(self.token.partition(":")[0])
            return User(number, self._supposed, is_bot=True, username=self._supposed)


class WithoutToken(logging.Filter):
    """Takes anything that looks like a bot's token or a mobile phone's number out of every log
    line, tracebacks included. PostgreSQL shows the row that it refuses.
    """

    @staticmethod
    def _without(text: str) -> str:
        return PHONE.sub("<phone>", TOKEN.sub("<token>", text))

    def filter(self, record: logging.LogRecord) -> bool:
        """Lets every line through, without tokens and phone numbers."""
        text = record.getMessage()
        record.msg, record.args = self._without(text), ()
        if record.exc_info:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = self._without(record.exc_text)
        return True


def set_up_logging(level: str) -> None:
    """Logs to standard error. The HTTP libraries stay quiet: their lines hold the token."""
    handler = logging.StreamHandler()
    handler.addFilter(WithoutToken())
    form = "%(asctime)s %(levelname)s %(name)s: %(message)s"
    logging.basicConfig(level=level, format=form, handlers=[handler], force=True)
    for name in ("httpx", "httpcore", "apscheduler", "telegram"):
        logging.getLogger(name).setLevel(logging.WARNING)
    sys.excepthook = _last_words


def _last_words(
    kind: type[BaseException], fault: BaseException, trace: TracebackType | None
) -> None:
    """What ends the process goes to the log as well: PTB's own words for a wrong token hold it."""
    logging.getLogger(__name__).critical("the end", exc_info=(kind, fault, trace))

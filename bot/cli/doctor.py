"""What is wrong with this installation, in sentences."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine, func, inspect, select
from sqlalchemy.exc import SQLAlchemyError
from telegram.error import InvalidToken, TelegramError

from bot import application, db
from bot.clock import real_now
from bot.config import Settings
from bot.deliveries import WAITING
from bot.outbox import allow_network
from models.audit import broken_link
from models.messaging import Chat, Heartbeat, In, Inbound, Outbound

INBOX_PATIENCE = timedelta(minutes=5)
OUTBOX_PATIENCE = timedelta(minutes=15)
SILENCE = timedelta(minutes=5)


async def examine(settings: Settings) -> list[str]:
    """Every fault found, each as a sentence; nothing where all is well."""
    faults = []
    if not settings.bot_token.get_secret_value():
        faults.append("BOT_TOKEN is empty: get one from @BotFather and put it into .env.")
    else:
        faults += await _telegram(settings)
    if not settings.admin_ids:
        faults.append("ADMIN_IDS is empty: nobody can approve or invite anybody.")
    try:
        engine = db.open_engine(settings.database_url.get_secret_value())
    except db.Unusable as fault:
        return [*faults, str(fault), *_store(settings.data_dir)]
    try:
        db.check(engine)
        faults += _rows(engine)
    except db.Unusable as fault:
        faults.append(str(fault))
    except SQLAlchemyError as fault:
        faults.append(f"The database cannot be read: {type(fault).__name__}.")
    finally:
        engine.dispose()
    return faults + _store(settings.data_dir)


def _store(folder: Path) -> list[str]:
    """Whether photos can be kept, without touching anything beside a running bot."""
    there = next(each for each in (folder.resolve(), *folder.resolve().parents) if each.exists())
    if there.is_dir() and os.access(there, os.W_OK):
        return []
    return [f"DATA_DIR {folder} cannot be written: photos cannot be kept."]


async def _telegram(settings: Settings) -> list[str]:
    bot = application.build(settings).bot
    try:
        with allow_network():
            async with bot:
                await bot.get_me()
    except InvalidToken:
        return ["Telegram does not know BOT_TOKEN."]
    except TelegramError as fault:
        return [
            f"Telegram cannot be reached ({type(fault).__name__}): "
            "where it is blocked, set PROXY_URL or BOT_API_URL."
        ]
    return []


def _rows(engine: Engine) -> list[str]:
    """The age of what waits, and of the last sign of life."""
    if not inspect(engine).has_table("inbox"):
        return ["The database is empty: the bot has not run yet."]
    faults = []
    with db.readers(engine)() as session:
        heartbeat = session.get(Heartbeat, "poll")
        if heartbeat is None or real_now() - heartbeat.at > SILENCE:
            since = f"since {heartbeat.at:%Y-%m-%d %H:%M} UTC" if heartbeat else "ever"
            faults.append(f"The bot has not heard from Telegram {since}: is it running?")
        oldest_in = session.scalar(
            select(func.min(Inbound.received_at)).where(Inbound.state == In.OPEN)
        )
        if oldest_in is not None and real_now() - oldest_in > INBOX_PATIENCE:
            faults.append(f"An update has been waiting since {oldest_in:%Y-%m-%d %H:%M} UTC.")
        aside = session.scalar(
            select(func.count()).select_from(Inbound).where(Inbound.state == In.QUARANTINED)
        )
        if aside:
            faults.append(f"{aside} updates could not be processed and were set aside.")
        oldest_out = session.scalar(
            select(func.min(Outbound.created_at)).where(Outbound.state.in_(WAITING))
        )
        if oldest_out is not None and real_now() - oldest_out > OUTBOX_PATIENCE:
            faults.append(f"A message has been waiting since {oldest_out:%Y-%m-%d %H:%M} UTC.")
        blocked = session.scalar(
            select(func.count()).select_from(Chat).where(Chat.blocked_at.is_not(None))
        )
        broken = broken_link(session)
        if broken is not None:
            faults.append(f"The audit was changed beside the program, from row {broken} on.")
        if blocked:
            faults.append(f"{blocked} people have blocked the bot and hear nothing.")
    return faults

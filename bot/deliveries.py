"""Messages on their way: claimed just before they leave, marked when they have, many at once."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import copies, db
from bot.clock import real_now
from bot.uploads import learn, pack
from models.messaging import Card, Chat, Out, Outbound
from models.store import Store

log = logging.getLogger(__name__)
WAITING = (Out.NEW, Out.SENDING, Out.UNSURE)


@dataclass(frozen=True)
class Call:
    """One call to Telegram that is about to be made. `again` says that nobody knows whether it
    had been carried out before.
    """

    row_id: int
    method: str
    payload: dict[str, Any]
    packed: dict[str, Any]
    again: bool


@dataclass(frozen=True)
class Outcome:
    """What came of it: Telegram's answer, or a fault."""

    call: Call
    result: Any = None
    fault: Exception | None = None


def claim(session: Session, store: Store, ids: Sequence[int]) -> list[Call]:
    """Marks these rows as being sent, in their order. What was overtaken, what nobody can receive
    any more and what cannot be made at all is left out, and says why.
    """
    query = select(Outbound, Chat, Card).outerjoin(Chat, Chat.id == Outbound.chat_id)
    query = query.outerjoin(Card, Card.id == Outbound.card_id).where(Outbound.id.in_(ids))
    found = {row.id: (row, chat, card) for row, chat, card in session.execute(query)}
    calls = (_claimed(session, store, *found[row_id]) for row_id in ids if row_id in found)
    return [call for call in calls if call is not None]


def _claimed(
    session: Session, store: Store, row: Outbound, chat: Chat | None, card: Card | None
) -> Call | None:
    if row.state not in WAITING or _hopeless(row, chat):
        return None
    if card is not None and not copies.aim(row, card):
        return None
    payload = dict(row.payload)
    try:
        packed = pack(session, store, row.method, payload)
    except Exception as fault:
        if db.passes(fault):
            raise
        give_up(row, fault)
        return None
    # What a process was killed in the middle of is made once more for that; see `Out`.
    again = row.state == Out.UNSURE
    row.state, row.attempts = Out.SENDING, row.attempts + 1
    return Call(row.id, row.method, payload, packed, again)


def _hopeless(row: Outbound, chat: Chat | None) -> bool:
    """Drops what nobody can receive any more: late answers, chats that blocked us."""
    late = row.expires_at is not None and row.expires_at <= real_now()
    if late or (chat is not None and chat.blocked_at is not None):
        row.state, row.error = Out.DEAD, "late" if late else "blocked"
    return row.state == Out.DEAD


def give_up(row: Outbound, fault: Exception) -> None:
    """What cannot be sent at all must not stop the others."""
    log.error("a message could not be made or understood", exc_info=fault)
    row.state, row.error = Out.DEAD, type(fault).__name__


@dataclass(frozen=True)
class Retired:
    """A copy of a card that must give way to a newer one."""

    card_id: int
    chat_id: int
    message_id: int


def mark(session: Session, outcomes: Sequence[Outcome]) -> tuple[list[Retired], bool]:
    """Notes what arrived: the ids of the messages, and of the files in them. Returns which older
    copies give way, and whether any of them had been tried before.
    """
    older, tried = [], False
    found = rows(session, [outcome.call.row_id for outcome in outcomes])
    for outcome in outcomes:
        row, card = found[outcome.call.row_id]
        learn(session, row.method, outcome.call.payload, outcome.result)
        result = outcome.result
        first = result[0] if isinstance(result, list) and result else result
        message_id = first.get("message_id") if isinstance(first, dict) else None
        if card is not None and message_id is not None:
            before = copies.arrived(row, card, message_id)
            if before is not None:
                older.append(Retired(card.id, row.chat_id, before))
        # Both at once, so that it is one statement.
        row.state, row.error, row.message_id = Out.SENT, "", row.message_id or message_id
        tried = tried or row.attempts > 1
    return older, tried


def rows(session: Session, ids: Sequence[int]) -> dict[int, tuple[Outbound, Card | None]]:
    """These rows, each with its card."""
    query = select(Outbound, Card).outerjoin(Card, Card.id == Outbound.card_id)
    found = session.execute(query.where(Outbound.id.in_(ids)))
    return {row.id: (row, card) for row, card in found}

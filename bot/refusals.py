"""What it means when Telegram refuses a call: the best is made of it, and nobody is held up."""

from __future__ import annotations

import logging

from bot import copies
from bot.clock import real_now
from bot.unit_of_work import UnitOfWork
from models.messaging import Card, Chat, Out, Outbound
from models.people.person import Person, Right

log = logging.getLogger(__name__)


def refused(row: Outbound, card: Card | None, says: str) -> None:
    """Plain text rather than nothing, a send for a lost edit; all else is given up."""
    if "not modified" in says:
        row.state = Out.SENT
    elif "can't parse entities" in says and "parse_mode" in row.payload:
        log.error("a message was no valid HTML and went as plain text")
        row.payload = {name: part for name, part in row.payload.items() if name != "parse_mode"}
    elif row.method == copies.EDIT and card is not None and "edit" in says:
        copies.gone(row, card)
    else:
        row.state = Out.DEAD
        log.warning("%s was refused: %s", row.method, row.error)


def shut_out(unit: UnitOfWork, chat_id: int) -> None:
    """Marks a chat that shut us out, and tells the administrators who hears nothing now."""
    chat = unit.session.get(Chat, chat_id)
    if chat is None:
        chat = Chat(id=chat_id)
        unit.session.add(chat)
    if chat.blocked_at is not None:
        return
    chat.blocked_at = real_now()
    person = unit.session.query(Person).filter_by(telegram_id=chat_id).one_or_none()
    for admin in unit.school.with_right(Right.ADMIN):
        if person is not None and admin is not person:
            unit.say(admin, "blocked.admin", who=person)

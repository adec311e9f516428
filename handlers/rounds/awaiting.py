"""What is typed while a round waits for an answer is that answer, unless it is plainly something
else: then it goes where any message goes.
"""

from __future__ import annotations

from typing import Any

from telegram import Message, Update
from telegram.ext import MessageHandler

from bot.attachments import ANSWER
from bot.callbacks import Answer
from bot.context import Context, dialogue_of
from bot.i18n import tidy
from bot.unit_of_work import UnitOfWork, current_unit
from handlers.rounds.buttons import Want
from models.language import read_categories, read_danger
from models.rounds import walking
from models.rounds.round import Round
from models.school import School


class AwaitedAnswer(MessageHandler[Context, str | None]):
    """The answer to the round's question; a round that has ended meanwhile waits for none."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(ANSWER, answer)

    def check_update(self, update: object) -> Any:
        """PTB's question, under PTB's name."""
        found, unit = super().check_update(update), current_unit()
        if not found or unit is None or not isinstance(update, Update):
            return found
        user, message = update.effective_user, update.message
        if user is None or message is None:
            return found
        about = dialogue_of(unit, user.id).data
        return found if _is_awaited(about, message, unit) else None


def _is_awaited(about: dict[str, Any], message: Message, unit: UnitOfWork) -> bool:
    found = unit.session.get(Round, about.get("round", 0))
    if found is None or not walking.can_be_answered(found, unit.school, unit.now):
        return False
    text = tidy(message.text or message.caption or "")
    return about.get("want") != Want.NUMBER or not _is_report(text, unit.school)


def _is_report(text: str, school: School) -> bool:
    """A302灯不亮 holds a number, and is none: it names a thing and its place, or a danger."""
    if read_danger(text, school.dangers) is not None:
        return True
    return bool(read_categories(text, school.categories)) and bool(school.places.read(text).said)

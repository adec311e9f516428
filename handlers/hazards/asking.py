"""What every question about a hazard has: what it is about, and the way back."""

from __future__ import annotations

from telegram import Message

from bot.callbacks import CallbackButton
from bot.context import Context
from bot.i18n import tidy
from bot.transaction import Rows
from models.base import Refused, must_fit
from models.hazards import Hazard

LONGEST = 1000
STOP = CallbackButton("hazards.stop")


def way_back(context: Context) -> Rows:
    """The button that drops the question."""
    return [[STOP.button(context.i18n.plain("button.back"))]]


def ask(verb: str, hazard: Hazard, context: Context, **more: object) -> None:
    """Notes what the next question is about."""
    context.ask(verb=verb, hazard=hazard.id, version=hazard.version, **more)


def asked(context: Context) -> Hazard:
    """The hazard that the open question is about, with the version that was seen."""
    about = context.dialogue.data
    if "hazard" not in about:
        raise Refused("stale")
    context.seen = about.get("version")
    return context.find(Hazard, int(about["hazard"]))


def said_in(message: Message) -> str:
    """The words of an answer. Raises `Refused` where there are too many."""
    return must_fit(tidy(message.text or message.caption or ""), LONGEST)

"""A card on a phone, for the tests of what happens to it on the way."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any

from cast import Actor, Stage, buttons_of, picture
from drafting import reports

from bot import cards, failpoints
from bot.deliveries import WAITING
from models.messaging import Card, Outbound
from models.people.person import Person


def card_of(stage: Stage, actor: Actor) -> Card:
    """The row of this person's only card of a filed report."""
    with stage.service.runtime.reading() as session:
        person = session.query(Person).filter_by(telegram_id=actor.phone.user_id).one()
        card: Card = session.query(Card).filter_by(person_id=person.id).one()
        return card


def changed(stage: Stage, actor: Actor, page: str | None = None, *, moved: bool = False) -> None:
    """The person's card is turned (an edit), or brought to the end of the chat (news)."""
    with stage.service.runtime.unit() as unit:
        person = unit.session.query(Person).filter_by(telegram_id=actor.phone.user_id).one()
        case = reports(unit.session).one()
        if moved:
            cards.show(unit, case, person)
        else:
            cards.turn(unit, case, person, page or "")


async def moves(stage: Stage, actor: Actor) -> None:
    """The person's card is brought to the end of the chat."""
    changed(stage, actor, moved=True)


def copies(actor: Actor) -> list[dict[str, Any]]:
    """The messages on the phone that look like a live card, the newest last."""
    return [message for message in actor.messages if buttons_of(message)]


def waiting(stage: Stage) -> list[Outbound]:
    """What has not left yet."""
    with stage.service.runtime.reading() as session:
        return list(session.query(Outbound).filter(Outbound.state.in_(WAITING)))


async def drained(stage: Stage) -> None:
    """All that waits is sent, however long its pauses are."""
    async with asyncio.timeout(30):
        while True:
            await stage.takes_in()
            await stage.service.drain()
            if not waiting(stage):
                return
            await asyncio.sleep(stage.service.dispatcher.next_try() or 0.005)


async def filed(stage: Stage) -> Actor:
    """陈大勇 holds the card of a report that 王芳 filed and he accepted."""
    wang, chen = stage["王芳"], stage["陈大勇"]
    await wang.shows(picture(), "A301灯不亮")
    await wang.presses("提交")
    await chen.presses("接单")
    return chen


@contextmanager
def in_flight(act: Callable[[], Coroutine[Any, Any, object]], nth: int = 1) -> Iterator[None]:
    """Something happens while the nth message from now is with Telegram and not noted yet."""
    left = nth
    tasks: list[asyncio.Future[object]] = []

    def listen(point: str) -> None:
        nonlocal left
        left -= point == "outbox.before_send"
        if left == 0 and not tasks:
            tasks.append(asyncio.ensure_future(act()))

    with listening(listen):
        yield
    assert tasks
    assert all(task.done() for task in tasks)


@contextmanager
def listening(listen: Callable[[str], None]) -> Iterator[None]:
    """Hears of every point that the path of an update reaches."""
    before, failpoints.listener = failpoints.listener, listen
    try:
        yield
    finally:
        failpoints.listener = before

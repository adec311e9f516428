"""Cards on the phone: the copy that the phone shows last is the one that lives, always."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from cast import Actor, Stage
from phonecards import card_of, changed, copies, drained, filed, in_flight, moves, waiting

from bot import dispatcher
from models.messaging import Out, Outbound

LATER = 0.05


@pytest.fixture(autouse=True)
def _later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatcher, "FIRST_PAUSE", LATER)


async def presses(stage: Stage, actor: Actor, copy: dict[str, Any]) -> None:
    """经过 is pressed on that copy, and the press is handled."""
    actor.phone.press(*actor.finds("经过", on=copy))
    await stage.takes_in()
    while stage.service.inbox.work_once():
        continue


async def test_an_edit_that_waits_does_not_come_back_as_a_newer_card(stage: Stage) -> None:
    chen = await filed(stage)
    stage.telegram.trouble.fail_next("editMessageText", 502, "Bad Gateway")
    changed(stage, chen, "log")
    await stage.service.dispatcher.send_ready()
    changed(stage, chen, moved=True)
    await drained(stage)
    assert len(copies(chen)) == 1
    assert card_of(stage, chen).message_id == copies(chen)[-1]["message_id"]
    await chen.presses("完成", on=copies(chen)[-1])
    assert chen.sees("拍")


async def test_an_edit_that_was_overtaken_is_marked_as_replaced(stage: Stage) -> None:
    chen = await filed(stage)
    stage.telegram.trouble.fail_next("editMessageText", 502, "Bad Gateway")
    changed(stage, chen, "log")
    await stage.service.dispatcher.send_ready()
    (edit,) = waiting(stage)
    changed(stage, chen, moved=True)
    await drained(stage)
    with stage.service.runtime.reading() as session:
        assert session.get_one(Outbound, edit.id).state == Out.REPLACED


async def test_an_edit_of_a_message_that_is_gone_does_not_overtake_a_newer_card(
    stage: Stage,
) -> None:
    chen = await filed(stage)
    old = copies(chen)[-1]["message_id"]
    await stage.telegram.call(
        "deleteMessage", {"chat_id": chen.phone.user_id, "message_id": old}, {}
    )
    with in_flight(lambda: moves(stage, chen)):
        changed(stage, chen, "log")
        await stage.service.dispatcher.send_ready()
    await drained(stage)
    assert len(copies(chen)) == 1
    assert card_of(stage, chen).message_id == copies(chen)[-1]["message_id"]


async def test_a_card_that_is_moved_while_it_is_being_sent_leaves_no_second_one(
    stage: Stage,
) -> None:
    chen = await filed(stage)
    # Before the new copy leaves, the old one is told that there is a newer one.
    with in_flight(lambda: moves(stage, chen), nth=2):
        changed(stage, chen, moved=True)
        await stage.service.dispatcher.send_ready()
    await drained(stage)
    assert len(copies(chen)) == 1
    assert card_of(stage, chen).message_id == copies(chen)[-1]["message_id"]


async def test_a_copy_that_was_taken_up_while_it_was_sent_once_more_gives_way_to_that(
    stage: Stage,
) -> None:
    chen = await filed(stage)
    stage.telegram.trouble.cut_after("sendMessage")
    changed(stage, chen, moved=True)
    await stage.service.dispatcher.send_ready()
    first = copies(chen)[-1]

    await asyncio.sleep(stage.service.dispatcher.next_try() or 0)
    with in_flight(lambda: presses(stage, chen, first)):
        await stage.service.dispatcher.send_ready()
    await drained(stage)
    assert len(copies(chen)) == 1
    assert copies(chen)[-1]["message_id"] > first["message_id"]
    assert card_of(stage, chen).message_id == copies(chen)[-1]["message_id"]


async def test_a_copy_of_unknown_fate_is_not_sent_again_once_there_is_a_newer_one(
    stage: Stage,
) -> None:
    chen = await filed(stage)
    stage.telegram.trouble.cut_after("sendMessage")
    changed(stage, chen, moved=True)
    await stage.service.dispatcher.send_ready()
    sent = len(chen.messages)
    changed(stage, chen, moved=True)
    await drained(stage)
    assert len(chen.messages) == sent + 1
    assert len(copies(chen)) == 2
    assert card_of(stage, chen).message_id == copies(chen)[-1]["message_id"]


async def test_a_lost_copy_above_the_card_is_not_taken_for_a_newer_one_that_is_lost(
    stage: Stage,
) -> None:
    chen = await filed(stage)
    stage.telegram.trouble.cut_after("sendMessage")
    changed(stage, chen, moved=True)
    await stage.service.dispatcher.send_ready()
    lost = copies(chen)[-1]
    await drained(stage)
    stage.telegram.trouble.cut_before("sendMessage")
    changed(stage, chen, moved=True)
    await stage.service.dispatcher.send_ready()
    chen.phone.press(*chen.finds("经过", on=lost))
    await drained(stage)
    newest = copies(chen)[-1]["message_id"]
    assert newest > lost["message_id"]
    assert card_of(stage, chen).message_id == newest


async def test_a_first_try_that_arrives_after_the_second_is_the_card_once_it_is_pressed(
    stage: Stage,
) -> None:
    chen = await filed(stage)
    stage.telegram.trouble.cut_before("sendMessage")
    changed(stage, chen, moved=True)
    await drained(stage)
    second = copies(chen)[-1]
    with stage.service.runtime.reading() as session:
        row = session.query(Outbound).filter_by(message_id=second["message_id"]).one()
        assert row.attempts == 2
        await stage.telegram.call(row.method, row.payload, {})
    first = copies(chen)[-1]
    await chen.presses("经过", on=first)
    assert [one["message_id"] for one in copies(chen)] == [first["message_id"]]
    assert card_of(stage, chen).message_id == first["message_id"]


async def test_a_copy_that_was_taken_up_is_not_sent_again_where_the_second_try_fails(
    stage: Stage,
) -> None:
    chen = await filed(stage)
    stage.telegram.trouble.cut_after("sendMessage")
    changed(stage, chen, moved=True)
    await stage.service.dispatcher.send_ready()
    first = copies(chen)[-1]
    await asyncio.sleep(stage.service.dispatcher.next_try() or 0)
    stage.telegram.trouble.fail_next("sendMessage", 502, "Bad Gateway")
    with in_flight(lambda: presses(stage, chen, first)):
        await stage.service.dispatcher.send_ready()
    await drained(stage)
    assert [one["message_id"] for one in copies(chen)] == [first["message_id"]]
    assert card_of(stage, chen).message_id == first["message_id"]

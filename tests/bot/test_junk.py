"""What Telegram could send and never should: kept as it came, set aside, told once."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from cast import Stage

from models.messaging import In, Inbound

WANG = {"id": 1015, "is_bot": False, "first_name": "王芳"}
CHAT = {"id": 1015, "type": "private"}
SAID = {"message_id": 1, "date": 1, "chat": CHAT, "from": WANG, "text": "A301灯不亮"}
JUNK: list[Any] = [
    {"message": SAID},
    {"update_id": 2**70, "message": SAID},
    {"update_id": 2**40, "message": SAID},
    {"update_id": "7", "message": SAID},
    {"update_id": True, "message": SAID},
    {"update_id": -3, "message": SAID},
    {"update_id": None},
    None,
    [],
    ["update_id"],
    "update",
    7,
]


def stored(stage: Stage) -> list[Inbound]:
    """All that was stored, in order."""
    with stage.service.runtime.reading() as session:
        return list(session.query(Inbound).order_by(Inbound.id))


@pytest.mark.parametrize("junk", JUNK, ids=repr)
async def test_an_update_without_a_usable_id_is_kept_set_aside_and_told_once(
    stage: Stage, junk: Any
) -> None:
    stage["刘玥"].phone.text("A302灯不亮")
    updates = stage.telegram.updates
    (good,) = updates._from(0, 100)
    stage.service.inbox.take([junk, good])
    assert stage.service.inbox.offset == good["update_id"] + 1
    stage.service.inbox.take([junk, good])
    await stage.service.drain()
    first, second = stored(stage)
    assert (json.loads(first.raw), first.state) == (junk, In.QUARANTINED)
    assert second.state == In.DONE
    assert "A302灯不亮" in stage["刘玥"].last
    told = [one["text"] for one in stage["管理员"].messages if "没能处理" in one["text"]]
    assert len(told) == 1
    assert not stage["王芳"].sees("核对后提交")


async def test_a_batch_with_nothing_usable_moves_nothing_and_is_stored_once(stage: Stage) -> None:
    stage.service.inbox.offset = 5
    for _ in range(3):
        stage.service.inbox.take([None, {"message": SAID}])
    assert stage.service.inbox.offset == 5
    assert len(stored(stage)) == 2


@pytest.mark.parametrize("answer", [{"message": SAID}, None, "updates", 5, True])
async def test_an_answer_that_is_no_list_is_one_update_that_cannot_be_read(
    stage: Stage, answer: Any
) -> None:
    stage.telegram.trouble.answer_next("getUpdates", answer)
    await stage.service.inbox.poll_once()
    (row,) = stored(stage)
    assert json.loads(row.raw) == answer
    await stage.service.drain()
    assert stored(stage)[0].state == In.QUARANTINED


async def test_junk_that_telegram_repeats_for_ever_does_not_make_the_bot_hurry(
    stage: Stage,
) -> None:
    stage.telegram.trouble.answer_next("getUpdates", [None], times=1000)
    poll = asyncio.create_task(stage.service.inbox.poll())
    await asyncio.sleep(0.3)
    assert not poll.done()
    poll.cancel()
    await asyncio.gather(poll, return_exceptions=True)
    assert stage.telegram.trouble.answers_left("getUpdates") >= 998
    assert len(stored(stage)) == 1

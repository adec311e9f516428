"""The line to Telegram: slow, dead or back again."""

from __future__ import annotations

import asyncio

import pytest
from cast import Stage, picture, text_of
from messages import CHATS, LIU, WANG, Watch, arrived, impatient, sending, states, until, write

from bot import application, line
from bot.config import Settings
from bot.deliveries import WAITING
from models.messaging import Out, Outbound


async def test_an_answer_is_waited_for_half_a_minute(settings: Settings) -> None:
    assert (application.build(settings).bot.request.read_timeout or 0) >= 30


async def test_while_answers_do_not_come_there_is_one_further_copy_however_long_it_lasts(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    impatient(stage, monkeypatch)
    stage.telegram.trouble.late["sendmessage"] = 0.1
    write(stage, WANG, LIU)
    async with sending(stage):
        await until(lambda: states(stage) == [Out.UNKNOWN, Out.UNKNOWN])
        await asyncio.sleep(0.5)
    assert sorted(arrived(stage)) == [WANG, WANG, LIU, LIU]


async def test_while_nothing_is_answered_at_all_there_is_no_further_copy(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    impatient(stage, monkeypatch)
    late = stage.telegram.trouble.late
    late["sendmessage"] = late["getme"] = 0.1
    write(stage, WANG)
    async with sending(stage):
        await until(lambda: stage.service.runtime.line.down)
        await asyncio.sleep(0.5)
        assert arrived(stage) == [WANG]
        late.clear()
        await until(lambda: states(stage) == [Out.SENT])
    assert arrived(stage) == [WANG, WANG]


async def test_a_refusal_between_two_tries_does_not_make_them_three(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    impatient(stage, monkeypatch)
    trouble = stage.telegram.trouble
    trouble.cut_after("sendMessage")
    write(stage, WANG)
    await stage.service.dispatcher.send_ready()
    trouble.fail_next("sendMessage", 429, "Too Many Requests", retry_after=1)
    async with sending(stage):
        await until(stage.service.dispatcher.slowed.keys)
        trouble.cut_after("sendMessage")
        await until(lambda: states(stage) == [Out.UNKNOWN])
    assert arrived(stage) == [WANG, WANG]


async def test_what_comes_after_a_message_of_unknown_fate_is_sent(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    impatient(stage, monkeypatch)
    write(stage, WANG)
    stage.telegram.trouble.cut_before("sendMessage")
    stage.telegram.trouble.cut_before("sendMessage")
    async with sending(stage):
        await until(lambda: states(stage) == [Out.UNKNOWN])
        write(stage, WANG)
        await until(lambda: states(stage) == [Out.UNKNOWN, Out.SENT])


async def test_a_card_of_unknown_fate_comes_anew_with_its_next_change(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    wang, chen = stage["王芳"], stage["陈大勇"]
    await wang.shows(picture(), "A301灯不亮")
    impatient(stage, monkeypatch)
    for _ in range(2 * 4):
        stage.telegram.trouble.cut_before("sendMessage")
    wang.phone.press(*wang.finds("提交"))
    await stage.takes_in()
    while stage.service.inbox.work_once():
        continue
    async with sending(stage):
        await until(lambda: not set(states(stage)) & set(WAITING))
    assert Out.UNKNOWN in states(stage)
    assert not any("BX-" in text_of(message) for message in chen.messages)
    stage.telegram.trouble.clear()
    wang.phone.press(*wang.finds("撤销"))
    await stage.takes_in()
    async with sending(stage):
        while stage.service.inbox.work_once():
            continue
        await until(lambda: any("BX-" in text_of(message) for message in chen.messages))


async def test_what_surely_never_left_is_tried_until_it_arrives_once(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    impatient(stage, monkeypatch)
    stage.telegram.trouble.down = True
    write(stage, *CHATS)
    async with sending(stage):
        await until(lambda: stage.service.runtime.line.down)
        await asyncio.sleep(0.3)
        stage.telegram.trouble.down = False
        await until(lambda: set(states(stage)) == {Out.SENT})
    assert sorted(arrived(stage)) == list(CHATS)


@pytest.mark.parametrize("outage", [90, 300, 3600])
async def test_the_first_call_that_succeeds_frees_all_that_waited_for_the_network(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, outage: int
) -> None:
    watch = Watch(monkeypatch)
    stage.telegram.trouble.down = True
    write(stage, *CHATS)
    await watch.passes(stage, outage)
    write(stage, WANG)
    await watch.passes(stage, 1)
    stage.telegram.trouble.down = False
    await watch.passes(stage, line.LONGEST_PROBE)
    assert sorted(arrived(stage)) == [*CHATS, WANG]


async def test_a_poll_that_succeeds_frees_what_waited_at_once(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = Watch(monkeypatch)
    stage.telegram.trouble.down = True
    write(stage, *CHATS)
    await watch.passes(stage, 300)
    stage.telegram.trouble.down = False
    stage["王芳"].phone.sticker()
    await stage.service.inbox.poll_once()
    await stage.service.dispatcher.send_ready()
    assert sorted(arrived(stage)) == list(CHATS)


async def test_where_only_sending_fails_the_first_message_that_arrives_frees_the_others(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = Watch(monkeypatch)
    trouble = stage.telegram.trouble
    trouble.fail_next("sendMessage", 502, "Bad Gateway", times=10_000)
    write(stage, *CHATS)
    await watch.passes(stage, 600)
    assert arrived(stage) == []
    trouble.clear()
    wait = stage.service.dispatcher.next_try()
    assert wait is not None
    await watch.passes(stage, wait)
    assert sorted(arrived(stage)) == list(CHATS)


async def test_a_message_that_always_fails_holds_up_nobody_else_and_is_not_tried_all_the_time(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = Watch(monkeypatch)
    stage.telegram.trouble.fail_next("sendPhoto", 502, "Bad Gateway", times=1000)
    with stage.service.runtime.unit() as unit:
        unit.call("sendPhoto", WANG, photo="AgAC")
    for _ in range(60):
        write(stage, LIU)
        await watch.passes(stage, 1)
    assert arrived(stage) == [LIU] * 60
    with stage.service.runtime.reading() as session:
        assert session.query(Outbound).filter_by(chat_id=WANG).one().attempts < 12


async def test_what_found_nobody_again_and_again_is_sent_all_the_same(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    impatient(stage, monkeypatch)
    for _ in range(4):
        stage.telegram.trouble.nobody_there("sendMessage")
    write(stage, WANG)
    async with sending(stage):
        await until(lambda: states(stage) == [Out.SENT])
    assert arrived(stage) == [WANG]


async def test_what_had_failed_often_before_an_outage_goes_at_once_after_it(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = Watch(monkeypatch)
    trouble = stage.telegram.trouble
    trouble.fail_next("sendMessage", 502, "Bad Gateway", times=9)
    write(stage, WANG)
    while (stage.service.dispatcher.chats.wait() or 0) < 20:
        await watch.passes(stage, 1)
    trouble.down = True
    stage.service.runtime.line.failed()
    await stage.service.dispatcher.send_ready()
    assert stage.service.runtime.line.down
    trouble.clear()
    await watch.passes(stage, line.FIRST_PROBE)
    assert arrived(stage) == [WANG]

"""What Telegram should not send, and now and then does: said in a sentence, and no Python in it."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from cast import Stage, text_of
from drafting import reports

from models.messaging import In, Inbound, Outbound

IDS = itertools.count(1)
LONE = "\ud83d"


def user(stage: Stage, name: str = "王芳") -> dict[str, Any]:
    return dict(stage[name].phone.user)


def message(stage: Stage, **more: Any) -> dict[str, Any]:
    """A message from Wang."""
    sender = user(stage)
    chat = {"id": sender["id"], "type": "private", "first_name": "王芳"}
    return {"message": {"message_id": 900, "date": 1, "from": sender, "chat": chat, **more}}


def press(stage: Stage, **more: Any) -> dict[str, Any]:
    """A press of Wang's."""
    return {"callback_query": {"id": "1", "from": user(stage), "chat_instance": "1", **more}}


def changed(stage: Stage, **more: Any) -> dict[str, Any]:
    """A change of what the bot is in the chat with Wang."""
    chat = {"id": user(stage)["id"], "type": "private"}
    return {"my_chat_member": {"chat": chat, "from": user(stage), "date": 1, **more}}


async def arrives(stage: Stage, update: dict[str, Any]) -> Inbound:
    """Lets one raw update come in, and says what became of it."""
    stage["王芳"].phone.started = stage["管理员"].phone.started = True
    stage.service.inbox.take([{"update_id": next(IDS), **update}])
    await stage.service.drain()
    with stage.service.runtime.reading() as session:
        return session.query(Inbound).order_by(Inbound.id.desc()).limit(1).one()


def here(stage: Stage, message_id: int = 1) -> dict[str, Any]:
    """The message under which a button was pressed."""
    chat = {"id": user(stage)["id"], "type": "private"}
    return {"message_id": message_id, "date": 1, "chat": chat}


PHOTO = {"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}
HALVES: list[dict[str, Any]] = [
    {"text": f"A301灯不亮{LONE}"},
    {"photo": [PHOTO], "caption": f"A301灯不亮{LONE}"},
    {"photo": [{**PHOTO, "file_id": f"f{LONE}", "file_unique_id": LONE}], "caption": "A301灯不亮"},
    {"photo": [PHOTO], "caption": "A301灯不亮", "media_group_id": f"1{LONE}"},
    {"text": "A301灯不亮\x00"},
    {
        "text": "A301灯不亮",
        "forward_origin": {"type": "hidden_user", "date": 1, "sender_user_name": f"x{LONE}"},
    },
]


@pytest.mark.parametrize("more", HALVES)
async def test_half_a_sign_in_what_people_send_is_left_out_and_the_rest_is_taken(
    stage: Stage, more: dict[str, Any]
) -> None:
    row = await arrives(stage, message(stage, **more))
    assert (row.state, row.error) == (In.DONE, "")
    assert "301教室" in stage["王芳"].last
    assert stage["管理员"].messages == []
    with stage.service.runtime.reading() as session:
        assert reports(session).one().text == "A301灯不亮"


@pytest.mark.parametrize(
    "data", [f"repairs.accept:{LONE}", f"drafts.category:1:{LONE}", "people.role:1:\x00"]
)
async def test_half_a_sign_behind_a_button_is_a_stale_button(stage: Stage, data: str) -> None:
    await arrives(stage, message(stage, text="A301灯不亮"))
    row = await arrives(stage, press(stage, data=data, message=here(stage)))
    assert (row.state, row.error) == (In.DONE, "")
    assert "过时" in stage["王芳"].last or "系统管理员" in stage["王芳"].last
    assert stage["管理员"].messages == []


@pytest.mark.parametrize("more", [{}, {"game_short_name": "x"}])
async def test_a_press_with_nothing_behind_it_is_a_stale_button(
    stage: Stage, more: dict[str, Any]
) -> None:
    row = await arrives(stage, press(stage, message=here(stage), **more))
    assert (row.state, row.error) == (In.DONE, "")
    assert "过时" in stage["王芳"].last


async def test_a_press_whose_message_is_out_of_reach_is_answered_as_stale(stage: Stage) -> None:
    await arrives(stage, press(stage, data="m_my"))
    with stage.service.runtime.reading() as session:
        (answer,) = session.query(Outbound)
        assert answer.method == "answerCallbackQuery"
        assert "过时" in answer.payload["text"]


def unreadable(stage: Stage) -> list[dict[str, Any]]:
    """Updates with something in them that the field never holds, or without what it always has."""
    nobody, number = {**user(stage), "id": "abc"}, 2**70
    return [
        *(message(stage, text=text) for text in (5, ["x"], {"a": 1}, True)),
        message(stage, photo=[PHOTO], caption=7),
        message(stage, text="A301", entities=5),
        message(stage, text="A301灯不亮", message_id=number),
        message(stage, text="A301灯不亮", reply_to_message={**here(stage, number)}),
        message(stage, text="A301灯不亮", reply_markup={LONE: LONE}),
        message(stage, text="A301灯不亮", sender_chat=5),
        message(stage, text="A301灯不亮", chat=None),
        *(press(stage, data=data, message=here(stage)) for data in (5, ["m_my"])),
        press(stage, data="repairs.accept:1:1", message=here(stage, number)),
        changed(stage),
        changed(stage, old_chat_member={"user": nobody}, new_chat_member={"user": nobody}),
    ]


async def test_what_cannot_be_read_is_set_aside_at_once_with_a_sentence_and_no_python(
    stage: Stage,
) -> None:
    updates = unreadable(stage)
    for nth, update in enumerate(updates, 1):
        row = await arrives(stage, update)
        assert (row.state, row.attempts) == (In.QUARANTINED, 1), update
        assert row.error.startswith("Unreadable"), update
        assert "请再发一次" in stage["王芳"].last
        told = [text_of(one) for one in stage["管理员"].messages]
        assert len(told) == nth
        assert "内容读不懂" in told[-1], update
        assert "王老师" in told[-1]
        assert "Error" not in told[-1]
    await stage["王芳"].sends("A301灯不亮")
    assert "301教室" in stage["王芳"].last


@pytest.mark.parametrize("update", [{"poll": 5}, {"message": 5}, {"message": []}])
async def test_what_comes_from_nobody_is_set_aside_too(
    stage: Stage, update: dict[str, Any]
) -> None:
    row = await arrives(stage, update)
    assert (row.state, row.attempts) == (In.QUARANTINED, 1)
    assert "Error" not in stage["管理员"].last

"""Five hundred updates that no phone would send: each is handled or set aside, nothing stays."""

from __future__ import annotations

import itertools
from collections import Counter
from typing import Any

import pytest
from cast import Stage
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from bot import inbox
from bot.presses import Press
from models.desk import In, Inbound

EXAMPLES, AT_ONCE = 50, 10
PEOPLE = (1001, 1003, 1006, 1014, 1015, 1016, 9001, 7777, 777000)

words = st.one_of(
    st.sampled_from(
        ["A301灯不亮", "/start", "/repair", "/cancel", "/find BX", "还是漏", "谢谢", ""]
    ),
    st.text(max_size=40),
)
# Telegram's own names for files, never typed by anybody; PostgreSQL takes no NUL.
file_ids = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=40)
behind = st.builds(
    lambda name, parts: ":".join([name, *map(str, parts)])[:64],
    st.sampled_from(sorted(Press.known)),
    st.lists(st.one_of(st.integers(-1, 9), st.sampled_from(["x", "", "W01"])), max_size=4),
)
junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)
user = st.builds(
    lambda who: {"id": who, "is_bot": False, "first_name": "x", "language_code": "zh"},
    st.sampled_from(PEOPLE),
)


@st.composite
def messages(draw: st.DrawFn) -> dict[str, Any]:
    """A message as Telegram writes it, or nearly."""
    who = draw(user)
    message: dict[str, Any] = {
        "message_id": draw(st.integers(1, 50)),
        "date": draw(st.integers(0, 2**31)),
        "from": who,
        "chat": {"id": who["id"], "type": "private", "first_name": "x"},
    }
    field = draw(
        st.sampled_from(["text", "photo", "sticker", "voice", "location", "reply", "junk"])
    )
    file = {"file_id": draw(file_ids), "file_unique_id": draw(file_ids)}
    match field:
        case "text":
            message["text"] = draw(words)
            if message["text"].startswith("/"):
                command = {"type": "bot_command", "offset": 0, "length": len(message["text"])}
                message["entities"] = [command]
        case "photo":
            message["photo"] = [{**file, "width": 1, "height": 1}]
            message["caption"] = draw(words)
            message["media_group_id"] = draw(st.sampled_from([None, "1"]))
        case "sticker" | "location":
            message[field] = draw(junk)
        case "voice":
            message["voice"] = {**file, "duration": draw(st.integers(-1, 10**9))}
        case "reply":
            message["text"] = draw(words)
            message["reply_to_message"] = {**message, "message_id": draw(st.integers(0, 50))}
        case _:
            message[draw(st.sampled_from(["date", "chat", "from", "entities"]))] = draw(junk)
    return {name: value for name, value in message.items() if value is not None}


@st.composite
def presses(draw: st.DrawFn) -> dict[str, Any]:
    """A button press with anything behind it."""
    who = draw(user)
    message = {"message_id": draw(st.integers(0, 50)), "date": draw(st.sampled_from([0, 10**9])),
               "chat": {"id": who["id"], "type": "private"}}  # fmt: skip
    return {
        "id": str(draw(st.integers(0, 10**6))),
        "from": who,
        "chat_instance": "1",
        "message": draw(st.sampled_from([message, None])),
        "data": draw(behind | st.text(max_size=64)),
    }


updates = st.one_of(
    st.builds(lambda message: {"message": message}, messages()),
    st.builds(lambda message: {"edited_message": message}, messages()),
    st.builds(lambda press: {"callback_query": press}, presses()),
    st.builds(lambda what: {"my_chat_member": what}, junk),
    st.dictionaries(st.sampled_from(["message", "poll", "x"]), junk, max_size=2),
)


async def test_whatever_comes_in_is_handled_or_set_aside_and_nothing_is_left_behind(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "FIRST_PAUSE", 0.0)
    monkeypatch.setattr(inbox, "TRIES", 2)
    house, ids = stage.house, itertools.count(1)

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(updates, min_size=AT_ONCE, max_size=AT_ONCE))
    def comes(several: list[dict[str, Any]]) -> None:
        house.inbox.take([{"update_id": next(ids), **update} for update in several])
        while house.inbox.work_once():
            continue
        with house.desk.reading() as session:
            assert session.query(Inbound).filter_by(state=In.OPEN).count() == 0

    comes()
    with house.desk.reading() as session:
        rows = session.query(Inbound).all()
        ended = Counter(row.state for row in rows)
        # Only a forged press may break a handler; it is set aside as any other fault.
        broken = [
            row.error
            for row in rows
            if not row.error.startswith("Unreadable") and '"callback_query"' not in row.raw
        ]
        if session.get_bind().dialect.name == "sqlite":
            assert session.scalar(text("PRAGMA integrity_check")) == "ok"
    print(f"\nfuzz: {dict(ended)}")
    assert not any(broken), broken
    assert ended.total() >= EXAMPLES * AT_ONCE
    assert ended[In.DONE] > ended.total() // 4
    await house.drain()
    assert "A302门锁坏了" in (await stage["张敏"].sends("A302门锁坏了")).last

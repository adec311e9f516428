"""Hundreds of updates that no phone would send: each is handled or set aside, nothing stays.

An example that fails is shown, shrunk to what matters, and kept in `.hypothesis` to be tried first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from cast import Stage
from forgery import School
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import sessionmaker

from bot import inbox
from bot.callbacks import CallbackButton
from bot.runtime import Runtime
from bot.warm_session import WarmSession
from models.messaging import In, Inbound

EXAMPLES, AT_ONCE = 100, 10
PEOPLE = (1001, 1003, 1006, 1014, 1015, 1016, 9001, 7777, 777000)

text = st.one_of(
    st.sampled_from(
        ["A301灯不亮", "/start", "/repair", "/cancel", "/find BX", "还是漏", "谢谢", ""]
    ),
    # Halves of signs and the sign that ends a string in C are among them.
    st.text(st.characters(), max_size=40),
)
file_ids = st.text(st.characters(), max_size=40)
callback_args = st.builds(
    lambda name, parts: ":".join([name, *map(str, parts)])[:64],
    st.sampled_from(sorted(CallbackButton.known)),
    st.lists(
        st.one_of(
            st.integers(-1, 9),
            st.sampled_from(["x", "", "W01", "²", "place-x", "for-1", "until-x", 2**31, 2**63]),
        ),
        max_size=4,
    ),
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
            message["text"] = draw(text)
            if message["text"].startswith("/"):
                command = {"type": "bot_command", "offset": 0, "length": len(message["text"])}
                message["entities"] = [command]
        case "photo":
            message["photo"] = [{**file, "width": 1, "height": 1}]
            message["caption"] = draw(text)
            message["media_group_id"] = draw(st.sampled_from([None, "1"]))
        case "sticker" | "location":
            message[field] = draw(junk)
        case "voice":
            message["voice"] = {**file, "duration": draw(st.integers(-1, 10**9))}
        case "reply":
            message["text"] = draw(text)
            message["reply_to_message"] = {**message, "message_id": draw(st.integers(0, 50))}
        case _:
            wrong = ["date", "chat", "from", "entities", "text", "caption", "message_id"]
            message[draw(st.sampled_from(wrong))] = draw(junk)
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
        "data": draw(callback_args | text | junk),
    }


member = st.fixed_dictionaries(
    {"user": user}, optional={"status": st.sampled_from(["member", "kicked", "left", "x"]) | junk}
)
changes = st.fixed_dictionaries(
    {"chat": st.builds(lambda who: {"id": who, "type": "private"}, st.sampled_from(PEOPLE))},
    optional={
        "from": user,
        "date": st.just(1),
        "old_chat_member": member,
        "new_chat_member": member,
    },
)
updates = st.one_of(
    st.builds(lambda message: {"message": message}, messages()),
    st.builds(lambda message: {"edited_message": message}, messages()),
    st.builds(lambda press: {"callback_query": press}, presses()),
    st.builds(lambda what: {"my_chat_member": what}, junk | changes),
    st.dictionaries(st.sampled_from(["message", "poll", "x"]), junk, max_size=2),
)


@contextmanager
def taken_back(runtime: Runtime) -> Iterator[None]:
    """All that happens meanwhile is taken back at the end, so that each example stands alone."""
    kept = runtime.writing, runtime.reading, runtime.glancing
    with runtime.engine.execution_options(writes=True).connect() as connection:
        begun = connection.begin()
        within = WarmSession(connection, join_transaction_mode="create_savepoint").transaction
        looking = sessionmaker(connection, join_transaction_mode="create_savepoint")
        runtime.writing, runtime.reading, runtime.glancing = within, looking, looking
        try:
            yield
        finally:
            runtime.writing, runtime.reading, runtime.glancing = kept
            begun.rollback()


async def test_whatever_comes_in_is_handled_or_set_aside_and_nothing_is_left_behind(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "TRIES", 1)
    await School(stage, stage["张敏"]).opens()
    service, ended = stage.service, Counter[str]()

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(updates, min_size=1, max_size=AT_ONCE))
    def comes(several: list[dict[str, Any]]) -> None:
        with taken_back(service.runtime):
            first = service.inbox.offset + 1000
            service.inbox.take(
                [{"update_id": first + nth, **one} for nth, one in enumerate(several)]
            )
            while service.inbox.work_once():
                continue
            with service.runtime.reading() as session:
                rows = session.query(Inbound).filter(Inbound.update_id >= first).all()
            ended.update(row.state for row in rows)
            assert len(rows) == len(several)
            for row in rows:
                assert row.state != In.OPEN
                # Only what PTB cannot read may be set aside.
                assert row.state == In.DONE or row.error.startswith("Unreadable"), row.error

    comes()
    print(f"\nfuzz: {dict(ended)}")
    assert ended[In.DONE] > ended.total() // 4
    assert ended[In.QUARANTINED] > 0
    assert "A304门锁坏了" in (await stage["王芳"].sends("A304门锁坏了")).last

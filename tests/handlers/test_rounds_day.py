"""The leader's day on the phone, 06:30 to 23:00: one message for each round, three taps at most."""

from __future__ import annotations

from cast import Actor, Stage, text_of
from sqlalchemy import select
from test_rounds_story import at
from walking import asks

from models.cases.due import Due
from models.rounds.round import Round, State

DAY = ("C06a", "C06b", "C06c", "C06d")


def rounds_on(actor: Actor) -> int:
    """How many messages about rounds came to this phone."""
    return sum(text_of(message).startswith("📋 带班领导") for message in actor.messages)


async def test_a_quiet_day_of_the_leader_is_one_message_a_round(stage: Stage) -> None:
    await asks(stage, *DAY)
    leader, others = stage["罗彦"], ("许文慧", "周建国", "李国庆")
    await stage.comes(at(6, 30, day=17))
    taps = 0
    for hour, minute in ((7, 15), (10, 0), (11, 20), (17, 50)):
        await stage.comes(at(hour, minute, day=17))
        await leader.presses("其余全部正常")
        taps += 1
        assert "✔️ 已查完：罗" in leader.last
    await stage.comes(at(23, day=17))
    assert taps == len(DAY)
    told = {name: rounds_on(stage[name]) for name in (leader.phone.name, *others)}
    assert told == {leader.phone.name: len(DAY), **dict.fromkeys(others, 0)}
    with stage.service.runtime.reading() as session:
        day = select(Round).where(Round.day == at(7, day=17).date())
        rounds = session.scalars(day).unique().all()
        assert {one.state for one in rounds} == {State.DONE}
        ids = [one.id for one in rounds]
        left = select(Due).where(Due.case_id.in_(ids), Due.state == "planned")
        assert session.scalars(left).all() == []

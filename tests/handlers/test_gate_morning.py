"""A morning at the gate, 07:10 to 08:30: sixty visitors, three guards on two phones, and hosts who
answer at once, late, or never. Every visit stands there once, and the board is right all the time.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from cast import Actor, Stage
from conftest import SHANGHAI
from gatehouse import gate, visits

from models.school import School
from models.visits.inside import inside, left_today
from models.visits.states import State

__all__ = ["gate"]
BEGINS = datetime(2026, 9, 17, 7, 10, tzinfo=SHANGHAI)
MINUTES, STEP, VISITORS = 80, 4, 60
SURNAMES = "赵钱孙李周吴郑王冯陈"
GIVEN = ("一鸣", "二虎", "三思", "四海", "五洲", "六顺")
NAMES = [surname + given for given in GIVEN for surname in SURNAMES]


class Morning:
    """Who comes, and what the school should know at each minute."""

    def __init__(self, stage: Stage, phones: tuple[Actor, Actor]) -> None:
        self.stage = stage
        self.phones = phones
        self.later: list[tuple[int, Callable[[], Awaitable[object]]]] = []
        self.inside: set[str] = set()
        self.left: set[str] = set()

    async def comes(self, nth: int, minute: int) -> None:
        """One visitor comes; on every third phone call the guard on his own takes it."""
        guard, name = self.phones[nth % 3 == 0], NAMES[nth]
        match nth % 4:
            case 0 | 1:
                await guard.sends(f"{name} 送货")
                await guard.presses("进校")
                self._in(name, guard, minute + 5 + nth % 7)
            case 2:
                await guard.sends(f"{name} 家长 找王芳 13{nth:09d}")
                await guard.presses("问王老师")
                await self.stage["王芳"].presses("同意")
                self._in(name, guard, minute + 10)
            case _:
                await self._asks_in_vain(nth, name, guard, minute)

    async def _asks_in_vain(self, nth: int, name: str, guard: Actor, minute: int) -> None:
        await guard.sends(f"{name} 家长 找张敏")
        await guard.presses("问张老师")

        async def office() -> None:
            await self.stage["李国庆"].presses("同意")
            self._in(name, guard, minute + 12)

        async def gives_up() -> None:
            await guard.presses("没等，走了")

        # The office answers for some; others do not wait for it.
        self.later.append((minute + 4, office if nth % 8 == 3 else gives_up))

    def _in(self, name: str, guard: Actor, until: int) -> None:
        self.inside.add(name)

        async def leaves() -> None:
            await guard.sends(f"{name}走了")
            self.inside.discard(name)
            self.left.add(name)

        self.later.append((until, leaves))

    async def minute(self, minute: int) -> None:
        """What was to happen by now."""
        due = [one for one in self.later if one[0] <= minute]
        self.later = [one for one in self.later if one[0] > minute]
        for _, happens in due:
            await happens()

    def board(self) -> tuple[set[str], set[str]]:
        """Who is inside, and who has left, as the board has it."""
        runtime = self.stage.service.runtime
        with runtime.reading() as session:
            school = School(session, runtime.zone)
            here = {one.name for one in inside(school) if one.state == State.INSIDE}
            return here, {one.name for one in left_today(school, self.stage.now())}


async def test_sixty_visitors_in_eighty_minutes(stage: Stage, gate: Actor) -> None:
    morning = Morning(stage, (gate, stage["冯刚"]))
    came = 0
    for minute in range(0, MINUTES, STEP):
        await stage.comes(BEGINS + timedelta(minutes=minute))
        if minute == 40:
            await gate.sends("/menu")
            await gate.presses("接班")
            await gate.presses("赵铁柱")
        await morning.minute(minute)
        while came < VISITORS and came * MINUTES <= minute * VISITORS * 1.2:
            await morning.comes(came, minute)
            came += 1
        assert morning.board() == (morning.inside, morning.left)
    for minute in range(MINUTES, MINUTES + 20):
        await morning.minute(minute)
    every = visits(stage)
    assert len(every) == came == VISITORS
    assert sorted(one.name for one in every) == sorted(NAMES)
    assert {one.state for one in every} == {State.LEFT, State.GONE}
    assert len({one.number for one in every}) == VISITORS
    for one in every:
        if one.state == State.LEFT:
            assert one.opened_at <= one.entered_at <= one.left_at  # type: ignore[operator]

"""What one update costs: SQL statements and write transactions, from the phone to the reply.

The story of a repair is played; each step is counted with everything the service does about it:
storing the update, handling it, sending what is said, fetching what came. The figures may only go
down: whoever makes a step lighter writes the new figure here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from cast import Stage, picture
from sqlalchemy import Connection, Engine, event


@dataclass
class Cost:
    """What was counted."""

    statements: int = 0
    writes: int = 0


@contextmanager
def counted(engine: Engine) -> Iterator[Cost]:
    """Counts what the database is asked meanwhile. A savepoint is no transaction of its own."""
    cost = Cost()

    def statement(*_: object) -> None:
        cost.statements += 1

    def begun(connection: Connection) -> None:
        cost.writes += bool(connection.get_execution_options().get("writes"))

    event.listen(engine, "before_cursor_execute", statement)
    event.listen(engine, "begin", begun)
    try:
        yield cost
    finally:
        event.remove(engine, "before_cursor_execute", statement)
        event.remove(engine, "begin", begun)


# Step: statements, write transactions. Who waits hears that it was accepted, and who repaired it
# that it was signed: that is a message, and an older copy that shrinks, for each. What each
# transaction changed is added to the audit, in one statement; the first one, of what was filed,
# looks for the end of the chain.
BUDGET = {
    "a sentence becomes a draft": (61, 4),
    "the draft is filed and five people hear": (70, 4),
    "it is accepted": (61, 6),
    "it is finished with a photo": (88, 9),
    "it is signed": (66, 6),
    # What each feature brings to a day is looked for: its times are rows (时限与升级, rosters).
    "a tick with nothing due": (12, 3),
}


async def test_the_story_of_a_repair_costs_no_more_than_it_did(stage: Stage) -> None:
    wang, chen = stage["王芳"], stage["陈大勇"]
    engine = stage.service.engine
    spent: dict[str, tuple[int, int]] = {}

    @contextmanager
    def step(name: str) -> Iterator[None]:
        with counted(engine) as cost:
            yield
        spent[name] = cost.statements, cost.writes

    with step("a sentence becomes a draft"):
        await wang.sends("A302灯不亮")
    with step("the draft is filed and five people hear"):
        await wang.presses("提交")
    with step("it is accepted"):
        await chen.presses("接单")
    await chen.presses("完成")
    with step("it is finished with a photo"):
        await chen.shows(picture())
    with step("it is signed"):
        await wang.presses("验收")
    stage.service.tick()
    with step("a tick with nothing due"):
        stage.service.tick()
    assert wang.sees("已验收")
    over = {
        name: (cost, BUDGET[name])
        for name, cost in spent.items()
        if cost[0] > BUDGET[name][0] or cost[1] > BUDGET[name][1]
    }
    assert over == {}, over
    assert spent.keys() == BUDGET.keys()

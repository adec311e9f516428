"""Two processes on one PostgreSQL: one works, one stands by, and the line to the database is cut.

A trigger looks at every change: whoever makes it must hold the lock at that moment.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
from contextlib import suppress
from dataclasses import dataclass

from harness import Harness, Result
from sqlalchemy import text

from bot.db import ADVISORY_LOCK
from models.messaging import In, Inbound

LIVES = 2
PATIENCE = 60
WATCHED = ("inbox", "outbox", "event", "case", "due", "heartbeat")
WATCH = f"""
CREATE TABLE stray (at timestamptz, pid integer, relation text);
CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_locks
                 WHERE locktype = 'advisory' AND objid = {ADVISORY_LOCK} AND granted
                   AND pid = pg_backend_pid()) THEN
    INSERT INTO stray VALUES (now(), pg_backend_pid(), TG_TABLE_NAME);
  END IF;
  RETURN NULL;
END $$;
"""
HOLDER = """
SELECT pid FROM pg_locks JOIN pg_database ON pg_database.oid = database
WHERE locktype = 'advisory' AND objid = :lock AND granted AND datname = current_database()
"""


@dataclass
class Life:
    """One process of the pair."""

    zygote: asyncio.subprocess.Process
    pid: int = 0

    async def told(self) -> dict[str, int]:
        """What the zygote says next."""
        assert self.zygote.stdout is not None
        answer: dict[str, int] = json.loads(await self.zygote.stdout.readline())
        return answer

    async def begins(self) -> None:
        """Begins to live, without a named end."""
        assert self.zygote.stdin is not None
        self.zygote.stdin.write(b'{"point": "", "nth": 0}\n')
        self.pid = (await self.told())["pid"]


class Pair(Harness):
    """A school whose bot has a second process standing by."""

    cuts = 0
    leaving = False

    async def _prepare(self) -> None:
        with self.engine.begin() as connection:
            connection.execute(text(WATCH))
            for table in WATCHED:
                connection.execute(
                    text(
                        f'CREATE TRIGGER noted AFTER INSERT OR UPDATE ON "{table}" '
                        "FOR EACH STATEMENT EXECUTE FUNCTION noted()"
                    )
                )
        self.lives = [Life(await self.new_zygote()) for _ in range(LIVES)]
        self.watchers = [asyncio.create_task(self._keeps_alive(life)) for life in self.lives]

    async def _keeps_alive(self, life: Life) -> None:
        """Does what a supervisor does: whatever ends by itself is begun again."""
        while not self.leaving:
            await life.begins()
            code = (await life.told())["code"]
            life.pid = 0
            if code not in (0, -signal.SIGTERM):
                self.records.fault(f"a process ended by itself with {code}")

    async def cut(self) -> None:
        """Cuts the line that holds the lock, and waits until somebody has worked again."""
        handled, holder = self._handled(), await self._holder()
        with self.engine.connect() as connection:
            connection.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": holder})
            connection.commit()
        self.cuts += 1
        await self._holder(holder)
        async with asyncio.timeout(PATIENCE):
            while self._handled() == handled:
                await asyncio.sleep(0.01)

    def _handled(self) -> int:
        with self.records.reading() as session:
            return session.query(Inbound).filter_by(state=In.DONE).count()

    async def _holder(self, other_than: int = 0) -> int:
        async with asyncio.timeout(PATIENCE):
            while True:
                with self.engine.connect() as connection:
                    pids = list(connection.scalars(text(HOLDER), {"lock": ADVISORY_LOCK}))
                if len(pids) > 1:
                    self.records.fault(f"{len(pids)} sessions hold the lock")
                if pids and pids[0] != other_than:
                    return int(pids[0])
                await asyncio.sleep(0.01)

    async def everybody_goes_home(self) -> Result:
        """Lets all conversations come to their end, stops both politely, and judges."""
        self.close_the_day()
        await self.come_to_their_end()
        self.leaving = True
        for life in self.lives:
            os.kill(life.pid, signal.SIGTERM)
        await asyncio.gather(*self.watchers)
        self.records.at_end(self.world.said)
        with self.engine.connect() as connection:
            strays = connection.execute(text("SELECT relation, count(*) FROM stray GROUP BY 1"))
            for table, times in strays:
                self.records.fault(f"{times} changes of {table} without the lock")
        return self.result()

    def doubled(self) -> int:
        """A message that was on its way at a cut may come twice, as after a kill."""
        return self.records.doubled().total()

    async def __aexit__(self, *_: object) -> None:
        self.leaving = True
        for life in self.lives:
            if life.pid:
                with suppress(ProcessLookupError):
                    os.kill(life.pid, signal.SIGKILL)
        await asyncio.gather(*self.watchers, return_exceptions=True)
        self.zygote, second = (life.zygote for life in self.lives)
        assert second.stdin is not None
        second.stdin.close()
        await second.wait()
        await super().__aexit__()

"""The process that is killed: the real house over HTTP, born again by a fork for each life.

Everything is imported once; each line on standard input begins one life, and standard output
tells its process id and how it ended. A life may be told to kill itself at the nth time that a
named point is reached.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable, Sequence
from typing import Any

from bot import app, application, failpoints
from bot.config import Settings
from bot.inbox import Inbox
from bot.unit_of_work import UnitOfWork
from models.messaging import In, Inbound

# The mutant's delay: long enough for the next question to Telegram to acknowledge.
LATER = 0.05


class AcknowledgedFirst(Inbox):
    """Broken on purpose: Telegram is told before the updates are stored."""

    def take(self, updates: Sequence[dict[str, Any]]) -> None:
        """Moves the offset, and stores in a later step."""
        self.offset = max(int(update["update_id"]) for update in updates) + 1
        asyncio.get_running_loop().call_later(LATER, self.store, updates)


class DoneLater(Inbox):
    """Broken on purpose: the mark "done" has a transaction of its own."""

    handled: int | None = None

    def done(self, unit: UnitOfWork, row: Inbound) -> None:
        """Only remembers which update it was."""
        self.handled = row.id

    def work_once(self) -> bool:
        """Marks the update after the commit of its changes."""
        worked = super().work_once()
        if self.handled is not None:
            with self.runtime.writing() as session:
                session.get_one(Inbound, self.handled).state = In.DONE
            self.handled = None
        return worked


INBOXES: dict[str, type[Inbox]] = {
    "": Inbox,
    "acknowledged_first": AcknowledgedFirst,
    "done_later": DoneLater,
}


class Victim(app.Service):
    """The real house; only what takes the updates in may be a broken one."""

    broken = ""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.inbox = INBOXES[self.broken](self.runtime)


def plug(point: str, nth: int) -> Callable[[str], None]:
    """Pulls the plug at the nth time that the point is reached."""
    left = nth

    def listen(reached: str) -> None:
        nonlocal left
        if reached == point:
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    return listen


def live(settings: Settings, point: str, nth: int, log: str) -> int:
    """One life of the bot, as `python -m bot run` leads it."""
    file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(file, sys.stdout.fileno())
    os.dup2(file, sys.stderr.fileno())
    application.set_up_logging("INFO")
    if point:
        failpoints.listener = plug(point, nth)
    asyncio.run(app.serve(settings))
    return 0


def main() -> None:
    """Begins one life after the other."""
    about = json.loads(sys.argv[1])
    settings = Settings(_env_file=None, **about["settings"])
    Victim.broken = about["mutant"]
    app.Service = Victim  # type: ignore[misc, assignment]
    app.STAND_BY = 0.05
    for line in sys.stdin:
        order = json.loads(line)
        pid = os.fork()
        if pid == 0:
            code = 70
            try:
                code = live(settings, order["point"], order["nth"], about["log"])
            finally:
                os._exit(code)
        print(json.dumps({"pid": pid}), flush=True)
        _, status = os.waitpid(pid, 0)
        print(json.dumps({"code": os.waitstatus_to_exitcode(status)}), flush=True)


if __name__ == "__main__":
    main()

"""What has been kept long enough is erased, by the rows of 保存期限 (practice.md §16.1)."""

from __future__ import annotations

import logging

from bot.db import forget_erased
from bot.runtime import Runtime
from models.erasing import OF_THE_TRUNK, Erasing, Erasure, kept_since
from models.messaging import Heartbeat

ERASED = "erased"
log = logging.getLogger(__name__)


def sweep(runtime: Runtime) -> None:
    """Erases part by part, each in its own transaction, until nothing is left that is too old. What
    is too old changes with the day, so it is asked once a day.
    """
    with runtime.unit() as unit:
        last = unit.session.get(Heartbeat, ERASED)
        today = unit.school.today(unit.now)
        if last is not None and unit.school.today(last.at) == today:
            return
    _erase(runtime)
    with runtime.unit() as unit:
        unit.session.merge(Heartbeat(name=ERASED, at=unit.now))


def _erase(runtime: Runtime) -> None:
    erased = sum(_all_of(one, runtime) for one in (*OF_THE_TRUNK, *runtime.registry.erasures))
    if erased:
        log.info("erased %d rows whose time was over", erased)
        forget_erased(runtime.engine)


def _all_of(erasure: Erasure, runtime: Runtime) -> int:
    found = 0
    while True:
        with runtime.unit() as unit:
            before = kept_since(erasure.code, unit.school, unit.now)
            if before is None:
                return found
            erasing = Erasing(unit.school, runtime.store, before)
            part = erasure.erase(erasing)
        found += part
        if part < erasing.most:
            return found

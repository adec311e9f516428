"""The auditor: every hour it proves that nothing is missing, and says so; it mends nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from bot.i18n import I18n
from bot.runtime import Runtime
from models.cases.auditor import EVERY, Finding, last_run, trunk
from models.messaging import AuditorRun
from models.school import School

MOST = 12


def look(runtime: Runtime) -> None:
    """Looks once an hour; what is new is told to the administrators, and that all is well to
    whoever watches from outside.
    """
    now, last = runtime.clock.now(), runtime.audited_at
    if last is not None and timedelta() <= now - last < EVERY:
        return
    with runtime.reading() as session:
        school = School(session, runtime.zone)
        before = last_run(school)
        if before is not None and timedelta() <= now - before.at < EVERY:
            runtime.audited_at = before.at
            return
        found = [*trunk(school, now)]
        for auditor in runtime.registry.auditors:
            found += auditor(school, now)
        plain = I18n("zh-CN", runtime.zone)
        lines = sorted(plain.plain(one.key, **one.values) for one in found)
        known = set(before.found) if before is not None else set()
    runtime.audited_at = now
    with runtime.unit() as unit:
        unit.session.add(AuditorRun(at=unit.now, found=lines))
        if set(lines) - known:
            for admin in unit.school.administrators():
                i18n = unit.i18n(admin)
                unit.say(admin, "auditor.found", count=len(found), what=_said(found, i18n))
    if not found:
        runtime.all_well.set()


def _said(found: Iterable[Finding], i18n: I18n) -> str:
    """The first of what was found, a line for each."""
    lines = dict.fromkeys(i18n.plain(one.key, **one.values) for one in found)
    return "\n".join(list(lines)[:MOST])

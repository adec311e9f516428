"""The auditor's look: what should be there is proven to be there; nothing is mended.

It trusts no clock and no plan, since it is there for the hour in which one of them fails. A feature
brings proofs of its own (`Feature.auditors`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from models.cases.case import open_cases
from models.cases.due import Due, key_of
from models.messaging import AuditorRun, In, Inbound
from models.school import School

# What is due is told within seconds; after this long somebody must look.
PATIENCE = timedelta(minutes=10)
EVERY = timedelta(hours=1)


class Finding:
    """Something that is not as it must be: the key of its sentence, and what fills its gaps."""

    def __init__(self, key: str, /, **values: Any) -> None:
        self.key = key
        self.values = values


Auditor = Callable[[School, datetime], Iterable[Finding]]


def last_run(school: School) -> AuditorRun | None:
    """The newest look."""
    return school.session.scalar(select(AuditorRun).order_by(AuditorRun.id.desc()).limit(1))


def trunk(school: School, now: datetime) -> Iterator[Finding]:
    """What holds for everything that the school follows up: what is due is told, each open case has
    its next step, each message was answered or set aside.
    """
    session = school.session
    stuck = Due.state == "planned", Due.due_at < now - PATIENCE
    if count := session.scalar(select(func.count()).select_from(Due).where(*stuck)):
        yield Finding("auditor.overdue", count=count)
    lately = Inbound.state == In.QUARANTINED, Inbound.received_at > now - timedelta(days=1)
    if count := session.scalar(select(func.count()).select_from(Inbound).where(*lately)):
        yield Finding("auditor.set_aside", count=count)
    cases = open_cases(session)
    of_them = Due.case_id.in_([case.id for case in cases])
    rows = session.execute(select(Due.key, Due.state).where(of_them))
    known = {row.key: row.state for row in rows}
    for case in cases:
        for step in case.due_steps(school):
            state = known.get(key_of(case, step))
            if state is None or (state == "cancelled" and step.at > now):
                yield Finding("auditor.no_step", number=case.number or "", step=step.kind)

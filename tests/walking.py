"""Rounds for the tests: lists are switched on, and a day is begun."""

from __future__ import annotations

from cast import Stage
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.cases.due import Due
from models.checklists import Checklist
from models.rounds.days import RoundDay
from models.rounds.round import Round


def switch_on(session: Session, *codes: str) -> None:
    """The school uses these lists from tomorrow on; nothing was laid out before."""
    session.execute(update(Checklist).where(Checklist.code.in_(codes)).values(enabled=True))


async def asks(stage: Stage, *codes: str) -> None:
    """These lists are asked from today on, as if they had been in use in the morning."""
    with stage.service.runtime.unit() as unit:
        switch_on(unit.session, *codes)
        for row in unit.session.scalars(select(Due).where(Due.kind == "rounds.day")):
            unit.session.delete(row)
        for day in unit.session.scalars(select(RoundDay)):
            unit.session.delete(day)


def rounds_of(session: Session, code: str) -> list[Round]:
    """The rounds of a list, in their order."""
    query = select(Round).where(Round.checklist_code == code).order_by(Round.due_at)
    return list(session.scalars(query).unique())

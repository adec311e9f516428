"""What holds of the rows, whatever was pressed."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.cases.due import Due
from models.repairs import Repair

ENDED = ("withdrawn", "signed", "merged")


def numbers_have_no_gaps_and_no_twins(session: Session) -> None:
    """Each day's numbers are 1, 2, 3 …"""
    days: dict[str, list[int]] = {}
    for one in session.scalars(select(Repair.number)):
        _, day, nth = str(one).split("-")
        days.setdefault(day, []).append(int(nth))
    for given in days.values():
        assert sorted(given) == list(range(1, len(given) + 1))


def what_is_due_is_due_once(session: Session) -> None:
    """A step has one row, and what has ended has none ahead."""
    keys = list(session.scalars(select(Due.key)))
    assert len(keys) == len(set(keys))
    ended = select(Repair.id).where(Repair.state.in_(ENDED))
    query = select(Due.key).where(Due.state == "planned", Due.case_id.in_(ended))
    assert list(session.scalars(query)) == []

"""The gatehouse: its phone in the hands of master Qian, and what the school noted there."""

from __future__ import annotations

import pytest
from cast import Actor, Stage

from models.visits.visit import Visit


@pytest.fixture
async def gate(stage: Stage) -> Actor:
    """The gatehouse's phone, taken over for the shift."""
    phone = stage["门卫室手机"]
    await phone.sends("/menu")
    await phone.presses("接班")
    await phone.presses("钱保生")
    return phone


def newest(stage: Stage) -> Visit:
    """The newest visit, as it stands in the database."""
    with stage.service.runtime.reading() as session:
        found = session.query(Visit).order_by(Visit.id.desc()).first()
        assert found is not None
        return found


def visits(stage: Stage) -> list[Visit]:
    """Every visit, the oldest first."""
    with stage.service.runtime.reading() as session:
        return session.query(Visit).order_by(Visit.id).all()

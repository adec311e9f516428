"""The words by which a hazard is named, wherever it is named."""

from __future__ import annotations

from datetime import datetime

from bot.i18n import I18n
from models.hazard_levels import HazardCategory, HazardLevel
from models.hazards import Hazard
from models.tickets import State


def short(named: HazardCategory | HazardLevel | None, i18n: I18n) -> str:
    """The name that fits on a button: without what stands in brackets."""
    name = named.name_in(i18n.language) if named else ""
    return name.split("（")[0].split(" (")[0]


def title(hazard: Hazard, i18n: I18n, *, under_building: bool = False) -> str:
    """The line that names a hazard: 三楼楼梯口 护栏松动."""
    place = ""
    if hazard.place is not None:
        named = hazard.place.short if under_building else hazard.place.apart
        place = named(i18n.language)
    return f"{place} {hazard.gist or short(hazard.category, i18n)}".strip()


def state_label(hazard: Hazard, i18n: I18n) -> str:
    """待定级, 整改中, 待复查, 已销号."""
    return i18n.plain(f"hazards.state.{hazard.state}")


def stands(hazard: Hazard, i18n: I18n, now: datetime) -> str:
    """How bad it is, where it stands, with whom, and until when; what is late says so."""
    working = hazard.state == State.ASSIGNED
    due = hazard.due_at if working else None
    until = i18n.plain("hazards.list.overdue", due=due) if due and due < now else i18n.show(due)
    who = i18n.show(hazard.assignee) if working else ""
    return " ".join(
        filter(None, (short(hazard.level, i18n), state_label(hazard, i18n), who, until))
    )

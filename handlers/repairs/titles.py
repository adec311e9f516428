"""The words by which a repair is named, wherever it is named."""

from __future__ import annotations

from datetime import datetime

from bot.i18n import I18n
from models.repairs import Repair
from models.school import Urgency
from models.tickets import State


def title(repair: Repair, i18n: I18n, *, under_building: bool = False) -> str:
    """The line that names a repair: 三楼男厕 漏水. Where two buildings have such a place, it names
    the building, unless it stands under it already.
    """
    place = ""
    if repair.place is not None:
        named = repair.place.short if under_building else repair.place.apart
        place = named(i18n.language)
    return f"{place} {repair.gist or repair.category.short(i18n.language)}".strip()


def urgency_label(urgency: Urgency | None, i18n: I18n) -> str:
    """How urgent it is, without the meaning, for a button."""
    label = urgency.name_in(i18n.language) if urgency else "?"
    return label.split("（")[0].split(" (")[0]


def state_label(repair: Repair, i18n: I18n) -> str:
    """待受理, 维修中, 等待配件; what stands still for an answer says so."""
    if repair.paused_at is not None and repair.is_open:
        return i18n.plain("state.paused")
    if repair.state == State.WAITING:
        return i18n.plain(f"state.waiting_{repair.waiting_for}")
    return i18n.plain(f"state.{repair.state}")


def stands(repair: Repair, i18n: I18n, now: datetime) -> str:
    """Where it stands, with whom, and until when; what is late says so."""
    due = repair.due_at if repair.is_open and repair.paused_at is None else None
    until = i18n.plain("repairs.list.overdue", due=due) if due and due < now else i18n.show(due)
    parts = (state_label(repair, i18n), i18n.show(repair.assignee), until)
    return " ".join(filter(None, parts))

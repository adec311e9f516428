"""The words by which a repair is named, wherever it is named."""

from __future__ import annotations

from datetime import datetime

from bot.i18n import I18n, Until
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
    """Where it stands and with whom; how long nobody has taken it, how late it is, or until when
    it is promised.
    """
    who = i18n.show(repair.assignee)
    if not repair.is_open or repair.paused_at is not None or repair.due_at is None:
        return f"{state_label(repair, i18n)} {who}".strip()
    if repair.due_at < now:
        late, since = i18n.ago(now - repair.due_at), i18n.show(repair.state_at)
        when = i18n.plain("repairs.list.overdue", late=late, since=since)
    elif repair.assignee is None:
        return i18n.plain("repairs.list.nobody", age=i18n.ago(now - repair.opened_at))
    else:
        when = i18n.plain("repairs.list.until", at=Until(repair.due_at))
    state = state_label(repair, i18n) if who else i18n.plain("repairs.list.nobody_yet")
    return " ".join(filter(None, (state, who, when)))


def says_more(repair: Repair, i18n: I18n) -> bool:
    """Whether the words say more than the title does: 三楼男厕漏水 under 三楼男厕 漏水 does not."""
    left = repair.text
    names = [step.name_in(i18n.language) for step in repair.place.path()] if repair.place else []
    aliases = [*repair.place.aliases, repair.place.code or ""] if repair.place else []
    for said in sorted([*names, *aliases, repair.gist], key=len, reverse=True):
        left = left.replace(said, "") if said else left
    return sum(sign.isalnum() for sign in left) > 1

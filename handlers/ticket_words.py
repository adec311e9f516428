"""The words by which a report is named, wherever it is named."""

from __future__ import annotations

from bot.words import Words
from models.tickets import State, Ticket


def title(ticket: Ticket, words: Words, *, under_building: bool = False) -> str:
    """The line that names a report: 三楼男厕 漏水. Where two buildings have such a place, it names
    the building, unless it stands under it already.
    """
    place = ""
    if ticket.place is not None:
        named = ticket.place.short if under_building else ticket.place.apart
        place = named(words.language)
    gist = ticket.gist or (ticket.category.short(words.language) if ticket.category else "")
    return f"{place} {gist}".strip() or words.plain("draft.nameless")


def state_label(ticket: Ticket, words: Words) -> str:
    """待受理, 维修中, 等待配件; what stands still for an answer says so."""
    if ticket.paused_at is not None and ticket.is_open:
        return words.plain("state.paused")
    if ticket.state == State.WAITING:
        return words.plain(f"state.waiting_{ticket.waiting_for}")
    return words.plain(f"state.{ticket.state}")

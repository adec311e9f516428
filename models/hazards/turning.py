"""转为隐患: a repair turns out to be a hazard."""

from __future__ import annotations

from models.act import Act
from models.base import Refused
from models.cases import filing
from models.cases.draft import start
from models.cases.parts import copy_photos, join_part, wholes_of
from models.hazards.hazard import Hazard
from models.people.person import Right
from models.tickets.ticket import Ticket


def turn_into_hazard(ticket: Ticket, act: Act) -> Hazard:
    """What was reported as broken could hurt somebody: it is a hazard as well, with its words, its
    place and its pictures, and waits for the repair. Said by whoever repairs it, or whoever orders.
    """
    ticket.unchanged(act)
    orders = act.by.may(Right.SAFETY) or act.by.may(Right.DISPATCH)
    if act.by is not ticket.assignee and not orders:
        act.must(Right.SAFETY)
    if isinstance(ticket, Hazard) or not ticket.is_open:
        raise ticket.not_now()
    for whole in wholes_of(ticket):
        if isinstance(whole, Hazard):
            raise Refused("hazards.one_already", number=whole.number)
    draft = start(act, "hazard", ticket.text, ticket.place)
    draft.place, draft.urgency, draft.hurt = ticket.place, ticket.urgency, ticket.hurt
    draft.gist = ticket.gist or draft.gist
    copy_photos(ticket.photos, draft, draft.events[0])
    hazard = filing.file(draft, act, Hazard)
    hazard.contained_at = ticket.contained_at
    join_part(hazard, ticket, act)
    ticket.note(act, "part_of", is_step=False, number=hazard.number)
    return hazard

"""What is printed for people: the labels of places, and the cards that invite."""

from __future__ import annotations

from bot.documents import labels_and_invites
from bot.documents.making import Document, Order
from models.people.invitations import not_joined, open_codes


def labels(wanted: Order) -> Document:
    """地点标签: of one building, or of the whole school."""
    school, i18n, order = wanted.school, wanted.i18n, wanted.order
    paper = labels_and_invites.labels(school, i18n, wanted.username, order.place, order.ordered_at)
    where = order.place.name_in(i18n.language) if order.place else school.settings.school_name
    return Document(paper, i18n.plain("paper.labels_name", where=where) + ".pdf")


def cards(wanted: Order) -> Document:
    """邀请卡: of everybody who has a code and has not joined."""
    school, i18n, now = wanted.school, wanted.i18n, wanted.order.ordered_at
    known = open_codes(wanted.session, now)
    waiting = not_joined(wanted.session)
    codes = [known[person.id] for person in waiting if person.id in known]
    paper = labels_and_invites.invitation_cards(school, i18n, wanted.username, codes, now)
    return Document(paper, i18n.plain("paper.cards_name", day=school.today(now)) + ".pdf")

"""The copies of a card on a phone: which of them is the card.

A card names the outbox row of its newest copy (`sending_id`), and the message of that copy once it
is known (`message_id`). Rows leave in the order of their ids, so a row of a card is overtaken as
soon as a copy with a higher id was ordered. That makes the copy which a phone shows last the one
that lives, whatever fails on the way.
"""

from __future__ import annotations

from models.messaging import Card, Out, Outbound

SEND = "sendMessage"
EDIT = "editMessageText"
# Photos hang on the card's row, too, but are no face of it.
OF_CARDS = (SEND, EDIT)


def aim(row: Outbound, card: Card) -> bool:
    """Fills in the message that a row of the card is about, just before it leaves; an edit of a
    lost message becomes a send. Returns whether it shall leave: one that was overtaken does not.
    """
    if row.method not in OF_CARDS:
        if card.message_id is not None:
            reply = {"message_id": card.message_id, "allow_sending_without_reply": True}
            row.payload = {**row.payload, "reply_parameters": reply}
        return True
    if _overtaken(row, card):
        row.state = Out.REPLACED
        return False
    if row.method == EDIT and card.message_id is None:
        row.method, card.sending_id = SEND, row.id
    elif row.method == EDIT:
        row.payload = {**row.payload, "message_id": card.message_id}
    return True


def arrived(row: Outbound, card: Card, message_id: int) -> int | None:
    """Tells the card where its copy is. Returns the message of a copy that must give way, because
    a newer one was ordered or an older one taken up while this one was under way.
    """
    if row.method != SEND:
        return None
    if _overtaken(row, card):
        return message_id
    # The row has a message already where the copy of its first try was taken up.
    older, newer = sorted((row.message_id or message_id, message_id))
    row.message_id = card.message_id = newer
    return older if older != newer else None


def gone(row: Outbound, card: Card) -> None:
    """The message that an edit was about is no more: the edit becomes a send."""
    if _overtaken(row, card):
        row.state = Out.REPLACED
        return
    card.sending_id, card.message_id = row.id, None
    row.method, row.state = SEND, Out.NEW
    row.payload = {name: part for name, part in row.payload.items() if name != "message_id"}


def may_be_lost(row: Outbound) -> bool:
    """Whether the phone may show a copy of this row that nobody noted."""
    noted = row.message_id is not None
    return row.method == SEND and row.attempts > noted


def take_up(row: Outbound, card: Card, message_id: int) -> int | None:
    """A copy that nobody noted is the card from now on, and need not be sent again. Returns the
    message of the copy that must give way to it.
    """
    before, card.message_id = card.message_id, message_id
    row.state, row.message_id = Out.SENT, message_id
    return before


def _overtaken(row: Outbound, card: Card) -> bool:
    return card.sending_id is not None and card.sending_id > row.id

"""What stands above every side of a draft that names a danger: what to do at once, whom to call,
and whether somebody could be hurt. It waits for neither place nor kind (school-voice 10, 11).
"""

from __future__ import annotations

from bot.cards import Face, Rows, View
from bot.presses import Press
from models.school import Danger
from models.tickets import Ticket, drafting

HURT = Press("hurt")


def warned(side: Face, ticket: Ticket, view: View) -> Face:
    """The side of the draft, with the danger and its question first."""
    danger = next((one for one in view.unit.school.dangers if one.kind == ticket.danger_kind), None)
    if danger is None:
        return side
    words = view.words
    text = [words("draft.safety", safety=danger.safety(words.language)), *_phones(danger, view)]
    rows: Rows = []
    if drafting.must_ask_hurt(ticket):
        text.append(words("draft.hurt_or_urgent" if danger.raises else "draft.hurt"))
        rows.append(
            [
                HURT.button(words.plain("draft.hurt_yes"), ticket.id, 1),
                HURT.button(words.plain("draft.hurt_no"), ticket.id, 0),
            ]
        )
    return Face("\n".join([*text, "", side.text]), rows + side.rows)


def _phones(danger: Danger, view: View) -> list[str]:
    """The numbers to call; where the school has left one empty, who is to be told instead."""
    words = view.words
    named = [
        f"{phone['en' if words.language == 'en' else 'zh']} {phone['number']}"
        for phone in danger.phones
        if phone["number"]
    ]
    lines = [words("draft.phones", phones=words.list(named))] if named else []
    if len(named) < len(danger.phones):
        lines.append(words("draft.tell_somebody"))
    return lines

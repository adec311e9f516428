"""What stands above every side of a draft that names a danger: what to do at once, whom to call,
and whether somebody could be hurt. It waits for neither place nor kind (practice.md §6.2, §6.3).
"""

from __future__ import annotations

from bot.cards import Face, Rows, View
from bot.presses import Press
from bot.words import Words
from models.school import Danger
from models.tickets import Ticket, drafting

HURT = Press("hurt")


def warned(side: Face, ticket: Ticket, view: View) -> Face:
    """The side of the draft, with the danger and its question first."""
    danger = next((one for one in view.unit.school.dangers if one.kind == ticket.danger_kind), None)
    if danger is None:
        return side
    words = view.words
    text = [words("draft.safety", safety=danger.safety(words.language)), *numbers(danger, words)]
    if not all(phone["number"] for phone in danger.phones):
        text.append(words("draft.tell_somebody"))
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


def numbers(danger: Danger, words: Words) -> list[str]:
    """The line with the numbers to call; those that the school has left empty are not in it."""
    language = "en" if words.language == "en" else "zh"
    named = [f"{one[language]} {one['number']}" for one in danger.phones if one["number"]]
    return [words("draft.phones", phones=words.list(named))] if named else []

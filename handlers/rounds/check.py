"""/check: what is to be checked now, what can still be made up for, and a list that nobody asked
for; and a place's label that is opened on a round.
"""

from __future__ import annotations

from telegram import Update

from bot import cards
from bot.context import Context
from bot.dialogue import END, NOT_MINE, Handler
from bot.keyboards import grid
from handlers.rounds import buttons as b
from models.checklists import Checklist
from models.places import Place
from models.rounds import handing, labels
from models.rounds.round import State

MOST = 5


async def check(update: Update, context: Context) -> str | None:
    """/check: brings the cards of what is open; else says that nothing is."""
    found = handing.to_check(context.school, context.person, context.now)
    mine = [one for one in found if one.state == State.OPEN]
    missed = [one for one in found if one.state == State.MISSED]
    rows = []
    if handing.lists_for(context.school, context.person):
        rows = [[b.LISTS.button(context.i18n.plain("rounds.button.lists"))]]
    key = "now" if mine else "missed" if missed else "nothing"
    await context.say(f"rounds.check.{key}", rows, count=len(mine) or len(missed))
    for one in (mine or missed)[:MOST]:
        cards.show(context.unit, one, context.person)
    return END


async def lists(update: Update, context: Context) -> None:
    """The lists that this person may begin without being asked."""
    found = handing.lists_for(context.school, context.person)
    language = context.i18n.language
    rows = grid((b.BEGIN.button(one.name_in(language), one.code) for one in found), 2)
    await context.say("rounds.check.lists" if rows else "rounds.check.no_lists", rows)


async def begin(update: Update, context: Context) -> None:
    """A list was pressed: its round begins now."""
    checklist = context.row(Checklist, context.part(0))
    found = handing.begin(context.act(), checklist)
    context.session.flush()
    cards.show(context.unit, found, context.person)


async def label(update: Update, context: Context) -> str | None:
    """A place's label was opened: on a round it ticks what the round has there. Who walks none
    reports something there.
    """
    code = " ".join(context.args or []).removeprefix("p_")
    place = context.session.query(Place).filter_by(code=code, active=True).one_or_none()
    found = labels.open_round(context.school, context.person)
    if place is None or found is None:
        return NOT_MINE
    ticked = labels.visit(found, context.act(), place)
    names = [item.name_in(context.i18n.language) for item in ticked]
    if not ticked:
        return NOT_MINE
    await context.say("rounds.check.label", place=place, items=names)
    context.turn(found)
    cards.show(context.unit, found, context.person)
    return END


ENTRY: list[Handler] = [
    b.CHECK.handler(check),
    b.LISTS.handler(lists),
    b.BEGIN.handler(begin),
]

"""五落实方案: the plan of a 重大隐患, asked for until all of it is there (practice.md §15.10)."""

from __future__ import annotations

from telegram import Update
from telegram.ext import MessageHandler

from bot import cards
from bot.attachments import ANSWER
from bot.context import Context
from bot.dialogue import END, Handler
from handlers.hazards import asking
from handlers.hazards import buttons as b
from handlers.hazards.verbs import pressed
from models.hazards import grave, ordering
from models.hazards.plan_text import FIELDS, day_in, read_plan

PLAN = "hazard.plan"


async def ask_plan(update: Update, context: Context) -> str:
    """五落实方案: four lines, in any order."""
    hazard, act = pressed(context, update), context.act()
    hazard.must_own(act)
    hazard.unchanged(act)
    asking.ask("plan", hazard, context, plan={})
    await context.say("hazards.ask.plan", asking.way_back(context), who=hazard.assignee)
    return PLAN


async def plan(update: Update, context: Context) -> str | None:
    """Lines came; what is still missing is named."""
    message = update.message
    assert message is not None
    hazard, about = asking.asked(context), context.dialogue.data
    made = {**about.get("plan", {}), **read_plan(asking.said_in(message))}
    missing = [field for field in FIELDS if not made.get(field)]
    until = day_in(made.get("until", ""), context.school.today(context.now))
    if until is None and "until" not in missing:
        missing.append("until")
    context.dialogue.data = {**about, "plan": made}
    if missing or until is None:
        names = [context.i18n.plain(f"hazards.plan.{field}") for field in missing]
        await context.say("hazards.ask.plan_lacks", asking.way_back(context), missing=names)
        return None
    closing = ordering.end_of(until, context.act())
    done = grave.Plan(made["measure"], made["money"], closing, made["emergency"])
    grave.plan(hazard, context.act(), done)
    cards.show(context.unit, hazard, context.person)
    return END


ENTRY: list[Handler] = [b.ASK["plan"].handler(ask_plan)]
STATES: dict[str, list[Handler]] = {PLAN: [MessageHandler(ANSWER, plan)]}

"""Hazards: found by anybody, put right by a day, cleared by somebody else (practice.md §15.6)."""

from functools import partial

from bot.feature import Command, Feature, Help, MenuButton, named, whoever_may
from bot.listing import sent_list
from bot.transaction import CardKind
from handlers.hazards import (
    buttons,
    card,
    comments,
    digest,
    drafting,
    evidence,
    ledger,
    lists,
    papers,
    planning,
    prompts,
    report,
    risks,
    titles,
    verbs,
)
from models.hazards import Hazard
from models.hazards.deadlines import DUE
from models.people.person import Right
from models.tickets.lists import own

FEATURE = Feature(
    "hazards",
    entry=(
        *drafting.ENTRY,
        *evidence.ENTRY,
        *planning.ENTRY,
        *prompts.ENTRY,
        *verbs.ENTRY,
        *lists.ENTRY,
        *risks.ENTRY,
    ),
    states={**evidence.STATES, **planning.STATES, **prompts.STATES},
    commands=(Command("hazard", drafting.hazard, "hazards.command.hazard", 1),),
    menu=(MenuButton(1, drafting.BEGIN, named("hazards.menu.begin")),),
    help=(Help(2, "hazards.help", sees=whoever_may(Right.SAFETY, Right.DISPATCH)),),
    offers=drafting.offers,
    replies={Hazard: comments.reply},
    cards=(CardKind(Hazard, card.render, titles.title, titles.stands, turns=buttons.PAGE.names),),
    drafts=(drafting.KIND,),
    documents={"hazard": papers.papers, "risks": risks.document},
    ledgers=(ledger.LEDGER,),
    due=DUE,
    digest=digest.digest,
    report=report.report,
    news={f"{kind.name}.list": sent_list("hazards") for kind in DUE if kind.merged},
    beside=buttons.beside,
    mine=partial(own, kind=Hazard),
)

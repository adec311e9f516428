"""Repairs: something is broken, somebody repairs it, whoever reported it signs."""

from functools import partial

from bot.feature import Command, Feature, Help, MenuButton, named, whoever_may
from bot.listing import sent_list
from bot.logbook import LogPart, opened
from bot.transaction import CardKind
from handlers.repairs import (
    buttons,
    card,
    comments,
    default_fixers,
    digest,
    documents,
    drafting,
    follow_ups,
    free_text,
    ledger,
    lists,
    prompts,
    report,
    titles,
    verbs,
)
from models.people.person import Right
from models.repairs import Repair, daily
from models.tickets.deadlines import DUE
from models.tickets.lists import own
from models.tickets.new_day import NEW_DAY

SENT = (
    *(kind.name for kind in daily.DAILY),
    *(f"{kind.name}.list" for kind in DUE if kind.merged),
)
FIXES = whoever_may(Right.REPAIR, Right.DISPATCH)

FEATURE = Feature(
    "repairs",
    entry=(
        *drafting.ENTRY,
        *follow_ups.ENTRY,
        *verbs.ENTRY,
        *prompts.ENTRY,
        *lists.ENTRY,
        *default_fixers.ENTRY,
    ),
    states={follow_ups.WHICH: (), **prompts.STATES},
    commands=(
        Command("repair", drafting.repair, "repairs.command.repair", 1),
        Command("tickets", lists.tickets, "repairs.command.tickets", 3, lists.SEES),
    ),
    menu=(
        MenuButton(1, drafting.BEGIN, named("repairs.menu.begin")),
        MenuButton(3, lists.TICKETS, named("repairs.menu.tickets"), sees=lists.SEES),
        MenuButton(4, lists.SHEET, named("repairs.menu.sheet"), sees=FIXES),
    ),
    admin=(MenuButton(6, default_fixers.KINDS, named("repairs.fixers.button")),),
    help=(
        Help(2, "repairs.help.fixer", sees=whoever_may(Right.REPAIR)),
        Help(3, "repairs.help.office", sees=whoever_may(Right.DISPATCH)),
        Help(4, "repairs.help.leader", sees=whoever_may(Right.OVERSEE)),
        Help(5, "repairs.help.guard", sees=whoever_may(Right.GUARD)),
        Help(6, "repairs.help.recorder", sees=whoever_may(Right.RECORD)),
    ),
    links={"p_": drafting.label},
    offers=free_text.offers,
    replies={Repair: comments.reply},
    cards=(CardKind(Repair, card.render, titles.title, titles.stands, turns=buttons.TURN.names),),
    drafts=(drafting.KIND,),
    news={kind: sent_list("repairs") for kind in SENT},
    documents={"slip": documents.slip, "sheet": documents.sheet},
    ledgers=(ledger.LEDGER,),
    due=DUE,
    days=(*daily.DAILY, NEW_DAY),
    digest=digest.digest,
    report=report.report,
    mine=partial(own, kind=Repair),
    logbook=(LogPart(5, "repairs.log", opened(Repair)),),
)

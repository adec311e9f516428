"""Rounds: lists are due at their times, whoever has the duty walks them, silence is noticed."""

from bot.feature import Command, Feature, Help, MenuButton, named, whoever_may
from bot.listing import sent_list
from bot.transaction import CardKind
from handlers.rounds import asking, buttons, card, check, log, records, titles, walking
from handlers.rounds.digest import digest
from models.people.person import Right
from models.rounds.auditor import auditor
from models.rounds.days import DAYS
from models.rounds.round import DUE, Round

# Whoever walks rounds most days; others are asked when it is their turn, and may always /check.
WALKS = whoever_may(Right.OVERSEE, Right.GUARD, Right.RECORD)

FEATURE = Feature(
    "rounds",
    entry=(*walking.ENTRY, *asking.ENTRY, *check.ENTRY, *records.ENTRY),
    states=asking.STATES,
    commands=(Command("check", check.check, "rounds.command", 5),),
    menu=(MenuButton(5, buttons.CHECK, named("rounds.menu"), sees=WALKS),),
    help=(Help(5, "rounds.help"),),
    links={"p_": check.label},
    cards=(CardKind(Round, card.render, titles.title, titles.stands, turns=buttons.TURN.names),),
    due=DUE,
    days=DAYS,
    auditors=(auditor,),
    documents={"round": records.sheet, "rounds": records.month},
    ledgers=(records.LEDGER,),
    digest=digest,
    news={f"{kind.name}.list": sent_list("rounds") for kind in DUE if kind.merged},
    logbook=(log.LOG,),
)

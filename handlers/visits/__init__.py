"""Visits: one line at the gate, the host answers, and the board says who is inside."""

from bot.feature import Command, Feature, Help, MenuButton, named, whoever_may
from bot.listing import sent_list
from bot.logbook import LogPart, opened
from bot.transaction import CardKind
from handlers.visits import (
    board,
    buttons,
    card,
    digest,
    fields,
    ledger,
    noting,
    passes,
    safety,
    verbs,
)
from models.people.person import Right
from models.visits.erasing import ERASURES
from models.visits.expected import Expected, announced_by
from models.visits.visit import DUE, Visit

GATE = whoever_may(Right.GUARD)
SEES = whoever_may(Right.GUARD, Right.DISPATCH, Right.OVERSEE)

FEATURE = Feature(
    "visits",
    entry=(*noting.ENTRY, *fields.ENTRY, *verbs.ENTRY, *board.ENTRY, *passes.ENTRY, *safety.ENTRY),
    states={**noting.STATES, **fields.STATES, **passes.STATES, **safety.STATES},
    commands=(
        Command("visitor", noting.visitor, "visits.command.visitor", 3),
        Command("inside", board.board, "visits.command.inside", 3, SEES),
    ),
    menu=(
        MenuButton(1, noting.BEGIN, named("visits.menu.begin"), sees=GATE),
        MenuButton(
            4,
            passes.ANNOUNCE,
            named("visits.menu.announce"),
            sees=lambda person: not person.may(Right.GUARD),
        ),
        MenuButton(
            8, safety.LIST, named("visits.menu.unwelcome"), sees=whoever_may(Right.DISPATCH)
        ),
        MenuButton(2, buttons.BOARD, named("visits.menu.board"), args=("inside", 0), sees=SEES),
    ),
    help=(Help(3, "visits.help", sees=GATE),),
    links={"v_": passes.scanned},
    offers=noting.offers,
    matters={"visit": passes.matter},
    cards=(
        CardKind(Visit, card.render, card.title, card.stands, turns=buttons.TURN.names),
        CardKind(Expected, passes.render, passes.title, passes.stands),
    ),
    documents={"pass": passes.draw},
    ledgers=(ledger.LEDGER,),
    news={f"{kind.name}.list": sent_list("visits") for kind in DUE if kind.merged},
    due=DUE,
    logbook=(LogPart(2, "visits.log", opened(Visit)),),
    erasures=ERASURES,
    digest=digest.digest,
    mine=announced_by,
)

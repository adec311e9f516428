"""Emergencies: two taps ring all who must know, each until 收到 (practice.md §20)."""

from bot.feature import Feature, MenuButton, named
from bot.logbook import LogPart, opened
from bot.transaction import CardKind
from handlers.incidents import buttons, card, digest, ledger, raising, record, reporting
from models.incidents import Incident
from models.incidents.incident import DUE

FEATURE = Feature(
    "incidents",
    entry=(*raising.ENTRY, *reporting.ENTRY, *record.ENTRY),
    states=reporting.STATES,
    menu=(MenuButton(0, buttons.BEGIN, named("incidents.menu")),),
    duty=(MenuButton(1, buttons.BEGIN, named("incidents.menu")),),
    offers=raising.offers,
    claims=raising.claims,
    alarms=raising.alarms,
    replies={Incident: raising.reply},
    ledgers=(ledger.LEDGER,),
    documents={"incident": record.document},
    cards=(CardKind(Incident, card.render, card.title, card.stands, turns=buttons.TURN.names),),
    due=DUE,
    digest=digest.digest,
    logbook=(LogPart(3, "incidents.log", opened(Incident)),),
)

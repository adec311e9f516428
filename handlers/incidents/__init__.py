"""Emergencies: two taps ring all who must know, each until 收到 (practice.md §20)."""

from bot.feature import Feature, MenuButton, named
from bot.transaction import CardKind
from handlers.incidents import buttons, card, raising, reporting
from models.incidents import Incident
from models.incidents.incident import DUE

FEATURE = Feature(
    "incidents",
    entry=(*raising.ENTRY, *reporting.ENTRY),
    states=reporting.STATES,
    menu=(MenuButton(0, buttons.BEGIN, named("incidents.menu")),),
    duty=(MenuButton(1, buttons.BEGIN, named("incidents.menu")),),
    offers=raising.offers,
    alarms=raising.alarms,
    replies={Incident: raising.reply},
    cards=(CardKind(Incident, card.render, card.title, card.stands, turns=buttons.TURN.names),),
    due=DUE,
)

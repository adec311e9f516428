"""The buttons of an emergency."""

from __future__ import annotations

from bot.callbacks import DANGER, PRIMARY, SUCCESS, CallbackButton
from bot.transaction import RenderContext, Rows
from models.incidents import Incident, Report

# Which kind of emergency it is: the first of two taps; incidents.begin[:<draft>].
BEGIN = CallbackButton("incidents.begin", style=DANGER)
# The second: everybody is rung. incidents.raise:<plan>[:<draft>].
RAISE = CallbackButton("incidents.raise", style=DANGER)
RECEIVE = CallbackButton("incidents.receive", style=PRIMARY)
REPORT = CallbackButton("incidents.report")
# The report says what was told already.
AS_TOLD = CallbackButton("incidents.as_told", style=SUCCESS)
STOP = CallbackButton("incidents.stop")
CALL_OFF = CallbackButton("incidents.call_off", style=DANGER)
TURN = CallbackButton("incidents.page")
PHOTOS = CallbackButton("incidents.photos")
PRINT = CallbackButton("incidents.print")
PAGES = frozenset({"", "log", "false"})


def rows(incident: Incident, view: RenderContext) -> Rows:
    """The buttons of this person, the most likely first."""
    i18n, person, here = view.i18n, view.person, (incident.id, incident.version)
    if view.page == "false":
        sure = CALL_OFF.button(i18n.plain("incidents.b_false_sure"), *here)
        return [[sure], [TURN.button(i18n.plain("button.back"), *here, "")]]
    found: Rows = []
    receipt = incident.receipt_of(person)
    if incident.is_open and receipt is not None and receipt.received_at is None:
        found.append([RECEIVE.button(i18n.plain("incidents.b_receive"), incident.id)])
    if incident.is_open and incident.leads(person):
        steps = [Report.FURTHER, Report.FINAL] if incident.first_report_at else [Report.FIRST]
        found.append([REPORT.button(i18n.plain(f"incidents.b_{one}"), *here, one) for one in steps])
    beside = []
    if incident.pictures:
        label = i18n.plain("incidents.b_photos", count=incident.pictures)
        beside.append(PHOTOS.button(label, incident.id))
    beside.append(TURN.button(i18n.plain("incidents.b_log"), *here, "log"))
    if incident.is_open and (incident.leads(person) or person is incident.raised_by):
        beside.append(TURN.button(i18n.plain("incidents.b_false"), *here, "false"))
    if incident.leads(person):
        beside.append(PRINT.button(i18n.plain("incidents.b_print"), incident.id))
    return [*found, beside]
